// What the unknown supply links do to the risk points: the spread over draws (docs/reconstruction.md),
// and the trial that hides known links to see how well they are reconstructed.
#pragma once

#include <optional>
#include <string_view>

#include "app/analysis.h"
#include "app/views.h"
#include "base/progress.h"

namespace lianmeng::app {

// A class that holds in at least this share of the draws is called robust.
inline constexpr double kRobustShare = 0.9;

// Absent until Analysis::ComputeCertainty has run.
[[nodiscard]] std::optional<RiskCertainty> CertaintyOf(const Analysis& analysis, uint32_t chain,
                                                       const chain::RiskPoint& point);

// The systemic index of an organisation; absent as above.
[[nodiscard]] std::optional<DrawSpread> SystemicSpreadOf(const Analysis& analysis,
                                                         uint32_t organisation);

struct DrawOptions {
  uint32_t draws = 20;
  uint64_t seed = 1;
};

// All points of one chain, in the board's order, over draws of the caller's choice.
// Errors: kNotFound for an unknown chain, kInvalidArgument for the number of draws, kCancelled.
[[nodiscard]] Result<CertaintyTable> MeasureChainCertainty(Analysis& analysis,
                                                           std::string_view chain_key,
                                                           const DrawOptions& options,
                                                           Progress& progress);

struct TrialOptions {
  double hide = 0.5;  // share of the known links, 0..1
  uint64_t seed = 1;  // of which are hidden, and of the draws
  uint32_t draws = 20;
};

// Over all chains. Errors: kInvalidArgument, kCancelled.
[[nodiscard]] Result<ReconstructionTrial> EvaluateReconstruction(Analysis& analysis,
                                                                 const TrialOptions& options,
                                                                 Progress& progress);

}  // namespace lianmeng::app
