// Exports of plans: what routers would do with them is what the plan says, yanglint takes them, tables hold every row.

#include "app/network_export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "app/network_plan.h"
#include "ingest/xlsx_reader.h"
#include "network/cycles.h"
#include "network/planner.h"
#include "tests/network/random_backbone.h"
#include "tests/support/files.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::TemporaryFolder;
using lianmeng::testing::WriteFile;
using network::Plan;

std::string SourcePath(const std::string& relative) {
  return std::string(LIANMENG_SOURCE_DIR) + "/" + relative;
}

Plan RandomPlan(uint64_t seed, int64_t buffers) {
  Random random(seed);
  network::Backbone backbone = network::testing::RandomBackbone(random, {.sites = 5});
  backbone.system.buffers = buffers;
  auto flows = network::testing::RandomFlows(random, backbone, 20);
  Result<Plan> plan =
      network::MakePlan(std::move(backbone), std::move(flows), {}, Progress::None());
  EXPECT_TRUE(plan);
  return *std::move(plan);
}

std::string Exported(const Plan& plan, const NetworkFormatOptions& options) {
  const Result<std::string> bytes = NetworkBytes(plan, options);
  EXPECT_TRUE(bytes) << bytes.error().Describe(Language::kEnglish);
  return bytes ? *bytes : std::string();
}

// Where Debian's libyang*-tools has ietf-interfaces; nothing if it is not there or yanglint is not.
std::string InterfacesFolder() {
  if (std::system("yanglint --version > /dev/null 2>&1") != 0) return {};
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/share/doc", error)) {
    const std::filesystem::path folder = entry.path() / "examples";
    if (!entry.path().filename().string().starts_with("libyang")) continue;
    if (std::filesystem::exists(folder / "ietf-interfaces.yang", error)) return folder;
  }
  return {};
}

// What yanglint says against our module, our stand-ins with parts of RFC 9633 and RFC 8294, and Debian's ietf-interfaces;
// nothing if it takes the file.
std::string Yanglint(const std::string& file) {
  const std::string modules = SourcePath("data/yang"), stand_ins = SourcePath("tests/data/yang");
  const std::string command = "yanglint -t config -p " + modules + " -p " + stand_ins + " -p " +
                              InterfacesFolder() + " " + modules +
                              "/lianmeng-detnet-cycles@2026-11-28.yang " + stand_ins +
                              "/ietf-detnet.yang " + file + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  std::string said;
  char buffer[4096];
  while (const size_t count = fread(buffer, 1, sizeof buffer, pipe)) said.append(buffer, count);
  const int status = pclose(pipe);
  return status == 0 ? "" : "status " + std::to_string(status) + ": " + said;
}

constexpr const char* kNoYanglint =
    "yanglint or its example ietf-interfaces.yang is not installed (libyang-tools)";

TEST(NetworkExport, YanglintTakesEverySitesConfiguration) {
  if (InterfacesFolder().empty()) GTEST_SKIP() << kNoYanglint;
  const TemporaryFolder folder;
  for (const int64_t buffers : {8, 12}) {
    for (uint64_t seed = 1; seed <= 4; ++seed) {
      const Plan plan = RandomPlan(seed, buffers);
      for (const std::string& site : plan.backbone.sites) {
        const std::string file = folder / (site + ".json");
        WriteFile(file, Exported(plan, {.format = NetworkFormat::kYang, .site = site}));
        EXPECT_EQ(Yanglint(file), "") << "seed " << seed << " " << site;
      }
    }
  }
}

TEST(NetworkExport, YanglintRefusesWhatIsWrong) {
  if (InterfacesFolder().empty()) GTEST_SKIP() << kNoYanglint;
  const TemporaryFolder folder;
  const Plan plan = RandomPlan(1, 8);
  const std::string good =
      Exported(plan, {.format = NetworkFormat::kYang, .site = plan.backbone.sites[0]});
  const auto change = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    WriteFile(folder / "bad.json", text.replace(at, from.size(), to));
    return Yanglint(folder / "bad.json");
  };
  EXPECT_NE(change("\"outgoing-interface\": \"", "\"outgoing-interface\": \"no such "), "");
  EXPECT_NE(change("\"cycles\":", "\"cycle\":"), "");
  EXPECT_NE(change("\"operation\": \"", "\"operation\": \"un"), "");
}

TEST(NetworkExport, AConfigurationNamesEveryFlowWhereItEntersAndLeaves) {
  const Plan plan = RandomPlan(3, 8);
  size_t ends = 0;
  for (network::SiteIndex site = 0; site < plan.backbone.sites.size(); ++site) {
    const Json json = Json::parse(
        Exported(plan, {.format = NetworkFormat::kYang, .site = plan.backbone.sites[site]}));
    const Json& services = json["ietf-detnet:detnet"]["service"]["sub-layer"];
    for (const Json& service : services) {
      const auto flow = std::find_if(plan.flows.begin(), plan.flows.end(),
                                     [&](const auto& f) { return f.id == service["name"]; });
      ASSERT_NE(flow, plan.flows.end());
      EXPECT_EQ(service["operation"] == "initiation" ? flow->source : flow->destination, site);
      ++ends;
    }
  }
  const auto carried = std::count_if(plan.given.begin(), plan.given.end(),
                                     [](const auto& given) { return given.IsCarried(); });
  EXPECT_EQ(ends, 2 * static_cast<size_t>(carried));
}

// The site and link, the cycle's number of a segment id, by what the document says of routers.
struct Segment {
  std::string link;
  int64_t cycle = 0;
};

std::map<std::string, Segment> SegmentsOf(const Json& document) {
  std::map<std::string, Segment> segments;
  for (const Json& router : document["routers"]) {
    for (const Json& link : router["links"]) {
      const auto first = link["sid_of_cycle_0"].get<std::string>();
      EXPECT_TRUE(first.ends_with(":0::"));
      for (int64_t c = 0; c < document["cycles"]; ++c) {
        char group[20];
        std::snprintf(group, sizeof group, "%llx", static_cast<unsigned long long>(c));
        const std::string sid = first.substr(0, first.size() - 3) + group + "::";
        EXPECT_TRUE(segments.emplace(sid, Segment{link["link"], c}).second) << sid;
      }
    }
  }
  return segments;
}

TEST(NetworkExport, SegmentsLeadEveryFlowThroughItsCycles) {
  for (const int64_t buffers : {8, 20}) {
    for (uint64_t seed = 1; seed <= 10; ++seed) {
      const Plan plan = RandomPlan(seed, buffers);
      const std::vector<std::string> names = LinkNames(plan.backbone);
      const Json document = Json::parse(Exported(plan, {.format = NetworkFormat::kSrv6}));
      const std::map<std::string, Segment> segments = SegmentsOf(document);
      std::map<std::string, std::string> ends;  // segment id -> flow
      for (const Json& router : document["routers"]) {
        for (const Json& end : router["ends"]) {
          EXPECT_FALSE(segments.contains(end["sid"]));
          EXPECT_TRUE(ends.emplace(end["sid"], end["flow"]).second);
        }
      }
      size_t flow = 0;
      for (const Json& carried : document["flows"]) {
        while (!plan.given[flow].IsCarried()) ++flow;
        ASSERT_EQ(carried["id"], plan.flows[flow].id);
        const auto& routes = plan.given[flow].routes;
        ASSERT_EQ(carried["routes"].size(), routes.size());
        for (size_t r = 0; r < routes.size(); ++r) {
          const Json& list = carried["routes"][r]["segments"];
          ASSERT_EQ(list.size(), routes[r].hops.size() + 1);
          for (size_t h = 0; h < routes[r].hops.size(); ++h) {
            const Segment& segment = segments.at(list[h]);
            EXPECT_EQ(segment.link, names[routes[r].hops[h].link]);
            EXPECT_EQ(segment.cycle, routes[r].hops[h].cycle % buffers);
          }
          EXPECT_EQ(ends.at(list.back()), plan.flows[flow].id);
        }
        ++flow;
      }
    }
  }
}

TEST(NetworkExport, MplsTablesHoldEveryEntryOnce) {
  const Plan plan = RandomPlan(2, 8);
  const Json document = Json::parse(Exported(plan, {.format = NetworkFormat::kMpls}));
  EXPECT_EQ(document["cycle_tag"], "traffic-class");
  ASSERT_EQ(document["routers"].size(), plan.backbone.sites.size());
  size_t routes = 0, ingress = 0, egress = 0;
  for (const auto& given : plan.given) routes += given.routes.size();
  for (const Json& router : document["routers"]) {
    ingress += router["ingress"].size();
    egress += router["egress"].size();
    std::set<int64_t> labels;
    for (const Json& entry : router["transit"]) {
      EXPECT_TRUE(labels.insert(entry["in_label"].get<int64_t>()).second);
    }
  }
  EXPECT_EQ(ingress, routes);
  EXPECT_EQ(egress, routes);
  EXPECT_EQ(Json::parse(Exported(RandomPlan(2, 9), {.format = NetworkFormat::kMpls}))["cycle_tag"],
            "label");
}

TEST(NetworkExport, TablesHoldARowForEachAndHeadingsInBothLanguages) {
  const Plan plan = RandomPlan(4, 8);
  size_t hops = 0;
  for (const auto& given : plan.given) {
    for (const auto& route : given.routes) hops += route.hops.size();
  }
  const auto lines = [&](NetworkTable table, const std::string& heading) {
    const std::string bytes = Exported(plan, {.format = NetworkFormat::kCsv, .table = table});
    EXPECT_NE(bytes.find(heading), std::string::npos) << bytes.substr(0, 200);
    return static_cast<size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  };
  EXPECT_EQ(lines(NetworkTable::kFlows, "时延上界 ns latency at most ns"), plan.flows.size() + 1);
  EXPECT_EQ(lines(NetworkTable::kHops, "周期号 cycle number"), hops + 1);
  EXPECT_EQ(lines(NetworkTable::kPorts, "占用缓冲 buffers taken"), plan.backbone.links.size() + 1);
  EXPECT_TRUE(Exported(plan, {.format = NetworkFormat::kXlsx}).starts_with("PK"));
}

using Rows = std::vector<std::map<std::string, std::string>>;

// A sheet of a workbook, each row by its headings.
Rows SheetOf(const std::string& workbook, const std::string& name) {
  auto reader = ingest::XlsxReader::OpenMemory(
      workbook, {.file = "plan.xlsx", .sheets = {name}, .sheet_required = true});
  EXPECT_TRUE(reader.ok()) << name;
  Rows rows;
  std::vector<std::string> headings;
  ingest::Row row;
  while (reader.ok()) {
    const Result<bool> is_there = (*reader)->Next(row);
    EXPECT_TRUE(is_there.ok());
    if (!is_there.ok() || !*is_there) break;
    if (headings.empty()) {
      headings = row.cells;
      continue;
    }
    auto& cells = rows.emplace_back();
    for (size_t c = 0; c < headings.size(); ++c) cells[headings[c]] = row.cells.at(c);
  }
  return rows;
}

// A plan with a name for each site and one flow that nothing carries.
Plan NamedPlan(uint64_t seed) {
  Random random(seed);
  network::Backbone backbone = network::testing::RandomBackbone(random, {.sites = 5});
  for (size_t s = 0; s < backbone.sites.size(); ++s) {
    const std::string number = std::to_string(s);
    backbone.site_names.push_back({"站" + number, s == 0 ? "站0" : "Site " + number});
  }
  auto flows = network::testing::RandomFlows(random, backbone, 20);
  flows.back().latency_ns_max = 1;
  Result<Plan> plan =
      network::MakePlan(std::move(backbone), std::move(flows), {}, Progress::None());
  EXPECT_TRUE(plan);
  return *std::move(plan);
}

std::string Both(const Plan& plan, network::SiteIndex site) {
  const TextPair& name = plan.backbone.site_names[site];
  return name.zh == name.en ? name.zh : name.zh + " " + name.en;
}

void ExpectFlows(const Plan& plan, const Rows& rows) {
  ASSERT_EQ(rows.size(), plan.flows.size());
  const auto text = [](int64_t number) { return std::to_string(number); };
  for (size_t f = 0; f < rows.size(); ++f) {
    const network::FlowRequest& flow = plan.flows[f];
    const network::FlowPlan& given = plan.given[f];
    const bool is_carried = given.IsCarried();
    const std::map<std::string, std::string> expected = {
        {"流 flow", flow.id},
        {"起点 source", plan.backbone.sites[flow.source]},
        {"起点名称 source name", Both(plan, flow.source)},
        {"终点 destination", plan.backbone.sites[flow.destination]},
        {"终点名称 destination name", Both(plan, flow.destination)},
        {"帧长 字节 frame bytes", text(flow.frame_bytes)},
        {"每间隔包数 packets per interval", text(flow.packets)},
        {"间隔 ns interval ns", text(flow.interval_ns)},
        {"级别 rank", text(flow.rank)},
        {"保护 protection", Word(flow.protection)},
        {"路径数 routes", text(static_cast<int64_t>(given.routes.size()))},
        {"时延上界 ns latency at most ns", is_carried ? text(given.bounds.latency_ns_max) : ""},
        {"时延要求 ns latency asked ns", text(flow.latency_ns_max)},
        {"抖动上界 ns jitter at most ns", is_carried ? text(given.bounds.JitterNs()) : ""},
        {"抖动要求 ns jitter asked ns", text(flow.jitter_ns_max)},
        {"未承载原因 why not carried", is_carried ? "" : Word(given.refusal.reason)}};
    EXPECT_EQ(rows[f], expected);
  }
}

void ExpectHops(const Plan& plan, const Rows& rows) {
  const std::vector<std::string> links = LinkNames(plan.backbone);
  size_t r = 0;
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    for (size_t i = 0; i < plan.given[f].routes.size(); ++i) {
      const std::vector<network::Hop>& hops = plan.given[f].routes[i].hops;
      for (size_t h = 0; h < hops.size(); ++h, ++r) {
        ASSERT_LT(r, rows.size());
        const network::Link& link = plan.backbone.links[hops[h].link];
        const std::map<std::string, std::string> expected = {
            {"流 flow", plan.flows[f].id},
            {"路径 route", std::to_string(i + 1)},
            {"跳 hop", std::to_string(h + 1)},
            {"链路 link", links[hops[h].link]},
            {"从 from", plan.backbone.sites[link.from]},
            {"从 名称 from name", Both(plan, link.from)},
            {"到 to", plan.backbone.sites[link.to]},
            {"到 名称 to name", Both(plan, link.to)},
            {"周期 cycle", std::to_string(hops[h].cycle)},
            {"周期号 cycle number", std::to_string(hops[h].cycle % plan.backbone.system.buffers)},
            {"至此时延上界 ns latency so far at most ns", std::to_string(hops[h].latency_ns_max)}};
        EXPECT_EQ(rows[r], expected);
      }
    }
  }
  EXPECT_EQ(r, rows.size());
}

void ExpectPorts(const Plan& plan, const Rows& rows) {
  const std::vector<std::string> links = LinkNames(plan.backbone);
  ASSERT_EQ(rows.size(), links.size());
  for (network::LinkIndex l = 0; l < links.size(); ++l) {
    const network::Link& link = plan.backbone.links[l];
    const int64_t capacity =
        std::max<int64_t>(0, network::CycleCapacityBytes(link, plan.backbone.system));
    // Of the hypercycle, cycle by cycle.
    int64_t flows = 0, bytes = 0;
    for (size_t f = 0; f < plan.flows.size(); ++f) {
      for (const network::Route& route : plan.given[f].routes) {
        const int64_t times = std::ranges::count(route.hops, l, &network::Hop::link);
        const int64_t period = plan.flows[f].interval_ns / plan.backbone.system.cycle_ns;
        flows += times;
        bytes += times * network::BurstBytes(plan.flows[f]) * (plan.hypercycle / period);
      }
    }
    std::map<std::string, std::string> figures = rows[l];
    const double taken = std::stod(figures["占用 taken"]);
    EXPECT_NEAR(taken * static_cast<double>(capacity * plan.hypercycle),
                static_cast<double>(capacity > 0 ? bytes : 0), 1e-3);
    figures.erase("占用 taken");
    const std::map<std::string, std::string> expected = {
        {"链路 link", links[l]},
        {"从 from", plan.backbone.sites[link.from]},
        {"从 名称 from name", Both(plan, link.from)},
        {"到 to", plan.backbone.sites[link.to]},
        {"到 名称 to name", Both(plan, link.to)},
        {"光纤 m fibre m", std::to_string(link.fibre_m)},
        {"速率 bit/s rate bit/s", std::to_string(link.rate_bps)},
        {"最小时延 ns least delay ns", std::to_string(link.delay_ns_min)},
        {"最大时延 ns most delay ns", std::to_string(link.delay_ns_max)},
        {"相位 ns phase ns", std::to_string(link.phase_ns)},
        {"占用缓冲 buffers taken", std::to_string(plan.buffers[l])},
        {"每周期可承载 字节 bytes for flows in a cycle", std::to_string(capacity)},
        {"流数 flows", std::to_string(flows)}};
    EXPECT_EQ(figures, expected);
  }
}

TEST(NetworkExport, AWorkbookReadBackHoldsEveryFigureOfThePlan) {
  for (uint64_t seed = 11; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    const Plan plan = NamedPlan(seed);
    const std::string workbook = Exported(plan, {.format = NetworkFormat::kXlsx});
    ExpectFlows(plan, SheetOf(workbook, "业务流 Flows"));
    ExpectHops(plan, SheetOf(workbook, "逐跳 Hops"));
    ExpectPorts(plan, SheetOf(workbook, "端口 Ports"));
  }
}

TEST(NetworkExport, ExportsNothingThatIsNotProven) {
  const TemporaryFolder folder;
  Plan plan = RandomPlan(5, 8);
  const std::string file = folder / "plan.json", out = folder / "out.json";
  ASSERT_TRUE(WritePlan(plan, file));
  const ExportNetworkOptions options{
      .plan = file, .out = out, .how = {.format = NetworkFormat::kMpls}};
  EXPECT_TRUE(ExportNetwork(options));
  EXPECT_TRUE(std::filesystem::remove(out));
  const auto carried = std::find_if(plan.given.begin(), plan.given.end(),
                                    [](const auto& given) { return given.IsCarried(); });
  ASSERT_NE(carried, plan.given.end());
  --carried->routes[0].hops[0].latency_ns_max;
  ASSERT_TRUE(WritePlan(plan, file));
  const Status refused = ExportNetwork(options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().place.file, file);
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(NetworkExport, RefusesASiteThatIsNotThere) {
  const Result<std::string> bytes =
      NetworkBytes(RandomPlan(1, 8), {.format = NetworkFormat::kYang, .site = "nowhere"});
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(bytes.error().place.value, "nowhere");
}

}  // namespace
}  // namespace lianmeng::app
