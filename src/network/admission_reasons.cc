// Why a flow is refused, and what would admit it: tries with one term relaxed at a time.

#include <algorithm>

#include "network/admission.h"

namespace lianmeng::network {
namespace {

constexpr int64_t kAnyTimeNs = kIntervalNsMax;

// All routes that a flow is tried on; of pairs, both of each.
std::vector<const RouteCandidate*> RoutesOf(RouteBook& book, const FlowRequest& flow) {
  RouteChoices& choices = book.Between(flow.source, flow.destination, flow.protection);
  std::vector<const RouteCandidate*> routes;
  if (flow.protection == Protection::kNone) {
    for (size_t i = 0; const RouteCandidate* route = book.Single(choices, i); ++i) {
      routes.push_back(route);
    }
    return routes;
  }
  for (size_t i = 0; const RoutePair* pair = book.Pair(choices, i); ++i) {
    routes.push_back(&pair->first);
    routes.push_back(&pair->second);
  }
  return routes;
}

}  // namespace

std::optional<FlowPlan> Admission::Try(const FlowRequest& flow) {
  const auto index = static_cast<FlowIndex>(carried_.size());
  if (!Admit(index, flow)) return std::nullopt;
  FlowPlan given = Given(index);
  Release(index);
  carried_.pop_back();
  return given;
}

Refusal Admission::WhyNot(const FlowRequest& flow, Suggestions suggestions) {
  Refusal refusal;
  const std::vector<const RouteCandidate*> routes = RoutesOf(book_, flow);
  if (routes.empty()) {
    const BuffersWanted& wanted =
        book_.Between(flow.source, flow.destination, flow.protection).buffers_wanted;
    refusal.reason = wanted.buffers > 0 ? RefusalReason::kBuffers : RefusalReason::kNoRoute;
    if (wanted.buffers > 0) refusal.link = wanted.link;
    return refusal;
  }
  const int64_t burst = BurstBytes(flow);
  const auto some_route_keeps = [&](const DelayLimits& limits) {
    return std::ranges::any_of(routes, [&](const RouteCandidate* route) {
      return burst <= route->capacity_bytes && burst <= LimitOf(*route, flow, limits, 0);
    });
  };
  if (!some_route_keeps({kAnyTimeNs, kAnyTimeNs})) {
    refusal.reason = RefusalReason::kBurst;
  } else if (!some_route_keeps({kAnyTimeNs, flow.jitter_ns_max})) {
    refusal.reason = RefusalReason::kJitter;
  } else if (!some_route_keeps({flow.latency_ns_max, flow.jitter_ns_max})) {
    refusal.reason = RefusalReason::kLatency;
  } else {
    refusal.reason = RefusalReason::kFull;
  }
  // Of a pair, whichever of its routes lacks more.
  const size_t first_choice = flow.protection == Protection::kNone ? 1 : 2;
  for (size_t i = 0; i < first_choice; ++i) {
    Refusal of_route;
    NameFullest(flow, *routes[i], of_route);
    if (i > 0 && of_route.missing_bytes <= refusal.missing_bytes) continue;
    refusal.link = of_route.link;
    refusal.cycle = of_route.cycle;
    refusal.missing_bytes = of_route.missing_bytes;
  }
  if (suggestions == Suggestions::kNone) return refusal;
  Suggest(flow, refusal);
  // Room there is, and each route alone were quick enough: it is the two together that are not.
  if (refusal.reason == RefusalReason::kFull && refusal.missing_bytes == 0) {
    if (refusal.latency_ns_max) {
      refusal.reason = RefusalReason::kLatency;
    } else if (refusal.jitter_ns_max) {
      refusal.reason = RefusalReason::kJitter;
    }
  }
  return refusal;
}

// The hop of a route with the least room, in the first cycle that leaves the most.
void Admission::NameFullest(const FlowRequest& flow, const RouteCandidate& route,
                            Refusal& refusal) {
  const int64_t period = PeriodOf(flow), burst = BurstBytes(flow);
  const int32_t limit = LimitOf(route, flow, {kAnyTimeNs, kAnyTimeNs}, 0);
  FoldRoute(route, period, limit);
  const Offset offset = Roomiest(period);
  int32_t least = CycleLedger::kBytesMax;
  for (size_t hop = 0; hop < route.path.size(); ++hop) {
    FoldHop(route.path[hop], period, std::nullopt);
    const int64_t cycle = Modulo(offset.cycle + route.shift[hop], period);
    const int32_t room = hop_[static_cast<size_t>(cycle)];
    if (room >= least) continue;
    least = room;
    refusal.link = route.path[hop];
    refusal.cycle = cycle;
  }
  refusal.missing_bytes = std::max<int64_t>(0, burst - least);
}

// Intervals are tried that the hypercycle holds a whole number of. Packets that come k times as rarely need a part of the
// cycles only, the paths, limits and waits being the same: if once in the hypercycle is too often, so is everything else.
std::optional<int64_t> Admission::RarerInterval(const FlowRequest& flow) {
  const int64_t times_max = ledger_.hypercycle() / PeriodOf(flow);
  if (times_max == 1) return std::nullopt;
  FlowRequest eased = flow;
  eased.interval_ns = flow.interval_ns * times_max;
  if (!Try(eased)) return std::nullopt;
  for (int64_t times = 2; times <= times_max; ++times) {
    if (times_max % times != 0) continue;
    eased.interval_ns = flow.interval_ns * times;
    if (eased.interval_ns > kIntervalNsMax) return std::nullopt;
    if (times == times_max || Try(eased)) return eased.interval_ns;
  }
  return std::nullopt;
}

void Admission::Suggest(const FlowRequest& flow, Refusal& refusal) {
  // Two routes share what is left of the latency between waiting and jitter, so that a little more than the bound found
  // may be wanted; whatever is suggested has been tried.
  const bool is_pair = flow.protection != Protection::kNone;
  FlowRequest eased = flow;
  eased.latency_ns_max = kAnyTimeNs;
  if (const auto given = Try(eased)) {
    const int64_t more_ns =
        is_pair ? std::max<int64_t>(0, flow.jitter_ns_max - given->bounds.JitterNs()) : 0;
    eased.latency_ns_max = given->bounds.latency_ns_max + more_ns;
    eased.latency_ns_max += is_pair ? HoldErrorNs(eased.latency_ns_max, backbone_.system) : 0;
    if (Try(eased)) refusal.latency_ns_max = eased.latency_ns_max;
  }
  eased = flow;
  eased.jitter_ns_max = kAnyTimeNs;
  if (const auto given = Try(eased)) {
    eased.jitter_ns_max = given->bounds.JitterNs();
    eased.jitter_ns_max += is_pair ? 2 * HoldErrorNs(flow.latency_ns_max, backbone_.system) : 0;
    if (Try(eased)) refusal.jitter_ns_max = eased.jitter_ns_max;
  }
  if (const auto interval_ns = RarerInterval(flow)) refusal.interval_ns = *interval_ns;
  eased = flow;
  int64_t fits = 0, too_many = flow.packets;
  while (fits + 1 < too_many) {
    eased.packets = (fits + too_many) / 2;
    (Try(eased) ? fits : too_many) = eased.packets;
  }
  if (fits > 0) refusal.packets = fits;
}

}  // namespace lianmeng::network
