// What is asked of a plan before it is simulated, what its sources may send, and what it is exposed to.
#include <algorithm>
#include <string>

#include "network/cycles.h"
#include "network/simulator_parts.h"

namespace lianmeng::network {
namespace {

constexpr int64_t kPsPerSecond = 1'000'000'000'000;
constexpr int64_t kBitsPerByte = 8;
constexpr int64_t kBucketsMax = int64_t{1} << 28;
constexpr int64_t kLongestPlan = int64_t{1} << 32;  // cycles: later ones are refused

Error Refuse(FlowIndex flow, const char* field, int64_t value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {},
                    .line = 0,
                    .field = "flows/" + std::to_string(flow) + "/" + field,
                    .value = std::to_string(value)});
}

Status ValidateRoute(const Plan& plan, FlowIndex flow, const Route& route) {
  const std::vector<Link>& links = plan.backbone.links;
  if (route.hops.empty()) {
    return Refuse(flow, "hops", 0, {"路径不能为空", "a route has one hop at least"});
  }
  SiteIndex at = plan.flows[flow].source;
  int64_t before = 0;
  for (const Hop& hop : route.hops) {
    if (hop.link >= links.size()) {
      return Refuse(flow, "link", hop.link, {"没有这条链路", "there is no such link"});
    }
    if (links[hop.link].from != at) {
      return Refuse(flow, "link", hop.link,
                    {"链路不从上一跳到达的节点出发", "does not begin where the hop before ends"});
    }
    if (hop.cycle < before || hop.cycle > kLongestPlan || hop.cycle - before > kLongestPlan / 4) {
      return Refuse(flow, "cycle", hop.cycle,
                    {"周期号应逐跳不减且不太大", "cycles do not go back, nor on for ever"});
    }
    before = hop.cycle;
    at = links[hop.link].to;
  }
  if (at == plan.flows[flow].destination) return Ok{};
  return Refuse(flow, "destination", at,
                {"路径不到达目的节点", "the route does not lead to the destination"});
}

}  // namespace

int64_t InboundCyclesMax(const Plan& plan) {
  int64_t delay_ns = 0;
  for (const Link& link : plan.backbone.links) delay_ns = std::max(delay_ns, link.delay_ns_max);
  return delay_ns / plan.backbone.system.cycle_ns + plan.backbone.system.buffers + 8;
}

std::string_view Name(ViolationKind kind) {
  switch (kind) {
    case ViolationKind::kTooLate:
      return "too-late";
    case ViolationKind::kBufferTaken:
      return "buffer-taken";
    case ViolationKind::kNotSent:
      return "not-sent";
    case ViolationKind::kLatencyBelow:
      return "latency-below";
    case ViolationKind::kLatencyAbove:
      return "latency-above";
    case ViolationKind::kReleaseMissed:
      return "release-missed";
    case ViolationKind::kBuffersAbove:
      return "buffers-above";
  }
  return "";
}

int64_t Police(const Plan& plan, const World& world, FlowIndex flow, int64_t interval,
               std::vector<OfferedPacket>& packets) {
  const FlowRequest& request = plan.flows[flow];
  const int64_t error_ps = plan.backbone.system.clock_error_ns * kPsPerNs;
  const int64_t end_ps = world.WindowEndPs(flow, interval);
  const int64_t latest_ps = end_ps + error_ps;
  const int64_t earliest_ps = end_ps - request.arrival_window_ns * kPsPerNs - error_ps;
  int64_t passed = 0;
  const size_t refused = std::erase_if(packets, [&](const OfferedPacket& packet) {
    const int64_t local_ps = world.LocalPs(request.source, packet.arrival_ps);
    const bool conforms = passed < request.packets && packet.frame_bytes == request.frame_bytes &&
                          earliest_ps <= local_ps && local_ps <= latest_ps;
    passed += conforms ? 1 : 0;
    return !conforms;
  });
  return static_cast<int64_t>(refused);
}

int64_t WirePs(int64_t bytes, int64_t rate_bps) {
  return static_cast<int64_t>(__int128{bytes} * (kBitsPerByte * kPsPerSecond) / rate_bps);
}

int64_t ReleaseNs(const Link& last, const FlowRequest& flow, const CycleSystem& system,
                  int64_t cycle, int64_t stamp_ns) {
  // When the last bit can be ready at the latest, by the destination's clock; and what the stamp can be short of.
  const int64_t ready_ns =
      last.phase_ns + (cycle + 1) * system.cycle_ns + last.delay_ns_max + 2 * system.clock_error_ns;
  if (flow.arrival_window_ns == 0) return ready_ns;
  return ready_ns + system.clock_error_ns + system.stamp_ns + stamp_ns;
}

Status ValidateForSimulation(const Plan& plan) {
  LM_TRY(Validate(plan.backbone));
  LM_TRY(Validate(plan.backbone, plan.flows));
  const int64_t lists[] = {static_cast<int64_t>(plan.given.size()),
                           static_cast<int64_t>(plan.buffers.size())};
  if (plan.given.size() != plan.flows.size() || plan.buffers.size() != plan.backbone.links.size() ||
      plan.hypercycle < 1 || plan.hypercycle > kHypercycleMax ||
      plan.hypercycle % plan.backbone.system.buffers != 0) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"规划的各部分不相配", "the parts of the plan do not fit each other"},
                     {.file = {},
                      .line = 0,
                      .field = "plan",
                      .value = std::to_string(lists[0]) + "/" + std::to_string(lists[1]) + "/" +
                               std::to_string(plan.hypercycle)});
  }
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    if (plan.given[f].routes.size() > 2) {
      return Refuse(f, "routes", static_cast<int64_t>(plan.given[f].routes.size()),
                    {"至多两条路径", "two routes at most"});
    }
    for (const Route& route : plan.given[f].routes) LM_TRY(ValidateRoute(plan, f, route));
  }
  const auto links = static_cast<int64_t>(plan.backbone.links.size());
  if (InboundCyclesMax(plan) * 2 * links > kBucketsMax) {
    return MakeError(
        ErrorCode::kResourceExhausted,
        {"链路太长而周期太短：在途的周期数超过仿真的上限",
         "links too long for so short a cycle: more cycles under way than can be held"});
  }
  return Ok{};
}

std::vector<Episode> EpisodesFor(const Plan& plan, const SimulationOptions& options) {
  constexpr double kRounds = 3;
  const std::vector<AdversaryKind> kinds =
      options.adversaries.empty()
          ? std::vector<AdversaryKind>(kAdversaryKinds.begin(), kAdversaryKinds.end())
          : options.adversaries;
  const int64_t cycle_ns = plan.backbone.system.cycle_ns;
  // However short an episode, each source goes through one interval.
  const auto packets_within = [&](int64_t cycles) {
    double packets = 0;
    for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
      if (!plan.given[f].IsCarried()) continue;
      const FlowRequest& flow = plan.flows[f];
      packets += static_cast<double>(flow.packets * CeilDiv(cycles * cycle_ns, flow.interval_ns));
    }
    return packets;
  };
  constexpr int64_t kCyclesMax = 200'000;
  const double per_cycle = packets_within(kCyclesMax) / static_cast<double>(kCyclesMax);
  if (per_cycle == 0) return {};  // nothing is carried
  const auto kinds_count = static_cast<double>(kinds.size());
  const auto length = static_cast<int64_t>(
      std::clamp(static_cast<double>(options.packets) / per_cycle / (kRounds * kinds_count), 1.0,
                 static_cast<double>(kCyclesMax)));
  const auto turns = static_cast<size_t>(std::clamp(
      static_cast<double>(options.packets) / packets_within(length) / kinds_count, 1.0, 1e6));
  const Random random(options.seed);
  std::vector<Episode> episodes;
  const AdversaryKind clock_kind = kinds[options.seed % kinds.size()];
  for (size_t e = 0; e < turns * kinds.size(); ++e) {
    episodes.push_back({.kind = kinds[e % kinds.size()],
                        .seed = random.Fork(e).Next(),
                        .cycles = length,
                        .clock_kind = clock_kind,
                        .clock_seed = options.seed});
  }
  return episodes;
}

}  // namespace lianmeng::network
