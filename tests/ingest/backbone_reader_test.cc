// Columns of the backbone's tables that the store needs: whose a flow is, who sees it, whether it was made up, and which
// of several parallel fibres a row is.
#include "ingest/backbone_reader.h"

#include <gtest/gtest.h>

#include "ingest/csv_reader.h"
#include "ingest/topology_reader.h"
#include "tests/ingest/support.h"

namespace lianmeng::ingest {
namespace {

using Lines = std::vector<std::string>;

constexpr const char* kHeading =
    "id,source,destination,frame_bytes,interval_us,latency_us_max,jitter_us_max,";

class FlowsTable : public ::testing::Test {
 protected:
  // Rows behind the required columns.
  std::vector<BackboneFlow> Read(const std::string& columns, const Lines& rows) {
    std::string text = kHeading + columns + "\n";
    for (const std::string& row : rows) text += "f,A,B,100,1000,5000,50," + row + "\n";
    CsvReader reader(std::make_unique<MemorySource>(text, text.size()), {});
    Result<std::vector<BackboneFlow>> flows =
        ReadBackboneFlows(reader, on_issue_, Progress::None());
    EXPECT_TRUE(flows.ok());
    return flows ? *flows : std::vector<BackboneFlow>{};
  }

  Lines issues_;
  OnIssue on_issue_ = [this](const RowIssue& issue) -> Status {
    EXPECT_NE(issue.message.zh, "");
    issues_.push_back(std::to_string(issue.place.line) + " " + issue.place.field + " [" +
                      issue.place.value + "] " + issue.message.en);
    return Ok{};
  };
};

TEST_F(FlowsTable, SaysWhoseAFlowIsAndWhoSeesItInEitherLanguage) {
  const auto flows = Read("sample,owner,audience", {"1,A1,public", "否,,联盟内", "是,B1,private"});
  EXPECT_EQ(issues_, Lines{});
  ASSERT_EQ(flows.size(), 3U);
  EXPECT_TRUE(flows[0].is_sample);
  EXPECT_EQ(flows[0].owner_key, "A1");
  EXPECT_EQ(flows[0].ownership.audience, Audience::kPublic);
  EXPECT_FALSE(flows[1].is_sample);
  EXPECT_EQ(flows[1].owner_key, "");
  EXPECT_EQ(flows[1].ownership.audience, Audience::kAlliance);
  EXPECT_TRUE(flows[2].is_sample);
  EXPECT_EQ(flows[2].ownership.audience, Audience::kPrivate);
}

TEST_F(FlowsTable, ChineseHeadingsAndNoneOfThese) {
  const auto named = Read("样例,所属企业,可见范围", {"1,A1,结对城市"});
  ASSERT_EQ(named.size(), 1U);
  EXPECT_TRUE(named[0].is_sample);
  EXPECT_EQ(named[0].owner_key, "A1");
  EXPECT_EQ(named[0].ownership.audience, Audience::kPairing);
  const auto none = Read("note", {"x"});
  ASSERT_EQ(none.size(), 1U);
  EXPECT_FALSE(none[0].is_sample);
  EXPECT_EQ(none[0].ownership, Ownership{});
  EXPECT_EQ(issues_, Lines{});
}

TEST_F(FlowsTable, OtherWordsAreRefusedWithThoseThatAreKnown) {
  EXPECT_TRUE(Read("sample,audience", {"maybe,public", "0,everyone"}).empty());
  ASSERT_EQ(issues_.size(), 2U);
  EXPECT_TRUE(issues_[0].starts_with("2 sample [maybe] ")) << issues_[0];
  EXPECT_EQ(issues_[1],
            "3 audience [everyone] must be one of public, alliance, region, pairing, private");
}

TEST(ParallelFibres, AreNumberedInTheOrderOfTheFileWhateverItsForm) {
  const std::string text = "from,to,fibre_km\nA,B,1\nB,A,1\nA,B,2\nA,C,1\nA,B,3\n";
  CsvReader reader(std::make_unique<MemorySource>(text, text.size()), {});
  const auto ignore = [](const RowIssue&) -> Status { return Ok{}; };
  const auto links = ReadFibreLinks(reader, ignore, Progress::None());
  ASSERT_TRUE(links.ok());
  std::vector<int64_t> numbers;
  for (const FibreLink& link : *links) numbers.push_back(link.parallel);
  EXPECT_EQ(numbers, (std::vector<int64_t>{1, 1, 2, 1, 3}));
  const auto graph = ParseNodeLink(
      R"({"nodes": [{"id": 1}, {"id": 2}], "edges": [{"source": 1, "target": 2},
          {"source": 2, "target": 1}, {"source": 1, "target": 2}]})",
      "net.json", ignore);
  ASSERT_TRUE(graph.ok());
  EXPECT_EQ(graph->links[0].parallel, 1);
  EXPECT_EQ(graph->links[1].parallel, 1);
  EXPECT_EQ(graph->links[2].parallel, 2);
}

}  // namespace
}  // namespace lianmeng::ingest
