// The demo backbone and its flows (data/delta/backbone): what they promise, and that the command of
// docs/formats/backbone.md gives the same bytes again.
#include "app/generate_flows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <queue>
#include <set>

#include "network/cycles.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::ReadFile;
using lianmeng::testing::SourcePath;
using lianmeng::testing::TemporaryFolder;
using network::SiteIndex;

class DemoBackbone : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<NetworkInput> input = ReadNetwork({.topology = SourcePath("data/delta/backbone"),
                                              .flows = SourcePath("data/delta/backbone/flows.csv")},
                                             {}, Progress::None());
    ASSERT_TRUE(input.ok()) << input.error().Describe(Language::kEnglish);
    input_ = std::move(*input);
    ASSERT_EQ(input_.errors.count, 0) << input_.errors.first[0].message.en;
    EXPECT_EQ(input_.warning_count, 0) << input_.warnings[0].message.en;
  }

  SiteIndex Site(const std::string& id) {
    const auto& sites = input_.backbone.sites;
    return static_cast<SiteIndex>(std::find(sites.begin(), sites.end(), id) - sites.begin());
  }
  bool AreJoined(SiteIndex a, SiteIndex b) {
    return std::any_of(input_.backbone.links.begin(), input_.backbone.links.end(),
                       [&](const network::Link& link) { return link.from == a && link.to == b; });
  }

  // The shortest path by fibre: its links.
  std::vector<network::LinkIndex> ShortestPath(SiteIndex from, SiteIndex to) {
    const network::Backbone& backbone = input_.backbone;
    std::vector<int64_t> metres(backbone.sites.size(), INT64_MAX);
    std::vector<network::LinkIndex> by(backbone.sites.size());
    using Entry = std::pair<int64_t, SiteIndex>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    metres[from] = 0;
    open.emplace(0, from);
    while (!open.empty()) {
      const auto [so_far, at] = open.top();
      open.pop();
      for (network::LinkIndex l = 0; l < backbone.links.size(); ++l) {
        const network::Link& link = backbone.links[l];
        if (link.from != at || so_far + link.fibre_m >= metres[link.to]) continue;
        metres[link.to] = so_far + link.fibre_m;
        by[link.to] = l;
        open.emplace(metres[link.to], link.to);
      }
    }
    std::vector<network::LinkIndex> path;
    for (SiteIndex at = to; at != from; at = backbone.links[by[at]].from) path.push_back(by[at]);
    return path;
  }

  NetworkInput input_;
};

TEST_F(DemoBackbone, FlowsAreWhatTheDocumentedCommandMakes) {
  const TemporaryFolder folder;
  const auto report = GenerateFlows({.files = {.topology = SourcePath("data/delta/backbone")},
                                     .flows = {.count = 2'000, .seed = 1},
                                     .out = folder / "flows.csv"},
                                    Progress::None());
  ASSERT_TRUE(report.ok()) << report.error().Describe(Language::kEnglish);
  EXPECT_TRUE(ReadFile(folder / "flows.csv") ==
              ReadFile(SourcePath("data/delta/backbone/flows.csv")))
      << "lianmeng network generate flows --topology data/delta/backbone --count 2000 --seed 1";
}

TEST_F(DemoBackbone, HasFortyCitiesEachWithTwoWaysOutThatShareNothing) {
  EXPECT_EQ(input_.sites.size(), 40U);
  // No city whose loss parts the others.
  for (SiteIndex lost = 0; lost < 40; ++lost) {
    std::set<SiteIndex> reached = {lost == 0 ? 1U : 0U};
    for (bool has_grown = true; has_grown;) {
      has_grown = false;
      for (const network::Link& link : input_.backbone.links) {
        if (link.to == lost || link.from == lost || !reached.contains(link.from)) continue;
        has_grown |= reached.insert(link.to).second;
      }
    }
    EXPECT_EQ(reached.size(), 39U) << input_.sites[lost].id;
  }
}

TEST_F(DemoBackbone, HoldsTheLoopAndTheRingOfThePublishedTests) {
  const std::vector<std::string> loop = {
      "Nanjing", "Hefei",   "Luan",   "Wuhan", "Xinyang", "Zhengzhou", "Handan", "Shijiazhuang",
      "Beijing", "Tianjin", "Dezhou", "Jinan", "Jining",  "Xuzhou",    "Bengbu", "Nanjing"};
  const std::vector<std::string> ring = {
      "Nanjing", "Yangzhou", "Taizhou-Jiangsu", "Nantong",   "Shanghai",
      "Suzhou",  "Wuxi",     "Changzhou",       "Zhenjiang", "Nanjing"};
  for (const auto& way : {loop, ring}) {
    for (size_t i = 1; i < way.size(); ++i) {
      EXPECT_TRUE(AreJoined(Site(way[i - 1]), Site(way[i]))) << way[i - 1] << " " << way[i];
    }
  }
}

TEST_F(DemoBackbone, HasAShortestPathOfElevenHopsAndTwoThousandKilometres) {
  const auto path = ShortestPath(Site("Taizhou-Zhejiang"), Site("Beijing"));
  int64_t metres = 0;
  for (const network::LinkIndex l : path) metres += input_.backbone.links[l].fibre_m;
  EXPECT_GE(path.size(), 11U);
  EXPECT_GT(metres, 2'000'000);
}

TEST_F(DemoBackbone, LengthsAreEstimatedFromTheCoordinatesAndSaySo) {
  for (size_t l = 0; l < input_.links.size(); ++l) {
    const network::Link& link = input_.backbone.links[l];
    const double km =
        DistanceKm(*input_.sites[link.from].position, *input_.sites[link.to].position);
    EXPECT_TRUE(input_.links[l].is_length_estimated);
    EXPECT_NEAR(static_cast<double>(*input_.links[l].map_m) / 1'000, km, 0.1);
    EXPECT_NE(input_.links[l].source.find("estimated"), std::string::npos);
  }
  for (const NetworkSite& site : input_.sites) EXPECT_NE(site.source, "");
}

TEST_F(DemoBackbone, CarriesItsFlowsOnShortestPathsWithinWhatIsReserved) {
  std::vector<double> used(
      input_.backbone.links.size());  // share of the reserved bytes, on average
  std::map<std::pair<SiteIndex, SiteIndex>, std::vector<network::LinkIndex>> paths;
  for (const network::FlowRequest& flow : input_.flows) {
    auto& path = paths[{flow.source, flow.destination}];
    if (path.empty()) path = ShortestPath(flow.source, flow.destination);
    for (const network::LinkIndex l : path) {
      const auto cycles = static_cast<double>(flow.interval_ns / input_.backbone.system.cycle_ns);
      used[l] += static_cast<double>(network::BurstBytes(flow)) / cycles /
                 static_cast<double>(
                     network::CycleCapacityBytes(input_.backbone.links[l], input_.backbone.system));
    }
  }
  const auto fullest = std::max_element(used.begin(), used.end());
  const network::Link& link = input_.backbone.links[static_cast<size_t>(fullest - used.begin())];
  EXPECT_LT(*fullest, 0.9) << input_.sites[link.from].id << " " << input_.sites[link.to].id;
  EXPECT_GT(*fullest, 0.2) << "a backbone that is hardly used shows little";
}

}  // namespace
}  // namespace lianmeng::app
