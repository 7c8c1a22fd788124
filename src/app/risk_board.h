// Chain-break risk points as lists and as evidence that can be recomputed by hand (docs/risk-points.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/platform.h"
#include "app/slices.h"
#include "app/views.h"

namespace lianmeng::app {

struct RiskFilter {
  std::vector<std::string> chains;   // keys; empty: all
  std::vector<std::string> classes;  // red, orange, yellow, none; empty: red, orange and yellow
  std::string query;                 // part of the product's name in either language
};

// Gravest first: by class, then by the greatest of the severities.
// Errors: kNotFound for an unknown chain, kInvalidArgument for an unknown class or a bad cursor.
[[nodiscard]] Result<RiskPointPage> ListRiskPoints(Analysis& analysis, const RiskFilter& filter,
                                                   const Slice& slice);
[[nodiscard]] Result<std::vector<RiskPointRow>> GravestRiskPoints(Analysis& analysis, size_t count);
// Without `change`: app/risk_history.h adds it.
[[nodiscard]] Result<RiskPointDetail> ExplainRiskPoint(Analysis& analysis,
                                                       std::string_view chain_key,
                                                       ProductId product);

// The firms whose failure takes most of the region's output away, the gravest first; firms without
// any index are left out. `chains`: those that make a product of one of them; empty: all.
// Not ready until the analysis has its indices (Analysis::WarmUp).
[[nodiscard]] Result<SystemicFirmPage> ListSystemicFirms(Analysis& analysis,
                                                         const std::vector<std::string>& chains,
                                                         const Slice& slice);

}  // namespace lianmeng::app
