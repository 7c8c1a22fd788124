// The ranking against fixed points in extended precision and against fine intervals.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "chain/certified_index.h"
#include "chain/synthetic_network.h"
#include "chain/systemic_index.h"
#include "tests/chain/extended_fixed_point.h"
#include "tests/chain/random_networks.h"
#include "tests/chain/ranking_truth.h"

namespace lianmeng::chain {
namespace {

constexpr int kStepsMax = 3000;

std::vector<Interval> Intervals(const SupplyNetwork& network, double tolerance) {
  const auto engine = CertifiedIndex::Prepare(network, {.tolerance = tolerance}).value();
  std::vector<NodeIndex> firms(network.node_count());
  std::iota(firms.begin(), firms.end(), 0u);
  std::vector<Interval> intervals(firms.size());
  EXPECT_TRUE(engine.Compute(firms, intervals).ok());
  return intervals;
}

class RankingOnRandomNetworks : public ::testing::Test {
 protected:
  void Draw(uint64_t seed) {
    Random random(seed);
    const auto firms = static_cast<uint32_t>(2 + random.Below(18));
    const auto links = static_cast<uint32_t>(1 + random.Below(3 * firms));
    input_ = InputOf(BuildReferenceNetwork(RandomLinks(random, firms, links)).value());
    network_ = SupplyNetwork::Build(input_).value();
    ExtendedNetwork extended(input_);
    truth_.clear();
    for (NodeIndex firm = 0; firm < network_.node_count(); ++firm) {
      truth_.push_back(extended.Losing(firm, kStepsMax));
    }
  }

  SupplyInput input_;
  SupplyNetwork network_;
  std::vector<ExtendedLoss> truth_;  // of each firm lost
  RankingTally tally_;
};

TEST_F(RankingOnRandomNetworks, IsInOrderOfTheFixedPointsForAnyNumberOfFirms) {
  for (uint64_t seed = 1; seed <= 24; ++seed) {
    SCOPED_TRACE(seed);
    Draw(seed);
    const uint32_t count = network_.node_count();
    std::vector<RankedFirm> longest;
    for (const uint32_t top : {count + 5, 3u, 1u}) {
      const auto ranking = RankFirms(network_, {.top = top, .threads = 1});
      ASSERT_TRUE(ranking.ok());
      ASSERT_EQ(ranking->firms.size(), std::min(top, count));
      EXPECT_EQ(ranking->firms_bounded + ranking->firms_refined, count);
      ExpectTrueRanking(*ranking, truth_, tally_);
      // A shorter one is the longer one's beginning, as far as that is proven.
      if (longest.empty()) longest = ranking->firms;
      for (size_t i = 0; i < ranking->firms.size(); ++i) {
        if (!longest[i].proven || (i > 0 && !longest[i - 1].proven)) continue;
        EXPECT_EQ(ranking->firms[i].firm, longest[i].firm) << "first " << top << ", " << i;
      }
    }
  }
  EXPECT_GT(tally_.comparisons, 500);
  EXPECT_GT(tally_.ties, 5);
}

TEST(Ranking, ProvesTheOrderThatFineIntervalsGive) {
  for (const uint64_t seed : {4, 5}) {
    const auto input = GenerateNetwork({.firms = 2000, .links = 9000, .sectors = 20, .seed = seed});
    const auto network = SupplyNetwork::Build(*input);
    const auto ranking = RankFirms(*network, {.top = 40, .threads = 2});
    ASSERT_TRUE(ranking.ok());
    ASSERT_EQ(ranking->firms.size(), 40u);
    std::vector<NodeIndex> order(network->node_count());
    std::iota(order.begin(), order.end(), 0u);
    const auto fine = Intervals(*network, 1e-8);
    std::sort(order.begin(), order.end(),
              [&](NodeIndex a, NodeIndex b) { return fine[a].middle() > fine[b].middle(); });
    for (size_t i = 0; i < 40; ++i) {
      const RankedFirm& ranked = ranking->firms[i];
      EXPECT_TRUE(ranked.proven) << i;
      EXPECT_EQ(ranked.firm, order[i]) << i;
      EXPECT_LE(ranked.index.lower, fine[ranked.firm].upper) << i;
      EXPECT_GE(ranked.index.upper, fine[ranked.firm].lower) << i;
    }
    EXPECT_LT(ranking->firms_refined, 400);
    const auto first = RankFirms(*network, {.top = 1});
    ASSERT_EQ(first->firms.size(), 1u);
    EXPECT_EQ(first->firms[0].firm, order[0]);
    EXPECT_TRUE(first->firms[0].proven);
  }
}

TEST(Ranking, SaysThatEqualFirmsAreTiedAndPutsThemByNumber) {
  SupplyInput input;  // two equal suppliers of one customer, who is all that they have
  input.sector = {0, 0, 1};
  input.sector_count = 2;
  input.links = {{0, 2, 1.0, Essentiality::kEssential}, {1, 2, 1.0, Essentiality::kEssential}};
  const auto network = SupplyNetwork::Build(input);
  const auto ranking = RankFirms(*network, {.top = 5});
  ASSERT_TRUE(ranking.ok());
  ASSERT_EQ(ranking->firms.size(), 3u);
  EXPECT_EQ(ranking->firms[0].firm, 2u);
  EXPECT_TRUE(ranking->firms[0].proven);
  EXPECT_EQ(ranking->firms[1].firm, 0u);
  EXPECT_FALSE(ranking->firms[1].proven);
  EXPECT_EQ(ranking->firms[2].firm, 1u);
  // Cut between the two, the first of them is no more proven.
  const auto cut = RankFirms(*network, {.top = 2});
  ASSERT_EQ(cut->firms.size(), 2u);
  EXPECT_EQ(cut->firms[1].firm, 0u);
  EXPECT_FALSE(cut->firms[1].proven);
}

TEST(Ranking, OfNobodyOfOneAndOfNoLinksIsDefined) {
  EXPECT_EQ(RankFirms(SupplyNetwork::Build({}).value(), {.top = 0}).error().place.field, "top");
  EXPECT_TRUE(RankFirms(SupplyNetwork::Build({}).value(), {.top = 7})->firms.empty());
  const auto one = SupplyNetwork::Build({.sector = {0}, .sector_count = 1}).value();
  const auto alone = RankFirms(one, {.top = 7});
  ASSERT_EQ(alone->firms.size(), 1u);
  EXPECT_TRUE(alone->firms[0].proven);
  EXPECT_EQ(alone->firms[0].index, (Interval{0, 0}));
  const auto three = SupplyNetwork::Build({.sector = {0, 1, 0}, .sector_count = 2}).value();
  const auto equal = RankFirms(three, {.top = 3});
  ASSERT_EQ(equal->firms.size(), 3u);
  for (NodeIndex i = 0; i < 3; ++i) EXPECT_EQ(equal->firms[i].firm, i);
}

}  // namespace
}  // namespace lianmeng::chain
