// The spread of risk over draws: against draws run one by one, on cases where it is known by hand,
// and for any number of threads.
#include "chain/certainty.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "chain/hidden_links.h"

namespace lianmeng::chain {
namespace {

// Product 0 is made of product 1, which is made of product 2. Capacities, places and some links by
// the seed.
Economy ThreeStages(uint64_t seed, int links) {
  Random random(seed);
  Economy economy;
  economy.product_count = 3;
  economy.organisation_count = 45;
  economy.cities = {{121.47, 31.23}, {118.80, 32.06}, {120.16, 30.29}};
  for (uint32_t i = 0; i < 45; ++i) {
    economy.makers.push_back({.organisation = i,
                              .product = i / 15,
                              .city = static_cast<uint32_t>(random.Below(3)),
                              .capacity_cny_year = random.LogNormal(16 - i / 15.0, 1),
                              .capacity_known = true,
                              .utilisation = 0.8});
  }
  economy.inputs = {
      {.product = 0, .input = 1, .cost_share = 0.3, .essentiality = Essentiality::kEssential},
      {.product = 1, .input = 2, .cost_share = 0.2, .essentiality = Essentiality::kEssential}};
  for (int n = 0; n < links; ++n) {
    const uint32_t customer = static_cast<uint32_t>(random.Below(30));
    const uint32_t supplier = 15 * (customer / 15 + 1) + static_cast<uint32_t>(random.Below(15));
    economy.links.push_back({supplier, customer, customer / 15 + 1, random.LogNormal(13, 1)});
  }
  return economy;
}

const std::vector<ChainInput> kChain = {{{{2, false}, {0, true}, {1, false}}}, {{{0, true}}}};

Certainty Measure(const Economy& economy, const CertaintyOptions& options) {
  auto certainty = MeasureCertainty(economy, kChain, options);
  if (!certainty.ok()) ADD_FAILURE() << certainty.error().Describe(Language::kEnglish);
  return certainty.ok() ? std::move(*certainty) : Certainty{};
}

TEST(Spread, HasTheMedianOfOddAndEvenCounts) {
  std::vector<double> odd = {5, 1, 3};
  EXPECT_EQ(SpreadOf(odd), (Spread{1, 3, 5}));
  std::vector<double> even = {4, 1, 2, 8};
  EXPECT_EQ(SpreadOf(even), (Spread{1, 3, 8}));
  std::vector<double> one = {7};
  EXPECT_EQ(SpreadOf(one), (Spread{7, 7, 7}));
}

TEST(Certainty, IsWhatTheDrawsSayOneByOne) {
  const Economy economy = ThreeStages(1, 10);
  const Certainty certainty = Measure(economy, {.draws = 7, .seed = 3, .organisations = true});
  std::vector<std::vector<double>> severities(3);
  std::vector<std::vector<double>> indices(economy.organisation_count);
  for (uint32_t number = 0; number < 7; ++number) {
    UnitNetworkOptions options;
    options.draw = NetworkDraw{.seed = 3, .number = number};
    const UnitNetwork network = BuildUnitNetwork(economy, options).value();
    const auto risks = FindRiskPoints(network, kChain).value();
    for (const RiskPoint& point : risks[0].points) {
      severities[point.product].push_back(point.severity);
    }
    const auto organisations = IndexOrganisations(network).value();
    for (size_t i = 0; i < indices.size(); ++i) indices[i].push_back(organisations[i].index);
  }
  ASSERT_EQ(certainty.chains.size(), 2u);
  ASSERT_EQ(certainty.chains[0].size(), 3u);
  bool varies = false;
  for (size_t member = 0; member < 3; ++member) {
    const PointSpread& point = certainty.chains[0][member];
    EXPECT_EQ(point.product, kChain[0].members[member].product);
    EXPECT_EQ(point.severity, SpreadOf(severities[point.product]));
    uint32_t draws = 0;
    for (const uint32_t count : point.draws_of_class) draws += count;
    EXPECT_EQ(draws, 7u);
    varies = varies || point.severity.largest > point.severity.smallest;
  }
  EXPECT_TRUE(varies);
  EXPECT_EQ(certainty.chains[1][0], certainty.chains[0][1]) << "the same product and final goods";
  ASSERT_EQ(certainty.organisations.size(), economy.organisation_count);
  for (size_t i = 0; i < indices.size(); ++i) {
    EXPECT_EQ(certainty.organisations[i], SpreadOf(indices[i])) << i;
  }
}

TEST(Certainty, IsTheSameForAnyNumberOfThreads) {
  const Economy economy = ThreeStages(2, 20);
  const Certainty one = Measure(economy, {.draws = 9, .organisations = true, .threads = 1});
  for (const int threads : {2, 5, 16}) {
    const Certainty more =
        Measure(economy, {.draws = 9, .organisations = true, .threads = threads});
    EXPECT_EQ(more.chains, one.chains);
    EXPECT_EQ(more.organisations, one.organisations);
  }
}

// Every purchase is known by links that cover it: all draws are the published picture.
TEST(Certainty, HasNoSpreadWhereEverythingIsKnown) {
  Economy economy = ThreeStages(3, 0);
  for (uint32_t customer = 0; customer < 30; ++customer) {
    const double value =
        economy.makers[customer].capacity_cny_year * *economy.inputs[customer / 15].cost_share;
    economy.links.push_back({customer + 15, customer, customer / 15 + 1, value});
  }
  const Certainty certainty = Measure(economy, {.draws = 5});
  const UnitNetwork network = BuildUnitNetwork(economy).value();
  const auto risks = FindRiskPoints(network, kChain).value();
  for (const RiskPoint& point : risks[0].points) {
    const auto at =
        std::find_if(certainty.chains[0].begin(), certainty.chains[0].end(),
                     [&](const PointSpread& spread) { return spread.product == point.product; });
    ASSERT_NE(at, certainty.chains[0].end());
    EXPECT_EQ(at->severity, (Spread{point.severity, point.severity, point.severity}));
    EXPECT_EQ(at->DrawsOf(point.risk_class), 5u);
    EXPECT_EQ(at->UsualClass(), point.risk_class);
  }
}

TEST(Certainty, RefusesDrawsOutOfRangeAndStopsWhenCancelled) {
  EXPECT_EQ(MeasureCertainty(ThreeStages(1, 0), kChain, {.draws = 0}).error().place.field, "draws");
  EXPECT_FALSE(MeasureCertainty(ThreeStages(1, 0), kChain, {.draws = 10'001}).ok());
  class Cancelling final : public Progress {
   public:
    void Begin(const TextPair&, int64_t) override {}
    void Advance(int64_t) override {}
    [[nodiscard]] bool Cancelled() const override { return true; }
  } cancelling;
  EXPECT_EQ(MeasureCertainty(ThreeStages(1, 0), kChain, {}, cancelling).error().code,
            ErrorCode::kCancelled);
}

TEST(PointSpread, TakesTheGraverClassOnATie) {
  PointSpread point;
  point.draws_of_class = {3, 2, 3, 1};
  EXPECT_EQ(point.UsualClass(), RiskClass::kOrange);
  point.draws_of_class = {0, 0, 0, 0};
  EXPECT_EQ(point.UsualClass(), RiskClass::kRed);
}

// ---- hidden links

// Kendall and Gibbons' way with ties, by hand: ranks (0, 1.5, 1.5, 3) and (0, 2, 1, 3) give
// 4.5 / sqrt(4.5 · 5).
TEST(RankCorrelation, AgreesWithKnownAnswers) {
  const std::vector<double> rising = {1, 2, 3, 4};
  const std::vector<double> falling = {9, 7, 5, -3};
  const std::vector<double> tied = {1, 2, 2, 3};
  const std::vector<double> other = {1, 8, 4, 9};
  const std::vector<double> flat = {5, 5, 5, 5};
  EXPECT_DOUBLE_EQ(RankCorrelation(rising, rising), 1);
  EXPECT_DOUBLE_EQ(RankCorrelation(rising, falling), -1);
  EXPECT_NEAR(RankCorrelation(tied, other), 4.5 / std::sqrt(4.5 * 5), 1e-12);
  EXPECT_EQ(RankCorrelation(flat, rising), 0);
  EXPECT_EQ(RankCorrelation({}, {}), 0);
}

TEST(HiddenLinks, LeaveTheRestInTheirOrder) {
  const Economy economy = ThreeStages(4, 100);
  const Economy left = HideLinks(economy, 0.25, 8);
  ASSERT_EQ(left.links.size(), 75u);
  size_t at = 0;
  for (const KnownLink& link : left.links) {
    while (at < 100 && economy.links[at].value_cny_year != link.value_cny_year) ++at;
    ASSERT_LT(at++, 100u);
  }
  EXPECT_EQ(HideLinks(economy, 0, 8).links.size(), 100u);
  EXPECT_EQ(HideLinks(economy, 1, 8).links.size(), 0u);
}

TEST(HiddenLinks, LoseNothingIfNoneIsHidden) {
  const Economy economy = ThreeStages(5, 80);
  const HiddenLinkTrial trial =
      TryHiddenLinks(economy, kChain, {.share = 0, .certainty = {.draws = 3}}).value();
  EXPECT_EQ(trial.hidden, 0);
  EXPECT_EQ(trial.points, 4);
  EXPECT_EQ(trial.rule.classes_kept, 1);
  EXPECT_EQ(trial.rule.error_mean, 0);
  EXPECT_NEAR(trial.rule.rank_correlation, 1, 1e-12);
  EXPECT_EQ(trial.alike.classes_kept, 1);
  EXPECT_EQ(trial.alike.error_mean, 0);
  EXPECT_EQ(trial.within_range_alike, 1);
  EXPECT_EQ(trial.known_share, trial.known_share_left);
}

TEST(HiddenLinks, CountWhatIsFoundAgain) {
  // One supplier only: whatever is hidden is found again in full.
  Economy economy;
  economy.product_count = 2;
  economy.organisation_count = 3;
  economy.makers = {{.organisation = 0, .product = 0, .capacity_cny_year = 100},
                    {.organisation = 1, .product = 0, .capacity_cny_year = 300},
                    {.organisation = 2, .product = 1, .capacity_cny_year = 1000}};
  economy.inputs = {
      {.product = 0, .input = 1, .cost_share = 0.1, .essentiality = Essentiality::kEssential}};
  economy.links = {{2, 0, 1, 10}, {2, 1, 1, 30}};
  const std::vector<ChainInput> chain = {{{{0, true}, {1, false}}}};
  const HiddenLinkTrial trial =
      TryHiddenLinks(economy, chain, {.share = 1, .certainty = {.draws = 4}}).value();
  EXPECT_EQ(trial.hidden, 2);
  EXPECT_NEAR(trial.rule.value_found, 1, 1e-9);
  EXPECT_NEAR(trial.draws.value_found, 1, 1e-9);
  EXPECT_EQ(trial.draws.classes_kept, 1);
  EXPECT_EQ(trial.within_range, 1);
  EXPECT_EQ(trial.known_share, 1);
  EXPECT_EQ(trial.known_share_left, 0);
  EXPECT_EQ(TryHiddenLinks(economy, chain, {.share = 1.5}).error().place.field, "hide");
}

}  // namespace
}  // namespace lianmeng::chain
