// What losing nodes of a supply network does to all the others: the published iteration of Diem et
// al. 2022 (equations in chain/reference_index.h) on a SupplyNetwork, for many shocks in parallel.
//
// Only nodes that the shock can have reached are recomputed in a step: customers of a node with hd
// < 1 and suppliers of one with hu < 1. The others would get the value that they have, so that the
// result is that of full sweeps (CascadeOptions::full_sweeps makes them, for checking).
//
// Example:   LM_ASSIGN(auto result, RunCascade(network, {{{.node = 7, .remaining = 0}}}));
// Cost:      a step costs the links of the nodes reached; memory 64 bytes a node for each thread.
// Determinism: RunCascades computes each shock on one thread, RunCascade shares the long steps of
//              one shock; results do not depend on the number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

struct ShockedNode {
  NodeIndex node = 0;
  double remaining = 0;  // ψ: the share of its capacity that the shock leaves, 0..1
};

// Nodes lost together. A node named twice keeps the smaller remaining share. Empty: nothing
// happens.
struct Shock {
  std::vector<ShockedNode> nodes;
};

// Errors:  kInvalidArgument: a node or share out of range; Place.field names it, Place.line the
//          shock's number from 1.
Status ValidateShocks(const SupplyNetwork& network, std::span<const Shock> shocks);

struct CascadeOptions {
  double stop_threshold = 1e-2;  // the published rule; largest change of any hd or hu in a step
  int steps_max = 10'000;
  int threads = 0;           // 0: as many as the machine has
  bool full_sweeps = false;  // recompute every node in every step (slow; for checking)
};

// The end of one cascade, valid during the call that hands it over.
struct CascadeView {
  std::span<const double> hd;  // what supply leaves of each node
  std::span<const double> hu;  // what demand leaves of each node
  // Nodes with hd < 1 or hu < 1, in the order in which they were reached.
  std::span<const NodeIndex> touched;
  int steps = 0;
  bool converged = true;
  double index = 0;  // Σ_j weight_j · (1 − min(hd_j, hu_j)), weights of SupplyNetwork::index_weight
  int64_t link_reads = 0;

  // Share of its output that the node loses.
  [[nodiscard]] double Loss(NodeIndex node) const {
    return 1.0 - (hd[node] < hu[node] ? hd[node] : hu[node]);
  }
};

// Called once for each shock, on the thread that computed it; calls for different shocks may run at
// the same time, so it writes only to what belongs to `shock`.
using CascadeConsumer = std::function<void(size_t shock, const CascadeView& view)>;

// Errors:  kInvalidArgument: a node or share out of range (Place.field names it); kCancelled.
Status RunCascades(const SupplyNetwork& network, std::span<const Shock> shocks,
                   const CascadeOptions& options, const CascadeConsumer& consume,
                   Progress& progress = Progress::None());

struct NodeState {
  NodeIndex node = 0;
  double hd = 1;
  double hu = 1;

  friend bool operator==(const NodeState&, const NodeState&) = default;
};

// The nodes that changed in one step, by node, with their values after it. Step 0 is the shock
// itself.
struct Wave {
  int step = 0;
  std::vector<NodeState> changed;
};

struct CascadeResult {
  std::vector<double> hd;
  std::vector<double> hu;
  int steps = 0;
  bool converged = true;
  double index = 0;
  std::vector<Wave> waves;  // if asked for

  [[nodiscard]] double Loss(NodeIndex node) const {
    return 1.0 - (hd[node] < hu[node] ? hd[node] : hu[node]);
  }
};

struct CascadeRecording {
  bool waves = false;
  double change_min = 1e-6;  // smaller changes of hd and hu are left out of the waves
};

// One shock with everything that happened. Errors as RunCascades.
[[nodiscard]] Result<CascadeResult> RunCascade(const SupplyNetwork& network, const Shock& shock,
                                               const CascadeOptions& options = {},
                                               const CascadeRecording& recording = {});

}  // namespace lianmeng::chain
