// Every route of the API on the tiny region: its answer fits its schema, its errors name the field, and it shows a
// viewer what that viewer may see.

#include "http/api.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "http/openapi.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::http {
namespace {

using lianmeng::testing::Must;
using Json = nlohmann::json;

// Faults of `value` against an OpenAPI 3.1 schema of the kinds that the API uses.
void Check(const Json& schemas, const Json& schema, const Json& value, const std::string& path,
           std::vector<std::string>* faults) {
  if (schema.contains("$ref")) {
    const std::string ref = schema["$ref"];
    return Check(schemas, schemas.at(ref.substr(ref.rfind('/') + 1)), value, path, faults);
  }
  if (schema.contains("anyOf")) {
    if (value.is_null()) return;
    return Check(schemas, schema["anyOf"][0], value, path, faults);
  }
  const std::string type = schema.value("type", "");
  const bool fits =
      (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
      (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
      (type == "integer" && value.is_number_integer()) || (type == "number" && value.is_number());
  if (!fits) {
    faults->push_back(path + ": not of type " + type + ": " + value.dump().substr(0, 80));
    return;
  }
  if (type == "array") {
    for (const Json& item : value) Check(schemas, schema["items"], item, path + "[]", faults);
  }
  if (type != "object") return;
  for (const Json& name : schema.value("required", Json::array())) {
    const std::string field = name;
    if (!value.contains(field)) {
      faults->push_back(path + "." + field + ": missing");
    } else {
      Check(schemas, schema["properties"][field], value[field], path + "." + field, faults);
    }
  }
}

class Api : public lianmeng::testing::TinyRegion {
 protected:
  void SetUp() override {
    TinyRegion::SetUp();
    Must(AddApiRoutes(router_, *platform_, std::make_shared<EventHub>(),
                      {Viewer::Office(), "test"}));
  }

  struct Answer {
    int status = 0;
    std::string text;
    [[nodiscard]] Json json() const { return Json::parse(text); }
  };

  Answer Get(const std::string& target, const std::string& viewer = "") {
    const Target parsed = Must(ParseTarget(target));
    const Router::Match match = router_.Find(Method::kGet, parsed.segments);
    if (match.route == nullptr) return {404, {}};
    Request request;
    request.path = parsed.path;
    request.query = parsed.query;
    request.path_parameters = match.path_parameters;
    request.viewer_text = viewer;
    if (const auto problem = router_.CheckParameters(*match.route, request))
      return {problem->status, ToJson(*problem)};
    const Response response = match.route->handler(request);
    const Bytes* bytes = std::get_if<Bytes>(&response.body);
    const Answer answer{response.status, bytes != nullptr && *bytes ? **bytes : std::string()};
    if (answer.status == 200 && !match.route->response_schema.empty()) {
      std::vector<std::string> faults;
      Check(schemas_, schemas_.at(match.route->response_schema), answer.json(),
            match.route->response_schema, &faults);
      EXPECT_TRUE(faults.empty()) << target << ": " << (faults.empty() ? "" : faults[0]);
    }
    return answer;
  }

  std::string IdOf(const std::string& list, const std::string& field, const std::string& value) {
    const Json page = Get(list).json();
    for (const Json& item : page["items"]) {
      if (item[field] == value) return item["id"];
    }
    ADD_FAILURE() << value << " is not in " << list;
    return {};
  }

  Router router_;
  const Json schemas_ = ApiSchemas();
};

TEST_F(Api, EveryPageAnswersByItsSchema) {
  const std::string organisation = IdOf("/api/v1/organisations", "key", "B1");
  const std::string product = IdOf("/api/v1/products", "key", "reducer");
  const std::string need = IdOf("/api/v1/needs", "text", "寻找谐波减速器第二供应源");
  for (const std::string& target :
       {std::string("/api/v1/meta"), std::string("/api/v1/overview"),
        std::string("/api/v1/chains/robot"), "/api/v1/products/" + product,
        "/api/v1/organisations/" + organisation, std::string("/api/v1/risk-points"),
        "/api/v1/risk-points/robot/" + product, "/api/v1/needs/" + need + "/matches",
        std::string("/api/v1/search?q=%E7%94%B5%E6%9C%BA")}) {
    const Answer answer = Get(target);
    EXPECT_EQ(answer.status, 200) << target << " " << answer.text;
  }
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
