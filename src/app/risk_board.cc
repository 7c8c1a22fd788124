#include "app/risk_board.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>
#include <unordered_map>

#include "app/certainty.h"
#include "app/rows.h"
#include "app/slices.h"
#include "base/text.h"
#include "chain/certified_severity.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

constexpr size_t kShockedShown = 50;
constexpr size_t kFinalsShown = 500;
constexpr size_t kWorstShown = 10;
constexpr double kReplayThreshold = chain::RiskOptions{}.stop_threshold;

// A point with its place: chain `chain`, points[`point`] of it.
struct PointAt {
  uint32_t chain = 0;
  uint32_t point = 0;
};

const ChainProduct& MemberOf(const Snapshot& snapshot, uint32_t chain, uint32_t product) {
  for (uint32_t member : snapshot.members_of_chain[chain]) {
    if (snapshot.member_product[member] == product) return snapshot.chain_products[member];
  }
  CHECK(false && "a risk point's product is a member of its chain");
  return snapshot.chain_products[0];
}

double SeverityOf(const chain::RiskPoint& point, chain::LossKind kind) {
  return point.losses[static_cast<size_t>(kind)].severity;
}

std::string Number(double value) {
  char text[32];
  // Whole numbers, as days are, without ".0".
  std::snprintf(text, sizeof text, value == std::floor(value) ? "%.0f" : "%.1f", value);
  return text;
}

// One line: which loss is the gravest, what it takes away, and how many could step in.
TextPair Summarise(const chain::RiskPoint& point) {
  TextPair text;
  if (point.severity > 0) {
    const TextPair loss = chain::Label(point.gravest);
    text.zh = loss.zh + "将损失终端产出 " + Percent(point.severity);
    text.en = loss.en + ": " + Percent(point.severity) + " of final output lost";
  } else {
    text = {"任一损失都不减少终端产出", "none of the losses reaches the finished goods"};
  }
  text.zh += "；有效厂家 " + Number(point.makers_effective) + " 家";
  text.en += "; " + Number(point.makers_effective) + " effective makers";
  if (point.stock_days && point.qualify_days) {
    text.zh += "；库存 " + Number(*point.stock_days) + " 天，认证新供方 " +
               Number(*point.qualify_days) + " 天";
    text.en += "; stock lasts " + Number(*point.stock_days) + " days, a new source takes " +
               Number(*point.qualify_days) + " days";
  }
  return text;
}

RiskPointRow RowOf(const Analysis& analysis, uint32_t chain, const chain::RiskPoint& point) {
  const Snapshot& snapshot = analysis.snapshot();
  RiskPointRow row;
  row.chain = ChainRefOf(snapshot, chain);
  row.product = ProductRefOf(snapshot, point.product);
  row.segment = Code(MemberOf(snapshot, chain, point.product).segment);
  row.class_ = chain::Code(point.risk_class);
  row.severity = {SeverityOf(point, chain::LossKind::kLargestMaker),
                  SeverityOf(point, chain::LossKind::kLargestCity),
                  SeverityOf(point, chain::LossKind::kOutside)};
  row.effective_makers = point.makers_effective;
  row.makers = std::count_if(
      point.makers.begin(), point.makers.end(),
      [](const chain::MakerShare& maker) { return maker.organisation != chain::kNone; });
  row.stock_days = point.stock_days;
  row.qualify_days = point.qualify_days;
  row.summary = Summarise(point);
  row.certainty = CertaintyOf(analysis, chain, point);
  return row;
}

// All points that fit the filter, gravest first.
Result<std::vector<PointAt>> Select(Analysis& analysis, const RiskFilter& filter) {
  const Snapshot& snapshot = analysis.snapshot();
  LM_ASSIGN(const auto* risks, analysis.Risks());
  std::vector<bool> wanted(snapshot.chains.size(), filter.chains.empty());
  for (const std::string& key : filter.chains) {
    const uint32_t chain = snapshot.ChainIndex(key);
    if (chain == kNone) return NotFound("产业链", "chain", key);
    wanted[chain] = true;
  }
  const std::string query = Normalise(filter.query);
  std::vector<PointAt> found;
  for (uint32_t c = 0; c < risks->size(); ++c) {
    if (!wanted[c]) continue;
    for (uint32_t p = 0; p < (*risks)[c].points.size(); ++p) {
      const chain::RiskPoint& point = (*risks)[c].points[p];
      const std::string code(chain::Code(point.risk_class));
      const bool class_fits = filter.classes.empty()
                                  ? point.risk_class != chain::RiskClass::kNone
                                  : std::find(filter.classes.begin(), filter.classes.end(), code) !=
                                        filter.classes.end();
      const TextPair& name = snapshot.products[point.product].name;
      const bool name_fits = query.empty() || Normalise(name.zh).find(query) != std::string::npos ||
                             Normalise(name.en).find(query) != std::string::npos;
      if (class_fits && name_fits) found.push_back({c, p});
    }
  }
  std::stable_sort(found.begin(), found.end(), [&](const PointAt& a, const PointAt& b) {
    const chain::RiskPoint& left = (*risks)[a.chain].points[a.point];
    const chain::RiskPoint& right = (*risks)[b.chain].points[b.point];
    if (left.risk_class != right.risk_class) return left.risk_class > right.risk_class;
    return left.severity > right.severity;
  });
  return found;
}

// The shocked units of one loss replayed, for the order in which others were hit.
class LossExplainer {
 public:
  LossExplainer(const Snapshot& snapshot, const chain::UnitNetwork& network, double final_output)
      : snapshot_(snapshot), network_(network), final_output_(final_output) {}

  Result<RiskLoss> Explain(uint32_t product, const chain::LossEvidence& evidence) const {
    RiskLoss loss;
    loss.kind = chain::Code(evidence.kind);
    loss.label = chain::Label(evidence.kind);
    loss.severity = evidence.severity;
    loss.shocked_count = static_cast<int64_t>(evidence.shocked.size());
    loss.units_touched = evidence.units_touched;
    loss.steps = evidence.steps;
    loss.final_output_cny_year = final_output_;
    for (size_t i = 0; i < std::min(kShockedShown, evidence.shocked.size()); ++i) {
      const chain::Unit& unit = network_.units[evidence.shocked[i]];
      loss.shocked.push_back({OrganisationOf(unit), unit.kind == chain::Unit::Kind::kOutside,
                              ProductRefOf(snapshot_, unit.product)});
    }
    for (const chain::UnitLoss& item : evidence.final_losses) {
      loss.final_output_lost_cny_year += item.capacity_cny_year * item.lost_share;
      if (loss.finals.size() >= kFinalsShown) continue;
      const chain::Unit& unit = network_.units[item.unit];
      loss.finals.push_back({OrganisationOf(unit), ProductRefOf(snapshot_, unit.product),
                             item.capacity_cny_year, 1 - item.lost_share});
    }
    if (evidence.applies) {
      LM_ASSIGN(loss.worst, Worst(product, evidence.kind));
    }
    return loss;
  }

 private:
  std::optional<OrganisationRef> OrganisationOf(const chain::Unit& unit) const {
    if (unit.organisation == chain::kNone) return std::nullopt;
    return OrganisationRefOf(snapshot_, unit.organisation);
  }

  // The units beside the shocked ones that lose the most output, with the step in which they were first hit.
  Result<std::vector<UnitLoss>> Worst(uint32_t product, chain::LossKind kind) const {
    const chain::Shock shock = chain::MakeShock(network_, product, kind);
    chain::CascadeOptions options;
    options.stop_threshold = kReplayThreshold;
    chain::CascadeRecording recording;
    recording.waves = true;
    LM_ASSIGN(chain::CascadeResult cascade,
              chain::RunCascade(network_.network, shock, options, recording));
    std::unordered_map<chain::NodeIndex, int> first_step;
    for (const chain::Wave& wave : cascade.waves) {
      for (const chain::NodeState& state : wave.changed) first_step.emplace(state.node, wave.step);
    }
    std::vector<std::pair<double, chain::NodeIndex>> losses;
    for (const auto& [node, step] : first_step) {
      const chain::Unit& unit = network_.units[node];
      if (step == 0 || unit.kind != chain::Unit::Kind::kMaker) continue;
      losses.push_back({-cascade.Loss(node) * unit.capacity_cny_year, node});
    }
    std::sort(losses.begin(), losses.end());
    if (losses.size() > kWorstShown) losses.resize(kWorstShown);
    std::vector<UnitLoss> worst;
    for (const auto& [lost, node] : losses) {
      const chain::Unit& unit = network_.units[node];
      worst.push_back({OrganisationOf(unit), ProductRefOf(snapshot_, unit.product),
                       cascade.Loss(node), first_step.at(node)});
    }
    return worst;
  }

  const Snapshot& snapshot_;
  const chain::UnitNetwork& network_;
  double final_output_;
};

std::vector<RiskMaker> MakerRows(const Snapshot& snapshot, const chain::UnitNetwork& network,
                                 const chain::RiskPoint& point) {
  double total = 0;
  for (const chain::MakerShare& maker : point.makers) total += maker.capacity_cny_year;
  std::unordered_map<uint32_t, double> utilisation;
  for (chain::NodeIndex node : network.MakersOf(point.product)) {
    utilisation[network.units[node].organisation] = network.units[node].utilisation;
  }
  std::vector<RiskMaker> rows;
  for (const chain::MakerShare& maker : point.makers) {
    RiskMaker row;
    row.outside = maker.organisation == chain::kNone;
    row.capacity_cny_year = maker.capacity_cny_year;
    row.share = total > 0 ? maker.capacity_cny_year / total : 0;
    if (!row.outside) {
      row.organisation = OrganisationRefOf(snapshot, maker.organisation);
      row.utilisation = utilisation[maker.organisation];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<ProductUser> UserRows(const Snapshot& snapshot, uint32_t product, uint32_t chain) {
  std::vector<ProductUser> users;
  for (uint32_t use : snapshot.uses_of_product[product]) {
    const uint32_t user = snapshot.input_product[use];
    if (user == kNone) continue;
    const auto& members = snapshot.memberships_of_product[user];
    const bool in_chain = std::any_of(members.begin(), members.end(), [&](uint32_t member) {
      return snapshot.member_chain[member] == chain;
    });
    if (!in_chain) continue;
    const Input& input = snapshot.inputs[use];
    users.push_back({ProductRefOf(snapshot, user), input.essentiality == Essentiality::kEssential,
                     input.cost_share, input.stock_days, input.qualify_days});
  }
  return users;
}

std::string_view RuleName(chain::ConditionKind kind) {
  switch (kind) {
    case chain::ConditionKind::kSeverity:
      return "severity";
    case chain::ConditionKind::kFewMakers:
      return "few_makers";
    case chain::ConditionKind::kSpareShort:
      return "spare_short";
    case chain::ConditionKind::kNoTime:
      return "no_time";
  }
  return "";
}

NetworkFacts FactsOf(const chain::UnitNetwork& network) {
  const chain::UnitNetworkReport& report = network.report;
  const double total = report.value_known_cny_year + report.value_reconstructed_cny_year +
                       report.value_outside_cny_year;
  return {static_cast<int64_t>(network.maker_count), static_cast<int64_t>(network.links.size()),
          total > 0 ? 1 - report.value_known_cny_year / total : 0};
}

SystemicFirm SystemicFirmOf(const Snapshot& snapshot, const Analysis::Indices& indices,
                            uint32_t organisation) {
  const chain::OrganisationRisk& risk = indices.risks[organisation];
  SystemicFirm row;
  row.rank = indices.ranks[organisation];
  row.organisation = OrganisationRefOf(snapshot, organisation);
  row.index = risk.index;
  row.own_share = risk.own_share;
  row.units_touched = risk.units_touched;
  row.steps = risk.steps;
  std::vector<bool> in(snapshot.chains.size(), false);
  for (const uint32_t offer : snapshot.offers_of_organisation[organisation]) {
    if (!snapshot.IsMaker(offer)) continue;
    const uint32_t product = snapshot.offer_product[offer];
    row.products.push_back(ProductRefOf(snapshot, product));
    for (const uint32_t member : snapshot.memberships_of_product[product]) {
      in[snapshot.member_chain[member]] = true;
    }
  }
  for (uint32_t c = 0; c < in.size(); ++c) {
    if (in[c]) row.chains.push_back(ChainRefOf(snapshot, c));
  }
  return row;
}

}  // namespace

Result<RiskPointPage> ListRiskPoints(Analysis& analysis, const RiskFilter& filter,
                                     const Slice& slice) {
  for (const std::string& code : filter.classes) {
    if (code != "red" && code != "orange" && code != "yellow" && code != "none") {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"风险等级应为 red、orange、yellow 或 none",
                        "a risk class is red, orange, yellow or none"},
                       {.file = {}, .line = 0, .field = "class", .value = code});
    }
  }
  LM_ASSIGN(const std::vector<PointAt> points, Select(analysis, filter));
  LM_ASSIGN(const auto* risks, analysis.Risks());
  LM_ASSIGN(const Window window, WindowOf(slice, points.size()));
  RiskPointPage page;
  page.total = static_cast<int64_t>(points.size());
  page.next = window.next;
  for (size_t i = window.begin; i < window.end; ++i) {
    page.items.push_back(
        RowOf(analysis, points[i].chain, (*risks)[points[i].chain].points[points[i].point]));
  }
  return page;
}

Result<std::vector<RiskPointRow>> GravestRiskPoints(Analysis& analysis, size_t count) {
  LM_ASSIGN(const std::vector<PointAt> points, Select(analysis, {}));
  LM_ASSIGN(const auto* risks, analysis.Risks());
  std::vector<RiskPointRow> rows;
  for (size_t i = 0; i < std::min(count, points.size()); ++i) {
    rows.push_back(
        RowOf(analysis, points[i].chain, (*risks)[points[i].chain].points[points[i].point]));
  }
  return rows;
}

Result<RiskPointDetail> ExplainRiskPoint(Analysis& analysis, std::string_view chain_key,
                                         ProductId product_id) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t chain = snapshot.ChainIndex(chain_key);
  if (chain == kNone) return NotFound("产业链", "chain", chain_key);
  const uint32_t product = snapshot.ProductIndex(product_id);
  LM_ASSIGN(const chain::UnitNetwork* network, analysis.Network());
  LM_ASSIGN(const auto* risks, analysis.Risks());
  const chain::ChainRisk& risk = (*risks)[chain];
  const auto found =
      std::find_if(risk.points.begin(), risk.points.end(),
                   [&](const chain::RiskPoint& point) { return point.product == product; });
  if (product == kNone || found == risk.points.end()) {
    return NotFound("断链风险点", "risk point", product_id.ToString());
  }
  const chain::RiskPoint& point = *found;
  RiskPointDetail detail;
  static_cast<RiskPointRow&>(detail) = RowOf(analysis, chain, point);
  for (const chain::Condition& condition : point.conditions) {
    detail.reasons.push_back(
        {std::string(RuleName(condition.kind)), condition.fired, condition.text});
  }
  detail.rule = point.rule;
  const LossExplainer explainer(snapshot, *network, risk.final_capacity_cny_year);
  LM_ASSIGN(const chain::CertifiedSeverity proof,
            chain::CertifySeverity(*network, MakeChainInputs(snapshot)[chain], product));
  detail.severity_certified = {proof.severity.lower, proof.severity.upper};
  for (const chain::LossEvidence& evidence : point.losses) {
    LM_ASSIGN(RiskLoss loss, explainer.Explain(product, evidence));
    const auto& interval = proof.losses[static_cast<size_t>(evidence.kind)];
    if (interval) loss.severity_certified = {interval->lower, interval->upper};
    detail.losses.push_back(std::move(loss));
  }
  const chain::LossEvidence& gravest = point.losses[static_cast<size_t>(point.gravest)];
  detail.makers_list = MakerRows(snapshot, *network, point);
  detail.spare_capacity_cny_year = gravest.spare_cny_year;
  detail.lost_capacity_cny_year = gravest.capacity_lost_cny_year;
  detail.users = UserRows(snapshot, product, chain);
  detail.definition = "/about#risk";
  detail.network = FactsOf(*network);
  return detail;
}

Result<SystemicFirmPage> ListSystemicFirms(Analysis& analysis,
                                           const std::vector<std::string>& chains,
                                           const Slice& slice) {
  const Snapshot& snapshot = analysis.snapshot();
  for (const std::string& key : chains) {
    if (snapshot.ChainIndex(key) == kNone) return NotFound("产业链", "chain", key);
  }
  SystemicFirmPage page;
  const Analysis::Indices* indices = analysis.ReadyIndices();
  if (indices == nullptr) return page;
  page.ready = true;
  std::vector<std::pair<uint32_t, uint32_t>> firms;  // rank, organisation
  for (uint32_t i = 0; i < indices->ranks.size(); ++i) {
    if (indices->ranks[i] > 0) firms.push_back({indices->ranks[i], i});
  }
  std::sort(firms.begin(), firms.end());
  std::vector<SystemicFirm> rows;
  for (const auto& [rank, organisation] : firms) {
    SystemicFirm row = SystemicFirmOf(snapshot, *indices, organisation);
    const bool fits =
        chains.empty() || std::any_of(row.chains.begin(), row.chains.end(), [&](const auto& of) {
          return std::find(chains.begin(), chains.end(), of.key) != chains.end();
        });
    if (fits) rows.push_back(std::move(row));
  }
  LM_ASSIGN(const Window window, WindowOf(slice, rows.size()));
  page.total = static_cast<int64_t>(rows.size());
  page.next = window.next;
  page.items.assign(std::make_move_iterator(rows.begin() + static_cast<ptrdiff_t>(window.begin)),
                    std::make_move_iterator(rows.begin() + static_cast<ptrdiff_t>(window.end)));
  return page;
}

}  // namespace lianmeng::app
