// A supply network with a few links, sizes or nodes changed, laid over the original one without
// copying it; and which cascades of the original such an edit can alter at all.
//
// Only the rows that an edit changes are compiled anew: purchases (Λd, groups) of the customers it
// names, sales (Λu, s_i) of the suppliers it names, market shares σ of their sectors, the
// denominators of the index. Everything else is read from the original.
//
// A cascade of the original network is the same on the edited one, step by step, unless it meets
// the edit (EditedNetwork::Meets): unless it
//   - lowers hd of a node of which some customer's share Λd changed, or
//   - lowers hu of a node towards which some supplier's share Λu changed, or
//   - lowers hd of a node in a sector where some s_i changed, or hu of such a node i itself.
// Proof: both runs start from the same shock. In a step, the update of a node reads a changed
// number only multiplied by a loss (1 − hd or 1 − hu) that is 0 in all these cases, so that by
// induction both runs have equal values after every step, and stop at the same one. The index alone
// may differ: its weights are s_j / Σ s, and Σ s may have changed; s_j of a touched node has not.
//
// Example:   LM_ASSIGN(const auto base, EditableNetwork::Build(input));
//            const EditedNetwork edited(base, {.links = {{a, c, 70, kEssential}, {b, c, 30,
//            kEssential}}});
//            if (edited.Meets(trace)) CascadeEngine<EditedNetwork>(edited).Run(...);
// Cost:      O(N + the rows changed) to lay over, some bytes a node; reading as SupplyNetwork.
// Determinism: equal input, equal output. Equal to the network built anew within 1e-9 (only the
//            order of sums differs).
// Thread-safety: const after construction. The base must outlive its edits.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "chain/cascade.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

// A network together with what SupplyNetwork forgets: the value and essentiality of each link.
class EditableNetwork {
 public:
  struct Purchase {
    NodeIndex supplier = 0;
    Essentiality essentiality = Essentiality::kReplaceable;
    double value = 0;
  };

  // Errors:  as SupplyNetwork::Build. Cost: as it, and 16 bytes a link more.
  [[nodiscard]] static Result<EditableNetwork> Build(const SupplyInput& input);

  [[nodiscard]] const SupplyNetwork& network() const { return network_; }
  // By rising supplier, each once.
  [[nodiscard]] std::span<const Purchase> PurchasesOf(NodeIndex customer) const {
    return {purchases_.data() + offsets_[customer], purchases_.data() + offsets_[customer + 1]};
  }
  [[nodiscard]] double ValueOf(NodeIndex supplier, NodeIndex customer) const;
  // Null if there is no such link.
  [[nodiscard]] const Purchase* Find(NodeIndex supplier, NodeIndex customer) const;
  // Σ s_i over the nodes that count in the index.
  [[nodiscard]] double counted_output() const { return counted_output_; }
  [[nodiscard]] bool Counts(NodeIndex node) const { return counts_.empty() || counts_[node] != 0; }
  // The links, to build an edited network anew.
  [[nodiscard]] SupplyInput ToInput() const;

 private:
  SupplyNetwork network_;
  std::vector<uint32_t> offsets_ = {0};
  std::vector<Purchase> purchases_;
  std::vector<uint8_t> counts_;
  double counted_output_ = 0;
};

// What a cascade of the original network touched: enough to tell whether an edit can alter it.
class CascadeTrace {
 public:
  CascadeTrace() = default;
  CascadeTrace(const SupplyNetwork& network, std::span<const NodeIndex> supply_hit,
               std::span<const NodeIndex> demand_hit);

  // hd < 1, hu < 1 at some step.
  [[nodiscard]] bool SupplyHit(NodeIndex node) const { return Test(supply_hit_, node); }
  [[nodiscard]] bool DemandHit(NodeIndex node) const { return Test(demand_hit_, node); }
  // Some node of the sector was hit by lost supply.
  [[nodiscard]] bool SectorHit(uint32_t sector) const { return Test(sector_hit_, sector); }

 private:
  static bool Test(const std::vector<uint64_t>& bits, uint32_t at) {
    return at / 64 < bits.size() && (bits[at / 64] >> (at % 64) & 1) != 0;
  }
  static void Set(std::vector<uint64_t>& bits, uint32_t at) {
    bits[at / 64] |= uint64_t{1} << (at % 64);
  }

  std::vector<uint64_t> supply_hit_, demand_hit_, sector_hit_;
};

struct LinkEdit {
  NodeIndex supplier = 0;
  NodeIndex customer = 0;
  double value = 0;  // after the edit; 0 takes the link away
  Essentiality essentiality = Essentiality::kReplaceable;
};

struct AddedNode {
  uint32_t sector = 0;
  bool counts_in_index = true;
};

struct NetworkEdit {
  std::vector<AddedNode> nodes;  // numbered from the base's node_count on
  std::vector<LinkEdit> links;   // each pair once; supplier != customer
};

class EditedNetwork {
 public:
  // Requires:  indices in range, values finite and >= 0 (checked).
  EditedNetwork(const EditableNetwork& base, const NetworkEdit& edit);

  [[nodiscard]] bool Meets(const CascadeTrace& trace) const;
  // Of Σ s over the nodes that count: original / edited. An index of a cascade that does not meet
  // the edit is the original's times this.
  [[nodiscard]] double IndexScale() const { return index_scale_; }

  // The reading interface of SupplyNetwork.
  [[nodiscard]] uint32_t node_count() const { return node_count_; }
  [[nodiscard]] uint32_t sector_count() const { return network_.sector_count(); }
  [[nodiscard]] uint32_t sector(NodeIndex node) const {
    return node < base_count_ ? network_.sector(node) : added_[node - base_count_].sector;
  }
  [[nodiscard]] double output(NodeIndex node) const {
    const uint32_t row = sales_row_[node];
    if (row != kNoRow) return sales_[row].output;
    return node < base_count_ ? network_.output(node) : 0.0;
  }
  [[nodiscard]] double sector_output(uint32_t sector) const { return sector_output_[sector]; }
  [[nodiscard]] std::span<const NodeIndex> SectorNodes(uint32_t sector) const;
  template <typename Visit>
  void VisitCustomerSectors(uint32_t sector, const Visit& visit) const {
    network_.VisitCustomerSectors(sector, visit);
    for (const auto& [supplier, customer] : new_sector_pairs_) {
      if (supplier == sector) visit(customer);
    }
  }
  template <typename Visit>
  void VisitSupplierSectors(uint32_t sector, const Visit& visit) const {
    network_.VisitSupplierSectors(sector, visit);
    for (const auto& [supplier, customer] : new_sector_pairs_) {
      if (customer == sector) visit(supplier);
    }
  }
  [[nodiscard]] double index_weight(NodeIndex node) const;
  [[nodiscard]] std::span<const NodeIndex> Suppliers(NodeIndex node) const {
    const uint32_t row = purchase_row_[node];
    if (row != kNoRow) return purchases_[row].suppliers;
    return node < base_count_ ? network_.Suppliers(node) : std::span<const NodeIndex>{};
  }
  [[nodiscard]] std::span<const double> SupplierShares(NodeIndex node) const {
    const uint32_t row = purchase_row_[node];
    if (row != kNoRow) return purchases_[row].shares;
    return node < base_count_ ? network_.SupplierShares(node) : std::span<const double>{};
  }
  [[nodiscard]] std::span<const NodeIndex> Customers(NodeIndex node) const {
    const uint32_t row = sales_row_[node];
    if (row != kNoRow) return sales_[row].customers;
    return node < base_count_ ? network_.Customers(node) : std::span<const NodeIndex>{};
  }
  [[nodiscard]] double InputLoss(NodeIndex node, const double* lost) const {
    const uint32_t row = purchase_row_[node];
    if (row == kNoRow) return node < base_count_ ? network_.InputLoss(node, lost) : 0.0;
    return purchases_[row].Loss(lost);
  }
  [[nodiscard]] double DemandLoss(NodeIndex node, const double* lost) const {
    const uint32_t row = sales_row_[node];
    if (row == kNoRow) return node < base_count_ ? network_.DemandLoss(node, lost) : 0.0;
    return sales_[row].Loss(lost);
  }

 private:
  static constexpr uint32_t kNoRow = 0xffffffff;

  struct PurchaseRow {
    std::vector<NodeIndex> suppliers;
    std::vector<double> shares;        // Λd
    std::vector<uint32_t> group_ends;  // links after the last one are irrelevant

    [[nodiscard]] double Loss(const double* lost) const;
  };
  struct SalesRow {
    double output = 0;  // s_i
    std::vector<NodeIndex> customers;
    std::vector<double> shares;  // Λu

    [[nodiscard]] double Loss(const double* lost) const;
  };

  void LayPurchases(NodeIndex customer, std::span<const LinkEdit> edits);
  // Sorts the links as SupplyNetwork does.
  PurchaseRow CompilePurchases(std::vector<EditableNetwork::Purchase>& links) const;
  void WatchSuppliers(NodeIndex customer, std::span<const EditableNetwork::Purchase> links,
                      const PurchaseRow& row);
  void LaySales(NodeIndex supplier, std::span<const LinkEdit> edits);
  void WatchCustomers(NodeIndex supplier, const SalesRow& row);
  void ChangeOutput(NodeIndex node, double before, double after);
  void AddToSectors();
  void SumAfresh();
  bool Counts(NodeIndex node) const {
    return node < base_count_ ? base_.Counts(node) : added_[node - base_count_].counts_in_index;
  }

  const EditableNetwork& base_;
  const SupplyNetwork& network_;
  uint32_t base_count_ = 0;
  uint32_t node_count_ = 0;
  std::vector<AddedNode> added_;
  std::vector<uint32_t> purchase_row_, sales_row_;  // by node; kNoRow: as in the base
  std::vector<PurchaseRow> purchases_;
  std::vector<SalesRow> sales_;
  std::vector<double> sector_output_;
  std::unordered_map<uint32_t, std::vector<NodeIndex>> sector_nodes_;  // of sectors with new nodes
  std::vector<std::pair<uint32_t, uint32_t>> new_sector_pairs_;  // supplier, customer; each once
  double counted_output_ = 0;
  double index_scale_ = 1;
  // What a cascade must touch to meet the edit: hd of these, hu of these, hd of these sectors.
  std::vector<NodeIndex> watch_supply_, watch_demand_;
  std::vector<uint32_t> watch_sectors_;
};

}  // namespace lianmeng::chain
