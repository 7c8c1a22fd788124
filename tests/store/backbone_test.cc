// The backbone in the store: what comes back, what its version counts, when a placement is lost, what
// goes, and who reads the history of a flow.
#include "store/migrations.h"
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

BackboneSite MakeSite(const std::string& id) {
  BackboneSite site;
  site.id = id;
  site.number = "7";
  site.name = "南京";
  site.name_en = "Nanjing";
  site.longitude_deg = 118.796;
  site.latitude_deg = 32.06;
  site.size = 9.5;
  site.source = "census";
  site.note = "样例";
  return site;
}

FibreLink MakeFibre(const std::string& from, const std::string& to, int64_t parallel = 1) {
  FibreLink fibre;
  fibre.from = from;
  fibre.to = to;
  fibre.parallel = parallel;
  fibre.is_one_way = true;
  fibre.fibre_m = 84'800;
  fibre.map_m = 60'000;
  fibre.fibre_factor_permille = 1'400;
  fibre.rate_bps = 400'000'000'000;
  fibre.delay_ns_min = 424'000;
  fibre.delay_ns_max = 426'000;
  fibre.phase_ns = 5;
  fibre.reserved_permille = 500;
  fibre.best_effort_bytes = 1'538;
  fibre.source = "estimated";
  fibre.note = "not surveyed";
  return fibre;
}

BackboneFlow MakeFlow(const std::string& id) {
  BackboneFlow flow;
  flow.id = id;
  flow.from = "A";
  flow.to = "B";
  flow.frame_bytes = 128;
  flow.packets = 2;
  flow.interval_ns = 2'000'000;
  flow.latency_ns_max = 20'000'000;
  flow.jitter_ns_max = 50'000;
  flow.arrival = FlowArrival::kWindow;
  flow.arrival_window_ns = 700;
  flow.rank = 1;
  flow.protection = FlowProtection::kNode;
  flow.kind = "welding";
  flow.source = "TS 22.104";
  flow.note = "test";
  flow.is_sample = true;
  flow.ownership = {.owner = {1}, .audience = Audience::kRegion};
  return flow;
}

BackboneSettings MakeSettings() {
  return {.cycle_ns = 10'000,
          .buffers = 4,
          .clock_error_ns = 100,
          .clock_wander_ppb = 20,
          .has_damper = true,
          .stamp_ns = 8,
          .fibre_factor_permille = 1'500,
          .rate_bps = 100'000'000'000};
}

std::vector<std::string> Actions(const std::vector<Change>& changes) {
  std::vector<std::string> actions;
  for (const Change& change : changes) {
    actions.emplace_back(change.action == Change::Action::kInserted  ? "inserted"
                         : change.action == Change::Action::kRemoved ? "removed"
                                                                     : "updated");
  }
  return actions;
}

class BackboneStore : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteRegions(*store_);
    WriteAll(*store_, MakeOrganisation(1, "甲公司", 320583), MakeOrganisation(2, "乙公司", 320583),
             MakeOrganisation(3, "丙公司", 330100));
  }

  // Two sites, a fibre and its parallel, one flow, settings.
  void PutAll() {
    Writer writer = Must(store_->Write({.source = "backbone"}));
    Must(writer.Put(MakeSite("B")));  // not in the order of their names
    Must(writer.Put(MakeSite("A")));
    Must(writer.Put(MakeFibre("B", "A")));
    Must(writer.Put(MakeFibre("A", "B")));
    Must(writer.Put(MakeFibre("A", "B", 2)));
    Must(writer.Put(MakeFlow("w-1")));
    MustOk(writer.PutSettings(MakeSettings()));
    Must(writer.Commit());
  }

  // One write, and the version after it.
  template <typename Change>
  int64_t Write(const Change& change) {
    Writer writer = Must(store_->Write({.source = "office"}));
    const int64_t before = Must(writer.BackboneVersion());
    change(writer);
    EXPECT_EQ(Must(writer.BackboneVersion()), before);  // until it is committed
    const int64_t expected = Must(writer.LoadBackbone()).version;
    Must(writer.Commit());
    const int64_t version = Must(Read().BackboneVersion());
    EXPECT_EQ(version, expected);
    return version;
  }

  Reader Read(const Viewer& viewer = Viewer::Office()) { return Must(store_->Read(viewer)); }
  StoredBackbone Load() { return Must(Read().LoadBackbone()); }
  std::string PlacementOf(const std::string& id) {
    for (const StoredFlow& flow : Load().flows) {
      if (flow.record.id == id) return flow.placement;
    }
    return "no such flow";
  }

  FixedClock clock_{1'793'000'000'000};
  std::unique_ptr<Store> store_ =
      Must(Store::Open("sqlite::memory:", {.clock = &clock_, .seed = 7}));
};

TEST_F(BackboneStore, ComesBackAsItWasPutInTheOrderOfPutting) {
  const StoredBackbone none = Load();
  EXPECT_EQ(none.version, 0);
  EXPECT_TRUE(none.sites.empty() && none.links.empty() && none.flows.empty());
  EXPECT_EQ(none.settings, BackboneSettings{});

  const int64_t data_version = Must(store_->DataVersion());
  PutAll();
  const StoredBackbone all = Load();
  EXPECT_EQ(all.version, 1);
  EXPECT_EQ(all.settings, MakeSettings());
  EXPECT_EQ(all.sites, (std::vector<BackboneSite>{MakeSite("B"), MakeSite("A")}));
  EXPECT_EQ(all.links, (std::vector<FibreLink>{MakeFibre("B", "A"), MakeFibre("A", "B"),
                                               MakeFibre("A", "B", 2)}));
  ASSERT_EQ(all.flows.size(), 1u);
  EXPECT_EQ(all.flows[0].record, MakeFlow("w-1"));
  EXPECT_EQ(all.flows[0].owner_city, RegionCode{320500});  // its county counts to the city
  EXPECT_EQ(all.flows[0].owner_name, "甲公司");
  EXPECT_EQ(all.flows[0].placement, "");
  EXPECT_EQ(all.flows[0].updated_at_ms, clock_.NowMs());
  EXPECT_EQ(Must(store_->DataVersion()), data_version);  // no snapshot rests on it
}

TEST_F(BackboneStore, WhatAFileLeavesOpenStaysOpen) {
  BackboneSite site;
  site.id = "A";
  site.line = 12;
  BackboneFlow flow;
  flow.id = "f";
  flow.from = flow.to = "nowhere";  // a flow may name a site that is gone
  flow.owner_key = "of the file";
  flow.line = 7;
  WriteAll(*store_, site, flow);
  const StoredBackbone all = Load();
  site.line = 0;
  flow.line = 0;
  flow.owner_key.clear();
  EXPECT_EQ(all.sites.at(0), site);
  EXPECT_EQ(all.flows.at(0).record, flow);
  EXPECT_EQ(all.flows[0].owner_name, "");
  EXPECT_FALSE(all.flows[0].owner_city);
}

TEST_F(BackboneStore, TheVersionGrowsWithEachWriteThatChangesAnythingAndWithNoOther) {
  PutAll();
  EXPECT_EQ(Must(Read().BackboneVersion()), 1);
  PutAll();  // the same again
  EXPECT_EQ(Must(Read().BackboneVersion()), 1);
  WriteAll(*store_, MakeProduct(1, "电池"));
  EXPECT_EQ(Must(Read().BackboneVersion()), 1);

  const int64_t data_version = Must(store_->DataVersion());
  BackboneSite moved = MakeSite("A");
  moved.longitude_deg = 119;
  EXPECT_EQ(Write([&](Writer& writer) { Must(writer.Put(moved)); }), 2);
  EXPECT_EQ(Write([&](Writer& writer) { MustOk(writer.PutPlacement("w-1", "{}")); }), 3);
  EXPECT_EQ(Write([&](Writer& writer) { MustOk(writer.PutPlacement("w-1", "{}")); }), 3);
  EXPECT_EQ(Write([&](Writer& writer) { MustOk(writer.PutSettings({.buffers = 3})); }), 4);
  EXPECT_EQ(Write([&](Writer& writer) { MustOk(writer.PutSettings({.buffers = 3})); }), 4);
  EXPECT_EQ(Load().settings, BackboneSettings{.buffers = 3});
  EXPECT_EQ(Write([&](Writer& writer) { MustOk(writer.RemoveFibre(MakeFibre("A", "B", 2))); }), 5);
  EXPECT_EQ(Write([&](Writer& writer) { MustOk(writer.RemoveFlow("w-1")); }), 6);
  EXPECT_EQ(Must(store_->DataVersion()), data_version);

  Writer given_up = Must(store_->Write({.source = "office"}));
  Must(given_up.Put(MakeFlow("w-2")));
  given_up.Rollback();
  EXPECT_EQ(Must(Read().BackboneVersion()), 6);
}

TEST_F(BackboneStore, AFlowLosesItsPlacementWhenWhatItAsksForChanges) {
  PutAll();
  WriteAll(*store_, MakeFlow("w-2"));
  Write([&](Writer& writer) {
    MustOk(writer.PutPlacement("w-1", "first"));
    MustOk(writer.PutPlacement("w-2", "second"));
  });
  WriteAll(*store_, MakeFlow("w-1"), MakeFlow("w-2"));
  EXPECT_EQ(PlacementOf("w-1"), "first");  // nothing changed
  BackboneFlow shown = MakeFlow("w-1");
  shown.ownership = {.owner = {2}, .audience = Audience::kPublic};
  WriteAll(*store_, shown);
  EXPECT_EQ(PlacementOf("w-1"), "first");  // whose it is does not matter to where it goes
  shown.latency_ns_max = 10'000'000;
  WriteAll(*store_, shown);
  EXPECT_EQ(PlacementOf("w-1"), "");
  EXPECT_EQ(PlacementOf("w-2"), "second");
}

TEST_F(BackboneStore, PlacementsOfNoFlowAndBrokenTextAreRefusedAndLeaveTheWriteUsable) {
  PutAll();
  Writer writer = Must(store_->Write({.source = "office"}));
  const Status unknown = writer.PutPlacement("nobody", "{}");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(unknown.error().place.value, "nobody");
  EXPECT_EQ(writer.PutPlacement("w-1", "\xff").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(writer.RemoveFlow("nobody").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(writer.RemoveSite("nobody").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(writer.RemoveFibre(MakeFibre("A", "B", 3)).error().code, ErrorCode::kNotFound);
  MustOk(writer.PutPlacement("w-1", "{}"));
  Must(writer.Commit());
  EXPECT_EQ(PlacementOf("w-1"), "{}");
}

TEST_F(BackboneStore, WhatIsRemovedIsGoneAndComesBackAtTheEnd) {
  PutAll();
  {
    Writer writer = Must(store_->Write({.source = "files"}));
    const Status held = writer.RemoveSite("A");
    ASSERT_FALSE(held);
    EXPECT_EQ(held.error().code, ErrorCode::kConflict);
    EXPECT_EQ(held.error().place.value, "A");
  }
  Write([&](Writer& writer) {
    MustOk(writer.RemoveFibre(MakeFibre("B", "A")));
    MustOk(writer.RemoveFibre(MakeFibre("A", "B")));
    MustOk(writer.RemoveFibre(MakeFibre("A", "B", 2)));
    MustOk(writer.RemoveSite("B"));
    EXPECT_EQ(writer.counts().Removed(), 4);
  });
  StoredBackbone left = Load();
  EXPECT_EQ(left.sites, std::vector<BackboneSite>{MakeSite("A")});
  EXPECT_TRUE(left.links.empty());
  ASSERT_EQ(left.flows.size(), 1u);  // it outlives its site
  WriteAll(*store_, MakeSite("B"));
  EXPECT_EQ(Load().sites, (std::vector<BackboneSite>{MakeSite("A"), MakeSite("B")}));
  int64_t removed = 0;
  for (const ImportRun& run : Must(Read().ImportRuns())) removed += run.removed;
  EXPECT_EQ(removed, 4);
  EXPECT_EQ(Actions(Must(Read().History({RecordKind::kBackboneSite, 0, "B"}))),
            (std::vector<std::string>{"inserted", "removed", "inserted"}));
}

TEST_F(BackboneStore, AFibreNeedsItsSitesAndAFlowItsOwner) {
  Writer fibre = Must(store_->Write({.source = "files"}));
  const auto loose = fibre.Put(MakeFibre("A", "B"));
  ASSERT_FALSE(loose);
  EXPECT_EQ(loose.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(loose.error().place.value, "A>B#1");
  fibre.Rollback();
  Writer flow = Must(store_->Write({.source = "files"}));
  BackboneFlow strange = MakeFlow("w-1");
  strange.ownership.owner = {99};
  const auto owned = flow.Put(strange);
  ASSERT_FALSE(owned);
  EXPECT_EQ(owned.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(owned.error().place.value, "w-1");
}

TEST_F(BackboneStore, HistoryIsShownToWhomTheFlowIsAndWas) {
  BackboneFlow flow = MakeFlow("w-1");
  flow.ownership = {.owner = {1}, .audience = Audience::kPrivate};
  WriteAll(*store_, MakeSite("A"), MakeSite("B"), MakeFibre("A", "B"), flow);
  flow.rank = 2;
  WriteAll(*store_, flow);
  const auto history = [&](const Viewer& viewer, RecordKind kind, const std::string& key) {
    return Read(viewer).History({kind, 0, key});
  };
  const Viewer owner = Must(store_->ViewerFor(OrganisationId{1}));
  const auto own = Must(history(owner, RecordKind::kBackboneFlow, "w-1"));
  ASSERT_EQ(own.size(), 2u);
  EXPECT_EQ(own[0].fields.at(0).field, "rank");
  EXPECT_EQ(own[0].fields[0].after, "2");
  // A private record of an organisation is hidden from all others, the office included.
  for (const Viewer& other :
       {Viewer::Public(), Viewer::Office(), Must(store_->ViewerFor(OrganisationId{2}))}) {
    EXPECT_EQ(history(other, RecordKind::kBackboneFlow, "w-1").error().code, ErrorCode::kNotFound);
  }
  flow.ownership.audience = Audience::kPublic;
  WriteAll(*store_, flow);
  EXPECT_TRUE(Must(history(Viewer::Public(), RecordKind::kBackboneFlow, "w-1")).empty());
  flow.rank = 3;
  WriteAll(*store_, flow);
  EXPECT_EQ(Must(history(Viewer::Public(), RecordKind::kBackboneFlow, "w-1")).size(), 1u);
  // Sites and fibres are common knowledge.
  EXPECT_EQ(Must(history(Viewer::Public(), RecordKind::kBackboneSite, "A")).size(), 1u);
  EXPECT_EQ(Must(history(Viewer::Public(), RecordKind::kFibre, "A>B#1")).size(), 1u);
  EXPECT_FALSE(history(Viewer::Public(), RecordKind::kFibre, "A>B#2"));
  EXPECT_EQ(Must(Read(Viewer::Public()).CountRecords()).of(RecordKind::kFibre), 1);
}

// The owner is the one that stays, whatever is put meanwhile, until the merge is undone.
TEST_F(BackboneStore, AMergedOwnerIsTheOneThatStaysUntilTheMergeIsUndone) {
  BackboneFlow flow = MakeFlow("w-1");
  flow.ownership = {.owner = {2}, .audience = Audience::kAlliance};
  WriteAll(*store_, flow);
  Write([&](Writer& writer) { MustOk(writer.PutPlacement("w-1", "{}")); });
  int64_t merge = 0;
  Write([&](Writer& writer) {
    merge = Must(writer.Merge({.stays = {3}, .goes = {2}, .decided_by = "office", .note = ""}));
  });
  StoredFlow merged = Load().flows.at(0);
  EXPECT_EQ(merged.record.ownership.owner, OrganisationId{3});
  EXPECT_EQ(merged.owner_name, "丙公司");
  EXPECT_EQ(merged.owner_city, RegionCode{330100});
  EXPECT_EQ(merged.placement, "{}");
  EXPECT_EQ(Must(Read().BackboneVersion()), 3);

  // Files go on naming the one that went; whoever edits what he read names the one that stays.
  EXPECT_EQ(WriteAll(*store_, flow).Unchanged(), 1);
  merged.record.rank = 5;
  WriteAll(*store_, merged.record);
  EXPECT_EQ(Load().flows.at(0).record.ownership.owner, OrganisationId{3});
  BackboneFlow later = MakeFlow("w-2");
  later.ownership.owner = {2};
  WriteAll(*store_, later);
  EXPECT_EQ(Load().flows.at(1).record.ownership.owner, OrganisationId{3});
  Write([&](Writer& writer) {
    MustOk(writer.RemoveFlow("w-2"));
    MustOk(writer.UndoMerge({.merge = merge, .decided_by = "office", .note = ""}));
  });
  EXPECT_EQ(Load().flows.at(0).record.ownership.owner, OrganisationId{2});
  EXPECT_EQ(Load().flows.at(0).owner_name, "乙公司");
  MustOk(store_->CheckIntegrity());
}

TEST_F(BackboneStore, AMergeOverCitiesIsRefusedWhereAFlowIsShownToARegionAlone) {
  BackboneFlow flow = MakeFlow("w-1");
  flow.ownership = {.owner = {2}, .audience = Audience::kRegion};
  WriteAll(*store_, flow);
  Writer writer = Must(store_->Write({.source = "office"}));
  const auto merged = writer.Merge({.stays = {3}, .goes = {2}, .decided_by = "office", .note = ""});
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error().code, ErrorCode::kConflict);
  EXPECT_EQ(merged.error().place.value, "backbone_flow");
}

TEST(BackboneMigration, ADatabaseMadeBeforeTheBackboneHasNoneAndTakesOne) {
  const TempFolder folder;
  {
    const auto database = Must(Database::Open(folder.Url("old.db"), {}));
    const auto connection = Must(database->Connect(Access::kWrite));
    const std::span<const Migration> all = Migrations();
    const auto step = std::find_if(all.begin(), all.end(),
                                   [](const Migration& one) { return one.name == "backbone"; });
    ASSERT_NE(step, all.end());
    MustOk(Migrate(*connection, all.first(static_cast<size_t>(step - all.begin())), 1));
    MustOk(connection->Execute(
        "INSERT INTO import_run (id, started_ms, finished_ms, source, inserted, updated, "
        "unchanged) VALUES (5, 1, 2, 'old', 3, 0, 0)"));
  }
  const auto store = Must(Store::Open(folder.Url("old.db"), TestOptions()));
  EXPECT_EQ(Must(Must(store->Read(Viewer::Office())).LoadBackbone()).version, 0);
  BackboneFlow flow = MakeFlow("w-1");
  flow.ownership = {};
  WriteAll(*store, MakeSite("A"), flow);
  Reader reader = Must(store->Read(Viewer::Office()));
  EXPECT_EQ(Must(reader.LoadBackbone()).version, 1);
  const auto runs = Must(reader.ImportRuns());
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[1].inserted, 3);
  EXPECT_EQ(runs[1].removed, 0);
}

}  // namespace
}  // namespace lianmeng::store
