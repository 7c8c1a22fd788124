// Names among many: how long the index takes, how long a name, how long all duplicates.
//
//   bench_match_names [RECORDS ...]     default 100000 1000000
//
// Names are those of match/synthetic_names.h, seed 1. The queries are 5,000 of them, evenly spread,
// as they stand.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "bench/must.h"
#include "match/names.h"
#include "match/synthetic_names.h"

namespace lianmeng::match {
namespace {

double Wall() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void Measure(uint32_t records) {
  const NamesSample sample = GenerateNames({.records = records});
  double begin = Wall();
  const NameIndex index =
      Must(NameIndex::Build(NameNormaliser({}), sample.records, Progress::None()));
  std::printf("%u records: index in %.2f s, %.0f MB\n", records, Wall() - begin,
              static_cast<double>(index.memory_bytes()) / 1e6);
  std::vector<double> times;
  constexpr uint32_t kQueries = 5'000;
  for (uint32_t i = 0; i < kQueries; ++i) {
    const NameRecord& record = sample.records[uint64_t{i} * records / kQueries];
    begin = Wall();
    if (index.Resolve({.name = record.name}).empty()) std::abort();
    times.push_back(Wall() - begin);
  }
  std::sort(times.begin(), times.end());
  std::printf("  a name: median %.2f ms, 99th percentile %.2f ms\n", 1e3 * times[times.size() / 2],
              1e3 * times[times.size() * 99 / 100]);
  begin = Wall();
  const std::vector<NamePair> pairs = Must(index.Duplicates(kNameOffered, Progress::None()));
  const double seconds = Wall() - begin;
  std::vector<std::pair<uint32_t, uint32_t>> found;
  for (const NamePair& pair : pairs) found.emplace_back(pair.a, pair.b);
  std::sort(found.begin(), found.end());
  int64_t recalled = 0;
  for (const auto& pair : sample.doubles) {
    recalled += std::binary_search(found.begin(), found.end(), pair);
  }
  const auto certain = std::count_if(
      pairs.begin(), pairs.end(), [](const NamePair& pair) { return pair.score >= kNameCertain; });
  std::printf("  duplicates: %.1f s, %zu pairs from 0.5 on, %td from 0.8 on; %lld of %zu doubles\n",
              seconds, pairs.size(), certain, static_cast<long long>(recalled),
              sample.doubles.size());
}

}  // namespace
}  // namespace lianmeng::match

int main(int argc, char** argv) {
  if (argc == 1) {
    lianmeng::match::Measure(100'000);
    lianmeng::match::Measure(1'000'000);
  }
  for (int i = 1; i < argc; ++i) {
    lianmeng::match::Measure(static_cast<uint32_t>(std::strtoul(argv[i], nullptr, 10)));
  }
  return 0;
}
