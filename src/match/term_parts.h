// The parts of a pair's score where capital, talent or technology is traded: points and what they
// rest on. Sentences are made apart (match/term_reasons.h), only for pairs that are shown.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "match/parts.h"

namespace lianmeng::match {

struct TermFigure {
  int32_t points = 0;
  bool known = true;  // false: one side leaves it open, and the points are half
};

// In the order of PartsOf(context.scheme); those beyond it are nothing.
using TermFigures = std::array<TermFigure, kPartCount>;

// `text`: the text score. Requires: a scheme other than supply. Cost: no allocation.
[[nodiscard]] TermFigures MeasureTerms(const NeedContext& context, const Offer& offer,
                                       int32_t text);

// Points of the first two parts.
[[nodiscard]] int32_t FitOf(const TermFigures& figures);
[[nodiscard]] int32_t Total(const TermFigures& figures);

// The parts on which the need insists and which are known to be less than full; bits by PartKind.
[[nodiscard]] uint32_t Unmet(const NeedContext& context, const TermFigures& figures);

// As they are compared: sorted by text, without repeats or empty ones.
[[nodiscard]] std::vector<Skill> ComparableSkills(const std::vector<std::string>& skills);
// Of the skills wanted those that are offered, and of the others those that are near to one offered.
struct SkillCount {
  int32_t held = 0;
  int32_t near = 0;
};
[[nodiscard]] SkillCount CountSkills(const NeedContext& context, const Offer& offer);

// Terms of an offer; nullptr where it has none.
[[nodiscard]] const CapitalTerms* CapitalOf(const NeedContext& context, const Offer& offer);
[[nodiscard]] const TalentTerms* TalentOf(const NeedContext& context, const Offer& offer);
[[nodiscard]] const TechnologyTerms* TechnologyOf(const NeedContext& context, const Offer& offer);

// Ranges as they are compared. A need that states one bound asks for that amount; a bound that an
// offer does not state is 0 or none.
struct AmountRange {
  int64_t low_fen = 0;
  int64_t high_fen = INT64_MAX;
};
[[nodiscard]] AmountRange AmountWanted(const CapitalTerms& terms);
[[nodiscard]] AmountRange AmountGiven(const CapitalTerms& terms);

// Days, the last included. A need without a first day begins today, without a last one it lasts
// kOpenPeriodDays; an offer without them has begun, or does not end.
struct DayRange {
  int64_t first = 0;
  int64_t last = 0;

  [[nodiscard]] int64_t days() const { return last < first ? 0 : last - first + 1; }
};
[[nodiscard]] DayRange DaysWanted(const TalentTerms& terms, int32_t today);
[[nodiscard]] DayRange DaysInCommon(const DayRange& wanted, const TalentTerms& given);

}  // namespace lianmeng::match
