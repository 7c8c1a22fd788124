#include "chain/influence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "graph/traverse.h"

namespace lianmeng::chain {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
// What an upper bound that does not hold yet is raised by beyond what it should be at least.
constexpr double kMargin = 1e-12;
// The lower bound is followed until a sweep adds less than this share to any value.
constexpr double kGain = 1e-13;
// A component is given up after so many sweeps, or so many visits of nodes if it is small.
constexpr size_t kSweepsMin = 400;
constexpr size_t kVisitsMax = 20'000'000;
// Levels of η, and the effect beyond which a level is of no use.
constexpr double kLostShares[] = {0.05, 0.25, 0.5, 0.75, 0.9};
constexpr double kEffectMax = 1e3;

// y = constant + Σ share · y over the entries of a node's row, for runs of nodes that depend on each
// other, in an order in which runs depend on earlier ones only.
template <typename Row>
class Recurrence {
 public:
  Recurrence(const std::vector<double>& constant, double rounding, Row row)
      : lower_(constant), upper_(constant), constant_(constant), rounding_(rounding), row_(row) {}

  void Solve(std::span<const NodeIndex> run) {
    const size_t sweeps_max = run.size() == 1 ? 1 : kSweepsMin + kVisitsMax / run.size();
    if (!Finite(run)) return GiveUp(run);
    for (size_t i = 0; i < sweeps_max && Raise(run) > kGain; ++i) continue;
    for (const NodeIndex node : run) upper_[node] = lower_[node];
    for (size_t i = 0; i < sweeps_max + 1; ++i) {
      if (Holds(run)) return;
    }
    GiveUp(run);
  }

  [[nodiscard]] const std::vector<double>& lower() const { return lower_; }
  [[nodiscard]] const std::vector<double>& upper() const { return upper_; }

 private:
  // No entry of an earlier run is infinite.
  bool Finite(std::span<const NodeIndex> run) const {
    return std::all_of(run.begin(), run.end(),
                       [&](NodeIndex node) { return std::isfinite(Evaluate(upper_, node)); });
  }

  double Evaluate(const std::vector<double>& value, NodeIndex node) const {
    double sum = 0;
    row_(node, [&](NodeIndex other, double share) { sum += share * value[other]; });
    return constant_[node] + sum;
  }

  // The greatest relative gain.
  double Raise(std::span<const NodeIndex> run) {
    double gain_max = 0;
    for (const NodeIndex node : run) {
      const double value = Evaluate(lower_, node) * (1.0 - rounding_);
      if (value <= lower_[node]) continue;
      gain_max = std::max(gain_max, (value - lower_[node]) / value);
      lower_[node] = value;
    }
    return gain_max;
  }

  // One sweep from above; what is too small is raised.
  bool Holds(std::span<const NodeIndex> run) {
    bool holds = true;
    for (const NodeIndex node : run) {
      const double value = Evaluate(upper_, node) * (1.0 + rounding_);
      if (value <= upper_[node]) continue;
      holds = false;
      upper_[node] = value < kEffectMax * 1e6 ? value * (1.0 + kMargin) : kInfinite;
    }
    return holds;
  }

  void GiveUp(std::span<const NodeIndex> run) {
    for (const NodeIndex node : run) upper_[node] = kInfinite;
  }

  std::vector<double> lower_, upper_;
  const std::vector<double>& constant_;
  const double rounding_;
  const Row row_;
};

// Nodes so that suppliers stand before their customers, those of one circle together.
class SalesOrder {
 public:
  SalesOrder(const SupplyNetwork& network, Influence& influence) {
    std::vector<graph::Edge> edges;
    edges.reserve(network.link_count());
    for (NodeIndex node = 0; node < network.node_count(); ++node) {
      for (const NodeIndex customer : network.Customers(node)) edges.push_back({node, customer});
    }
    const auto sales = graph::Graph::Build(network.node_count(), edges);
    CHECK(sales.ok());
    graph::Components components = graph::StrongComponents(*sales);
    influence.component_of = std::move(components.component_of);
    influence.component_size.assign(components.count, 0);
    influence.closed.assign(components.count, 1);
    for (NodeIndex node = 0; node < network.node_count(); ++node) {
      const uint32_t component = influence.component_of[node];
      ++influence.component_size[component];
      for (const NodeIndex customer : network.Customers(node)) {
        if (influence.component_of[customer] != component) influence.closed[component] = 0;
      }
    }
    for (uint32_t i = 0; i < components.count; ++i) {
      if (influence.component_size[i] == 1) influence.closed[i] = 0;
    }
    order_ = graph::SortTopologically(*sales).order;
    for (size_t begin = 0; begin < order_.size();) {
      const uint32_t component = influence.component_of[order_[begin]];
      const size_t size = influence.component_size[component];
      CHECK(begin + size <= order_.size());
      runs_.push_back({order_.data() + begin, size});
      begin += size;
    }
  }

  template <typename Recurrence>
  void SuppliersFirst(Recurrence& recurrence) const {
    for (const auto& run : runs_) recurrence.Solve(run);
  }
  template <typename Recurrence>
  void CustomersFirst(Recurrence& recurrence) const {
    for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) recurrence.Solve(*run);
  }

 private:
  std::vector<graph::Node> order_;
  std::vector<std::span<const NodeIndex>> runs_;
};

std::vector<double> Weights(const SupplyNetwork& network) {
  std::vector<double> weights(network.node_count());
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    weights[node] = network.index_weight(node);
  }
  return weights;
}

void FindDemand(const SupplyNetwork& network, const PassingLinks& passes, double rounding,
                const SalesOrder& order, Influence& influence) {
  std::vector<double> weights = Weights(network);
  std::vector<double> ones(network.node_count(), 1.0);
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    if (influence.InClosedCircle(node)) weights[node] = ones[node] = 0;
  }
  const auto open = [&](NodeIndex node) { return !influence.InClosedCircle(node); };
  const auto suppliers = [&](NodeIndex node, auto visit) {
    if (!open(node)) return;
    for (const DemandPass& pass : passes.Demand(node)) visit(pass.supplier, pass.share);
  };
  Recurrence effect(weights, rounding, suppliers);
  order.SuppliersFirst(effect);
  influence.effect.resize(network.node_count());
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    influence.effect[node] = {effect.lower()[node], effect.upper()[node]};
  }
  const auto customers = [&](NodeIndex node, auto visit) {
    if (!open(node)) return;
    const auto others = network.Customers(node);
    const auto shares = network.CustomerShares(node);
    for (size_t i = 0; i < others.size(); ++i) {
      if (open(others[i])) visit(others[i], shares[i]);
    }
  };
  Recurrence visits(ones, rounding, customers);
  order.CustomersFirst(visits);
  influence.visits = visits.upper();
}

// The largest market shares that nodes can have at a level.
std::vector<double> SharesAtMost(const SupplyNetwork& network, double small_sector_output,
                                 double lost_share_max, double rounding) {
  std::vector<double> share(network.node_count());
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    const double sector_output = network.sector_output(network.sector(node));
    const double output = network.output(node);
    const double remaining = (1.0 - lost_share_max) * sector_output;
    const bool any = sector_output < small_sector_output || output >= remaining;
    share[node] = any ? 1.0 : std::min(1.0, output / remaining * (1.0 + rounding));
  }
  return share;
}

SupplyInfluence FindSupply(const SupplyNetwork& network, const PassingLinks& passes,
                           double rounding, const SalesOrder& order,
                           const std::vector<double>& share) {
  const std::vector<double> weights = Weights(network);
  const auto customers = [&](NodeIndex node, auto visit) {
    for (const SupplyPass& pass : passes.Supply(node)) {
      visit(pass.customer, pass.share * share[node]);
    }
  };
  Recurrence effect(weights, 2 * rounding, customers);
  order.CustomersFirst(effect);
  SupplyInfluence influence;
  influence.passed.assign(network.node_count(), 0.0);
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    for (const SupplyPass& pass : passes.Supply(node)) {
      influence.passed[node] += pass.share * effect.upper()[pass.customer];
    }
    influence.passed[node] *= 1.0 + rounding;
    if (!(influence.passed[node] < kEffectMax)) influence.passed[node] = kInfinite;
  }
  return influence;
}

}  // namespace

Influence FindInfluence(const SupplyNetwork& network, const PassingLinks& passes,
                        double small_sector_share) {
  Influence influence;
  influence.small_sector_share = small_sector_share;
  const double rounding = RoundingOf(network);
  const SalesOrder order(network, influence);
  FindDemand(network, passes, rounding, order, influence);
  double total = 0;
  for (uint32_t i = 0; i < network.sector_count(); ++i) total += network.sector_output(i);
  for (const double lost_share_max : kLostShares) {
    const auto share = SharesAtMost(network, small_sector_share * total, lost_share_max, rounding);
    influence.supply.push_back(FindSupply(network, passes, rounding, order, share));
    influence.supply.back().lost_share_max = lost_share_max;
  }
  return influence;
}

}  // namespace lianmeng::chain
