// Repair plans: measures that mend a chain (补链 add a maker, 固链 secure a second source or a stock,
// 强链 strengthen a maker), what each costs by a published rule, and which to take for a budget.
//
// Measures are made from records alone (docs/repair.md states every rule):
//   new maker      a firm that makes a sibling product (same industry code, or same category and a
//                  common input, or half of the inputs in common), nearest to the point's largest buyer, outside the city
//                  that the gravest loss takes; as large as its sibling line allows
//   second source  a buyer that takes half or more of a product from what the gravest loss takes,
//                  and the nearest remaining maker with spare capacity
//   stock          users hold the product for as long as another source takes to qualify
//   capacity       the largest remaining makers grow, within what capacity and revenue make plausible
// No fact is invented: numbers that nobody has given are the options below, shown as assumptions.
//
// Example:   const auto measures = ProposeMeasures(evaluator, facts, {});
//            const ChoiceProblem problem = MakeProblem(evaluator, measures);
//            LM_ASSIGN(const auto frontier, PlanFrontier::Trace(problem, {}));
//            LM_ASSIGN(const Choice plan, frontier.Choose(5e7));
// Cost:      ProposeMeasures: milliseconds. a frontier: some evaluations for each measure.
// Determinism: equal input, equal output; ties to the lower index.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/geo.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/text_pair.h"
#include "chain/repair_choice.h"
#include "chain/repair_evaluator.h"

namespace lianmeng::chain {

enum class MeasureKind : uint8_t { kAdd, kSecure, kStrengthen };  // 补链 固链 强链
enum class MeasureForm : uint8_t { kNewMaker, kSecondSource, kStock, kCapacity };

[[nodiscard]] MeasureKind KindOf(MeasureForm form);
[[nodiscard]] std::string_view Code(MeasureKind kind);  // "add", "secure", "strengthen"
[[nodiscard]] std::string_view Code(MeasureForm form);  // "new_maker", "second_source", ...
[[nodiscard]] TextPair Label(MeasureKind kind);
[[nodiscard]] TextPair Label(MeasureForm form);

// What a measure costs. All are assumptions until someone gives better ones.
struct CostRule {
  double capacity_cny = 0.6;           // investment for one CNY of yearly output
  double new_maker_factor = 0.8;       // of that, for a firm with a sibling line
  double qualify_cny = 500'000;        // to qualify a new maker or source, once
  double contract_share = 0.02;        // of the yearly value moved: price and set-up
  double freight_share_100km = 0.005;  // of the yearly value moved, for every 100 km
  double carrying_rate = 0.15;         // yearly cost of a stock, of its value
};

struct ProposeOptions {
  CostRule cost;
  double severity_min = 0.005;     // points below are left alone, unless they have a class
  int firms_max = 3;               // new makers, and makers that grow, for each point
  int customers_max = 6;           // buyers for each point
  int sources_max = 2;             // second sources for each of them
  double dependence_min = 0.5;     // of a buyer on what the gravest loss takes
  double move_share = 0.5;         // of what it buys there, moved
  double sibling_share = 0.3;      // of a sibling line's capacity, for a new product
  double growth_share = 0.3;       // of a maker's capacity
  double revenue_share = 0.25;     // of a firm's yearly revenue, where it is known
  double new_maker_in_use = 0.75;  // of its capacity, at most
  double inputs_common_min = 0.5;  // of two products: common inputs / all inputs
  double distance_min_km = 15;     // within a city
  double distance_unknown_km = 300;
};

// What the unit network does not say.
struct RepairFacts {
  std::vector<GeoPoint> cities;
  std::vector<std::optional<double>> revenue_cny_year;  // by organisation
  std::vector<uint32_t> category;                       // by product; kNone: none given
  std::vector<uint32_t> industry;                       // by product; kNone: none given
};

struct Measure {
  struct Purchase {
    NodeIndex supplier = 0;
    double value_cny_year = 0;
    Essentiality essentiality = Essentiality::kReplaceable;
  };
  struct Takeover {
    NodeIndex from = 0;
    NodeIndex customer = 0;
    double value_cny_year = 0;
  };

  MeasureForm form = MeasureForm::kNewMaker;
  uint32_t product = 0;           // the risk point that it mends
  uint32_t organisation = kNone;  // that makes, delivers or grows; kNone for a stock
  uint32_t customer = kNone;      // organisation; of a second source
  NodeIndex unit = kNone;         // that delivers or grows
  NodeIndex customer_unit = kNone;
  uint32_t city = kNone;         // of the organisation
  double capacity_cny_year = 0;  // of a new maker, or added
  double moved_cny_year = 0;     // trade moved
  double stock_cny = 0;          // value of the stock added
  std::optional<double> days;    // stock cover reached
  double distance_km = 0;        // to the buyer; 0 for a stock
  bool distance_known = false;
  double cost_cny = 0;
  uint32_t sibling_product = kNone;  // that the new maker makes today
  double sibling_capacity_cny_year = 0;
  double dependence = 0;        // of the buyer on what the gravest loss takes
  std::vector<uint32_t> calls;  // organisations to call, the most important first
  std::vector<Takeover> takeovers;
  std::vector<Purchase> purchases;   // of a new maker
  std::vector<uint32_t> stock_rows;  // of UnitNetwork::inputs
};

[[nodiscard]] std::vector<Measure> ProposeMeasures(const ChainEvaluator& evaluator,
                                                   const RepairFacts& facts,
                                                   const ProposeOptions& options = {});

// What measures do together, taken in the order given.
[[nodiscard]] UnitEdit EditOf(const UnitEditor& editor, std::span<const Measure* const> measures);

// The choice among `measures` as a problem for PlanFrontier; the evaluator and the measures must
// outlive it. part_max[p]: all of the point's present risk.
[[nodiscard]] ChoiceProblem MakeProblem(const ChainEvaluator& evaluator,
                                        const std::vector<Measure>& measures);

}  // namespace lianmeng::chain
