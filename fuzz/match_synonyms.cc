// Any bytes as names of products, a line each: no crash, second names differ from the first, and
// every quantity is a number and a unit.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "match/quantities.h"
#include "match/synonyms.h"

using namespace lianmeng;         // NOLINT(google-build-using-namespace)
using namespace lianmeng::match;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> names = Split(bytes, '\n');
  const Synonyms synonyms = Synonyms::Mine({names.begin(), names.end()});
  for (const std::string& name : names) {
    for (const std::string& other : synonyms.NamesBeside(name)) CHECK(other != Normalise(name));
    for (const std::string& word : QuantityWords(name)) {
      CHECK(word.find(' ') != std::string::npos && word.find(' ') + 1 < word.size());
    }
    (void)IsUnit(name);
  }
  return 0;
}
