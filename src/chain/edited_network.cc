#include "chain/edited_network.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace lianmeng::chain {
namespace {

// Sums in another order differ by less than this part of themselves: no change at all.
constexpr double kSameValue = 1e-13;

// Below this share of the total a difference is added up instead.
constexpr double kDifferenceMin = 1e-2;

bool Same(double a, double b) {
  return std::abs(a - b) <= kSameValue * std::max(std::abs(a), std::abs(b));
}

template <typename T>
void SortUnique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// Calls `visit` with each run of edits of one node, the edits sorted by it.
template <typename NodeOf, typename Visit>
void ForEachRun(std::vector<LinkEdit>& edits, NodeOf node_of, Visit visit) {
  std::sort(edits.begin(), edits.end(), [&](const LinkEdit& a, const LinkEdit& b) {
    return node_of(a) != node_of(b)
               ? node_of(a) < node_of(b)
               : a.supplier + uint64_t{a.customer} < b.supplier + uint64_t{b.customer};
  });
  for (size_t begin = 0; begin < edits.size();) {
    size_t end = begin;
    while (end < edits.size() && node_of(edits[end]) == node_of(edits[begin])) ++end;
    visit(node_of(edits[begin]),
          std::span<const LinkEdit>{edits.data() + begin, edits.data() + end});
    begin = end;
  }
}

// A customer's purchases with edits laid over them, both by rising supplier; values of 0 are left out.
std::vector<EditableNetwork::Purchase> Merge(std::span<const EditableNetwork::Purchase> row,
                                             std::span<const LinkEdit> edits) {
  std::vector<EditableNetwork::Purchase> links;
  links.reserve(row.size() + edits.size());
  size_t old = 0;
  for (const LinkEdit& edit : edits) {
    for (; old < row.size() && row[old].supplier < edit.supplier; ++old) links.push_back(row[old]);
    if (old < row.size() && row[old].supplier == edit.supplier) ++old;
    if (edit.value > 0) links.push_back({edit.supplier, edit.essentiality, edit.value});
  }
  links.insert(links.end(), row.begin() + static_cast<std::ptrdiff_t>(old), row.end());
  return links;
}

bool AllIrrelevant(std::span<const EditableNetwork::Purchase> links) {
  return std::all_of(links.begin(), links.end(), [](const EditableNetwork::Purchase& link) {
    return link.essentiality == Essentiality::kIrrelevant;
  });
}

}  // namespace

// ---- EditableNetwork

Result<EditableNetwork> EditableNetwork::Build(const SupplyInput& input) {
  EditableNetwork base;
  LM_ASSIGN(base.network_, SupplyNetwork::Build(input));
  const std::vector<SupplyLink> links = MergeParallelLinks(input.links);
  base.offsets_.assign(size_t{base.network_.node_count()} + 1, 0);
  for (const SupplyLink& link : links) ++base.offsets_[size_t{link.customer} + 1];
  for (size_t i = 1; i < base.offsets_.size(); ++i) base.offsets_[i] += base.offsets_[i - 1];
  std::vector<uint32_t> next(base.offsets_.begin(), base.offsets_.end() - 1);
  base.purchases_.resize(links.size());
  for (const SupplyLink& link : links) {  // by supplier, so that each row is too
    base.purchases_[next[link.customer]++] = {link.supplier, link.essentiality, link.value};
  }
  base.counts_ = input.counts_in_index;
  for (NodeIndex node = 0; node < base.network_.node_count(); ++node) {
    if (base.Counts(node)) base.counted_output_ += base.network_.output(node);
  }
  return base;
}

const EditableNetwork::Purchase* EditableNetwork::Find(NodeIndex supplier,
                                                       NodeIndex customer) const {
  if (customer >= network_.node_count()) return nullptr;
  const auto row = PurchasesOf(customer);
  const auto at = std::lower_bound(
      row.begin(), row.end(), supplier,
      [](const Purchase& purchase, NodeIndex wanted) { return purchase.supplier < wanted; });
  return at != row.end() && at->supplier == supplier ? &*at : nullptr;
}

double EditableNetwork::ValueOf(NodeIndex supplier, NodeIndex customer) const {
  const Purchase* purchase = Find(supplier, customer);
  return purchase == nullptr ? 0.0 : purchase->value;
}

SupplyInput EditableNetwork::ToInput() const {
  SupplyInput input;
  input.sector_count = network_.sector_count();
  input.counts_in_index = counts_;
  for (NodeIndex node = 0; node < network_.node_count(); ++node) {
    input.sector.push_back(network_.sector(node));
    for (const Purchase& purchase : PurchasesOf(node)) {
      input.links.push_back({purchase.supplier, node, purchase.value, purchase.essentiality});
    }
  }
  return input;
}

// ---- CascadeTrace

CascadeTrace::CascadeTrace(const SupplyNetwork& network, std::span<const NodeIndex> supply_hit,
                           std::span<const NodeIndex> demand_hit)
    : supply_hit_((network.node_count() + 63) / 64, 0),
      demand_hit_((network.node_count() + 63) / 64, 0),
      sector_hit_((network.sector_count() + 63) / 64, 0) {
  for (const NodeIndex node : supply_hit) {
    Set(supply_hit_, node);
    Set(sector_hit_, network.sector(node));
  }
  for (const NodeIndex node : demand_hit) Set(demand_hit_, node);
}

// ---- EditedNetwork

EditedNetwork::EditedNetwork(const EditableNetwork& base, const NetworkEdit& edit)
    : base_(base),
      network_(base.network()),
      base_count_(network_.node_count()),
      node_count_(base_count_ + static_cast<uint32_t>(edit.nodes.size())),
      added_(edit.nodes),
      purchase_row_(node_count_, kNoRow),
      sales_row_(node_count_, kNoRow),
      counted_output_(base.counted_output()) {
  for (uint32_t sector = 0; sector < network_.sector_count(); ++sector) {
    sector_output_.push_back(network_.sector_output(sector));
  }
  for (const AddedNode& node : added_) CHECK(node.sector < network_.sector_count());
  for (const LinkEdit& link : edit.links) {
    CHECK(link.supplier < node_count_ && link.customer < node_count_);
    CHECK(link.supplier != link.customer && std::isfinite(link.value) && link.value >= 0);
  }
  AddToSectors();
  for (const LinkEdit& link : edit.links) {
    const std::pair pair(sector(link.supplier), sector(link.customer));
    if (link.value > 0 && !network_.SectorSellsTo(pair.first, pair.second)) {
      new_sector_pairs_.push_back(pair);
    }
  }
  SortUnique(new_sector_pairs_);
  std::vector<LinkEdit> edits = edit.links;
  ForEachRun(
      edits, [](const LinkEdit& link) { return link.customer; },
      [&](NodeIndex customer, std::span<const LinkEdit> run) { LayPurchases(customer, run); });
  ForEachRun(
      edits, [](const LinkEdit& link) { return link.supplier; },
      [&](NodeIndex supplier, std::span<const LinkEdit> run) { LaySales(supplier, run); });
  SortUnique(watch_supply_);
  SortUnique(watch_demand_);
  SortUnique(watch_sectors_);
  SumAfresh();
  index_scale_ = counted_output_ > 0 ? base.counted_output() / counted_output_ : 1.0;
}

void EditedNetwork::AddToSectors() {
  for (size_t i = 0; i < added_.size(); ++i) {
    auto& nodes = sector_nodes_[added_[i].sector];
    if (nodes.empty()) {
      const auto old = network_.SectorNodes(added_[i].sector);
      nodes.assign(old.begin(), old.end());
    }
    nodes.push_back(base_count_ + static_cast<uint32_t>(i));
  }
}

std::span<const NodeIndex> EditedNetwork::SectorNodes(uint32_t sector) const {
  const auto at = sector_nodes_.find(sector);
  return at == sector_nodes_.end() ? network_.SectorNodes(sector)
                                   : std::span<const NodeIndex>{at->second};
}

double EditedNetwork::index_weight(NodeIndex node) const {
  return Counts(node) && counted_output_ > 0 ? output(node) / counted_output_ : 0.0;
}

// ---- purchases

void EditedNetwork::LayPurchases(NodeIndex customer, std::span<const LinkEdit> edits) {
  std::span<const EditableNetwork::Purchase> before;
  if (customer < base_count_) before = base_.PurchasesOf(customer);
  std::vector<EditableNetwork::Purchase> links = Merge(before, edits);
  PurchaseRow row;
  if (AllIrrelevant(before) && AllIrrelevant(links)) {
    // Final demand, which buys from everyone: its shares are 0 before and after, nothing to watch.
    for (const EditableNetwork::Purchase& link : links) row.suppliers.push_back(link.supplier);
    row.shares.assign(links.size(), 0.0);
  } else {
    row = CompilePurchases(links);
    WatchSuppliers(customer, links, row);
  }
  purchase_row_[customer] = static_cast<uint32_t>(purchases_.size());
  purchases_.push_back(std::move(row));
}

EditedNetwork::PurchaseRow EditedNetwork::CompilePurchases(
    std::vector<EditableNetwork::Purchase>& links) const {
  std::sort(links.begin(), links.end(), [this](const auto& a, const auto& b) {
    if (a.essentiality != b.essentiality) return a.essentiality > b.essentiality;
    const uint32_t sector_a = sector(a.supplier);
    const uint32_t sector_b = sector(b.supplier);
    return sector_a != sector_b ? sector_a < sector_b : a.supplier < b.supplier;
  });
  double total = 0;
  std::unordered_map<uint32_t, double> sector_total;
  for (const auto& link : links) {
    total += link.value;
    sector_total[sector(link.supplier)] += link.value;
  }
  PurchaseRow row;
  for (size_t i = 0; i < links.size(); ++i) {
    const Essentiality kind = links[i].essentiality;
    double share = 0;
    if (kind == Essentiality::kEssential) {
      share = links[i].value / sector_total[sector(links[i].supplier)];
    } else if (kind == Essentiality::kReplaceable) {
      share = links[i].value / total;
    }
    row.suppliers.push_back(links[i].supplier);
    row.shares.push_back(share);
    if (kind == Essentiality::kIrrelevant) continue;
    const bool last = i + 1 == links.size() || links[i + 1].essentiality != kind;
    const bool next_sector = !last && kind == Essentiality::kEssential &&
                             sector(links[i].supplier) != sector(links[i + 1].supplier);
    if (last || next_sector) row.group_ends.push_back(static_cast<uint32_t>(i + 1));
  }
  return row;
}

double EditedNetwork::PurchaseRow::Loss(const double* lost) const {
  double loss_max = 0;
  uint32_t link = 0;
  for (const uint32_t end : group_ends) {
    double loss = 0;
    for (; link < end; ++link) loss += shares[link] * lost[suppliers[link]];
    loss_max = std::max(loss_max, loss);
  }
  return loss_max;
}

// Suppliers whose part in the customer's loss is another than before: share or kind of input.
void EditedNetwork::WatchSuppliers(NodeIndex customer,
                                   std::span<const EditableNetwork::Purchase> links,
                                   const PurchaseRow& row) {
  struct Before {
    double share;
    Essentiality essentiality;
  };
  std::unordered_map<NodeIndex, Before> before;
  if (customer < base_count_) {
    const auto suppliers = network_.Suppliers(customer);
    const auto shares = network_.SupplierShares(customer);
    for (size_t i = 0; i < suppliers.size(); ++i) {
      before[suppliers[i]] = {shares[i], base_.Find(suppliers[i], customer)->essentiality};
    }
  }
  for (size_t i = 0; i < links.size(); ++i) {
    const auto at = before.find(links[i].supplier);
    const bool same = at != before.end() && Same(at->second.share, row.shares[i]) &&
                      at->second.essentiality == links[i].essentiality;
    if (!same) watch_supply_.push_back(links[i].supplier);
    if (at != before.end()) before.erase(at);
  }
  for (const auto& [supplier, unused] : before) watch_supply_.push_back(supplier);
}

// ---- sales

void EditedNetwork::LaySales(NodeIndex supplier, std::span<const LinkEdit> edits) {
  std::vector<std::pair<NodeIndex, double>> sales;
  const double output_before = supplier < base_count_ ? network_.output(supplier) : 0.0;
  if (supplier < base_count_) {
    for (const NodeIndex customer : network_.Customers(supplier)) {
      sales.emplace_back(customer, base_.ValueOf(supplier, customer));
    }
  }
  for (const LinkEdit& edit : edits) {
    const auto at =
        std::lower_bound(sales.begin(), sales.end(), edit.customer,
                         [](const auto& sale, NodeIndex wanted) { return sale.first < wanted; });
    if (at != sales.end() && at->first == edit.customer) {
      at->second = edit.value;
    } else {
      sales.insert(at, {edit.customer, edit.value});
    }
  }
  std::erase_if(sales, [](const auto& sale) { return sale.second <= 0; });
  SalesRow row;
  for (const auto& sale : sales) row.output += sale.second;
  if (Same(row.output, output_before)) row.output = output_before;
  for (const auto& [customer, value] : sales) {
    row.customers.push_back(customer);
    row.shares.push_back(value / row.output);
  }
  WatchCustomers(supplier, row);
  ChangeOutput(supplier, output_before, row.output);
  sales_row_[supplier] = static_cast<uint32_t>(sales_.size());
  sales_.push_back(std::move(row));
}

double EditedNetwork::SalesRow::Loss(const double* lost) const {
  double loss = 0;
  for (size_t i = 0; i < customers.size(); ++i) loss += shares[i] * lost[customers[i]];
  return loss;
}

void EditedNetwork::WatchCustomers(NodeIndex supplier, const SalesRow& row) {
  std::span<const NodeIndex> customers;
  std::span<const double> shares;
  if (supplier < base_count_) {
    customers = network_.Customers(supplier);
    shares = network_.CustomerShares(supplier);
  }
  // Both are by rising customer.
  size_t old = 0;
  for (size_t i = 0; i < row.customers.size(); ++i) {
    for (; old < customers.size() && customers[old] < row.customers[i]; ++old) {
      watch_demand_.push_back(customers[old]);
    }
    const bool known = old < customers.size() && customers[old] == row.customers[i];
    if (!known || !Same(shares[old], row.shares[i])) watch_demand_.push_back(row.customers[i]);
    old += known ? 1 : 0;
  }
  for (; old < customers.size(); ++old) watch_demand_.push_back(customers[old]);
}

void EditedNetwork::ChangeOutput(NodeIndex node, double before, double after) {
  if (before == after) return;
  const uint32_t in_sector = sector(node);
  sector_output_[in_sector] += after - before;
  watch_sectors_.push_back(in_sector);
  watch_demand_.push_back(node);
  if (Counts(node)) counted_output_ += after - before;
}

// Totals kept by difference lose their digits when most of them is taken away: those are added up.
void EditedNetwork::SumAfresh() {
  for (const uint32_t in_sector : watch_sectors_) {
    double& total = sector_output_[in_sector];
    if (total > kDifferenceMin * network_.sector_output(in_sector)) continue;
    total = 0;
    for (const NodeIndex node : SectorNodes(in_sector)) total += output(node);
  }
  if (counted_output_ > kDifferenceMin * base_.counted_output()) return;
  counted_output_ = 0;
  for (NodeIndex node = 0; node < node_count_; ++node) {
    if (Counts(node)) counted_output_ += output(node);
  }
}

bool EditedNetwork::Meets(const CascadeTrace& trace) const {
  for (const NodeIndex node : watch_supply_) {
    if (trace.SupplyHit(node)) return true;
  }
  for (const NodeIndex node : watch_demand_) {
    if (trace.DemandHit(node)) return true;
  }
  for (const uint32_t sector : watch_sectors_) {
    if (trace.SectorHit(sector)) return true;
  }
  return false;
}

}  // namespace lianmeng::chain
