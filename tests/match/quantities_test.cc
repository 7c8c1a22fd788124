#include "match/quantities.h"

#include <gtest/gtest.h>

namespace lianmeng::match {
namespace {

using Words = std::vector<std::string>;

TEST(Quantities, OneQuantityIsOneWordHoweverItIsWritten) {
  for (const char* text : {"220kV", "220kv", "220 KV", "２２０ｋＶ", "220千伏", "0.22MV",
                           "220,000 V", "22万伏", "变压器220kV级"}) {
    EXPECT_EQ(QuantityWords(text), Words{"220000 V"}) << text;
  }
  for (const char* text : {"400μm", "400um", "400\u00B5m", "0.4 mm", "0.04厘米", "400微米"}) {
    EXPECT_EQ(QuantityWords(text), Words{"0.0004 m"}) << text;
  }
  for (const char* text : {"5万吨", "50,000t", "5000万公斤", "0.5亿千克"}) {
    EXPECT_EQ(QuantityWords(text), Words{"5e+10 g"}) << text;
  }
  EXPECT_EQ(QuantityWords("3000rpm"), QuantityWords("3000转/分"));
  EXPECT_EQ(QuantityWords("12英寸"), QuantityWords("12寸"));
  EXPECT_EQ(QuantityWords("-40℃"), QuantityWords("40摄氏度"));  // a sign is not read
}

TEST(Quantities, CaseTellsMilliFromMega) {
  EXPECT_EQ(QuantityWords("5mW"), Words{"0.005 W"});
  EXPECT_EQ(QuantityWords("5MW"), Words{"5e+06 W"});
  EXPECT_EQ(QuantityWords("5mw"), Words{});  // either could be meant
}

TEST(Quantities, BothEndsOfARangeCount) {
  EXPECT_EQ(QuantityWords("6-35kV"), (Words{"6000 V", "35000 V"}));
  EXPECT_EQ(QuantityWords("6kV~35kV"), (Words{"6000 V", "35000 V"}));
  EXPECT_EQ(QuantityWords("10至20 兆帕"), (Words{"1e+07 Pa", "2e+07 Pa"}));
}

TEST(Quantities, WhatIsNoQuantityIsNone) {
  for (const char* text :
       {"", "变压器", "A100V", "5G通信", "M8螺栓", "2024年", "6-35", "10-", "1.", "3D打印", "5欧元",
        "2级安全", "1000安全帽", "220kVx", "1,23", "7万", "-"}) {
    EXPECT_EQ(QuantityWords(text), Words{}) << text;
  }
}

TEST(Quantities, TheLongestUnitCounts) {
  EXPECT_EQ(QuantityWords("5千瓦时"), Words{"5000 Wh"});
  EXPECT_EQ(QuantityWords("5kWh"), Words{"5000 Wh"});
  EXPECT_EQ(QuantityWords("5克拉"), Words{"1 g"});
  EXPECT_EQ(QuantityWords("630kVA"), Words{"630000 VA"});
  EXPECT_EQ(QuantityWords("2.5mm²电线"), Words{"2.5e-06 m2"});
  EXPECT_EQ(QuantityWords("1,000.5千克，20%"), (Words{"1.0005e+06 g", "20 %"}));
}

TEST(Quantities, WhatStandsAroundItIsRead) {
  for (const char* text : {"AC220V", "220VAC", "220v", "220-V supply", "220 volts", "220.0V"}) {
    EXPECT_EQ(QuantityWords(text), Words{"220 V"}) << text;
  }
  EXPECT_EQ(QuantityWords("12V5A"), (Words{"12 V", "5 A"}));
  EXPECT_EQ(QuantityWords("48V100Ah"), (Words{"48 V", "100 Ah"}));
  EXPECT_EQ(QuantityWords("10/0.4kV"), (Words{"10000 V", "400 V"}));
  EXPECT_EQ(QuantityWords("1000×2000mm"), (Words{"1 m", "2 m"}));
  EXPECT_EQ(QuantityWords("3~5万吨"), (Words{"3e+10 g", "5e+10 g"}));
  EXPECT_EQ(QuantityWords("5 万吨"), Words{"5e+10 g"});
  EXPECT_EQ(QuantityWords("10±0.5mm"), Words{"0.01 m"});
  EXPECT_EQ(QuantityWords("630kV·A"), Words{"630000 VA"});
  EXPECT_EQ(QuantityWords("100mm2"), QuantityWords("100mm²"));
  EXPECT_EQ(QuantityWords("12-inch wafer"), QuantityWords("12英寸"));
  EXPECT_EQ(QuantityWords("500ML"), QuantityWords("500毫升"));
}

// Grades of alloys and oils, parts, rates, words that begin with a unit's character.
TEST(Quantities, ALookalikeIsNone) {
  for (const char* text : {"7A04铝合金", "35W270硅钢片", "5W-30机油", "1N4007", "2N3904", "350km/h",
                           "3.5g/cm3", "5m/s", "2023安徽省", "64目标", "3安装孔", "100瓦楞纸",
                           "5克隆", "5法院", "10 000 V", "1,00吨", "1,5 mm", "5*10^3 Pa", "007"}) {
    EXPECT_EQ(QuantityWords(text), Words{}) << text;
  }
}

TEST(Quantities, AUnitIsKnownAsSuch) {
  EXPECT_TRUE(IsUnit("kV"));
  EXPECT_TRUE(IsUnit("千伏"));
  EXPECT_TRUE(IsUnit("t"));
  EXPECT_FALSE(IsUnit("kVx"));
  EXPECT_FALSE(IsUnit("IGBT"));
  EXPECT_FALSE(IsUnit(""));
}

}  // namespace
}  // namespace lianmeng::match
