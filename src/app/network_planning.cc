#include "app/network_planning.h"

#include <algorithm>
#include <chrono>

#include "app/network_plan.h"
#include "network/plan_checker.h"
#include "network/planner.h"
#include "network/saturation.h"

namespace lianmeng::app {
namespace {

Status MakeThePlan(const PlanNetworkOptions& options, Progress& progress,
                   PlanNetworkReport& report) {
  const network::Backbone& backbone = report.input.backbone;
  if (!options.rearranges) {
    LM_ASSIGN(report.plan,
              network::MakePlan(backbone, report.input.flows, options.admission, progress));
    return Ok{};
  }
  LM_ASSIGN(network::Saturation most,
            network::Saturate(backbone, report.input.flows, options.admission, progress));
  report.volume = {most.asked_bytes, most.carried_bytes, most.first_come_bytes, most.bound_bytes};
  report.plan = std::move(most.plan);
  return Ok{};
}

}  // namespace

Result<PlanNetworkReport> PlanNetwork(const PlanNetworkOptions& options, Progress& progress) {
  PlanNetworkReport report;
  LM_ASSIGN(report.input, ReadNetwork(options.files, options.network, progress));
  if (report.input.errors.count > 0) return report;
  const auto begun = std::chrono::steady_clock::now();
  if (const Status planned = MakeThePlan(options, progress, report); !planned) {
    return InFiles(report.input, planned.error());
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  if (const Status checked = network::CheckPlan(report.plan); !checked) {
    Error error = checked.error();
    error.code = ErrorCode::kInternal;
    return error;
  }
  if (!options.out.empty()) LM_TRY(WritePlan(report.plan, options.out));
  return report;
}

Result<network::Plan> ReadProvenPlan(const std::string& path) {
  LM_ASSIGN(network::Plan plan, ReadPlan(path));
  if (const Status checked = network::CheckPlan(plan); !checked) {
    Error error = checked.error();
    error.place.field = "/" + error.place.field;
    LM_ASSIGN(const std::string text, ReadPlanText(path));
    return WithLine(text, {.file = path}, std::move(error));
  }
  return plan;
}

PlanSummary Summarise(const network::Plan& plan) {
  PlanSummary summary;
  summary.flows = static_cast<int64_t>(plan.flows.size());
  const std::vector<network::Link>& links = plan.backbone.links;
  std::vector<int64_t> bytes(links.size(), 0);
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    const network::FlowPlan& given = plan.given[f];
    ++(given.IsCarried() ? summary.carried : summary.refused);
    if (!given.IsCarried()) continue;
    if (given.routes.size() > 1) ++summary.protected_flows;
    summary.latency_ns_max = std::max(summary.latency_ns_max, given.bounds.latency_ns_max);
    summary.jitter_ns_max = std::max(summary.jitter_ns_max, given.bounds.JitterNs());
    const int64_t period = plan.flows[f].interval_ns / plan.backbone.system.cycle_ns;
    for (const network::Route& route : given.routes) {
      for (const network::Hop& hop : route.hops) {
        bytes[hop.link] += network::BurstBytes(plan.flows[f]) * (plan.hypercycle / period);
      }
    }
  }
  double fullest = 0;
  for (network::LinkIndex l = 0; l < links.size(); ++l) {
    summary.buffers_max = std::max(summary.buffers_max, plan.buffers[l]);
    const int64_t capacity = network::CycleCapacityBytes(links[l], plan.backbone.system);
    if (capacity <= 0) continue;
    const double share = static_cast<double>(bytes[l]) /
                         (static_cast<double>(capacity) * static_cast<double>(plan.hypercycle));
    if (share <= fullest) continue;
    fullest = share;
    summary.fullest_permille = static_cast<int64_t>(share * 1'000);
    summary.fullest_link = l;
  }
  return summary;
}

}  // namespace lianmeng::app
