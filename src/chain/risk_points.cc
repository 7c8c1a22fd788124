// Two phases: Evaluate runs each distinct (product, loss) once and reads off what every chain that
// uses the product needs; Judge then adds substitutability, time and the class to each point.
#include "chain/risk_points.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "chain/risk_text.h"

namespace lianmeng::chain {
namespace {

constexpr double kTouchedMin = 1e-6;  // share of output lost from which a unit counts as touched

bool IsMaker(const UnitNetwork& network, NodeIndex node) { return node < network.maker_count; }

// What the finder knows of one chain.
struct ChainState {
  std::vector<NodeIndex> final_units;
  std::unordered_map<uint32_t, size_t> point_of;  // by product
};

// A point's place: chain and index within its points before they are sorted.
struct PointPlace {
  size_t chain;
  size_t point;
};

struct LossJob {
  uint32_t product;
  LossKind kind;
};

// Firms that lose most beside the shocked units.
std::vector<FirmLoss> TopFirms(const UnitNetwork& network, const CascadeView& view,
                               std::vector<NodeIndex> shocked, size_t count) {
  std::sort(shocked.begin(), shocked.end());
  std::unordered_map<uint32_t, double> lost;
  std::vector<uint32_t> firms;  // in the order in which they were reached
  for (const NodeIndex node : view.touched) {
    if (!IsMaker(network, node)) continue;
    if (std::binary_search(shocked.begin(), shocked.end(), node)) continue;
    const auto [at, added] = lost.try_emplace(network.units[node].organisation, 0.0);
    if (added) firms.push_back(at->first);
    at->second += network.network.output(node) * view.Loss(node);
  }
  std::vector<FirmLoss> ranked;
  for (const uint32_t firm : firms) {
    if (lost[firm] > 0) ranked.push_back({.organisation = firm, .lost_cny_year = lost[firm]});
  }
  const size_t kept = std::min(count, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept),
                    ranked.end(), [](const FirmLoss& a, const FirmLoss& b) {
                      return a.lost_cny_year != b.lost_cny_year ? a.lost_cny_year > b.lost_cny_year
                                                                : a.organisation < b.organisation;
                    });
  ranked.resize(kept);
  for (FirmLoss& firm : ranked) {
    double output = 0;
    for (const NodeIndex unit : network.UnitsOf(firm.organisation)) {
      output += network.network.output(unit);
    }
    firm.lost_share = output > 0 ? firm.lost_cny_year / output : 0;
  }
  return ranked;
}

int64_t CountTouched(const UnitNetwork& network, const CascadeView& view) {
  int64_t touched = 0;
  for (const NodeIndex node : view.touched) {
    touched += IsMaker(network, node) && view.Loss(node) >= kTouchedMin ? 1 : 0;
  }
  return touched;
}

class RiskFinder {
 public:
  RiskFinder(const UnitNetwork& network, std::span<const ChainInput> chains,
             const RiskOptions& options)
      : network_(network), chains_(chains), options_(options) {}

  Result<std::vector<ChainRisk>> Find(Progress& progress) {
    LM_TRY(Prepare());
    LM_TRY(Evaluate(progress));
    CountKnownPurchases();
    for (size_t chain = 0; chain < chains_.size(); ++chain) Judge(chain);
    return std::move(risks_);
  }

 private:
  Status Prepare() {
    risks_.resize(chains_.size());
    states_.resize(chains_.size());
    places_.resize(network_.product_count);
    for (size_t chain = 0; chain < chains_.size(); ++chain) {
      risks_[chain].rule = options_.rule;
      for (const ChainMember& member : chains_[chain].members) {
        LM_TRY(AddMember(chain, member));
      }
      double& capacity = risks_[chain].final_capacity_cny_year;
      for (const NodeIndex unit : states_[chain].final_units) {
        capacity += network_.units[unit].capacity_cny_year;
      }
    }
    return Ok{};
  }

  Status AddMember(size_t chain, const ChainMember& member) {
    const bool exists = member.product < network_.product_count;
    auto& points = risks_[chain].points;
    if (!exists || !states_[chain].point_of.emplace(member.product, points.size()).second) {
      return MakeError(ErrorCode::kInvalidArgument,
                       exists
                           ? TextPair{"产品在一条链中出现两次", "a product is twice in one chain"}
                           : TextPair{"没有这个产品", "there is no such product"},
                       {.line = static_cast<int64_t>(chain) + 1,
                        .field = "chains.product",
                        .value = std::to_string(member.product)});
    }
    places_[member.product].push_back({chain, points.size()});
    points.push_back({.product = member.product, .final = member.final});
    if (member.final) {
      const auto makers = network_.MakersOf(member.product);
      auto& units = states_[chain].final_units;
      units.insert(units.end(), makers.begin(), makers.end());
    }
    return Ok{};
  }

  Status Evaluate(Progress& progress) {
    std::vector<LossJob> jobs;
    std::vector<Shock> shocks;
    for (uint32_t product = 0; product < network_.product_count; ++product) {
      if (places_[product].empty()) continue;
      for (size_t kind = 0; kind < kLossKinds; ++kind) {
        Shock shock = MakeShock(network_, product, static_cast<LossKind>(kind));
        for (const PointPlace& place : places_[product]) {
          LossEvidence& evidence = EvidenceAt(place, static_cast<LossKind>(kind));
          evidence.kind = static_cast<LossKind>(kind);
          DescribeShock(product, shock, evidence);
        }
        if (shock.nodes.empty()) continue;
        jobs.push_back({product, static_cast<LossKind>(kind)});
        shocks.push_back(std::move(shock));
      }
    }
    const CascadeOptions options{.stop_threshold = options_.stop_threshold,
                                 .threads = options_.threads};
    return RunCascades(
        network_.network, shocks, options,
        [&](size_t i, const CascadeView& view) { ReadOff(jobs[i], view); }, progress);
  }

  LossEvidence& EvidenceAt(const PointPlace& place, LossKind kind) {
    return risks_[place.chain].points[place.point].losses[static_cast<size_t>(kind)];
  }

  void DescribeShock(uint32_t product, const Shock& shock, LossEvidence& evidence) const {
    evidence.applies = !shock.nodes.empty();
    for (const ShockedNode& node : shock.nodes) {
      evidence.shocked.push_back(node.node);
      evidence.capacity_lost_cny_year += network_.units[node.node].capacity_cny_year;
    }
    if (!evidence.applies) return;
    if (evidence.kind == LossKind::kLargestCity) {
      evidence.city = network_.units[evidence.shocked[0]].city;
    }
    for (const NodeIndex maker : network_.MakersOf(product)) {
      const bool lost = std::find(evidence.shocked.begin(), evidence.shocked.end(), maker) !=
                        evidence.shocked.end();
      if (!lost) evidence.spare_cny_year += network_.units[maker].spare_cny_year();
    }
    if (evidence.capacity_lost_cny_year > 0) {
      evidence.spare_ratio = evidence.spare_cny_year / evidence.capacity_lost_cny_year;
    }
  }

  // Runs on the cascade's thread; writes only to the evidence of this product and loss.
  void ReadOff(const LossJob& job, const CascadeView& view) {
    const LossEvidence& first = EvidenceAt(places_[job.product][0], job.kind);
    const auto firms = TopFirms(network_, view, first.shocked,
                                static_cast<size_t>(std::max(0, options_.firms_shown)));
    const int64_t touched = CountTouched(network_, view);
    for (const PointPlace& place : places_[job.product]) {
      LossEvidence& evidence = EvidenceAt(place, job.kind);
      double lost = 0;
      for (const NodeIndex unit : states_[place.chain].final_units) {
        const double share = view.Loss(unit);
        if (share <= 0) continue;
        const double capacity = network_.units[unit].capacity_cny_year;
        evidence.final_losses.push_back({unit, capacity, share});
        lost += capacity * share;
      }
      const double total = risks_[place.chain].final_capacity_cny_year;
      evidence.severity = total > 0 ? std::min(1.0, lost / total) : 0;
      evidence.units_touched = touched;
      evidence.steps = view.steps;
      evidence.firms = firms;
    }
  }

  void CountKnownPurchases() {
    purchases_known_.assign(network_.product_count, 0.0);
    purchases_all_.assign(network_.product_count, 0.0);
    for (const UnitLink& link : network_.links) {
      const uint32_t product = network_.units[link.supplier].product;
      purchases_all_[product] += link.value_cny_year;
      if (link.evidence != Evidence::kReconstructed) {
        purchases_known_[product] += link.value_cny_year;
      }
    }
  }

  void Judge(size_t chain) {
    FindTimes(chain);
    auto& points = risks_[chain].points;
    for (RiskPoint& point : points) {
      point.gravest = Gravest(point);
      point.severity = point.losses[static_cast<size_t>(point.gravest)].severity;
      WeighMakers(point);
      JudgePoint(options_.rule, point);
    }
    std::sort(points.begin(), points.end(), [](const RiskPoint& a, const RiskPoint& b) {
      if (a.risk_class != b.risk_class) return a.risk_class > b.risk_class;
      return a.severity != b.severity ? a.severity > b.severity : a.product < b.product;
    });
  }

  // The loss with the largest severity, the first of them on a tie.
  static LossKind Gravest(const RiskPoint& point) {
    const LossEvidence* gravest = nullptr;
    for (const LossEvidence& loss : point.losses) {
      if (!loss.applies) continue;
      if (gravest == nullptr || loss.severity > gravest->severity) gravest = &loss;
    }
    return gravest == nullptr ? LossKind::kLargestMaker : gravest->kind;
  }

  // Stock and qualification times over the chain's products that are made in the region and need
  // the point's product as an essential input.
  void FindTimes(size_t chain) {
    const auto& point_of = states_[chain].point_of;
    for (const ProductInput& input : network_.inputs) {
      if (input.essentiality != Essentiality::kEssential) continue;
      const auto at = point_of.find(input.input);
      if (at == point_of.end() || !point_of.contains(input.product)) continue;
      if (network_.MakersOf(input.product).empty()) continue;
      RiskPoint& point = risks_[chain].points[at->second];
      if (input.stock_days && (!point.stock_days || *input.stock_days < *point.stock_days)) {
        point.stock_days = input.stock_days;
        point.stock_user = input.product;
      }
      if (input.qualify_days &&
          (!point.qualify_days || *input.qualify_days > *point.qualify_days)) {
        point.qualify_days = input.qualify_days;
        point.qualify_user = input.product;
      }
    }
  }

  void WeighMakers(RiskPoint& point) const {
    int64_t known = 0;
    const auto makers = network_.MakersOf(point.product);
    for (const NodeIndex maker : makers) {
      const Unit& unit = network_.units[maker];
      point.makers.push_back({unit.organisation, unit.capacity_cny_year});
      known += unit.capacity_known ? 1 : 0;
    }
    const NodeIndex outside = network_.OutsideOf(point.product);
    if (outside != kNone)
      point.makers.push_back({kNone, network_.units[outside].capacity_cny_year});
    std::sort(point.makers.begin(), point.makers.end(),
              [](const MakerShare& a, const MakerShare& b) {
                return a.capacity_cny_year != b.capacity_cny_year
                           ? a.capacity_cny_year > b.capacity_cny_year
                           : a.organisation < b.organisation;
              });
    double sum = 0;
    double squares = 0;
    for (const MakerShare& maker : point.makers) {
      sum += maker.capacity_cny_year;
      squares += maker.capacity_cny_year * maker.capacity_cny_year;
    }
    point.makers_effective = squares > 0 ? sum * sum / squares : 0;
    const double purchases = purchases_all_[point.product];
    point.known_purchases_share = purchases > 0 ? purchases_known_[point.product] / purchases : 0;
    point.known_capacity_share =
        makers.empty() ? 0 : static_cast<double>(known) / static_cast<double>(makers.size());
  }

  const UnitNetwork& network_;
  std::span<const ChainInput> chains_;
  const RiskOptions& options_;
  std::vector<ChainRisk> risks_;
  std::vector<ChainState> states_;
  std::vector<std::vector<PointPlace>> places_;          // by product
  std::vector<double> purchases_known_, purchases_all_;  // by product, by value
};

// The city with the largest sum of capacity; kNone if no maker's city is known.
uint32_t LargestCity(std::span<const SizedMaker> makers) {
  std::vector<std::pair<uint32_t, double>> cities;
  for (const SizedMaker& maker : makers) {
    if (maker.city != kNone) cities.emplace_back(maker.city, maker.capacity_cny_year);
  }
  std::stable_sort(cities.begin(), cities.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  uint32_t largest = kNone;
  double largest_capacity = -1;
  for (size_t begin = 0; begin < cities.size();) {
    const uint32_t city = cities[begin].first;
    double capacity = 0;
    for (; begin < cities.size() && cities[begin].first == city; ++begin) {
      capacity += cities[begin].second;
    }
    if (capacity > largest_capacity) {
      largest = city;
      largest_capacity = capacity;
    }
  }
  return largest;
}

}  // namespace

Result<std::vector<ChainRisk>> FindRiskPoints(const UnitNetwork& network,
                                              std::span<const ChainInput> chains,
                                              const RiskOptions& options, Progress& progress) {
  return RiskFinder(network, chains, options).Find(progress);
}

Shock MakeShock(std::span<const SizedMaker> makers, NodeIndex outside, LossKind kind) {
  Shock shock;
  if (kind == LossKind::kOutside) {
    if (outside != kNone) shock.nodes.push_back({outside, 0.0});
    return shock;
  }
  if (makers.empty()) return shock;
  std::vector<SizedMaker> sorted(makers.begin(), makers.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const SizedMaker& a, const SizedMaker& b) {
    return a.capacity_cny_year > b.capacity_cny_year;
  });
  if (kind == LossKind::kLargestMaker) {
    shock.nodes.push_back({sorted[0].node, 0.0});
    return shock;
  }
  const uint32_t city = LargestCity(sorted);
  for (const SizedMaker& maker : sorted) {
    if (city != kNone && maker.city == city) shock.nodes.push_back({maker.node, 0.0});
  }
  return shock;
}

Shock MakeShock(const UnitNetwork& network, uint32_t product, LossKind kind) {
  std::vector<SizedMaker> makers;
  for (const NodeIndex node : network.MakersOf(product)) {
    const Unit& unit = network.units[node];
    makers.push_back({node, unit.city, unit.capacity_cny_year});
  }
  return MakeShock(makers, network.OutsideOf(product), kind);
}

Shock LoseOrganisation(const UnitNetwork& network, uint32_t organisation) {
  Shock shock;
  for (const NodeIndex unit : network.UnitsOf(organisation)) shock.nodes.push_back({unit, 0.0});
  return shock;
}

Result<std::vector<OrganisationRisk>> IndexOrganisations(const UnitNetwork& network,
                                                         const CascadeOptions& options,
                                                         Progress& progress) {
  std::vector<OrganisationRisk> risks(network.organisation_count);
  std::vector<Shock> shocks;
  std::vector<uint32_t> shocked;  // organisation of each shock
  for (uint32_t organisation = 0; organisation < network.organisation_count; ++organisation) {
    Shock shock = LoseOrganisation(network, organisation);
    if (shock.nodes.empty()) continue;
    for (const ShockedNode& node : shock.nodes) {
      risks[organisation].own_share += network.network.index_weight(node.node);
    }
    shocks.push_back(std::move(shock));
    shocked.push_back(organisation);
  }
  LM_TRY(RunCascades(
      network.network, shocks, options,
      [&](size_t i, const CascadeView& view) {
        OrganisationRisk& risk = risks[shocked[i]];
        risk.index = view.index;
        risk.units_touched = CountTouched(network, view);
        risk.steps = view.steps;
      },
      progress));
  return risks;
}

}  // namespace lianmeng::chain
