// How the work is saved, without leaving the published figures.
//
// Demand. For one firm f lost entirely, b_i(t) = 1 − hu_i(t) obeys b_f = 1 and b_i(t+1) =
// Σ_j Λu_ij b_j(t): it is the probability that a walk from i, which goes to customer j with
// probability Λu_ij, meets f within t steps. So the weighted sum over all firms needs no sweep: with
// G_t = Σ_{m<=t} (w Λu^m)_f, the same vectors for every f, and r_j the probability that the walk
// from f returns first after j steps, the renewal equation (Feller, "An Introduction to Probability
// Theory and Its Applications", vol. 1, chapter XIII) gives
//
//   Σ_i w_i b_i(T) = G_T − Σ_{j=1..T} r_j G_{T−j}
//
// What is left to follow is the walk near f: for r, which is multiplied by G, for the stop rule, and
// for b_i where supply may take more than demand does. It is followed backwards from f, by what
// arrives first in each step, and arrivals below a cut are not followed further.
//
// Supply. a_i = 1 − hd_i is followed from f along customers; a supplier's loss is passed on when it
// has grown by more than a cut since it was passed on last. The index is
//
//   Σ_i w_i b_i + Σ_{i: a_i > b_i} w_i (a_i − b_i)
//
// Every cut is paid for in a bound on the error of each quantity, carried along step by step. A cut
// that makes the index worse than kErrorMax, or leaves open whether a step met the stop rule, is
// made smaller; a firm for which that does not help (an exact tie with the threshold, a firm that is
// nearly all of its sector) goes to the plain engine of chain/cascade.h.
//
// Plain scalar code for every processor: batches of firms in vector lanes have not been tried here.
// Lanes share what they read only where several firms touch the same links, which hubs do and most
// firms do not; they could still pay for hubs.
#include "chain/published_index.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "chain/cascade.h"
#include "chain/published_layout.h"
#include "chain/published_walks.h"

namespace lianmeng::chain {
namespace {

// Greatest bound on the error of an index that is let pass; 1e-9 is promised.
constexpr double kErrorMax = 4e-10;
// What rounding may add to any one value here, generously: sums of some 10^5 parts of one.
constexpr double kRounding = 1e-12;
// Thresholds below this are for the plain engine: nothing could be cut.
constexpr double kThresholdMin = 1e-7;

// One firm after another, on one thread.
class Solver {
 public:
  Solver(const SupplyNetwork& network, const PublishedLayout& layout,
         const PublishedOptions& options)
      : network_(network),
        layout_(layout),
        threshold_(options.stop_threshold),
        steps_max_(std::min(options.steps_max, PublishedLayout::kSteps)),
        demand_(layout),
        supply_(network, layout) {}

  // Empty: for the plain engine.
  std::optional<double> Solve(NodeIndex node) {
    if (threshold_ < kThresholdMin) return std::nullopt;
    lost_ = layout_.number[node];
    FindCustomers(node);
    for (const double grain : {1.0, 1e-5}) {
      WalkCuts demand{threshold_ * 1e-2 * grain, threshold_ * 1e-5 * grain};
      const WalkCuts supply{1e-11 * grain, threshold_ * 1e-5 * grain};
      if (!Follow(demand, supply)) continue;
      for (int attempt = 0; attempt < 4; ++attempt) {
        const Figure figure = Evaluate();
        if (figure.error <= kErrorMax) return figure.index;
        if (supply_.error() > 0.25 * kErrorMax) break;
        demand.fine *= std::max(1e-4, 0.25 * kErrorMax / figure.error);
        demand.coarse = 2.0;  // the stop rule has been settled
        Refine(demand);
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] int64_t link_reads() const { return demand_.link_reads() + supply_.link_reads(); }

 private:
  struct Figure {
    double index = 0, error = 0;
  };
  struct Return {
    double probability = 0, error = 0;
  };

  // Customers of the lost firm that sell something themselves.
  void FindCustomers(NodeIndex node) {
    customers_.clear();
    const auto customers = network_.Customers(node);
    const auto shares = network_.CustomerShares(node);
    for (size_t i = 0; i < customers.size(); ++i) {
      const uint32_t customer = layout_.number[customers[i]];
      if (layout_.firms[customer].sells) customers_.push_back({shares[i], customer});
    }
  }

  void StartDemand() {
    demand_.Start(lost_);
    returns_.assign(1, {});
  }

  // The walk's return to the lost firm in this step, from what arrived at its customers before.
  WalkChange StepDemand(const WalkCuts& cuts) {
    Return back;
    for (const PublishedLayout::Link& link : customers_) {
      back.probability += link.share * demand_.arriving(link.to);
      back.error = demand_.error();
    }
    returns_.push_back(back);
    return demand_.Step(cuts);
  }

  // Both to the step at which the published rule stops. False: cannot tell which that is.
  bool Follow(const WalkCuts& demand_cuts, const WalkCuts& supply_cuts) {
    StartDemand();
    supply_.Start(lost_);
    for (steps_ = 1; steps_ <= steps_max_; ++steps_) {
      const WalkChange demand = StepDemand(demand_cuts);
      const std::optional<WalkChange> supply = supply_.Step(supply_cuts);
      if (!supply) return false;
      // The true largest change lies between these.
      const double lower = std::max(demand.value - demand.error, supply->value - supply->error);
      const double upper = std::max(demand.value + demand.error, supply->value + supply->error);
      const double slack = kRounding + threshold_ * 1e-9;
      if (upper + slack < threshold_) return true;
      if (lower - slack <= threshold_) return false;
    }
    return false;
  }

  void Refine(const WalkCuts& cuts) {
    StartDemand();
    for (int step = 1; step <= steps_; ++step) StepDemand(cuts);
  }

  [[nodiscard]] Figure Evaluate() const {
    const double* passing = layout_.Passing(lost_);
    Figure figure{passing[steps_], supply_.error() + kRounding};
    for (int step = 1; step <= steps_; ++step) {
      const Return& back = returns_[static_cast<size_t>(step)];
      figure.index -= back.probability * passing[steps_ - step];
      figure.error += back.error * passing[steps_ - step];
    }
    for (const uint32_t firm : supply_.sellers()) {
      const double more = supply_.deficit(firm) - demand_.met(firm);
      if (more <= 0 || firm == lost_) continue;
      const double weight = layout_.firms[firm].weight;
      figure.index += weight * more;
      figure.error += weight * std::min(more, demand_.error_met());
    }
    return figure;
  }

  const SupplyNetwork& network_;
  const PublishedLayout& layout_;
  double threshold_;
  int steps_max_;
  DemandWalk demand_;
  SupplySpread supply_;
  uint32_t lost_ = 0;
  int steps_ = 0;
  std::vector<PublishedLayout::Link> customers_;
  std::vector<Return> returns_;  // by step
};

Error NotConverged(NodeIndex firm, int steps_max) {
  const std::string steps = std::to_string(steps_max);
  return MakeError(
      ErrorCode::kResourceExhausted,
      {"迭代 " + steps + " 步后仍未达到停止阈值，请放宽阈值",
       "the iteration has not met the threshold after " + steps + " steps; choose a larger one"},
      {.field = "firm", .value = std::to_string(firm)});
}

}  // namespace

class PublishedIndex::Impl {
 public:
  Impl(const SupplyNetwork& network, const PublishedOptions& options)
      : network_(network), options_(options), layout_(LayOut(network)) {}

  Status Compute(std::span<const NodeIndex> firms, std::span<double> out, Progress& progress) {
    for (size_t i = 0; i < firms.size(); ++i) {
      if (firms[i] < network_.node_count()) continue;
      return MakeError(ErrorCode::kInvalidArgument, {"没有这个节点", "there is no such node"},
                       {.line = static_cast<int64_t>(i) + 1,
                        .field = "firms",
                        .value = std::to_string(firms[i])});
    }
    std::vector<uint8_t> solved(firms.size(), 0);
    LM_TRY(SolveFast(firms, out, solved, progress));
    std::vector<size_t> open;
    for (size_t i = 0; i < firms.size(); ++i) {
      if (solved[i] == 0) open.push_back(i);
    }
    return open.empty() ? Status(Ok{}) : SolvePlainly(firms, open, out, progress);
  }

  [[nodiscard]] int64_t link_reads() const { return link_reads_; }

 private:
  Status SolveFast(std::span<const NodeIndex> firms, std::span<double> out,
                   std::span<uint8_t> solved, Progress& progress) {
    constexpr size_t kBlock = 16;
    progress.Begin({"计算企业系统性风险指数", "Computing the systemic index of firms"},
                   static_cast<int64_t>(firms.size()));
    return ForEachParallel(
        firms.size(), {.threads = options_.threads, .chunk = kBlock},
        [this] { return Solver(network_, layout_, options_); },
        [&](Solver& solver, size_t i) {
          const int64_t reads_before = solver.link_reads();
          const std::optional<double> index = solver.Solve(firms[i]);
          out[i] = index.value_or(0);
          solved[i] = index ? 1 : 0;
          link_reads_ += solver.link_reads() - reads_before;
        },
        progress);
  }

  Status SolvePlainly(std::span<const NodeIndex> firms, std::span<const size_t> open,
                      std::span<double> out, Progress& progress) {
    std::vector<Shock> shocks(open.size());
    for (size_t i = 0; i < open.size(); ++i) shocks[i].nodes = {{firms[open[i]], 0.0}};
    std::vector<uint8_t> converged(open.size(), 0);
    LM_TRY(RunCascades(
        network_, shocks,
        {.stop_threshold = options_.stop_threshold,
         .steps_max = options_.steps_max,
         .threads = options_.threads},
        [&](size_t i, const CascadeView& view) {
          out[open[i]] = view.index;
          converged[i] = view.converged ? 1 : 0;
          link_reads_ += view.link_reads;
        },
        progress));
    NodeIndex failed = network_.node_count();
    for (size_t i = 0; i < open.size(); ++i) {
      if (converged[i] == 0) failed = std::min(failed, firms[open[i]]);
    }
    if (failed != network_.node_count()) return NotConverged(failed, options_.steps_max);
    return Ok{};
  }

  const SupplyNetwork& network_;
  PublishedOptions options_;
  PublishedLayout layout_;
  std::atomic<int64_t> link_reads_{0};
};

PublishedIndex::PublishedIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PublishedIndex::PublishedIndex(PublishedIndex&&) noexcept = default;
PublishedIndex& PublishedIndex::operator=(PublishedIndex&&) noexcept = default;
PublishedIndex::~PublishedIndex() = default;

Result<PublishedIndex> PublishedIndex::Prepare(const SupplyNetwork& network,
                                               const PublishedOptions& options, Progress&) {
  if (!(options.stop_threshold >= 0)) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"停止阈值不能为负", "the stop threshold must not be negative"},
                     {.field = "stop_threshold", .value = std::to_string(options.stop_threshold)});
  }
  return PublishedIndex(std::make_unique<Impl>(network, options));
}

Status PublishedIndex::Compute(std::span<const NodeIndex> firms, std::span<double> out,
                               Progress& progress) const {
  CHECK(firms.size() == out.size());
  return impl_->Compute(firms, out, progress);
}

int64_t PublishedIndex::link_reads() const { return impl_->link_reads(); }

}  // namespace lianmeng::chain
