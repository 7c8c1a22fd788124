// Paths one after the other, and pairs that share nothing, against all there are.

#include "network/paths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "tests/network/random_backbone.h"

namespace lianmeng::network {
namespace {

// Every path that passes no site twice, by length.
std::vector<std::pair<int64_t, Path>> AllPaths(const Backbone& backbone, const PathFinder& finder,
                                               SiteIndex from, SiteIndex to) {
  std::vector<std::pair<int64_t, Path>> paths;
  std::vector<bool> passed(backbone.sites.size(), false);
  Path path;
  std::function<void(SiteIndex)> go_on = [&](SiteIndex site) {
    if (site == to) {
      paths.push_back({finder.LengthOf(path), path});
      return;
    }
    passed[site] = true;
    for (LinkIndex l = 0; l < backbone.links.size(); ++l) {
      if (backbone.links[l].from != site || passed[backbone.links[l].to]) continue;
      path.push_back(l);
      go_on(backbone.links[l].to);
      path.pop_back();
    }
    passed[site] = false;
  };
  go_on(from);
  std::ranges::sort(paths);
  return paths;
}

bool ShareNothing(const Backbone& backbone, const Path& a, const Path& b, Protection protection) {
  std::set<std::pair<SiteIndex, SiteIndex>> fibres;
  std::set<SiteIndex> sites;
  const auto fibre = [&](LinkIndex l) {
    const Link& link = backbone.links[l];
    return std::pair<SiteIndex, SiteIndex>(std::min(link.from, link.to),
                                           std::max(link.from, link.to));
  };
  for (const LinkIndex l : a) {
    fibres.insert(fibre(l));
    if (l != a.back()) sites.insert(backbone.links[l].to);
  }
  return std::ranges::none_of(b, [&](LinkIndex l) {
    return fibres.contains(fibre(l)) ||
           (protection == Protection::kNodeDisjoint && sites.contains(backbone.links[l].to));
  });
}

TEST(Paths, ComeInOrderOfLengthEachOnceAndAllOfThem) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Backbone backbone =
        testing::RandomBackbone(random, {.sites = 5 + seed % 2, .extra_fibres = 3});
    const PathFinder finder(backbone);
    const auto all = AllPaths(backbone, finder, 0, 2);
    PathRanking ranking(finder, 0, 2);
    for (const auto& [length, path] : all) {
      const std::optional<Path> next = ranking.Next();
      ASSERT_TRUE(next.has_value());
      EXPECT_EQ(finder.LengthOf(*next), length);
    }
    EXPECT_FALSE(ranking.Next().has_value());
  }
}

TEST(Paths, TheFirstPairHasTheLeastSumOfAllPairs) {
  int found = 0;
  for (uint64_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Backbone backbone = testing::RandomBackbone(random, {.sites = 6, .extra_fibres = 2});
    const PathFinder finder(backbone);
    for (const Protection protection : {Protection::kLinkDisjoint, Protection::kNodeDisjoint}) {
      const auto all = AllPaths(backbone, finder, 0, 3);
      int64_t least = INT64_MAX;
      for (const auto& [length, path] : all) {
        for (const auto& [other_length, other] : all) {
          if (length + other_length < least && ShareNothing(backbone, path, other, protection)) {
            least = length + other_length;
          }
        }
      }
      PairRanking ranking(finder, 0, 3, protection);
      std::set<PathPair> seen;
      for (bool is_first = true; const std::optional<PathPair> pair = ranking.Next();
           is_first = false) {
        const int64_t sum = finder.LengthOf(pair->first) + finder.LengthOf(pair->second);
        if (is_first) {
          EXPECT_EQ(sum, least);
        }
        EXPECT_TRUE(ShareNothing(backbone, pair->first, pair->second, protection));
        EXPECT_TRUE(seen.insert(*pair).second);
      }
      EXPECT_EQ(seen.empty(), least == INT64_MAX);
      found += seen.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(found, 100);
}

// Two trunks with rungs: one pair, and paths without number.
TEST(Paths, ALadderWithOnePairIsSoonLookedThrough) {
  Backbone backbone;
  constexpr SiteIndex kRungs = 20;
  const auto join = [&](SiteIndex a, SiteIndex b) {
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      Link link;
      link.from = from;
      link.to = to;
      link.fibre_m = 1'000;
      link.rate_bps = 100'000'000'000;
      link.delay_ns_min = link.delay_ns_max = 7'000;
      backbone.links.push_back(link);
    }
  };
  for (SiteIndex i = 0; i < kRungs; ++i) {
    if (i > 0) join(2 * i - 2, 2 * i);
    if (i > 0) join(2 * i - 1, 2 * i + 1);
    join(2 * i, 2 * i + 1);
  }
  for (SiteIndex i = 0; i < 2 * kRungs; ++i) backbone.sites.push_back(std::to_string(i));
  const PathFinder finder(backbone);
  PairRanking ranking(finder, 0, 2 * kRungs - 1, Protection::kNodeDisjoint);
  int pairs = 0;
  while (ranking.Next()) ++pairs;
  EXPECT_GE(pairs, 1);
  EXPECT_LE(pairs, 17);
}

}  // namespace
}  // namespace lianmeng::network
