// The published mode against the reference on random networks and on some large enough for its cuts to
// bite, and the same work done in other ways. Everything small: every_small_network_test.cc.
#include "chain/published_index.h"

#include <gtest/gtest.h>

#include <algorithm>
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
}

}  // namespace
}  // namespace lianmeng::chain
