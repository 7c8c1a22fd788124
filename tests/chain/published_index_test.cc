// The published mode against the reference, on everything small and on networks large enough for
// its cuts to bite, and the same work done in other ways.
#include "chain/published_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "base/random.h"
#include "chain/cascade.h"
#include "chain/reference_index.h"
#include "chain/systemic_index.h"
#include "tests/chain/random_networks.h"

namespace lianmeng::chain {
namespace {

constexpr double kPromised = 1e-9;

std::vector<NodeIndex> AllNodes(const SupplyNetwork& network) {
  std::vector<NodeIndex> nodes(network.node_count());
  std::iota(nodes.begin(), nodes.end(), 0);
  return nodes;
}

std::vector<double> IndexOf(const SupplyNetwork& network, const PublishedOptions& options,
                            const std::vector<NodeIndex>& firms) {
  std::vector<double> index(firms.size());
  const auto engine = PublishedIndex::Prepare(network, options).value();
  const Status status = engine.Compute(firms, index);
  EXPECT_TRUE(status.ok());
  return index;
}

std::vector<double> IndexOf(const SupplyNetwork& network, const PublishedOptions& options = {}) {
  return IndexOf(network, options, AllNodes(network));
}

double Difference(const std::vector<double>& a, const std::vector<double>& b) {
  double difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference = std::max(difference, std::abs(a[i] - b[i]));
  return difference;
}

// Links of a small network whose firms are in the sectors `sector`.
class SmallNetwork {
 public:
  explicit SmallNetwork(std::vector<uint32_t> sector) : sector_(std::move(sector)) {}

  void Add(uint32_t supplier, uint32_t customer, double weight, int essentiality) {
    links_.push_back({"f" + std::to_string(supplier), "f" + std::to_string(customer),
                      "s" + std::to_string(sector_[supplier]),
                      "s" + std::to_string(sector_[customer]), weight, essentiality});
  }
  [[nodiscard]] double DifferenceFromReference() const {
    const auto reference = BuildReferenceNetwork(links_).value();
    const auto network = SupplyNetwork::Build(InputOf(reference)).value();
    return Difference(IndexOf(network, {.threads = 1}), ReferenceIndex(reference).value());
  }

 private:
  std::vector<uint32_t> sector_;
  std::vector<ReferenceLink> links_;
};

// All ways to put n firms into sectors, but for the sectors' names.
std::vector<std::vector<uint32_t>> SectorAssignments(size_t n) {
  std::vector<std::vector<uint32_t>> all = {{0}};
  for (size_t size = 1; size < n; ++size) {
    std::vector<std::vector<uint32_t>> longer;
    for (const auto& one : all) {
      const uint32_t used = 1 + *std::max_element(one.begin(), one.end());
      for (uint32_t sector = 0; sector <= used; ++sector) {
        longer.push_back(one);
        longer.back().push_back(sector);
      }
    }
    all = longer;
  }
  return all;
}

TEST(PublishedIndex, AgreesWithTheReferenceOnEveryNetworkOfUpToThreeFirms) {
  struct Kind {
    double weight;
    int essentiality;
  };
  constexpr std::array<Kind, 6> kKinds = {{{0, 0}, {1, 0}, {1, 1}, {1, 2}, {3, 1}, {3, 2}}};
  for (uint32_t n = 2; n <= 3; ++n) {
    const uint32_t pairs = n * (n - 1);
    const auto networks = static_cast<uint32_t>(std::pow(kKinds.size(), pairs));
    for (const auto& sectors : SectorAssignments(n)) {
      for (uint32_t code = 0; code < networks; ++code) {
        SmallNetwork small(sectors);
        uint32_t rest = code;
        for (uint32_t pair = 0; pair < pairs; ++pair, rest /= kKinds.size()) {
          const uint32_t supplier = pair / (n - 1);
          const uint32_t other = pair % (n - 1);
          const Kind& kind = kKinds[rest % kKinds.size()];
          small.Add(supplier, other + (other >= supplier ? 1 : 0), kind.weight, kind.essentiality);
        }
        ASSERT_LE(small.DifferenceFromReference(), kPromised) << n << " firms, code " << code;
      }
    }
  }
}

// Any network can be relabelled so that its firms sell to ever fewer customers: only those.
TEST(PublishedIndex, AgreesWithTheReferenceOnEveryNetworkOfFourFirms) {
  constexpr uint32_t kRows = 27;  // the three links of a firm: none, replaceable or essential
  const auto links = [](uint32_t row) {
    return (row % 3 != 0 ? 1 : 0) + (row / 3 % 3 != 0 ? 1 : 0) + (row / 9 != 0 ? 1 : 0);
  };
  const auto assignments = SectorAssignments(4);
  uint32_t number = 0;
  for (uint32_t code = 0; code < kRows * kRows * kRows * kRows; ++code) {
    const std::array<uint32_t, 4> rows = {code % kRows, code / kRows % kRows,
                                          code / kRows / kRows % kRows,
                                          code / kRows / kRows / kRows};
    if (links(rows[0]) < links(rows[1]) || links(rows[1]) < links(rows[2]) ||
        links(rows[2]) < links(rows[3])) {
      continue;
    }
    // Every network once, the ways to assign sectors in turn.
    SmallNetwork small(assignments[number++ % assignments.size()]);
    for (uint32_t supplier = 0; supplier < 4; ++supplier) {
      uint32_t row = rows[supplier];
      for (uint32_t customer = 0; customer < 4; ++customer) {
        if (customer == supplier) continue;
        small.Add(supplier, customer, row % 3 == 0 ? 0 : 1 + supplier, static_cast<int>(row % 3));
        row /= 3;
      }
    }
    ASSERT_LE(small.DifferenceFromReference(), kPromised) << "code " << code;
  }
  EXPECT_GT(number, 50'000u);
}

TEST(PublishedIndex, AgreesWithTheReferenceOnThousandsOfRandomNetworks) {
  for (uint64_t seed = 1; seed <= 2000; ++seed) {
    Random random(seed);
    const uint32_t firms = 2 + static_cast<uint32_t>(random.Below(40));
    const auto links =
        RandomLinks(random, firms, 1 + static_cast<uint32_t>(random.Below(4 * firms)));
    const auto reference = BuildReferenceNetwork(links).value();
    const auto network = SupplyNetwork::Build(InputOf(reference)).value();
    for (const double threshold : {1e-2, 1e-4, 0.1}) {
      const auto want = ReferenceIndex(reference, {.stop_threshold = threshold}).value();
      const auto got = IndexOf(network, {.stop_threshold = threshold, .threads = 1});
      ASSERT_LE(Difference(got, want), kPromised) << "seed " << seed << ", stop at " << threshold;
    }
  }
}

// Firms of many sectors with hubs among them; low numbers are hubs.
std::vector<ReferenceLink> HubLinks(uint64_t seed, uint32_t firms, uint32_t link_count) {
  constexpr uint64_t kSectors = 20;
  Random random(seed);
  std::vector<uint64_t> sector(firms);
  for (uint64_t& one : sector) one = random.Below(kSectors);
  const auto pick = [&] {
    const double u = random.Uniform();
    return static_cast<uint32_t>(u * u * u * firms);
  };
  std::vector<ReferenceLink> links;
  for (uint32_t i = 0; i < link_count; ++i) {
    const uint32_t supplier = pick(), customer = pick();
    const uint64_t draw =
        Random(seed ^ ((sector[supplier] * kSectors + sector[customer]) * kSplitMixStep)).Below(10);
    links.push_back({"f" + std::to_string(supplier), "f" + std::to_string(customer),
                     "s" + std::to_string(sector[supplier]), "s" + std::to_string(sector[customer]),
                     random.LogNormal(0, 1.5), draw < 2 ? 2 : (draw < 7 ? 1 : 0)});
  }
  return links;
}

TEST(PublishedIndex, AgreesWithTheReferenceWhereHubsReachMostFirms) {
  for (uint64_t seed = 1; seed <= 2; ++seed) {
    const auto reference = BuildReferenceNetwork(HubLinks(seed, 2000, 8000)).value();
    const auto network = SupplyNetwork::Build(InputOf(reference)).value();
    for (const double threshold : {1e-2, 1e-4}) {
      std::vector<NodeIndex> firms;
      std::vector<double> want;
      std::vector<double> psi(network.node_count(), 1.0);
      for (NodeIndex firm = 0; firm < network.node_count(); firm += 23) {
        psi[firm] = 0;
        firms.push_back(firm);
        want.push_back(
            ReferenceCascade(reference, psi, {.stop_threshold = threshold}).value().index);
        psi[firm] = 1;
      }
      const auto got = IndexOf(network, {.stop_threshold = threshold}, firms);
      EXPECT_LE(Difference(got, want), kPromised) << "seed " << seed << ", stop at " << threshold;
    }
  }
}

TEST(PublishedIndex, AgreesWithTheCascadeOnEveryFirm) {
  const auto reference = BuildReferenceNetwork(HubLinks(7, 2500, 7000)).value();
  const auto network = SupplyNetwork::Build(InputOf(reference)).value();
  std::vector<Shock> shocks(network.node_count());
  for (NodeIndex node = 0; node < network.node_count(); ++node) shocks[node].nodes = {{node, 0.0}};
  std::vector<double> want(shocks.size());
  int64_t cascade_reads = 0;
  ASSERT_TRUE(RunCascades(network, shocks, {.threads = 1}, [&](size_t i, const CascadeView& view) {
                want[i] = view.index;
                cascade_reads += view.link_reads;
              }).ok());
  const auto engine = PublishedIndex::Prepare(network, {}).value();
  std::vector<double> got(want.size());
  ASSERT_TRUE(engine.Compute(AllNodes(network), got).ok());
  EXPECT_LE(Difference(got, want), kPromised);
  EXPECT_LT(engine.link_reads(), cascade_reads);
}

TEST(PublishedIndex, IsEqualBitByBitForAnyThreadsAndAnyOtherFirms) {
  const auto reference = BuildReferenceNetwork(HubLinks(11, 1000, 3500)).value();
  const auto network = SupplyNetwork::Build(InputOf(reference)).value();
  const auto all = IndexOf(network, {.threads = 1});
  EXPECT_EQ(all, IndexOf(network, {.threads = 2}));
  EXPECT_EQ(all, IndexOf(network, {.threads = 7}));
  std::vector<NodeIndex> backwards = AllNodes(network);
  std::reverse(backwards.begin(), backwards.end());
  auto reversed = IndexOf(network, {.threads = 1}, backwards);
  std::reverse(reversed.begin(), reversed.end());
  EXPECT_EQ(all, reversed);
  for (NodeIndex firm = 0; firm < network.node_count(); firm += 41) {
    EXPECT_EQ(IndexOf(network, {}, {firm})[0], all[firm]);
  }
}

TEST(PublishedIndex, DoesNotDependOnUnitNamesOrderOrParallelLinks) {
  auto links = HubLinks(12, 400, 1800);
  const auto reference = BuildReferenceNetwork(links).value();
  const auto want = IndexOf(SupplyNetwork::Build(InputOf(reference)).value());
  Random random(13);
  std::vector<ReferenceLink> changed;
  for (ReferenceLink link : links) {
    link.weight *= 1e-7;
    link.supplier += "x";
    link.customer += "x";
    if (random.Chance(0.3)) {  // two parallel ones
      const double part = random.Uniform();
      changed.push_back(link);
      changed.back().weight *= part;
      link.weight *= 1 - part;
    }
    changed.push_back(link);
  }
  for (size_t i = changed.size() - 1; i > 0; --i) {
    std::swap(changed[i], changed[random.Below(i + 1)]);
  }
  const auto other = BuildReferenceNetwork(changed).value();
  const auto got = IndexOf(SupplyNetwork::Build(InputOf(other)).value());
  for (size_t i = 0; i < reference.firms.size(); ++i) {
    const auto at = std::find(other.firms.begin(), other.firms.end(), reference.firms[i] + "x");
    ASSERT_NE(at, other.firms.end());
    EXPECT_NEAR(got[static_cast<size_t>(at - other.firms.begin())], want[i], kPromised);
  }
}

TEST(PublishedIndex, OfThresholdZeroRunsUntilNothingChangesOrNamesTheFirm) {
  // A line of 20: the loss of the first reaches the last after 19 steps.
  SupplyInput input;
  input.sector_count = 20;
  for (uint32_t i = 0; i < 20; ++i) input.sector.push_back(i);
  for (uint32_t i = 0; i + 1 < 20; ++i) {
    input.links.push_back({i, i + 1, 1.0, Essentiality::kEssential});
  }
  const auto network = SupplyNetwork::Build(input).value();
  const auto index = IndexOf(network, {.stop_threshold = 0});
  for (const double one : index) EXPECT_NEAR(one, 1.0, 1e-12);
  for (const double threshold : {0.0, 1e-2}) {
    const auto engine =
        PublishedIndex::Prepare(network, {.stop_threshold = threshold, .steps_max = 12}).value();
    std::vector<double> out(20);
    const Status status = engine.Compute(AllNodes(network), out);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kResourceExhausted);
    EXPECT_EQ(status.error().place.field, "firm");
    EXPECT_EQ(status.error().place.value, "0");
  }
}

TEST(PublishedIndex, OfFirmsThatOnlySellOnlyBuyOrDoNeither) {
  SupplyInput input;
  input.sector = {0, 1, 2};
  input.sector_count = 3;
  input.links = {{0, 1, 2.0, Essentiality::kEssential}};
  const auto index = IndexOf(SupplyNetwork::Build(input).value());
  EXPECT_EQ(index[0], 1.0);               // all that is sold
  EXPECT_NEAR(index[1], 1.0, kPromised);  // its only customer
  EXPECT_EQ(index[2], 0.0);
  EXPECT_TRUE(IndexOf(SupplyNetwork::Build({}).value()).empty());
  SupplyInput one;
  one.sector = {0};
  one.sector_count = 1;
  one.links = {{0, 0, 5.0, Essentiality::kEssential}};
  EXPECT_EQ(IndexOf(SupplyNetwork::Build(one).value()), std::vector<double>{0.0});
}

TEST(PublishedIndex, RefusesWhatMakesNoSense) {
  const auto network = SupplyNetwork::Build({.sector = {0, 0}, .sector_count = 1}).value();
  for (const double threshold : {-1e-2, std::nan("")}) {
    const auto engine = PublishedIndex::Prepare(network, {.stop_threshold = threshold});
    ASSERT_FALSE(engine.ok());
    EXPECT_EQ(engine.error().place.field, "stop_threshold");
  }
  const auto engine = PublishedIndex::Prepare(network, {}).value();
  std::vector<double> out(2);
  const Status status = engine.Compute(std::vector<NodeIndex>{1, 2}, out);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().place, (Place{.line = 2, .field = "firms", .value = "2"}));
}

TEST(PublishedIndex, StopsWhenCancelled) {
  class Stop : public Progress {
    void Begin(const TextPair&, int64_t) override {}
    void Advance(int64_t) override {}
    bool Cancelled() const override { return true; }
  };
  const auto network = SupplyNetwork::Build({.sector = {0, 0}, .sector_count = 1}).value();
  const auto engine = PublishedIndex::Prepare(network, {}).value();
  Stop stop;
  std::vector<double> out(2);
  const Status status = engine.Compute(std::vector<NodeIndex>{0, 1}, out, stop);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
}

TEST(SystemicIndex, GivesThePublishedFigureAsAnIntervalOfOnePoint) {
  const auto reference = BuildReferenceNetwork(HubLinks(5, 100, 400)).value();
  const auto network = SupplyNetwork::Build(InputOf(reference)).value();
  const auto engine = SystemicIndex::Prepare(network, {.mode = IndexMode::kPublished}).value();
  std::vector<Interval> out(network.node_count());
  ASSERT_TRUE(engine.Compute(AllNodes(network), out).ok());
  const auto want = IndexOf(network);
  for (size_t i = 0; i < out.size(); ++i) EXPECT_EQ(out[i], (Interval{want[i], want[i]}));
  EXPECT_GT(engine.link_reads(), 0);
}

}  // namespace
}  // namespace lianmeng::chain
