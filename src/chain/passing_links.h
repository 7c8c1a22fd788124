// The links of a supply network along which a loss is passed on, by the node that passes it on: what
// SupplyNetwork holds by the node that suffers, turned round, for engines that push losses forward.
//
// Supply: from a supplier to the customers for whom it is not irrelevant, with Λd and the group
// (SupplyNetwork::InputLoss) that the loss adds to. Demand: from a customer to its suppliers, with
// Λu.
// Cost:      O(N + L); 28 bytes a link.
// Thread-safety: const after construction. The network may go; nothing refers to it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "chain/supply_network.h"

namespace lianmeng::chain {

struct SupplyPass {
  NodeIndex customer = 0;
  uint32_t group = 0;  // of the customer; numbered through the whole network
  double share = 0;    // Λd, > 0
};

struct DemandPass {
  NodeIndex supplier = 0;
  double share = 0;  // Λu, > 0
};

class PassingLinks {
 public:
  explicit PassingLinks(const SupplyNetwork& network);

  [[nodiscard]] std::span<const SupplyPass> Supply(NodeIndex supplier) const {
    return {supply_.data() + supply_offsets_[supplier],
            supply_.data() + supply_offsets_[supplier + size_t{1}]};
  }
  [[nodiscard]] std::span<const DemandPass> Demand(NodeIndex customer) const {
    return {demand_.data() + demand_offsets_[customer],
            demand_.data() + demand_offsets_[customer + size_t{1}]};
  }
  [[nodiscard]] uint32_t group_count() const { return group_count_; }

 private:
  std::vector<uint32_t> supply_offsets_, demand_offsets_;
  std::vector<SupplyPass> supply_;
  std::vector<DemandPass> demand_;
  uint32_t group_count_ = 0;
};

}  // namespace lianmeng::chain
