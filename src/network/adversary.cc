#include "network/adversary.h"

namespace lianmeng::network {
namespace {

constexpr int64_t kPpb = 1'000'000'000;
constexpr uint64_t kTargetOneOf = 8;
constexpr uint64_t kUnrulyOneOf = 8;
constexpr int64_t kExcessBytes = 100;

// What lots are drawn for; each has a sequence of its own.
enum Draw : uint64_t {
  kClock = 1,
  kLinkDelay,
  kTarget,
  kUnrulyFlow,
  kBestEffort,
  kPresence,
  kWindow,
  kMischief
};

}  // namespace

std::string_view Name(AdversaryKind kind) {
  switch (kind) {
    case AdversaryKind::kLate:
      return "late";
    case AdversaryKind::kEarly:
      return "early";
    case AdversaryKind::kTightArrivals:
      return "tight-arrivals";
    case AdversaryKind::kFullBuffers:
      return "full-buffers";
    case AdversaryKind::kDrift:
      return "drift";
    case AdversaryKind::kMixed:
      return "mixed";
    case AdversaryKind::kUnruly:
      return "unruly";
  }
  return "";
}

World::World(const Plan& plan, const Episode& episode)
    : plan_(plan),
      episode_(episode),
      seed_(SplitMixOutput(episode.seed + kSplitMixStep)),
      cycle_ps_(plan.backbone.system.cycle_ns * kPsPerNs),
      error_ps_max_(plan.backbone.system.clock_error_ns * kPsPerNs) {
  SetClocks();
  SetDelays();
  SetTargets();
  SetSources();
}

uint64_t World::Lot(uint64_t what, uint64_t which) const {
  return SplitMixOutput(SplitMixOutput(seed_ ^ what << 56) + which * kSplitMixStep);
}

void World::SetClocks() {
  const CycleSystem& system = plan_.backbone.system;
  const bool frozen = system.clock_wander_ppb == 0;
  const AdversaryKind kind = frozen ? episode_.clock_kind : episode_.kind;
  const uint64_t seed = SplitMixOutput((frozen ? episode_.clock_seed : episode_.seed) ^ kClock);
  const auto slope = static_cast<int64_t>(__int128{system.clock_wander_ppb} * cycle_ps_ *
                                          (int64_t{1} << kSlopeBits) / kPpb);
  sites_.resize(plan_.backbone.sites.size());
  for (size_t s = 0; s < sites_.size(); ++s) {
    const bool lot = (SplitMixOutput(seed + s * kSplitMixStep) & 1) != 0;
    switch (kind) {
      case AdversaryKind::kLate:
      case AdversaryKind::kUnruly:
        sites_[s].error_ps = -error_ps_max_;
        break;
      case AdversaryKind::kEarly:
        sites_[s].error_ps = error_ps_max_;
        break;
      case AdversaryKind::kDrift:
        sites_[s] = {lot ? error_ps_max_ : -error_ps_max_, lot ? -slope : slope};
        break;
      default:
        sites_[s].error_ps = lot ? error_ps_max_ : -error_ps_max_;
    }
  }
  for (const Link& link : plan_.backbone.links) {
    const SiteClock& clock = sites_[link.from];
    const auto until_opening =
        static_cast<int64_t>(__int128{clock.slope} * link.phase_ns / system.cycle_ns >> kSlopeBits);
    ports_.push_back({link.phase_ns * kPsPerNs, clock.error_ps + until_opening, clock.slope});
  }
}

void World::SetDelays() {
  switch (episode_.kind) {
    case AdversaryKind::kLate:
    case AdversaryKind::kUnruly:
      delay_rule_ = DelayRule::kTargetsLong;
      break;
    case AdversaryKind::kDrift:
    case AdversaryKind::kMixed:
      delay_rule_ = DelayRule::kByPacket;
      break;
    default:
      delay_rule_ = DelayRule::kByLink;
  }
  for (const Link& link : plan_.backbone.links) {
    const int64_t low = link.delay_ns_min * kPsPerNs, high = link.delay_ns_max * kPsPerNs;
    switch (episode_.kind) {
      case AdversaryKind::kEarly:
      case AdversaryKind::kFullBuffers:
        delays_.push_back({low, low});
        break;
      case AdversaryKind::kTightArrivals:
        delays_.push_back({high, high});
        break;
      default:
        delays_.push_back({low, high});
    }
  }
}

void World::SetTargets() {
  are_targets_last_ = episode_.kind != AdversaryKind::kEarly;
  targets_.resize(plan_.flows.size());
  for (size_t f = 0; f < targets_.size(); ++f) targets_[f] = Lot(kTarget, f) % kTargetOneOf == 0;
  // A handful of flows: aim at one at least.
  if (!targets_.empty()) targets_[Lot(kTarget, targets_.size()) % targets_.size()] = 1;
}

int64_t World::ErrorPs(SiteIndex site, int64_t local_ps) const {
  const SiteClock& clock = sites_[site];
  if (clock.slope == 0) return clock.error_ps;
  const auto moved =
      static_cast<int64_t>(__int128{clock.slope} * local_ps / cycle_ps_ >> kSlopeBits);
  return std::clamp(clock.error_ps + moved, -error_ps_max_, error_ps_max_);
}

int64_t World::BestEffortBytes(LinkIndex port, int64_t cycle) const {
  const int64_t most = plan_.backbone.links[port].best_effort_bytes;
  if (most == 0) return 0;
  switch (episode_.kind) {
    case AdversaryKind::kEarly:
    case AdversaryKind::kFullBuffers:
      return 0;
    case AdversaryKind::kDrift:
    case AdversaryKind::kMixed: {
      const uint64_t lot = Lot(kBestEffort, uint64_t{port} << 40 ^ static_cast<uint64_t>(cycle));
      return (lot & 1) != 0 ? most : 0;
    }
    default:
      return most;
  }
}

int64_t World::Intervals(FlowIndex flow) const {
  if (!plan_.given[flow].IsCarried()) return 0;
  return CeilDiv(episode_.cycles * plan_.backbone.system.cycle_ns, plan_.flows[flow].interval_ns);
}

// A hypercycle later than the plan counts: then no window begins before instant 0 but those longer than it.
int64_t World::CycleOf(FlowIndex flow, const Hop& hop, int64_t interval) const {
  return plan_.hypercycle + hop.cycle +
         interval * (plan_.flows[flow].interval_ns / plan_.backbone.system.cycle_ns);
}

void World::SetSources() {
  sources_.resize(plan_.flows.size());
  for (FlowIndex f = 0; f < sources_.size(); ++f) {
    int64_t opening_ps = INT64_MAX;
    for (const Route& route : plan_.given[f].routes) {
      const Hop& first = route.hops.front();
      opening_ps = std::min(opening_ps, plan_.backbone.links[first.link].phase_ns * kPsPerNs +
                                            CycleOf(f, first, 0) * cycle_ps_);
    }
    sources_[f] = {.window_end_ps = opening_ps - error_ps_max_,
                   .window_ps = plan_.flows[f].arrival_window_ns * kPsPerNs,
                   .interval_ps = plan_.flows[f].interval_ns * kPsPerNs};
  }
}

bool World::IsPresent(FlowIndex flow, int64_t interval) const {
  switch (episode_.kind) {
    case AdversaryKind::kEarly:
      return targets_[flow] != 0;
    case AdversaryKind::kDrift:
    case AdversaryKind::kMixed:
      return Lot(kPresence, uint64_t{flow} << 32 ^ static_cast<uint64_t>(interval)) % 8 != 0;
    default:
      return true;
  }
}

int64_t World::ArrivalPs(FlowIndex flow, int64_t interval) const {
  const int64_t end_ps = WindowEndPs(flow, interval);
  const int64_t window_ps = sources_[flow].window_ps;
  switch (episode_.kind) {
    case AdversaryKind::kLate:
    case AdversaryKind::kUnruly:
      return end_ps - window_ps;
    case AdversaryKind::kEarly:
      return end_ps;
    default: {
      const uint64_t lot = Lot(kWindow, uint64_t{flow} << 32 ^ static_cast<uint64_t>(interval));
      return (lot & 1) != 0 ? end_ps : end_ps - window_ps;
    }
  }
}

bool World::IsUnruly(FlowIndex flow) const {
  if (episode_.kind != AdversaryKind::kUnruly) return false;
  // Where windows touch, a packet outside of one is within the next.
  const FlowRequest& request = plan_.flows[flow];
  if (request.interval_ns <=
      request.arrival_window_ns + 8 * (plan_.backbone.system.clock_error_ns + 1))
    return false;
  return Lot(kUnrulyFlow, flow) % kUnrulyOneOf == 0;
}

void World::Offer(FlowIndex flow, int64_t interval, std::vector<OfferedPacket>& packets) const {
  packets.clear();
  if (!IsPresent(flow, interval)) return;
  const FlowRequest& request = plan_.flows[flow];
  const int64_t arrival_ps = ArrivalPs(flow, interval);
  packets.assign(static_cast<size_t>(request.packets), {arrival_ps, request.frame_bytes});
  if (!IsUnruly(flow)) return;
  const int64_t window_ps = request.arrival_window_ns * kPsPerNs;
  switch (Lot(kMischief, uint64_t{flow} << 32 ^ static_cast<uint64_t>(interval)) % 4) {
    case 0:
      packets.push_back(packets.back());
      break;
    case 1:
      packets.front().frame_bytes += kExcessBytes;
      break;
    case 2:  // before the window, and none of the clocks can hide it
      packets.insert(packets.begin(),
                     {arrival_ps - 3 * error_ps_max_ - kPsPerNs, request.frame_bytes});
      break;
    default:  // after it
      packets.push_back(
          {arrival_ps + window_ps + 3 * error_ps_max_ + kPsPerNs, request.frame_bytes});
  }
}

}  // namespace lianmeng::network
