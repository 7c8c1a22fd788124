#include "app/network_export_tables.h"

#include "app/network_plan.h"
#include "network/cycles.h"

namespace lianmeng::app {
namespace {

using network::Plan;
using report::Cell;
using report::ColumnType;

// A site's name in both languages, as headings are: a file has readers of either.
Cell NameOf(const Plan& plan, network::SiteIndex site) {
  return report::BilingualHeading(SiteTitle(plan.backbone, site));
}

report::Table FlowsTable() {
  constexpr ColumnType kWhole = ColumnType::kInteger;
  return {{"业务流", "Flows"},
          {{{"流", "flow"}},
           {{"起点", "source"}},
           {{"起点名称", "source name"}},
           {{"终点", "destination"}},
           {{"终点名称", "destination name"}},
           {{"帧长 字节", "frame bytes"}, kWhole},
           {{"每间隔包数", "packets per interval"}, kWhole},
           {{"间隔 ns", "interval ns"}, kWhole},
           {{"级别", "rank"}, kWhole},
           {{"保护", "protection"}},
           {{"路径数", "routes"}, kWhole},
           {{"时延上界 ns", "latency at most ns"}, kWhole},
           {{"时延要求 ns", "latency asked ns"}, kWhole},
           {{"抖动上界 ns", "jitter at most ns"}, kWhole},
           {{"抖动要求 ns", "jitter asked ns"}, kWhole},
           {{"未承载原因", "why not carried"}}}};
}

Status WriteFlows(const Plan& plan, report::TableWriter& writer) {
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    const network::FlowRequest& flow = plan.flows[f];
    const network::FlowPlan& given = plan.given[f];
    std::vector<Cell> cells{flow.id,
                            plan.backbone.sites[flow.source],
                            NameOf(plan, flow.source),
                            plan.backbone.sites[flow.destination],
                            NameOf(plan, flow.destination),
                            flow.frame_bytes,
                            flow.packets,
                            flow.interval_ns,
                            flow.rank,
                            std::string(Word(flow.protection)),
                            static_cast<int64_t>(given.routes.size())};
    const bool is_carried = given.IsCarried();
    cells.push_back(is_carried ? Cell(given.bounds.latency_ns_max) : Cell());
    cells.emplace_back(flow.latency_ns_max);
    cells.push_back(is_carried ? Cell(given.bounds.JitterNs()) : Cell());
    cells.emplace_back(flow.jitter_ns_max);
    cells.push_back(is_carried ? Cell() : Cell(std::string(Word(given.refusal.reason))));
    LM_TRY(writer.Row(cells));
  }
  return Ok{};
}

report::Table HopsTable() {
  constexpr ColumnType kWhole = ColumnType::kInteger;
  return {{"逐跳", "Hops"},
          {{{"流", "flow"}},
           {{"路径", "route"}, kWhole},
           {{"跳", "hop"}, kWhole},
           {{"链路", "link"}},
           {{"从", "from"}},
           {{"从 名称", "from name"}},
           {{"到", "to"}},
           {{"到 名称", "to name"}},
           {{"周期", "cycle"}, kWhole},
           {{"周期号", "cycle number"}, kWhole},
           {{"至此时延上界 ns", "latency so far at most ns"}, kWhole}}};
}

Status WriteHops(const Plan& plan, report::TableWriter& writer) {
  const std::vector<std::string> links = LinkNames(plan.backbone);
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    int64_t route_number = 0;
    for (const network::Route& route : plan.given[f].routes) {
      ++route_number;
      int64_t hop_number = 0;
      for (const network::Hop& hop : route.hops) {
        const network::Link& link = plan.backbone.links[hop.link];
        const Cell cells[] = {plan.flows[f].id,
                              route_number,
                              ++hop_number,
                              links[hop.link],
                              plan.backbone.sites[link.from],
                              NameOf(plan, link.from),
                              plan.backbone.sites[link.to],
                              NameOf(plan, link.to),
                              hop.cycle,
                              hop.cycle % plan.backbone.system.buffers,
                              hop.latency_ns_max};
        LM_TRY(writer.Row(cells));
      }
    }
  }
  return Ok{};
}

report::Table PortsTable() {
  constexpr ColumnType kWhole = ColumnType::kInteger;
  return {{"端口", "Ports"},
          {{{"链路", "link"}},
           {{"从", "from"}},
           {{"从 名称", "from name"}},
           {{"到", "to"}},
           {{"到 名称", "to name"}},
           {{"光纤 m", "fibre m"}, kWhole},
           {{"速率 bit/s", "rate bit/s"}, kWhole},
           {{"最小时延 ns", "least delay ns"}, kWhole},
           {{"最大时延 ns", "most delay ns"}, kWhole},
           {{"相位 ns", "phase ns"}, kWhole},
           {{"占用缓冲", "buffers taken"}, kWhole},
           {{"每周期可承载 字节", "bytes for flows in a cycle"}, kWhole},
           {{"流数", "flows"}, kWhole},
           {{"占用", "taken"}, ColumnType::kPercent}}};
}

Status WritePorts(const Plan& plan, report::TableWriter& writer) {
  const network::CycleSystem& system = plan.backbone.system;
  std::vector<int64_t> flows(plan.backbone.links.size(), 0);
  std::vector<double> bytes(plan.backbone.links.size(), 0);  // in a cycle, on average
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    for (const network::Route& route : plan.given[f].routes) {
      for (const network::Hop& hop : route.hops) {
        ++flows[hop.link];
        bytes[hop.link] += static_cast<double>(network::BurstBytes(plan.flows[f])) *
                           static_cast<double>(system.cycle_ns) /
                           static_cast<double>(plan.flows[f].interval_ns);
      }
    }
  }
  const std::vector<std::string> links = LinkNames(plan.backbone);
  for (size_t l = 0; l < links.size(); ++l) {
    const network::Link& link = plan.backbone.links[l];
    const int64_t capacity = std::max<int64_t>(0, network::CycleCapacityBytes(link, system));
    const Cell cells[] = {links[l],
                          plan.backbone.sites[link.from],
                          NameOf(plan, link.from),
                          plan.backbone.sites[link.to],
                          NameOf(plan, link.to),
                          link.fibre_m,
                          link.rate_bps,
                          link.delay_ns_min,
                          link.delay_ns_max,
                          link.phase_ns,
                          plan.buffers[l],
                          capacity,
                          flows[l],
                          capacity > 0 ? bytes[l] / static_cast<double>(capacity) : 0.0};
    LM_TRY(writer.Row(cells));
  }
  return Ok{};
}

}  // namespace

Status WriteNetworkTable(const Plan& plan, NetworkTable table, report::TableWriter& writer) {
  switch (table) {
    case NetworkTable::kFlows:
      LM_TRY(writer.Begin(FlowsTable()));
      return WriteFlows(plan, writer);
    case NetworkTable::kHops:
      LM_TRY(writer.Begin(HopsTable()));
      return WriteHops(plan, writer);
    case NetworkTable::kPorts:
      LM_TRY(writer.Begin(PortsTable()));
      return WritePorts(plan, writer);
  }
  return Ok{};
}

}  // namespace lianmeng::app
