#include "ingest/topology_reader.h"

#include <gtest/gtest.h>

#include "ingest/backbone_reader.h"
#include "ingest/csv_reader.h"
#include "tests/ingest/support.h"

namespace lianmeng::ingest {
namespace {

using Lines = std::vector<std::string>;

struct Outcome {
  Result<BackboneTopology> topology = BackboneTopology{};
  Lines issues;

  [[nodiscard]] Lines Sites() const {
    Lines ids;
    for (const BackboneSite& site : topology->sites) ids.push_back(site.id);
    return ids;
  }
  [[nodiscard]] Lines Links() const {
    Lines links;
    for (const FibreLink& link : topology->links) {
      links.push_back(link.from + (link.is_one_way ? ">" : "-") + link.to);
    }
    return links;
  }
};

std::string Told(const RowIssue& issue) {
  EXPECT_NE(issue.message.zh, "");
  return std::to_string(issue.place.line) + " " + issue.place.field + " [" + issue.place.value +
         "] " + issue.message.en;
}

OnIssue Into(Lines& issues) {
  return [&issues](const RowIssue& issue) -> Status {
    issues.push_back(Told(issue));
    return Ok{};
  };
}

Outcome NodeLink(const std::string& text) {
  Outcome outcome;
  outcome.topology = ParseNodeLink(text, "net.json", Into(outcome.issues));
  return outcome;
}

Outcome Gml(const std::string& text) {
  Outcome outcome;
  outcome.topology = ParseGml(text, "net.gml", Into(outcome.issues));
  return outcome;
}

std::string WordsOf(const Result<BackboneTopology>& topology) {
  return topology ? "read" : topology.error().Describe(Language::kEnglish);
}

constexpr const char* kNodeLink = R"({
"directed": false, "graph": {"name": "x", "demands": {"7": {"4": 34.00}}},
"nodes": [
  {"name": "Lhasa", "pos": [91.10, 29.65], "id": "7", "size": 0.9, "note": "high"},
  {"id": 4, "pos": [103.79, 36.06], "name": "Lanzhou"},
  {"id": "9"}
],
"edges": [
  {"dist": 1251.43, "ecmp_fwd": {"uni": 29.11}, "source": "7", "target": 4, "comment": "guessed"},
  {"source": 4, "target": "9", "fibre_m": 1000, "rate_gbps": 100, "figures_from": "operator"}
]})";

TEST(NodeLink, TakesNamesNumbersDistancesAndComments) {
  const Outcome outcome = NodeLink(kNodeLink);
  ASSERT_TRUE(outcome.topology.ok()) << WordsOf(outcome.topology);
  EXPECT_EQ(outcome.issues, Lines{});
  EXPECT_EQ(outcome.Sites(), (Lines{"Lhasa", "Lanzhou", "9"}));
  EXPECT_EQ(outcome.Links(), (Lines{"Lhasa-Lanzhou", "Lanzhou-9"}));
  const BackboneSite& lhasa = outcome.topology->sites[0];
  EXPECT_EQ(lhasa.number, "7");
  EXPECT_EQ(lhasa.longitude_deg, 91.1);
  EXPECT_EQ(lhasa.latitude_deg, 29.65);
  EXPECT_EQ(lhasa.size, 0.9);
  EXPECT_EQ(lhasa.note, "high");
  EXPECT_EQ(lhasa.line, 4);
  const std::vector<FibreLink>& links = outcome.topology->links;
  EXPECT_EQ(links[0].map_m, 1'251'430);
  EXPECT_EQ(links[0].note, "guessed");
  EXPECT_EQ(links[0].line, 9);
  EXPECT_EQ(links[1].fibre_m, 1'000);
  EXPECT_EQ(links[1].rate_bps, 100'000'000'000);
  EXPECT_EQ(links[1].source, "operator");
}

TEST(NodeLink, ADirectedGraphHasOneLinkForEachEdge) {
  const Outcome outcome = NodeLink(
      R"({"directed": true, "nodes": [{"id": 1}, {"id": 2}], "links": [{"source": 1, "target": 2}]})");
  ASSERT_TRUE(outcome.topology.ok());
  EXPECT_EQ(outcome.Links(), Lines{"1>2"});
}

TEST(NodeLink, NamesThatSeveralBearAreToldApartByNumber) {
  const Outcome outcome = NodeLink(
      R"({"nodes": [{"id": 1, "name": "Suzhou"}, {"id": 2, "name": "Suzhou"}, {"id": 3, "name": "1"},
          {"id": 4, "name": "4"}], "edges": []})");
  ASSERT_TRUE(outcome.topology.ok());
  EXPECT_EQ(outcome.Sites(), (Lines{"Suzhou (1)", "Suzhou (2)", "1 (3)", "4"}));
}

TEST(BadInput, NodeLinkTellsEveryWrongNodeAndEdgeWithItsLine) {
  const Outcome outcome = NodeLink(
      "{\"nodes\": [\n"
      "{\"id\": 1},\n"
      "{\"id\": 1},\n"
      "{\"name\": \"a\"},\n"
      "{\"id\": 2, \"pos\": [200, 30]},\n"
      "{\"id\": 3, \"pos\": [20]}],\n"
      "\"edges\": [\n"
      "{\"source\": 1, \"target\": 5},\n"
      "{\"source\": 1,\n"
      " \"target\": 2, \"dist\": -4},\n"
      "{\"source\": 1}, {\"source\": 1, \"target\": 3, \"dist\": \"far\"},\n"
      "{\"source\": 1, \"target\": 3, \"dist\": 1e999}, {\"source\": 1, \"target\": 2, \"dist\": "
      "7}]}");
  ASSERT_TRUE(outcome.topology.ok()) << WordsOf(outcome.topology);
  EXPECT_EQ(outcome.issues,
            (Lines{"3 id [1] this id stands there twice", "4 id [] a node without an id",
                   "5 longitude [200] must lie between -180 and 180",
                   "6 pos [] must be [longitude, latitude]",
                   "6 latitude [] longitude and latitude must be given together",
                   "10 dist [-4] a length must be positive", "11 dist [far] is not a number",
                   "12 dist [1e999] the number is too large", "8 target [5] there is no such node",
                   "11 target [] is missing"}));
  EXPECT_EQ(outcome.Links(), Lines{"1-2"});
}

TEST(BadInput, NodeLinkRefusesWhatIsNotOfItsForm) {
  for (const char* text : {"", "[]", "{", "{\"nodes\": [], \"edges\": []", "{\"nodes\": [}",
                           "{\"nodes\": 3}", "{\"nodes\": [3], \"edges\": []}", "{\"nodes\": []}",
                           "{\"edges\": []}", "{\"edges\": [], \"directed\": true, \"nodes\": []}",
                           "{\"nodes\": [], \"edges\": []} x", "\xff"}) {
    const Outcome outcome = NodeLink(text);
    ASSERT_FALSE(outcome.topology.ok()) << text;
    EXPECT_EQ(outcome.topology.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(outcome.topology.error().place.file, "net.json");
  }
  // Cut off anywhere, no longer a topology, and never a crash.
  const std::string whole = kNodeLink;
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(NodeLink(whole.substr(0, size)).topology.ok()) << size;
  }
}

constexpr const char* kGml = R"(# made by hand
graph [
  DateObtained "22/10/10"
  Creator "a [ bracket ] in a text"
  nested [ deep [ x 1 ] ]
  node [
    id 0
    label "Praha &#38; Brno &amp; &#268;echy"
    Longitude 14.42076
    Latitude 50.08804
    Internal 1
  ]
  node [ id 1 label "Wien" Longitude 16.37208 Latitude 48.20849 ]
  node [ id 2 label "" ]
  edge [
    source 0
    target 1
    LinkSpeedRaw 10000000000.0
    LinkLabel "10 Gbps"
    note "leased"
  ]
  edge [ source 1 target 2 dist 77.5 ]
]
)";

TEST(Gml, TakesLabelsCoordinatesAndSpeeds) {
  const Outcome outcome = Gml(kGml);
  ASSERT_TRUE(outcome.topology.ok()) << WordsOf(outcome.topology);
  EXPECT_EQ(outcome.issues, Lines{});
  EXPECT_EQ(outcome.Sites(), (Lines{"Praha & Brno & Čechy", "Wien", "2"}));
  EXPECT_EQ(outcome.topology->sites[1].latitude_deg, 48.20849);
  EXPECT_EQ(outcome.topology->sites[1].line, 13);
  EXPECT_EQ(outcome.topology->links[0].rate_bps, 10'000'000'000);
  EXPECT_EQ(outcome.topology->links[0].note, "leased");
  EXPECT_EQ(outcome.topology->links[0].line, 15);
  EXPECT_EQ(outcome.topology->links[1].map_m, 77'500);
  EXPECT_EQ(
      Gml("graph [ directed 1 node [ id a ] node [ id b ] edge [ source a target b ] ]").Links(),
      Lines{"a>b"});
}

TEST(BadInput, GmlRefusesWhatIsNotOfItsFormAndNamesTheLine) {
  EXPECT_EQ(WordsOf(Gml("").topology), "net.gml: there is no graph [ … ]");
  EXPECT_EQ(WordsOf(Gml("graph [\nnode [ id ]\n]").topology), "net.gml:2: has no value [id]");
  EXPECT_EQ(WordsOf(Gml("graph [\nnode [\n").topology),
            "net.gml:3: is not whole: a quote or a bracket is not closed");
  EXPECT_EQ(WordsOf(Gml("graph [\nlabel \"x\n").topology),
            "net.gml:2: is not whole: a quote or a bracket is not closed");
  EXPECT_EQ(WordsOf(Gml("graph [ ] ]").topology), "net.gml:1: a key is expected here");
  EXPECT_EQ(WordsOf(Gml("graph [ ] graph [ ]").topology),
            "net.gml:1: there are two graphs [graph]");
  const std::string deep = "graph [ x " + std::string(100, '[');
  EXPECT_EQ(WordsOf(Gml(deep).topology), "net.gml:1: is nested too deeply");
  const std::string whole = Trim(kGml);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(Gml(whole.substr(0, size)).topology.ok()) << size;
  }
  const Outcome wrong = Gml("graph [\nnode [ id 1 Latitude x ]\nedge [ source 1\n target 9 ] ]");
  EXPECT_EQ(wrong.issues,
            (Lines{"2 Latitude [x] is not a number", "3 target [9] there is no such node"}));
}

TEST(BackboneTables, TakeChineseHeadingsAndWords) {
  const auto reader = [](const std::string& text) {
    return CsvReader(std::make_unique<MemorySource>(text), {.file = "t.csv"});
  };
  Lines issues;
  CsvReader flows = reader(
      "编号,起点,终点,帧长（字节）,间隔（微秒）,时延上限（微秒）,抖动上限（纳秒）,到达方式,"
      "保护方式,类别,出处\n"
      "一,甲,乙,128,250.5,20000,900,对齐,节点,焊接,手册\n");
  const auto read = ReadBackboneFlows(flows, Into(issues), Progress::None());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(issues, Lines{});
  const BackboneFlow& flow = read->at(0);
  EXPECT_EQ(flow.interval_ns, 250'500);
  EXPECT_EQ(flow.latency_ns_max, 20'000'000);
  EXPECT_EQ(flow.jitter_ns_max, 900);
  EXPECT_EQ(flow.arrival, FlowArrival::kAligned);
  EXPECT_EQ(flow.protection, FlowProtection::kNode);
  EXPECT_EQ(flow.source, "手册");
  CsvReader links = reader("from,to,direction,fibre_factor\na,b,单向,1.35\nc,d,both,\n");
  const auto fibres = ReadFibreLinks(links, Into(issues), Progress::None());
  ASSERT_TRUE(fibres.ok());
  EXPECT_TRUE(fibres->at(0).is_one_way);
  EXPECT_EQ(fibres->at(0).fibre_factor_permille, 1'350);
  EXPECT_FALSE(fibres->at(1).is_one_way);
}

TEST(BadInput, BackboneTablesRefuseTwoUnitsOfOneFigure) {
  CsvReader reader(std::make_unique<MemorySource>(
                       "id,source,destination,frame_bytes,interval_us,interval_ns,latency_us_max,"
                       "jitter_us_max,arrival,arrival_window_ns,protection\n"
                       "f,a,b,64,1,1000,1,1,,,\n"
                       "g,a,b,64,1,,1,1,aligned,0,\n"
                       "h,a,b,64,1,,1,1,often,,\n"
                       "i,a,b,64,1,,1,1,,,both\n"
                       "j,a,b,64.5,1,,1,1,,,\n"),
                   {.file = "flows.csv"});
  Lines issues;
  const auto read = ReadBackboneFlows(reader, Into(issues), Progress::None());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->size(), 0U);
  EXPECT_EQ(issues,
            (Lines{"2 interval_us [1] stands there in another unit, too",
                   "3 arrival_window_ns [0] give either the manner of arrival or a window of it",
                   "4 arrival [often] must be one of aligned, unaligned, sporadic",
                   "5 protection [both] must be one of none, link, node",
                   "6 frame_bytes [64.5] must be a whole number"}));
}

}  // namespace
}  // namespace lianmeng::ingest
