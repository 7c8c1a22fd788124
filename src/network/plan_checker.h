// Whether a plan proves what it says: recomputes it from the records alone, without admission's code or arithmetic.
//
// Every cycle's bytes are added up flow by flow; that one cycle closes before the next port's opens, and how many
// buffers lie between, is decided by comparing moments, not by the formulas of cycles.h; bounds, holds and buffers must
// be exactly those that follow. What a plan says of refused flows is not proven, only that they are not carried.
//
// Cost:      O(Σ hops · repetitions), 8 bytes for each link and cycle of the hypercycle.
// Errors:    kInvalidArgument: field is "flows/3/given/routes/0/hops/1/cycle" or the like, value what stands there, and
//            the message says what would have to; those of Validate.
#pragma once

#include "base/result.h"
#include "network/plan.h"

namespace lianmeng::network {

[[nodiscard]] Status CheckPlan(const Plan& plan);

}  // namespace lianmeng::network
