#include "base/traditional.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>

#include "base/check.h"

namespace lianmeng {

std::string SimplifiedToTraditional(std::string_view text) {
  thread_local const std::unique_ptr<const icu::Transliterator> transliterator = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<const icu::Transliterator> made(
        icu::Transliterator::createInstance("Simplified-Traditional", UTRANS_FORWARD, status));
    CHECK(U_SUCCESS(status) && made != nullptr);
    return made;
  }();
  auto wide =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  transliterator->transliterate(wide);
  std::string out;
  wide.toUTF8String(out);
  return out;
}

}  // namespace lianmeng
