// Admission of flows to a backbone, one by one: how many a second, how long the slowest take, and release.
//
//   bench_network_admission TOPOLOGY [flows...]
//
// Flows of 64 to 1,500 bytes every 1, 2 or 4 ms between sites drawn evenly, half of each link of 100 Gb/s reserved, cycles
// of 10 µs; three runs, the best is printed. A look-up of the same paths in the same order without any cycles stands
// beside it as the baseline of the machine.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include "app/network_files.h"
#include "bench/must.h"
#include "bench/network_flows.h"
#include "network/admission.h"
#include "network/plan_checker.h"
#include "network/planner.h"

namespace {

using namespace lianmeng;
using Clock = std::chrono::steady_clock;

std::vector<network::FlowRequest> Flows(const network::Backbone& backbone, size_t count) {
  return MakeEvenFlows(backbone, {.count = count,
                                  .interval_ns_least = 1'000'000,
                                  .latency_ns_max = 100'000'000,
                                  .jitter_ns_least = 20'000,
                                  .jitter_ns_spread = 80'000});
}

struct Figures {
  size_t carried = 0;
  double admit_s = 1e9, release_s = 1e9;
  double slowest_us[3] = {1e9, 1e9, 1e9};  // median, 99th percentile, most
};

void Run(const network::Backbone& backbone, const std::vector<network::FlowRequest>& flows,
         Figures& best) {
  const int64_t hypercycle = Must(network::HypercycleOf(backbone.system, flows));
  network::Admission admission(backbone, hypercycle, {});
  // Paths are found once for each pair of sites: before the clock runs.
  for (network::FlowIndex f = 0; f < flows.size(); ++f) {
    if (admission.Admit(f, flows[f])) admission.Release(f);
  }
  std::vector<double> each_us;
  each_us.reserve(flows.size());
  const auto begun = Clock::now();
  auto before = begun;
  for (network::FlowIndex f = 0; f < flows.size(); ++f) {
    const bool is_carried = admission.Admit(f, flows[f]);
    const auto now = Clock::now();
    each_us.push_back(std::chrono::duration<double, std::micro>(now - before).count());
    before = now;
    (void)is_carried;
  }
  best.admit_s = std::min(best.admit_s, std::chrono::duration<double>(before - begun).count());
  best.carried = admission.carried_count();
  std::ranges::sort(each_us);
  best.slowest_us[0] = std::min(best.slowest_us[0], each_us[each_us.size() / 2]);
  best.slowest_us[1] = std::min(best.slowest_us[1], each_us[each_us.size() * 99 / 100]);
  best.slowest_us[2] = std::min(best.slowest_us[2], each_us.back());
  const auto released = Clock::now();
  for (network::FlowIndex f = 0; f < flows.size(); ++f) {
    if (admission.Carries(f)) admission.Release(f);
  }
  best.release_s =
      std::min(best.release_s, std::chrono::duration<double>(Clock::now() - released).count());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_network_admission TOPOLOGY [flows...]\n");
    return 2;
  }
  const app::NetworkInput input =
      Must(app::ReadNetwork({.topology = argv[1], .sites = {}, .flows = {}}, {}, Progress::None()));
  std::printf("%zu sites, %zu links\n", input.backbone.sites.size(), input.backbone.links.size());
  std::vector<size_t> counts;
  for (int i = 2; i < argc; ++i) counts.push_back(std::stoull(argv[i]));
  if (counts.empty()) counts = {10'000, 100'000};
  for (const size_t count : counts) {
    const std::vector<network::FlowRequest> flows = Flows(input.backbone, count);
    Figures best;
    for (int run = 0; run < 3; ++run) Run(input.backbone, flows, best);
    std::printf(
        "%7zu flows, %7zu carried: admission %8.0f/s (median %.2f us, 99%% %.2f us, most %.0f us), "
        "release %8.0f/s\n",
        count, best.carried, static_cast<double>(count) / best.admit_s, best.slowest_us[0],
        best.slowest_us[1], best.slowest_us[2], static_cast<double>(best.carried) / best.release_s);
  }
}
