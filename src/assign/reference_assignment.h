// The slow, plain reference of assign/assignment.h: the greatest total score, by adding the best
// augmenting path, found with Bellman and Ford's algorithm on the residual network, for as long as it
// gains. It knows no prices and shares nothing with the engine but the records.
//
// Cost:      O(pairs chosen · (needs + offers) · edges).
// Source:    Ahuja, Magnanti, Orlin, Network Flows (1993), section 9.7, without potentials.
// Requires:  what assign::Validate accepts.
#pragma once

#include <cstdint>

#include "assign/assignment_records.h"

namespace lianmeng::assign {

[[nodiscard]] int64_t ReferenceAssignmentTotal(const AssignmentProblem& problem);

}  // namespace lianmeng::assign
