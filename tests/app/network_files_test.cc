#include "app/network_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "app/table_files.h"
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

constexpr const char* kFlowHeading =
    "id,source,destination,frame_bytes,packets,interval_us,latency_us_max,jitter_us_max\n";

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
  // 5 ns a metre, 200.5 km · 40 ps · 20 K of warmth in all, processing of 2,000 to 2,400 ns; less a gap of 0.96 ns.
  EXPECT_EQ(first.delay_ns_min, 1'002'500 - 81 + 2'000 - 1);
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
  EXPECT_EQ(input->flows[2].arrival_window_ns, 499'500);  // twice the clock error less
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

TEST_F(NetworkFilesTest, BadInputTellsEveryWrongLinkInOnePass) {
  Write("links.csv",
        "from,to,fibre_km,rate_bps,reserved_permille,delay_ns_min,delay_ns_max\n"
        "nj,hf,200,100,,,\n"
        "nj,hf,200,400000,,,\n"
        "nj,nj,200,,,,\n"
        "nj,wuh,200,,,,\n"
        "nj,hf,-3,,,,\n"
        "nj,hf,0,,,,\n"
        "nj,hf,12 km,,,,\n"
        "nj,hf,200,,1001,,\n"
        "nj,hf,200,,,5,6\n"
        "nj,hf,200,,,7,\n"
        ",hf,200,,,,\n"
        "nj,hf\n"
        "hf,wh,500,100000000000,,,\n");
  EXPECT_EQ(
      Told(Read()),
      (Lines{
          "links.csv:6: fibre_km: a length must be positive [-3]",
          "links.csv:7: fibre_km: a length must be positive [0]",
          "links.csv:8: fibre_km: there is [km] behind the number; give the number alone [12 km]",
          "links.csv:11: delay_ns_max: the least and the greatest delay must be given together",
          "links.csv:12: from: must not be empty",
          "links.csv:13: has 2 cells where the heading has 7",
          "links.csv:2: rate_bps: must lie between 1000000 and 10000000000000; the unit is bits a "
          "second: was 100000000000 meant? [100]",
          "links.csv:3: rate_bps: must lie between 1000000 and 10000000000000; the unit is bits a "
          "second: was 400000000000 meant? [400000]",
          "links.csv:4: to: leads to the site it comes from [nj]",
          "links.csv:5: to: there is no such site; did you mean [wh]? [wuh]",
          "links.csv:9: reserved_permille: must lie between 0 and 1000 [1001]",
          "links.csv:10: delay_ns_min: is quicker than light over 200000 m [5]"}));
}

TEST_F(NetworkFilesTest, BadInputTellsEveryWrongFlowInOnePass) {
  Write("flows.csv", std::string(kFlowHeading) +
                         "a,nj,wh,200,1,1000,20000,30\n"
                         "a,nj,wh,200,1,1000,20000,30\n"
                         "b,nj,whu,200,1,1000,20000,30\n"
                         "c,nj,nj,200,1,1000,20000,30\n"
                         "d,nj,wh,200,1,1005,20000,30\n"
                         "e,nj,wh,9300,1,1000,20000,30\n"
                         "f,nj,wh,200,0,1000,20000,30\n"
                         "g,nj,wh,200,1,1000,,30\n"
                         "h,nj,wh,200,1,1000,0,30\n"
                         "i,nj,wh,x,1,1000,20000,30\n");
  EXPECT_EQ(
      Told(Read()),
      (Lines{"flows.csv:9: latency_us_max: is missing, in ns or in µs",
             "flows.csv:11: frame_bytes: is not a number [x]",
             "flows.csv:3: id: the flow of line 2 has this name, too [a]",
             "flows.csv:4: destination: there is no such site; did you mean [wh]? [whu]",
             "flows.csv:5: destination: source and destination are the same site [nj]",
             "flows.csv:6: interval_ns: must be a multiple of the cycle of 10000 ns [1005000]",
             "flows.csv:7: frame_bytes: must lie between 64 and 9216 [9300]",
             "flows.csv:8: packets: must lie between 1 and 1000 [0]",
             "flows.csv:10: latency_ns_max: must lie between 1 and 10000000000 [0]"}));
}

TEST_F(NetworkFilesTest, APacketLongerThanACycleIsRefusedAndABurstIsWarnedOf) {
  Write(
      "links.csv",
      "from,to,fibre_km,rate_bps,best_effort_bytes\n"
      "nj,hf,200,1000000000,0\nhf,wh,500,1000000000,0\n");  // 1,250 bytes in 10 µs, half of them reserved
  Write("flows.csv", std::string(kFlowHeading) +
                         "a,nj,wh,1500,1,1000,20000,30\n"
                         "b,nj,wh,605,1,1000,20000,30\n"
                         "c,nj,wh,300,2,1000,20000,30\n");
  EXPECT_EQ(
      Told(Read()),
      (Lines{"flows.csv:2: frame_bytes: with its 20 bytes of wire overhead it fits into no "
             "link's cycle, of at most 625 bytes [1500]",
             "warning: flows.csv:4: packets: 640 bytes in an interval fit into no link's cycle, "
             "of at most 625: it will not be admitted; shorten the interval [2]"}));
}

TEST_F(NetworkFilesTest, FiguresInTheWrongUnitAreWarnedOf) {
  Write("links.csv",
        "from,to,fibre_m,map_km,rate_bps\n"
        "nj,hf,200,,\n"             // kilometres in a column of metres
        "hf,wh,,2000,45000000\n");  // an old rate
  Write("flows.csv", std::string(kFlowHeading) + "a,nj,wh,64,1,1000,9,30\n");
  EXPECT_EQ(
      Told(Read({.best_effort_bytes = 0})),
      (Lines{"warning: links.csv:2: fibre_m: the sites' coordinates are 150494 m apart; check the "
             "length and its unit [200]",
             "warning: links.csv:3: rate_bps: an unusual rate for a backbone; is it in bits a "
             "second? [45000000]",
             "warning: links.csv:3: map_km: the sites' coordinates are 309581 m apart; check the "
             "length and its unit [2000]",
             "warning: flows.csv:2: latency_ns_max: is below 10 µs; check its unit [9000]"}));
}

TEST_F(NetworkFilesTest, ALengthBeyondTheEarthIsRefusedInEitherUnit) {
  Write("links.csv",
        "from,to,fibre_m,fibre_km\nnj,hf,9223372036854775807,\nhf,wh,,50001\nhf,wh,50000001,\n"
        "hf,wh,50000000,\nnj,hf,,1e300\n");
  EXPECT_EQ(
      Told(Read()),
      (Lines{"links.csv:2: fibre_m: must be at most 50000000 m [9223372036854775807]",
             "links.csv:3: fibre_km: must lie between 0.001 and 50000 [50001]",
             "links.csv:4: fibre_m: must be at most 50000000 m [50000001]",
             "links.csv:6: fibre_km: must lie between 0.001 and 50000 [1e300]",
             "warning: links.csv:5: fibre_m: the sites' coordinates are 309581 m apart; check the "
             "length and its unit [50000000]"}));
}

TEST_F(NetworkFilesTest, PartsThatNoFibreJoinsAreNamed) {
  Write("links.csv", "from,to,fibre_km\nnj,hf,200\n");
  EXPECT_EQ(Told(Read()), Lines{"fatal: links.csv: is not connected: 2 parts: nj, hf; wh"});
  Write("sites.csv", "id\nnj\nhf\nwh\nbj\n");
  Write("links.csv", "from,to,fibre_km\nbj,wh,200\nhf,nj,9\n");
  EXPECT_EQ(Told(Read()), Lines{"fatal: links.csv: is not connected: 2 parts: nj, hf; wh, bj"});
  Write("links.csv", "from,to,fibre_km\n");
  EXPECT_EQ(Told(Read()), Lines{"fatal: links.csv: is not connected: 4 parts: nj; hf; wh; bj"});
}

TEST_F(NetworkFilesTest, SitesComeFromLinksWhereNoTableNamesThem) {
  Write("net.csv", "起点,终点,光纤长度（公里）,出处\na,b,10,甲\nb,c,20,乙\n");
  const Result<NetworkInput> input =
      ReadNetwork({.topology = folder_ / "net.csv"}, {}, Progress::None());
  ASSERT_EQ(Told(input), Lines{});
  EXPECT_EQ(input->backbone.sites, (Lines{"a", "b", "c"}));
  EXPECT_EQ(input->links[2].source, "乙");
  EXPECT_EQ(input->sites[1].size, 2);
  Write("net.csv", "from,to\na,b\n");
  EXPECT_EQ(Told(ReadNetwork({.topology = folder_ / "net.csv"}, {}, Progress::None())),
            Lines{"net.csv:2: fibre_km: states no length, and the site [a] has no coordinates"});
}

TEST_F(NetworkFilesTest, GmlTakesLengthsFromCoordinatesAndSaysWhereThereAreNone) {
  const std::string path =
      Write("zoo.gml",
            "graph [\n node [ id 0 label \"Nanjing\" Longitude 118.7969 Latitude 32.0603 ]\n"
            " node [ id 1 label \"Hefei\" Longitude 117.2272 Latitude 31.8206 ]\n"
            " node [ id 2 label \"?\" ]\n edge [ source 0 target 1 LinkSpeedRaw 400000000000.0 ]\n"
            " edge [ source 1\n target 2 dist 12 ]\n]\n");
  const Result<NetworkInput> input = ReadNetwork({.topology = path}, {}, Progress::None());
  ASSERT_EQ(Told(input), Lines{});
  EXPECT_EQ(input->backbone.sites, (Lines{"Nanjing", "Hefei", "?"}));
  EXPECT_EQ(input->backbone.links[0].rate_bps, 400'000'000'000);
  EXPECT_NEAR(static_cast<double>(input->backbone.links[0].fibre_m), 1.4 * 150'494, 2);
  EXPECT_EQ(input->backbone.links[2].fibre_m, 16'800);
  Write("zoo.gml",
        "graph [\n node [ id 0 ]\n node [ id 1 Longitude 1 Latitude 2 ]\n"
        " edge [ source 1 target 0 ]\n]\n");
  EXPECT_EQ(Told(ReadNetwork({.topology = path}, {}, Progress::None())),
            Lines{"zoo.gml:4: fibre_km: states no length, and the site [0] has no coordinates"});
}

TEST_F(NetworkFilesTest, AFolderHoldsLinksAndSites) {
  Write("sites.csv", kSites);
  Write("links.csv", kLinks);
  const Result<NetworkInput> input =
      ReadNetwork({.topology = folder_.path()}, {}, Progress::None());
  ASSERT_EQ(Told(input), Lines{});
  EXPECT_EQ(input->sites[0].name.zh, "南京");
  EXPECT_EQ(Told(ReadNetwork({.topology = folder_ / "links.txt"}, {}, Progress::None())),
            Lines{"fatal: links.txt: not a topology: must end in .json, .gml, .csv or .xlsx, or be "
                  "a folder"});
}

TEST_F(NetworkFilesTest, OptionsAreCheckedByName) {
  const auto told = [&](const NetworkOptions& options) {
    const Result<NetworkInput> input = Read(options);
    return input ? std::string() : input.error().place.field;
  };
  EXPECT_EQ(told({.system = {.clock_error_ns = 10'000}}), "clock_error_ns");
  EXPECT_EQ(told({.system = {.clock_drift_ppb = 100'000}}), "clock_drift_ppb");
  EXPECT_EQ(told({.system = {.cycle_ns = 10}}), "cycle_ns");
  EXPECT_EQ(told({.system = {.buffers = 1}}), "buffers");
  EXPECT_EQ(told({.fibre_factor_permille = 999}), "fibre_factor_permille");
  EXPECT_EQ(told({.rate_bps = 100}), "rate_bps");
  EXPECT_EQ(told({.propagation_ps_per_m = 3'000}), "propagation_ps_per_m");
  EXPECT_EQ(told({.processing_ns_min = 3'000}), "processing_ns_min");
  EXPECT_EQ(told({.reserved_permille = 1'001}), "reserved_permille");
  EXPECT_EQ(told({}), "");
}

TEST_F(NetworkFilesTest, IntervalsWithoutASmallCommonMultipleNameTheFlow) {
  Write("flows.csv",
        std::string(kFlowHeading) + "a,nj,wh,200,1,9970,20000,30\nb,nj,wh,200,1,10030,20000,30\n");
  EXPECT_EQ(Told(Read()),
            Lines{"fatal: flows.csv:3: interval_ns: the intervals' least common multiple exceeds "
                  "200000 cycles; choose intervals that divide each other [10030000]"});
}

TEST_F(NetworkFilesTest, ErrorsOfTheEngineGetTheirFileAndLine) {
  const Result<NetworkInput> input = Read();
  ASSERT_TRUE(input.ok());
  const auto at = [&](const char* field) {
    return Shown(InFiles(*input, MakeError(ErrorCode::kInvalidArgument, {"错", "wrong"},
                                           {.file = "", .line = 0, .field = field, .value = "7"})));
  };
  EXPECT_EQ(at("links/3/rate_bps"), "links.csv:3: rate_bps: wrong [7]");
  EXPECT_EQ(at("sites/2"), "sites.csv:4: wrong [7]");
  EXPECT_EQ(at("flows/1/interval_ns"), "flows.csv:3: interval_ns: wrong [7]");
  EXPECT_EQ(at("flows/9/interval_ns"), "flows/9/interval_ns: wrong [7]");
  EXPECT_EQ(at("system/cycle_ns"), "system/cycle_ns: wrong [7]");
}

TEST_F(NetworkFilesTest, ASiteWrittenWronglyBringsNoErrorsOfItsLinks) {
  Write("sites.csv", "id,longitude,latitude\nnj,118.8,32\nhf,1171,31\nwh,114,\n");
  EXPECT_EQ(Told(Read()),
            (Lines{"sites.csv:3: longitude: must lie between -180 and 180 [1171]",
                   "sites.csv:4: latitude: longitude and latitude must be given together"}));
}

TEST_F(NetworkFilesTest, TheSamePairTwiceIsAParallelFibreAndSaid) {
  Write("links.csv", std::string(kLinks) + "hf,nj,210,,,,\n");
  const Result<NetworkInput> input = Read();
  EXPECT_EQ(Told(input),
            Lines{"warning: links.csv:4: to: the sites of line 2 again: taken as a parallel fibre; "
                  "if it is the other direction, say one_way [nj]"});
  EXPECT_EQ(input->backbone.links.size(), 6U);
}

TEST_F(NetworkFilesTest, AWorkbookHoldsSitesLinksAndFlows) {
  const std::string path = folder_ / "net.xlsx";
  ASSERT_TRUE(
      WriteTableFile(path, [](TableWriter& writer) -> Status {
        const auto text = [](std::string cell) { return report::Cell(std::move(cell)); };
        const auto columns = [](std::vector<std::string> names) {
          std::vector<report::Column> made;
          for (std::string& name : names) made.push_back({{name, name}});
          return made;
        };
        LM_TRY(writer.Begin({{"links", "links"}, columns({"from", "to", "fibre_km"})}));
        LM_TRY(writer.Row(std::vector{text("a"), text("b"), text("70.5")}));
        LM_TRY(writer.Begin({{"sites", "sites"}, columns({"id", "name"})}));
        LM_TRY(writer.Row(std::vector{text("a"), text("甲")}));
        LM_TRY(writer.Row(std::vector{text("b"), text("乙")}));
        LM_TRY(writer.Begin({{"flows", "flows"},
                             columns({"id", "source", "destination", "frame_bytes", "interval_ns",
                                      "latency_ns_max", "jitter_ns_max", "arrival_window_ns"})}));
        LM_TRY(writer.Row(std::vector{text("f"), text("甲"), text("乙"), text("64"), text("250000"),
                                      text("900000"), text("9000"), text("70")}));
        return writer.Finish();
      }).ok());
  const Result<NetworkInput> input =
      ReadNetwork({.topology = path, .flows = path}, {}, Progress::None());
  ASSERT_EQ(Told(input), Lines{});
  EXPECT_EQ(input->sites[1].name.zh, "乙");
  EXPECT_EQ(input->backbone.links[1].fibre_m, 70'500);
  EXPECT_EQ(input->flows[0].arrival_window_ns, 70);
}

}  // namespace
}  // namespace lianmeng::app
