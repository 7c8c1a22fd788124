#include "network/plan_checker.h"

#include <algorithm>
#include <set>

namespace lianmeng::network {
namespace {

__extension__ typedef __int128 Wide;
constexpr Wide kBillion = 1'000'000'000;
constexpr int64_t kCycleMax = int64_t{1} << 40;
// Bits of `bytes`, a billion times: what a wire of `rate` bits a second sends in as many nanoseconds as rate · time.
Wide BitsBillion(int64_t bytes) { return Wide{bytes} * 8 * kBillion; }

class Checker {
 public:
  explicit Checker(const Plan& plan)
      : plan_(plan), system_(plan.backbone.system), links_(plan.backbone.links) {}

  Status Run() {
    LM_TRY(Validate(plan_.backbone));
    LM_TRY(Validate(plan_.backbone, plan_.flows));
    LM_TRY(CheckSizes());
    bytes_.assign(links_.size() * static_cast<size_t>(plan_.hypercycle), 0);
    buffers_.assign(links_.size(), 0);
    for (size_t f = 0; f < plan_.flows.size(); ++f) LM_TRY(CheckRoutes(f));
    LM_TRY(CheckLoads());
    for (size_t f = 0; f < plan_.flows.size(); ++f) LM_TRY(CheckBounds(f));
    for (size_t l = 0; l < links_.size(); ++l) {
      LM_TRY(Equal("links/" + std::to_string(l) + "/buffers", plan_.buffers[l], buffers_[l]));
    }
    return Ok{};
  }

 private:
  static Status Demand(bool holds, std::string field, int64_t value, TextPair message) {
    if (holds) return Ok{};
    return MakeError(
        ErrorCode::kInvalidArgument, std::move(message),
        {.file = {}, .line = 0, .field = std::move(field), .value = std::to_string(value)});
  }
  static Status Equal(std::string field, int64_t stated, Wide computed) {
    const std::string found = std::to_string(static_cast<int64_t>(computed));
    return Demand(stated == computed, std::move(field), stated,
                  {"复核得 " + found, "recomputed as " + found});
  }

  static std::string FlowField(size_t flow) { return "flows/" + std::to_string(flow) + "/given"; }
  static std::string RouteField(size_t flow, size_t route) {
    return FlowField(flow) + "/routes/" + std::to_string(route);
  }
  static std::string HopField(size_t flow, size_t route, size_t hop, const char* field) {
    return RouteField(flow, route) + "/hops/" + std::to_string(hop) + "/" + field;
  }

  Status CheckSizes() const {
    const int64_t hypercycle = plan_.hypercycle;
    LM_TRY(Demand(plan_.given.size() == plan_.flows.size() && plan_.buffers.size() == links_.size(),
                  "flows", static_cast<int64_t>(plan_.given.size()),
                  {"记录不全", "answers or buffers are missing"}));
    LM_TRY(Demand(hypercycle > 0 && hypercycle <= kHypercycleMax &&
                      hypercycle % system_.buffers == 0 &&
                      static_cast<int64_t>(links_.size()) * hypercycle <= kSlotsMax,
                  "hypercycle", hypercycle,
                  {"应为缓冲数的倍数，且不过大",
                   "must be a multiple of the number of buffers, and not too large"}));
    for (size_t f = 0; f < plan_.flows.size(); ++f) {
      const int64_t interval_ns = plan_.flows[f].interval_ns;
      LM_TRY(Demand(hypercycle % (interval_ns / system_.cycle_ns) == 0,
                    "flows/" + std::to_string(f) + "/interval_ns", interval_ns,
                    {"不整除超周期", "does not divide the hypercycle"}));
    }
    return Ok{};
  }

  // When a port opens for a cycle, by the reference.
  Wide Opening(LinkIndex link, int64_t cycle) const {
    return links_[link].phase_ns + Wide{cycle} * system_.cycle_ns;
  }

  Status CheckRoutes(size_t f) {
    const FlowPlan& given = plan_.given[f];
    const size_t wanted = plan_.flows[f].protection == Protection::kNone ? 1 : 2;
    const bool is_refused = given.refusal.reason != RefusalReason::kNone;
    const size_t routes = given.routes.size();
    const bool lacks_one = !is_refused && !plan_.cut.empty() && routes + 1 == wanted && routes > 0;
    LM_TRY(
        Demand(lacks_one || routes == (is_refused ? 0 : wanted), FlowField(f),
               static_cast<int64_t>(routes),
               {"路由数与要求或拒绝不符", "has not as many routes as asked for, or is refused"}));
    for (size_t r = 0; r < routes; ++r) {
      LM_TRY(CheckRoute(f, r));
      AddBytes(plan_.flows[f], given.routes[r]);
    }
    return routes < 2 ? Status(Ok{}) : CheckDisjoint(f);
  }

  // From source to destination without passing a site twice, each cycle closed before the next port opens.
  Status CheckRoute(size_t f, size_t r) {
    const FlowRequest& flow = plan_.flows[f];
    SiteIndex at = flow.source;
    std::set<SiteIndex> passed{at};
    const std::vector<Hop>& hops = plan_.given[f].routes[r].hops;
    for (size_t h = 0; h < hops.size(); ++h) {
      const auto [link, cycle, latency] = hops[h];
      const std::string field = HopField(f, r, h, "link"), cycle_field = HopField(f, r, h, "cycle");
      LM_TRY(Demand(link < links_.size() && links_[link].from == at, field, link,
                    {"不接上一跳", "does not begin where the hop before it ends"}));
      at = links_[link].to;
      LM_TRY(Demand(passed.insert(at).second, field, link,
                    {"两次经过同一站点", "passes a site twice"}));
      LM_TRY(Demand(std::ranges::find(plan_.cut, link) == plan_.cut.end(), field, link,
                    {"链路已中断", "is cut"}));
      LM_TRY(Demand(cycle >= 0 && cycle <= kCycleMax, cycle_field, cycle,
                    {"超出范围", "is out of range"}));
      int64_t& buffers = buffers_[link];
      buffers = std::max<int64_t>(buffers, 1);
      if (h == 0) continue;
      // The latest that the last bit of the earlier cycle is ready here; the earliest that this port opens.
      const Hop& before = hops[h - 1];
      const Wide error = system_.clock_error_ns, opening = Opening(link, cycle) - error;
      const Wide ready =
          Opening(before.link, before.cycle + 1) + error + links_[before.link].delay_ns_max;
      LM_TRY(Demand(ready <= opening, cycle_field, cycle,
                    {"打开时上一跳的包可能尚未到齐",
                     "opens before all packets of the hop before it are there"}));
      buffers = std::max(buffers, BuffersBetween(before, hops[h]));
      LM_TRY(Demand(buffers <= system_.buffers, cycle_field, cycle,
                    {"缓冲不够", "needs more buffers than there are"}));
    }
    return Demand(at == flow.destination, RouteField(f, r) + "/hops", at,
                  {"没有到达终点", "does not end at the destination"});
  }

  // Cycle c's buffer is taken from the earliest bit to the latest close. Just before that close, the buffers of the
  // cycles c, c + 1, … are taken whose own earliest bit came sooner.
  int64_t BuffersBetween(const Hop& from, const Hop& to) const {
    const Wide close = Opening(to.link, to.cycle + 1) + system_.clock_error_ns;
    const Wide early = links_[from.link].delay_ns_min - system_.clock_error_ns;
    int64_t count = 0;
    while (count <= system_.buffers && Opening(from.link, from.cycle + count) + early < close) {
      ++count;
    }
    return count;
  }

  void AddBytes(const FlowRequest& flow, const Route& route) {
    const int64_t period = flow.interval_ns / system_.cycle_ns;
    const int64_t burst = flow.packets * (flow.frame_bytes + kWireOverheadBytes);
    for (const Hop& hop : route.hops) {
      for (int64_t n = 0; n < plan_.hypercycle; n += period)
        bytes_[Slot(hop.link, hop.cycle + n)] += burst;
    }
  }

  size_t Slot(LinkIndex link, int64_t cycle) const {
    return size_t{link} * static_cast<size_t>(plan_.hypercycle) +
           static_cast<size_t>(cycle % plan_.hypercycle);
  }

  Status CheckDisjoint(size_t f) const {
    const FlowPlan& given = plan_.given[f];
    std::set<std::pair<SiteIndex, SiteIndex>> fibres;
    std::set<SiteIndex> sites;
    for (const Hop& hop : given.routes[0].hops) {
      fibres.insert(std::minmax(links_[hop.link].from, links_[hop.link].to));
      sites.insert(links_[hop.link].to);
    }
    for (size_t h = 0; h < given.routes[1].hops.size(); ++h) {
      const Hop& hop = given.routes[1].hops[h];
      const Link& link = links_[hop.link];
      const bool shares_site = plan_.flows[f].protection == Protection::kNodeDisjoint &&
                               link.to != plan_.flows[f].destination && sites.contains(link.to);
      LM_TRY(Demand(!shares_site && !fibres.contains(std::minmax(link.from, link.to)),
                    HopField(f, 1, h, "link"), hop.link,
                    {"与第一条路由不独立", "is shared with the first route"}));
    }
    return Ok{};
  }

  // In each cycle the reserved share at most, and all of it sent by the close behind a best-effort frame.
  Status CheckLoads() const {
    for (LinkIndex l = 0; l < links_.size(); ++l) {
      const Wide sent = Wide{links_[l].rate_bps} * system_.cycle_ns;  // bits · billion
      for (int64_t c = 0; c < plan_.hypercycle; ++c) {
        const int64_t bytes = bytes_[Slot(l, c)];
        const bool is_reserved = BitsBillion(bytes) * 1'000 <= sent * links_[l].reserved_permille;
        const bool is_sent = BitsBillion(bytes + links_[l].best_effort_bytes) <=
                             sent / kBillion * (kBillion - system_.clock_wander_ppb);
        if (bytes == 0 || (is_reserved && is_sent)) continue;
        return Demand(false, "links/" + std::to_string(l) + "/cycles/" + std::to_string(c), bytes,
                      {"字节数超出该周期的容量", "bytes exceed what the cycle can carry"});
      }
    }
    return Ok{};
  }

  struct Bounds {
    Wide min = 0, max = 0;
  };

  Bounds RouteBounds(const FlowRequest& flow, const Route& route, Wide first_opening) const {
    const Hop& hop = route.hops.back();
    const Link& last = links_[hop.link];
    const Wide error = system_.clock_error_ns, window = flow.arrival_window_ns;
    // Packets arrive between these moments.
    const Wide arrive_last = first_opening - error, arrive_first = arrive_last - window;
    const Wide opening = Opening(hop.link, hop.cycle);
    if (system_.has_damper) {
      const Wide ready = opening + system_.cycle_ns + error + last.delay_ns_max;  // the latest
      if (window == 0) return {ready - arrive_last, ready + 2 * error - arrive_last};
      // The stamp is off by the ingress clock and its granularity, the release by the egress clock; planned so that
      // the least stamp still waits for `ready`.
      const Wide stamp = 2 * error + system_.stamp_ns;
      return {ready - arrive_first, ready + stamp + 2 * error - arrive_first};
    }
    const int64_t period = flow.interval_ns / system_.cycle_ns;
    int64_t most = 0;
    for (int64_t n = 0; n < plan_.hypercycle; n += period) {
      most = std::max(most, bytes_[Slot(hop.link, hop.cycle + n)]);
    }
    const Wide own = BitsBillion(flow.frame_bytes + kWireOverheadBytes) / last.rate_bps;
    const Wide all =
        (BitsBillion(most + last.best_effort_bytes) + last.rate_bps - 1) / last.rate_bps;
    return {opening - error + own + last.delay_ns_min - arrive_last,
            opening + error + all + last.delay_ns_max - arrive_first};
  }

  Status CheckHops(size_t f, size_t r, Wide first_opening) const {
    const Wide early =
        2 * system_.clock_error_ns + plan_.flows[f].arrival_window_ns - first_opening;
    const std::vector<Hop>& hops = plan_.given[f].routes[r].hops;
    for (size_t h = 0; h < hops.size(); ++h) {
      const Wide ready =
          Opening(hops[h].link, hops[h].cycle + 1) + links_[hops[h].link].delay_ns_max;
      LM_TRY(Equal(HopField(f, r, h, "latency_ns_max"), hops[h].latency_ns_max, ready + early));
    }
    return Ok{};
  }

  Status CheckBounds(size_t f) const {
    const FlowPlan& given = plan_.given[f];
    if (given.routes.empty()) return Ok{};
    Wide opening = Opening(given.routes[0].hops[0].link, given.routes[0].hops[0].cycle);
    for (const Route& route : given.routes) {
      opening = std::min(opening, Opening(route.hops[0].link, route.hops[0].cycle));
    }
    // A flow that lost one of two routes keeps its window, and its hold, whatever they were.
    const bool lost_one =
        plan_.flows[f].protection != Protection::kNone && given.routes.size() == 1;
    const int64_t hold_kept = given.routes[0].hold_ns;
    if (lost_one) opening = std::min<Wide>(opening, given.opening_ns);
    LM_TRY(Equal(FlowField(f) + "/opening_ns", given.opening_ns, opening));
    LM_TRY(Demand(opening >= 0 && hold_kept >= 0 && hold_kept <= kIntervalNsMax,
                  RouteField(f, 0) + "/hold_ns", hold_kept, {"超出范围", "is out of range"}));
    std::vector<Bounds> routes;
    Wide later = 0;
    for (size_t r = 0; r < given.routes.size(); ++r) {
      LM_TRY(CheckHops(f, r, opening));
      routes.push_back(RouteBounds(plan_.flows[f], given.routes[r], opening));
      const DelayBounds& stated = given.routes[r].bounds;
      LM_TRY(Equal(RouteField(f, r) + "/latency_ns_min", stated.latency_ns_min, routes[r].min));
      LM_TRY(Equal(RouteField(f, r) + "/latency_ns_max", stated.latency_ns_max, routes[r].max));
      later = std::max(later, routes[r].min + (lost_one ? hold_kept : 0));
    }
    Bounds whole{later, 0};
    for (size_t r = 0; r < routes.size(); ++r) {
      const Wide hold = later - routes[r].min;
      LM_TRY(Equal(RouteField(f, r) + "/hold_ns", given.routes[r].hold_ns, hold));
      const Wide off =
          system_.has_damper ? 0 : (hold * system_.clock_wander_ppb + kBillion - 1) / kBillion;
      whole = {std::min(whole.min, later - off), std::max(whole.max, routes[r].max + hold + off)};
    }
    return CheckPromise(f, whole);
  }

  Status CheckPromise(size_t f, const Bounds& whole) const {
    const FlowRequest& flow = plan_.flows[f];
    const DelayBounds& stated = plan_.given[f].bounds;
    LM_TRY(Equal(FlowField(f) + "/latency_ns_min", stated.latency_ns_min, whole.min));
    LM_TRY(Equal(FlowField(f) + "/latency_ns_max", stated.latency_ns_max, whole.max));
    const TextPair too_much = {"超过所要求的", "is more than was asked for"};
    LM_TRY(Demand(whole.max <= flow.latency_ns_max, FlowField(f) + "/latency_ns_max",
                  stated.latency_ns_max, too_much));
    return Demand(whole.max - whole.min <= flow.jitter_ns_max, FlowField(f) + "/jitter_ns_max",
                  stated.JitterNs(), too_much);
  }

  const Plan& plan_;
  const CycleSystem& system_;
  const std::vector<Link>& links_;
  std::vector<int64_t> bytes_;    // by link, then cycle of the hypercycle
  std::vector<int64_t> buffers_;  // of each link's port
};

}  // namespace

Status CheckPlan(const Plan& plan) { return Checker(plan).Run(); }

}  // namespace lianmeng::network
