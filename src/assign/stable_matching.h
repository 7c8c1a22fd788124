// Pairs that nobody would leave: needs and offers each rank the other side, and the matching has no
// blocking pair, that is, no two that are not paired and would both rather be, each having room or
// someone it likes less.
//
// Deferred acceptance: those of one side propose, best first; the other keeps the best proposals it
// has room for and turns the rest away, who go on to their next. With quantities and capacities above
// one each end ranks its pairs one by one (responsive preferences). Among proposers that want one
// pair each, everybody gets the best that any stable matching gives it, and the receivers the worst.
//
// Equal scores are ordered by the pair that comes first; what is stable for that order is stable.
// A pair of score 0 or less on either side is never chosen, as in assign/assignment.h.
// Cost:      O(E log E); E pairs of memory. Deterministic.
// Source:    Gale and Shapley, "College admissions and the stability of marriage", 1962; Roth,
//            "Stability and polarization of interests in job matching", 1984 (many to many).
#pragma once

#include <cstdint>
#include <vector>

#include "assign/assignment_records.h"

namespace lianmeng::assign {

struct StableProblem {
  AssignmentProblem pairs;           // an edge's score: how much the need likes the offer
  std::vector<int64_t> offer_score;  // of each edge: how much the offer likes the need
};

enum class Proposer : uint8_t { kNeeds, kOffers };

// The pairs chosen, ascending.
// Requires: Validate(problem.pairs) and an offer_score for each edge (checked).
[[nodiscard]] std::vector<uint32_t> MatchStably(const StableProblem& problem, Proposer proposer);

}  // namespace lianmeng::assign
