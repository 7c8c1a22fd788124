#include "chain/unit_edit.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace lianmeng::chain {

Result<UnitEditor> UnitEditor::Prepare(const UnitNetwork& network) {
  UnitEditor editor;
  editor.network_ = &network;
  LM_ASSIGN(editor.editable_, EditableNetwork::Build(SupplyInputOf(network)));
  editor.sales_.assign(network.units.size(), 0.0);
  for (const UnitLink& link : network.links) editor.sales_[link.supplier] += link.value_cny_year;
  return editor;
}

NetworkEdit UnitEditor::ToNetworkEdit(const UnitEdit& edit) const {
  NetworkEdit result;
  for (const Unit& unit : edit.added) result.nodes.push_back({unit.product, true});
  std::map<NodeIndex, double> sales;     // of units whose sales changed
  std::map<NodeIndex, double> capacity;  // of makers whose sales or capacity changed
  const auto base_count = static_cast<NodeIndex>(network_->units.size());
  const auto touch = [&](NodeIndex node) {
    if (node < base_count && node >= network_->maker_count) return;
    sales.try_emplace(node, node < base_count ? sales_[node] : 0.0);
    const Unit& unit = node < base_count ? network_->units[node] : edit.added[node - base_count];
    capacity.try_emplace(node, unit.capacity_cny_year);
  };
  for (const LinkEdit& link : edit.trade) {
    result.links.push_back(link);
    touch(link.supplier);
    const auto at = sales.find(link.supplier);
    if (at != sales.end())
      at->second += link.value - editable_.ValueOf(link.supplier, link.customer);
  }
  for (size_t i = 0; i < edit.added.size(); ++i) touch(base_count + static_cast<NodeIndex>(i));
  for (const UnitEdit::Changed& changed : edit.changed) {
    touch(changed.node);
    const auto at = capacity.find(changed.node);
    if (at != capacity.end()) at->second = changed.unit.capacity_cny_year;
  }
  for (const auto& [node, size] : capacity) {
    const double rest = std::max(0.0, size - sales.at(node));
    if (rest == editable_.ValueOf(node, final_demand())) continue;
    result.links.push_back({node, final_demand(), rest, Essentiality::kIrrelevant});
  }
  return result;
}

// ---- UnitEditBuilder

NodeIndex UnitEditBuilder::AddUnit(const Unit& unit) {
  CHECK(unit.kind == Unit::Kind::kMaker && unit.product < editor_.network().product_count);
  added_.push_back(unit);
  return static_cast<NodeIndex>(editor_.network().units.size() + added_.size() - 1);
}

Unit& UnitEditBuilder::UnitAt(NodeIndex node) {
  const auto& units = editor_.network().units;
  if (node >= units.size()) return added_[node - units.size()];
  return changed_.try_emplace(node, units[node]).first->second;
}

UnitEditBuilder::Link& UnitEditBuilder::LinkAt(NodeIndex supplier, NodeIndex customer) {
  const auto [at, is_new] = links_.try_emplace({supplier, customer});
  if (is_new) {
    const auto* old = editor_.editable().Find(supplier, customer);
    if (old != nullptr) at->second = {old->value, old->essentiality};
  }
  return at->second;
}

void UnitEditBuilder::Deliver(NodeIndex supplier, double value) {
  Unit& unit = UnitAt(supplier);
  if (unit.kind == Unit::Kind::kOutside) {
    unit.capacity_cny_year = std::max(0.0, unit.capacity_cny_year + value);
    return;
  }
  if (unit.capacity_cny_year <= 0) return;
  const double in_use = unit.utilisation * unit.capacity_cny_year + value;
  unit.utilisation = std::clamp(in_use / unit.capacity_cny_year, 0.0, 1.0);
}

void UnitEditBuilder::Grow(NodeIndex node, double capacity) {
  Unit& unit = UnitAt(node);
  CHECK(unit.kind == Unit::Kind::kMaker && capacity >= 0);
  if (unit.capacity_cny_year <= 0) return;
  const double factor = 1.0 + capacity / unit.capacity_cny_year;
  unit.utilisation /= factor;
  unit.capacity_cny_year *= factor;
  if (node >= editor_.network().units.size()) return;
  std::vector<NodeIndex> suppliers;
  for (const auto& purchase : editor_.editable().PurchasesOf(node)) {
    suppliers.push_back(purchase.supplier);
  }
  for (const auto& [pair, link] : links_) {
    if (pair.second == node) suppliers.push_back(pair.first);
  }
  std::sort(suppliers.begin(), suppliers.end());
  suppliers.erase(std::unique(suppliers.begin(), suppliers.end()), suppliers.end());
  for (const NodeIndex supplier : suppliers) {
    Link& link = LinkAt(supplier, node);
    Deliver(supplier, link.value * (factor - 1.0));
    link.value *= factor;
  }
}

double UnitEditBuilder::Move(const Trade& trade) {
  if (trade.from == trade.to || trade.to == trade.customer) return 0;
  Link& from = LinkAt(trade.from, trade.customer);
  const double spare = UnitAt(trade.to).spare_cny_year();
  const double value = std::min({trade.value_cny_year, from.value, spare});
  if (!(value > 0)) return 0;
  // What is left of a purchase but for rounding is nothing.
  from.value = value >= from.value * (1 - 1e-12) ? 0.0 : from.value - value;
  Link& to = LinkAt(trade.to, trade.customer);
  to.value += value;
  to.essentiality = from.essentiality;
  Deliver(trade.from, -value);
  Deliver(trade.to, value);
  return value;
}

void UnitEditBuilder::Buy(NodeIndex supplier, NodeIndex customer, double value,
                          Essentiality essentiality) {
  if (supplier == customer || !(value > 0)) return;
  Link& link = LinkAt(supplier, customer);
  link.value += value;
  link.essentiality = essentiality;
  Deliver(supplier, value);
}

void UnitEditBuilder::RaiseStock(uint32_t input, double days) {
  CHECK(input < editor_.network().inputs.size());
  double& stock = stocks_[input];
  stock = std::max({stock, days, editor_.network().inputs[input].stock_days.value_or(0.0)});
}

UnitEdit UnitEditBuilder::Take() {
  UnitEdit edit;
  edit.added = std::move(added_);
  for (const auto& [node, unit] : changed_) edit.changed.push_back({node, unit});
  for (const auto& [pair, link] : links_) {
    const double before = editor_.editable().ValueOf(pair.first, pair.second);
    if (link.value == before) continue;
    edit.trade.push_back({pair.first, pair.second, link.value, link.essentiality});
  }
  for (const auto& [input, days] : stocks_) edit.stocks.push_back({input, days});
  return edit;
}

// ---- the slow plain way

Result<UnitNetwork> BuildEdited(const UnitNetwork& network, const UnitEdit& edit) {
  struct Numbered {
    Unit unit;
    NodeIndex before;
  };
  std::vector<Numbered> makers;
  std::vector<Unit> units = network.units;
  for (const UnitEdit::Changed& changed : edit.changed) units[changed.node] = changed.unit;
  units.insert(units.end(), edit.added.begin(), edit.added.end());
  for (NodeIndex node = 0; node < units.size(); ++node) {
    if (units[node].kind == Unit::Kind::kMaker) makers.push_back({units[node], node});
  }
  std::stable_sort(makers.begin(), makers.end(), [](const Numbered& a, const Numbered& b) {
    return std::pair(a.unit.organisation, a.unit.product) <
           std::pair(b.unit.organisation, b.unit.product);
  });
  UnitNetwork out;
  out.inputs = network.inputs;
  for (const UnitEdit::Stock& stock : edit.stocks) out.inputs[stock.input].stock_days = stock.days;
  out.product_count = network.product_count;
  out.organisation_count = network.organisation_count;
  out.maker_count = static_cast<uint32_t>(makers.size());
  std::vector<NodeIndex> number(units.size(), kNone);
  for (const Numbered& maker : makers) {
    number[maker.before] = static_cast<NodeIndex>(out.units.size());
    out.units.push_back(maker.unit);
  }
  for (NodeIndex node = network.maker_count; node < network.units.size(); ++node) {
    number[node] = static_cast<NodeIndex>(out.units.size());
    out.units.push_back(units[node]);
  }
  out.outside_of = network.outside_of;
  for (NodeIndex& outside : out.outside_of) outside = outside == kNone ? kNone : number[outside];

  std::map<std::pair<NodeIndex, NodeIndex>, UnitLink> links;  // by customer and supplier
  for (const UnitLink& link : network.links) {
    const auto [at, is_new] =
        links.try_emplace({number[link.customer], number[link.supplier]}, link);
    if (!is_new) {
      at->second.value_cny_year += link.value_cny_year;
      at->second.essentiality = std::max(at->second.essentiality, link.essentiality);
    }
  }
  for (const LinkEdit& link : edit.trade) {
    UnitLink& to = links[{number[link.customer], number[link.supplier]}];
    to.value_cny_year = link.value;
    to.essentiality = link.essentiality;
  }
  out.link_offsets.assign(out.units.size() + 1, 0);
  for (auto& [pair, link] : links) {
    if (link.value_cny_year <= 0) continue;
    link.customer = pair.first;
    link.supplier = pair.second;
    out.links.push_back(link);
    ++out.link_offsets[size_t{pair.first} + 1];
  }
  for (size_t i = 1; i < out.link_offsets.size(); ++i) {
    out.link_offsets[i] += out.link_offsets[i - 1];
  }
  out.organisation_offsets.assign(size_t{out.organisation_count} + 1, 0);
  out.product_offsets.assign(size_t{out.product_count} + 1, 0);
  for (const Numbered& maker : makers) {
    ++out.organisation_offsets[size_t{maker.unit.organisation} + 1];
    ++out.product_offsets[size_t{maker.unit.product} + 1];
  }
  for (size_t i = 1; i < out.organisation_offsets.size(); ++i) {
    out.organisation_offsets[i] += out.organisation_offsets[i - 1];
  }
  for (size_t i = 1; i < out.product_offsets.size(); ++i) {
    out.product_offsets[i] += out.product_offsets[i - 1];
  }
  std::vector<uint32_t> next(out.product_offsets.begin(), out.product_offsets.end() - 1);
  out.product_makers.resize(makers.size());
  for (NodeIndex node = 0; node < out.maker_count; ++node) {
    out.organisation_units.push_back(node);
    out.product_makers[next[out.units[node].product]++] = node;
  }
  LM_ASSIGN(out.network, SupplyNetwork::Build(SupplyInputOf(out)));
  return out;
}

}  // namespace lianmeng::chain
