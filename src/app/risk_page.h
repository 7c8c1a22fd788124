// The risk board of one chain or all as a page to print: points with what changed, and the measures.
//
// Example:   LM_ASSIGN(std::string html, RiskBoardPage(*platform, *analysis, {.chains = {"robot"}},
//                                                      Language::kChinese));
#pragma once

#include <string>

#include "app/platform.h"
#include "app/risk_board.h"

namespace lianmeng::app {

// Chains without a point or measure of the filter are left out. Errors: as ListRiskPoints.
[[nodiscard]] Result<std::string> RiskBoardPage(Platform& platform, Analysis& analysis,
                                                const RiskFilter& filter, Language language);

}  // namespace lianmeng::app
