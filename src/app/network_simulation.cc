#include "app/network_simulation.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <tuple>

#include "app/network_plan.h"
#include "peer/ns3.h"

namespace lianmeng::app {
namespace {

using network::PacketPassage;

void Compare(const std::vector<PacketPassage>& ours, const std::vector<PacketPassage>& theirs,
             PeerComparison& comparison) {
  const auto key = [](const PacketPassage& passage) {
    return std::tuple(passage.flow, passage.route, passage.hop, passage.sequence);
  };
  size_t i = 0, j = 0;
  while (i < ours.size() && j < theirs.size()) {
    if (key(ours[i]) < key(theirs[j])) {
      ++comparison.only_ours;
      ++i;
    } else if (key(theirs[j]) < key(ours[i])) {
      ++comparison.only_theirs;
      ++j;
    } else {
      ++comparison.passages;
      comparison.difference_ps_max = std::max(comparison.difference_ps_max,
                                              std::abs(ours[i++].ready_ps - theirs[j++].ready_ps));
    }
  }
  comparison.only_ours += static_cast<int64_t>(ours.size() - i);
  comparison.only_theirs += static_cast<int64_t>(theirs.size() - j);
}

// Episode by episode, so that no more than one is held.
Result<PeerComparison> CompareWithNs3(const network::Plan& plan,
                                      const std::vector<network::Episode>& episodes) {
  PeerComparison comparison;
  for (const network::Episode& episode : episodes) {
    LM_ASSIGN(const std::vector<PacketPassage> theirs, peer::SimulateByNs3(plan, episode));
    std::vector<PacketPassage> ours;
    LM_TRY(network::Simulate(plan, {episode}, {.trace = &ours}));
    std::sort(ours.begin(), ours.end());
    Compare(ours, theirs, comparison);
  }
  return comparison;
}

}  // namespace

Result<SimulateNetworkReport> SimulateNetwork(const SimulateNetworkOptions& options) {
  SimulateNetworkReport report;
  LM_ASSIGN(report.plan, ReadPlan(options.plan));
  const network::SimulationOptions simulation{.seed = options.seed, .packets = options.packets};
  const auto start = std::chrono::steady_clock::now();
  LM_ASSIGN(report.simulation, network::Simulate(report.plan, simulation));
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (options.has_peer) {
    LM_ASSIGN(report.peer, CompareWithNs3(report.plan, report.simulation.episodes));
  }
  return report;
}

std::vector<network::FlowIndex> TightestFlows(const SimulateNetworkReport& report) {
  std::vector<std::pair<double, network::FlowIndex>> shares;
  for (network::FlowIndex f = 0; f < report.plan.flows.size(); ++f) {
    const network::FlowObservation& seen = report.simulation.flows[f];
    if (seen.delivered == 0) continue;
    const auto bound_ps = static_cast<double>(report.plan.given[f].bounds.JitterNs()) *
                          static_cast<double>(network::kPsPerNs);
    shares.emplace_back(bound_ps == 0 ? 0 : -static_cast<double>(seen.JitterPs()) / bound_ps, f);
  }
  std::sort(shares.begin(), shares.end());
  std::vector<network::FlowIndex> flows;
  for (const auto& [share, flow] : shares) flows.push_back(flow);
  return flows;
}

}  // namespace lianmeng::app
