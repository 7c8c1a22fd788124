// Parts of capital, talent and technology on worked examples; the random agreement with the slow
// reference is in reference_match_test.cc.

#include "match/terms.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "match/catalogue.h"
#include "match/match.h"

namespace lianmeng::match {
namespace {

constexpr int kCapitalKind = 1;
constexpr int kTalentKind = 2;
constexpr int kTechnologyKind = 3;

// A firm and a partner in two cities one degree of longitude apart on the equator.
CatalogueInput TwoParties(int kind) {
  CatalogueInput input;
  input.places = {
      {.region = RegionCode{310100}, .point = GeoPoint{0, 0}, .name = {"甲市", "City A"}},
      {.region = RegionCode{320500}, .point = GeoPoint{1, 0}, .name = {"乙市", "City B"}}};
  input.organisations = {{.name = "需方公司", .place = PlaceIndex{0}},
                         {.name = "伙伴机构", .place = PlaceIndex{1}}};
  input.schemes = {Scheme::kSupply, Scheme::kCapital, Scheme::kTalent, Scheme::kTechnology};
  input.term_names = {.stages = {{"种子", "Seed"}, {"天使", "Angel"}, {"A 轮", "Series A"}},
                      .instruments = {{"股权", "Equity"}, {"贷款", "Loan"}},
                      .levels = {{"初级", "Junior"}, {"中级", "Intermediate"}, {"高级", "Senior"}},
                      .engagements = {{"全职", "Full time"}, {"兼职", "Part time"}},
                      .cooperation = {{"许可", "Licence"}, {"转让", "Transfer"}}};
  input.offers = {
      {.organisation = OrganisationIndex{1}, .kind = kind, .text = "动力电池", .terms = 0}};
  return input;
}

Need OneNeed(int kind) {
  return {.organisation = OrganisationIndex{0}, .kind = kind, .text = "动力电池", .today = 20'000};
}

PairExplanation Pair(CatalogueInput input, const Need& need) {
  auto catalogue = Catalogue::Build(std::move(input));
  EXPECT_TRUE(catalogue.ok());
  auto pair = ExplainPair(*catalogue, need, OfferIndex{0});
  EXPECT_TRUE(pair.ok());
  return std::move(pair).value();
}

Part PartOf(const PairExplanation& pair, PartKind kind) {
  for (const Part& part : pair.parts) {
    if (part.kind == kind) return part;
  }
  ADD_FAILURE() << "no part " << Code(kind);
  return {};
}

Part CapitalPart(const CapitalTerms& wanted, const CapitalTerms& given, PartKind kind) {
  CatalogueInput input = TwoParties(kCapitalKind);
  input.capital = {given};
  Need need = OneNeed(kCapitalKind);
  need.capital = wanted;
  return PartOf(Pair(std::move(input), need), kind);
}

Part TalentPart(const TalentTerms& wanted, const TalentTerms& given, PartKind kind) {
  CatalogueInput input = TwoParties(kTalentKind);
  input.talent = {given};
  Need need = OneNeed(kTalentKind);
  need.talent = wanted;
  return PartOf(Pair(std::move(input), need), kind);
}

Part TechnologyPart(const TechnologyTerms& wanted, const TechnologyTerms& given, PartKind kind) {
  CatalogueInput input = TwoParties(kTechnologyKind);
  input.technology = {given};
  Need need = OneNeed(kTechnologyKind);
  need.technology = wanted;
  return PartOf(Pair(std::move(input), need), kind);
}

TEST(Terms, EverySchemeAddsUpToAMillion) {
  for (int scheme = 0; scheme < kSchemes; ++scheme) {
    int32_t sum = 0;
    for (const PartShare& part : PartsOf(static_cast<Scheme>(scheme))) {
      sum += part.points_max;
      EXPECT_FALSE(Code(part.kind).empty());
      EXPECT_FALSE(Label(part.kind).en.empty());
    }
    EXPECT_EQ(sum, kScoreMax) << scheme;
  }
}

TEST(Terms, WhatEitherSideLeavesOpenGivesHalfAndSaysSo) {
  CatalogueInput input = TwoParties(kCapitalKind);
  input.capital = {{}};
  const PairExplanation pair = Pair(input, OneNeed(kCapitalKind));
  for (const PartKind kind :
       {PartKind::kSector, PartKind::kAmount, PartKind::kStage, PartKind::kInstrument}) {
    const Part part = PartOf(pair, kind);
    EXPECT_EQ(part.points, part.points_max / 2) << Code(kind);
    EXPECT_FALSE(part.known);
    EXPECT_EQ(part.reason.en, "neither side says");
  }
  input.offers[0].terms = -1;  // an offer without terms leaves all of them open
  EXPECT_EQ(Pair(input, OneNeed(kCapitalKind)).score, pair.score);
}

TEST(Terms, AmountCountsHowMuchOfTheNeedsRangeIsCovered) {
  const auto points = [](const CapitalTerms& wanted, const CapitalTerms& given) {
    return CapitalPart(wanted, given, PartKind::kAmount).points;
  };
  const CapitalTerms wanted{.amount_min_fen = 100, .amount_max_fen = 200};
  EXPECT_EQ(points(wanted, {.amount_min_fen = 50, .amount_max_fen = 300}), 200'000);
  EXPECT_EQ(points(wanted, {.amount_min_fen = 50, .amount_max_fen = 150}), 150'000);
  EXPECT_EQ(points(wanted, {.amount_max_fen = 50}), 50'000);   // half of the least: a quarter
  EXPECT_EQ(points(wanted, {.amount_min_fen = 400}), 50'000);  // twice the greatest
  EXPECT_EQ(points({.amount_max_fen = 200}, {.amount_min_fen = 200}), 200'000);
  EXPECT_EQ(CapitalPart(wanted, {.amount_min_fen = 50, .amount_max_fen = 150}, PartKind::kAmount)
                .reason.zh,
            "部分覆盖。需求：1–2 元；供方：0.50–1.50 元");
}

TEST(Terms, AnAmountOutOfReachIsCalledSo) {
  EXPECT_EQ(CapitalPart({.amount_min_fen = 10'000, .amount_max_fen = 20'000},
                        {.amount_max_fen = 5'000}, PartKind::kAmount)
                .reason.en,
            "outside its range. wanted: CNY 100–200; offered: CNY at most 50");
}

TEST(Terms, ANeighbouringStageGivesHalfAndACommonInstrumentAll) {
  EXPECT_EQ(CapitalPart({.stages = 0b001}, {.stages = 0b101}, PartKind::kStage).points, 150'000);
  EXPECT_EQ(CapitalPart({.stages = 0b001}, {.stages = 0b010}, PartKind::kStage).points, 75'000);
  EXPECT_EQ(CapitalPart({.stages = 0b001}, {.stages = 0b100}, PartKind::kStage).points, 0);
  EXPECT_EQ(CapitalPart({.instruments = 0b11}, {.instruments = 0b10}, PartKind::kInstrument).points,
            150'000);
  const Part none =
      CapitalPart({.instruments = 0b01}, {.instruments = 0b10}, PartKind::kInstrument);
  EXPECT_EQ(none.points, 0);
  EXPECT_EQ(none.reason.en, "no way in common. wanted: Equity; offered: Loan");
}

TEST(Terms, CodesAreRelatedWithinTheirClassificationAlone) {
  const auto industry = [](const char* a, const char* b) {
    return KinshipOf(FieldCode{a}, FieldCode{b}, Classification::kIndustry);
  };
  EXPECT_EQ(industry("3841", "3841"), Kinship::kSame);
  EXPECT_EQ(industry("38", "3841"), Kinship::kSame);
  EXPECT_EQ(industry("3812", "3841"), Kinship::kClass);
  EXPECT_EQ(industry("3973", "3841"), Kinship::kNone);
  const auto patent = [](const char* a, const char* b) {
    return KinshipOf(FieldCode{a}, FieldCode{b}, Classification::kPatent);
  };
  EXPECT_EQ(patent("H", "H01M10/05"), Kinship::kSame);
  EXPECT_EQ(patent("H01M10", "H01M10/05"), Kinship::kSame);
  EXPECT_EQ(patent("H01M1", "H01M10/05"), Kinship::kClass) << "group 1 is not group 10";
  EXPECT_EQ(patent("H01L", "H01M"), Kinship::kClass);
  EXPECT_EQ(patent("H02J", "H01M"), Kinship::kNone);
  const FieldCode chain{.code = "nev", .alone = true};
  EXPECT_EQ(KinshipOf(chain, chain, Classification::kPatent), Kinship::kSame);
  EXPECT_EQ(KinshipOf(chain, FieldCode{"nev"}, Classification::kPatent), Kinship::kNone);
}

TEST(Terms, SkillsLevelAndPeriodOfATalent) {
  const Part skills = TalentPart({.skills = {"PLC", "C++", "焊接"}}, {.skills = {"c++ ", "plc"}},
                                 PartKind::kSkills);
  EXPECT_EQ(skills.points, 166'667);
  EXPECT_NE(skills.reason.zh.find("所求 3 项技能具备 2 项"), std::string::npos) << skills.reason.zh;
  const Part near =
      TalentPart({.skills = {"嵌入式开发", "Java开发", "PLC编程"}},
                 {.skills = {"嵌入式软件开发", "JavaScript开发", "plc编程"}}, PartKind::kSkills);
  EXPECT_EQ(near.points, 125'000);  // one and a half of three: Java is no JavaScript
  EXPECT_NE(near.reason.zh.find("具备 1 项，相近 1 项计一半"), std::string::npos) << near.reason.zh;
  EXPECT_EQ(TalentPart({.level = 1}, {.level = 2}, PartKind::kLevel).points, 130'000);
  EXPECT_EQ(TalentPart({.level = 1}, {.level = 0}, PartKind::kLevel).points, 65'000);
  EXPECT_EQ(TalentPart({.level = 2}, {.level = 0}, PartKind::kLevel).points, 0);
  // 100 days wanted, of which the first 25 are free.
  const Part period = TalentPart({.from_day = 20'010, .until_day = 20'109},
                                 {.from_day = 19'000, .until_day = 20'034}, PartKind::kPeriod);
  EXPECT_EQ(period.points, 30'000);
  EXPECT_NE(period.reason.en.find("on 25 of the 100 days"), std::string::npos) << period.reason.en;
  // A period that is over cannot be filled any more.
  EXPECT_EQ(TalentPart({.until_day = 19'999}, {.from_day = 10'000}, PartKind::kPeriod).points, 0);
}

TEST(Terms, ATalentsPlaceGoesBeforeItsOrganisations) {
  CatalogueInput input = TwoParties(kTalentKind);
  input.talent = {{.place = 0}};
  EXPECT_EQ(PartOf(Pair(input, OneNeed(kTalentKind)), PartKind::kDistance).points, 130'000);
  Need need = OneNeed(kTalentKind);
  need.excluded_regions = {RegionCode{320000}};  // where the organisation is, not the talent
  EXPECT_FALSE(Pair(input, need).exclusion);
  need.excluded_regions = {RegionCode{310000}};
  EXPECT_EQ(Pair(input, need).exclusion, Exclusion::kExcludedRegion);
}

TEST(Terms, EachLevelOfMaturityBelowTheWantedCostsAThird) {
  const auto points = [](int held) {
    return TechnologyPart({.maturity = 6}, {.maturity = held}, PartKind::kMaturity).points;
  };
  EXPECT_EQ(points(9), 150'000);
  EXPECT_EQ(points(6), 150'000);
  EXPECT_EQ(points(5), 100'000);
  EXPECT_EQ(points(4), 50'000);
  EXPECT_EQ(points(3), 0);
}

TEST(Terms, ATermInsistedOnExcludesOnlyWhereItIsKnownNotToBeMet) {
  CatalogueInput input = TwoParties(kCapitalKind);
  input.capital = {{.instruments = 0b10}};
  Need need = OneNeed(kCapitalKind);
  need.capital.instruments = 0b01;
  EXPECT_FALSE(Pair(input, need).exclusion) << "a wish lowers the score and excludes nobody";
  need.required = 1U << static_cast<uint32_t>(PartKind::kInstrument);
  const PairExplanation pair = Pair(input, need);
  EXPECT_EQ(pair.exclusion, Exclusion::kRequiredTerm);
  EXPECT_EQ(pair.exclusion_reason.en,
            "not as insisted on: Instrument, no way in common. wanted: Equity; offered: Loan");
  input.capital[0].instruments = 0;
  EXPECT_FALSE(Pair(input, need).exclusion) << "what is not known excludes nobody";
}

TEST(Terms, PastDealingsCountEitherWay) {
  CatalogueInput input = TwoParties(kCapitalKind);
  input.capital = {{}};
  EXPECT_EQ(PartOf(Pair(input, OneNeed(kCapitalKind)), PartKind::kDealings).points, 0);
  input.links = {{OrganisationIndex{0}, OrganisationIndex{1}, {}}};
  EXPECT_EQ(PartOf(Pair(input, OneNeed(kCapitalKind)), PartKind::kDealings).points, 60'000);
}

TEST(Terms, TermsOutOfBoundsAreRefusedByName) {
  CatalogueInput input = TwoParties(kCapitalKind);
  auto built = Catalogue::Build(input);  // terms 0, yet there are none
  ASSERT_FALSE(built.ok());
  EXPECT_EQ(built.error().place.field, "terms");
  input.capital = {{.amount_min_fen = 5, .amount_max_fen = 4}};
  built = Catalogue::Build(input);
  ASSERT_FALSE(built.ok());
  EXPECT_EQ(built.error().place.field, "amount_min_fen");
  EXPECT_EQ(built.error().place.value, "5");
  input.capital = {{}};
  const auto catalogue = Catalogue::Build(input);
  ASSERT_TRUE(catalogue.ok());
  Need need = OneNeed(kCapitalKind);
  need.talent = {.from_day = 10, .until_day = 9};
  const auto result = Match(*catalogue, need, {});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().place.field, "until_day");
}

}  // namespace
}  // namespace lianmeng::match
