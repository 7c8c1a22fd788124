#include "app/repair_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <deque>
#include <limits>
#include <map>
#include <unordered_map>

#include "app/rows.h"
#include "base/bytes.h"
#include "base/parallel.h"
#include "chain/repair.h"
#include "report/html_page.h"

namespace lianmeng::app {
namespace {

std::string Fixed(double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

TextPair Money(double cny) {
  TextPair text;
  text.zh = cny >= 1e8 ? Fixed(cny / 1e8, 2) + " 亿元" : Fixed(cny / 1e4, 0) + " 万元";
  text.en = "CNY " + Fixed(cny / 1e6, 1) + " million";
  return text;
}

std::string NameOf(const Organisation& organisation) {
  return organisation.short_name.empty() ? organisation.name : organisation.short_name;
}

// One number for each text, in order of first appearance; kNone for an empty one.
class Numbering {
 public:
  uint32_t Of(const std::string& text) {
    if (text.empty()) return chain::kNone;
    return numbers_.try_emplace(text, static_cast<uint32_t>(numbers_.size())).first->second;
  }

 private:
  std::unordered_map<std::string, uint32_t> numbers_;
};

chain::RepairFacts FactsOf(const Snapshot& snapshot) {
  chain::RepairFacts facts;
  for (const uint32_t city : snapshot.cities) {
    facts.cities.push_back(snapshot.regions[city].centroid);
  }
  for (const Organisation& organisation : snapshot.organisations) {
    facts.revenue_cny_year.push_back(Cny(organisation.revenue_fen_year));
  }
  Numbering categories, industries;
  for (const Product& product : snapshot.products) {
    facts.category.push_back(categories.Of(product.category));
    facts.industry.push_back(industries.Of(product.industry));
  }
  return facts;
}

// A chain with its proposals and what each does alone.
struct ChainGround {
  uint32_t chain = 0;
  chain::ChainEvaluator evaluator;
  std::vector<chain::Measure> measures;
  std::vector<std::string> ids;
  std::unordered_map<std::string, uint32_t> index_of;
  chain::ChoiceProblem problem;
  std::vector<chain::PointState> own_points;  // of each measure, when it alone is taken

  // Plans for every budget, by what is wanted and refused; the newest few are kept.
  struct Wishes {
    std::vector<uint32_t> with, without;
    size_t level = 0;  // of budgets
    friend bool operator==(const Wishes&, const Wishes&) = default;
  };
  std::mutex frontiers_mutex;
  std::deque<std::pair<Wishes, std::shared_ptr<const chain::PlanFrontier>>> frontiers;
};

const chain::PointState& PointOf(const chain::ChainState& state, uint32_t product) {
  const auto at =
      std::find_if(state.points.begin(), state.points.end(),
                   [product](const chain::PointState& point) { return point.product == product; });
  CHECK(at != state.points.end());
  return *at;
}

std::string IdOf(const Snapshot& snapshot, const chain::UnitNetwork& network,
                 const chain::Measure& measure) {
  std::string id(chain::Code(measure.form));
  id += ":" + snapshot.products[measure.product].key;
  if (measure.organisation != chain::kNone) {
    id += ":" + snapshot.organisations[measure.organisation].key;
  }
  if (measure.customer != chain::kNone) {
    id += ":" + snapshot.organisations[measure.customer].key + ":" +
          snapshot.products[network.units[measure.customer_unit].product].key;
  }
  return id;
}

// Of the measure's record in the register: one measure of one chain has one, so that the register
// refuses to take it twice.
std::string RegisterKey(const std::string& chain, const std::string& id) {
  char text[24];
  std::snprintf(text, sizeof text, "R-%016llx",
                static_cast<unsigned long long>(Checksum(id, Checksum(chain))));
  return text;
}

constexpr size_t kFrontiersKept = 24;

// Plans are made up to the first of these that holds the budget: few pay for a million measures.
constexpr std::array kBudgetLevels = {1e8, 1e9, 1e13};

// Requires: the ground's frontiers_mutex is held.
Result<std::shared_ptr<const chain::PlanFrontier>> FrontierTo(ChainGround& ground,
                                                              chain::ChoiceOptions options,
                                                              size_t level, Progress& progress) {
  options.budget_max = kBudgetLevels[level];
  for (const auto& [known, frontier] : ground.frontiers) {
    if (known == ChainGround::Wishes{options.with, options.without, level}) return frontier;
  }
  std::shared_ptr<const chain::PlanFrontier> below;
  if (level > 0) {
    LM_ASSIGN(below, FrontierTo(ground, options, level - 1, progress));
  }
  LM_ASSIGN(chain::PlanFrontier traced,
            chain::PlanFrontier::Trace(ground.problem, options, progress, below.get()));
  auto frontier = std::make_shared<const chain::PlanFrontier>(std::move(traced));
  ground.frontiers.push_front({{options.with, options.without, level}, frontier});
  if (ground.frontiers.size() > kFrontiersKept) ground.frontiers.pop_back();
  return frontier;
}

Result<std::shared_ptr<const chain::PlanFrontier>> FrontierOf(ChainGround& ground,
                                                              const chain::ChoiceOptions& options,
                                                              double budget, Progress& progress) {
  double wanted = 0, cheapest = std::numeric_limits<double>::infinity();
  for (uint32_t i = 0; i < ground.problem.costs.size(); ++i) {
    const double cost = ground.problem.costs[i];
    if (std::binary_search(options.with.begin(), options.with.end(), i)) {
      wanted += cost;
    } else {
      cheapest = std::min(cheapest, cost);
    }
  }
  if (wanted + cheapest > budget) {  // exactly what is wanted, as a plan edited by hand asks for
    chain::ChoiceOptions exact = options;
    exact.budget_max = budget;
    LM_ASSIGN(chain::PlanFrontier traced,
              chain::PlanFrontier::Trace(ground.problem, exact, progress));
    return std::make_shared<const chain::PlanFrontier>(std::move(traced));
  }
  std::lock_guard lock(ground.frontiers_mutex);
  size_t level = 0;
  while (level + 1 < kBudgetLevels.size() && budget > kBudgetLevels[level]) ++level;
  return FrontierTo(ground, options, level, progress);
}

// What each proposal does alone, on all cores.
Status ScoreAlone(ChainGround& ground, Progress& progress) {
  const size_t count = ground.measures.size();
  progress.Begin({"评估候选措施", "Scoring the proposals"}, static_cast<int64_t>(count));
  ground.problem.first_gains.resize(count);
  ground.own_points.resize(count);
  const double risk = ground.evaluator.before().risk;
  const auto score = [&](Ok, size_t i) {
    const chain::Measure* measure = &ground.measures[i];
    const chain::ChainState after =
        ground.evaluator.Evaluate(chain::EditOf(ground.evaluator.editor(), {&measure, 1}));
    ground.problem.first_gains[i] = risk - after.risk;
    ground.own_points[i] = PointOf(after, measure->product);
  };
  return ForEachParallel(
      count, {}, [] { return Ok{}; }, score, progress);
}

}  // namespace

class RepairDesk {
 public:
  Result<ChainGround*> Ground(Analysis& analysis, const std::string& key, Progress& progress) {
    const Snapshot& snapshot = analysis.snapshot();
    const uint32_t chain = snapshot.ChainIndex(key);
    if (chain == kNone) {
      Error error = NotFound("产业链", "chain", key);
      error.place.field = "chain";
      return error;
    }
    LM_ASSIGN(const chain::UnitNetwork* network, analysis.Network());
    Slot* slot = nullptr;
    {
      std::lock_guard lock(mutex_);
      if (!editor_) {
        LM_ASSIGN(editor_, chain::UnitEditor::Prepare(*network));
      }
      slot = &slots_[chain];
    }
    std::lock_guard lock(slot->mutex);  // who asks for another chain does not wait
    if (!slot->ground) {
      LM_ASSIGN(slot->ground, Make(snapshot, chain, progress));
    }
    return slot->ground.get();
  }

 private:
  struct Slot {
    std::mutex mutex;
    std::unique_ptr<ChainGround> ground;
  };

  Result<std::unique_ptr<ChainGround>> Make(const Snapshot& snapshot, uint32_t chain,
                                            Progress& progress) {
    auto ground = std::make_unique<ChainGround>();
    ground->chain = chain;
    LM_ASSIGN(ground->evaluator, chain::ChainEvaluator::Prepare(
                                     *editor_, MakeChainInputs(snapshot)[chain], {}, progress));
    for (chain::Measure& measure :
         chain::ProposeMeasures(ground->evaluator, FactsOf(snapshot), {})) {
      std::string id = IdOf(snapshot, editor_->network(), measure);
      const auto number = static_cast<uint32_t>(ground->measures.size());
      if (!ground->index_of.emplace(id, number).second) continue;
      ground->ids.push_back(std::move(id));
      ground->measures.push_back(std::move(measure));
    }
    ground->problem = chain::MakeProblem(ground->evaluator, ground->measures);
    LM_TRY(ScoreAlone(*ground, progress));
    return ground;
  }

  std::mutex mutex_;
  std::optional<chain::UnitEditor> editor_;
  std::map<uint32_t, Slot> slots_;  // by chain; a map, so that a slot stays where it is
};

std::shared_ptr<RepairDesk> Analysis::Repairs() {
  std::lock_guard lock(repairs_mutex_);
  if (!repairs_) repairs_ = std::make_shared<RepairDesk>();
  return repairs_;
}

namespace {

Result<std::vector<uint32_t>> IndicesOf(const ChainGround& ground, const char* field,
                                        const std::vector<std::string>& ids) {
  std::vector<uint32_t> indices;
  for (const std::string& id : ids) {
    const auto at = ground.index_of.find(id);
    if (at == ground.index_of.end()) {
      return MakeError(ErrorCode::kNotFound,
                       {"本链没有这项候选措施", "the chain has no such measure"},
                       {.field = field, .value = id});
    }
    indices.push_back(at->second);
  }
  std::sort(indices.begin(), indices.end());
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
  return indices;
}

RepairEffect EffectOf(const Snapshot& snapshot, const ChainGround& ground,
                      std::span<const uint32_t> set) {
  std::vector<const chain::Measure*> measures;
  RepairEffect effect;
  effect.chain = ChainRefOf(snapshot, ground.chain);
  for (const uint32_t index : set) {
    measures.push_back(&ground.measures[index]);
    effect.measures.push_back(ground.ids[index]);
    effect.cost_cny += ground.measures[index].cost_cny;
  }
  const chain::ChainState& before = ground.evaluator.before();
  const chain::ChainState after =
      ground.evaluator.Evaluate(chain::EditOf(ground.evaluator.editor(), measures));
  effect.risk_before = before.risk;
  effect.risk_after = after.risk;
  effect.cascades_run = after.cascades_run;
  effect.cascades_kept = after.cascades_kept;
  std::vector<uint32_t> order;
  for (uint32_t point = 0; point < before.points.size(); ++point) {
    const chain::PointState& was = before.points[point];
    const chain::PointState& is = after.points[point];
    const bool at_risk =
        was.risk_class != chain::RiskClass::kNone || is.risk_class != chain::RiskClass::kNone;
    if (at_risk || std::abs(was.severity - is.severity) >= 0.0005) order.push_back(point);
  }
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return before.points[a].risk > before.points[b].risk;
  });
  for (const uint32_t point : order) {
    const chain::PointState& was = before.points[point];
    const chain::PointState& is = after.points[point];
    effect.points.push_back({ProductRefOf(snapshot, was.product),
                             std::string(chain::Code(was.risk_class)),
                             std::string(chain::Code(is.risk_class)), was.severity, is.severity,
                             was.makers_effective, is.makers_effective});
  }
  return effect;
}

// The words for one measure.
class MeasureTeller {
 public:
  MeasureTeller(const Snapshot& snapshot, const ChainGround& ground)
      : snapshot_(snapshot), ground_(ground) {}

  RepairMeasure Tell(uint32_t index) const {
    const chain::Measure& measure = ground_.measures[index];
    RepairMeasure row;
    row.id = ground_.ids[index];
    const chain::MeasureKind kind = chain::KindOf(measure.form);
    row.kind = {std::string(chain::Code(kind)), chain::Label(kind)};
    row.form = {std::string(chain::Code(measure.form)), chain::Label(measure.form)};
    row.product = ProductRefOf(snapshot_, measure.product);
    row.cost_cny = measure.cost_cny;
    row.capacity_cny_year = measure.capacity_cny_year;
    row.moved_cny_year = measure.moved_cny_year;
    if (measure.form == chain::MeasureForm::kStock) row.stock_cny = measure.stock_cny;
    if (measure.distance_known) row.distance_km = measure.distance_km;
    row.benefit_alone = ground_.problem.first_gains[index];
    const chain::PointState& was = PointOf(ground_.evaluator.before(), measure.product);
    const chain::PointState& is = ground_.own_points[index];
    row.effect_alone = {was.severity, is.severity, std::string(chain::Code(was.risk_class)),
                        std::string(chain::Code(is.risk_class))};
    row.register_key = RegisterKey(snapshot_.chains[ground_.chain].key, row.id);
    row.title = Title(measure);
    row.why = Why(measure);
    row.cost_rule = CostRule(measure);
    for (const uint32_t organisation : measure.calls) {
      const bool supplies = organisation == measure.organisation;
      const bool stock = measure.form == chain::MeasureForm::kStock;
      row.calls.push_back({OrganisationRefOf(snapshot_, organisation),
                           supplies ? "supplier" : (stock ? "user" : "customer"),
                           Cny(snapshot_.organisations[organisation].revenue_fen_year)});
    }
    return row;
  }

 private:
  TextPair Firm(uint32_t organisation) const {
    const Organisation& record = snapshot_.organisations[organisation];
    TextPair text{NameOf(record), record.name_en.empty() ? NameOf(record) : record.name_en};
    const auto city = CityNameOf(snapshot_, organisation);
    if (city) {
      text.zh += "（" + city->name.zh + "）";
      text.en += " (" + city->name.en + ")";
    }
    return text;
  }
  const TextPair& ProductName(uint32_t product) const { return snapshot_.products[product].name; }

  TextPair Title(const chain::Measure& measure) const {
    const TextPair& product = ProductName(measure.product);
    const TextPair capacity = Money(measure.capacity_cny_year);
    switch (measure.form) {
      case chain::MeasureForm::kNewMaker: {
        const TextPair firm = Firm(measure.organisation);
        return {firm.zh + "新增" + product.zh + "产能，年产值 " + capacity.zh,
                firm.en + " starts making " + product.en + ", " + capacity.en + " a year"};
      }
      case chain::MeasureForm::kSecondSource: {
        const TextPair firm = Firm(measure.organisation), customer = Firm(measure.customer);
        const TextPair moved = Money(measure.moved_cny_year);
        return {customer.zh + "增加第二供方" + firm.zh + "，年采购 " + product.zh + " " + moved.zh,
                customer.en + " takes " + firm.en + " as second source: " + product.en + ", " +
                    moved.en + " a year"};
      }
      case chain::MeasureForm::kStock: {
        const std::string days = Fixed(measure.days.value_or(0), 0);
        return {"本链用户把" + product.zh + "的库存提高到 " + days + " 天",
                "the chain's users raise stocks of " + product.en + " to " + days + " days"};
      }
      case chain::MeasureForm::kCapacity: {
        const TextPair firm = Firm(measure.organisation);
        return {firm.zh + "扩大" + product.zh + "产能，年产值增加 " + capacity.zh,
                firm.en + " expands " + product.en + " by " + capacity.en + " a year"};
      }
    }
    CHECK(false);
  }

  TextPair Distance(const chain::Measure& measure) const {
    if (!measure.distance_known) {
      return {"；所在城市不明，距离按 300 千米计", "; city not known, distance taken as 300 km"};
    }
    const std::string km = Fixed(measure.distance_km, 0);
    if (measure.form == chain::MeasureForm::kSecondSource) {
      return {"；两家相距 " + km + " 千米", "; the two are " + km + " km apart"};
    }
    return {"；距最大用户 " + km + " 千米", "; " + km + " km from the largest buyer"};
  }

  TextPair Why(const chain::Measure& measure) const {
    const chain::PointState& point = PointOf(ground_.evaluator.before(), measure.product);
    const TextPair loss = chain::Label(point.gravest);
    const TextPair risk{loss.zh + "将损失终端产出 " + Percent(point.severity),
                        loss.en + ": " + Percent(point.severity) + " of final output lost"};
    const TextPair distance = Distance(measure);
    switch (measure.form) {
      case chain::MeasureForm::kNewMaker: {
        const TextPair& sibling = ProductName(measure.sibling_product);
        const TextPair size = Money(measure.sibling_capacity_cny_year);
        return {
            risk.zh + "；该企业已生产相近产品“" + sibling.zh + "”，年产值 " + size.zh + distance.zh,
            risk.en + "; it makes the similar product " + sibling.en + ", " + size.en + " a year" +
                distance.en};
      }
      case chain::MeasureForm::kSecondSource:
        return {risk.zh + "；该用户 " + Percent(measure.dependence) +
                    " 的采购来自这一来源；第二供方有富余产能" + distance.zh,
                risk.en + "; the buyer takes " + Percent(measure.dependence) +
                    " from it; the second source has spare capacity" + distance.en};
      case chain::MeasureForm::kStock: {
        const std::string stock = Fixed(point.stock_days.value_or(0), 0);
        const std::string qualify = Fixed(point.qualify_days.value_or(0), 0);
        return {"现有库存可用 " + stock + " 天，认证新供方需 " + qualify + " 天",
                "stocks last " + stock + " days, qualifying another source takes " + qualify};
      }
      case chain::MeasureForm::kCapacity: {
        const double capacity =
            ground_.evaluator.editor().network().units[measure.unit].capacity_cny_year;
        const TextPair size = Money(capacity);
        return {risk.zh + "；该企业不在其中，现有年产值 " + size.zh + distance.zh,
                risk.en + "; this maker is not hit by it and makes " + size.en + " a year" +
                    distance.en};
      }
    }
    CHECK(false);
  }

  TextPair CostRule(const chain::Measure& measure) const {
    const chain::CostRule rule;
    const TextPair capacity = Money(measure.capacity_cny_year);
    const TextPair qualify = Money(rule.qualify_cny);
    switch (measure.form) {
      case chain::MeasureForm::kNewMaker: {
        const std::string price = Fixed(rule.capacity_cny * rule.new_maker_factor, 2);
        return {"认证 " + qualify.zh + " ＋ 产能 " + capacity.zh + " × " + price,
                "qualification " + qualify.en + " + capacity " + capacity.en + " × " + price};
      }
      case chain::MeasureForm::kSecondSource: {
        const TextPair moved = Money(measure.moved_cny_year);
        const std::string share =
            Percent(rule.contract_share + rule.freight_share_100km * measure.distance_km / 100);
        return {"认证 " + qualify.zh + " ＋ 年采购 " + moved.zh + " × " + share,
                "qualification " + qualify.en + " + yearly value " + moved.en + " × " + share};
      }
      case chain::MeasureForm::kStock: {
        const TextPair stock = Money(measure.stock_cny);
        return {"增加的库存 " + stock.zh + " × 年持有成本 " + Percent(rule.carrying_rate),
                "stock added " + stock.en + " × carrying rate " + Percent(rule.carrying_rate)};
      }
      case chain::MeasureForm::kCapacity: {
        const std::string price = Fixed(rule.capacity_cny, 2);
        return {"产能 " + capacity.zh + " × " + price, "capacity " + capacity.en + " × " + price};
      }
    }
    CHECK(false);
  }

  const Snapshot& snapshot_;
  const ChainGround& ground_;
};

std::vector<RepairAssumption> Assumptions() {
  const chain::CostRule cost;
  const chain::ProposeOptions rule;
  const TextPair none{"", ""};
  return {
      {{"每元年产值所需投资", "investment for one CNY of yearly output"},
       cost.capacity_cny,
       {"元", "CNY"}},
      {{"已有相近产线时的投资系数", "factor for a firm with a sibling line"},
       cost.new_maker_factor,
       none},
      {{"一次供方认证", "qualifying one source"}, cost.qualify_cny, {"元", "CNY"}},
      {{"换供成本占年采购额", "contract cost, share of the yearly value"},
       cost.contract_share,
       none},
      {{"每 100 千米运费占年采购额", "freight for 100 km, share of the yearly value"},
       cost.freight_share_100km,
       none},
      {{"库存年持有成本率", "carrying rate of stocks, a year"}, cost.carrying_rate, none},
      {{"新产品产能占相近产线", "new capacity, share of the sibling line"},
       rule.sibling_share,
       none},
      {{"扩产上限占现有产能", "growth, share of present capacity"}, rule.growth_share, none},
      {{"产能上限占年营收", "capacity, share of yearly revenue"}, rule.revenue_share, none},
      {{"第二供方承接的份额", "share moved to a second source"}, rule.move_share, none},
      {{"一个风险等级折合的严重度", "severity that one class counts for"},
       chain::RepairObjective{}.class_weight,
       none},
  };
}

Result<chain::ChoiceOptions> OptionsOf(const ChainGround& ground, const RepairPlanInput& input) {
  chain::ChoiceOptions options;
  options.threads = 0;
  LM_ASSIGN(options.with, IndicesOf(ground, "with", input.with));
  LM_ASSIGN(options.without, IndicesOf(ground, "without", input.without));
  for (const uint32_t index : options.with) {
    if (!std::binary_search(options.without.begin(), options.without.end(), index)) continue;
    return MakeError(ErrorCode::kInvalidArgument,
                     {"一项措施既要采用又要排除", "a measure is both wanted and refused"},
                     {.field = "with", .value = ground.ids[index]});
  }
  for (const std::string& kind : input.kinds) {
    if (kind != "add" && kind != "secure" && kind != "strengthen") {
      return BadParameter("kinds", kind);
    }
  }
  for (uint32_t i = 0; i < ground.measures.size() && !input.kinds.empty(); ++i) {
    const std::string kind(chain::Code(chain::KindOf(ground.measures[i].form)));
    const bool wanted =
        std::find(input.kinds.begin(), input.kinds.end(), kind) != input.kinds.end();
    const bool fixed = std::binary_search(options.with.begin(), options.with.end(), i);
    if (!wanted && !fixed) options.without.push_back(i);
  }
  return options;
}

}  // namespace

Result<RepairPlan> MakeRepairPlan(Analysis& analysis, const RepairPlanInput& input,
                                  Progress& progress) {
  const Snapshot& snapshot = analysis.snapshot();
  const auto desk = analysis.Repairs();
  LM_ASSIGN(ChainGround * ground, desk->Ground(analysis, input.chain, progress));
  LM_ASSIGN(const chain::ChoiceOptions options, OptionsOf(*ground, input));
  LM_ASSIGN(const auto frontier, FrontierOf(*ground, options, input.budget_cny, progress));
  LM_ASSIGN(const chain::Choice choice, frontier->Choose(input.budget_cny));
  RepairPlan plan;
  plan.budget_cny = input.budget_cny;
  plan.effect = EffectOf(snapshot, *ground, choice.set.measures);
  plan.optimal = choice.optimal;
  plan.benefit_bound = choice.bound_proven;
  plan.benefit_bound_if_diminishing = choice.bound_if_diminishing;
  const MeasureTeller teller(snapshot, *ground);
  for (uint32_t i = 0; i < ground->measures.size(); ++i) plan.candidates.push_back(teller.Tell(i));
  std::stable_sort(plan.candidates.begin(), plan.candidates.end(),
                   [](const RepairMeasure& a, const RepairMeasure& b) {
                     return a.benefit_alone > b.benefit_alone;
                   });
  for (const chain::MeasureSet& set : frontier->sets()) {
    plan.curve.push_back({set.cost, set.benefit});
  }
  plan.assumptions = Assumptions();
  plan.definition = "/about#repair";
  return plan;
}

Result<RepairEffect> EvaluateRepair(Analysis& analysis, const RepairEvaluateInput& input) {
  const auto desk = analysis.Repairs();
  LM_ASSIGN(ChainGround * ground, desk->Ground(analysis, input.chain, Progress::None()));
  LM_ASSIGN(const std::vector<uint32_t> set, IndicesOf(*ground, "measures", input.measures));
  return EffectOf(analysis.snapshot(), *ground, set);
}

// ---- files and pages

namespace {

report::Table MeasuresTable() {
  using report::ColumnType;
  return {{"措施", "Measures"},
          {{{"类别", "Kind"}},
           {{"产品", "Product"}},
           {{"措施", "Measure"}, ColumnType::kText, 48},
           {{"成本", "Cost"}, ColumnType::kMoney},
           {{"成本算法", "Cost rule"}, ColumnType::kText, 32},
           {{"单独采用可降低风险", "Risk cut alone"}, ColumnType::kNumber},
           {{"联系企业", "Firms to call"}, ColumnType::kText, 40},
           {{"距离（千米）", "Distance (km)"}, ColumnType::kNumber},
           {{"为什么", "Why"}, ColumnType::kText, 48}}};
}

report::Table PointsTable() {
  using report::ColumnType;
  return {{"风险点", "Risk points"},
          {{{"产品", "Product"}},
           {{"等级（之前）", "Class before"}},
           {{"等级（之后）", "Class after"}},
           {{"严重度（之前）", "Severity before"}, ColumnType::kPercent},
           {{"严重度（之后）", "Severity after"}, ColumnType::kPercent},
           {{"有效厂家（之前）", "Effective makers before"}, ColumnType::kNumber},
           {{"有效厂家（之后）", "Effective makers after"}, ColumnType::kNumber}}};
}

std::string CallsText(const RepairMeasure& measure, Language language) {
  std::string text;
  for (const RepairCall& call : measure.calls) {
    if (!text.empty()) text += language == Language::kChinese ? "、" : ", ";
    text += call.organisation.name;
    if (!call.organisation.city) continue;
    const std::string city = call.organisation.city->name.In(language);
    text += language == Language::kChinese ? "（" + city + "）" : " (" + city + ")";
  }
  return text;
}

std::vector<std::vector<report::Cell>> MeasureCells(const RepairPlan& plan, Language language) {
  std::vector<std::vector<report::Cell>> rows;
  for (const RepairMeasure& measure : plan.candidates) {
    const auto& taken = plan.effect.measures;
    if (std::find(taken.begin(), taken.end(), measure.id) == taken.end()) continue;
    report::Cell distance;
    if (measure.distance_km) distance = std::round(*measure.distance_km);
    rows.push_back({measure.kind.label.In(language), measure.product.name.In(language),
                    measure.title.In(language), measure.cost_cny, measure.cost_rule.In(language),
                    measure.benefit_alone, CallsText(measure, language), distance,
                    measure.why.In(language)});
  }
  return rows;
}

std::string ClassText(const std::string& code, Language language) {
  for (auto value : {chain::RiskClass::kNone, chain::RiskClass::kYellow, chain::RiskClass::kOrange,
                     chain::RiskClass::kRed}) {
    if (chain::Code(value) == code) return chain::Label(value).In(language);
  }
  return code;
}

std::vector<std::vector<report::Cell>> PointCells(const RepairPlan& plan, Language language) {
  std::vector<std::vector<report::Cell>> rows;
  for (const RepairPoint& point : plan.effect.points) {
    rows.push_back({point.product.name.In(language), ClassText(point.class_before, language),
                    ClassText(point.class_after, language), point.severity_before,
                    point.severity_after, point.effective_makers_before,
                    point.effective_makers_after});
  }
  return rows;
}

}  // namespace

Status ExportRepairPlan(const RepairPlan& plan, const RepairExport& options,
                        report::TableWriter& writer) {
  LM_TRY(writer.Begin(MeasuresTable()));
  for (const auto& row : MeasureCells(plan, options.language)) LM_TRY(writer.Row(row));
  if (options.points) {
    LM_TRY(writer.Begin(PointsTable()));
    for (const auto& row : PointCells(plan, options.language)) LM_TRY(writer.Row(row));
  }
  return writer.Finish();
}

std::string RepairPlanPage(const RepairPlan& plan, Language language) {
  const TextPair& chain = plan.effect.chain.name;
  report::HtmlPage page(
      {chain.zh + "：补链固链强链方案", chain.en + ": repair plan"},
      {.language = language == Language::kChinese ? report::HtmlLanguage::kChinese
                                                  : report::HtmlLanguage::kEnglish,
       .landscape = true});
  const TextPair budget = Money(plan.budget_cny), cost = Money(plan.effect.cost_cny);
  const auto number = [](double value) { return Fixed(value, 3); };
  page.Paragraph(
      {"预算 " + budget.zh + "，方案成本 " + cost.zh + "；全链风险由 " +
           number(plan.effect.risk_before) + " 降至 " + number(plan.effect.risk_after) + "。",
       "Budget " + budget.en + ", cost of the plan " + cost.en + "; the chain's risk falls from " +
           number(plan.effect.risk_before) + " to " + number(plan.effect.risk_after) + "."});
  page.Section({"措施", "Measures"});
  page.Rows(MeasuresTable(), MeasureCells(plan, language));
  page.Section({"各风险点", "Risk points"});
  page.Rows(PointsTable(), PointCells(plan, language));
  page.Section({"成本与规模的假定", "Assumptions of costs and sizes"});
  std::vector<TextPair> items;
  for (const RepairAssumption& assumption : plan.assumptions) {
    const std::string value = Fixed(assumption.value, assumption.value >= 10 ? 0 : 3);
    items.push_back({assumption.label.zh + "：" + value + " " + assumption.unit.zh,
                     assumption.label.en + ": " + value + " " + assumption.unit.en});
  }
  page.List(items);
  return page.ToString();
}

}  // namespace lianmeng::app
