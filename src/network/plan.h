// A plan of a backbone: what each flow was given, and the bounds that this proves. The certificate that
// network/plan_checker.h recomputes from nothing else (docs/formats/network-plan.md).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/text_pair.h"
#include "network/backbone.h"
#include "network/cycles.h"

namespace lianmeng::network {

// The packets of a flow's interval n are sent on `link` in cycle `cycle` + n · interval / T.
struct Hop {
  LinkIndex link = 0;
  int64_t cycle = 0;
  int64_t latency_ns_max = 0;  // LatencyBehind this link

  friend bool operator==(const Hop&, const Hop&) = default;
};

struct Route {
  std::vector<Hop> hops;  // at least one
  DelayBounds bounds;     // without `hold_ns`
  // Added at the last site to the packets of the quicker of two routes, so that both are as quick (RFC 9550).
  int64_t hold_ns = 0;

  friend bool operator==(const Route&, const Route&) = default;
};

enum class RefusalReason : uint8_t {
  kNone,     // carried
  kNoRoute,  // no path, or no second path that shares nothing with the first
  kBurst,    // the packets of an interval do not fit one cycle of some link, however empty
  kLatency,  // no path is as quick as asked, however empty
  kJitter,   // no path is as steady as asked, however empty
  kBuffers,  // every path needs more buffers than the ports have
  kFull,     // links and cycles are taken
};

// Why a flow is not carried, and what would admit it.
struct Refusal {
  RefusalReason reason = RefusalReason::kNone;
  std::optional<LinkIndex> link;  // the one in the way: the fullest of the best path
  std::optional<int64_t> cycle;   // of that link, in the hypercycle, the one with the most room
  int64_t missing_bytes = 0;      // there
  // The least that would admit the flow as things stand, each alone; empty: that alone would not.
  std::optional<int64_t> latency_ns_max, jitter_ns_max, interval_ns, packets;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

struct FlowPlan {
  // None: not carried. Two: both carry every packet (RFC 8655, PREOF). A flow that asks for two has one while the links
  // of the other are cut: its packets are held as before, so that it keeps its bounds.
  std::vector<Route> routes;
  // The moment, by the reference, before which the packets of interval 0 arrive: its window ends ε earlier. It is when
  // the first port of the routes opens, or of those that the flow had before a cut.
  int64_t opening_ns = 0;
  DelayBounds bounds;  // of the flow as a whole: over both routes, holding included
  Refusal refusal;

  [[nodiscard]] bool IsCarried() const { return !routes.empty(); }
  friend bool operator==(const FlowPlan&, const FlowPlan&) = default;
};

struct Plan {
  Backbone backbone;
  std::vector<FlowRequest> flows;
  int64_t hypercycle = 0;        // H, cycles
  std::vector<FlowPlan> given;   // one for each flow
  std::vector<int64_t> buffers;  // of each link's port that flows can occupy at once: at most C
  std::vector<LinkIndex> cut;    // links that are down: no route uses them

  friend bool operator==(const Plan&, const Plan&) = default;
};

}  // namespace lianmeng::network
