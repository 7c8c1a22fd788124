// Any bytes as text: no crash, and the laws that search and comparison rest on.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/text.h"

using namespace lianmeng;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 4096) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string valid = ToUtf8(ToUtf32(text));
  CHECK(IsValidUtf8(valid));
  if (IsValidUtf8(text)) CHECK(valid == text);
  const std::string trimmed = Trim(valid);
  CHECK(Trim(trimmed) == trimmed);
  CHECK(IsValidUtf8(Normalise(valid)));
  const Terms terms = SearchTerms(valid);
  CHECK(terms.bigrams.size() <= terms.unigrams.size());
  (void)PinyinSortKey(valid);
  if (size < 200) {
    (void)PinyinInitials(valid);
    CHECK(EditDistance(valid, valid) == 0);
    (void)Suggest(valid, {"products", "inputs", "苏州市"});
  }
  CHECK(Join(Split(valid, ';'), ";") == valid);
  if (const auto date = Date::Parse(valid)) CHECK(date->ToString() == valid);
  if (const auto id = ParseIdValue(valid)) CHECK(*id >= 0);
  return 0;
}
