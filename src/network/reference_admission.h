// Whether a flow can be carried beside those that are, by trying everything: each path that passes no site twice, each
// first cycle and each way to hold packets, with all bounds of all flows computed anew. For tests of admission.h.
#pragma once

#include "network/admission.h"

namespace lianmeng::network {

// Requires: a plan that CheckPlan accepts; `flow` is valid and unprotected, its interval divides the hypercycle.
// Cost: exponential in the sites.
[[nodiscard]] bool ReferenceAdmits(const Plan& plan, const FlowRequest& flow,
                                   const AdmissionOptions& options);

}  // namespace lianmeng::network
