// Prepare finds who depends on whom; ModelOf writes the processes of one loss; Judge reads the
// answers off.
#include "chain/chain_time.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace lianmeng::chain {
namespace {

constexpr double kDaysInYear = 365;
constexpr double kDaysSlack = 1e-6;  // TTS and TTR closer than this are equal

// What is made of a product in a day.
struct Supply {
  double normal_cny_day = 0;    // of the region's makers: capacity × utilisation
  double capacity_cny_day = 0;  // of the region's makers
  double outside_cny_day = 0;   // sold into the region now

  [[nodiscard]] double total() const { return normal_cny_day + outside_cny_day; }
  [[nodiscard]] double region_share() const { return normal_cny_day / total(); }
};

struct Use {
  uint32_t input = 0;  // into network.inputs
  double cost_share = 0;
  double draw = 0;        // of all that the chain uses of the good; adds up to 1 over its users
  double lost_share = 0;  // cost share over that of all inputs of the user
};

Error BadInput(size_t row, const char* field, double value) {
  return MakeError(ErrorCode::kInvalidArgument,
                   {"应为不小于 0 的有限数", "must be finite and not negative"},
                   {.file = {},
                    .line = static_cast<int64_t>(row) + 1,
                    .field = std::string("inputs.") + field,
                    .value = std::to_string(value)});
}

bool IsAmount(double value) { return std::isfinite(value) && value >= 0; }

class ChainTimer {
 public:
  ChainTimer(const UnitNetwork& network, const ChainInput& chain, const ChainTimeOptions& options)
      : network_(network), chain_(chain), options_(options) {}

  Result<ChainTime> Run(Progress& progress) {
    LM_TRY(Prepare());
    result_.horizon_days = options_.time.horizon_days;
    progress.Begin({"计算生存与恢复时间", "Computing time to survive and to recover"},
                   static_cast<int64_t>(chain_.members.size()));
    for (size_t i = 0; i < chain_.members.size(); ++i) {
      if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
      LM_TRY(AddPoint(chain_.members[i].product));
      progress.Advance(static_cast<int64_t>(i) + 1);
    }
    RateExposure();
    return std::move(result_);
  }

 private:
  Status Prepare() {
    LM_TRY(CheckRecords());
    supply_.resize(network_.product_count);
    for (uint32_t product = 0; product < network_.product_count; ++product) {
      supply_[product] = SupplyOf(product);
    }
    inputs_of_.resize(network_.product_count);
    users_of_.resize(network_.product_count);
    for (uint32_t i = 0; i < network_.inputs.size(); ++i) {
      inputs_of_[network_.inputs[i].product].push_back(i);
    }
    for (const uint32_t final : finals_) {
      result_.final_output_cny_day += supply_[final].normal_cny_day;
    }
    FindUses();
    return Ok{};
  }

  Status CheckRecords() {
    std::vector<bool> seen(network_.product_count, false);
    is_final_.assign(network_.product_count, false);
    for (const ChainMember& member : chain_.members) {
      const bool exists = member.product < network_.product_count;
      if (!exists || seen[member.product]) {
        return MakeError(ErrorCode::kInvalidArgument,
                         exists
                             ? TextPair{"产品在一条链中出现两次", "a product is twice in one chain"}
                             : TextPair{"没有这个产品", "there is no such product"},
                         {.file = {},
                          .line = 0,
                          .field = "chain.product",
                          .value = std::to_string(member.product)});
      }
      seen[member.product] = true;
      is_final_[member.product] = member.final;
      if (member.final) finals_.push_back(member.product);
    }
    for (size_t i = 0; i < network_.inputs.size(); ++i) {
      const ProductInput& input = network_.inputs[i];
      if (!IsAmount(input.stock_days.value_or(0))) {
        return BadInput(i, "stock_days", *input.stock_days);
      }
      if (!IsAmount(input.qualify_days.value_or(0))) {
        return BadInput(i, "qualify_days", *input.qualify_days);
      }
    }
    return Ok{};
  }

  [[nodiscard]] Supply SupplyOf(uint32_t product) const {
    Supply supply;
    for (const NodeIndex maker : network_.MakersOf(product)) {
      const Unit& unit = network_.units[maker];
      supply.capacity_cny_day += unit.capacity_cny_year / kDaysInYear;
      supply.normal_cny_day += unit.capacity_cny_year * unit.utilisation / kDaysInYear;
    }
    const NodeIndex outside = network_.OutsideOf(product);
    if (outside != kNone) {
      supply.outside_cny_day = network_.units[outside].capacity_cny_year / kDaysInYear;
    }
    return supply;
  }

  [[nodiscard]] bool Makes(uint32_t product) const { return supply_[product].normal_cny_day > 0; }

  // The uses on the ways to a finished good that the region makes, from the finished goods back.
  void FindUses() {
    std::vector<uint32_t> queue;
    std::vector<bool> reached(network_.product_count, false);
    const auto reach = [&](uint32_t product) {
      if (reached[product]) return;
      reached[product] = true;
      queue.push_back(product);
    };
    for (const uint32_t final : finals_) {
      if (Makes(final)) reach(final);
    }
    while (!queue.empty()) {
      const uint32_t user = queue.back();
      queue.pop_back();
      if (!Makes(user)) continue;  // all of it comes from outside
      double shares = 0;
      for (const uint32_t i : inputs_of_[user]) shares += CostShareOf(i);
      for (const uint32_t i : inputs_of_[user]) {
        if (network_.inputs[i].essentiality == Essentiality::kIrrelevant) continue;
        const double share = CostShareOf(i);
        users_of_[network_.inputs[i].input].push_back({i, share, 0, share / shares});
        reach(network_.inputs[i].input);
      }
    }
    for (auto& uses : users_of_) {
      std::sort(uses.begin(), uses.end(),
                [](const Use& a, const Use& b) { return a.input < b.input; });
      double total = 0;
      for (const Use& use : uses) total += ValueOf(use);
      for (Use& use : uses) use.draw = ValueOf(use) / total;
    }
  }

  [[nodiscard]] double CostShareOf(uint32_t input) const {
    return std::max(options_.cost_share_min, network_.inputs[input].cost_share.value_or(0));
  }
  [[nodiscard]] double ValueOf(const Use& use) const {
    return use.cost_share * supply_[network_.inputs[use.input].product].normal_cny_day;
  }

  // The product and all that depends on it, in the order in which they are reached.
  [[nodiscard]] std::vector<uint32_t> DependentsOf(uint32_t product) const {
    std::vector<uint32_t> found = {product};
    std::vector<bool> seen(network_.product_count, false);
    seen[product] = true;
    for (size_t i = 0; i < found.size(); ++i) {
      for (const Use& use : users_of_[found[i]]) {
        const uint32_t user = network_.inputs[use.input].product;
        if (seen[user]) continue;
        seen[user] = true;
        found.push_back(user);
      }
    }
    return found;
  }

  // A loss as a model, with what its goods and inputs stand for.
  struct Model {
    TimeModel time;
    std::vector<uint32_t> final_of_good;         // kNone: not a finished good in demand
    std::vector<std::vector<uint32_t>> records;  // of each process's inputs, into network.inputs
  };

  // `left_cny_day`: what the makers of `lost` that remain can make; `outside`: whether its sources
  // outside remain.
  struct Remainder {
    double left_cny_day = 0;
    bool outside = true;
  };

  [[nodiscard]] Model ModelOf(uint32_t lost, const Remainder& remainder) const {
    const std::vector<uint32_t> products = DependentsOf(lost);
    Model model;
    std::unordered_map<uint32_t, uint32_t> good_of;
    for (const uint32_t product : products) {
      if (users_of_[product].empty()) continue;
      good_of[product] = static_cast<uint32_t>(model.time.goods.size());
      model.time.goods.push_back({});
      model.final_of_good.push_back(kNone);
    }
    for (const uint32_t product : products) {
      const Supply& supply = supply_[product];
      const bool used = good_of.contains(product);
      if (Makes(product)) {
        TimeProcess process;
        process.capacity_day =
            product == lost ? remainder.left_cny_day / supply.normal_cny_day : 1.0;
        if (used) process.outputs.push_back({good_of[product], supply.region_share()});
        if (is_final_[product]) {
          process.outputs.push_back({static_cast<uint32_t>(model.time.goods.size()), 1.0});
          model.time.goods.push_back({.demand_day = 1, .value = supply.normal_cny_day});
          model.final_of_good.push_back(product);
        }
        model.records.emplace_back();
        AddInputs(product, good_of, process, model.records.back());
        model.time.processes.push_back(std::move(process));
      }
      if (used && supply.outside_cny_day > 0) {
        const bool remains = product != lost || remainder.outside;
        const double share = supply.outside_cny_day / supply.total();
        model.time.processes.push_back({.capacity_day = remains ? 1.0 : 0.0,
                                        .outputs = {{good_of[product], share}},
                                        .inputs = {}});
        model.records.emplace_back();
      }
    }
    return model;
  }

  // The inputs of a product's makers that are themselves touched by the loss; the others come as
  // they always do.
  void AddInputs(uint32_t product, const std::unordered_map<uint32_t, uint32_t>& good_of,
                 TimeProcess& process, std::vector<uint32_t>& records) const {
    for (const uint32_t i : inputs_of_[product]) {
      const ProductInput& input = network_.inputs[i];
      const auto good = good_of.find(input.input);
      if (good == good_of.end()) continue;
      for (const Use& use : users_of_[input.input]) {
        if (use.input != i) continue;
        process.inputs.push_back(
            {good->second, use.draw, input.essentiality, use.lost_share, input.stock_days});
        records.push_back(i);
      }
    }
  }

  Status AddPoint(uint32_t product) {
    PointTime point;
    point.product = product;
    FindRecovery(product, point);
    for (size_t kind = 0; kind < kLossKinds; ++kind) {
      LossTime& loss = point.losses[kind];
      loss.kind = static_cast<LossKind>(kind);
      const Shock shock = MakeShock(network_, product, loss.kind);
      loss.applies = !shock.nodes.empty();
      if (!loss.applies) continue;
      Remainder remainder{supply_[product].capacity_cny_day, true};
      for (const ShockedNode& node : shock.nodes) {
        if (network_.units[node.node].kind == Unit::Kind::kOutside) {
          remainder.outside = false;
        } else {
          remainder.left_cny_day -= network_.units[node.node].capacity_cny_year / kDaysInYear;
        }
      }
      // The sum of what is left may be a rounding below 0.
      remainder.left_cny_day = std::max(0.0, remainder.left_cny_day);
      LM_TRY(AddLoss(product, remainder, point.recover_days, loss));
    }
    result_.points.push_back(std::move(point));
    return Ok{};
  }

  void FindRecovery(uint32_t product, PointTime& point) const {
    for (const bool essential : {true, false}) {
      for (const Use& use : users_of_[product]) {
        const ProductInput& input = network_.inputs[use.input];
        if (essential != (input.essentiality == Essentiality::kEssential)) continue;
        if (!input.qualify_days) continue;
        if (point.recover_days && *point.recover_days >= *input.qualify_days) continue;
        point.recover_days = input.qualify_days;
        point.recover_user = input.product;
      }
      if (point.recover_days) return;
    }
  }

  Status AddLoss(uint32_t product, const Remainder& remainder,
                 const std::optional<double>& recover_days, LossTime& loss) {
    const Supply& supply = supply_[product];
    const double left = (Makes(product) ? remainder.left_cny_day : 0) +
                        (remainder.outside ? supply.outside_cny_day : 0);
    loss.supply_share = supply.total() > 0 ? left / supply.total() : 0;
    const Model model = ModelOf(product, remainder);
    LM_ASSIGN(TimeSolver solver, TimeSolver::Build(model.time, options_.time));
    result_.rows_max = std::max(result_.rows_max, static_cast<int64_t>(solver.row_count()));
    LM_ASSIGN(const Survival survival, solver.Survive());
    ++result_.programs;
    loss.survive_days = survival.days;
    loss.unlimited = survival.unlimited;
    loss.at_least = survival.at_least;
    for (const StockPrice& price : survival.stocks) {
      LimitOf(model, price, loss).days_per_day = price.price;
    }
    std::vector<bool> limiting(model.time.goods.size(), false);
    for (const uint32_t good : survival.limiting_goods) limiting[good] = true;
    Impact impact;
    if (recover_days) {
      LM_ASSIGN(impact, solver.Lose(*recover_days));
      ++result_.programs;
      loss.loss_cny = impact.loss;
      loss.loss_at_most = impact.at_most;
      for (const StockPrice& price : impact.stocks) {
        LimitOf(model, price, loss).cny_per_day = price.price;
      }
    }
    LM_ASSIGN(loss.loss_cny_day, solver.LoseDailyWithoutStock());
    ++result_.programs;
    AddFinals(model, impact, limiting, loss);
    Judge(recover_days, loss);
    return Ok{};
  }

  StockLimit& LimitOf(const Model& model, const StockPrice& price, LossTime& loss) const {
    const ProductInput& input = network_.inputs[model.records[price.process][price.input]];
    for (StockLimit& limit : loss.limits) {
      if (limit.product == input.product && limit.input == input.input) return limit;
    }
    loss.limits.push_back({input.product, input.input, input.stock_days});
    return loss.limits.back();
  }

  void AddFinals(const Model& model, const Impact& impact, const std::vector<bool>& limiting,
                 LossTime& loss) const {
    for (size_t good = 0; good < model.time.goods.size(); ++good) {
      if (model.final_of_good[good] == kNone) continue;
      const double lost = impact.lost.empty() ? 0 : impact.lost[good];
      const double cny = lost > kDaysSlack ? lost * model.time.goods[good].value : 0;
      if (cny <= 0 && !limiting[good]) continue;
      loss.finals.push_back({model.final_of_good[good], cny, limiting[good]});
    }
    std::stable_sort(
        loss.finals.begin(), loss.finals.end(), [](const FinalTimeLoss& a, const FinalTimeLoss& b) {
          return a.loss_cny != b.loss_cny ? a.loss_cny > b.loss_cny : a.product < b.product;
        });
    std::stable_sort(loss.limits.begin(), loss.limits.end(),
                     [](const StockLimit& a, const StockLimit& b) {
                       return a.days_per_day != b.days_per_day ? a.days_per_day > b.days_per_day
                                                               : a.cny_per_day > b.cny_per_day;
                     });
  }

  static void Judge(const std::optional<double>& recover_days, LossTime& loss) {
    if (loss.unlimited) {
      loss.exposed = false;
    } else if (recover_days) {
      const bool late = loss.survive_days + kDaysSlack < *recover_days;
      // If a stock that is not known could make it in time, nothing is said.
      if (!late || !loss.at_least) loss.exposed = late;
    }
  }

  void RateExposure() {
    std::vector<double> impacts;
    for (const PointTime& point : result_.points) {
      for (const LossTime& loss : point.losses) impacts.push_back(loss.loss_cny.value_or(0));
    }
    const std::vector<double> exposure = RiskExposure(impacts);
    size_t next = 0;
    for (PointTime& point : result_.points) {
      for (LossTime& loss : point.losses) loss.risk_exposure = exposure[next++];
    }
  }

  const UnitNetwork& network_;
  const ChainInput& chain_;
  const ChainTimeOptions& options_;
  std::vector<Supply> supply_;                    // of each product
  std::vector<std::vector<uint32_t>> inputs_of_;  // of each product, into network.inputs
  std::vector<std::vector<Use>> users_of_;        // on the ways to a finished good
  std::vector<uint32_t> finals_;
  std::vector<bool> is_final_;
  ChainTime result_;
};

}  // namespace

Result<ChainTime> ComputeChainTime(const UnitNetwork& network, const ChainInput& chain,
                                   const ChainTimeOptions& options, Progress& progress) {
  return ChainTimer(network, chain, options).Run(progress);
}

}  // namespace lianmeng::chain
