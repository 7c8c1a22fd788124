// What an edit of the unit network does to the risk points of one chain, by exact re-evaluation.
//
// The objective (docs/repair.md): what a chain's risk points cost together,
//   risk = Σ over points (severity + class_weight × rank),  rank 0 none, 1 yellow, 2 orange, 3 red
// with severity and class as in docs/risk-points.md. Severity is unrounded.
//
// What is recomputed: of the three shocks of each point those that hit other units after the edit,
// and those whose cascade meets it (EditedNetwork::Meets). Every other cascade keeps its losses,
// which is exact. Sizes, substitutability, times, severity and class of all points are always
// computed from the edited sizes and stocks: they cost next to nothing.
//
// Example:   LM_ASSIGN(const auto evaluator, ChainEvaluator::Prepare(editor, chain));
//            const ChainState after = evaluator.Evaluate(edit);
// Cost:      Prepare: three cascades a point. Evaluate: those that meet the edit.
// Determinism: equal input, equal output. Equal to FindRiskPoints on the network built anew
//            (BuildEdited) within 1e-9.
// Thread-safety: const after Prepare; the editor and its network must outlive it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "chain/risk_points.h"
#include "chain/unit_edit.h"

namespace lianmeng::chain {

struct RepairObjective {
  double class_weight = 0.05;  // one class counts as 5 % of the chain's final output
};

struct PointState {
  uint32_t product = 0;
  std::array<double, kLossKinds> severities{};  // by LossKind; 0 where it does not apply
  double severity = 0;                          // the largest
  LossKind gravest = LossKind::kLargestMaker;
  RiskClass risk_class = RiskClass::kNone;
  int score = 0;
  double makers_effective = 0;
  double spare_ratio = 0;  // for the gravest loss
  std::optional<double> stock_days, qualify_days;
  double risk = 0;  // its part of the objective
};

struct ChainState {
  double risk = 0;
  std::vector<PointState> points;  // in the order of the chain's members
  int64_t cascades_run = 0;
  int64_t cascades_kept = 0;
};

class ChainEvaluator {
 public:
  struct Options {
    RepairObjective objective;
    RiskRule rule;
    double stop_threshold = RiskOptions{}.stop_threshold;
  };

  // Errors:  kInvalidArgument: a product out of range or twice; kCancelled.
  [[nodiscard]] static Result<ChainEvaluator> Prepare(const UnitEditor& editor,
                                                      const ChainInput& chain,
                                                      const Options& options,
                                                      Progress& progress = Progress::None());

  [[nodiscard]] const ChainState& before() const { return before_; }
  [[nodiscard]] const UnitEditor& editor() const { return *editor_; }
  [[nodiscard]] const ChainInput& chain() const { return chain_; }
  [[nodiscard]] ChainState Evaluate(const UnitEdit& edit) const;
  // What a measure names, whatever comes of it in the end: units of the network whose sales or
  // purchases it may change, the products that any of its units makes, those of which it changes a
  // maker's size, and those of which it changes the users' stock or adds users.
  struct Names {
    std::vector<NodeIndex> suppliers, customers;
    std::vector<uint32_t> products, sized_products, stock_products;
  };
  // By point: whether such a measure, with whatever others, can change it: 0 only if every edit
  // that names nothing else leaves the point's figures as they are.
  [[nodiscard]] std::vector<uint8_t> Reaches(const Names& names) const;

 private:
  struct FinalLoss {
    NodeIndex unit = 0;
    double lost_share = 0;
  };
  struct Loss {
    Shock shock;
    CascadeTrace trace;
    std::vector<FinalLoss> final_losses;
  };
  class Edited;

  void ReadLosses(const CascadeView& view, std::span<const NodeIndex> added_finals,
                  std::vector<FinalLoss>& losses) const;
  PointState Judge(size_t point, const Edited& edited,
                   const std::array<const std::vector<FinalLoss>*, kLossKinds>& losses,
                   const std::array<Shock, kLossKinds>& shocks, double final_capacity) const;
  void FindTimes(size_t point, const Edited& edited, PointState& state) const;

  const UnitEditor* editor_ = nullptr;
  ChainInput chain_;
  Options options_;
  std::vector<NodeIndex> finals_;                     // makers of the chain's finished goods
  std::vector<std::array<Loss, kLossKinds>> losses_;  // by member of the chain
  // By member of the chain: the rows of UnitNetwork::inputs that need it and count for its times.
  std::vector<std::vector<uint32_t>> uses_;
  std::vector<uint8_t> in_chain_;       // by product
  std::vector<uint8_t> final_product_;  // by product
  ChainState before_;
};

}  // namespace lianmeng::chain
