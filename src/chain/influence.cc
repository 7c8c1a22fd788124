#include "chain/influence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "base/parallel.h"
#include "graph/traverse.h"

namespace lianmeng::chain {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
// A lower bound is followed until a sweep adds less than `gain` of any value; an upper bound that does
// not hold yet is raised by `margin` beyond what it should be at least.
// Values beyond `useful_max` are of no use: the nodes are given up.
struct Precision {
  double gain = 0;
  double margin = 0;
  double useful_max = 0;
};
constexpr double kEffectMax = 1e3;                           // of what supply costs
constexpr Precision kEffectPrecision = {1e-13, 1e-12, 1e9};  // it enters the index itself
constexpr Precision kVisitsPrecision = {1e-4, 1e-3, 1e9};
constexpr Precision kPassedPrecision = {1e-4, 1e-3, kEffectMax};
// A component is given up after so many sweeps, or so many visits of nodes if it is small.
constexpr size_t kSweepsMin = 400;
constexpr size_t kVisitsMax = 20'000'000;
// Levels of η.
constexpr double kLostShares[] = {0.05, 0.25, 0.5, 0.75, 0.9};

// y = constant + Σ share · y over the entries of a node's row, for runs of nodes that depend on each
// other, in an order in which runs depend on earlier ones only.
template <typename Row>
class Recurrence {
 public:
  Recurrence(const std::vector<double>& constant, double rounding, Precision precision, Row row)
      : lower_(constant),
        upper_(constant),
        constant_(constant),
        rounding_(rounding),
        precision_(precision),
        row_(row) {}

  void Solve(std::span<const NodeIndex> run) {
    const size_t sweeps_max = run.size() == 1 ? 1 : kSweepsMin + kVisitsMax / run.size();
    if (!Finite(run)) return GiveUp(run);
    double gain = 1.0;
    for (size_t i = 0; i < sweeps_max && gain > precision_.gain; ++i) {
      gain = Raise(run);
      if (std::isinf(gain)) return GiveUp(run);
    }
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

  // The greatest relative gain; infinite if a value is too large to be of use.
  double Raise(std::span<const NodeIndex> run) {
    double gain_max = 0;
    for (const NodeIndex node : run) {
      const double value = Evaluate(lower_, node) * (1.0 - rounding_);
      if (value <= lower_[node]) continue;
      if (value > precision_.useful_max) return kInfinite;
      gain_max = std::max(gain_max, (value - lower_[node]) / value);
      lower_[node] = value;
    }
    return gain_max;
  }

  // One sweep from above; what is too small is raised.
  bool Holds(std::span<const NodeIndex> run) {
    const double margin = run.size() == 1 ? 0.0 : precision_.margin;
    bool holds = true;
    for (const NodeIndex node : run) {
      const double value = Evaluate(upper_, node) * (1.0 + rounding_);
      if (value <= upper_[node]) continue;
      holds = false;
      upper_[node] = value < precision_.useful_max ? value * (1.0 + margin) : kInfinite;
    }
    return holds;
  }

  void GiveUp(std::span<const NodeIndex> run) {
    for (const NodeIndex node : run) upper_[node] = kInfinite;
  }

  std::vector<double> lower_, upper_;
  const std::vector<double>& constant_;
  const double rounding_;
  const Precision precision_;
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
    // Suppliers have lower numbers of components than customers outside their own.
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
    std::vector<uint32_t> next(components.count, 0);
    for (uint32_t i = 0; i < components.count; ++i) {
      if (influence.component_size[i] == 1) influence.closed[i] = 0;
      if (i > 0) next[i] = next[i - 1] + influence.component_size[i - 1];
    }
    influence.suppliers_first.resize(network.node_count());
    runs_.reserve(components.count);
    for (uint32_t i = 0; i < components.count; ++i) {
      runs_.push_back({influence.suppliers_first.data() + next[i], influence.component_size[i]});
    }
    for (NodeIndex node = 0; node < network.node_count(); ++node) {
      influence.suppliers_first[next[influence.component_of[node]]++] = node;
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
  std::vector<std::span<const NodeIndex>> runs_;  // of Influence::suppliers_first
};

std::vector<double> Weights(const SupplyNetwork& network) {
  std::vector<double> weights(network.node_count());
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    weights[node] = network.index_weight(node);
  }
  return weights;
}

// What counts of each node outside closed circles; nothing of one within.
std::vector<double> OutsideCircles(std::vector<double> constant, const Influence& influence) {
  for (NodeIndex node = 0; node < constant.size(); ++node) {
    if (influence.InClosedCircle(node)) constant[node] = 0;
  }
  return constant;
}

std::vector<Interval> FindEffect(const SupplyNetwork& network, const PassingLinks& passes,
                                 double rounding, const SalesOrder& order,
                                 const Influence& influence) {
  const std::vector<double> weights = OutsideCircles(Weights(network), influence);
  const auto suppliers = [&](NodeIndex node, auto visit) {
    if (influence.InClosedCircle(node)) return;
    for (const DemandPass& pass : passes.Demand(node)) visit(pass.supplier, pass.share);
  };
  Recurrence recurrence(weights, rounding, kEffectPrecision, suppliers);
  order.SuppliersFirst(recurrence);
  std::vector<Interval> effect(network.node_count());
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    effect[node] = {recurrence.lower()[node], recurrence.upper()[node]};
  }
  return effect;
}

std::vector<double> FindVisits(const SupplyNetwork& network, double rounding,
                               const SalesOrder& order, const Influence& influence) {
  const std::vector<double> ones =
      OutsideCircles(std::vector<double>(network.node_count(), 1.0), influence);
  const auto customers = [&](NodeIndex node, auto visit) {
    if (influence.InClosedCircle(node)) return;
    const auto others = network.Customers(node);
    const auto shares = network.CustomerShares(node);
    for (size_t i = 0; i < others.size(); ++i) {
      if (!influence.InClosedCircle(others[i])) visit(others[i], shares[i]);
    }
  };
  Recurrence recurrence(ones, rounding, kVisitsPrecision, customers);
  order.CustomersFirst(recurrence);
  return recurrence.upper();
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

std::vector<double> FindPassed(const SupplyNetwork& network, const PassingLinks& passes,
                               double rounding, const SalesOrder& order,
                               const std::vector<double>& share) {
  const std::vector<double> weights = Weights(network);
  const auto customers = [&](NodeIndex node, auto visit) {
    for (const SupplyPass& pass : passes.Supply(node)) {
      visit(pass.customer, pass.share * share[node]);
    }
  };
  Recurrence effect(weights, 2 * rounding, kPassedPrecision, customers);
  order.CustomersFirst(effect);
  std::vector<double> passed(network.node_count(), 0.0);
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    for (const SupplyPass& pass : passes.Supply(node)) {
      passed[node] += pass.share * effect.upper()[pass.customer];
    }
    passed[node] *= 1.0 + rounding;
    if (!(passed[node] < kEffectMax)) passed[node] = kInfinite;
  }
  return passed;
}

}  // namespace

Influence FindInfluence(const SupplyNetwork& network, const PassingLinks& passes,
                        double small_sector_share, int threads) {
  Influence influence;
  influence.small_sector_share = small_sector_share;
  const double rounding = RoundingOf(network);
  const SalesOrder order(network, influence);
  double total = 0;
  for (uint32_t i = 0; i < network.sector_count(); ++i) total += network.sector_output(i);
  constexpr size_t kLevels = std::size(kLostShares);
  influence.supply.resize(kLevels);
  const auto find = [&](int, size_t task) {
    if (task == kLevels) {
      influence.effect = FindEffect(network, passes, rounding, order, influence);
    } else if (task == kLevels + 1) {
      influence.visits = FindVisits(network, rounding, order, influence);
    } else {
      const double lost = kLostShares[task];
      const auto share = SharesAtMost(network, small_sector_share * total, lost, rounding);
      influence.supply[task] = {lost, FindPassed(network, passes, rounding, order, share)};
    }
  };
  const Status done = ForEachParallel(
      kLevels + 2, {.threads = threads}, [] { return 0; }, find, Progress::None());
  CHECK(done.ok());
  return influence;
}

}  // namespace lianmeng::chain
