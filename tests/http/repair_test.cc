// The repair plans over HTTP: a plan within its budget, an edited one evaluated anew, a problem document that names what
// was wrong, and private records for their owner alone.

#include <algorithm>
#include <set>

#include "tests/http/api_fixture.h"

namespace lianmeng::http {
namespace {

using testing::Json;

class RepairApi : public testing::Api {
 protected:
  Answer Plan(const Json& question, const std::string& viewer = "") {
    return Send({Method::kPost, "/api/v1/repair-plans", viewer, question.dump()});
  }
  Answer Evaluate(const Json& question, const std::string& viewer = "") {
    return Send({Method::kPost, "/api/v1/repair-plans/evaluate", viewer, question.dump()});
  }

  struct Refusal {
    int status = 0;
    std::string field;
    std::string value;
  };
  // A problem document, in both languages, that names the field and the value.
  static void ExpectProblem(const Answer& answer, const Refusal& refusal) {
    SCOPED_TRACE(answer.text);
    EXPECT_EQ(answer.status, refusal.status);
    const Json problem = answer.json();
    EXPECT_EQ(problem["status"], refusal.status);
    for (const char* language : {"zh", "en"}) {
      EXPECT_FALSE(problem["detail"][language].get<std::string>().empty());
    }
    ASSERT_FALSE(problem.value("errors", Json::array()).empty());
    EXPECT_EQ(problem["errors"][0]["field"], refusal.field);
    EXPECT_EQ(problem["errors"][0]["value"], refusal.value);
  }

  static std::set<std::string> OrganisationsCalled(const Json& plan) {
    std::set<std::string> keys;
    for (const Json& measure : plan["candidates"]) {
      for (const Json& call : measure["calls"]) keys.insert(call["organisation"]["name"]);
    }
    return keys;
  }
};

TEST_F(RepairApi, APlanKeepsItsBudgetAndMoreBuysNoLess) {
  double cut_before = 0;
  for (const double budget : {0.0, 1e6, 5e6, 2e7, 1e9}) {
    const Answer answer = Plan({{"chain", "robot"}, {"budget_cny", budget}});
    ASSERT_EQ(answer.status, 200) << answer.text;
    const Json plan = answer.json();
    const Json& effect = plan["effect"];
    EXPECT_EQ(plan["budget_cny"], budget);
    EXPECT_LE(effect["cost_cny"].get<double>(), budget);
    EXPECT_EQ(effect["measures"].empty(), budget == 0);
    const double cut = effect["risk_before"].get<double>() - effect["risk_after"].get<double>();
    EXPECT_GE(cut, cut_before - 1e-9) << budget;
    cut_before = cut;
    double cost = 0;
    for (const Json& measure : plan["candidates"]) {
      for (const Json& id : effect["measures"]) {
        if (id == measure["id"]) cost += measure["cost_cny"].get<double>();
      }
    }
    EXPECT_NEAR(cost, effect["cost_cny"].get<double>(), 1e-6);
  }
  EXPECT_GT(cut_before, 0);
}

TEST_F(RepairApi, AnEditedPlanIsEvaluatedAnew) {
  const Json plan = Plan({{"chain", "robot"}, {"budget_cny", 1e9}}).json();
  Json measures = plan["effect"]["measures"];
  const auto evaluate = [&] {
    return Evaluate({{"chain", "robot"}, {"measures", measures}}).json();
  };
  EXPECT_EQ(evaluate(), plan["effect"]);
  const std::string taken_out = measures[0];
  measures.erase(0);
  const Json edited = evaluate();
  EXPECT_EQ(edited["measures"], measures);
  EXPECT_LT(edited["cost_cny"], plan["effect"]["cost_cny"]);
  EXPECT_EQ(edited["risk_before"], plan["effect"]["risk_before"]);
  measures.push_back(taken_out);
  measures.push_back(taken_out);  // named twice, taken once
  EXPECT_EQ(evaluate()["risk_after"], plan["effect"]["risk_after"]);
  measures = Json::array();
  EXPECT_EQ(evaluate()["risk_after"], plan["effect"]["risk_before"]);
  EXPECT_EQ(Evaluate({{"chain", "robot"}}).json()["cost_cny"], 0.0);
}

TEST_F(RepairApi, TheReaderForcesRefusesAndNarrows) {
  const Json all = Plan({{"chain", "robot"}, {"budget_cny", 1e9}}).json();
  const Json first = all["effect"]["measures"][0];
  const Json forced =
      Plan({{"chain", "robot"}, {"budget_cny", 0}, {"with", {first}}}).json()["effect"];
  EXPECT_EQ(forced["measures"], Json::array({first}));
  const Json without =
      Plan({{"chain", "robot"}, {"budget_cny", 1e9}, {"without", {first}}}).json()["effect"];
  for (const Json& id : without["measures"]) EXPECT_NE(id, first);
  const Json secured =
      Plan({{"chain", "robot"}, {"budget_cny", 1e9}, {"kinds", {"secure"}}}).json();
  std::set<std::string> taken = secured["effect"]["measures"];
  EXPECT_FALSE(taken.empty());
  for (const Json& measure : secured["candidates"]) {
    if (taken.contains(measure["id"])) EXPECT_EQ(measure["kind"]["code"], "secure");
  }
}

TEST_F(RepairApi, BadInputIsNamedWithItsPlaceAndValue) {
  const auto post = [this](const std::string& body) {
    return Send({Method::kPost, "/api/v1/repair-plans", "", body});
  };
  EXPECT_EQ(post("{").status, 400);
  EXPECT_EQ(post("[]").status, 400);
  ExpectProblem(post(R"({"budget_cny": 1})"), {400, "/chain", ""});
  ExpectProblem(post(R"({"chain": "robot"})"), {400, "/budget_cny", ""});
  ExpectProblem(post(R"({"chain": "robot", "budget_cny": -1})"), {400, "/budget_cny", "-1"});
  ExpectProblem(post(R"({"chain": "robot", "budget_cny": 1e14})"),
                {400, "/budget_cny", "100000000000000.0"});
  ExpectProblem(post(R"({"chain": "robot", "budget_cny": "5e7"})"), {400, "/budget_cny", "5e7"});
  ExpectProblem(post(R"({"chain": "robot", "budget_cny": 1, "budgt": 2})"), {400, "/budgt", "2"});
  ExpectProblem(post(R"({"chain": "robot", "budget_cny": 1, "kinds": ["mend"]})"),
                {400, "/kinds/0", "mend"});
  ExpectProblem(post(R"({"chain": "robt", "budget_cny": 1})"), {404, "chain", "robt"});
  ExpectProblem(post(R"({"chain": "robot", "budget_cny": 1, "with": ["stock:nothing"]})"),
                {404, "with", "stock:nothing"});
  ExpectProblem(post(R"({"chain": "robot", "budget_cny": 1, "without": ["?"]})"),
                {404, "without", "?"});
  const Json all = Plan({{"chain", "robot"}, {"budget_cny", 1e9}}).json();
  const std::string id = all["candidates"][0]["id"];
  ExpectProblem(Plan({{"chain", "robot"}, {"budget_cny", 1}, {"with", {id}}, {"without", {id}}}),
                {400, "with", id});
  ExpectProblem(Evaluate({{"chain", "robot"}, {"measures", {"?"}}}), {404, "measures", "?"});
  ExpectProblem(Evaluate({{"chain", "nope"}}), {404, "chain", "nope"});
  ExpectProblem(Evaluate({{"chain", "robot"}, {"measures", "all"}}), {400, "/measures", "all"});
}

TEST_F(RepairApi, AMeasureOfAPlanIsRecordedOnceWithItsComputedEffect) {
  const Json plan = Plan({{"chain", "robot"}, {"budget_cny", 1e9}}).json();
  std::set<std::string> keys;
  for (const Json& measure : plan["candidates"]) keys.insert(measure["register_key"]);
  EXPECT_EQ(keys.size(), plan["candidates"].size());
  const Json measure = plan["candidates"][0];
  const Json alone = Evaluate({{"chain", "robot"}, {"measures", {measure["id"]}}}).json();
  for (const Json& point : alone["points"]) {
    if (point["product"]["id"] != measure["product"]["id"]) continue;
    EXPECT_EQ(measure["effect_alone"]["severity_before"], point["severity_before"]);
    EXPECT_EQ(measure["effect_alone"]["severity_after"], point["severity_after"]);
    EXPECT_EQ(measure["effect_alone"]["class_after"], point["class_after"]);
  }
  const Json record = {{"chain", "robot"},
                       {"product", measure["product"]["id"]},
                       {"kind", measure["kind"]["code"]},
                       {"title", measure["title"]["zh"]},
                       {"key", measure["register_key"]},
                       {"organisations", {measure["calls"][0]["organisation"]["id"]}},
                       {"cost_cny", measure["cost_cny"]},
                       {"effect_computed", measure["effect_alone"]}};
  const auto add = [&] {
    return Send({Method::kPost, "/api/v1/measures", "", Json{{"measures", {record}}}.dump()});
  };
  const Answer added = add();
  ASSERT_EQ(added.status, 201) << added.text;
  EXPECT_EQ(added.json()["measures"][0]["effect_computed"], measure["effect_alone"]);
  ExpectProblem(add(), {409, "/measures/0/key", measure["register_key"]});
  EXPECT_EQ(Get("/api/v1/measures?chain=robot").json()["total"], 1);
  EXPECT_EQ(Plan({{"chain", "robot"}, {"budget_cny", 1e9}}).json()["candidates"][0]["register_key"],
            measure["register_key"]);
}

TEST_F(RepairApi, DownloadsHoldThePlanAndRefuseByParameter) {
  const std::string plan = "/api/v1/repair-plan.";
  EXPECT_EQ(Get(plan + "xlsx?chain=robot&budget_cny=1e9").text.substr(0, 2), "PK");
  const Answer csv = Get(plan + "csv?chain=robot&budget_cny=1e9&lang=en");
  EXPECT_EQ(csv.status, 200);
  const Json json = Plan({{"chain", "robot"}, {"budget_cny", 1e9}}).json();
  const auto lines = std::count(csv.text.begin(), csv.text.end(), '\n');
  EXPECT_EQ(lines, static_cast<long>(json["effect"]["measures"].size()) + 1);  // and the heading
  const Answer page = Get(plan + "html?chain=robot&budget_cny=1e9&lang=en");
  EXPECT_EQ(page.text.substr(0, 15), "<!DOCTYPE html>");
  for (const char* format : {"csv", "xlsx", "html"}) {
    const std::string target = plan + format + "?";
    ExpectProblem(Get(target + "budget_cny=1"), {400, "chain", ""});
    ExpectProblem(Get(target + "chain=robot"), {400, "budget_cny", ""});
    ExpectProblem(Get(target + "chain=nope&budget_cny=1"), {404, "chain", "nope"});
    ExpectProblem(Get(target + "chain=robot&budget_cny=-1"), {400, "budget_cny", "-1"});
    ExpectProblem(Get(target + "chain=robot&budget_cny=much"), {400, "budget_cny", "much"});
    ExpectProblem(Get(target + "chain=robot&budget_cny=1&kind=mend"), {400, "kind", "mend"});
    ExpectProblem(Get(target + "chain=robot&budget_cny=1&with=x"), {404, "with", "x"});
  }
}

TEST_F(RepairApi, PrivateRecordsAreSeenByTheirOwnerAlone) {
  const Json question = {{"chain", "robot"}, {"budget_cny", 1e9}};
  const std::string hidden = "合肥隐泽机器人有限公司（样例）";  // X1 and its reducer line: private
  const Json owner = Plan(question, "X1").json();
  EXPECT_TRUE(OrganisationsCalled(owner).contains(hidden));
  std::string private_measure;
  for (const Json& measure : owner["candidates"]) {
    const std::string id = measure["id"];
    if (id.find(":X1") != std::string::npos) private_measure = id;
  }
  ASSERT_FALSE(private_measure.empty());
  for (const char* viewer : {"", "public", "A1"}) {
    const Answer answer = Plan(question, viewer);
    ASSERT_EQ(answer.status, 200) << viewer;
    EXPECT_EQ(answer.text.find("X1"), std::string::npos) << viewer;
    EXPECT_EQ(answer.text.find("隐泽"), std::string::npos) << viewer;
    // Asked for by name it is unknown: not even its existence is told.
    ExpectProblem(Evaluate({{"chain", "robot"}, {"measures", {private_measure}}}, viewer),
                  {404, "measures", private_measure});
    const Answer page = Get("/api/v1/repair-plan.html?chain=robot&budget_cny=1e9", viewer);
    EXPECT_EQ(page.text.find("隐泽"), std::string::npos) << viewer;
  }
  EXPECT_NE(Plan(question, "public").json()["effect"]["risk_before"],
            owner["effect"]["risk_before"]);  // the owner's capacity counts for the owner
  EXPECT_EQ(Plan(question, "nobody").status, 404);
}

}  // namespace
}  // namespace lianmeng::http
