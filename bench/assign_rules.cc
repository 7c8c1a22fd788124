// What rules cost: all needs at once under floors and limits, against the same pairs without.
//
//   bench_assign_rules
//
// The pairs are those of `lianmeng generate pairs`; kinds of pairs and organisations are drawn beside
// them from the seed. Floors: 40 % across provinces where 30 % of pairs are, 30 % of small enterprises
// where 20 % are, 10 % of a paired city where 5 % are. Limits: an organisation has three offers and at
// most two pairs. Every answer is checked (assign/ruled_checker.h) outside of the time.

#include <chrono>
#include <cstdio>

#include "assign/assignment.h"
#include "assign/ruled_assignment.h"
#include "assign/ruled_checker.h"
#include "assign/synthetic_pairs.h"
#include "base/random.h"
#include "bench/must.h"

namespace lianmeng::assign {
namespace {

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

enum class Rules { kLimits, kFloors, kBoth };

RuledProblem WithRules(const AssignmentProblem& pairs, Rules rules, uint64_t seed) {
  RuledProblem problem{.pairs = pairs, .must = {}, .rules = {}};
  Random random(seed);
  const size_t edges = pairs.edges.size();
  const auto some = [&](uint64_t of_hundred) {
    std::vector<uint32_t> drawn;
    for (uint32_t e = 0; e < edges; ++e) {
      if (random.Below(100) < of_hundred) drawn.push_back(e);
    }
    return drawn;
  };
  if (rules != Rules::kLimits) {
    problem.rules.push_back(AtLeastShare(edges, some(30), {40, 100}));
    problem.rules.push_back(AtLeastShare(edges, some(20), {30, 100}));
    problem.rules.push_back(AtLeastShare(edges, some(5), {10, 100}));
  }
  if (rules != Rules::kFloors) {
    std::vector<std::vector<uint32_t>> of_organisation((pairs.offer_capacity.size() + 2) / 3);
    for (uint32_t e = 0; e < edges; ++e) of_organisation[pairs.edges[e].offer / 3].push_back(e);
    for (const auto& group : of_organisation) {
      if (group.size() > 2) problem.rules.push_back(AtMost(group, 2));
    }
  }
  return problem;
}

const char* Text(RuledOutcome outcome) {
  switch (outcome) {
    case RuledOutcome::kOptimal:
      return "optimal by prices";
    case RuledOutcome::kOptimalBySearch:
      return "optimal by search";
    case RuledOutcome::kFeasible:
      return "feasible";
    case RuledOutcome::kImpossible:
      return "impossible";
    case RuledOutcome::kUnknown:
      return "unknown";
  }
  return "";
}

void Run(const SyntheticPairs& options) {
  const AssignmentProblem pairs = Must(GeneratePairs(options));
  double begin = Now();
  const Assignment free = Must(Assign(pairs, Progress::None()));
  const double free_seconds = Now() - begin;
  std::printf("%u needs, %u offers, %u candidates, seed %llu: without rules %.4f s, total %.3f\n",
              options.needs, options.offers, options.candidates,
              static_cast<unsigned long long>(options.seed), free_seconds,
              static_cast<double>(free.primal) / kScoreUnit);
  const std::pair<Rules, const char*> kinds[] = {
      {Rules::kLimits, "limits"}, {Rules::kFloors, "floors"}, {Rules::kBoth, "both"}};
  for (const auto& [rules, name] : kinds) {
    const RuledProblem problem = WithRules(pairs, rules, options.seed);
    begin = Now();
    const RuledResult result = Must(AssignUnderRules(problem, {}, Progress::None()));
    const double seconds = Now() - begin;
    const RuledAssignment& plan = result.assignment;
    if (!CheckRuled(problem, plan)) std::printf("  NOT PROVEN\n");
    std::printf("  %-6s %9.4f s, %8.1f times; total %.3f, bound %.6f above; %s\n", name, seconds,
                seconds / free_seconds, static_cast<double>(plan.primal) / kScoreUnit,
                static_cast<double>(plan.bound - plan.primal) / kScoreUnit, Text(result.outcome));
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace lianmeng::assign

int main() {
  using lianmeng::assign::Run;
  for (const uint64_t seed : {1, 2, 3}) {
    Run({.needs = 600, .offers = 4'000, .candidates = 50, .seed = seed});
  }
  Run({.needs = 4'000, .offers = 600, .candidates = 20, .seed = 1});
}
