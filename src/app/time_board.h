// Time to survive against time to recover of a chain's products (docs/time.md), as tables and with what limits them.
#pragma once

#include <string_view>

#include "app/platform.h"
#include "app/views.h"

namespace lianmeng::app {

// Of one product. Errors: kNotFound for an unknown chain or a product that is not one of its.
[[nodiscard]] Result<RiskTime> ExplainRiskTime(Analysis& analysis, std::string_view chain_key,
                                               ProductId product);
// Of all products of a chain: those with the largest loss first, then in the chain's order.
// Errors: kNotFound for an unknown chain; kCancelled.
[[nodiscard]] Result<RiskTimeTable> ListRiskTimes(Analysis& analysis, std::string_view chain_key,
                                                  Progress& progress = Progress::None());

}  // namespace lianmeng::app
