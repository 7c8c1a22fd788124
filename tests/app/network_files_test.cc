#include "app/network_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::SourcePath;
using lianmeng::testing::TemporaryFolder;
using lianmeng::testing::WriteFile;

constexpr const char* kSites =
    "id,name,name_en,longitude,latitude,size,source\n"
    "nj,南京,Nanjing,118.7969,32.0603,9,GB/T 2260\n"
    "hf,合肥,Hefei,117.2272,31.8206,9,\n"
    "wh,武汉,Wuhan,114.3055,30.5928,12,\n";
constexpr const char* kLinks =
    "from,to,fibre_km,rate_gbps,reserved_permille,source,note\n"
    "nj,hf,200.5,100,500,operator,buried\n"
    "hf,wh,,,,estimated,\n";
constexpr const char* kFlows =
    "id,source,destination,frame_bytes,packets,interval_us,latency_us_max,jitter_us_max,arrival,"
    "rank,protection,kind\n"
    "f1,nj,wh,200,2,1000,20000,30,unaligned,1,node,welding\n"
    "f2,Hefei,南京,1500,,250,5000,20,aligned,,,\n"
    "f3,wh,nj,64,1,500,20000,900,sporadic,7,link,\n";

class NetworkFilesTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    WriteFile(folder_ / name, text);
    return folder_ / name;
  }
  // Files as above where none was written.
  Result<NetworkInput> Read(NetworkOptions options = {}) {
    for (const auto& [name, text] :
         {std::pair{"sites.csv", kSites}, {"links.csv", kLinks}, {"flows.csv", kFlows}}) {
      if (!std::filesystem::exists(folder_ / name)) Write(name, text);
    }
    return ReadNetwork({.topology = folder_ / "links.csv", .flows = folder_ / "flows.csv"}, options,
                       Progress::None());
  }
  std::string Shown(Error error) {
    std::string text = error.Describe(Language::kEnglish);
    EXPECT_NE(error.message.zh, "");
    for (size_t at; (at = text.find(folder_.path() + "/")) != std::string::npos;) {
      text.erase(at, folder_.path().size() + 1);
    }
    return text;
  }
  std::string Shown(const ingest::RowIssue& issue) {
    return Shown(MakeError(ErrorCode::kInvalidArgument, issue.message, issue.place));
  }
  // What is said about the files: errors of rows and, behind "warning: ", warnings; or the error that ends all.
  std::vector<std::string> Told(const Result<NetworkInput>& input) {
    if (!input) return {"fatal: " + Shown(input.error())};
    std::vector<std::string> told;
    for (const auto& issue : input->errors.first) told.push_back(Shown(issue));
    for (const auto& issue : input->warnings) told.push_back("warning: " + Shown(issue));
    return told;
  }
  using Lines = std::vector<std::string>;

  TemporaryFolder folder_;
};

TEST_F(NetworkFilesTest, TablesBecomeTheEnginesPlainData) {
  const Result<NetworkInput> input = Read();
  ASSERT_EQ(Told(input), Lines{});
  const network::Backbone& backbone = input->backbone;
  EXPECT_EQ(backbone.sites, (Lines{"nj", "hf", "wh"}));
  ASSERT_EQ(backbone.links.size(), 4U);
  const network::Link& first = backbone.links[0];
  EXPECT_EQ(first.from, 0U);
  EXPECT_EQ(first.to, 1U);
  EXPECT_EQ(backbone.links[1].from, 1U);
  EXPECT_EQ(backbone.links[1].to, 0U);
  EXPECT_EQ(first.fibre_m, 200'500);
  EXPECT_EQ(first.rate_bps, 100'000'000'000);
  EXPECT_EQ(first.reserved_permille, 500);
  // 5 ns a metre, 200.5 km · 40 ps · 20 K of warmth in all, processing of 2,000 to 2,400 ns.
  EXPECT_EQ(first.delay_ns_min, 1'002'500 - 81 + 2'000);
  EXPECT_EQ(first.delay_ns_max, 1'002'500 + 81 + 2'400);
  EXPECT_FALSE(input->links[0].is_length_estimated);
  EXPECT_EQ(input->links[0].note, "buried");
  // 310 km on the map, 1.4 times of it.
  EXPECT_TRUE(input->links[2].is_length_estimated);
  EXPECT_NEAR(static_cast<double>(*input->links[2].map_m), 309'000, 2'000);
  EXPECT_NEAR(static_cast<double>(backbone.links[2].fibre_m),
              1.4 * static_cast<double>(*input->links[2].map_m), 1);
  EXPECT_EQ(input->sites[2].name, (TextPair{"武汉", "Wuhan"}));
  EXPECT_EQ(input->sites[2].size, 12);
  EXPECT_TRUE(network::Validate(backbone).ok());

  ASSERT_EQ(input->flows.size(), 3U);
  const network::FlowRequest expected{.id = "f1",
                                      .source = 0,
                                      .destination = 2,
                                      .frame_bytes = 200,
                                      .packets = 2,
                                      .interval_ns = 1'000'000,
                                      .latency_ns_max = 20'000'000,
                                      .jitter_ns_max = 30'000,
                                      .arrival_window_ns = 10'000,
                                      .rank = 1,
                                      .protection = network::Protection::kNodeDisjoint};
  EXPECT_EQ(input->flows[0], expected);
  EXPECT_EQ(input->flows[1].source, 1U) << "by its English name";
  EXPECT_EQ(input->flows[1].destination, 0U) << "by its Chinese name";
  EXPECT_EQ(input->flows[1].arrival_window_ns, 0);
  EXPECT_EQ(input->flows[1].rank, 4);
  EXPECT_EQ(input->flows[2].arrival_window_ns, 500'000);
  EXPECT_EQ(input->flow_kinds, (Lines{"welding", "", ""}));
}

TEST_F(NetworkFilesTest, ReadsNodeLinkJsonWhoseIdsAreNotContiguous) {
  const std::string path = SourcePath("../shared/data/topologies/chinanet.json");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  Write("flows.csv",
        "id,source,destination,frame_bytes,interval_us,latency_us_max,jitter_us_max\n"
        "f,Lhasa,39,200,1000,30000,30\n");
  const Result<NetworkInput> input =
      ReadNetwork({.topology = path, .flows = folder_ / "flows.csv"}, {}, Progress::None());
  ASSERT_EQ(Told(input), Lines{});
  EXPECT_EQ(input->backbone.sites.size(), 38U);
  EXPECT_EQ(input->backbone.links.size(), 124U);
  EXPECT_EQ(input->backbone.sites[0], "Lhasa");
  EXPECT_EQ(input->backbone.links[0].fibre_m, 1'752'002) << "1,251.43 km on the map";
  EXPECT_EQ(input->sites[0].size, 3) << "as many fibres as end there";
}

}  // namespace
}  // namespace lianmeng::app
