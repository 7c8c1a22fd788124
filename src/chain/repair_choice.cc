#include "chain/repair_choice.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <queue>
#include <string>

#include "base/check.h"
#include "base/parallel.h"

namespace lianmeng::chain {
namespace {

using Set = std::vector<uint32_t>;

constexpr double kGainMin = 1e-12;  // smaller gains are rounding
constexpr size_t kBatch = 2;  // evaluated at once; a fixed number, so that threads change nothing
constexpr int kExchangeBudgets = 6;
constexpr size_t kExchangeTries = 4;

Error Refuse(const char* field, std::string value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.field = field, .value = std::move(value)});
}

Set With(Set set, uint32_t measure) {
  set.insert(std::lower_bound(set.begin(), set.end(), measure), measure);
  return set;
}

Set Without(Set set, uint32_t measure) {
  std::erase(set, measure);
  return set;
}

bool Holds(const Set& set, uint32_t measure) {
  return std::binary_search(set.begin(), set.end(), measure);
}

double CostOf(const ChoiceProblem& problem, const Set& set) {
  double cost = 0;
  for (const uint32_t measure : set) cost += problem.costs[measure];
  return cost;
}

// Adds f of each set that is not known yet.
Status EvaluateAll(const ChoiceProblem& problem, int threads, std::vector<Set> sets,
                   std::map<Set, double>& known, Progress& progress) {
  std::erase_if(sets, [&](const Set& set) { return known.contains(set); });
  std::sort(sets.begin(), sets.end());
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  std::vector<double> values(sets.size());
  LM_TRY(ForEachParallel(
      sets.size(), {.threads = threads}, [] { return Ok{}; },
      [&](Ok, size_t i) { values[i] = problem.benefit(sets[i]); }, Progress::None()));
  for (size_t i = 0; i < sets.size(); ++i) known.emplace(std::move(sets[i]), values[i]);
  progress.Advance(static_cast<int64_t>(known.size()));
  if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
  return Ok{};
}

// Of all sets known those that no cheaper one equals.
std::vector<MeasureSet> Undominated(const ChoiceProblem& problem,
                                    const std::map<Set, double>& known) {
  std::vector<MeasureSet> sets;
  for (const auto& [set, benefit] : known) sets.push_back({set, CostOf(problem, set), benefit});
  std::stable_sort(sets.begin(), sets.end(), [](const MeasureSet& a, const MeasureSet& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.benefit > b.benefit;
  });
  double best = -std::numeric_limits<double>::infinity();
  std::erase_if(sets, [&best](const MeasureSet& set) {
    if (set.benefit <= best + kGainMin) return true;
    best = set.benefit;
    return false;
  });
  return sets;
}

}  // namespace

class PlanFrontier::Tracer {
 public:
  Tracer(PlanFrontier& frontier, Progress& progress)
      : frontier_(frontier),
        problem_(*frontier.problem_),
        options_(frontier.options_),
        progress_(progress) {}

  Status Trace() {
    LM_TRY(Validate());
    progress_.Begin({"选择措施", "Choosing measures"}, 0);
    LM_TRY(EvaluateSingles());
    LM_TRY(Forward());
    LM_TRY(Exchange());
    frontier_.sets_ = Undominated(problem_, frontier_.known_);
    return Ok{};
  }

 private:
  struct Entry {
    double priority;
    uint32_t measure;
    size_t seen;  // size of the set for which the priority was computed
    bool operator<(const Entry& other) const {
      return priority != other.priority ? priority < other.priority : measure > other.measure;
    }
  };

  Status Validate() {
    for (const double cost : problem_.costs) {
      if (!std::isfinite(cost) || cost <= 0) {
        return Refuse("cost", std::to_string(cost),
                      {"成本须为有限的正数", "a cost must be finite and positive"});
      }
    }
    std::vector<uint8_t> banned(problem_.costs.size(), 0);
    for (const uint32_t measure : options_.without) {
      if (measure >= banned.size()) return NoSuch("without", measure);
      banned[measure] = 1;
    }
    for (const uint32_t measure : options_.with) {
      if (measure >= banned.size()) return NoSuch("with", measure);
      if (banned[measure] != 0) {
        return Refuse("with", std::to_string(measure),
                      {"一项措施既要采用又要排除", "a measure is both wanted and refused"});
      }
      if (!Holds(frontier_.fixed_, measure)) frontier_.fixed_ = With(frontier_.fixed_, measure);
    }
    for (uint32_t measure = 0; measure < banned.size(); ++measure) {
      if (banned[measure] == 0 && !Holds(frontier_.fixed_, measure)) {
        frontier_.free_.push_back(measure);
      }
    }
    return Ok{};
  }

  static Error NoSuch(const char* field, uint32_t measure) {
    return Refuse(field, std::to_string(measure), {"没有这项措施", "there is no such measure"});
  }

  Status Evaluate(std::vector<Set> sets) {
    return EvaluateAll(problem_, options_.threads, std::move(sets), frontier_.known_, progress_);
  }
  double Known(const Set& set) const { return frontier_.known_.at(set); }

  Status EvaluateSingles() {
    const Set& fixed = frontier_.fixed_;
    if (fixed.empty()) frontier_.known_[{}] = 0.0;
    std::vector<Set> sets = {fixed};
    if (problem_.first_gains.empty()) {
      for (const uint32_t measure : frontier_.free_) sets.push_back(With(fixed, measure));
    }
    LM_TRY(Evaluate(std::move(sets)));
    for (const uint32_t measure : frontier_.free_) {
      if (problem_.first_gains.empty()) {
        Record(measure, 0, fixed);
        continue;
      }
      // Beside no other measure: stale beside those that are taken in any case.
      frontier_.gains_.push_back({measure, 0, problem_.first_gains[measure]});
      if (fixed.empty()) frontier_.known_[{measure}] = problem_.first_gains[measure];
    }
    taken_.assign(problem_.costs.size(), 0.0);
    return Ok{};
  }

  // Returns the gain.
  double Record(uint32_t measure, size_t prefix, const Set& set) {
    const double gain = Known(With(set, measure)) - Known(set);
    frontier_.gains_.push_back({measure, prefix, gain});
    return gain;
  }

  // Takes up to kBatch entries off the top that were not computed for a set of this size.
  static std::vector<uint32_t> TakeStale(std::priority_queue<Entry>& queue, size_t size) {
    std::vector<uint32_t> stale;
    while (!queue.empty() && stale.size() < kBatch && queue.top().seen != size) {
      stale.push_back(queue.top().measure);
      queue.pop();
    }
    return stale;
  }

  Status Forward() {
    std::priority_queue<Entry> queue;
    Set set = frontier_.fixed_;
    const bool fresh = set.empty() || problem_.first_gains.empty();
    for (const Gain& gain : frontier_.gains_) {
      const size_t seen = fresh ? set.size() : static_cast<size_t>(-1);
      queue.push({gain.gain / problem_.costs[gain.measure], gain.measure, seen});
    }
    while (!queue.empty()) {
      std::vector<uint32_t> stale = TakeStale(queue, set.size());
      if (stale.empty()) {
        const Entry top = queue.top();
        queue.pop();
        const double gain = top.priority * problem_.costs[top.measure];
        if (gain <= kGainMin || !Fits(set, top.measure)) continue;
        set = With(set, top.measure);
        taken_[top.measure] = gain;
        frontier_.forward_.push_back(top.measure);
        continue;
      }
      std::erase_if(stale, [&](uint32_t measure) { return !Fits(set, measure); });
      std::vector<Set> sets;
      for (const uint32_t measure : stale) sets.push_back(With(set, measure));
      LM_TRY(Evaluate(std::move(sets)));
      for (const uint32_t measure : stale) {
        const double gain = Record(measure, frontier_.forward_.size(), set);
        if (gain > kGainMin) queue.push({gain / problem_.costs[measure], measure, set.size()});
      }
    }
    return Ok{};
  }

  bool Fits(const Set& set, uint32_t measure) const {
    return CostOf(problem_, set) + problem_.costs[measure] <= options_.budget_max;
  }

  Status Exchange() {
    least_.assign(problem_.costs.size(), std::numeric_limits<double>::infinity());
    double cheapest = std::numeric_limits<double>::infinity(), all = 0;
    for (const Gain& gain : frontier_.gains_) {
      least_[gain.measure] = std::min(least_[gain.measure], gain.gain);
    }
    for (const uint32_t measure : frontier_.free_) {
      cheapest = std::min(cheapest, problem_.costs[measure]);
      all += problem_.costs[measure];
    }
    const double most = std::min(all, options_.budget_max);
    const double fixed = CostOf(problem_, frontier_.fixed_);
    for (int step = 1; step <= kExchangeBudgets && all > 0; ++step) {
      const double part = static_cast<double>(step) / kExchangeBudgets;
      const double budget = fixed + cheapest * std::pow(most / cheapest, part);
      frontier_.sets_ = Undominated(problem_, frontier_.known_);
      LM_TRY(Evaluate(Neighbours(frontier_.Best(budget), budget)));
    }
    return Ok{};
  }

  // The sets one exchange away that fit the budget and promise most: by the least gain measured of
  // what comes in against the gain with which the other was taken.
  std::vector<Set> Neighbours(const MeasureSet& from, double budget) const {
    struct Move {
      double promise;
      Set set;
    };
    std::vector<Move> moves;
    for (const uint32_t in : frontier_.free_) {
      if (Holds(from.measures, in)) continue;
      const double cost = from.cost + problem_.costs[in];
      if (cost <= budget) moves.push_back({least_[in], With(from.measures, in)});
      for (const uint32_t out : from.measures) {
        if (Holds(frontier_.fixed_, out) || cost - problem_.costs[out] > budget) continue;
        moves.push_back({least_[in] - taken_[out], With(Without(from.measures, out), in)});
      }
    }
    std::erase_if(moves, [&](const Move& move) { return frontier_.known_.contains(move.set); });
    const size_t kept = std::min(moves.size(), kExchangeTries);
    std::stable_sort(moves.begin(), moves.end(),
                     [](const Move& a, const Move& b) { return a.promise > b.promise; });
    std::vector<Set> sets;
    for (size_t i = 0; i < kept; ++i) sets.push_back(std::move(moves[i].set));
    return sets;
  }

  PlanFrontier& frontier_;
  const ChoiceProblem& problem_;
  const ChoiceOptions& options_;
  Progress& progress_;
  std::vector<double> taken_;  // the gain with which the forward order took it
  std::vector<double> least_;  // gain measured
};

Result<PlanFrontier> PlanFrontier::Trace(const ChoiceProblem& problem, const ChoiceOptions& options,
                                         Progress& progress, const PlanFrontier* from) {
  PlanFrontier frontier;
  if (from != nullptr) frontier.known_ = from->known_;
  frontier.problem_ = &problem;
  frontier.options_ = options;
  LM_TRY(Tracer(frontier, progress).Trace());
  return frontier;
}

const MeasureSet& PlanFrontier::Best(double budget) const {
  const auto above =
      std::upper_bound(sets_.begin(), sets_.end(), budget,
                       [](double limit, const MeasureSet& set) { return limit < set.cost; });
  return above == sets_.begin() ? sets_.front() : *std::prev(above);
}

Result<Choice> PlanFrontier::Choose(double budget) const {
  if (!std::isfinite(budget) || budget < 0 || budget > options_.budget_max) {
    return Refuse("budget", std::to_string(budget),
                  {"预算须为有限的非负数", "the budget must be finite and not negative"});
  }
  Choice choice;
  choice.set = Best(budget);
  EnumerateAll(budget, choice);
  const double limit = std::max(budget, choice.set.cost);
  choice.bound_proven = choice.optimal ? choice.set.benefit : BoundProven(limit);
  choice.bound_if_diminishing =
      choice.optimal ? choice.set.benefit : BoundIfDiminishing(choice.set, limit);
  return choice;
}

// Where all sets within the budget are few, the best of them.
void PlanFrontier::EnumerateAll(double budget, Choice& choice) const {
  std::vector<MeasureSet> sets = {{fixed_, CostOf(*problem_, fixed_), 0.0}};
  std::vector<Set> unknown;
  for (const uint32_t measure : free_) {
    const size_t before = sets.size();
    for (size_t i = 0; i < before; ++i) {
      const double cost = sets[i].cost + problem_->costs[measure];
      if (cost > budget) continue;
      sets.push_back({With(sets[i].measures, measure), cost, 0.0});
      if (!known_.contains(sets.back().measures)) unknown.push_back(sets.back().measures);
      const double work = problem_->work * static_cast<double>(unknown.size());
      if (sets.size() > options_.exact_sets_max || work > options_.exact_work_max) return;
    }
  }
  std::map<Set, double> values;
  CHECK(EvaluateAll(*problem_, options_.threads, unknown, values, Progress::None()).ok());
  choice.optimal = true;
  for (MeasureSet& set : sets) {
    const auto value = values.find(set.measures);
    set.benefit = value != values.end() ? value->second : known_.at(set.measures);
    const bool better = set.benefit > choice.set.benefit + kGainMin;
    if (better) choice.set = std::move(set);
  }
}

double PlanFrontier::BoundProven(double budget) const {
  std::vector<double> reach_max(problem_->costs.size(), 0.0);
  std::vector<uint8_t> reached(problem_->part_max.size(), 0);
  const auto reach = [&](uint32_t measure) {
    if (problem_->costs[measure] > budget) return;
    for (const uint32_t part : problem_->reach[measure]) {
      reach_max[measure] += problem_->part_max[part];
      reached[part] = 1;
    }
  };
  for (const uint32_t measure : fixed_) reach(measure);
  for (const uint32_t measure : free_) reach(measure);
  double all = 0;
  for (size_t part = 0; part < reached.size(); ++part) {
    all += reached[part] != 0 ? problem_->part_max[part] : 0.0;
  }
  return std::max(0.0, std::min(all, FractionalKnapsack(reach_max, problem_->costs, budget)));
}

// Only gains beside subsets of the set count: those of the forward prefixes that it contains.
double PlanFrontier::BoundIfDiminishing(const MeasureSet& set, double budget) const {
  size_t prefix = 0;
  while (prefix < forward_.size() && Holds(set.measures, forward_[prefix])) ++prefix;
  std::vector<double> gains(problem_->costs.size(), std::numeric_limits<double>::infinity());
  for (const Gain& gain : gains_) {
    if (gain.prefix <= prefix) gains[gain.measure] = std::min(gains[gain.measure], gain.gain);
  }
  for (uint32_t measure = 0; measure < gains.size(); ++measure) {
    const bool counts = Holds(free_, measure) && !Holds(set.measures, measure) &&
                        problem_->costs[measure] <= budget;
    if (!counts) gains[measure] = 0;
  }
  return set.benefit + FractionalKnapsack(gains, problem_->costs, budget);
}

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

}  // namespace lianmeng::chain
