// What a plan says, in words for people: lengths of time, refusals and what would help.
#pragma once

#include <string>
#include <vector>

#include "base/text_pair.h"
#include "network/plan.h"

namespace lianmeng::app {

// "4.8 µs", "12.345 ms": three digits behind the point at most, exact where there is nothing to round.
[[nodiscard]] std::string TimeWords(int64_t ns);

// What alone would admit a refused flow.
struct Remedy {
  const char* field;  // "latency_ns_max", "jitter_ns_max", "interval_ns", "packets"
  int64_t value = 0;
  TextPair words;  // "时延放宽到 4.03 ms"
};
[[nodiscard]] std::vector<Remedy> RemediesOf(const network::Refusal& refusal);

// Why it is refused, naming the link and cycle. Requires: titles as LinkTitles of the backbone.
[[nodiscard]] TextPair ReasonWords(const network::Refusal& refusal,
                                   const network::FlowRequest& flow,
                                   const std::vector<TextPair>& titles);

// Why a flow is refused, naming the link and cycle, and what would admit it. Requires: titles as LinkTitles(plan.backbone).
[[nodiscard]] TextPair RefusalWords(const network::Plan& plan, network::FlowIndex flow,
                                    const std::vector<TextPair>& titles);

}  // namespace lianmeng::app
