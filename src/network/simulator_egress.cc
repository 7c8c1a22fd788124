#include <algorithm>
#include <utility>

#include "network/cycles.h"
#include "network/simulator_parts.h"

namespace lianmeng::network {

Egress::Egress(const Plan& plan, SimulationReport& report) : plan_(plan), report_(report) {
  last_.resize(plan.flows.size());
  for (const FlowPlan& given : plan.given) {
    first_end_.push_back(static_cast<uint32_t>(ends_.size()));
    for (const Route& route : given.routes) {
      ends_.push_back(
          {.latency_ps_min = route.bounds.latency_ns_min * kPsPerNs - kRoundingPs,
           .latency_ps_max = route.bounds.latency_ns_max * kPsPerNs + kRoundingPs,
           .hold_ps = route.hold_ns * kPsPerNs,
           .packets_per_interval = static_cast<uint32_t>(plan.flows[first_end_.size() - 1].packets),
           .is_alone = given.routes.size() == 1});
    }
  }
}

void Egress::Receive(const World& world, const Arrived& arrived) {
  const End& end = ends_[first_end_[arrived.flow] + arrived.route];
  const int64_t arrival_ps =
      world.ArrivalPs(arrived.flow, arrived.sequence / end.packets_per_interval);
  const int64_t out_ps =
      plan_.backbone.system.has_damper ? Release(world, arrived, arrival_ps) : arrived.ready_ps;
  const int64_t latency_ps = out_ps - arrival_ps;
  if (latency_ps < end.latency_ps_min) {
    Violate(ViolationKind::kLatencyBelow, arrived, end.latency_ps_min - latency_ps);
  }
  if (latency_ps > end.latency_ps_max) {
    Violate(ViolationKind::kLatencyAbove, arrived, latency_ps - end.latency_ps_max);
  }
  const int64_t held_ps = latency_ps + end.hold_ps;
  if (end.is_alone) {
    Deliver(arrived.flow, arrived.sequence, arrival_ps, held_ps);
  } else {
    Eliminate(arrived, arrival_ps, held_ps);
  }
}

void Egress::Flush() {
  // In order of flow and sequence: the order of delivery is no property of a hash table.
  std::vector<std::pair<uint64_t, Copy>> copies(copies_.begin(), copies_.end());
  std::sort(copies.begin(), copies.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [key, copy] : copies) {
    Deliver(static_cast<FlowIndex>(key >> 32), static_cast<uint32_t>(key), copy.arrival_ps,
            copy.latency_ps);
  }
  copies_.clear();
  std::fill(last_.begin(), last_.end(), Last{});
}

int64_t Egress::Release(const World& world, const Arrived& arrived, int64_t arrival_ps) {
  const Backbone& backbone = plan_.backbone;
  const FlowRequest& flow = plan_.flows[arrived.flow];
  const Route& route = plan_.given[arrived.flow].routes[arrived.route];
  const Link& last = backbone.links[route.hops.back().link];
  int64_t stamp_ns = 0;
  if (flow.arrival_window_ns > 0) {
    const auto interval = static_cast<int64_t>(arrived.sequence) / flow.packets;
    const int64_t start_ns =
        world.WindowEndPs(arrived.flow, interval) / kPsPerNs - flow.arrival_window_ns;
    const int64_t since_ns = world.StampClockNs(flow.source, arrival_ps) - start_ns;
    stamp_ns = FloorDiv(since_ns, backbone.system.stamp_ns) * backbone.system.stamp_ns;
  }
  const int64_t release_ns = ReleaseNs(last, flow, backbone.system, arrived.cycle, stamp_ns);
  const int64_t release_ps = world.ReferencePs(last.to, release_ns * kPsPerNs);
  if (arrived.ready_ps <= release_ps + kRoundingPs) return release_ps;
  Violate(ViolationKind::kReleaseMissed, arrived, arrived.ready_ps - release_ps);
  return arrived.ready_ps;
}

void Egress::Eliminate(const Arrived& arrived, int64_t arrival_ps, int64_t latency_ps) {
  const uint64_t key = uint64_t{arrived.flow} << 32 | arrived.sequence;
  const auto [copy, is_first] = copies_.try_emplace(key, Copy{arrival_ps, latency_ps});
  if (is_first) return;
  Deliver(arrived.flow, arrived.sequence, arrival_ps,
          std::min(copy->second.latency_ps, latency_ps));
  ++report_.flows[arrived.flow].duplicates;
  copies_.erase(copy);
}

void Egress::Deliver(FlowIndex flow, uint32_t sequence, int64_t arrival_ps, int64_t latency_ps) {
  FlowObservation& seen = report_.flows[flow];
  if (seen.delivered == 0) {
    seen.latency_ps_min = seen.latency_ps_max = latency_ps;
  } else {
    seen.latency_ps_min = std::min(seen.latency_ps_min, latency_ps);
    seen.latency_ps_max = std::max(seen.latency_ps_max, latency_ps);
  }
  ++seen.delivered;
  Last& last = last_[flow];
  const int64_t out_ps = arrival_ps + latency_ps;
  if ((sequence > last.sequence) != (out_ps >= last.out_ps) && last.sequence >= 0) {
    ++seen.out_of_order;
  }
  last = {sequence, out_ps};
}

void Egress::Violate(ViolationKind kind, const Arrived& arrived, int64_t by_ps) {
  ++report_.violations;
  if (report_.first_violations.size() >= kViolationsKept) return;
  report_.first_violations.push_back(
      {kind, arrived.flow, arrived.route, arrived.sequence,
       plan_.given[arrived.flow].routes[arrived.route].hops.back().link, arrived.ready_ps, by_ps,
       static_cast<uint32_t>(report_.episodes.size() - 1)});
}

}  // namespace lianmeng::network
