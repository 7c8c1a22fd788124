#include "chain/network_rescore.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

#include "base/check.h"
#include "base/parallel.h"
#include "chain/cascade_engine.h"
#include "chain/influence.h"
#include "chain/passing_links.h"

namespace lianmeng::chain {
namespace {

// Losses below this at the end of a cascade are kept as none: all of them together weigh less.
constexpr double kLossMin = 1e-10;
// A change is not followed if it can move the index by less than this at most, and no loss by more
// than kChangeMax. What was not followed adds up to less than kDroppedMax, or less is left out.
constexpr double kEffectCut = 3e-13;
constexpr double kFiner = 0.1;
constexpr int kAttempts = 3;
constexpr double kChangeMax = 1e-9;
constexpr double kDroppedMax = 3e-10;
// Changes as near as this to the stop rule are not judged by difference.
constexpr double kNear = 1e-7;
// The influence of a node that is not bounded: no loss is counted more often than there are steps.
constexpr double kInfluenceMax = 64;
// Sectors below this share of all output may be lost to any extent.
constexpr double kSmallSector = 0.002;
// Of a sector's output, what must be left for differences not to grow.
constexpr double kSectorLeftMin = 0.25;
// Of all output and of a sector's, what an edit must leave for differences to keep their digits.
constexpr double kOutputLeftMin = 0.25;
constexpr double kSectorOutputMin = 1e-3;

using KeptSide = NetworkRescorer::KeptSide;
using KeptCascade = NetworkRescorer::KeptCascade;

double ThresholdOf(const RescoreOptions& options) {
  return options.stop_threshold * (1.0 + kCascadeTie);
}

// σ_i a_i, what the customers of a firm with output s_i miss.
double Missing(double output, double sector_left, double loss) {
  return output >= sector_left ? loss : output / sector_left * loss;
}

// Runs a firm's cascade and keeps it.
class Recorder {
 public:
  Recorder(const SupplyNetwork& network, const RescoreOptions& options)
      : network_(network), options_(options), engine_(network) {}

  KeptCascade Record(NodeIndex firm) {
    supply_.clear();
    demand_.clear();
    const CascadeView view = engine_.Run(
        {{{firm, 0.0}}}, {.stop_threshold = options_.stop_threshold}, [&](int, const auto& at) {
          supply_.push_back(LossesOf(at.supply_hit(), [&](NodeIndex node) { return at.hd(node); }));
          demand_.push_back(LossesOf(at.demand_hit(), [&](NodeIndex node) { return at.hu(node); }));
        });
    KeptCascade kept;
    kept.firm = firm;
    kept.steps = static_cast<size_t>(view.steps);
    kept.rerun = !view.converged;
    kept.hot_supply = FindHot(engine_.supply_hit(), supply_, kept.rerun);
    kept.hot_demand = FindHot(engine_.demand_hit(), demand_, kept.rerun);
    kept.supply.Build(network_.node_count(), engine_.supply_hit(), supply_);
    kept.demand.Build(network_.node_count(), engine_.demand_hit(), demand_);
    SumSectors(kept);
    SumIndex(kept);
    return kept;
  }

 private:
  using Engine = CascadeEngine<SupplyNetwork>;

  template <typename Left>
  static std::vector<double> LossesOf(std::span<const NodeIndex> hits, const Left& left) {
    std::vector<double> losses;
    losses.reserve(hits.size());
    for (const NodeIndex node : hits) losses.push_back(1.0 - left(node));
    return losses;
  }

  // By step, the nodes that would have kept the cascade going; `rerun` if one is too near to tell.
  std::vector<std::vector<NodeIndex>> FindHot(std::span<const NodeIndex> hits,
                                              const std::vector<std::vector<double>>& values,
                                              bool& rerun) const {
    const double threshold = ThresholdOf(options_);
    std::vector<std::vector<NodeIndex>> hot(values.size());
    for (size_t step = 1; step < values.size(); ++step) {
      for (size_t k = 0; k < values[step].size(); ++k) {
        const double before = k < values[step - 1].size() ? values[step - 1][k] : 0.0;
        const double change = values[step][k] - before;
        if (std::abs(change - threshold) < kNear) rerun = true;
        if (change > threshold) hot[step].push_back(hits[k]);
      }
    }
    return hot;
  }

  void SumSectors(KeptCascade& kept) const {
    const size_t sectors = network_.sector_count();
    kept.sector_lost.assign((kept.steps + 1) * sectors, 0.0);
    kept.sector_top = kept.sector_lost;
    for (const NodeIndex node : kept.supply.nodes()) {
      for (size_t step = 0; step <= kept.steps; ++step) {
        const size_t at = step * sectors + network_.sector(node);
        const double lost = network_.output(node) * kept.supply.Loss(node, step);
        kept.sector_lost[at] += lost;
        if (node != kept.firm) kept.sector_top[at] = std::max(kept.sector_top[at], lost);
      }
    }
    for (size_t at = 0; at < kept.sector_lost.size(); ++at) {
      const double total = network_.sector_output(static_cast<uint32_t>(at % sectors));
      if (total - kept.sector_lost[at] < kSectorLeftMin * total) kept.rerun = true;
      if (total > 0) kept.lost_share = std::max(kept.lost_share, kept.sector_lost[at] / total);
    }
  }

  void SumIndex(KeptCascade& kept) const {
    kept.index.assign(kept.steps + 1, 0.0);
    for (size_t step = 0; step <= kept.steps; ++step) {
      for (const NodeIndex node : kept.supply.nodes()) {
        const double loss = std::max(kept.supply.Loss(node, step), kept.demand.Loss(node, step));
        kept.index[step] += network_.index_weight(node) * loss;
      }
      for (const NodeIndex node : kept.demand.nodes()) {
        if (kept.supply.Loss(node, kept.steps) > 0) continue;
        kept.index[step] += network_.index_weight(node) * kept.demand.Loss(node, step);
      }
    }
  }

  const SupplyNetwork& network_;
  const RescoreOptions& options_;
  Engine engine_;
  std::vector<std::vector<double>> supply_, demand_;  // by step, then by hit
};

}  // namespace

// ---- what is kept

void NetworkRescorer::KeptSide::Build(uint32_t node_count, std::span<const NodeIndex> hits,
                                      const std::vector<std::vector<double>>& values) {
  columns_ = values.size();
  std::vector<std::pair<NodeIndex, uint32_t>> order;
  for (uint32_t k = 0; k < hits.size(); ++k) {
    if (values.back()[k] > kLossMin) order.emplace_back(hits[k], k);
  }
  std::sort(order.begin(), order.end());
  bits_.assign((node_count + 63) / 64, 0);
  ranks_.assign(bits_.size(), 0);
  nodes_.reserve(order.size());
  losses_.reserve(order.size() * columns_);
  for (const auto& [node, k] : order) {
    bits_[node / 64] |= uint64_t{1} << (node % 64);
    nodes_.push_back(node);
    for (const std::vector<double>& at : values) losses_.push_back(k < at.size() ? at[k] : 0.0);
  }
  uint32_t before = 0;
  for (size_t word = 0; word < bits_.size(); ++word) {
    ranks_[word] = before;
    before += static_cast<uint32_t>(__builtin_popcountll(bits_[word]));
  }
}

uint64_t NetworkRescorer::KeptSide::memory_bytes() const {
  return bits_.size() * 8 + ranks_.size() * 4 + nodes_.size() * 4 + losses_.size() * 8;
}

uint64_t NetworkRescorer::memory_bytes() const {
  uint64_t bytes = 8 * (sale_shares_.size() + purchase_shares_.size() + sale_offsets_.size() +
                        purchase_offsets_.size());
  for (const KeptCascade& kept : kept_) {
    bytes += kept.supply.memory_bytes() + kept.demand.memory_bytes();
    bytes += 8 * 3 * kept.sector_lost.size();
  }
  return bytes;
}

Result<NetworkRescorer> NetworkRescorer::Prepare(const EditableNetwork& base,
                                                 std::span<const NodeIndex> firms,
                                                 const RescoreOptions& options,
                                                 Progress& progress) {
  const SupplyNetwork& network = base.network();
  for (size_t i = 0; i < firms.size(); ++i) {
    if (firms[i] < network.node_count()) continue;
    return MakeError(
        ErrorCode::kInvalidArgument, {"没有这个节点", "there is no such node"},
        {.line = static_cast<int64_t>(i) + 1, .field = "firm", .value = std::to_string(firms[i])});
  }
  NetworkRescorer rescorer(base, options);
  rescorer.MatchShares();
  rescorer.BoundInfluence();
  rescorer.kept_.resize(firms.size());
  progress.Begin({"逐家推演并留存", "Following and keeping each firm's loss"},
                 static_cast<int64_t>(firms.size()));
  LM_TRY(ForEachParallel(
      firms.size(), {.threads = options.threads}, [&] { return Recorder(network, options); },
      [&](Recorder& recorder, size_t i) {
        rescorer.kept_[i] = recorder.Record(firms[i]);
        rescorer.SumSectorEffects(rescorer.kept_[i]);
      },
      progress));
  for (const KeptCascade& kept : rescorer.kept_) {
    rescorer.index_.push_back(kept.index.back());
  }
  return rescorer;
}

void NetworkRescorer::BoundInfluence() {
  const SupplyNetwork& network = base_->network();
  const Influence influence = FindInfluence(network, PassingLinks(network), kSmallSector, 0);
  const auto bounded = [](double value) { return std::min(value, kInfluenceMax); };
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    demand_influence_.push_back(
        influence.InClosedCircle(node) ? kInfluenceMax : bounded(influence.effect[node].upper));
  }
  for (const SupplyInfluence& level : influence.supply) {
    SupplyAnswers answers{.lost_share_max = level.lost_share_max};
    for (NodeIndex node = 0; node < network.node_count(); ++node) {
      const double passed = bounded(level.passed[node]);
      const double total = network.sector_output(network.sector(node));
      const double left = (1.0 - level.lost_share_max) * total;
      const double share = network.output(node) >= left ? 1.0 : network.output(node) / left;
      answers.of_missing.push_back(passed);
      answers.of_loss.push_back(network.index_weight(node) + share * passed);
    }
    supply_answers_.push_back(std::move(answers));
  }
}

void NetworkRescorer::SumSectorEffects(KeptCascade& kept) const {
  const SupplyNetwork& network = base_->network();
  const SupplyAnswers& answers = AnswersFor(kept);
  kept.sector_effect.assign(kept.sector_lost.size(), 0.0);
  for (const NodeIndex node : kept.supply.nodes()) {
    if (node == kept.firm) continue;
    const double effect = network.output(node) * answers.of_missing[node];
    for (size_t step = 0; step <= kept.steps; ++step) {
      kept.sector_effect[step * network.sector_count() + network.sector(node)] +=
          effect * kept.supply.Loss(node, step);
    }
  }
}

const NetworkRescorer::SupplyAnswers& NetworkRescorer::AnswersFor(const KeptCascade& kept) const {
  const auto at =
      std::find_if(supply_answers_.begin(), supply_answers_.end(),
                   [&](const auto& one) { return one.lost_share_max >= kept.lost_share; });
  return at == supply_answers_.end() ? supply_answers_.back() : *at;
}

// Purchases of all customers, taken by rising customer, come to each supplier in the order of its
// sales; sales likewise to each customer, but in another order than its groups, so by search.
void NetworkRescorer::MatchShares() {
  const SupplyNetwork& network = base_->network();
  const NodeIndex count = network.node_count();
  sale_offsets_.assign(size_t{count} + 1, 0);
  purchase_offsets_.assign(size_t{count} + 1, 0);
  for (NodeIndex node = 0; node < count; ++node) {
    sale_offsets_[node + size_t{1}] = sale_offsets_[node] + network.Customers(node).size();
    purchase_offsets_[node + size_t{1}] = purchase_offsets_[node] + network.Suppliers(node).size();
  }
  sale_shares_.assign(sale_offsets_.back(), 0.0);
  purchase_shares_.assign(purchase_offsets_.back(), 0.0);
  std::vector<size_t> next(sale_offsets_.begin(), sale_offsets_.end() - 1);
  for (NodeIndex customer = 0; customer < count; ++customer) {
    const auto suppliers = network.Suppliers(customer);
    const auto shares = network.SupplierShares(customer);
    for (size_t i = 0; i < suppliers.size(); ++i) {
      const NodeIndex supplier = suppliers[i];
      const size_t sale = next[supplier]++;
      sale_shares_[sale] = shares[i];
      purchase_shares_[purchase_offsets_[customer] + i] =
          network.CustomerShares(supplier)[sale - sale_offsets_[supplier]];
    }
  }
}

// ---- following an edit

namespace {

// What an edit changes of the base, and how the base is read beside it.
struct EditContext {
  const EditableNetwork& base;
  const EditedNetwork& edited;
  struct LinkChange {
    NodeIndex supplier = 0, customer = 0;
    double more = 0;  // value
  };
  struct InputChange {
    NodeIndex customer = 0, supplier = 0;
    double share = 0;  // greatest change of Λd, or all of it if the input is of another kind now
  };
  std::vector<LinkChange> links;  // by supplier
  std::vector<InputChange> inputs;
  std::vector<NodeIndex> customers;  // whose purchases changed, each once
  std::vector<NodeIndex> suppliers;  // whose sales changed, each once
  bool regroups = false;             // an input that was there is of another essentiality now

  [[nodiscard]] bool IsSupplier(NodeIndex node) const {
    return std::binary_search(suppliers.begin(), suppliers.end(), node);
  }
};

// Suppliers whose part in a customer's loss changed. If the essentiality of any input did, all are
// named with all that they are: groups have changed.
void AddInputChanges(NodeIndex customer, EditContext& context) {
  std::map<NodeIndex, std::pair<double, double>> shares;  // before, after
  const auto read = [&](const auto& network, double std::pair<double, double>::*side) {
    const auto suppliers = network.Suppliers(customer);
    const auto values = network.SupplierShares(customer);
    for (size_t i = 0; i < suppliers.size(); ++i) shares[suppliers[i]].*side = values[i];
  };
  read(context.base.network(), &std::pair<double, double>::first);
  read(context.edited, &std::pair<double, double>::second);
  for (const auto& [supplier, share] : shares) {
    const double change = context.regroups ? std::max(share.first, share.second)
                                           : std::abs(share.second - share.first);
    if (change > 1e-14) context.inputs.push_back({customer, supplier, change});
  }
}

EditContext MakeContext(const EditableNetwork& base, const EditedNetwork& edited,
                        const NetworkEdit& edit) {
  EditContext context{base, edited, {}, {}, {}, {}, false};
  for (const LinkEdit& link : edit.links) {
    context.links.push_back(
        {link.supplier, link.customer, link.value - base.ValueOf(link.supplier, link.customer)});
    context.customers.push_back(link.customer);
    const auto* old = base.Find(link.supplier, link.customer);
    context.regroups |= old != nullptr && old->essentiality != link.essentiality;
    context.suppliers.push_back(link.supplier);
  }
  std::sort(context.links.begin(), context.links.end(),
            [](const auto& a, const auto& b) { return a.supplier < b.supplier; });
  for (auto* nodes : {&context.customers, &context.suppliers}) {
    std::sort(nodes->begin(), nodes->end());
    nodes->erase(std::unique(nodes->begin(), nodes->end()), nodes->end());
  }
  for (const NodeIndex customer : context.customers) AddInputChanges(customer, context);
  return context;
}

// Nodes with a value each; all others have none.
class SparseValues {
 public:
  explicit SparseValues(uint32_t node_count) : value_(node_count, 0.0), has_(node_count, 0) {}
  void Clear() {
    for (const NodeIndex node : nodes_) {
      value_[node] = 0;
      has_[node] = 0;
    }
    nodes_.clear();
  }
  // False if it was there.
  bool Insert(NodeIndex node) {
    if (has_[node] != 0) return false;
    has_[node] = 1;
    nodes_.push_back(node);
    return true;
  }
  [[nodiscard]] bool Has(NodeIndex node) const { return has_[node] != 0; }
  [[nodiscard]] double& operator[](NodeIndex node) { return value_[node]; }
  [[nodiscard]] double operator[](NodeIndex node) const { return value_[node]; }
  [[nodiscard]] const std::vector<NodeIndex>& nodes() const { return nodes_; }

 private:
  std::vector<double> value_;
  std::vector<uint8_t> has_;
  std::vector<NodeIndex> nodes_;
};

// Of a step: did a node's change keep the cascade going, and was one too near to tell.
struct StepHeat {
  bool hot = false, near = false;

  void Add(double change, double threshold) {
    hot |= change > threshold;
    near |= std::abs(change - threshold) < kNear;
  }
  void AddKept(std::span<const NodeIndex> nodes, const SparseValues& followed) {
    for (size_t i = 0; !hot && i < nodes.size(); ++i) hot = !followed.Has(nodes[i]);
  }
};

// What is worth following: how much a change can move the index, and how much was left out.
class Budget {
 public:
  explicit Budget(double cut) : cut_(cut) {}
  // False: too little; then it is counted as left out.
  bool Worth(double change, double influence) {
    if (change == 0) return false;
    return change > kChangeMax || !Drop(change * influence);
  }
  // False: too much to be left out.
  bool Drop(double effect) {
    if (effect > cut_) return false;
    dropped_ += effect;
    return true;
  }
  [[nodiscard]] bool exceeded() const { return dropped_ > kDroppedMax; }

 private:
  double cut_;
  double dropped_ = 0;
};

// Demand: Δb of the nodes that the edit has changed.
class DemandDifference {
 public:
  DemandDifference(const EditContext& context, std::span<const double> shares,
                   std::span<const size_t> offsets, std::span<const double> influence)
      : context_(context),
        influence_(influence),
        network_(context.base.network()),
        shares_(shares),
        offsets_(offsets),
        now_(network_.node_count()),
        next_(network_.node_count()),
        judged_(network_.node_count()) {}

  void Start(const KeptCascade& kept) {
    kept_ = &kept;
    now_.Clear();
    for (const NodeIndex supplier : context_.suppliers) now_.Insert(supplier);
  }

  // From the state after `step` to the one after the next.
  void Step(size_t step, double threshold, StepHeat& heat, Budget& budget) {
    next_.Clear();
    judged_.Clear();
    for (const NodeIndex supplier : context_.suppliers) next_.Insert(supplier);
    for (const NodeIndex node : now_.nodes()) {
      if (budget.Worth(std::abs(now_[node]), influence_[node])) PassOn(node);
    }
    for (const NodeIndex supplier : context_.suppliers) Correct(supplier, step);
    next_[kept_->firm] = 0;
    for (const NodeIndex node : now_.nodes()) {
      if (std::abs(now_[node]) > kChangeMax) Judge(node, step, threshold, heat);
    }
    for (const NodeIndex node : next_.nodes()) {
      if (std::abs(next_[node]) > kChangeMax) Judge(node, step, threshold, heat);
    }
    std::swap(now_, next_);
  }

  // Nodes whose part in the stop rule of the last step was another than in the cascade kept.
  [[nodiscard]] const SparseValues& judged() const { return judged_; }
  [[nodiscard]] const SparseValues& difference() const { return now_; }

 private:
  void PassOn(NodeIndex node) {
    const auto suppliers = network_.Suppliers(node);
    const double* shares = shares_.data() + offsets_[node];
    for (size_t i = 0; i < suppliers.size(); ++i) {
      next_.Insert(suppliers[i]);
      next_[suppliers[i]] += shares[i] * now_[node];
    }
  }

  void Judge(NodeIndex node, size_t step, double threshold, StepHeat& heat) {
    if (!judged_.Insert(node)) return;
    const double grown = kept_->demand.Loss(node, step + 1) - kept_->demand.Loss(node, step);
    heat.Add(grown + next_[node] - now_[node], threshold);
  }

  // A supplier whose sales changed: (s_i (b_i + what was passed on) + Σ ΔW_ij b'_j) / s'_i.
  void Correct(NodeIndex supplier, size_t step) {
    const double output = context_.edited.output(supplier);
    const double before = kept_->demand.Loss(supplier, step + 1);
    double value = network_.output(supplier) * (before + next_[supplier]);
    for (const EditContext::LinkChange& link : context_.links) {
      if (link.supplier != supplier) continue;
      const double loss = kept_->demand.Loss(link.customer, step) + now_[link.customer];
      value += link.more * loss;
    }
    next_[supplier] = (output > 0 ? value / output : 0.0) - before;
  }

  const EditContext& context_;
  std::span<const double> influence_;  // of a change of a node's demand on the index
  const SupplyNetwork& network_;
  std::span<const double> shares_;
  std::span<const size_t> offsets_;
  const KeptCascade* kept_ = nullptr;
  SparseValues now_, next_;  // none has the value 0
  SparseValues judged_;      // no values
};

// Supply: a' of the nodes that are recomputed.
class SupplyDifference {
 public:
  SupplyDifference(const EditContext& context, std::span<const double> shares,
                   std::span<const size_t> offsets)
      : context_(context),
        network_(context.base.network()),
        shares_(shares),
        offsets_(offsets),
        now_(network_.node_count()),
        pending_(network_.node_count()),
        next_(network_.node_count(), 0.0),
        missing_(network_.node_count(), 0.0),
        missing_at_(network_.node_count(), 0),
        sector_more_(network_.sector_count(), 0.0) {}

  void Start(const KeptCascade& kept, const NetworkRescorer::SupplyAnswers& answers,
             Budget& budget) {
    kept_ = &kept;
    answers_ = &answers;
    exhausted_ = false;
    now_.Clear();
    for (const EditContext::InputChange& input : context_.inputs) {
      const double change = input.share * kept.supply.Loss(input.supplier, kept.steps);
      const double steps = static_cast<double>(kept.steps);
      if (now_.Has(input.customer)) continue;
      if (budget.Worth(steps * change, answers.of_loss[input.customer])) Add(input.customer, 0);
    }
  }

  void Step(size_t step, double threshold, StepHeat& heat, Budget& budget) {
    ++tick_;
    WeighSectors(step);
    pending_.Clear();
    for (size_t i = 0; i < now_.nodes().size(); ++i) PassOn(now_.nodes()[i], step, budget);
    for (const NodeIndex node : context_.suppliers) {
      if (!now_.Has(node)) PassOn(node, step, budget);
    }
    PassOnInSectors(step, budget);
    for (const NodeIndex node : pending_.nodes()) {
      if (now_.Has(node)) continue;
      if (budget.Worth(pending_[node], answers_->of_loss[node])) Add(node, step);
    }
    for (const NodeIndex node : now_.nodes()) next_[node] = Recompute(node, step);
    for (const NodeIndex node : now_.nodes()) {
      heat.Add(next_[node] - now_[node], threshold);
      now_[node] = next_[node];
    }
  }

  // After the last step: the loss of a node that is followed.
  [[nodiscard]] const SparseValues& followed() const { return now_; }
  // Too little is left of a sector for the differences to be trusted.
  [[nodiscard]] bool exhausted() const { return exhausted_; }

 private:
  void Add(NodeIndex node, size_t step) {
    if (now_.Insert(node)) now_[node] = kept_->supply.Loss(node, step);
  }

  [[nodiscard]] double Loss(NodeIndex node, size_t step) const {
    return now_.Has(node) ? now_[node] : kept_->supply.Loss(node, step);
  }

  [[nodiscard]] size_t AtSector(uint32_t sector, size_t step) const {
    return step * network_.sector_count() + sector;
  }
  [[nodiscard]] double LeftBefore(uint32_t sector, size_t step) const {
    return network_.sector_output(sector) - kept_->sector_lost[AtSector(sector, step)];
  }
  [[nodiscard]] double LeftAfter(uint32_t sector, size_t step) const {
    return context_.edited.sector_output(sector) - kept_->sector_lost[AtSector(sector, step)] -
           sector_more_[sector];
  }

  void WeighSectors(size_t step) {
    for (const uint32_t sector : sectors_) sector_more_[sector] = 0;
    sectors_.clear();
    const auto weigh = [&](NodeIndex node) {
      const uint32_t sector = network_.sector(node);
      const double more = context_.edited.output(node) * Loss(node, step) -
                          network_.output(node) * kept_->supply.Loss(node, step);
      if (more == 0 && context_.edited.output(node) == network_.output(node)) return;
      sectors_.push_back(sector);
      sector_more_[sector] += more;
    };
    for (const NodeIndex node : now_.nodes()) weigh(node);
    for (const NodeIndex node : context_.suppliers) {
      if (!now_.Has(node)) weigh(node);
    }
    std::sort(sectors_.begin(), sectors_.end());
    sectors_.erase(std::unique(sectors_.begin(), sectors_.end()), sectors_.end());
    for (const uint32_t sector : sectors_) {
      exhausted_ |=
          LeftAfter(sector, step) < kSectorLeftMin * context_.edited.sector_output(sector);
    }
  }

  // What the customers of a node miss, after the edit.
  double MissingAfter(NodeIndex node, size_t step) {
    if (missing_at_[node] == tick_) return missing_[node];
    const double loss = Loss(node, step);
    missing_at_[node] = tick_;
    missing_[node] = loss == 0 ? 0.0
                               : Missing(context_.edited.output(node),
                                         LeftAfter(network_.sector(node), step), loss);
    return missing_[node];
  }

  void PassOn(NodeIndex node, size_t step, Budget& budget) {
    const double before = Missing(network_.output(node), LeftBefore(network_.sector(node), step),
                                  kept_->supply.Loss(node, step));
    const double change = std::abs(MissingAfter(node, step) - before);
    if (!budget.Worth(change, answers_->of_missing[node])) return;
    // Its sales after the edit may hold customers that those before do not.
    if (context_.IsSupplier(node)) {
      for (const NodeIndex customer : context_.customers) Add(customer, step);
    }
    const auto customers = network_.Customers(node);
    const double* shares = shares_.data() + offsets_[node];
    for (size_t i = 0; i < customers.size(); ++i) {
      if (shares[i] == 0) continue;
      pending_.Insert(customers[i]);
      pending_[customers[i]] += shares[i] * change;
    }
  }

  // Where a sector has another output left, market shares of its other nodes have changed too.
  void PassOnInSectors(size_t step, Budget& budget) {
    for (const uint32_t sector : sectors_) {
      const double change =
          std::abs(1.0 / LeftAfter(sector, step) - 1.0 / LeftBefore(sector, step));
      const NodeIndex lost = kept_->firm;
      if (network_.sector(lost) == sector && !now_.Has(lost) && !context_.IsSupplier(lost)) {
        PassOn(lost, step, budget);
      }
      const size_t at = AtSector(sector, step);
      const double top = kept_->sector_top[at] * change;
      if (top <= kChangeMax && budget.Drop(change * kept_->sector_effect[at])) continue;
      for (const NodeIndex node : network_.SectorNodes(sector)) {
        if (node != lost && !now_.Has(node) && !context_.IsSupplier(node))
          PassOn(node, step, budget);
      }
    }
  }

  double Recompute(NodeIndex node, size_t step) {
    if (node == kept_->firm) return 1.0;
    for (const NodeIndex supplier : context_.edited.Suppliers(node)) MissingAfter(supplier, step);
    return std::min(1.0, context_.edited.InputLoss(node, missing_.data()));
  }

  const EditContext& context_;
  const SupplyNetwork& network_;
  std::span<const double> shares_;
  std::span<const size_t> offsets_;
  const KeptCascade* kept_ = nullptr;
  const NetworkRescorer::SupplyAnswers* answers_ = nullptr;
  SparseValues now_, pending_;
  std::vector<double> next_;
  std::vector<double> missing_;  // as of the step in missing_at_
  std::vector<uint64_t> missing_at_;
  uint64_t tick_ = 0;
  std::vector<double> sector_more_;  // Σ s'a' − Σ s a
  std::vector<uint32_t> sectors_;    // where that may be other than 0, or an output changed
  bool exhausted_ = false;
};

}  // namespace

// The work of one thread on one edit.
class NetworkRescorer::Follower {
 public:
  Follower(const NetworkRescorer& rescorer, const EditContext& context)
      : rescorer_(rescorer),
        context_(context),
        threshold_(ThresholdOf(rescorer.options_)),
        by_difference_(LeavesDigits(context)),
        supply_(context, rescorer.sale_shares_, rescorer.sale_offsets_),
        demand_(context, rescorer.purchase_shares_, rescorer.purchase_offsets_,
                rescorer.demand_influence_) {}

  enum class Way : uint8_t { kKept, kFollowed, kRerun };

  Way Rescore(const KeptCascade& kept, double& index) {
    if (!kept.rerun && by_difference_) {
      if (const std::optional<double> followed = Follow(kept)) {
        index = *followed;
        const size_t edited = context_.customers.size() + context_.suppliers.size();
        return supply_.followed().nodes().size() + demand_.difference().nodes().size() > edited
                   ? Way::kFollowed
                   : Way::kKept;
      }
    }
    if (!engine_) engine_.emplace(context_.edited);
    index = engine_
                ->Run({{{kept.firm, 0.0}}}, {.stop_threshold = rescorer_.options_.stop_threshold},
                      [](int, const auto&) {})
                .index;
    return Way::kRerun;
  }

 private:
  static bool LeavesDigits(const EditContext& context) {
    const SupplyNetwork& network = context.base.network();
    for (const NodeIndex supplier : context.suppliers) {
      const uint32_t sector = network.sector(supplier);
      const double before = network.sector_output(sector);
      if (context.edited.sector_output(sector) < kSectorOutputMin * before) return false;
    }
    return context.edited.IndexScale() * kOutputLeftMin <= 1.0;
  }

  // Empty: not to be had by difference.
  std::optional<double> Follow(const KeptCascade& kept) {
    double cut = kEffectCut;
    for (int attempt = 0; attempt < kAttempts; ++attempt, cut *= kFiner) {
      Budget budget(cut);
      const std::optional<double> index = Follow(kept, budget);
      if (!index || !budget.exceeded()) return index;
    }
    return std::nullopt;
  }

  std::optional<double> Follow(const KeptCascade& kept, Budget& budget) {
    supply_.Start(kept, rescorer_.AnswersFor(kept), budget);
    demand_.Start(kept);
    for (size_t step = 0; step < kept.steps; ++step) {
      StepHeat heat;
      supply_.Step(step, threshold_, heat, budget);
      demand_.Step(step, threshold_, heat, budget);
      if (supply_.exhausted() || heat.near) return std::nullopt;
      heat.AddKept(kept.hot_supply[step + 1], supply_.followed());
      heat.AddKept(kept.hot_demand[step + 1], demand_.judged());
      if (!heat.hot) return Index(kept, step + 1, budget);
    }
    return std::nullopt;  // it goes on
  }

  double Index(const KeptCascade& kept, size_t step, Budget& budget) {
    const SupplyNetwork& network = context_.base.network();
    const double scale = context_.edited.IndexScale();
    double index = scale * kept.index[step];
    const auto add = [&](NodeIndex node) {
      const double supply_before = kept.supply.Loss(node, step);
      const double demand_before = kept.demand.Loss(node, step);
      const double supply = supply_.followed().Has(node) ? supply_.followed()[node] : supply_before;
      const double demand =
          demand_before + (demand_.difference().Has(node) ? demand_.difference()[node] : 0.0);
      index += context_.edited.index_weight(node) * std::max(supply, demand) -
               scale * network.index_weight(node) * std::max(supply_before, demand_before);
    };
    for (const NodeIndex node : supply_.followed().nodes()) add(node);
    for (const NodeIndex node : demand_.difference().nodes()) {
      if (supply_.followed().Has(node)) continue;
      const double effect =
          std::abs(demand_.difference()[node]) * context_.edited.index_weight(node);
      // Suppliers that the edit names have another weight, too.
      if (!budget.Drop(effect) || context_.IsSupplier(node)) add(node);
    }
    return index;
  }

  const NetworkRescorer& rescorer_;
  const EditContext& context_;
  double threshold_;
  bool by_difference_;
  SupplyDifference supply_;
  DemandDifference demand_;
  std::optional<CascadeEngine<EditedNetwork>> engine_;
};

RescoredIndex NetworkRescorer::Evaluate(const NetworkEdit& edit) const {
  CHECK(edit.nodes.empty());
  const EditedNetwork edited(*base_, edit);
  const EditContext context = MakeContext(*base_, edited, edit);
  RescoredIndex result;
  result.index.assign(kept_.size(), 0.0);
  std::vector<Follower::Way> ways(kept_.size());
  const Status done = ForEachParallel(
      kept_.size(), {.threads = options_.threads, .chunk = 8},
      [&] { return Follower(*this, context); },
      [&](Follower& follower, size_t i) { ways[i] = follower.Rescore(kept_[i], result.index[i]); },
      Progress::None());
  CHECK(done.ok());
  for (size_t i = 0; i < kept_.size(); ++i) {
    result.mean += result.index[i] / static_cast<double>(kept_.size());
    ++(ways[i] == Follower::Way::kKept       ? result.firms_kept
       : ways[i] == Follower::Way::kFollowed ? result.firms_followed
                                             : result.firms_rerun);
  }
  return result;
}

}  // namespace lianmeng::chain
