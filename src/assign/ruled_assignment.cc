#include "assign/ruled_assignment.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <optional>

#include "assign/assignment.h"
#include "assign/column_program.h"
#include "assign/refusal.h"

namespace lianmeng::assign {
namespace {

constexpr uint32_t kNone = UINT32_MAX;
constexpr size_t kColumnsFirst = 5'000;       // pairs to begin with, at least
constexpr size_t kColumnsOfSearch = 400'000;  // more are not given to CBC
constexpr double kWholeTolerance = 1e-6;
constexpr double kSurelyBroken = 1e-3;  // by so much a rule is broken beyond CLP's tolerances

Wide RoundedDown(Wide thousandths) {
  return thousandths >= 0 ? thousandths / kPriceScale
                          : -((-thousandths + kPriceScale - 1) / kPriceScale);
}

class RuledRun {
 public:
  RuledRun(const RuledProblem& problem, const RuledOptions& options, Progress& progress)
      : problem_(problem),
        edges_(problem.pairs.edges),
        options_(options),
        progress_(progress),
        state_(edges_.size(), State::kOutside) {}

  Result<RuledResult> Run() {
    MarkMusts();
    if (!MustsFit()) return std::move(result_);
    IndexRules();
    if (problem_.rules.empty()) {
      LM_TRY(PriceExactly({}, kScores));
      Take(relaxed_);
      return Finish(true);
    }
    LM_TRY(Begin());
    if (!KeepsRules(problem_.must)) {
      LM_ASSIGN(const bool is_possible, MakePossible());
      if (!is_possible) return std::move(result_);
    }
    LM_ASSIGN(const ColumnPoint point, Sift(kScores));
    LM_TRY(PriceExactly(RulePricesOf(point, kPriceScale), kScores));
    if (KeepsRules(relaxed_)) Take(relaxed_);
    if (IsWhole(point) && KeepsRules(EdgesOf(point))) Take(EdgesOf(point));
    if (has_any_ && result_.assignment.primal == result_.assignment.bound) return Finish(true);
    return Search();
  }

 private:
  enum class State : uint8_t { kOutside, kInProgram, kMust, kNever };
  enum Gains { kNothing, kScores };

  void MarkMusts() {
    for (const uint32_t e : problem_.must) state_[e] = State::kMust;
    for (uint32_t e = 0; e < edges_.size(); ++e) {
      if (state_[e] == State::kOutside && edges_[e].score <= 0) state_[e] = State::kNever;
    }
    quantity_ = problem_.pairs.need_quantity;
    capacity_ = problem_.pairs.offer_capacity;
    for (const uint32_t e : problem_.must) {
      --quantity_[edges_[e].need];
      --capacity_[edges_[e].offer];
    }
  }

  // Whether no need and no offer has more pairs that must be than it can have; otherwise the result
  // says which, and the price of one place there is the proof.
  bool MustsFit() {
    RulePrices& prices = result_.assignment.prices;
    prices.need.assign(quantity_.size(), 0);
    prices.offer.assign(capacity_.size(), 0);
    prices.rule.assign(problem_.rules.size(), 0);
    for (const uint32_t e : problem_.must) {
      const bool need_full = quantity_[edges_[e].need] < 0;
      if (!need_full && capacity_[edges_[e].offer] >= 0) continue;
      (need_full ? prices.need[edges_[e].need] : prices.offer[edges_[e].offer]) = 1;
      for (const uint32_t other : problem_.must) {
        if (need_full ? edges_[other].need == edges_[e].need
                      : edges_[other].offer == edges_[e].offer) {
          result_.conflict_musts.push_back(other);
        }
      }
      result_.outcome = RuledOutcome::kImpossible;
      result_.impossible_is_proven = true;
      return false;
    }
    return true;
  }

  struct Term {
    uint32_t rule = 0;
    int32_t weight = 0;
  };

  void IndexRules() {
    terms_begin_.assign(edges_.size() + 1, 0);
    for (const AssignmentRule& rule : problem_.rules) {
      for (const RuleTerm& term : rule.terms) ++terms_begin_[term.edge + size_t{1}];
    }
    std::partial_sum(terms_begin_.begin(), terms_begin_.end(), terms_begin_.begin());
    terms_.resize(terms_begin_.back());
    std::vector<size_t> place(terms_begin_.begin(), terms_begin_.end() - 1);
    for (uint32_t r = 0; r < problem_.rules.size(); ++r) {
      for (const RuleTerm& term : problem_.rules[r].terms) {
        terms_[place[term.edge]++] = {r, term.weight};
      }
    }
  }

  template <typename Take>
  void ForTerms(uint32_t edge, Take take) const {
    for (size_t t = terms_begin_[edge]; t < terms_begin_[edge + size_t{1}]; ++t) take(terms_[t]);
  }

  [[nodiscard]] bool KeepsRules(const std::vector<uint32_t>& chosen) const {
    std::vector<Wide> sum(problem_.rules.size());
    for (const uint32_t e : chosen) {
      ForTerms(e, [&](const Term& term) { sum[term.rule] += term.weight; });
    }
    for (size_t r = 0; r < sum.size(); ++r) {
      if (sum[r] > problem_.rules[r].at_most) return false;
    }
    return true;
  }

  // ---- The program's rows and columns

  // A row for every need and offer that could be asked for more than it has, and for every rule.
  Status Begin() {
    std::vector<double> at_most;
    const auto add_rows = [&](const std::vector<int64_t>& amounts, auto node_of,
                              std::vector<uint32_t>& rows) {
      std::vector<int64_t> wanted(amounts.size());
      for (uint32_t e = 0; e < edges_.size(); ++e) {
        if (state_[e] != State::kNever) ++wanted[node_of(edges_[e])];
      }
      rows.assign(amounts.size(), kNone);
      for (size_t i = 0; i < amounts.size(); ++i) {
        if (wanted[i] <= amounts[i]) continue;
        rows[i] = static_cast<uint32_t>(at_most.size());
        at_most.push_back(static_cast<double>(amounts[i]));
      }
    };
    add_rows(
        problem_.pairs.need_quantity, [](const auto& edge) { return edge.need; }, need_row_);
    add_rows(
        problem_.pairs.offer_capacity, [](const auto& edge) { return edge.offer; }, offer_row_);
    first_rule_row_ = static_cast<uint32_t>(at_most.size());
    for (const AssignmentRule& rule : problem_.rules) {
      at_most.push_back(static_cast<double>(rule.at_most));
    }
    program_.emplace(at_most);
    progress_.Begin({"求解线性规划", "Solving the linear program"}, 0);
    AddColumns(problem_.must, kScores);
    LM_ASSIGN(const std::vector<uint32_t> first, FirstEdges());
    AddColumns(first, kScores);
    return Ok{};
  }

  // The pairs nearest to a best assignment without rules, and as many of those that help to keep one.
  Result<std::vector<uint32_t>> FirstEdges() {
    LM_ASSIGN(const Assignment free, Assign(problem_.pairs, progress_));
    const size_t nodes = std::min(quantity_.size(), capacity_.size());
    const size_t count = std::max(kColumnsFirst, 4 * nodes);
    const auto nearest = [&](std::vector<uint32_t>& edges) {
      const auto nearer = [&](uint32_t a, uint32_t b) {
        const int64_t rise_a = RiseNeeded(edges_[a], free), rise_b = RiseNeeded(edges_[b], free);
        return rise_a != rise_b ? rise_a < rise_b : a < b;
      };
      if (edges.size() > count) {
        std::nth_element(edges.begin(), edges.begin() + static_cast<ptrdiff_t>(count), edges.end(),
                         nearer);
        edges.resize(count);
      }
      std::sort(edges.begin(), edges.end());
    };
    std::vector<uint32_t> all, helping;
    for (uint32_t e = 0; e < edges_.size(); ++e) {
      if (state_[e] != State::kOutside) continue;
      all.push_back(e);
      bool helps = false;
      ForTerms(e, [&](const Term& term) { helps |= term.weight < 0; });
      if (helps) helping.push_back(e);
    }
    nearest(all);
    nearest(helping);
    std::vector<uint32_t> first;
    std::set_union(all.begin(), all.end(), helping.begin(), helping.end(),
                   std::back_inserter(first));
    return first;
  }

  void AddColumns(const std::vector<uint32_t>& edges, Gains gains) {
    std::vector<Column> columns;
    for (const uint32_t e : edges) {
      Column& column = columns.emplace_back();
      column.gain = gains == kScores ? static_cast<double>(edges_[e].score) : 0;
      column.lower = state_[e] == State::kMust ? 1 : 0;
      if (const uint32_t row = need_row_[edges_[e].need]; row != kNone) {
        column.entries.push_back({row, 1});
      }
      if (const uint32_t row = offer_row_[edges_[e].offer]; row != kNone) {
        column.entries.push_back({row, 1});
      }
      ForTerms(e, [&](const Term& term) {
        column.entries.push_back({first_rule_row_ + term.rule, static_cast<double>(term.weight)});
      });
      if (state_[e] == State::kOutside) state_[e] = State::kInProgram;
      edge_of_column_.push_back(e);
    }
    program_->Add(columns);
  }

  // The linear optimum over all pairs: those that the prices ask for are added until none is.
  Result<ColumnPoint> Sift(Gains gains) {
    while (true) {
      LM_ASSIGN(ColumnPoint point, program_->Solve());
      if (progress_.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
      struct Wanted {
        double surplus;
        uint32_t edge;
      };
      std::vector<Wanted> wanted;
      const double surplus_least = gains == kScores ? 0.5 : 1e-7;
      for (uint32_t e = 0; e < edges_.size(); ++e) {
        if (state_[e] != State::kOutside) continue;
        const double surplus = Surplus(e, point, gains);
        if (surplus > surplus_least) wanted.push_back({surplus, e});
      }
      if (wanted.empty()) return point;
      const size_t count = std::max(kColumnsFirst, edge_of_column_.size() / 4);
      if (wanted.size() > count) {
        std::nth_element(wanted.begin(), wanted.begin() + static_cast<ptrdiff_t>(count),
                         wanted.end(), [](const Wanted& a, const Wanted& b) {
                           return a.surplus != b.surplus ? a.surplus > b.surplus : a.edge < b.edge;
                         });
        wanted.resize(count);
      }
      std::vector<uint32_t> edges;
      for (const Wanted& one : wanted) edges.push_back(one.edge);
      std::sort(edges.begin(), edges.end());
      AddColumns(edges, gains);
      progress_.Advance(static_cast<int64_t>(edge_of_column_.size()));
    }
  }

  [[nodiscard]] double Surplus(uint32_t e, const ColumnPoint& point, Gains gains) const {
    double surplus = gains == kScores ? static_cast<double>(edges_[e].score) : 0;
    const uint32_t need = need_row_[edges_[e].need], offer = offer_row_[edges_[e].offer];
    if (need != kNone) surplus -= point.prices[need];
    if (offer != kNone) surplus -= point.prices[offer];
    ForTerms(e, [&](const Term& term) {
      surplus -= term.weight * point.prices[first_rule_row_ + term.rule];
    });
    return surplus;
  }

  // ---- Whether anything keeps the rules

  // Rules that the pairs that must be break alone get a column that mends them at a cost; what it costs
  // at least is nothing if and only if the linear program has a point.
  Result<bool> MakePossible() {
    const uint32_t first_mending = program_->columns();
    std::vector<Column> mending;
    for (uint32_t r = 0; r < problem_.rules.size(); ++r) {
      mending.push_back(
          {.gain = -1, .lower = 0, .upper = 1e15, .entries = {{first_rule_row_ + r, -1}}});
      edge_of_column_.push_back(kNone);
    }
    program_->Add(mending);
    for (uint32_t c = 0; c < first_mending; ++c) program_->SetGain(c, 0);
    LM_ASSIGN(const ColumnPoint point, Sift(kNothing));
    if (point.gain < -kWholeTolerance) {
      // Any multiple of the prices proves the same; the finer they are, the less rounding takes away.
      for (const int64_t scale : {int64_t{1'000'000}, int64_t{1'000'000'000}}) {
        if (ProveImpossible(point, scale)) return false;
      }
    }
    if (point.gain < -kSurelyBroken) {  // by the linear program's word
      result_.outcome = RuledOutcome::kImpossible;
      for (uint32_t r = 0; r < problem_.rules.size(); ++r) {
        if (point.prices[first_rule_row_ + r] > kWholeTolerance)
          result_.conflict_rules.push_back(r);
      }
      return false;
    }
    for (uint32_t c = 0; c < edge_of_column_.size(); ++c) {
      if (edge_of_column_[c] == kNone) {
        program_->SetUpper(c, 0);
      } else {
        program_->SetGain(c, static_cast<double>(edges_[edge_of_column_[c]].score));
      }
    }
    return true;
  }

  bool ProveImpossible(const ColumnPoint& point, int64_t scale) {
    const Status priced = PriceExactly(RulePricesOf(point, scale), kNothing);
    if (!priced || bound_ >= 0) return false;
    result_.outcome = RuledOutcome::kImpossible;
    result_.impossible_is_proven = true;
    const RulePrices& prices = result_.assignment.prices;
    for (uint32_t r = 0; r < prices.rule.size(); ++r) {
      if (prices.rule[r] > 0) result_.conflict_rules.push_back(r);
    }
    for (const uint32_t e : problem_.must) {
      if (PriceOf(e) > 0) result_.conflict_musts.push_back(e);
    }
    return true;
  }

  // ---- Exact prices

  [[nodiscard]] std::vector<int64_t> RulePricesOf(const ColumnPoint& point, int64_t scale) const {
    std::vector<int64_t> prices;
    for (size_t r = 0; r < problem_.rules.size(); ++r) {
      const double price = point.prices[first_rule_row_ + r] * static_cast<double>(scale);
      prices.push_back(std::llround(std::min(price, 4e18)));
    }
    return prices;
  }

  [[nodiscard]] Wide RuleCost(uint32_t e) const {
    Wide cost = 0;
    const std::vector<int64_t>& prices = result_.assignment.prices.rule;
    ForTerms(e, [&](const Term& term) { cost += Wide{term.weight} * prices[term.rule]; });
    return cost;
  }

  // All that a pair pays.
  [[nodiscard]] Wide PriceOf(uint32_t e) const {
    const RulePrices& prices = result_.assignment.prices;
    return RuleCost(e) + prices.need[edges_[e].need] + prices.offer[edges_[e].offer];
  }

  // With the rules' prices given and paid by the pairs, what is left is an assignment without rules,
  // whose optimal prices come in whole numbers; together they make the bound.
  Status PriceExactly(std::vector<int64_t> rule_prices, Gains gains) {
    RulePrices& prices = result_.assignment.prices;
    prices.rule = std::move(rule_prices);
    prices.rule.resize(problem_.rules.size());
    AssignmentProblem rest;
    rest.need_quantity = quantity_;
    rest.offer_capacity = capacity_;
    std::vector<uint32_t> edge_of_rest;
    Wide sum = 0, total = 0;
    for (uint32_t e = 0; e < edges_.size(); ++e) {
      if (state_[e] == State::kNever) continue;
      const Wide paid = (gains == kScores ? Wide{edges_[e].score} * kPriceScale : 0) - RuleCost(e);
      if (state_[e] == State::kMust) {
        total += paid;
      } else if (paid > 0) {
        sum += paid;
        if (sum > kScoreSumMax) return TooLarge();
        rest.edges.push_back({edges_[e].need, edges_[e].offer, static_cast<int64_t>(paid)});
        edge_of_rest.push_back(e);
      }
    }
    LM_ASSIGN(const Assignment best, Assign(rest, progress_));
    prices.need = best.need_price;
    prices.offer = best.offer_price;
    total += best.dual;
    for (size_t r = 0; r < problem_.rules.size(); ++r) {
      total += Wide{problem_.rules[r].at_most} * prices.rule[r];
    }
    bound_ = total;
    if (RoundedDown(total) > INT64_MAX) return TooLarge();
    result_.assignment.bound = static_cast<int64_t>(RoundedDown(total));
    relaxed_ = problem_.must;
    for (const uint32_t at : best.chosen) relaxed_.push_back(edge_of_rest[at]);
    std::sort(relaxed_.begin(), relaxed_.end());
    return Ok{};
  }

  static Error TooLarge() {
    return MakeError(ErrorCode::kResourceExhausted,
                     {"规则的价格太高，得分之和超出 64 位整数，请换更大的单位",
                      "the prices of the rules make sums that leave 64 bits: use a larger unit"},
                     {.file = {}, .line = 0, .field = "rules", .value = {}});
  }

  // ---- Whole pairs

  [[nodiscard]] static bool IsWhole(const ColumnPoint& point) {
    return std::all_of(point.taken.begin(), point.taken.end(), [](double taken) {
      return std::abs(taken - std::round(taken)) < kWholeTolerance;
    });
  }

  [[nodiscard]] std::vector<uint32_t> EdgesOf(const ColumnPoint& point) const {
    std::vector<uint32_t> edges;
    for (size_t c = 0; c < edge_of_column_.size(); ++c) {
      if (edge_of_column_[c] != kNone && point.taken[c] > 0.5) edges.push_back(edge_of_column_[c]);
    }
    std::sort(edges.begin(), edges.end());
    return edges;
  }

  // Keeps pairs if they are the best so far.
  void Take(const std::vector<uint32_t>& chosen) {
    int64_t total = 0;
    for (const uint32_t e : chosen) total += edges_[e].score;
    if (has_any_ && total <= result_.assignment.primal) return;
    has_any_ = true;
    result_.assignment.chosen = chosen;
    result_.assignment.primal = total;
  }

  RuledResult Finish(bool searched_all) {
    const RuledAssignment& found = result_.assignment;
    if (has_any_) {
      result_.outcome = found.primal == found.bound ? RuledOutcome::kOptimal
                        : searched_all              ? RuledOutcome::kOptimalBySearch
                                                    : RuledOutcome::kFeasible;
    } else {
      result_.outcome = searched_all ? RuledOutcome::kImpossible : RuledOutcome::kUnknown;
      if (searched_all) {
        for (uint32_t r = 0; r < problem_.rules.size(); ++r) result_.conflict_rules.push_back(r);
        result_.conflict_musts = problem_.must;
      }
    }
    return std::move(result_);
  }

  // First among the pairs of the linear program, then among all that could be in anything better.
  Result<RuledResult> Search() {
    progress_.Begin({"搜索整数解", "Searching for whole pairs"}, 0);
    const auto begin = std::chrono::steady_clock::now();
    for (const bool is_last : {false, true}) {
      const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
      const double left = options_.seconds - spent.count();
      if (left <= 0) return Finish(false);
      WholeOptions options{.seconds = is_last ? left : left / 2};
      if (has_any_) options.gain_above = static_cast<double>(result_.assignment.primal) + 0.5;
      LM_ASSIGN(const WholePoint whole, program_->SolveWhole(options, progress_));
      if (whole.found) {
        const std::vector<uint32_t> chosen = EdgesOf(whole.point);
        // A point that keeps a rule only within CBC's tolerance leaves the search without its end.
        if (!KeepsRules(chosen)) return Finish(false);
        Take(chosen);
      }
      if (has_any_ && result_.assignment.primal == result_.assignment.bound) return Finish(true);
      const std::vector<uint32_t> more = WithinGap();
      if (more.empty() || is_last) return Finish(whole.finished && more.empty());
      if (edge_of_column_.size() + more.size() > kColumnsOfSearch) return Finish(false);
      AddColumns(more, kScores);
    }
    return Finish(false);
  }

  // Pairs that the program lacks and that an assignment better than the one found could hold: whose
  // reduced cost is not above what is still to be gained.
  [[nodiscard]] std::vector<uint32_t> WithinGap() const {
    std::vector<uint32_t> within;
    const Wide gap = bound_ - Wide{result_.assignment.primal} * kPriceScale;
    for (uint32_t e = 0; e < edges_.size(); ++e) {
      if (state_[e] != State::kOutside) continue;
      const Wide surplus = Wide{edges_[e].score} * kPriceScale - PriceOf(e);
      if (!has_any_ || surplus + gap >= kPriceScale) within.push_back(e);
    }
    return within;
  }

  const RuledProblem& problem_;
  const std::vector<AssignmentEdge>& edges_;
  const RuledOptions& options_;
  Progress& progress_;
  std::vector<State> state_;
  std::vector<int64_t> quantity_, capacity_;  // left beside the pairs that must be
  std::vector<size_t> terms_begin_;           // of each edge's terms, and their end
  std::vector<Term> terms_;
  std::optional<ColumnProgram> program_;
  std::vector<uint32_t> need_row_, offer_row_;  // kNone: never asked for more than it has
  uint32_t first_rule_row_ = 0;
  std::vector<uint32_t> edge_of_column_;  // kNone: mends a rule
  std::vector<uint32_t> relaxed_;  // best under the exact prices, whether it keeps rules or not
  Wide bound_ = 0;                 // thousandths of a millionth
  bool has_any_ = false;
  RuledResult result_;
};

}  // namespace

AssignmentRule AtMost(const std::vector<uint32_t>& edges, int64_t count) {
  AssignmentRule rule{.terms = {}, .at_most = count};
  for (const uint32_t e : edges) rule.terms.push_back({e, 1});
  return rule;
}

AssignmentRule AtLeast(const std::vector<uint32_t>& of_kind, int64_t count) {
  AssignmentRule rule{.terms = {}, .at_most = -count};
  for (const uint32_t e : of_kind) rule.terms.push_back({e, -1});
  return rule;
}

AssignmentRule AtLeastShare(size_t edges, const std::vector<uint32_t>& of_kind, Share share) {
  const int32_t common = std::max(1, std::gcd(share.numerator, share.denominator));
  const int32_t p = share.numerator / common, q = share.denominator / common;
  AssignmentRule rule;
  auto next = of_kind.begin();
  for (uint32_t e = 0; e < edges; ++e) {
    const bool is_of_kind = next != of_kind.end() && *next == e;
    if (is_of_kind) ++next;
    const int32_t weight = is_of_kind ? p - q : p;
    if (weight != 0) rule.terms.push_back({e, weight});
  }
  return rule;
}

Status Validate(const RuledProblem& problem) {
  LM_TRY(Validate(problem.pairs));
  const std::vector<AssignmentEdge>& edges = problem.pairs.edges;
  for (size_t e = 0; e < edges.size(); ++e) {
    if (edges[e].score > kRuledScoreMax || edges[e].score < -kRuledScoreMax) {
      return Refuse({"score", e, edges[e].score},
                    {"有规则时必须在 ±10000 之内", "under rules must lie within ±10000"});
    }
  }
  for (size_t i = 0; i < problem.must.size(); ++i) {
    if (problem.must[i] < edges.size() && (i == 0 || problem.must[i - 1] < problem.must[i])) {
      continue;
    }
    return Refuse({"must", i, problem.must[i]},
                  {"没有这个配对，或未按顺序", "is no pair, or out of order"});
  }
  for (size_t r = 0; r < problem.rules.size(); ++r) {
    const std::vector<RuleTerm>& terms = problem.rules[r].terms;
    for (size_t t = 0; t < terms.size(); ++t) {
      if (terms[t].edge >= edges.size() || (t > 0 && terms[t - 1].edge >= terms[t].edge)) {
        return Refuse({"rule", r, terms[t].edge},
                      {"没有这个配对，或未按顺序", "names no pair, or one out of order"});
      }
      const int32_t weight = terms[t].weight;
      if (weight == 0 || weight > kRuleWeightMax || weight < -kRuleWeightMax) {
        return Refuse({"rule", r, weight},
                      {"权重不得为 0 或超出 ±1000000", "a weight is 0 or beyond ±1000000"});
      }
    }
    if (problem.rules[r].at_most > kScoreSumMax / kScoreUnit ||
        problem.rules[r].at_most < -kScoreSumMax / kScoreUnit) {
      return Refuse({"rule", r, problem.rules[r].at_most}, {"超出范围", "is out of range"});
    }
  }
  return Ok{};
}

Result<RuledResult> AssignUnderRules(const RuledProblem& problem, const RuledOptions& options,
                                     Progress& progress) {
  return RuledRun(problem, options, progress).Run();
}

}  // namespace lianmeng::assign
