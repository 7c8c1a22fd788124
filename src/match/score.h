// The score of a pair of need and offer: parts that add up exactly to the total, and the rules that
// exclude a pair. docs/matching.md states every formula; the numbers are these.
//
// Which parts there are follows from what is traded: supply (goods, services, computing), capital,
// talent and technology have a scheme each.
//
// Points are integers, one point a millionth of a perfect match, so sums are exact and order-free.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/text_pair.h"

namespace lianmeng::match {

enum class PartKind {
  kProductFit,
  kCapacity,
  kDistance,
  kPrice,
  kLeadTime,
  kTitles,
  kPastLinks,  // the last of supply
  kTextFit,
  kSector,
  kAmount,
  kStage,
  kInstrument,
  kRole,
  kSkills,
  kLevel,
  kPeriod,
  kEngagement,
  kField,
  kMaturity,
  kCooperation,
  kDealings,
};
inline constexpr int kPartCount = 7;  // of supply; no scheme has more
inline constexpr int kPartKinds = 21;

// The most that each part of supply can give, in the order of PartKind; together 1,000,000.
inline constexpr std::array<int32_t, kPartCount> kPartMax = {
    400'000, 150'000, 150'000, 100'000, 80'000, 60'000, 60'000,
};
inline constexpr int32_t kScoreMax = 1'000'000;

// Requires: a part of supply.
[[nodiscard]] constexpr int32_t PartMax(PartKind kind) {
  return kPartMax[static_cast<size_t>(kind)];
}

enum class Scheme { kSupply, kCapital, kTalent, kTechnology };
inline constexpr int kSchemes = 4;

struct PartShare {
  PartKind kind;
  int32_t points_max;
};

// The parts of a scheme in order, together 1,000,000. The first of each but supply is by words, the
// second says whether the two are about one thing: together they are the pair's fit.
[[nodiscard]] std::span<const PartShare> PartsOf(Scheme scheme);

// Below this many points of fit a pair is excluded.
[[nodiscard]] int32_t FitFloor(Scheme scheme);

// Product fit, in points. The greatest that applies is taken; below the floor the pair is excluded.
struct FitScale {
  int32_t same_product = 400'000;
  int32_t text = 320'000;        // times the text score, where one side names no product
  int32_t sibling = 200'000;     // times the similarity of two products of one category
  int32_t text_other = 160'000;  // times the text score, where both name products that differ
  int32_t floor = 60'000;
};
inline constexpr FitScale kFit;

// The text score, by BM25.
// Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
inline constexpr double kBm25K1 = 1.2;
inline constexpr double kBm25B = 0.75;
inline constexpr int32_t kTextMax = 1'000'000;         // a text score is an integer from 0 to this
inline constexpr int32_t kUnseenTermWeight = 693'147;  // ln 2: as if half of all offers held it

// With preferred regions each of nearness and region gives half of the part.
inline constexpr double kDistanceDecayKm = 250.0;  // nearness = exp(-km / this)

inline constexpr double kOverBudgetShareMax = 0.20;  // dearer by this share of the budget: nothing

// Capital of which the need's range is met in part, or missed: from here up to, or down from, half.
inline constexpr double kAmountMissedShareMax = 0.5;
inline constexpr double kStageNextShare = 0.5;   // a stage beside that of the need
inline constexpr double kClassShare = 0.5;       // another sector or field of one class
inline constexpr double kLevelBelowShare = 0.5;  // one level below the wanted
inline constexpr double kNearSkillShare = 0.5;   // a skill near to the wanted
inline constexpr int kMaturityStepsMax = 3;      // so many levels below: nothing
inline constexpr int32_t kOpenPeriodDays = 365;  // a need without a last day

// Past links, in points; the first that holds.
struct PastLinkScale {
  int32_t pair_same_product = 60'000;
  int32_t pair_other_product = 40'000;
  int32_t sells_to_others = 30'000;
};
inline constexpr PastLinkScale kPastLink;

struct Part {
  PartKind kind = PartKind::kProductFit;
  int32_t points = 0;
  int32_t points_max = 0;
  bool known = true;  // false: a figure is missing and the part is the stated neutral value
  TextPair reason;    // one line, with its numbers
};

// Why an offer is not in the list of matches; the first that applies, in this order. The last two
// can be told only by looking at the other offers.
enum class Exclusion {
  kOtherKind,                 // goods against services and the like
  kLowFit,                    // fit below the floor: FitFloor
  kSameOrganisation,          // the organisation's own offer
  kExpired,                   // valid_until_day lies before today
  kNotServed,                 // the offer does not serve the needing organisation's region
  kExcludedRegion,            // the need excludes the offering organisation's region
  kRequiredTerm,              // a term on which the need insists is known not to be met
  kBetterOfSameOrganisation,  // another offer of that organisation scores higher
  kBeyondLimit,               // below the number of matches asked for
};
inline constexpr int kExclusionCount = 9;

// Stable names for JSON ("product_fit", "other_kind") and labels for people.
[[nodiscard]] std::string_view Code(PartKind kind);
[[nodiscard]] TextPair Label(PartKind kind);
[[nodiscard]] std::string_view Code(Exclusion exclusion);
[[nodiscard]] TextPair Label(Exclusion exclusion);

}  // namespace lianmeng::match
