#include "base/millionths.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace lianmeng {
namespace {

TEST(Millionths, AreReadExactly) {
  const std::pair<const char*, int64_t> values[] = {{"0", 0},
                                                    {"-0.0", 0},
                                                    {"1", 1'000'000},
                                                    {"+0.25", 250'000},
                                                    {".5", 500'000},
                                                    {"7.", 7'000'000},
                                                    {"0.000001", 1},
                                                    {"-0.000001", -1},
                                                    {"1e-6", 1},
                                                    {"1.5E-3", 1'500},
                                                    {"12e2", 1'200'000'000},
                                                    {"0.1000000000", 100'000},
                                                    {"0.1e-5", 1},
                                                    {"0e99999999999", 0},
                                                    {"000012.50", 12'500'000},
                                                    {"1000000000000", 1'000'000'000'000'000'000}};
  for (const auto& [text, value] : values) {
    const ParsedMillionths parsed = ParseMillionths(text);
    ASSERT_TRUE(parsed.value.has_value()) << text << ": " << parsed.reason.en;
    EXPECT_EQ(*parsed.value, value) << text;
  }
}

TEST(BadInput, MillionthsSayWhyTheyAreNone) {
  const std::pair<const char*, const char*> values[] = {
      {"", "is not a number"},
      {"-", "is not a number"},
      {".", "is not a number"},
      {"nan", "is not a number"},
      {"inf", "is not a number"},
      {"1.2.3", "is not a number"},
      {"1 2", "is not a number"},
      {"0x10", "is not a number"},
      {"1e", "is not a number"},
      {"1e1.5", "is not a number"},
      {"--1", "is not a number"},
      {"3kg", "is not a number"},
      {"0.0000001", "has more than six decimals"},
      {"1e-7", "has more than six decimals"},
      {"1e-99999999999", "has more than six decimals"},
      {"1000000000000.000001", "is too large"},
      {"1e13", "is too large"},
      {"-1e99999999999", "is too large"},
      {"99999999999999999999999999", "is too large"}};
  for (const auto& [text, reason] : values) {
    const ParsedMillionths parsed = ParseMillionths(text);
    EXPECT_FALSE(parsed.value.has_value()) << text;
    EXPECT_EQ(parsed.reason.en, reason) << text;
    EXPECT_FALSE(parsed.reason.zh.empty());
  }
}

TEST(Millionths, AreReadBackAsWritten) {
  const auto written = [](int64_t value) {
    std::string text;
    AppendMillionths(value, text);
    return text;
  };
  EXPECT_EQ(written(0), "0");
  EXPECT_EQ(written(-1'500'000), "-1.5");
  EXPECT_EQ(written(1), "0.000001");
  EXPECT_EQ(written(INT64_MIN), "-9223372036854.775808");
  Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const auto value = static_cast<int64_t>(random.Next() >> random.Below(60)) % 1'000'000'000'000;
    EXPECT_EQ(ParseMillionths(written(value)).value, value) << value;
  }
}

}  // namespace
}  // namespace lianmeng
