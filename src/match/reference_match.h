// The slow, plain reference of match/match.h: scores every offer from the definitions in
// docs/matching.md, without an index. Tests hold the engine to it; it shares no scoring code with
// it. It gives points and counts, no reasons.
//
// Cost: O(offers * words) for every query, the corpus statistics counted anew.
// Requires: input and need that Catalogue::Build and Match accept.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "match/catalogue.h"
#include "match/match.h"
#include "match/score.h"

namespace lianmeng::match {

struct ReferenceScore {
  OfferIndex offer;
  int32_t score = 0;
  std::array<int32_t, kPartCount> points{};

  friend bool operator==(const ReferenceScore&, const ReferenceScore&) = default;
};

struct ReferenceResult {
  std::vector<ReferenceScore> matches;
  std::array<int64_t, kExclusionCount> excluded{};
};

[[nodiscard]] ReferenceResult ReferenceMatch(const CatalogueInput& input, const Need& need,
                                             const MatchOptions& options);

}  // namespace lianmeng::match
