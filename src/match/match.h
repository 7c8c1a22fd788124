// Offers that could meet a need, best first, each with its score in parts and a reason for every
// part.
//
// Candidates are offers of the same product, of sibling products, and offers whose text shares
// words with the need; of capital, talent and technology all offers of the kind. docs/matching.md publishes the rules; match/score.h holds the numbers.
//
// Example:   LM_ASSIGN(auto result, match::Match(catalogue, need, {.limit = 10}));
//            for (const auto& m : result.matches) Print(m.score, m.parts[0].reason.zh);
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/text_pair.h"
#include "match/catalogue.h"
#include "match/score.h"

namespace lianmeng::match {

struct Need {
  OrganisationIndex organisation;  // none: a need whose owner the catalogue does not hold
  PlaceIndex place;                // where it is needed; none: the organisation's place
  int kind = 0;
  ProductIndex product;  // none: free text only
  std::string text;
  std::optional<double> quantity;        // > 0, a year, in the product's unit
  std::optional<int64_t> price_max_fen;  // >= 0, budget for one unit
  std::optional<int32_t> needed_by_day;  // days since 1970-01-01
  int32_t today = 0;                     // likewise; the engine has no clock
  std::vector<RegionCode> preferred_regions;
  std::vector<RegionCode> excluded_regions;
  uint32_t wanted_titles = 0;  // bits as in Organisation::titles
  CapitalTerms capital;        // those of the kind's scheme count
  TalentTerms talent;          // its place: `place` above
  TechnologyTerms technology;
  uint32_t required = 0;  // bit i: insists on the part PartKind i of its terms
};

struct MatchOptions {
  int limit = 20;       // >= 0
  bool reasons = true;  // false: scores alone, MatchedOffer::parts stays empty
};

using Parts = std::vector<Part>;  // in the order of PartsOf

struct MatchedOffer {
  OfferIndex offer;
  OrganisationIndex organisation;
  int32_t score = 0;  // the sum of the parts' points
  Parts parts;
};

struct MatchResult {
  std::vector<MatchedOffer>
      matches;             // score falling, then offer index rising; one per organisation
  int64_t offers = 0;      // in the catalogue: matches plus everything excluded
  int64_t candidates = 0;  // of the need's kind and with fit above the floor
  std::array<int64_t, kExclusionCount> excluded{};  // by Exclusion; each offer counted once

  [[nodiscard]] int64_t Excluded(Exclusion rule) const {
    return excluded[static_cast<size_t>(rule)];
  }
};

// Cost:      O(N + occurrences of the need's words + C log C) for N offers and C candidates; O(N)
// memory. Determinism: equal input, equal output, in any thread; ties to the lowest offer index.
// Errors:    kInvalidArgument names the field and value: an index out of range, a quantity that is
// not
//            positive and finite, a negative price or limit.
[[nodiscard]] Result<MatchResult> Match(const Catalogue& catalogue, const Need& need,
                                        const MatchOptions& options);

struct PairExplanation {
  std::optional<Exclusion> exclusion;  // the first rule that excludes the pair on its own, if any
  TextPair exclusion_reason;           // with its figures; empty where nothing excludes it
  int32_t score = 0;                   // the pair's score, whether excluded or not
  Parts parts;
};

// Why one offer does or does not match: the same parts as Match gives, also for pairs that it
// excludes. kBetterOfSameOrganisation and kBeyondLimit depend on other offers and are never
// reported here. Cost: O(words of the need * log N). Errors: as Match; also an offer index out of
// range.
[[nodiscard]] Result<PairExplanation> ExplainPair(const Catalogue& catalogue, const Need& need,
                                                  OfferIndex offer);

}  // namespace lianmeng::match
