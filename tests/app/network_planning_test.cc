// Plans of files: the demo backbone's aims, plans as JSON, and what is refused.

#include "app/network_planning.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/network_failure.h"
#include "app/network_plan.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::ReadFile;
using lianmeng::testing::SourcePath;
using lianmeng::testing::TemporaryFolder;
using lianmeng::testing::WriteFile;

constexpr const char* kFlowHeading =
    "id,source,destination,frame_bytes,packets,interval_us,latency_us_max,jitter_us_max,arrival\n";

class NetworkPlanningTest : public ::testing::Test {
 protected:
  // A plan of the demo backbone with cycles of 5 µs.
  PlanNetworkReport Plan(const std::string& flows, bool has_damper = false) {
    PlanNetworkOptions options;
    options.files.topology = SourcePath("data/delta/backbone");
    options.files.flows = flows;
    options.network.system.cycle_ns = 5'000;
    options.network.system.has_damper = has_damper;
    options.out = folder_ / "PLAN.json";
    Result<PlanNetworkReport> report = PlanNetwork(options, Progress::None());
    EXPECT_TRUE(report.ok()) << report.error().Describe(Language::kEnglish);
    return *std::move(report);
  }

  std::string WriteFlows(const std::string& rows) {
    const std::string path = folder_ / "flows.csv";
    WriteFile(path, kFlowHeading + rows);
    return path;
  }

  TemporaryFolder folder_;
};

// The published record is 29 µs, measured, over 11 routers and more than 2,000 km.
TEST_F(NetworkPlanningTest, JitterOverElevenHopsAndTwoThousandKilometresIsProvenBelowTheRecord) {
  const std::string rows =
      "unaligned,Taizhou-Zhejiang,Beijing,1500,1,1000,20000,10,unaligned\n"
      "aligned,Taizhou-Zhejiang,Beijing,1500,1,1000,20000,5,aligned\n";
  for (const bool has_damper : {false, true}) {
    const PlanNetworkReport report = Plan(WriteFlows(rows), has_damper);
    for (const network::FlowPlan& given : report.plan.given) {
      ASSERT_TRUE(given.IsCarried());
      EXPECT_GE(given.routes[0].hops.size(), 11u);
      int64_t fibre_m = 0;
      for (const network::Hop& hop : given.routes[0].hops) {
        fibre_m += report.plan.backbone.links[hop.link].fibre_m;
      }
      EXPECT_GT(fibre_m, 2'000'000);
      // With a damper 2 clock errors for an aligned source, else 4 and the stamp: 500 and 1,001 ns.
      EXPECT_LE(given.bounds.JitterNs(), has_damper ? 1'001 : 10'000);
    }
  }
}

TEST_F(NetworkPlanningTest, TheDemoFlowsAreCarriedBesideEachOther) {
  const PlanNetworkReport report = Plan(SourcePath("data/delta/backbone/flows.csv"));
  const PlanSummary summary = Summarise(report.plan);
  EXPECT_EQ(summary.flows, 2'000);
  EXPECT_EQ(summary.carried + summary.refused, 2'000);
  EXPECT_GE(summary.carried, 1'950);
  EXPECT_GT(summary.protected_flows, 500);
  EXPECT_LE(summary.buffers_max, report.plan.backbone.system.buffers);
  // Every refusal says what would do.
  for (network::FlowIndex f = 0; f < report.plan.flows.size(); ++f) {
    const network::FlowPlan& given = report.plan.given[f];
    if (given.IsCarried()) continue;
    EXPECT_TRUE(given.refusal.latency_ns_max || given.refusal.jitter_ns_max ||
                given.refusal.interval_ns || given.refusal.packets)
        << report.plan.flows[f].id;
  }
}

TEST_F(NetworkPlanningTest, APlanIsReadAsItWasWritten) {
  const PlanNetworkReport report = Plan(SourcePath("data/delta/backbone/flows.csv"));
  const Result<network::Plan> read = ReadProvenPlan(folder_ / "PLAN.json");
  ASSERT_TRUE(read.ok()) << read.error().Describe(Language::kEnglish);
  EXPECT_EQ(*read, report.plan);
}

TEST_F(NetworkPlanningTest, ATruncatedOrAlteredPlanIsRefusedWithItsLine) {
  (void)Plan(WriteFlows("a,Hefei,Shanghai,200,1,1000,20000,20,aligned\n"));
  const std::string path = folder_ / "PLAN.json";
  const std::string text = ReadFile(path);
  for (size_t length = 1; length + 3 < text.size(); length += text.size() / 50) {
    WriteFile(path, text.substr(0, length));
    EXPECT_FALSE(ReadProvenPlan(path).ok()) << length;
  }
  std::string altered = text;
  const size_t at = altered.find("\"opening_ns\":") + std::string("\"opening_ns\":").size();
  altered.insert(at, "1");
  WriteFile(path, altered);
  const Result<network::Plan> refused = ReadProvenPlan(path);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().place.file, path);
  EXPECT_EQ(refused.error().place.field, "/flows/0/given/opening_ns");
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  EXPECT_EQ(refused.error().place.line, line);
}

TEST_F(NetworkPlanningTest, WrongRowsLeaveNoPlan) {
  const PlanNetworkReport report =
      Plan(WriteFlows("a,Hefei,Atlantis,200,1,1000,20000,20,aligned\n"));
  EXPECT_EQ(report.input.errors.count, 1);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "PLAN.json"));
}

TEST_F(NetworkPlanningTest, RearrangingCarriesNoLessAndSaysHowMuchThereCouldBe) {
  PlanNetworkOptions options;
  options.files.topology = SourcePath("data/delta/backbone");
  options.files.flows = SourcePath("data/delta/backbone/flows.csv");
  options.rearranges = true;
  const Result<PlanNetworkReport> report = PlanNetwork(options, Progress::None());
  ASSERT_TRUE(report.ok());
  ASSERT_TRUE(report->volume);
  EXPECT_GE(report->volume->carried_bytes, report->volume->first_come_bytes);
  EXPECT_LE(report->volume->carried_bytes, report->volume->bound_bytes);
}

TEST_F(NetworkPlanningTest, CutsNameSitesThatAFibreJoins) {
  (void)Plan(WriteFlows("a,Hefei,Shanghai,200,1,1000,20000,20,aligned\n"));
  const auto fail = [&](const std::string& cut) {
    return FailNetwork(
        {.plan = folder_ / "PLAN.json", .cuts = {cut}, .routers = {}, .out = {}, .admission = {}});
  };
  EXPECT_TRUE(fail("Hefei-Nanjing").ok());
  EXPECT_TRUE(fail("合肥-南京").ok());
  // A dash within a name.
  EXPECT_TRUE(fail("Ningbo-Taizhou-Zhejiang").ok());
  for (const char* wrong : {"Hefei", "Hefei-Atlantis", "Hefei-Beijing", "", "-"}) {
    const Result<FailNetworkReport> refused = fail(wrong);
    ASSERT_FALSE(refused.ok()) << wrong;
    EXPECT_EQ(refused.error().place.field, "cut");
    EXPECT_EQ(refused.error().place.value, wrong);
  }
}

}  // namespace
}  // namespace lianmeng::app
