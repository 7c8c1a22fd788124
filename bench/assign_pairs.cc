// All needs at once against LEMON's network simplex and cost scaling: the same instances, one thread,
// one run. Totals must agree, or the program ends with status 1.
//
//   bench_assign_pairs [--small]     --small leaves out the instances on which LEMON takes minutes
//
// Instances are those of `lianmeng generate pairs` with the options printed, seed 1. Ours counts
// everything from the plain problem to the prices, the least of five runs (one of LEMON's);
// LEMON's counts run() alone, neither its graph nor its copy of it.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "assign/assignment.h"
#include "assign/assignment_checker.h"
#include "assign/synthetic_pairs.h"
#include "bench/must.h"
#ifdef LIANMENG_LEMON
#include "bench/lemon/flow.h"
#endif

namespace lianmeng::assign {
namespace {

constexpr int kRuns = 5;

double Wall() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double Processor() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Instance {
  SyntheticPairs pairs;
  double aim_seconds = 0;  // 0: no slower than LEMON's best
  bool is_long_for_lemon = false;
};

struct Timed {
  Assignment plan;
  double wall = 1e300;
  double processor = 1e300;
};

Timed Solve(const AssignmentProblem& problem) {
  Timed timed;
  for (int run = 0; run < kRuns; ++run) {
    const double wall = Wall(), processor = Processor();
    timed.plan = Must(Assign(problem, Progress::None()));
    timed.wall = std::min(timed.wall, Wall() - wall);
    timed.processor = std::min(timed.processor, Processor() - processor);
  }
  return timed;
}

#ifdef LIANMENG_LEMON
void Compare(const AssignmentProblem& problem, const Timed& ours) {
  lemon_flow::Problem flow{problem.need_quantity, problem.offer_capacity, {}};
  for (const AssignmentEdge& edge : problem.edges) {
    flow.arcs.push_back({edge.need, edge.offer, edge.score});
  }
  for (const auto solver :
       {lemon_flow::Solver::kNetworkSimplex, lemon_flow::Solver::kCostScaling}) {
    const lemon_flow::Answer answer = lemon_flow::Solve(flow, solver);
    const bool simplex = solver == lemon_flow::Solver::kNetworkSimplex;
    std::printf("   LEMON %-16s %12.1f ms wall   %8.1f times ours%s\n",
                simplex ? "NetworkSimplex" : "CostScaling", answer.seconds * 1e3,
                answer.seconds / ours.wall,
                answer.total == ours.plan.primal ? "" : "   ANOTHER TOTAL");
    std::fflush(stdout);
    if (answer.total != ours.plan.primal) std::exit(1);
  }
}
#else
void Compare(const AssignmentProblem&, const Timed&) {
  std::printf("   LEMON is not installed (liblemon-dev): not compared\n");
}
#endif

void Run(const Instance& instance, bool small) {
  const SyntheticPairs& pairs = instance.pairs;
  const AssignmentProblem problem = Must(GeneratePairs(pairs));
  const Timed ours = Solve(problem);
  const double begin = Wall();
  Must(CheckAssignment(problem, ours.plan));
  const double check = Wall() - begin;
  std::printf("--needs %u --offers %u --candidates %u --common %g\n", pairs.needs, pairs.offers,
              pairs.candidates, pairs.common);
  std::printf(
      "   ours                   %12.3f ms wall   %12.3f ms processor   total %lld proven, "
      "check %.3f ms",
      ours.wall * 1e3, ours.processor * 1e3, static_cast<long long>(ours.plan.primal), check * 1e3);
  if (instance.aim_seconds > 0) {
    std::printf("   aim %g ms: %s", instance.aim_seconds * 1e3,
                ours.wall <= instance.aim_seconds ? "met" : "missed");
  }
  std::printf("\n");
  std::fflush(stdout);
  if (!(small && instance.is_long_for_lemon)) Compare(problem, ours);
}

}  // namespace
}  // namespace lianmeng::assign

int main(int argc, char** argv) {
  const bool small = argc > 1 && std::string_view(argv[1]) == "--small";
  const lianmeng::assign::Instance instances[] = {
      {{.needs = 600, .offers = 4'000, .candidates = 50}, 1e-3, false},
      {{.needs = 600, .offers = 4'000, .candidates = 50, .common = 0.5}, 1e-3, false},
      {{.needs = 4'000, .offers = 600, .candidates = 20}, 0, false},
      {{.needs = 4'000, .offers = 600, .candidates = 20, .common = 0.5}, 0, false},
      {{.needs = 4'000, .offers = 4'000, .candidates = 20}, 0, false},
      {{.needs = 4'000, .offers = 4'000, .candidates = 20, .common = 0.5}, 0, false},
      {{.needs = 100'000, .offers = 30'000, .candidates = 20}, 0, true},
      {{.needs = 100'000, .offers = 30'000, .candidates = 20, .common = 0.5}, 0, true},
      {{.needs = 100'000, .offers = 1'000'000, .candidates = 50}, 0.5, true},
      {{.needs = 100'000, .offers = 1'000'000, .candidates = 50, .common = 0.5}, 0.5, true},
  };
  for (const auto& instance : instances) lianmeng::assign::Run(instance, small);
}
