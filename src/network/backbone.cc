#include "network/backbone.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_set>

namespace lianmeng::network {
namespace {

constexpr int64_t kPermille = 1'000;
constexpr int64_t kPpbPerPpm = 1'000;
constexpr int64_t kWanderPpbMax = 100'000;  // 100 ppm: what an unlocked oscillator drifts
// Light in a vacuum needs 3.3356 ns for a metre; in glass 4.9, in hollow fibre little more than in a vacuum.
constexpr int64_t kLightPsPerM = 3'335;
constexpr int64_t kPsPerNs = 1'000;

Error At(std::string field, int64_t value, TextPair message) {
  return MakeError(
      ErrorCode::kInvalidArgument, std::move(message),
      {.file = {}, .line = 0, .field = std::move(field), .value = std::to_string(value)});
}

// Where in a list of records a field stands: "links/3/rate_bps".
class Fields {
 public:
  Fields(std::string_view list, size_t index)
      : prefix_(std::string(list) + "/" + std::to_string(index) + "/") {}
  explicit Fields(std::string_view record) : prefix_(std::string(record) + "/") {}

  Status Between(std::string_view field, int64_t value, int64_t min, int64_t max) const {
    if (value >= min && value <= max) return Ok{};
    const std::string low = std::to_string(min), high = std::to_string(max);
    return Refuse(
        field, value,
        {"应在 " + low + " 到 " + high + " 之间", "must lie between " + low + " and " + high});
  }
  Error Refuse(std::string_view field, int64_t value, TextPair message) const {
    return At(prefix_ + std::string(field), value, std::move(message));
  }

 private:
  std::string prefix_;
};

Status CheckClock(const CycleSystem& system) {
  const Fields fields("system");
  if (system.clock_drift_ppb != 0) {
    const int64_t slip_us = system.cycle_ns * kNsPerSecond / 1'000 /
                            std::max<int64_t>(1, std::abs(system.clock_drift_ppb));
    const std::string ppm = std::to_string(system.clock_drift_ppb / kPpbPerPpm);
    const std::string after = std::to_string(slip_us);
    return fields.Refuse(
        "clock_drift_ppb", system.clock_drift_ppb,
        {"时钟未锁频：漂移 " + ppm + " ppm 时每 " + after + " 微秒就滑过一个周期，任何界都不成立",
         "clocks that are not locked in frequency slip a whole cycle every " + after + " µs at " +
             ppm + " ppm: no bound holds"});
  }
  if (system.clock_error_ns < 0 || system.clock_error_ns >= system.cycle_ns) {
    return fields.Refuse(
        "clock_error_ns", system.clock_error_ns,
        {"时钟误差应不小于 0 且小于一个周期（" + std::to_string(system.cycle_ns) + " 纳秒）",
         "must be at least 0 and less than a cycle of " + std::to_string(system.cycle_ns) + " ns"});
  }
  LM_TRY(fields.Between("clock_wander_ppb", system.clock_wander_ppb, 0, kWanderPpbMax));
  return fields.Between("stamp_ns", system.stamp_ns, 1, system.cycle_ns);
}

Status CheckSites(const std::vector<std::string>& sites) {
  if (sites.size() > kSitesMax) {
    return MakeError(
        ErrorCode::kResourceExhausted, {"站点过多", "too many sites"},
        {.file = {}, .line = 0, .field = "sites", .value = std::to_string(sites.size())});
  }
  std::unordered_set<std::string_view> seen;
  for (size_t i = 0; i < sites.size(); ++i) {
    if (!sites[i].empty() && seen.insert(sites[i]).second) continue;
    return MakeError(
        ErrorCode::kInvalidArgument,
        sites[i].empty() ? TextPair{"站点没有名称", "a site without a name"}
                         : TextPair{"站点重名", "two sites have this name"},
        {.file = {}, .line = 0, .field = "sites/" + std::to_string(i), .value = sites[i]});
  }
  return Ok{};
}

Status CheckLink(const Backbone& backbone, size_t index) {
  const Link& link = backbone.links[index];
  const Fields fields("links", index);
  const auto last_site = static_cast<int64_t>(backbone.sites.size()) - 1;
  LM_TRY(fields.Between("from", link.from, 0, last_site));
  LM_TRY(fields.Between("to", link.to, 0, last_site));
  if (link.from == link.to) {
    return fields.Refuse("to", link.to, {"两端是同一个站点", "leads to the site it comes from"});
  }
  LM_TRY(fields.Between("fibre_m", link.fibre_m, 1, kFibreMMax));
  LM_TRY(fields.Between("rate_bps", link.rate_bps, kRateBpsMin, kRateBpsMax));
  LM_TRY(fields.Between("delay_ns_max", link.delay_ns_max, 1, kDelayNsMax));
  LM_TRY(fields.Between("delay_ns_min", link.delay_ns_min, 1, link.delay_ns_max));
  if (link.delay_ns_min < link.fibre_m * kLightPsPerM / kPsPerNs) {
    return fields.Refuse("delay_ns_min", link.delay_ns_min,
                         {"比光走完 " + std::to_string(link.fibre_m) + " 米还快",
                          "is quicker than light over " + std::to_string(link.fibre_m) + " m"});
  }
  LM_TRY(fields.Between("phase_ns", link.phase_ns, 0, backbone.system.cycle_ns - 1));
  LM_TRY(fields.Between("reserved_permille", link.reserved_permille, 0, kPermille));
  return fields.Between("best_effort_bytes", link.best_effort_bytes, 0,
                        kFrameBytesMax + kWireOverheadBytes);
}

Status CheckEverySiteIsReached(const Backbone& backbone) {
  std::vector<bool> is_reached(backbone.sites.size(), false);
  for (const Link& link : backbone.links) is_reached[link.from] = is_reached[link.to] = true;
  for (size_t i = 0; i < is_reached.size(); ++i) {
    if (is_reached[i]) continue;
    return MakeError(
        ErrorCode::kInvalidArgument, {"没有光纤连到这个站点", "no link reaches this site"},
        {.file = {}, .line = 0, .field = "sites/" + std::to_string(i), .value = backbone.sites[i]});
  }
  return Ok{};
}

Status CheckFlow(const Backbone& backbone, const std::vector<FlowRequest>& flows, size_t index) {
  const FlowRequest& flow = flows[index];
  const Fields fields("flows", index);
  const auto last_site = static_cast<int64_t>(backbone.sites.size()) - 1;
  const int64_t cycle_ns = backbone.system.cycle_ns;
  LM_TRY(fields.Between("source", flow.source, 0, last_site));
  LM_TRY(fields.Between("destination", flow.destination, 0, last_site));
  if (flow.source == flow.destination) {
    return fields.Refuse("destination", flow.destination,
                         {"起点和终点是同一个站点", "source and destination are the same site"});
  }
  LM_TRY(fields.Between("frame_bytes", flow.frame_bytes, kFrameBytesMin, kFrameBytesMax));
  LM_TRY(fields.Between("packets", flow.packets, 1, kPacketsMax));
  LM_TRY(fields.Between("interval_ns", flow.interval_ns, cycle_ns, kIntervalNsMax));
  if (flow.interval_ns % cycle_ns != 0) {
    const std::string cycle = std::to_string(cycle_ns);
    return fields.Refuse("interval_ns", flow.interval_ns,
                         {"间隔应为周期（" + cycle + " 纳秒）的整数倍",
                          "must be a multiple of the cycle of " + cycle + " ns"});
  }
  LM_TRY(fields.Between("latency_ns_max", flow.latency_ns_max, 1, kIntervalNsMax));
  LM_TRY(fields.Between("jitter_ns_max", flow.jitter_ns_max, 1, kIntervalNsMax));
  const int64_t window_ns_max = flow.interval_ns - 2 * backbone.system.clock_error_ns;
  if (window_ns_max <= 0) {
    return fields.Refuse(
        "interval_ns", flow.interval_ns,
        {"应大于两倍时钟误差，入口才分得清相邻的间隔",
         "must exceed twice the clock error, for the first site to tell intervals apart"});
  }
  if (flow.arrival_window_ns < 0 || flow.arrival_window_ns > window_ns_max) {
    const std::string most = std::to_string(window_ns_max);
    return fields.Refuse(
        "arrival_window_ns", flow.arrival_window_ns,
        {"到达窗口应在 0 到 " + most + " 之间：两个间隔的窗口之间须留出两倍时钟误差，入口才分得清",
         "must lie between 0 and " + most +
             ": twice the clock error must lie between the windows of two intervals, for the first "
             "site to tell them apart"});
  }
  return fields.Between("rank", flow.rank, 0, kRankMax);
}

}  // namespace

Status Validate(const Backbone& backbone) {
  const CycleSystem& system = backbone.system;
  const Fields fields("system");
  LM_TRY(fields.Between("cycle_ns", system.cycle_ns, kCycleNsMin, kCycleNsMax));
  LM_TRY(fields.Between("buffers", system.buffers, kBuffersMin, kBuffersMax));
  LM_TRY(CheckClock(system));
  LM_TRY(CheckSites(backbone.sites));
  if (backbone.links.size() > kLinksMax) {
    return MakeError(
        ErrorCode::kResourceExhausted, {"链路过多", "too many links"},
        {.file = {}, .line = 0, .field = "links", .value = std::to_string(backbone.links.size())});
  }
  if (!backbone.site_names.empty() && backbone.site_names.size() != backbone.sites.size()) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"站点的称呼与站点不一一对应", "is not one name for each site"},
                     {.file = {},
                      .line = 0,
                      .field = "site_names",
                      .value = std::to_string(backbone.site_names.size())});
  }
  for (size_t i = 0; i < backbone.links.size(); ++i) LM_TRY(CheckLink(backbone, i));
  return CheckEverySiteIsReached(backbone);
}

Status Validate(const Backbone& backbone, const std::vector<FlowRequest>& flows) {
  if (flows.size() > kFlowsMax) {
    return MakeError(
        ErrorCode::kResourceExhausted, {"业务流过多", "too many flows"},
        {.file = {}, .line = 0, .field = "flows", .value = std::to_string(flows.size())});
  }
  std::unordered_set<std::string_view> seen;
  for (size_t i = 0; i < flows.size(); ++i) {
    LM_TRY(CheckFlow(backbone, flows, i));
    if (!flows[i].id.empty() && seen.insert(flows[i].id).second) continue;
    return MakeError(ErrorCode::kInvalidArgument,
                     flows[i].id.empty() ? TextPair{"业务流没有名称", "a flow without a name"}
                                         : TextPair{"业务流重名", "two flows have this name"},
                     {.file = {},
                      .line = 0,
                      .field = "flows/" + std::to_string(i) + "/id",
                      .value = flows[i].id});
  }
  return Ok{};
}

}  // namespace lianmeng::network
