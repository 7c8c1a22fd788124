#include "assign/reference_ruled.h"

#include <algorithm>

namespace lianmeng::assign {
namespace {

// The total of one set of pairs, given by the bits of `set`; nothing if it breaks a rule.
std::optional<int64_t> TotalOf(const RuledProblem& problem, uint64_t set) {
  const auto is_in = [&](uint32_t e) { return (set >> e & 1) == 1; };
  std::vector<int64_t> quantity = problem.pairs.need_quantity;
  std::vector<int64_t> capacity = problem.pairs.offer_capacity;
  int64_t total = 0;
  for (uint32_t e = 0; e < problem.pairs.edges.size(); ++e) {
    const AssignmentEdge& edge = problem.pairs.edges[e];
    const bool must = std::count(problem.must.begin(), problem.must.end(), e) > 0;
    if (must && !is_in(e)) return std::nullopt;
    if (!is_in(e)) continue;
    if (edge.score <= 0 && !must) return std::nullopt;
    if (--quantity[edge.need] < 0 || --capacity[edge.offer] < 0) return std::nullopt;
    total += edge.score;
  }
  for (const AssignmentRule& rule : problem.rules) {
    int64_t sum = 0;
    for (const RuleTerm& term : rule.terms) sum += is_in(term.edge) ? term.weight : 0;
    if (sum > rule.at_most) return std::nullopt;
  }
  return total;
}

}  // namespace

std::optional<int64_t> ReferenceRuledTotal(const RuledProblem& problem) {
  std::optional<int64_t> best;
  for (uint64_t set = 0; set < uint64_t{1} << problem.pairs.edges.size(); ++set) {
    const std::optional<int64_t> total = TotalOf(problem, set);
    if (total && (!best || *total > *best)) best = total;
  }
  return best;
}

}  // namespace lianmeng::assign
