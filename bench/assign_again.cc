// What a change costs: the best assignment found again from the earlier answer, against from nothing.
//
//   bench_assign_again
//
// The pairs are those of `lianmeng generate pairs` with 20 candidates (50 where offers are plentiful). A change
// withdraws one need, closes one offer that had a pair, or does both to one need and one offer of a hundred. Every
// answer is checked outside of the time; "kept" counts the earlier pairs that are in the new answer, of those that
// could be.

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "assign/assignment.h"
#include "assign/assignment_checker.h"
#include "assign/synthetic_pairs.h"
#include "bench/must.h"

namespace lianmeng::assign {
namespace {

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Answer {
  Assignment assignment;
  double seconds = 0;
};

template <typename Solve>
Answer Timed(const AssignmentProblem& problem, Solve solve) {
  const double begin = Now();
  Answer answer{Must(solve()), 0};
  answer.seconds = Now() - begin;
  if (!CheckAssignment(problem, answer.assignment)) std::printf("NOT PROVEN\n");
  return answer;
}

void Change(const char* name, const AssignmentProblem& problem, const Assignment& earlier) {
  const Answer fresh = Timed(problem, [&] { return Assign(problem, Progress::None()); });
  const Answer again = Timed(problem, [&] {
    return Reassign(problem, {earlier.chosen, earlier.need_price, earlier.offer_price},
                    Progress::None());
  });
  const auto kept = [&](const Assignment& now) {
    std::vector<uint32_t> both;
    std::set_intersection(now.chosen.begin(), now.chosen.end(), earlier.chosen.begin(),
                          earlier.chosen.end(), std::back_inserter(both));
    return both.size();
  };
  std::printf(
      "  %-22s from nothing %8.2f ms, again %8.2f ms: %6.1f times; kept %zu of %zu (from nothing "
      "%zu)%s\n",
      name, 1e3 * fresh.seconds, 1e3 * again.seconds, fresh.seconds / again.seconds,
      kept(again.assignment), earlier.chosen.size(), kept(fresh.assignment),
      fresh.assignment.primal == again.assignment.primal ? "" : "; TOTALS DIFFER");
  std::fflush(stdout);
}

void Run(const SyntheticPairs& options) {
  const AssignmentProblem problem = Must(GeneratePairs(options));
  const Answer first = Timed(problem, [&] { return Assign(problem, Progress::None()); });
  const Assignment& earlier = first.assignment;
  std::printf("%u needs, %u offers, %u candidates\n", options.needs, options.offers,
              options.candidates);
  AssignmentProblem changed = problem;
  changed.need_quantity[options.needs / 2] = 0;
  Change("a need withdrawn", changed, earlier);
  changed = problem;
  changed.offer_capacity[problem.edges[earlier.chosen[earlier.chosen.size() / 2]].offer] = 0;
  Change("an offer closed", changed, earlier);
  changed = problem;
  for (uint32_t i = 7; i < options.needs; i += 100) changed.need_quantity[i] = 0;
  for (uint32_t j = 9; j < options.offers; j += 100) changed.offer_capacity[j] = 0;
  Change("one of a hundred gone", changed, earlier);
}

}  // namespace
}  // namespace lianmeng::assign

int main() {
  using lianmeng::assign::Run;
  Run({.needs = 600, .offers = 4'000, .candidates = 50, .seed = 1});
  Run({.needs = 4'000, .offers = 600, .candidates = 20, .seed = 1});
  Run({.needs = 4'000, .offers = 4'000, .candidates = 20, .seed = 1});
  Run({.needs = 20'000, .offers = 20'000, .candidates = 20, .seed = 1});
  Run({.needs = 100'000, .offers = 30'000, .candidates = 20, .seed = 1});
}
