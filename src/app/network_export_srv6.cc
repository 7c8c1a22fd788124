// Segment ids of links and cycles (draft-chen-detnet-sr-based-bounded-latency, CSQF) and the lists of them that lead flows.

#include <map>
#include <set>

#include <fmt/format.h>

#include "app/network_export_json.h"
#include "app/network_plan.h"

namespace lianmeng::app {
namespace {

using network::LinkIndex;
using network::Plan;
using network::SiteIndex;

constexpr size_t kFunctionMax = 0xffff;

// block (32 bits) : site (16) : function (16) : argument (32) : 0 (32). Function 0 ends a flow's path, its argument is
// the flow's number at the site; function n is the n-th link that leaves the site, its argument a cycle's number.
class Sids {
 public:
  Sids(const Plan& plan, uint32_t block) : plan_(plan), block_(block) {
    std::vector<size_t> leaving(plan.backbone.sites.size(), 0);
    for (const network::Link& link : plan.backbone.links) {
      functions_.push_back(++leaving[link.from]);
    }
  }

  [[nodiscard]] Status Check() const {
    for (LinkIndex l = 0; l < functions_.size(); ++l) {
      if (functions_[l] <= kFunctionMax) continue;
      const SiteIndex site = plan_.backbone.links[l].from;
      return MakeError(ErrorCode::kResourceExhausted,
                       {"站点的出方向链路过多，段标识写不下",
                        "more links leave the site than a segment id has room for"},
                       {.file = {},
                        .line = 0,
                        .field = "sites/" + std::to_string(site),
                        .value = plan_.backbone.sites[site]});
    }
    return Ok{};
  }

  [[nodiscard]] std::string Locator(SiteIndex site) const {
    return fmt::format("{:x}:{:x}:{:x}::/48", block_ >> 16, block_ & 0xffff, site);
  }
  [[nodiscard]] std::string OfLink(LinkIndex link, int64_t cycle) const {
    return Text(plan_.backbone.links[link].from, functions_[link], static_cast<uint64_t>(cycle));
  }
  [[nodiscard]] std::string OfEnd(SiteIndex site, uint64_t number) const {
    return Text(site, 0, number);
  }

 private:
  // Every group is written, so that ids compare and sort as text; zeros at the end alone are "::".
  [[nodiscard]] std::string Text(SiteIndex site, size_t function, uint64_t argument) const {
    return fmt::format("{:x}:{:x}:{:x}:{:x}:{:x}:{:x}::", block_ >> 16, block_ & 0xffff, site,
                       function, argument >> 16, argument & 0xffff);
  }

  const Plan& plan_;
  uint32_t block_;
  std::vector<size_t> functions_;  // of each link
};

// Which cycle follows which from one link to the next, as the carried flows use it.
struct Following {
  LinkIndex in = 0, out = 0;
  int64_t shift = 0;

  friend auto operator<=>(const Following&, const Following&) = default;
};

class Writer {
 public:
  Writer(const Plan& plan, uint32_t block)
      : plan_(plan),
        sids_(plan, block),
        links_(LinkNames(plan.backbone)),
        leaving_(plan.backbone.sites.size(), Json::array()),
        ends_(plan.backbone.sites.size(), Json::array()),
        followings_(plan.backbone.sites.size()) {}

  Result<Json> Write() {
    LM_TRY(sids_.Check());
    Json flows = Json::array();
    for (size_t f = 0; f < plan_.flows.size(); ++f) {
      if (plan_.given[f].IsCarried()) flows.push_back(FlowJson(f));
    }
    for (LinkIndex l = 0; l < plan_.backbone.links.size(); ++l) {
      leaving_[plan_.backbone.links[l].from].push_back(
          {{"link", links_[l]}, {"sid_of_cycle_0", sids_.OfLink(l, 0)}});
    }
    Json routers = Json::array();
    for (SiteIndex site = 0; site < ends_.size(); ++site) routers.push_back(RouterJson(site));
    return Json{{"format", "lianmeng-network-srv6"},
                {"version", 1},
                {"cycle_ns", plan_.backbone.system.cycle_ns},
                {"cycles", plan_.backbone.system.buffers},
                {"routers", std::move(routers)},
                {"flows", std::move(flows)}};
  }

 private:
  Json FlowJson(size_t f) {
    const network::FlowRequest& flow = plan_.flows[f];
    const std::string end = sids_.OfEnd(flow.destination, ends_[flow.destination].size() + 1);
    ends_[flow.destination].push_back({{"sid", end}, {"flow", flow.id}});
    const int64_t cycles = plan_.backbone.system.buffers;
    const int64_t interval_cycles = flow.interval_ns / plan_.backbone.system.cycle_ns;
    Json routes = Json::array();
    for (const network::Route& route : plan_.given[f].routes) {
      Json segments = Json::array();
      for (size_t h = 0; h < route.hops.size(); ++h) {
        const network::Hop& hop = route.hops[h];
        segments.push_back(sids_.OfLink(hop.link, hop.cycle % cycles));
        if (h == 0) continue;
        followings_[plan_.backbone.links[hop.link].from].insert(
            {route.hops[h - 1].link, hop.link, hop.cycle - route.hops[h - 1].cycle});
      }
      segments.push_back(end);
      routes.push_back({{"cycle", route.hops.front().cycle},
                        {"hold_ns", route.hold_ns},
                        {"segments", std::move(segments)}});
    }
    return {{"id", flow.id},
            {"source", plan_.backbone.sites[flow.source]},
            {"destination", plan_.backbone.sites[flow.destination]},
            {"interval_cycles", interval_cycles},
            {"argument_step", interval_cycles % cycles},
            {"routes", std::move(routes)}};
  }

  Json RouterJson(SiteIndex site) {
    Json mapping = Json::array();
    for (const Following& following : followings_[site]) {
      mapping.push_back({{"in_link", links_[following.in]},
                         {"out_link", links_[following.out]},
                         {"shift", following.shift},
                         {"cycle_of_0", following.shift % plan_.backbone.system.buffers}});
    }
    return {{"site", plan_.backbone.sites[site]},
            {"locator", sids_.Locator(site)},
            {"links", std::move(leaving_[site])},
            {"mapping", std::move(mapping)},
            {"ends", std::move(ends_[site])}};
  }

  const Plan& plan_;
  Sids sids_;
  std::vector<std::string> links_;
  std::vector<Json> leaving_, ends_;             // of each site: links, flows that end there
  std::vector<std::set<Following>> followings_;  // at each site
};

}  // namespace

Result<Json> Srv6Json(const Plan& plan, uint32_t sid_block) {
  return Writer(plan, sid_block).Write();
}

}  // namespace lianmeng::app
