#include "network/label_map.h"

#include <map>
#include <tuple>

namespace lianmeng::network {
namespace {

class Mapper {
 public:
  explicit Mapper(const Plan& plan) : plan_(plan), next_(plan.backbone.sites.size(), kLabelFirst) {
    const int64_t cycles = plan.backbone.system.buffers;
    if (cycles > kTrafficClassCyclesMax) {
      map_.tag = CycleTag::kLabel;
      map_.labels_each = cycles;
    }
    map_.routers.resize(plan.backbone.sites.size());
  }

  Result<LabelMap> Map() {
    for (FlowIndex f = 0; f < plan_.given.size(); ++f) {
      if (!plan_.given[f].IsCarried()) continue;
      const SiteIndex end = plan_.flows[f].destination;
      const Label service = Take(end, 1);
      for (size_t r = 0; r < plan_.given[f].routes.size(); ++r) AddRoute(f, r, service);
    }
    for (SiteIndex site = 0; site < next_.size(); ++site) {
      if (next_[site] <= kLabelMax + 1) continue;
      return MakeError(
          ErrorCode::kResourceExhausted,
          {"站点 " + plan_.backbone.sites[site] + " 需要的标签超过 20 位所能表示的数量",
           "site " + plan_.backbone.sites[site] +
               " needs more labels than twenty bits can tell apart"},
          {.file = {},
           .line = 0,
           .field = "sites/" + std::to_string(site),
           .value = std::to_string(next_[site] - kLabelFirst)});
    }
    return std::move(map_);
  }

 private:
  // From the last hop to the first, so that what goes on in the same way finds the label that is there already.
  void AddRoute(FlowIndex f, size_t r, Label service) {
    const FlowRequest& flow = plan_.flows[f];
    const Route& route = plan_.given[f].routes[r];
    RouterLabels& end = map_.routers[flow.destination];
    if (end.end_label == 0) {
      end.end_label = static_cast<Label>(Take(flow.destination, map_.labels_each));
    }
    end.egress.push_back({service, f, route.hops.back().link, route.hold_ns});
    Label label = end.end_label;
    for (size_t h = route.hops.size(); h-- > 1;) {
      const int64_t shift = route.hops[h].cycle - route.hops[h - 1].cycle;
      label =
          LabelOf({.in_label = 0, .link = route.hops[h].link, .shift = shift, .out_label = label});
    }
    const Hop& first = route.hops.front();
    map_.routers[flow.source].ingress.push_back(
        {.flow = f,
         .route = r,
         .link = first.link,
         .cycle = first.cycle,
         .interval_cycles = flow.interval_ns / plan_.backbone.system.cycle_ns,
         .out_label = label,
         .service_label = service});
  }

  Label LabelOf(TransitEntry entry) {
    const auto [found, is_new] =
        known_.try_emplace({entry.link, entry.shift, entry.out_label}, Label{0});
    if (!is_new) return found->second;
    const SiteIndex site = plan_.backbone.links[entry.link].from;
    found->second = entry.in_label = Take(site, map_.labels_each);
    map_.routers[site].transit.push_back(entry);
    return entry.in_label;
  }

  Label Take(SiteIndex site, int64_t count) {
    const auto label = static_cast<Label>(next_[site]);
    next_[site] += count;
    return label;
  }

  const Plan& plan_;
  LabelMap map_;
  std::vector<int64_t> next_;  // of each site, the first label that is free
  std::map<std::tuple<LinkIndex, int64_t, Label>, Label> known_;
};

}  // namespace

Result<LabelMap> MapLabels(const Plan& plan) { return Mapper(plan).Map(); }

}  // namespace lianmeng::network
