// One line for each part of a score and for each exclusion, in both languages, with the figures.
#pragma once

#include "base/text_pair.h"
#include "match/match.h"
#include "match/parts.h"

namespace lianmeng::match {

[[nodiscard]] Parts Explain(const NeedContext& context, OfferIndex offer,
                            const PairFigures& figures);

[[nodiscard]] TextPair ExplainExclusion(const NeedContext& context, OfferIndex offer,
                                        Exclusion exclusion, int32_t fit_points);

}  // namespace lianmeng::match
