#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

// One of each kind with every field filled, so that a column that is lost or swapped shows.
struct FullRegion {
  Region region{.code = {310000},
                .name = {"上海市", "Shanghai"},
                .centroid = {121.47, 31.23},
                .tile_column = 3,
                .tile_row = 0,
                .source = "a"};
  Region other{.code = {320000}, .name = {"江苏省", "Jiangsu"}, .parent = {310000}, .source = ""};
  Pairing pairing{.region_a = {310000}, .region_b = {320000}, .source = "plan"};
  Product product{.id = {11},
                  .key = "cell",
                  .name = {"电芯", "Cell"},
                  .aliases = {"电池芯", "a\\n\nb"},
                  .category = "component",
                  .industry = "C3841",
                  .unit = "GWh",
                  .price_fen = 12345,
                  .outside_share = 0.125,
                  .summary = "储能",
                  .source = "b"};
  Product input_product{.id = {12}, .key = "foil", .name = {"铜箔", ""}};
  Input input{.product = {11},
              .input = {12},
              .cost_share = 0.1,
              .essentiality = Essentiality::kEssential,
              .stock_days = 0.5,
              .qualify_days = 200,
              .source = "c"};
  Chain chain{.id = {21},
              .key = "nev",
              .name = {"新能源汽车", "NEV"},
              .summary = {"概述", "About"},
              .team = "专班",
              .source = "d"};
  ChainProduct chain_product{
      .chain = {21}, .product = {11}, .segment = Segment::kUpstream, .stage = 7, .final = true};
  Specialisation specialisation{.chain = {21}, .region = {310000}, .weight = 1.5, .source = "e"};
  Organisation organisation{.id = {31},
                            .key = "catl",
                            .kind = OrganisationKind::kInstitute,
                            .name = "示例电池有限公司",
                            .name_en = "Sample Battery",
                            .short_name = "示例电池",
                            .aliases = {"样例"},
                            .credit_code = "91350900587527783P",
                            .region = {310000},
                            .industry = "C3841",
                            .titles = {Title::kChainLeader, Title::kGazelle},
                            .scale = Scale::kMicro,
                            .employees = 5,
                            .revenue_fen_year = 900,
                            .summary = "简介",
                            .verified_by = "office",
                            .sample = true,
                            .source = "f",
                            .ownership = {.owner = {31}, .audience = Audience::kPairing}};
  Organisation customer{.id = {32},
                        .key = "buyer",
                        .name = "买方",
                        .ownership = {.owner = {31}, .audience = Audience::kPrivate}};
  Offer offer{.id = {41},
              .key = "o1",
              .organisation = {31},
              .kind = TradeKind::kService,
              .product = {11},
              .text = "代工",
              .capacity_year = 3.5,
              .revenue_share = 0.25,
              .price_min_fen = 1,
              .price_max_fen = 2,
              .lead_time_days = 30,
              .utilisation = 0.75,
              .regions_served = {{310000}, {320000}},
              .valid_until = Date::FromCivil(2027, 2, 28),
              .sample = true,
              .source = "g",
              .ownership = {.owner = {31}, .audience = Audience::kRegion}};
  Need need{.id = {51},
            .key = "n1",
            .organisation = {32},
            .kind = TradeKind::kCapital,
            .product = {12},
            .text = "融资",
            .quantity = 2.25,
            .price_max_fen = 77,
            .needed_by = Date::FromCivil(1969, 12, 31),
            .preferred_regions = {{310000}},
            .excluded_regions = {{320000}},
            .wanted_titles = {Title::kLittleGiant},
            .open = false,
            .sample = true,
            .source = "h",
            .ownership = {.audience = Audience::kPublic}};
  Link link{.id = {61},
            .supplier = {31},
            .customer = {32},
            .product = {11},
            .value_fen_year = 1'000'000,
            .status = LinkStatus::kReconstructed,
            .confidence = 0.3,
            .year = 2025,
            .sample = true,
            .source = "i",
            .ownership = {.owner = {32}, .audience = Audience::kPrivate}};

  void PutTo(Writer& writer) const {
    Must(writer.Put(region));
    Must(writer.Put(other));
    Must(writer.Put(pairing));
    Must(writer.Put(product));
    Must(writer.Put(input_product));
    Must(writer.Put(input));
    Must(writer.Put(chain));
    Must(writer.Put(chain_product));
    Must(writer.Put(specialisation));
    Must(writer.Put(organisation));
    Must(writer.Put(customer));
    Must(writer.Put(offer));
    Must(writer.Put(need));
    Must(writer.Put(link));
  }
};

// Sees every record of FullRegion: the owner of the private ones.
Viewer OwnerOfAll() {
  return {.kind = Viewer::Kind::kOrganisation,
          .organisation = {31},
          .city = {310000},
          .paired_cities = {{310000}}};
}

TEST(Writer, EveryFieldOfEveryRecordComesBackAsItWasPut) {
  const auto store = OpenInMemory();
  const FullRegion full;
  Writer writer = Must(store->Write({.source = "full"}));
  full.PutTo(writer);
  Must(writer.Commit());

  // The link is owned by 32 and private, its customer 32 is visible to 31 alone: give the customer
  // to both.
  Viewer viewer = OwnerOfAll();
  Everything all = Load(*store, viewer);
  EXPECT_EQ(all.regions, (std::vector<Region>{full.region, full.other}));
  EXPECT_EQ(all.pairings, std::vector<Pairing>{full.pairing});
  EXPECT_EQ(all.products, (std::vector<Product>{full.product, full.input_product}));
  EXPECT_EQ(all.inputs, std::vector<Input>{full.input});
  EXPECT_EQ(all.chains, std::vector<Chain>{full.chain});
  EXPECT_EQ(all.chain_products, std::vector<ChainProduct>{full.chain_product});
  EXPECT_EQ(all.specialisations, std::vector<Specialisation>{full.specialisation});
  EXPECT_EQ(all.organisations, (std::vector<Organisation>{full.organisation, full.customer}));
  EXPECT_EQ(all.offers, std::vector<Offer>{full.offer});
  EXPECT_EQ(all.needs, std::vector<Need>{full.need});
  EXPECT_TRUE(all.links.empty());  // private to 32
  Link shown = full.link;
  shown.ownership = {.owner = {31}, .audience = Audience::kPrivate};
  WriteAll(*store, shown);
  EXPECT_EQ(Load(*store, viewer).links, std::vector<Link>{shown});
}

TEST(Writer, TheSameRecordsTwiceChangeNothing) {
  const auto store = OpenInMemory();
  const FullRegion full;
  Writer first = Must(store->Write({.source = "full"}));
  full.PutTo(first);
  const WriteCounts inserted = Must(first.Commit());
  EXPECT_EQ(inserted.Inserted(), 14);
  EXPECT_EQ(inserted.data_version, 1);

  Writer second = Must(store->Write({.source = "full"}));
  full.PutTo(second);
  const WriteCounts again = Must(second.Commit());
  EXPECT_EQ(again.Inserted(), 0);
  EXPECT_EQ(again.Updated(), 0);
  EXPECT_EQ(again.Unchanged(), 14);
  EXPECT_EQ(again.data_version, 1);
  Reader reader = Must(store->Read(Viewer::Office()));
  EXPECT_EQ(Must(reader.History({.kind = RecordKind::kOrganisation, .id = 31})).size(), 1u);
  const auto runs = Must(reader.ImportRuns());
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].inserted + runs[1].inserted, 14);
  EXPECT_EQ(runs[0].unchanged + runs[1].unchanged, 14);
}

TEST(Writer, AnExistingKeyKeepsItsIdAndANewOneTakesTheIdGiven) {
  const auto store = OpenInMemory();
  WriteAll(*store, MakeProduct(5, "电池"));
  Writer writer = Must(store->Write({.source = "again"}));
  Product renumbered = MakeProduct(5, "电池");
  renumbered.id = {99};
  EXPECT_EQ(Must(writer.Put(renumbered)), PutOutcome::kUnchanged);
  EXPECT_EQ(writer.LastId(), 5);
  renumbered.unit = "件";
  EXPECT_EQ(Must(writer.Put(renumbered)), PutOutcome::kUpdated);
  EXPECT_EQ(writer.LastId(), 5);
  Product unnumbered = MakeProduct(0, "电机");
  EXPECT_EQ(Must(writer.Put(unnumbered)), PutOutcome::kInserted);
  EXPECT_GT(writer.LastId(), 1'000'000);
  const KeyMap keys = Must(writer.LoadKeys());
  EXPECT_EQ(keys.products.at("product-5"), ProductId{5});
  EXPECT_EQ(keys.products.at("product-0"), ProductId{writer.LastId()});
  EXPECT_EQ(keys.products.size(), 2u);
}

TEST(Writer, AnUpdateIsLoggedWithItsFieldsSourceAndTime) {
  FixedClock clock(1'800'000'000'000);
  const auto store = Must(Store::Open("sqlite::memory:", {.clock = &clock, .seed = 1}));
  Organisation organisation = MakeOrganisation(1, "甲公司");
  WriteAll(*store, organisation);
  clock.Set(1'800'000'005'000);
  organisation.revenue_fen_year = 1200;
  organisation.titles = {Title::kHighTech};
  organisation.name = "甲\"公司";
  Writer writer = Must(store->Write({.source = "registry-2026.csv"}));
  EXPECT_EQ(Must(writer.Put(organisation)), PutOutcome::kUpdated);
  Must(writer.Commit());

  Reader reader = Must(store->Read(Viewer::Public()));
  const auto history = Must(reader.History({.kind = RecordKind::kOrganisation, .id = 1}));
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[1].action, Change::Action::kInserted);
  EXPECT_EQ(history[0].action, Change::Action::kUpdated);
  EXPECT_EQ(history[0].source, "registry-2026.csv");
  EXPECT_EQ(history[0].at_ms, 1'800'000'005'000);
  EXPECT_EQ(history[0].key, "org-1");
  ASSERT_EQ(history[0].fields.size(), 3u);
  EXPECT_EQ(history[0].fields[0].field, "name");
  EXPECT_EQ(history[0].fields[0].before, "\"甲公司\"");
  EXPECT_EQ(history[0].fields[0].after, "\"甲\\\"公司\"");
  EXPECT_EQ(history[0].fields[1].field, "titles");
  EXPECT_EQ(history[0].fields[1].after, "\"high_tech\\n\"");
  EXPECT_EQ(history[0].fields[2].field, "revenue_fen_year");
  EXPECT_EQ(history[0].fields[2].before, "null");
  EXPECT_EQ(history[0].fields[2].after, "1200");
  EXPECT_EQ(Must(reader.GetOrganisation({1})).updated_at_ms, 1'800'000'005'000);
}

TEST(Writer, KindsWithoutIdHaveAHistoryByNaturalKey) {
  const auto store = OpenInMemory();
  WriteAll(*store, MakeProduct(1, "整车"), MakeProduct(2, "电机"));
  Input input{.product = {1}, .input = {2}, .source = "v1"};
  WriteAll(*store, input);
  input.cost_share = 0.5;
  WriteAll(*store, input);
  Reader reader = Must(store->Read(Viewer::Public()));
  const auto history = Must(reader.History({.kind = RecordKind::kInput, .key = "1:2"}));
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].fields[0].field, "cost_share");
  for (const char* bad : {"1:3", "1", "", "1:2:3", "x:y", "-1:2"}) {
    const auto missing = reader.History({.kind = RecordKind::kInput, .key = bad});
    ASSERT_FALSE(missing) << bad;
    EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  }
}

TEST(Writer, WithoutCommitNothingStays) {
  const auto store = OpenInMemory();
  {
    Writer writer = Must(store->Write({.source = "dropped"}));
    Must(writer.Put(MakeProduct(1, "电池")));
  }
  Writer writer = Must(store->Write({.source = "rolled back"}));
  Must(writer.Put(MakeProduct(2, "电机")));
  writer.Rollback();
  EXPECT_TRUE(Load(*store, Viewer::Office()).products.empty());
  EXPECT_EQ(Must(store->DataVersion()), 0);
}

TEST(Writer, AReferenceToNothingIsRefusedAndSpoilsTheWrite) {
  const auto store = OpenInMemory();
  Writer writer = Must(store->Write({.source = "test"}));
  Must(writer.Put(MakeProduct(1, "电池")));
  const auto refused = writer.Put(MakeOffer(1, 404, 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused.error().place.field, "offer");
  EXPECT_EQ(refused.error().place.value, "offer-1");
  EXPECT_FALSE(refused.error().message.zh.empty());
  const auto committed = writer.Commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(Load(*store, Viewer::Office()).products.empty());
}

TEST(Writer, AnOwnerAndAParentMayComeLaterButMustCome) {
  const auto store = OpenInMemory();
  Organisation branch = MakeOrganisation(1, "分公司");
  branch.ownership.owner = {2};
  const Region city{.code = {320500}, .name = {"苏州市", ""}, .parent = {320000}};
  const Region province{.code = {320000}, .name = {"江苏省", ""}};
  WriteAll(*store, city, branch, province, MakeOrganisation(2, "总公司"));

  branch.ownership.owner = {404};
  Writer writer = Must(store->Write({.source = "test"}));
  Must(writer.Put(branch));
  const auto committed = writer.Commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(committed.error().place.field, "organisation.owner");
  EXPECT_EQ(committed.error().place.value, "org-1");
  EXPECT_EQ(Load(*store, Viewer::Office()).organisations[0].ownership.owner, OrganisationId{2});
}

TEST(Writer, AnIdInUseIsAConflict) {
  const auto store = OpenInMemory();
  WriteAll(*store, MakeProduct(1, "电池"));
  Writer writer = Must(store->Write({.source = "test"}));
  Product other = MakeProduct(1, "电机");
  other.key = "other";
  const auto refused = writer.Put(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
}

TEST(Writer, TextThatIsNotUtf8AndNumbersThatAreNotFiniteAreRefused) {
  const auto store = OpenInMemory();
  Product bad_bytes = MakeProduct(1, "电池\xff");
  Product nul = MakeProduct(1, std::string("a\0b", 3));
  Product not_finite = MakeProduct(1, "电池");
  not_finite.outside_share = 0.0 / 0.0;
  for (const Product& product : {bad_bytes, nul, not_finite}) {
    Writer writer = Must(store->Write({.source = "test"}));
    const auto refused = writer.Put(product);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Writer, LinksWithAndWithoutAProductAreDifferentLinks) {
  const auto store = OpenInMemory();
  WriteAll(*store, MakeOrganisation(1, "甲"), MakeOrganisation(2, "乙"), MakeProduct(1, "电池"));
  Writer writer = Must(store->Write({.source = "test"}));
  EXPECT_EQ(Must(writer.Put(MakeLink(1, 1, 2, 1))), PutOutcome::kInserted);
  EXPECT_EQ(Must(writer.Put(MakeLink(2, 1, 2, 0))), PutOutcome::kInserted);
  EXPECT_EQ(Must(writer.Put(MakeLink(2, 1, 2, 0))), PutOutcome::kUnchanged);
  EXPECT_EQ(Must(writer.Put(MakeLink(3, 2, 1, 0))), PutOutcome::kInserted);
}

TEST(Writer, ASecondWriterWaitsAndThenGivesUp) {
  TempFolder folder;
  StoreOptions options = TestOptions();
  options.busy_timeout_ms = 20;
  const auto store = Must(Store::Open(folder.Url("a.db"), options));
  const auto other_process = Must(Store::Open(folder.Url("a.db"), options));
  {
    Writer writer = Must(store->Write({.source = "first"}));
    Must(writer.Put(MakeProduct(1, "电池")));
    const auto second = store->Write({.source = "second"});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
    const auto third = other_process->Write({.source = "third"});
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, ErrorCode::kUnavailable);
    EXPECT_FALSE(third.error().message.zh.empty());
    Must(writer.Commit());
  }
  EXPECT_TRUE(store->Write({.source = "fourth"}).ok());
}

TEST(Writer, IdsMadeBeforePuttingLetARecordOwnItself) {
  const auto store = OpenInMemory();
  Writer writer = Must(store->Write({.source = "test"}));
  Organisation organisation = MakeOrganisation(writer.MakeId(), "自有");
  ASSERT_EQ(Must(writer.Put(organisation)), PutOutcome::kInserted);
  Must(writer.Commit());
  EXPECT_EQ(Load(*store, Viewer::Public()).organisations[0], organisation);
}

}  // namespace
}  // namespace lianmeng::store
