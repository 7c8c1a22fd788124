#include "chain/certified_index.h"

#include <gtest/gtest.h>

#include <numeric>

#include "chain/synthetic_network.h"
#include "chain/systemic_index.h"
#include "tests/chain/extended_fixed_point.h"
#include "tests/chain/random_networks.h"

namespace lianmeng::chain {
namespace {

constexpr long double kSlack = 1e-15L;
// Demand or supply that all but goes in circles settles in no precision; such cases are left out.
constexpr int kStepsMax = 3000;

std::vector<NodeIndex> AllOf(const SupplyNetwork& network) {
  std::vector<NodeIndex> firms(network.node_count());
  std::iota(firms.begin(), firms.end(), 0u);
  return firms;
}

std::vector<Interval> Intervals(const SupplyNetwork& network, double tolerance, int threads = 1) {
  const auto engine =
      CertifiedIndex::Prepare(network, {.tolerance = tolerance, .threads = threads});
  EXPECT_TRUE(engine.ok());
  std::vector<Interval> intervals(network.node_count());
  EXPECT_TRUE(engine->Compute(AllOf(network), intervals).ok());
  return intervals;
}

// Every firm of the network lost in turn: whether its interval holds the truth and is no wider than
// asked for. Returns the number of firms whose truth is known.
int ExpectHolds(const SupplyInput& input, double tolerance, const std::string& what) {
  const auto network = SupplyNetwork::Build(input);
  EXPECT_TRUE(network.ok());
  const auto intervals = Intervals(*network, tolerance);
  int checked = 0;
  for (NodeIndex firm = 0; firm < network->node_count(); ++firm) {
    std::vector<long double> floor(input.sector.size(), 0);
    floor[firm] = 1;
    const ExtendedLoss truth = ExtendedFixedPoint(input, floor, kStepsMax);
    const std::string where = what + " firm " + std::to_string(firm);
    EXPECT_LE(intervals[firm].lower, intervals[firm].upper) << where;
    // From below the iteration is never too large, settled or not.
    EXPECT_GE(intervals[firm].upper, truth.index - kSlack) << where;
    if (!truth.settled) continue;
    ++checked;
    EXPECT_LE(intervals[firm].lower, truth.index + kSlack) << where;
    EXPECT_LE(intervals[firm].width(), tolerance) << where;
  }
  return checked;
}

TEST(CertifiedIndex, HoldsTheFixedPointOnRandomNetworks) {
  int checked = 0;
  for (uint64_t seed = 1; seed <= 120; ++seed) {
    Random random(seed);
    const auto firms = static_cast<uint32_t>(2 + random.Below(20));
    const auto links =
        RandomLinks(random, firms, static_cast<uint32_t>(1 + random.Below(4 * firms)));
    const auto reference = BuildReferenceNetwork(links);
    ASSERT_TRUE(reference.ok());
    for (const double tolerance : {1e-2, 1e-4}) {
      checked += ExpectHolds(InputOf(*reference), tolerance, "seed " + std::to_string(seed));
    }
  }
  EXPECT_GT(checked, 1500);
}

// Networks of three firms, every 97th: each of the six links missing or of weight 1 or 3; all ways
// to put the firms into sectors; each sector's goods of one essentiality.
TEST(CertifiedIndex, HoldsTheFixedPointOnNetworksOfThreeFirms) {
  constexpr uint32_t kSectors[][3] = {{0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {1, 0, 0}, {0, 1, 2}};
  for (const auto& sectors : kSectors) {
    for (int kinds = 0; kinds < 27; kinds += 2) {
      for (int code = 0; code < 729; code += 97) {
        SupplyInput input;
        input.sector = {sectors[0], sectors[1], sectors[2]};
        input.sector_count = 3;
        int rest = code;
        for (NodeIndex from = 0; from < 3; ++from) {
          for (NodeIndex to = 0; to < 3; ++to) {
            if (from == to) continue;
            const int weight = rest % 3;
            rest /= 3;
            const int powers[] = {1, 3, 9};
            const int kind = kinds / powers[sectors[from]] % 3;
            if (weight > 0) {
              input.links.push_back(
                  {from, to, weight == 1 ? 1.0 : 3.0, static_cast<Essentiality>(kind)});
            }
          }
        }
        ExpectHolds(input, 1e-6,
                    "code " + std::to_string(code) + " kinds " + std::to_string(kinds));
      }
    }
  }
}

TEST(CertifiedIndex, HoldsWhatAShockFollowedToItsEndGivesOnALargerNetwork) {
  for (const uint64_t seed : {1, 2}) {
    const auto input =
        GenerateNetwork({.firms = 3000, .links = 14000, .sectors = 30, .seed = seed});
    ASSERT_TRUE(input.ok());
    const auto network = SupplyNetwork::Build(*input);
    for (const double tolerance : {1e-3, 1e-4, 1e-6}) {
      const auto intervals = Intervals(*network, tolerance);
      for (NodeIndex firm = 0; firm < network->node_count(); firm += 17) {
        const auto proof = CertifyCascade(*network, {{{.node = firm}}}, {.tolerance = 1e-10});
        ASSERT_TRUE(proof.ok());
        EXPECT_LE(intervals[firm].lower, proof->index.upper) << firm;
        EXPECT_GE(intervals[firm].upper, proof->index.lower) << firm;
        EXPECT_LE(intervals[firm].width(), tolerance) << firm;
      }
    }
  }
}

TEST(CertifiedIndex, GivesTheSameBitsForAnyThreadsAndAnyCompany) {
  const auto input = GenerateNetwork({.firms = 2000, .links = 9000, .sectors = 20, .seed = 3});
  const auto network = SupplyNetwork::Build(*input);
  const auto one = Intervals(*network, 1e-5, 1);
  EXPECT_EQ(one, Intervals(*network, 1e-5, 3));
  const auto engine = CertifiedIndex::Prepare(*network, {.tolerance = 1e-5, .threads = 1});
  for (NodeIndex firm = 0; firm < 2000; firm += 111) {
    Interval alone;
    ASSERT_TRUE(engine->Compute({&firm, 1}, {&alone, 1}).ok());
    EXPECT_EQ(alone, one[firm]);
  }
}

TEST(CertifiedIndex, KnowsThatInAClosedCircleEveryoneIsLost) {
  SupplyInput input;  // a ring of five that sells to nobody else, and a firm that feeds it
  input.sector = {0, 1, 2, 3, 4, 5};
  input.sector_count = 6;
  for (NodeIndex i = 0; i < 5; ++i) {
    input.links.push_back({i, (i + 1) % 5, 2.0, Essentiality::kIrrelevant});
  }
  input.links.push_back({5, 0, 10.0, Essentiality::kIrrelevant});
  const auto network = SupplyNetwork::Build(input);
  const auto intervals = Intervals(*network, 1e-4);
  for (NodeIndex i = 0; i < 5; ++i) EXPECT_NEAR(intervals[i].lower, 1.0, 1e-6);
  EXPECT_NEAR(intervals[5].upper, 0.5, 1e-9);
  EXPECT_NEAR(intervals[5].lower, 0.5, 1e-9);
}

}  // namespace
}  // namespace lianmeng::chain
