// Bounds of the least fixed point of one of the two monotone maps of a cascade, above a floor: the
// piece that chain/certified_cascade and chain/certified_index share. Why they are bounds is told in
// chain/certified_cascade.h.
//
// Cost:      construction O(N + links reached); a sweep costs the links of the nodes reached, which
//            are swept nearest first, or, if they are many, in the order of memory.
#pragma once

#include <algorithm>
#include <vector>

#include "chain/supply_network.h"

namespace lianmeng::chain {

// A sum of shares · values as a bound: `scale` pays for its rounding, downwards if it is less than 1.
// The shares add up to 1 at most, so that from above the sum also keeps below the greatest value:
// without rounding, which is what closed circles of equal losses need.
struct WeightedSum {
  double sum = 0;
  double greatest = 0;

  void Add(double share, double value) {
    sum += share * value;
    greatest = std::max(greatest, value);
  }
  [[nodiscard]] double Bound(double scale) const {
    return scale < 1.0 ? sum * scale : std::min(sum * scale, greatest);
  }
};

// What demand takes from a node: linear.
class DemandMap {
 public:
  DemandMap(const SupplyNetwork& network, double scale) : network_(network), scale_(scale) {}

  void Prepare(const std::vector<double>& value) { value_ = value.data(); }
  void Update(NodeIndex, double) {}

  [[nodiscard]] double Evaluate(NodeIndex node) const {
    const auto customers = network_.Customers(node);
    const auto shares = network_.CustomerShares(node);
    WeightedSum loss;
    for (size_t i = 0; i < customers.size(); ++i) loss.Add(shares[i], value_[customers[i]]);
    return loss.Bound(scale_);
  }

  template <typename Visit>
  void VisitNext(NodeIndex node, Visit visit) const {
    for (const NodeIndex supplier : network_.Suppliers(node)) visit(supplier);
  }

 private:
  const SupplyNetwork& network_;
  const double scale_;
  const double* value_ = nullptr;
};

// What supply takes from a node. Market shares are those of the values at Prepare: within a sweep
// too small rather than too large for rising values, and right in a sweep that changes nothing.
class SupplyMap {
 public:
  SupplyMap(const SupplyNetwork& network, double scale)
      : network_(network),
        scale_(scale),
        share_(network.node_count(), 0),
        lost_(network.node_count(), 0) {}

  void Prepare(const std::vector<double>& value) {
    for (uint32_t sector = 0; sector < network_.sector_count(); ++sector) {
      const auto nodes = network_.SectorNodes(sector);
      double remaining = 0;
      for (const NodeIndex node : nodes) remaining += network_.output(node) * (1.0 - value[node]);
      for (const NodeIndex node : nodes) {
        const double output = network_.output(node);
        share_[node] = output >= remaining ? 1.0 : std::min(1.0, output / remaining * scale_);
        Update(node, value[node]);
      }
    }
  }
  void Update(NodeIndex node, double value) { lost_[node] = share_[node] * value; }

  [[nodiscard]] double Evaluate(NodeIndex node) const {
    double greatest = 0;
    for (const SupplyNetwork::Group& group : network_.Groups(node)) {
      WeightedSum loss;
      for (size_t i = 0; i < group.suppliers.size(); ++i) {
        loss.Add(group.shares[i], lost_[group.suppliers[i]]);
      }
      greatest = std::max(greatest, loss.Bound(scale_));
    }
    return greatest;
  }

  template <typename Visit>
  void VisitNext(NodeIndex node, Visit visit) const {
    const auto customers = network_.Customers(node);
    for (size_t i = 0; i < customers.size(); ++i) {
      if (network_.LimitsCustomer(node, i)) visit(customers[i]);
    }
  }

 private:
  const SupplyNetwork& network_;
  const double scale_;
  std::vector<double> share_, lost_;
};

template <typename Map>
class Bounds {
 public:
  // `rounding`: RoundingOf(network).
  Bounds(const SupplyNetwork& network, double rounding, std::vector<double> floor)
      : network_(network),
        map_lower_(network, 1.0 - rounding),
        map_upper_(network, 1.0 + rounding),
        lower_(std::move(floor)) {
    std::vector<uint8_t> seen(lower_.size(), 0);
    const auto reach = [&](NodeIndex node) {
      if (seen[node] != 0) return;
      seen[node] = 1;
      order_.push_back(node);
    };
    for (NodeIndex node = 0; node < lower_.size(); ++node) {
      if (lower_[node] > 0) reach(node);
    }
    for (size_t i = 0; i < order_.size(); ++i) map_lower_.VisitNext(order_[i], reach);
    if (order_.size() < lower_.size() / kMany) return;
    order_.clear();
    for (NodeIndex node = 0; node < lower_.size(); ++node) {
      if (seen[node] != 0) order_.push_back(node);
    }
  }

  // One sweep from below. Returns what it added to the index if nothing else did.
  double Raise() {
    map_lower_.Prepare(lower_);
    double gain = 0;
    for (const NodeIndex node : order_) {
      const double value = std::min(1.0, map_lower_.Evaluate(node));
      if (!(value > lower_[node])) continue;
      gain += network_.index_weight(node) * (value - lower_[node]);
      lower_[node] = value;
      map_lower_.Update(node, value);
    }
    return gain;
  }

  // Looks for an upper bound at least `above` over the lower one. Where the map contracts, raising
  // what does not hold to F + above ends at (1 − contraction)^-1 · above over the lower bound; where
  // it just passes values on, raising to F itself ends. False: neither did, and all that can be
  // reached is taken to be lost. Adds to `sweeps`.
  bool FindUpper(double above, int& sweeps) {
    for (const double margin : {above, 0.0}) {
      StartUpper(above);
      for (int i = 0; i < kInflationsMax; ++i) {
        ++sweeps;
        if (Inflate(margin)) return true;
      }
    }
    StartUpper(1.0);  // F ≤ 1
    return false;
  }

  [[nodiscard]] const std::vector<double>& lower() const { return lower_; }
  [[nodiscard]] const std::vector<double>& upper() const { return upper_; }
  // Nodes that the shock can reach.
  [[nodiscard]] const std::vector<NodeIndex>& reached() const { return order_; }

 private:
  static constexpr int kInflationsMax = 200;
  static constexpr size_t kMany = 16;  // one node in so many

  void StartUpper(double above) {
    upper_.assign(lower_.size(), 0.0);
    for (const NodeIndex node : order_) upper_[node] = std::min(1.0, lower_[node] + above);
  }

  // True: nothing had to be raised, so that F(upper) ≤ upper is proven.
  bool Inflate(double margin) {
    map_upper_.Prepare(upper_);
    bool holds = true;
    for (const NodeIndex node : order_) {
      const double value = std::min(1.0, map_upper_.Evaluate(node));
      if (value <= upper_[node]) continue;
      holds = false;
      upper_[node] = std::min(1.0, value + margin);
      map_upper_.Update(node, upper_[node]);
    }
    return holds;
  }

  const SupplyNetwork& network_;
  Map map_lower_, map_upper_;
  std::vector<double> lower_, upper_;
  std::vector<NodeIndex> order_;
};

}  // namespace lianmeng::chain
