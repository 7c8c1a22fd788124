#include "network/failure.h"

#include <algorithm>

#include "network/planner.h"

namespace lianmeng::network {
namespace {

FlowPlan WithoutCutRoutes(const FlowPlan& given, const std::vector<bool>& is_cut) {
  FlowPlan left = given;
  std::erase_if(left.routes, [&](const Route& route) {
    return std::ranges::any_of(route.hops, [&](const Hop& hop) { return is_cut[hop.link]; });
  });
  return left;
}

// As it asks, or at least on one route.
FailureEffect AdmitAgain(Admission& admission, FlowIndex index, const FlowRequest& flow) {
  if (admission.Admit(index, flow)) return FailureEffect::kMoved;
  if (flow.protection == Protection::kNone) return FailureEffect::kLost;
  FlowRequest on_one = flow;
  on_one.protection = Protection::kNone;
  return admission.Admit(index, on_one) ? FailureEffect::kMovedToOne : FailureEffect::kLost;
}

}  // namespace

std::vector<LinkIndex> LinksBetween(const Backbone& backbone, SiteIndex a, SiteIndex b) {
  std::vector<LinkIndex> links;
  for (LinkIndex l = 0; l < backbone.links.size(); ++l) {
    const Link& link = backbone.links[l];
    if ((link.from == a && link.to == b) || (link.from == b && link.to == a)) links.push_back(l);
  }
  return links;
}

std::vector<LinkIndex> LinksOf(const Backbone& backbone, SiteIndex site) {
  std::vector<LinkIndex> links;
  for (LinkIndex l = 0; l < backbone.links.size(); ++l) {
    if (backbone.links[l].from == site || backbone.links[l].to == site) links.push_back(l);
  }
  return links;
}

FailureReport PlanAround(const Plan& plan, const std::vector<LinkIndex>& cut,
                         const AdmissionOptions& options) {
  FailureReport report{plan, {}};
  std::vector<bool> is_cut(plan.backbone.links.size(), false);
  for (const LinkIndex link : plan.cut) is_cut[link] = true;
  for (const LinkIndex link : cut) is_cut[link] = true;
  AdmissionOptions around = options;
  around.cut.clear();
  for (LinkIndex l = 0; l < is_cut.size(); ++l) {
    if (is_cut[l]) around.cut.push_back(l);
  }
  report.plan.cut = around.cut;
  Admission admission(plan.backbone, plan.hypercycle, around);
  const std::vector<FlowIndex> order = ByRank(plan.flows);
  for (const FlowIndex f : order) {
    if (!plan.given[f].IsCarried()) continue;
    const FlowPlan left = WithoutCutRoutes(plan.given[f], is_cut);
    const bool is_untouched = left.routes.size() == plan.given[f].routes.size();
    const FailureEffect effect = is_untouched           ? FailureEffect::kUntouched
                                 : !left.routes.empty() ? FailureEffect::kOnOne
                                                        : FailureEffect::kLost;
    if (effect != FailureEffect::kUntouched) report.changes.push_back({f, effect});
    if (effect == FailureEffect::kLost) continue;
    // What is left of a plan that holds fits; if a plan does not hold, the flow is one of those to be admitted anew.
    if (admission.Restore(f, plan.flows[f], left)) continue;
    if (effect == FailureEffect::kUntouched) report.changes.push_back({f, effect});
    report.changes.back().effect = FailureEffect::kLost;
  }
  for (FlowChange& change : report.changes) {
    if (change.effect != FailureEffect::kLost) continue;
    change.effect = AdmitAgain(admission, change.flow, plan.flows[change.flow]);
    FlowPlan& given = report.plan.given[change.flow];
    given = {};
    if (change.effect == FailureEffect::kLost) {
      FlowRequest on_one = plan.flows[change.flow];
      on_one.protection = Protection::kNone;
      given.refusal = admission.WhyNot(on_one);
    }
  }
  for (const FlowIndex f : order) {
    if (admission.Carries(f)) report.plan.given[f] = admission.Given(f);
  }
  report.plan.buffers = BuffersOf(report.plan);
  return report;
}

}  // namespace lianmeng::network
