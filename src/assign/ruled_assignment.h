// All open needs at once, under rules: pairs that must be chosen, limits (an organisation's pairs), floors
// (a share of pairs across provinces, of small enterprises, of paired cities). The greatest total score,
// or the best found with a proven bound (docs/matching.md, "Under rules").
//
// Example:   RuledProblem problem{.pairs = pairs, .must = {}, .rules = {AtLeastShare(edges, small, {3, 10})}};
//            LM_ASSIGN(const RuledResult result, AssignUnderRules(problem, {}, progress));
//            if (result.outcome == RuledOutcome::kOptimal) Use(result.assignment.chosen);
//
// How:       the linear program by COIN-OR CLP, over the pairs that its own prices ask for (sifting);
//            the prices of rules rounded to whole thousandths of a millionth, and then those of needs
//            and offers by assign/assignment.h, so that the bound is exact whatever CLP does; whole
//            pairs by CBC among those that can still belong to a better assignment.
// Cost:      that of a linear program: docs/benchmarks.md. Without rules that of Assign.
// Determinism: equal problem, equal answer, unless the time runs out.
// Source:    sifting: Bixby et al., "Very large-scale linear programming: a case study in combining
//            interior point and simplex methods", Operations Research 1992. Prices of rules as
//            multipliers, and pairs fixed by their reduced cost: Geoffrion, "Lagrangean relaxation for
//            integer programming", Mathematical Programming Study 1974.
#pragma once

#include <vector>

#include "assign/ruled_records.h"
#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::assign {

// Rules of the usual kinds. `edges` and `of_kind` are rising indices of edges.
[[nodiscard]] AssignmentRule AtMost(const std::vector<uint32_t>& edges, int64_t count);
[[nodiscard]] AssignmentRule AtLeast(const std::vector<uint32_t>& of_kind, int64_t count);

struct Share {
  int32_t numerator = 0;
  int32_t denominator = 1;  // > 0; both at most kRuleWeightMax
};
// At least this share of all pairs chosen, of a problem of `edges` edges.
[[nodiscard]] AssignmentRule AtLeastShare(size_t edges, const std::vector<uint32_t>& of_kind,
                                          Share share);

// Errors: those of Validate (assignment.h); kInvalidArgument: a score beyond ±10,000; a must or a term
// that names no edge, stands there twice or out of order, a weight of 0 or beyond ±1,000,000.
[[nodiscard]] Status Validate(const RuledProblem& problem);

enum class RuledOutcome {
  kOptimal,          // the prices prove it: primal == bound
  kOptimalBySearch,  // no better assignment exists by a whole search (CBC's); prices prove the bound
  kFeasible,         // the time ran out: bound − primal is what might be gained at most
  kImpossible,       // nothing keeps the rules
  kUnknown,          // the time ran out before any assignment was found
};

struct RuledOptions {
  double seconds = 10;  // of the search for whole pairs; the linear program takes what it takes
};

struct RuledResult {
  RuledOutcome outcome = RuledOutcome::kUnknown;
  // Of the first three outcomes. Of the last two `prices` and `bound` alone mean something, the latter of
  // kUnknown alone.
  RuledAssignment assignment;
  // Of kImpossible: prices that prove it (CheckImpossible). False: found by the whole search, without.
  bool impossible_is_proven = false;
  std::vector<uint32_t> conflict_rules, conflict_musts;  // that cannot be kept together
};

// Requires:  what Validate accepts.
// Errors:    kCancelled; kResourceExhausted: prices of rules so high that sums leave 64 bits; kInternal:
//            CLP gives no optimum.
[[nodiscard]] Result<RuledResult> AssignUnderRules(const RuledProblem& problem,
                                                   const RuledOptions& options, Progress& progress);

}  // namespace lianmeng::assign
