#include "model/terms.h"

#include <gtest/gtest.h>

#include "model/names.h"
#include "model/validation.h"

namespace lianmeng {
namespace {

Need NeedOf(TradeKind kind) {
  Need need;
  need.key = "N1";
  need.kind = kind;
  need.text = "需要";
  return need;
}

// The only issue's field and value.
std::string Fault(const Need& need) {
  const Issues issues = Validate(need);
  if (issues.size() != 1) return std::to_string(issues.size()) + " issues";
  EXPECT_FALSE(issues[0].message.zh.empty());
  EXPECT_FALSE(issues[0].message.en.empty());
  return issues[0].field + "=" + issues[0].value;
}

TEST(Terms, CodesOfClassificationsAreToldFromChainsKeys) {
  for (const char* code : {"38", "384", "3841", "C38", "C3841"}) {
    EXPECT_TRUE(IsIndustryCode(code)) << code;
  }
  for (const char* other : {"", "C", "3", "38411", "nev", "c38", "U38", "38a"}) {
    EXPECT_FALSE(IsIndustryCode(other)) << other;
  }
  for (const char* code : {"H", "H01", "H01M", "H01M10", "H01M10/052", "B25J9/16"}) {
    EXPECT_TRUE(IsPatentClass(code)) << code;
  }
  for (const char* other : {"", "I", "h01", "H1", "H01m", "H01M/", "H01M10/", "H01M/1", "H011"}) {
    EXPECT_FALSE(IsPatentClass(other)) << other;
  }
}

TEST(Terms, BelongToTheKindOfTheirRecord) {
  Need need = NeedOf(TradeKind::kTalent);
  need.talent = TalentTerms{.role = "工程师"};
  EXPECT_TRUE(Validate(need).empty());
  need.kind = TradeKind::kGoods;
  EXPECT_EQ(Fault(need), "talent=");
  Offer offer;
  offer.key = "O1";
  offer.text = "可供";
  offer.capital = CapitalTerms{};
  EXPECT_EQ(Validate(offer).size(), 1u);
  offer.kind = TradeKind::kCapital;
  EXPECT_TRUE(Validate(offer).empty());
}

TEST(Terms, FiguresOutOfBoundsAreNamed) {
  Need need = NeedOf(TradeKind::kCapital);
  need.capital = CapitalTerms{.amount_min_fen = 300, .amount_max_fen = 200};
  EXPECT_EQ(Fault(need), "amount_max_cny=2");
  need.capital = CapitalTerms{.amount_min_fen = -100};
  EXPECT_EQ(Fault(need), "amount_min_cny=-1");
  need.capital = CapitalTerms{.sectors = {"nev", " "}};
  EXPECT_EQ(Fault(need), "sectors= ");
  need = NeedOf(TradeKind::kTalent);
  need.talent =
      TalentTerms{.from = Date::FromCivil(2027, 2, 1), .until = Date::FromCivil(2027, 1, 1)};
  EXPECT_EQ(Fault(need), "until=2027-01-01");
  need = NeedOf(TradeKind::kTechnology);
  for (const int level : {0, 10}) {
    need.technology = TechnologyTerms{.maturity = level};
    EXPECT_EQ(Fault(need), "maturity=" + std::to_string(level));
  }
}

TEST(Terms, ANeedInsistsOnTermsOfItsKindAndGivesAReasonOnlyWhenClosed) {
  Need need = NeedOf(TradeKind::kCapital);
  need.required_terms = {RequiredTerm::kInstrument};
  EXPECT_TRUE(Validate(need).empty());
  need.required_terms = {RequiredTerm::kMaturity};
  EXPECT_EQ(Fault(need), "required_terms=maturity");
  need.required_terms = {};
  need.close_reason = CloseReason::kMet;
  EXPECT_EQ(Fault(need), "close_reason=met");
  need.open = false;
  EXPECT_TRUE(Validate(need).empty());
}

TEST(Terms, WordsAreUnderstoodAsTheFieldWritesThem) {
  EXPECT_EQ(Parse<FundingStage>("A轮"), FundingStage::kSeriesA);
  EXPECT_EQ(Parse<FundingStage>("Pre-IPO"), FundingStage::kPreIpo);
  EXPECT_EQ(Parse<FundingStage>("C轮及以后"), FundingStage::kSeriesC);
  EXPECT_EQ(Parse<Instrument>("银行贷款"), Instrument::kLoan);
  EXPECT_EQ(Parse<TalentLevel>("副高"), TalentLevel::kAssociateSenior);
  EXPECT_EQ(Parse<Engagement>("挂职"), Engagement::kSecondment);
  EXPECT_EQ(Parse<Cooperation>("专利许可"), Cooperation::kLicence);
}

}  // namespace
}  // namespace lianmeng
