// A deterministic backbone and the flows that ask to be carried: the records that the engines of this folder and
// their checker share (docs/network.md gives the model and the proofs).
//
// Time is whole nanoseconds of the reference clock, lengths are metres, sizes are bytes. Sites, links and flows count
// from 0. A link is one direction of a fibre; its egress port, at the site it comes from, has the same number.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text_pair.h"

namespace lianmeng::network {

using SiteIndex = uint32_t;
using LinkIndex = uint32_t;
using FlowIndex = uint32_t;

inline constexpr int64_t kNsPerSecond = 1'000'000'000;
// Preamble, start delimiter and the gap between frames: what a frame takes on the wire beside its own bytes
// (IEEE 802.3, 4A.4.2), FCS included in those.
inline constexpr int64_t kWireOverheadBytes = 20;
inline constexpr int64_t kGapBytes = 12;
inline constexpr int64_t kFrameBytesMin = 64;
inline constexpr int64_t kFrameBytesMax = 9'216;
inline constexpr int64_t kPacketsMax = 1'000;  // of a flow's interval
inline constexpr int64_t kRankMax = 7;

inline constexpr int64_t kCycleNsMin = 1'000;
inline constexpr int64_t kCycleNsMax = 10'000'000;
inline constexpr int64_t kBuffersMin = 2, kBuffersMax = 256;
inline constexpr int64_t kDelayNsMax = kNsPerSecond;
inline constexpr int64_t kIntervalNsMax = 10 * kNsPerSecond;
inline constexpr int64_t kRateBpsMin = 1'000'000;           // 1 Mb/s
inline constexpr int64_t kRateBpsMax = 10'000'000'000'000;  // 10 Tb/s
inline constexpr int64_t kFibreMMax = 50'000'000;
inline constexpr int64_t kHypercycleMax = 200'000;      // cycles
inline constexpr int64_t kSlotsMax = int64_t{1} << 27;  // links · cycles of the hypercycle
inline constexpr size_t kSitesMax = 20'000, kLinksMax = 200'000, kFlowsMax = 1'000'000;

// One direction of a fibre.
struct Link {
  SiteIndex from = 0, to = 0;
  int64_t fibre_m = 0;   // along the fibre, not on the map
  int64_t rate_bps = 0;  // the least that the port's clock gives
  // From the end of a packet's time on the wire at `from`, the gap behind it included, to its lying ready in its queue at
  // `to`: propagation, processing and what warmth does to both, less the gap.
  int64_t delay_ns_min = 0, delay_ns_max = 0;
  int64_t phase_ns = 0;  // cycle c of the port opens at phase + c · cycle; 0 <= phase < cycle
  int64_t reserved_permille = 500;  // of each cycle that may be given to flows
  // Wire bytes of other traffic that can be under way when a cycle opens: one whole frame, or the fragment that
  // preemption leaves (IEEE 802.3br), or 0 where a guard band keeps the wire free.
  int64_t best_effort_bytes = 0;

  friend bool operator==(const Link&, const Link&) = default;
};

// How the ports are clocked, the same for the whole backbone.
struct CycleSystem {
  int64_t cycle_ns = 10'000;  // T
  int64_t buffers = 8;        // C: queues of a port that take turns; cycle numbers travel modulo C
  int64_t clock_error_ns = 250;  // ε: no clock of the backbone is further from the reference
  int64_t clock_wander_ppb =
      50;  // nor does its error change faster than this: 1 ppb is 1 ns a second
  int64_t clock_drift_ppb =
      0;  // of clocks that are not locked in frequency: must be 0, for such a clock leaves every ε
  // Egress damper: the site where a flow leaves holds each packet until a time that does not depend on the others.
  bool has_damper = false;
  int64_t stamp_ns = 1;  // granularity of the ingress's stamp, with a damper

  friend bool operator==(const CycleSystem&, const CycleSystem&) = default;
};

struct Backbone {
  CycleSystem system;
  std::vector<std::string> sites;    // ids, unique, not empty
  std::vector<TextPair> site_names;  // what people call them, as sites; empty: by their ids
  std::vector<Link> links;

  friend bool operator==(const Backbone&, const Backbone&) = default;
};

enum class Protection : uint8_t {
  kNone,
  kLinkDisjoint,  // two routes that share no fibre (neither direction of a pair of sites)
  kNodeDisjoint,  // nor a site but the first and the last
};

// A flow in the terms of RFC 9016: what the source keeps to, and what it asks for.
struct FlowRequest {
  std::string id;  // unique, not empty
  SiteIndex source = 0, destination = 0;
  int64_t frame_bytes = 0;  // of each frame, FCS included
  int64_t packets = 1;      // at most, in an interval
  int64_t interval_ns = 0;  // a multiple of the cycle
  int64_t latency_ns_max = 0;
  int64_t jitter_ns_max = 0;
  // The packets of an interval come to the first site within a window of this length that recurs exactly every
  // interval and leaves twice the clock error to the next. 0: the source is aligned to its cycle. One cycle: it keeps
  // the interval but not the cycle.
  int64_t arrival_window_ns = 0;
  int64_t rank = 4;  // 0 is the most important, 7 the least
  Protection protection = Protection::kNone;

  friend bool operator==(const FlowRequest&, const FlowRequest&) = default;
};

// Wire bytes that a flow takes in each of its cycles.
[[nodiscard]] constexpr int64_t BurstBytes(const FlowRequest& flow) {
  return flow.packets * (flow.frame_bytes + kWireOverheadBytes);
}

// Errors: kInvalidArgument: field is "system/…", "links/3/…" or "sites/3", value the offending one. Among others: a
//         link to itself or to a site that is not there, a negative or zero length, a delay shorter than light needs, a
//         clock error of a cycle or more, clocks that drift (100 ppm slips a cycle of 10 µs in 100 ms), a site that no
//         link reaches. kResourceExhausted beyond the limits above.
[[nodiscard]] Status Validate(const Backbone& backbone);

// Requires: a valid backbone. Errors: kInvalidArgument, field "flows/3/…": an unknown site, source and destination
//         the same, an interval that is no multiple of the cycle, frames too short or too long, a limit that is not
//         positive. What cannot be carried is no error here but a refusal of admission.
[[nodiscard]] Status Validate(const Backbone& backbone, const std::vector<FlowRequest>& flows);

}  // namespace lianmeng::network
