// Instances to try assignment on: equal options, the same pairs on every machine.
//
// Each need has as many candidates as asked for, drawn evenly from the offers without repetition; a
// score is a whole number of millionths in (0, 1]: `common` of it the offer's own quality, the same
// for all who look at it, the rest drawn for the pair. At common = 0 few want the same; towards 1 all
// want the same offers.
//
// Cost:      some 20 ns a pair.
// Errors:    kInvalidArgument: no need, no offer, more than 10 million of either, candidates not from
//            1 to the number of offers, 2^31 pairs or more, `common` outside [0, 1].
#pragma once

#include <cstdint>

#include "assign/assignment_records.h"
#include "base/result.h"

namespace lianmeng::assign {

struct SyntheticPairs {
  uint32_t needs = 600;
  uint32_t offers = 4000;
  uint32_t candidates = 50;  // of each need
  uint64_t seed = 1;
  double common = 0;
};

// Edges rise by need and, for each need, by offer. Quantities and capacities are 1.
[[nodiscard]] Result<AssignmentProblem> GeneratePairs(const SyntheticPairs& options);

}  // namespace lianmeng::assign
