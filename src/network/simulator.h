// Every packet of a plan through every queue of its ports, under adversaries that keep the plan's premises: what is
// observed, beside what was proven.
//
// The simulated device knows nothing of the plan's cycle numbers. A port has C queues and opens queue (c mod C) at its
// phase + c · T by its site's clock; a packet carries the number of the queue that it was sent from, and the next site
// puts it into queue (number + shift of that flow) mod C of the next port. A port sends the open queue first in, first
// out, back to back, behind a best-effort frame that may have begun just before the opening. A packet that meets an open
// queue, or is still in its queue at the close, is dropped: a violation, as is one that goes in another cycle than planned.
//
// Example:   LM_ASSIGN(auto report, Simulate(plan, {.seed = 1, .packets = 1'000'000}));
//            report.violations == 0 && report.lost == 0
// Cost:      some 100 to 150 ns for each packet and link; memory for what is under way at once (16 bytes a packet) and 12
//            bytes for each cycle that lies on each link.
// Determinism: equal plan and options, equal report.
// Errors:    kInvalidArgument for a plan whose backbone or flows are not valid or whose routes do not lead from source
//            to destination; kResourceExhausted for links that hold too many cycles. A plan whose bounds are wrong is
//            no error: it is what the simulator is there to find.
// Source:    draft-ietf-detnet-tcqf, section 3; IEEE 802.1Q, 8.6.5 (policing), Annex T; RFC 8655 (elimination).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "network/adversary.h"
#include "network/plan.h"

namespace lianmeng::network {

// A packet behind a link of its route: ready in the next site, or at its destination.
struct PacketPassage {
  FlowIndex flow = 0;
  uint32_t route = 0, hop = 0;
  uint32_t sequence = 0;  // interval · packets + its place among those that the policer let pass
  int64_t ready_ps = 0;

  friend auto operator<=>(const PacketPassage&, const PacketPassage&) = default;
};

enum class ViolationKind : uint8_t {
  kTooLate,        // it arrived after its cycle had opened
  kBufferTaken,    // its queue still belonged to the cycle C before
  kNotSent,        // its cycle closed before its last bit was sent
  kLatencyBelow,   // delivered sooner than proven
  kLatencyAbove,   // delivered later than proven
  kReleaseMissed,  // ready only after the damper's time for it
  kBuffersAbove,   // a port used more buffers than the plan says
};
[[nodiscard]] std::string_view Name(ViolationKind kind);

struct Violation {
  ViolationKind kind = ViolationKind::kTooLate;
  FlowIndex flow = 0;
  uint32_t route = 0, sequence = 0;
  LinkIndex link = 0;   // where it was to be sent, or the last it passed
  int64_t time_ps = 0;  // in the episode
  int64_t by_ps = 0;    // how far beyond
  uint32_t episode = 0;

  friend bool operator==(const Violation&, const Violation&) = default;
};

struct FlowObservation {
  int64_t sent = 0, policed = 0, delivered = 0, lost = 0;
  int64_t duplicates = 0;    // eliminated: of two routes
  int64_t out_of_order = 0;  // delivered before one sent earlier
  int64_t latency_ps_min = 0, latency_ps_max = 0;

  [[nodiscard]] int64_t JitterPs() const { return latency_ps_max - latency_ps_min; }
  friend bool operator==(const FlowObservation&, const FlowObservation&) = default;
};

struct PortObservation {
  int64_t packets = 0;
  int64_t cycle_bytes_max = 0;  // wire bytes of the fullest cycle
  int64_t buffers_max = 0;      // that packets from other sites occupied at once

  friend bool operator==(const PortObservation&, const PortObservation&) = default;
};

// The largest share of a bound that was observed, and for which flow; above 1 the bound is broken.
struct Tightness {
  double share = 0;
  FlowIndex flow = 0;
};

struct SimulationReport {
  std::vector<FlowObservation> flows;
  std::vector<PortObservation> ports;
  int64_t packet_hops = 0;  // packets · links that they were sent on
  int64_t sent = 0, policed = 0, delivered = 0, lost = 0;
  int64_t violations = 0;
  std::vector<Violation> first_violations;  // at most kViolationsKept
  Tightness latency, jitter;
  std::vector<Episode> episodes;
};
inline constexpr size_t kViolationsKept = 100;

struct SimulationOptions {
  uint64_t seed = 1;
  int64_t packets =
      1'000'000;  // about so many are sent, in whole episodes, one of each kind at least
  std::vector<AdversaryKind> adversaries;  // in turn; empty: all
  std::vector<LinkIndex> cut;  // these lose what is sent on them: no violation, but a loss
  std::vector<PacketPassage>* trace =
      nullptr;  // where every passage is written, in no stated order
};

[[nodiscard]] Result<SimulationReport> Simulate(const Plan& plan, const SimulationOptions& options);

// The episodes of given kinds and seeds and nothing else.
[[nodiscard]] Result<SimulationReport> Simulate(const Plan& plan,
                                                const std::vector<Episode>& episodes,
                                                const SimulationOptions& options);

// What options ask for: as many episodes as it takes to send options.packets.
[[nodiscard]] std::vector<Episode> EpisodesFor(const Plan& plan, const SimulationOptions& options);

// Whether a plan can be simulated at all.
[[nodiscard]] Status ValidateForSimulation(const Plan& plan);

// The ingress's policer: of what a source offers for an interval, `packets` frames of the agreed length within the
// window, by the ingress's clock, may pass; a shorter frame may not either, for it would come out sooner than proven.
// Leaves those that may; returns how many may not.
int64_t Police(const Plan& plan, const World& world, FlowIndex flow, int64_t interval,
               std::vector<OfferedPacket>& packets);

// When the damper behind the last hop lets a packet go, by the destination's clock (theorem 5). `cycle`: the one that
// it was sent in; `stamp_ns`: what the ingress noted of its arrival, 0 for an aligned source.
[[nodiscard]] int64_t ReleaseNs(const Link& last, const FlowRequest& flow,
                                const CycleSystem& system, int64_t cycle, int64_t stamp_ns);

// Time on the wire, rounded down.
[[nodiscard]] int64_t WirePs(int64_t bytes, int64_t rate_bps);

}  // namespace lianmeng::network
