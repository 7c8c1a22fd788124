#include "chain/certified_cascade.h"

#include <gtest/gtest.h>

#include "tests/chain/extended_fixed_point.h"
#include "tests/chain/random_networks.h"

namespace lianmeng::chain {
namespace {

SupplyInput RandomInput(Random& random, uint32_t firms, uint32_t links) {
  const auto reference = BuildReferenceNetwork(RandomLinks(random, firms, links));
  EXPECT_TRUE(reference.ok());
  return InputOf(*reference);
}

// A sum in extended precision errs too; this much is allowed between it and a proven bound.
constexpr long double kSlack = 1e-15L;

void ExpectHolds(const Interval& interval, long double value, const std::string& what) {
  EXPECT_LE(interval.lower, value + kSlack) << what;
  EXPECT_GE(interval.upper, value - kSlack) << what;
}

// Networks in which demand or supply nearly goes in a circle settle after 10^10 steps and more, in
// any precision; they are left out, and counted.
constexpr int kStepsMax = 3000;

TEST(CertifiedCascade, HoldsTheFixedPointOfEveryNodeOnRandomNetworks) {
  int checked = 0;
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    Random random(seed);
    const auto firms = static_cast<uint32_t>(2 + random.Below(25));
    const SupplyInput input =
        RandomInput(random, firms, static_cast<uint32_t>(1 + random.Below(4 * firms)));
    const auto network = SupplyNetwork::Build(input);
    ASSERT_TRUE(network.ok());
    Shock shock;
    std::vector<long double> floor(input.sector.size(), 0);
    for (uint64_t i = 0; i <= random.Below(3); ++i) {
      const auto node = static_cast<NodeIndex>(random.Below(input.sector.size()));
      const double remaining = random.Chance(0.5) ? 0.0 : random.Uniform();
      shock.nodes.push_back({node, remaining});
      floor[node] = std::max(floor[node], 1.0L - remaining);
    }
    const ExtendedLoss truth = ExtendedFixedPoint(input, floor, kStepsMax);
    if (!truth.settled) continue;
    ++checked;
    for (const double tolerance : {1e-2, 1e-4, 1e-9}) {
      const auto proof = CertifyCascade(*network, shock, {.tolerance = tolerance});
      ASSERT_TRUE(proof.ok());
      const std::string what = "seed " + std::to_string(seed);
      ExpectHolds(proof->index, truth.index, what);
      EXPECT_TRUE(proof->reached_tolerance) << what << " width " << proof->index.width();
      for (NodeIndex node = 0; node < input.sector.size(); ++node) {
        ExpectHolds(proof->loss[node], truth.loss[node], what + " node " + std::to_string(node));
      }
    }
  }
  EXPECT_GT(checked, 420);
}

TEST(CertifiedCascade, ClosesOnTotalLossWhereDemandGoesInACircle) {
  // a sells to b alone, b to a alone: whoever is lost, the other has no customer left.
  SupplyInput input;
  input.sector = {0, 1};
  input.sector_count = 2;
  input.links = {{0, 1, 1.0, Essentiality::kIrrelevant}, {1, 0, 1.0, Essentiality::kIrrelevant}};
  const auto network = SupplyNetwork::Build(input);
  const auto proof = CertifyCascade(*network, {{{.node = 0}}}, {.tolerance = 1e-12});
  ASSERT_TRUE(proof.ok());
  EXPECT_TRUE(proof->reached_tolerance);
  EXPECT_NEAR(proof->index.lower, 1.0, 1e-12);
  EXPECT_EQ(proof->index.upper, 1.0);
}

TEST(CertifiedCascade, GivesNothingForAnEmptyShockAndAnEmptyNetwork) {
  const auto empty = SupplyNetwork::Build({});
  const auto nothing = CertifyCascade(*empty, {});
  ASSERT_TRUE(nothing.ok());
  EXPECT_EQ(nothing->index, (Interval{0, 0}));
  EXPECT_TRUE(nothing->loss.empty());
}

TEST(CertifiedCascade, RefusesShocksAndTolerancesThatMakeNoSense) {
  SupplyInput input;
  input.sector = {0, 0};
  input.sector_count = 1;
  input.links = {{0, 1, 1.0, Essentiality::kEssential}};
  const auto network = SupplyNetwork::Build(input);
  EXPECT_EQ(CertifyCascade(*network, {{{.node = 2}}}).error().place.field, "shock.node");
  EXPECT_EQ(CertifyCascade(*network, {{{.node = 1, .remaining = 1.5}}}).error().place.field,
            "shock.remaining");
  EXPECT_EQ(CertifyCascade(*network, {}, {.tolerance = 0}).error().place.field, "tolerance");
}

}  // namespace
}  // namespace lianmeng::chain
