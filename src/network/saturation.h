// A backbone that cannot carry all that is asked of it: who goes where, so that the most is carried, with a bound of
// what any plan could carry.
//
// Volume is what counts: the wire bytes that flows have in a hypercycle, each flow's once, over however many links. The
// bound is that of a linear program over paths, solved by column generation: a plan's flows, summed over the cycles of
// each link, are a solution of it (docs/network.md, "Saturation"). Its prices are rounded to whole numbers and the bound
// is computed anew from them, so that it is exact whatever the solver's arithmetic was.
//
// Example:   LM_ASSIGN(const Saturation most, Saturate(backbone, flows, {}, Progress::None()));
//            // most.carried_bytes, most.bound_bytes
// Cost:      some linear programs of (pairs of sites + links) rows, then an admission for each flow and path.
// Determinism: equal calls, equal answers.
// Source:    column generation: Ford & Fulkerson, "A suggested computation for maximal multi-commodity network flows",
//            Management Science 1958; the bound from any prices: Lagrange.
// Errors:    as MakePlan; kInternal if CLP finds no optimum; kCancelled.
#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "network/admission.h"
#include "network/plan.h"

namespace lianmeng::network {

struct Saturation {
  Plan plan;
  int64_t carried_bytes = 0;  // in a hypercycle
  int64_t asked_bytes = 0;
  int64_t bound_bytes = 0;       // no plan carries more
  int64_t first_come_bytes = 0;  // what admission one after the other carries
  int64_t columns = 0, rounds = 0;
};

// Flows may be carried elsewhere than MakePlan would, and others be refused, though never for the sake of flows of a
// lesser rank between the same two sites.
[[nodiscard]] Result<Saturation> Saturate(const Backbone& backbone,
                                          const std::vector<FlowRequest>& flows,
                                          const AdmissionOptions& options, Progress& progress);

}  // namespace lianmeng::network
