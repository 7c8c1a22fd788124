// What the risk board shows is enough to recompute every figure by hand.

#include "app/risk_board.h"

#include <gtest/gtest.h>

#include "app/certainty.h"
#include "app/overview.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;

class RiskBoard : public lianmeng::testing::TinyRegion {
 protected:
  RiskPointDetail Detail(const std::string& product_key) {
    const auto analysis = As("office");
    for (const Product& product : analysis->snapshot().products) {
      if (product.key == product_key) return Must(ExplainRiskPoint(*analysis, "robot", product.id));
    }
    ADD_FAILURE() << product_key;
    return {};
  }
};

TEST_F(RiskBoard, SeverityIsLostOverFinalOutputOfTheListedMakers) {
  for (const char* product : {"steel", "magnet", "reducer", "motor", "robot"}) {
    const RiskPointDetail detail = Detail(product);
    ASSERT_EQ(detail.losses.size(), 3u);
    for (const RiskLoss& loss : detail.losses) {
      double lost = 0;
      for (const FinalLoss& final : loss.finals)
        lost += final.capacity_cny_year * (1 - final.remaining);
      EXPECT_NEAR(lost / loss.final_output_cny_year, loss.severity, 1e-9)
          << product << " " << loss.kind;
      EXPECT_NEAR(lost, loss.final_output_lost_cny_year, 1e-3) << product << " " << loss.kind;
    }
    // Robots worth 12,000 × 100,000 + 4,000 × 95,000 CNY a year.
    EXPECT_NEAR(detail.losses[0].final_output_cny_year, 1.58e9, 1) << product;
  }
}

TEST_F(RiskBoard, EffectiveMakersAreTheInverseHerfindahlOfTheListedShares) {
  const RiskPointDetail detail = Detail("reducer");
  double squares = 0;
  double sum = 0;
  for (const RiskMaker& maker : detail.makers_list) {
    squares += maker.share * maker.share;
    sum += maker.share;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(detail.effective_makers, 1 / squares, 1e-9);
}

TEST_F(RiskBoard, LosingTheLargestRobotMakerLosesItsShareOfOutput) {
  const RiskPointDetail detail = Detail("robot");
  EXPECT_NEAR(detail.severity.largest_maker, 1.2e9 / 1.58e9, 1e-6);
  ASSERT_EQ(detail.losses[0].shocked.size(), 1u);
  EXPECT_EQ(detail.losses[0].shocked[0].organisation->short_name, "恒川机器人");
}

TEST_F(RiskBoard, ListIsGravestFirstAndAgreesWithTheDetail) {
  const auto analysis = As("office");
  RiskFilter all;
  all.classes = {"red", "orange", "yellow", "none"};
  const RiskPointPage page = Must(ListRiskPoints(*analysis, all, {}));
  EXPECT_EQ(page.total, 5);
  int last = 4;
  for (const RiskPointRow& row : page.items) {
    const int rank = row.class_ == "red"      ? 3
                     : row.class_ == "orange" ? 2
                     : row.class_ == "yellow" ? 1
                                              : 0;
    EXPECT_LE(rank, last);
    last = rank;
    const RiskPointDetail detail =
        Must(ExplainRiskPoint(*analysis, "robot", ProductId{*ParseIdValue(row.product.id)}));
    EXPECT_EQ(detail.class_, row.class_);
    EXPECT_EQ(detail.severity.largest_city, row.severity.largest_city);
  }
}

TEST_F(RiskBoard, PagesJoinToTheWholeList) {
  const auto analysis = As("office");
  RiskFilter all;
  all.classes = {"red", "orange", "yellow", "none"};
  Slice slice{2, {}};
  std::vector<std::string> ids;
  while (true) {
    const RiskPointPage page = Must(ListRiskPoints(*analysis, all, slice));
    for (const RiskPointRow& row : page.items) ids.push_back(row.product.id);
    if (!page.next) break;
    slice.cursor = *page.next;
  }
  const RiskPointPage whole = Must(ListRiskPoints(*analysis, all, {}));
  ASSERT_EQ(ids.size(), whole.items.size());
  for (size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], whole.items[i].product.id);
}

TEST_F(RiskBoard, UnknownChainClassAndCursorAreNamed) {
  const auto analysis = As("office");
  EXPECT_EQ(ListRiskPoints(*analysis, {{"nope"}, {}, {}}, {}).error().place.value, "nope");
  EXPECT_EQ(ListRiskPoints(*analysis, {{}, {"purple"}, {}}, {}).error().place.field, "class");
  EXPECT_EQ(ListRiskPoints(*analysis, {}, {10, "99999"}).error().place.field, "cursor");
}

TEST_F(RiskBoard, PointsGetTheirCertaintyWhenTheDrawsAreMade) {
  const auto analysis = As("office");
  EXPECT_FALSE(Must(ListRiskPoints(*analysis, {}, {})).items.at(0).certainty.has_value());
  const int stage = analysis->Stage();
  ASSERT_TRUE(analysis->ComputeCertainty().ok());
  EXPECT_NE(analysis->Stage(), stage) << "part of every ETag";
  RiskFilter all;
  all.classes = {"red", "orange", "yellow", "none"};
  for (const RiskPointRow& row : Must(ListRiskPoints(*analysis, all, {})).items) {
    ASSERT_TRUE(row.certainty.has_value());
    const RiskCertainty& certainty = *row.certainty;
    const ClassDraws& classes = certainty.classes;
    EXPECT_EQ(certainty.draws, 20);
    EXPECT_EQ(classes.red + classes.orange + classes.yellow + classes.none, certainty.draws);
    const int64_t kept = row.class_ == "red"      ? classes.red
                         : row.class_ == "orange" ? classes.orange
                         : row.class_ == "yellow" ? classes.yellow
                                                  : classes.none;
    EXPECT_EQ(certainty.kept, kept);
    EXPECT_EQ(certainty.robust, kept >= 18);
    EXPECT_LE(certainty.severity_smallest, certainty.severity_median);
    EXPECT_LE(certainty.severity_median, certainty.severity_largest);
    const RiskPointDetail detail =
        Must(ExplainRiskPoint(*analysis, "robot", ProductId{*ParseIdValue(row.product.id)}));
    EXPECT_EQ(detail.certainty->severity_median, certainty.severity_median);
  }
}

TEST_F(RiskBoard, CertaintyOfAChainIsThatOfTheBoardForEqualDraws) {
  const auto analysis = As("office");
  ASSERT_TRUE(analysis->ComputeCertainty().ok());
  const CertaintyTable table =
      Must(MeasureChainCertainty(*analysis, "robot", {}, Progress::None()));
  ASSERT_EQ(table.items.size(), 5u);
  for (const CertaintyRow& row : table.items) {
    const RiskPointDetail detail =
        Must(ExplainRiskPoint(*analysis, "robot", ProductId{*ParseIdValue(row.product.id)}));
    EXPECT_EQ(row.class_, detail.class_);
    EXPECT_EQ(row.certainty.severity_largest, detail.certainty->severity_largest);
    EXPECT_EQ(row.certainty.kept, detail.certainty->kept);
  }
  EXPECT_EQ(MeasureChainCertainty(*analysis, "nope", {}, Progress::None()).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(
      MeasureChainCertainty(*analysis, "robot", {.draws = 0}, Progress::None()).error().place.field,
      "draws");
  EXPECT_EQ(EvaluateReconstruction(*analysis, {.hide = 2}, Progress::None()).error().place.field,
            "hide");
}

TEST_F(RiskBoard, OverviewAddsUpToTheChainsPoints) {
  const Overview overview = Must(MakeOverview(*As("office")));
  ASSERT_EQ(overview.chains.size(), 1u);
  const ChainSummary& chain = overview.chains[0];
  EXPECT_EQ(chain.red + chain.orange + chain.yellow + chain.none, 5);
  EXPECT_EQ(chain.unmade, 0);
  double shares = 0;
  for (const CitySummary& city : overview.cities) {
    for (const CityChain& item : city.chains) shares += item.share;
  }
  EXPECT_NEAR(shares, 1, 1e-9);
  EXPECT_GT(overview.links.observed_value_cny, 0);
  EXPECT_GT(overview.links.reconstructed_value_cny, 0);
}

}  // namespace
}  // namespace lianmeng::app
