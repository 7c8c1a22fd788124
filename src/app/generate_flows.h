// Flows to try a backbone on (network/synthetic_flows.h), as a table of flows (docs/formats/backbone.md).
//
// Determinism: equal topology and options, equal bytes.
// Errors:      of the topology, as in app/network_files.h; of the options and of the file; kCancelled. Wrong rows of the
//              topology are collected, and nothing is written.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "app/network_files.h"
#include "base/progress.h"
#include "base/result.h"
#include "network/synthetic_flows.h"

namespace lianmeng::app {

struct GenerateFlowsOptions {
  NetworkFiles files;  // without flows
  NetworkOptions network;
  network::SyntheticFlows flows;  // its sizes are the topology's
  std::string out;                // empty: standard output
};

struct GenerateFlowsReport {
  std::array<int64_t, network::kFlowKinds> made{};  // of each kind
  int64_t is_protected = 0;
  NetworkInput input;  // its errors and warnings
};

[[nodiscard]] Result<GenerateFlowsReport> GenerateFlows(const GenerateFlowsOptions& options,
                                                        Progress& progress);

}  // namespace lianmeng::app
