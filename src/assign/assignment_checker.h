// The proof that an assignment is the best one, checked without a solver: by what it says alone.
//
// Four facts, each by one pass:
//  - the pairs chosen exist, none twice, within every quantity and capacity;
//  - their scores add up to the stated total (primal);
//  - no price is negative;
//  - the bound of the prices, Σ quantity · price + Σ capacity · price + Σ max(0, score − prices), is
//    the stated dual and equals the primal. No assignment exceeds the bound (weak duality).
// A score above the prices of its two ends is refused unless both ends may be in more than one pair
// and the pair is chosen: elsewhere score <= need price + offer price holds for every edge.
//
// It shares the records and the form of a refusal (refusal.h) with the engine, nothing else. Sums are of 128 bits.
// Cost:      O(needs + offers + edges).
// Source:    Schrijver, Combinatorial Optimization (2003), section 17.4 and chapter 21.
#pragma once

#include "assign/assignment_records.h"
#include "base/result.h"

namespace lianmeng::assign {

// Requires:  nothing: any records may be given.
// Errors:    kInvalidArgument: the fact that does not hold, `field` the record (chosen, primal, dual,
//            need_price, offer_price, edge), `line` its index from 1, `value` what stands there.
[[nodiscard]] Status CheckAssignment(const AssignmentProblem& problem,
                                     const Assignment& assignment);

}  // namespace lianmeng::assign
