#include <algorithm>
#include <set>

#include "base/random.h"
#include "store/paging.h"
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

// 7 organisations in three cities, two products, one chain.
class Query : public ::testing::Test {
 protected:
  Query() {
    WriteRegions(*store_);
    Writer writer = Must(store_->Write({.source = "test"}));
    Must(writer.Put(MakeProduct(1, "电池")));
    Product motor = MakeProduct(2, "电机");
    motor.category = "equipment";
    Must(writer.Put(motor));
    Must(writer.Put(Input{.product = {1}, .input = {2}, .cost_share = 0.5}));
    Must(writer.Put(Chain{.id = {1}, .key = "nev", .name = {"新能源汽车", ""}}));
    Must(writer.Put(ChainProduct{.chain = {1}, .product = {1}, .stage = 2}));
    Must(writer.Put(Specialisation{.chain = {1}, .region = {320500}, .weight = 2}));
    const int64_t regions[] = {310115, 310100, 320500, 320583, 320100, 330100, 0};
    for (int64_t id = 1; id <= 7; ++id) {
      Organisation organisation =
          MakeOrganisation(id, "公司" + std::to_string(id), regions[id - 1]);
      organisation.industry = id % 2 == 0 ? "C3841" : "C38";
      organisation.scale =
          id % 3 == 0 ? std::nullopt : std::optional(id % 3 == 1 ? Scale::kLarge : Scale::kSmall);
      if (id <= 3) organisation.titles = {Title::kLittleGiant};
      if (id == 1) organisation.titles = {Title::kChainLeader, Title::kLittleGiant};
      if (id == 7) organisation.kind = OrganisationKind::kUniversity;
      if (id < 5) organisation.revenue_fen_year = 100 * (id % 2);
      Must(writer.Put(organisation));
    }
    for (int64_t id = 1; id <= 4; ++id) Must(writer.Put(MakeOffer(id, id, id % 2 == 1 ? 1 : 2)));
    Offer service = MakeOffer(5, 5, 1);
    service.kind = TradeKind::kService;
    Must(writer.Put(service));
    Must(writer.Put(MakeNeed(1, 1, 1)));
    Need closed = MakeNeed(2, 2, 2);
    closed.open = false;
    Must(writer.Put(closed));
    Must(writer.Put(MakeNeed(3, 3, 2)));
    Must(writer.Put(MakeLink(1, 1, 2, 1)));
    Must(writer.Put(MakeLink(2, 2, 3, 2)));
    Must(writer.Put(MakeLink(3, 3, 1, 1)));
    Must(writer.Commit());
  }

  Reader Read() { return Must(store_->Read(Viewer::Public())); }

  std::vector<int64_t> Ids(const OrganisationFilter& filter,
                           OrganisationOrder order = OrganisationOrder::kName) {
    Reader reader = Read();
    const auto page = Must(reader.ListOrganisations(filter, order, {.limit = 100}));
    EXPECT_EQ(page.total, std::ssize(page.rows));
    EXPECT_EQ(Must(reader.CountFacets(filter)).total, page.total);
    std::vector<int64_t> ids;
    for (const auto& row : page.rows) ids.push_back(row.record.id.value);
    return ids;
  }

  std::unique_ptr<Store> store_ = OpenInMemory();
};

using Ints = std::vector<int64_t>;

TEST_F(Query, EveryFilterAlone) {
  EXPECT_EQ(Ids({}), (Ints{1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(Ids({.cities = {{310100}}}), (Ints{1, 2}));  // with its county
  EXPECT_EQ(Ids({.cities = {{320583}}}), Ints{4});       // the county alone
  EXPECT_EQ(Ids({.provinces = {{320000}}}), (Ints{3, 4, 5}));
  EXPECT_EQ(Ids({.cities = {{330100}}, .provinces = {{310000}}}), (Ints{1, 2, 6}));
  EXPECT_EQ(Ids({.chains = {{1}}}), (Ints{1, 3, 5}));
  EXPECT_EQ(Ids({.products = {{2}}}), (Ints{2, 4}));
  EXPECT_EQ(Ids({.titles = {Title::kChainLeader}}), Ints{1});
  EXPECT_EQ(Ids({.titles = {Title::kChainLeader, Title::kLittleGiant}}), (Ints{1, 2, 3}));
  EXPECT_EQ(Ids({.scales = {Scale::kSmall}}), (Ints{2, 5}));
  EXPECT_EQ(Ids({.kinds = {OrganisationKind::kUniversity}}), Ints{7});
  EXPECT_EQ(Ids({.industry_prefix = "C384"}), (Ints{2, 4, 6}));
  EXPECT_EQ(Ids({.industry_prefix = "C3_"}), Ints{});
  EXPECT_EQ(Ids({.has_open_needs = true}), (Ints{1, 3}));
  EXPECT_EQ(Ids({.has_open_needs = false}), (Ints{2, 4, 5, 6, 7}));
}

TEST_F(Query, FiltersHoldTogetherAndWithAQuery) {
  EXPECT_EQ(Ids({.chains = {{1}}, .titles = {Title::kLittleGiant}}), (Ints{1, 3}));
  EXPECT_EQ(Ids({.query = "电池", .provinces = {{320000}}}), (Ints{3, 5}));
  EXPECT_EQ(Ids({.query = "公司", .kinds = {OrganisationKind::kUniversity}}), Ints{7});
}

TEST_F(Query, OrdersAreByPinyinAndByRevenueWithUnknownLast) {
  EXPECT_EQ(Ids({}, OrganisationOrder::kRevenue), (Ints{1, 3, 2, 4, 5, 6, 7}));
  const auto store = OpenInMemory();
  WriteAll(*store, MakeOrganisation(1, "张"), MakeOrganisation(2, "啊"), MakeOrganisation(3, "李"),
           MakeOrganisation(4, "Zeta"));
  EXPECT_EQ(FindNames(*store, ""), (std::vector<std::string>{"啊", "李", "张", "Zeta"}));
}

TEST_F(Query, FacetsCountTheSameFilter) {
  Reader reader = Read();
  const Facets all = Must(reader.CountFacets({}));
  ASSERT_EQ(all.cities.size(), 5u);
  EXPECT_EQ(all.cities[0].city, RegionCode{});
  EXPECT_EQ(all.cities[1].city, RegionCode{310100});
  EXPECT_EQ(all.cities[1].count, 2);
  ASSERT_EQ(all.chains.size(), 1u);
  EXPECT_EQ(all.chains[0].count, 3);
  ASSERT_EQ(all.titles.size(), 2u);
  EXPECT_EQ(all.titles[0].title, Title::kChainLeader);
  EXPECT_EQ(all.titles[1].count, 3);
  ASSERT_EQ(all.scales.size(), 3u);
  EXPECT_EQ(all.scales[0].scale, Scale::kLarge);
  EXPECT_EQ(all.scales[0].count, 3);
  EXPECT_FALSE(all.scales[2].scale.has_value());
  const Facets none = Must(reader.CountFacets({.query = "没有这样的机构"}));
  EXPECT_EQ(none.total, 0);
  EXPECT_TRUE(none.cities.empty());
}

TEST_F(Query, ProductsOffersNeedsAndLinksHaveTheirFilters) {
  Reader reader = Read();
  EXPECT_EQ(Must(reader.ListProducts({.chains = {{1}}}, {})).total, 1);
  EXPECT_EQ(Must(reader.ListProducts({.category = "equipment"}, {})).rows.at(0).record.id,
            ProductId{2});
  EXPECT_EQ(Must(reader.ListProducts({.query = "电机"}, {})).total, 1);
  const auto makers = Must(reader.ListOffers({.product = {1}, .kinds = {TradeKind::kGoods}}, {}));
  ASSERT_EQ(makers.rows.size(), 2u);
  EXPECT_EQ(makers.rows[0].organisation.name, "公司1");
  EXPECT_EQ(makers.rows[0].organisation.region, RegionCode{310115});
  EXPECT_EQ(makers.rows[0].product.name.zh, "电池");
  EXPECT_EQ(makers.rows[0].product.key, "product-1");
  EXPECT_EQ(Must(reader.ListOffers({.organisation = {5}}, {})).total, 1);
  const auto needs = Must(reader.ListNeeds({}, {}));
  ASSERT_EQ(needs.rows.size(), 3u);
  EXPECT_EQ(needs.rows[0].record.id, NeedId{3});  // open first, then the newest
  EXPECT_EQ(needs.rows[2].record.id, NeedId{2});
  EXPECT_EQ(Must(reader.ListNeeds({.open = true}, {})).total, 2);
  EXPECT_EQ(Must(reader.ListNeeds({.cities = {{310100}}}, {})).total, 2);
  EXPECT_EQ(Must(reader.ListNeeds({.chains = {{1}}}, {})).total, 1);
  EXPECT_EQ(Must(reader.ListNeeds({.kinds = {TradeKind::kTalent}}, {})).total, 0);
  const auto links = Must(reader.ListLinks({.organisation = {1}}, {}));
  ASSERT_EQ(links.rows.size(), 2u);
  EXPECT_EQ(links.rows[0].record.id, LinkId{3});
  EXPECT_EQ(links.rows[0].customer.name, "公司1");
  EXPECT_EQ(
      Must(reader.ListLinks({.organisation = {1}, .role = LinkFilter::Role::kSupplier}, {})).total,
      1);
  EXPECT_EQ(Must(reader.ListLinks({.product = {2}}, {})).total, 1);
}

TEST_F(Query, PagesShowEverythingBesideTheRecord) {
  Reader reader = Read();
  const OrganisationPage page = Must(reader.GetOrganisation({1}));
  EXPECT_EQ(page.record.name, "公司1");
  EXPECT_EQ(page.region.value().name.zh, "浦东新区");
  EXPECT_EQ(page.city.value().code, RegionCode{310100});
  EXPECT_EQ(page.province.value().code, RegionCode{310000});
  ASSERT_EQ(page.chains.size(), 1u);
  EXPECT_EQ(page.offers.total, 1);
  EXPECT_EQ(page.needs.total, 1);
  EXPECT_EQ(page.links.total, 2);
  EXPECT_FALSE(Must(reader.GetOrganisation({7})).region.has_value());

  const ProductPage product = Must(reader.GetProduct({1}));
  ASSERT_EQ(product.inputs.size(), 1u);
  EXPECT_EQ(product.inputs[0].other.name.zh, "电机");
  EXPECT_EQ(product.inputs[0].record.cost_share, 0.5);
  EXPECT_EQ(product.makers.total, 2);
  EXPECT_EQ(product.needs.total, 1);
  ASSERT_EQ(product.chains.size(), 1u);
  EXPECT_EQ(product.chains[0].chain.key, "nev");
  const ProductPage motor = Must(reader.GetProduct({2}));
  EXPECT_EQ(motor.uses_total, 1);
  EXPECT_EQ(motor.uses.at(0).other.name.zh, "电池");

  const ChainPage chain = Must(reader.GetChain("nev"));
  ASSERT_EQ(chain.products.size(), 1u);
  EXPECT_EQ(chain.products[0].makers, 2);  // the third offers a service
  EXPECT_EQ(chain.organisations, 3);
  EXPECT_TRUE(chain.inputs.empty());  // the motor is not in the chain
  EXPECT_EQ(chain.specialisations.size(), 1u);

  EXPECT_EQ(Must(reader.GetOffer({1})).organisation.name, "公司1");
  EXPECT_EQ(Must(reader.GetNeed({3})).organisation.name, "公司3");
  EXPECT_EQ(reader.GetChain("none").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(reader.GetProduct({77}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(reader.GetOffer({77}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Must(reader.FindChain("nev")), ChainId{1});
  EXPECT_EQ(Must(reader.FindProduct("product-2")), ProductId{2});
  EXPECT_EQ(Must(reader.ListChains()).size(), 1u);
  EXPECT_EQ(Must(reader.ListRegions()).size(), TestRegions().size());
}

TEST_F(Query, ExportGivesEveryRowAndStopsWhenTold) {
  Reader reader = Read();
  Ints ids;
  MustOk(reader.ExportOrganisations({}, OrganisationOrder::kRevenue,
                                    [&](const OrganisationRow& row) -> Status {
                                      ids.push_back(row.record.id.value);
                                      return Ok{};
                                    }));
  EXPECT_EQ(ids, (Ints{1, 3, 2, 4, 5, 6, 7}));
  int taken = 0;
  const Status stopped = reader.ExportOrganisations(
      {}, OrganisationOrder::kName, [&](const OrganisationRow&) -> Status {
        if (++taken == 3) return MakeError(ErrorCode::kCancelled, {"停", "stop"});
        return Ok{};
      });
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(taken, 3);
}

TEST_F(Query, AReaderSeesOneStateWhateverIsWrittenMeanwhile) {
  TempFolder folder;
  const auto store = Must(Store::Open(folder.Url("a.db"), TestOptions()));
  WriteAll(*store, MakeOrganisation(1, "甲"));
  Reader reader = Must(store->Read(Viewer::Public()));
  WriteAll(*store, MakeOrganisation(2, "乙"));
  EXPECT_EQ(Must(reader.CountRecords()).of(RecordKind::kOrganisation), 1);
  EXPECT_EQ(Must(reader.DataVersion()), 1);
  EXPECT_EQ(Must(store->DataVersion()), 2);
  EXPECT_EQ(Must(Must(store->Read(Viewer::Public())).CountRecords()).of(RecordKind::kOrganisation),
            2);
}

TEST_F(Query, BadLimitsAndOversizedFiltersAreRefused) {
  Reader reader = Read();
  for (const int limit : {0, -1, 501}) {
    EXPECT_EQ(reader.ListProducts({}, {.limit = limit}).error().place.field, "limit");
    EXPECT_EQ(reader.ListLinks({}, {.limit = limit}).error().code, ErrorCode::kInvalidArgument);
  }
  OrganisationFilter filter;
  filter.products.resize(501);
  const auto refused = reader.ListOrganisations(filter, OrganisationOrder::kName, {});
  EXPECT_EQ(refused.error().place.field, "product");
  filter.products.resize(500);
  EXPECT_TRUE(reader.ListOrganisations(filter, OrganisationOrder::kName, {}).ok());
}

// ---- Pagination

// All ids by pages of `limit`.
template <typename List>
std::vector<int64_t> Walk(int limit, const List& list) {
  std::vector<int64_t> ids;
  PageRequest request{.limit = limit};
  do {
    const auto page = Must(list(request));
    for (const auto& row : page.rows) ids.push_back(row.record.id.value);
    EXPECT_LE(std::ssize(page.rows), limit);
    request.cursor = page.next_cursor;
    if (ids.size() > 1000) break;
  } while (!request.cursor.empty());
  return ids;
}

TEST(Paging, EveryRowComesOnceInEveryOrderAlsoAmongEqualValues) {
  const auto store = OpenInMemory();
  const uint64_t seed = 99;
  Random random(seed);
  SCOPED_TRACE(seed);
  Writer writer = Must(store->Write({.source = "test"}));
  constexpr int kRows = 60;
  for (int64_t id = 1; id <= kRows; ++id) {
    // Few names and revenues, so that most rows tie with others.
    Organisation organisation = MakeOrganisation(id, random.Chance(0.5) ? "电池公司" : "电池厂");
    if (random.Chance(0.7)) organisation.revenue_fen_year = static_cast<int64_t>(random.Below(3));
    Must(writer.Put(organisation));
    Must(writer.Put(MakeProduct(id, random.Chance(0.5) ? "电池" : "电池包")));
    Must(writer.Put(MakeOffer(id, id, random.Chance(0.5) ? 1 : 0)));
    Need need = MakeNeed(id, id, 0, "电池");
    need.open = random.Chance(0.5);
    Must(writer.Put(need));
    if (id > 1) {
      Link link = MakeLink(id, 1, id, 1);
      link.value_fen_year = static_cast<int64_t>(random.Below(2));
      Must(writer.Put(link));
    }
  }
  Must(writer.Commit());
  Reader reader = Must(store->Read(Viewer::Public()));
  const auto check = [&](const char* what, size_t rows, const auto& list) {
    const std::vector<int64_t> whole = Walk(500, list);
    EXPECT_EQ(whole.size(), rows) << what;
    EXPECT_EQ(std::set<int64_t>(whole.begin(), whole.end()).size(), rows) << what;
    for (const int limit : {1, 7, 59, 60, 61}) EXPECT_EQ(Walk(limit, list), whole) << what << limit;
  };
  for (const auto order :
       {OrganisationOrder::kRelevance, OrganisationOrder::kName, OrganisationOrder::kRevenue}) {
    for (const char* query : {"", "电池", "电", "电池大厂"}) {  // the last one matches in part
      check("organisations", kRows, [&](const PageRequest& page) {
        return reader.ListOrganisations({.query = query}, order, page);
      });
    }
  }
  for (const char* query : {"", "电池", "电池大厂"}) {
    check("products", kRows,
          [&](const PageRequest& page) { return reader.ListProducts({.query = query}, page); });
    check("needs", kRows,
          [&](const PageRequest& page) { return reader.ListNeeds({.query = query}, page); });
  }
  check("offers", kRows, [&](const PageRequest& page) { return reader.ListOffers({}, page); });
  check("links", kRows - 1, [&](const PageRequest& page) { return reader.ListLinks({}, page); });
}

TEST(Paging, RowsThatComeBetweenTwoPagesShiftNoOther) {
  const auto store = OpenInMemory();
  WriteAll(*store, MakeOrganisation(1, "乙"), MakeOrganisation(2, "丁"), MakeOrganisation(3, "戊"));
  std::string cursor;
  {
    Reader reader = Must(store->Read(Viewer::Public()));
    const auto first = Must(reader.ListOrganisations({}, OrganisationOrder::kName, {.limit = 1}));
    EXPECT_EQ(first.rows.at(0).record.name, "丁");
    cursor = first.next_cursor;
  }
  WriteAll(*store, MakeOrganisation(4, "丙"));  // sorts before the row seen
  Reader reader = Must(store->Read(Viewer::Public()));
  const auto second =
      Must(reader.ListOrganisations({}, OrganisationOrder::kName, {.limit = 5, .cursor = cursor}));
  ASSERT_EQ(second.rows.size(), 2u);
  EXPECT_EQ(second.rows[0].record.name, "戊");
  EXPECT_EQ(second.rows[1].record.name, "乙");
  EXPECT_EQ(second.total, 4);
}

TEST(Paging, AForeignOrDamagedCursorIsRefused) {
  const auto store = OpenInMemory();
  WriteAll(*store, MakeOrganisation(1, "甲"), MakeOrganisation(2, "乙"));
  Reader reader = Must(store->Read(Viewer::Public()));
  const std::string good =
      Must(reader.ListOrganisations({}, OrganisationOrder::kName, {.limit = 1})).next_cursor;
  ASSERT_FALSE(good.empty());
  std::vector<std::string> bad = {"x",
                                  "..",
                                  "a.b.c",
                                  std::string(100'000, 'a'),
                                  std::string("\0", 1),
                                  good + "0",
                                  "电池",
                                  good.substr(0, good.size() - 1)};
  for (size_t i = 0; i < good.size(); ++i) {
    bad.push_back(good);
    bad.back()[i] = good[i] == '1' ? '2' : '1';
  }
  for (const std::string& cursor : bad) {
    const auto refused =
        reader.ListOrganisations({}, OrganisationOrder::kName, {.limit = 1, .cursor = cursor});
    ASSERT_FALSE(refused) << cursor;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().place.field, "cursor");
  }
  EXPECT_FALSE(
      reader.ListOrganisations({}, OrganisationOrder::kRevenue, {.limit = 1, .cursor = good}).ok());
  EXPECT_FALSE(reader
                   .ListOrganisations({.query = "甲"}, OrganisationOrder::kName,
                                      {.limit = 1, .cursor = good})
                   .ok());
  EXPECT_FALSE(reader.ListProducts({}, {.limit = 1, .cursor = good}).ok());
  EXPECT_TRUE(
      reader.ListOrganisations({}, OrganisationOrder::kName, {.limit = 1, .cursor = good}).ok());
}

TEST(Paging, ACursorComesBackAsItWas) {
  const Cursor cursor{.fingerprint = 0xfedcba9876543210,
                      .values = {int64_t{-5}, std::string("0a"), std::string(), int64_t{7}}};
  const Cursor back = Must(DecodeCursor(EncodeCursor(cursor)));
  EXPECT_EQ(back.fingerprint, cursor.fingerprint);
  EXPECT_EQ(back.values, cursor.values);
}

}  // namespace
}  // namespace lianmeng::store
