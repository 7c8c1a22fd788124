#include "report/text_table.h"

#include <gtest/gtest.h>

#include <string>

namespace lianmeng::report {
namespace {

TEST(DisplayWidth, CountsWideCharactersTwiceAndCombiningMarksNot) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("动力电池"), 8);
  EXPECT_EQ(DisplayWidth("Ａ，（"), 6);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("\u200b"), 0);
  EXPECT_EQ(DisplayWidth("—…"), 2);
  EXPECT_EQ(DisplayWidth("😀"), 2);
}

TEST(Truncate, FillsTheWidthAndNeverSplitsAWideCharacter) {
  EXPECT_EQ(Truncate("动力电池", 8), "动力电池");
  EXPECT_EQ(Truncate("动力电池", 7), "动力电…");
  EXPECT_EQ(Truncate("动力电池", 6), "动力…");
  EXPECT_EQ(Truncate("动力电池", 1), "…");
  EXPECT_EQ(Truncate("动力电池", 0), "");
  EXPECT_EQ(Truncate("ae\u0301bcd", 3), "ae\u0301…");
}

TEST(TextTable, AlignsColumnsOfBothLanguages) {
  TextTable table({{"产品"}, {"severity", TextAlign::kRight}, {"why"}});
  table.Row({"动力电池", "0.62", "one maker"});
  table.Row({"IGBT", "1", ""});
  EXPECT_EQ(table.ToString(),
            "产品      severity  why\n"
            "────────  ────────  ─────────\n"
            "动力电池      0.62  one maker\n"
            "IGBT             1\n");
}

TEST(TextTable, CutsTheWidestTextColumnToFitTheLine) {
  TextTable table({{"名称"}, {"n", TextAlign::kRight}}, {.width_max = 14, .indent = 2});
  table.Row({"上海某某电池科技有限公司", "1234"});
  const std::string text = table.ToString();
  EXPECT_EQ(text,
            "  名称       n\n"
            "  ──────  ────\n"
            "  上海…   1234\n");
}

TEST(TextTable, LetsNoNameSteerTheTerminal) {
  TextTable table({{"a"}});
  table.Row({"x\x1b[2J\n\u202ey"});
  EXPECT_EQ(table.ToString(), "a\n────────\nx [2J  y\n");
}

TEST(TextTable, FillsMissingCellsAndDropsThoseTooMany) {
  TextTable table({{"a"}, {"b"}});
  table.Row({"1"});
  table.Row({"1", "2", "3"});
  EXPECT_EQ(table.ToString(), "a  b\n─  ─\n1\n1  2\n");
}

}  // namespace
}  // namespace lianmeng::report
