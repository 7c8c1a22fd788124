// Every route of the API on the tiny region: its answer fits its schema, its errors name the field, and it shows a
// viewer what that viewer may see.

#include "http/api.h"

#include <algorithm>
#include <set>

#include "app/risk_history.h"
#include "tests/http/api_fixture.h"

namespace lianmeng::http {
namespace {

using testing::Api;
using testing::Check;
using testing::Json;
using testing::Must;

TEST_F(Api, EveryPageAnswersByItsSchema) {
  const std::string organisation = IdOf("/api/v1/organisations", "key", "B1");
  const std::string product = IdOf("/api/v1/products", "key", "reducer");
  const std::string need = IdOf("/api/v1/needs", "text", "寻找谐波减速器第二供应源");
  for (const std::string& target :
       {std::string("/api/v1/meta"), std::string("/api/v1/overview"),
        std::string("/api/v1/chains/robot"), "/api/v1/products/" + product,
        "/api/v1/organisations/" + organisation, std::string("/api/v1/risk-points"),
        "/api/v1/risk-points/robot/" + product, "/api/v1/risk-points/robot/" + product + "/time",
        "/api/v1/needs/" + need + "/matches", std::string("/api/v1/search?q=%E7%94%B5%E6%9C%BA")}) {
    const Answer answer = Get(target);
    EXPECT_EQ(answer.status, 200) << target << " " << answer.text;
  }
}

// The makers of the harmonic reducer, each with its reason; the second question finds the index.
TEST_F(Api, NamesWhoCanMeetANeedInWordsAndWhy) {
  for (int asked = 0; asked < 2; ++asked) {
    const Answer answer =
        Get("/api/v1/makers?q=%E8%B0%90%E6%B3%A2%E5%87%8F%E9%80%9F%E5%99%A8&limit=5");
    ASSERT_EQ(answer.status, 200) << answer.text;
    const Json items = answer.json()["items"];
    ASSERT_GE(items.size(), 1u);
    EXPECT_LE(items.size(), 5u);
    bool makes_it = false;
    for (const Json& item : items) {
      EXPECT_FALSE(item["organisation"]["name"].get<std::string>().empty());
      EXPECT_FALSE(item["reason"]["zh"].get<std::string>().empty());
      EXPECT_FALSE(item["reason"]["en"].get<std::string>().empty());
      makes_it = makes_it || item["makes_it"].get<bool>();
    }
    EXPECT_TRUE(makes_it) << answer.text;
  }
  EXPECT_EQ(Get("/api/v1/makers").status, 400);
  EXPECT_EQ(Get("/api/v1/makers?q=zzqqxx").json()["items"].size(), 0u);
}

TEST_F(Api, RiskHistoryAndFirmsAnswerByTheirSchemasToTheOffice) {
  Must(app::RecordRiskRun(*platform_, Progress::None()));
  const std::string product = IdOf("/api/v1/products", "key", "reducer");
  const std::string history = "/api/v1/risk-points/robot/" + product + "/history";
  EXPECT_EQ(Get(history).json()["runs"].size(), 1u);
  EXPECT_EQ(Get("/api/v1/risk-changes?chain=robot").status, 200);
  EXPECT_EQ(Get(history, "public").status, 403);
  EXPECT_EQ(Get("/api/v1/risk-changes", "A1").status, 403);
  EXPECT_EQ(Get("/api/v1/risk-points/nope/" + product + "/history").status, 404);
  EXPECT_FALSE(Get("/api/v1/systemic-firms").json()["ready"]);
  Must(As("office")->ComputeIndices());
  const Json firms = Get("/api/v1/systemic-firms?limit=3").json();
  EXPECT_TRUE(firms["ready"]);
  ASSERT_EQ(firms["items"].size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(firms["items"][i]["rank"], i + 1);
    EXPECT_GE(firms["items"][i]["index"], firms["items"][i]["own_share"]);
  }
  EXPECT_GE(firms["items"][0]["index"], firms["items"][1]["index"]);
  EXPECT_EQ(Get("/api/v1/systemic-firms?chain=robot").json()["total"], firms["total"]);
  EXPECT_EQ(Get("/api/v1/systemic-firms?chain=nope").status, 404);
  const Answer page = Get("/api/v1/risk-points.html?chain=robot&lang=en");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.text.substr(0, 15), "<!DOCTYPE html>");
}

TEST_F(Api, AllNeedsAtOnceAndWhatBecomesOfAPair) {
  const Answer plan = Get("/api/v1/assignment?cross_province=0.5&pairs_per_offer=2");
  ASSERT_EQ(plan.status, 200) << plan.text;
  ASSERT_FALSE(plan.json()["pairs"].empty()) << plan.text;
  const Json pair = plan.json()["pairs"][0];
  EXPECT_EQ(Get("/api/v1/assignment?sme=2").status, 400);
  EXPECT_EQ(Get("/api/v1/assignment.csv").status, 200);
  const std::string supplier = pair["organisation"]["id"];
  const Json chances = Get("/api/v1/organisations/" + supplier + "/opportunities").json();
  EXPECT_FALSE(chances["items"].empty());

  Json move = {{"need", pair["need"]["id"]}, {"offer", pair["offer"]}, {"state", "contacted"}};
  const auto post = [&] { return Send({Method::kPost, "/api/v1/match-cases", "", move.dump()}); };
  const Answer first = post();
  ASSERT_EQ(first.status, 201) << first.text;
  move["state"] = "declined";
  move["reason"] = "capacity";
  EXPECT_EQ(post().status, 409);
  move["last"] = first.json()["id"];
  EXPECT_EQ(post().status, 201);
  move["state"] = "nonsense";
  EXPECT_EQ(post().status, 400);
  const std::string place =
      std::string("/") + std::string(pair["need"]["id"]) + "/" + std::string(pair["offer"]);
  EXPECT_EQ(Get("/api/v1/match-cases" + place).json()["steps"].size(), 2u);
  EXPECT_EQ(Get("/api/v1/match-cases?state=declined").json()["items"].size(), 1u);
  EXPECT_EQ(Get("/api/v1/match-cases", "public").json()["items"].size(), 0u);
  EXPECT_EQ(Get("/api/v1/match-cases.csv").status, 200);
}

TEST_F(Api, SearchesAreKeptCountedSeenAndRemoved) {
  const std::string list = "/api/v1/saved-searches";
  const auto save = [&](const Json& filter, const std::string& of) {
    const Json body = {{"name", "减速器"}, {"list", of}, {"filter", filter}};
    return Send({Method::kPost, list, "", body.dump()});
  };
  const Answer saved = save({{"q", "减速器"}, {"kind", {"goods"}}}, "needs");
  ASSERT_EQ(saved.status, 201) << saved.text;
  EXPECT_EQ(
      saved.json()["total"],
      Get("/api/v1/needs?open=true&kind=goods&q=%E5%87%8F%E9%80%9F%E5%99%A8").json()["total"]);
  EXPECT_EQ(saved.json()["fresh"], 0);  // nothing changed since
  EXPECT_EQ(save({{"q", ""}, {"city", {"310100"}}}, "organisations").status, 201);
  EXPECT_EQ(save({{"q", ""}, {"title", {"high_tech"}}}, "needs").status, 400);
  EXPECT_EQ(save({{"q", ""}, {"chain", {"nowhere"}}}, "needs").status, 400);
  EXPECT_EQ(save({{"q", ""}}, "products").status, 400);
  EXPECT_EQ(Get(list).json()["items"].size(), 2u);
  EXPECT_EQ(Get(list, "public").json()["items"].size(), 0u);
  const std::string one = list + "/" + saved.json()["id"].get<std::string>();
  EXPECT_EQ(Send({Method::kPost, one + "/seen", "", "{}"}).status, 200);
  EXPECT_EQ(Send({Method::kDelete, one, "", ""}).status, 204);
  EXPECT_EQ(Send({Method::kDelete, one, "", ""}).status, 404);
  EXPECT_EQ(Get(list).json()["items"].size(), 1u);
}

TEST_F(Api, MeasuresAreAddedChangedListedAndExported) {
  const std::string product = IdOf("/api/v1/products", "key", "reducer");
  const std::string organisation = IdOf("/api/v1/organisations", "key", "B1");
  const Json plan = {
      {"measures",
       {{{"chain", "robot"},
         {"product", product},
         {"kind", "secure"},
         {"title", "第二供方"},
         {"organisations", {organisation}},
         {"due", "2026-10-01"},
         {"effect_computed", {{"severity_before", 0.6}, {"severity_after", 0.2}}}}}}};
  const auto post = [&](const std::string& body, const std::string& viewer = "") {
    return Send({Method::kPost, "/api/v1/measures", viewer, body});
  };
  const Answer added = post(plan.dump());
  ASSERT_EQ(added.status, 201) << added.text;
  const Json measure = added.json()["measures"][0];
  EXPECT_EQ(measure["version"], 1);
  EXPECT_TRUE(measure["overdue"]);
  EXPECT_EQ(measure["effect_computed"]["severity_after"], 0.2);
  EXPECT_EQ(measure["organisations"][0]["id"], organisation);

  const std::string path = "/api/v1/measures/" + measure["id"].get<std::string>();
  const auto patch = [&](const std::string& body, const std::string& viewer = "") {
    return Send({Method::kPatch, path, viewer, body});
  };
  const Answer changed = patch(R"({"version":1,"state":"adopted","due":null})");
  ASSERT_EQ(changed.status, 200) << changed.text;
  EXPECT_EQ(changed.json()["version"], 2);
  EXPECT_TRUE(changed.json()["due"].is_null());
  const Answer stale = patch(R"({"version":1,"title":"x"})");
  EXPECT_EQ(stale.status, 409);
  EXPECT_NE(stale.json()["detail"]["zh"].get<std::string>().find("状态"), std::string::npos);
  EXPECT_EQ(patch(R"({"title":"x"})").status, 400);
  EXPECT_EQ(patch(R"({"version":2,"state":"finished"})").status, 400);
  EXPECT_EQ(patch(R"({"version":2})", "A1").status, 403);
  EXPECT_EQ(post(plan.dump(), "public").status, 403);
  EXPECT_EQ(post("{}").status, 400);
  EXPECT_EQ(post(R"({"measures":[]})").status, 400);

  EXPECT_EQ(Get(path).json()["history"].size(), 2u);
  EXPECT_EQ(Get("/api/v1/measures?chain=robot&state=adopted&kind=secure").json()["total"], 1);
  EXPECT_EQ(Get("/api/v1/measures?state=done").json()["total"], 0);
  EXPECT_EQ(Get("/api/v1/measures?product=" + product).json()["counts"]["adopted"], 1);
  EXPECT_EQ(Get("/api/v1/measures?overdue=true").json()["total"], 0);
  EXPECT_EQ(Get("/api/v1/measures?chain=nope").status, 400);
  EXPECT_EQ(Get("/api/v1/measures?state=finished").status, 400);
  const Json seen =
      Get("/api/v1/measures", "A1").json();  // of the alliance: the plan, not the effect
  EXPECT_EQ(seen["total"], 1);
  EXPECT_TRUE(seen["items"][0]["effect_computed"].is_null());
  EXPECT_EQ(Get("/api/v1/measures", "public").json()["total"], 0);
  EXPECT_NE(Get("/api/v1/measures.csv").text.find("第二供方"), std::string::npos);
  EXPECT_EQ(Get("/api/v1/measures.csv", "public").text.find("第二供方"), std::string::npos);
  EXPECT_EQ(Get("/api/v1/measures.xlsx").text.substr(0, 2), "PK");
}

TEST_F(Api, OrganisationsAreMergedFlaggedAndTakenApart) {
  const auto post = [this](const std::string& target, const std::string& body,
                           const std::string& viewer = "") {
    return Send({Method::kPost, "/api/v1" + target, viewer, body});
  };
  EXPECT_EQ(Get("/api/v1/duplicates").json()["pairs"], 0);
  EXPECT_EQ(Get("/api/v1/duplicates?limit=0").status, 400);
  const std::string pair = R"({"stays":"A1","goes":"A2","note":"同一地址"})";
  EXPECT_EQ(post("/duplicates/merge", pair, "public").status, 403);
  EXPECT_EQ(post("/duplicates/merge", R"({"stays":"A1"})").status, 400);
  EXPECT_EQ(post("/duplicates/merge", R"({"stays":"A1","goes":"Z9"})").status, 404);
  const Answer merged = post("/duplicates/merge", pair);
  ASSERT_EQ(merged.status, 200) << merged.text;
  const std::string merge = merged.json()["id"];
  const std::string stays = merged.json()["now"]["id"];
  const std::string gone = merged.json()["goes"]["id"];
  EXPECT_EQ(Get("/api/v1/organisations/" + gone).json()["id"], stays);
  EXPECT_EQ(Get("/api/v1/organisations/" + gone).json()["offers"].size(), 2u);
  const Json sources = Get("/api/v1/organisations/" + stays + "/sources", "public").json();
  EXPECT_EQ(sources["sources"].size(), 2u);
  EXPECT_EQ(sources["merges"][0]["note"], "");
  const std::string choice = R"({"field":"name","source":")" + gone + R"("})";
  EXPECT_EQ(post("/organisations/" + stays + "/sources", choice, "A1").status, 403);
  EXPECT_EQ(post("/organisations/" + stays + "/sources", choice).status, 200);
  EXPECT_EQ(Get("/api/v1/organisations/" + stays).json()["name"], "苏州瑞达机器人有限公司（样例）");

  const Answer flag = post("/organisations/" + gone + "/flags", R"({"note":"两家"})", "public");
  ASSERT_EQ(flag.status, 201) << flag.text;
  EXPECT_EQ(Get("/api/v1/flags", "public").status, 403);
  EXPECT_EQ(Get("/api/v1/flags").json()["items"][0]["note"], "两家");
  const std::string flag_id = flag.json()["id"];
  EXPECT_EQ(post("/flags/" + flag_id + "/dismiss", "{}", "A1").status, 403);
  EXPECT_EQ(post("/flags/" + flag_id + "/dismiss", "{}").json()["state"], "dismissed");
  EXPECT_EQ(post("/flags/" + flag_id + "/dismiss", "{}").status, 409);

  EXPECT_EQ(Get("/api/v1/merges?standing=true").json()["items"].size(), 1u);
  EXPECT_EQ(post("/merges/1/undo", "{}").status, 404);
  EXPECT_EQ(post("/merges/" + merge + "/undo", "{}").status, 200);
  EXPECT_EQ(post("/merges/" + merge + "/undo", "{}").status, 409);
  EXPECT_EQ(Get("/api/v1/merges?standing=true").json()["items"].size(), 0u);
  EXPECT_EQ(Get("/api/v1/organisations/" + gone).json()["id"], gone);

  const std::string two = R"({"a":"A1","b":"A2","note":"两处工厂"})";
  EXPECT_EQ(post("/duplicates/differ", two).status, 200);
  EXPECT_EQ(post("/duplicates/differ", two).status, 409);
  EXPECT_EQ(post("/duplicates/merge", pair).status, 409);
  EXPECT_EQ(Get("/api/v1/duplicates/decided").json()["items"].size(), 1u);
  EXPECT_EQ(post("/duplicates/reconsider", two).json()["items"].size(), 0u);
}

TEST_F(Api, AScenarioIsAnsweredByItsSchemaAndABadOneByItsField) {
  const auto post = [&](const std::string& path, const std::string& body,
                        const std::string& viewer = "") {
    const Target parsed = Must(ParseTarget(path));
    const Router::Match match = router_.Find(Method::kPost, parsed.segments);
    Request request;
    request.method = Method::kPost;
    request.path = parsed.path;
    request.query = parsed.query;
    request.viewer_text = viewer;
    request.body = body;
    const Response response = match.route->handler(request);
    return Answer{response.status, *std::get<Bytes>(response.body)};
  };
  const std::string scenario = R"({"days": 40, "shocks": [{"firm": "C2", "lost": 1}]})";
  const Answer answer = post("/api/v1/what-if", scenario);
  ASSERT_EQ(answer.status, 200) << answer.text;
  std::vector<std::string> faults;
  Check(schemas_, schemas_.at("WhatIf"), answer.json(), "WhatIf", &faults);
  EXPECT_TRUE(faults.empty()) << faults[0];
  const Json total = answer.json()["total"];
  EXPECT_LE(total["rate_interval"]["lower"].get<double>(), total["rate"].get<double>() + 1e-6);
  EXPECT_GE(total["rate_interval"]["upper"].get<double>(), total["rate"].get<double>() - 1e-6);

  const Answer hidden = post("/api/v1/what-if", scenario, "public");  // C2 is the alliance's
  EXPECT_EQ(hidden.status, 400);
  EXPECT_EQ(hidden.json()["errors"][0]["field"], "/shocks/0/firm");
  EXPECT_EQ(post("/api/v1/what-if", "{").status, 400);
  EXPECT_EQ(post("/api/v1/what-if", R"({"days": 1, "shocks": []})").json()["errors"][0]["field"],
            "/shocks");
  const Answer csv = post("/api/v1/what-if.csv?lang=en", scenario);
  EXPECT_EQ(csv.status, 200);
  EXPECT_NE(csv.text.find("合肥安特电机有限公司"), std::string::npos);
  EXPECT_EQ(post("/api/v1/what-if.xlsx", scenario).text.substr(0, 2), "PK");
}

TEST_F(Api, TheDocumentNamesOnlySchemasThatExist) {
  OpenApiOptions options;
  options.schemas = schemas_;
  const Json document = OpenApiDocument(router_, options);
  EXPECT_TRUE(CheckSchemas(document).ok());
  EXPECT_EQ(document["openapi"], "3.1.0");
  EXPECT_GE(document["paths"].size(), 14u);
}

TEST_F(Api, FiltersNarrowAndCountsFollow) {
  EXPECT_EQ(Get("/api/v1/organisations").json()["total"], 8);
  EXPECT_EQ(Get("/api/v1/organisations?city=340100").json()["total"], 3);
  EXPECT_EQ(Get("/api/v1/organisations?city=340100&city=310100").json()["total"], 5);
  EXPECT_EQ(Get("/api/v1/organisations?title=high_tech&city=340100").json()["total"], 1);
  EXPECT_EQ(Get("/api/v1/organisations?chain=robot").json()["total"], 8);
  EXPECT_EQ(Get("/api/v1/organisations?scale=large").json()["total"], 2);
}

TEST_F(Api, PagesOfTwoJoinToTheWholeDirectory) {
  for (const char* order : {"name", "revenue"}) {
    std::vector<std::string> keys;
    std::string cursor;
    do {
      const Json page =
          Get(std::string("/api/v1/organisations?limit=2&order=") + order + cursor).json();
      for (const Json& item : page["items"]) keys.push_back(item["key"]);
      cursor = page["next"].is_null() ? "" : "&cursor=" + page["next"].get<std::string>();
    } while (!cursor.empty());
    EXPECT_EQ(keys.size(), 8u) << order;
    EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 8u) << order;
  }
}

TEST_F(Api, ViewersSeeWhatTheyMay) {
  EXPECT_EQ(Get("/api/v1/organisations", "public").json()["total"], 7);
  EXPECT_EQ(Get("/api/v1/organisations", "X1").json()["total"], 9);
  EXPECT_EQ(Get("/api/v1/needs", "public").json()["total"], 1);
  EXPECT_EQ(Get("/api/v1/organisations", "nobody").status, 404);
}

TEST_F(Api, BadParametersAreNamed) {
  const Answer range = Get("/api/v1/organisations?limit=0");
  EXPECT_EQ(range.status, 400);
  EXPECT_EQ(range.json()["errors"][0]["field"], "limit");
  const Answer unknown = Get("/api/v1/organisations?citi=310100");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.json()["errors"][0]["field"], "citi");
  const Answer value = Get("/api/v1/organisations?title=big");
  EXPECT_EQ(value.json()["errors"][0]["value"], "big");
  EXPECT_EQ(Get("/api/v1/organisations?cursor=nonsense").status, 400);
  EXPECT_EQ(Get("/api/v1/chains/nope").status, 404);
  EXPECT_EQ(Get("/api/v1/organisations/123").status, 404);
}

TEST_F(Api, ExportsHoldEveryRowOfTheFilter) {
  const Answer csv = Get("/api/v1/organisations.csv?city=340100");
  EXPECT_EQ(csv.status, 200);
  EXPECT_NE(csv.text.find("合肥安特电机有限公司"), std::string::npos);
  EXPECT_EQ(csv.text.find("隐泽"), std::string::npos);
  EXPECT_EQ(std::count(csv.text.begin(), csv.text.end(), '\n'), 4);  // heading and three rows
  EXPECT_EQ(Get("/api/v1/organisations.xlsx").text.substr(0, 2), "PK");
  EXPECT_EQ(Get("/api/v1/risk-points.xlsx?class=none&class=yellow").text.substr(0, 2), "PK");
}

TEST_F(Api, ScoresAreTheSumsOfTheirParts) {
  const std::string need = IdOf("/api/v1/needs", "text", "寻找谐波减速器第二供应源");
  const Json matches = Get("/api/v1/needs/" + need + "/matches").json();
  ASSERT_EQ(matches["matches"].size(), 4u);  // two makers of it, two of a sibling product
  for (const Json& match : matches["matches"]) {
    double sum = 0;
    for (const Json& part : match["parts"]) {
      sum += part["points"].get<double>();
      EXPECT_FALSE(part["reason"]["zh"].get<std::string>().empty());
      EXPECT_FALSE(part["reason"]["en"].get<std::string>().empty());
    }
    EXPECT_NEAR(sum, match["score"].get<double>(), 1e-9);
  }
}

}  // namespace
}  // namespace lianmeng::http
