// One site's configuration: ietf-interfaces and ietf-detnet (RFC 9633) with data/yang/lianmeng-detnet-cycles for what these
// leave to queueing, as JSON (RFC 7951): names carry their module where it changes, whole numbers of 64 bits are texts.

#include <algorithm>

#include "app/network_export_json.h"
#include "app/network_plan.h"
#include "network/cycles.h"
#include "network/label_map.h"

namespace lianmeng::app {
namespace {

using network::FlowIndex;
using network::LinkIndex;
using network::Plan;
using network::SiteIndex;

constexpr int64_t kUint32Max = UINT32_MAX;

std::string Ours(std::string_view name) { return "lianmeng-detnet-cycles:" + std::string(name); }

Json LabelStack(network::Label label) {
  return {{"entry", Json::array({{{"id", 0}, {"label", label}}})}};
}

class Configuration {
 public:
  Configuration(const Plan& plan, SiteIndex site, const network::LabelMap& map)
      : plan_(plan), site_(site), map_(map), links_(LinkNames(plan.backbone)) {}

  Json Write() {
    const network::RouterLabels& router = map_.routers[site_];
    for (const network::IngressEntry& entry : router.ingress) AddIngress(entry);
    for (const network::TransitEntry& entry : router.transit) AddTransit(entry);
    AddEnds();
    Json detnet = {{"traffic-profile", std::move(profiles_)},
                   {"app-flows", {{"app-flow", std::move(app_flows_)}}},
                   {"service", {{"sub-layer", std::move(services_)}}},
                   {"forwarding", {{"sub-layer", std::move(forwarding_)}}}};
    return {{"ietf-interfaces:interfaces", {{"interface", Interfaces()}}},
            {Ours("cycle-system"), CycleSystem()},
            {"ietf-detnet:detnet", std::move(detnet)}};
  }

 private:
  Json CycleSystem() const {
    const network::CycleSystem& system = plan_.backbone.system;
    return {{"cycle-ns", system.cycle_ns},
            {"cycles", system.buffers},
            {"cycle-tag", map_.tag == network::CycleTag::kLabel ? "label" : "traffic-class"},
            {"clock-error-ns", system.clock_error_ns},
            {"clock-wander-ppb", system.clock_wander_ppb},
            {"damper", system.has_damper},
            {"stamp-ns", system.stamp_ns}};
  }

  Json Interfaces() const {
    Json interfaces = Json::array();
    for (LinkIndex l = 0; l < links_.size(); ++l) {
      const network::Link& link = plan_.backbone.links[l];
      if (link.from != site_ && link.to != site_) continue;
      Json entry = {{"name", links_[l]}, {"type", Ours("deterministic-port")}};
      if (link.from == site_) {
        const int64_t octets = network::CycleCapacityBytes(link, plan_.backbone.system);
        entry[Ours("cycle-port")] = {{"rate-bps", std::to_string(link.rate_bps)},
                                     {"phase-ns", link.phase_ns},
                                     {"flow-octets-max", std::max<int64_t>(0, octets)},
                                     {"best-effort-octets-max", link.best_effort_bytes},
                                     {"buffers", plan_.buffers[l]},
                                     {"delay-ns-min", link.delay_ns_min},
                                     {"delay-ns-max", link.delay_ns_max}};
      }
      interfaces.push_back(std::move(entry));
    }
    return interfaces;
  }

  // What a flow has both where it enters and where it leaves.
  void AddFlow(FlowIndex f) {
    const network::FlowRequest& flow = plan_.flows[f];
    const int64_t octets = flow.packets * flow.frame_bytes;
    const int64_t octets_second =
        network::CeilDiv(octets * network::kNsPerSecond, flow.interval_ns);
    Json spec = {{"max-pkts-per-interval", flow.packets},
                 {"max-payload-size", flow.frame_bytes},
                 {Ours("interval-ns"), std::to_string(flow.interval_ns)},
                 {Ours("arrival-window-ns"), flow.arrival_window_ns}};
    if (flow.interval_ns <= kUint32Max) spec["interval"] = flow.interval_ns;
    profiles_.push_back({{"name", flow.id},
                         {"traffic-requirements",
                          {{"min-bandwidth", std::to_string(octets_second)},
                           {"max-latency", flow.latency_ns_max},
                           {"max-latency-variation", flow.jitter_ns_max}}},
                         {"traffic-spec", std::move(spec)}});
    const network::DelayBounds& bounds = plan_.given[f].bounds;
    app_flows_.push_back(
        {{"name", flow.id},
         {"traffic-profile", flow.id},
         {Ours("proven"),
          {{"latency-ns-min", bounds.latency_ns_min}, {"latency-ns-max", bounds.latency_ns_max}}}});
  }

  Json ServiceOf(FlowIndex f, const char* operation, const char* protection) const {
    const network::FlowRequest& flow = plan_.flows[f];
    const bool is_protected = plan_.given[f].routes.size() > 1;
    return {{"name", flow.id},
            {"service-rank", flow.rank},
            {"traffic-profile", flow.id},
            {"service-protection",
             {{"protection", is_protected ? protection : "none"},
              {"sequence-number-length", is_protected ? "short-sn" : "zero-sn"}}},
            {"operation", operation}};
  }

  // Routes of one flow follow each other.
  void AddIngress(const network::IngressEntry& entry) {
    const std::string& id = plan_.flows[entry.flow].id;
    if (entry.route == 0) {
      AddFlow(entry.flow);
      Json service = ServiceOf(entry.flow, "initiation", "replication");
      service["incoming"] = {{"app-flow", {{"flow", Json::array({id})}}}};
      service["outgoing"] = {{"forwarding-sub-layer", {{"service-outgoing", Json::array()}}}};
      services_.push_back(std::move(service));
    }
    const std::string name = id + "/" + std::to_string(entry.route + 1);
    services_.back()["outgoing"]["forwarding-sub-layer"]["service-outgoing"].push_back(
        {{"index", entry.route},
         {"mpls-label-stack", LabelStack(entry.service_label)},
         {"sub-layer", Json::array({name})}});
    forwarding_.push_back(
        {{"name", name},
         {"operation", "impose-and-forward"},
         {"incoming", {{"service-sub-layer", {{"sub-layer", Json::array({id})}}}}},
         {"outgoing", OutOf(entry.link, entry.out_label)},
         {Ours("first-cycle"),
          {{"cycle", entry.cycle}, {"interval-cycles", entry.interval_cycles}}}});
  }

  void AddTransit(const network::TransitEntry& entry) {
    forwarding_.push_back({{"name", "label " + std::to_string(entry.in_label)},
                           {"operation", "swap-and-forward"},
                           {"incoming", {{"forwarding-id", {{"label", entry.in_label}}}}},
                           {"outgoing", OutOf(entry.link, entry.out_label)},
                           {Ours("following-cycle"), {{"shift", entry.shift}}}});
  }

  Json OutOf(LinkIndex link, network::Label label) const {
    return {{"interface",
             {{"outgoing-interface", links_[link]}, {"mpls-label-stack", LabelStack(label)}}}};
  }

  void AddEnds() {
    const network::RouterLabels& router = map_.routers[site_];
    Json ending = Json::array();
    for (size_t i = 0; i < router.egress.size();) {
      const network::EgressEntry& entry = router.egress[i];
      const std::string& id = plan_.flows[entry.flow].id;
      AddFlow(entry.flow);
      Json service = ServiceOf(entry.flow, "termination", "elimination");
      service["incoming"] = {{"service-id", {{"label", entry.service_label}}}};
      service["outgoing"] = {{"app-flow", {{"flow", Json::array({id})}}}};
      Json holds = Json::array();
      for (; i < router.egress.size() && router.egress[i].flow == entry.flow; ++i) {
        holds.push_back(
            {{"interface", links_[router.egress[i].link]}, {"hold-ns", router.egress[i].hold_ns}});
      }
      service[Ours("hold")] = std::move(holds);
      services_.push_back(std::move(service));
      ending.push_back(id);
    }
    if (router.end_label == 0) return;
    forwarding_.push_back(
        {{"name", "end"},
         {"operation", "pop-and-lookup"},
         {"incoming", {{"forwarding-id", {{"label", router.end_label}}}}},
         {"outgoing", {{"service-sub-layer", {{"sub-layer", std::move(ending)}}}}}});
  }

  const Plan& plan_;
  SiteIndex site_;
  const network::LabelMap& map_;
  std::vector<std::string> links_;
  Json profiles_ = Json::array(), app_flows_ = Json::array();
  Json services_ = Json::array(), forwarding_ = Json::array();
};

}  // namespace

Result<Json> YangJson(const Plan& plan, const std::string& site) {
  const std::optional<SiteIndex> index = FindSite(plan.backbone, site);
  if (!index) {
    return MakeError(ErrorCode::kNotFound, {"规划中没有这个站点", "the plan has no such site"},
                     {.file = {}, .line = 0, .field = "site", .value = site});
  }
  LM_ASSIGN(const network::LabelMap map, network::MapLabels(plan));
  return Configuration(plan, *index, map).Write();
}

}  // namespace lianmeng::app
