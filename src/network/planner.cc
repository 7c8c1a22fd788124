#include "network/planner.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace lianmeng::network {
namespace {

constexpr size_t kFlowsPerReport = 1'024;

// Valid, and nothing given yet.
Result<Plan> EmptyPlan(Backbone backbone, std::vector<FlowRequest> flows,
                       const AdmissionOptions& options) {
  LM_TRY(Validate(backbone));
  LM_TRY(Validate(backbone, flows));
  Plan plan{.backbone = std::move(backbone),
            .flows = std::move(flows),
            .hypercycle = 0,
            .given = {},
            .buffers = {},
            .cut = options.cut};
  LM_ASSIGN(plan.hypercycle, HypercycleOf(plan.backbone.system, plan.flows));
  const auto links = static_cast<int64_t>(plan.backbone.links.size());
  if (links * plan.hypercycle > kSlotsMax) {
    return MakeError(
        ErrorCode::kResourceExhausted,
        {"链路数乘以超周期过大；请选用互为倍数的间隔",
         "too many links for so long a hypercycle; choose intervals that divide each other"},
        {.file = {}, .line = 0, .field = "hypercycle", .value = std::to_string(plan.hypercycle)});
  }
  plan.given.resize(plan.flows.size());
  return plan;
}

// When the first port of the routes opens.
int64_t OpeningNs(const Backbone& backbone, const FlowPlan& given) {
  int64_t opening_ns = std::numeric_limits<int64_t>::max();
  for (const Route& route : given.routes) {
    const Hop& first = route.hops.front();
    opening_ns = std::min(
        opening_ns, backbone.links[first.link].phase_ns + first.cycle * backbone.system.cycle_ns);
  }
  return opening_ns;
}

// Puts a flow on its promised routes and cycles. What these prove is worked out anew from the links as they are now: lengths,
// phases and clocks may have changed since. False, and nothing changed, if it does not fit or would not prove enough.
bool KeepPromise(Admission& admission, const Plan& plan, FlowIndex index,
                 const FlowPlan& promised) {
  const FlowRequest& flow = plan.flows[index];
  if ((promised.routes.size() == 2) != (flow.protection != Protection::kNone)) return false;
  FlowPlan given = promised;
  given.opening_ns = OpeningNs(plan.backbone, given);
  if (given.routes.size() == 1) given.routes.front().hold_ns = 0;
  // Twice: what the first finds are the least latencies from which the limits of the second follow.
  for (int pass = 0; pass < 2; ++pass) {
    if (!admission.Restore(index, flow, given)) return false;
    FlowPlan now = admission.Given(index);
    const bool is_enough = now.bounds.latency_ns_max <= flow.latency_ns_max &&
                           now.bounds.JitterNs() <= flow.jitter_ns_max;
    if (pass == 1 && is_enough) return true;
    admission.Release(index);
    if (!is_enough) return false;
    given = std::move(now);
  }
  return false;
}

}  // namespace

std::vector<FlowIndex> ByRank(const std::vector<FlowRequest>& flows) {
  std::vector<FlowIndex> order(flows.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](FlowIndex flow) { return flows[flow].rank; });
  return order;
}

std::vector<int64_t> BuffersOf(const Plan& plan) {
  const std::vector<Link>& links = plan.backbone.links;
  std::vector<int64_t> buffers(links.size(), 0);
  for (const FlowPlan& given : plan.given) {
    for (const Route& route : given.routes) {
      const std::vector<Hop>& hops = route.hops;
      for (size_t i = 0; i < hops.size(); ++i) {
        int64_t& most = buffers[hops[i].link];
        most = std::max<int64_t>(most, 1);
        if (i == 0) continue;
        most =
            std::max(most, BuffersNeeded(links[hops[i - 1].link], links[hops[i].link],
                                         plan.backbone.system, hops[i].cycle - hops[i - 1].cycle));
      }
    }
  }
  return buffers;
}

Result<Plan> MakePlan(Backbone backbone, std::vector<FlowRequest> flows,
                      const AdmissionOptions& options, Progress& progress) {
  LM_ASSIGN(ResumedPlan made,
            ResumePlan(std::move(backbone), std::move(flows), {}, options, progress));
  return std::move(made.plan);
}

Result<ResumedPlan> ResumePlan(Backbone backbone, std::vector<FlowRequest> flows,
                               const std::vector<FlowPlan>& promised,
                               const AdmissionOptions& options, Progress& progress) {
  LM_ASSIGN(Plan empty, EmptyPlan(std::move(backbone), std::move(flows), options));
  ResumedPlan made{.plan = std::move(empty), .moved = {}};
  Plan& plan = made.plan;
  progress.Begin({"规划业务流", "admitting flows"}, static_cast<int64_t>(plan.flows.size()));
  Admission admission(plan.backbone, plan.hypercycle, options);
  const std::vector<FlowIndex> by_rank = ByRank(plan.flows);
  std::vector<FlowIndex> rest;
  for (const FlowIndex flow : by_rank) {
    const bool is_promised = !promised.empty() && promised[flow].IsCarried();
    if (!is_promised) {
      rest.push_back(flow);
    } else if (!KeepPromise(admission, plan, flow, promised[flow])) {
      made.moved.push_back(flow);
    }
  }
  std::vector<FlowIndex> order = made.moved;
  order.insert(order.end(), rest.begin(), rest.end());
  size_t refused = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    const FlowIndex flow = order[i];
    if (!admission.Admit(flow, plan.flows[flow])) {
      plan.given[flow].refusal = admission.WhyNot(
          plan.flows[flow], ++refused <= options.suggestions_max ? Admission::Suggestions::kTried
                                                                 : Admission::Suggestions::kNone);
    }
    if (i % kFlowsPerReport != 0) continue;
    progress.Advance(static_cast<int64_t>(i));
    if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
  }
  for (const FlowIndex flow : by_rank) {
    if (admission.Carries(flow)) plan.given[flow] = admission.Given(flow);
  }
  plan.buffers = BuffersOf(plan);
  return made;
}

}  // namespace lianmeng::network
