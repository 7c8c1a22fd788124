// Assignments under rules, held to every set of pairs of small problems and to their own checker.

#include "assign/ruled_assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "assign/assignment.h"
#include "assign/reference_ruled.h"
#include "assign/ruled_checker.h"
#include "assign/synthetic_pairs.h"
#include "base/random.h"

namespace lianmeng::assign {
namespace {

// A small problem with limits, floors and pairs that must be, drawn so that about a third is impossible.
RuledProblem RandomProblem(Random& random) {
  RuledProblem problem;
  const uint32_t needs = 1 + static_cast<uint32_t>(random.Below(4));
  const uint32_t offers = 1 + static_cast<uint32_t>(random.Below(4));
  for (uint32_t i = 0; i < needs; ++i) {
    problem.pairs.need_quantity.push_back(static_cast<int64_t>(random.Below(3)));
  }
  for (uint32_t j = 0; j < offers; ++j) {
    problem.pairs.offer_capacity.push_back(static_cast<int64_t>(random.Below(3)));
  }
  for (uint32_t i = 0; i < needs; ++i) {
    for (uint32_t j = 0; j < offers; ++j) {
      if (random.Below(10) < 3 || problem.pairs.edges.size() == 12) continue;
      const int64_t score = static_cast<int64_t>(random.Below(12)) - 1;
      problem.pairs.edges.push_back({i, j, score * kScoreUnit / 7});
    }
  }
  const size_t edges = problem.pairs.edges.size();
  const auto some = [&](uint64_t of_ten) {
    std::vector<uint32_t> chosen;
    for (uint32_t e = 0; e < edges; ++e) {
      if (random.Below(10) < of_ten) chosen.push_back(e);
    }
    return chosen;
  };
  if (random.Below(3) == 0) problem.must = some(1);
  const uint64_t rules = random.Below(4);
  for (uint64_t r = 0; r < rules; ++r) {
    switch (random.Below(3)) {
      case 0:
        problem.rules.push_back(AtMost(some(5), static_cast<int64_t>(random.Below(3))));
        break;
      case 1:
        problem.rules.push_back(AtLeast(some(4), static_cast<int64_t>(random.Below(3))));
        break;
      default:
        problem.rules.push_back(
            AtLeastShare(edges, some(4), {static_cast<int32_t>(random.Below(6)), 5}));
    }
  }
  return problem;
}

TEST(RuledAssignment, AgreesWithEverySetOfPairsOfSmallProblems) {
  Random random(20261128);
  int impossible = 0, by_search = 0, by_prices = 0;
  for (int round = 0; round < 6000; ++round) {
    const RuledProblem problem = RandomProblem(random);
    ASSERT_TRUE(Validate(problem)) << round;
    const std::optional<int64_t> best = ReferenceRuledTotal(problem);
    const auto result = AssignUnderRules(problem, {}, Progress::None());
    ASSERT_TRUE(result) << round << " " << result.error().Describe(Language::kEnglish);
    if (!best) {
      ++impossible;
      ASSERT_EQ(result->outcome, RuledOutcome::kImpossible) << round;
      if (result->impossible_is_proven) {
        EXPECT_TRUE(CheckImpossible(problem, result->assignment.prices)) << round;
      }
      continue;
    }
    ASSERT_TRUE(result->outcome == RuledOutcome::kOptimal ||
                result->outcome == RuledOutcome::kOptimalBySearch)
        << round << " " << static_cast<int>(result->outcome);
    EXPECT_EQ(result->assignment.primal, *best) << round;
    EXPECT_GE(result->assignment.bound, *best) << round;
    const Status checked = CheckRuled(problem, result->assignment);
    EXPECT_TRUE(checked) << round << " " << checked.error().Describe(Language::kEnglish);
    ++(result->outcome == RuledOutcome::kOptimal ? by_prices : by_search);
  }
  EXPECT_GT(impossible, 500);
  EXPECT_GT(by_prices, 1000);
  EXPECT_GT(by_search, 10);
}

TEST(RuledAssignment, WithoutRulesIsTheAssignmentWithItsExactProof) {
  const auto pairs = GeneratePairs({.needs = 60, .offers = 40, .candidates = 8, .seed = 3});
  ASSERT_TRUE(pairs);
  const auto free = Assign(*pairs, Progress::None());
  const auto ruled =
      AssignUnderRules({.pairs = *pairs, .must = {}, .rules = {}}, {}, Progress::None());
  ASSERT_TRUE(free && ruled);
  EXPECT_EQ(ruled->outcome, RuledOutcome::kOptimal);
  EXPECT_EQ(ruled->assignment.primal, free->primal);
  EXPECT_TRUE(CheckRuled({.pairs = *pairs, .must = {}, .rules = {}}, ruled->assignment));
}

// A limit for each organisation of a side keeps the program a network, whose optimum is whole: prices
// alone must prove it.
TEST(RuledAssignment, ProvesLimitsOfOrganisationsByPricesAlone) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const auto pairs = GeneratePairs({.needs = 120, .offers = 90, .candidates = 12, .seed = seed});
    ASSERT_TRUE(pairs);
    RuledProblem problem{.pairs = *pairs, .must = {}, .rules = {}};
    for (uint32_t organisation = 0; organisation < 30; ++organisation) {
      std::vector<uint32_t> of_organisation;
      for (uint32_t e = 0; e < pairs->edges.size(); ++e) {
        if (pairs->edges[e].offer % 30 == organisation) of_organisation.push_back(e);
      }
      problem.rules.push_back(AtMost(of_organisation, 2));
    }
    const auto result = AssignUnderRules(problem, {}, Progress::None());
    ASSERT_TRUE(result);
    EXPECT_EQ(result->outcome, RuledOutcome::kOptimal);
    EXPECT_EQ(result->assignment.chosen.size(), 60U);
    EXPECT_TRUE(CheckRuled(problem, result->assignment));
  }
}

TEST(RuledAssignment, SaysWhichRulesContradict) {
  RuledProblem problem{.pairs = {.need_quantity = {1, 1}, .offer_capacity = {1, 1}, .edges = {}},
                       .must = {},
                       .rules = {}};
  problem.pairs.edges = {{0, 0, 500'000}, {0, 1, 400'000}, {1, 0, 300'000}, {1, 1, 200'000}};
  problem.rules = {AtMost({0, 1}, 5), AtMost({0, 1, 2, 3}, 1), AtLeast({0, 3}, 2)};
  const auto result = AssignUnderRules(problem, {}, Progress::None());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->outcome, RuledOutcome::kImpossible);
  EXPECT_TRUE(result->impossible_is_proven);
  EXPECT_EQ(result->conflict_rules, (std::vector<uint32_t>{1, 2}));
  EXPECT_TRUE(CheckImpossible(problem, result->assignment.prices));
}

TEST(RuledAssignment, SaysWhichPairsThatMustBeDoNotFit) {
  RuledProblem problem{.pairs = {.need_quantity = {1}, .offer_capacity = {1, 1}, .edges = {}},
                       .must = {0, 1},
                       .rules = {}};
  problem.pairs.edges = {{0, 0, 500'000}, {0, 1, 400'000}};
  const auto result = AssignUnderRules(problem, {}, Progress::None());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->outcome, RuledOutcome::kImpossible);
  EXPECT_EQ(result->conflict_musts, (std::vector<uint32_t>{0, 1}));
  EXPECT_TRUE(CheckImpossible(problem, result->assignment.prices));
}

// A problem with an answer, to be spoilt.
struct Answered {
  RuledProblem problem;
  RuledAssignment answer;
};
Answered Solved() {
  Answered answered;
  answered.problem.pairs = {.need_quantity = {1, 2}, .offer_capacity = {2, 1}, .edges = {}};
  answered.problem.pairs.edges = {
      {0, 0, 900'000}, {0, 1, 800'000}, {1, 0, 700'000}, {1, 1, 100'000}};
  answered.problem.must = {3};
  answered.problem.rules = {AtMost({0, 2}, 1)};
  const auto result = AssignUnderRules(answered.problem, {}, Progress::None());
  EXPECT_TRUE(result);
  EXPECT_EQ(result->assignment.chosen, (std::vector<uint32_t>{0, 3}));
  EXPECT_EQ(result->outcome, RuledOutcome::kOptimal);
  answered.answer = result->assignment;
  return answered;
}

TEST(RuledChecker, RefusesEveryChangeOfAPrice) {
  const Answered good = Solved();
  ASSERT_TRUE(CheckRuled(good.problem, good.answer));
  std::vector<int64_t> RulePrices::*const sides[] = {&RulePrices::need, &RulePrices::offer,
                                                     &RulePrices::rule};
  for (const auto side : sides) {
    for (size_t i = 0; i < (good.answer.prices.*side).size(); ++i) {
      RuledAssignment spoilt = good.answer;
      (spoilt.prices.*side)[i] = -1;
      EXPECT_FALSE(CheckRuled(good.problem, spoilt));
      spoilt = good.answer;
      (spoilt.prices.*side).pop_back();
      EXPECT_FALSE(CheckRuled(good.problem, spoilt));
    }
  }
  for (const int64_t by : {-1, 1}) {
    RuledAssignment spoilt = good.answer;
    spoilt.bound += by;
    EXPECT_FALSE(CheckRuled(good.problem, spoilt));
    spoilt = good.answer;
    spoilt.primal += by;
    EXPECT_FALSE(CheckRuled(good.problem, spoilt));
  }
}

TEST(RuledChecker, RefusesEverySetOfPairsThatBreaksARule) {
  const Answered good = Solved();
  const auto& edges = good.problem.pairs.edges;
  for (uint32_t set = 0; set < 16; ++set) {
    RuledAssignment other = good.answer;
    other.chosen.clear();
    other.primal = 0;
    for (uint32_t e = 0; e < 4; ++e) {
      if ((set >> e & 1) == 0) continue;
      other.chosen.push_back(e);
      other.primal += edges[e].score;
    }
    const bool allowed = set == 8 || set == 9 || set == 12;  // pair 3, alone or with 0 or with 2
    EXPECT_EQ(CheckRuled(good.problem, other).ok(), allowed) << set;
  }
}

TEST(RuledChecker, IsNotOvercomeByRecordsOfAnySize) {
  const Answered good = Solved();
  RuledAssignment large = good.answer;
  large.prices.rule[0] = INT64_MAX;
  large.prices.need = {INT64_MAX, INT64_MAX};
  EXPECT_FALSE(CheckRuled(good.problem, large));
  RuledProblem beyond = good.problem;
  beyond.rules[0].terms.push_back({99, 1});
  EXPECT_FALSE(CheckRuled(beyond, good.answer));
  EXPECT_FALSE(Validate(beyond));
  beyond = good.problem;
  beyond.must = {7};
  EXPECT_FALSE(CheckRuled(beyond, good.answer));
  EXPECT_FALSE(Validate(beyond));
  beyond = good.problem;
  beyond.pairs.edges[0].offer = 9;
  EXPECT_FALSE(CheckRuled(beyond, good.answer));
}

TEST(BadInput, RuledProblemsAreRefusedByFieldAndValue) {
  RuledProblem problem = Solved().problem;
  problem.pairs.edges[1].score = 10'001 * kScoreUnit;
  EXPECT_EQ(Validate(problem).error().place.field, "score");
  problem = Solved().problem;
  problem.must = {3, 3};
  EXPECT_EQ(Validate(problem).error().place.field, "must");
  problem = Solved().problem;
  problem.rules[0].terms[0].weight = 0;
  EXPECT_EQ(Validate(problem).error().place.field, "rule");
  EXPECT_EQ(Validate(problem).error().place.value, "0");
}

}  // namespace
}  // namespace lianmeng::assign
