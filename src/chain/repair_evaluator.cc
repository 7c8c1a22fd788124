#include "chain/repair_evaluator.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "chain/cascade_engine.h"
#include "chain/risk_text.h"

namespace lianmeng::chain {

// Units and stocks of the network with an edit laid over them.
class ChainEvaluator::Edited {
 public:
  Edited(const UnitNetwork& network, const UnitEdit& edit) : network_(network), edit_(edit) {
    for (const UnitEdit::Changed& changed : edit.changed) {
      changed_[changed.node] = &changed.unit;
      touched_products_.insert(changed.unit.product);
    }
    for (const Unit& added : edit.added) touched_products_.insert(added.product);
    for (const ProductInput& input : network.inputs) {
      if (edit.added.empty()) break;
      // A product made for the first time makes its inputs' users more.
      if (network.MakersOf(input.product).empty() && MakesAny(input.product)) {
        touched_products_.insert(input.input);
      }
    }
    for (const UnitEdit::Stock& stock : edit.stocks) {
      touched_products_.insert(network.inputs[stock.input].input);
    }
  }

  // False: its makers, their sizes, its users and their stocks are as before.
  [[nodiscard]] bool Touches(uint32_t product) const { return touched_products_.contains(product); }

  [[nodiscard]] const Unit& unit(NodeIndex node) const {
    if (node >= network_.units.size()) return edit_.added[node - network_.units.size()];
    const auto at = changed_.find(node);
    return at == changed_.end() ? network_.units[node] : *at->second;
  }

  // By organisation, as in a network built anew.
  [[nodiscard]] std::vector<NodeIndex> MakersOf(uint32_t product) const {
    const auto old = network_.MakersOf(product);
    std::vector<NodeIndex> makers(old.begin(), old.end());
    for (size_t i = 0; i < edit_.added.size(); ++i) {
      if (edit_.added[i].product != product) continue;
      makers.push_back(static_cast<NodeIndex>(network_.units.size() + i));
    }
    if (makers.size() > old.size()) {
      std::stable_sort(makers.begin(), makers.end(), [this](NodeIndex a, NodeIndex b) {
        return unit(a).organisation < unit(b).organisation;
      });
    }
    return makers;
  }

  [[nodiscard]] std::optional<double> StockDays(uint32_t input) const {
    for (const UnitEdit::Stock& stock : edit_.stocks) {
      if (stock.input == input) return stock.days;
    }
    return network_.inputs[input].stock_days;
  }

  [[nodiscard]] bool MakesAny(uint32_t product) const {
    if (!network_.MakersOf(product).empty()) return true;
    return std::any_of(edit_.added.begin(), edit_.added.end(),
                       [&](const Unit& unit) { return unit.product == product; });
  }

  [[nodiscard]] Shock ShockOf(uint32_t product, LossKind kind) const {
    std::vector<SizedMaker> makers;
    for (const NodeIndex node : MakersOf(product)) {
      makers.push_back({node, unit(node).city, unit(node).capacity_cny_year});
    }
    return MakeShock(makers, network_.OutsideOf(product), kind);
  }

 private:
  const UnitNetwork& network_;
  const UnitEdit& edit_;
  std::unordered_map<NodeIndex, const Unit*> changed_;
  std::unordered_set<uint32_t> touched_products_;
};

namespace {

bool SameShock(const Shock& a, const Shock& b) {
  const auto same = [](const ShockedNode& x, const ShockedNode& y) {
    return x.node == y.node && x.remaining == y.remaining;
  };
  // In any order: a city's makers may only have changed places in size.
  const auto sorted = [](const Shock& shock) {
    std::vector<ShockedNode> nodes = shock.nodes;
    std::sort(nodes.begin(), nodes.end(),
              [](const ShockedNode& x, const ShockedNode& y) { return x.node < y.node; });
    return nodes;
  };
  const auto left = sorted(a);
  const auto right = sorted(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

}  // namespace

Result<ChainEvaluator> ChainEvaluator::Prepare(const UnitEditor& editor, const ChainInput& chain,
                                               const Options& options, Progress& progress) {
  ChainEvaluator evaluator;
  const UnitNetwork& network = editor.network();
  evaluator.editor_ = &editor;
  evaluator.chain_ = chain;
  evaluator.options_ = options;
  evaluator.in_chain_.assign(network.product_count, 0);
  evaluator.final_product_.assign(network.product_count, 0);
  for (const ChainMember& member : chain.members) {
    if (member.product >= network.product_count || evaluator.in_chain_[member.product] != 0) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"链上的产品不存在或重复", "a product of the chain is unknown or twice"},
                       {.field = "chain.product", .value = std::to_string(member.product)});
    }
    evaluator.in_chain_[member.product] = 1;
    if (!member.final) continue;
    evaluator.final_product_[member.product] = 1;
    const auto makers = network.MakersOf(member.product);
    evaluator.finals_.insert(evaluator.finals_.end(), makers.begin(), makers.end());
  }
  evaluator.uses_.resize(chain.members.size());
  for (size_t point = 0; point < chain.members.size(); ++point) {
    for (uint32_t row = 0; row < network.inputs.size(); ++row) {
      const ProductInput& input = network.inputs[row];
      const bool counts = input.input == chain.members[point].product &&
                          input.essentiality == Essentiality::kEssential &&
                          evaluator.in_chain_[input.product] != 0;
      if (counts) evaluator.uses_[point].push_back(row);
    }
  }
  progress.Begin({"推演各风险点", "Following the risk points' losses"},
                 static_cast<int64_t>(chain.members.size()));
  const UnitEdit none;
  const Edited unedited(network, none);
  CascadeEngine<SupplyNetwork> engine(editor.editable().network());
  const CascadeOptions cascade{.stop_threshold = options.stop_threshold};
  evaluator.losses_.resize(chain.members.size());
  for (size_t point = 0; point < chain.members.size(); ++point) {
    if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    for (size_t kind = 0; kind < kLossKinds; ++kind) {
      Loss& loss = evaluator.losses_[point][kind];
      loss.shock = unedited.ShockOf(chain.members[point].product, static_cast<LossKind>(kind));
      if (loss.shock.nodes.empty()) continue;
      const CascadeView view = engine.Run(loss.shock, cascade, [](int, const auto&) {});
      loss.trace = {editor.editable().network(), engine.supply_hit(), engine.demand_hit()};
      evaluator.ReadLosses(view, {}, loss.final_losses);
    }
    progress.Advance(static_cast<int64_t>(point) + 1);
  }
  evaluator.before_ = evaluator.Evaluate(none);
  return evaluator;
}

void ChainEvaluator::ReadLosses(const CascadeView& view, std::span<const NodeIndex> added_finals,
                                std::vector<FinalLoss>& losses) const {
  losses.clear();
  const auto read = [&](NodeIndex unit) {
    const double share = view.Loss(unit);
    if (share > 0) losses.push_back({unit, share});
  };
  for (const NodeIndex unit : finals_) read(unit);
  for (const NodeIndex unit : added_finals) read(unit);
}

ChainState ChainEvaluator::Evaluate(const UnitEdit& edit) const {
  const UnitNetwork& network = editor_->network();
  const Edited edited(network, edit);
  const EditedNetwork overlay(editor_->editable(), editor_->ToNetworkEdit(edit));
  std::optional<CascadeEngine<EditedNetwork>> engine;
  const CascadeOptions cascade{.stop_threshold = options_.stop_threshold};

  double final_capacity = 0;
  std::vector<NodeIndex> added_finals;
  bool finals_touched = before_.points.empty();
  for (const NodeIndex unit : finals_) {
    final_capacity += edited.unit(unit).capacity_cny_year;
    finals_touched = finals_touched || edited.Touches(network.units[unit].product);
  }
  for (size_t i = 0; i < edit.added.size(); ++i) {
    if (final_product_[edit.added[i].product] == 0) continue;
    added_finals.push_back(static_cast<NodeIndex>(network.units.size() + i));
    final_capacity += edit.added[i].capacity_cny_year;
  }

  ChainState state;
  for (size_t point = 0; point < chain_.members.size(); ++point) {
    const uint32_t product = chain_.members[point].product;
    std::array<Shock, kLossKinds> shocks;
    std::array<std::vector<FinalLoss>, kLossKinds> recomputed;
    std::array<const std::vector<FinalLoss>*, kLossKinds> losses{};
    bool same = !finals_touched && !edited.Touches(product);
    for (size_t kind = 0; kind < kLossKinds; ++kind) {
      const Loss& before = losses_[point][kind];
      shocks[kind] = edited.Touches(product) ? edited.ShockOf(product, static_cast<LossKind>(kind))
                                             : before.shock;
      losses[kind] = &recomputed[kind];
      if (shocks[kind].nodes.empty()) continue;
      if (SameShock(shocks[kind], before.shock) && !overlay.Meets(before.trace)) {
        losses[kind] = &before.final_losses;
        ++state.cascades_kept;
        continue;
      }
      same = false;
      if (!engine) engine.emplace(overlay);
      const CascadeView view = engine->Run(shocks[kind], cascade, [](int, const auto&) {});
      ReadLosses(view, added_finals, recomputed[kind]);
      ++state.cascades_run;
    }
    state.points.push_back(same ? before_.points[point]
                                : Judge(point, edited, losses, shocks, final_capacity));
    state.risk += state.points.back().risk;
  }
  return state;
}

PointState ChainEvaluator::Judge(
    size_t point, const Edited& edited,
    const std::array<const std::vector<FinalLoss>*, kLossKinds>& losses,
    const std::array<Shock, kLossKinds>& shocks, double final_capacity) const {
  // A RiskPoint with just what the rule reads.
  RiskPoint judged;
  judged.product = chain_.members[point].product;
  PointState state;
  state.product = judged.product;
  bool any = false;
  for (size_t kind = 0; kind < kLossKinds; ++kind) {
    double lost = 0;
    for (const FinalLoss& loss : *losses[kind]) {
      lost += edited.unit(loss.unit).capacity_cny_year * loss.lost_share;
    }
    LossEvidence& evidence = judged.losses[kind];
    evidence.applies = !shocks[kind].nodes.empty();
    evidence.severity = final_capacity > 0 ? std::min(1.0, lost / final_capacity) : 0;
    state.severities[kind] = evidence.severity;
    if (!evidence.applies || (any && evidence.severity <= judged.severity)) continue;
    any = true;
    judged.severity = evidence.severity;
    judged.gravest = static_cast<LossKind>(kind);
  }
  double sum = 0, squares = 0, capacity_lost = 0, spare = 0;
  const auto weigh = [&](double capacity) {
    sum += capacity;
    squares += capacity * capacity;
  };
  const auto& shocked = shocks[static_cast<size_t>(judged.gravest)].nodes;
  const auto is_shocked = [&](NodeIndex node) {
    return std::any_of(shocked.begin(), shocked.end(),
                       [&](const ShockedNode& one) { return one.node == node; });
  };
  for (const NodeIndex maker : edited.MakersOf(judged.product)) {
    const Unit& unit = edited.unit(maker);
    weigh(unit.capacity_cny_year);
    if (!is_shocked(maker)) spare += unit.spare_cny_year();
  }
  const NodeIndex outside = editor_->network().OutsideOf(judged.product);
  if (outside != kNone) weigh(edited.unit(outside).capacity_cny_year);
  for (const ShockedNode& node : shocked) capacity_lost += edited.unit(node.node).capacity_cny_year;
  LossEvidence& gravest = judged.losses[static_cast<size_t>(judged.gravest)];
  gravest.spare_ratio = capacity_lost > 0 ? spare / capacity_lost : 0;
  judged.makers_effective = squares > 0 ? sum * sum / squares : 0;
  FindTimes(point, edited, state);
  judged.stock_days = state.stock_days;
  judged.qualify_days = state.qualify_days;
  JudgePoint(options_.rule, judged);
  state.severity = judged.severity;
  state.gravest = judged.gravest;
  state.risk_class = judged.risk_class;
  state.score = judged.score;
  state.makers_effective = judged.makers_effective;
  state.spare_ratio = gravest.spare_ratio;
  state.risk =
      state.severity + options_.objective.class_weight * static_cast<double>(state.risk_class);
  return state;
}

void ChainEvaluator::FindTimes(size_t point, const Edited& edited, PointState& state) const {
  for (const uint32_t row : uses_[point]) {
    const ProductInput& input = editor_->network().inputs[row];
    if (!edited.MakesAny(input.product)) continue;
    const auto stock = edited.StockDays(row);
    if (stock) state.stock_days = std::min(state.stock_days.value_or(*stock), *stock);
    if (input.qualify_days) {
      state.qualify_days = std::max(state.qualify_days.value_or(0.0), *input.qualify_days);
    }
  }
}

std::vector<uint8_t> ChainEvaluator::Reaches(const Names& names) const {
  const SupplyNetwork& network = editor_->editable().network();
  const auto named = [](std::span<const NodeIndex> nodes, const auto& hit) {
    return std::any_of(nodes.begin(), nodes.end(), hit);
  };
  const auto meets = [&](const CascadeTrace& trace) {
    const auto supply = [&](NodeIndex node) { return trace.SupplyHit(node); };
    const auto demand = [&](NodeIndex node) { return trace.DemandHit(node); };
    for (const uint32_t product : names.products) {
      if (trace.SectorHit(product)) return true;
    }
    for (const NodeIndex node : names.suppliers) {
      if (demand(node) || named(network.Customers(node), demand)) return true;
    }
    for (const NodeIndex node : names.customers) {
      if (demand(node) || named(network.Suppliers(node), supply)) return true;
    }
    return false;
  };
  const auto holds = [](const std::vector<uint32_t>& values, uint32_t value) {
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  const bool final_sized =
      std::any_of(names.sized_products.begin(), names.sized_products.end(),
                  [this](uint32_t product) { return final_product_[product] != 0; });
  std::vector<uint8_t> reached(chain_.members.size(), 0);
  for (size_t point = 0; point < reached.size(); ++point) {
    const uint32_t product = chain_.members[point].product;
    bool is_reached = final_sized || holds(names.products, product) ||
                      holds(names.sized_products, product) || holds(names.stock_products, product);
    for (const Loss& loss : losses_[point]) {
      is_reached = is_reached || (!loss.shock.nodes.empty() && meets(loss.trace));
    }
    reached[point] = is_reached ? 1 : 0;
  }
  return reached;
}

}  // namespace lianmeng::chain
