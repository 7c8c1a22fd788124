// Labels of a plan as JSON, router by router.

#include "app/network_export_json.h"
#include "app/network_plan.h"
#include "network/label_map.h"

namespace lianmeng::app {
namespace {

using network::LabelMap;
using network::Plan;

Json RouterJson(const Plan& plan, const LabelMap& map, network::SiteIndex site,
                const std::vector<std::string>& links) {
  const network::RouterLabels& router = map.routers[site];
  Json ingress = Json::array(), transit = Json::array(), egress = Json::array();
  for (const network::IngressEntry& entry : router.ingress) {
    ingress.push_back({{"flow", plan.flows[entry.flow].id},
                       {"route", entry.route + 1},
                       {"out_link", links[entry.link]},
                       {"cycle", entry.cycle},
                       {"interval_cycles", entry.interval_cycles},
                       {"out_label", entry.out_label},
                       {"service_label", entry.service_label}});
  }
  const int64_t cycles = plan.backbone.system.buffers;
  for (const network::TransitEntry& entry : router.transit) {
    transit.push_back({{"in_label", entry.in_label},
                       {"out_link", links[entry.link]},
                       {"shift", entry.shift},
                       {"cycle_of_0", entry.shift % cycles},
                       {"out_label", entry.out_label}});
  }
  for (const network::EgressEntry& entry : router.egress) {
    egress.push_back({{"service_label", entry.service_label},
                      {"flow", plan.flows[entry.flow].id},
                      {"in_link", links[entry.link]},
                      {"hold_ns", entry.hold_ns}});
  }
  return {{"site", plan.backbone.sites[site]},
          {"end_label", router.end_label == 0 ? Json(nullptr) : Json(router.end_label)},
          {"ingress", std::move(ingress)},
          {"transit", std::move(transit)},
          {"egress", std::move(egress)}};
}

}  // namespace

Result<Json> MplsJson(const Plan& plan) {
  LM_ASSIGN(const LabelMap map, network::MapLabels(plan));
  const std::vector<std::string> links = LinkNames(plan.backbone);
  Json routers = Json::array();
  for (network::SiteIndex site = 0; site < map.routers.size(); ++site) {
    routers.push_back(RouterJson(plan, map, site, links));
  }
  const bool is_by_label = map.tag == network::CycleTag::kLabel;
  return Json{{"format", "lianmeng-network-mpls"},
              {"version", 1},
              {"cycle_ns", plan.backbone.system.cycle_ns},
              {"cycles", plan.backbone.system.buffers},
              {"cycle_tag", is_by_label ? "label" : "traffic-class"},
              {"labels_each", map.labels_each},
              {"routers", std::move(routers)}};
}

}  // namespace lianmeng::app
