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
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "chain/cascade.h"
#include "chain/parallel.h"

namespace lianmeng::chain {
namespace {

// Greatest bound on the error of an index that is let pass; 1e-9 is promised.
constexpr double kErrorMax = 4e-10;
// What rounding may add to any one value here, generously: sums of some 10^5 parts of one.
constexpr double kRounding = 1e-12;
// Steps that are prepared; shocks that need more are for the plain engine.
constexpr int kSteps = 32;
// Thresholds below this are for the plain engine: nothing could be cut.
constexpr double kThresholdMin = 1e-7;
// A sector that keeps less than this of its output has too few digits left in the difference.
constexpr double kRemainingMin = 1e-4;

// Firms are numbered afresh: those that both sell and buy first, for only they pass anything on,
// and in each class by falling number of links. `fine` links lead to firms whose values count in
// the index; `coarse` ones to firms whose values matter for the stop rule alone.
struct Layout {
  struct Row {
    uint32_t begin = 0, coarse = 0, end = 0;
  };
  struct Link {
    double share = 0;
    uint32_t to = 0;
  };
  struct Firm {
    double output = 0, weight = 0;
    uint32_t sector = 0;
    bool sells = false, buys = false;
  };

  std::vector<uint32_t> number;  // by NodeIndex
  uint32_t core_count = 0;       // firms that both sell and buy: 0 .. core_count - 1
  std::vector<Firm> firms;
  // By customer: its suppliers, Λu. Suppliers that buy nothing are coarse: supply takes nothing
  // from them, so that demand alone decides, and its sum is known.
  std::vector<Row> purchases;
  std::vector<Link> purchase_links;
  // By supplier: groups of purchases, Λd. Groups of customers that sell nothing are coarse.
  std::vector<Row> sales;
  std::vector<Link> sale_links;
  std::vector<uint32_t> group_firm;
  std::vector<double> passing;  // G_0 .. G_kSteps of each firm

  [[nodiscard]] const double* Passing(uint32_t firm) const {
    return passing.data() + size_t{firm} * (kSteps + 1);
  }
};

class LayoutBuilder {
 public:
  explicit LayoutBuilder(const SupplyNetwork& network) : network_(network) {}

  Layout Build() {
    Number();
    BuildPurchases();
    BuildSales();
    SumPassing();
    return std::move(layout_);
  }

 private:
  void Number() {
    const uint32_t count = network_.node_count();
    order_.resize(count);
    std::iota(order_.begin(), order_.end(), 0);
    const auto rank = [&](NodeIndex node) {
      const size_t buys = network_.Suppliers(node).size();
      const size_t sells = network_.Customers(node).size();
      return std::pair(buys > 0 && sells > 0 ? 0 : 1, -static_cast<int64_t>(buys + sells));
    };
    std::stable_sort(order_.begin(), order_.end(),
                     [&](NodeIndex a, NodeIndex b) { return rank(a) < rank(b); });
    layout_.number.resize(count);
    for (uint32_t firm = 0; firm < count; ++firm) {
      const NodeIndex node = order_[firm];
      layout_.number[node] = firm;
      layout_.firms.push_back({network_.output(node), network_.index_weight(node),
                               network_.sector(node), !network_.Customers(node).empty(),
                               !network_.Suppliers(node).empty()});
      if (layout_.firms.back().sells && layout_.firms.back().buys) ++layout_.core_count;
    }
  }

  // A link and the row that it belongs to. FillRows sorts them into rows, fine ones first.
  struct Named {
    uint32_t row;
    bool coarse;
    Layout::Link link;
  };
  void FillRows(const std::vector<Named>& named, std::vector<Layout::Row>& rows,
                std::vector<Layout::Link>& links) const {
    std::vector<uint32_t> fine(layout_.firms.size(), 0), coarse(fine);
    for (const Named& one : named) ++(one.coarse ? coarse : fine)[one.row];
    rows.resize(layout_.firms.size());
    uint32_t at = 0;
    for (size_t row = 0; row < rows.size(); ++row) {
      rows[row] = {at, at + fine[row], at + fine[row] + coarse[row]};
      at = rows[row].end;
      fine[row] = rows[row].begin;
      coarse[row] = rows[row].coarse;
    }
    links.resize(named.size());
    for (const Named& one : named) links[(one.coarse ? coarse : fine)[one.row]++] = one.link;
  }

  void BuildPurchases() {
    std::vector<Named> named;
    named.reserve(network_.link_count());
    for (uint32_t supplier = 0; supplier < layout_.firms.size(); ++supplier) {
      const auto customers = network_.Customers(order_[supplier]);
      const auto shares = network_.CustomerShares(order_[supplier]);
      for (size_t i = 0; i < customers.size(); ++i) {
        named.push_back(
            {layout_.number[customers[i]], !layout_.firms[supplier].buys, {shares[i], supplier}});
      }
    }
    FillRows(named, layout_.purchases, layout_.purchase_links);
  }

  void BuildSales() {
    std::vector<Named> named;
    named.reserve(network_.link_count());
    for (uint32_t customer = 0; customer < layout_.firms.size(); ++customer) {
      for (const SupplyNetwork::Group& bought : network_.Groups(order_[customer])) {
        const auto group = static_cast<uint32_t>(layout_.group_firm.size());
        layout_.group_firm.push_back(customer);
        for (size_t i = 0; i < bought.suppliers.size(); ++i) {
          named.push_back({layout_.number[bought.suppliers[i]],
                           !layout_.firms[customer].sells,
                           {bought.shares[i], group}});
        }
      }
    }
    FillRows(named, layout_.sales, layout_.sale_links);
  }

  // G_t = w + w Λu + … + w Λu^t.
  void SumPassing() {
    const size_t count = layout_.firms.size();
    std::vector<double> power(count), next(count), sum(count, 0.0);
    for (size_t firm = 0; firm < count; ++firm) power[firm] = layout_.firms[firm].weight;
    layout_.passing.resize(count * (kSteps + 1));
    for (int step = 0; step <= kSteps; ++step) {
      for (size_t firm = 0; firm < count; ++firm) {
        sum[firm] += power[firm];
        layout_.passing[firm * (kSteps + 1) + static_cast<size_t>(step)] = sum[firm];
        double arrives = 0;
        const Layout::Row& row = layout_.purchases[firm];
        for (uint32_t i = row.begin; i < row.end; ++i) {
          arrives += layout_.purchase_links[i].share * power[layout_.purchase_links[i].to];
        }
        next[firm] = arrives;
      }
      power.swap(next);
    }
  }

  const SupplyNetwork& network_;
  Layout layout_;
  std::vector<NodeIndex> order_;  // by number
};

// Names the core firms with a value in rising order, if the list is so long that their rows are
// better read one after the other; shorter lists stay as they are. `list` holds no others but
// `lost`.
void PutInOrder(const Layout& layout, const std::vector<double>& value, uint32_t lost,
                std::vector<uint32_t>& list) {
  constexpr uint32_t kShort = 16;
  if (list.size() < layout.core_count / kShort) return;
  size_t size = 0;
  list.resize(size_t{layout.core_count} + 1);
  if (lost >= layout.core_count && value[lost] > 0) list[size++] = lost;
  for (uint32_t firm = 0; firm < layout.core_count; ++firm) {
    list[size] = firm;
    size += value[firm] > 0 ? 1 : 0;
  }
  list.resize(size);
}

// Values below these are not passed on: along fine links, along coarse ones.
struct Cuts {
  double fine = 0, coarse = 0;
};

// What one step did: the largest change of any value, and how wrong that may be.
struct Change {
  double value = 0, error = 0;
};

// Demand: met(i) = b_i, the probability that the walk from i has met the lost firm.
class DemandWalk {
 public:
  explicit DemandWalk(const Layout& layout)
      : layout_(layout),
        met_(layout.firms.size(), 0.0),
        arriving_(layout.firms.size(), 0.0),
        next_(layout.firms.size(), 0.0),
        next_front_(layout.firms.size() + 1) {}

  void Start(uint32_t lost) {
    for (const uint32_t firm : touched_) met_[firm] = 0;
    for (const uint32_t firm : front_) arriving_[firm] = 0;
    touched_.assign(1, lost);
    front_.assign(1, lost);
    met_[lost] = arriving_[lost] = 1;
    lost_ = lost;
    error_ = error_met_ = 0;
  }

  Change Step(const Cuts& cuts) {
    double dropped = 0, dropped_coarse = 0;
    for (const uint32_t firm : front_) {
      const double arrives = arriving_[firm];
      arriving_[firm] = 0;
      const Layout::Row& row = layout_.purchases[firm];
      const bool fine = arrives >= cuts.fine, coarse = arrives >= cuts.coarse;
      if (fine)
        Pass(row.begin, row.coarse, arrives);
      else if (row.coarse > row.begin)
        dropped = std::max(dropped, arrives);
      if (coarse)
        Pass(row.coarse, row.end, arrives);
      else if (row.end > row.coarse)
        dropped_coarse = std::max(dropped_coarse, arrives);
    }
    front_.clear();
    Change change{0, error_ + std::max(dropped, dropped_coarse)};
    for (size_t i = 0; i < next_count_; ++i) {
      const uint32_t firm = next_front_[i];
      const double arrives = next_[firm];
      next_[firm] = 0;
      if (firm == lost_) continue;  // it has met itself; Returning() counts it
      change.value = std::max(change.value, arrives);
      if (firm >= layout_.core_count) continue;  // it buys nothing
      if (met_[firm] == 0) touched_.push_back(firm);
      met_[firm] += arrives;
      arriving_[firm] = arrives;
      front_.push_back(firm);
    }
    next_count_ = 0;
    PutInOrder(layout_, arriving_, lost_, front_);
    error_ += dropped;
    error_met_ += error_;
    return change;
  }

  // Σ over the lost firm's customers of Λu · what arrived there in the last step: r of the next.
  [[nodiscard]] double arriving(uint32_t firm) const { return arriving_[firm]; }
  // Of firms that buy something; too small by at most error_met().
  [[nodiscard]] double met(uint32_t firm) const { return met_[firm]; }
  [[nodiscard]] double error() const { return error_; }  // of arriving()
  [[nodiscard]] double error_met() const { return error_met_; }
  [[nodiscard]] int64_t link_reads() const { return link_reads_; }

 private:
  void Pass(uint32_t begin, uint32_t end, double arrives) {
    link_reads_ += end - begin;
    for (uint32_t i = begin; i < end; ++i) {
      const Layout::Link& link = layout_.purchase_links[i];
      double& next = next_[link.to];
      next_front_[next_count_] = link.to;
      next_count_ += next == 0 ? 1 : 0;
      next += link.share * arrives;
    }
  }

  const Layout& layout_;
  uint32_t lost_ = 0;
  std::vector<double> met_, arriving_, next_;
  std::vector<uint32_t> touched_, front_, next_front_;
  size_t next_count_ = 0;  // of next_front_
  double error_ = 0, error_met_ = 0;
  int64_t link_reads_ = 0;
};

// Supply: deficit(i) = a_i.
class SupplySpread {
 public:
  SupplySpread(const SupplyNetwork& network, const Layout& layout)
      : layout_(layout),
        deficit_(layout.firms.size(), 0.0),
        next_(layout.firms.size(), 0.0),
        passed_(layout.firms.size(), 0.0),
        passed_coarse_(layout.firms.size(), 0.0),
        group_loss_(layout.group_firm.size(), 0.0),
        group_changed_(layout.group_firm.size(), 0),
        group_reached_(layout.group_firm.size(), 0),
        changed_groups_(layout.group_firm.size() + 1),
        sectors_(network.sector_count()) {
    for (uint32_t sector = 0; sector < sectors_.size(); ++sector) {
      sectors_[sector].total = network.sector_output(sector);
    }
  }

  void Start(uint32_t lost) {
    for (const uint32_t firm : buyers_) deficit_[firm] = 0;
    for (const uint32_t firm : sellers_) {
      deficit_[firm] = passed_[firm] = passed_coarse_[firm] = 0;
      sectors_[layout_.firms[firm].sector].lost = 0;
    }
    for (const uint32_t group : groups_) group_loss_[group] = group_reached_[group] = 0;
    buyers_.clear();
    sellers_.clear();
    groups_.clear();
    lost_ = lost;
    error_ = 0;
    Raise(lost, 1.0);
  }

  // Empty: a sector is lost but for a rest too small to be told by difference.
  std::optional<Change> Step(const Cuts& cuts) {
    if (!Weigh()) return std::nullopt;
    const double error_before = error_;
    PassOn(cuts);
    Change change{0, error_before + error_ + 2 * cuts.coarse};
    for (size_t i = 0; i < changed_count_; ++i) {
      const uint32_t group = changed_groups_[i];
      group_changed_[group] = 0;
      if (group_reached_[group] == 0) groups_.push_back(group);
      group_reached_[group] = 1;
      const uint32_t firm = layout_.group_firm[group];
      if (firm == lost_) continue;
      if (next_[firm] == 0) changed_firms_.push_back(firm);
      next_[firm] = std::max(next_[firm], std::min(1.0, group_loss_[group]));
    }
    changed_count_ = 0;
    for (const uint32_t firm : changed_firms_) {
      const double value = next_[firm];
      next_[firm] = 0;
      if (value <= deficit_[firm]) continue;
      change.value = std::max(change.value, value - deficit_[firm]);
      Raise(firm, value);
    }
    changed_firms_.clear();
    PutInOrder(layout_, deficit_, lost_, sellers_);
    return change;
  }

  // Firms with a deficit that sell something.
  [[nodiscard]] const std::vector<uint32_t>& sellers() const { return sellers_; }
  // Of firms that sell something; too small by at most error().
  [[nodiscard]] double deficit(uint32_t firm) const { return deficit_[firm]; }
  [[nodiscard]] double error() const { return error_; }
  [[nodiscard]] int64_t link_reads() const { return link_reads_; }

 private:
  struct Sector {
    double total = 0, lost = 0;
    double rate = 0;        // σ_i = min(1, s_i · rate)
    double rate_upper = 0;  // the same where every deficit is too small by error_
  };

  void Raise(uint32_t firm, double value) {
    const Layout::Firm& about = layout_.firms[firm];
    if (deficit_[firm] == 0) (about.sells ? sellers_ : buyers_).push_back(firm);
    if (about.sells) sectors_[about.sector].lost += about.output * (value - deficit_[firm]);
    deficit_[firm] = value;
  }

  bool Weigh() {
    for (Sector& sector : sectors_) {
      if (sector.total == 0) continue;
      const double remaining = sector.total - sector.lost;
      const double remaining_lower = remaining - sector.total * error_;
      if (remaining_lower < kRemainingMin * sector.total) return false;
      sector.rate = 1.0 / remaining;
      sector.rate_upper = 1.0 / remaining_lower;
    }
    return true;
  }

  // lost_i = σ_i a_i. Its error is at most `error_` times the largest slope of lost_i along the way
  // from the computed to the true deficits: σ_i (1 + a_i Σs / remaining), where σ_i < 1; 1 where σ_i
  // stays 1. The lost firm's own deficit is exact.
  void PassOn(const Cuts& cuts) {
    double dropped = 0, slope = 0;
    for (const uint32_t firm : sellers_) {
      const Layout::Firm& about = layout_.firms[firm];
      const Sector& sector = sectors_[about.sector];
      const double share = about.output * sector.rate;
      const double lost = std::min(1.0, share) * deficit_[firm];
      if (share < 1.0) {
        const double rate = std::min(sector.rate_upper, 1.0 / about.output);
        const double own = firm == lost_ ? 0.0 : 1.0;
        slope = std::max(
            slope, about.output * rate * (own + (deficit_[firm] + error_) * sector.total * rate));
      } else if (firm != lost_) {
        slope = std::max(slope, 1.0);
      }
      const Layout::Row& row = layout_.sales[firm];
      const double grown = lost - passed_[firm];
      if (grown > cuts.fine) {
        Pass(row.begin, row.coarse, grown);
        passed_[firm] = lost;
      } else if (row.coarse > row.begin) {
        dropped = std::max(dropped, grown);
      }
      const double grown_coarse = lost - passed_coarse_[firm];
      if (grown_coarse > cuts.coarse) {
        Pass(row.coarse, row.end, grown_coarse);
        passed_coarse_[firm] = lost;
      }
    }
    error_ = error_ * slope + dropped;
  }

  void Pass(uint32_t begin, uint32_t end, double grown) {
    link_reads_ += end - begin;
    for (uint32_t i = begin; i < end; ++i) {
      const Layout::Link& link = layout_.sale_links[i];
      group_loss_[link.to] += link.share * grown;
      changed_groups_[changed_count_] = link.to;
      changed_count_ += group_changed_[link.to] == 0 ? 1 : 0;
      group_changed_[link.to] = 1;
    }
  }

  const Layout& layout_;
  uint32_t lost_ = 0;
  std::vector<double> deficit_, next_;
  std::vector<double> passed_, passed_coarse_;  // lost_i as passed on last
  std::vector<double> group_loss_;
  std::vector<uint8_t> group_changed_, group_reached_;
  std::vector<uint32_t> changed_groups_;
  size_t changed_count_ = 0;  // of changed_groups_
  std::vector<Sector> sectors_;
  std::vector<uint32_t> sellers_, buyers_;  // firms with a deficit that sell; that do not
  std::vector<uint32_t> groups_, changed_firms_;
  double error_ = 0;
  int64_t link_reads_ = 0;
};

// One firm after another, on one thread.
class Solver {
 public:
  Solver(const SupplyNetwork& network, const Layout& layout, const PublishedOptions& options)
      : network_(network),
        layout_(layout),
        threshold_(options.stop_threshold),
        steps_max_(std::min(options.steps_max, kSteps)),
        demand_(layout),
        supply_(network, layout) {}

  // Empty: for the plain engine.
  std::optional<double> Solve(NodeIndex node) {
    if (threshold_ < kThresholdMin) return std::nullopt;
    lost_ = layout_.number[node];
    FindCustomers(node);
    for (const double grain : {1.0, 1e-5}) {
      Cuts demand{threshold_ * 1e-2 * grain, threshold_ * 1e-5 * grain};
      const Cuts supply{1e-11 * grain, threshold_ * 1e-5 * grain};
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
  Change StepDemand(const Cuts& cuts) {
    Return back;
    for (const Layout::Link& link : customers_) {
      back.probability += link.share * demand_.arriving(link.to);
      back.error = demand_.error();
    }
    returns_.push_back(back);
    return demand_.Step(cuts);
  }

  // Both to the step at which the published rule stops. False: cannot tell which that is.
  bool Follow(const Cuts& demand_cuts, const Cuts& supply_cuts) {
    StartDemand();
    supply_.Start(lost_);
    for (steps_ = 1; steps_ <= steps_max_; ++steps_) {
      const Change demand = StepDemand(demand_cuts);
      const std::optional<Change> supply = supply_.Step(supply_cuts);
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

  void Refine(const Cuts& cuts) {
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
  const Layout& layout_;
  double threshold_;
  int steps_max_;
  DemandWalk demand_;
  SupplySpread supply_;
  uint32_t lost_ = 0;
  int steps_ = 0;
  std::vector<Layout::Link> customers_;
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
      : network_(network), options_(options), layout_(LayoutBuilder(network).Build()) {}

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
  Layout layout_;
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
