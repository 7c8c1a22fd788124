// Speed of the chain engine on networks made here from a fixed seed, as ratios within one run.
//
//   bench_chain_index [seed]
//
// 1. firms:  4,600 firms and 30,000 links in 88 sectors, every firm lost in turn: the reference,
//    full sweeps on the compact network, and reached nodes only on one and on two threads, with the
//    largest difference of any index.
// 2. region: eight chains of 60 products, 4,600 organisations in 41 cities, about 8,000 units,
//    30,000 known links: building the unit network, all risk points, the index of every
//    organisation.
// 3. listed: 95,000 products, 54,000 makers, 57,000 inputs, no links and no capacities: building
//    only.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <utility>

#include "base/random.h"
#include "bench/must.h"
#include "chain/cascade.h"
#include "chain/reference_index.h"
#include "chain/risk_points.h"

namespace lianmeng::chain {
namespace {

class Stopwatch {
 public:
  [[nodiscard]] double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Low numbers are hubs: density falls with the square root of the rank.
uint32_t Hub(Random& random, uint32_t count) {
  const double u = random.Uniform();
  return static_cast<uint32_t>(u * u * count);
}

// ---- 1. firms

std::vector<ReferenceLink> MakeFirms(uint64_t seed) {
  constexpr uint32_t kFirms = 4'600, kLinks = 30'000, kSectors = 88;
  Random random(seed);
  std::vector<uint32_t> sector_of(kFirms);
  for (uint32_t& sector : sector_of) sector = static_cast<uint32_t>(random.Below(kSectors));
  std::vector<ReferenceLink> links;
  while (links.size() < kLinks) {
    const uint32_t supplier = Hub(random, kFirms);
    const uint32_t customer = Hub(random, kFirms);
    if (supplier == customer) continue;
    // Of sector pairs about half are replaceable, a fifth essential, the rest irrelevant.
    const uint64_t pair = uint64_t{sector_of[supplier]} * kSectors + sector_of[customer];
    const uint64_t draw = Random(seed ^ (pair * kSplitMixStep)).Below(10);
    links.push_back({"f" + std::to_string(supplier), "f" + std::to_string(customer),
                     "s" + std::to_string(sector_of[supplier]),
                     "s" + std::to_string(sector_of[customer]), random.LogNormal(12, 1.5),
                     draw < 2 ? 2 : (draw < 7 ? 1 : 0)});
  }
  return links;
}

SupplyNetwork Compact(const ReferenceNetwork& reference) {
  SupplyInput input;
  input.sector = reference.sector_of;
  input.sector_count = static_cast<uint32_t>(reference.sectors.size());
  for (uint32_t customer = 0; customer < reference.firms.size(); ++customer) {
    for (const auto& purchase : reference.purchases[customer]) {
      input.links.push_back({purchase.supplier, customer, purchase.weight,
                             static_cast<Essentiality>(purchase.essentiality)});
    }
  }
  return Must(SupplyNetwork::Build(input));
}

std::vector<double> IndexAll(const SupplyNetwork& network, const CascadeOptions& options) {
  std::vector<Shock> shocks(network.node_count());
  for (NodeIndex node = 0; node < network.node_count(); ++node) shocks[node].nodes = {{node, 0.0}};
  std::vector<double> index(shocks.size());
  const auto status = RunCascades(
      network, shocks, options, [&](size_t i, const CascadeView& view) { index[i] = view.index; });
  if (!status.ok()) std::exit(1);
  return index;
}

void BenchFirms(uint64_t seed) {
  const auto reference = Must(BuildReferenceNetwork(MakeFirms(seed)));
  const SupplyNetwork network = Compact(reference);
  std::printf("1. firms: %zu firms, %u links, every firm lost in turn\n", reference.firms.size(),
              network.link_count());
  Stopwatch reference_watch;
  const auto want = Must(ReferenceIndex(reference));
  const double reference_s = reference_watch.Seconds();
  std::printf("   %-38s %8.2f s   1.0x\n", "reference, one thread", reference_s);
  struct Way {
    const char* name;
    CascadeOptions options;
  };
  const Way ways[] = {
      {"compact, full sweeps, one thread", {.threads = 1, .full_sweeps = true}},
      {"compact, reached nodes, one thread", {.threads = 1}},
      {"compact, reached nodes, two threads", {.threads = 2}},
  };
  for (const Way& way : ways) {
    Stopwatch watch;
    const auto got = IndexAll(network, way.options);
    const double seconds = watch.Seconds();
    double difference = 0;
    for (size_t i = 0; i < got.size(); ++i) {
      difference = std::fmax(difference, std::fabs(got[i] - want[i]));
    }
    std::printf("   %-38s %8.2f s %5.1fx   largest difference %.1e\n", way.name, seconds,
                reference_s / seconds, difference);
  }
}

// ---- 2. region

constexpr uint32_t kChains = 8, kChainProducts = 60, kStages = 10;

struct Region {
  Economy economy;
  std::vector<ChainInput> chains;
};

// Products of a chain in ten stages of six; each needs 3 to 6 products of the two stages before it.
// The last three are finished goods. One product in twelve is shared with the next chain.
void AddProducts(Random& random, Region& region) {
  Economy& economy = region.economy;
  economy.product_count = kChains * kChainProducts;
  for (uint32_t chain = 0; chain < kChains; ++chain) {
    ChainInput members;
    for (uint32_t i = 0; i < kChainProducts; ++i) {
      const uint32_t product = chain * kChainProducts + i;
      members.members.push_back({product, i + 3 >= kChainProducts});
      if (i % 12 == 0) {
        members.members.push_back({(product + kChainProducts) % economy.product_count, false});
      }
      economy.outside_share.push_back(random.Chance(0.6) ? random.Uniform() * 0.6 : 0.0);
      const uint32_t stage = i / (kChainProducts / kStages);
      if (stage == 0) continue;
      const uint32_t low = (stage >= 2 ? stage - 2 : 0) * (kChainProducts / kStages);
      const uint32_t high = stage * (kChainProducts / kStages);
      std::set<uint32_t> chosen;
      const uint64_t count = 3 + random.Below(4);
      while (chosen.size() < count) {
        chosen.insert(low + static_cast<uint32_t>(random.Below(high - low)));
      }
      for (const uint32_t input : chosen) {
        economy.inputs.push_back({.product = product,
                                  .input = chain * kChainProducts + input,
                                  .cost_share = 0.6 / static_cast<double>(count),
                                  .essentiality = random.Chance(0.4) ? Essentiality::kEssential
                                                                     : Essentiality::kReplaceable,
                                  .stock_days = 10.0 + static_cast<double>(random.Below(80)),
                                  .qualify_days = 30.0 + static_cast<double>(random.Below(330))});
      }
    }
    region.chains.push_back(std::move(members));
  }
}

void AddMakers(Random& random, Region& region) {
  constexpr uint32_t kOrganisations = 4'600, kCities = 41, kUnits = 8'000;
  Economy& economy = region.economy;
  economy.organisation_count = kOrganisations;
  for (uint32_t city = 0; city < kCities; ++city) {
    economy.cities.push_back({116 + 6 * random.Uniform(), 27.5 + 7 * random.Uniform()});
  }
  std::set<std::pair<uint32_t, uint32_t>> units;
  while (units.size() < kUnits) {
    // Large firms make many products; a firm stays mostly in one chain.
    const auto organisation = static_cast<uint32_t>(
        units.size() < kOrganisations ? units.size() : Hub(random, kOrganisations));
    const uint32_t chain =
        random.Chance(0.9) ? organisation % kChains : static_cast<uint32_t>(random.Below(kChains));
    units.emplace(organisation,
                  chain * kChainProducts + static_cast<uint32_t>(random.Below(kChainProducts)));
  }
  economy.home.resize(kOrganisations);
  for (uint32_t& city : economy.home) city = Hub(random, kCities);
  for (const auto& [organisation, product] : units) {
    economy.makers.push_back({.organisation = organisation,
                              .product = product,
                              .city = economy.home[organisation],
                              .capacity_cny_year = random.LogNormal(18, 1.4),
                              .capacity_known = true,
                              .utilisation = 0.5 + 0.5 * random.Uniform()});
  }
}

// Known links between makers of a product and makers of what needs it.
void AddLinks(Random& random, Region& region) {
  constexpr size_t kLinks = 30'000;
  Economy& economy = region.economy;
  std::vector<std::vector<const Maker*>> makers_of(economy.product_count);
  for (const Maker& maker : economy.makers) makers_of[maker.product].push_back(&maker);
  while (economy.links.size() < kLinks) {
    const ProductInput& input = economy.inputs[random.Below(economy.inputs.size())];
    const auto& suppliers = makers_of[input.input];
    const auto& customers = makers_of[input.product];
    if (suppliers.empty() || customers.empty()) continue;
    const Maker& supplier = *suppliers[Hub(random, static_cast<uint32_t>(suppliers.size()))];
    const Maker& customer = *customers[random.Below(customers.size())];
    economy.links.push_back(
        {.supplier = supplier.organisation,
         .customer = customer.organisation,
         .product = input.input,
         .value_cny_year = customer.capacity_cny_year * *input.cost_share * random.Uniform()});
  }
}

void PrintClasses(const std::vector<ChainRisk>& risks) {
  int counts[4] = {};
  int64_t steps = 0, losses = 0, touched = 0;
  for (const ChainRisk& risk : risks) {
    for (const RiskPoint& point : risk.points) {
      ++counts[static_cast<size_t>(point.risk_class)];
      for (const LossEvidence& loss : point.losses) {
        if (!loss.applies) continue;
        steps += loss.steps;
        touched += loss.units_touched;
        ++losses;
      }
    }
  }
  std::printf(
      "   %d red, %d orange, %d yellow, %d none; mean of %lld losses: %.1f steps, %.0f units"
      " touched\n",
      counts[3], counts[2], counts[1], counts[0], static_cast<long long>(losses),
      static_cast<double>(steps) / static_cast<double>(losses),
      static_cast<double>(touched) / static_cast<double>(losses));
}

void BenchRegion(uint64_t seed) {
  Random random(seed);
  Region region;
  AddProducts(random, region);
  AddMakers(random, region);
  AddLinks(random, region);
  Stopwatch build_watch;
  const UnitNetwork network = Must(BuildUnitNetwork(region.economy));
  const double build_s = build_watch.Seconds();
  std::printf("2. region: %u units, %zu links (%lld known, %lld reconstructed, %lld outside)\n",
              network.maker_count, network.links.size(),
              static_cast<long long>(network.report.links_attached),
              static_cast<long long>(network.report.links_reconstructed),
              static_cast<long long>(network.report.links_outside));
  std::printf("   %-38s %8.3f s\n", "build the unit network", build_s);
  double one_thread_s = 0;
  for (const int threads : {1, 2}) {
    Stopwatch watch;
    const auto risks = Must(FindRiskPoints(network, region.chains, {.threads = threads}));
    const double seconds = watch.Seconds();
    if (threads == 1) {
      one_thread_s = seconds;
      PrintClasses(risks);
    }
    std::printf("   risk points, threads: %-16d %8.2f s %5.1fx\n", threads, seconds,
                one_thread_s / seconds);
  }
  Stopwatch index_watch;
  (void)Must(IndexOrganisations(network, {.threads = 2}));
  std::printf("   %-38s %8.2f s\n", "index of every organisation, two threads",
              index_watch.Seconds());
}

// ---- 3. listed

void BenchListed(uint64_t seed) {
  constexpr uint32_t kProducts = 95'559, kOrganisations = 4'654;
  Random random(seed);
  Economy economy;
  economy.product_count = kProducts;
  economy.organisation_count = kOrganisations;
  for (uint32_t city = 0; city < 300; ++city) {
    economy.cities.push_back({85 + 40 * random.Uniform(), 20 + 28 * random.Uniform()});
  }
  for (uint32_t i = 0; i < 54'000; ++i) {
    const auto organisation = static_cast<uint32_t>(random.Below(kOrganisations));
    economy.makers.push_back({.organisation = organisation,
                              .product = Hub(random, kProducts),
                              .city = organisation % 300,
                              .revenue_share = random.Uniform()});
  }
  std::set<std::pair<uint32_t, uint32_t>> inputs;
  while (inputs.size() < 57'000) inputs.emplace(Hub(random, kProducts), Hub(random, kProducts));
  for (const auto& [product, input] : inputs) {
    economy.inputs.push_back({.product = product, .input = input});
  }
  Stopwatch watch;
  const UnitNetwork network = Must(BuildUnitNetwork(economy));
  std::printf("3. listed: %u units, %zu links\n   %-38s %8.3f s\n", network.maker_count,
              network.links.size(), "build the unit network", watch.Seconds());
}

}  // namespace
}  // namespace lianmeng::chain

int main(int argc, char** argv) {
  const uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  lianmeng::chain::BenchFirms(seed);
  lianmeng::chain::BenchRegion(seed);
  lianmeng::chain::BenchListed(seed);
  return 0;
}
