// The SQL conditions against MaySee, and records that a viewer must not be able to notice.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "base/random.h"
#include "model/names.h"
#include "store/visible.h"
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

constexpr Audience kAudiences[] = {Audience::kPublic, Audience::kAlliance, Audience::kRegion,
                                   Audience::kPairing, Audience::kPrivate};

// Owners in every relation to a viewer: a city, a county of it, another city of the province, a
// paired city elsewhere, an unrelated city, and an unknown region.
constexpr int64_t kOwnerRegions[] = {320500, 320583, 320100, 310100, 340100, 0};
constexpr int64_t kFirstOwner = 1;

struct World {
  std::unique_ptr<Store> store = OpenInMemory();
  std::map<int64_t, RegionCode> region_of;  // of every organisation
  std::map<int64_t, Organisation> organisations;
  std::vector<Offer> offers;
  std::vector<Need> needs;
  std::vector<Link> links;
  std::vector<Measure> measures;
  std::vector<Ownership> ownerships;  // every owner (and none) with every audience

  [[nodiscard]] bool Sees(const Viewer& viewer, const Ownership& ownership) const {
    const auto owner = region_of.find(ownership.owner.value);
    return MaySee(viewer, ownership, owner == region_of.end() ? RegionCode{} : owner->second);
  }
  [[nodiscard]] bool SeesOrganisation(const Viewer& viewer, OrganisationId id) const {
    return Sees(viewer, organisations.at(id.value).ownership);
  }
  template <typename Trade>
  [[nodiscard]] bool SeesTrade(const Viewer& viewer, const Trade& trade) const {
    return Sees(viewer, trade.ownership) && SeesOrganisation(viewer, trade.organisation);
  }
  [[nodiscard]] bool SeesLink(const Viewer& viewer, const Link& link) const {
    const bool customer =
        viewer.kind == Viewer::Kind::kOrganisation && viewer.organisation == link.customer;
    return (Sees(viewer, link.ownership) || customer) && SeesOrganisation(viewer, link.supplier) &&
           SeesOrganisation(viewer, link.customer);
  }

  void Put(Writer& writer, const Organisation& organisation) {
    Must(writer.Put(organisation));
    organisations[organisation.id.value] = organisation;
    region_of[organisation.id.value] = organisation.region;
  }

  World() {
    WriteRegions(*store);
    Writer writer = Must(store->Write({.source = "world"}));
    Must(writer.Put(Pairing{.region_a = {310100}, .region_b = {320500}}));
    Must(writer.Put(MakeProduct(1, "电池")));
    int64_t id = kFirstOwner;
    for (const int64_t region : kOwnerRegions) {
      Put(writer, MakeOrganisation(id, "所有者" + std::to_string(id), region));
      ++id;
    }
    for (int64_t owner = 0; owner < id; ++owner) {
      for (const Audience audience : kAudiences) {
        ownerships.push_back({.owner = {owner}, .audience = audience});
      }
    }
    // The record's own region differs from every owner's: only the owner's may count.
    for (const Ownership& ownership : ownerships) {
      Organisation organisation = MakeOrganisation(id, "机构" + std::to_string(id), 330100);
      organisation.ownership = ownership;
      Put(writer, organisation);
      ++id;
    }
    int64_t trade = 1;
    for (const auto& [organisation, record] : organisations) {
      for (const Ownership& ownership : ownerships) {
        offers.push_back(MakeOffer(trade, organisation, 1));
        offers.back().ownership = ownership;
        Must(writer.Put(offers.back()));
        needs.push_back(MakeNeed(trade, organisation, 1));
        needs.back().ownership = ownership;
        Must(writer.Put(needs.back()));
        ++trade;
      }
    }
    Random random(20260301);
    std::set<std::pair<uint64_t, uint64_t>> used;
    while (links.size() < 1000) {
      const auto supplier = static_cast<int64_t>(random.Below(organisations.size())) + 1;
      const auto customer = static_cast<int64_t>(random.Below(organisations.size())) + 1;
      if (supplier == customer || !used.insert({supplier, customer}).second) continue;
      links.push_back(MakeLink(trade++, supplier, customer, 1));
      links.back().ownership = ownerships[random.Below(ownerships.size())];
      Must(writer.Put(links.back()));
    }
    Must(writer.Put(Chain{.id = {1}, .key = "chain", .name = {"链", ""}}));
    int64_t measure = 1;
    for (const Ownership& ownership : ownerships) {
      measures.push_back(MakeMeasure(measure++));
      measures.back().ownership = ownership;
      measures.back().computed.severity_before = 0.25;
      measures.back().computed_by = "method";
      measures.back().seen.level_after = RiskLevel::kRed;
      measures.back().started_ms = 1;
      measures.back().effect_note = "note";
      Must(writer.Put(measures.back()));
    }
    Must(writer.Commit());
  }

  [[nodiscard]] std::vector<Viewer> Viewers() const {
    std::vector<Viewer> viewers = {Viewer::Public(), Viewer::Office()};
    for (const auto& [id, region] : region_of) viewers.push_back(Must(store->ViewerFor({id})));
    viewers.push_back({.kind = Viewer::Kind::kOrganisation});  // a member without a record
    viewers.push_back({.kind = Viewer::Kind::kOrganisation, .city = {320500}});
    return viewers;
  }
};

const World& TheWorld() {
  static const World world;
  return world;
}

template <typename R>
std::vector<int64_t> Ids(const std::vector<R>& records) {
  std::vector<int64_t> ids;
  for (const R& record : records) ids.push_back(record.id.value);
  return ids;
}

struct Expected {
  std::vector<int64_t> organisations, offers, needs, links, measures;
};

Expected ExpectedFor(const World& world, const Viewer& viewer) {
  Expected expected;
  for (const auto& [id, record] : world.organisations) {
    if (world.Sees(viewer, record.ownership)) expected.organisations.push_back(id);
  }
  for (const Offer& offer : world.offers) {
    if (world.SeesTrade(viewer, offer)) expected.offers.push_back(offer.id.value);
  }
  for (const Need& need : world.needs) {
    if (world.SeesTrade(viewer, need)) expected.needs.push_back(need.id.value);
  }
  for (const Link& link : world.links) {
    if (world.SeesLink(viewer, link)) expected.links.push_back(link.id.value);
  }
  for (const Measure& measure : world.measures) {
    if (world.Sees(viewer, measure.ownership)) expected.measures.push_back(measure.id.value);
  }
  return expected;
}

TEST(Visibility, SqlAgreesWithMaySeeOnEveryCombination) {
  const World& world = TheWorld();
  std::set<size_t> sizes;
  for (const Viewer& viewer : world.Viewers()) {
    SCOPED_TRACE(viewer.CacheKey());
    const Expected expected = ExpectedFor(world, viewer);
    const Everything all = Load(*world.store, viewer);
    EXPECT_EQ(Ids(all.organisations), expected.organisations);
    EXPECT_EQ(Ids(all.offers), expected.offers);
    EXPECT_EQ(Ids(all.needs), expected.needs);
    EXPECT_EQ(Ids(all.links), expected.links);
    EXPECT_EQ(Ids(all.measures), expected.measures);
    Reader reader = Must(world.store->Read(viewer));
    const Counts counts = Must(reader.CountRecords());
    EXPECT_EQ(counts.of(RecordKind::kOrganisation), std::ssize(expected.organisations));
    EXPECT_EQ(counts.of(RecordKind::kOffer), std::ssize(expected.offers));
    EXPECT_EQ(counts.of(RecordKind::kNeed), std::ssize(expected.needs));
    EXPECT_EQ(counts.of(RecordKind::kLink), std::ssize(expected.links));
    EXPECT_EQ(counts.of(RecordKind::kMeasure), std::ssize(expected.measures));
    sizes.insert(expected.offers.size());
  }
  EXPECT_GT(sizes.size(), 6u);  // the viewers do differ
}

TEST(Visibility, EveryListAndPageAgreesWithMaySee) {
  const World& world = TheWorld();
  for (const Viewer& viewer :
       {Viewer::Public(), Viewer::Office(), Must(world.store->ViewerFor({1})),
        Must(world.store->ViewerFor({4})), Must(world.store->ViewerFor({6}))}) {
    SCOPED_TRACE(viewer.CacheKey());
    const Expected expected = ExpectedFor(world, viewer);
    Reader reader = Must(world.store->Read(viewer));
    const PageRequest one{.limit = 1};
    EXPECT_EQ(Must(reader.ListOrganisations({}, OrganisationOrder::kName, one)).total,
              std::ssize(expected.organisations));
    EXPECT_EQ(Must(reader.CountFacets({})).total, std::ssize(expected.organisations));
    EXPECT_EQ(Must(reader.ListOffers({}, one)).total, std::ssize(expected.offers));
    EXPECT_EQ(Must(reader.ListNeeds({}, one)).total, std::ssize(expected.needs));
    EXPECT_EQ(Must(reader.ListNeeds({.query = "电池"}, one)).total, std::ssize(expected.needs));
    EXPECT_EQ(Must(reader.ListLinks({}, one)).total, std::ssize(expected.links));
    EXPECT_EQ(Must(reader.ListMeasures({}, one)).total, std::ssize(expected.measures));
    EXPECT_EQ(Must(reader.CountMeasures({}, Date{})).by_state[0], std::ssize(expected.measures));
    const std::set<int64_t> organisations(expected.organisations.begin(),
                                          expected.organisations.end());
    for (const auto& [id, record] : world.organisations) {
      EXPECT_EQ(reader.GetOrganisation({id}).ok(), organisations.count(id) > 0);
      EXPECT_EQ(reader.FindOrganisation(record.key).ok(), organisations.count(id) > 0);
      EXPECT_EQ(reader.History({.kind = RecordKind::kOrganisation, .id = id}).ok(),
                organisations.count(id) > 0);
    }
    const std::set<int64_t> offers(expected.offers.begin(), expected.offers.end());
    const std::set<int64_t> needs(expected.needs.begin(), expected.needs.end());
    for (const Offer& offer : world.offers) {
      EXPECT_EQ(reader.GetOffer(offer.id).ok(), offers.count(offer.id.value) > 0);
      EXPECT_EQ(reader.GetNeed({offer.id.value}).ok(), needs.count(offer.id.value) > 0);
    }
    for (const Link& link : world.links) {
      const bool sees = world.SeesLink(viewer, link);
      EXPECT_EQ(reader.History({.kind = RecordKind::kLink, .id = link.id.value}).ok(), sees);
    }
  }
}

TEST(Visibility, EffectsOfAMeasureAreForItsOwnerAndTheOffice) {
  const World& world = TheWorld();
  int shown = 0;
  int hidden = 0;
  for (const Viewer& viewer : world.Viewers()) {
    SCOPED_TRACE(viewer.CacheKey());
    Reader reader = Must(world.store->Read(viewer));
    for (const Measure& measure : world.measures) {
      const auto row = reader.GetMeasure(measure.id);
      const auto history = reader.History({.kind = RecordKind::kMeasure, .id = measure.id.value});
      ASSERT_EQ(row.ok(), world.Sees(viewer, measure.ownership));
      ASSERT_EQ(history.ok(), row.ok());
      if (!row) continue;
      const bool own = viewer.organisation && viewer.organisation == measure.ownership.owner;
      if (viewer.kind == Viewer::Kind::kOffice || own) {
        EXPECT_EQ(row->record, measure);
        ++shown;
      } else {
        Measure plan = measure;
        plan.computed = {};
        plan.computed_by.clear();
        plan.seen = {};
        plan.started_ms.reset();
        plan.effect_note.clear();
        EXPECT_EQ(row->record, plan);
        ++hidden;
      }
    }
  }
  EXPECT_GT(shown, 30);
  EXPECT_GT(hidden, 100);
}

TEST(Visibility, AHiddenRecordAndAnAbsentOneGiveTheSameError) {
  const auto store = OpenInMemory();
  Organisation hidden = MakeOrganisation(1, "暗处");
  hidden.ownership.audience = Audience::kPrivate;
  WriteAll(*store, hidden);
  Reader reader = Must(store->Read(Viewer::Office()));
  const Error at_hidden = reader.GetOrganisation({1}).error();
  const Error at_absent = reader.GetOrganisation({2}).error();
  EXPECT_EQ(at_hidden.code, ErrorCode::kNotFound);
  EXPECT_EQ(at_hidden.code, at_absent.code);
  EXPECT_EQ(at_hidden.message, at_absent.message);
  EXPECT_EQ(at_hidden.place.field, at_absent.place.field);
}

TEST(Visibility, ViewerForFillsCityAndPairedCities) {
  const World& world = TheWorld();
  const Viewer kunshan = Must(world.store->ViewerFor("org-2"));
  EXPECT_EQ(kunshan.organisation, OrganisationId{2});
  EXPECT_EQ(kunshan.city, RegionCode{320500});
  EXPECT_EQ(kunshan.paired_cities, (std::vector<RegionCode>{{320500}, {310100}}));
  EXPECT_EQ(Must(world.store->ViewerFor("4")).paired_cities,
            (std::vector<RegionCode>{{310100}, {320500}}));
  const Viewer unknown = Must(world.store->ViewerFor("org-6"));
  EXPECT_FALSE(unknown.city);
  EXPECT_TRUE(unknown.paired_cities.empty());
  for (const char* absent : {"nobody", "99999", "", "0", "99999999999999999999"}) {
    const auto refused = world.store->ViewerFor(std::string_view(absent));
    ASSERT_FALSE(refused) << absent;
    EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(refused.error().place.value, absent);
  }
}

TEST(Visibility, SeenByAllWhoSeeHoldsForEveryViewer) {
  const World& world = TheWorld();
  int held = 0;
  for (const Ownership& inner : world.ownerships) {
    for (const Ownership& outer : world.ownerships) {
      if (!SeenByAllWhoSee(inner, outer)) continue;
      ++held;
      for (const Viewer& viewer : world.Viewers()) {
        EXPECT_TRUE(!world.Sees(viewer, outer) || world.Sees(viewer, inner))
            << viewer.CacheKey() << " " << Code(inner.audience) << " " << Code(outer.audience);
      }
    }
  }
  EXPECT_GT(held, 400);
}

// ---- Nothing of a hidden record shows

std::string Dump(const std::vector<OrganisationRow>& rows) {
  std::ostringstream out;
  for (const auto& row : rows)
    out << row.record.id.ToString() << row.record.name << row.updated_at_ms << ' ';
  return out.str();
}

template <typename Row>
std::string DumpIds(const Page<Row>& page) {
  std::ostringstream out;
  for (const auto& row : page.rows) out << row.record.id.ToString() << ' ';
  out << '#' << page.total << page.partial << ' ' << page.next_cursor << '\n';
  return out.str();
}

std::string Dump(const Facets& facets) {
  std::ostringstream out;
  out << facets.total;
  for (const auto& c : facets.cities) out << " city " << c.city.value << ':' << c.count;
  for (const auto& c : facets.chains) out << " chain " << c.chain.value << ':' << c.count;
  for (const auto& c : facets.titles) out << ' ' << Code(c.title) << ':' << c.count;
  for (const auto& c : facets.scales)
    out << ' ' << (c.scale ? Code(*c.scale) : "none") << ':' << c.count;
  return out.str() + "\n";
}

// Everything that a viewer can ask, as text.
std::string DumpStore(Store& store, const Viewer& viewer) {
  std::ostringstream out;
  Reader reader = Must(store.Read(viewer));
  for (const char* query :
       {"", "电池", "电", "dc", "固态电池", "秘密", "机密电解液", "甲乙电池丙"}) {
    out << "query " << query << '\n';
    for (const auto order :
         {OrganisationOrder::kRelevance, OrganisationOrder::kName, OrganisationOrder::kRevenue}) {
      const auto page = Must(reader.ListOrganisations({.query = query}, order, {.limit = 3}));
      out << Dump(page.rows) << DumpIds(page);
    }
    out << Dump(Must(reader.CountFacets({.query = query})));
    out << DumpIds(Must(reader.ListNeeds({.query = query}, {.limit = 3})));
    out << DumpIds(Must(reader.ListProducts({.query = query}, {.limit = 3})));
    MustOk(reader.ExportOrganisations({.query = query}, OrganisationOrder::kRelevance,
                                      [&](const OrganisationRow& row) -> Status {
                                        out << row.record.id.ToString() << ',';
                                        return Ok{};
                                      }));
  }
  for (const auto& filter : std::vector<OrganisationFilter>{{.chains = {{1}}},
                                                            {.products = {{2}}},
                                                            {.has_open_needs = true},
                                                            {.has_open_needs = false}}) {
    out << DumpIds(Must(reader.ListOrganisations(filter, OrganisationOrder::kName, {})));
    out << Dump(Must(reader.CountFacets(filter)));
  }
  out << DumpIds(Must(reader.ListOffers({}, {}))) << DumpIds(Must(reader.ListLinks({}, {})));
  const Counts counts = Must(reader.CountRecords());
  for (const int64_t count : counts.by_kind) out << count << ' ';
  Everything all;
  Must(reader.LoadAll(all));
  out << all.organisations.size() << all.offers.size() << all.needs.size() << all.links.size()
      << '\n';
  for (int64_t id = 1; id <= 6; ++id) {
    const auto page = reader.GetOrganisation({id});
    if (!page) continue;
    out << page->record.name << page->chains.size() << DumpIds(page->offers) << DumpIds(page->needs)
        << DumpIds(page->links);
  }
  const ProductPage product = Must(reader.GetProduct({2}));
  out << DumpIds(product.makers) << DumpIds(product.needs);
  const ChainPage chain = Must(reader.GetChain("chain"));
  out << chain.organisations << ' ' << chain.products.at(0).makers << '\n';
  return out.str();
}

void WriteVisible(Store& store) {
  WriteRegions(store);
  Writer writer = Must(store.Write({.source = "visible"}));
  Must(writer.Put(MakeProduct(1, "动力电池")));
  Must(writer.Put(MakeProduct(2, "机密电解液")));
  Must(writer.Put(Chain{.id = {1}, .key = "chain", .name = {"链", ""}}));
  Must(writer.Put(ChainProduct{.chain = {1}, .product = {2}}));
  const char* names[] = {"固态电池", "电池有限公司", "电子公司", "甲电池厂", "乙机电", "大通公司"};
  int64_t id = 1;
  for (const char* name : names) {
    Organisation organisation = MakeOrganisation(id, name, id % 2 == 0 ? 320500 : 310115);
    organisation.revenue_fen_year = 100 * (id % 3);
    organisation.titles = {Title::kHighTech};
    Must(writer.Put(organisation));
    ++id;
  }
  for (int64_t i = 1; i <= 6; ++i) {
    Must(writer.Put(MakeOffer(i, i, 1)));
    Must(writer.Put(MakeNeed(i, i, 0, "求购电池材料")));
  }
  Must(writer.Put(MakeLink(1, 1, 2, 1)));
  Must(writer.Commit());
}

// Organisations that nobody but themselves sees, and confidential records of visible organisations.
void WriteHidden(Store& store) {
  Writer writer = Must(store.Write({.source = "hidden"}));
  for (int64_t id = 101; id < 160; ++id) {
    Organisation organisation =
        MakeOrganisation(id, id % 2 == 0 ? "固态电池秘密公司" : "甲乙电池丙", 320500);
    organisation.ownership.audience = Audience::kPrivate;
    organisation.titles = {Title::kGazelle};
    organisation.scale = Scale::kLarge;
    Must(writer.Put(organisation));
    Must(writer.Put(MakeOffer(id, id, 2)));  // public offers and needs of a hidden organisation
    Must(writer.Put(MakeNeed(id, id, 2, "秘密电池")));
    Must(writer.Put(MakeLink(id, id, 1, 2)));
    Must(writer.Put(MakeLink(id + 1000, 1, id, 2)));
  }
  for (int64_t id = 1; id <= 6; ++id) {
    Offer offer = MakeOffer(200 + id, id, 2);
    offer.ownership = {.owner = {101}, .audience = Audience::kPrivate};
    Must(writer.Put(offer));
    Need need = MakeNeed(200 + id, id, 2, "秘密电池");
    need.ownership = {.owner = {101}, .audience = Audience::kPrivate};
    Must(writer.Put(need));
    Link link = MakeLink(2000 + id, id, id % 6 + 1, 2);
    link.ownership = {.owner = {101}, .audience = Audience::kPrivate};
    // The customer would see its own link: only the viewers below are asked.
    Must(writer.Put(link));
  }
  Must(writer.Commit());
}

TEST(Visibility, HiddenRecordsLeaveEveryAnswerByteForByteAsItWas) {
  const auto store = OpenInMemory();
  WriteVisible(*store);
  WriteAll(*store, MakeOrganisation(7, "旁观者", 340100));
  const Viewer member = Must(store->ViewerFor({7}));
  const std::vector<Viewer> viewers = {Viewer::Public(), Viewer::Office(), member};
  std::vector<std::string> before;
  for (const Viewer& viewer : viewers) before.push_back(DumpStore(*store, viewer));
  WriteHidden(*store);
  for (size_t i = 0; i < viewers.size(); ++i) {
    SCOPED_TRACE(viewers[i].CacheKey());
    EXPECT_EQ(DumpStore(*store, viewers[i]), before[i]);
  }
  // The test can fail: to the owner of the hidden records the answers do change.
  EXPECT_NE(DumpStore(*store, Must(store->ViewerFor({102}))), before[1]);
  EXPECT_NE(DumpStore(*store, Must(store->ViewerFor({101}))), before[1]);
}

TEST(Visibility, AConfidentialOfferDoesNotMakeItsOrganisationFindable) {
  const auto store = OpenInMemory();
  Offer offer = MakeOffer(1, 1, 1);
  offer.ownership.audience = Audience::kAlliance;
  WriteAll(*store, MakeProduct(1, "机密电解液"), MakeOrganisation(1, "甲公司"), offer);
  EXPECT_TRUE(FindNames(*store, "电解液").empty());
  EXPECT_TRUE(FindNames(*store, "电解液", Viewer::Public()).empty());
  offer.ownership.audience = Audience::kPublic;
  WriteAll(*store, offer);
  EXPECT_EQ(FindNames(*store, "电解液", Viewer::Public()), std::vector<std::string>{"甲公司"});
  // As narrow as its organisation, it may be found again by those who see both.
  Organisation alliance = MakeOrganisation(1, "甲公司");
  alliance.ownership.audience = Audience::kAlliance;
  offer.ownership.audience = Audience::kAlliance;
  WriteAll(*store, alliance, offer);
  EXPECT_EQ(FindNames(*store, "电解液"), std::vector<std::string>{"甲公司"});
  EXPECT_TRUE(FindNames(*store, "电解液", Viewer::Public()).empty());
}

TEST(Visibility, HistoryHidesWhatAViewerCouldNotSeeAtTheTime) {
  const auto store = OpenInMemory();
  Organisation organisation = MakeOrganisation(1, "甲公司");
  organisation.ownership.audience = Audience::kPrivate;
  organisation.summary = "机密";
  WriteAll(*store, organisation);
  organisation.summary = "公开";
  WriteAll(*store, organisation);
  organisation.ownership.audience = Audience::kPublic;
  WriteAll(*store, organisation);
  organisation.employees = 3;
  WriteAll(*store, organisation);
  const Reader::RecordName name{.kind = RecordKind::kOrganisation, .id = 1};
  Reader outsider = Must(store->Read(Viewer::Public()));
  const auto seen = Must(outsider.History(name));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].fields.at(0).field, "employees");
  Reader owner = Must(store->Read(Must(store->ViewerFor({1}))));
  EXPECT_EQ(Must(owner.History(name)).size(), 4u);
}

TEST(Visibility, OnlyTheOfficeSeesTheImports) {
  const auto store = OpenInMemory();
  WriteAll(*store, MakeOrganisation(1, "甲"));
  EXPECT_EQ(Must(Must(store->Read(Viewer::Office())).ImportRuns()).size(), 1u);
  for (const Viewer& viewer : {Viewer::Public(), Must(store->ViewerFor({1}))}) {
    Reader reader = Must(store->Read(viewer));
    EXPECT_EQ(reader.ImportRuns().error().code, ErrorCode::kPermissionDenied);
  }
}

}  // namespace
}  // namespace lianmeng::store
