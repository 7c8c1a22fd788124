#include "network/cycles.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace lianmeng::network {
namespace {

// Products of a time, a rate and a share pass 64 bits.
__extension__ typedef __int128 Wide;

constexpr int64_t kBitsPerByte = 8;
constexpr int64_t kPermille = 1'000;
constexpr int64_t kPpb = 1'000'000'000;

// From the opening of the first port to that of the last.
int64_t OpeningsApartNs(const RouteEnds& ends, const CycleSystem& system) {
  return ends.last.phase_ns - ends.first.phase_ns + ends.shift * system.cycle_ns + ends.wait_ns;
}

// With a damper the release is planned for the close of the last cycle, as late as a packet can be ready by any clock
// of the backbone. An aligned source needs no stamp: its packets are known to come together.
DelayBounds DampedBounds(const RouteEnds& ends, const FlowRequest& flow,
                         const CycleSystem& system) {
  const int64_t error = system.clock_error_ns;
  const int64_t planned =
      OpeningsApartNs(ends, system) + system.cycle_ns + ends.last.delay_ns_max + error;
  if (flow.arrival_window_ns == 0) return {planned + error, planned + 3 * error};
  return {planned + flow.arrival_window_ns + error,
          planned + flow.arrival_window_ns + 5 * error + system.stamp_ns};
}

}  // namespace

int64_t WireNsUp(int64_t bytes, int64_t rate_bps) {
  return static_cast<int64_t>((Wide{bytes} * kBitsPerByte * kNsPerSecond + (rate_bps - 1)) /
                              rate_bps);
}

int64_t WireNsDown(int64_t bytes, int64_t rate_bps) {
  return static_cast<int64_t>(Wide{bytes} * kBitsPerByte * kNsPerSecond / rate_bps);
}

int64_t BytesWithin(int64_t time_ns, int64_t rate_bps) {
  if (time_ns <= 0) return 0;
  return static_cast<int64_t>(Wide{time_ns} * rate_bps / (kBitsPerByte * kNsPerSecond));
}

int64_t CycleCapacityBytes(const Link& link, const CycleSystem& system) {
  const Wide whole = Wide{system.cycle_ns} * link.rate_bps;  // bits · 10⁹
  const auto bytes = [](Wide bits_billion) {
    return static_cast<int64_t>(bits_billion / (Wide{kBitsPerByte} * kNsPerSecond));
  };
  const int64_t surely_sent =
      bytes(whole / kPpb * (kPpb - system.clock_wander_ppb)) - link.best_effort_bytes;
  return std::min(surely_sent, bytes(whole * link.reserved_permille / kPermille));
}

int64_t CycleShift(const Link& link, const Link& next, const CycleSystem& system) {
  return CeilDiv(link.phase_ns - next.phase_ns + system.cycle_ns + link.delay_ns_max +
                     2 * system.clock_error_ns,
                 system.cycle_ns);
}

int64_t BuffersNeeded(const Link& link, const Link& next, const CycleSystem& system,
                      int64_t shift) {
  return CeilDiv((shift + 1) * system.cycle_ns - (link.phase_ns - next.phase_ns +
                                                  link.delay_ns_min - 2 * system.clock_error_ns),
                 system.cycle_ns);
}

int64_t LatencyBehind(const RouteEnds& ends, const FlowRequest& flow, const CycleSystem& system) {
  return OpeningsApartNs(ends, system) + system.cycle_ns + ends.last.delay_ns_max +
         2 * system.clock_error_ns + flow.arrival_window_ns;
}

DelayBounds BoundsOf(const RouteEnds& ends, const FlowRequest& flow, const CycleSystem& system,
                     int64_t cycle_bytes) {
  if (system.has_damper) return DampedBounds(ends, flow, system);
  const Link& last = ends.last;
  const int64_t opening = OpeningsApartNs(ends, system);
  const int64_t first_ns = WireNsDown(flow.frame_bytes + kWireOverheadBytes, last.rate_bps);
  const int64_t all_ns = WireNsUp(cycle_bytes + last.best_effort_bytes, last.rate_bps);
  return {
      opening + first_ns + last.delay_ns_min,
      opening + all_ns + last.delay_ns_max + 2 * system.clock_error_ns + flow.arrival_window_ns};
}

int64_t CycleBytesWithin(const RouteEnds& ends, const FlowRequest& flow, const CycleSystem& system,
                         const DelayLimits& limits) {
  if (system.has_damper) {
    const DelayBounds bounds = DampedBounds(ends, flow, system);
    const bool keeps =
        bounds.latency_ns_max <= limits.latency_ns_max && bounds.JitterNs() <= limits.jitter_ns_max;
    return keeps ? std::numeric_limits<int64_t>::max() : 0;
  }
  // Latency and jitter grow alike with the bytes: whichever is reached first.
  const DelayBounds empty = BoundsOf(ends, flow, system, -ends.last.best_effort_bytes);
  const int64_t time_ns = std::min(limits.latency_ns_max - empty.latency_ns_max,
                                   limits.jitter_ns_max - empty.JitterNs());
  return BytesWithin(time_ns, ends.last.rate_bps) - ends.last.best_effort_bytes;
}

int64_t HoldErrorNs(int64_t hold_ns, const CycleSystem& system) {
  if (system.has_damper) return 0;
  return static_cast<int64_t>((Wide{hold_ns} * system.clock_wander_ppb + (kPpb - 1)) / kPpb);
}

JoinedBounds Join(const DelayBounds& first, const DelayBounds& second, const CycleSystem& system) {
  const int64_t later_ns = std::max(first.latency_ns_min, second.latency_ns_min);
  JoinedBounds joined;
  joined.bounds.latency_ns_min = later_ns;
  for (const int i : {0, 1}) {
    const DelayBounds& route = i == 0 ? first : second;
    joined.hold_ns[i] = later_ns - route.latency_ns_min;
    const int64_t error_ns = HoldErrorNs(joined.hold_ns[i], system);
    joined.bounds.latency_ns_min = std::min(joined.bounds.latency_ns_min, later_ns - error_ns);
    joined.bounds.latency_ns_max =
        std::max(joined.bounds.latency_ns_max, route.latency_ns_max + joined.hold_ns[i] + error_ns);
  }
  return joined;
}

Result<int64_t> HypercycleOf(const CycleSystem& system, const std::vector<FlowRequest>& flows) {
  const auto refuse = [](ErrorCode code, std::string field, int64_t value, TextPair message) {
    return MakeError(
        code, std::move(message),
        {.file = {}, .line = 0, .field = std::move(field), .value = std::to_string(value)});
  };
  const std::string most = std::to_string(kHypercycleMax);
  int64_t of_intervals = 1;
  for (size_t f = 0; f < flows.size(); ++f) {
    const int64_t interval_ns = flows[f].interval_ns;
    const std::string field = "flows/" + std::to_string(f) + "/interval_ns";
    if (interval_ns <= 0 || interval_ns % system.cycle_ns != 0) {
      const std::string cycle = std::to_string(system.cycle_ns);
      return refuse(ErrorCode::kInvalidArgument, field, interval_ns,
                    {"间隔应为周期（" + cycle + " 纳秒）的正整数倍",
                     "must be a positive multiple of the cycle of " + cycle + " ns"});
    }
    of_intervals = std::lcm(of_intervals, interval_ns / system.cycle_ns);
    if (of_intervals > kHypercycleMax) {
      return refuse(ErrorCode::kResourceExhausted, field, interval_ns,
                    {"各流间隔的最小公倍数超过 " + most + " 个周期；请选用互为倍数的间隔",
                     "the intervals' least common multiple exceeds " + most +
                         " cycles; choose intervals that divide each other"});
    }
  }
  const int64_t hypercycle = std::lcm(of_intervals, system.buffers);
  if (hypercycle <= kHypercycleMax) return hypercycle;
  const std::string intervals = std::to_string(of_intervals);
  return refuse(
      ErrorCode::kResourceExhausted, "system/buffers", system.buffers,
      {"与各流间隔（" + intervals + " 个周期）的最小公倍数超过 " + most + " 个周期；请另选缓冲数",
       "with the intervals' " + intervals + " cycles the least common multiple exceeds " + most +
           " cycles; choose another number of buffers"});
}

}  // namespace lianmeng::network
