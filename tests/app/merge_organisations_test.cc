// Merging two organisations as people do it: what each viewer is told, what an import does afterwards,
// and that nothing hidden shows by way of a merge.
#include "app/merge_organisations.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/decide_duplicates.h"
#include "app/directory.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;
using lianmeng::testing::ReadFile;
using lianmeng::testing::SourcePath;
using lianmeng::testing::TemporaryFolder;
using lianmeng::testing::WriteFile;

class Merging : public lianmeng::testing::TinyRegion {
 protected:
  Viewer ViewerOf(const std::string& text) { return Must(platform_->ParseViewer(text)); }

  MergeRow Merge(const std::string& stays, const std::string& goes) {
    return Must(MergeOrganisations(*platform_, Viewer::Office(), {stays, goes, "同一地址"}));
  }

  OrganisationId Find(const std::string& text, const std::string& viewer = "office") {
    return Must(FindOrganisation(*platform_, ViewerOf(viewer), text));
  }

  ErrorCode CodeOf(const Result<MergeRow>& result) {
    EXPECT_FALSE(result.ok());
    return result.ok() ? ErrorCode::kInternal : result.error().code;
  }

  int64_t Found(const std::string& viewer, const std::string& text) {
    DirectoryQuery query;
    query.text = text;
    return Must(ListOrganisations(*platform_, ViewerOf(viewer), query)).total;
  }

  std::vector<std::string> AllIds(const std::string& viewer) {
    std::vector<std::string> ids;
    for (const Organisation& record : As(viewer)->snapshot().organisations) {
      ids.push_back(record.id.ToString());
    }
    return ids;
  }

  Result<ImportReport> ImportAgain(const std::string& table, const std::string& from,
                                   const std::string& to) {
    TemporaryFolder folder;
    std::filesystem::copy(SourcePath("tests/data/tiny"), folder / "t");
    std::string text = ReadFile(folder / ("t/" + table));
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    WriteFile(folder / ("t/" + table), text);
    return ImportRegion(*platform_, {.folder = folder / "t"}, Progress::None());
  }
};

TEST_F(Merging, EitherKeyIdAndNameFindTheOneThatStays) {
  const OrganisationId gone = Find("B2");
  const int64_t version = Must(platform_->store().DataVersion());
  const MergeRow row = Merge("B1", "B2");
  EXPECT_GT(Must(platform_->store().DataVersion()), version);
  EXPECT_EQ(row.stays.key, "B1");
  EXPECT_EQ(row.goes.key, "B2");
  EXPECT_EQ(row.now.key, "B1");
  EXPECT_EQ(Find("B2"), Find("B1"));
  EXPECT_EQ(Find(gone.ToString()), Find("B1"));
  EXPECT_EQ(Must(platform_->ParseViewer("B2")).organisation, Find("B1"));
  EXPECT_EQ(Found("public", "明驰精工"), 1);
  EXPECT_EQ(Found("public", "B2"), 1);
  const OrganisationDetail detail =
      Must(GetOrganisation(*platform_, ViewerOf("public"), OrganisationId{gone}));
  EXPECT_EQ(detail.name, "苏州科锋精密有限公司（样例）");
  EXPECT_EQ(detail.offers.size(), 2u);
  EXPECT_NE(std::find(detail.aliases.begin(), detail.aliases.end(), "明驰精工"),
            detail.aliases.end());
}

TEST_F(Merging, AnImportByEitherKeyChangesTheMergedRecordAndBringsNoneBack) {
  Merge("B1", "B2");
  const size_t count = AllIds("office").size();
  const ImportReport same =
      Must(ImportRegion(*platform_, {.folder = SourcePath("tests/data/tiny")}, Progress::None()));
  EXPECT_TRUE(same.applied);
  for (const auto& table : same.tables) {
    EXPECT_EQ(table.inserted + table.updated, 0) << table.table;
  }
  const ImportReport changed =
      Must(ImportAgain("organisations.csv", "明驰精工,,340100", "明驰新材,,340100"));
  EXPECT_TRUE(changed.applied);
  EXPECT_EQ(AllIds("office").size(), count);
  EXPECT_EQ(Found("office", "明驰新材"), 1);
  // What came under the key while the two were one stays with it when they part.
  const MergeList merges = Must(ListMerges(*platform_, Viewer::Office(), {}));
  Must(UndoMerge(*platform_, Viewer::Office(), merges.items.front().id, "两家"));
  EXPECT_EQ(AllIds("office").size(), count + 1);
  const auto office = As("office");
  const Snapshot& snapshot = office->snapshot();
  const Organisation& back = snapshot.organisations[snapshot.OrganisationIndex(Find("B2"))];
  EXPECT_EQ(back.short_name, "明驰新材");
  EXPECT_EQ(back.name, "合肥明驰精工有限公司（样例）");
}

TEST_F(Merging, LinksThatFallTogetherAreShownOnceAndPartAgain) {
  const auto supplies = [this] {
    const auto office = As("office");
    const Snapshot& snapshot = office->snapshot();
    std::vector<int64_t> values;
    for (const Link& link : snapshot.links) {
      if (link.supplier == Find("B1")) values.push_back(link.value_fen_year / 100);
    }
    std::sort(values.begin(), values.end());
    return values;
  };
  EXPECT_EQ(supplies(), (std::vector<int64_t>{20'000'000, 90'000'000}));
  const MergeRow two = Merge("A1", "A2");
  EXPECT_EQ(supplies(), (std::vector<int64_t>{90'000'000}));  // observed before declared
  const MergeRow all = Merge("A1", "B1");
  EXPECT_TRUE(supplies().empty());                            // nobody supplies himself
  Must(UndoMerge(*platform_, Viewer::Office(), two.id, ""));  // not the last: in any order
  EXPECT_EQ(Find("A2", "public"), Find("A2"));
  EXPECT_NE(Find("A2"), Find("A1"));
  EXPECT_EQ(Find("B1"), Find("A1"));
  Must(UndoMerge(*platform_, Viewer::Office(), all.id, ""));
  EXPECT_EQ(supplies(), (std::vector<int64_t>{20'000'000, 90'000'000}));
}

TEST_F(Merging, TheNarrowerAudienceHoldsAndIsLiftedByUndoing) {
  ASSERT_EQ(Found("public", "B2"), 1);
  const MergeRow row = Merge("B2", "C2");  // public, alliance
  for (const char* text : {"B2", "C2"}) {
    EXPECT_EQ(Found("public", text), 0) << text;
    EXPECT_EQ(Found("A1", text), 1) << text;
  }
  EXPECT_TRUE(Must(ListMerges(*platform_, ViewerOf("public"), {})).items.empty());
  const Result<OrganisationSourcesView> hidden =
      ListSources(*platform_, ViewerOf("public"), Find("B2"));
  ASSERT_FALSE(hidden.ok());
  EXPECT_EQ(hidden.error().code, ErrorCode::kNotFound);
  // A member sees that they were merged, not what the office wrote about it.
  const MergeList told = Must(ListMerges(*platform_, ViewerOf("A1"), {}));
  ASSERT_EQ(told.items.size(), 1u);
  EXPECT_EQ(told.items[0].note, "");
  EXPECT_EQ(told.items[0].decided_by, "");
  Must(UndoMerge(*platform_, Viewer::Office(), row.id, ""));
  EXPECT_EQ(Found("public", "B2"), 1);
  EXPECT_EQ(Found("public", "C2"), 0);
  // Nor does the history of the public one tell of it.
  const OrganisationDetail detail =
      Must(GetOrganisation(*platform_, ViewerOf("public"), Find("B2")));
  EXPECT_EQ(ToJson(detail).dump().find("安特"), std::string::npos);
}

TEST_F(Merging, NobodyMergesOrFlagsWhatHeMayNotSee) {
  EXPECT_EQ(CodeOf(MergeOrganisations(*platform_, Viewer::Office(), {"A1", "X1", {}})),
            ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(MergeOrganisations(*platform_, ViewerOf("A1"), {"A1", "A2", {}})),
            ErrorCode::kPermissionDenied);
  EXPECT_EQ(CodeOf(MergeOrganisations(*platform_, Viewer::Office(), {"A1", "A1", {}})),
            ErrorCode::kInvalidArgument);
  Merge("B2", "C2");
  const Result<FlagRow> hidden = FlagMerge(*platform_, ViewerOf("public"), "B2", "两家");
  ASSERT_FALSE(hidden.ok());
  EXPECT_EQ(hidden.error().code, ErrorCode::kNotFound);
  const Result<FlagRow> single = FlagMerge(*platform_, ViewerOf("public"), "A1", "两家");
  ASSERT_FALSE(single.ok());
  EXPECT_EQ(single.error().code, ErrorCode::kConflict);
  EXPECT_EQ(Must(FlagMerge(*platform_, ViewerOf("A1"), "C2", "两家")).organisation.key, "B2");
  EXPECT_FALSE(ListFlags(*platform_, ViewerOf("A1")).ok());
}

TEST_F(Merging, AFlagIsClosedByTheOfficeOrByUndoing) {
  const MergeRow row = Merge("A1", "A2");
  const FlagRow first = Must(FlagMerge(*platform_, ViewerOf("public"), "A1", "地址不同"));
  const FlagRow second = Must(FlagMerge(*platform_, ViewerOf("B1"), "A2", "电话不同"));
  EXPECT_EQ(Must(DismissFlag(*platform_, Viewer::Office(), first.id)).state, "dismissed");
  EXPECT_FALSE(DismissFlag(*platform_, Viewer::Office(), first.id).ok());
  Must(UndoMerge(*platform_, Viewer::Office(), row.id, ""));
  for (const FlagRow& flag : Must(ListFlags(*platform_, Viewer::Office())).items) {
    EXPECT_EQ(flag.state, flag.id == second.id ? "undone" : "dismissed");
  }
  const Result<MergeRow> again = UndoMerge(*platform_, Viewer::Office(), row.id, "");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_F(Merging, TwentyFlagsOfOneOrganisationAreEnough) {
  Merge("A1", "A2");
  for (int i = 0; i < store::kOpenFlagsMax; ++i) {
    Must(FlagMerge(*platform_, ViewerOf("public"), "A1", std::to_string(i)));
  }
  const Result<FlagRow> more = FlagMerge(*platform_, ViewerOf("public"), "A1", "又");
  ASSERT_FALSE(more.ok());
  EXPECT_EQ(more.error().code, ErrorCode::kResourceExhausted);
}

TEST_F(Merging, TheOfficeMayShowAnotherSourcesValueAndGoBackToTheRule) {
  Merge("A1", "A2");
  const OrganisationId id = Find("A1");
  const auto name = [&] {
    const auto office = As("office");
    const Snapshot& snapshot = office->snapshot();
    return snapshot.organisations[snapshot.OrganisationIndex(id)].name;
  };
  const OrganisationSourcesView before = Must(ListSources(*platform_, Viewer::Office(), id));
  ASSERT_EQ(before.sources.size(), 2u);
  EXPECT_TRUE(before.merged);
  EXPECT_EQ(before.sources[0].trust, "sample");
  EXPECT_EQ(name(), "上海恒川机器人有限公司（样例）");
  const OrganisationSourcesView after =
      Must(ChooseField(*platform_, Viewer::Office(), id, {"name", before.sources[1].id}));
  const auto field = std::find_if(after.fields.begin(), after.fields.end(),
                                  [](const SourceField& one) { return one.field == "name"; });
  ASSERT_NE(field, after.fields.end());
  EXPECT_TRUE(field->chosen);
  EXPECT_EQ(field->shown, 1);
  EXPECT_EQ(name(), "苏州瑞达机器人有限公司（样例）");
  EXPECT_EQ(Found("public", "恒川机器人"), 1);  // the other name is an alias now
  Must(ChooseField(*platform_, Viewer::Office(), id, {"name", {}}));
  EXPECT_EQ(name(), "上海恒川机器人有限公司（样例）");
  const auto bad = [&](const FieldChoiceInput& input) {
    const auto refused = ChooseField(*platform_, Viewer::Office(), id, input);
    EXPECT_FALSE(refused.ok());
    return refused.ok() ? ErrorCode::kInternal : refused.error().code;
  };
  EXPECT_EQ(bad({"key", before.sources[1].id}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(bad({"name", Find("B1").ToString()}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(bad({"name_en", before.sources[1].id}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(bad({"name", "x"}), ErrorCode::kNotFound);
}

TEST_F(Merging, PairsDecidedToBeTwoAreNotMergedAndFollowTheirOrganisations) {
  Must(DecideApart(*platform_, Viewer::Office(), {"A2", "B1", "两家"}));
  EXPECT_EQ(CodeOf(MergeOrganisations(*platform_, Viewer::Office(), {"A2", "B1", {}})),
            ErrorCode::kConflict);
  const MergeRow row = Merge("A1", "A2");
  const ApartList list = Must(ListApart(*platform_, Viewer::Office()));
  ASSERT_EQ(list.items.size(), 1u);
  EXPECT_EQ(list.items[0].a.key, "A1");
  EXPECT_EQ(CodeOf(MergeOrganisations(*platform_, Viewer::Office(), {"B1", "A1", {}})),
            ErrorCode::kConflict);
  Must(UndoMerge(*platform_, Viewer::Office(), row.id, ""));
  EXPECT_EQ(Must(ListApart(*platform_, Viewer::Office())).items[0].a.key, "A2");
  Merge("B1", "A1");
}

TEST_F(Merging, RecordsForARegionAloneKeepTwoOfDifferentRegionsApart) {
  ASSERT_TRUE(
      Must(ImportAgain("offers.csv", "B2-1,B2,goods,reducer,,10000,1700,2000,20,0.5,,,1,public",
                       "B2-1,B2,goods,reducer,,10000,1700,2000,20,0.5,,,1,region"))
          .applied);
  const Result<MergeRow> refused =
      MergeOrganisations(*platform_, Viewer::Office(), {"B1", "B2", {}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_EQ(refused.error().place.value, "offer");
  Merge("B2", "D1");  // both in Hefei
}

TEST_F(Merging, ThePageOfPairsShowsBothSidesAndForgetsWhatWasDecided) {
  ASSERT_TRUE(Must(ImportAgain("organisations.csv", "X1,enterprise",
                               "A3,enterprise,恒川机器人（上海）有限公司,,,310100,,,,,,0,public\n"
                               "X1,enterprise"))
                  .applied);
  const DuplicatePage page = Must(ReviewDuplicates(*platform_, Viewer::Office(), {}));
  ASSERT_EQ(page.pairs, 1);
  const DuplicateCard& card = page.items.front();
  // Which of the two is named first is the ids' order.
  const bool first = card.a.key == "A1";
  EXPECT_EQ(card.a.key, first ? "A1" : "A3");
  EXPECT_EQ(card.b.key, first ? "A3" : "A1");
  EXPECT_EQ(card.suggested, first ? "b" : "a");  // the other is a sample
  double sum = 0;
  for (const NameScorePart& part : card.parts) sum += part.points;
  EXPECT_NEAR(sum, card.score, 1e-9);
  const auto field = [&](const std::string& name) {
    const auto found = std::find_if(card.fields.begin(), card.fields.end(),
                                    [&](const PairField& one) { return one.field == name; });
    EXPECT_NE(found, card.fields.end()) << name;
    return *found;
  };
  EXPECT_TRUE(field("name").differs);
  EXPECT_FALSE(field("region").differs);
  const PairField short_name = field("short_name");
  EXPECT_FALSE(first ? short_name.b : short_name.a);
  const PairField revenue = field("revenue_fen_year");
  const std::optional<TextPair>& stated = first ? revenue.a : revenue.b;
  ASSERT_TRUE(stated);
  EXPECT_EQ(stated->zh, "2,000,000,000");
  EXPECT_EQ(
      Must(ReviewDuplicates(*platform_, Viewer::Office(), {.limit = 1, .skip = 1})).items.size(),
      0u);
  Must(DecideApart(*platform_, Viewer::Office(), {"A1", "A3", ""}));
  const DuplicatePage decided = Must(ReviewDuplicates(*platform_, Viewer::Office(), {}));
  EXPECT_EQ(decided.pairs, 0);
  EXPECT_EQ(decided.decided, 1);
}

}  // namespace
}  // namespace lianmeng::app
