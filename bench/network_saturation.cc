// What a backbone that is asked for more than it can carry does carry, against the bound of the linear program.
//
//   bench_network_saturation TOPOLOGY [flows...]
//
// Flows as in bench_network_admission, but ten times as often (every 100, 200 or 400 µs), so that links fill.

#include <chrono>
#include <cstdio>
#include <string>

#include "app/network_files.h"
#include "bench/must.h"
#include "bench/network_flows.h"
#include "network/plan_checker.h"
#include "network/saturation.h"

namespace {

using namespace lianmeng;

std::vector<network::FlowRequest> Flows(const network::Backbone& backbone, size_t count) {
  return MakeEvenFlows(backbone, {.count = count,
                                  .interval_ns_least = 100'000,
                                  .latency_ns_max = 200'000'000,
                                  .jitter_ns_least = 100'000});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_network_saturation TOPOLOGY [flows...]\n");
    return 2;
  }
  const app::NetworkInput input =
      Must(app::ReadNetwork({.topology = argv[1], .sites = {}, .flows = {}}, {}, Progress::None()));
  std::vector<size_t> counts;
  for (int i = 2; i < argc; ++i) counts.push_back(std::stoull(argv[i]));
  if (counts.empty()) counts = {50'000, 100'000, 150'000};
  for (const size_t count : counts) {
    const auto begun = std::chrono::steady_clock::now();
    const network::Saturation most =
        Must(network::Saturate(input.backbone, Flows(input.backbone, count), {}, Progress::None()));
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    Must(network::CheckPlan(most.plan));
    const auto percent = [&](int64_t bytes) {
      return 100.0 * static_cast<double>(bytes) / static_cast<double>(most.bound_bytes);
    };
    std::printf(
        "%6zu flows: asked %.1f %% of the bound, first come %.2f %%, rearranged %.2f %%; %lld "
        "columns, %lld "
        "rounds, %.2f s\n",
        count, percent(most.asked_bytes), percent(most.first_come_bytes),
        percent(most.carried_bytes), static_cast<long long>(most.columns),
        static_cast<long long>(most.rounds), seconds);
  }
}
