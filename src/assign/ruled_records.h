// Rules beside quantities and capacities, and an assignment that keeps them: the plain records that
// the engine (assign/ruled_assignment.h), its checker (assign/ruled_checker.h) and the slow reference
// share.
#pragma once

#include <cstdint>
#include <vector>

#include "assign/assignment_records.h"

namespace lianmeng::assign {

// Of the pairs chosen, the weights add up to at most a number. A limit of an organisation's pairs has
// weight 1 on each of them; "at least n pairs of a kind" weight −1 on each and at most −n; "at least
// p/q of all pairs are of a kind" p on the others, p − q on those of the kind, and at most 0.
struct RuleTerm {
  uint32_t edge = 0;
  int32_t weight = 0;

  friend bool operator==(const RuleTerm&, const RuleTerm&) = default;
};
struct AssignmentRule {
  std::vector<RuleTerm> terms;  // edges rising, none twice, no weight 0
  int64_t at_most = 0;
};

inline constexpr int32_t kRuleWeightMax = 1'000'000;
inline constexpr int64_t kRuledScoreMax = 10'000 * kScoreUnit;  // prices are finer than scores

// Edges of score 0 or less are never chosen unless they must be.
struct RuledProblem {
  AssignmentProblem pairs;
  std::vector<uint32_t> must;  // edges that are chosen, rising
  std::vector<AssignmentRule> rules;
};

// Prices of rules are fractions of millionths even where all scores are whole: they, and those of
// needs and offers beside them, are given in thousandths of a millionth.
inline constexpr int64_t kPriceScale = 1000;

struct RulePrices {
  std::vector<int64_t> need, offer, rule;  // at least 0
};

// By weak duality no assignment that keeps the rules scores more than
//   Σ quantity · need price + Σ capacity · offer price + Σ at_most · rule price
//   + Σ over pairs that must be chosen of r  + Σ over all other pairs of score above 0 of max(0, r),
// where r = score − need price − offer price − Σ weight · rule price; rounded down to a millionth. With
// all scores taken as 0, a sum below 0 proves that no assignment keeps the rules.
struct RuledAssignment {
  std::vector<uint32_t> chosen;  // indices of edges, rising
  int64_t primal = 0;            // sum of the scores chosen, millionths
  int64_t bound = 0;             // that the prices prove, millionths; primal == bound: the best
  RulePrices prices;
};

}  // namespace lianmeng::assign
