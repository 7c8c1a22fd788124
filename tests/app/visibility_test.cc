// A private record shows in no list, count, search rank, figure or match of one who may not see it.

#include <gtest/gtest.h>

#include <algorithm>

#include "app/chain_map.h"
#include "app/directory.h"
#include "app/needs.h"
#include "app/overview.h"
#include "app/risk_board.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;

class Visibility : public lianmeng::testing::TinyRegion {
 protected:
  Viewer ViewerOf(const std::string& text) { return Must(platform_->ParseViewer(text)); }

  OrganisationPage Directory(const std::string& viewer, const std::string& text) {
    DirectoryQuery query;
    query.text = text;
    return Must(ListOrganisations(*platform_, ViewerOf(viewer), query));
  }

  static bool Mentions(const Json& json, const std::string& word) {
    return json.dump().find(word) != std::string::npos;
  }
};

TEST_F(Visibility, PrivateOrganisationIsInNobodyElsesDirectory) {
  for (const char* viewer : {"public", "office", "A1"}) {
    const OrganisationPage page = Directory(viewer, "");
    EXPECT_FALSE(Mentions(ToJson(page), "隐泽")) << viewer;
    EXPECT_EQ(page.total, std::string(viewer) == "public" ? 7 : 8) << viewer;
    EXPECT_EQ(Directory(viewer, "隐泽").total, 0) << viewer;
    EXPECT_EQ(Directory(viewer, "秘密项目").total, 0) << viewer;
    int64_t in_cities = 0;
    for (const Facet& facet : page.facets.city) in_cities += facet.count;
    EXPECT_EQ(in_cities, page.total) << viewer;
  }
  EXPECT_EQ(Directory("X1", "隐泽").total, 1);
}

TEST_F(Visibility, PrivateRecordsMoveNoFigure) {
  for (const char* viewer : {"public", "office", "A1"}) {
    const auto analysis = As(viewer);
    const Overview overview = Must(MakeOverview(*analysis));
    EXPECT_EQ(overview.counts.needs, std::string(viewer) == "public" ? 1 : 2) << viewer;
    const ChainDetail chain = Must(GetChain(*analysis, "robot"));
    for (const ChainNode& node : chain.nodes) {
      if (node.product.name.zh == "谐波减速器") {
        EXPECT_EQ(node.makers, 2) << viewer;
      }
    }
    EXPECT_FALSE(Mentions(ToJson(overview), "隐泽")) << viewer;
    EXPECT_FALSE(Mentions(ToJson(chain), "隐泽")) << viewer;
  }
  const ChainDetail own = Must(GetChain(*As("X1"), "robot"));
  const auto reducer = std::find_if(own.nodes.begin(), own.nodes.end(), [](const ChainNode& node) {
    return node.product.name.zh == "谐波减速器";
  });
  EXPECT_EQ(reducer->makers, 3);
}

TEST_F(Visibility, PrivateOfferIsNoMatchForOthersAndOneForItsOwner) {
  const auto matches_of = [&](const std::string& viewer, const std::string& key) {
    const auto analysis = As(viewer);
    for (const Need& need : analysis->snapshot().needs) {
      if (need.key == key) return Must(MatchNeed(*analysis, need.id, platform_->Today(), 20));
    }
    ADD_FAILURE() << viewer << " does not see " << key;
    return NeedMatches{};
  };
  const NeedMatches office = matches_of("office", "A1-N1");
  // B1 and B2 make reducers; C1 and C2 make motors, a sibling of them (docs/matching.md).
  EXPECT_EQ(office.matches.size(), 4u);
  EXPECT_FALSE(Mentions(ToJson(office), "隐形减速器"));
  // B1's private motor line: no candidate for A2's need but in the eyes of B1.
  EXPECT_FALSE(Mentions(ToJson(matches_of("office", "A2-N1")), "未公开的电机产线"));
  EXPECT_TRUE(Mentions(ToJson(matches_of("B1", "A2-N1")), "未公开的电机产线"));
}

TEST_F(Visibility, PrivateNeedAndLinkAreSeenByTheirEndsAlone) {
  EXPECT_EQ(As("office")->snapshot().links.size(), 4u);
  EXPECT_EQ(As("E1")->snapshot().links.size(), 5u) << "its owner";
  EXPECT_EQ(As("B1")->snapshot().links.size(), 5u) << "its customer";
  EXPECT_EQ(Must(Search(*platform_, ViewerOf("office"), "隐秘", 10)).needs.size(), 0u);
  EXPECT_EQ(Must(Search(*platform_, ViewerOf("X1"), "隐秘", 10)).needs.size(), 1u);
}

TEST_F(Visibility, AbsentAndHiddenCannotBeToldApart) {
  const OrganisationId hidden = As("X1")->snapshot().organisations.back().id;
  const auto of_hidden = GetOrganisation(*platform_, ViewerOf("office"), hidden);
  const auto of_absent =
      GetOrganisation(*platform_, ViewerOf("office"), OrganisationId{hidden.value + 12345});
  ASSERT_FALSE(of_hidden.ok());
  ASSERT_FALSE(of_absent.ok());
  EXPECT_EQ(of_hidden.error().code, of_absent.error().code);
  EXPECT_EQ(of_hidden.error().message, of_absent.error().message);
}

TEST_F(Visibility, RanksOfWhatIsSeenDoNotDependOnWhatIsHidden) {
  const std::string with_hidden = ToJson(Directory("office", "机器人")).dump();
  // The same region without the hidden organisation and its records: same keys, same order.
  lianmeng::testing::TemporaryFolder folder;
  for (const auto& entry :
       std::filesystem::directory_iterator(lianmeng::testing::SourcePath("tests/data/tiny"))) {
    std::istringstream lines(lianmeng::testing::ReadFile(entry.path().string()));
    std::string kept;
    for (std::string line; std::getline(lines, line);) {
      if (line.find("X1") == std::string::npos) kept += line + "\n";
    }
    lianmeng::testing::WriteFile(folder / entry.path().filename().string(), kept);
  }
  const auto other = Must(Platform::Open("sqlite:" + (folder / "other.db"), {.clock = &clock_}));
  ASSERT_TRUE(Must(ImportRegion(*other, {.folder = folder.path()}, Progress::None())).applied);
  DirectoryQuery query;
  query.text = "机器人";
  const OrganisationPage seen = Directory("office", "机器人");
  const OrganisationPage alone = Must(ListOrganisations(*other, Viewer::Office(), query));
  ASSERT_EQ(seen.items.size(), alone.items.size());
  for (size_t i = 0; i < seen.items.size(); ++i) EXPECT_EQ(seen.items[i].key, alone.items[i].key);
}

}  // namespace
}  // namespace lianmeng::app
