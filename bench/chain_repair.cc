// Time of the repair plans on a loaded database: the first plan of a chain, new budgets as a slider asks for them, and
// sets edited by hand.
//
//   bench_chain_repair sqlite:PATH [CHAIN...]        all chains unless named
//
// First plan: following the chain's losses, proposing measures, scoring them alone, and one choice. New budgets: 40 of
// them from 1 to 500 million CNY, in an order that is not sorted. Edits: the plan without each of its measures.
// Prints wall time in milliseconds on as many threads as the machine has.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "app/platform.h"
#include "app/repair_plan.h"
#include "bench/must.h"

namespace {

using namespace lianmeng;

template <typename Work>
double Milliseconds(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

struct Times {
  std::vector<double> ms;

  void Print(const char* label) {
    std::sort(ms.begin(), ms.end());
    if (ms.empty()) return;
    std::printf("   %s median %.1f ms, greatest %.1f ms (%zu);", label, ms[ms.size() / 2],
                ms.back(), ms.size());
  }
};

void MeasureChain(app::Analysis& analysis, const std::string& chain) {
  app::RepairPlan plan;
  const auto make = [&](double budget) {
    plan = Must(app::MakeRepairPlan(analysis, {.chain = chain, .budget_cny = budget}));
  };
  const double first = Milliseconds([&] { make(5e7); });
  Times budgets, edits;
  for (int i = 0; i < 40; ++i) {
    const double budget = 1e6 * (1 + (i * 197) % 500);
    budgets.ms.push_back(Milliseconds([&] { make(budget); }));
  }
  make(5e7);
  int64_t run = 0, kept = 0;
  for (const std::string& out : plan.effect.measures) {
    app::RepairEvaluateInput input{.chain = chain, .measures = plan.effect.measures};
    std::erase(input.measures, out);
    edits.ms.push_back(Milliseconds([&] {
      const app::RepairEffect effect = Must(app::EvaluateRepair(analysis, input));
      run += effect.cascades_run;
      kept += effect.cascades_kept;
    }));
  }
  std::printf("%-10s %3zu measures proposed, %2zu taken for 50 million: first plan %7.0f ms;",
              chain.c_str(), plan.candidates.size(), plan.effect.measures.size(), first);
  budgets.Print("new budgets");
  edits.Print("edits");
  std::printf(
      "   cascades followed again %.0f %%\n",
      100.0 * static_cast<double>(run) / static_cast<double>(std::max<int64_t>(1, run + kept)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s sqlite:PATH [CHAIN...]\n", argv[0]);
    return 2;
  }
  const auto platform = Must(app::Platform::Open(argv[1]));
  const auto analysis = Must(platform->Current(Viewer::Office()));
  std::vector<std::string> chains(argv + 2, argv + argc);
  if (chains.empty()) {
    for (const Chain& chain : analysis->snapshot().chains) chains.push_back(chain.key);
  }
  const double network = Milliseconds([&] { Must(analysis->Network()); });
  std::printf("network of production units: %.0f ms\n", network);
  for (const std::string& chain : chains) MeasureChain(*analysis, chain);
  return 0;
}
