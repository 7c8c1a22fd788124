// How long a supply chain survives a disruption, and what it loses until it has recovered: the
// time-to-survive (TTS) and time-to-recover (TTR) models, as linear programs.
//
// A *process* turns goods into goods, at most capacity_day units of activity a day. It draws each
// input from what is made of the good, or from the stock that it holds for itself. A disruption
// is a lower capacity (0: the node is lost) in the model that is given.
//  - TTR model: demand lasts for `duration` days; stocks, capacities and alternatives are used so
//    that the least value of demand is lost. That value is the disruption's performance impact.
//  - TTS model: the longest time for which all demand can be met.
// Both count totals over the whole time, as published: what is made early may be used late and, at
// the optimum, the other way round. A program that gives each day its own columns would tell more
// and need data that no one has (docs/decisions/0008-aggregate-time-programs.md).
//
// For time t, activity x, plan X, purchases y, missing m, demand lost l, all at least 0:
//   x − y_i ≤ stock_i                       essential input i
//   X − y_i − m_i ≤ stock_i                 replaceable input i;  x + Σ lost_share_i m_i ≤ X
//   X ≤ capacity t,  Σ_{at one site} X ≤ site capacity t
//   Σ amount y + demand t − l ≤ Σ amount x + stock      each good;  l ≤ demand t
// TTR: t given, least Σ value l.  TTS: l = 0, greatest t.
// Without replaceable inputs (X = x) these are the published constraints. A replaceable input that
// is missing costs its share of the output, as in the cascade (docs/risk-points.md, section 2).
//
// Example:   TimeSolver solver(model);
//            LM_ASSIGN(const Survival survival, solver.Survive());
//            LM_ASSIGN(const Impact impact, solver.Lose(180));
// Units:     days; goods and activity in any unit; value in CNY for a unit of the good.
// Cost:      one linear program for each answer, the second from the basis of the first.
// Determinism: equal calls, equal answers.
// Source:    Simchi-Levi, Schmidt, Wei, Zhang, Combs, Ge, Gusikhin, Sanders, Zhang, "Identifying
//            risks and mitigating disruptions in the automotive supply chain", Interfaces 45(5),
//            2015, appendix; Simchi-Levi, Wang, Wei, Production and Operations Management 27(8),
//            2018, for flexible plants (here: sites).
//
// Errors:    kInvalidArgument names the good, process or input (Place.field, Place.line from 1) and
//            the value: negative, not finite, an index out of range, shares above 1.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "chain/linear_program.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

struct TimeInput {
  uint32_t good = 0;
  double amount = 1;  // of the good for a unit of activity
  // kIrrelevant: of no effect.
  Essentiality essentiality = Essentiality::kEssential;
  // Of a replaceable input: part of a unit of activity lost when none of the input comes, 0..1.
  double lost_share = 0;
  // Held at the process: the activity it carries. Not known: counted as 0, and the answers say
  // whether that mattered.
  std::optional<double> stock;
};

struct TimeOutput {
  uint32_t good = 0;
  double amount = 1;  // for a unit of activity
};

struct TimeProcess {
  static constexpr uint32_t kNoSite = 0xffffffff;
  double capacity_day = 0;  // activity a day, at most
  uint32_t site = kNoSite;  // processes of one site share its capacity
  std::vector<TimeOutput> outputs;
  std::vector<TimeInput> inputs;
};

struct TimeGood {
  double demand_day = 0;
  double value = 0;  // lost with each unit of demand that is not met
  double stock = 0;  // of the good itself, for whoever needs it
};

struct TimeModel {
  std::vector<TimeGood> goods;
  std::vector<TimeProcess> processes;
  std::vector<double> site_capacity_day;
};

struct TimeOptions {
  // A chain that survives this long survives; it keeps the program bounded. 10 years.
  double horizon_days = 3650;
};

// What a unit more of a stock is worth: at most `price`, and exactly that for a small amount if the
// optimum is not degenerate. (The answer is concave in a stock, the price a slope above it.)
struct StockPrice {
  uint32_t process = 0;
  uint32_t input = 0;  // of the process
  bool known = true;   // false: the stock was counted as 0
  double price = 0;    // > 0
};

struct Survival {
  double days = 0;
  bool unlimited = false;  // horizon_days or more
  // A stock that is not known limits the time: it is at least `days`. Else `days` is exact,
  // whatever the unknown stocks are.
  bool at_least = false;
  std::vector<StockPrice> stocks;        // days for a unit of activity in stock
  std::vector<uint32_t> limiting_goods;  // goods in demand that end it
};

struct Impact {
  double loss = 0;                 // Σ value · demand lost
  bool at_most = false;            // a stock that is not known would lower it
  std::vector<double> lost;        // of each good, units
  std::vector<StockPrice> stocks;  // value for a unit of activity in stock
};

class TimeSolver {
 public:
  // Errors: see above.
  [[nodiscard]] static Result<TimeSolver> Build(const TimeModel& model, const TimeOptions& options);

  [[nodiscard]] Result<Survival> Survive();
  // Requires: duration_days finite, >= 0 (checked).
  [[nodiscard]] Result<Impact> Lose(double duration_days);
  // Value lost each day when all stocks are gone, for as long as the disruption lasts.
  [[nodiscard]] Result<double> LoseDailyWithoutStock();

  [[nodiscard]] size_t row_count() const { return solver_.program().rows.size(); }

 private:
  friend class TimeProgramBuilder;
  // A row whose upper bound is a stock.
  struct StockRow {
    uint32_t row = 0;
    double stock = 0;
    uint32_t process = 0;
    uint32_t input = 0;
    bool is_input = false;  // false: the stock of a good
    bool known = true;
  };
  struct DemandColumn {
    uint32_t column = 0;  // of the demand lost
    uint32_t row = 0;     // of the good's balance
    uint32_t good = 0;
    double cost = 0;  // value / scale_
  };
  TimeSolver(LinearProgram program, const TimeOptions& options)
      : solver_(std::move(program)), options_(options) {}

  void SetTime(const LpColumn& time);
  void AllowLoss(bool allowed);
  void UseStocks(bool used);
  [[nodiscard]] std::vector<StockPrice> PricesOf(const LpSolution& solution, double scale) const;

  LpSolver solver_;
  TimeOptions options_;
  size_t good_count_ = 0;
  double scale_ = 1;  // costs are values / scale_, so that they are near 1
  std::vector<StockRow> stocks_;
  std::vector<DemandColumn> demands_;
};

// The risk exposure index of each disruption: its impact over the largest of them, 0..1; all 0 if
// none has an impact. Source: Simchi-Levi, Schmidt, Wei, Harvard Business Review 92(1-2), 2014.
[[nodiscard]] std::vector<double> RiskExposure(std::span<const double> impacts);

}  // namespace lianmeng::chain
