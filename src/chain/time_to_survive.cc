// TimeProgramBuilder writes the rows of the header once; the answers differ only in the bounds of
// the time and of the demand lost, so that the second starts from the basis of the first.
#include "chain/time_to_survive.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lianmeng::chain {
namespace {

constexpr uint32_t kTime = 0;       // column
constexpr double kPriceMin = 1e-7;  // less is the solver's rounding
constexpr double kSharesMax = 1 + 1e-9;

struct Item {
  const char* table;
  size_t index;
  const char* field;
};

Status CheckAmount(const Item& item, double value) {
  if (std::isfinite(value) && value >= 0) return Ok{};
  return MakeError(ErrorCode::kInvalidArgument,
                   {"应为不小于 0 的有限数", "must be finite and not negative"},
                   {.file = {},
                    .line = static_cast<int64_t>(item.index) + 1,
                    .field = std::string(item.table) + "." + item.field,
                    .value = std::to_string(value)});
}

Status CheckIndex(const Item& item, uint32_t index, size_t count) {
  if (index < count) return Ok{};
  return MakeError(ErrorCode::kInvalidArgument, {"没有这个编号", "there is no such index"},
                   {.file = {},
                    .line = static_cast<int64_t>(item.index) + 1,
                    .field = std::string(item.table) + "." + item.field,
                    .value = std::to_string(index)});
}

Status CheckProcess(const TimeModel& model, size_t index) {
  const TimeProcess& process = model.processes[index];
  LM_TRY(CheckAmount({"processes", index, "capacity_day"}, process.capacity_day));
  if (process.site != TimeProcess::kNoSite) {
    LM_TRY(CheckIndex({"processes", index, "site"}, process.site, model.site_capacity_day.size()));
  }
  for (const TimeOutput& output : process.outputs) {
    LM_TRY(CheckIndex({"processes", index, "outputs.good"}, output.good, model.goods.size()));
    LM_TRY(CheckAmount({"processes", index, "outputs.amount"}, output.amount));
  }
  double shares = 0;
  for (const TimeInput& input : process.inputs) {
    LM_TRY(CheckIndex({"processes", index, "inputs.good"}, input.good, model.goods.size()));
    LM_TRY(CheckAmount({"processes", index, "inputs.amount"}, input.amount));
    LM_TRY(CheckAmount({"processes", index, "inputs.lost_share"}, input.lost_share));
    LM_TRY(CheckAmount({"processes", index, "inputs.stock"}, input.stock.value_or(0)));
    if (input.essentiality == Essentiality::kReplaceable) shares += input.lost_share;
  }
  if (shares <= kSharesMax) return Ok{};
  return MakeError(
      ErrorCode::kInvalidArgument,
      {"可替代投入的份额合计超过 1", "shares of replaceable inputs add up to more than 1"},
      {.file = {},
       .line = static_cast<int64_t>(index) + 1,
       .field = "processes.inputs.lost_share",
       .value = std::to_string(shares)});
}

Status Validate(const TimeModel& model, const TimeOptions& options) {
  LM_TRY(CheckAmount({"options", 0, "horizon_days"}, options.horizon_days));
  for (size_t i = 0; i < model.goods.size(); ++i) {
    LM_TRY(CheckAmount({"goods", i, "demand_day"}, model.goods[i].demand_day));
    LM_TRY(CheckAmount({"goods", i, "value"}, model.goods[i].value));
    LM_TRY(CheckAmount({"goods", i, "stock"}, model.goods[i].stock));
  }
  for (size_t i = 0; i < model.site_capacity_day.size(); ++i) {
    LM_TRY(CheckAmount({"sites", i, "capacity_day"}, model.site_capacity_day[i]));
  }
  for (size_t i = 0; i < model.processes.size(); ++i) LM_TRY(CheckProcess(model, i));
  return Ok{};
}

}  // namespace

class TimeProgramBuilder {
 public:
  explicit TimeProgramBuilder(const TimeModel& model) : model_(model) {}

  TimeSolver Build(const TimeOptions& options) {
    program_.AddColumn({});  // kTime
    AddGoods();
    for (const double capacity : model_.site_capacity_day) {
      sites_.push_back(AddLimit(capacity));
    }
    for (uint32_t process = 0; process < model_.processes.size(); ++process) AddProcess(process);
    AddEntries();
    TimeSolver solver(std::move(program_), options);
    solver.good_count_ = model_.goods.size();
    solver.scale_ = scale_;
    solver.stocks_ = std::move(stocks_);
    solver.demands_ = std::move(demands_);
    return solver;
  }

 private:
  // A row  … − per_day · time ≤ 0.
  uint32_t AddLimit(double per_day) {
    const uint32_t row = program_.AddRow({.upper = 0});
    program_.Add(row, kTime, -per_day);
    return row;
  }

  void AddGoods() {
    scale_ = 0;
    for (const TimeGood& good : model_.goods) {
      scale_ = std::max(scale_, good.value * std::max(1.0, good.demand_day));
    }
    if (scale_ <= 0) scale_ = 1;
    for (uint32_t index = 0; index < model_.goods.size(); ++index) {
      const TimeGood& good = model_.goods[index];
      const uint32_t row = program_.AddRow({.upper = good.stock});
      balances_.push_back(row);
      stocks_.push_back({.row = row, .stock = good.stock});
      if (good.demand_day <= 0) continue;
      program_.Add(row, kTime, good.demand_day);
      const uint32_t lost = program_.AddColumn({});
      program_.Add(row, lost, -1);
      program_.Add(AddLimit(good.demand_day), lost, 1);
      demands_.push_back({lost, row, index, good.value / scale_});
    }
  }

  void AddProcess(uint32_t index) {
    const TimeProcess& process = model_.processes[index];
    const uint32_t plan = program_.AddColumn({});
    program_.Add(AddLimit(process.capacity_day), plan, 1);
    if (process.site != TimeProcess::kNoSite) program_.Add(sites_[process.site], plan, 1);
    const bool replaceable = std::any_of(
        process.inputs.begin(), process.inputs.end(),
        [](const TimeInput& input) { return input.essentiality == Essentiality::kReplaceable; });
    uint32_t activity = plan;
    uint32_t yield = 0;  // the row  activity + Σ lost_share · missing ≤ plan
    if (replaceable) {
      activity = program_.AddColumn({});
      yield = program_.AddRow({.upper = 0});
      program_.Add(yield, activity, 1);
      program_.Add(yield, plan, -1);
    }
    // A good may be named twice, by outputs or by an input of its own: entries are added up later.
    for (const TimeOutput& output : process.outputs) {
      flows_.push_back({balances_[output.good], activity, -output.amount});
    }
    for (uint32_t i = 0; i < process.inputs.size(); ++i) {
      const TimeInput& input = process.inputs[i];
      if (input.essentiality == Essentiality::kIrrelevant) continue;
      const double stock = input.stock.value_or(0);
      const uint32_t row = program_.AddRow({.upper = stock});
      stocks_.push_back({row, stock, index, i, true, input.stock.has_value()});
      const uint32_t bought = program_.AddColumn({});
      program_.Add(row, bought, -1);
      flows_.push_back({balances_[input.good], bought, input.amount});
      if (input.essentiality == Essentiality::kEssential) {
        program_.Add(row, activity, 1);
        continue;
      }
      const uint32_t missing = program_.AddColumn({});
      program_.Add(row, plan, 1);
      program_.Add(row, missing, -1);
      program_.Add(yield, missing, input.lost_share);
    }
  }

  void AddEntries() {
    std::sort(flows_.begin(), flows_.end(), [](const LpEntry& a, const LpEntry& b) {
      return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
    for (size_t i = 0; i < flows_.size();) {
      LpEntry sum = flows_[i];
      for (++i; i < flows_.size() && flows_[i].row == sum.row && flows_[i].column == sum.column;
           ++i) {
        sum.value += flows_[i].value;
      }
      if (sum.value != 0) program_.entries.push_back(sum);
    }
  }

  const TimeModel& model_;
  LinearProgram program_;
  double scale_ = 1;
  std::vector<uint32_t> balances_;  // row of each good
  std::vector<uint32_t> sites_;     // row of each site
  std::vector<LpEntry> flows_;      // of the balances
  std::vector<TimeSolver::StockRow> stocks_;
  std::vector<TimeSolver::DemandColumn> demands_;
};

Result<TimeSolver> TimeSolver::Build(const TimeModel& model, const TimeOptions& options) {
  LM_TRY(Validate(model, options));
  return TimeProgramBuilder(model).Build(options);
}

void TimeSolver::SetTime(const LpColumn& time) { solver_.SetColumn(kTime, time); }

void TimeSolver::AllowLoss(bool allowed) {
  for (const DemandColumn& demand : demands_) {
    solver_.SetColumn(demand.column,
                      {.upper = allowed ? kInfinity : 0, .cost = allowed ? demand.cost : 0});
  }
}

void TimeSolver::UseStocks(bool used) {
  for (const StockRow& stock : stocks_) {
    solver_.SetRow(stock.row, {.upper = used ? stock.stock : 0});
  }
}

std::vector<StockPrice> TimeSolver::PricesOf(const LpSolution& solution, double scale) const {
  std::vector<StockPrice> prices;
  for (const StockRow& stock : stocks_) {
    const double price = -solution.prices[stock.row];
    if (!stock.is_input || price < kPriceMin) continue;
    prices.push_back({stock.process, stock.input, stock.known, price * scale});
  }
  return prices;
}

Result<Survival> TimeSolver::Survive() {
  SetTime({.upper = options_.horizon_days, .cost = -1});
  AllowLoss(false);
  UseStocks(true);
  LM_ASSIGN(const LpSolution solution, solver_.Solve());
  Survival survival;
  survival.days = std::max(0.0, solution.values[kTime]);
  survival.unlimited = survival.days >= options_.horizon_days * (1 - 1e-9);
  if (survival.unlimited) return survival;
  survival.stocks = PricesOf(solution, 1);
  survival.at_least = std::any_of(survival.stocks.begin(), survival.stocks.end(),
                                  [](const StockPrice& price) { return !price.known; });
  for (const DemandColumn& demand : demands_) {
    if (-solution.prices[demand.row] >= kPriceMin) survival.limiting_goods.push_back(demand.good);
  }
  return survival;
}

Result<Impact> TimeSolver::Lose(double duration_days) {
  LM_TRY(CheckAmount({"disruption", 0, "duration_days"}, duration_days));
  SetTime({.lower = duration_days, .upper = duration_days});
  AllowLoss(true);
  UseStocks(true);
  LM_ASSIGN(const LpSolution solution, solver_.Solve());
  Impact impact;
  impact.loss = std::max(0.0, solution.objective * scale_);
  impact.lost.assign(good_count_, 0.0);
  for (const DemandColumn& demand : demands_) {
    impact.lost[demand.good] = std::max(0.0, solution.values[demand.column]);
  }
  impact.stocks = PricesOf(solution, scale_);
  impact.at_most = std::any_of(impact.stocks.begin(), impact.stocks.end(),
                               [](const StockPrice& price) { return !price.known; });
  return impact;
}

Result<double> TimeSolver::LoseDailyWithoutStock() {
  SetTime({.lower = 1, .upper = 1});
  AllowLoss(true);
  UseStocks(false);
  LM_ASSIGN(const LpSolution solution, solver_.Solve());
  return std::max(0.0, solution.objective * scale_);
}

std::vector<double> RiskExposure(std::span<const double> impacts) {
  double largest = 0;
  for (const double impact : impacts) largest = std::max(largest, impact);
  std::vector<double> index;
  for (const double impact : impacts) index.push_back(largest > 0 ? impact / largest : 0);
  return index;
}

}  // namespace lianmeng::chain
