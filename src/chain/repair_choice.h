// Which measures to take for a budget: for every budget at once, and how much better any other set
// could be.
//
// The benefit f(S) of a set is computed, not assumed: measures help or hinder each other. Sets are
// sought in two ways, and of all that were evaluated those are kept that no cheaper one equals:
//  1. lazy greedy (Minoux 1978) by benefit per cost; the sets that it looks at on the way count too,
//     single measures among them. The better of the single measure and the greedy set that fit a
//     budget are what Khuller, Moss, Naor (1999) take.
//  2. exchange, at a few budgets: add a measure, or put one in place of another.
// A choice for a budget is then read off: the best set kept that fits. More money never buys less.
//
// Bounds against the best set S* within the budget:
//  - optimal: all sets within the budget were evaluated, where they are few (Choose).
//  - proven, whatever f:  f(S*) <= bound_proven. `reach[i]` lists parts (risk points) that measure
//    i can change at all, `part_max[p]` the most that part p can contribute to f; then f(S) <= Σ
//    part_max over the parts that S reaches <= Σ_{i in S} Σ_{p in reach[i]} part_max[p], so that
//    both the first sum over all that is affordable and the fractional knapsack over the last bound
//    f(S*).
//  - if gains shrink (f submodular), f(S*) <= f(S) + the fractional knapsack over gains beside S
//    (Leskovec et al. 2007, section 3.2), or over gains measured beside subsets of S, which are no
//    smaller: bound_if_diminishing. f is not proven submodular, so this one is named so wherever
//    it is shown.
//
// Example:   LM_ASSIGN(const auto frontier, PlanFrontier::Trace(problem, {.threads = 0}));
//            LM_ASSIGN(const Choice choice, frontier.Choose(5e7));
// Cost:      Trace: about n + a few evaluations for each measure that is taken. Choose: none, or
//            those of few sets.
// Determinism: ties go to the lower index; the number of threads changes nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::chain {

struct ChoiceProblem {
  std::vector<double> costs;  // finite, > 0
  // f(S), S rising and without repetition; f({}) = 0. From several threads at once, unless
  // ChoiceOptions::threads is 1.
  std::function<double(std::span<const uint32_t>)> benefit;
  std::vector<std::vector<uint32_t>> reach;  // by measure
  std::vector<double> part_max;              // by part, >= 0
  std::vector<double> first_gains;           // f({i}), if known; else empty
  double work = 1;  // of one evaluation, in units of a node of a network and a part
};

struct ChoiceOptions {
  std::vector<uint32_t> with;     // taken in any case; they may exceed the budget
  std::vector<uint32_t> without;  // never taken
  // Dearer sets are not sought.
  double budget_max = std::numeric_limits<double>::infinity();
  int threads = 1;  // 0: as many as the machine has
  // All sets within a budget are evaluated if they are no more, and no more work, than this.
  size_t exact_sets_max = 4'096;
  double exact_work_max = 1e6;
};

struct MeasureSet {
  std::vector<uint32_t> measures;  // rising
  double cost = 0;
  double benefit = 0;  // f
};

struct Choice {
  MeasureSet set;
  bool optimal = false;  // no set within the budget is better: all were evaluated
  double bound_proven = 0;
  double bound_if_diminishing = 0;
};

class PlanFrontier {
 public:
  // The problem must outlive the frontier. What `from` has evaluated, with the same wishes, is not
  // evaluated again, and counts.
  // Errors:  kInvalidArgument: a cost that is not positive, an index out of range or both wanted
  //          and refused; kCancelled.
  [[nodiscard]] static Result<PlanFrontier> Trace(const ChoiceProblem& problem,
                                                  const ChoiceOptions& options,
                                                  Progress& progress = Progress::None(),
                                                  const PlanFrontier* from = nullptr);

  // By rising cost and rising benefit, the measures taken in any case in each.
  [[nodiscard]] const std::vector<MeasureSet>& sets() const { return sets_; }
  [[nodiscard]] int64_t evaluations() const { return static_cast<int64_t>(known_.size()); }
  // Errors: kInvalidArgument: a budget that is negative, not finite or above budget_max.
  [[nodiscard]] Result<Choice> Choose(double budget) const;

 private:
  // f(prefix + measure) − f(prefix), prefix: the first so many measures of the forward order and
  // those taken in any case; for 0, perhaps without the latter.
  struct Gain {
    uint32_t measure = 0;
    size_t prefix = 0;
    double gain = 0;
  };
  class Tracer;

  [[nodiscard]] const MeasureSet& Best(double budget) const;
  void EnumerateAll(double budget, Choice& choice) const;
  [[nodiscard]] double BoundProven(double budget) const;
  [[nodiscard]] double BoundIfDiminishing(const MeasureSet& set, double budget) const;

  const ChoiceProblem* problem_ = nullptr;
  ChoiceOptions options_;
  std::vector<uint32_t> fixed_;  // rising
  std::vector<uint32_t> free_;   // neither wanted nor refused, rising
  std::map<std::vector<uint32_t>, double> known_;
  std::vector<uint32_t> forward_;  // in the order taken
  std::vector<Gain> gains_;
  std::vector<MeasureSet> sets_;
};

// The greatest Σ x_i value_i with Σ x_i cost_i <= budget, 0 <= x_i <= 1; values <= 0 are left out.
[[nodiscard]] double FractionalKnapsack(std::span<const double> values,
                                        std::span<const double> costs, double budget);

}  // namespace lianmeng::chain
