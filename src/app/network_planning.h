// Plans of plain files: read, made, checked and written, without a database (docs/formats/network-plan.md).
//
// Nothing is written before the checker (network/plan_checker.h) has recomputed it, and nothing appears under its name
// before all of it is there.
// Errors:  of the files and of their figures (app/network_files.h); kInternal if the checker does not agree. Wrong rows
//          are reported and leave no plan. kCancelled.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/network_files.h"
#include "base/progress.h"
#include "base/result.h"
#include "network/admission.h"
#include "network/plan.h"

namespace lianmeng::app {

struct PlanNetworkOptions {
  NetworkFiles files;
  NetworkOptions network;
  network::AdmissionOptions admission;
  bool rearranges =
      false;  // for the most volume, not first come first served by rank (network/saturation.h)
  std::string out;
};

// Wire bytes in a hypercycle.
struct PlanVolume {
  int64_t asked_bytes = 0, carried_bytes = 0, first_come_bytes = 0, bound_bytes = 0;
};

struct PlanNetworkReport {
  NetworkInput input;  // without backbone and flows, which the plan has
  network::Plan plan;
  std::optional<PlanVolume> volume;  // where it was rearranged
  double seconds = 0;                // of planning, without reading, checking and writing
};

[[nodiscard]] Result<PlanNetworkReport> PlanNetwork(const PlanNetworkOptions& options,
                                                    Progress& progress);

// A plan from a file, recomputed. Errors: those of ReadPlan and of network::CheckPlan, with file, line and JSON pointer.
[[nodiscard]] Result<network::Plan> ReadProvenPlan(const std::string& path);

// How a plan stands, for people and programs.
struct PlanSummary {
  int64_t flows = 0, carried = 0, protected_flows = 0, refused = 0;
  int64_t latency_ns_max = 0, jitter_ns_max = 0;  // the largest bounds of carried flows
  int64_t buffers_max = 0;
  // The link whose flows have the largest part of its reserved bytes, over the hypercycle, in thousandths.
  network::LinkIndex fullest_link = 0;
  int64_t fullest_permille = 0;
};
[[nodiscard]] PlanSummary Summarise(const network::Plan& plan);

}  // namespace lianmeng::app
