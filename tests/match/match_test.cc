#include "match/match.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "match/catalogue.h"
#include "match/format.h"
#include "match/score.h"

namespace lianmeng::match {
namespace {

constexpr int kGoods = 0;
constexpr int kService = 1;

// One degree of longitude on the equator is 6371.0088 km * pi / 180 = 111.19508 km.
CatalogueInput TwoCities() {
  CatalogueInput input;
  input.places = {
      {.region = RegionCode{310115}, .point = GeoPoint{0, 0}, .name = {"甲市", "City A"}},
      {.region = RegionCode{320500}, .point = GeoPoint{1, 0}, .name = {"乙市", "City B"}}};
  input.products = {{.name = {"动力电池", "Power battery"}, .category = "module", .unit = "台"},
                    {.name = {"储能电池", "Storage battery"}, .category = "module", .unit = "台"},
                    {.name = {"电芯", "Cell"}, .category = "component", .unit = "只"},
                    {.name = {"电池箱体", "Battery case"}, .category = "component", .unit = "只"},
                    {.name = {"电动汽车", "Electric car"}, .category = "system", .unit = "辆"}};
  // Both batteries are made from cells and cases; only the first goes into the car.
  input.inputs = {{ProductIndex{0}, ProductIndex{2}},
                  {ProductIndex{0}, ProductIndex{3}},
                  {ProductIndex{1}, ProductIndex{2}},
                  {ProductIndex{1}, ProductIndex{3}},
                  {ProductIndex{4}, ProductIndex{0}}};
  input.organisations = {{.name = "需方公司", .place = PlaceIndex{0}},
                         {.name = "供方公司", .place = PlaceIndex{1}, .titles = 0b101}};
  input.offers = {{.organisation = OrganisationIndex{1}, .product = ProductIndex{0}}};
  input.title_names = {{"链主", "Chain leader"}, {"瞪羚", "Gazelle"}, {"专精特新", "Specialised"}};
  return input;
}

Need BatteryNeed() {
  return {.organisation = OrganisationIndex{0}, .product = ProductIndex{0}, .today = 20'000};
}

Catalogue Built(CatalogueInput input) {
  auto built = Catalogue::Build(std::move(input));
  EXPECT_TRUE(built.ok());
  return std::move(built).value();
}

PairExplanation Pair(CatalogueInput input, const Need& need, int32_t offer = 0) {
  const Catalogue catalogue = Built(std::move(input));
  auto pair = ExplainPair(catalogue, need, OfferIndex{offer});
  EXPECT_TRUE(pair.ok());
  return std::move(pair).value();
}

Part PartOf(const PairExplanation& pair, PartKind kind) {
  return pair.parts[static_cast<size_t>(kind)];
}

MatchResult Matched(const Catalogue& catalogue, const Need& need, int limit = 20) {
  auto result = Match(catalogue, need, {.limit = limit});
  EXPECT_TRUE(result.ok());
  return std::move(result).value();
}

TEST(Match, PartsAddUpToTheScoreAndNameTheFiguresOfAWorkedExample) {
  CatalogueInput input = TwoCities();
  Offer& offer = input.offers[0];
  offer.capacity_year = 20'000;
  offer.utilisation = 0.4;  // 12,000 spare
  offer.price_min_fen = 100'00;
  offer.price_max_fen = 200'00;
  offer.lead_time_days = 60;
  Need need = BatteryNeed();
  need.quantity = 8'000;
  need.price_max_fen = 150'00;
  need.needed_by_day = need.today + 45;
  need.wanted_titles = 0b011;
  const Catalogue catalogue = Built(input);
  const MatchResult result = Matched(catalogue, need);
  ASSERT_EQ(result.matches.size(), 1U);
  const MatchedOffer& match = result.matches[0];
  // 150,000 exp(-111.19508 / 250) = 96,144.9; half the band fits the budget: 50,000 + 25,000;
  // 45 of 60 days: 60,000; one of two titles: 30,000; no sale on record: 0.
  const int32_t expected[] = {400'000, 150'000, 96'145, 75'000, 60'000, 30'000, 0};
  int32_t sum = 0;
  for (size_t i = 0; i < match.parts.size(); ++i) {
    EXPECT_EQ(match.parts[i].points, expected[i]) << Code(match.parts[i].kind);
    EXPECT_EQ(match.parts[i].points_max, kPartMax[i]);
    EXPECT_TRUE(match.parts[i].known);
    sum += match.parts[i].points;
  }
  EXPECT_EQ(match.score, sum);
  EXPECT_EQ(match.parts[1].reason.zh, "年空余产能 12,000 台，为需求的 1.5 倍");
  EXPECT_EQ(match.parts[1].reason.en, "12,000 units of spare capacity a year, 1.5 times the need");
  EXPECT_EQ(match.parts[2].reason.en, "City B, about 111 km from the need");
  EXPECT_EQ(match.parts[3].reason.zh, "报价 100–200 元，部分在预算 150 元之内");
  EXPECT_EQ(match.parts[4].reason.en, "lead time 60 days, but needed in 45 days");
  EXPECT_EQ(match.parts[5].reason.zh, "具备所求 2 项称号中的 1 项：链主");
  EXPECT_EQ(match.parts[6].reason.en, "no past supply on record");
}

TEST(Match, EveryMissingFigureGivesHalfOfItsPartAndSaysThatItIsUnknown) {
  const PairExplanation pair = Pair(TwoCities(), BatteryNeed());
  for (const PartKind kind : {PartKind::kCapacity, PartKind::kPrice, PartKind::kLeadTime}) {
    EXPECT_EQ(PartOf(pair, kind).points, PartMax(kind) / 2) << Code(kind);
    EXPECT_FALSE(PartOf(pair, kind).known) << Code(kind);
    EXPECT_NE(PartOf(pair, kind).reason.zh.find("不明"), std::string::npos) << Code(kind);
    EXPECT_NE(PartOf(pair, kind).reason.en.find("unknown"), std::string::npos) << Code(kind);
  }
  CatalogueInput nowhere = TwoCities();
  nowhere.organisations[1].place = {};
  const Part distance = PartOf(Pair(nowhere, BatteryNeed()), PartKind::kDistance);
  EXPECT_EQ(distance.points, 75'000);
  EXPECT_FALSE(distance.known);
}

TEST(Match, CapacityWithoutUtilisationNeverGivesMoreThanTheNeutralHalf) {
  CatalogueInput input = TwoCities();
  input.offers[0].capacity_year = 100'000;
  Need need = BatteryNeed();
  need.quantity = 10;
  EXPECT_EQ(PartOf(Pair(input, need), PartKind::kCapacity).points, 75'000);
  need.quantity = 1'000'000;  // even all of it is a tenth of the need
  EXPECT_EQ(PartOf(Pair(input, need), PartKind::kCapacity).points, 15'000);
}

TEST(Match, FiguresInDifferentUnitsAreNotCompared) {
  CatalogueInput input = TwoCities();
  input.products[1].unit = "套";
  input.offers[0].product = ProductIndex{1};
  input.offers[0].capacity_year = 1;
  input.offers[0].utilisation = 0;
  input.offers[0].price_min_fen = 1'000'000'00;
  Need need = BatteryNeed();
  need.quantity = 1'000;
  need.price_max_fen = 1;
  const PairExplanation pair = Pair(input, need);
  EXPECT_EQ(PartOf(pair, PartKind::kCapacity).points, 75'000);
  EXPECT_EQ(PartOf(pair, PartKind::kPrice).points, 50'000);
  EXPECT_FALSE(PartOf(pair, PartKind::kPrice).known);
}

TEST(Match, PriceFallsFromFullToNothingAtAFifthAboveTheBudget) {
  CatalogueInput input = TwoCities();
  Need need = BatteryNeed();
  need.price_max_fen = 100'00;
  const std::pair<int64_t, int32_t> cases[] = {
      {99'00, 100'000}, {100'00, 100'000}, {110'00, 25'000}, {120'00, 0}, {500'00, 0}};
  for (const auto& [price_fen, points] : cases) {
    input.offers[0].price_min_fen = price_fen;
    EXPECT_EQ(PartOf(Pair(input, need), PartKind::kPrice).points, points) << price_fen;
  }
}

TEST(Match, PreferredRegionGivesHalfOfTheDistancePart) {
  CatalogueInput input = TwoCities();
  Need need = BatteryNeed();
  need.preferred_regions = {RegionCode{330000}};
  EXPECT_EQ(PartOf(Pair(input, need), PartKind::kDistance).points, 48'072);
  need.preferred_regions = {RegionCode{330000}, RegionCode{320000}};
  EXPECT_EQ(PartOf(Pair(input, need), PartKind::kDistance).points, 75'000 + 48'072);
}

TEST(Match, SiblingProductsScoreBySharedInputsAndUses) {
  CatalogueInput input = TwoCities();
  input.offers[0].product = ProductIndex{1};
  const PairExplanation pair = Pair(input, BatteryNeed());
  // Inputs 2 of 2, uses 0 of 1: similarity 0.5, of 200,000.
  EXPECT_EQ(PartOf(pair, PartKind::kProductFit).points, 100'000);
  EXPECT_EQ(PartOf(pair, PartKind::kProductFit).reason.en,
            "a sibling product, Storage battery: inputs in common 2/2, uses in common 0/1, "
            "similarity 0.5");
  input.products[1].category = "material";
  EXPECT_NE(PartOf(Pair(input, BatteryNeed()), PartKind::kProductFit).points, 100'000);
}

TEST(Match, FindsAFreeTextOfferByItsWordsAlone) {
  CatalogueInput input = TwoCities();
  input.offers = {{.organisation = OrganisationIndex{1}, .text = "钢板剪切加工"},
                  {.organisation = OrganisationIndex{1}, .text = "谐波减速器，机器人关节用"}};
  const Catalogue catalogue = Built(input);
  const Need need{.organisation = OrganisationIndex{0}, .text = "急购谐波减速器"};
  const MatchResult result = Matched(catalogue, need);
  ASSERT_EQ(result.matches.size(), 1U);
  EXPECT_EQ(result.matches[0].offer, OfferIndex{1});
  EXPECT_NE(result.matches[0].parts[0].reason.zh.find("谐波"), std::string::npos);
  EXPECT_EQ(result.Excluded(Exclusion::kLowFit), 1);
}

TEST(Match, PastLinksPreferTheSamePairThenOtherProductsThenOtherCustomers) {
  CatalogueInput input = TwoCities();
  input.organisations.push_back({.name = "第三方"});
  const PastLink to_other{OrganisationIndex{1}, OrganisationIndex{2}, ProductIndex{0}};
  const PastLink other_product{OrganisationIndex{1}, OrganisationIndex{0}, ProductIndex{2}};
  const PastLink same{OrganisationIndex{1}, OrganisationIndex{0}, ProductIndex{0}};
  const PastLink backwards{OrganisationIndex{0}, OrganisationIndex{1}, ProductIndex{0}};
  const auto points = [&input](std::vector<PastLink> links) {
    input.links = std::move(links);
    return PartOf(Pair(input, BatteryNeed()), PartKind::kPastLinks).points;
  };
  EXPECT_EQ(points({backwards}), 0);
  EXPECT_EQ(points({to_other}), 30'000);
  EXPECT_EQ(points({to_other, other_product}), 40'000);
  EXPECT_EQ(points({to_other, other_product, same}), 60'000);
}

TEST(Match, EachHardRuleExcludesAndExplains) {
  struct Case {
    Exclusion rule;
    void (*change)(CatalogueInput*, Need*);
  };
  const Case cases[] = {
      {Exclusion::kOtherKind,
       [](CatalogueInput* input, Need*) { input->offers[0].kind = kService; }},
      {Exclusion::kLowFit, [](CatalogueInput* input, Need*) { input->offers[0].product = {}; }},
      {Exclusion::kSameOrganisation,
       [](CatalogueInput* input, Need*) { input->offers[0].organisation = OrganisationIndex{0}; }},
      {Exclusion::kExpired, [](CatalogueInput* input,
                               Need* need) { input->offers[0].valid_until_day = need->today - 1; }},
      {Exclusion::kNotServed,
       [](CatalogueInput* input, Need*) {
         input->offers[0].regions_served = {RegionCode{320000}, RegionCode{310112}};
       }},
      {Exclusion::kExcludedRegion,
       [](CatalogueInput*, Need* need) { need->excluded_regions = {RegionCode{320000}}; }}};
  for (const Case& c : cases) {
    CatalogueInput input = TwoCities();
    Need need = BatteryNeed();
    need.kind = kGoods;
    EXPECT_FALSE(Pair(input, need).exclusion) << Code(c.rule);
    c.change(&input, &need);
    const PairExplanation pair = Pair(input, need);
    EXPECT_EQ(pair.exclusion, c.rule) << Code(c.rule);
    EXPECT_FALSE(pair.exclusion_reason.zh.empty());
    EXPECT_FALSE(pair.exclusion_reason.en.empty());
    const MatchResult result = Matched(Built(input), need);
    EXPECT_TRUE(result.matches.empty());
    EXPECT_EQ(result.Excluded(c.rule), 1) << Code(c.rule);
  }
}

TEST(Match, AnOfferIsValidOnItsLastDayAndServesACountyOfItsProvince) {
  CatalogueInput input = TwoCities();
  input.offers[0].valid_until_day = BatteryNeed().today;
  input.offers[0].regions_served = {RegionCode{310000}};
  EXPECT_FALSE(Pair(input, BatteryNeed()).exclusion);
}

TEST(Match, KeepsTheBestOfferOfAnOrganisationAndBreaksTiesByTheLowestOffer) {
  CatalogueInput input = TwoCities();
  input.organisations.push_back({.name = "供方公司", .place = PlaceIndex{1}, .titles = 0b101});
  Offer worse = input.offers[0];
  worse.price_min_fen = 1'000'00;
  Offer other = input.offers[0];
  other.organisation = OrganisationIndex{2};
  input.offers = {worse, other, input.offers[0], input.offers[0]};
  Need need = BatteryNeed();
  need.price_max_fen = 1'00;
  const Catalogue catalogue = Built(input);
  const MatchResult result = Matched(catalogue, need);
  ASSERT_EQ(result.matches.size(), 2U);
  EXPECT_EQ(result.matches[0].offer, OfferIndex{1});
  EXPECT_EQ(result.matches[1].offer, OfferIndex{2});
  EXPECT_EQ(result.matches[0].score, result.matches[1].score);
  EXPECT_EQ(result.Excluded(Exclusion::kBetterOfSameOrganisation), 2);
  EXPECT_EQ(Matched(catalogue, need, 1).Excluded(Exclusion::kBeyondLimit), 1);
  EXPECT_TRUE(Matched(catalogue, need, 0).matches.empty());
}

TEST(Match, WithoutReasonsGivesTheSameOffersAndScores) {
  CatalogueInput input = TwoCities();
  input.organisations.push_back({.name = "供方公司", .place = PlaceIndex{1}, .titles = 0b101});
  Offer dearer = input.offers[0];
  dearer.organisation = OrganisationIndex{2};
  dearer.price_min_fen = 1'000'00;
  input.offers.push_back(dearer);
  const Catalogue catalogue = Built(input);
  const MatchResult told = Matched(catalogue, BatteryNeed());
  const auto bare = Match(catalogue, BatteryNeed(), {.limit = 20, .reasons = false});
  ASSERT_TRUE(bare.ok());
  ASSERT_EQ(told.matches.size(), 2U);
  ASSERT_EQ(bare->matches.size(), 2U);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(bare->matches[i].offer, told.matches[i].offer);
    EXPECT_EQ(bare->matches[i].organisation, told.matches[i].organisation);
    EXPECT_EQ(bare->matches[i].score, told.matches[i].score);
    EXPECT_TRUE(bare->matches[i].parts.empty());
    EXPECT_FALSE(told.matches[i].parts.empty());
  }
  EXPECT_EQ(bare->excluded, told.excluded);
}

TEST(Match, WordStatisticsComeFromTheOffersGivenAndFromNothingElse) {
  // Two viewers: the second also sees an offer whose words shift the statistics of the first's.
  CatalogueInput seen = TwoCities();
  seen.offers = {{.organisation = OrganisationIndex{1}, .text = "谐波减速器"},
                 {.organisation = OrganisationIndex{1}, .text = "钢板"}};
  CatalogueInput all = seen;
  all.offers.push_back({.organisation = OrganisationIndex{1}, .text = "谐波减速器谐波减速器"});
  const Need need{.organisation = OrganisationIndex{0}, .text = "谐波传动"};
  const int32_t alone = Pair(seen, need).parts[0].points;
  const int32_t beside = Pair(all, need).parts[0].points;
  EXPECT_NE(alone, beside);
  EXPECT_EQ(Pair(seen, need).parts[0].points, alone) << "after the larger catalogue was built";
}

TEST(Match, RefusesANeedThatMakesNoSense) {
  const Catalogue catalogue = Built(TwoCities());
  Need need = BatteryNeed();
  need.quantity = 0;
  const auto quantity = Match(catalogue, need, {});
  ASSERT_FALSE(quantity.ok());
  EXPECT_EQ(quantity.error().place.field, "quantity");
  need = BatteryNeed();
  need.product = ProductIndex{99};
  ASSERT_FALSE(Match(catalogue, need, {}).ok());
  EXPECT_FALSE(Match(catalogue, BatteryNeed(), {.limit = -1}).ok());
  EXPECT_FALSE(ExplainPair(catalogue, BatteryNeed(), OfferIndex{1}).ok());
  EXPECT_FALSE(ExplainPair(catalogue, BatteryNeed(), OfferIndex{}).ok());
}

TEST(Match, AnEmptyCatalogueAnswersWithNothing) {
  const Catalogue catalogue = Built({});
  const MatchResult result = Matched(catalogue, {.text = "动力电池"});
  EXPECT_TRUE(result.matches.empty());
  EXPECT_EQ(result.offers, 0);
}

TEST(Catalogue, RefusesBadRowsAndNamesTheirPlace) {
  struct Case {
    std::string field;
    void (*change)(CatalogueInput*);
  };
  const Case cases[] = {
      {"organisation", [](CatalogueInput* input) { input->offers[0].organisation = {}; }},
      {"product", [](CatalogueInput* input) { input->offers[0].product = ProductIndex{5}; }},
      {"capacity_year", [](CatalogueInput* input) { input->offers[0].capacity_year = -1; }},
      {"utilisation", [](CatalogueInput* input) { input->offers[0].utilisation = 1.5; }},
      {"price_max_fen", [](CatalogueInput* input) { input->offers[0].price_max_fen = -1; }},
      {"lead_time_days", [](CatalogueInput* input) { input->offers[0].lead_time_days = -1; }},
      {"price_min_fen",
       [](CatalogueInput* input) {
         input->offers[0].price_min_fen = 2;
         input->offers[0].price_max_fen = 1;
       }},
      {"regions_served",
       [](CatalogueInput* input) { input->offers[0].regions_served = {RegionCode{}}; }}};
  for (const Case& c : cases) {
    CatalogueInput input = TwoCities();
    c.change(&input);
    const auto built = Catalogue::Build(std::move(input));
    ASSERT_FALSE(built.ok()) << c.field;
    EXPECT_EQ(built.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(built.error().place.file, "offers");
    EXPECT_EQ(built.error().place.line, 1);
    EXPECT_EQ(built.error().place.field, c.field);
  }
  CatalogueInput nowhere = TwoCities();
  nowhere.places[1].point = GeoPoint{181, 0};
  EXPECT_FALSE(Catalogue::Build(nowhere).ok());
}

TEST(Contains, FollowsTheDigitsOfTheCode) {
  EXPECT_TRUE(Contains(RegionCode{310000}, RegionCode{310115}));
  EXPECT_TRUE(Contains(RegionCode{320500}, RegionCode{320583}));
  EXPECT_TRUE(Contains(RegionCode{320583}, RegionCode{320583}));
  EXPECT_FALSE(Contains(RegionCode{320583}, RegionCode{320500}));
  EXPECT_FALSE(Contains(RegionCode{320500}, RegionCode{320600}));
}

TEST(Format, WritesFiguresAsPeopleReadThem) {
  EXPECT_EQ(FormatNumber(12'000), "12,000");
  EXPECT_EQ(FormatNumber(1.5), "1.5");
  EXPECT_EQ(FormatNumber(0.05), "0.05");
  EXPECT_EQ(FormatNumber(99.999), "100");
  EXPECT_EQ(FormatNumber(1234567.8), "1,234,568");
  EXPECT_EQ(FormatFen(125050), "1,250.50");
  EXPECT_EQ(FormatFen(1205), "12.05");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(INT64_MAX), "9,223,372,036,854,775,807");
  EXPECT_EQ(FormatPercent(629'999, 1'000'000), "62%");
}

}  // namespace
}  // namespace lianmeng::match
