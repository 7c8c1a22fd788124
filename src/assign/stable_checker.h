// Whether a matching is stable, from the records alone: it shares them with assign/stable_matching.h
// and nothing else.
//
// Refused are pairs that do not exist, stand there twice, exceed a quantity or a capacity, or that one
// side would rather do without (score 0 or less), and then the first blocking pair: not chosen, and
// either end has room or a chosen pair that it likes less. Equal scores block nothing.
// Cost:      O(E).
// Source:    Roth and Sotomayor, Two-sided matching (1990), chapter 5.
#pragma once

#include <vector>

#include "assign/stable_matching.h"
#include "base/result.h"

namespace lianmeng::assign {

// Requires: an offer_score for each edge; any pairs may be given.
// Errors:   kInvalidArgument: what does not hold; `field` "chosen" and `line` the index in the pairs
//           chosen from 1, or `field` "edge" and `line` the index of the blocking pair from 1.
[[nodiscard]] Status CheckStable(const StableProblem& problem, const std::vector<uint32_t>& chosen);

}  // namespace lianmeng::assign
