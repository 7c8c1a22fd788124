// Stable matchings against all matchings there are, and the checker against what is wrong.
#include "assign/stable_matching.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "assign/stable_checker.h"
#include "base/random.h"

namespace lianmeng::assign {
namespace {

// The definition, word for word: no two that are not paired would both rather be.
bool IsStable(const StableProblem& problem, uint32_t set) {
  const auto& edges = problem.pairs.edges;
  const auto in = [&](size_t e) { return (set >> e & 1) != 0; };
  const auto would = [&](size_t e, auto end_of, auto score_of, int64_t room) {
    int64_t held = 0;
    bool has_worse = false;
    for (size_t f = 0; f < edges.size(); ++f) {
      if (!in(f) || end_of(f) != end_of(e)) continue;
      ++held;
      has_worse |= score_of(f) < score_of(e);
    }
    return held < room || has_worse;
  };
  const auto need_of = [&](size_t e) { return edges[e].need; };
  const auto offer_of = [&](size_t e) { return edges[e].offer; };
  const auto need_score = [&](size_t e) { return edges[e].score; };
  const auto offer_score = [&](size_t e) { return problem.offer_score[e]; };
  std::vector<int64_t> need = problem.pairs.need_quantity, offer = problem.pairs.offer_capacity;
  for (size_t e = 0; e < edges.size(); ++e) {
    if (!in(e)) continue;
    if (need_score(e) <= 0 || offer_score(e) <= 0) return false;
    if (--need[need_of(e)] < 0 || --offer[offer_of(e)] < 0) return false;
  }
  for (size_t e = 0; e < edges.size(); ++e) {
    if (in(e) || need_score(e) <= 0 || offer_score(e) <= 0) continue;
    const int64_t quantity = problem.pairs.need_quantity[need_of(e)];
    const int64_t capacity = problem.pairs.offer_capacity[offer_of(e)];
    if (quantity == 0 || capacity == 0) continue;
    if (would(e, need_of, need_score, quantity) && would(e, offer_of, offer_score, capacity)) {
      return false;
    }
  }
  return true;
}

std::vector<uint32_t> Members(uint32_t set) {
  std::vector<uint32_t> members;
  for (uint32_t e = 0; e < 32; ++e) {
    if ((set >> e & 1) != 0) members.push_back(e);
  }
  return members;
}

// Everyone wants one: ranks (need's of the offer, offer's of the need) as in the paper, 1 is best.
StableProblem FromRanks(const std::vector<std::vector<std::pair<int, int>>>& ranks) {
  StableProblem problem;
  problem.pairs.need_quantity.assign(ranks.size(), 1);
  problem.pairs.offer_capacity.assign(ranks[0].size(), 1);
  for (uint32_t n = 0; n < ranks.size(); ++n) {
    for (uint32_t o = 0; o < ranks[n].size(); ++o) {
      problem.pairs.edges.push_back({n, o, 100 - ranks[n][o].first});
      problem.offer_score.push_back(100 - ranks[n][o].second);
    }
  }
  return problem;
}

// The proposers' score of each proposer in a matching; 0 without a pair.
std::vector<int64_t> Gets(const StableProblem& problem, Proposer proposer,
                          const std::vector<uint32_t>& chosen) {
  const bool needs = proposer == Proposer::kNeeds;
  std::vector<int64_t> gets(
      (needs ? problem.pairs.need_quantity : problem.pairs.offer_capacity).size(), 0);
  for (const uint32_t e : chosen) {
    const AssignmentEdge& edge = problem.pairs.edges[e];
    gets[needs ? edge.need : edge.offer] = needs ? edge.score : problem.offer_score[e];
  }
  return gets;
}

TEST(StableMatching, OfGaleAndShapleysExampleIsBestForWhoProposes) {
  // Example 1 of the paper of 1962.
  const StableProblem problem =
      FromRanks({{{1, 3}, {2, 2}, {3, 1}}, {{3, 1}, {1, 3}, {2, 2}}, {{2, 2}, {3, 1}, {1, 3}}});
  EXPECT_EQ(MatchStably(problem, Proposer::kNeeds), (std::vector<uint32_t>{0, 4, 8}));
  EXPECT_EQ(MatchStably(problem, Proposer::kOffers), (std::vector<uint32_t>{2, 3, 7}));
  int stable = 0;
  for (uint32_t set = 0; set < 1U << 9; ++set) stable += IsStable(problem, set);
  EXPECT_EQ(stable, 3) << "as the paper counts";
}

StableProblem RandomProblem(Random& random, int64_t capacity_max, int64_t levels) {
  StableProblem problem;
  const uint32_t needs = 1 + static_cast<uint32_t>(random.Below(4));
  const uint32_t offers = 1 + static_cast<uint32_t>(random.Below(4));
  const auto capacity = [&] {
    return static_cast<int64_t>(random.Below(static_cast<uint64_t>(capacity_max) + 1));
  };
  for (uint32_t n = 0; n < needs; ++n) problem.pairs.need_quantity.push_back(capacity());
  for (uint32_t o = 0; o < offers; ++o) problem.pairs.offer_capacity.push_back(capacity());
  const auto score = [&] {
    return static_cast<int64_t>(random.Below(static_cast<uint64_t>(levels))) - 1;
  };
  for (uint32_t n = 0; n < needs; ++n) {
    for (uint32_t o = 0; o < offers && problem.pairs.edges.size() < 10; ++o) {
      if (!random.Chance(0.8)) continue;
      problem.pairs.edges.push_back({n, o, score()});
      problem.offer_score.push_back(score());
    }
  }
  return problem;
}

TEST(StableMatching, IsOneOfAllStableMatchingsOfRandomProblemsAndTheCheckerKnowsEach) {
  for (uint64_t seed = 1; seed <= 3000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    // Few levels give ties, many none.
    const StableProblem problem = RandomProblem(random, 1 + seed % 3, seed % 2 == 0 ? 4 : 1000);
    const size_t edges = problem.pairs.edges.size();
    for (const Proposer proposer : {Proposer::kNeeds, Proposer::kOffers}) {
      const std::vector<uint32_t> chosen = MatchStably(problem, proposer);
      uint32_t set = 0;
      for (const uint32_t e : chosen) set |= 1U << e;
      EXPECT_TRUE(IsStable(problem, set));
      EXPECT_TRUE(CheckStable(problem, chosen).ok());
    }
    if (seed % 10 != 0) continue;
    for (uint32_t set = 0; set < 1U << edges; ++set) {
      ASSERT_EQ(CheckStable(problem, Members(set)).ok(), IsStable(problem, set)) << "set " << set;
    }
  }
}

TEST(StableMatching, GivesEveryProposerTheBestOfAllStableMatchings) {
  for (uint64_t seed = 1; seed <= 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed * 31);
    StableProblem problem = RandomProblem(random, 1, 1'000'000);  // no ties to speak of
    for (const Proposer proposer : {Proposer::kNeeds, Proposer::kOffers}) {
      const std::vector<int64_t> best = Gets(problem, proposer, MatchStably(problem, proposer));
      for (uint32_t set = 0; set < 1U << problem.pairs.edges.size(); ++set) {
        if (!IsStable(problem, set)) continue;
        const std::vector<int64_t> other = Gets(problem, proposer, Members(set));
        for (size_t i = 0; i < best.size(); ++i) EXPECT_GE(best[i], other[i]);
      }
    }
  }
}

TEST(StableChecker, NamesWhatDoesNotHold) {
  const StableProblem problem = FromRanks({{{1, 1}, {2, 2}}, {{1, 2}, {2, 1}}});
  EXPECT_TRUE(CheckStable(problem, {0, 3}).ok());
  EXPECT_EQ(CheckStable(problem, {1, 2}).error().place.field, "edge");
  EXPECT_EQ(CheckStable(problem, {1, 2}).error().place.line, 1);
  EXPECT_EQ(CheckStable(problem, {0, 0}).error().place.line, 2);
  EXPECT_EQ(CheckStable(problem, {9}).error().place.field, "chosen");
  EXPECT_EQ(CheckStable(problem, {0, 1}).error().place.line, 2);
}

}  // namespace
}  // namespace lianmeng::assign
