// One line for each part of a pair of capital, talent or technology, in both languages, with the
// terms of both sides.
#pragma once

#include "base/text_pair.h"
#include "match/match.h"
#include "match/term_parts.h"

namespace lianmeng::match {

// Requires: a scheme other than supply.
[[nodiscard]] Parts ExplainTerms(const NeedContext& context, OfferIndex offer,
                                 const TermFigures& figures);

// Which terms the need insists on without their being met.
[[nodiscard]] TextPair ExplainRequired(const NeedContext& context, const Parts& parts);

}  // namespace lianmeng::match
