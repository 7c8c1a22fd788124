// A new plan after each single fibre cut.
//
//   bench_network_failure TOPOLOGY FLOWS

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <vector>

#include "app/network_files.h"
#include "bench/must.h"
#include "network/failure.h"
#include "network/plan_checker.h"
#include "network/planner.h"

int main(int argc, char** argv) {
  using namespace lianmeng;
  if (argc != 3) {
    std::fprintf(stderr, "usage: bench_network_failure TOPOLOGY FLOWS\n");
    return 2;
  }
  const app::NetworkInput input = Must(
      app::ReadNetwork({.topology = argv[1], .sites = {}, .flows = argv[2]}, {}, Progress::None()));
  const network::Plan plan =
      Must(network::MakePlan(input.backbone, input.flows, {}, Progress::None()));
  std::set<std::pair<network::SiteIndex, network::SiteIndex>> fibres;
  for (const network::Link& link : plan.backbone.links) {
    fibres.insert({std::min(link.from, link.to), std::max(link.from, link.to)});
  }
  std::vector<double> each_ms;
  size_t met = 0;
  for (const auto& [a, b] : fibres) {
    const std::vector<network::LinkIndex> cut = network::LinksBetween(plan.backbone, a, b);
    const auto begun = std::chrono::steady_clock::now();
    const network::FailureReport report = network::PlanAround(plan, cut, {});
    each_ms.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
            .count());
    Must(network::CheckPlan(report.plan));
    met += report.changes.size();
  }
  std::ranges::sort(each_ms);
  std::printf(
      "%zu flows, %zu fibres cut alone, %.0f flows met by each: new plan in %.1f ms (median), %.1f "
      "ms (most)\n",
      plan.flows.size(), fibres.size(),
      static_cast<double>(met) / static_cast<double>(fibres.size()), each_ms[each_ms.size() / 2],
      each_ms.back());
}
