// Arithmetic of cyclic queueing and forwarding with tagged cycles (TCQF, draft-ietf-detnet-tcqf; RFC 9320, section 6):
// which cycle follows which, how many buffers that takes, and when a packet arrives. Whole numbers throughout; the
// statements are proven in docs/network.md under the names given here.
//
// Conventions: cycle c of port p opens at phase(p) + c · T by the clock of its site, and its last bit is sent before it
// closes; that clock is within ε of the reference. A packet is ready at the next site between d⁻ and d⁺ after its time on
// the wire, gap included.
#pragma once

#include <cstdint>

#include "network/backbone.h"

namespace lianmeng::network {

// Quotients rounded down and up for any sign of the dividend. Requires: divisor > 0.
[[nodiscard]] constexpr int64_t FloorDiv(int64_t dividend, int64_t divisor) {
  return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}
[[nodiscard]] constexpr int64_t CeilDiv(int64_t dividend, int64_t divisor) {
  return dividend / divisor + (dividend % divisor > 0 ? 1 : 0);
}
[[nodiscard]] constexpr int64_t Modulo(int64_t value, int64_t divisor) {
  return value - FloorDiv(value, divisor) * divisor;
}

// Time that bytes take on a wire, in whole nanoseconds rounded up and down; bytes that fit a time.
[[nodiscard]] int64_t WireNsUp(int64_t bytes, int64_t rate_bps);
[[nodiscard]] int64_t WireNsDown(int64_t bytes, int64_t rate_bps);
[[nodiscard]] int64_t BytesWithin(int64_t time_ns, int64_t rate_bps);

// Bytes that flows may have in each cycle of a link: its reserved share, and never more than what is surely sent
// before the close, after a best-effort frame at the opening and with a cycle shortened by wander (theorem 1). May be
// 0 or less: then nothing is carried there.
[[nodiscard]] int64_t CycleCapacityBytes(const Link& link, const CycleSystem& system);

// M: what is sent in cycle c of `link` is sent in cycle c + M of `next` (theorem 2), before holding it longer.
[[nodiscard]] int64_t CycleShift(const Link& link, const Link& next, const CycleSystem& system);

// N: buffers of `next` that packets from `link` can occupy at once if they are sent `shift` cycles later (theorem 3).
// Requires: shift >= CycleShift(link, next, system).
[[nodiscard]] int64_t BuffersNeeded(const Link& link, const Link& next, const CycleSystem& system,
                                    int64_t shift);

// A bound and what a flow sees of it. Latency counts from the packet's arrival at the first site to its lying ready at
// the last, or, with a damper, to its release there.
struct DelayBounds {
  int64_t latency_ns_min = 0, latency_ns_max = 0;
  // Between two packets of the flow, as the reference clock sees both ends.
  [[nodiscard]] int64_t JitterNs() const { return latency_ns_max - latency_ns_min; }

  friend bool operator==(const DelayBounds&, const DelayBounds&) = default;
};

// Where a flow enters and leaves: the first and the last port of its route, and the cycles from the one to the other.
struct RouteEnds {
  const Link& first;
  const Link& last;
  int64_t shift = 0;    // Σ M over the route, holding included
  int64_t wait_ns = 0;  // from the first opening of the flow's earlier route to that of this one
};

// The latest that a packet lies ready behind ends.last, counted from its arrival, however full that cycle may be
// (theorem 4): what a route's hops promise one after the other.
[[nodiscard]] int64_t LatencyBehind(const RouteEnds& ends, const FlowRequest& flow,
                                    const CycleSystem& system);

// Theorem 4, with a damper theorem 5. `cycle_bytes`: all wire bytes admitted to the last link's cycle, the flow's own
// included; without meaning where there is a damper.
// Requires: the flow is admitted to that cycle.
[[nodiscard]] DelayBounds BoundsOf(const RouteEnds& ends, const FlowRequest& flow,
                                   const CycleSystem& system, int64_t cycle_bytes);

// The largest cycle_bytes for which BoundsOf keeps a latency and a jitter; INT64_MAX with a damper that keeps them,
// a number below BurstBytes(flow) if none does.
struct DelayLimits {
  int64_t latency_ns_max = 0, jitter_ns_max = 0;
};
[[nodiscard]] int64_t CycleBytesWithin(const RouteEnds& ends, const FlowRequest& flow,
                                       const CycleSystem& system, const DelayLimits& limits);

// How long the packets of each of two routes are held at the last site so that neither is quicker than the other, and
// the bounds of whichever copy comes first (theorem 6). A hold is measured by a clock that wanders meanwhile; with a
// damper it is part of the planned release.
struct JoinedBounds {
  int64_t hold_ns[2] = {0, 0};
  DelayBounds bounds;
};
[[nodiscard]] JoinedBounds Join(const DelayBounds& first, const DelayBounds& second,
                                const CycleSystem& system);
// What a hold of at most `hold_ns` may be wrong by.
[[nodiscard]] int64_t HoldErrorNs(int64_t hold_ns, const CycleSystem& system);

// The least common multiple of C and every interval in cycles. Errors: kResourceExhausted beyond kHypercycleMax, with
// the interval that goes beyond it; kInvalidArgument if an interval is no multiple of the cycle.
[[nodiscard]] Result<int64_t> HypercycleOf(const CycleSystem& system,
                                           const std::vector<FlowRequest>& flows);

}  // namespace lianmeng::network
