// Time to survive and to recover as pages show it: the figures of a point hang together, and what is not there is said.

#include "app/time_board.h"

#include <gtest/gtest.h>

#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;

class TimeBoard : public lianmeng::testing::TinyRegion {};

TEST_F(TimeBoard, ShowsOfEachPointWhatTheTableShows) {
  const auto analysis = As("office");
  const RiskTimeTable table = Must(ListRiskTimes(*analysis, "robot"));
  EXPECT_EQ(table.items.size(), 5u);
  EXPECT_GT(table.programs, 0);
  double largest = 0;
  for (const RiskTime& point : table.items) {
    const RiskTime detail =
        Must(ExplainRiskTime(*analysis, "robot", ProductId{*ParseIdValue(point.product.id)}));
    EXPECT_EQ(ToJson(detail), ToJson(point));
    ASSERT_EQ(point.losses.size(), 3u);
    for (const TimeLoss& loss : point.losses) {
      largest = std::max(largest, loss.risk_exposure);
      if (!loss.applies) continue;
      EXPECT_FALSE(loss.summary.zh.empty());
      EXPECT_FALSE(loss.summary.en.empty());
      EXPECT_EQ(loss.loss_cny.has_value(), point.recover_days.has_value());
      if (loss.exposed == true) {
        EXPECT_LT(*loss.survive_days, *point.recover_days);
        EXPECT_GT(*loss.loss_cny, 0);
        EXPECT_FALSE(loss.finals.empty());
      }
      double days = 0;
      for (const TimeLimit& limit : loss.limits) {
        if (limit.input.id == point.product.id) days += limit.days_per_day;
      }
      EXPECT_EQ(loss.stock_day_days, days);
    }
  }
  EXPECT_TRUE(largest == 0 || largest == 1);
}

TEST_F(TimeBoard, SaysWhatIsNotThere) {
  const auto analysis = As("office");
  EXPECT_EQ(ListRiskTimes(*analysis, "robt").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ExplainRiskTime(*analysis, "robt", ProductId{1}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ExplainRiskTime(*analysis, "robot", ProductId{1}).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace lianmeng::app
