// The published iteration on one shock, for any network that reads like SupplyNetwork. Internal to
// the cascades; callers use chain/cascade.h.
//
// One engine per thread holds the state of one cascade and is cleaned by undoing what the last one
// touched, so that a shock that reaches ten nodes costs ten nodes' work however large the network
// is.
//
// A node is computed again only if a sector that it trades with has changed at all: where products
// are made from others in layers, most of a long cascade stands still.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "base/check.h"
#include "base/parallel.h"
#include "chain/cascade.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

// Relative: a change this close to the threshold counts as equal to it.
inline constexpr double kCascadeTie = 1e-10;
// Below this share of the total a difference is added up instead.
inline constexpr double kCascadeDifferenceMin = 1e-4;

// Shorter lists are not worth a thread.
inline constexpr size_t kCascadeParallel = 20'000;

// Distinct nodes in the order in which they were added. A sweep over most nodes in that order waits
// for memory at each of them, and costs three times as much as in the order of memory.
class GrowingList {
 public:
  explicit GrowingList(uint32_t node_count) : node_count_(node_count) {}

  void Add(NodeIndex node) { nodes_.push_back(node); }
  void Clear() {
    nodes_.clear();
    in_memory_order_.clear();
  }
  [[nodiscard]] std::span<const NodeIndex> All() const { return nodes_; }
  // The same nodes, in either order; valid until the next call.
  [[nodiscard]] std::span<const NodeIndex> ForSweep() {
    if (nodes_.size() < node_count_ / kMany) return nodes_;
    if (in_memory_order_.size() != nodes_.size()) {
      std::vector<bool> in_list(node_count_, false);
      for (const NodeIndex node : nodes_) in_list[node] = true;
      in_memory_order_.clear();
      for (NodeIndex node = 0; node < node_count_; ++node) {
        if (in_list[node]) in_memory_order_.push_back(node);
      }
    }
    return in_memory_order_;
  }

 private:
  static constexpr uint32_t kMany = 16;  // one node in so many

  uint32_t node_count_;
  std::vector<NodeIndex> nodes_, in_memory_order_;
};

// Sectors, each once, in the order in which they were added.
class SectorSet {
 public:
  explicit SectorSet(uint32_t sector_count) : holds_(sector_count, 0) {}

  void Add(uint32_t sector) {
    if (holds_[sector] != 0) return;
    holds_[sector] = 1;
    sectors_.push_back(sector);
  }
  void Clear() {
    for (const uint32_t sector : sectors_) holds_[sector] = 0;
    sectors_.clear();
  }
  [[nodiscard]] bool Holds(uint32_t sector) const { return holds_[sector] != 0; }
  [[nodiscard]] std::span<const uint32_t> All() const { return sectors_; }

 private:
  std::vector<uint8_t> holds_;
  std::vector<uint32_t> sectors_;
};

template <typename Network>
class CascadeEngine {
 public:
  // `threads`: that share the long steps of one cascade.
  explicit CascadeEngine(const Network& network, int threads = 1)
      : network_(network),
        threads_(threads),
        psi_(network.node_count(), 1.0),
        hd_(network.node_count(), 1.0),
        hu_(network.node_count(), 1.0),
        supply_lost_(network.node_count(), 0.0),
        demand_lost_(network.node_count(), 0.0),
        flags_(network.node_count(), 0),
        sector_lost_(network.sector_count(), 0.0),
        supply_hit_(network.node_count()),
        demand_hit_(network.node_count()),
        watch_hd_(network.node_count()),
        watch_hu_(network.node_count()),
        supply_changed_(network.sector_count()),
        demand_changed_(network.sector_count()),
        supply_affected_(network.sector_count()),
        demand_affected_(network.sector_count()) {}

  // `on_step(step, *this)` is called after the shock (step 0) and after every update.
  template <typename OnStep>
  CascadeView Run(const Shock& shock, const CascadeOptions& options, OnStep on_step) {
    Clear();
    Start(shock, options);
    link_reads_ = 0;
    on_step(0, *this);
    CascadeView view;
    view.converged = false;
    while (!view.converged && view.steps < options.steps_max) {
      const double change = Step();
      ++view.steps;
      on_step(view.steps, *this);
      view.converged = change <= options.stop_threshold * (1.0 + kCascadeTie);
    }
    view.hd = hd_;
    view.hu = hu_;
    view.touched = touched_;
    view.link_reads = link_reads_;
    for (const NodeIndex node : touched_) {
      view.index += network_.index_weight(node) * view.Loss(node);
    }
    return view;
  }

  [[nodiscard]] std::span<const NodeIndex> touched() const { return touched_; }
  // Nodes whose hd, and whose hu, ever fell below 1.
  [[nodiscard]] std::span<const NodeIndex> supply_hit() const { return supply_hit_.All(); }
  [[nodiscard]] std::span<const NodeIndex> demand_hit() const { return demand_hit_.All(); }
  [[nodiscard]] double hd(NodeIndex node) const { return hd_[node]; }
  [[nodiscard]] double hu(NodeIndex node) const { return hu_[node]; }

 private:
  enum Flag : uint8_t { kTouched = 1, kSupplyHit = 2, kDemandHit = 4, kWatchHd = 8, kWatchHu = 16 };

  bool Mark(NodeIndex node, Flag flag) {
    const bool is_new = (flags_[node] & flag) == 0;
    flags_[node] = static_cast<uint8_t>(flags_[node] | flag);
    return is_new;
  }

  void Clear() {
    for (const NodeIndex node : touched_) {
      psi_[node] = hd_[node] = hu_[node] = 1.0;
      supply_lost_[node] = demand_lost_[node] = 0.0;
      flags_[node] = 0;
    }
    for (const NodeIndex node : watch_hd_.All()) flags_[node] = 0;
    for (const NodeIndex node : watch_hu_.All()) flags_[node] = 0;
    touched_.clear();
    supply_hit_.Clear();
    demand_hit_.Clear();
    watch_hd_.Clear();
    watch_hu_.Clear();
  }

  void Start(const Shock& shock, const CascadeOptions& options) {
    for (const ShockedNode& shocked : shock.nodes) {
      psi_[shocked.node] = std::min(psi_[shocked.node], shocked.remaining);
    }
    for (const ShockedNode& shocked : shock.nodes) {
      hd_[shocked.node] = hu_[shocked.node] = psi_[shocked.node];
      if (psi_[shocked.node] < 1.0) {
        SupplyHit(shocked.node);
        DemandHit(shocked.node);
      }
    }
    full_sweeps_ = options.full_sweeps;
    if (full_sweeps_) {
      for (NodeIndex node = 0; node < network_.node_count(); ++node) {
        if (Mark(node, kWatchHd)) watch_hd_.Add(node);
        if (Mark(node, kWatchHu)) watch_hu_.Add(node);
      }
    }
  }

  // The node's hd fell below 1 for the first time: its customers may follow.
  void SupplyHit(NodeIndex node) {
    if (!Mark(node, kSupplyHit)) return;
    if (Mark(node, kTouched)) touched_.push_back(node);
    supply_hit_.Add(node);
    for (const NodeIndex customer : network_.Customers(node)) {
      if (Mark(customer, kWatchHd)) watch_hd_.Add(customer);
    }
  }

  void DemandHit(NodeIndex node) {
    if (!Mark(node, kDemandHit)) return;
    if (Mark(node, kTouched)) touched_.push_back(node);
    demand_hit_.Add(node);
    for (const NodeIndex supplier : network_.Suppliers(node)) {
      if (Mark(supplier, kWatchHu)) watch_hu_.Add(supplier);
    }
  }

  // supply_lost_ = σ_i (1 − hd_i) and demand_lost_ = 1 − hu_i, from the values of the step before.
  void WeighLosses() {
    const auto supply_hit = supply_hit_.ForSweep();
    for (const NodeIndex node : supply_hit) {
      sector_lost_[network_.sector(node)] += network_.output(node) * (1.0 - hd_[node]);
    }
    for (const NodeIndex node : supply_hit) {
      const uint32_t sector = network_.sector(node);
      const double output = network_.output(node);
      const double remaining = SectorRemaining(sector);
      const double share = output >= remaining ? 1.0 : output / remaining;
      const double lost = share * (1.0 - hd_[node]);
      if (lost == supply_lost_[node]) continue;
      supply_lost_[node] = lost;
      supply_changed_.Add(sector);
    }
    for (const NodeIndex node : supply_hit) sector_lost_[network_.sector(node)] = 0;
    for (const NodeIndex node : demand_hit_.ForSweep()) {
      const double lost = 1.0 - hu_[node];
      if (lost == demand_lost_[node]) continue;
      demand_lost_[node] = lost;
      demand_changed_.Add(network_.sector(node));
    }
    MarkAffected();
  }

  // The others would get the values that they have, to the last bit.
  void MarkAffected() {
    supply_affected_.Clear();
    for (const uint32_t sector : supply_changed_.All()) {
      network_.VisitCustomerSectors(sector, [&](uint32_t to) { supply_affected_.Add(to); });
    }
    supply_changed_.Clear();
    demand_affected_.Clear();
    for (const uint32_t sector : demand_changed_.All()) {
      network_.VisitSupplierSectors(sector, [&](uint32_t to) { demand_affected_.Add(to); });
    }
    demand_changed_.Clear();
  }

  // Σ s_l hd_l of a sector, by difference; added up afresh where the difference would lose its
  // digits.
  double SectorRemaining(uint32_t sector) {
    const double total = network_.sector_output(sector);
    const double remaining = total - sector_lost_[sector];
    if (remaining > kCascadeDifferenceMin * total) return remaining;
    double sum = 0;
    for (const NodeIndex node : network_.SectorNodes(sector)) {
      sum += network_.output(node) * hd_[node];
    }
    return sum;
  }

  // What one part of a list did. The parts are read in the order of the list, so that the number of
  // threads changes nothing.
  struct Updated {
    double change = 0;
    int64_t link_reads = 0;
    std::vector<NodeIndex> hit;  // fell below 1 for the first time
  };

  // update(node, updated) of the list's nodes, in as many parts as there are threads.
  template <typename Update>
  std::vector<Updated> UpdateAll(std::span<const NodeIndex> nodes, const Update& update) {
    const size_t parts = nodes.size() < kCascadeParallel ? 1 : static_cast<size_t>(threads_);
    std::vector<Updated> updated(parts);
    if (parts == 1) {
      for (const NodeIndex node : nodes) update(node, updated[0]);
      return updated;
    }
    const Status done = ForEachParallel(
        parts, {.threads = threads_}, [] { return 0; },
        [&](int, size_t part) {
          const size_t begin = part * nodes.size() / parts;
          const size_t end = (part + 1) * nodes.size() / parts;
          for (const NodeIndex node : nodes.subspan(begin, end - begin)) {
            update(node, updated[part]);
          }
        },
        Progress::None());
    CHECK(done.ok());
    return updated;
  }

  void UpdateHd(NodeIndex node, Updated& updated) {
    if (!full_sweeps_ && !supply_affected_.Holds(network_.sector(node))) return;
    updated.link_reads += static_cast<int64_t>(network_.Suppliers(node).size());
    const double left = 1.0 - network_.InputLoss(node, supply_lost_.data());
    const double hd = std::max(0.0, std::min(psi_[node], left));
    updated.change = std::max(updated.change, std::abs(hd - hd_[node]));
    hd_[node] = hd;
    if (hd < 1.0 && (flags_[node] & kSupplyHit) == 0) updated.hit.push_back(node);
  }

  void UpdateHu(NodeIndex node, Updated& updated) {
    if (!full_sweeps_ && !demand_affected_.Holds(network_.sector(node))) return;
    updated.link_reads += static_cast<int64_t>(network_.Customers(node).size());
    const double left = 1.0 - network_.DemandLoss(node, demand_lost_.data());
    const double hu = std::max(0.0, std::min(psi_[node], left));
    updated.change = std::max(updated.change, std::abs(hu - hu_[node]));
    hu_[node] = hu;
    if (hu < 1.0 && (flags_[node] & kDemandHit) == 0) updated.hit.push_back(node);
  }

  // Jacobi: everything is read from the losses of the step before, which WeighLosses has copied, so
  // that hd and hu can be overwritten in place.
  double Step() {
    WeighLosses();
    const auto supply = UpdateAll(watch_hd_.ForSweep(), [this](NodeIndex node, Updated& updated) {
      UpdateHd(node, updated);
    });
    const auto demand = UpdateAll(watch_hu_.ForSweep(), [this](NodeIndex node, Updated& updated) {
      UpdateHu(node, updated);
    });
    double change = 0;
    for (const auto* side : {&supply, &demand}) {
      for (const Updated& updated : *side) {
        change = std::max(change, updated.change);
        link_reads_ += updated.link_reads;
        for (const NodeIndex node : updated.hit)
          side == &supply ? SupplyHit(node) : DemandHit(node);
      }
    }
    return change;
  }

  const Network& network_;
  const int threads_;
  std::vector<double> psi_, hd_, hu_;
  std::vector<double> supply_lost_, demand_lost_;
  std::vector<uint8_t> flags_;
  std::vector<double> sector_lost_;      // scratch, all 0 between steps
  std::vector<NodeIndex> touched_;       // hd < 1 or hu < 1
  GrowingList supply_hit_, demand_hit_;  // hd < 1; hu < 1
  GrowingList watch_hd_, watch_hu_;      // may change in the next step
  // Sectors whose supply_lost_ or demand_lost_ moved since the last step, and those that may see it.
  SectorSet supply_changed_, demand_changed_, supply_affected_, demand_affected_;
  bool full_sweeps_ = false;
  int64_t link_reads_ = 0;
};

}  // namespace lianmeng::chain
