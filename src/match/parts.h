// The figures behind a pair's score, part by part, and the points that they give. Formulas are
// those of docs/matching.md. Sentences are made apart (match/reasons.h), only for pairs that are
// shown.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "match/catalogue.h"
#include "match/match.h"
#include "match/score.h"
#include "match/text_index.h"

namespace lianmeng::match {

// Another product of the same category, made from some of the same inputs.
struct Sibling {
  int32_t product = -1;
  int32_t inputs_shared = 0;
  int32_t inputs_total = 0;  // of both products together
  int32_t users_shared = 0;
  int32_t users_total = 0;
  double similarity = 0;  // mean of the two quotients; a quotient of nothing is 0
};

// What one need asks, looked up once for all offers. Refers to the catalogue and to the need.
struct NeedContext {
  const Catalogue& catalogue;
  const Need& need;
  PlaceIndex place;                                // the need's, else its organisation's
  std::vector<std::optional<double>> km_to_place;  // from `place` to each place
  TermQuery bigrams;
  TermQuery unigrams;
  std::vector<Sibling> siblings;  // of the need's product, by product
  Scheme scheme = Scheme::kSupply;
  std::vector<Skill> skills;  // of the need: ComparableSkills
};

[[nodiscard]] NeedContext PrepareNeed(const Catalogue& catalogue, const Need& need);

// The text score, 0..kTextMax, from the impacts summed over a document's terms: three quarters for
// bigrams and one for unigrams, or unigrams alone where the need has no bigram.
[[nodiscard]] int32_t TextScore(const NeedContext& context, int64_t bigram_sum,
                                int64_t unigram_sum);
// The same for one offer, by looking it up in each term's postings.
[[nodiscard]] int32_t TextScoreOf(const NeedContext& context, OfferIndex offer);

struct FitFigures {
  enum class Source { kNothing, kSameProduct, kText, kSibling };
  Source source = Source::kNothing;
  int32_t points = 0;
  int32_t text = 0;                  // the text score
  const Sibling* sibling = nullptr;  // of kSibling
};
[[nodiscard]] FitFigures Fit(const NeedContext& context, OfferIndex offer, int32_t text);

struct CapacityFigures {
  enum class Case { kKnown, kUtilisationUnknown, kCapacityUnknown, kQuantityUnknown, kUnitsDiffer };
  Case which = Case::kKnown;
  double available = 0;  // spare capacity; the whole capacity if utilisation is not known
  double ratio = 0;      // of available to quantity
  int32_t points = 0;
};
[[nodiscard]] CapacityFigures Capacity(const NeedContext& context, const Offer& offer);

struct DistanceFigures {
  bool place_known = false;
  bool wants_region = false;  // the need prefers regions
  bool in_preferred = false;
  std::optional<double> km;
  int32_t points = 0;
};
[[nodiscard]] DistanceFigures Distance(const NeedContext& context, const Offer& offer,
                                       int32_t points_max = PartMax(PartKind::kDistance));
// Where the offer is: a talent's place, else the organisation's; none if unknown.
[[nodiscard]] PlaceIndex PlaceOfOffer(const NeedContext& context, const Offer& offer);

struct PriceFigures {
  enum class Case { kWithin, kPartlyWithin, kAbove, kPriceUnknown, kBudgetUnknown, kUnitsDiffer };
  Case which = Case::kWithin;
  int64_t low_fen = 0;
  int64_t high_fen = 0;
  int32_t points = 0;
};
[[nodiscard]] PriceFigures Price(const NeedContext& context, const Offer& offer);

struct LeadTimeFigures {
  enum class Case { kInTime, kLate, kPassed, kLeadUnknown, kDateUnknown };
  Case which = Case::kInTime;
  int64_t days_left = 0;  // until the day on which it is needed
  int32_t points = 0;
};
[[nodiscard]] LeadTimeFigures LeadTime(const NeedContext& context, const Offer& offer,
                                       int32_t points_max = PartMax(PartKind::kLeadTime));

struct TitleFigures {
  uint32_t held = 0;  // of those wanted
  int32_t points = 0;
};
[[nodiscard]] TitleFigures Titles(const NeedContext& context, const Offer& offer);

struct PastLinkFigures {
  enum class Case { kPairSameProduct, kPairOtherProduct, kSellsToOthers, kNone };
  Case which = Case::kNone;
  ProductIndex product;  // the one asked about: the need's, else the offer's
  int64_t count = 0;     // of other products, or of other customers
  int32_t points = 0;
};
[[nodiscard]] PastLinkFigures PastLinks(const NeedContext& context, const Offer& offer);

// Whether the two organisations have sold anything to each other, either way.
[[nodiscard]] bool HaveDealt(const NeedContext& context, const Offer& offer);

// Everything known about one pair of supply; match/term_parts.h has the other schemes.
struct PairFigures {
  FitFigures fit;
  CapacityFigures capacity;
  DistanceFigures distance;
  PriceFigures price;
  LeadTimeFigures lead_time;
  TitleFigures titles;
  PastLinkFigures past_links;

  [[nodiscard]] std::array<int32_t, kPartCount> Points() const;  // in the order of PartKind
};
[[nodiscard]] PairFigures Measure(const NeedContext& context, OfferIndex offer,
                                  const FitFigures& fit);

// The first rule that excludes the pair, up to kExcludedRegion; kRequiredTerm is told from its terms.
[[nodiscard]] std::optional<Exclusion> PairExclusion(const NeedContext& context, OfferIndex offer,
                                                     int32_t fit_points);

}  // namespace lianmeng::match
