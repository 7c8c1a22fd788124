// Parts that network/simulator.cc puts together; of no use elsewhere.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "network/simulator.h"

namespace lianmeng::network {

inline constexpr int64_t kRoundingPs = 2;  // of wander and wire time, each rounded to a picosecond

// Cycles that packets bound for any one port can be ahead of the one that is open.
[[nodiscard]] int64_t InboundCyclesMax(const Plan& plan);

// What comes out at the destinations, and how that compares with what was proven.
class Egress {
 public:
  Egress(const Plan& plan, SimulationReport& report);

  struct Arrived {
    FlowIndex flow;
    uint32_t route;
    uint32_t sequence;
    int64_t ready_ps;
    int64_t cycle;  // that the last link sent it in
  };
  void Receive(const World& world, const Arrived& arrived);

  // At the end of an episode: copies whose twin never came.
  void Flush();

 private:
  // Of a route, what its bounds leave after rounding.
  struct End {
    int64_t latency_ps_min = 0, latency_ps_max = 0;
    int64_t hold_ps = 0;
    uint32_t packets_per_interval = 1;
    bool is_alone = true;
  };
  struct Copy {
    int64_t arrival_ps = 0, latency_ps = 0;
  };
  struct Last {
    int64_t sequence = -1, out_ps = 0;
  };

  int64_t Release(const World& world, const Arrived& arrived, int64_t arrival_ps);

  void Eliminate(const Arrived& arrived, int64_t arrival_ps, int64_t latency_ps);

  void Deliver(FlowIndex flow, uint32_t sequence, int64_t arrival_ps, int64_t latency_ps);

  void Violate(ViolationKind kind, const Arrived& arrived, int64_t by_ps);

  const Plan& plan_;
  SimulationReport& report_;
  std::vector<uint32_t> first_end_;  // of each flow in ends_
  std::vector<End> ends_;
  std::unordered_map<uint64_t, Copy> copies_;
  std::vector<Last> last_;  // of each flow
};

}  // namespace lianmeng::network
