#include "network/reference_admission.h"

#include <algorithm>
#include <functional>
#include <map>

namespace lianmeng::network {
namespace {

// Bytes of each cycle of the hypercycle of each link.
using Loads = std::map<std::pair<LinkIndex, int64_t>, int64_t>;

void AddLoads(const Plan& plan, const FlowRequest& flow, const Route& route, Loads& loads) {
  const int64_t period = flow.interval_ns / plan.backbone.system.cycle_ns;
  for (const Hop& hop : route.hops) {
    for (int64_t n = 0; n < plan.hypercycle / period; ++n) {
      loads[{hop.link, (hop.cycle + n * period) % plan.hypercycle}] += BurstBytes(flow);
    }
  }
}

DelayBounds BoundsUnder(const Plan& plan, const FlowRequest& flow, const Route& route,
                        int64_t wait_ns, const Loads& loads) {
  const std::vector<Link>& links = plan.backbone.links;
  const int64_t period = flow.interval_ns / plan.backbone.system.cycle_ns;
  const Hop &first = route.hops.front(), &last = route.hops.back();
  int64_t most = 0;
  for (int64_t n = 0; n < plan.hypercycle / period; ++n) {
    most = std::max(most, loads.at({last.link, (last.cycle + n * period) % plan.hypercycle}));
  }
  return BoundsOf({links[first.link], links[last.link], last.cycle - first.cycle, wait_ns}, flow,
                  plan.backbone.system, most);
}

bool IsKept(const Plan& plan, const FlowRequest& flow, const FlowPlan& given, const Loads& loads) {
  if (given.routes.empty()) return true;
  const auto opening_ns = [&](const Route& route) {
    const Hop& hop = route.hops.front();
    return plan.backbone.links[hop.link].phase_ns + hop.cycle * plan.backbone.system.cycle_ns;
  };
  int64_t first_ns = opening_ns(given.routes[0]);
  for (const Route& route : given.routes) first_ns = std::min(first_ns, opening_ns(route));
  std::vector<DelayBounds> bounds;
  for (const Route& route : given.routes) {
    bounds.push_back(BoundsUnder(plan, flow, route, opening_ns(route) - first_ns, loads));
  }
  const DelayBounds whole =
      bounds.size() == 1 ? bounds[0] : Join(bounds[0], bounds[1], plan.backbone.system).bounds;
  return whole.latency_ns_max <= flow.latency_ns_max && whole.JitterNs() <= flow.jitter_ns_max;
}

bool FitsBeside(const Plan& plan, const FlowRequest& flow, const Route& route, Loads loads) {
  AddLoads(plan, flow, route, loads);
  for (const auto& [slot, bytes] : loads) {
    if (bytes > CycleCapacityBytes(plan.backbone.links[slot.first], plan.backbone.system))
      return false;
  }
  FlowPlan given;
  given.routes = {route};
  if (!IsKept(plan, flow, given, loads)) return false;
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    if (!IsKept(plan, plan.flows[f], plan.given[f], loads)) return false;
  }
  return true;
}

// Every path that passes no site twice and every first cycle, without holding.
std::vector<Route> AllRoutes(const Backbone& backbone, const FlowRequest& flow) {
  const int64_t period = flow.interval_ns / backbone.system.cycle_ns;
  std::vector<Route> routes;
  std::vector<bool> passed(backbone.sites.size(), false);
  Route route;
  std::function<void(SiteIndex)> go_on = [&](SiteIndex site) {
    if (site == flow.destination) {
      for (int64_t first = 0; first < period; ++first) {
        routes.push_back(route);
        for (Hop& hop : routes.back().hops) hop.cycle += first;
      }
      return;
    }
    passed[site] = true;
    for (LinkIndex l = 0; l < backbone.links.size(); ++l) {
      const Link& link = backbone.links[l];
      if (link.from != site || passed[link.to]) continue;
      int64_t cycle = 0;
      if (!route.hops.empty()) {
        const Hop& before = route.hops.back();
        cycle = before.cycle + CycleShift(backbone.links[before.link], link, backbone.system);
      }
      route.hops.push_back({l, cycle, 0});
      go_on(link.to);
      route.hops.pop_back();
    }
    passed[site] = false;
  };
  go_on(flow.source);
  return routes;
}

}  // namespace

int64_t ReferenceMostBytes(const Backbone& backbone, int64_t hypercycle,
                           const std::vector<FlowRequest>& flows) {
  Plan plan{.backbone = backbone,
            .flows = {},
            .hypercycle = hypercycle,
            .given = {},
            .buffers = {},
            .cut = {}};
  int64_t most = 0;
  std::function<void(size_t, int64_t)> decide = [&](size_t f, int64_t carried) {
    most = std::max(most, carried);
    if (f == flows.size()) return;
    decide(f + 1, carried);
    Loads loads;
    for (size_t i = 0; i < plan.flows.size(); ++i)
      AddLoads(plan, plan.flows[i], plan.given[i].routes[0], loads);
    const int64_t volume =
        BurstBytes(flows[f]) * (hypercycle * backbone.system.cycle_ns / flows[f].interval_ns);
    for (const Route& route : AllRoutes(backbone, flows[f])) {
      if (!FitsBeside(plan, flows[f], route, loads)) continue;
      plan.flows.push_back(flows[f]);
      plan.given.emplace_back().routes = {route};
      decide(f + 1, carried + volume);
      plan.flows.pop_back();
      plan.given.pop_back();
    }
  };
  decide(0, 0);
  return most;
}

bool ReferenceAdmits(const Plan& plan, const FlowRequest& flow, const AdmissionOptions& options) {
  const Backbone& backbone = plan.backbone;
  const int64_t period = flow.interval_ns / backbone.system.cycle_ns;
  Loads loads;
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    for (const Route& route : plan.given[f].routes) AddLoads(plan, plan.flows[f], route, loads);
  }
  std::vector<bool> passed(backbone.sites.size(), false);
  Route route;
  // Every way to go on from `site`, with `spare` cycles of holding left.
  std::function<bool(SiteIndex, int64_t)> go_on = [&](SiteIndex site, int64_t spare) {
    if (site == flow.destination) return FitsBeside(plan, flow, route, loads);
    passed[site] = true;
    bool fits = false;
    for (LinkIndex l = 0; l < backbone.links.size() && !fits; ++l) {
      const Link& link = backbone.links[l];
      if (link.from != site || passed[link.to]) continue;
      if (route.hops.empty()) {
        for (int64_t cycle = 0; cycle < period && !fits; ++cycle) {
          route.hops.push_back({l, cycle, 0});
          fits = go_on(link.to, spare);
          route.hops.pop_back();
        }
        continue;
      }
      const Hop before = route.hops.back();
      const int64_t shift = CycleShift(backbone.links[before.link], link, backbone.system);
      for (int64_t held = 0; held <= spare && !fits; ++held) {
        if (BuffersNeeded(backbone.links[before.link], link, backbone.system, shift + held) >
            backbone.system.buffers) {
          break;
        }
        route.hops.push_back({l, before.cycle + shift + held, 0});
        fits = go_on(link.to, spare - held);
        route.hops.pop_back();
      }
    }
    passed[site] = false;
    return fits;
  };
  return go_on(flow.source, options.extra_cycles);
}

}  // namespace lianmeng::network
