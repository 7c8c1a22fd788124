// A weighted supply network in the compact form that cascades run on. Immutable once built.
//
// Nodes are firms or production units, 0 .. N - 1, each in one sector. For every node it holds its
// purchases, gathered into groups, with the coefficients Λd of Diem et al. 2022 (equations in
// chain/reference_index.h), and its sales with the coefficients Λu. The published update of a node
// needs only the groups:
//
//   hd_j = max(0, min(ψ_j, 1 − max over groups g of Σ_{i in g} Λd_ij · σ_i · (1 − hd_i)))
//
// because each essential sector limits the node alone (one group each) and the replaceable sectors
// limit it by the sum of their losses (one group together). Irrelevant purchases are in no group;
// they count in denominators and carry lost demand back to their supplier.
//
// Cost:      Build O(N + L log L); 24 bytes a link, 40 a node, 8 a pair of sectors that trade.
// Determinism: links of a node are ordered by group and neighbour, not by input.
// Thread-safety: const after Build, may be read by any number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace lianmeng::chain {

using NodeIndex = uint32_t;

enum class Essentiality : uint8_t { kIrrelevant = 0, kReplaceable = 1, kEssential = 2 };

struct SupplyLink {
  NodeIndex supplier = 0;
  NodeIndex customer = 0;
  double value = 0;  // W_ij, any unit, finite, >= 0; of no effect if 0
  // Of the supplier's sector for this customer.
  Essentiality essentiality = Essentiality::kReplaceable;
};

struct SupplyInput {
  std::vector<uint32_t> sector;  // of each node; its size is the number of nodes
  uint32_t sector_count = 0;
  std::vector<SupplyLink> links;  // parallel ones are added up, self-links dropped and counted
  // Nodes whose losses make up the index, one byte each; empty: all (as in the paper).
  std::vector<uint8_t> counts_in_index;
};

// The links by supplier and customer, each pair once: parallel ones added up, the stricter
// essentiality kept, links of no value and self-links dropped (these are counted, if wanted).
[[nodiscard]] std::vector<SupplyLink> MergeParallelLinks(std::span<const SupplyLink> links,
                                                         int64_t* self_links = nullptr);

class SupplyNetwork {
 public:
  SupplyNetwork() = default;

  // Errors:  kInvalidArgument: a sector or node out of range, a value negative or not finite
  //          (Place.line is the link's number from 1).
  [[nodiscard]] static Result<SupplyNetwork> Build(const SupplyInput& input);

  [[nodiscard]] uint32_t node_count() const { return static_cast<uint32_t>(sector_.size()); }
  [[nodiscard]] uint32_t sector_count() const {
    return static_cast<uint32_t>(sector_output_.size());
  }
  [[nodiscard]] uint32_t link_count() const { return static_cast<uint32_t>(suppliers_.size()); }
  [[nodiscard]] int64_t self_links() const { return self_links_; }
  // Terms of the longest sum that an update or an index has: nodes, or links of one node.
  [[nodiscard]] uint32_t LongestSum() const;

  [[nodiscard]] uint32_t sector(NodeIndex node) const { return sector_[node]; }
  [[nodiscard]] double output(NodeIndex node) const { return output_[node]; }  // s_i
  [[nodiscard]] double sector_output(uint32_t sector) const { return sector_output_[sector]; }
  [[nodiscard]] std::span<const NodeIndex> SectorNodes(uint32_t sector) const {
    return {sector_nodes_.data() + sector_offsets_[sector],
            sector_nodes_.data() + sector_offsets_[sector + size_t{1}]};
  }
  // Calls visit(sector) once for each sector with a node that buys from the given one, or sells to
  // it, by rising sector.
  template <typename Visit>
  void VisitCustomerSectors(uint32_t sector, const Visit& visit) const {
    for (uint32_t i = customer_sector_offsets_[sector]; i < customer_sector_offsets_[sector + 1];
         ++i) {
      visit(customer_sectors_[i]);
    }
  }
  template <typename Visit>
  void VisitSupplierSectors(uint32_t sector, const Visit& visit) const {
    for (uint32_t i = supplier_sector_offsets_[sector]; i < supplier_sector_offsets_[sector + 1];
         ++i) {
      visit(supplier_sectors_[i]);
    }
  }
  [[nodiscard]] bool SectorSellsTo(uint32_t supplier, uint32_t customer) const;

  // s_i / Σ s over the nodes that count in the index; 0 for the others.
  [[nodiscard]] double index_weight(NodeIndex node) const { return index_weight_[node]; }

  // Purchases of a node: all suppliers (also irrelevant ones, last), and the groups that limit it.
  [[nodiscard]] std::span<const NodeIndex> Suppliers(NodeIndex node) const {
    return {suppliers_.data() + in_offsets_[node], suppliers_.data() + in_offsets_[node + 1]};
  }
  // Λd of the same purchases, 0 for irrelevant ones.
  [[nodiscard]] std::span<const double> SupplierShares(NodeIndex node) const {
    return {supplier_share_.data() + in_offsets_[node],
            supplier_share_.data() + in_offsets_[node + 1]};
  }
  // Sales of a node: customers in rising order, and Λu.
  [[nodiscard]] std::span<const NodeIndex> Customers(NodeIndex node) const {
    return {customers_.data() + out_offsets_[node], customers_.data() + out_offsets_[node + 1]};
  }
  [[nodiscard]] std::span<const double> CustomerShares(NodeIndex node) const {
    return {customer_share_.data() + out_offsets_[node],
            customer_share_.data() + out_offsets_[node + 1]};
  }

  // Whether the i-th of Customers(node) can be limited by it: buys from it in a group.
  [[nodiscard]] bool LimitsCustomer(NodeIndex node, size_t i) const {
    return limits_customer_[out_offsets_[node] + i];
  }

  // Purchases that limit a node together: all from one essential sector, or all replaceable ones.
  struct Group {
    std::span<const NodeIndex> suppliers;
    std::span<const double> shares;  // Λd, > 0
  };
  class GroupRange;  // of one node, in the order of the purchases
  [[nodiscard]] GroupRange Groups(NodeIndex node) const;

  // max over groups g of Σ_{i in g} Λd_ij · lost_i, with lost_i = σ_i (1 − hd_i).
  [[nodiscard]] double InputLoss(NodeIndex node, const double* lost) const {
    double loss_max = 0;
    uint32_t link = in_offsets_[node];
    for (uint32_t group = group_offsets_[node]; group < group_offsets_[node + 1]; ++group) {
      double loss = 0;
      for (; link < group_ends_[group]; ++link)
        loss += supplier_share_[link] * lost[suppliers_[link]];
      if (loss > loss_max) loss_max = loss;
    }
    return loss_max;
  }
  // Σ_j Λu_ij · lost_j, with lost_j = 1 − hu_j.
  [[nodiscard]] double DemandLoss(NodeIndex node, const double* lost) const {
    double loss = 0;
    for (uint32_t link = out_offsets_[node]; link < out_offsets_[node + 1]; ++link) {
      loss += customer_share_[link] * lost[customers_[link]];
    }
    return loss;
  }

 private:
  friend class SupplyNetworkBuilder;

  std::vector<uint32_t> sector_;
  std::vector<double> output_, index_weight_, sector_output_;
  std::vector<uint32_t> in_offsets_ = {0}, group_offsets_ = {0};  // node_count + 1
  // Past the last link of each group.
  std::vector<uint32_t> group_ends_;
  std::vector<NodeIndex> suppliers_;  // by customer
  std::vector<double> supplier_share_;
  std::vector<uint32_t> out_offsets_ = {0};
  std::vector<NodeIndex> customers_;  // by supplier
  std::vector<double> customer_share_;
  std::vector<bool> limits_customer_;
  std::vector<uint32_t> sector_offsets_ = {0};
  std::vector<NodeIndex> sector_nodes_;  // by sector
  std::vector<uint32_t> customer_sector_offsets_ = {0}, supplier_sector_offsets_ = {0};
  std::vector<uint32_t> customer_sectors_, supplier_sectors_;  // each once, rising within a sector
  int64_t self_links_ = 0;
};

class SupplyNetwork::GroupRange {
 public:
  class Iterator {
   public:
    Iterator(const SupplyNetwork& network, uint32_t group, uint32_t link)
        : network_(&network), group_(group), link_(link) {}
    Group operator*() const {
      const size_t size = network_->group_ends_[group_] - link_;
      return {{network_->suppliers_.data() + link_, size},
              {network_->supplier_share_.data() + link_, size}};
    }
    Iterator& operator++() {
      link_ = network_->group_ends_[group_++];
      return *this;
    }
    bool operator!=(const Iterator& other) const { return group_ != other.group_; }

   private:
    const SupplyNetwork* network_;
    uint32_t group_, link_;
  };

  GroupRange(const SupplyNetwork& network, NodeIndex node) : network_(network), node_(node) {}
  [[nodiscard]] Iterator begin() const {
    return {network_, network_.group_offsets_[node_], network_.in_offsets_[node_]};
  }
  [[nodiscard]] Iterator end() const { return {network_, network_.group_offsets_[node_ + 1], 0}; }

 private:
  const SupplyNetwork& network_;
  NodeIndex node_;
};

inline SupplyNetwork::GroupRange SupplyNetwork::Groups(NodeIndex node) const {
  return {*this, node};
}

}  // namespace lianmeng::chain
