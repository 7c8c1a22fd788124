// Admission to the backbone: one flow after the other gets a path and a cycle on it, or the reason why not; whoever was
// admitted keeps what was promised.
//
// A flow is tried on its paths from the shortest on; on a path it gets the first cycle that leaves the most room in the
// fullest cycle it meets (the least over its hops and repetitions, then the greatest). If none fits, its packets are
// held some cycles longer on the way. What a later flow would add to the last cycle of an earlier one is bounded by
// that one's limits, so that nobody has to be asked again (docs/network.md, "Admission").
//
// Example:   Admission admission(backbone, hypercycle, {});
//            if (!admission.Admit(0, flow)) Say(admission.WhyNot(flow));
//            admission.Release(0);
// Cost:      Admit O(paths · hops · hypercycle) comparisons of 32-bit integers, several at once, and where nothing fits
//            as many again for each cycle of holding, or of a pair's waiting; allocates for the flow
//            alone, and for the first one of a pair of sites. Release O(hops · repetitions), and of
//            its limit what CycleLedger::RemoveLimit costs.
// Determinism: equal calls, equal answers.
// Thread-safety: none.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/progress.h"
#include "network/backbone.h"
#include "network/cycle_ledger.h"
#include "network/plan.h"
#include "network/route_candidates.h"

namespace lianmeng::network {

struct AdmissionOptions {
  size_t paths = 4;          // tried for each pair of sites
  int64_t extra_cycles = 2;  // by which a packet may be held longer in all, where nothing else fits
  bool spreads = false;      // take the path with the most room, not the shortest that has some
  // Of so many refused flows a plan says what would admit them, of the others only why they are not.
  size_t suggestions_max = 1'000;
  std::vector<LinkIndex> cut;  // links that are not to be used
};

class Admission {
 public:
  // Requires: a valid backbone that outlives the admission; hypercycle a multiple of C; links · hypercycle at most
  // kSlotsMax.
  Admission(const Backbone& backbone, int64_t hypercycle, const AdmissionOptions& options);

  // Whether the flow is carried now. Nothing has changed if it is not. Requires: a valid flow whose interval divides
  // the hypercycle; nothing is carried under `index`.
  [[nodiscard]] bool Admit(FlowIndex index, const FlowRequest& flow);

  // As Admit, on one path that the caller has chosen, without holding. Requires also: the flow is unprotected; the path
  // leads from its source to its destination over links that are not cut.
  [[nodiscard]] bool AdmitOn(FlowIndex index, const FlowRequest& flow, const Path& path);

  // All of them or none. Requires: as Admit. Returns the position of the first that cannot be carried beside those
  // before it; empty if all are.
  [[nodiscard]] std::optional<size_t> AdmitAll(FlowIndex first, std::span<const FlowRequest> flows);

  // Puts a flow where an earlier plan had it, without search; of two routes one may have been taken out. False, and
  // nothing changed, if it does not fit there.
  // Requires: as Admit; routes whose hops are links of the backbone that follow each other from source to destination.
  [[nodiscard]] bool Restore(FlowIndex index, const FlowRequest& flow, const FlowPlan& given);

  // Requires: Carries(index).
  void Release(FlowIndex index);

  [[nodiscard]] bool Carries(FlowIndex index) const {
    return index < carried_.size() && !carried_[index].placements.empty();
  }
  [[nodiscard]] size_t carried_count() const { return carried_count_; }

  // What a flow has been given and what that proves as things stand. Requires: Carries(index).
  [[nodiscard]] FlowPlan Given(FlowIndex index) const;

  // Why a flow is not admitted as things stand and, if asked, what would admit it. Cost: that of a try; of suggestions a
  // try for each divisor of the hypercycle and some dozen more. Requires: Admit would return false.
  enum class Suggestions { kNone, kTried };
  [[nodiscard]] Refusal WhyNot(const FlowRequest& flow,
                               Suggestions suggestions = Suggestions::kTried);

  [[nodiscard]] const CycleLedger& ledger() const { return ledger_; }

 private:
  // One route of a flow: where its packets go and when.
  struct Placement {
    const RouteCandidate* route = nullptr;
    int64_t first_cycle = 0;
    int64_t wait_ns = 0;        // RouteEnds::wait_ns
    int32_t limit_bytes = 0;    // of the last link's cycles
    std::vector<int32_t> held;  // of each hop: cycles held longer so far; empty: none
  };
  struct Carried {
    FlowRequest flow;  // without its id
    std::vector<Placement> placements;
    int64_t opening_ns = 0;  // FlowPlan::opening_ns
    int64_t hold_ns = 0;     // of a flow whose other route is cut
  };
  // A cycle and the room that the flow would find there, before it takes its own.
  struct Offset {
    int64_t cycle = 0;
    int32_t room = -1;
  };

  [[nodiscard]] RouteEnds EndsOf(const Placement& placement, size_t hop) const;
  [[nodiscard]] LinkSlots SlotsOf(const Placement& placement, size_t hop, int64_t period) const;
  [[nodiscard]] DelayBounds BoundsNow(const Placement& placement, const FlowRequest& flow) const;
  [[nodiscard]] int64_t PeriodOf(const FlowRequest& flow) const {
    return flow.interval_ns / backbone_.system.cycle_ns;
  }

  [[nodiscard]] std::vector<Placement> Find(const FlowRequest& flow);
  [[nodiscard]] std::vector<Placement> FindSingle(const FlowRequest& flow, RouteChoices& choices);
  [[nodiscard]] std::optional<Placement> FindHeld(const FlowRequest& flow,
                                                  const RouteCandidate& route);
  // How long the packets are held before each hop, `wanted.cycles` in all; empty if there is no room. Uses folds_.
  struct Holding {
    int64_t burst_bytes = 0;
    int64_t cycles = 0;  // at most 62
  };
  [[nodiscard]] std::vector<int32_t> HoldingOf(const RouteCandidate& route, int64_t period,
                                               int64_t first_cycle, const Holding& wanted) const;
  [[nodiscard]] std::vector<Placement> FindPair(const FlowRequest& flow, const RoutePair& pair);
  // The least room over hops and repetitions for each first cycle of a period, in best_.
  void FoldRoute(const RouteCandidate& route, int64_t period, int32_t limit_bytes);
  void FoldHop(LinkIndex link, int64_t period, std::optional<int32_t> limit_bytes);
  [[nodiscard]] Offset Roomiest(int64_t period) const;
  [[nodiscard]] int32_t LimitOf(const RouteCandidate& route, const FlowRequest& flow,
                                const DelayLimits& limits, int64_t held) const;

  void Occupy(const Placement& placement, const FlowRequest& flow);
  void Vacate(const Placement& placement, const FlowRequest& flow);
  void Remember(FlowIndex index, Carried carried);
  [[nodiscard]] int64_t OpeningNs(const Placement& placement) const;
  // What a route of a flow that was given these must keep to.
  [[nodiscard]] DelayLimits LimitsOf(const FlowRequest& flow, const FlowPlan& given,
                                     const Route& route) const;
  // `route` as given, if it can be and fits. Its opening counts from `opening_ns`.
  [[nodiscard]] std::optional<Placement> Locate(const FlowRequest& flow, const Route& route,
                                                int64_t opening_ns, const DelayLimits& limits);

  [[nodiscard]] std::optional<FlowPlan> Try(const FlowRequest& flow);
  void NameFullest(const FlowRequest& flow, const RouteCandidate& route, Refusal& refusal);
  void Suggest(const FlowRequest& flow, Refusal& refusal);

  const Backbone& backbone_;
  AdmissionOptions options_;
  RouteBook book_;
  CycleLedger ledger_;
  std::vector<Carried> carried_;
  size_t carried_count_ = 0;
  std::vector<int32_t> best_, hop_, last_;   // scratch, a hypercycle long
  std::vector<std::vector<int32_t>> folds_;  // of each hop of a route whose packets may be held
};

}  // namespace lianmeng::network
