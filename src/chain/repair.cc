#include "chain/repair.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/check.h"

namespace lianmeng::chain {
namespace {

// Less is no contract.
constexpr double kMovedMin = 1.0;  // CNY a year

class Proposer {
 public:
  Proposer(const ChainEvaluator& evaluator, const RepairFacts& facts, const ProposeOptions& options)
      : evaluator_(evaluator),
        network_(evaluator.editor().network()),
        editable_(evaluator.editor().editable()),
        facts_(facts),
        options_(options) {
    inputs_of_.resize(network_.product_count);
    for (uint32_t row = 0; row < network_.inputs.size(); ++row) {
      inputs_of_[network_.inputs[row].product].push_back(row);
    }
  }

  std::vector<Measure> Propose() {
    for (const PointState& point : evaluator_.before().points) {
      const bool minor =
          point.severity < options_.severity_min && point.risk_class == RiskClass::kNone;
      if (minor) continue;
      Look(point);
      ProposeSecondSources();
      ProposeStock();
      ProposeCapacity();
      ProposeNewMakers();
    }
    return std::move(measures_);
  }

 private:
  struct Buyer {
    NodeIndex unit = 0;
    double lost = 0;   // bought from what the gravest loss takes
    double total = 0;  // of the product
  };

  // The sources that the gravest loss takes, and who buys from them.
  void Look(const PointState& point) {
    point_ = &point;
    lost_.clear();
    lost_capacity_ = 0;
    lost_city_ = kNone;
    buyers_.clear();
    const Shock shock = MakeShock(network_, point.product, point.gravest);
    for (const ShockedNode& node : shock.nodes) {
      lost_.push_back(node.node);
      lost_capacity_ += network_.units[node.node].capacity_cny_year;
    }
    if (point.gravest != LossKind::kOutside && !lost_.empty()) {
      lost_city_ = network_.units[lost_[0]].city;
    }
    std::map<NodeIndex, Buyer> buyers;
    for (const NodeIndex source : lost_) {
      for (const NodeIndex customer : editable_.network().Customers(source)) {
        if (customer >= network_.maker_count) continue;
        Buyer& buyer = buyers[customer];
        buyer.unit = customer;
        buyer.lost += editable_.ValueOf(source, customer);
      }
    }
    for (auto& [unit, buyer] : buyers) {
      for (const auto& purchase : editable_.PurchasesOf(unit)) {
        const bool same = network_.units[purchase.supplier].product == point.product;
        buyer.total += same ? purchase.value : 0.0;
      }
      buyers_.push_back(buyer);
    }
    std::stable_sort(buyers_.begin(), buyers_.end(),
                     [](const Buyer& a, const Buyer& b) { return a.lost > b.lost; });
  }

  bool IsLost(NodeIndex unit) const {
    return std::find(lost_.begin(), lost_.end(), unit) != lost_.end();
  }

  struct Distance {
    double km = 0;
    bool known = false;
  };
  Distance Between(uint32_t a, uint32_t b) const {
    if (a >= facts_.cities.size() || b >= facts_.cities.size()) {
      return {options_.distance_unknown_km, false};
    }
    const double km = a == b ? 0 : DistanceKm(facts_.cities[a], facts_.cities[b]);
    return {std::max(km, options_.distance_min_km), true};
  }

  double ContractCost(double value, double km) const {
    const CostRule& cost = options_.cost;
    return cost.qualify_cny + value * (cost.contract_share + cost.freight_share_100km * km / 100.0);
  }

  Measure Begin(MeasureForm form) const {
    Measure measure;
    measure.form = form;
    measure.product = point_->product;
    return measure;
  }

  // Takes `value` over from the lost sources of a buyer, in proportion to what each sells to it.
  void TakeOver(Measure& measure, const Buyer& buyer, double value) const {
    for (const NodeIndex source : lost_) {
      const double part = editable_.ValueOf(source, buyer.unit) / buyer.lost * value;
      if (part > 0) measure.takeovers.push_back({source, buyer.unit, part});
    }
    measure.moved_cny_year += value;
  }

  // ---- 固链

  void ProposeSecondSources() {
    int customers = 0;
    for (const Buyer& buyer : buyers_) {
      if (customers >= options_.customers_max) return;
      if (buyer.lost < options_.dependence_min * buyer.total) continue;
      customers += ProposeSecondSourcesFor(buyer) ? 1 : 0;
    }
  }

  bool ProposeSecondSourcesFor(const Buyer& buyer) {
    const uint32_t city = network_.units[buyer.unit].city;
    std::vector<NodeIndex> sources;
    for (const NodeIndex maker : network_.MakersOf(point_->product)) {
      const Unit& unit = network_.units[maker];
      const bool enough = unit.spare_cny_year() >= 0.1 * options_.move_share * buyer.lost;
      const bool elsewhere = lost_city_ == kNone || unit.city != lost_city_ ||
                             point_->gravest != LossKind::kLargestCity;
      if (IsLost(maker) || maker == buyer.unit || !enough || !elsewhere) continue;
      sources.push_back(maker);
    }
    std::stable_sort(sources.begin(), sources.end(), [&](NodeIndex a, NodeIndex b) {
      const double km_a = Between(network_.units[a].city, city).km;
      const double km_b = Between(network_.units[b].city, city).km;
      if (km_a != km_b) return km_a < km_b;
      return network_.units[a].spare_cny_year() > network_.units[b].spare_cny_year();
    });
    int proposed = 0;
    for (const NodeIndex source : sources) {
      if (proposed >= options_.sources_max) break;
      const Unit& unit = network_.units[source];
      const double value = std::min(options_.move_share * buyer.lost, unit.spare_cny_year());
      if (value < kMovedMin) continue;
      Measure measure = Begin(MeasureForm::kSecondSource);
      measure.organisation = unit.organisation;
      measure.customer = network_.units[buyer.unit].organisation;
      measure.unit = source;
      measure.customer_unit = buyer.unit;
      measure.city = unit.city;
      const Distance distance = Between(unit.city, city);
      measure.distance_km = distance.km;
      measure.distance_known = distance.known;
      measure.dependence = buyer.total > 0 ? buyer.lost / buyer.total : 0;
      TakeOver(measure, buyer, value);
      measure.cost_cny = ContractCost(value, distance.km);
      measure.calls = {measure.organisation, measure.customer};
      measures_.push_back(std::move(measure));
      ++proposed;
    }
    return proposed > 0;
  }

  void ProposeStock() {
    if (!point_->stock_days || !point_->qualify_days) return;
    if (*point_->stock_days >= *point_->qualify_days) return;
    Measure measure = Begin(MeasureForm::kStock);
    measure.days = *point_->qualify_days;
    std::map<uint32_t, double> users;  // organisation -> value a year
    for (const ChainMember& member : evaluator_.chain().members) {
      for (const uint32_t row : inputs_of_[member.product]) {
        const ProductInput& input = network_.inputs[row];
        const bool counts = input.input == point_->product && input.stock_days &&
                            input.essentiality == Essentiality::kEssential &&
                            *input.stock_days < *measure.days;
        if (!counts) continue;
        measure.stock_rows.push_back(row);
        for (const NodeIndex maker : network_.MakersOf(member.product)) {
          const double value = BoughtBy(maker);
          if (value <= 0) continue;
          users[network_.units[maker].organisation] += value;
          measure.stock_cny += value * (*measure.days - *input.stock_days) / 365.0;
        }
      }
    }
    if (measure.stock_cny <= 0) return;
    measure.cost_cny = measure.stock_cny * options_.cost.carrying_rate;
    std::vector<std::pair<uint32_t, double>> sorted(users.begin(), users.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    for (size_t i = 0; i < std::min<size_t>(5, sorted.size()); ++i) {
      measure.calls.push_back(sorted[i].first);
    }
    measures_.push_back(std::move(measure));
  }

  // Of the point's product, by one unit.
  double BoughtBy(NodeIndex unit) const {
    double value = 0;
    for (const auto& purchase : editable_.PurchasesOf(unit)) {
      if (network_.units[purchase.supplier].product == point_->product) value += purchase.value;
    }
    return value;
  }

  // ---- 强链

  double RevenueLimit(uint32_t organisation) const {
    if (organisation >= facts_.revenue_cny_year.size()) return HUGE_VAL;
    const auto& revenue = facts_.revenue_cny_year[organisation];
    return revenue ? options_.revenue_share * *revenue : HUGE_VAL;
  }

  void ProposeCapacity() {
    std::vector<NodeIndex> makers;
    for (const NodeIndex maker : network_.MakersOf(point_->product)) {
      if (!IsLost(maker)) makers.push_back(maker);
    }
    std::stable_sort(makers.begin(), makers.end(), [this](NodeIndex a, NodeIndex b) {
      return network_.units[a].capacity_cny_year > network_.units[b].capacity_cny_year;
    });
    int proposed = 0;
    for (const NodeIndex maker : makers) {
      if (proposed++ >= options_.firms_max) return;
      const Unit& unit = network_.units[maker];
      Measure measure = Begin(MeasureForm::kCapacity);
      measure.organisation = unit.organisation;
      measure.unit = maker;
      measure.city = unit.city;
      measure.capacity_cny_year = std::min({options_.growth_share * unit.capacity_cny_year,
                                            RevenueLimit(unit.organisation), lost_capacity_});
      if (measure.capacity_cny_year < kMovedMin) continue;
      SetDistanceToBuyer(measure);
      measure.cost_cny = options_.cost.capacity_cny * measure.capacity_cny_year;
      measure.calls.insert(measure.calls.begin(), unit.organisation);
      measures_.push_back(std::move(measure));
    }
  }

  // To the largest buyer of what may be lost, who is called as well.
  void SetDistanceToBuyer(Measure& measure) const {
    if (buyers_.empty()) return;
    const Unit& buyer = network_.units[buyers_[0].unit];
    const Distance distance = Between(measure.city, buyer.city);
    measure.distance_km = distance.km;
    measure.distance_known = distance.known;
    if (buyer.organisation != measure.organisation) measure.calls.push_back(buyer.organisation);
  }

  // ---- 补链

  bool Siblings(uint32_t a, uint32_t b) const {
    const auto same = [&](const std::vector<uint32_t>& of) {
      return a < of.size() && b < of.size() && of[a] != kNone && of[a] == of[b];
    };
    if (same(facts_.industry)) return true;
    std::set<uint32_t> left, both;
    for (const uint32_t row : inputs_of_[a]) left.insert(network_.inputs[row].input);
    size_t all = left.size();
    for (const uint32_t row : inputs_of_[b]) {
      const uint32_t input = network_.inputs[row].input;
      if (left.contains(input)) {
        both.insert(input);
      } else {
        ++all;
      }
    }
    if (same(facts_.category) && !both.empty()) return true;
    return all > 0 && static_cast<double>(both.size()) >=
                          options_.inputs_common_min * static_cast<double>(all);
  }

  // The largest unit that makes a sibling product, of each firm that does not make this one.
  std::vector<NodeIndex> CapableUnits() const {
    std::map<uint32_t, NodeIndex> best;
    for (uint32_t product = 0; product < network_.product_count; ++product) {
      if (product == point_->product || network_.MakersOf(product).empty()) continue;
      if (!Siblings(product, point_->product)) continue;
      for (const NodeIndex maker : network_.MakersOf(product)) {
        const Unit& unit = network_.units[maker];
        if (lost_city_ != kNone && unit.city == lost_city_) continue;
        const auto [at, is_new] = best.try_emplace(unit.organisation, maker);
        const double known = network_.units[at->second].capacity_cny_year;
        if (!is_new && unit.capacity_cny_year > known) at->second = maker;
      }
    }
    std::vector<NodeIndex> units;
    for (const auto& [organisation, unit] : best) {
      const auto own = network_.UnitsOf(organisation);
      const bool makes_it = std::any_of(own.begin(), own.end(), [this](NodeIndex one) {
        return network_.units[one].product == point_->product;
      });
      if (!makes_it) units.push_back(unit);
    }
    return units;
  }

  void ProposeNewMakers() {
    if (buyers_.empty() || lost_capacity_ <= 0) return;
    double demand = 0;
    for (const Buyer& buyer : buyers_) demand += options_.move_share * buyer.lost;
    const double wanted = demand / options_.new_maker_in_use;
    const uint32_t buyer_city = network_.units[buyers_[0].unit].city;
    std::vector<NodeIndex> units = CapableUnits();
    const auto size = [&](NodeIndex unit) {
      const Unit& sibling = network_.units[unit];
      return std::min({options_.sibling_share * sibling.capacity_cny_year,
                       RevenueLimit(sibling.organisation), wanted});
    };
    // One that could do next to nothing is not worth a call.
    std::erase_if(units,
                  [&](NodeIndex unit) { return size(unit) < std::max(kMovedMin, 0.1 * wanted); });
    std::stable_sort(units.begin(), units.end(), [&](NodeIndex a, NodeIndex b) {
      const double km_a = Between(network_.units[a].city, buyer_city).km;
      const double km_b = Between(network_.units[b].city, buyer_city).km;
      return km_a != km_b ? km_a < km_b : size(a) > size(b);
    });
    if (units.size() > static_cast<size_t>(options_.firms_max)) {
      units.resize(static_cast<size_t>(options_.firms_max));
    }
    for (const NodeIndex unit : units) ProposeNewMaker(unit, size(unit), demand);
  }

  void ProposeNewMaker(NodeIndex sibling, double capacity, double demand) {
    const Unit& unit = network_.units[sibling];
    Measure measure = Begin(MeasureForm::kNewMaker);
    measure.organisation = unit.organisation;
    measure.city = unit.city;
    measure.capacity_cny_year = capacity;
    measure.sibling_product = unit.product;
    measure.sibling_capacity_cny_year = unit.capacity_cny_year;
    const double share = std::min(1.0, capacity * options_.new_maker_in_use / demand);
    for (const Buyer& buyer : buyers_) {
      TakeOver(measure, buyer, share * options_.move_share * buyer.lost);
    }
    if (!BuyInputs(measure)) return;
    SetDistanceToBuyer(measure);
    const CostRule& cost = options_.cost;
    measure.cost_cny = cost.qualify_cny + cost.new_maker_factor * cost.capacity_cny * capacity;
    measure.calls.insert(measure.calls.begin(), unit.organisation);
    measures_.push_back(std::move(measure));
  }

  // As others of its product do: capacity × cost share, in the proportions in which each product is
  // sold to the region now. False: nobody sells one of its inputs.
  bool BuyInputs(Measure& measure) const {
    for (const uint32_t row : inputs_of_[measure.product]) {
      const ProductInput& input = network_.inputs[row];
      const double value = measure.capacity_cny_year * input.cost_share.value_or(0);
      if (value <= 0) continue;
      std::vector<std::pair<NodeIndex, double>> sources;
      double makers = 0;
      for (const NodeIndex maker : network_.MakersOf(input.input)) {
        const Unit& unit = network_.units[maker];
        const double km = Between(unit.city, measure.city).km;
        const UnitNetworkOptions rule;
        sources.emplace_back(maker,
                             unit.capacity_cny_year * std::exp(-km / rule.distance_scale_km));
        makers += evaluator_.editor().sales(maker);
      }
      std::stable_sort(sources.begin(), sources.end(),
                       [](const auto& a, const auto& b) { return a.second > b.second; });
      const auto kept = static_cast<size_t>(UnitNetworkOptions{}.suppliers_max);
      if (sources.size() > kept) sources.resize(kept);
      const NodeIndex outside = network_.OutsideOf(input.input);
      const double from_outside =
          outside == kNone ? 0.0 : network_.units[outside].capacity_cny_year;
      double weight = 0;
      for (const auto& source : sources) weight += source.second;
      if (weight <= 0 && outside == kNone) return false;
      double outside_share = sources.empty() ? 1.0 : 0.0;
      if (!sources.empty() && from_outside > 0) {
        outside_share = from_outside / (from_outside + makers);
      }
      for (const auto& [maker, part] : sources) {
        const double bought = value * (1.0 - outside_share) * part / weight;
        measure.purchases.push_back({maker, bought, input.essentiality});
      }
      if (outside_share > 0) {
        measure.purchases.push_back({outside, value * outside_share, input.essentiality});
      }
    }
    return true;
  }

  const ChainEvaluator& evaluator_;
  const UnitNetwork& network_;
  const EditableNetwork& editable_;
  const RepairFacts& facts_;
  const ProposeOptions& options_;
  std::vector<std::vector<uint32_t>> inputs_of_;  // rows, by product
  std::vector<Measure> measures_;
  // Of the point at hand.
  const PointState* point_ = nullptr;
  std::vector<NodeIndex> lost_;
  double lost_capacity_ = 0;
  uint32_t lost_city_ = kNone;
  std::vector<Buyer> buyers_;
};

void Apply(const Measure& measure, UnitEditBuilder& builder) {
  NodeIndex to = measure.unit;
  if (measure.form == MeasureForm::kNewMaker) {
    to = builder.AddUnit({.kind = Unit::Kind::kMaker,
                          .organisation = measure.organisation,
                          .product = measure.product,
                          .city = measure.city,
                          .capacity_cny_year = measure.capacity_cny_year,
                          .utilisation = 0.0,
                          .utilisation_known = true});
    for (const Measure::Purchase& purchase : measure.purchases) {
      builder.Buy(purchase.supplier, to, purchase.value_cny_year, purchase.essentiality);
    }
  }
  if (measure.form == MeasureForm::kCapacity) builder.Grow(to, measure.capacity_cny_year);
  for (const Measure::Takeover& takeover : measure.takeovers) {
    builder.Move({takeover.from, to, takeover.customer, takeover.value_cny_year});
  }
  for (const uint32_t row : measure.stock_rows) builder.RaiseStock(row, measure.days.value_or(0));
}

ChainEvaluator::Names NamesOf(const UnitEditor& editor, const Measure& measure) {
  ChainEvaluator::Names names;
  const UnitNetwork& network = editor.network();
  const auto supplier = [&](NodeIndex node) {
    names.suppliers.push_back(node);
    names.products.push_back(network.units[node].product);
  };
  const bool sizes = measure.form != MeasureForm::kStock;
  if (sizes) names.products.push_back(measure.product);
  if (measure.unit != kNone) supplier(measure.unit);
  for (const Measure::Takeover& takeover : measure.takeovers) {
    supplier(takeover.from);
    names.customers.push_back(takeover.customer);
  }
  for (const Measure::Purchase& purchase : measure.purchases) supplier(purchase.supplier);
  if (measure.form == MeasureForm::kNewMaker || measure.form == MeasureForm::kCapacity) {
    names.sized_products.push_back(measure.product);
  }
  if (measure.form == MeasureForm::kCapacity) {
    names.customers.push_back(measure.unit);
    for (const auto& purchase : editor.editable().PurchasesOf(measure.unit)) {
      supplier(purchase.supplier);
    }
  }
  for (const ProductInput& input : network.inputs) {
    const bool first_user =
        measure.form == MeasureForm::kNewMaker && input.product == measure.product;
    if (first_user) names.stock_products.push_back(input.input);
  }
  for (const uint32_t row : measure.stock_rows) {
    names.stock_products.push_back(network.inputs[row].input);
  }
  return names;
}

}  // namespace

std::vector<Measure> ProposeMeasures(const ChainEvaluator& evaluator, const RepairFacts& facts,
                                     const ProposeOptions& options) {
  return Proposer(evaluator, facts, options).Propose();
}

UnitEdit EditOf(const UnitEditor& editor, std::span<const Measure* const> measures) {
  UnitEditBuilder builder(editor);
  for (const Measure* measure : measures) Apply(*measure, builder);
  return builder.Take();
}

ChoiceProblem MakeProblem(const ChainEvaluator& evaluator, const std::vector<Measure>& measures) {
  ChoiceProblem problem;
  for (const Measure& measure : measures) {
    problem.costs.push_back(measure.cost_cny);
    const auto reached = evaluator.Reaches(NamesOf(evaluator.editor(), measure));
    auto& parts = problem.reach.emplace_back();
    for (uint32_t point = 0; point < reached.size(); ++point) {
      if (reached[point] != 0) parts.push_back(point);
    }
  }
  for (const PointState& point : evaluator.before().points) problem.part_max.push_back(point.risk);
  problem.work = static_cast<double>(evaluator.before().points.size()) *
                 static_cast<double>(evaluator.editor().network().units.size());
  problem.benefit = [&evaluator, &measures](std::span<const uint32_t> set) {
    std::vector<const Measure*> chosen;
    for (const uint32_t index : set) chosen.push_back(&measures[index]);
    const UnitEdit edit = EditOf(evaluator.editor(), chosen);
    return evaluator.before().risk - evaluator.Evaluate(edit).risk;
  };
  return problem;
}

MeasureKind KindOf(MeasureForm form) {
  switch (form) {
    case MeasureForm::kNewMaker:
      return MeasureKind::kAdd;
    case MeasureForm::kSecondSource:
    case MeasureForm::kStock:
      return MeasureKind::kSecure;
    case MeasureForm::kCapacity:
      return MeasureKind::kStrengthen;
  }
  CHECK(false);
}

std::string_view Code(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::kAdd:
      return "add";
    case MeasureKind::kSecure:
      return "secure";
    case MeasureKind::kStrengthen:
      return "strengthen";
  }
  CHECK(false);
}

std::string_view Code(MeasureForm form) {
  switch (form) {
    case MeasureForm::kNewMaker:
      return "new_maker";
    case MeasureForm::kSecondSource:
      return "second_source";
    case MeasureForm::kStock:
      return "stock";
    case MeasureForm::kCapacity:
      return "capacity";
  }
  CHECK(false);
}

TextPair Label(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::kAdd:
      return {"补链", "add"};
    case MeasureKind::kSecure:
      return {"固链", "secure"};
    case MeasureKind::kStrengthen:
      return {"强链", "strengthen"};
  }
  CHECK(false);
}

TextPair Label(MeasureForm form) {
  switch (form) {
    case MeasureForm::kNewMaker:
      return {"新增厂家", "new maker"};
    case MeasureForm::kSecondSource:
      return {"第二供方", "second source"};
    case MeasureForm::kStock:
      return {"增加库存", "stock cover"};
    case MeasureForm::kCapacity:
      return {"扩大产能", "more capacity"};
  }
  CHECK(false);
}

}  // namespace lianmeng::chain
