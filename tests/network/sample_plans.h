// Small random plans for tests and benchmarks of what is done with plans: made by a planner too simple to be wrong,
// which sends flows along random walks in random cycles and keeps those that fit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "network/cycles.h"
#include "network/plan.h"

namespace lianmeng::network {

struct SampleSettings {
  uint64_t seed = 1;
  size_t sites = 6;
  size_t chords = 3;  // beside the ring of all sites
  size_t flows = 40;  // tried
  size_t hops_max = 5;
  CycleSystem system{.cycle_ns = 10'000,
                     .buffers = 8,
                     .clock_error_ns = 250,
                     .clock_wander_ppb = 50,
                     .has_damper = false,
                     .stamp_ns = 1};
  int64_t fibre_m_max = 20'000;
  int64_t spread_ns_max = 3'000;  // of a link's delay
  int64_t best_effort_bytes = 1'542;
  int64_t reserved_permille = 500;
  std::vector<int64_t> rates_bps = {1'000'000'000, 10'000'000'000, 100'000'000'000};
  std::vector<int64_t> intervals = {1, 2, 4, 8};  // cycles
  int64_t packets_max = 4;
  int64_t frame_bytes_max = 1'518;
  bool has_windows = true;      // of up to a cycle
  size_t protected_one_of = 0;  // 0: none
};

class SamplePlanner {
 public:
  explicit SamplePlanner(const SampleSettings& settings)
      : settings_(settings), random_(settings.seed) {}

  Plan Make() {
    plan_.backbone.system = settings_.system;
    plan_.hypercycle = settings_.system.buffers;
    for (const int64_t interval : settings_.intervals) {
      plan_.hypercycle = std::lcm(plan_.hypercycle, interval);
    }
    for (size_t s = 0; s < settings_.sites; ++s) {
      plan_.backbone.sites.push_back("s" + std::to_string(s));
    }
    for (size_t s = 0; s < settings_.sites; ++s) Connect(s, (s + 1) % settings_.sites);
    for (size_t c = 0; c < settings_.chords; ++c) {
      const size_t a = Below(settings_.sites), b = Below(settings_.sites);
      if (a != b) Connect(a, b);
    }
    load_.assign(plan_.backbone.links.size(),
                 std::vector<int64_t>(static_cast<size_t>(plan_.hypercycle), 0));
    plan_.buffers.assign(plan_.backbone.links.size(), 2);
    for (size_t f = 0; f < settings_.flows; ++f) TryFlow(f);
    for (FlowIndex f = 0; f < plan_.flows.size(); ++f) GiveBounds(f);
    return plan_;
  }

 private:
  size_t Below(size_t bound) { return static_cast<size_t>(random_.Below(bound)); }
  int64_t Between(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random_.Below(static_cast<uint64_t>(high - low + 1)));
  }

  // Both directions.
  void Connect(size_t a, size_t b) {
    const int64_t fibre_m = Between(100, settings_.fibre_m_max);
    const int64_t rate_bps = settings_.rates_bps[Below(settings_.rates_bps.size())];
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      const int64_t delay_ns = fibre_m * 5 + Between(0, 2'000);
      plan_.backbone.links.push_back(
          {.from = static_cast<SiteIndex>(from),
           .to = static_cast<SiteIndex>(to),
           .fibre_m = fibre_m,
           .rate_bps = rate_bps,
           .delay_ns_min = delay_ns,
           .delay_ns_max = delay_ns + Between(0, settings_.spread_ns_max),
           .phase_ns = Between(0, settings_.system.cycle_ns - 1),
           .reserved_permille = settings_.reserved_permille,
           .best_effort_bytes = settings_.best_effort_bytes});
    }
  }

  std::vector<LinkIndex> RandomWalk() {
    std::vector<bool> seen(settings_.sites, false);
    size_t at = Below(settings_.sites);
    seen[at] = true;
    std::vector<LinkIndex> walk;
    const size_t hops = 1 + Below(settings_.hops_max);
    while (walk.size() < hops) {
      std::vector<LinkIndex> ways;
      for (LinkIndex l = 0; l < plan_.backbone.links.size(); ++l) {
        const Link& link = plan_.backbone.links[l];
        if (link.from == at && !seen[link.to]) ways.push_back(l);
      }
      if (ways.empty()) break;
      walk.push_back(ways[Below(ways.size())]);
      at = plan_.backbone.links[walk.back()].to;
      seen[at] = true;
    }
    return walk;
  }

  // Both ways round the ring.
  std::pair<std::vector<LinkIndex>, std::vector<LinkIndex>> BothWays() {
    const size_t n = settings_.sites, from = Below(n), steps = 1 + Below(n - 1);
    std::pair<std::vector<LinkIndex>, std::vector<LinkIndex>> ways;
    for (size_t i = 0; i < steps; ++i) {
      ways.first.push_back(static_cast<LinkIndex>(2 * ((from + i) % n)));
    }
    for (size_t i = 0; i < n - steps; ++i) {
      ways.second.push_back(static_cast<LinkIndex>(2 * ((from + n - 1 - i) % n) + 1));
    }
    return ways;
  }

  Route LayCycles(const std::vector<LinkIndex>& walk, int64_t first_cycle) {
    Route route;
    int64_t cycle = first_cycle;
    for (size_t h = 0; h < walk.size(); ++h) {
      if (h > 0) {
        cycle += CycleShift(plan_.backbone.links[walk[h - 1]], plan_.backbone.links[walk[h]],
                            settings_.system);
        if (Below(4) == 0) ++cycle;  // held for one more
      }
      route.hops.push_back({walk[h], cycle, 0});
    }
    return route;
  }

  bool Fits(const Route& route, const FlowRequest& flow) const {
    for (size_t h = 0; h < route.hops.size(); ++h) {
      const Hop& hop = route.hops[h];
      if (MaxLoad(hop, flow) + BurstBytes(flow) >
          CycleCapacityBytes(plan_.backbone.links[hop.link], settings_.system))
        return false;
      if (h > 0 && Buffers(route, h) > settings_.system.buffers) return false;
    }
    return true;
  }

  int64_t Buffers(const Route& route, size_t h) const {
    return BuffersNeeded(plan_.backbone.links[route.hops[h - 1].link],
                         plan_.backbone.links[route.hops[h].link], settings_.system,
                         route.hops[h].cycle - route.hops[h - 1].cycle);
  }

  template <typename Visit>
  void ForEachCycle(const Hop& hop, const FlowRequest& flow, const Visit& visit) const {
    for (int64_t c = 0; c < plan_.hypercycle; c += flow.interval_ns / settings_.system.cycle_ns) {
      visit(static_cast<size_t>((hop.cycle + c) % plan_.hypercycle));
    }
  }

  int64_t MaxLoad(const Hop& hop, const FlowRequest& flow) const {
    int64_t bytes = 0;
    ForEachCycle(hop, flow, [&](size_t c) { bytes = std::max(bytes, load_[hop.link][c]); });
    return bytes;
  }

  void TryFlow(size_t number) {
    FlowRequest flow{.id = "f" + std::to_string(number),
                     .frame_bytes = Between(kFrameBytesMin, settings_.frame_bytes_max),
                     .packets = Between(1, settings_.packets_max),
                     .interval_ns = settings_.intervals[Below(settings_.intervals.size())] *
                                    settings_.system.cycle_ns,
                     .latency_ns_max = kNsPerSecond,
                     .jitter_ns_max = kNsPerSecond};
    if (settings_.has_windows && Below(2) == 0) {
      flow.arrival_window_ns =
          Between(1, std::min(settings_.system.cycle_ns,
                              flow.interval_ns - 2 * settings_.system.clock_error_ns));
    }
    const int64_t first_cycle = Between(0, flow.interval_ns / settings_.system.cycle_ns - 1);
    FlowPlan given;
    if (settings_.protected_one_of > 0 && Below(settings_.protected_one_of) == 0) {
      const auto [one, other] = BothWays();
      flow.protection = Protection::kNodeDisjoint;
      given.routes = {LayCycles(one, first_cycle), LayCycles(other, first_cycle + Between(0, 1))};
    } else {
      given.routes = {LayCycles(RandomWalk(), first_cycle)};
    }
    for (const Route& route : given.routes) {
      if (!Fits(route, flow)) return;
    }
    const std::vector<Hop>& hops = given.routes[0].hops;
    flow.source = plan_.backbone.links[hops.front().link].from;
    flow.destination = plan_.backbone.links[hops.back().link].to;
    for (const Route& route : given.routes) {
      for (size_t h = 0; h < route.hops.size(); ++h) {
        const Hop& hop = route.hops[h];
        ForEachCycle(hop, flow, [&](size_t c) { load_[hop.link][c] += BurstBytes(flow); });
        if (h == 0) continue;
        plan_.buffers[hop.link] = std::max(plan_.buffers[hop.link], Buffers(route, h));
      }
    }
    plan_.flows.push_back(flow);
    plan_.given.push_back(given);
  }

  void GiveBounds(FlowIndex f) {
    const FlowRequest& flow = plan_.flows[f];
    FlowPlan& given = plan_.given[f];
    const auto opening_ns = [&](const Route& route) {
      return plan_.backbone.links[route.hops[0].link].phase_ns +
             route.hops[0].cycle * settings_.system.cycle_ns;
    };
    int64_t first_ns = INT64_MAX, slowest_ns = 0;
    for (const Route& route : given.routes) first_ns = std::min(first_ns, opening_ns(route));
    for (Route& route : given.routes) {
      const Hop& last = route.hops.back();
      const RouteEnds ends{.first = plan_.backbone.links[route.hops[0].link],
                           .last = plan_.backbone.links[last.link],
                           .shift = last.cycle - route.hops[0].cycle,
                           .wait_ns = opening_ns(route) - first_ns};
      route.bounds = BoundsOf(ends, flow, settings_.system, MaxLoad(last, flow));
      slowest_ns = std::max(slowest_ns, route.bounds.latency_ns_max);
    }
    given.bounds = {INT64_MAX, slowest_ns};
    for (Route& route : given.routes) {
      route.hold_ns = slowest_ns - route.bounds.latency_ns_max;
      given.bounds.latency_ns_min =
          std::min(given.bounds.latency_ns_min, route.bounds.latency_ns_min + route.hold_ns);
    }
  }

  const SampleSettings settings_;
  Random random_;
  Plan plan_;
  std::vector<std::vector<int64_t>> load_;  // wire bytes of each link and cycle of the hypercycle
};

[[nodiscard]] inline Plan MakeSamplePlan(const SampleSettings& settings) {
  return SamplePlanner(settings).Make();
}

}  // namespace lianmeng::network
