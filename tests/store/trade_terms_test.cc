// Terms of capital, talent and technology in the store: kept, filtered by, versioned. How a database
// made before them is upgraded is in sql_test.cc.

#include <map>

#include "store/columns.h"
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

Region Shanghai() { return {.code = {310000}, .name = {"上海市", "Shanghai"}}; }
Organisation Firm() {
  return {.id = {1}, .key = "firm", .name = "样例公司", .ownership = {.owner = {1}}};
}

Need NeedOf(TradeKind kind, std::string key) {
  return {.key = std::move(key),
          .organisation = {1},
          .kind = kind,
          .text = "需要",
          .ownership = {.owner = {1}, .audience = Audience::kPublic}};
}

Need CapitalNeed(std::string key = "c") {
  Need need = NeedOf(TradeKind::kCapital, std::move(key));
  need.capital = {.amount_min_fen = 0,
                  .amount_max_fen = 500,
                  .stages = {FundingStage::kSeed, FundingStage::kSeriesA},
                  .instruments = {Instrument::kLoan},
                  .sectors = {"nev", "C38_1%"}};
  need.required_terms = {RequiredTerm::kAmount, RequiredTerm::kInstrument};
  need.open = false;
  need.close_reason = CloseReason::kWithdrawn;
  return need;
}

Need TalentNeed() {
  Need need = NeedOf(TradeKind::kTalent, "p");
  need.talent = {.role = "工程师",
                 .skills = {"PLC", "a\\n\nb"},
                 .level = TalentLevel::kSenior,
                 .place = {310000},
                 .from = Date::FromCivil(2027, 1, 1),
                 .until = Date::FromCivil(2027, 12, 31),
                 .engagements = {Engagement::kPartTime}};
  return need;
}

Need TechnologyNeed() {
  Need need = NeedOf(TradeKind::kTechnology, "t");
  need.technology = {
      .fields = {"H01M"}, .maturity = 7, .cooperation = {Cooperation::kJointDevelopment}};
  return need;
}

// On disk: a reader stays open while something is written.
std::unique_ptr<Store> WithNeeds(const TempFolder& folder) {
  auto store = Must(Store::Open(folder.Url("terms.db"), TestOptions()));
  Writer writer = Must(store->Write({.source = "test"}));
  Must(writer.Put(Shanghai()));
  Must(writer.Put(Firm()));
  for (const Need& need : {CapitalNeed(), TalentNeed(), TechnologyNeed()}) Must(writer.Put(need));
  Must(writer.Put(NeedOf(TradeKind::kCapital, "open-terms")));
  Must(writer.Commit());
  return store;
}

std::vector<std::string> Found(Store& store, const TermFilter& terms) {
  Reader reader = Must(store.Read(Viewer::Office()));
  std::vector<std::string> keys;
  for (const NeedRow& row : Must(reader.ListNeeds({.terms = terms}, {})).rows) {
    keys.push_back(row.record.key);
  }
  return keys;
}

using Keys = std::vector<std::string>;

TEST(TradeTerms, ComeBackAsTheyWerePutOnBothSides) {
  const TempFolder folder;
  const auto store = WithNeeds(folder);
  Reader reader = Must(store->Read(Viewer::Office()));
  std::map<std::string, Need> needs;
  for (const NeedRow& row : Must(reader.ListNeeds({}, {})).rows) {
    needs[row.record.key] = row.record;
  }
  for (Need expected : {CapitalNeed(), TalentNeed(), TechnologyNeed()}) {
    expected.id = needs[expected.key].id;
    EXPECT_EQ(needs[expected.key], expected) << expected.key;
  }
  EXPECT_FALSE(needs["open-terms"].capital) << "no terms are none, not empty ones";

  Offer offer{.key = "o", .organisation = {1}, .kind = TradeKind::kCapital, .text = "贷款"};
  offer.capital = CapitalNeed().capital;
  offer.ownership = {.owner = {1}, .audience = Audience::kPublic};
  Writer writer = Must(store->Write({.source = "test"}));
  Must(writer.Put(offer));
  Must(writer.Commit());
  Reader again = Must(store->Read(Viewer::Office()));
  const auto page = Must(again.ListOffers({.terms = {.instruments = {Instrument::kLoan}}}, {}));
  ASSERT_EQ(page.rows.size(), 1u);
  offer.id = page.rows[0].record.id;
  EXPECT_EQ(page.rows[0].record, offer);
}

TEST(TradeTerms, FiltersFindWhatTheTermsHoldAndNothingThatIsLeftOpen) {
  const TempFolder folder;
  const auto store = WithNeeds(folder);
  EXPECT_EQ(Found(*store, {.stages = {FundingStage::kSeriesA}}), Keys{"c"});
  EXPECT_EQ(Found(*store, {.stages = {FundingStage::kAngel, FundingStage::kSeed}}), Keys{"c"});
  EXPECT_EQ(Found(*store, {.stages = {FundingStage::kSeriesB}}), Keys{});
  EXPECT_EQ(Found(*store, {.instruments = {Instrument::kLoan}}), Keys{"c"});
  EXPECT_EQ(Found(*store, {.sector = "nev"}), Keys{"c"});
  EXPECT_EQ(Found(*store, {.sector = "ne"}), Keys{}) << "a whole item, not a part of one";
  EXPECT_EQ(Found(*store, {.sector = "C38_1%"}), Keys{"c"});
  EXPECT_EQ(Found(*store, {.sector = "C3%"}), Keys{}) << "no wildcards";
  EXPECT_EQ(Found(*store, {.sector = "H01M"}), Keys{"t"});
  EXPECT_EQ(Found(*store, {.amount_fen = 500}), Keys{"c"});
  EXPECT_EQ(Found(*store, {.amount_fen = 501}), Keys{});
  EXPECT_EQ(Found(*store, {.levels = {TalentLevel::kSenior}}), Keys{"p"});
  EXPECT_EQ(Found(*store, {.engagements = {Engagement::kFullTime}}), Keys{});
  EXPECT_EQ(Found(*store, {.maturity_min = 7}), Keys{"t"});
  EXPECT_EQ(Found(*store, {.maturity_min = 8}), Keys{});
  EXPECT_EQ(Found(*store, {.cooperation = {Cooperation::kJointDevelopment}}), Keys{"t"});
}

TEST(TradeTerms, EveryChangeOfATermCountsAndIsLogged) {
  const TempFolder folder;
  const auto store = WithNeeds(folder);
  const auto put = [&](const Need& need) {
    Writer writer = Must(store->Write({.source = "test"}));
    const PutOutcome outcome = Must(writer.Put(need));
    Must(writer.Commit());
    return outcome;
  };
  Need need = CapitalNeed();
  EXPECT_EQ(put(need), PutOutcome::kUnchanged);
  need.capital->amount_min_fen.reset();  // 0 is not nothing
  EXPECT_EQ(put(need), PutOutcome::kUpdated);
  need.capital->sectors.clear();
  need.capital->stages.clear();
  EXPECT_EQ(put(need), PutOutcome::kUpdated);
  Reader reader = Must(store->Read(Viewer::Office()));
  const NeedRow row = Must(reader.ListNeeds({.terms = {.amount_fen = 1}}, {})).rows.at(0);
  EXPECT_EQ(row.version, 3);
  const auto changes = Must(reader.History({RecordKind::kNeed, row.record.id.value, {}}));
  ASSERT_EQ(changes.size(), 3u);
  ASSERT_EQ(changes[0].fields.size(), 2u);
  EXPECT_EQ(changes[0].fields[0].field, "stages");
  Writer writer = Must(store->Write({.source = "test"}));
  const auto found = Must(writer.FindNeed(row.record.id));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->version, 3);
  EXPECT_EQ(found->organisation.key, "firm");
  EXPECT_TRUE(Must(writer.HasKey(RecordKind::kNeed, "c")));
  EXPECT_FALSE(Must(writer.HasKey(RecordKind::kOffer, "c")));
}

TEST(TradeTerms, ARecordWithoutThemHasTheContentItHadBeforeThem) {
  const Need goods = NeedOf(TradeKind::kGoods, "g");
  std::vector<NamedCell> before;
  for (const NamedCell& named : Cells(goods)) {
    if (!named.later) before.push_back(named);
  }
  ASSERT_LT(before.size(), Cells(goods).size());
  EXPECT_EQ(ContentHash(Cells(goods)), ContentHash(before));
  Need one = goods;
  Need other = goods;
  one.capital = {.amount_min_fen = 5};
  other.capital = {.amount_max_fen = 5};
  EXPECT_NE(ContentHash(Cells(one)), ContentHash(Cells(other)));
}

// A record changed by hand while its organisation is merged is still its own when the merge is undone.
TEST(TradeTerms, ANeedChangedWhileMergedGoesBackWithItsOrganisation) {
  const auto store = OpenInMemory();
  WriteAll(*store, MakeOrganisation(1, "甲公司"), MakeOrganisation(2, "甲有限公司"),
           MakeProduct(10, "轴承"), MakeNeed(31, 2, 10, "旧"));
  int64_t merge = 0;
  {
    Writer writer = Must(store->Write({.source = "office"}));
    merge = Must(writer.Merge({.stays = {1}, .goes = {2}, .decided_by = "office", .note = ""}));
    Must(writer.Commit());
  }
  {
    Writer writer = Must(store->Write({.source = "office"}));
    Need need = Must(writer.FindNeed({31}))->record;
    need.text = "新";
    Must(writer.Put(need));
    Must(writer.Commit());
  }
  EXPECT_EQ(Must(Must(store->Read(Viewer::Office())).GetNeed({31})).need.record.organisation,
            OrganisationId{1});
  {
    Writer writer = Must(store->Write({.source = "office"}));
    MustOk(writer.UndoMerge({.merge = merge, .decided_by = "office", .note = ""}));
    Must(writer.Commit());
  }
  const Need after = Must(Must(store->Read(Viewer::Office())).GetNeed({31})).need.record;
  EXPECT_EQ(after.organisation, OrganisationId{2});
  EXPECT_EQ(after.ownership.owner, OrganisationId{2});
  EXPECT_EQ(after.text, "新");
}

}  // namespace
}  // namespace lianmeng::store
