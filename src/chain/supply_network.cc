#include "chain/supply_network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "base/group_by.h"

namespace lianmeng::chain {
namespace {

Error BadInput(std::string field, size_t number, std::string value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.line = static_cast<int64_t>(number) + 1,
                    .field = std::move(field),
                    .value = std::move(value)});
}

Status Validate(const SupplyInput& input) {
  const size_t node_count = input.sector.size();
  constexpr size_t kLimit = std::numeric_limits<uint32_t>::max();
  if (node_count >= kLimit || input.links.size() >= kLimit) {
    return MakeError(ErrorCode::kResourceExhausted,
                     {"供应网络过大：节点和链接各不得超过 2^32 - 1",
                      "the supply network is too large: at most 2^32 - 1 nodes and links"});
  }
  for (size_t node = 0; node < node_count; ++node) {
    if (input.sector[node] >= input.sector_count) {
      return BadInput("sector", node, std::to_string(input.sector[node]),
                      {"没有这个部门", "there is no such sector"});
    }
  }
  if (!input.counts_in_index.empty() && input.counts_in_index.size() != node_count) {
    return BadInput("counts_in_index", 0, std::to_string(input.counts_in_index.size()),
                    {"须为每个节点给出一个值", "must have one value for each node"});
  }
  for (size_t number = 0; number < input.links.size(); ++number) {
    const SupplyLink& link = input.links[number];
    if (link.supplier >= node_count || link.customer >= node_count) {
      const bool supplier = link.supplier >= node_count;
      return BadInput(supplier ? "supplier" : "customer", number,
                      std::to_string(supplier ? link.supplier : link.customer),
                      {"没有这个节点", "there is no such node"});
    }
    if (!std::isfinite(link.value) || link.value < 0) {
      return BadInput("value", number, std::to_string(link.value),
                      {"金额必须是有限的非负数", "the value must be finite and not negative"});
    }
  }
  return Ok{};
}

}  // namespace

std::vector<SupplyLink> MergeParallelLinks(std::span<const SupplyLink> links, int64_t* self_links) {
  const auto is_self = [](const SupplyLink& link) { return link.supplier == link.customer; };
  if (self_links != nullptr) *self_links += std::count_if(links.begin(), links.end(), is_self);
  uint32_t suppliers = 0;
  for (const SupplyLink& link : links) suppliers = std::max(suppliers, link.supplier + 1);
  // What is dropped stands together behind all the others.
  Grouped<SupplyLink> rows = GroupBy(links, suppliers + 1, [&](const SupplyLink& link) {
    return link.value > 0 && !is_self(link) ? link.supplier : suppliers;
  });
  size_t kept = 0;
  for (uint32_t supplier = 0; supplier < suppliers; ++supplier) {
    const std::span<SupplyLink> row = rows.Of(supplier);
    // By value too, so that sums do not depend on the order of the input.
    std::sort(row.begin(), row.end(), [](const SupplyLink& a, const SupplyLink& b) {
      return a.customer != b.customer ? a.customer < b.customer : a.value < b.value;
    });
    const size_t begin = kept;
    for (const SupplyLink& link : row) {
      if (kept > begin && rows.items[kept - 1].customer == link.customer) {
        SupplyLink& same = rows.items[kept - 1];
        same.value += link.value;
        same.essentiality = std::max(same.essentiality, link.essentiality);
      } else {
        rows.items[kept++] = link;
      }
    }
  }
  rows.items.resize(kept);
  return std::move(rows.items);
}

class SupplyNetworkBuilder {
 public:
  explicit SupplyNetworkBuilder(const SupplyInput& input) : input_(input) {}

  SupplyNetwork Build() {
    network_.sector_ = input_.sector;
    GroupSectors();
    links_ = MergeParallelLinks(input_.links, &network_.self_links_);
    SumOutputs();
    BuildSales();
    BuildPurchases();
    PairSectors();
    return std::move(network_);
  }

 private:
  uint32_t node_count() const { return static_cast<uint32_t>(input_.sector.size()); }

  void GroupSectors() {
    auto& offsets = network_.sector_offsets_;
    offsets.assign(size_t{input_.sector_count} + 1, 0);
    for (const uint32_t sector : input_.sector) ++offsets[sector + size_t{1}];
    for (size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
    std::vector<uint32_t> next(offsets.begin(), offsets.end() - 1);
    network_.sector_nodes_.resize(node_count());
    for (NodeIndex node = 0; node < node_count(); ++node) {
      network_.sector_nodes_[next[input_.sector[node]]++] = node;
    }
  }

  void SumOutputs() {
    network_.output_.assign(node_count(), 0.0);
    for (const SupplyLink& link : links_) network_.output_[link.supplier] += link.value;
    network_.sector_output_.assign(input_.sector_count, 0.0);
    network_.index_weight_.assign(node_count(), 0.0);
    double total = 0;
    for (NodeIndex node = 0; node < node_count(); ++node) {
      network_.sector_output_[network_.sector_[node]] += network_.output_[node];
      if (Counts(node)) total += network_.output_[node];
    }
    for (NodeIndex node = 0; total > 0 && node < node_count(); ++node) {
      if (Counts(node)) network_.index_weight_[node] = network_.output_[node] / total;
    }
  }

  bool Counts(NodeIndex node) const {
    return input_.counts_in_index.empty() || input_.counts_in_index[node] != 0;
  }

  void BuildSales() {
    network_.out_offsets_.assign(size_t{node_count()} + 1, 0);
    network_.customers_.reserve(links_.size());
    network_.customer_share_.reserve(links_.size());
    for (const SupplyLink& link : links_) {
      ++network_.out_offsets_[size_t{link.supplier} + 1];
      network_.customers_.push_back(link.customer);
      network_.customer_share_.push_back(link.value / network_.output_[link.supplier]);
    }
    for (size_t i = 1; i < network_.out_offsets_.size(); ++i) {
      network_.out_offsets_[i] += network_.out_offsets_[i - 1];
    }
  }

  // Purchases of a customer: one run for each essential sector, then the replaceable ones, then the
  // irrelevant ones.
  void BuildPurchases() {
    Grouped<SupplyLink> rows = GroupBy(std::span<const SupplyLink>(links_), node_count(),
                                       [](const SupplyLink& link) { return link.customer; });
    for (NodeIndex node = 0; node < node_count(); ++node) {
      const std::span<SupplyLink> row = rows.Of(node);
      std::sort(row.begin(), row.end(), [this](const SupplyLink& a, const SupplyLink& b) {
        if (a.essentiality != b.essentiality) return a.essentiality > b.essentiality;
        const uint32_t sector_a = network_.sector_[a.supplier];
        const uint32_t sector_b = network_.sector_[b.supplier];
        return sector_a != sector_b ? sector_a < sector_b : a.supplier < b.supplier;
      });
    }
    links_ = std::move(rows.items);
    sector_total_.assign(input_.sector_count, 0.0);
    network_.limits_customer_.resize(links_.size());
    next_sale_.assign(network_.out_offsets_.begin(), network_.out_offsets_.end() - 1);
    network_.in_offsets_.reserve(size_t{node_count()} + 1);
    network_.group_offsets_.reserve(size_t{node_count()} + 1);
    for (NodeIndex node = 0; node < node_count(); ++node) {
      const uint32_t end = rows.offsets[node + size_t{1}];
      AddPurchases(rows.offsets[node], end);
      network_.in_offsets_.push_back(end);
      network_.group_offsets_.push_back(static_cast<uint32_t>(network_.group_ends_.size()));
    }
  }

  void AddPurchases(size_t begin, size_t end) {
    double total = 0;
    for (size_t i = begin; i < end; ++i) {
      total += links_[i].value;
      sector_total_[SectorOf(i)] += links_[i].value;
    }
    for (size_t i = begin; i < end; ++i) {
      const Essentiality kind = links_[i].essentiality;
      double share = 0;
      if (kind == Essentiality::kEssential) share = links_[i].value / sector_total_[SectorOf(i)];
      if (kind == Essentiality::kReplaceable) share = links_[i].value / total;
      // Customers come in rising order here as there.
      network_.limits_customer_[next_sale_[links_[i].supplier]++] =
          kind != Essentiality::kIrrelevant;
      network_.suppliers_.push_back(links_[i].supplier);
      network_.supplier_share_.push_back(share);
      if (kind != Essentiality::kIrrelevant && EndsGroup(i, end)) {
        network_.group_ends_.push_back(static_cast<uint32_t>(i + 1));
      }
    }
    for (size_t i = begin; i < end; ++i) sector_total_[SectorOf(i)] = 0;
  }

  // Which sectors sell to which: from the sales, and then the same pairs by customer.
  void PairSectors() {
    const uint32_t sectors = input_.sector_count;
    auto& customer_offsets = network_.customer_sector_offsets_;
    auto& supplier_offsets = network_.supplier_sector_offsets_;
    std::vector<uint32_t> seen_from(sectors, sectors);  // the last sector that sold to this one
    supplier_offsets.assign(size_t{sectors} + 1, 0);
    for (uint32_t sector = 0; sector < sectors; ++sector) {
      const auto begin = static_cast<std::ptrdiff_t>(network_.customer_sectors_.size());
      for (const NodeIndex node : network_.SectorNodes(sector)) {
        for (const NodeIndex customer : network_.Customers(node)) {
          const uint32_t to = network_.sector_[customer];
          if (std::exchange(seen_from[to], sector) == sector) continue;
          network_.customer_sectors_.push_back(to);
          ++supplier_offsets[to + size_t{1}];
        }
      }
      std::sort(network_.customer_sectors_.begin() + begin, network_.customer_sectors_.end());
      customer_offsets.push_back(static_cast<uint32_t>(network_.customer_sectors_.size()));
    }
    for (size_t i = 1; i < supplier_offsets.size(); ++i) {
      supplier_offsets[i] += supplier_offsets[i - 1];
    }
    std::vector<uint32_t> next(supplier_offsets.begin(), supplier_offsets.end() - 1);
    network_.supplier_sectors_.resize(network_.customer_sectors_.size());
    for (uint32_t sector = 0; sector < sectors; ++sector) {
      network_.VisitCustomerSectors(
          sector, [&](uint32_t to) { network_.supplier_sectors_[next[to]++] = sector; });
    }
  }

  bool EndsGroup(size_t i, size_t end) const {
    if (i + 1 == end || links_[i].essentiality != links_[i + 1].essentiality) return true;
    return links_[i].essentiality == Essentiality::kEssential && SectorOf(i) != SectorOf(i + 1);
  }

  uint32_t SectorOf(size_t i) const { return network_.sector_[links_[i].supplier]; }

  const SupplyInput& input_;
  SupplyNetwork network_;
  std::vector<SupplyLink> links_;
  std::vector<double> sector_total_;  // scratch: purchases of one customer by sector
  std::vector<uint32_t> next_sale_;   // of each supplier: the sale to the next customer
};

bool SupplyNetwork::SectorSellsTo(uint32_t supplier, uint32_t customer) const {
  const auto begin = customer_sectors_.begin();
  return std::binary_search(begin + customer_sector_offsets_[supplier],
                            begin + customer_sector_offsets_[supplier + size_t{1}], customer);
}

uint32_t SupplyNetwork::LongestSum() const {
  uint32_t longest = node_count();
  for (NodeIndex node = 0; node < node_count(); ++node) {
    longest = std::max({longest, in_offsets_[node + 1] - in_offsets_[node],
                        out_offsets_[node + 1] - out_offsets_[node]});
  }
  return longest;
}

Result<SupplyNetwork> SupplyNetwork::Build(const SupplyInput& input) {
  LM_TRY(Validate(input));
  return SupplyNetworkBuilder(input).Build();
}

}  // namespace lianmeng::chain
