// Measures and risk runs: what is kept, for how long, and who may read it.
#include <algorithm>

#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

constexpr int64_t kDayMs = 24LL * 3600 * 1000;

class RiskStore : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteAll(*store_, MakeProduct(1, "减速器"), MakeProduct(2, "轴承"),
             Chain{.id = {1}, .key = "robot", .name = {"机器人", "Robots"}},
             MakeOrganisation(1, "甲公司"), MakeOrganisation(2, "乙公司"));
  }

  Reader Read() { return Must(store_->Read(Viewer::Office())); }

  bool Record(const RiskRun& run) {
    Writer writer = Must(store_->Write({.source = "risk"}));
    const bool recorded = Must(writer.PutRiskRun(run));
    Must(writer.Commit());
    return recorded;
  }

  static RiskRun MakeRun(double severity) {
    RiskRun run{.data_version = 1, .rule = "rule", .mode = "mode"};
    run.points.push_back({.chain = {1},
                          .product = {1},
                          .level = RiskLevel::kRed,
                          .score = 5,
                          .severity_largest_maker = severity,
                          .severity_largest_city = severity / 2,
                          .severity_outside = 0.001,
                          .gravest = RiskLossKind::kLargestMaker,
                          .makers_effective = 2.5,
                          .known_purchases_share = 0.4,
                          .known_capacity_share = 0.9});
    run.points.push_back({.chain = {1}, .product = {2}});
    return run;
  }

  FixedClock clock_{1'793'000'000'000};
  std::unique_ptr<Store> store_ =
      Must(Store::Open("sqlite::memory:", {.clock = &clock_, .seed = 7}));
};

TEST_F(RiskStore, ARunComesBackAsItWasPut) {
  const RiskRun run = MakeRun(0.25);
  EXPECT_TRUE(Record(run));
  Reader reader = Read();
  const auto runs = Must(reader.RiskRuns(10));
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].at_ms, clock_.NowMs());
  EXPECT_EQ(runs[0].data_version, 1);
  EXPECT_EQ(runs[0].rule, "rule");
  EXPECT_EQ(runs[0].mode, "mode");
  EXPECT_EQ(Must(reader.RiskRunPoints(runs[0].id)), run.points);
  const auto history = Must(reader.RiskHistory({1}, {1}));
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].point, run.points[0]);
  EXPECT_EQ(history[0].at_ms, clock_.NowMs());
}

TEST_F(RiskStore, ARunThatSaysTheSameIsNotRecordedAndMovesNoVersion) {
  const int64_t version = Must(store_->DataVersion());
  EXPECT_TRUE(Record(MakeRun(0.25)));
  RiskRun later = MakeRun(0.25);
  later.data_version = 9;  // other data, same result
  EXPECT_FALSE(Record(later));
  EXPECT_EQ(Must(Read().RiskRuns(10)).size(), 1u);
  EXPECT_TRUE(Record(MakeRun(0.24)));
  EXPECT_TRUE(Record(MakeRun(0.25)));  // back again: differs from the newest
  RiskRun other_mode = MakeRun(0.25);
  other_mode.mode = "certified";
  EXPECT_TRUE(Record(other_mode));
  EXPECT_EQ(Must(Read().RiskRuns(10)).size(), 4u);
  EXPECT_EQ(Must(store_->DataVersion()), version);
}

TEST_F(RiskStore, ARunThatRefersToNothingLeavesNoTrace) {
  {
    RiskRun run = MakeRun(0.25);
    run.points[1].product = {77};
    Writer writer = Must(store_->Write({.source = "risk"}));
    EXPECT_EQ(writer.PutRiskRun(run).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(writer.Commit().error().code, ErrorCode::kConflict);
  }
  EXPECT_TRUE(Must(Read().RiskRuns(10)).empty());
}

TEST_F(RiskStore, TheNewestHundredRunsAreKeptAndBeforeThemOneAMonth) {
  // Three a day for 200 days: 600 runs.
  const int64_t start = clock_.NowMs();
  for (int i = 0; i < 600; ++i) {
    clock_.Set(start + i * kDayMs / 3);
    ASSERT_TRUE(Record(MakeRun(0.1 + i * 1e-4)));
  }
  const auto runs = Must(Read().RiskRuns(1000));
  // 34 days are the newest hundred; of the 167 days before them each month's last.
  EXPECT_GE(runs.size(), 100u + 5);
  EXPECT_LE(runs.size(), 100u + 7);
  for (size_t i = 100; i + 1 < runs.size(); ++i) {
    EXPECT_GT(runs[i].at_ms - runs[i + 1].at_ms, 27 * kDayMs);
    EXPECT_LT(runs[i].at_ms - runs[i + 1].at_ms, 32 * kDayMs);
  }
  for (size_t i = 0; i < 99; ++i) EXPECT_EQ(runs[i].at_ms - runs[i + 1].at_ms, kDayMs / 3);
  EXPECT_EQ(Must(Read().RiskHistory({1}, {1})).size(), runs.size());
  // Eleven years later only what is new is left.
  clock_.Set(start + 11 * 366 * kDayMs);
  for (int i = 0; i < 101; ++i) {
    clock_.Set(clock_.NowMs() + 1000);
    ASSERT_TRUE(Record(MakeRun(0.3 + i * 1e-4)));
  }
  EXPECT_EQ(Must(Read().RiskRuns(1000)).size(), 100u);
}

TEST_F(RiskStore, APointAtATimeIsThatOfTheRunInForceThen) {
  const int64_t start = clock_.NowMs();
  Record(MakeRun(0.25));
  clock_.Set(start + kDayMs);
  Record(MakeRun(0.125));
  Reader reader = Read();
  const auto severity = [&](int64_t time) {
    return Must(reader.RiskPointAt({1}, {1}, time))->point.severity();
  };
  EXPECT_EQ(severity(start), 0.25);
  EXPECT_EQ(severity(start + kDayMs - 1), 0.25);
  EXPECT_EQ(severity(start + kDayMs), 0.125);
  EXPECT_EQ(severity(start + 9 * kDayMs), 0.125);
  EXPECT_EQ(severity(start - kDayMs), 0.25);  // before the first run: the first
  EXPECT_FALSE(Must(reader.RiskPointAt({1}, {99}, start)).has_value());
}

TEST_F(RiskStore, OnlyTheOfficeReadsRuns) {
  Record(MakeRun(0.25));
  const int64_t run = Must(Read().RiskRuns(1))[0].id;
  for (const Viewer& viewer : {Viewer::Public(), Must(store_->ViewerFor({1}))}) {
    Reader reader = Must(store_->Read(viewer));
    EXPECT_EQ(reader.RiskRuns(1).error().code, ErrorCode::kPermissionDenied);
    EXPECT_EQ(reader.RiskRunPoints(run).error().code, ErrorCode::kPermissionDenied);
    EXPECT_EQ(reader.RiskHistory({1}, {1}).error().code, ErrorCode::kPermissionDenied);
    EXPECT_EQ(reader.RiskPointAt({1}, {1}, 0).error().code, ErrorCode::kPermissionDenied);
  }
}

TEST_F(RiskStore, EveryFieldOfAMeasureComesBackAndItsVersionCountsChanges) {
  Measure measure = MakeMeasure(5);
  measure.kind = MeasureKind::kSecure;
  measure.state = MeasureState::kDone;
  measure.note = "说明";
  measure.responsible = "专班";
  measure.responsible_organisation = {1};
  measure.organisations = {{1}, {2}};
  measure.due = Date::Parse("2026-12-31");
  measure.cost_fen = 12345;
  measure.computed = {0.3, 0.1, RiskLevel::kRed, RiskLevel::kNone};
  measure.computed_by = "repair";
  measure.seen = {0.3, 0.2, RiskLevel::kRed, RiskLevel::kOrange};
  measure.started_ms = 1;
  measure.ended_ms = 2;
  measure.effect_note = "成效";
  const int64_t version = Must(store_->DataVersion());
  WriteAll(*store_, measure);
  store::MeasureRow row = Must(Read().GetMeasure({5}));
  EXPECT_EQ(row.record, measure);
  EXPECT_EQ(row.version, 1);
  EXPECT_EQ(row.chain_key, "robot");
  EXPECT_EQ(row.product.name.zh, "减速器");
  WriteAll(*store_, measure);
  EXPECT_EQ(Must(Read().GetMeasure({5})).version, 1);
  measure.note = "改";
  WriteAll(*store_, measure);
  row = Must(Read().GetMeasure({5}));
  EXPECT_EQ(row.version, 2);
  EXPECT_EQ(row.record, measure);
  // Nothing is computed from measures: what was computed stays good.
  EXPECT_EQ(Must(store_->DataVersion()), version);
  const auto changes = Must(Read().History({.kind = RecordKind::kMeasure, .id = 5}));
  ASSERT_EQ(changes.size(), 2u);
  ASSERT_EQ(changes[0].fields.size(), 1u);
  EXPECT_EQ(changes[0].fields[0].field, "note");
}

TEST_F(RiskStore, AWriterFindsMeasuresByIdAndKey) {
  Measure measure = MakeMeasure(5);
  measure.ownership = {.owner = {1}, .audience = Audience::kPrivate};
  WriteAll(*store_, measure);
  Writer writer = Must(store_->Write({.source = "test"}));
  EXPECT_EQ(Must(writer.FindMeasure(MeasureId{5}))->record, measure);
  EXPECT_EQ(Must(writer.FindMeasure("measure-5"))->version, 1);
  EXPECT_FALSE(Must(writer.FindMeasure(MeasureId{6})).has_value());
  EXPECT_FALSE(Must(writer.FindMeasure("nothing")).has_value());
}

TEST_F(RiskStore, MeasuresAreListedOpenFirstThenByDueDate) {
  const auto put = [&](int64_t id, MeasureState state, const char* due) {
    Measure measure = MakeMeasure(id);
    measure.state = state;
    measure.kind = id % 2 == 0 ? MeasureKind::kAdd : MeasureKind::kStrengthen;
    measure.product = {id < 4 ? 1 : 2};
    measure.due = Date::Parse(due);
    WriteAll(*store_, measure);
  };
  put(1, MeasureState::kDone, "2026-01-01");
  put(2, MeasureState::kProposed, "");
  put(3, MeasureState::kInProgress, "2026-09-01");
  put(4, MeasureState::kAdopted, "2026-03-01");
  put(5, MeasureState::kDropped, "2025-01-01");
  Reader reader = Read();
  const auto ids = [&](const MeasureFilter& filter) {
    std::vector<int64_t> found;
    PageRequest page{.limit = 2};
    while (true) {
      const auto got = Must(reader.ListMeasures(filter, page));
      for (const auto& row : got.rows) found.push_back(row.record.id.value);
      if (got.next_cursor.empty()) return found;
      page.cursor = got.next_cursor;
    }
  };
  using Ids = std::vector<int64_t>;
  EXPECT_EQ(ids({}), (Ids{4, 3, 2, 5, 1}));
  EXPECT_EQ(ids({.product = {2}}), (Ids{4, 5}));
  EXPECT_EQ(ids({.chains = {{9}}}), Ids{});
  EXPECT_EQ(ids({.kinds = {MeasureKind::kAdd}}), (Ids{4, 2}));
  EXPECT_EQ(ids({.states = {MeasureState::kDone, MeasureState::kDropped}}), (Ids{5, 1}));
  const Date june = *Date::Parse("2026-06-01");
  EXPECT_EQ(ids({.overdue_on = june}), Ids{4});
  const MeasureCounts counts = Must(reader.CountMeasures({}, june));
  for (const int64_t count : counts.by_state) EXPECT_EQ(count, 1);
  EXPECT_EQ(counts.overdue, 1);
  EXPECT_EQ(Must(reader.CountMeasures({.product = {1}}, june)).overdue, 0);
}

}  // namespace
}  // namespace lianmeng::store
