// What a plan says, in words for people: lengths of time, refusals and what would help.
#pragma once

#include <string>
#include <vector>

#include "base/text_pair.h"
#include "network/plan.h"

namespace lianmeng::app {

// "4.8 µs", "12.345 ms": three digits behind the point at most, exact where there is nothing to round.
[[nodiscard]] std::string TimeWords(int64_t ns);

// Why a flow is refused, naming the link and cycle, and what would admit it. Requires: titles as LinkTitles(plan.backbone).
[[nodiscard]] TextPair RefusalWords(const network::Plan& plan, network::FlowIndex flow,
                                    const std::vector<TextPair>& titles);

}  // namespace lianmeng::app
