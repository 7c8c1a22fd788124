#include "ingest/cell_parsers.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

namespace lianmeng::ingest {
namespace {

TEST(Money, IsExactToTheFen) {
  EXPECT_EQ(ParseMoney("0.07").value, 7);
  EXPECT_EQ(ParseMoney("19.99").value, 1999);
  EXPECT_EQ(ParseMoney("1,234,567.8").value, 123456780);
  EXPECT_EQ(ParseMoney("90071992547409.93").value,
            9007199254740993);  // 2^53 + 1: no double holds it
  EXPECT_EQ(ParseMoney(" １２．５ ").value, 1250);
  EXPECT_EQ(ParseMoney("1.50000").value, 150);
  EXPECT_EQ(ParseMoney("1.2E+10").value, 1'200'000'000'000);
  EXPECT_EQ(ParseMoney("-3").value, -300);
  EXPECT_EQ(ParseMoney("0").value, 0);
}

TEST(Money, UnderstandsWanYiAndYuan) {
  EXPECT_EQ(ParseMoney("3.5万元").value, 3'500'000);
  EXPECT_EQ(ParseMoney("3.5 万").value, 3'500'000);
  EXPECT_EQ(ParseMoney("1.2亿").value, 12'000'000'000);
  EXPECT_EQ(ParseMoney("1.2億元").value, 12'000'000'000);
  EXPECT_EQ(ParseMoney("0.0001万").value, 100);
  EXPECT_EQ(ParseMoney("12元").value, 1200);
  EXPECT_EQ(ParseMoney("￥12").value, 1200);
  EXPECT_EQ(ParseMoney("CNY 12").value, 1200);
}

TEST(BadInput, MoneyWithOtherUnitsOrTooManyDecimalsIsRefusedByName) {
  EXPECT_NE(ParseMoney("12台").reason.en.find("台"), std::string::npos);
  EXPECT_NE(ParseMoney("12美元").reason.en.find("美"), std::string::npos);
  EXPECT_FALSE(ParseMoney("0.001").ok());
  EXPECT_FALSE(ParseMoney("92233720368547758.08").ok());  // 2^63 fen
  EXPECT_TRUE(ParseMoney("92233720368547758.07").ok());
  EXPECT_FALSE(ParseMoney("1e999").ok());
  EXPECT_FALSE(ParseMoney("12,34").ok());
  EXPECT_FALSE(ParseMoney("").ok());
  EXPECT_FALSE(ParseMoney("元").ok());
}

TEST(Number, TakesFullWidthDigitsSeparatorsAndBlanks) {
  EXPECT_EQ(ParseNumber("１２３４．５").value, 1234.5);
  EXPECT_EQ(ParseNumber("　1,234.5 ").value, 1234.5);
  EXPECT_EQ(ParseNumber("−2").value, -2);
  EXPECT_EQ(ParseNumber("1.5e-3").value, 0.0015);
  EXPECT_EQ(ParseNumber(".5").value, 0.5);
  EXPECT_EQ(ParseNumber("5.").value, 5);
  EXPECT_EQ(ParseNumber("0.1").value, 0.1);
  EXPECT_EQ(ParseNumber("1e-400").value, 0);
}

TEST(BadInput, NumberWithAUnitIsRefusedAndTheUnitNamed) {
  EXPECT_NE(ParseNumber("12台").reason.zh.find("台"), std::string::npos);
  EXPECT_NE(ParseNumber("12 kg").reason.en.find("kg"), std::string::npos);
  EXPECT_NE(ParseInteger("1.2万").reason.en.find("万"), std::string::npos);
}

TEST(BadInput, NumberThatIsNotFiniteIsRefused) {
  for (const char* text : {"nan", "NaN", "inf", "-Infinity", "∞"}) {
    EXPECT_NE(ParseNumber(text).reason.en.find("finite"), std::string::npos) << text;
  }
  EXPECT_FALSE(ParseNumber("1e400").ok());
  EXPECT_FALSE(ParseNumber(std::string(400, '9') + "e-10").ok());
  for (const char* text : {"", "abc", "-", ".", "1,2,3", "1,,000", ",100", "--1", "#N/A"}) {
    EXPECT_FALSE(ParseNumber(text).ok()) << text;
  }
}

TEST(Integer, TakesWholeNumbersOnly) {
  EXPECT_EQ(ParseInteger("12.0").value, 12);
  EXPECT_EQ(ParseInteger("9,223,372,036,854,775,807").value, INT64_MAX);
  EXPECT_FALSE(ParseInteger("9223372036854775808").ok());
  EXPECT_FALSE(ParseInteger("12.5").ok());
}

TEST(Share, TakesPercentages) {
  EXPECT_EQ(ParseShare("35%").value, 0.35);
  EXPECT_EQ(ParseShare("３５％").value, 0.35);
  EXPECT_EQ(ParseShare("0.07 %").value, 0.0007);
  EXPECT_EQ(ParseShare("0.35").value, 0.35);
  EXPECT_FALSE(ParseShare("35‰").ok());
}

TEST(DateCell, TakesTheUsualWays) {
  const Date expected = *Date::FromCivil(2026, 3, 1);
  for (const char* text : {"2026-03-01", "2026-3-1", "2026/3/1", "2026.03.01", "2026年3月1日",
                           " ２０２６年３月１日", "2026-03-01 00:00:00", "2026-03-01T00:00:00Z"}) {
    const Parsed<Date> parsed = ParseDate(text);
    EXPECT_EQ(parsed.value, expected) << text;
    EXPECT_TRUE(parsed.warning.en.empty()) << text;
  }
  EXPECT_FALSE(ParseDate("2026-03-01 08:30:00").warning.en.empty());
}

TEST(BadInput, DateLike45123FromASpreadsheetIsTakenWithAWarning) {
  const Parsed<Date> parsed = ParseDate("45123");
  EXPECT_EQ(parsed.value, Date::FromCivil(2023, 7, 16));  // as Excel and LibreOffice show it
  EXPECT_NE(parsed.warning.en.find("2023-07-16"), std::string::npos);
  EXPECT_EQ(ParseDate("46082.5").value, Date::FromCivil(2026, 3, 1));
}

TEST(BadInput, DatesThatAreNoneAreRefused) {
  for (const char* text : {"", "2026-02-30", "2026-13-01", "26-3-1", "12", "999999", "2026-3",
                           "2026-03/01", "2026-03-01起", "明年", "20260301"}) {
    EXPECT_FALSE(ParseDate(text).ok()) << text;
  }
}

TEST(BooleanCell, TakesBothLanguages) {
  for (const char* text : {"1", "true", "TRUE", "是", "yes", "１"})
    EXPECT_EQ(ParseBoolean(text).value, true);
  for (const char* text : {"0", "false", "否", "No"}) EXPECT_EQ(ParseBoolean(text).value, false);
  EXPECT_FALSE(ParseBoolean("也许").ok());
  EXPECT_FALSE(ParseBoolean("2").ok());
}

TEST(ListCell, IsSeparatedByThreeSigns) {
  EXPECT_EQ(ParseList("a; b；c、d;;、 "), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_TRUE(ParseList("").empty());
}

TEST(Money, AgreesWithPlainArithmeticOnAnyAmount) {
  EXPECT_TRUE(rc::check([](int64_t seed) {
    const int64_t fen = seed % 1'000'000'000'000'000;
    const int64_t size = fen < 0 ? -fen : fen;
    std::string text = (fen < 0 ? "-" : "") + std::to_string(size / 100) + "." +
                       std::to_string(size % 100 / 10) + std::to_string(size % 10);
    RC_ASSERT(ParseMoney(text).value == fen);
    RC_ASSERT(ParseMoney(text + "万").value == fen * 10000 || size > INT64_MAX / 10000);
  }));
}

TEST(Number, ReadsBackEveryDouble) {
  EXPECT_TRUE(rc::check([](double value) {
    RC_PRE(std::isfinite(value));
    char text[64];
    std::snprintf(text, sizeof text, "%.17g", value);
    RC_ASSERT(ParseNumber(text).value == value);
  }));
}

}  // namespace
}  // namespace lianmeng::ingest
