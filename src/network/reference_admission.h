// Whether a flow can be carried beside those that are, by trying everything: each path that passes no site twice, each
// first cycle and each way to hold packets, with all bounds of all flows computed anew. For tests of admission.h.
#pragma once

#include <vector>

#include "network/admission.h"

namespace lianmeng::network {

// Requires: a plan that CheckPlan accepts; `flow` is valid and unprotected, its interval divides the hypercycle.
// Cost: exponential in the sites.
[[nodiscard]] bool ReferenceAdmits(const Plan& plan, const FlowRequest& flow,
                                   const AdmissionOptions& options);

// The most volume (network/saturation.h) that any plan without holding carries, by trying every path and first cycle of
// every flow together. Requires: valid, unprotected flows whose intervals divide the hypercycle.
[[nodiscard]] int64_t ReferenceMostBytes(const Backbone& backbone, int64_t hypercycle,
                                         const std::vector<FlowRequest>& flows);

}  // namespace lianmeng::network
