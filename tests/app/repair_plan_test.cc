// Repair plans as people and programs get them: figures that agree with each other and with the risk
// board, ids that last, a viewer's records only, clear refusals.

#include "app/repair_plan.h"

#include <gtest/gtest.h>

#include <set>

#include "app/risk_board.h"
#include "app/table_files.h"
#include "report/html_page.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;

class Repair : public lianmeng::testing::TinyRegion {
 protected:
  RepairPlan Plan(double budget_cny, const std::string& viewer = "office") {
    const auto analysis = As(viewer);
    return Must(MakeRepairPlan(*analysis, {.chain = "robot", .budget_cny = budget_cny}));
  }
};

TEST_F(Repair, AgreesWithTheRiskBoardBeforeAndWithItsOwnEvaluationAfter) {
  const auto analysis = As("office");
  const RepairPlan plan = Must(MakeRepairPlan(*analysis, {.chain = "robot", .budget_cny = 1e9}));
  ASSERT_FALSE(plan.effect.measures.empty());
  EXPECT_LT(plan.effect.risk_after, plan.effect.risk_before);
  EXPECT_LE(plan.effect.cost_cny, 1e9);
  EXPECT_LE(plan.effect.risk_before - plan.effect.risk_after, plan.benefit_bound + 1e-9);
  const RiskPointPage board = Must(ListRiskPoints(
      *analysis, {.chains = {"robot"}, .classes = {"red", "orange", "yellow", "none"}}, {500, ""}));
  for (const RepairPoint& point : plan.effect.points) {
    bool found = false;
    for (const RiskPointRow& row : board.items) {
      if (row.product.id != point.product.id) continue;
      found = true;
      EXPECT_EQ(row.class_, point.class_before);
      EXPECT_NEAR(
          std::max({row.severity.largest_maker, row.severity.largest_city, row.severity.outside}),
          point.severity_before, 1e-9);
      EXPECT_NEAR(row.effective_makers, point.effective_makers_before, 1e-9);
    }
    EXPECT_TRUE(found) << point.product.name.en;
  }
  const RepairEffect again =
      Must(EvaluateRepair(*analysis, {.chain = "robot", .measures = plan.effect.measures}));
  EXPECT_EQ(again.risk_after, plan.effect.risk_after);
  EXPECT_EQ(again.cost_cny, plan.effect.cost_cny);
  const RepairEffect nothing = Must(EvaluateRepair(*analysis, {.chain = "robot"}));
  EXPECT_NEAR(nothing.risk_after, plan.effect.risk_before, 1e-12);
  EXPECT_EQ(nothing.cascades_run, 0);
}

TEST_F(Repair, KeepsTheIdsOfItsMeasuresAndNamesWhomToCall) {
  const RepairPlan first = Plan(1e8), second = Plan(1e9);
  ASSERT_EQ(first.candidates.size(), second.candidates.size());
  std::set<std::string> ids;
  for (size_t i = 0; i < first.candidates.size(); ++i) {
    EXPECT_EQ(first.candidates[i].id, second.candidates[i].id);
    EXPECT_TRUE(ids.insert(first.candidates[i].id).second);
    EXPECT_FALSE(first.candidates[i].calls.empty()) << first.candidates[i].id;
    EXPECT_GT(first.candidates[i].cost_cny, 0) << first.candidates[i].id;
  }
}

TEST_F(Repair, UsesOnlyWhatTheViewerMaySee) {
  // X1's offer is private: the office's and the public's plans must not name it.
  for (const char* viewer : {"office", "public"}) {
    for (const RepairMeasure& measure : Plan(1e9, viewer).candidates) {
      const bool named = measure.id.find(":X1") != std::string::npos;
      EXPECT_FALSE(named && std::string(viewer) == "public") << measure.id;
    }
  }
}

TEST_F(Repair, TakesOnlyTheKindsAndMeasuresAskedFor) {
  const auto analysis = As("office");
  const RepairPlan all = Plan(1e9);
  const std::string refused = all.effect.measures[0];
  const RepairPlan without =
      Must(MakeRepairPlan(*analysis, {.chain = "robot", .budget_cny = 1e9, .without = {refused}}));
  for (const std::string& id : without.effect.measures) EXPECT_NE(id, refused);
  const RepairPlan only =
      Must(MakeRepairPlan(*analysis, {.chain = "robot", .budget_cny = 0, .with = {refused}}));
  EXPECT_EQ(only.effect.measures, std::vector<std::string>{refused});
  const RepairPlan strengthen = Must(
      MakeRepairPlan(*analysis, {.chain = "robot", .budget_cny = 1e9, .kinds = {"strengthen"}}));
  for (const std::string& id : strengthen.effect.measures) EXPECT_TRUE(id.starts_with("capacity:"));
}

TEST_F(Repair, RefusesWhatItDoesNotKnow) {
  const auto analysis = As("office");
  const auto refuse = [&](const RepairPlanInput& input, ErrorCode code) {
    const auto plan = MakeRepairPlan(*analysis, input);
    ASSERT_FALSE(plan.ok());
    EXPECT_EQ(plan.error().code, code) << plan.error().Describe(Language::kEnglish);
  };
  refuse({.chain = "robt", .budget_cny = 1}, ErrorCode::kNotFound);
  refuse({.chain = "robot", .budget_cny = -1}, ErrorCode::kInvalidArgument);
  refuse({.chain = "robot", .budget_cny = 1, .kinds = {"mend"}}, ErrorCode::kInvalidArgument);
  refuse({.chain = "robot", .budget_cny = 1, .with = {"stock:nothing"}}, ErrorCode::kNotFound);
  EXPECT_FALSE(EvaluateRepair(*analysis, {.chain = "robot", .measures = {"?"}}).ok());
}

TEST_F(Repair, GoesOutAsATableAndAsAPageToPrint) {
  const RepairPlan plan = Plan(1e9);
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    for (const TableFormat format : {TableFormat::kXlsx, TableFormat::kCsv}) {
      const std::string bytes = Must(TableBytes(format, [&](TableWriter& writer) {
        return ExportRepairPlan(plan, {language, format == TableFormat::kXlsx}, writer);
      }));
      EXPECT_GT(bytes.size(), 200u);
    }
    const std::string page = RepairPlanPage(plan, language);
    for (const RepairMeasure& measure : plan.candidates) {
      const auto& taken = plan.effect.measures;
      if (std::find(taken.begin(), taken.end(), measure.id) == taken.end()) continue;
      EXPECT_NE(page.find(report::EscapeHtml(measure.title.In(language))), std::string::npos)
          << measure.title.In(language);
    }
  }
}

}  // namespace
}  // namespace lianmeng::app
