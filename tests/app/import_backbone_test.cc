// A backbone comes into the database whole or not at all, and a second time changes nothing.
#include "app/import_backbone.h"

#include <filesystem>
#include <map>

#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;
using lianmeng::testing::SourcePath;
using lianmeng::testing::TemporaryFolder;
using lianmeng::testing::WriteFile;

constexpr const char* kSites =
    "id,name,name_en,longitude,latitude\n"
    "nj,南京,Nanjing,118.7969,32.0603\n"
    "hf,合肥,Hefei,117.2272,31.8206\n"
    "wh,武汉,Wuhan,114.3055,30.5928\n";
constexpr const char* kLinks =
    "from,to,fibre_km,rate_gbps\n"
    "nj,hf,200.5,100\n"
    "hf,wh,434,100\n"
    "hf,wh,500,100\n";
constexpr const char* kFlows =
    "id,source,destination,frame_bytes,packets,interval_us,latency_us_max,jitter_us_max,owner,"
    "audience\n"
    "f1,nj,wh,200,2,1000,20000,30,A1,private\n"
    "f2,Hefei,南京,1500,,250,5000,20,,public\n";

class ImportBackboneTest : public lianmeng::testing::TinyRegion {
 protected:
  // Files as above where the test gives none.
  Result<ImportBackboneReport> Import(const std::map<std::string, std::string>& files = {},
                                      const std::optional<BackboneSettings>& settings = {}) {
    for (const auto& [name, text] :
         {std::pair{"sites.csv", kSites}, {"links.csv", kLinks}, {"flows.csv", kFlows}}) {
      const auto own = files.find(name);
      WriteFile(folder_ / name, own == files.end() ? text : own->second);
    }
    return ImportBackbone(
        *platform_,
        {.files = {.topology = folder_ / "links.csv", .flows = folder_ / "flows.csv"},
         .settings = settings},
        Progress::None());
  }

  store::StoredBackbone Load() {
    store::Reader reader = Must(platform_->store().Read(Viewer::Office()));
    return Must(reader.LoadBackbone());
  }

  // "sites 3/0/0/0": inserted, updated, unchanged, removed.
  static std::string Told(const ImportBackboneReport& report) {
    std::string text;
    for (const BackboneTableLine& line : report.tables) {
      text += (text.empty() ? "" : ", ") + line.table + " " + std::to_string(line.inserted) + "/" +
              std::to_string(line.updated) + "/" + std::to_string(line.unchanged) + "/" +
              std::to_string(line.removed);
    }
    return text;
  }

  void Promise(const std::string& flow, const std::string& placement) {
    store::Writer writer = Must(platform_->store().Write({.source = "test"}));
    ASSERT_TRUE(writer.PutPlacement(flow, placement).ok());
    Must(writer.Commit());
  }
};

TEST_F(ImportBackboneTest, FilesBecomeRecordsWithTheirOwners) {
  const int64_t data_version = Must(platform_->store().DataVersion());
  const ImportBackboneReport report =
      Must(Import({}, BackboneSettings{.cycle_ns = 10'000, .has_damper = true}));
  EXPECT_TRUE(report.applied);
  EXPECT_EQ(report.version, 1);
  EXPECT_EQ(Told(report), "sites 3/0/0/0, fibres 3/0/0/0, flows 2/0/0/0");
  const store::StoredBackbone stored = Load();
  EXPECT_EQ(stored.version, 1);
  EXPECT_EQ(stored.settings, (BackboneSettings{.cycle_ns = 10'000, .has_damper = true}));
  ASSERT_EQ(stored.links.size(), 3U);
  EXPECT_EQ(stored.links[2].parallel, 2);
  EXPECT_EQ(stored.links[2].fibre_m, 500'000);
  ASSERT_EQ(stored.flows.size(), 2U);
  EXPECT_EQ(stored.flows[0].owner_name, "上海恒川机器人有限公司（样例）");
  EXPECT_EQ(stored.flows[0].record.ownership.audience, Audience::kPrivate);
  EXPECT_EQ(stored.flows[1].record.from, "hf");  // by its English name
  EXPECT_EQ(stored.flows[1].record.to, "nj");    // by its name
  EXPECT_FALSE(stored.flows[1].record.ownership.owner);
  EXPECT_EQ(Must(platform_->store().DataVersion()), data_version);
}

TEST_F(ImportBackboneTest, TheSameFilesTwiceChangeNothingAndKeepWhatWasPromised) {
  Must(Import());
  Promise("f1", "given");
  const ImportBackboneReport again = Must(Import());
  EXPECT_TRUE(again.applied);
  EXPECT_EQ(Told(again), "sites 0/0/3/0, fibres 0/0/3/0, flows 0/0/2/0");
  EXPECT_EQ(again.version, 2);  // the promise's
  EXPECT_EQ(Load().version, 2);
  EXPECT_EQ(Load().flows[0].placement, "given");
}

TEST_F(ImportBackboneTest, FilesAreTheWholeTopologyButNotAllFlows) {
  Must(Import({}, BackboneSettings{.buffers = 4}));
  Promise("f1", "given");
  const ImportBackboneReport report = Must(
      Import({{"sites.csv",
               "id,name,longitude,latitude\nnj,南京,118.7969,32.0603\nhf,庐州,117.2272,31.8206\n"},
              {"links.csv", "from,to,fibre_km,rate_gbps\nnj,hf,200.5,100\n"},
              {"flows.csv",
               "id,source,destination,frame_bytes,interval_us,latency_us_max,jitter_us_max\n"
               "f3,nj,hf,100,1000,9000,50\n"}}));
  EXPECT_EQ(Told(report), "sites 0/2/0/1, fibres 0/0/1/2, flows 1/0/0/0");
  const store::StoredBackbone stored = Load();
  ASSERT_EQ(stored.sites.size(), 2U);
  EXPECT_EQ(stored.sites[1].name, "庐州");
  ASSERT_EQ(stored.links.size(), 1U);
  ASSERT_EQ(stored.flows.size(), 3U);
  EXPECT_EQ(stored.flows[0].record.to, "wh");  // which is gone: the flow stays
  EXPECT_EQ(stored.flows[0].placement, "given");
  EXPECT_EQ(stored.settings, BackboneSettings{.buffers = 4});  // none were given: they stay
}

TEST_F(ImportBackboneTest, SitesThatLinksAloneNameBecomeRecords) {
  const std::string links = folder_ / "net.csv";
  WriteFile(links, "from,to,fibre_km\na,b,100\nb,c,100\n");
  const ImportBackboneReport report =
      Must(ImportBackbone(*platform_, {.files = {.topology = links}}, Progress::None()));
  EXPECT_EQ(Told(report), "sites 3/0/0/0, fibres 2/0/0/0, flows 0/0/0/0");
  EXPECT_EQ(Load().sites[2].id, "c");
  EXPECT_EQ(Load().sites[2].name, "");
}

TEST_F(ImportBackboneTest, AnUnknownOwnerIsNamedWithTheNearest) {
  std::string flows = kFlows;
  flows.replace(flows.find(",A1,"), 4, ",A11,");
  const ImportBackboneReport report = Must(Import({{"flows.csv", flows}}));
  EXPECT_FALSE(report.applied);
  ASSERT_EQ(report.errors.count, 1);
  const ingest::RowIssue& issue = report.errors.first.at(0);
  EXPECT_EQ(issue.place.file, folder_ / "flows.csv");
  EXPECT_EQ(issue.place.line, 2);
  EXPECT_EQ(issue.place.field, "owner");
  EXPECT_EQ(issue.place.value, "A11");
  EXPECT_NE(issue.message.en.find("A1"), std::string::npos) << issue.message.en;
  EXPECT_EQ(report.tables[2].read, 2);
  EXPECT_EQ(report.tables[2].rejected, 1);
  EXPECT_EQ(Load().version, 0);
}

TEST_F(ImportBackboneTest, AnyWrongRowLeavesNothing) {
  const std::string links(kLinks), sites(kSites), flows(kFlows);
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"sites.csv", sites + "nj,again,,1,1\n"},                         // a site twice
      {"sites.csv", sites + "xx,,,200,1\n"},                            // no such longitude
      {"links.csv", links + "nj,xx,10,100\n"},                          // no such site
      {"links.csv", links + "nj,nj,10,100\n"},                          // to itself
      {"links.csv", links + "nj,wh,-3,100\n"},                          // no length
      {"links.csv", links + "nj,wh,3,0.0001\n"},                        // no rate
      {"flows.csv", flows + "f1,nj,wh,200,2,1000,20000,30,,\n"},        // a flow twice
      {"flows.csv", flows + "f3,nj,xx,200,2,1000,20000,30,,\n"},        // no such site
      {"flows.csv", flows + "f3,nj,nj,200,2,1000,20000,30,,\n"},        // to itself
      {"flows.csv", flows + "f3,nj,wh,20,2,1000,20000,30,,\n"},         // too short a frame
      {"flows.csv", flows + "f3,nj,wh,200,2,1003,20000,30,,\n"},        // no multiple of the cycle
      {"flows.csv", flows + "f3,nj,wh,200,2,1000,20000,30,,nobody\n"},  // no such audience
      {"flows.csv", flows + "f3,nj,wh,200,2,,20000,30,,\n"},            // no interval
  };
  for (const auto& [file, text] : wrong) {
    const ImportBackboneReport report = Must(Import({{file, text}}));
    EXPECT_FALSE(report.applied) << text;
    EXPECT_EQ(report.errors.count, 1) << text;
    EXPECT_EQ(report.errors.first.at(0).place.file, folder_ / file);
    EXPECT_GT(report.errors.first.at(0).place.line, 1) << text;
    EXPECT_EQ(Load().version, 0) << text;
  }
}

TEST_F(ImportBackboneTest, WhatIsWrongWithTheWholeIsAnErrorAndLeavesNothing) {
  const std::string sites(kSites), links(kLinks), flows(kFlows);
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"sites.csv", sites + "xx,far,,100,40\n"},                      // no fibre leads there
      {"links.csv", "from,fibre_km\nnj,1\n"},                         // a column is missing
      {"links.csv", ""},                                              // nothing at all
      {"flows.csv", flows + "f3,nj,wh,200,2,999990,2000000,30,,\n"},  // repeats too late
  };
  for (const auto& [file, text] : wrong) {
    const Result<ImportBackboneReport> report = Import({{file, text}});
    ASSERT_FALSE(report.ok()) << text;
    EXPECT_TRUE(report.error().code == ErrorCode::kInvalidArgument ||
                report.error().code == ErrorCode::kResourceExhausted)  // what repeats too late
        << text;
    EXPECT_TRUE(report.error().place.file.starts_with(folder_.path())) << text;
    EXPECT_EQ(Load().version, 0) << text;
  }
  const Result<ImportBackboneReport> odd = Import({}, BackboneSettings{.cycle_ns = -1});
  ASSERT_FALSE(odd.ok());
  EXPECT_EQ(odd.error().place.field, "cycle_ns");
}

TEST_F(ImportBackboneTest, StoredSettingsDecideWhatCanBePlanned) {
  Must(Import({}, BackboneSettings{.cycle_ns = 250'000}));
  const std::string flows = std::string(kFlows) + "f3,nj,wh,200,2,10,20000,30,,\n";
  const ImportBackboneReport report = Must(Import({{"flows.csv", flows}}));  // 10 µs
  EXPECT_FALSE(report.applied);
  EXPECT_EQ(report.errors.count, 1);
  EXPECT_EQ(Load().version, 1);
}

TEST_F(ImportBackboneTest, TheDemoBackboneComesInWhole) {
  const ImportBackboneOptions demo{.files = {.topology = SourcePath("data/delta/backbone"),
                                             .flows = SourcePath("data/delta/backbone/flows.csv")}};
  const ImportBackboneReport first = Must(ImportBackbone(*platform_, demo, Progress::None()));
  EXPECT_EQ(Told(first), "sites 40/0/0/0, fibres 58/0/0/0, flows 2000/0/0/0");
  for (const store::StoredFlow& flow : Load().flows) {
    ASSERT_TRUE(flow.record.is_sample);
    ASSERT_EQ(flow.record.ownership, (Ownership{.audience = Audience::kPublic}));
  }
  EXPECT_EQ(Told(Must(ImportBackbone(*platform_, demo, Progress::None()))),
            "sites 0/0/40/0, fibres 0/0/58/0, flows 0/0/2000/0");
  EXPECT_EQ(Load().version, 1);
}

// ---- In a region's folder

class RegionWithBackbone : public ImportBackboneTest {
 protected:
  void SetUp() override {
    ImportBackboneTest::SetUp();
    std::filesystem::copy(SourcePath("tests/data/tiny"), region_ / "t",
                          std::filesystem::copy_options::recursive);
    std::filesystem::create_directory(region_ / "t/backbone");
    Write("sites.csv", kSites);
    Write("links.csv", kLinks);
    Write("flows.csv", kFlows);
  }
  void Write(const std::string& name, const std::string& text) {
    WriteFile(region_ / ("t/backbone/" + name), text);
  }
  ImportReport Run(bool accept_valid = false) {
    return Must(ImportRegion(*platform_,
                             {.folder = region_ / "t",
                              .rejects_file = region_ / "rejects.csv",
                              .accept_valid = accept_valid},
                             Progress::None()));
  }
  static ImportReport::TableLine LineOf(const ImportReport& report, const std::string& table) {
    for (const auto& line : report.tables) {
      if (line.table == table) return line;
    }
    return {.table = "no such table"};
  }

  TemporaryFolder region_;
};

TEST_F(RegionWithBackbone, IsImportedWithIt) {
  const ImportReport report = Run();
  EXPECT_TRUE(report.applied);
  EXPECT_EQ(LineOf(report, "sites").inserted, 3);
  EXPECT_EQ(LineOf(report, "fibres").inserted, 3);
  EXPECT_EQ(LineOf(report, "flows").accepted, 2);
  EXPECT_EQ(Load().flows.size(), 2U);
  EXPECT_EQ(LineOf(Run(), "flows").unchanged, 2);
  EXPECT_EQ(Load().version, 1);
}

TEST_F(RegionWithBackbone, AWrongFlowRefusesTheRegionAndStandsInTheRejects) {
  Write("flows.csv", std::string(kFlows) + "f3,nj,xx,200,2,1000,20000,30,,\n");
  WriteFile(region_ / "t/chains.csv",
            lianmeng::testing::ReadFile(region_ / "t/chains.csv") + "other,别的链,Other\n");
  const int64_t before = Must(platform_->store().DataVersion());
  const ImportReport report = Run();
  EXPECT_FALSE(report.applied);
  EXPECT_GE(report.errors, 1);
  EXPECT_EQ(LineOf(report, "flows").rejected, 1);
  EXPECT_EQ(Must(platform_->store().DataVersion()), before);
  EXPECT_EQ(Load().version, 0);
  const std::string rejects = lianmeng::testing::ReadFile(region_ / "rejects.csv");
  EXPECT_NE(rejects.find("backbone/flows.csv,4,destination,xx"), std::string::npos) << rejects;
}

TEST_F(RegionWithBackbone, ThatIsNoNetworkIsToldBesideTheRowsAndTheRestMayBeTaken) {
  Write("sites.csv", std::string(kSites) + "xx,far,,100,40\n");
  const ImportReport report = Run();
  EXPECT_FALSE(report.applied);
  EXPECT_EQ(report.errors, 1);
  EXPECT_EQ(report.first_issues.at(0).place.file, region_ / "t/backbone/links.csv");
  const ImportReport valid = Run(/*accept_valid=*/true);
  EXPECT_TRUE(valid.applied);
  EXPECT_EQ(Load().version, 0);
}

}  // namespace
}  // namespace lianmeng::app
