#include "match/synonyms.h"

#include <gtest/gtest.h>

namespace lianmeng::match {
namespace {

using Names = std::vector<std::string>;

const Synonyms& Mined() {
  static const Synonyms synonyms = Synonyms::Mine(
      {"射频识别（RFID）读写器", "射频识别(rfid)标签", "射频识别 (RFID) 通道门",
       "IGBT（绝缘栅双极型晶体管）模块", "车规级IGBT(绝缘栅双极型晶体管)",
       "绝缘栅双极型晶体管（IGBT）", "增程式电动汽车（简称：增程车）",
       "增程式电动汽车(简称增程车)底盘", "增程式电动汽车（简称增程车）电池", "碳化硅（SiC）衬底",
       "碳化硅(SiC)外延片",  // said twice
       // a maker's mark
       "深沟球轴承（SKF）", "圆锥滚子轴承（SKF）", "圆锥滚子轴承(SKF)油封", "圆锥滚子轴承(SKF)座",
       "电力电缆（YJV22）", "电力电缆（YJV22）一", "电力电缆（YJV22）二",  // a model
       "硫酸（kg）", "浓硫酸溶液(kg)", "浓硫酸溶液(kg)", "装机容量（MW）", "装机容量(MW)级",
       "装机容量（MW）表", "电热水器（即热式）", "电池(2024)", "）（", "（IGBT"});
  return synonyms;
}

TEST(Synonyms, ThreeTextsThatAgreeSpeakForTheRegion) {
  EXPECT_EQ(Mined().size(), 3U);
  EXPECT_EQ(Mined().NamesBeside("RFID天线"), Names{"射频识别天线"});
  EXPECT_EQ(Mined().NamesBeside("超高频射频识别芯片"), Names{"超高频rfid芯片"});
  EXPECT_EQ(Mined().NamesBeside("绝缘栅双极型晶体管"), Names{"igbt"});
  EXPECT_EQ(Mined().NamesBeside("增程车电池"), Names{"增程式电动汽车电池"});
}

TEST(Synonyms, ATextSaysItsOwnEvenAlone) {
  EXPECT_EQ(Mined().NamesBeside("碳化硅（SiC）衬底"), (Names{"碳化硅衬底", "sic衬底"}));
  EXPECT_EQ(Mined().NamesBeside("SiC外延片"), Names{});
}

TEST(Synonyms, WhatMeansTwoThingsOrIsAUnitIsNone) {
  EXPECT_EQ(Mined().NamesBeside("SKF油封"), Names{});
  EXPECT_EQ(Mined().NamesBeside("YJV22"), Names{});
  EXPECT_EQ(Mined().NamesBeside("MW级风电"), Names{});
  EXPECT_EQ(Mined().NamesBeside("热式流量计"), Names{});
  EXPECT_EQ(Mined().NamesBeside("硫酸（kg）"), Names{});
  EXPECT_EQ(Mined().NamesBeside("kg"), Names{});
  EXPECT_EQ(Mined().NamesBeside("电池(2024)"), Names{});
}

TEST(Synonyms, AnAbbreviationIsAWholeWord) {
  EXPECT_EQ(Mined().NamesBeside("RFIDX天线"), Names{});
  EXPECT_EQ(Mined().NamesBeside(""), Names{});
  EXPECT_EQ(Mined().NamesBeside("()"), Names{});
}

TEST(Synonyms, ALongTextIsNoName) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "控制器(PLC)";
  EXPECT_EQ(Mined().NamesBeside(text), Names{});
  EXPECT_EQ(Synonyms::Mine({text, text, text, std::string_view(text).substr(1)}).size(), 0U);
  EXPECT_EQ(Mined().NamesBeside("控制器(PLC)控制器(PLC)控制器(PLC)控制器(PLC)").size(), 6U);
}

TEST(Synonyms, NothingIsMinedFromNothing) {
  EXPECT_EQ(Synonyms::Mine({}).size(), 0U);
  EXPECT_EQ(Synonyms::Mine({"电池", "电机"}).size(), 0U);
}

}  // namespace
}  // namespace lianmeng::match
