#include "assign/assignment_layout.h"

#include <algorithm>

#include "assign/assignment.h"

namespace lianmeng::assign {
namespace {

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

}  // namespace

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

}  // namespace lianmeng::assign
