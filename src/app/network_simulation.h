// A plan's packets under adversaries (network/simulator.h), and the same packets through ns-3 (peer/ns3.h).
//
// Example:   LM_ASSIGN(auto report, SimulateNetwork({.plan = "PLAN.json", .packets = 1'000'000}));
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "network/simulator.h"

namespace lianmeng::app {

struct SimulateNetworkOptions {
  std::string plan;  // PLAN.json; what it claims is not checked beforehand
  uint64_t seed = 1;
  int64_t packets = 1'000'000;
  bool has_peer = false;  // also by ns-3, which is some hundred times slower
};

// Where two simulators see each packet lie ready behind each link.
struct PeerComparison {
  int64_t passages = 0;  // seen by both
  int64_t only_ours = 0, only_theirs = 0;
  int64_t difference_ps_max = 0;

  [[nodiscard]] bool Agrees() const {
    return only_ours == 0 && only_theirs == 0 && difference_ps_max <= network::kPsPerNs;
  }
};

struct SimulateNetworkReport {
  network::Plan plan;
  network::SimulationReport simulation;
  std::optional<PeerComparison> peer;
  double seconds = 0;
};

// Errors: as ReadPlan, network::Simulate and peer::SimulateByNs3.
[[nodiscard]] Result<SimulateNetworkReport> SimulateNetwork(const SimulateNetworkOptions& options);

// Carried flows by how much of their jitter bound was seen, the most first; ties by their place.
[[nodiscard]] std::vector<network::FlowIndex> TightestFlows(const SimulateNetworkReport& report);

}  // namespace lianmeng::app
