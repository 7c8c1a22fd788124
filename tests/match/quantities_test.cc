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
