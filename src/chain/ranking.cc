// Ranking by proof: all firms are bounded at once, and only those that may be among the first K and
// whose intervals overlap are computed more finely, until the order is proven.
#include <algorithm>
#include <numeric>
#include <string>

#include "chain/certified_index.h"
#include "chain/systemic_index.h"

namespace lianmeng::chain {
namespace {

constexpr double kCoarse = 1e-3;
constexpr double kFiner = 0.01;  // a hub is followed from the start each time, so steps are large
// Closer than this two firms are tied: doubles cannot tell them apart for certain.
constexpr double kTie = 1e-9;

class Ranker {
 public:
  Ranker(const CertifiedIndex& engine, uint32_t firm_count, uint32_t top, Progress& progress)
      : engine_(engine),
        progress_(progress),
        top_(std::min(top, firm_count)),
        intervals_(firm_count),
        refined_(firm_count, 0) {}

  Result<Ranking> Run() {
    std::vector<NodeIndex> all(intervals_.size());
    std::iota(all.begin(), all.end(), 0u);
    LM_TRY(engine_.Compute(all, 1.0, intervals_, progress_));
    for (double tolerance = kCoarse; tolerance > kTie / 4; tolerance *= kFiner) {
      SelectCandidates();
      const std::vector<NodeIndex> open = Unproven(tolerance);
      if (open.empty()) continue;
      std::vector<Interval> finer(open.size());
      LM_TRY(engine_.Compute(open, tolerance, finer, progress_));
      for (size_t i = 0; i < open.size(); ++i) Narrow(open[i], finer[i]);
    }
    SelectCandidates();
    return Collect();
  }

 private:
  void Narrow(NodeIndex firm, const Interval& finer) {
    Interval& interval = intervals_[firm];
    interval.lower = std::max(interval.lower, finer.lower);
    interval.upper = std::min(interval.upper, finer.upper);
    refined_[firm] = 1;
  }

  // Firms that may be among the first, by falling middle of their intervals.
  void SelectCandidates() {
    std::vector<double> lower(intervals_.size());
    for (size_t i = 0; i < lower.size(); ++i) lower[i] = intervals_[i].lower;
    double least = 0;
    if (top_ > 0) {
      std::nth_element(lower.begin(), lower.begin() + (top_ - 1), lower.end(), std::greater<>());
      least = lower[top_ - 1];
    }
    candidates_.clear();
    for (NodeIndex firm = 0; firm < intervals_.size(); ++firm) {
      if (intervals_[firm].upper >= least) candidates_.push_back(firm);
    }
    std::sort(candidates_.begin(), candidates_.end(), [&](NodeIndex a, NodeIndex b) {
      const double left = intervals_[a].middle(), right = intervals_[b].middle();
      return left != right ? left > right : a < b;
    });
  }

  // parts[p]: every one of the first p candidates lies above every one after them.
  [[nodiscard]] std::vector<uint8_t> Parts() const {
    const size_t count = candidates_.size();
    std::vector<double> greatest_after(count + 1, -1.0);
    for (size_t i = count; i-- > 0;) {
      greatest_after[i] = std::max(greatest_after[i + 1], intervals_[candidates_[i]].upper);
    }
    std::vector<uint8_t> parts(count + 1, 1);
    double least_before = 2.0;
    for (size_t i = 0; i < count; ++i) {
      least_before = std::min(least_before, intervals_[candidates_[i]].lower);
      parts[i + 1] = i + 1 == count || least_before > greatest_after[i + 1] ? 1 : 0;
    }
    return parts;
  }

  // Candidates that stand among others they cannot be told from and that matter for the first K,
  // as far as they are wider than the tolerance.
  [[nodiscard]] std::vector<NodeIndex> Unproven(double tolerance) const {
    const std::vector<uint8_t> parts = Parts();
    std::vector<NodeIndex> open;
    for (size_t begin = 0; begin < candidates_.size() && begin < top_;) {
      size_t end = begin + 1;
      while (parts[end] == 0) ++end;
      for (size_t i = begin; end - begin > 1 && i < end; ++i) {
        if (intervals_[candidates_[i]].width() > tolerance) open.push_back(candidates_[i]);
      }
      begin = end;
    }
    return open;
  }

  [[nodiscard]] Ranking Collect() const {
    const std::vector<uint8_t> parts = Parts();
    Ranking ranking;
    for (size_t i = 0; i < top_; ++i) {
      const NodeIndex firm = candidates_[i];
      ranking.firms.push_back({firm, intervals_[firm], parts[i + 1] != 0});
    }
    ranking.firms_refined = std::count(refined_.begin(), refined_.end(), 1);
    ranking.firms_bounded = static_cast<int64_t>(intervals_.size()) - ranking.firms_refined;
    return ranking;
  }

  const CertifiedIndex& engine_;
  Progress& progress_;
  const uint32_t top_;
  std::vector<Interval> intervals_;
  std::vector<uint8_t> refined_;
  std::vector<NodeIndex> candidates_;
};

}  // namespace

Result<Ranking> RankFirms(const SupplyNetwork& network, const RankingOptions& options,
                          Progress& progress) {
  if (options.top == 0) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"至少要排出一家", "at least one firm has to be ranked"},
                     {.field = "top", .value = "0"});
  }
  LM_ASSIGN(
      const CertifiedIndex engine,
      CertifiedIndex::Prepare(network, {.tolerance = 1e-4, .threads = options.threads}, progress));
  return Ranker(engine, network.node_count(), options.top, progress).Run();
}

}  // namespace lianmeng::chain
