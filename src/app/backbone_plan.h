// The backbone of the store, planned: every flow with what it is given or why not, whoever was promised a place first.
//
// Example:   const PlannedBackbone planned = PlanBackbone(*reader.LoadBackbone());
// Cost:      an admission for each flow that was promised nothing; 2,000 flows: docs/benchmarks.md.
// Determinism: equal records, equal plan.
#pragma once

#include <optional>
#include <vector>

#include "app/network_files.h"
#include "network/admission.h"
#include "network/plan.h"
#include "store/backbone_rows.h"

namespace lianmeng::app {

struct BackboneProblem {
  TextPair words;
  std::optional<size_t> flow;  // in stored.flows, whose id the words name
};

struct PlannedBackbone {
  store::StoredBackbone stored;
  NetworkInput input;             // sites and links; backbone and flows are the plan's
  network::Plan plan;             // without flows and links where the topology cannot be planned
  std::vector<size_t> stored_of;  // of each flow of the plan, its place in stored.flows
  std::vector<network::FlowIndex> moved;  // promised a place that they could not be given again
  // What cannot be planned, in words: the whole topology, or flows that are left out.
  std::vector<BackboneProblem> problems;
  std::optional<Error> objection;  // of the checker: must be empty, and is shown if it is not
  double seconds = 0;              // of planning, without the checker

  [[nodiscard]] bool IsPlanned() const { return !plan.backbone.links.empty(); }
};

// What the operator's settings leave open is the program's own.
[[nodiscard]] NetworkOptions OptionsOf(const BackboneSettings& settings);

// How flows of a server are admitted: of a hundred refused ones it says at once what would admit them.
[[nodiscard]] network::AdmissionOptions ServerAdmission();

// What is wrong with the records is in `problems`.
[[nodiscard]] PlannedBackbone PlanBackbone(store::StoredBackbone stored);

// Whether the stored flows can be planned beside each other at all. Errors: kResourceExhausted, field "flows/3/interval_ns":
// together they repeat only after too long. Faults of single records are none here.
[[nodiscard]] Status CheckTogether(store::StoredBackbone stored);

}  // namespace lianmeng::app
