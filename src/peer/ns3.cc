#include "peer/ns3.h"

#include <dlfcn.h>

#include <algorithm>

#include "base/program_module.h"
#include "peer/ns3_module.h"

namespace lianmeng::peer {
namespace {

using network::FlowIndex;
using network::FlowRequest;
using network::Hop;
using network::PacketPassage;
using network::Plan;
using network::World;

constexpr const char* kModule = "lianmeng_ns3.so";

Result<const LianmengNs3*> Ns3() {
  static void* const module = OpenProgramModule(kModule, ModuleSymbols::kOwn);
  if (module != nullptr) {
    const auto function = reinterpret_cast<decltype(&lianmeng_ns3)>(dlsym(module, "lianmeng_ns3"));
    if (function != nullptr) return function();
  }
  const char* reason = dlerror();
  return MakeError(
      ErrorCode::kNotFound,
      {"没有 ns-3 模块：安装 libns3-dev 后重新构建",
       "there is no ns-3 module: install libns3-dev and build again"},
      {.file = kModule, .line = 0, .field = {}, .value = reason == nullptr ? "" : reason});
}

struct Input {
  std::vector<LianmengNs3Port> ports;
  std::vector<LianmengNs3Hop> hops;
  std::vector<LianmengNs3Packet> packets;
};

// What the policer lets pass of an interval, on each of the flow's routes. `first_hops`: of those routes.
void AddInterval(const Plan& plan, const World& world, FlowIndex f, int64_t interval,
                 const std::vector<uint32_t>& first_hops, Input& input) {
  const FlowRequest& flow = plan.flows[f];
  std::vector<network::OfferedPacket> offered;
  world.Offer(f, interval, offered);
  if (offered.empty()) return;
  network::Police(plan, world, f, interval, offered);
  for (uint32_t r = 0; r < first_hops.size(); ++r) {
    const std::vector<Hop>& hops = plan.given[f].routes[r].hops;
    const int64_t cycle = world.CycleOf(f, hops[0], interval);
    const int64_t opening_ps = world.OpeningPs(hops[0].link, cycle);
    auto sequence = static_cast<uint32_t>(interval * flow.packets);
    for (const network::OfferedPacket& packet : offered) {
      input.packets.push_back({.flow = f,
                               .route = r,
                               .sequence = sequence++,
                               .first_hop = first_hops[r],
                               .hops = static_cast<uint32_t>(hops.size()),
                               .wire_bytes = packet.frame_bytes + network::kWireOverheadBytes,
                               .cycle = cycle,
                               .enters_ps = world.QueuesLast(f) ? opening_ps : packet.arrival_ps});
    }
  }
}

Input MakeInput(const Plan& plan, const World& world) {
  Input input;
  for (const network::Link& link : plan.backbone.links) {
    input.ports.push_back({link.rate_bps, link.delay_ns_min * network::kPsPerNs});
  }
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    std::vector<uint32_t> first_hops;
    for (const network::Route& route : plan.given[f].routes) {
      first_hops.push_back(static_cast<uint32_t>(input.hops.size()));
      for (size_t h = 0; h < route.hops.size(); ++h) {
        const int64_t shift = h == 0 ? 0 : route.hops[h].cycle - route.hops[h - 1].cycle;
        input.hops.push_back({route.hops[h].link, shift});
      }
    }
    for (int64_t n = 0; n < world.Intervals(f); ++n) {
      AddInterval(plan, world, f, n, first_hops, input);
    }
  }
  return input;
}

}  // namespace

Result<std::vector<PacketPassage>> SimulateByNs3(const Plan& plan,
                                                 const network::Episode& episode) {
  LM_TRY(network::ValidateForSimulation(plan));
  LM_ASSIGN(const LianmengNs3* ns3, Ns3());
  const World world(plan, episode);
  const Input input = MakeInput(plan, world);
  std::vector<PacketPassage> passages;
  const LianmengNs3Scenario scenario{
      .buffers = plan.backbone.system.buffers,
      .ports = input.ports.data(),
      .port_count = static_cast<uint32_t>(input.ports.size()),
      .hops = input.hops.data(),
      .packets = input.packets.data(),
      .packet_count = input.packets.size(),
      .world = &world,
      .opening_ps =
          [](const void* asked, uint32_t port, int64_t cycle) {
            return static_cast<const World*>(asked)->OpeningPs(port, cycle);
          },
      .best_effort_bytes =
          [](const void* asked, uint32_t port, int64_t cycle) {
            return static_cast<const World*>(asked)->BestEffortBytes(port, cycle);
          },
      .delay_ps =
          [](const void* asked, uint32_t port, uint32_t flow, uint32_t sequence) {
            return static_cast<const World*>(asked)->DelayPs(port, flow, sequence);
          },
      .out = &passages,
      .passed =
          [](void* out, const LianmengNs3Packet* packet, uint32_t hop, int64_t ready_ps) {
            static_cast<std::vector<PacketPassage>*>(out)->push_back(
                {packet->flow, packet->route, hop, packet->sequence, ready_ps});
          }};
  ns3->run(&scenario);
  std::sort(passages.begin(), passages.end());
  return passages;
}

}  // namespace lianmeng::peer
