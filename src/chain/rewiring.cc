#include "chain/rewiring.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>

#include "base/check.h"
#include "base/parallel.h"
#include "base/random.h"
#include "chain/cascade_engine.h"

namespace lianmeng::chain {
namespace {

// Pairs of links looked at in a step, for each link.
constexpr size_t kPairsPerLink = 4;
// Size of the first batch and of the largest one, as parts of the links.
constexpr size_t kFirstBatch = 64;
constexpr size_t kLargestBatch = 8;
constexpr int kUselessBatchesMax = 12;
// How far losses are followed when the answer of the index to them is estimated.
constexpr int kInfluenceSteps = 12;

// Sums of values in 0..1 from several threads: whole numbers, so that their order does not matter.
class ExactSums {
 public:
  explicit ExactSums(size_t size) : sums_(size) {}
  void Add(size_t at, double value) {
    sums_[at].fetch_add(static_cast<int64_t>(value * kUnit), std::memory_order_relaxed);
  }
  [[nodiscard]] double Mean(size_t at, size_t count) const {
    return static_cast<double>(sums_[at].load()) / kUnit / static_cast<double>(count);
  }

 private:
  static constexpr double kUnit = 0x1p36;  // sums of up to 2^26 firms
  std::vector<std::atomic<int64_t>> sums_;
};

// What the cascades of all firms say about a network.
struct Survey {
  std::vector<double> index;
  double mean = 0;
  // By node, over all firms lost: what its customers miss of its sector's output (A), what its
  // suppliers miss of its demand (B).
  std::vector<double> supply_lost, demand_lost;
  // How much the mean index answers to a lost share of its inputs (V), of its demand (U).
  std::vector<double> supply_answer, demand_answer;
};

class Surveyor {
 public:
  Surveyor(const SupplyNetwork& network, const RewiringOptions& options)
      : network_(network),
        options_(options),
        count_(network.node_count()),
        supply_lost_(count_),
        demand_lost_(count_),
        by_supply_(count_),
        by_demand_(count_) {}

  Result<Survey> Run(Progress& progress) {
    Survey survey;
    survey.index.assign(count_, 0.0);
    std::atomic<bool> converged{true};
    LM_TRY(ForEachParallel(
        count_, {.threads = options_.threads, .chunk = 16}, [&] { return Follower(network_); },
        [&](Follower& follower, size_t firm) {
          const CascadeView view = follower.engine.Run({{{static_cast<NodeIndex>(firm), 0.0}}},
                                                       {.stop_threshold = options_.stop_threshold},
                                                       [](int, const auto&) {});
          if (!view.converged) converged = false;
          survey.index[firm] = view.index;
          Count(view, follower);
        },
        progress));
    if (!converged) return NotConverged();
    for (const double index : survey.index) survey.mean += index;
    survey.mean /= std::max<double>(1, count_);
    Average(survey);
    return survey;
  }

 private:
  struct Follower {
    explicit Follower(const SupplyNetwork& network)
        : engine(network), sector_lost(network.sector_count(), 0.0) {}
    CascadeEngine<SupplyNetwork> engine;
    std::vector<double> sector_lost;  // scratch, 0 between cascades
  };

  void Count(const CascadeView& view, Follower& follower) {
    for (const NodeIndex node : view.touched) {
      follower.sector_lost[network_.sector(node)] += network_.output(node) * (1 - view.hd[node]);
    }
    for (const NodeIndex node : view.touched) {
      const uint32_t sector = network_.sector(node);
      const double left = network_.sector_output(sector) - follower.sector_lost[sector];
      const double output = network_.output(node);
      const double market_share = output >= left ? 1.0 : output / left;
      const double supply = 1 - view.hd[node];
      const double demand = 1 - view.hu[node];
      supply_lost_.Add(node, market_share * supply);
      demand_lost_.Add(node, demand);
      (supply > demand ? by_supply_ : by_demand_).Add(node, 1.0);
    }
    for (const NodeIndex node : view.touched) follower.sector_lost[network_.sector(node)] = 0;
  }

  // V_j = w_j · (how often supply decides j's loss) + Σ over customers k Λd_jk σ_j V_k, and U_i the
  // same with demand and suppliers, for so many steps as a cascade has about.
  void Average(Survey& survey) const {
    std::vector<double> own_supply, own_demand;
    for (NodeIndex node = 0; node < count_; ++node) {
      survey.supply_lost.push_back(supply_lost_.Mean(node, count_));
      survey.demand_lost.push_back(demand_lost_.Mean(node, count_));
      own_supply.push_back(network_.index_weight(node) * by_supply_.Mean(node, count_));
      own_demand.push_back(network_.index_weight(node) * by_demand_.Mean(node, count_));
    }
    survey.supply_answer = own_supply;
    survey.demand_answer = own_demand;
    for (int step = 0; step < kInfluenceSteps; ++step) {
      std::vector<double> supply = own_supply, demand = own_demand;
      for (NodeIndex node = 0; node < count_; ++node) {
        AddAnswers(node, survey, supply, demand);
      }
      survey.supply_answer.swap(supply);
      survey.demand_answer.swap(demand);
    }
  }

  void AddAnswers(NodeIndex node, const Survey& survey, std::vector<double>& supply,
                  std::vector<double>& demand) const {
    const auto suppliers = network_.Suppliers(node);
    const auto supplier_shares = network_.SupplierShares(node);
    for (size_t i = 0; i < suppliers.size(); ++i) {
      const double market_share =
          network_.output(suppliers[i]) / network_.sector_output(network_.sector(suppliers[i]));
      supply[suppliers[i]] += supplier_shares[i] * market_share * survey.supply_answer[node];
    }
    const auto customers = network_.Customers(node);
    const auto customer_shares = network_.CustomerShares(node);
    for (size_t i = 0; i < customers.size(); ++i) {
      demand[customers[i]] += customer_shares[i] * survey.demand_answer[node];
    }
  }

  static Error NotConverged() {
    return MakeError(ErrorCode::kResourceExhausted,
                     {"传导迭代未达到停止阈值，请放宽阈值",
                      "a cascade has not met the stop threshold; choose a larger one"},
                     {.field = "stop_threshold"});
  }

  const SupplyNetwork& network_;
  const RewiringOptions& options_;
  uint32_t count_;
  ExactSums supply_lost_, demand_lost_, by_supply_, by_demand_;
};

// The exchanges of one step.
class Chooser {
 public:
  // `links` by supplier and customer, each pair once.
  Chooser(const SupplyNetwork& network, std::span<const SupplyLink> links, const Survey& survey)
      : network_(network), links_(links), survey_(survey), by_sector_(network.sector_count()) {
    for (uint32_t link = 0; link < links.size(); ++link) {
      by_sector_[network.sector(links[link].supplier)].push_back(link);
    }
    // Λd of a link, per unit of value, times V of its customer.
    answer_.assign(links.size(), 0.0);
    for (NodeIndex customer = 0; customer < network.node_count(); ++customer) {
      const auto suppliers = network.Suppliers(customer);
      const auto shares = network.SupplierShares(customer);
      for (size_t i = 0; i < suppliers.size(); ++i) {
        const size_t link = Find(suppliers[i], customer);
        answer_[link] = survey.supply_answer[customer] * shares[i] / links[link].value;
      }
    }
  }

  struct Batch {
    std::vector<Exchange> exchanges;
    double expected = 0;
  };

  // The `size` most promising ones of random pairs, no two of which name the same pair of firms.
  [[nodiscard]] Batch Choose(size_t size, Random& random) const {
    std::vector<Candidate> candidates;
    for (size_t i = 0; i < links_.size() * kPairsPerLink; ++i) {
      const auto a = static_cast<uint32_t>(random.Below(links_.size()));
      const auto& same_sector = by_sector_[network_.sector(links_[a].supplier)];
      const uint32_t b = same_sector[random.Below(same_sector.size())];
      if (!Possible(a, b)) continue;
      const double expected = Expected(links_[a], links_[b], answer_[a], answer_[b]);
      if (expected < 0) candidates.push_back({expected, a, b});
    }
    std::sort(candidates.begin(), candidates.end());
    Batch batch;
    std::set<std::pair<NodeIndex, NodeIndex>> named;
    for (const Candidate& candidate : candidates) {
      if (batch.exchanges.size() == size) break;
      const SupplyLink& x = links_[candidate.a];
      const SupplyLink& y = links_[candidate.b];
      const std::pair<NodeIndex, NodeIndex> pairs[] = {{x.supplier, x.customer},
                                                       {y.supplier, y.customer},
                                                       {x.supplier, y.customer},
                                                       {y.supplier, x.customer}};
      const auto is_named = [&](const auto& pair) { return named.contains(pair); };
      if (std::any_of(std::begin(pairs), std::end(pairs), is_named)) continue;
      named.insert(std::begin(pairs), std::end(pairs));
      batch.exchanges.push_back(
          {x.supplier, x.customer, y.supplier, y.customer, std::min(x.value, y.value)});
      batch.expected += candidate.expected;
    }
    return batch;
  }

 private:
  struct Candidate {
    double expected;
    uint32_t a, b;
    friend auto operator<=>(const Candidate&, const Candidate&) = default;
  };

  // links_.size() if there is none.
  [[nodiscard]] size_t Find(NodeIndex supplier, NodeIndex customer) const {
    const auto at = std::lower_bound(links_.begin(), links_.end(), std::pair(supplier, customer),
                                     [](const SupplyLink& link, const auto& wanted) {
                                       return std::pair(link.supplier, link.customer) < wanted;
                                     });
    const bool found = at != links_.end() && at->supplier == supplier && at->customer == customer;
    return found ? static_cast<size_t>(at - links_.begin()) : links_.size();
  }

  // Four firms, none of which would buy from itself, and no link of two essentialities.
  [[nodiscard]] bool Possible(uint32_t a, uint32_t b) const {
    const SupplyLink& x = links_[a];
    const SupplyLink& y = links_[b];
    if (x.supplier == y.supplier || x.customer == y.customer) return false;
    if (x.supplier == y.customer || y.supplier == x.customer) return false;
    const auto fits = [&](NodeIndex supplier, const SupplyLink& replaced) {
      const size_t link = Find(supplier, replaced.customer);
      return link == links_.size() || links_[link].essentiality == replaced.essentiality;
    };
    return fits(x.supplier, y) && fits(y.supplier, x);
  }

  [[nodiscard]] double Expected(const SupplyLink& x, const SupplyLink& y, double answer_x,
                                double answer_y) const {
    const auto demand_answer = [&](NodeIndex supplier) {
      return survey_.demand_answer[supplier] / network_.output(supplier);
    };
    const double supply =
        (answer_x - answer_y) * (survey_.supply_lost[y.supplier] - survey_.supply_lost[x.supplier]);
    const double demand = (survey_.demand_lost[y.customer] - survey_.demand_lost[x.customer]) *
                          (demand_answer(x.supplier) - demand_answer(y.supplier));
    return std::min(x.value, y.value) * (supply + demand);
  }

  const SupplyNetwork& network_;
  std::span<const SupplyLink> links_;
  const Survey& survey_;
  std::vector<std::vector<uint32_t>> by_sector_;
  std::vector<double> answer_;
};

// `links` by supplier and customer, each pair once, and so is the result.
std::vector<SupplyLink> WithExchanges(std::vector<SupplyLink> links,
                                      std::span<const Exchange> exchanges) {
  const auto link = [&, count = links.size() ](NodeIndex supplier, NodeIndex customer) -> auto& {
    return *std::lower_bound(links.begin(), links.begin() + static_cast<std::ptrdiff_t>(count),
                             std::pair(supplier, customer),
                             [](const SupplyLink& one, const auto& wanted) {
                               return std::pair(one.supplier, one.customer) < wanted;
                             });
  };
  links.reserve(links.size() + 2 * exchanges.size());
  for (const Exchange& exchange : exchanges) {
    SupplyLink& x = link(exchange.supplier, exchange.customer);
    SupplyLink& y = link(exchange.other_supplier, exchange.other_customer);
    x.value -= exchange.value;
    y.value -= exchange.value;
    links.push_back({x.supplier, y.customer, exchange.value, y.essentiality});
    links.push_back({y.supplier, x.customer, exchange.value, x.essentiality});
  }
  return MergeParallelLinks(links);
}

class Rewirer {
 public:
  Rewirer(const SupplyInput& input, const RewiringOptions& options, Progress& progress)
      : options_(options), progress_(progress), random_(options.seed) {
    rewiring_.network = input;
  }

  Result<Rewiring> Run() {
    LM_ASSIGN(network_, SupplyNetwork::Build(rewiring_.network));
    rewiring_.network.links = MergeParallelLinks(rewiring_.network.links);
    progress_.Begin({"评估原网络", "Surveying the network"}, network_.node_count());
    LM_ASSIGN(survey_, Surveyor(network_, options_).Run(progress_));
    rewiring_.index_before = survey_.index;
    rewiring_.mean_before = survey_.mean;
    const size_t largest = std::max<size_t>(1, rewiring_.network.links.size() / kLargestBatch);
    size_t size = std::max<size_t>(1, rewiring_.network.links.size() / kFirstBatch);
    // Few exchanges are worth choosing with care: each batch by what the one before has changed.
    if (options_.exchanges_max > 0) size = std::min(size, (options_.exchanges_max + 3) / 4);
    int useless = 0;
    while (rewiring_.steps.size() < options_.steps && useless < kUselessBatchesMax) {
      const size_t allowed = std::min(size, ExchangesLeft());
      if (allowed == 0) break;
      const Chooser chooser(network_, rewiring_.network.links, survey_);
      Chooser::Batch batch = chooser.Choose(allowed, random_);
      if (batch.exchanges.empty()) break;
      LM_ASSIGN(const bool kept, Try(std::move(batch)));
      useless = kept ? 0 : useless + 1;
      size = kept ? std::min(size * 2, largest) : std::max<size_t>(1, size / 2);
    }
    rewiring_.index_after = std::move(survey_.index);
    rewiring_.mean_after = survey_.mean;
    return std::move(rewiring_);
  }

 private:
  [[nodiscard]] size_t ExchangesLeft() const {
    if (options_.exchanges_max == 0) return std::numeric_limits<size_t>::max();
    return options_.exchanges_max - rewiring_.exchanges.size();
  }

  Result<bool> Try(Chooser::Batch batch) {
    const std::string number = std::to_string(rewiring_.steps.size() + 1);
    progress_.Begin({"换单第 " + number + " 步", "Exchanging, step " + number},
                    network_.node_count());
    SupplyInput changed = rewiring_.network;
    changed.links = WithExchanges(std::move(changed.links), batch.exchanges);
    LM_ASSIGN(SupplyNetwork network, SupplyNetwork::Build(changed));
    LM_ASSIGN(Survey survey, Surveyor(network, options_).Run(progress_));
    const bool kept = survey.mean < survey_.mean;
    rewiring_.steps.push_back({batch.exchanges.size(), batch.expected, survey.mean, kept});
    if (!kept) return false;
    rewiring_.exchanges.insert(rewiring_.exchanges.end(), batch.exchanges.begin(),
                               batch.exchanges.end());
    rewiring_.network = std::move(changed);
    network_ = std::move(network);
    survey_ = std::move(survey);
    return true;
  }

  const RewiringOptions& options_;
  Progress& progress_;
  Random random_;
  Rewiring rewiring_;
  SupplyNetwork network_;  // of rewiring_.network
  Survey survey_;          // of network_
};

}  // namespace

Result<Rewiring> Rewire(const SupplyInput& input, const RewiringOptions& options,
                        Progress& progress) {
  if (!(options.stop_threshold >= 0)) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"停止阈值不能为负", "the stop threshold must not be negative"},
                     {.field = "stop_threshold", .value = std::to_string(options.stop_threshold)});
  }
  return Rewirer(input, options, progress).Run();
}

RewiringChanges CompareNetworks(const SupplyInput& before, const SupplyInput& after) {
  CHECK(before.sector == after.sector);
  const std::vector<SupplyLink> old_links = MergeParallelLinks(before.links);
  const std::vector<SupplyLink> new_links = MergeParallelLinks(after.links);
  RewiringChanges changes{.links_before = old_links.size(), .links_after = new_links.size()};
  struct Values {
    double before = 0, after = 0;
  };
  std::map<std::pair<NodeIndex, NodeIndex>, Values> pairs;
  std::map<NodeIndex, Values> sales;
  std::map<std::tuple<NodeIndex, uint32_t, Essentiality>, Values> purchases;
  const auto add = [&](const std::vector<SupplyLink>& links, double Values::*side) {
    for (const SupplyLink& link : links) {
      pairs[{link.supplier, link.customer}].*side += link.value;
      sales[link.supplier].*side += link.value;
      purchases[{link.customer, before.sector[link.supplier], link.essentiality}].*side +=
          link.value;
    }
  };
  add(old_links, &Values::before);
  add(new_links, &Values::after);
  double total = 0;
  for (const auto& [pair, values] : pairs) {
    total += values.before;
    changes.value_moved_share += 0.5 * std::abs(values.after - values.before);
    if (values.before == values.after) continue;
    ++(values.before == 0  ? changes.links_added
       : values.after == 0 ? changes.links_removed
                           : changes.links_revalued);
  }
  if (total > 0) changes.value_moved_share /= total;
  const auto keep_worst = [&](const Values& values) {
    const double larger = std::max(values.before, values.after);
    if (larger == 0) return;
    changes.constraint_error =
        std::max(changes.constraint_error, std::abs(values.after - values.before) / larger);
  };
  for (const auto& [firm, values] : sales) keep_worst(values);
  for (const auto& [purchase, values] : purchases) keep_worst(values);
  return changes;
}

}  // namespace lianmeng::chain
