#include "assign/assignment.h"

#include <algorithm>

#include "assign/assignment_layout.h"
#include "assign/assignment_search.h"
#include "assign/refusal.h"

namespace lianmeng::assign {
namespace {

Status CheckCapacities(const char* field, const std::vector<int64_t>& capacities) {
  if (capacities.size() >= kEdgesMax) {
    return Refuse({field, 0, static_cast<int64_t>(capacities.size())}, {"太多", "are too many"});
  }
  for (size_t i = 0; i < capacities.size(); ++i) {
    if (capacities[i] >= 0 && capacities[i] <= kCapacityMax) continue;
    return Refuse({field, i, capacities[i]},
                  {"必须在 0 到 4294967295 之间", "must be 0 to 4294967295"});
  }
  return Ok{};
}

Status CheckEdges(const AssignmentProblem& problem) {
  if (problem.edges.size() > kEdgesMax) {
    return Refuse({"edges", 0, static_cast<int64_t>(problem.edges.size())},
                  {"太多", "are too many"});
  }
  int64_t sum = 0;
  for (size_t e = 0; e < problem.edges.size(); ++e) {
    const AssignmentEdge& edge = problem.edges[e];
    if (edge.need >= problem.need_quantity.size()) {
      return Refuse({"need", e, edge.need}, {"没有这个需求", "there is no such need"});
    }
    if (edge.offer >= problem.offer_capacity.size()) {
      return Refuse({"offer", e, edge.offer}, {"没有这个供给", "there is no such offer"});
    }
    if (edge.score > kPairScoreMax || edge.score < -kPairScoreMax) {
      return Refuse({"score", e, edge.score}, {"超出 ±1000000", "lies beyond ±1000000"});
    }
    sum += std::max<int64_t>(edge.score, 0);
    if (sum > kScoreSumMax) {
      return Refuse({"score", e, edge.score},
                    {"得分之和超出 64 位整数的范围，请换更大的单位",
                     "the sum of the scores leaves the range of 64 bits; use a larger unit"});
    }
  }
  return Ok{};
}

// Fewer bidders than places is what a search is quick for: few meet, and a free place is near.
bool NeedsBid(const AssignmentProblem& problem, BiddingSide side) {
  if (side != BiddingSide::kChoose) return side == BiddingSide::kNeeds;
  uint64_t wanted = 0, offered = 0;  // at most 2^31 sides of at most 2^32
  for (const int64_t quantity : problem.need_quantity) wanted += static_cast<uint64_t>(quantity);
  for (const int64_t capacity : problem.offer_capacity) offered += static_cast<uint64_t>(capacity);
  return wanted <= offered;
}

}  // namespace

Status Validate(const AssignmentProblem& problem) {
  LM_TRY(CheckCapacities("quantity", problem.need_quantity));
  LM_TRY(CheckCapacities("capacity", problem.offer_capacity));
  LM_TRY(CheckEdges(problem));
  std::vector<uint64_t> pairs(problem.edges.size());
  for (size_t e = 0; e < pairs.size(); ++e) {
    pairs[e] = uint64_t{problem.edges[e].need} << 32 | problem.edges[e].offer;
  }
  std::sort(pairs.begin(), pairs.end());
  const auto twice = std::adjacent_find(pairs.begin(), pairs.end());
  if (twice == pairs.end()) return Ok{};
  return Refuse({"offer", *twice >> 32, static_cast<int64_t>(*twice & UINT32_MAX)},
                {"同一配对出现了两次", "a pair stands there twice"});
}

Result<Assignment> Assign(const AssignmentProblem& problem, Progress& progress,
                          const AssignOptions& options) {
  const bool needs_bid = NeedsBid(problem, options.bidders);
  Layout layout;
  needs_bid ? FromNeeds(problem, layout) : FromOffers(problem, layout);
  AssignmentSearch search(layout.bids);
  LM_TRY(search.Run(progress));
  Assignment assignment;
  assignment.chosen = search.ChosenArcs();
  if (!layout.edge_of_arc.empty()) {
    for (uint32_t& arc : assignment.chosen) arc = layout.edge_of_arc[arc];
    std::sort(assignment.chosen.begin(), assignment.chosen.end());
  }
  for (const uint32_t e : assignment.chosen) assignment.primal += problem.edges[e].score;
  assignment.need_price = search.BidderPrices();
  assignment.offer_price = search.ObjectPrices();
  if (!needs_bid) std::swap(assignment.need_price, assignment.offer_price);
  assignment.dual = Bound(problem, assignment);
  return assignment;
}

}  // namespace lianmeng::assign
