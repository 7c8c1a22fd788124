// Any bytes as names: no crash, a parse that keeps its promises, and scores that add up.
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "match/names.h"

using namespace lianmeng;         // NOLINT(google-build-using-namespace)
using namespace lianmeng::match;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::vector<std::string> lines = Split(
      std::string_view(reinterpret_cast<const char*>(data), std::min<size_t>(size, 4096)), '\n');
  const NameNormaliser normaliser({});
  std::vector<NameRecord> records;
  for (const std::string& line : lines) {
    const ParsedName name = normaliser.Parse(line);
    CHECK(name.place_last <= name.place.size() && name.core.size() <= 64);
    CHECK(name.place.empty() || !name.core.empty());
    records.push_back({.name = line});
  }
  const Result<NameIndex> index = NameIndex::Build(normaliser, records, Progress::None());
  CHECK(index.ok());
  for (const NameCandidate& candidate : index->Resolve({.name = lines[0]})) {
    int32_t sum = 0;
    for (const NamePart& part : Explain(candidate.points)) sum += part.points;
    CHECK(sum == candidate.score && sum > 0 && sum <= kNameScoreMax);
  }
  const Result<std::vector<NamePair>> pairs = index->Duplicates(1, Progress::None());
  CHECK(pairs.ok());
  for (const NamePair& pair : *pairs) CHECK(pair.a < pair.b && pair.score <= kNameScoreMax);
  return 0;
}
