#include "app/certainty.h"

#include <algorithm>

#include "app/rows.h"
#include "chain/hidden_links.h"

namespace lianmeng::app {
namespace {

RiskCertainty ViewOf(const chain::PointSpread& spread, chain::RiskClass published, uint32_t draws,
                     uint64_t seed) {
  RiskCertainty view;
  view.draws = draws;
  view.seed = static_cast<int64_t>(seed);
  view.severity_smallest = spread.severity.smallest;
  view.severity_median = spread.severity.median;
  view.severity_largest = spread.severity.largest;
  view.classes = {spread.DrawsOf(chain::RiskClass::kRed), spread.DrawsOf(chain::RiskClass::kOrange),
                  spread.DrawsOf(chain::RiskClass::kYellow),
                  spread.DrawsOf(chain::RiskClass::kNone)};
  view.kept = spread.DrawsOf(published);
  view.robust = static_cast<double>(view.kept) >= kRobustShare * draws;
  return view;
}

const chain::PointSpread& SpreadAt(const std::vector<chain::PointSpread>& points,
                                   uint32_t product) {
  const auto at = std::find_if(points.begin(), points.end(), [&](const chain::PointSpread& point) {
    return point.product == product;
  });
  CHECK(at != points.end());
  return *at;
}

ReconstructionScore ScoreOf(const chain::Agreement& agreement) {
  return {agreement.rank_correlation, agreement.classes_kept, agreement.listed_kept,
          agreement.error_mean, agreement.value_found};
}

}  // namespace

std::optional<RiskCertainty> CertaintyOf(const Analysis& analysis, uint32_t chain,
                                         const chain::RiskPoint& point) {
  const chain::Certainty* certainty = analysis.ReadyCertainty();
  if (certainty == nullptr) return std::nullopt;
  return ViewOf(SpreadAt(certainty->chains[chain], point.product), point.risk_class,
                certainty->draws, certainty->seed);
}

std::optional<DrawSpread> SystemicSpreadOf(const Analysis& analysis, uint32_t organisation) {
  const chain::Certainty* certainty = analysis.ReadyCertainty();
  if (certainty == nullptr) return std::nullopt;
  const chain::Spread& spread = certainty->organisations[organisation];
  return DrawSpread{certainty->draws, spread.smallest, spread.median, spread.largest};
}

Result<CertaintyTable> MeasureChainCertainty(Analysis& analysis, std::string_view chain_key,
                                             const DrawOptions& options, Progress& progress) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t chain = snapshot.ChainIndex(chain_key);
  if (chain == kNone) return NotFound("产业链", "chain", chain_key);
  LM_ASSIGN(const chain::UnitNetwork* network, analysis.Network());
  LM_ASSIGN(const auto* risks, analysis.Risks(progress));
  const std::vector<chain::ChainInput> chains = {MakeChainInputs(snapshot)[chain]};
  chain::CertaintyOptions draws;
  draws.draws = options.draws;
  draws.seed = options.seed;
  LM_ASSIGN(const chain::Certainty certainty,
            chain::MeasureCertainty(MakeEconomy(snapshot), chains, draws, progress));
  CertaintyTable table;
  table.chain = ChainRefOf(snapshot, chain);
  table.draws = options.draws;
  table.seed = static_cast<int64_t>(options.seed);
  table.known_share = chain::KnownShare(network->report);
  for (const chain::RiskPoint& point : (*risks)[chain].points) {
    table.items.push_back({ProductRefOf(snapshot, point.product),
                           std::string(chain::Code(point.risk_class)), point.severity,
                           ViewOf(SpreadAt(certainty.chains[0], point.product), point.risk_class,
                                  options.draws, options.seed)});
  }
  return table;
}

Result<ReconstructionTrial> EvaluateReconstruction(Analysis& analysis, const TrialOptions& options,
                                                   Progress& progress) {
  chain::HiddenLinkOptions trial_options;
  trial_options.share = options.hide;
  trial_options.seed = options.seed;
  trial_options.certainty.seed = options.seed;
  trial_options.certainty.draws = options.draws;
  const std::vector<chain::ChainInput> chains = MakeChainInputs(analysis.snapshot());
  LM_ASSIGN(
      const chain::HiddenLinkTrial trial,
      chain::TryHiddenLinks(MakeEconomy(analysis.snapshot()), chains, trial_options, progress));
  ReconstructionTrial view;
  view.links = trial.links;
  view.hidden = trial.hidden;
  view.draws = options.draws;
  view.points = trial.points;
  view.listed = trial.listed;
  view.known_share = trial.known_share;
  view.known_share_left = trial.known_share_left;
  view.rule = ScoreOf(trial.rule);
  view.median = ScoreOf(trial.draws);
  view.median_alike = ScoreOf(trial.alike);
  view.within_range = trial.within_range;
  view.within_range_alike = trial.within_range_alike;
  return view;
}

}  // namespace lianmeng::app
