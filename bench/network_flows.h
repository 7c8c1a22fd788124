// Flows to fill a backbone with: one frame of 64 to 1,500 bytes between two sites drawn evenly, every one, two or four
// times a shortest interval.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "network/backbone.h"

namespace lianmeng {

struct EvenFlows {
  size_t count = 0;
  int64_t interval_ns_least = 0;
  int64_t latency_ns_max = 0;
  int64_t jitter_ns_least = 0;    // of the limits asked for,
  uint64_t jitter_ns_spread = 0;  // drawn evenly from so many; 0: all the same
};

inline std::vector<network::FlowRequest> MakeEvenFlows(const network::Backbone& backbone,
                                                       const EvenFlows& shape) {
  Random random(1);
  std::vector<network::FlowRequest> flows(shape.count);
  for (size_t i = 0; i < shape.count; ++i) {
    network::FlowRequest& flow = flows[i];
    flow.id = std::to_string(i);
    flow.source = static_cast<network::SiteIndex>(random.Below(backbone.sites.size()));
    do {
      flow.destination = static_cast<network::SiteIndex>(random.Below(backbone.sites.size()));
    } while (flow.destination == flow.source);
    flow.frame_bytes = 64 + static_cast<int64_t>(random.Below(1'437));
    flow.interval_ns = shape.interval_ns_least << random.Below(3);
    flow.latency_ns_max = shape.latency_ns_max;
    flow.jitter_ns_max = shape.jitter_ns_least;
    if (shape.jitter_ns_spread > 0) {
      flow.jitter_ns_max += static_cast<int64_t>(random.Below(shape.jitter_ns_spread));
    }
  }
  return flows;
}

}  // namespace lianmeng
