// Seeded random backbones and flows, small enough to be seen through.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"
#include "network/backbone.h"

namespace lianmeng::network::testing {

struct RandomBackboneShape {
  size_t sites = 5;
  size_t extra_fibres = 3;  // beside a ring
  int64_t cycle_ns = 10'000;
  bool has_damper = false;
};

inline Link RandomLink(Random& random, SiteIndex from, SiteIndex to, const CycleSystem& system) {
  Link link;
  link.from = from;
  link.to = to;
  link.fibre_m = 1 + static_cast<int64_t>(random.Below(400'000));
  link.delay_ns_min = link.fibre_m * 5 + static_cast<int64_t>(random.Below(2'000)) + 1;
  link.delay_ns_max = link.delay_ns_min + static_cast<int64_t>(random.Below(1'500));
  constexpr int64_t kRates[] = {1'000'000'000, 10'000'000'000, 40'000'000'000, 100'000'000'000};
  link.rate_bps = kRates[random.Below(4)];
  link.phase_ns = static_cast<int64_t>(random.Below(static_cast<uint64_t>(system.cycle_ns)));
  link.reserved_permille = 300 + static_cast<int64_t>(random.Below(701));
  link.best_effort_bytes = random.Chance(0.5) ? 0 : 163;
  return link;
}

// A ring with some chords; every fibre in both directions, of different make.
inline Backbone RandomBackbone(Random& random, const RandomBackboneShape& shape) {
  Backbone backbone;
  backbone.system.cycle_ns = shape.cycle_ns;
  backbone.system.has_damper = shape.has_damper;
  backbone.system.clock_error_ns = static_cast<int64_t>(random.Below(400));
  backbone.system.stamp_ns = 1 + static_cast<int64_t>(random.Below(16));
  for (size_t i = 0; i < shape.sites; ++i) backbone.sites.push_back("s" + std::to_string(i));
  const auto join = [&](SiteIndex a, SiteIndex b) {
    backbone.links.push_back(RandomLink(random, a, b, backbone.system));
    backbone.links.push_back(RandomLink(random, b, a, backbone.system));
  };
  for (SiteIndex i = 0; i < shape.sites; ++i)
    join(i, static_cast<SiteIndex>((i + 1) % shape.sites));
  for (size_t i = 0; i < shape.extra_fibres; ++i) {
    const auto a = static_cast<SiteIndex>(random.Below(shape.sites));
    const auto b = static_cast<SiteIndex>(random.Below(shape.sites));
    if (a != b) join(a, b);
  }
  return backbone;
}

inline FlowRequest RandomFlow(Random& random, const Backbone& backbone, size_t number) {
  FlowRequest flow;
  flow.id = "f" + std::to_string(number);
  flow.source = static_cast<SiteIndex>(random.Below(backbone.sites.size()));
  do {
    flow.destination = static_cast<SiteIndex>(random.Below(backbone.sites.size()));
  } while (flow.destination == flow.source);
  flow.frame_bytes = 64 + static_cast<int64_t>(random.Below(1'455));
  flow.packets = 1 + static_cast<int64_t>(random.Below(3));
  constexpr int64_t kPeriods[] = {1, 2, 4, 8};
  flow.interval_ns = kPeriods[random.Below(4)] * backbone.system.cycle_ns;
  flow.latency_ns_max = 300'000 + static_cast<int64_t>(random.Below(8'000'000));
  flow.jitter_ns_max = 1'000 + static_cast<int64_t>(random.Below(30'000));
  constexpr int64_t kWindowShares[] = {0, 0, 2, 4};  // quarters of a cycle
  flow.arrival_window_ns = std::min(backbone.system.cycle_ns * kWindowShares[random.Below(4)] / 4,
                                    flow.interval_ns - 2 * backbone.system.clock_error_ns);
  flow.rank = static_cast<int64_t>(random.Below(8));
  constexpr Protection kProtections[] = {Protection::kNone, Protection::kNone,
                                         Protection::kLinkDisjoint, Protection::kNodeDisjoint};
  flow.protection = kProtections[random.Below(4)];
  return flow;
}

inline std::vector<FlowRequest> RandomFlows(Random& random, const Backbone& backbone,
                                            size_t count) {
  std::vector<FlowRequest> flows;
  for (size_t i = 0; i < count; ++i) flows.push_back(RandomFlow(random, backbone, i));
  return flows;
}

}  // namespace lianmeng::network::testing
