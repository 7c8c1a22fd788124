// Retrieval computed plainly from docs/retrieval.md: every organisation, every count anew for each
// need, a left-out link removed from a copy of the input. For tests.
//
// Cost:      products * terms for every need. Requires input that RetrievalIndex::Build accepts.
#pragma once

#include <string_view>
#include <vector>

#include "match/retrieval.h"

namespace lianmeng::match {

// One row for each organisation; empty if no product of an organisation holds a term of the need.
[[nodiscard]] std::vector<RetrievalWeights> ReferenceFeatures(const RetrievalInput& input,
                                                              std::string_view need,
                                                              const LeftOut& left_out);

}  // namespace lianmeng::match
