#include "chain/published_layout.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lianmeng::chain {
namespace {

class LayoutBuilder {
 public:
  explicit LayoutBuilder(const SupplyNetwork& network) : network_(network) {}

  PublishedLayout Build() {
    Number();
    BuildPurchases();
    BuildSales();
    SumPassing();
    return std::move(layout_);
  }

 private:
  void Number() {
    const uint32_t count = network_.node_count();
    order_.resize(count);
    std::iota(order_.begin(), order_.end(), 0);
    const auto rank = [&](NodeIndex node) {
      const size_t buys = network_.Suppliers(node).size();
      const size_t sells = network_.Customers(node).size();
      return std::pair(buys > 0 && sells > 0 ? 0 : 1, -static_cast<int64_t>(buys + sells));
    };
    std::stable_sort(order_.begin(), order_.end(),
                     [&](NodeIndex a, NodeIndex b) { return rank(a) < rank(b); });
    layout_.number.resize(count);
    for (uint32_t firm = 0; firm < count; ++firm) {
      const NodeIndex node = order_[firm];
      layout_.number[node] = firm;
      layout_.firms.push_back({network_.output(node), network_.index_weight(node),
                               network_.sector(node), !network_.Customers(node).empty(),
                               !network_.Suppliers(node).empty()});
      if (layout_.firms.back().sells && layout_.firms.back().buys) ++layout_.core_count;
    }
  }

  // A link and the row that it belongs to. FillRows sorts them into rows, fine ones first.
  struct Named {
    uint32_t row;
    bool coarse;
    PublishedLayout::Link link;
  };
  void FillRows(const std::vector<Named>& named, std::vector<PublishedLayout::Row>& rows,
                std::vector<PublishedLayout::Link>& links) const {
    std::vector<uint32_t> fine(layout_.firms.size(), 0), coarse(fine);
    for (const Named& one : named) ++(one.coarse ? coarse : fine)[one.row];
    rows.resize(layout_.firms.size());
    uint32_t at = 0;
    for (size_t row = 0; row < rows.size(); ++row) {
      rows[row] = {at, at + fine[row], at + fine[row] + coarse[row]};
      at = rows[row].end;
      fine[row] = rows[row].begin;
      coarse[row] = rows[row].coarse;
    }
    links.resize(named.size());
    for (const Named& one : named) links[(one.coarse ? coarse : fine)[one.row]++] = one.link;
  }

  void BuildPurchases() {
    std::vector<Named> named;
    named.reserve(network_.link_count());
    for (uint32_t supplier = 0; supplier < layout_.firms.size(); ++supplier) {
      const auto customers = network_.Customers(order_[supplier]);
      const auto shares = network_.CustomerShares(order_[supplier]);
      for (size_t i = 0; i < customers.size(); ++i) {
        named.push_back(
            {layout_.number[customers[i]], !layout_.firms[supplier].buys, {shares[i], supplier}});
      }
    }
    FillRows(named, layout_.purchases, layout_.purchase_links);
  }

  void BuildSales() {
    std::vector<Named> named;
    named.reserve(network_.link_count());
    for (uint32_t customer = 0; customer < layout_.firms.size(); ++customer) {
      for (const SupplyNetwork::Group& bought : network_.Groups(order_[customer])) {
        const auto group = static_cast<uint32_t>(layout_.group_firm.size());
        layout_.group_firm.push_back(customer);
        for (size_t i = 0; i < bought.suppliers.size(); ++i) {
          named.push_back({layout_.number[bought.suppliers[i]],
                           !layout_.firms[customer].sells,
                           {bought.shares[i], group}});
        }
      }
    }
    FillRows(named, layout_.sales, layout_.sale_links);
  }

  // G_t = w + w Λu + … + w Λu^t.
  void SumPassing() {
    const size_t count = layout_.firms.size();
    std::vector<double> power(count), next(count), sum(count, 0.0);
    for (size_t firm = 0; firm < count; ++firm) power[firm] = layout_.firms[firm].weight;
    layout_.passing.resize(count * (PublishedLayout::kSteps + 1));
    for (int step = 0; step <= PublishedLayout::kSteps; ++step) {
      for (size_t firm = 0; firm < count; ++firm) {
        sum[firm] += power[firm];
        layout_.passing[firm * (PublishedLayout::kSteps + 1) + static_cast<size_t>(step)] =
            sum[firm];
        double arrives = 0;
        const PublishedLayout::Row& row = layout_.purchases[firm];
        for (uint32_t i = row.begin; i < row.end; ++i) {
          arrives += layout_.purchase_links[i].share * power[layout_.purchase_links[i].to];
        }
        next[firm] = arrives;
      }
      power.swap(next);
    }
  }

  const SupplyNetwork& network_;
  PublishedLayout layout_;
  std::vector<NodeIndex> order_;  // by number
};

}  // namespace

PublishedLayout LayOut(const SupplyNetwork& network) { return LayoutBuilder(network).Build(); }

}  // namespace lianmeng::chain
