#include "model/validation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/names.h"
#include "model/visibility.h"

namespace lianmeng {
namespace {

TEST(CreditCode, CheckDigitMeetsPublishedCodes) {
  // The example that is printed with GB 32100-2015.
  EXPECT_TRUE(CreditCodeIsValid("91350100M000100Y43"));
}

TEST(CreditCode, EverySingleWrongCharacterIsFound) {
  const std::string code = "91350100M000100Y43";
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (size_t i = 0; i < code.size(); ++i) {
    for (char c : alphabet) {
      std::string wrong = code;
      if (wrong[i] == c) continue;
      wrong[i] = c;
      EXPECT_FALSE(CreditCodeIsValid(wrong)) << wrong;
    }
  }
}

TEST(CreditCode, ForbiddenLettersAndLengthsAreRefused) {
  for (const char* bad : {"", "91350100M000100Y4", "91350100M000100Y433", "91350100I000100Y43",
                          "91350100m000100y43"}) {
    EXPECT_FALSE(CreditCodeIsValid(bad)) << bad;
  }
}

Organisation ValidOrganisation() {
  Organisation record;
  record.key = "A1";
  record.name = "样例";
  return record;
}

TEST(Validate, BadCheckDigitIsAWarningAndTheRecordStands) {
  Organisation record = ValidOrganisation();
  record.credit_code = "91350100M000100Y44";
  const Issues issues = Validate(record);
  ASSERT_EQ(issues.size(), 1u);
  EXPECT_EQ(issues[0].severity, Issue::Severity::kWarning);
  EXPECT_FALSE(HasError(issues));
}

TEST(Validate, NamesFieldAndValueOfEveryFault) {
  Organisation record = ValidOrganisation();
  record.key = " ";
  record.employees = -3;
  const Issues issues = Validate(record);
  ASSERT_EQ(issues.size(), 2u);
  EXPECT_EQ(issues[0].field, "key");
  EXPECT_EQ(issues[1].field, "employees");
  EXPECT_EQ(issues[1].value, "-3");
  EXPECT_FALSE(issues[1].message.zh.empty());
  EXPECT_FALSE(issues[1].message.en.empty());
}

TEST(Validate, NumbersThatAreNotFiniteAreRefused) {
  Input input;
  input.product = ProductId{1};
  input.input = ProductId{2};
  EXPECT_TRUE(Validate(input).empty());
  input.cost_share = std::nan("");
  EXPECT_TRUE(HasError(Validate(input)));
  input.cost_share = 0.5;
  input.stock_days = INFINITY;
  EXPECT_TRUE(HasError(Validate(input)));
}

TEST(Validate, SelfReferencesAreRefused) {
  Input input;
  input.product = input.input = ProductId{1};
  EXPECT_TRUE(HasError(Validate(input)));
  Link link;
  link.supplier = link.customer = OrganisationId{1};
  EXPECT_TRUE(HasError(Validate(link)));
  Pairing pairing;
  pairing.region_a = pairing.region_b = RegionCode{310100};
  EXPECT_TRUE(HasError(Validate(pairing)));
}

TEST(Validate, APriceBandMustRise) {
  Offer offer;
  offer.key = "o";
  offer.text = "t";
  offer.price_min_fen = 200;
  offer.price_max_fen = 100;
  EXPECT_TRUE(HasError(Validate(offer)));
}

TEST(Names, EveryCodeAndLabelParsesBackToItsValue) {
  for (const auto& name : NamesOf<Title>()) {
    EXPECT_EQ(Parse<Title>(name.code), name.value);
    EXPECT_EQ(Parse<Title>(name.zh), name.value);
    EXPECT_EQ(Parse<Title>(name.en), name.value);
  }
  EXPECT_EQ(Parse<Title>("小巨人"), Title::kLittleGiant);
  EXPECT_EQ(Parse<Audience>("保密"), Audience::kPrivate);
  EXPECT_FALSE(Parse<Title>("大巨人"));
}

TEST(MaySee, PrivateIsForTheOwnerAlone) {
  const Ownership owned{OrganisationId{7}, Audience::kPrivate};
  Viewer owner;
  owner.kind = Viewer::Kind::kOrganisation;
  owner.organisation = OrganisationId{7};
  Viewer other = owner;
  other.organisation = OrganisationId{8};
  EXPECT_TRUE(MaySee(owner, owned, RegionCode{310100}));
  EXPECT_FALSE(MaySee(other, owned, RegionCode{310100}));
  EXPECT_FALSE(MaySee(Viewer::Office(), owned, RegionCode{310100}));
  EXPECT_FALSE(MaySee(Viewer::Public(), owned, RegionCode{310100}));
}

TEST(MaySee, ProvinceAndPairedCitiesAreBounds) {
  Viewer hefei;
  hefei.kind = Viewer::Kind::kOrganisation;
  hefei.organisation = OrganisationId{1};
  hefei.city = RegionCode{340100};
  hefei.paired_cities = {RegionCode{340100}, RegionCode{310100}};
  const OrganisationId other{2};
  EXPECT_TRUE(MaySee(hefei, {other, Audience::kRegion}, RegionCode{340200}));
  EXPECT_FALSE(MaySee(hefei, {other, Audience::kRegion}, RegionCode{310100}));
  EXPECT_TRUE(MaySee(hefei, {other, Audience::kPairing}, RegionCode{310115}));
  EXPECT_FALSE(MaySee(hefei, {other, Audience::kPairing}, RegionCode{320500}));
  EXPECT_FALSE(MaySee(hefei, {other, Audience::kPairing}, RegionCode{}));
}

}  // namespace
}  // namespace lianmeng
