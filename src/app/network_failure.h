// A plan from a file after a cut: who goes on, who is carried elsewhere, who is not carried any more; and every single cut
// one after the other, to see which would hurt.
//
// Errors:  of the plan, which is recomputed first; kInvalidArgument: a site that is not there, two sites that no fibre
//          joins. kInternal if the checker refuses the new plan. kCancelled.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "network/failure.h"

namespace lianmeng::app {

struct FailNetworkOptions {
  std::string plan;
  std::vector<std::string> cuts;     // "A-B": every fibre between two sites
  std::vector<std::string> routers;  // sites that are lost
  std::string out;                   // the new plan; empty: none
  network::AdmissionOptions admission;
};

struct FailNetworkReport {
  network::Plan before;
  network::FailureReport failure;
  double seconds = 0;  // of planning anew
};

[[nodiscard]] Result<FailNetworkReport> FailNetwork(const FailNetworkOptions& options);

// What one cut does.
struct CutEffect {
  network::SiteIndex a = 0, b = 0;
  int64_t on_one = 0, moved = 0, lost = 0;
  double seconds = 0;
};
// Every fibre of a plan cut alone; those that lose most first. Requires: a plan that CheckPlan accepts.
[[nodiscard]] Result<std::vector<CutEffect>> CutEachFibre(
    const network::Plan& plan, const network::AdmissionOptions& admission, Progress& progress);

struct EachCutReport {
  network::Plan plan;
  std::vector<CutEffect> cuts;  // those that lose most first
};
[[nodiscard]] Result<EachCutReport> FailEachFibre(const std::string& plan,
                                                  const network::AdmissionOptions& admission,
                                                  Progress& progress);

}  // namespace lianmeng::app
