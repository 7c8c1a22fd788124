#include "app/rewire_links.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <numeric>

#include "app/links_table.h"
#include "chain/certified_index.h"

namespace lianmeng::app {
namespace {

using chain::Interval;
using chain::NodeIndex;

// Sums of values that are not whole may differ by this part.
constexpr double kRoundingMax = 1e-9;

class RewireRun {
 public:
  RewireRun(const RewireLinksOptions& options, RewireLinksReport& report, Progress& progress)
      : options_(options), report_(report), progress_(progress) {}

  Status Run() {
    LM_ASSIGN(links_, ReadLinksNetwork(
                          {.file = options_.links, .memory_max_bytes = options_.memory_max_bytes},
                          progress_));
    report_.links = links_.rows;
    report_.firms = links_.firms.size();
    report_.self_links = links_.self_links;
    report_.parallel_links = links_.parallel_links;
    report_.essentiality_conflicts = links_.essentiality_conflicts;
    report_.errors = links_.errors;
    report_.first_issues = std::move(links_.first_issues);
    if (report_.errors > 0) return Ok{};
    const auto begin = std::chrono::steady_clock::now();
    LM_ASSIGN(chain::Rewiring rewiring, chain::Rewire(links_.input, options_.rewiring, progress_));
    report_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    report_.mean_before = rewiring.mean_before;
    report_.mean_after = rewiring.mean_after;
    report_.steps = std::move(rewiring.steps);
    report_.exchanges = static_cast<int64_t>(rewiring.exchanges.size());
    LM_TRY(Compare(rewiring));
    LM_TRY(Certify(rewiring));
    return options_.out.empty() ? Status(Ok{}) : Write(rewiring.network);
  }

 private:
  Status Compare(const chain::Rewiring& rewiring) {
    report_.changes = chain::CompareNetworks(links_.input, rewiring.network);
    if (report_.changes.constraint_error <= kRoundingMax) return Ok{};
    return MakeError(ErrorCode::kInternal,
                     {"有企业的销售或采购合计变了",
                      "the sales or purchases of some firm are not what they were"},
                     {.file = {},
                      .line = 0,
                      .field = "constraint_error",
                      .value = std::to_string(report_.changes.constraint_error)});
  }

  Result<std::vector<Interval>> Intervals(const chain::SupplyInput& input) {
    LM_ASSIGN(const chain::SupplyNetwork network, chain::SupplyNetwork::Build(input));
    LM_ASSIGN(const auto engine,
              chain::CertifiedIndex::Prepare(
                  network, {.tolerance = options_.tolerance, .threads = options_.rewiring.threads},
                  progress_));
    std::vector<NodeIndex> firms(network.node_count());
    std::iota(firms.begin(), firms.end(), 0U);
    std::vector<Interval> intervals(firms.size());
    LM_TRY(engine.Compute(firms, intervals, progress_));
    return intervals;
  }

  static Interval Mean(const std::vector<Interval>& intervals) {
    Interval mean;
    for (const Interval& interval : intervals) {
      mean.lower += interval.lower;
      mean.upper += interval.upper;
    }
    const auto count = static_cast<double>(std::max<size_t>(1, intervals.size()));
    const double rounding = (count + 2) * std::numeric_limits<double>::epsilon();
    return {mean.lower / count * (1 - rounding), mean.upper / count * (1 + rounding)};
  }

  Status Certify(const chain::Rewiring& rewiring) {
    LM_ASSIGN(const std::vector<Interval> before, Intervals(links_.input));
    LM_ASSIGN(const std::vector<Interval> after, Intervals(rewiring.network));
    report_.certified_before = Mean(before);
    report_.certified_after = Mean(after);
    NameNodes();
    std::vector<NodeIndex> order(before.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](NodeIndex a, NodeIndex b) {
      return rewiring.index_before[a] > rewiring.index_before[b];
    });
    order.resize(std::min<size_t>(order.size(), options_.top));
    for (const NodeIndex node : order) {
      report_.top.push_back({std::string(links_.firms[firm_of_node_[node]]),
                             rewiring.index_before[node], rewiring.index_after[node], before[node],
                             after[node]});
    }
    return Ok{};
  }

  void NameNodes() {
    firm_of_node_.resize(links_.node_of_firm.size());
    for (uint32_t firm = 0; firm < firm_of_node_.size(); ++firm) {
      firm_of_node_[links_.node_of_firm[firm]] = firm;
    }
    sector_of_index_.resize(links_.index_of_sector.size());
    for (uint32_t sector = 0; sector < sector_of_index_.size(); ++sector) {
      sector_of_index_[links_.index_of_sector[sector]] = sector;
    }
  }

  Status Write(const chain::SupplyInput& network) {
    return WriteLinksTable(network,
                           {.append_firm =
                                [&](uint32_t node, std::string& out) {
                                  AppendCell(links_.firms[firm_of_node_[node]], out);
                                },
                            .append_sector =
                                [&](uint32_t index, std::string& out) {
                                  AppendCell(links_.sectors[sector_of_index_[index]], out);
                                }},
                           options_.out, progress_);
  }

  const RewireLinksOptions& options_;
  RewireLinksReport& report_;
  Progress& progress_;
  LinksNetwork links_;
  std::vector<uint32_t> firm_of_node_, sector_of_index_;  // in the tables of names
};

}  // namespace

double RewireLinksReport::reduction() const {
  return mean_before > 0 ? 1 - mean_after / mean_before : 0;
}

double RewireLinksReport::reduction_proven() const {
  return certified_before.lower > 0 ? 1 - certified_after.upper / certified_before.lower : 0;
}

Result<RewireLinksReport> RewireLinks(const RewireLinksOptions& options, Progress& progress) {
  RewireLinksReport report;
  LM_TRY(RewireRun(options, report, progress).Run());
  return report;
}

}  // namespace lianmeng::app
