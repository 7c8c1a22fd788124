// One line for each part of a score and for each exclusion, in both languages, with the figures.
#pragma once

#include "base/text_pair.h"
#include "match/match.h"
#include "match/parts.h"

namespace lianmeng::match {

[[nodiscard]] Parts Explain(const NeedContext& context, OfferIndex offer,
                            const PairFigures& figures);

// Of parts that other schemes have as well (match/term_reasons.h).
[[nodiscard]] TextPair WordsReason(const NeedContext& context, OfferIndex offer, int32_t text);
[[nodiscard]] TextPair DistanceReason(const NeedContext& context, const Offer& offer,
                                      const DistanceFigures& distance);
[[nodiscard]] TextPair LeadTimeReason(const Offer& offer, const LeadTimeFigures& lead);

// Every rule but kRequiredTerm.
[[nodiscard]] TextPair ExplainExclusion(const NeedContext& context, OfferIndex offer,
                                        Exclusion exclusion, int32_t fit_points);

}  // namespace lianmeng::match
