// The plain simulator that network/simulator.h is tested against: a heap of events, one for each opening, closing, frame
// sent and frame arrived, and devices that keep real queues and read real labels. Slow, and obviously right. It shares
// the world (network/adversary.h) and the records of what is observed, nothing else.
//
// Cost:      an event for each cycle of each port and two for each packet and link, each logarithmic in what is under
//            way. For tests.
// Requires:  a plan that ValidateForSimulation accepts.
#pragma once

#include <vector>

#include "network/simulator.h"

namespace lianmeng::network {

struct ReferenceRun {
  std::vector<FlowObservation> flows;
  std::vector<PortObservation> ports;
  std::vector<PacketPassage> passages;  // in order
  int64_t violations =
      0;  // of arrivals, of frames not sent, of bounds of latency and of the damper
};

[[nodiscard]] ReferenceRun SimulateByReference(const Plan& plan, const Episode& episode);

}  // namespace lianmeng::network
