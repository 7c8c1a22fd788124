// The proof that comes with an assignment under rules, checked without a solver: by what it says alone.
//
//  - the pairs chosen exist, none twice, none of score 0 or less that need not be, within every
//    quantity, capacity and rule; every pair that must be is among them;
//  - their scores add up to the stated total;
//  - no price is negative, and the prices give exactly the stated bound (ruled_records.h).
// The total is the best there is if it equals the bound; otherwise no assignment gains more than the
// difference.
//
// It shares the records and the form of a refusal (refusal.h) with the engine, nothing else. Sums are of 128 bits.
// Cost:      O(needs + offers + edges + terms of rules).
// Source:    weak duality of linear programs; Schrijver, Combinatorial Optimization (2003), chapter 5.
#pragma once

#include "assign/ruled_records.h"
#include "base/result.h"

namespace lianmeng::assign {

// Requires:  nothing: any records may be given.
// Errors:    kInvalidArgument: the fact that does not hold, `field` the record (chosen, must, rule,
//            primal, bound, need_price, offer_price, rule_price, edge, need, offer), `line` its index
//            from 1, `value` what stands there.
[[nodiscard]] Status CheckRuled(const RuledProblem& problem, const RuledAssignment& assignment);

// That prices prove that nothing keeps the rules: with all scores 0 their bound is below 0.
[[nodiscard]] Status CheckImpossible(const RuledProblem& problem, const RulePrices& prices);

}  // namespace lianmeng::assign
