// How long a need takes to find its offers, against scoring every offer by the reference in the
// same run.
//
//   ninja -C build/release bench_match_query && build/release/bench_match_query [OFFERS] [QUERIES]
//
// The catalogue is made here from a fixed seed: 10,000 offers (or as many as given) of 400 products
// by 4,600 organisations in 41 places, 30,000 past links; needs with a product and text in equal
// parts.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.h"
#include "match/match.h"
#include "match/reference_match.h"

namespace {

using lianmeng::GeoPoint;
using lianmeng::Random;
using lianmeng::RegionCode;
namespace match = lianmeng::match;

constexpr uint64_t kSeed = 20260301;
constexpr int kProducts = 400;
constexpr int kOrganisations = 4'600;
constexpr int kPlaces = 41;
constexpr int kLinks = 30'000;
constexpr int kReferenceQueries = 3;

int32_t Pick(Random& random, int bound) {
  return static_cast<int32_t>(random.Below(static_cast<uint64_t>(bound)));
}

std::string Phrase(Random& random, int words) {
  static const char* const kWords[] = {
      "动力", "电池", "电机",   "控制器", "传感器", "减速器", "轴承",   "芯片", "功率", "模块",
      "精密", "铸造", "机器人", "伺服",   "激光",   "雷达",   "显示",   "面板", "薄膜", "材料",
      "高温", "合金", "碳纤维", "复合",   "航空",   "紧固件", "物联网", "网关", "加密", "安全",
      "语音", "识别", "软件",   "平台",   "检测",   "设备",   "智能",   "制造", "新型", "系统"};
  std::string text;
  for (int i = 0; i < words; ++i) text += kWords[Pick(random, 40)];
  return text;
}

match::CatalogueInput MakeCatalogue(int offers) {
  Random random(kSeed);
  match::CatalogueInput input;
  for (int i = 0; i < kPlaces; ++i) {
    input.places.push_back(
        {.region = RegionCode{310000 + 10000 * (i % 4) + 100 * (i / 4 + 1)},
         .point = GeoPoint{115 + 7 * random.Uniform(), 28 + 6 * random.Uniform()}});
  }
  static const char* const kCategories[] = {"material", "component", "module", "equipment"};
  for (int i = 0; i < kProducts; ++i) {
    input.products.push_back({.name = {Phrase(random, 3), "Product " + std::to_string(i)},
                              .aliases = {Phrase(random, 2)},
                              .category = kCategories[i % 4],
                              .unit = "台"});
    for (int k = 0; k < 4 && i > 0; ++k) {
      input.inputs.push_back({match::ProductIndex{i}, match::ProductIndex{Pick(random, i)}});
    }
  }
  for (int i = 0; i < kOrganisations; ++i) {
    input.organisations.push_back({.name = Phrase(random, 2) + "科技有限公司",
                                   .place = match::PlaceIndex{Pick(random, kPlaces)},
                                   .titles = static_cast<uint32_t>(random.Below(64))});
  }
  for (int i = 0; i < offers; ++i) {
    match::Offer offer{.organisation = match::OrganisationIndex{Pick(random, kOrganisations)},
                       .text = Phrase(random, 8)};
    if (random.Chance(0.8)) offer.product = match::ProductIndex{Pick(random, kProducts)};
    offer.capacity_year = 1'000.0 * (1 + Pick(random, 100));
    offer.utilisation = random.Uniform();
    offer.price_min_fen = 10'000 + Pick(random, 10'000);
    offer.lead_time_days = Pick(random, 120);
    input.offers.push_back(std::move(offer));
  }
  for (int i = 0; i < kLinks; ++i) {
    input.links.push_back({match::OrganisationIndex{Pick(random, kOrganisations)},
                           match::OrganisationIndex{Pick(random, kOrganisations)},
                           match::ProductIndex{Pick(random, kProducts)}});
  }
  return input;
}

match::Need MakeNeed(Random& random) {
  match::Need need{.organisation = match::OrganisationIndex{Pick(random, kOrganisations)},
                   .text = Phrase(random, 6),
                   .quantity = 5'000,
                   .price_max_fen = 15'000,
                   .needed_by_day = 20'060,
                   .today = 20'000,
                   .wanted_titles = 0b11};
  if (random.Chance(0.5)) need.product = match::ProductIndex{Pick(random, kProducts)};
  return need;
}

double MsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

int64_t PeakKb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

int main(int argc, char** argv) {
  const int offers = argc > 1 ? std::max(1, std::atoi(argv[1])) : 10'000;
  const int queries = argc > 2 ? std::max(1, std::atoi(argv[2])) : 500;
  const match::CatalogueInput input = MakeCatalogue(offers);
  const int64_t before_kb = PeakKb();
  auto start = std::chrono::steady_clock::now();
  auto catalogue = match::Catalogue::Build(input);
  if (!catalogue) return 1;
  std::printf("build: %d offers in %.0f ms, %.1f MB\n", offers, MsSince(start),
              static_cast<double>(PeakKb() - before_kb) / 1024);

  Random random(kSeed + 1);
  std::vector<double> times_ms;
  int64_t candidates = 0;
  for (int i = 0; i < queries; ++i) {
    const match::Need need = MakeNeed(random);
    start = std::chrono::steady_clock::now();
    const auto result = match::Match(*catalogue, need, {.limit = 20});
    times_ms.push_back(MsSince(start));
    if (!result) return 1;
    candidates += result->candidates;
  }
  std::sort(times_ms.begin(), times_ms.end());
  const size_t count = times_ms.size();
  std::printf(
      "query: median %.2f ms, 99th percentile %.2f ms, worst %.2f ms; %lld candidates each\n",
      times_ms[count / 2], times_ms[count * 99 / 100], times_ms.back(),
      static_cast<long long>(candidates / queries));

  start = std::chrono::steady_clock::now();
  for (int i = 0; i < kReferenceQueries; ++i) {
    (void)match::ReferenceMatch(input, MakeNeed(random), {.limit = 20});
  }
  const double reference_ms = MsSince(start) / kReferenceQueries;
  std::printf("reference: %.0f ms a query, %.0f times the median\n", reference_ms,
              reference_ms / times_ms[count / 2]);
  return 0;
}
