// Which measures to take for a budget: the choice of a set of greatest benefit, and how much better
// any other set could be.
//
// The benefit f(S) of a set is computed, not assumed: measures help or hinder each other. Steps:
//  1. lazy greedy (Minoux 1978) by benefit per cost, and again by benefit alone; the better of the
//     two (Khuller, Moss, Naor 1999; Leskovec et al. 2007). Where gains do not shrink as the set
//     grows, lazy evaluation may differ from plain greedy; the result is a feasible set all the
//     same, with f computed for it.
//  2. exchange: while it helps, add a measure that fits, or put one in place of another.
//
// Bounds against the best set S* within the budget:
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
// Determinism: ties go to the lower index. Cost: about n + a few evaluations for each measure chosen.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::chain {

struct ChoiceProblem {
  std::vector<double> costs;  // finite, > 0
  // f(S), S rising and without repetition; f({}) = 0.
  std::function<double(std::span<const uint32_t>)> benefit;
  std::vector<std::vector<uint32_t>> reach;  // by measure
  std::vector<double> part_max;              // by part, >= 0
  std::vector<double> first_gains;           // f({i}), if known; else empty
};

struct ChoiceOptions {
  double budget = 0;
  std::vector<uint32_t> with;     // taken in any case; they may exceed the budget
  std::vector<uint32_t> without;  // never taken
  int exchange_rounds = 3;
  int exchange_tries = 24;  // most promising candidates tried in each round
};

struct CurvePoint {
  uint32_t measure = 0;
  double cost = 0;     // of the set up to here
  double benefit = 0;  // f of it
};

struct Choice {
  std::vector<uint32_t> chosen;  // rising
  double cost = 0;
  double benefit = 0;
  std::vector<CurvePoint> curve;  // the greedy order by benefit per cost
  double bound_proven = 0;
  double bound_if_diminishing = 0;
  int64_t evaluations = 0;
};

// Errors:  kInvalidArgument: a cost that is not positive, an index out of range or both wanted and
//          refused, a budget that is negative or not finite; kCancelled.
[[nodiscard]] Result<Choice> ChooseMeasures(const ChoiceProblem& problem,
                                            const ChoiceOptions& options,
                                            Progress& progress = Progress::None());

// The greatest Σ x_i value_i with Σ x_i cost_i <= budget, 0 <= x_i <= 1; values <= 0 are left out.
[[nodiscard]] double FractionalKnapsack(std::span<const double> values,
                                        std::span<const double> costs, double budget);

}  // namespace lianmeng::chain
