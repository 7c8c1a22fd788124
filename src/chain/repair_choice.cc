#include "chain/repair_choice.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <string>

namespace lianmeng::chain {
namespace {

// Smaller gains are rounding.
constexpr double kGainMin = 1e-12;

Error Refuse(const char* field, std::string value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.field = field, .value = std::move(value)});
}

class Chooser {
 public:
  Chooser(const ChoiceProblem& problem, const ChoiceOptions& options, Progress& progress)
      : problem_(problem),
        options_(options),
        progress_(progress),
        banned_(problem.costs.size(), 0),
        fixed_(problem.costs.size(), 0) {}

  Result<Choice> Choose() {
    LM_TRY(Validate());
    progress_.Begin({"选择措施", "Choosing measures"}, 0);
    LM_TRY(MeasureFirstGains());
    LM_ASSIGN(const std::vector<CurvePoint> by_ratio, Greedy(true));
    LM_ASSIGN(const std::vector<CurvePoint> by_gain, Greedy(false));
    const bool ratio_wins =
        by_gain.empty() || (!by_ratio.empty() && by_ratio.back().benefit >= by_gain.back().benefit);
    choice_.curve = by_ratio;
    for (const CurvePoint& point : ratio_wins ? by_ratio : by_gain) Insert(point.measure);
    for (const uint32_t measure : options_.with) Insert(measure);
    choice_.cost = CostOf(choice_.chosen);
    choice_.benefit = Benefit(choice_.chosen);
    LM_TRY(Exchange());
    LM_TRY(Bound());
    return std::move(choice_);
  }

 private:
  Status Validate() {
    if (!std::isfinite(options_.budget) || options_.budget < 0) {
      return Refuse("budget", std::to_string(options_.budget),
                    {"预算须为有限的非负数", "the budget must be finite and not negative"});
    }
    for (const double cost : problem_.costs) {
      if (!std::isfinite(cost) || cost <= 0) {
        return Refuse("cost", std::to_string(cost),
                      {"成本须为有限的正数", "a cost must be finite and positive"});
      }
    }
    for (const uint32_t measure : options_.without) {
      if (measure >= banned_.size()) return NoSuch("without", measure);
      banned_[measure] = 1;
    }
    for (const uint32_t measure : options_.with) {
      if (measure >= banned_.size()) return NoSuch("with", measure);
      if (banned_[measure] != 0) {
        return Refuse("with", std::to_string(measure),
                      {"一项措施既要采用又要排除", "a measure is both wanted and refused"});
      }
      fixed_[measure] = 1;
    }
    return Ok{};
  }

  static Error NoSuch(const char* field, uint32_t measure) {
    return Refuse(field, std::to_string(measure), {"没有这项措施", "there is no such measure"});
  }

  double Benefit(const std::vector<uint32_t>& set) {
    ++choice_.evaluations;
    progress_.Advance(choice_.evaluations);
    return problem_.benefit(set);
  }

  double CostOf(const std::vector<uint32_t>& set) const {
    double cost = 0;
    for (const uint32_t measure : set) cost += problem_.costs[measure];
    return cost;
  }

  void Insert(uint32_t measure) {
    const auto at = std::lower_bound(choice_.chosen.begin(), choice_.chosen.end(), measure);
    if (at == choice_.chosen.end() || *at != measure) choice_.chosen.insert(at, measure);
  }

  static std::vector<uint32_t> With(std::vector<uint32_t> set, uint32_t measure) {
    set.insert(std::lower_bound(set.begin(), set.end(), measure), measure);
    return set;
  }

  std::vector<uint32_t> Fixed() const {
    std::vector<uint32_t> set(options_.with);
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    return set;
  }

  Status MeasureFirstGains() {
    first_gains_ = problem_.first_gains;
    least_gains_ = first_gains_;
    if (!first_gains_.empty()) return Ok{};
    for (uint32_t measure = 0; measure < problem_.costs.size(); ++measure) {
      if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
      first_gains_.push_back(banned_[measure] != 0 ? 0.0 : Benefit({measure}));
    }
    least_gains_ = first_gains_;
    return Ok{};
  }

  // Lazy greedy from the measures that are taken in any case.
  Result<std::vector<CurvePoint>> Greedy(bool by_ratio) {
    struct Entry {
      double priority;
      uint32_t measure;
      size_t seen;  // size of the set for which the priority was computed
      bool operator<(const Entry& other) const {
        return priority != other.priority ? priority < other.priority : measure > other.measure;
      }
    };
    std::vector<uint32_t> set = Fixed();
    double cost = CostOf(set);
    double benefit = set.empty() ? 0.0 : Benefit(set);
    std::vector<CurvePoint> steps;
    const auto priority = [&](uint32_t measure, double gain) {
      return by_ratio ? gain / problem_.costs[measure] : gain;
    };
    std::priority_queue<Entry> queue;
    for (uint32_t measure = 0; measure < problem_.costs.size(); ++measure) {
      if (banned_[measure] != 0 || fixed_[measure] != 0) continue;
      if (first_gains_[measure] <= kGainMin) continue;
      const size_t seen = set.empty() ? 0 : static_cast<size_t>(-1);
      queue.push({priority(measure, first_gains_[measure]), measure, seen});
    }
    while (!queue.empty()) {
      if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
      Entry top = queue.top();
      queue.pop();
      if (cost + problem_.costs[top.measure] > options_.budget) continue;
      if (top.seen != set.size()) {
        const double gain = Benefit(With(set, top.measure)) - benefit;
        least_gains_[top.measure] = std::min(least_gains_[top.measure], gain);
        if (gain <= kGainMin) continue;
        top = {priority(top.measure, gain), top.measure, set.size()};
        if (!queue.empty() && top < queue.top()) {
          queue.push(top);
          continue;
        }
      }
      const double gain = by_ratio ? top.priority * problem_.costs[top.measure] : top.priority;
      set = With(set, top.measure);
      cost += problem_.costs[top.measure];
      benefit += gain;
      steps.push_back({top.measure, cost, benefit});
    }
    return steps;
  }

  // Measures outside the set, the most promising first.
  std::vector<uint32_t> Outside() const {
    std::vector<uint32_t> outside;
    for (uint32_t measure = 0; measure < problem_.costs.size(); ++measure) {
      const bool in = std::binary_search(choice_.chosen.begin(), choice_.chosen.end(), measure);
      if (!in && banned_[measure] == 0) outside.push_back(measure);
    }
    std::stable_sort(outside.begin(), outside.end(),
                     [this](uint32_t a, uint32_t b) { return first_gains_[a] > first_gains_[b]; });
    return outside;
  }

  bool TryInstead(const std::vector<uint32_t>& set) {
    const double cost = CostOf(set);
    if (cost > options_.budget) return false;
    const double benefit = Benefit(set);
    if (benefit <= choice_.benefit + kGainMin) return false;
    choice_.chosen = set;
    choice_.cost = cost;
    choice_.benefit = benefit;
    return true;
  }

  Status Exchange() {
    for (int round = 0; round < options_.exchange_rounds; ++round) {
      if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
      if (!ExchangeOnce()) return Ok{};
    }
    return Ok{};
  }

  bool ExchangeOnce() {
    int tries = 0;
    for (const uint32_t in : Outside()) {
      if (++tries > options_.exchange_tries) return false;
      if (TryInstead(With(choice_.chosen, in))) return true;
      for (const uint32_t out : std::vector<uint32_t>(choice_.chosen)) {
        if (fixed_[out] != 0) continue;
        // Worth a try only where alone it does as well: others are covered by adding.
        if (first_gains_[in] < first_gains_[out] * 0.5) continue;
        std::vector<uint32_t> set = choice_.chosen;
        std::erase(set, out);
        if (TryInstead(With(set, in))) return true;
      }
    }
    return false;
  }

  Status Bound() {
    const size_t count = problem_.costs.size();
    const double budget = std::max(options_.budget, choice_.cost);
    std::vector<double> reach_max(count, 0.0);
    std::vector<uint8_t> reached(problem_.part_max.size(), 0);
    for (uint32_t measure = 0; measure < count; ++measure) {
      if (banned_[measure] != 0) continue;
      if (problem_.costs[measure] > budget) continue;
      for (const uint32_t part : problem_.reach[measure]) {
        reach_max[measure] += problem_.part_max[part];
        reached[part] = 1;
      }
    }
    double all = 0;
    for (size_t part = 0; part < reached.size(); ++part) {
      all += reached[part] != 0 ? problem_.part_max[part] : 0.0;
    }
    choice_.bound_proven =
        std::max(0.0, std::min(all, FractionalKnapsack(reach_max, problem_.costs, budget)));

    // Gains measured at smaller sets: no less than those at the chosen one, if gains shrink.
    std::vector<double> gains(count, 0.0);
    for (const uint32_t measure : Outside()) {
      if (problem_.costs[measure] <= budget) gains[measure] = least_gains_[measure];
    }
    choice_.bound_if_diminishing =
        choice_.benefit + FractionalKnapsack(gains, problem_.costs, budget);
    return Ok{};
  }

  const ChoiceProblem& problem_;
  const ChoiceOptions& options_;
  Progress& progress_;
  std::vector<uint8_t> banned_, fixed_;
  std::vector<double> first_gains_, least_gains_;  // alone; the least measured beside any set
  Choice choice_;
};

}  // namespace

double FractionalKnapsack(std::span<const double> values, std::span<const double> costs,
                          double budget) {
  std::vector<uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return values[a] * costs[b] > values[b] * costs[a];
  });
  double total = 0;
  for (const uint32_t item : order) {
    if (values[item] <= 0 || budget <= 0) break;
    const double part = std::min(1.0, budget / costs[item]);
    total += part * values[item];
    budget -= part * costs[item];
  }
  return total;
}

Result<Choice> ChooseMeasures(const ChoiceProblem& problem, const ChoiceOptions& options,
                              Progress& progress) {
  return Chooser(problem, options, progress).Choose();
}

}  // namespace lianmeng::chain
