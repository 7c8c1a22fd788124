// The packet simulator: how many packet-hops a second, and what a thousand million of them say about the bounds.
//
// bench_network_simulation [PACKET-HOPS]    1,000,000,000 unless given, over all settings together
//
// Each setting is a random plan, filled until little more fits, under every adversary in turn. One thread, processor
// time, the making of the plan not counted.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "bench/must.h"
#include "network/simulator.h"
#include "tests/network/sample_plans.h"

namespace lianmeng::network {
namespace {

// Processor time: what else the machine does must not count.
double Now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Setting {
  const char* name;
  SampleSettings plan;
};

std::vector<Setting> Settings() {
  const std::vector<int64_t> fast = {100'000'000'000};
  SampleSettings national{.seed = 1, .sites = 40, .chords = 40, .flows = 6'000, .hops_max = 14};
  national.fibre_m_max = 400'000;
  national.rates_bps = fast;
  national.intervals = {1, 2, 4, 8, 100};
  national.system.buffers = 8;

  SampleSettings aligned = national;
  aligned.seed = 2;
  aligned.has_windows = false;
  SampleSettings quick = national;  // shorter cycles
  quick.seed = 3;
  quick.system.cycle_ns = 5'000;
  SampleSettings full = national;  // every bit of the wire given away
  full.seed = 4;
  full.reserved_permille = 1'000;
  full.best_effort_bytes = 0;
  SampleSettings wandering = national;  // clocks in a hurry
  wandering.seed = 5;
  wandering.system.clock_wander_ppb = 20'000;
  SampleSettings damped = national;
  damped.seed = 6;
  damped.system.has_damper = true;
  damped.system.stamp_ns = 8;
  SampleSettings protection = national;  // two routes for half of the flows
  protection.seed = 7;
  protection.sites = 12;
  protection.chords = 6;
  protection.protected_one_of = 2;
  SampleSettings mixed = national;  // slow access, large clock errors, warm fibres
  mixed.seed = 8;
  mixed.rates_bps = {1'000'000'000, 10'000'000'000, 100'000'000'000};
  mixed.system.cycle_ns = 20'000;
  mixed.system.clock_error_ns = 1'500;
  mixed.spread_ns_max = 20'000;
  return {{"40 sites", national},        {"aligned sources", aligned},    {"cycles of 5 us", quick},
          {"whole wire reserved", full}, {"wander of 20 ppm", wandering}, {"damper", damped},
          {"two routes", protection},    {"1 to 100 Gb/s", mixed}};
}

struct Sum {
  int64_t hops = 0, violations = 0, lost = 0;
  double seconds = 0, latency = 0, jitter = 0;
};

void Run(const Setting& setting, int64_t hops, Sum& sum) {
  const Plan plan = MakeSamplePlan(setting.plan);
  double packets = 0, packet_hops = 0;
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    const double rate =
        static_cast<double>(plan.flows[f].packets) / static_cast<double>(plan.flows[f].interval_ns);
    packets += rate;
    for (const Route& route : plan.given[f].routes) {
      packet_hops += rate * static_cast<double>(route.hops.size());
    }
  }
  // Packets are wanted, not hops, and some flows are silent in some episodes: so much more brings the hops together.
  constexpr double kSilent = 1.75;
  const auto wanted =
      static_cast<int64_t>(kSilent * static_cast<double>(hops) * packets / packet_hops);
  const double start = Now();
  const SimulationReport report = Must(Simulate(plan, {.seed = 1, .packets = wanted}));
  const double seconds = Now() - start;
  int64_t buffers_seen = 0, buffers_planned = 0;
  for (size_t p = 0; p < plan.buffers.size(); ++p) {
    buffers_seen = std::max(buffers_seen, report.ports[p].buffers_max);
    buffers_planned = std::max(buffers_planned, plan.buffers[p]);
  }
  std::printf(
      "%-20s %6zu flows %12lld hops %6.1f M/s  policed %8lld  lost %lld  broken %lld  "
      "buffers %lld of %lld  latency %.4f  jitter %.4f\n",
      setting.name, plan.flows.size(), static_cast<long long>(report.packet_hops),
      static_cast<double>(report.packet_hops) / seconds / 1e6,
      static_cast<long long>(report.policed), static_cast<long long>(report.lost),
      static_cast<long long>(report.violations), static_cast<long long>(buffers_seen),
      static_cast<long long>(buffers_planned), report.latency.share, report.jitter.share);
  std::fflush(stdout);
  sum.hops += report.packet_hops;
  sum.violations += report.violations;
  sum.lost += report.lost;
  sum.seconds += seconds;
  sum.latency = std::max(sum.latency, report.latency.share);
  sum.jitter = std::max(sum.jitter, report.jitter.share);
}

int Main(int argc, char** argv) {
  const int64_t hops = argc > 1 ? std::atoll(argv[1]) : 1'000'000'000;
  const std::vector<Setting> settings = Settings();
  Sum sum;
  for (const Setting& setting : settings) {
    Run(setting, hops / static_cast<int64_t>(settings.size()), sum);
  }
  std::printf(
      "together             %lld packet-hops in %.1f s: %.1f M/s; lost %lld, bounds broken %lld; "
      "largest observed/bound: latency %.4f, jitter %.4f\n",
      static_cast<long long>(sum.hops), sum.seconds,
      static_cast<double>(sum.hops) / sum.seconds / 1e6, static_cast<long long>(sum.lost),
      static_cast<long long>(sum.violations), sum.latency, sum.jitter);
  return sum.violations == 0 && sum.lost == 0 ? 0 : 1;
}

}  // namespace
}  // namespace lianmeng::network

int main(int argc, char** argv) { return lianmeng::network::Main(argc, argv); }
