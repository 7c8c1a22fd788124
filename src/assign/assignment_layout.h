// A problem as the side that bids sees it, and what its prices prove. Internal to assign.
#pragma once

#include <cstdint>
#include <vector>

#include "assign/assignment_records.h"
#include "assign/assignment_search.h"

namespace lianmeng::assign {

// Edges by their bidder, in their own order otherwise.
struct Layout {
  Bids bids;
  std::vector<AssignmentEdge> sorted;  // empty: the problem's own
  std::vector<uint32_t> edge_of_arc;   // empty: the same
};

// Refers to the problem where its edges rise by need.
void FromNeeds(const AssignmentProblem& problem, Layout& layout);
void FromOffers(const AssignmentProblem& problem, Layout& layout);

// The bound that the prices prove (assign/assignment_records.h).
[[nodiscard]] int64_t Bound(const AssignmentProblem& problem, const Assignment& assignment);

}  // namespace lianmeng::assign
