// Deterministic network calculus for the classes that are not clocked by cycles: how long a flow's data can take at
// most, and how much of it can lie in the network, where sources keep to token buckets and servers (egress ports) give
// rate-latency service. Formulas and proofs: docs/network-calculus.md.
//
// Example:
//   ServiceNet net;                                       // two ports in a row, two flows through both
//   net.servers = {{"s0", 10, 10}, {"s1", 10, 10}};       // id, rate, latency
//   net.flows = {{"f0", 5, 25, {0, 1}}, {"f1", 5, 25, {0, 1}}};  // id, rate, burst, path
//   LM_ASSIGN(const NetBounds bounds, BoundNet(net));
//   bounds.flows[0].bounds                 // TFA-FIFO 40, SFA-FIFO 35, TFA none, SFA 65, PMOO 50
//
// Units are the caller's: rates are data per time, in the same data and time as bursts, frames and latencies. Exact.
// Cost:    every set of flows whose joint burst is asked for is computed once; where there are more of them than
//          network/bursts.h takes on, bursts are added up flow by flow: polynomial, and larger.
// Deterministic: equal input, equal output.
// Source:  Le Boudec and Thiran, "Network Calculus", 2001; Schmitt, Zdarsky and Fidler, "Delay bounds under arbitrary
//          multiplexing: when network calculus leaves you in the lurch", INFOCOM 2008; Bouillard, Boyer and
//          Le Corronc, "Deterministic Network Calculus", 2018.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text_pair.h"
#include "network/rational.h"

namespace lianmeng::network {

using ServerIndex = uint32_t;

inline constexpr size_t kServersMax = 500, kBucketFlowsMax = 1'000;
inline constexpr size_t kPathServersMax = 50;
inline constexpr size_t kRationalBitsMax = 50'000;  // of one of them
inline constexpr int64_t kPriorityMax = 7;

// A server that in every backlogged period of length t sends at least rate · (t - latency): a strict service curve, as
// of a port that is idle only when it has nothing to send. Where data come in whole frames, latency holds the time of
// the longest one.
struct RateLatencyServer {
  std::string id;  // unique, not empty
  Rational rate = 0, latency = 0;
};

// Sends at most burst + rate · t in any time t, in at most `frame` of data at once, and is itself served in order.
struct BucketFlow {
  std::string id;  // unique, not empty
  Rational rate = 0, burst = 0;
  std::vector<ServerIndex> path;  // no server twice
  // Lower numbers go first at every server; a frame under way is not interrupted.
  int64_t priority = 0;
  Rational frame = 0;  // at most the burst. 0: is interrupted at once
};

enum class Multiplexing : uint8_t {
  kFifo,       // flows of one priority leave a server in the order in which they came
  kArbitrary,  // nothing is known of their order
};

struct ServiceNet {
  std::vector<RateLatencyServer> servers;
  std::vector<BucketFlow> flows;
  Multiplexing multiplexing = Multiplexing::kFifo;
};

enum class Method : uint8_t {
  kTfaFifo,  // total flow analysis: each server's worst delay, added up
  kSfaFifo,  // separated flow analysis: each server's left-over service, joined
  kTfaArbitrary,
  kSfaArbitrary,
  kPmooArbitrary,  // pay multiplexing only once: each cross flow's burst counts once
};

// "tfa-fifo", "sfa-fifo", "tfa-arbitrary", "sfa-arbitrary", "pmoo-arbitrary".
[[nodiscard]] std::string_view Name(Method method);

// What one server has to do with a bound.
struct ServerStep {
  ServerIndex server = 0;
  // TFA: what is left to the flow's priority. SFA and PMOO: to the flow; the smallest rate and the sum of the
  // latencies are the bound's own.
  Rational rate_left = 0, latency_left = 0;
  // Of the others here, as they come. TFA: the flow included. PMOO: of those that join its path here.
  Rational burst_others = 0;
  std::optional<Rational>
      delay;  // TFA: here. Empty: not bounded, and in SFA and PMOO, which have no delay for one server
  Rational burst_leaving = 0;  // of the flow; TFA: of its whole priority
  Rational backlog =
      0;  // TFA: of its whole priority here. SFA and PMOO: of the flow in the servers up to here
};

struct Bound {
  Method method = Method::kTfaFifo;
  std::optional<Rational>
      delay;             // empty: this method gives none (a server whose whole rate is taken)
  Rational backlog = 0;  // TFA: the largest at one server. SFA and PMOO: of the flow in all of them
  // SFA and PMOO: the service that the whole path gives the flow.
  Rational rate_left = 0, latency_left = 0;
  std::vector<ServerStep> steps;  // along the path
};

struct FlowBounds {
  std::vector<Bound>
      bounds;  // FIFO: all five methods, for its order is one of the arbitrary ones; else three
  size_t best = 0;  // the least delay; the first of equals
};

struct ServerBounds {
  Rational rate_taken = 0;  // by the flows
  Rational burst = 0;       // all flows together, as they come
  Rational backlog = 0;     // buffer that suffices for all of them
};

struct NetBounds {
  std::vector<FlowBounds> flows;
  std::vector<ServerBounds> servers;
  // The sets of flows that travel together were too many: bursts inside the network are each flow's own, added up.
  // The bounds hold, but may be larger than those of a smaller net (docs/network-calculus.md).
  bool is_flow_by_flow = false;
};

// Errors: kInvalidArgument, field "servers/3/rate" or "flows/3/path/1", value the offending one: an id that is empty or
//         given twice, a rate that is not positive, a negative latency or burst, a frame larger than the burst, a path
//         without servers, through one that is not there or through one twice; a server whose flows together send
//         more than its rate; servers that depend on each other in a circle, which is named.
//         kResourceExhausted beyond the limits above.
[[nodiscard]] Status Validate(const ServiceNet& net);

// Errors: those of Validate.
[[nodiscard]] Result<NetBounds> BoundNet(const ServiceNet& net);

}  // namespace lianmeng::network
