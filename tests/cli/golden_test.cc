// What the commands print, held to text files in tests/golden. UPDATE=1 rewrites them; the diff is reviewed.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <regex>

#include "app/network_plan.h"
#include "network/planner.h"
#include "tests/support/tiny_region.h"

namespace lianmeng {
namespace {

using lianmeng::testing::ReadFile;
using lianmeng::testing::SourcePath;
using lianmeng::testing::TemporaryFolder;
using lianmeng::testing::WriteFile;

struct Outcome {
  std::string output;  // standard output and error together
  int status = 0;
};

Outcome Lianmeng(const std::string& arguments) {
  const std::string command = std::string(LIANMENG_PROGRAM) + " " + arguments + " 2>&1 </dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  Outcome outcome;
  char buffer[4096];
  while (size_t count = fread(buffer, 1, sizeof buffer, pipe)) outcome.output.append(buffer, count);
  const int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

// What differs from run to run or from place to place: folders, ids, milliseconds.
std::string Steady(std::string text, const std::string& folder) {
  for (size_t at; (at = text.find(folder)) != std::string::npos;)
    text.replace(at, folder.size(), "FOLDER");
  const std::string source = SourcePath("");
  for (size_t at; (at = text.find(source)) != std::string::npos;)
    text.replace(at, source.size(), "");
  text = std::regex_replace(text, std::regex(R"("[0-9]{15,19}")"), "\"ID\"");
  text = std::regex_replace(text, std::regex(R"( *[0-9]+\.[0-9] ms)"), " N ms");
  // The day of the test: how far off a date is.
  text = std::regex_replace(text, std::regex(R"([0-9,]{5,} (days|天))"), "N $1");
  return text;
}

// A day, and the time of day with it.
const std::regex kDay(R"(20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9:]+Z)?)");

class Golden : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(Lianmeng("import region " + SourcePath("tests/data/tiny") + Db() + " --rejects " +
                       (folder_ / "rejects.csv"))
                  .status,
              0);
  }

  std::string Db() const { return " --db sqlite:" + (folder_ / "tiny.db"); }

  void Expect(const std::string& name, const Outcome& outcome, int status = 0) {
    EXPECT_EQ(outcome.status, status) << outcome.output;
    const std::string path = SourcePath("tests/golden/" + name + ".txt");
    const std::string text = Steady(outcome.output, folder_.path());
    if (std::getenv("UPDATE") != nullptr) {
      WriteFile(path, text);
      return;
    }
    EXPECT_EQ(text, ReadFile(path)) << name << ": UPDATE=1 rewrites the expected text";
  }

  TemporaryFolder folder_;
};

TEST_F(Golden, HelpNamesEveryCommand) {
  Expect("help", Lianmeng("--help"));
  Expect("help-import-region", Lianmeng("import region --help"));
  Expect("help-serve", Lianmeng("serve --help"));
}

TEST_F(Golden, PairsAreMatchedSoThatNobodyWouldLeave) {
  const std::string edges = folder_ / "ranked.csv", pairs = folder_ / "stable.csv";
  // The example of Gale and Shapley, 1962: three stable matchings.
  WriteFile(edges,
            "need,offer,need_score,offer_score\nα,A,3,1\nα,B,2,2\nα,C,1,3\nβ,A,1,3\nβ,B,3,1\n"
            "β,C,2,2\nγ,A,2,2\nγ,B,1,3\nγ,C,3,1\n");
  const std::string stable = "match stable --edges " + edges + " --out " + pairs;
  Expect("match-stable.zh", Lianmeng(stable + "; cat " + pairs));
  Expect("match-stable.en", Lianmeng("--lang en " + stable + " --propose offers; cat " + pairs));
  const std::string verify = "match verify-stable " + edges + " ";
  Expect("match-verify-stable", Lianmeng(verify + pairs));
  const std::string other = folder_ / "other.csv";
  WriteFile(other, "need,offer\nα,A\nβ,C\nγ,B\n");
  Expect("match-verify-stable-refused", Lianmeng(verify + other), 1);
  WriteFile(other, "need,offer\nα,A\nβ,D\n");
  Expect("match-verify-stable-unknown", Lianmeng(verify + other), 1);
  WriteFile(edges, "need,offer,need_score,offer_score\na,b,1,x\na,c,,2\na,d,2000000,1\n");
  Expect("match-stable-bad", Lianmeng(stable), 1);
  WriteFile(edges, "need,offer,score\na,b,1\n");
  Expect("match-stable-no-column", Lianmeng(stable), 1);
}

TEST_F(Golden, AnEventIsPlannedCheckedAndPlannedAgain) {
  const std::string event = SourcePath("tests/data/event/forum.json");
  const std::string plan = folder_ / "plan.json", again = folder_ / "again.json";
  Expect("event-timetable.zh",
         Lianmeng("event timetable " + event + " --out " + plan + "; cat " + plan));
  Expect("event-timetable.en", Lianmeng("--lang en event timetable " + event + " --out " + plan));
  Expect("event-check", Lianmeng("event check " + event + " " + plan));
  const std::string changed = SourcePath("tests/data/event/changed.json") + " " + plan;
  Expect("event-replan.zh",
         Lianmeng("event replan " + changed + " --out " + again + "; cat " + again));
  Expect("event-replan.en", Lianmeng("--lang en event replan " + changed + " --out " + again));
  Expect("event-check-refused", Lianmeng("event check " + event + " " + again), 1);
  Expect("help-event-timetable", Lianmeng("event timetable --help"));
}

TEST_F(Golden, DelaysAreBoundedByNetworkCalculus) {
  const std::string two = "network bound " + SourcePath("tests/data/network/two-servers.json");
  Expect("network-bound.zh", Lianmeng(two));
  Expect("network-bound.en", Lianmeng("--lang en " + two + " --flow 视觉 --method tfa-fifo"));
  Expect("network-bound-json", Lianmeng(two + " --json"));
  // Not every limit is kept: status 1.
  const std::string priorities = SourcePath("tests/data/network/priorities.json");
  Expect("network-bound-priorities", Lianmeng("--lang en network bound " + priorities), 1);
  Expect("network-bound-no-flow", Lianmeng(two + " --flow nobody"), 1);
  const std::string bad = folder_ / "net.json";
  WriteFile(bad,
            R"({"servers": [{"id": "a", "rate": 5}, {"id": "b", "rate": 9}],
"flows": [{"id": "f", "rate": 3, "burst": 1, "path": ["a", "b"]},
          {"id": "g", "rate": 1, "burst": 1, "path": ["b", "a"]}]})");
  Expect("network-bound-circle", Lianmeng("network bound " + bad), 1);
  WriteFile(bad,
            R"({"servers": [{"id": "a", "rate": 2}],
"flows": [{"id": "f", "rate": 3, "burst": 1, "path": ["a"]}]})");
  Expect("network-bound-unstable", Lianmeng("--lang en network bound " + bad), 1);
}

// Three sites in a ring; one flow with two routes, and two that end together.
std::string SmallPlan(const std::string& file) {
  network::Backbone backbone;
  backbone.sites = {"南京", "合肥", "上海"};
  const std::pair<network::SiteIndex, network::SiteIndex> fibres[] = {{0, 1}, {1, 2}, {0, 2}};
  for (const auto& [a, b] : fibres) {
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      backbone.links.push_back({.from = from,
                                .to = to,
                                .fibre_m = 200'000,
                                .rate_bps = 100'000'000'000,
                                .delay_ns_min = 1'000'000,
                                .delay_ns_max = 1'001'000});
    }
  }
  network::FlowRequest flow{.id = "焊接",
                            .source = 1,
                            .destination = 2,
                            .frame_bytes = 500,
                            .interval_ns = 80'000,
                            .latency_ns_max = 5'000'000,
                            .jitter_ns_max = 20'000,
                            .protection = network::Protection::kLinkDisjoint};
  std::vector<network::FlowRequest> flows{flow};
  flow.id = "视觉";
  flow.source = 0;
  flow.protection = network::Protection::kNone;
  flows.push_back(flow);
  flow.id = "太快";
  flow.latency_ns_max = 1'000;
  flows.push_back(flow);
  const Result<network::Plan> plan =
      network::MakePlan(std::move(backbone), std::move(flows), {}, Progress::None());
  EXPECT_TRUE(plan && app::WritePlan(*plan, file));
  return file;
}

TEST_F(Golden, APlanIsExportedForRoutersAndPeople) {
  const std::string plan = SmallPlan(folder_ / "plan.json");
  const auto exported = [&](const std::string& name, const std::string& more) {
    const std::string file = folder_ / name;
    return Lianmeng("network export " + plan + " --out " + file + " " + more + " && cat " + file);
  };
  Expect("network-export-mpls", exported("mpls.json", "--format mpls"));
  Expect("network-export-srv6", exported("srv6.json", "--format srv6 --sid-block fd00:c0de"));
  Expect("network-export-yang", exported("yang.json", "--format yang --site 上海"));
  Expect("network-export-flows", exported("flows.csv", "--format csv"));
  Expect("network-export-hops", exported("hops.csv", "--format csv --table hops"));
  Expect("network-export-ports", exported("ports.csv", "--format csv --table ports"));
  EXPECT_EQ(exported("plan.xlsx", "--format xlsx").status, 0);
  Expect("network-export-no-site", exported("yang2.json", "--format yang"), 1);
  Expect("network-export-wrong-site", exported("yang2.json", "--format yang --site 北京"), 1);
  Expect("network-export-wrong-name", exported("plan.txt", "--format xlsx"), 1);
  Expect("network-export-wrong-block", exported("s.json", "--format srv6 --sid-block 1"), 1);
}

TEST_F(Golden, ATimetableIsExportedForPeople) {
  const std::string event = SourcePath("tests/data/event/forum.json");
  const std::string plan = folder_ / "plan.json";
  ASSERT_EQ(Lianmeng("event timetable " + event + " --out " + plan).status, 0);
  const auto exported = [&](const std::string& name, const std::string& more = "") {
    const std::string file = folder_ / name;
    Outcome outcome =
        Lianmeng("event export " + event + " " + plan + " --out " + file + more + "; cat " + file);
    outcome.output =
        std::regex_replace(outcome.output, std::regex("DTSTAMP:[0-9TZ]+"), "DTSTAMP:NOW");
    return outcome;
  };
  Expect("event-export-csv", exported("all.csv"));
  Expect("event-export-ics", exported("all.ics"));
  Expect("event-export-one-ics", exported("one.ics", " --participant 甲"));
  Expect("event-export-html", exported("one.html", " --participant 乙"));
  EXPECT_EQ(
      Lianmeng("event export " + event + " " + plan + " --out " + (folder_ / "all.xlsx")).status,
      0);
  Expect("event-export-nobody",
         Lianmeng("event export " + event + " " + plan + " --out " + (folder_ / "x.ics") +
                  " --participant nobody"),
         1);
  const std::string untimed = folder_ / "untimed.json", untimed_plan = folder_ / "u.json";
  WriteFile(untimed, R"({"slots": 1, "tables": 1, "participants": [], "meetings": []})");
  ASSERT_EQ(Lianmeng("event timetable " + untimed + " --out " + untimed_plan).status, 0);
  Expect("event-export-untimed",
         Lianmeng("event export " + untimed + " " + untimed_plan + " --out " + (folder_ / "u.ics")),
         1);
}

TEST_F(Golden, AnEventThatCannotBeSaysWhichRequestsStandAgainstEachOther) {
  const std::string clash = SourcePath("tests/data/event/clash.json");
  Expect("event-clash.zh", Lianmeng("event timetable " + clash + " --out " + (folder_ / "p.json") +
                                    "; cat " + (folder_ / "p.json")));
  Expect("event-clash.en",
         Lianmeng("--lang en event timetable " + clash + " --out " + (folder_ / "p.json")));
}

TEST_F(Golden, AnEventFileIsRefusedWithItsPlace) {
  const auto plan = [this](const std::string& name, const std::string& text) {
    WriteFile(folder_ / name, text);
    return Lianmeng("event timetable " + (folder_ / name) + " --out " + (folder_ / "p.json"))
        .output;
  };
  std::string output;
  const std::string two = R"("participants": [{"id": "a"}, {"id": "b"}])";
  output += plan("slots.json", R"({"slots": 0, "tables": 1})");
  output += plan("tables.json", R"({"slots": 1, "tables": -1})");
  output += plan("twice.json",
                 R"({"slots": 1, "tables": 1, "participants": [{"id": "a"}, {"id": "a"}]})");
  output += plan("nobody.json", R"({"slots": 1, "tables": 1, )" + two + R"(,
 "meetings": [{"a": "a", "b": "c"}]})");
  output += plan("itself.json", R"({"slots": 1, "tables": 1, )" + two + R"(,
 "meetings": [{"a": "a", "b": "a"}]})");
  output += plan("word.json", R"({"slots": 1, "tables": 1, )" + two + R"(,
 "meetings": [{"a": "a", "b": "b", "session": "evening"}]})");
  output += plan("fixed.json", R"({"slots": 2, "morning_slots": 1, "tables": 1, )" + two + R"(,
 "meetings": [{"a": "a", "b": "b", "session": "morning", "fixed_slot": 2}]})");
  output += plan("after.json", R"({"slots": 2, "tables": 1, )" + two + R"(,
 "meetings": [{"a": "a", "b": "b", "after": [4294967296]}]})");
  output += plan("times.json", R"({"slots": 2, "tables": 1, "slot_starts": ["2026-12-01T09:00"]})");
  output += plan("time.json", R"({"slots": 1, "tables": 1, "slot_starts": ["2026-12-01 9:00"]})");
  output += plan("order.json", R"({"slots": 2, "tables": 1, "slot_minutes": 30,
 "slot_starts": ["2026-12-01T09:00", "2026-12-01T09:20"]})");
  output += plan("field.json", R"({"slots": 2, "tables": 1, "table": 3})");
  output += plan("cut.json", R"({"slots": 2, "tables": 1, "meetings": [)");
  output += Lianmeng("event timetable " + SourcePath("tests/data/event/circle.json")).output;
  output += Lianmeng("event timetable absent.json --out " + (folder_ / "p.json")).output;
  output += Lianmeng("event timetable absent.json --time-limit 0").output;
  output += Lianmeng("generate event --participants 4 --meetings 9 --slots 4 --tables 2").output;
  Expect("event-bad", {output, 0});
}

TEST_F(Golden, ImportSaysWhatBecameOfEachTable) {
  Expect("import-again", Lianmeng("import region " + SourcePath("tests/data/tiny") + Db() +
                                  " --rejects " + (folder_ / "r.csv")));
}

TEST_F(Golden, ImportNamesEveryBadRowAndAppliesNothing) {
  TemporaryFolder bad;
  std::filesystem::copy(SourcePath("tests/data/bad"), bad / "t");
  const Outcome zh =
      Lianmeng("import region " + (bad / "t") + Db() + " --rejects " + (folder_ / "r.csv"));
  Expect("import-bad.zh", {Steady(zh.output, bad.path()), zh.status}, 1);
  const Outcome en = Lianmeng("--lang en import region " + (bad / "t") + Db() + " --rejects " +
                              (folder_ / "r.csv"));
  Expect("import-bad.en", {Steady(en.output, bad.path()), en.status}, 1);
}

TEST_F(Golden, RiskPointsOfAChain) {
  const std::string all = " --class red --class orange --class yellow --class none";
  Expect("risk-points.zh", Lianmeng("risk points --chain robot" + all + Db()));
  Expect("risk-points.en", Lianmeng("--lang en risk points --chain robot" + all + Db()));
  Expect("risk-show", Lianmeng("risk show robot reducer" + Db()));
  Expect("risk-time.zh", Lianmeng("risk time --chain robot" + Db()));
  Expect("risk-time.en", Lianmeng("--lang en risk time --chain robot" + Db()));
}

TEST_F(Golden, WhatChangedSinceTheLastRunAndMeasures) {
  // The second robot maker grows threefold: the largest one weighs less.
  TemporaryFolder grown;
  std::filesystem::copy(SourcePath("tests/data/tiny"), grown / "t");
  std::string offers = ReadFile(grown / "t/offers.csv");
  const size_t row = offers.find("A2-1,A2,goods,robot,,4000");
  ASSERT_NE(row, std::string::npos);
  offers.replace(row, 25, "A2-1,A2,goods,robot,,12000");
  WriteFile(grown / "t/offers.csv", offers);
  const Outcome grew =
      Lianmeng("import region " + (grown / "t") + Db() + " --rejects " + (folder_ / "r.csv"));
  Expect("import-grown",
         {std::regex_replace(Steady(grew.output, grown.path()), kDay, "DAY"), grew.status});
  const auto expect = [&](const std::string& name, const Outcome& outcome, int status = 0) {
    Expect(name, {std::regex_replace(outcome.output, kDay, "DAY"), outcome.status}, status);
  };
  expect("risk-changed.zh", Lianmeng("risk points --chain robot" + Db()));
  expect("risk-changed.en", Lianmeng("--lang en risk points --chain robot" + Db()));
  expect("risk-history", Lianmeng("risk history robot robot" + Db()));
  expect("risk-history-public",
         Lianmeng("--lang en risk history robot robot --viewer public" + Db()), 1);
  expect("measure-add", Lianmeng("measure add robot robot strengthen 扩产 --key K1 --responsible "
                                 "专班 --cost 120000" +
                                 Db()));
  expect("measure-set", Lianmeng("measure set K1 --state done" + Db()));
  expect("measure-list", Lianmeng("--lang en measure list --chain robot" + Db()));
  expect("measure-bad", Lianmeng("--lang en measure add robot nothing secure x" + Db()), 1);
  expect("measure-bad-state", Lianmeng("--lang en measure set K1 --state finished" + Db()), 1);
}

TEST_F(Golden, RiskPointsOverDrawsOfTheUnknownLinks) {
  Expect("risk-certainty.zh", Lianmeng("risk certainty --chain robot --draws 8 --seed 2" + Db()));
  Expect("risk-certainty.en",
         Lianmeng("--lang en risk certainty --chain robot --draws 8 --seed 2" + Db()));
  Expect("risk-certainty-json", Lianmeng("risk certainty --chain robot --draws 2 --json" + Db()));
  Expect("risk-certainty-unknown", Lianmeng("--lang en risk certainty --chain none" + Db()), 1);
  Expect("evaluate-reconstruction",
         Lianmeng("--lang en evaluate reconstruction --hide 0.5 --draws 4 --seed 3" + Db()));
}

TEST_F(Golden, WhatAScenarioCostsAndWhereABadOneIsWrong) {
  const std::string scenarios = SourcePath("tests/data/scenarios/");
  Expect("risk-scenario.zh", Lianmeng("risk scenario " + scenarios + "reducer.json" + Db()));
  Expect("risk-scenario.en",
         Lianmeng("--lang en risk scenario " + scenarios + "reducer.json" + Db()));
  Expect("risk-scenario-bad", Lianmeng("risk scenario " + scenarios + "bad.json" + Db()), 1);
}

TEST_F(Golden, RepairPlanOfAChain) {
  const std::string plan = "repair plan --chain robot --budget 1e8" + Db();
  Expect("repair-plan.zh", Lianmeng(plan));
  Expect("repair-plan.en", Lianmeng("--lang en " + plan));
  Expect("repair-plan-kinds", Lianmeng(plan + " --kinds strengthen"));
  Expect("repair-plan-unknown", Lianmeng("--lang en " + plan + " --with stock:nothing"), 1);
  Expect("repair-plan-bad-kind", Lianmeng("--lang en " + plan + " --kinds mend"), 1);
}

TEST_F(Golden, MatchesOfANeedWithReasons) {
  Expect("match.zh", Lianmeng("match A1-N1" + Db()));
  Expect("match.en", Lianmeng("--lang en match A1-N1" + Db()));
}

TEST_F(Golden, SearchInChineseByPinyinAndByAnotherViewer) {
  Expect("search", Lianmeng("search 机器人" + Db()));
  Expect("search-need", Lianmeng("--lang en search 机器人用谐波减速器" + Db()));
  EXPECT_NE(Lianmeng("search 机器人 --kind organisation --limit 50 --json" + Db())
                .output.find("\"items\""),
            std::string::npos);
  Expect("search-pinyin", Lianmeng("search hcjqr" + Db()));
  Expect("search-public", Lianmeng("search 安特 --viewer public" + Db()));
  Expect("search-owner", Lianmeng("search 隐泽 --viewer X1" + Db()));
}

TEST_F(Golden, RiskIndexOfAPlainTable) {
  Expect("risk-index", Lianmeng("risk index " + SourcePath("tests/data/links/line.csv")));
  Expect("risk-index-bad",
         Lianmeng("--lang en risk index " + SourcePath("tests/data/links/bad.csv")), 1);
}

TEST_F(Golden, RiskIndexOfEveryKindOfBadTable) {
  const std::string heading =
      "supplier,customer,supplier_sector,customer_sector,weight,essentiality\n";
  const std::pair<std::string, std::string> tables[] = {
      {"empty", ""},
      {"heading-only", heading},
      {"self-link-only", heading + "a,a,1,1,5,2\n"},
      {"one-sector", heading + "a,b,1,1,5,2\nb,c,1,1,5,1\n"},
      {"overflow", heading + "a,b,1,2,1e308,2\nb,a,2,1,1e308,1\n"},
      {"missing-cells", heading + "a,b,1,2,,2\na,b,1,2,5\n"},
      {"disagree", heading + "a,b,1,2,5,2\na,b,1,2,5,1\nb,a,2,1,0,1\n"}};
  std::string output;
  for (const auto& [name, table] : tables) {
    WriteFile(folder_ / (name + ".csv"), table);
    const Outcome outcome = Lianmeng("--lang en risk index " + (folder_ / (name + ".csv")));
    output += "# " + name + ": " + std::to_string(outcome.status) + "\n" + outcome.output;
  }
  const std::string line = SourcePath("tests/data/links/line.csv");
  const Outcome refused = Lianmeng("risk index --memory-max-mb 1 " + line);
  output += "# will not fit: " + std::to_string(refused.status) + "\n" + refused.output;
  Expect("risk-index-tables", {output, 0});
  EXPECT_EQ(Lianmeng("risk index --mode other " + line).status, 2);
}

TEST_F(Golden, RewiringOfAPlainTable) {
  const std::string links = folder_ / "links.csv", out = folder_ / "rewired.csv";
  ASSERT_EQ(Lianmeng("generate links --firms 100 --links 200 --sectors 3 --out " + links).status,
            0);
  const std::string arguments = "risk rewire " + links + " --steps 5 --top 3 --out " + out;
  const std::string show = " 2>&1; head -n 4 " + out + "; cksum " + out;
  Expect("risk-rewire.zh", Lianmeng(arguments + show));
  Expect("risk-rewire.en", Lianmeng("--lang en " + arguments + show));
  Expect("help-risk-rewire", Lianmeng("risk rewire --help"));
  const std::string bad = SourcePath("tests/data/links/bad.csv");
  Expect("risk-rewire-bad", Lianmeng("--lang en risk rewire " + bad), 1);
  Expect("risk-rewire-overwrites", Lianmeng("--lang en risk rewire " + links + " --out " + links),
         1);
}

TEST_F(Golden, GeneratedLinksAreTheSameBytesEverywhere) {
  const std::string out = folder_ / "links.csv";
  const std::string arguments =
      " generate links --firms 100 --links 200 --sectors 3 --seed 1 --check 10 --out " + out;
  const std::string show = "; head -n 4 " + out + "; cksum " + out;
  Expect("generate-links.zh", Lianmeng(arguments + " 2>&1" + show));
  Expect("generate-links.en", Lianmeng("--lang en" + arguments + " 2>&1" + show));
  Expect("generate-links-bad", Lianmeng("--lang en generate links --firms 100 --links 199"), 1);
}

TEST_F(Golden, RetrievalIsTriedOnAnOpenGraph) {
  const std::string graph = "evaluate retrieval --data " + SourcePath("tests/data/graph");
  Expect("evaluate-retrieval.zh", Lianmeng(graph));
  Expect("evaluate-retrieval.en", Lianmeng("--lang en " + graph + " --seed 2 --threads 1"));
  const std::string json = Lianmeng(graph + " --json").output;
  EXPECT_NE(json.find("\"test_at_50\""), std::string::npos) << json;
  EXPECT_EQ(json, Lianmeng(graph + " --json --threads 1").output) << "by the number of threads";
}

TEST_F(Golden, ABadGraphIsNamedWithFileLineAndField) {
  const std::string graph = folder_ / "graph";
  std::filesystem::copy(SourcePath("tests/data/graph"), graph);
  const auto tried = [&] { return Lianmeng("--lang en evaluate retrieval --data " + graph); };
  const std::string made = ReadFile(graph + "/company_product.json");
  const auto with = [&](const std::string& line) {
    WriteFile(graph + "/company_product.json", made + line + "\n");
    const Outcome outcome = tried();
    EXPECT_EQ(outcome.status, 1);
    return outcome.output;
  };
  std::string all = with(R"({"company_code": "999999.SZ", "product_name": "泵"})");
  all += with(R"({"company_code": "900001.SZ", "product_name": ""})");
  all += with(R"({"company_code": "900001.SZ", )");
  std::filesystem::remove(graph + "/company.json");
  const Outcome missing = tried();
  all += missing.output + Lianmeng("--lang en evaluate retrieval --data " + graph + "/none").output;
  Expect("evaluate-retrieval-bad", {all, missing.status}, 1);
}

TEST_F(Golden, AssignmentOfAllNeedsAtOnceAndItsProof) {
  const std::string tables = SourcePath("tests/data/assignment/");
  const std::string capacities =
      " --needs " + tables + "needs.csv --offers " + tables + "offers.csv";
  const std::string pairs = folder_ / "pairs.csv", proof = folder_ / "certificate.json";
  const std::string rejected = folder_ / "rejected.csv";
  const std::string assign = "match assign --edges " + tables + "edges.csv" + capacities +
                             " --out " + pairs + " --certificate " + proof;
  Expect("match-assign.zh", Lianmeng(assign + " --explain " + rejected + "; cat " + pairs + " " +
                                     proof + " " + rejected));
  Expect("match-assign.en", Lianmeng("--lang en " + assign));
  const std::string verify = "match verify " + tables + "edges.csv " + pairs + " " + proof;
  Expect("match-verify.zh", Lianmeng(verify + capacities));
  Expect("match-verify.en", Lianmeng("--lang en " + verify + capacities));
  // Other capacities: the same pairs are too many for them.
  Expect("match-verify-refused", Lianmeng("--lang en " + verify), 1);
  WriteFile(pairs, "need,offer,score\n电机,乙厂,0.7\n电机,甲厂,0.8\n");
  Expect("match-verify-bad", Lianmeng("--lang en " + verify + capacities), 1);
  Expect("help-match-assign", Lianmeng("match assign --help"));
  EXPECT_EQ(Lianmeng("match").status, 2);
  EXPECT_EQ(Lianmeng("match assign --edges " + tables + "edges.csv").status, 2);
}

TEST_F(Golden, AssignmentUnderRulesAndItsProof) {
  const std::string tables = SourcePath("tests/data/assignment/");
  const std::string edges = tables + "ruled-edges.csv", pairs = folder_ / "pairs.csv",
                    proof = folder_ / "certificate.json", rejected = folder_ / "rejected.csv";
  const std::string offers = " --offers " + tables + "ruled-offers.csv --rules " + tables;
  const std::string assign =
      "match assign --edges " + edges + " --out " + pairs + " --certificate " + proof + offers;
  Expect("match-assign-rules.zh", Lianmeng(assign + "rules.json --explain " + rejected + "; cat " +
                                           pairs + " " + proof + " " + rejected));
  Expect("match-assign-rules.en", Lianmeng("--lang en " + assign + "rules.json"));
  const std::string verify = "--lang en match verify " + edges + " " + pairs + " " + proof;
  Expect("match-verify-rules", Lianmeng(verify + offers + "rules.json"));
  Expect("match-verify-rules-untold", Lianmeng(verify), 1);
  Expect("match-verify-rules-other", Lianmeng(verify + offers + "rules-contradict.json"), 1);
  Expect("match-assign-rules-contradict.zh", Lianmeng(assign + "rules-contradict.json"), 1);
  Expect("match-assign-rules-contradict.en",
         Lianmeng("--lang en " + assign + "rules-contradict.json"), 1);
  Expect("match-assign-rules-bad", Lianmeng("--lang en " + assign + "rules-bad.json"), 1);
}

TEST_F(Golden, AssignmentOfBadTablesIsRefusedAndWritesNothing) {
  const std::string tables = SourcePath("tests/data/assignment/");
  const std::string pairs = folder_ / "pairs.csv", proof = folder_ / "certificate.json";
  const std::string to = " --out " + pairs + " --certificate " + proof;
  const std::string bad = "match assign --edges " + tables + "bad.csv --needs " + tables +
                          "needs.csv --offers " + tables + "offers.csv" + to;
  Expect("match-assign-bad.zh", Lianmeng(bad), 1);
  Expect("match-assign-bad.en", Lianmeng("--lang en " + bad), 1);
  EXPECT_FALSE(std::filesystem::exists(pairs));
  EXPECT_FALSE(std::filesystem::exists(proof));
  WriteFile(folder_ / "edges.csv", "need,offer,score\na,b,1\n");
  const std::string edges = "--lang en match assign --edges " + (folder_ / "edges.csv");
  Expect("match-assign-overwrites",
         Lianmeng(edges + " --out " + (folder_ / "edges.csv") + " --certificate " + proof), 1);
  Expect("match-assign-one-name", Lianmeng(edges + to + " --explain " + pairs), 1);
  EXPECT_EQ(ReadFile(folder_ / "edges.csv"), "need,offer,score\na,b,1\n");
}

TEST_F(Golden, GeneratedPairsAreTheSameBytesEverywhere) {
  const std::string out = folder_ / "edges.csv";
  const std::string arguments =
      " generate pairs --needs 30 --offers 20 --candidates 5 --seed 1 --common 0.25 --out " + out;
  Expect("generate-pairs", Lianmeng(arguments + " 2>&1; head -n 4 " + out + "; cksum " + out));
  Expect("generate-pairs-bad",
         Lianmeng("--lang en generate pairs --needs 3 --offers 2 --candidates 5"), 1);
}

TEST_F(Golden, UnknownThingsAreNamed) {
  EXPECT_EQ(Lianmeng("risk time --chain robt" + Db()).status, 1);
  Expect("unknown-chain", Lianmeng("--lang en risk points --chain robt" + Db()), 1);
  Expect("unknown-viewer", Lianmeng("--lang en search a --viewer nobody" + Db()), 1);
  Expect("unknown-scheme", Lianmeng("--lang en report --db postgresql:here"), 1);
  EXPECT_EQ(Lianmeng("nosuchcommand").status, 2);
}

TEST_F(Golden, CompletionIsAScriptThatBashTakes) {
  WriteFile(folder_ / "completion.sh", Lianmeng("completion bash").output);
  const Outcome checked = Lianmeng("--version; bash -n " + (folder_ / "completion.sh"));
  EXPECT_EQ(checked.status, 0) << checked.output;
  EXPECT_NE(ReadFile(folder_ / "completion.sh").find("'risk index'"), std::string::npos);
}

TEST_F(Golden, TemplatesAreReadBackAsEmptyTables) {
  ASSERT_EQ(Lianmeng("template " + (folder_ / "templates")).status, 0);
  const Outcome imported =
      Lianmeng("--lang en import region " + (folder_ / "templates") +
               " --db sqlite:" + (folder_ / "empty.db") + " --rejects " + (folder_ / "r.csv"));
  EXPECT_EQ(imported.status, 0) << imported.output;
  EXPECT_EQ(ReadFile(folder_ / "r.csv").find("error"), std::string::npos)
      << ReadFile(folder_ / "r.csv");
}

TEST_F(Golden, NamesAreResolvedWithReasonsInBothLanguages) {
  const std::string file = folder_ / "names.csv";
  WriteFile(file,
            "name,region\n恆川機器人,\n瑞达,苏州市\n科锋精密有限公司,320500\n某某不存在公司,\n");
  Expect("names-resolve.zh", Lianmeng("names resolve " + file + Db()));
  Expect("names-resolve.en", Lianmeng("--lang en names resolve " + file + Db()));
  Expect("names-resolve-json",
         Lianmeng("names resolve " + file + Db() + " --candidates 1 --distinct --json"));
}

TEST_F(Golden, NamesGoOutAsATable) {
  const std::string file = folder_ / "names.csv";
  WriteFile(file, "name\n恒川\n某某不存在公司\n");
  const std::string out = folder_ / "found.csv";
  ASSERT_EQ(Lianmeng("names resolve " + file + Db() + " --out " + out).status, 0);
  Expect("names-resolve-table", {ReadFile(out), 0});
  EXPECT_EQ(Lianmeng("names resolve " + file + Db() + " --out " + file).status, 1);
}

TEST_F(Golden, WrongNamesAreReportedWithLineFieldAndValue) {
  const std::string file = folder_ / "names.csv";
  WriteFile(file, "name,credit_code,region\n,,\n示例,12,\n（）,,\n示例,,火星\n示例\n");
  Expect("names-resolve-bad.zh", Lianmeng("names resolve " + file + Db()), 1);
  Expect("names-resolve-bad.en", Lianmeng("--lang en names resolve " + file + Db()), 1);
  WriteFile(file, "firm\n示例\n");
  Expect("names-resolve-no-column", Lianmeng("names resolve " + file + Db()), 1);
  Expect("names-resolve-no-file", Lianmeng("names resolve " + (folder_ / "none.csv") + Db()), 1);
}

TEST_F(Golden, DuplicatesAreListedAsTheViewerSeesThem) {
  TemporaryFolder grown;
  std::filesystem::copy(SourcePath("tests/data/tiny"), grown / "t");
  const std::string table = grown / "t/organisations.csv";
  WriteFile(table, ReadFile(table) +
                       "A3,enterprise,恒川机器人（上海）有限公司,,,310100,,,,,,1,public\n"
                       "X2,enterprise,合肥隐泽机器人有限公司,,,340100,,,,,,1,public\n");
  ASSERT_EQ(
      Lianmeng("import region " + (grown / "t") + Db() + " --rejects " + (grown / "r.csv")).status,
      0);
  Expect("duplicates.zh", Lianmeng("duplicates" + Db()));
  Expect("duplicates.en", Lianmeng("--lang en duplicates" + Db()));
  Expect("duplicates-public", Lianmeng("duplicates --viewer public --json" + Db()));
}

TEST_F(Golden, PairsDecidedToBeTwoAreNotListedAgainUntilReconsidered) {
  TemporaryFolder grown;
  std::filesystem::copy(SourcePath("tests/data/tiny"), grown / "t");
  const std::string table = grown / "t/organisations.csv";
  WriteFile(table,
            ReadFile(table) + "A3,enterprise,恒川机器人（上海）有限公司,,,310100,,,,,,1,public\n");
  ASSERT_EQ(
      Lianmeng("import region " + (grown / "t") + Db() + " --rejects " + (grown / "r.csv")).status,
      0);
  const auto run = [this](const std::string& arguments) {
    Outcome outcome = Lianmeng("duplicates" + arguments + Db());
    outcome.output = std::regex_replace(outcome.output, kDay, "DAY");
    return outcome;
  };
  Expect("duplicates-differ", run(" differ A3 A1 --note 两处工厂"));
  Expect("duplicates-after-differ", run(""));
  Expect("duplicates-decided", run(" decided"));
  Expect("duplicates-differ-again", run(" differ A1 A3"), 1);
  Expect("duplicates-differ-unknown", run(" differ A1 Z9"), 1);
  Expect("duplicates-differ-same", run(" differ A1 A1"), 1);
  Expect("duplicates-differ-public", run(" differ A1 A3 --viewer public"), 1);
  Expect("duplicates-reconsider", run(" reconsider A1 A3"));
  Expect("duplicates-reconsider-again", run(" reconsider A1 A3"), 1);
  const std::string listed = run("").output;
  EXPECT_NE(listed.find("A3"), std::string::npos) << listed;
}

TEST_F(Golden, OrganisationsAreMergedDoubtedAndTakenApart) {
  static const std::regex kId(R"(\d{16,19})");
  std::string merge;
  std::string flag;
  const auto run = [&](const std::string& arguments, std::string* id = nullptr) {
    Outcome outcome = Lianmeng("duplicates " + arguments + Db());
    std::smatch found;
    if (id != nullptr && std::regex_search(outcome.output, found, kId)) *id = found.str();
    outcome.output = std::regex_replace(outcome.output, kDay, "DAY");
    outcome.output = std::regex_replace(outcome.output, kId, "ID");
    return outcome;
  };
  Expect("duplicates-merge", run("merge A1 A2 --note 同一地址", &merge));
  Expect("duplicates-merge-again", run("merge A1 A2"), 1);
  Expect("duplicates-merge-public", run("merge A1 B1 --viewer public"), 1);
  Expect("duplicates-merges.json", run("merges --json"));
  Expect("duplicates-sources", run("sources A2 --field name --from A2"));
  Expect("duplicates-sources.en", run("sources A1 --lang en"));
  Expect("duplicates-flag", run("flag A2 --viewer B1 --note 地址不同", &flag));
  Expect("duplicates-flags", run("flags"));
  Expect("duplicates-dismiss", run("dismiss " + flag));
  Expect("duplicates-undo", run("undo " + merge + " --note 两家"));
  Expect("duplicates-undo-again", run("undo " + merge), 1);
  Expect("duplicates-merges", run("merges"));
}

TEST_F(Golden, FlowsAreGeneratedForABackbone) {
  const std::string generate = "network generate flows --topology ";
  const std::string links = SourcePath("tests/data/backbone/links.csv") + " --count 8 --seed 1";
  Expect("network-generate.zh", Lianmeng(generate + links));
  const std::string out = folder_ / "flows.csv";
  Expect("network-generate.en", Lianmeng("--lang en " + generate + links +
                                         " --tight-share 1 --out " + out + " 2>&1; cat " + out));
  const std::string bad = folder_ / "net.csv";
  WriteFile(bad, "from,to,fibre_km,rate_bps\na,b,10,100\na,a,10,\na,b,-1,\n");
  Expect("network-generate-bad.zh", Lianmeng(generate + bad), 1);
  Expect("network-generate-bad.en", Lianmeng("--lang en " + generate + bad), 1);
  WriteFile(bad, "from,to,fibre_km,rate_gbps\na,b,10,0.1\nc,d,10,\n");
  Expect("network-generate-parts", Lianmeng(generate + bad), 1);
  Expect("network-generate-cycle", Lianmeng(generate + links + " --cycle-us 7"), 1);
  Expect("help-network-generate", Lianmeng(generate + "x --help"));
}

TEST_F(Golden, ABackboneComesIntoTheDatabaseWholeOrNotAtAll) {
  const std::string flows = folder_ / "flows.csv", links = folder_ / "links.csv";
  const std::string heading =
      "id,source,destination,frame_bytes,interval_us,latency_us_max,jitter_us_max,sample,owner,"
      "audience\n";
  WriteFile(flows, heading +
                       "f1,Nanjing,Wuhan,200,1000,20000,30,1,A1,private\n"
                       "f2,合肥,芜湖,1500,250,5000,20,1,,public\n");
  const std::string import =
      "network import --topology " + SourcePath("tests/data/backbone") + " --flows " + flows + Db();
  Expect("network-import.zh", Lianmeng(import + " --cycle-us 5 --damper"));
  Expect("network-import-again.en", Lianmeng("--lang en " + import + " --cycle-us 5 --damper"));
  Expect("network-import-json", Lianmeng(import + " --json"));  // other settings: another version
  WriteFile(flows, heading +
                       "f1,Nanjing,Nirgends,200,1000,20000,30,1,A11,all\n"
                       "f3,Nanjing,Wuhan,200,1000,20000,30,1,A11,public\n");
  Expect("network-import-bad.zh", Lianmeng(import), 1);
  Expect("network-import-bad.en", Lianmeng("--lang en " + import), 1);
  Expect("network-import-free-running", Lianmeng(import + " --free-running-ppm 4"), 1);
  WriteFile(links, "from,to,fibre_km\na,b,10\n");
  Expect("network-import-other", Lianmeng("network import --topology " + links + Db()));
  Expect("help-network-import", Lianmeng("network import --help"));
}

TEST_F(Golden, ABackboneIsPlannedCheckedAndCut) {
  const std::string flows = folder_ / "flows.csv", plan = folder_ / "PLAN.json";
  WriteFile(flows,
            "id,source,destination,frame_bytes,packets,interval_us,latency_us_max,jitter_us_max,"
            "arrival,rank,protection\n"
            "焊接,Hefei,Nanjing,200,1,1000,5000,20,unaligned,1,none\n"
            "电网,Nanjing,Wuhu,150,1,500,9000,20,aligned,0,link\n"
            "视觉,Wuhan,Nanjing,1500,20,250,9000,40,aligned,3,none\n"
            "过急,Wuhan,Nanjing,200,1,1000,1000,20,aligned,3,none\n"
            "过稳,Wuhan,Nanjing,200,1,1000,9000,1,aligned,3,none\n"
            "过大,Hefei,Nanjing,1500,100,1000,9000,40,aligned,3,none\n"
            "无双,Wuhan,Nanjing,200,1,1000,9000,20,aligned,3,node\n");
  const std::string make = "network plan --topology " +
                           SourcePath("tests/data/backbone/links.csv") + " --flows " + flows;
  Expect("network-plan.zh", Lianmeng(make + " --out " + plan));
  Expect("network-plan.en", Lianmeng("--lang en " + make));
  Expect("network-plan-rearranged", Lianmeng(make + " --rearrange"));
  Expect("network-plan-drift", Lianmeng(make + " --free-running-ppm 100"), 1);
  Expect("network-plan-clock.en", Lianmeng("--lang en " + make + " --clock-error-ns 10000"), 1);
  Expect("network-plan-over-input", Lianmeng(make + " --out " + flows), 1);
  Expect("network-check.zh", Lianmeng("network check " + plan));
  Expect("network-check.json", Lianmeng("network check --json " + plan));
  Expect("network-fail.zh", Lianmeng("network fail " + plan + " --cut Hefei-Nanjing"));
  Expect("network-fail.en", Lianmeng("--lang en network fail " + plan + " --router Hefei"));
  Expect("network-fail-nothing", Lianmeng("network fail " + plan), 1);
  Expect("network-fail-unknown", Lianmeng("network fail " + plan + " --cut Hefei-Atlantis"), 1);
  const std::string text = ReadFile(plan);
  WriteFile(plan, text.substr(0, text.size() / 2));
  Expect("network-check-truncated", Lianmeng("network check " + plan), 1);
  WriteFile(plan, std::regex_replace(text, std::regex("\"hold_ns\":0"), "\"hold_ns\":1"));
  Expect("network-check-altered.en", Lianmeng("--lang en network check " + plan), 1);
}

TEST_F(Golden, EvaluateNamesSaysWhatItHad) {
  WriteFile(folder_ / "company.json",
            "{\"name\": \"甲乙\", \"fullname\": \"苏州甲乙股份有限公司\", \"code\": \"1\"}\n"
            "{\"name\": \"丙丁\", \"fullname\": \"丙丁科技有限公司\", \"code\": \"2.SH\"}\n{\n");
  Expect("evaluate-names", Lianmeng("evaluate names --data " + folder_.path()));
  Expect("evaluate-names-no-data", Lianmeng("evaluate names --data " + (folder_ / "none")), 1);
}

}  // namespace
}  // namespace lianmeng
