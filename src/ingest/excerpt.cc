#include "ingest/excerpt.h"

#include "base/text.h"

namespace lianmeng::ingest {

std::string Excerpt(std::string_view text) {
  constexpr size_t kCharactersMax = 60;
  constexpr size_t kBytesLooked = 4 * kCharactersMax + 4;  // a character has four bytes at most
  std::u32string wide = ToUtf32(text.substr(0, kBytesLooked));
  if (wide.size() > kCharactersMax) {
    wide.resize(kCharactersMax);
    wide.push_back(U'…');
  }
  for (char32_t& c : wide) {
    if (c == 0) c = U'\uFFFD';
  }
  return ToUtf8(wide);
}

}  // namespace lianmeng::ingest
