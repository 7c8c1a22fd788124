// Who can meet a need in words: by which evidence, in which order, for whom; and the directory's
// filters on a snapshot against those of the store.

#include "app/find_makers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/organisation_filter.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;

class FindMakersTest : public lianmeng::testing::TinyRegion {
 protected:
  Viewer ViewerOf(const std::string& text) { return Must(platform_->ParseViewer(text)); }
  MakerList Find(const std::string& viewer, DirectoryQuery query) {
    return Must(ListMakers(*platform_, ViewerOf(viewer), query));
  }
  static std::vector<std::string> Keys(const MakerList& list) {
    std::vector<std::string> keys;
    for (const Maker& maker : list.items) keys.push_back(maker.organisation.key);
    return keys;
  }
  static int64_t CountOf(const MakerList& list, const std::string& evidence) {
    for (const Facet& facet : list.evidence) {
      if (facet.code == evidence) return facet.count;
    }
    return -1;
  }
};

TEST_F(FindMakersTest, ThoseWhoMakeItComeFirstThenTheNextBySharedWords) {
  const MakerList list = Find("office", {.text = "谐波减速器", .order = "evidence"});
  ASSERT_GE(list.items.size(), 2u);
  std::vector<std::string> makers{list.items[0].organisation.key, list.items[1].organisation.key};
  std::sort(makers.begin(), makers.end());
  EXPECT_EQ(makers, (std::vector<std::string>{"B1", "B2"}));
  EXPECT_EQ(CountOf(list, "makes"), 2);
  for (const Maker& maker : list.items) {
    EXPECT_EQ(maker.makes_it, maker.evidence == "makes");
    if (maker.makes_it) {
      EXPECT_DOUBLE_EQ(maker.likeness, 1);
      EXPECT_EQ(maker.product->name.zh, "谐波减速器");
    }
    EXPECT_FALSE(maker.reason.zh.empty());
  }
  int64_t counted = 0;
  for (const Facet& evidence : list.evidence) counted += evidence.count;
  EXPECT_EQ(counted, list.total);
}

TEST_F(FindMakersTest, AParagraphThatHoldsANameIsLikeIt) {
  const MakerList list = Find(
      "office",
      {.text = "我们想找能长期供应谐波减速器的伙伴，用于六轴协作机械臂关节", .order = "evidence"});
  ASSERT_FALSE(list.items.empty());
  EXPECT_EQ(list.items[0].evidence, "like");
  EXPECT_GE(list.items[0].likeness, 2.0 / 3);  // docs/retrieval.md
  EXPECT_EQ(list.items[0].product->name.zh, "谐波减速器");
}

TEST_F(FindMakersTest, ANameOrAKeyFindsItsOrganisationFirst) {
  for (const char* text : {"科锋精密", "B1"}) {
    const MakerList list = Find("office", {.text = text});
    ASSERT_FALSE(list.items.empty()) << text;
    EXPECT_EQ(list.items[0].organisation.key, "B1") << text;
    EXPECT_EQ(list.items[0].evidence, "named") << text;
  }
}

// X1 makes the reducer too, and B1 a motor: both in private.
TEST_F(FindMakersTest, APrivateMakerIsFoundByItselfAlone) {
  for (const char* viewer : {"public", "office", "A1"}) {
    const std::vector<std::string> keys = Keys(Find(viewer, {.text = "谐波减速器"}));
    EXPECT_EQ(std::count(keys.begin(), keys.end(), "X1"), 0) << viewer;
    EXPECT_EQ(CountOf(Find(viewer, {.text = "谐波减速器"}), "makes"), 2) << viewer;
    EXPECT_EQ(Find(viewer, {.text = "隐形减速器"}).items.front().makes_it, false) << viewer;
  }
  EXPECT_EQ(CountOf(Find("X1", {.text = "谐波减速器"}), "makes"), 3);
}

TEST_F(FindMakersTest, FiltersNarrowTheListAndItsCounts) {
  const MakerList hefei = Find("office", {.text = "谐波减速器", .cities = {"340100"}});
  for (const Maker& maker : hefei.items) EXPECT_EQ(maker.organisation.city->code, "340100");
  EXPECT_EQ(CountOf(hefei, "makes"), 1);
  ASSERT_EQ(hefei.facets.city.size(), 1u);
  EXPECT_EQ(hefei.facets.city[0].code, "340100");
  const auto wrong =
      ListMakers(*platform_, ViewerOf("office"), {.text = "电机", .scales = {"vast"}});
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().place.field, "scale");
  EXPECT_EQ(wrong.error().place.value, "vast");
  EXPECT_EQ(ListMakers(*platform_, ViewerOf("office"), {.text = "电机", .order = "name"})
                .error()
                .place.field,
            "order");
}

// Every filter of one value, and pairs of them, for every kind of viewer.
TEST_F(FindMakersTest, FiltersOfASnapshotAgreeWithTheDirectory) {
  const std::vector<DirectoryQuery> queries = {
      {},
      {.cities = {"320500"}},
      {.cities = {"310100", "340100"}},
      {.provinces = {"320000"}},
      {.cities = {"340100"}, .provinces = {"310000"}},
      {.chains = {"robot"}},
      {.titles = {"high_tech"}},
      {.titles = {"high_tech", "little_giant"}},
      {.scales = {"medium"}},
      {.scales = {"small", "large"}},
      {.kinds = {"enterprise"}},
      {.kinds = {"university"}},
      {.provinces = {"340000"}, .scales = {"small"}},
      {.chains = {"robot"}, .titles = {"chain_leader"}, .scales = {"large"}},
  };
  for (const char* viewer : {"public", "office", "A1", "X1"}) {
    const auto analysis = As(viewer);
    const Snapshot& snapshot = analysis->snapshot();
    for (size_t q = 0; q < queries.size(); ++q) {
      const auto filter = Must(OrganisationFilterOf(snapshot, queries[q]));
      std::vector<std::string> fitting;
      std::vector<uint32_t> indices;
      for (uint32_t i = 0; i < snapshot.organisations.size(); ++i) {
        if (!Fits(snapshot, filter, i)) continue;
        fitting.push_back(snapshot.organisations[i].key);
        indices.push_back(i);
      }
      const OrganisationPage page =
          Must(ListOrganisations(*platform_, ViewerOf(viewer), queries[q]));
      std::vector<std::string> listed;
      for (const OrganisationRow& row : page.items) listed.push_back(row.key);
      std::sort(fitting.begin(), fitting.end());
      std::sort(listed.begin(), listed.end());
      EXPECT_EQ(fitting, listed) << viewer << ", filter " << q;
      EXPECT_EQ(ToJson(FacetsOf(snapshot, indices)), ToJson(page.facets)) << viewer << " " << q;
    }
  }
}

}  // namespace
}  // namespace lianmeng::app
