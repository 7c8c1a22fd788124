#include "assign/assignment.h"

#include <algorithm>
#include <string>

#include "assign/assignment_search.h"

namespace lianmeng::assign {
namespace {

Error Wrong(const char* field, size_t index, int64_t value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {},
                    .line = static_cast<int64_t>(index) + 1,
                    .field = field,
                    .value = std::to_string(value)});
}

Status CheckCapacities(const char* field, const std::vector<int64_t>& capacities) {
  if (capacities.size() >= kEdgesMax) {
    return Wrong(field, 0, static_cast<int64_t>(capacities.size()), {"太多", "are too many"});
  }
  for (size_t i = 0; i < capacities.size(); ++i) {
    if (capacities[i] >= 0 && capacities[i] <= kCapacityMax) continue;
    return Wrong(field, i, capacities[i],
                 {"必须在 0 到 4294967295 之间", "must be 0 to 4294967295"});
  }
  return Ok{};
}

Status CheckEdges(const AssignmentProblem& problem) {
  if (problem.edges.size() > kEdgesMax) {
    return Wrong("edges", 0, static_cast<int64_t>(problem.edges.size()), {"太多", "are too many"});
  }
  int64_t sum = 0;
  for (size_t e = 0; e < problem.edges.size(); ++e) {
    const AssignmentEdge& edge = problem.edges[e];
    if (edge.need >= problem.need_quantity.size()) {
      return Wrong("need", e, edge.need, {"没有这个需求", "there is no such need"});
    }
    if (edge.offer >= problem.offer_capacity.size()) {
      return Wrong("offer", e, edge.offer, {"没有这个供给", "there is no such offer"});
    }
    if (edge.score > kPairScoreMax || edge.score < -kPairScoreMax) {
      return Wrong("score", e, edge.score, {"超出 ±1000000", "lies beyond ±1000000"});
    }
    sum += std::max<int64_t>(edge.score, 0);
    if (sum > kScoreSumMax) {
      return Wrong("score", e, edge.score,
                   {"得分之和超出 64 位整数的范围，请换更大的单位",
                    "the sum of the scores leaves the range of 64 bits; use a larger unit"});
    }
  }
  return Ok{};
}

// Edges by their bidder, in their own order otherwise.
struct Layout {
  Bids bids;
  std::vector<AssignmentEdge> sorted;  // empty: the problem's own
  std::vector<uint32_t> edge_of_arc;   // empty: the same
};

std::vector<uint32_t> Narrow(const std::vector<int64_t>& capacities) {
  return {capacities.begin(), capacities.end()};
}

// Where each bidder's arcs begin; `bidder_of` gives an edge's.
template <typename BidderOf>
std::vector<uint32_t> Begins(const AssignmentProblem& problem, size_t bidders, BidderOf bidder_of) {
  std::vector<uint32_t> begin(bidders + 1);
  for (const AssignmentEdge& edge : problem.edges) ++begin[bidder_of(edge) + size_t{1}];
  for (size_t b = 0; b < bidders; ++b) begin[b + 1] += begin[b];
  return begin;
}

// Where each need's edges begin, if they rise by need; otherwise nothing.
std::vector<uint32_t> BeginsOfRising(const AssignmentProblem& problem) {
  std::vector<uint32_t> begin;
  begin.reserve(problem.need_quantity.size() + 1);
  for (uint32_t e = 0; e < problem.edges.size(); ++e) {
    const uint32_t need = problem.edges[e].need;
    if (need + size_t{1} < begin.size()) return {};
    while (begin.size() <= need) begin.push_back(e);
  }
  begin.resize(problem.need_quantity.size() + 1, static_cast<uint32_t>(problem.edges.size()));
  return begin;
}

void FromNeeds(const AssignmentProblem& problem, Layout& layout) {
  Bids& bids = layout.bids;
  bids.quantity = Narrow(problem.need_quantity);
  bids.capacity = Narrow(problem.offer_capacity);
  bids.begin = BeginsOfRising(problem);
  if (!bids.begin.empty()) {
    bids.arcs = problem.edges;
    return;
  }
  bids.begin = Begins(problem, bids.quantity.size(), [](const auto& edge) { return edge.need; });
  layout.sorted.resize(problem.edges.size());
  layout.edge_of_arc.resize(problem.edges.size());
  std::vector<uint32_t> place = bids.begin;
  for (uint32_t e = 0; e < problem.edges.size(); ++e) {
    const uint32_t at = place[problem.edges[e].need]++;
    layout.sorted[at] = problem.edges[e];
    layout.edge_of_arc[at] = e;
  }
  bids.arcs = layout.sorted;
}

void FromOffers(const AssignmentProblem& problem, Layout& layout) {
  Bids& bids = layout.bids;
  bids.quantity = Narrow(problem.offer_capacity);
  bids.capacity = Narrow(problem.need_quantity);
  bids.begin = Begins(problem, bids.quantity.size(), [](const auto& edge) { return edge.offer; });
  layout.sorted.resize(problem.edges.size());
  layout.edge_of_arc.resize(problem.edges.size());
  std::vector<uint32_t> place = bids.begin;
  for (uint32_t e = 0; e < problem.edges.size(); ++e) {
    const AssignmentEdge& edge = problem.edges[e];
    const uint32_t at = place[edge.offer]++;
    layout.sorted[at] = {edge.offer, edge.need, edge.score};
    layout.edge_of_arc[at] = e;
  }
  bids.arcs = layout.sorted;
}

// Fewer bidders than places is what a search is quick for: few meet, and a free place is near.
bool NeedsBid(const AssignmentProblem& problem, BiddingSide side) {
  if (side != BiddingSide::kChoose) return side == BiddingSide::kNeeds;
  uint64_t wanted = 0, offered = 0;  // at most 2^31 sides of at most 2^32
  for (const int64_t quantity : problem.need_quantity) wanted += static_cast<uint64_t>(quantity);
  for (const int64_t capacity : problem.offer_capacity) offered += static_cast<uint64_t>(capacity);
  return wanted <= offered;
}

// The bound that the prices prove (assign/assignment_records.h).
int64_t Bound(const AssignmentProblem& problem, const Assignment& assignment) {
  int64_t bound = 0;
  for (size_t i = 0; i < assignment.need_price.size(); ++i) {
    bound += problem.need_quantity[i] * assignment.need_price[i];
  }
  for (size_t j = 0; j < assignment.offer_price.size(); ++j) {
    bound += problem.offer_capacity[j] * assignment.offer_price[j];
  }
  for (const uint32_t e : assignment.chosen)
    bound -= std::min<int64_t>(0, RiseNeeded(problem.edges[e], assignment));
  return bound;
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
  return Wrong("offer", *twice >> 32, static_cast<int64_t>(*twice & UINT32_MAX),
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
