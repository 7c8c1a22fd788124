#include "assign/ruled_checker.h"

#include <vector>

#include "assign/refusal.h"

namespace lianmeng::assign {
namespace {

class Checker {
 public:
  explicit Checker(const RuledProblem& problem)
      : problem_(problem), must_(problem.pairs.edges.size()) {}

  // That everything names what exists; marks what must be chosen.
  Status CheckShape() {
    const auto& edges = problem_.pairs.edges;
    for (size_t e = 0; e < edges.size(); ++e) {
      if (edges[e].need >= problem_.pairs.need_quantity.size() ||
          edges[e].offer >= problem_.pairs.offer_capacity.size()) {
        return Refuse({"edge", e, edges[e].need},
                      {"配对指向不存在的需求或供给", "a pair names a need or an offer not there"});
      }
    }
    for (size_t i = 0; i < problem_.must.size(); ++i) {
      if (problem_.must[i] >= edges.size() || must_[problem_.must[i]]) {
        return Refuse(
            {"must", i, problem_.must[i]},
            {"没有这个配对，或出现了两次", "there is no such pair, or it is there twice"});
      }
      must_[problem_.must[i]] = true;
    }
    for (size_t r = 0; r < problem_.rules.size(); ++r) {
      for (const RuleTerm& term : problem_.rules[r].terms) {
        if (term.edge < edges.size()) continue;
        return Refuse({"rule", r, term.edge},
                      {"规则指向不存在的配对", "a rule names a pair that is not there"});
      }
    }
    return Ok{};
  }

  Status CheckChosen(const RuledAssignment& assignment) const {
    const AssignmentProblem& pairs = problem_.pairs;
    std::vector<bool> is_chosen(pairs.edges.size());
    std::vector<int64_t> quantity = pairs.need_quantity, capacity = pairs.offer_capacity;
    Wide total = 0;
    for (size_t i = 0; i < assignment.chosen.size(); ++i) {
      const uint32_t e = assignment.chosen[i];
      if (e >= pairs.edges.size() || is_chosen[e]) {
        return Refuse({"chosen", i, e},
                      {"没有这个配对，或选了两次", "there is no such pair, or it is chosen twice"});
      }
      is_chosen[e] = true;
      const AssignmentEdge& edge = pairs.edges[e];
      total += edge.score;
      if (edge.score <= 0 && !must_[e]) {
        return Refuse({"chosen", i, edge.score},
                      {"得分不为正的配对被选中", "a pair of score 0 or less is chosen"});
      }
      if (--quantity[edge.need] < 0) {
        return Refuse({"need", edge.need, pairs.need_quantity[edge.need]},
                      {"超出需求的数量", "has more pairs than its quantity"});
      }
      if (--capacity[edge.offer] < 0) {
        return Refuse({"offer", edge.offer, pairs.offer_capacity[edge.offer]},
                      {"超出供给的能力", "has more pairs than its capacity"});
      }
    }
    for (size_t i = 0; i < problem_.must.size(); ++i) {
      if (!is_chosen[problem_.must[i]]) {
        return Refuse({"must", i, problem_.must[i]},
                      {"必选的配对未选中", "must be chosen and is not"});
      }
    }
    for (size_t r = 0; r < problem_.rules.size(); ++r) {
      Wide sum = 0;
      for (const RuleTerm& term : problem_.rules[r].terms) {
        if (is_chosen[term.edge]) sum += term.weight;
      }
      if (sum > problem_.rules[r].at_most) {
        return Refuse({"rule", r, sum}, {"违反规则", "a rule is broken"});
      }
    }
    if (total == assignment.primal) return Ok{};
    return Refuse({"primal", 0, total},
                  {"得分之和与所述不符", "the scores add up to another total"});
  }

  // The sum of ruled_records.h, in thousandths of a millionth; `scored`: false takes all scores as 0.
  Result<Wide> Bound(const RulePrices& prices, bool scored) const {
    const AssignmentProblem& pairs = problem_.pairs;
    Wide bound = 0;
    LM_TRY(Add("need_price", pairs.need_quantity, prices.need, bound));
    LM_TRY(Add("offer_price", pairs.offer_capacity, prices.offer, bound));
    std::vector<int64_t> at_most;
    for (const AssignmentRule& rule : problem_.rules) at_most.push_back(rule.at_most);
    LM_TRY(Add("rule_price", at_most, prices.rule, bound));
    std::vector<Wide> rule_cost(pairs.edges.size());
    for (size_t r = 0; r < problem_.rules.size(); ++r) {
      for (const RuleTerm& term : problem_.rules[r].terms) {
        rule_cost[term.edge] += static_cast<Wide>(term.weight) * prices.rule[r];
      }
    }
    for (size_t e = 0; e < pairs.edges.size(); ++e) {
      const AssignmentEdge& edge = pairs.edges[e];
      if (edge.score <= 0 && !must_[e]) continue;
      const Wide score = scored ? static_cast<Wide>(edge.score) * kPriceScale : 0;
      const Wide rest = score - prices.need[edge.need] - prices.offer[edge.offer] - rule_cost[e];
      if (rest > 0 || must_[e]) bound += rest;
    }
    return bound;
  }

 private:
  static Status Add(const char* field, const std::vector<int64_t>& amounts,
                    const std::vector<int64_t>& prices, Wide& bound) {
    if (prices.size() != amounts.size()) {
      return Refuse({field, 0, static_cast<Wide>(prices.size())},
                    {"价格的个数不对", "there is not one price for each"});
    }
    for (size_t i = 0; i < prices.size(); ++i) {
      if (prices[i] < 0) return Refuse({field, i, prices[i]}, {"价格为负", "a price is negative"});
      bound += static_cast<Wide>(amounts[i]) * prices[i];
    }
    return Ok{};
  }

  const RuledProblem& problem_;
  std::vector<bool> must_;
};

Wide RoundedDown(Wide thousandths) {
  return thousandths >= 0 ? thousandths / kPriceScale
                          : -((-thousandths + kPriceScale - 1) / kPriceScale);
}

}  // namespace

Status CheckRuled(const RuledProblem& problem, const RuledAssignment& assignment) {
  Checker checker(problem);
  LM_TRY(checker.CheckShape());
  LM_TRY(checker.CheckChosen(assignment));
  LM_ASSIGN(const Wide bound, checker.Bound(assignment.prices, true));
  if (RoundedDown(bound) == assignment.bound) return Ok{};
  return Refuse({"bound", 0, RoundedDown(bound)},
                {"价格给出的上界与所述不符", "the prices give another bound than stated"});
}

Status CheckImpossible(const RuledProblem& problem, const RulePrices& prices) {
  Checker checker(problem);
  LM_TRY(checker.CheckShape());
  LM_ASSIGN(const Wide bound, checker.Bound(prices, false));
  if (bound < 0) return Ok{};
  return Refuse({"bound", 0, bound}, {"价格没有证明规则互相矛盾",
                                      "the prices do not prove that nothing keeps the rules"});
}

}  // namespace lianmeng::assign
