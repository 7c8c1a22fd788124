#include "network/admission.h"

#include <algorithm>
#include <limits>

// The compiler's vectors four or eight cycles at a time; the machine's widest where that is known when the program
// starts only.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LM_WIDE __attribute__((optimize("O3"), target_clones("avx2", "default")))
#else
#define LM_WIDE
#endif

namespace lianmeng::network {
namespace {

constexpr int64_t kNoLatencyLimit = std::numeric_limits<int64_t>::max() / 4;

// out[i] = the least of values[i + r · period].
LM_WIDE void Fold(const int32_t* values, int64_t count, int64_t period, int32_t* out) {
  std::copy(values, values + period, out);
  for (const int32_t* row = values + period; row < values + count; row += period) {
    for (int64_t i = 0; i < period; ++i) out[i] = std::min(out[i], row[i]);
  }
}

// best[i] = the lesser of best[i] and values[i].
LM_WIDE void Lower(int32_t* best, const int32_t* values, int64_t count) {
  for (int64_t i = 0; i < count; ++i) best[i] = std::min(best[i], values[i]);
}

// out[i] = the lesser of room[i] and limit − used[i].
LM_WIDE void Limited(const int32_t* room, const int32_t* used, int64_t count, int32_t limit,
                     int32_t* out) {
  for (int64_t i = 0; i < count; ++i) out[i] = std::min(room[i], limit - used[i]);
}

LM_WIDE int32_t Greatest(const int32_t* values, int64_t count) {
  int32_t greatest = std::numeric_limits<int32_t>::min();
  for (int64_t i = 0; i < count; ++i) greatest = std::max(greatest, values[i]);
  return greatest;
}

}  // namespace

Admission::Admission(const Backbone& backbone, int64_t hypercycle, const AdmissionOptions& options)
    : backbone_(backbone),
      options_(options),
      book_(backbone, options.paths, options.cut),
      ledger_(backbone, hypercycle) {
  const auto width = static_cast<size_t>(hypercycle);
  best_.resize(width);
  hop_.resize(width);
  last_.resize(width);
}

RouteEnds Admission::EndsOf(const Placement& placement, size_t hop) const {
  const RouteCandidate& route = *placement.route;
  const int64_t held = placement.held.empty() ? 0 : placement.held[hop];
  return {backbone_.links[route.path.front()], backbone_.links[route.path[hop]],
          route.shift[hop] + held, placement.wait_ns};
}

LinkSlots Admission::SlotsOf(const Placement& placement, size_t hop, int64_t period) const {
  return {placement.route->path[hop], placement.first_cycle + EndsOf(placement, hop).shift, period};
}

void Admission::FoldHop(LinkIndex link, int64_t period, std::optional<int32_t> limit_bytes) {
  const int64_t count = ledger_.hypercycle();
  const int32_t* room = ledger_.Room(link).data();
  if (limit_bytes && *limit_bytes < ledger_.Capacity(link)) {
    Limited(room, ledger_.Used(link).data(), count, *limit_bytes, last_.data());
    room = last_.data();
  }
  Fold(room, count, period, hop_.data());
}

void Admission::FoldRoute(const RouteCandidate& route, int64_t period, int32_t limit_bytes) {
  std::fill_n(best_.begin(), period, CycleLedger::kBytesMax);
  for (size_t hop = 0; hop < route.path.size(); ++hop) {
    const bool is_last = hop + 1 == route.path.size();
    FoldHop(route.path[hop], period, is_last ? std::optional(limit_bytes) : std::nullopt);
    // A first cycle of i meets this hop in cycle i + shift.
    const int64_t turn = Modulo(route.shift[hop], period);
    Lower(best_.data(), hop_.data() + turn, period - turn);
    Lower(best_.data() + (period - turn), hop_.data(), turn);
  }
}

Admission::Offset Admission::Roomiest(int64_t period) const {
  const int32_t room = Greatest(best_.data(), period);
  const auto end = best_.begin() + period;
  return {std::find(best_.begin(), end, room) - best_.begin(), room};
}

int32_t Admission::LimitOf(const RouteCandidate& route, const FlowRequest& flow,
                           const DelayLimits& limits, int64_t held) const {
  const RouteEnds ends{backbone_.links[route.path.front()], backbone_.links[route.path.back()],
                       route.shift.back() + held};
  const int64_t bytes = CycleBytesWithin(ends, flow, backbone_.system, limits);
  return static_cast<int32_t>(std::clamp<int64_t>(bytes, 0, CycleLedger::kBytesMax));
}

std::vector<Admission::Placement> Admission::Find(const FlowRequest& flow) {
  RouteChoices& choices = book_.Between(flow.source, flow.destination, flow.protection);
  if (flow.protection == Protection::kNone) return FindSingle(flow, choices);
  for (size_t i = 0; const RoutePair* pair = book_.Pair(choices, i); ++i) {
    std::vector<Placement> placements = FindPair(flow, *pair);
    if (!placements.empty()) return placements;
  }
  return {};
}

std::vector<Admission::Placement> Admission::FindSingle(const FlowRequest& flow,
                                                        RouteChoices& choices) {
  const int64_t burst = BurstBytes(flow), period = PeriodOf(flow);
  const DelayLimits limits{flow.latency_ns_max, flow.jitter_ns_max};
  std::optional<Placement> chosen;
  double chosen_room = 0;
  for (size_t i = 0; const RouteCandidate* route = book_.Single(choices, i); ++i) {
    const int32_t limit = LimitOf(*route, flow, limits, 0);
    if (burst > limit || burst > route->capacity_bytes) continue;
    FoldRoute(*route, period, limit);
    const Offset offset = Roomiest(period);
    if (offset.room < burst) continue;
    const double room =
        static_cast<double>(offset.room) / static_cast<double>(route->capacity_bytes);
    if (chosen && room <= chosen_room) continue;
    chosen = Placement{route, offset.cycle, 0, limit, {}};
    chosen_room = room;
    if (!options_.spreads) break;
  }
  if (options_.extra_cycles > 0 && !chosen) {
    for (size_t i = 0; const RouteCandidate* route = book_.Single(choices, i); ++i) {
      chosen = FindHeld(flow, *route);
      if (chosen) break;
    }
  }
  std::vector<Placement> placements;
  if (chosen) placements.push_back(*std::move(chosen));
  return placements;
}

// The least holding in all that finds room, over every first cycle; then the earliest such cycle.
std::optional<Admission::Placement> Admission::FindHeld(const FlowRequest& flow,
                                                        const RouteCandidate& route) {
  const int64_t burst = BurstBytes(flow), period = PeriodOf(flow);
  const size_t hops = route.path.size();
  if (hops < 2 || burst > route.capacity_bytes) return std::nullopt;
  folds_.resize(std::max(folds_.size(), hops));
  for (size_t hop = 0; hop + 1 < hops; ++hop) {
    FoldHop(route.path[hop], period, std::nullopt);
    if (Greatest(hop_.data(), period) < burst) return std::nullopt;  // full whenever they come
    folds_[hop].assign(hop_.begin(), hop_.begin() + period);
  }
  for (int64_t held = 1; held <= options_.extra_cycles; ++held) {
    const int32_t limit = LimitOf(route, flow, {flow.latency_ns_max, flow.jitter_ns_max}, held);
    if (burst > limit) return std::nullopt;  // a longer wait lowers it further
    FoldHop(route.path.back(), period, limit);
    if (Greatest(hop_.data(), period) < burst) continue;
    folds_[hops - 1].assign(hop_.begin(), hop_.begin() + period);
    for (int64_t first = 0; first < period; ++first) {
      std::vector<int32_t> so_far = HoldingOf(route, period, first, {burst, held});
      if (!so_far.empty()) return Placement{&route, first, 0, limit, std::move(so_far)};
    }
  }
  return std::nullopt;
}

std::vector<int32_t> Admission::HoldingOf(const RouteCandidate& route, int64_t period,
                                          int64_t first_cycle, const Holding& wanted) const {
  const size_t hops = route.path.size();
  const auto fits = [&](size_t hop, int64_t so_far) {
    const int64_t cycle = Modulo(first_cycle + route.shift[hop] + so_far, period);
    return folds_[hop][static_cast<size_t>(cycle)] >= wanted.burst_bytes;
  };
  if (!fits(0, 0) || !fits(hops - 1, wanted.cycles)) return {};
  // Bit e of reached[hop]: there is room as far as that hop with e cycles held so far.
  std::vector<uint64_t> reached(hops, 0);
  reached[0] = 1;
  for (size_t hop = 1; hop < hops; ++hop) {
    for (int64_t e = 0; e <= wanted.cycles; ++e) {
      const int64_t least = std::max<int64_t>(0, e - route.spare_buffers[hop]);
      const uint64_t before = (reached[hop - 1] >> least) & ((uint64_t{2} << (e - least)) - 1);
      if (before != 0 && fits(hop, e)) reached[hop] |= uint64_t{1} << e;
    }
    if (reached[hop] == 0) return {};
  }
  if ((reached[hops - 1] >> wanted.cycles & 1) == 0) return {};
  std::vector<int32_t> so_far(hops, 0);
  so_far[hops - 1] = static_cast<int32_t>(wanted.cycles);
  for (size_t hop = hops - 1; hop > 0; --hop) {
    int32_t before = so_far[hop];
    while ((reached[hop - 1] >> before & 1) == 0) --before;
    so_far[hop - 1] = before;
  }
  return so_far;
}

// The longer route opens first, so that the shorter one's wait costs nothing at the last site until it is as late.
std::vector<Admission::Placement> Admission::FindPair(const FlowRequest& flow,
                                                      const RoutePair& pair) {
  const CycleSystem& system = backbone_.system;
  const int64_t burst = BurstBytes(flow), period = PeriodOf(flow);
  const auto empty = [&](const RouteCandidate& route) {
    const Placement placement{&route, 0, 0, 0, {}};
    return BoundsOf(EndsOf(placement, route.path.size() - 1), flow, system, burst);
  };
  const RouteCandidate* longer = &pair.second;
  const RouteCandidate* shorter = &pair.first;
  if (empty(*longer).latency_ns_min < empty(*shorter).latency_ns_min) std::swap(longer, shorter);
  if (burst > longer->capacity_bytes || burst > shorter->capacity_bytes) return {};
  const int64_t longer_ns = empty(*longer).latency_ns_min;
  const int64_t shorter_ns = empty(*shorter).latency_ns_min;
  const Link& longer_first = backbone_.links[longer->path.front()];
  const Link& shorter_first = backbone_.links[shorter->path.front()];
  const int64_t wait_least =
      Modulo(shorter_first.phase_ns - longer_first.phase_ns, system.cycle_ns);
  const int64_t later_ns = std::max(longer_ns, shorter_ns + wait_least);
  const int64_t error_ns = HoldErrorNs(flow.latency_ns_max, system);
  // What is left for jitter, and how long the shorter route may wait beyond that.
  const int64_t left_ns = flow.latency_ns_max - later_ns - error_ns;
  const int64_t jitter_ns = std::min(flow.jitter_ns_max - 2 * error_ns, left_ns);
  const int64_t wait_most = later_ns - shorter_ns + std::max<int64_t>(0, left_ns - jitter_ns);
  const DelayLimits limits{kNoLatencyLimit, jitter_ns};
  const int32_t longer_limit = LimitOf(*longer, flow, limits, 0);
  const int32_t shorter_limit = LimitOf(*shorter, flow, limits, 0);
  if (burst > std::min(longer_limit, shorter_limit)) return {};
  FoldRoute(*longer, period, longer_limit);
  const Offset roomiest = Roomiest(period);
  if (roomiest.room < burst) return {};
  const std::vector<int32_t> longer_room(best_.begin(), best_.begin() + period);
  FoldRoute(*shorter, period, shorter_limit);
  // Cycles of the shorter route's port from its first opening after that of the longer one; how many may be waited for.
  const int64_t apart = CeilDiv(longer_first.phase_ns - shorter_first.phase_ns, system.cycle_ns);
  const int64_t waits =
      wait_most < wait_least ? 0 : std::min(period, (wait_most - wait_least) / system.cycle_ns + 1);
  // The longer route's roomiest cycle first; if the shorter one finds no room after that, every other.
  for (int64_t i = 0; i < period; ++i) {
    const int64_t first = Modulo(roomiest.cycle + i, period);
    if (longer_room[static_cast<size_t>(first)] < burst) continue;
    Offset second;
    for (int64_t wait = 0; wait < waits; ++wait) {
      const int32_t room = best_[static_cast<size_t>(Modulo(first + apart + wait, period))];
      if (room > second.room) second = {wait, room};
    }
    if (second.room < burst) continue;
    return {{longer, first, 0, longer_limit, {}},
            {shorter,
             first + apart + second.cycle,
             wait_least + second.cycle * system.cycle_ns,
             shorter_limit,
             {}}};
  }
  return {};
}

void Admission::Vacate(const Placement& placement, const FlowRequest& flow) {
  const int64_t period = PeriodOf(flow);
  const auto burst = static_cast<int32_t>(BurstBytes(flow));
  const size_t hops = placement.route->path.size();
  for (size_t hop = 0; hop < hops; ++hop) ledger_.Give(SlotsOf(placement, hop, period), burst);
  ledger_.RemoveLimit(SlotsOf(placement, hops - 1, period), placement.limit_bytes);
}

void Admission::Occupy(const Placement& placement, const FlowRequest& flow) {
  const int64_t period = PeriodOf(flow);
  const auto burst = static_cast<int32_t>(BurstBytes(flow));
  const size_t hops = placement.route->path.size();
  for (size_t hop = 0; hop < hops; ++hop) ledger_.Take(SlotsOf(placement, hop, period), burst);
  ledger_.AddLimit(SlotsOf(placement, hops - 1, period), placement.limit_bytes);
}

int64_t Admission::OpeningNs(const Placement& placement) const {
  return backbone_.links[placement.route->path.front()].phase_ns +
         placement.first_cycle * backbone_.system.cycle_ns;
}

void Admission::Remember(FlowIndex index, Carried carried) {
  if (index >= carried_.size()) carried_.resize(size_t{index} + 1);
  CHECK(carried_[index].placements.empty());
  for (const Placement& placement : carried.placements) Occupy(placement, carried.flow);
  carried.flow.id.clear();
  carried_[index] = std::move(carried);
  ++carried_count_;
}

bool Admission::Admit(FlowIndex index, const FlowRequest& flow) {
  std::vector<Placement> placements = Find(flow);
  if (placements.empty()) return false;
  const int64_t opening_ns =
      OpeningNs(placements.front());  // the first of two is the one that opens first
  Remember(index, {flow, std::move(placements), opening_ns, 0});
  return true;
}

bool Admission::AdmitOn(FlowIndex index, const FlowRequest& flow, const Path& path) {
  const RouteCandidate* route = book_.Adopt(path);
  if (route == nullptr) return false;
  const int64_t burst = BurstBytes(flow), period = PeriodOf(flow);
  const int32_t limit = LimitOf(*route, flow, {flow.latency_ns_max, flow.jitter_ns_max}, 0);
  if (burst > limit || burst > route->capacity_bytes) return false;
  FoldRoute(*route, period, limit);
  const Offset offset = Roomiest(period);
  if (offset.room < burst) return false;
  const Placement placement{route, offset.cycle, 0, limit, {}};
  Remember(index, {flow, {placement}, OpeningNs(placement), 0});
  return true;
}

std::optional<size_t> Admission::AdmitAll(FlowIndex first, std::span<const FlowRequest> flows) {
  for (size_t i = 0; i < flows.size(); ++i) {
    if (Admit(static_cast<FlowIndex>(first + i), flows[i])) continue;
    for (size_t undone = i; undone-- > 0;) Release(static_cast<FlowIndex>(first + undone));
    return i;
  }
  return std::nullopt;
}

void Admission::Release(FlowIndex index) {
  CHECK(Carries(index));
  Carried& carried = carried_[index];
  for (const Placement& placement : carried.placements) Vacate(placement, carried.flow);
  carried.placements.clear();
  --carried_count_;
}

// What a route may be wrong by is what its hold may be; the flow's least latency is wrong by the longest hold's.
DelayLimits Admission::LimitsOf(const FlowRequest& flow, const FlowPlan& given,
                                const Route& route) const {
  int64_t later_ns = 0, error_ns_max = 0;
  for (const Route& each : given.routes) {
    later_ns = std::max(later_ns, each.bounds.latency_ns_min + each.hold_ns);
    error_ns_max = std::max(error_ns_max, HoldErrorNs(each.hold_ns, backbone_.system));
  }
  const int64_t error_ns = HoldErrorNs(route.hold_ns, backbone_.system);
  return {kNoLatencyLimit, std::min(flow.jitter_ns_max - error_ns_max - error_ns,
                                    flow.latency_ns_max - later_ns - error_ns)};
}

std::optional<Admission::Placement> Admission::Locate(const FlowRequest& flow, const Route& route,
                                                      int64_t opening_ns,
                                                      const DelayLimits& limits) {
  const int64_t burst = BurstBytes(flow), period = PeriodOf(flow);
  Path path;
  for (const Hop& hop : route.hops) path.push_back(hop.link);
  Placement placement{book_.Adopt(path), route.hops.front().cycle, 0, 0, {}};
  if (placement.route == nullptr || burst > placement.route->capacity_bytes) return std::nullopt;
  placement.wait_ns = OpeningNs(placement) - opening_ns;
  int64_t before = 0;
  for (size_t hop = 0; hop < path.size(); ++hop) {
    const int64_t held =
        route.hops[hop].cycle - placement.first_cycle - placement.route->shift[hop];
    if (held < before || held - before > placement.route->spare_buffers[hop]) return std::nullopt;
    placement.held.push_back(static_cast<int32_t>(held));
    before = held;
  }
  if (before == 0) placement.held.clear();
  placement.limit_bytes = LimitOf(*placement.route, flow, limits, before);
  for (size_t hop = 0; hop < path.size(); ++hop) {
    if (ledger_.LeastRoom(SlotsOf(placement, hop, period)) < burst) return std::nullopt;
  }
  const LinkSlots last = SlotsOf(placement, path.size() - 1, period);
  if (ledger_.MostUsed(last) + burst > placement.limit_bytes) return std::nullopt;
  return placement;
}

bool Admission::Restore(FlowIndex index, const FlowRequest& flow, const FlowPlan& given) {
  Carried carried{flow, {}, given.opening_ns, 0};
  for (const Route& route : given.routes) {
    std::optional<Placement> placement =
        Locate(flow, route, given.opening_ns, LimitsOf(flow, given, route));
    if (!placement) return false;
    carried.placements.push_back(*std::move(placement));
  }
  if (given.routes.size() == 1) carried.hold_ns = given.routes.front().hold_ns;
  Remember(index, std::move(carried));
  return true;
}

DelayBounds Admission::BoundsNow(const Placement& placement, const FlowRequest& flow) const {
  const size_t last = placement.route->path.size() - 1;
  return BoundsOf(EndsOf(placement, last), flow, backbone_.system,
                  ledger_.MostUsed(SlotsOf(placement, last, PeriodOf(flow))));
}

FlowPlan Admission::Given(FlowIndex index) const {
  CHECK(Carries(index));
  const Carried& carried = carried_[index];
  FlowPlan given;
  for (const Placement& placement : carried.placements) {
    Route& route = given.routes.emplace_back();
    for (size_t hop = 0; hop < placement.route->path.size(); ++hop) {
      const RouteEnds ends = EndsOf(placement, hop);
      route.hops.push_back({placement.route->path[hop], placement.first_cycle + ends.shift,
                            LatencyBehind(ends, carried.flow, backbone_.system)});
    }
    route.bounds = BoundsNow(placement, carried.flow);
  }
  given.opening_ns = carried.opening_ns;
  if (given.routes.size() == 1) {
    Route& only = given.routes.front();
    only.hold_ns = carried.hold_ns;
    const int64_t error_ns = HoldErrorNs(carried.hold_ns, backbone_.system);
    given.bounds = {only.bounds.latency_ns_min + only.hold_ns - error_ns,
                    only.bounds.latency_ns_max + only.hold_ns + error_ns};
    return given;
  }
  const JoinedBounds joined =
      Join(given.routes[0].bounds, given.routes[1].bounds, backbone_.system);
  given.bounds = joined.bounds;
  for (const size_t i : {size_t{0}, size_t{1}}) given.routes[i].hold_ns = joined.hold_ns[i];
  return given;
}

}  // namespace lianmeng::network
