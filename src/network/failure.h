// What becomes of a plan when fibres are cut or a router is lost: who goes on as before, who is carried elsewhere, who
// is not carried any more.
//
// Flows that the cut does not meet stay where they are. A flow with two routes of which one is left goes on with that
// one, its packets held as before: nothing is lost and its bounds hold. All others are admitted anew without the cut
// links, the most important first; one that asks for two routes where there are no longer two gets one.
//
// Example:   const FailureReport report = PlanAround(plan, LinksBetween(plan.backbone, nanjing, hefei), {});
// Cost:      a look at every flow, and an admission for each that is met. 2,000 flows: docs/benchmarks.md.
// Determinism: equal plans, equal answers.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "network/admission.h"
#include "network/plan.h"

namespace lianmeng::network {

enum class FailureEffect : uint8_t {
  kUntouched,   // no link of its routes is cut
  kOnOne,       // protected: goes on with the route that is left, bounds as they were
  kMoved,       // carried elsewhere
  kMovedToOne,  // protected, carried elsewhere on one route
  kLost,
};

struct FlowChange {
  FlowIndex flow = 0;
  FailureEffect effect = FailureEffect::kLost;
};

struct FailureReport {
  Plan plan;  // with the cut in it; CheckPlan accepts it
  std::vector<FlowChange>
      changes;  // of the flows that were carried and are met, the most important first
};

// Requires: a plan that CheckPlan accepts; links of its backbone.
[[nodiscard]] FailureReport PlanAround(const Plan& plan, const std::vector<LinkIndex>& cut,
                                       const AdmissionOptions& options);

// The links of every fibre between two sites, both ways; of every fibre of a site. Empty if there are none.
[[nodiscard]] std::vector<LinkIndex> LinksBetween(const Backbone& backbone, SiteIndex a,
                                                  SiteIndex b);
[[nodiscard]] std::vector<LinkIndex> LinksOf(const Backbone& backbone, SiteIndex site);

}  // namespace lianmeng::network
