#include "chain/certified_index.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "base/parallel.h"
#include "chain/certified_effort.h"
#include "chain/certified_lanes.h"
#include "chain/fixed_point_bounds.h"
#include "chain/push.h"

namespace lianmeng::chain {
namespace {

// A push that has read this share of the network's links is given up: sweeps in lanes cost less.
constexpr double kPushedReads = 0.25;
// Where losses all but go in circles, raising a lower bound ends here, and the firm comes out wider.
constexpr int kSweepsMax = 20'000;
constexpr int kFollowedMax = 2'000;
// Wanted of the loss of a closed circle, which is measured once for all its firms.
constexpr double kCircleWidth = 1e-10;

// Read for a link: itself, and the state that it leads to.
constexpr int64_t kPushedLinkBytes =
    sizeof(SupplyPass) + sizeof(double) + sizeof(uint32_t) + sizeof(SupplyPush::Touched);
constexpr int64_t kLaneLinkBytes = sizeof(LaneLayout::Link) + sizeof(Lanes);

enum class Way { kAtOnce, kPushed, kFollowed, kWider };

struct Outcome {
  Interval index;
  Way way = Way::kPushed;
  int64_t link_reads = 0;  // but for those of lanes
};

// Everything that is known before any shock.
struct Prepared {
  const SupplyNetwork& network;
  PassingLinks passes;
  Influence influence;
  PushContext context;
  LaneLayout lanes;
  std::vector<Interval> circles;  // Σ w b if a firm of a closed circle is lost, by component

  Prepared(const SupplyNetwork& of, double small_sector_share, int threads)
      : network(of),
        passes(of),
        influence(FindInfluence(of, passes, small_sector_share, threads)),
        context{of, passes, influence, RoundingOf(of)},
        lanes(of, influence) {
    for (uint32_t sector = 0; sector < of.sector_count(); ++sector) {
      context.output_total += of.sector_output(sector);
    }
    for (NodeIndex node = 0; node < of.node_count(); ++node) {
      if (of.output(node) > 0 && of.index_weight(node) == 0) context.all_count = false;
    }
    MeasureCircles();
  }

 private:
  // Whoever of a closed circle is lost, all of it is lost, and others as far as they sell to it.
  void MeasureCircles() {
    circles.resize(influence.closed.size());
    std::vector<std::vector<NodeIndex>> members(influence.closed.size());
    for (NodeIndex node = 0; node < network.node_count(); ++node) {
      if (influence.InClosedCircle(node)) members[influence.component_of[node]].push_back(node);
    }
    for (uint32_t component = 0; component < members.size(); ++component) {
      if (members[component].empty()) continue;
      Shock shock;
      for (const NodeIndex node : members[component]) shock.nodes.push_back({node});
      circles[component] = CertifyDemand(network, shock);
    }
  }

  static Interval CertifyDemand(const SupplyNetwork& network, const Shock& shock) {
    std::vector<double> floor(network.node_count(), 0.0);
    for (const ShockedNode& shocked : shock.nodes) floor[shocked.node] = 1.0;
    const double rounding = RoundingOf(network);
    Bounds<DemandMap> bounds(network, rounding, std::move(floor));
    Interval index;
    double effort = 1e-11;
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt, effort /= 16) {
      int sweeps = 0;
      while (bounds.Raise() > effort && ++sweeps < kSweepsMax) continue;
      bounds.FindUpper(effort, sweeps);
      index = {};
      for (const NodeIndex node : bounds.reached()) {
        index.lower += network.index_weight(node) * bounds.lower()[node];
        index.upper += network.index_weight(node) * bounds.upper()[node];
      }
      if (index.width() <= kCircleWidth) break;
    }
    return {index.lower * (1.0 - rounding), std::min(1.0, index.upper * (1.0 + rounding))};
  }
};

// The work of one thread on one firm at a time.
class Worker {
 public:
  explicit Worker(const Prepared& prepared)
      : prepared_(prepared), demand_(prepared.context), supply_(prepared.context) {}

  // Nothing: the firm is a hub, better followed in lanes.
  std::optional<Outcome> Push(NodeIndex firm, double tolerance) {
    const Influence& influence = prepared_.influence;
    if (influence.InClosedCircle(firm)) {
      return Outcome{prepared_.circles[influence.component_of[firm]], Way::kAtOnce};
    }
    if (!std::isfinite(influence.effect[firm].upper) || !std::isfinite(influence.visits[firm])) {
      return Certify(firm, tolerance);
    }
    Outcome outcome;
    int64_t reads_left = 1000 + static_cast<int64_t>(kPushedReads * prepared_.network.link_count());
    double residual = DemandResidual(influence, firm, tolerance);
    double left = kSupplyPart * tolerance;
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
      if (!demand_.Run(firm, residual, reads_left)) break;
      reads_left -= demand_.link_reads();
      if (!supply_.Run(firm, left, reads_left)) break;
      reads_left -= supply_.link_reads();
      outcome.link_reads += demand_.link_reads() + supply_.link_reads();
      outcome.index = Combine(firm);
      if (outcome.index.width() <= tolerance) {
        outcome.way = outcome.link_reads == 0 ? Way::kAtOnce : Way::kPushed;
        return outcome;
      }
      residual *= kFinerEffort;
      left *= kFinerEffort;
    }
    if (tolerance < 1.0) return std::nullopt;
    // Any interval will do.
    demand_.Run(firm, 1.0, reads_left);
    outcome.index = {demand_.Effect().lower, 1.0};
    return outcome;
  }

  // Where lanes fail too: the supply side to its end, as finely as it takes.
  Outcome Follow(NodeIndex firm, double tolerance) {
    const SupplyNetwork& network = prepared_.network;
    std::vector<double> floor(network.node_count(), 0.0);
    floor[firm] = 1.0;
    Bounds<SupplyMap> supply(network, prepared_.context.rounding, std::move(floor));
    Outcome outcome{{0, 1}, Way::kWider};
    double residual = DemandResidual(prepared_.influence, firm, tolerance);
    double gain = tolerance * kFollowedGain;
    int sweeps = 0;
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
      for (int i = 0; i < kFollowedMax && supply.Raise() > gain; ++i) ++sweeps;
      supply.FindUpper(2 * gain, sweeps);
      demand_.Run(firm, residual, std::numeric_limits<int64_t>::max());
      outcome.link_reads += demand_.link_reads();
      outcome.index = Combine(firm, supply);
      if (outcome.index.width() <= tolerance) {
        outcome.way = Way::kFollowed;
        break;
      }
      residual *= kFinerEffort;
      gain *= kFinerGain;
    }
    outcome.link_reads += int64_t{sweeps} * network.link_count();
    return outcome;
  }

 private:
  // Σ w b + Σ w (a − b)⁺, the second over the nodes that supply reaches.
  [[nodiscard]] Interval Combine(NodeIndex firm) const {
    Interval index = demand_.Effect();
    const double rounding = prepared_.context.rounding;
    for (const SupplyPush::Touched& touched : supply_.touched()) {
      if (touched.node == firm) continue;
      const double weight = prepared_.network.index_weight(touched.node);
      const Interval demand = demand_.Loss(touched.node);
      index.lower += weight * std::max(0.0, touched.loss * (1.0 - 2 * rounding) - demand.upper);
      index.upper += weight * std::max(0.0, touched.loss * (1.0 + 2 * rounding) - demand.lower);
    }
    return {index.lower * (1.0 - rounding),
            std::min(1.0, (index.upper + supply_.left()) * (1.0 + rounding))};
  }

  [[nodiscard]] Interval Combine(NodeIndex firm, const Bounds<SupplyMap>& supply) const {
    Interval index = demand_.Effect();
    const double rounding = prepared_.context.rounding;
    for (const NodeIndex node : supply.reached()) {
      if (node == firm) continue;
      const double weight = prepared_.network.index_weight(node);
      const Interval demand = demand_.Loss(node);
      index.lower += weight * std::max(0.0, supply.lower()[node] - demand.upper);
      index.upper += weight * std::max(0.0, supply.upper()[node] - demand.lower);
    }
    return {index.lower * (1.0 - rounding), std::min(1.0, index.upper * (1.0 + rounding))};
  }

  // Demand that all but goes in circles: no influence is known, everything is followed.
  [[nodiscard]] Outcome Certify(NodeIndex firm, double tolerance) const {
    if (tolerance >= 1.0) return {{prepared_.network.index_weight(firm), 1.0}, Way::kPushed};
    const auto proof = CertifyCascade(prepared_.network, {{{.node = firm}}},
                                      {.tolerance = tolerance, .sweeps_max = 5'000});
    CHECK(proof.ok());
    return {proof->index, proof->reached_tolerance ? Way::kFollowed : Way::kWider,
            int64_t{proof->sweeps} * prepared_.network.link_count()};
  }

  const Prepared& prepared_;
  DemandPush demand_;
  SupplyPush supply_;
};

}  // namespace

class CertifiedIndex::Impl {
 public:
  Impl(const SupplyNetwork& network, const CertifiedOptions& options)
      : options_(options),
        prepared_(network, 2.0 * std::min(options.tolerance, 0.01), options.threads) {}

  Status Compute(std::span<const NodeIndex> firms, double tolerance, std::span<Interval> out,
                 Progress& progress) {
    CHECK(firms.size() == out.size());
    for (size_t i = 0; i < firms.size(); ++i) {
      if (firms[i] < prepared_.network.node_count()) continue;
      return MakeError(ErrorCode::kInvalidArgument, {"没有这个节点", "there is no such node"},
                       {.line = static_cast<int64_t>(i) + 1,
                        .field = "firm",
                        .value = std::to_string(firms[i])});
    }
    std::vector<uint8_t> is_hub(firms.size(), 0);
    progress.Begin({"逐家认证", "Certifying firm by firm"}, static_cast<int64_t>(firms.size()));
    const ParallelOptions parallel{.threads = options_.threads, .chunk = 64};
    LM_TRY(ForEachParallel(
        firms.size(), parallel, [this] { return Worker(prepared_); },
        [&](Worker& worker, size_t i) {
          if (const auto outcome = worker.Push(firms[i], tolerance)) {
            out[i] = Count(*outcome);
          } else {
            is_hub[i] = 1;
          }
        },
        progress));
    std::vector<size_t> hubs;
    for (size_t i = 0; i < firms.size(); ++i) {
      if (is_hub[i] != 0) hubs.push_back(i);
    }
    return hubs.empty() ? Status(Ok{})
                        : FollowHubs(firms, std::move(hubs), tolerance, out, progress);
  }

  [[nodiscard]] const CertifiedOptions& options() const { return options_; }
  [[nodiscard]] Statistics statistics() const {
    return {link_reads_, bytes_read_, ways_[0], ways_[1], ways_[2], ways_[3]};
  }

 private:
  // `hubs`: their places in `firms`. Those of similar influence go together, since lanes that are done
  // wait for the others.
  Status FollowHubs(std::span<const NodeIndex> firms, std::vector<size_t> hubs, double tolerance,
                    std::span<Interval> out, Progress& progress) {
    const auto& effect = prepared_.influence.effect;
    std::sort(hubs.begin(), hubs.end(), [&](size_t a, size_t b) {
      const double left = effect[firms[a]].upper, right = effect[firms[b]].upper;
      return left != right ? left > right : a < b;
    });
    const size_t batches = (hubs.size() + kLanes - 1) / kLanes;
    progress.Begin({"认证枢纽企业", "Certifying hubs"}, static_cast<int64_t>(batches));
    return ForEachParallel(
        batches, {.threads = options_.threads},
        [this] { return LaneCertifier(prepared_.lanes, prepared_.context.rounding); },
        [&](LaneCertifier& certifier, size_t batch) {
          const auto places = std::span(hubs).subspan(
              batch * kLanes, std::min(kLanes, hubs.size() - batch * kLanes));
          std::vector<NodeIndex> lanes;
          for (const size_t place : places) lanes.push_back(firms[place]);
          const auto outcomes = certifier.Run(lanes, tolerance);
          for (size_t lane = 0; lane < lanes.size(); ++lane) {
            const auto& [index, reached_tolerance] = outcomes[lane];
            out[places[lane]] =
                Count(reached_tolerance ? Outcome{index, Way::kFollowed}
                                        : Worker(prepared_).Follow(lanes[lane], tolerance));
          }
          link_reads_ += certifier.link_reads();
          bytes_read_ += certifier.link_reads() * kLaneLinkBytes;
        },
        progress);
  }

  Interval Count(const Outcome& outcome) {
    link_reads_ += outcome.link_reads;
    bytes_read_ += outcome.link_reads * kPushedLinkBytes;
    ++ways_[static_cast<size_t>(outcome.way)];
    return outcome.index;
  }

  const CertifiedOptions options_;
  const Prepared prepared_;
  std::atomic<int64_t> link_reads_{0}, bytes_read_{0};
  std::atomic<int64_t> ways_[4] = {};
};

CertifiedIndex::CertifiedIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
CertifiedIndex::CertifiedIndex(CertifiedIndex&&) noexcept = default;
CertifiedIndex& CertifiedIndex::operator=(CertifiedIndex&&) noexcept = default;
CertifiedIndex::~CertifiedIndex() = default;

Result<CertifiedIndex> CertifiedIndex::Prepare(const SupplyNetwork& network,
                                               const CertifiedOptions& options,
                                               Progress& progress) {
  if (!(options.tolerance > 0)) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"区间宽度须大于 0", "the tolerance must be greater than 0"},
                     {.field = "tolerance", .value = std::to_string(options.tolerance)});
  }
  progress.Begin({"计算各企业的影响上界", "Bounding each firm's influence"}, 0);
  return CertifiedIndex(std::make_unique<Impl>(network, options));
}

Status CertifiedIndex::Compute(std::span<const NodeIndex> firms, std::span<Interval> out,
                               Progress& progress) const {
  return impl_->Compute(firms, impl_->options().tolerance, out, progress);
}

Status CertifiedIndex::Compute(std::span<const NodeIndex> firms, double tolerance,
                               std::span<Interval> out, Progress& progress) const {
  return impl_->Compute(firms, tolerance, out, progress);
}

CertifiedIndex::Statistics CertifiedIndex::statistics() const { return impl_->statistics(); }

}  // namespace lianmeng::chain
