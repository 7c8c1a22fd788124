// Flows of recognisable kinds to try a backbone on: equal backbone and options, the same flows on every machine.
//
// What a kind asks for is typical of its field (the sources stand beside the figures in synthetic_flows.cc and in
// docs/formats/backbone.md). Sites are drawn in proportion to their size, pairs of them also as gravity has it: the
// further apart, the fewer flows. A pair too far apart for the kind's latency, on its second route too where the flow is
// protected, is drawn anew; `tight_share` of the flows ask for hardly more than light needs on the shortest path, and
// may be refused. All intervals divide 20 ms and each other, so that the hypercycle stays short. All packets of an
// interval travel in one cycle: heavy traffic comes in short intervals, and never with more than half of what a cycle
// may carry.
//
// Cost:      one search of shortest paths for each site, another for each pair of sites with a protected flow; memory
//            12 bytes for each pair of sites.
// Errors:    kInvalidArgument: an invalid backbone, sizes of another number than the sites or negative, fewer than two
//            sites of positive size, a cycle that divides no interval of a kind; kResourceExhausted beyond kFlowsMax
//            flows or kSyntheticSitesMax sites.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text_pair.h"
#include "network/backbone.h"

namespace lianmeng::network {

inline constexpr size_t kSyntheticSitesMax = 4'000;

enum class FlowKind : uint8_t {
  kWelding,         // remote control of welding cells
  kGridProtection,  // differential protection of power lines
  kMachineVision,   // cameras of inspection lines, judged elsewhere
  kSynchrophasor,   // wide-area measurement of the grid
  kTraining,        // between computing centres that train one model
  kFilm,            // uncompressed video between studios
};
inline constexpr size_t kFlowKinds = 6;

// "welding", "grid_protection", …: as files name it. For people. Where its figures come from, in a few words.
[[nodiscard]] std::string_view Code(FlowKind kind);
[[nodiscard]] TextPair Label(FlowKind kind);
[[nodiscard]] std::string_view FiguresFrom(FlowKind kind);

// A flow of the kind, between no sites in particular: the most that one of it sends, in the shorter of its intervals,
// protected as most of it are. Its arrival is left open.
[[nodiscard]] FlowRequest Typical(FlowKind kind);

struct SyntheticFlows {
  size_t count = 2'000;
  uint64_t seed = 1;
  double tight_share = 0.02;
  std::vector<double> site_sizes;  // empty: all alike
};

struct SyntheticFlow {
  FlowRequest request;
  FlowKind kind = FlowKind::kWelding;
};

[[nodiscard]] Result<std::vector<SyntheticFlow>> GenerateFlows(const Backbone& backbone,
                                                               const SyntheticFlows& options);

}  // namespace lianmeng::network
