// Exports of plans: what routers would do with them is what the plan says, yanglint takes them, tables hold every row.

#include "app/network_export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "app/network_plan.h"
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
