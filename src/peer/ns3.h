// A plan's packets through ns-3, by the shared module lianmeng_ns3.so, which is opened only then: another simulator's
// clockwork, wires and queues, to hold ours against.
//
// Example:   LM_ASSIGN(auto passages, SimulateByNs3(plan, {.kind = network::AdversaryKind::kLate, .cycles = 100}));
// Cost:      some microseconds for each packet and link, and for each cycle of each port until the last packet is out.
// Determinism: equal plan and episode, equal passages. ns-3 keeps its state in the process: one run at a time.
// Errors:    kNotFound if the module is not installed; as network::ValidateForSimulation.
#pragma once

#include <vector>

#include "base/result.h"
#include "network/simulator.h"

namespace lianmeng::peer {

// The plan's world and what it sends are given to ns-3 ready made; policing, elimination and dampers stay outside.
// In order of flow, route, hop and sequence.
[[nodiscard]] Result<std::vector<network::PacketPassage>> SimulateByNs3(
    const network::Plan& plan, const network::Episode& episode);

}  // namespace lianmeng::peer
