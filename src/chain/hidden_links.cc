#include "chain/hidden_links.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <unordered_map>

#include "base/random.h"

namespace lianmeng::chain {
namespace {

std::vector<double> MeanRanks(std::span<const double> values) {
  std::vector<uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](uint32_t x, uint32_t y) {
    return values[x] != values[y] ? values[x] < values[y] : x < y;
  });
  std::vector<double> ranks(values.size());
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = 0.5 * (static_cast<double>(begin) + static_cast<double>(end - 1));
    for (; begin < end; ++begin) ranks[order[begin]] = rank;
  }
  return ranks;
}

// Organisation and product of supplier and of customer: names of units that hold across networks.
using TradeKey = std::array<uint32_t, 4>;

std::map<TradeKey, double> TradesOf(const UnitNetwork& network, bool known) {
  std::map<TradeKey, double> trades;
  for (const UnitLink& link : network.links) {
    if ((link.evidence != Evidence::kReconstructed) != known) continue;
    const Unit& supplier = network.units[link.supplier];
    const Unit& customer = network.units[link.customer];
    if (supplier.kind != Unit::Kind::kMaker) continue;
    trades[{supplier.organisation, supplier.product, customer.organisation, customer.product}] +=
        link.value_cny_year;
  }
  return trades;
}

// Severities and classes of all points, members of chains in their given order.
struct Picture {
  std::vector<double> severities;
  std::vector<RiskClass> classes;
};

Picture PictureOf(std::span<const ChainInput> chains, const std::vector<ChainRisk>& risks) {
  Picture picture;
  for (size_t chain = 0; chain < chains.size(); ++chain) {
    std::unordered_map<uint32_t, const RiskPoint*> by_product;
    for (const RiskPoint& point : risks[chain].points) by_product[point.product] = &point;
    for (const ChainMember& member : chains[chain].members) {
      picture.severities.push_back(by_product.at(member.product)->severity);
      picture.classes.push_back(by_product.at(member.product)->risk_class);
    }
  }
  return picture;
}

Picture PictureOf(const Certainty& certainty) {
  Picture picture;
  for (const auto& points : certainty.chains) {
    for (const PointSpread& point : points) {
      picture.severities.push_back(point.severity.median);
      picture.classes.push_back(point.UsualClass());
    }
  }
  return picture;
}

double ShareOf(double part, double all) { return all > 0 ? part / all : 0; }

Agreement Compare(const Picture& full, const Picture& other) {
  Agreement agreement;
  double kept = 0;
  double listed = 0;
  double listed_kept = 0;
  double error = 0;
  const auto points = static_cast<double>(full.classes.size());
  for (size_t i = 0; i < full.classes.size(); ++i) {
    const bool same = full.classes[i] == other.classes[i];
    kept += same ? 1 : 0;
    if (full.classes[i] != RiskClass::kNone) {
      ++listed;
      listed_kept += same ? 1 : 0;
    }
    error += std::abs(full.severities[i] - other.severities[i]);
  }
  agreement.rank_correlation = RankCorrelation(full.severities, other.severities);
  agreement.classes_kept = ShareOf(kept, points);
  agreement.listed_kept = ShareOf(listed_kept, listed);
  agreement.error_mean = ShareOf(error, points);
  return agreement;
}

double WithinRange(const Picture& full, const Certainty& certainty) {
  constexpr double kShown = 0.0005;  // half of the last digit shown, 0.1 %
  double within = 0;
  size_t i = 0;
  for (const auto& points : certainty.chains) {
    for (const PointSpread& point : points) {
      const double severity = full.severities[i++];
      within += severity >= point.severity.smallest - kShown &&
                        severity <= point.severity.largest + kShown
                    ? 1
                    : 0;
    }
  }
  return ShareOf(within, static_cast<double>(i));
}

// The hidden links of units with their values, and how much of them a reconstruction finds again.
class HiddenTrades {
 public:
  HiddenTrades(const UnitNetwork& full, const UnitNetwork& left) : hidden_(TradesOf(full, true)) {
    for (const auto& [key, value] : TradesOf(left, true)) hidden_.erase(key);
    for (const auto& [key, value] : hidden_) total_ += value;
  }

  [[nodiscard]] double Found(const UnitNetwork& network) const {
    double found = 0;
    for (const auto& [key, value] : TradesOf(network, false)) {
      const auto at = hidden_.find(key);
      if (at != hidden_.end()) found += std::min(value, at->second);
    }
    return ShareOf(found, total_);
  }

 private:
  std::map<TradeKey, double> hidden_;
  double total_ = 0;
};

}  // namespace

double RankCorrelation(std::span<const double> a, std::span<const double> b) {
  CHECK(a.size() == b.size());
  const std::vector<double> x = MeanRanks(a);
  const std::vector<double> y = MeanRanks(b);
  const double mean = 0.5 * (static_cast<double>(a.size()) - 1.0);
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

Economy HideLinks(const Economy& economy, double share, uint64_t seed) {
  CHECK(share >= 0 && share <= 1);
  const size_t count = economy.links.size();
  const auto hidden = static_cast<size_t>(std::llround(share * static_cast<double>(count)));
  std::vector<uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  Random random(seed);
  for (size_t i = 0; i < hidden; ++i) std::swap(order[i], order[i + random.Below(count - i)]);
  std::sort(order.begin() + static_cast<std::ptrdiff_t>(hidden), order.end());
  Economy left = economy;
  left.links.clear();
  for (size_t i = hidden; i < count; ++i) left.links.push_back(economy.links[order[i]]);
  return left;
}

double KnownShare(const UnitNetworkReport& report) {
  const double all = report.value_known_cny_year + report.value_reconstructed_cny_year +
                     report.value_outside_cny_year;
  return all > 0 ? report.value_known_cny_year / all : 0;
}

Result<HiddenLinkTrial> TryHiddenLinks(const Economy& economy, std::span<const ChainInput> chains,
                                       const HiddenLinkOptions& options, Progress& progress) {
  if (!(options.share >= 0 && options.share <= 1)) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"隐去的占比须在 0 与 1 之间", "the share to hide must lie between 0 and 1"},
                     {.field = "hide", .value = std::to_string(options.share)});
  }
  CertaintyOptions certainty_options = options.certainty;
  certainty_options.organisations = false;
  UnitNetworkOptions published = certainty_options.network;
  published.draw.reset();
  RiskOptions risk_options = certainty_options.risk;
  risk_options.threads = certainty_options.threads;
  risk_options.firms_shown = 0;
  const Economy left = HideLinks(economy, options.share, options.seed);
  LM_ASSIGN(const UnitNetwork full_network, BuildUnitNetwork(economy, published));
  LM_ASSIGN(const UnitNetwork rule_network, BuildUnitNetwork(left, published));
  LM_ASSIGN(const auto full_risks, FindRiskPoints(full_network, chains, risk_options, progress));
  LM_ASSIGN(const auto rule_risks, FindRiskPoints(rule_network, chains, risk_options, progress));
  LM_ASSIGN(const Certainty certainty, MeasureCertainty(left, chains, certainty_options, progress));
  LM_ASSIGN(const Certainty all_known,
            MeasureCertainty(economy, chains, certainty_options, progress));

  const Picture full = PictureOf(chains, full_risks);
  HiddenLinkTrial trial;
  trial.links = static_cast<int64_t>(economy.links.size());
  trial.hidden = trial.links - static_cast<int64_t>(left.links.size());
  trial.points = static_cast<int64_t>(full.classes.size());
  trial.listed =
      trial.points - std::count(full.classes.begin(), full.classes.end(), RiskClass::kNone);
  trial.known_share = KnownShare(full_network.report);
  trial.known_share_left = KnownShare(rule_network.report);
  trial.rule = Compare(full, PictureOf(chains, rule_risks));
  trial.draws = Compare(full, PictureOf(certainty));
  trial.alike = Compare(PictureOf(all_known), PictureOf(certainty));
  trial.within_range = WithinRange(full, certainty);
  trial.within_range_alike = WithinRange(PictureOf(all_known), certainty);
  const HiddenTrades hidden(full_network, rule_network);
  trial.rule.value_found = hidden.Found(rule_network);
  UnitNetworkOptions drawn = certainty_options.network;
  if (!drawn.draw) drawn.draw = NetworkDraw{};
  drawn.draw->seed = certainty_options.seed;
  for (uint32_t number = 0; number < certainty.draws; ++number) {
    drawn.draw->number = number;
    LM_ASSIGN(const UnitNetwork network, BuildUnitNetwork(left, drawn));
    trial.draws.value_found += hidden.Found(network) / certainty.draws;
  }
  trial.alike.value_found = trial.draws.value_found;
  return trial;
}

}  // namespace lianmeng::chain
