// A plan for a whole list of flows: the most important first, then in their order.
//
// Example:   LM_ASSIGN(const Plan plan, MakePlan(backbone, flows, {}, progress));
// Errors:    those of Validate and HypercycleOf; kCancelled.
#pragma once

#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "network/admission.h"
#include "network/plan.h"

namespace lianmeng::network {

[[nodiscard]] Result<Plan> MakePlan(Backbone backbone, std::vector<FlowRequest> flows,
                                    const AdmissionOptions& options, Progress& progress);

// A plan that keeps promises: what `promised` gives a flow it is given again before any other is admitted; then flows for which
// that could not be (`moved`), then all others, each by rank.
// Requires: promised as flows, or empty; where it has routes, their hops are links of the backbone that follow each other
//           from the flow's source to its destination.
struct ResumedPlan {
  Plan plan;
  std::vector<FlowIndex> moved;
};
[[nodiscard]] Result<ResumedPlan> ResumePlan(Backbone backbone, std::vector<FlowRequest> flows,
                                             const std::vector<FlowPlan>& promised,
                                             const AdmissionOptions& options, Progress& progress);

// Flows by rank, then by number: the order in which they are admitted.
[[nodiscard]] std::vector<FlowIndex> ByRank(const std::vector<FlowRequest>& flows);

// Buffers of each link's port that the carried flows of a plan can occupy at once (theorem 3), at least 1 where there
// are any.
[[nodiscard]] std::vector<int64_t> BuffersOf(const Plan& plan);

}  // namespace lianmeng::network
