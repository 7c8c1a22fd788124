#include "report/exports.h"

#include <gtest/gtest.h>

#include <string>

#include "report/csv_writer.h"

namespace lianmeng::report {
namespace {

std::string Line(const Table& table, const std::vector<Cell>& cells) {
  std::string bytes;
  auto writer = CsvWriter::ToMemory(&bytes, {.byte_order_mark = false});
  EXPECT_TRUE((*writer)->Begin(table).ok());
  bytes.clear();
  EXPECT_TRUE((*writer)->Row(cells).ok());
  return bytes;
}

TEST(Exports, DirectoryRowsMatchTheirHeadingsInBothLanguages) {
  DirectoryRow row;
  row.organisation = {.key = "k1",
                      .name = "上海某机器人有限公司",
                      .region = RegionCode{310100},
                      .titles = {Title::kChainLeader, Title::kHighTech},
                      .scale = Scale::kLarge,
                      .revenue_fen_year = 123'456'789'01,
                      .sample = true};
  row.province = {"上海", "Shanghai"};
  row.city = {"上海", "Shanghai"};
  row.products = {{"减速器", "Reducer"}, {"电机", "Motor"}};
  const std::vector<Cell> zh = ToCells(row, Language::kChinese);
  const std::vector<Cell> en = ToCells(row, Language::kEnglish);
  ASSERT_EQ(zh.size(), DirectoryTable().columns.size());
  ASSERT_EQ(en.size(), zh.size());
  const std::string line = Line(DirectoryTable(), en);
  EXPECT_NE(line.find(",123456789.01,"), std::string::npos) << line;
  EXPECT_NE(line.find("Reducer; Motor"), std::string::npos) << line;
  EXPECT_NE(line.find(",yes,"), std::string::npos) << line;
  EXPECT_NE(Line(DirectoryTable(), zh).find("减速器；电机"), std::string::npos);
}

TEST(Exports, MissingFiguresStayEmptyCells) {
  const std::vector<Cell> cells = ToCells(DirectoryRow{}, Language::kChinese);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(cells[9]));   // employees
  EXPECT_TRUE(std::holds_alternative<std::monostate>(cells[10]));  // revenue
  RiskPointRow risk;
  risk.chain = {"机器人", "Robots"};
  risk.stock_days = 12;
  const std::vector<Cell> risk_cells = ToCells(risk, Language::kEnglish);
  ASSERT_EQ(risk_cells.size(), RiskPointTable().columns.size());
  EXPECT_EQ(Line(RiskPointTable(), risk_cells), "Robots,,,,,,,,,,12,,,,,\r\n");
}

TEST(Exports, MatchesHaveAColumnOfPointsForEachPartAndAllReasonsInOneCell) {
  const std::vector<TextPair> labels = {{"产品契合", "Product fit"}, {"产能", "Capacity"}};
  MatchRow row{.need_organisation = "甲",
               .need = "电池",
               .offer_organisation = "乙",
               .offer = "电池",
               .offer_city = {"苏州", "Suzhou"},
               .rank = 1,
               .score = 0.5,
               .part_labels = labels,
               .part_points = {400'000, 100'000},
               .part_reasons = {{"同一产品", "same product"}, {"1.5 倍", "1.5 times"}}};
  const std::vector<Cell> cells = ToCells(row, Language::kEnglish);
  ASSERT_EQ(cells.size(), MatchTable(labels).columns.size());
  EXPECT_EQ(Line(MatchTable(labels), cells),
            "甲,电池,1,乙,Suzhou,电池,0.5,400000,100000,"
            "\"Product fit: same product\nCapacity: 1.5 times\"\r\n");
}

}  // namespace
}  // namespace lianmeng::report
