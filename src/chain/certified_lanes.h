// Lost firms whose cascade reaches most of an economy, certified eight at a time, one in each lane
// (chain/lanes.h): the part of chain/certified_index.h for hubs, which pushing from node to node
// would cost more than sweeping over all nodes that matter. Internal to src/chain.
//
// What matters: supply, a = 1 − hd, only of nodes that sell something, since a node without sales
// has no weight in the index, no part in a sector's output and no customers; demand, b = 1 − hu,
// only within the strong components of more than one firm (chain/influence.h). The bounds:
//   - Supply: from below by sweeps from the shock, from above by a point with F(u) ≤ u made from it,
//     as in chain/fixed_point_bounds.h.
//   - Demand: from below by sweeps. If no value rose by more than r in the last sweep, M b − b ≤ r,
//     and since M visits = visits − 1, u = b + r · visits has M u ≤ u: an upper bound without a
//     sweep.
//
// Cost:      layout O(N + L), 60 bytes a node and 12 a link; a certifier 200 bytes a node that sells
//            something and 64 a node in a circle; a sweep reads every link between such nodes once
//            for all lanes.
// Determinism: a firm's interval does not depend on the other lanes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "chain/influence.h"
#include "chain/lanes.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

// The nodes that matter, in the order in which a sweep goes through them; const after construction.
class LaneLayout {
 public:
  static constexpr uint32_t kNoSlot = 0xffffffff;

  LaneLayout(const SupplyNetwork& network, const Influence& influence);

  struct Link {
    uint32_t slot = 0;
    double share = 0;
  };
  // A row is a slot whose value follows from others; its links stand between those of its
  // neighbours. `ends`: past the last link of a row or group. A few links without meaning follow, so
  // that a sweep may look ahead.
  struct Supply {
    std::vector<uint32_t> slot_of;  // by node
    std::vector<double> output, weight;
    std::vector<uint32_t> sector;
    std::vector<uint32_t> rows;  // slots, suppliers before customers
    std::vector<uint32_t> group_counts, group_ends;
    std::vector<Link> links;
  };
  struct Demand {
    std::vector<uint32_t> slot_of;
    std::vector<uint32_t> supply_slot;  // of each slot
    std::vector<double> visits;
    std::vector<uint32_t> component, ends;  // by slot; every slot has a row, customers first
    std::vector<Link> links;                // within components
  };

  [[nodiscard]] const SupplyNetwork& network() const { return network_; }
  [[nodiscard]] const Influence& influence() const { return influence_; }
  [[nodiscard]] const Supply& supply() const { return supply_; }
  [[nodiscard]] const Demand& demand() const { return demand_; }
  [[nodiscard]] const std::vector<double>& sector_output() const { return sector_output_; }

 private:
  void LayOutSupply();
  void LayOutDemand();

  const SupplyNetwork& network_;
  const Influence& influence_;
  Supply supply_;
  Demand demand_;
  std::vector<double> sector_output_;
};

// For one thread.
class LaneCertifier {
 public:
  LaneCertifier(const LaneLayout& layout, double rounding);

  struct Outcome {
    Interval index;
    bool reached_tolerance = false;  // false: the interval holds but is wider
  };
  // Requires:  at most kLanes firms that sell something, outside closed circles, with finite effect
  //            and visits.
  std::array<Outcome, kLanes> Run(std::span<const NodeIndex> firms, double tolerance);
  // Of the last run, once for all lanes.
  [[nodiscard]] int64_t link_reads() const { return links_swept_; }

 private:
  struct Goals {
    std::array<double, kLanes> supply_gain{};      // of the index in the last sweep
    std::array<double, kLanes> demand_residual{};  // greatest rise of a value in the last sweep
  };

  void Start(std::span<const NodeIndex> firms, double tolerance);
  void RaiseSupply(LaneMask open);
  LaneMask BoundSupply(LaneMask open);
  void RaiseDemand(LaneMask open);
  void WeighLosses(const std::vector<Lanes>& loss, double scale);
  [[nodiscard]] Lanes InputLoss(uint32_t row, uint32_t& group, uint32_t& link) const;
  void Combine(std::span<const NodeIndex> firms, LaneMask open,
               std::array<Outcome, kLanes>& outcomes) const;

  const LaneLayout& layout_;
  const double rounding_;
  std::vector<Lanes> supply_lower_, supply_upper_, lost_;  // by supply slot
  std::vector<Lanes> share_unit_;                          // by sector: σ of one unit of output
  std::vector<Lanes> demand_lower_;                        // by demand slot
  std::array<uint32_t, kLanes> supply_slot_{}, demand_slot_{};  // of the lanes' firms
  Goals goals_;
  std::array<double, kLanes> residual_{}, returned_{};
  int64_t links_swept_ = 0;
};

}  // namespace lianmeng::chain
