// All open needs at once: the pairs (need, offer) of the greatest total score, within each need's
// quantity and each offer's capacity; with prices that prove it (docs/matching.md, "All needs at
// once").
//
// Nobody must be matched. A pair of score 0 or less is never chosen.
//
// Example:   LM_ASSIGN(const Assignment plan, Assign(problem, progress));
//            for (uint32_t e : plan.chosen) Use(problem.edges[e]);
// Cost:      one pass over the edges, and a search for each unit of the side with less capacity that
//            does not get its best pair at once; a search costs what it touches (docs/benchmarks.md
//            has figures). Worst case O(units · E log V). Memory: 16 bytes an edge for edges that do
//            not rise by the bidding side, 40 bytes a need and an offer.
// Determinism: equal problem, equal answer.
// Source:    successive shortest paths with potentials: Edmonds & Karp, "Theoretical improvements in
//            algorithmic efficiency for network flow problems", JACM 1972; Tomizawa, Networks 1971.
//            First prices and row reduction: Jonker & Volgenant, "A shortest augmenting path
//            algorithm for dense and sparse linear assignment problems", Computing 1987.
//
// Requires:  edges name needs and offers that exist, no pair twice (not checked here: Validate).
#pragma once

#include "assign/assignment_records.h"
#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::assign {

// Errors: kInvalidArgument: what does not exist, a negative capacity, one above kCapacityMax, a score
// beyond ±kPairScoreMax, positive scores whose sum exceeds kScoreSumMax, more than 2^31 edges, a pair
// that stands there twice. Cost: linear, and a bit for each pair of a need at a time.
[[nodiscard]] Status Validate(const AssignmentProblem& problem);

enum class BiddingSide {
  kChoose,  // the side with less capacity in all
  kNeeds,
  kOffers,
};

struct AssignOptions {
  BiddingSide bidders = BiddingSide::kChoose;  // changes the time, never the total
};

// Errors: kCancelled.
[[nodiscard]] Result<Assignment> Assign(const AssignmentProblem& problem, Progress& progress,
                                        const AssignOptions& options = {});

// An earlier answer, in the numbers of the problem as it is now.
struct EarlierAssignment {
  std::vector<uint32_t> chosen;                  // edges that were chosen and are still there
  std::vector<int64_t> need_price, offer_price;  // 0 for whoever is new
};

// The best assignment of a problem that changed: needs and offers withdrawn (quantity or capacity 0, or their edges
// gone) or added, scores and quantities changed. It begins with the earlier pairs and prices and searches for what the
// change left open alone, so that most pairs stay as they were announced. Whatever is given as earlier, the answer is
// optimal and proven as that of Assign; the nearer it is, the quicker.
// Cost:      four passes over the edges and a search for each place that came open; where as many want places as there
//            are, that is where the time of Assign goes, a small part of it.
// Errors:    kCancelled. Requires: what Assign requires; sizes of the prices are those of the problem.
[[nodiscard]] Result<Assignment> Reassign(const AssignmentProblem& problem,
                                          const EarlierAssignment& earlier, Progress& progress);

// By how much the score of a pair that was not chosen would have to rise, at least, before it could
// belong to a best assignment: need price + offer price − score, in millionths, never negative.
[[nodiscard]] inline int64_t RiseNeeded(const AssignmentEdge& edge, const Assignment& assignment) {
  return assignment.need_price[edge.need] + assignment.offer_price[edge.offer] - edge.score;
}

}  // namespace lianmeng::assign
