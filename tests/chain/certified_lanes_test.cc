#include "chain/certified_lanes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "chain/certified_cascade.h"
#include "chain/passing_links.h"
#include "chain/synthetic_network.h"
#include "tests/chain/random_networks.h"

namespace lianmeng::chain {
namespace {

struct Fixture {
  explicit Fixture(SupplyNetwork of)
      : network(std::move(of)),
        passes(network),
        influence(FindInfluence(network, passes, 2e-4, 1)),
        layout(network, influence),
        certifier(layout, RoundingOf(network)) {}

  // Firms that may ride in lanes.
  [[nodiscard]] std::vector<NodeIndex> Firms() const {
    std::vector<NodeIndex> firms;
    for (NodeIndex firm = 0; firm < network.node_count(); ++firm) {
      if (network.output(firm) > 0 && !influence.InClosedCircle(firm) &&
          std::isfinite(influence.effect[firm].upper) && std::isfinite(influence.visits[firm])) {
        firms.push_back(firm);
      }
    }
    return firms;
  }

  const SupplyNetwork network;
  const PassingLinks passes;
  const Influence influence;
  const LaneLayout layout;
  LaneCertifier certifier;
};

SupplyNetwork Synthetic(uint64_t seed) {
  const auto input = GenerateNetwork({.firms = 400, .links = 1600, .sectors = 8, .seed = seed});
  EXPECT_TRUE(input.ok());
  auto network = SupplyNetwork::Build(*input);
  EXPECT_TRUE(network.ok());
  return std::move(network).value();
}

TEST(CertifiedLanes, AgreeWithTheCascadeFollowedAlone) {
  size_t reached = 0, firms_seen = 0;
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    Fixture fixture(Synthetic(seed));
    const auto firms = fixture.Firms();
    ASSERT_GT(firms.size(), 100u);
    for (const double tolerance : {1e-2, 1e-5}) {
      for (size_t begin = 0; begin + kLanes <= firms.size(); begin += kLanes) {
        const std::span lanes(firms.data() + begin, kLanes);
        const auto outcomes = fixture.certifier.Run(lanes, tolerance);
        for (size_t lane = 0; lane < kLanes; ++lane) {
          const auto alone =
              CertifyCascade(fixture.network, {{{.node = lanes[lane]}}}, {.tolerance = 1e-9});
          ASSERT_TRUE(alone.ok());
          EXPECT_LE(outcomes[lane].index.lower, alone->index.upper) << seed << " " << lanes[lane];
          EXPECT_GE(outcomes[lane].index.upper, alone->index.lower) << seed << " " << lanes[lane];
          if (outcomes[lane].reached_tolerance) {
            EXPECT_LE(outcomes[lane].index.width(), tolerance);
            ++reached;
          }
          ++firms_seen;
        }
      }
    }
  }
  EXPECT_EQ(reached, firms_seen);
}

TEST(CertifiedLanes, ALaneDoesNotKnowTheOthers) {
  Fixture fixture(Synthetic(4));
  const auto firms = fixture.Firms();
  ASSERT_GE(firms.size(), 3 * kLanes);
  const auto together = fixture.certifier.Run(std::span(firms.data(), kLanes), 1e-4);
  for (size_t lane = 0; lane < kLanes; ++lane) {
    const auto alone = fixture.certifier.Run(std::span(firms.data() + lane, 1), 1e-4);
    EXPECT_EQ(alone[0].index, together[lane].index);
    // The same firm in another lane, beside others.
    std::vector<NodeIndex> others(firms.begin() + 2 * kLanes, firms.begin() + 3 * kLanes);
    others[kLanes - 1 - lane] = firms[lane];
    const auto moved = fixture.certifier.Run(others, 1e-4);
    EXPECT_EQ(moved[kLanes - 1 - lane].index, together[lane].index);
  }
}

TEST(Lanes, OperateLaneByLane) {
  Lanes a, b;
  for (size_t lane = 0; lane < kLanes; ++lane) {
    a.Set(lane, static_cast<double>(lane));
    b.Set(lane, 3.5);
  }
  Lanes sum = a;
  sum.AddScaled(2.0, b);
  const LaneMask greater = LaneMask::Greater(a, b);
  EXPECT_TRUE(greater.Any());
  EXPECT_FALSE(LaneMask().Any());
  for (size_t lane = 0; lane < kLanes; ++lane) {
    const double value = static_cast<double>(lane);
    EXPECT_EQ(sum[lane], value + 7.0);
    EXPECT_EQ((a * b)[lane], value * 3.5);
    EXPECT_EQ((a - b)[lane], value - 3.5);
    EXPECT_EQ((a / b)[lane], value / 3.5);
    EXPECT_EQ(Max(a, b)[lane], std::max(value, 3.5));
    EXPECT_EQ(Min(a, b)[lane], std::min(value, 3.5));
    EXPECT_EQ(greater[lane], value > 3.5);
    EXPECT_EQ(greater.Select(a, b)[lane], value > 3.5 ? value : 3.5);
  }
}

}  // namespace
}  // namespace lianmeng::chain
