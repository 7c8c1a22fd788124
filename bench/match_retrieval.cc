// How long it takes to index the products of a million organisations and to find who can meet a
// need among them.
//
//   ninja -C build/release bench_match_retrieval && build/release/bench_match_retrieval [ORGANISATIONS] [QUERIES]
//
// The region is made here from a fixed seed. A vocabulary of two-character words is drawn, its use
// falling off as 1 / rank (Zipf); 200 sectors prefer 400 words each; a product is two to four words
// of a sector, an organisation makes 2 to 20 products, nine in ten of them of its own sector. One
// product for every three organisations; makers fall off as rank too. Needs are names of products.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/text.h"
#include "bench/must.h"
#include "match/retrieval.h"

namespace {

using lianmeng::Random;
namespace match = lianmeng::match;

constexpr uint64_t kSeed = 20260315;
constexpr uint64_t kSectors = 200;
constexpr uint64_t kWords = 20'000;
constexpr uint64_t kWordsOfSector = 400;
constexpr uint64_t kCharacters = 3'000;

// An index below `size`, about in proportion to 1 / (1 + index).
uint64_t Falling(Random& random, uint64_t size) {
  const double top = std::log(static_cast<double>(size) + 1);
  return std::min(size - 1, static_cast<uint64_t>(std::exp(random.Uniform() * top) - 1));
}

std::vector<std::string> MakeWords(Random& random) {
  std::vector<std::string> words;
  for (uint64_t i = 0; i < kWords; ++i) {
    std::u32string word;
    for (int c = 0; c < 2; ++c) {
      word.push_back(static_cast<char32_t>(0x4E00 + Falling(random, kCharacters)));
    }
    words.push_back(lianmeng::ToUtf8(word));
  }
  return words;
}

match::RetrievalInput MakeRegion(uint64_t organisations) {
  Random random(kSeed);
  const std::vector<std::string> words = MakeWords(random);
  const uint64_t per_sector = std::max<uint64_t>(8, organisations / 3 / kSectors);
  match::RetrievalInput input;
  for (uint64_t s = 0; s < kSectors; ++s) {
    for (uint64_t p = 0; p < per_sector; ++p) {
      std::string name;
      for (uint64_t n = 2 + random.Below(3); n > 0; --n) {
        const uint64_t own = (s * 97 + Falling(random, kWordsOfSector)) % kWords;
        name += words[random.Chance(0.7) ? own : Falling(random, kWords)];
      }
      input.products.push_back({name});
    }
  }
  for (uint64_t f = 0; f < organisations; ++f) {
    const uint64_t sector = random.Below(kSectors);
    match::RetrievalOrganisation firm;
    firm.names = {words[Falling(random, kWords)] + words[Falling(random, kWords)] + "有限公司"};
    firm.sectors = {std::to_string(sector), std::to_string(sector / 4),
                    std::to_string(sector / 20)};
    for (uint64_t n = 2 + random.Below(19); n > 0; --n) {
      const uint64_t of = random.Chance(0.9) ? sector : random.Below(kSectors);
      firm.products.push_back(static_cast<int32_t>(of * per_sector + Falling(random, per_sector)));
    }
    input.organisations.push_back(std::move(firm));
  }
  return input;
}

double MsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// Of this process alone: waiting for others who use the machine is left out.
double ProcessorMs() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

int64_t PeakKb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

struct Asked {
  int queries = 0;
  int limit = 0;
};

// Prints how long questions take; false if one finds nobody.
bool TimeQueries(const match::RetrievalIndex& index, const match::RetrievalInput& input,
                 const Asked& asked) {
  match::RetrievalSearcher searcher(index);
  Random random(kSeed + 1);
  std::vector<double> wall;
  std::vector<double> own;
  for (int i = 0; i < asked.queries; ++i) {
    const std::string& need = input.products[random.Below(input.products.size())].front();
    const auto start = std::chrono::steady_clock::now();
    const double processor = ProcessorMs();
    const auto hits = searcher.Search(need, {.limit = asked.limit});
    own.push_back(ProcessorMs() - processor);
    wall.push_back(MsSince(start));
    if (hits.empty()) return false;
  }
  const std::string listed = asked.limit == index.organisations()
                                 ? "all candidates listed"
                                 : std::to_string(asked.limit) + " listed";
  for (const auto& [name, times] : {std::pair{"wall", &wall}, std::pair{"processor", &own}}) {
    std::sort(times->begin(), times->end());
    std::printf("retrieval query, %s, %s: median %.2f ms, 99th percentile %.2f ms, worst %.2f ms\n",
                listed.c_str(), name, (*times)[times->size() / 2],
                (*times)[times->size() * 99 / 100], times->back());
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const auto organisations =
      static_cast<uint64_t>(argc > 1 ? std::max(1, std::atoi(argv[1])) : 1'000'000);
  const int queries = argc > 2 ? std::max(1, std::atoi(argv[2])) : 300;
  const match::RetrievalInput input = MakeRegion(organisations);
  const int64_t before_kb = PeakKb();
  auto start = std::chrono::steady_clock::now();
  double processor = ProcessorMs();
  const match::RetrievalIndex index = lianmeng::Must(match::RetrievalIndex::Build(input));
  std::printf(
      "retrieval build: %d organisations, %d products, %zu links in %.1f s (processor %.1f s), "
      "%.0f MB\n",
      index.organisations(), index.products(), index.products_of.values.size(),
      MsSince(start) / 1e3, (ProcessorMs() - processor) / 1e3,
      static_cast<double>(PeakKb() - before_kb) / 1024);
  // As the engine is asked, and as a list of suppliers asks it: every candidate with its likeness.
  for (const int limit : {50, index.organisations()}) {
    if (!TimeQueries(index, input, {.queries = queries, .limit = limit})) return 1;
  }
  return 0;
}
