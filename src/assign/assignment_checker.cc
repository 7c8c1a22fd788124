#include "assign/assignment_checker.h"

#include <algorithm>

#include "assign/refusal.h"

namespace lianmeng::assign {
namespace {

// The sizes of everything, and that edges name what exists.
Status CheckShape(const AssignmentProblem& problem, const Assignment& assignment) {
  const size_t needs = problem.need_quantity.size(), offers = problem.offer_capacity.size();
  if (assignment.need_price.size() != needs) {
    return Refuse({"need_price", 0, static_cast<Wide>(assignment.need_price.size())},
                  {"需求价格的个数不对", "there is not one price for each need"});
  }
  if (assignment.offer_price.size() != offers) {
    return Refuse({"offer_price", 0, static_cast<Wide>(assignment.offer_price.size())},
                  {"供给价格的个数不对", "there is not one price for each offer"});
  }
  for (size_t e = 0; e < problem.edges.size(); ++e) {
    const AssignmentEdge& edge = problem.edges[e];
    if (edge.need < needs && edge.offer < offers) continue;
    return Refuse(
        {"edge", e, edge.need < needs ? edge.offer : edge.need},
        {"配对指向不存在的需求或供给", "a pair names a need or an offer that is not there"});
  }
  return Ok{};
}

// Adds up what is chosen; marks it in `is_chosen`.
Status CheckChosen(const AssignmentProblem& problem, const Assignment& assignment,
                   std::vector<bool>& is_chosen) {
  std::vector<int64_t> need_room = problem.need_quantity;
  std::vector<int64_t> offer_room = problem.offer_capacity;
  std::vector<uint64_t> pairs;
  Wide total = 0;
  for (size_t i = 0; i < assignment.chosen.size(); ++i) {
    const uint32_t e = assignment.chosen[i];
    if (e >= problem.edges.size()) {
      return Refuse({"chosen", i, e}, {"选中的配对不存在", "a chosen pair does not exist"});
    }
    if (is_chosen[e]) {
      return Refuse({"chosen", i, e}, {"同一配对选了两次", "a pair is chosen twice"});
    }
    is_chosen[e] = true;
    const AssignmentEdge& edge = problem.edges[e];
    if (--need_room[edge.need] < 0) {
      return Refuse({"chosen", i, problem.need_quantity[edge.need]},
                    {"超出需求的数量", "a need has more pairs than its quantity"});
    }
    if (--offer_room[edge.offer] < 0) {
      return Refuse({"chosen", i, problem.offer_capacity[edge.offer]},
                    {"超出供给的能力", "an offer has more pairs than its capacity"});
    }
    total += edge.score;
    pairs.push_back(uint64_t{edge.need} << 32 | edge.offer);
  }
  std::sort(pairs.begin(), pairs.end());
  const auto twice = std::adjacent_find(pairs.begin(), pairs.end());
  if (twice != pairs.end()) {
    return Refuse({"chosen", static_cast<size_t>(twice - pairs.begin()), *twice >> 32},
                  {"同一需求与供给选了两次", "a need and an offer are paired twice"});
  }
  if (total != assignment.primal) {
    return Refuse({"primal", 0, total},
                  {"所选配对的得分之和与所述不符", "the chosen scores add up to another total"});
  }
  return Ok{};
}

struct Priced {
  const char* field = "";
  const std::vector<int64_t>& capacity;
  const std::vector<int64_t>& price;
};

Status AddPrices(const Priced& side, Wide& bound) {
  for (size_t i = 0; i < side.price.size(); ++i) {
    if (side.price[i] < 0) {
      return Refuse({side.field, i, side.price[i]}, {"价格为负", "a price is negative"});
    }
    if (side.capacity[i] < 0) {
      return Refuse({side.field, i, side.capacity[i]}, {"能力为负", "a capacity is negative"});
    }
    bound += static_cast<Wide>(side.capacity[i]) * side.price[i];
  }
  return Ok{};
}

Status AddSurplus(const AssignmentProblem& problem, const Assignment& assignment,
                  const std::vector<bool>& is_chosen, Wide& bound) {
  for (size_t e = 0; e < problem.edges.size(); ++e) {
    const AssignmentEdge& edge = problem.edges[e];
    const Wide surplus = static_cast<Wide>(edge.score) - assignment.need_price[edge.need] -
                         assignment.offer_price[edge.offer];
    if (surplus <= 0) continue;
    const bool both_repeat =
        problem.need_quantity[edge.need] > 1 && problem.offer_capacity[edge.offer] > 1;
    if (!is_chosen[e] || !both_repeat) {
      return Refuse({"edge", e, surplus},
                    {"得分高于两端价格之和", "a score exceeds the prices of its two ends by this"});
    }
    bound += surplus;
  }
  return Ok{};
}

}  // namespace

Status CheckAssignment(const AssignmentProblem& problem, const Assignment& assignment) {
  LM_TRY(CheckShape(problem, assignment));
  std::vector<bool> is_chosen(problem.edges.size());
  LM_TRY(CheckChosen(problem, assignment, is_chosen));
  Wide bound = 0;
  LM_TRY(AddPrices({"need_price", problem.need_quantity, assignment.need_price}, bound));
  LM_TRY(AddPrices({"offer_price", problem.offer_capacity, assignment.offer_price}, bound));
  LM_TRY(AddSurplus(problem, assignment, is_chosen, bound));
  if (bound != assignment.dual) {
    return Refuse({"dual", 0, bound},
                  {"价格给出的上界与所述不符", "the prices give another bound than stated"});
  }
  if (bound != assignment.primal) {
    return Refuse({"dual", 0, bound}, {"上界高于所得，未证明最优",
                                       "the bound exceeds the total: no optimum is proven"});
  }
  return Ok{};
}

}  // namespace lianmeng::assign
