// The assignment engine against brute force and against the plain reference, every answer proven by
// the checker; and the checker against what is wrong.
#include "assign/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "assign/assignment_checker.h"
#include "assign/reference_assignment.h"
#include "assign/synthetic_pairs.h"
#include "base/random.h"

namespace lianmeng::assign {
namespace {

// The greatest total over all sets of edges.
int64_t BruteForce(const AssignmentProblem& problem) {
  int64_t best = 0;
  for (uint32_t set = 0; set < uint32_t{1} << problem.edges.size(); ++set) {
    std::vector<int64_t> need = problem.need_quantity, offer = problem.offer_capacity;
    int64_t total = 0;
    bool fits = true;
    for (size_t e = 0; e < problem.edges.size() && fits; ++e) {
      if ((set >> e & 1) == 0) continue;
      total += problem.edges[e].score;
      fits = --need[problem.edges[e].need] >= 0 && --offer[problem.edges[e].offer] >= 0;
    }
    if (fits) best = std::max(best, total);
  }
  return best;
}

std::string Describe(const AssignmentProblem& problem) {
  std::string text = "needs";
  for (const int64_t quantity : problem.need_quantity) text += " " + std::to_string(quantity);
  text += "; offers";
  for (const int64_t capacity : problem.offer_capacity) text += " " + std::to_string(capacity);
  text += ";";
  for (const AssignmentEdge& edge : problem.edges) {
    text += " " + std::to_string(edge.need) + "-" + std::to_string(edge.offer) + ":" +
            std::to_string(edge.score);
  }
  return text;
}

// Solved from either side: proven, of the total `expected`, and explained.
void ExpectProven(const AssignmentProblem& problem, int64_t expected) {
  for (const BiddingSide side : {BiddingSide::kNeeds, BiddingSide::kOffers}) {
    const Result<Assignment> plan = Assign(problem, Progress::None(), {.bidders = side});
    ASSERT_TRUE(plan.ok());
    const Status checked = CheckAssignment(problem, *plan);
    ASSERT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish) << "\n"
                              << Describe(problem);
    ASSERT_EQ(plan->primal, expected) << Describe(problem);
    ASSERT_EQ(plan->dual, expected) << Describe(problem);
    ASSERT_TRUE(std::is_sorted(plan->chosen.begin(), plan->chosen.end()));
    for (const uint32_t e : plan->chosen) ASSERT_GT(problem.edges[e].score, 0);
  }
}

// Calls `use` with every problem of these sizes whose scores and capacities are among those given;
// a score of kAbsent is no edge.
constexpr int64_t kAbsent = INT64_MIN;
struct TinyInstances {
  uint32_t needs = 2;
  uint32_t offers = 2;
  std::vector<int64_t> scores;
  std::vector<int64_t> capacities;
};
int64_t ForEachTiny(const TinyInstances& tiny,
                    const std::function<void(const AssignmentProblem&)>& use) {
  const size_t places = size_t{tiny.needs} * tiny.offers;
  const size_t sides = size_t{tiny.needs} + tiny.offers;
  std::vector<size_t> digit(places + sides);
  int64_t count = 0;
  while (true) {
    AssignmentProblem problem;
    for (size_t s = 0; s < sides; ++s) {
      auto& side = s < tiny.needs ? problem.need_quantity : problem.offer_capacity;
      side.push_back(tiny.capacities[digit[places + s]]);
    }
    for (uint32_t p = 0; p < places; ++p) {
      const int64_t score = tiny.scores[digit[p]];
      if (score != kAbsent) problem.edges.push_back({p / tiny.offers, p % tiny.offers, score});
    }
    use(problem);
    ++count;
    size_t at = 0;
    while (at < digit.size() &&
           ++digit[at] == (at < places ? tiny.scores.size() : tiny.capacities.size())) {
      digit[at++] = 0;
    }
    if (at == digit.size()) return count;
  }
}

TEST(Assignment, AgreesWithBruteForceOnEveryTinyInstance) {
  int64_t count = 0;
  for (const TinyInstances& tiny : {
           TinyInstances{2, 2, {kAbsent, -1, 0, 1, 3}, {0, 1, 2}},
           TinyInstances{2, 3, {kAbsent, 1, 2, 4}, {1, 2}},
           TinyInstances{3, 3, {kAbsent, 1, 2}, {1}},
           TinyInstances{1, 4, {kAbsent, 0, 1, 2}, {0, 1, 3}},
       }) {
    count += ForEachTiny(tiny, [](const AssignmentProblem& problem) {
      const int64_t expected = BruteForce(problem);
      ExpectProven(problem, expected);
      ASSERT_EQ(ReferenceAssignmentTotal(problem), expected) << Describe(problem);
    });
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(count, 50'625 + 131'072 + 19'683 + 62'208);
}

struct RandomShape {
  uint32_t needs_max, offers_max;
  int64_t score_min, score_max, capacity_max;
  double density;
};

AssignmentProblem RandomProblem(Random& random, const RandomShape& shape) {
  AssignmentProblem problem;
  problem.need_quantity.resize(random.Below(shape.needs_max + 1));
  problem.offer_capacity.resize(random.Below(shape.offers_max + 1));
  const auto capacity = [&] {
    return shape.capacity_max == 1
               ? 1
               : static_cast<int64_t>(random.Below(static_cast<uint64_t>(shape.capacity_max) + 1));
  };
  for (int64_t& quantity : problem.need_quantity) quantity = capacity();
  for (int64_t& offered : problem.offer_capacity) offered = capacity();
  for (uint32_t i = 0; i < problem.need_quantity.size(); ++i) {
    for (uint32_t j = 0; j < problem.offer_capacity.size(); ++j) {
      if (!random.Chance(shape.density)) continue;
      const auto span = static_cast<uint64_t>(shape.score_max - shape.score_min) + 1;
      problem.edges.push_back({i, j, shape.score_min + static_cast<int64_t>(random.Below(span))});
    }
  }
  if (random.Chance(0.5)) {  // edges in any order
    for (size_t e = problem.edges.size(); e > 1; --e) {
      std::swap(problem.edges[e - 1], problem.edges[random.Below(e)]);
    }
  }
  return problem;
}

TEST(Assignment, AgreesWithTheReferenceInEveryRegime) {
  const std::pair<const char*, RandomShape> regimes[] = {
      {"plentiful", {6, 40, 1, 1'000'000, 1, 0.4}},
      {"scarce", {40, 6, 1, 1'000'000, 1, 0.4}},
      {"balanced", {20, 20, 1, 1'000'000, 1, 0.3}},
      {"ties", {15, 15, 1, 3, 1, 0.4}},
      {"all equal", {15, 15, 7, 7, 1, 0.2}},
      {"some not worth it", {15, 15, -5, 5, 1, 0.5}},
      {"capacities", {12, 12, 1, 1'000, 4, 0.4}},
      {"capacities and ties", {10, 10, 0, 3, 3, 0.6}},
      {"large capacities", {8, 8, 1, 100, 1'000'000, 0.5}},
      {"greatest scores", {10, 10, kPairScoreMax - 2, kPairScoreMax, 2, 0.5}},
  };
  for (const auto& [name, shape] : regimes) {
    for (uint64_t seed = 0; seed < 1'000; ++seed) {
      SCOPED_TRACE(std::string(name) + ", seed " + std::to_string(seed));
      Random random(seed);
      const AssignmentProblem problem = RandomProblem(random, shape);
      ASSERT_TRUE(Validate(problem).ok());
      ExpectProven(problem, ReferenceAssignmentTotal(problem));
      if (HasFatalFailure()) return;
    }
  }
}

// The problem after a change: quantities, capacities and scores of some, pairs gone, pairs new.
struct Changed {
  AssignmentProblem problem;
  EarlierAssignment earlier;
};

Changed ChangeSome(const AssignmentProblem& before, const Assignment& answer, Random& random) {
  Changed changed{.problem = before, .earlier = {}};
  AssignmentProblem& after = changed.problem;
  const auto change = [&](std::vector<int64_t>& amounts) {
    for (int64_t& amount : amounts) {
      if (random.Below(8) == 0) amount = static_cast<int64_t>(random.Below(3));
    }
  };
  change(after.need_quantity);
  change(after.offer_capacity);
  after.need_quantity.push_back(1);
  after.offer_capacity.push_back(2);
  after.edges.clear();
  std::vector<bool> was_chosen(before.edges.size());
  for (const uint32_t e : answer.chosen) was_chosen[e] = true;
  for (uint32_t e = 0; e < before.edges.size(); ++e) {
    if (random.Below(10) == 0) continue;
    if (was_chosen[e]) {
      changed.earlier.chosen.push_back(static_cast<uint32_t>(after.edges.size()));
    }
    after.edges.push_back(before.edges[e]);
    if (random.Below(10) == 0) after.edges.back().score = static_cast<int64_t>(random.Below(1000));
  }
  const auto needs = static_cast<uint32_t>(before.need_quantity.size());
  const auto offers = static_cast<uint32_t>(before.offer_capacity.size());
  for (uint32_t j = 0; j <= offers; ++j) {
    if (random.Below(2) == 0) {
      after.edges.push_back({needs, j, static_cast<int64_t>(random.Below(1000))});
    }
  }
  for (uint32_t i = 0; i < needs; ++i) {
    if (random.Below(3) == 0) {
      after.edges.push_back({i, offers, static_cast<int64_t>(random.Below(1000))});
    }
  }
  changed.earlier.need_price = answer.need_price;
  changed.earlier.offer_price = answer.offer_price;
  changed.earlier.need_price.push_back(0);
  changed.earlier.offer_price.push_back(0);
  return changed;
}

TEST(Reassignment, AfterAnyChangeIsProvenTheBest) {
  const RandomShape shapes[] = {{6, 30, 1, 1'000, 1, 0.4},  {30, 6, 1, 1'000, 1, 0.4},
                                {16, 16, 1, 1'000, 1, 0.3}, {12, 12, 1, 3, 1, 0.4},
                                {12, 12, -5, 50, 4, 0.5},   {8, 8, 1, 100, 1'000, 0.5}};
  for (const RandomShape& shape : shapes) {
    for (uint64_t seed = 0; seed < 600; ++seed) {
      SCOPED_TRACE(std::to_string(shape.needs_max) + ", seed " + std::to_string(seed));
      Random random(seed);
      const AssignmentProblem before = RandomProblem(random, shape);
      const Result<Assignment> answer = Assign(before, Progress::None());
      ASSERT_TRUE(answer.ok());
      const Changed changed = ChangeSome(before, *answer, random);
      ASSERT_TRUE(Validate(changed.problem).ok());
      const Result<Assignment> again = Reassign(changed.problem, changed.earlier, Progress::None());
      ASSERT_TRUE(again.ok());
      const Status proven = CheckAssignment(changed.problem, *again);
      ASSERT_TRUE(proven.ok()) << proven.error().Describe(Language::kEnglish);
      ASSERT_EQ(again->primal, Assign(changed.problem, Progress::None())->primal);
    }
  }
}

TEST(Reassignment, IsProvenWhateverIsGivenAsEarlier) {
  for (uint64_t seed = 0; seed < 1'000; ++seed) {
    Random random(seed);
    const AssignmentProblem problem = RandomProblem(random, {10, 10, -3, 20, 3, 0.5});
    EarlierAssignment earlier;
    const auto some = [&] { return static_cast<int64_t>(random.Below(30)) - 5; };
    for (size_t i = 0; i < problem.need_quantity.size(); ++i) earlier.need_price.push_back(some());
    for (size_t j = 0; j < problem.offer_capacity.size(); ++j) {
      earlier.offer_price.push_back(some());
    }
    for (uint32_t e = 0; e < problem.edges.size(); ++e) {
      if (random.Below(3) == 0) earlier.chosen.push_back(e);
    }
    const Result<Assignment> answer = Reassign(problem, earlier, Progress::None());
    ASSERT_TRUE(answer.ok());
    const Status proven = CheckAssignment(problem, *answer);
    ASSERT_TRUE(proven.ok()) << seed << " " << proven.error().Describe(Language::kEnglish);
  }
}

TEST(Reassignment, WithoutAChangeKeepsEveryPair) {
  const Result<AssignmentProblem> problem =
      GeneratePairs({.needs = 200, .offers = 150, .candidates = 20, .seed = 5, .common = 0.3});
  ASSERT_TRUE(problem.ok());
  const Result<Assignment> answer = Assign(*problem, Progress::None());
  ASSERT_TRUE(answer.ok());
  const Result<Assignment> again = Reassign(
      *problem, {answer->chosen, answer->need_price, answer->offer_price}, Progress::None());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->chosen, answer->chosen);
}

TEST(Assignment, AgreesFromBothSidesOnGeneratedPairs) {
  for (const double common : {0.0, 0.5, 1.0}) {
    for (const auto& [needs, offers] : {std::pair{60U, 400U}, {400U, 60U}, {300U, 300U}}) {
      const Result<AssignmentProblem> problem = GeneratePairs(
          {.needs = needs, .offers = offers, .candidates = 20, .seed = 3, .common = common});
      ASSERT_TRUE(problem.ok());
      ExpectProven(*problem, ReferenceAssignmentTotal(*problem));
    }
  }
}

TEST(Assignment, OfNothingIsNothing) {
  for (const AssignmentProblem& problem :
       {AssignmentProblem{}, AssignmentProblem{{1, 1}, {}, {}}, AssignmentProblem{{}, {2}, {}},
        AssignmentProblem{{1}, {1}, {{0, 0, 0}}}, AssignmentProblem{{1}, {1}, {{0, 0, -4}}}}) {
    ExpectProven(problem, 0);
  }
}

TEST(Assignment, SaysByHowMuchARejectedPairFellShort) {
  // Two needs want the one offer: the weaker pair must reach what the stronger is worth.
  const AssignmentProblem problem{{1, 1}, {1}, {{0, 0, 900'000}, {1, 0, 700'000}}};
  const Result<Assignment> plan = Assign(problem, Progress::None());
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->chosen, std::vector<uint32_t>{0});
  const int64_t rise = RiseNeeded(problem.edges[1], *plan);
  EXPECT_GE(rise, 0);
  EXPECT_LE(rise, 200'000);
  // With less than that it stays out, whatever the instance.
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    AssignmentProblem tried = RandomProblem(random, {6, 6, 1, 50, 2, 0.6});
    const Result<Assignment> first = Assign(tried, Progress::None());
    ASSERT_TRUE(first.ok());
    for (size_t e = 0; e < tried.edges.size(); ++e) {
      if (std::binary_search(first->chosen.begin(), first->chosen.end(), e)) continue;
      const int64_t needed = RiseNeeded(tried.edges[e], *first);
      ASSERT_GE(needed, 0) << "seed " << seed;
      AssignmentProblem raised = tried;
      raised.edges[e].score += needed;
      ASSERT_EQ(ReferenceAssignmentTotal(raised), first->primal) << "seed " << seed;
    }
  }
}

TEST(Assignment, IsTheSameOnEveryRun) {
  const Result<AssignmentProblem> problem =
      GeneratePairs({.needs = 200, .offers = 200, .candidates = 10, .seed = 5, .common = 0.3});
  ASSERT_TRUE(problem.ok());
  const Result<Assignment> first = Assign(*problem, Progress::None());
  const Result<Assignment> second = Assign(*problem, Progress::None());
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->chosen, second->chosen);
  EXPECT_EQ(first->need_price, second->need_price);
  EXPECT_EQ(first->offer_price, second->offer_price);
}

TEST(Assignment, StopsWhenCancelled) {
  class Impatient final : public Progress {
    void Begin(const TextPair&, int64_t) override {}
    void Advance(int64_t) override {}
    [[nodiscard]] bool Cancelled() const override { return true; }
  } impatient;
  const Result<AssignmentProblem> problem =
      GeneratePairs({.needs = 9, .offers = 9, .candidates = 3});
  ASSERT_TRUE(problem.ok());
  const Result<Assignment> plan = Assign(*problem, impatient);
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().code, ErrorCode::kCancelled);
}

TEST(BadInput, AssignmentProblemsAreRefusedByFieldAndValue) {
  const AssignmentProblem good{{1, 2}, {1, 1}, {{0, 0, 5}, {1, 1, 5}}};
  ASSERT_TRUE(Validate(good).ok());
  const auto expect = [&](const std::function<void(AssignmentProblem&)>& spoil,
                          const std::string& words) {
    AssignmentProblem bad = good;
    spoil(bad);
    const Status status = Validate(bad);
    ASSERT_FALSE(status.ok()) << words;
    EXPECT_EQ(status.error().Describe(Language::kEnglish), words);
    EXPECT_FALSE(status.error().message.zh.empty());
  };
  expect([](auto& p) { p.need_quantity[1] = -1; },
         "line 2: quantity: must be 0 to 4294967295 [-1]");
  expect([](auto& p) { p.offer_capacity[0] = int64_t{1} << 32; },
         "line 1: capacity: must be 0 to 4294967295 [4294967296]");
  expect([](auto& p) { p.edges[1].need = 2; }, "line 2: need: there is no such need [2]");
  expect([](auto& p) { p.edges[0].offer = 9; }, "line 1: offer: there is no such offer [9]");
  expect([](auto& p) { p.edges[0].score = kPairScoreMax + 1; },
         "line 1: score: lies beyond ±1000000 [1000000000001]");
  expect([](auto& p) { p.edges[0].score = -kPairScoreMax - 1; },
         "line 1: score: lies beyond ±1000000 [-1000000000001]");
  expect([](auto& p) { p.edges[1] = {0, 0, 6}; }, "line 1: offer: a pair stands there twice [0]");
}

// A problem whose best assignment leaves a pair out, has spare capacity, and a pair whose score
// exceeds the prices of both ends.
AssignmentProblem Mixed() {
  return {{2, 1, 1}, {2, 1, 3}, {{0, 0, 9}, {0, 1, 4}, {1, 1, 7}, {2, 0, 5}, {2, 2, 1}, {1, 2, 2}}};
}

TEST(AssignmentChecker, RefusesEveryChangeOfACertificate) {
  const AssignmentProblem problem = Mixed();
  const Result<Assignment> best = Assign(problem, Progress::None());
  ASSERT_TRUE(best.ok());
  ASSERT_TRUE(CheckAssignment(problem, *best).ok());
  int64_t refused = 0;
  const auto expect_refused = [&](const std::function<void(Assignment&)>& spoil) {
    Assignment bad = *best;
    spoil(bad);
    EXPECT_FALSE(CheckAssignment(problem, bad).ok()) << refused;
    ++refused;
  };
  for (const int64_t change : {-1, 1, 1'000}) {
    expect_refused([&](Assignment& a) { a.primal += change; });
    expect_refused([&](Assignment& a) { a.dual += change; });
    expect_refused([&](Assignment& a) { a.primal += change, a.dual += change; });
    for (size_t i = 0; i < best->need_price.size(); ++i) {
      expect_refused([&](Assignment& a) { a.need_price[i] += change; });
    }
    for (size_t j = 0; j < best->offer_price.size(); ++j) {
      expect_refused([&](Assignment& a) { a.offer_price[j] += change; });
    }
  }
  expect_refused([](Assignment& a) { a.need_price.pop_back(); });
  expect_refused([](Assignment& a) { a.need_price.push_back(0); });
  expect_refused([](Assignment& a) { a.offer_price.pop_back(); });
  expect_refused([](Assignment& a) { a.offer_price.push_back(0); });
  for (size_t c = 0; c < best->chosen.size(); ++c) {
    expect_refused([&](Assignment& a) { a.chosen.erase(a.chosen.begin() + static_cast<int>(c)); });
    expect_refused([&](Assignment& a) { a.chosen.push_back(a.chosen[c]); });
    for (uint32_t e = 0; e < problem.edges.size() + 1; ++e) {
      if (e != best->chosen[c]) expect_refused([&](Assignment& a) { a.chosen[c] = e; });
    }
  }
  expect_refused([](Assignment& a) { a.chosen.clear(); });
  EXPECT_GT(refused, 40);
}

TEST(AssignmentChecker, RefusesALesserAssignmentThoughItIsConsistent) {
  // All but the best set of pairs, each with the prices of the best: none is proven.
  const AssignmentProblem problem = Mixed();
  const Result<Assignment> best = Assign(problem, Progress::None());
  ASSERT_TRUE(best.ok());
  int proven = 0;
  for (uint32_t set = 0; set < 1U << problem.edges.size(); ++set) {
    Assignment other = *best;
    other.chosen.clear();
    other.primal = 0;
    for (uint32_t e = 0; e < problem.edges.size(); ++e) {
      if ((set >> e & 1) == 0) continue;
      other.chosen.push_back(e);
      other.primal += problem.edges[e].score;
    }
    if (!CheckAssignment(problem, other).ok()) continue;
    ++proven;
    EXPECT_EQ(other.primal, best->primal);
  }
  EXPECT_EQ(proven, 1);
}

TEST(AssignmentChecker, NamesTheFactThatDoesNotHold) {
  const AssignmentProblem problem{{1, 1}, {1}, {{0, 0, 9}, {1, 0, 7}}};
  const Assignment best{{0}, 9, 9, {0, 0}, {9}};
  ASSERT_TRUE(CheckAssignment(problem, best).ok());
  const auto expect = [&](Assignment bad, const std::string& words) {
    const Status status = CheckAssignment(problem, bad);
    ASSERT_FALSE(status.ok()) << words;
    EXPECT_EQ(status.error().Describe(Language::kEnglish), words);
  };
  expect({{0, 1}, 16, 16, {0, 0}, {9}},
         "line 2: chosen: an offer has more pairs than its capacity [1]");
  expect({{7}, 9, 9, {0, 0}, {9}}, "line 1: chosen: a chosen pair does not exist [7]");
  expect({{1}, 9, 9, {0, 0}, {9}}, "line 1: primal: the chosen scores add up to another total [7]");
  expect({{0}, 9, 8, {0, 0}, {8}},
         "line 1: edge: a score exceeds the prices of its two ends by this [1]");
  expect({{0}, 9, 10, {0, 0}, {9}}, "line 1: dual: the prices give another bound than stated [9]");
  expect({{1}, 7, 9, {0, 0}, {9}},
         "line 1: dual: the bound exceeds the total: no optimum is proven [9]");
  expect({{0}, 9, 9, {-1, 0}, {10}}, "line 1: need_price: a price is negative [-1]");
  expect({{0}, 9, 9, {0}, {9}}, "line 1: need_price: there is not one price for each need [1]");
}

TEST(AssignmentChecker, DoesNotOverflow) {
  const AssignmentProblem problem{{INT64_MAX, INT64_MAX}, {1}, {{0, 0, INT64_MAX}}};
  const Assignment forged{{}, 0, 0, {INT64_MAX, INT64_MAX}, {INT64_MAX}};
  EXPECT_FALSE(CheckAssignment(problem, forged).ok());
  const AssignmentProblem lowest{{1}, {1}, {{0, 0, INT64_MIN}}};
  EXPECT_TRUE(CheckAssignment(lowest, {{}, 0, 0, {0}, {0}}).ok());
  EXPECT_FALSE(CheckAssignment(lowest, {{0}, 0, 0, {0}, {0}}).ok());
}

TEST(SyntheticPairs, AreTheSameForTheSameSeedAndDistinct) {
  const SyntheticPairs options{.needs = 30, .offers = 40, .candidates = 40, .seed = 2};
  const Result<AssignmentProblem> first = GeneratePairs(options), second = GeneratePairs(options);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->edges, second->edges);
  EXPECT_EQ(first->edges.size(), 1'200U);
  EXPECT_TRUE(Validate(*first).ok());
  for (const AssignmentEdge& edge : first->edges) {
    ASSERT_GT(edge.score, 0);
    ASSERT_LE(edge.score, kScoreUnit);
  }
  const Result<AssignmentProblem> other =
      GeneratePairs({.needs = 30, .offers = 40, .candidates = 40, .seed = 3});
  ASSERT_TRUE(other.ok());
  EXPECT_NE(first->edges, other->edges);
}

TEST(BadInput, SyntheticPairsOutOfRangeAreRefusedByName) {
  const auto told = [](const SyntheticPairs& options) {
    const Result<AssignmentProblem> problem = GeneratePairs(options);
    return problem.ok() ? "" : problem.error().Describe(Language::kEnglish);
  };
  EXPECT_EQ(told({.needs = 0}), "needs: must be 1 – 10000000 [0]");
  EXPECT_EQ(told({.offers = 0}), "offers: must be 1 – 10000000 [0]");
  EXPECT_EQ(told({.offers = 5, .candidates = 6}), "candidates: must be 1 – 5 [6]");
  EXPECT_EQ(told({.common = 1.5}), "common: must be 0 – 1 [1.500000]");
}

}  // namespace
}  // namespace lianmeng::assign
