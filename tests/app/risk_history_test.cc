// What changed since the last run, and the measures whose effect is taken from the runs.

#include "app/risk_history.h"

#include <gtest/gtest.h>

#include "app/measures.h"
#include "app/risk_page.h"
#include "report/csv_writer.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;
using lianmeng::testing::SourcePath;
using lianmeng::testing::TemporaryFolder;

constexpr int64_t kDayMs = 24LL * 3600 * 1000;

class RiskHistoryTest : public lianmeng::testing::TinyRegion {
 protected:
  bool Record() { return Must(RecordRiskRun(*platform_, Progress::None())); }

  // A second maker of servo motors: the largest one's loss weighs less.
  void AddMaker() {
    store::Writer writer = Must(platform_->store().Write({.source = "test"}));
    Organisation maker{.key = "M9", .name = "新电机公司", .region = {320500}, .source = "test"};
    maker.id.value = writer.MakeId();
    maker.ownership = {.owner = maker.id, .audience = Audience::kPublic};
    Must(writer.Put(maker));
    Offer offer{.key = "M9-O1",
                .organisation = maker.id,
                .product = ProductOf("motor"),
                .capacity_year = 90000,
                .utilisation = 0.1,
                .source = "test"};
    offer.ownership = {.owner = maker.id, .audience = Audience::kPublic};
    Must(writer.Put(offer));
    Must(writer.Commit());
    clock_.Set(clock_.NowMs() + kDayMs);
  }

  ProductId ProductOf(const std::string& key) {
    const auto analysis = As("office");
    for (const Product& product : analysis->snapshot().products) {
      if (product.key == key) return product.id;
    }
    ADD_FAILURE() << key;
    return {};
  }

  RiskPointPage Points() {
    const RiskFilter all{.classes = {"red", "orange", "yellow", "none"}};
    const auto analysis = As("office");
    RiskPointPage page = Must(ListRiskPoints(*analysis, all, {}));
    EXPECT_TRUE(AddChanges(*platform_, *analysis, all, page).ok());
    return page;
  }

  static const RiskPointRow& RowOf(const RiskPointPage& page, ProductId product) {
    for (const RiskPointRow& row : page.items) {
      if (row.product.id == product.ToString()) return row;
    }
    ADD_FAILURE() << "no such row";
    return page.items.at(0);
  }

  MeasureInput Input(const std::string& title) {
    return {
        .chain = "robot", .product = ProductOf("motor").ToString(), .kind = "add", .title = title};
  }
  MeasureRow AddOne(const MeasureInput& input) {
    return Must(AddMeasures(*platform_, Viewer::Office(), {input})).measures.at(0);
  }
  Result<MeasureRow> Change(const MeasureRow& row, const MeasurePatch& patch) {
    return ChangeMeasure(*platform_, Viewer::Office(), MeasureId{*ParseIdValue(row.id)}, patch);
  }
};

TEST_F(RiskHistoryTest, WithoutAnEarlierRunNothingIsSaidToHaveChanged) {
  EXPECT_FALSE(Points().changes.has_value());
  EXPECT_TRUE(Record());
  EXPECT_FALSE(Record());  // nothing has changed
  EXPECT_FALSE(Points().changes.has_value());
  EXPECT_FALSE(Must(CompareRiskRuns(*platform_, *As("office"), {})).since.has_value());
}

TEST_F(RiskHistoryTest, ARecordedRunIsTheAnalysisRounded) {
  Record();
  const auto analysis = As("office");
  for (const RiskPointRow& row : Points().items) {
    const RiskHistory history = Must(HistoryOfRiskPoint(*platform_, *analysis, "robot",
                                                        ProductId{*ParseIdValue(row.product.id)}));
    ASSERT_EQ(history.runs.size(), 1u);
    EXPECT_EQ(history.runs[0].class_, row.class_);
    EXPECT_NEAR(history.runs[0].severity.largest_maker, row.severity.largest_maker, 0.5e-4);
    EXPECT_NEAR(history.runs[0].severity.largest_city, row.severity.largest_city, 0.5e-4);
    EXPECT_NEAR(history.runs[0].severity.outside, row.severity.outside, 0.5e-4);
    EXPECT_NEAR(history.runs[0].effective_makers, row.effective_makers, 0.5e-2);
    EXPECT_EQ(history.runs[0].at, FormatUtc(clock_.NowMs()));
  }
}

TEST_F(RiskHistoryTest, ANewMakerMakesItsPointBetterWhetherRecordedOrNot) {
  Record();
  const RiskPointPage before = Points();
  const std::string since = FormatUtc(clock_.NowMs());
  AddMaker();
  const RiskPointPage unrecorded = Points();
  EXPECT_TRUE(Record());
  const RiskPointPage recorded = Points();
  for (const RiskPointPage* page : {&unrecorded, &recorded}) {
    ASSERT_TRUE(page->changes.has_value());
    EXPECT_EQ(page->changes->since, since);
    const RiskPointRow& motor = RowOf(*page, ProductOf("motor"));
    ASSERT_TRUE(motor.change.has_value());
    EXPECT_TRUE(motor.change->kind == "better" || motor.change->kind == "gone")
        << motor.change->kind;
    EXPECT_EQ(motor.change->class_before, RowOf(before, ProductOf("motor")).class_);
    EXPECT_NEAR(*motor.change->severity_before,
                std::max({RowOf(before, ProductOf("motor")).severity.largest_maker,
                          RowOf(before, ProductOf("motor")).severity.largest_city}),
                1e-4);
    int64_t better = 0;
    for (const RiskPointRow& row : page->items) better += row.change->kind == "better" ? 1 : 0;
    EXPECT_EQ(page->changes->better, better);
  }
  const RiskChanges changes = Must(CompareRiskRuns(*platform_, *As("office"), {"robot"}));
  EXPECT_EQ(changes.since, since);
  EXPECT_FALSE(changes.method_changed);
  ASSERT_EQ(changes.chains.size(), 1u);
  EXPECT_EQ(changes.chains[0].counts.better, recorded.changes->better);
  for (const ChangedRiskPoint& point : changes.chains[0].points) EXPECT_NE(point.kind, "same");
  EXPECT_EQ(
      Must(HistoryOfRiskPoint(*platform_, *As("office"), "robot", ProductOf("motor"))).runs.size(),
      2u);
}

TEST_F(RiskHistoryTest, OthersThanTheOfficeAreToldNothing) {
  Record();
  AddMaker();
  Record();
  for (const char* viewer : {"public", "A1"}) {
    SCOPED_TRACE(viewer);
    const auto analysis = As(viewer);
    RiskPointPage page = Must(ListRiskPoints(*analysis, {}, {}));
    EXPECT_TRUE(AddChanges(*platform_, *analysis, {}, page).ok());
    EXPECT_FALSE(page.changes.has_value());
    for (const RiskPointRow& row : page.items) EXPECT_FALSE(row.change.has_value());
    EXPECT_EQ(CompareRiskRuns(*platform_, *analysis, {}).error().code,
              ErrorCode::kPermissionDenied);
    EXPECT_EQ(HistoryOfRiskPoint(*platform_, *analysis, "robot", ProductOf("motor")).error().code,
              ErrorCode::kPermissionDenied);
  }
}

TEST_F(RiskHistoryTest, TheEffectSeenIsTakenFromTheRunsAtStartAndEnd) {
  Record();
  MeasureInput input = Input("引入第二家电机厂");
  input.effect_computed =
      MeasureEffectInput{.severity_before = 0.87, .severity_after = 0.4, .class_after = "orange"};
  MeasureRow row = AddOne(input);
  EXPECT_EQ(row.state, "proposed");
  EXPECT_EQ(row.version, 1);
  EXPECT_EQ(row.effect_computed->severity_after, 0.4);
  EXPECT_FALSE(row.effect_computed->class_before.has_value());
  EXPECT_FALSE(row.effect_seen.has_value());
  const RiskPointRow before = RowOf(Points(), ProductOf("motor"));
  row = Must(Change(row, {.version = 1, .state = "in_progress"}));
  ASSERT_TRUE(row.effect_seen.has_value());
  EXPECT_EQ(row.effect_seen->class_before, before.class_);
  EXPECT_FALSE(row.effect_seen->class_after.has_value());
  const double start = *row.effect_seen->severity_before;

  AddMaker();
  Record();
  row = Must(Change(row, {.version = 2, .state = "done"}));
  const RiskPointRow after = RowOf(Points(), ProductOf("motor"));
  EXPECT_EQ(row.effect_seen->severity_before, start);
  EXPECT_EQ(row.effect_seen->class_after, after.class_);
  EXPECT_NEAR(
      *row.effect_seen->severity_after,
      std::max({after.severity.largest_maker, after.severity.largest_city, after.severity.outside}),
      1e-4);
  EXPECT_LT(*row.effect_seen->severity_after, start);
  EXPECT_TRUE(row.ended_at.has_value());

  row = Must(Change(row, {.version = 3, .state = "proposed"}));  // a step back forgets
  EXPECT_FALSE(row.effect_seen.has_value());
  EXPECT_FALSE(row.started_at.has_value());
  row = Must(Change(row, {.version = 4, .state = "done"}));  // at once: under way since entered
  EXPECT_EQ(row.effect_seen->severity_before, start);
  EXPECT_EQ(row.version, 5);
}

TEST_F(RiskHistoryTest, AnEffectWhoseDataCameLateIsTakenAgain) {
  Record();
  MeasureInput input = Input("第二家");
  input.state = "done";
  MeasureRow row = AddOne(input);
  EXPECT_EQ(row.effect_seen->severity_before, row.effect_seen->severity_after);
  AddMaker();
  Record();
  row = Must(Change(row, {.version = 1, .retake_effect = true}));
  EXPECT_LT(*row.effect_seen->severity_after, *row.effect_seen->severity_before);
  row = Must(Change(row, {.version = 2, .state = "in_progress"}));
  const auto refused = Change(row, {.version = 3, .retake_effect = true});
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
}

TEST_F(RiskHistoryTest, AStaleChangeIsRefusedWithWhatChanged) {
  const MeasureRow row = AddOne(Input("第二家"));
  Must(Change(row, {.version = 1, .responsible = "甲组", .due = {{"2027-01-31"}}}));
  Must(Change(row, {.version = 2, .note = "说明"}));
  const auto refused = Change(row, {.version = 1, .title = "改名"});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_EQ(refused.error().place.value, "3");
  for (const char* word : {"责任人", "完成期限", "说明"}) {
    EXPECT_NE(refused.error().message.zh.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(refused.error().message.zh.find("牵头机构"), std::string::npos);
  EXPECT_EQ(Must(GetMeasure(*platform_, Viewer::Office(), MeasureId{*ParseIdValue(row.id)})).title,
            "第二家");
}

TEST_F(RiskHistoryTest, NullEmptiesAndWhatIsLeftOutStays) {
  MeasureInput input = Input("第二家");
  input.due = "2026-10-25";  // yesterday
  input.cost_cny = 1234.56;
  input.responsible = "专班";
  MeasureRow row = AddOne(input);
  EXPECT_TRUE(row.overdue);
  EXPECT_EQ(row.cost_cny, 1234.56);
  row = Must(Change(
      row,
      {.version = 1, .due = std::optional<std::string>(), .cost_cny = std::optional<double>()}));
  EXPECT_FALSE(row.due.has_value());
  EXPECT_FALSE(row.overdue);
  EXPECT_FALSE(row.cost_cny.has_value());
  EXPECT_EQ(row.responsible, "专班");
  EXPECT_EQ(row.title, "第二家");
  const MeasureDetail detail =
      Must(GetMeasure(*platform_, Viewer::Office(), MeasureId{*ParseIdValue(row.id)}));
  ASSERT_EQ(detail.history.size(), 2u);
  EXPECT_EQ(detail.history[0].source, "office");
}

TEST_F(RiskHistoryTest, APlanIsTakenWholeOrNotAtAll) {
  const auto refused = [&](MeasureInput wrong, const char* place) {
    const auto result =
        AddMeasures(*platform_, Viewer::Office(), {Input("好的"), std::move(wrong)});
    ASSERT_FALSE(result.ok()) << place;
    EXPECT_EQ(result.error().place.field, place);
    EXPECT_EQ(Must(ListMeasures(*platform_, Viewer::Office(), {})).total, 0) << place;
  };
  MeasureInput wrong = Input("错");
  wrong.chain = "nothing";
  refused(wrong, "/measures/1/chain");
  wrong = Input("错");
  wrong.product = "12345";
  refused(wrong, "/measures/1/product");
  wrong = Input("错");
  wrong.organisations = {"42"};
  refused(wrong, "/measures/1/organisations");
  wrong = Input("错");
  wrong.due = "2026-02-30";
  refused(wrong, "/measures/1/due");
  wrong = Input("错");
  wrong.effect_computed = MeasureEffectInput{.class_after = "purple"};
  refused(wrong, "/measures/1/effect_computed/class_after");
  refused(Input(" "), "/measures/1/title");
  MeasureInput twice = Input("同号");
  twice.key = "K1";
  AddOne(twice);
  EXPECT_EQ(AddMeasures(*platform_, Viewer::Office(), {twice}).error().code, ErrorCode::kConflict);
}

TEST_F(RiskHistoryTest, OnlyTheOfficeWritesAndOthersSeeThePlanWithoutEffects) {
  Record();
  MeasureInput input = Input("公开的");
  input.audience = "public";
  input.effect_computed = MeasureEffectInput{.severity_before = 0.8};
  const MeasureRow shown = AddOne(input);
  MeasureInput hidden = Input("内部的");
  hidden.audience = "private";
  const MeasureRow secret = AddOne(hidden);
  for (const char* name : {"public", "A1"}) {
    const Viewer viewer = Must(platform_->ParseViewer(name));
    const MeasurePage page = Must(ListMeasures(*platform_, viewer, {}));
    ASSERT_EQ(page.items.size(), 1u) << name;
    EXPECT_EQ(page.counts.proposed, 1);
    EXPECT_EQ(page.items[0].title, "公开的");
    EXPECT_FALSE(page.items[0].effect_computed.has_value());
    EXPECT_FALSE(page.items[0].may_change);
    EXPECT_EQ(AddMeasures(*platform_, viewer, {Input("x")}).error().code,
              ErrorCode::kPermissionDenied);
    const auto change = [&](const MeasureRow& row) {
      return ChangeMeasure(*platform_, viewer, MeasureId{*ParseIdValue(row.id)},
                           {.version = 1, .title = "x"})
          .error()
          .code;
    };
    EXPECT_EQ(change(shown), ErrorCode::kPermissionDenied);
    EXPECT_EQ(change(secret), ErrorCode::kNotFound);
  }
}

TEST_F(RiskHistoryTest, ATableOfMeasuresKeepsTheEffectsOfThoseThatAreThere) {
  Record();
  const auto import = [&](const std::string& rows) {
    TemporaryFolder folder;
    lianmeng::testing::WriteFile(
        folder / "measures.csv",
        "key,chain,product,kind,title,organisations,due,state,cost_cny\n" + rows);
    return Must(ImportRegion(*platform_, {.folder = folder.path()}, Progress::None()));
  };
  const ImportReport first = import("K1,robot,motor,补链,第二家,A1;B1,2027-01-31,推进中,1.5万元\n");
  ASSERT_TRUE(first.applied);
  MeasurePage page = Must(ListMeasures(*platform_, Viewer::Office(), {}));
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].kind, "add");
  EXPECT_EQ(page.items[0].state, "in_progress");
  EXPECT_EQ(page.items[0].cost_cny, 15000);
  ASSERT_TRUE(page.items[0].effect_seen.has_value());
  const auto start = page.items[0].effect_seen->severity_before;
  Must(Change(page.items[0], {.version = 1, .effect_note = "初见成效"}));
  AddMaker();
  Record();
  ASSERT_TRUE(import("K1,robot,motor,补链,第二家电机厂,A1,2027-01-31,已完成,\n").applied);
  page = Must(ListMeasures(*platform_, Viewer::Office(), {}));
  EXPECT_EQ(page.items[0].title, "第二家电机厂");
  EXPECT_EQ(page.items[0].effect_note, "初见成效");
  EXPECT_EQ(page.items[0].effect_seen->severity_before, start);
  EXPECT_LT(*page.items[0].effect_seen->severity_after, *start);
  const ImportReport bad = import("K2,robot,nothing,补链,x,,,,\nK3,robot,motor,旁链,x,,,,\n");
  EXPECT_FALSE(bad.applied);
  EXPECT_EQ(bad.errors, 2);
  EXPECT_EQ(bad.first_issues[0].place.field, "product");
  EXPECT_EQ(bad.first_issues[1].place.value, "旁链");
}

TEST_F(RiskHistoryTest, ThePrintedPageHoldsPointsChangesAndMeasures) {
  Record();
  AddMaker();
  MeasureInput input = Input("<b>第二家</b>");
  input.responsible = "专班";
  AddOne(input);
  const std::string page = Must(RiskBoardPage(*platform_, *As("office"), {}, Language::kChinese));
  for (const char* text : {"断链风险板", "机器人", "谐波减速器", "较上次（2026-10-", "减轻",
                           "&lt;b&gt;第二家&lt;/b&gt;", "专班", "补链"}) {
    EXPECT_NE(page.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(page.find("<b>"), std::string::npos);
  const std::string english =
      Must(RiskBoardPage(*platform_, *As("office"), {.chains = {"robot"}}, Language::kEnglish));
  EXPECT_NE(english.find("Since the last run"), std::string::npos);
  const std::string outside =
      Must(RiskBoardPage(*platform_, *As("public"), {}, Language::kEnglish));
  EXPECT_EQ(outside.find("Since the last run"), std::string::npos);
}

}  // namespace
}  // namespace lianmeng::app
