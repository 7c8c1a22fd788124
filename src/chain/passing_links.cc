#include "chain/passing_links.h"

namespace lianmeng::chain {
namespace {

// Offsets of rows from the number of their entries, which stand at [row + 1].
void Accumulate(std::vector<uint32_t>& offsets) {
  for (size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
}

}  // namespace

PassingLinks::PassingLinks(const SupplyNetwork& network) {
  const uint32_t node_count = network.node_count();
  supply_offsets_.assign(size_t{node_count} + 1, 0);
  demand_offsets_.assign(size_t{node_count} + 1, 0);
  for (NodeIndex node = 0; node < node_count; ++node) {
    for (const auto& group : network.Groups(node)) {
      for (const NodeIndex supplier : group.suppliers) ++supply_offsets_[supplier + size_t{1}];
    }
    for (const NodeIndex customer : network.Customers(node)) {
      ++demand_offsets_[customer + size_t{1}];
    }
  }
  Accumulate(supply_offsets_);
  Accumulate(demand_offsets_);
  supply_.resize(supply_offsets_.back());
  demand_.resize(demand_offsets_.back());
  std::vector<uint32_t> supply_next(supply_offsets_.begin(), supply_offsets_.end() - 1);
  std::vector<uint32_t> demand_next(demand_offsets_.begin(), demand_offsets_.end() - 1);
  for (NodeIndex node = 0; node < node_count; ++node) {
    for (const auto& group : network.Groups(node)) {
      for (size_t i = 0; i < group.suppliers.size(); ++i) {
        supply_[supply_next[group.suppliers[i]]++] = {node, group_count_, group.shares[i]};
      }
      ++group_count_;
    }
    const auto customers = network.Customers(node);
    const auto shares = network.CustomerShares(node);
    for (size_t i = 0; i < customers.size(); ++i) {
      demand_[demand_next[customers[i]]++] = {node, shares[i]};
    }
  }
}

}  // namespace lianmeng::chain
