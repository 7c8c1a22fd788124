#include <gtest/gtest.h>

#include "http/openapi.h"
#include "tests/http/socket_client.h"
#include "tests/http/test_routes.h"

namespace lianmeng::http {
namespace {

using Json = nlohmann::json;
using testing::MakeRoute;
using testing::Reply;
using testing::SocketClient;

Router SmallRouter() {
  Router router;
  Route route = MakeRoute(Method::kGet, "/api/v1/things/{id}", "getThing",
                          [](const Request&) { return Response::Empty(204); });
  Parameter limit = QueryParameter("limit", {"条数", "Count"}, ParameterType::kInteger);
  limit.min = 1;
  limit.max = 200;
  limit.default_text = "50";
  Parameter kind = QueryParameter("kind", {"类别", "Kind"});
  kind.values = {"goods", "capital"};
  kind.repeatable = true;
  route.parameters = {PathParameter("id", {"标识", "Its id"}, ParameterType::kId), limit, kind,
                      QueryParameter("q", {"查询 <b>", "Query & more"})};
  route.response_schema = "Thing";
  route.tags = {"things"};
  testing::Add(&router, std::move(route));
  Route post = MakeRoute(Method::kPost, "/api/v1/things/{id}", "postThing",
                         [](const Request&) { return Response::Empty(201); });
  post.parameters = {PathParameter("id", {"标识", "Its id"})};
  post.request_schema = "Thing";
  post.success_status = 201;
  testing::Add(&router, std::move(post));
  return router;
}

OpenApiOptions SmallOptions() {
  OpenApiOptions options;
  options.version = "0.1";
  options.schemas["Thing"] = {{"type", "object"},
                              {"properties", {{"name", {{"$ref", "#/components/schemas/Text"}}}}}};
  return options;
}

TEST(OpenApi, SaysOfEachParameterWhatTheRouterChecks) {
  const Json document = OpenApiDocument(SmallRouter(), SmallOptions());
  EXPECT_EQ(document["openapi"], "3.1.0");
  const Json& get = document["paths"]["/api/v1/things/{id}"]["get"];
  EXPECT_EQ(get["operationId"], "getThing");
  EXPECT_EQ(get["summary"], "测试 · Test");
  const Json& parameters = get["parameters"];
  ASSERT_EQ(parameters.size(), 5U);
  EXPECT_EQ(parameters[0], Json::parse(R"({"name": "id", "in": "path", "required": true,
      "description": "标识 · Its id", "schema": {"type": "string", "pattern": "^[0-9]{1,19}$"}})"));
  EXPECT_EQ(parameters[1]["schema"],
            Json::parse(R"({"type": "integer", "format": "int64", "minimum": 1, "maximum": 200,
                            "default": 50})"));
  EXPECT_EQ(parameters[2]["schema"], Json::parse(R"({"type": "array", "items": {"type": "string",
                            "enum": ["goods", "capital"]}})"));
  EXPECT_EQ(parameters[2]["explode"], true);
  EXPECT_EQ(parameters[3]["schema"]["maxLength"], 200);
  EXPECT_EQ(parameters[4]["$ref"], "#/components/parameters/Viewer");
  EXPECT_EQ(get["responses"]["200"]["content"]["application/json"]["schema"]["$ref"],
            "#/components/schemas/Thing");
  EXPECT_TRUE(get["responses"].contains("default"));
  const Json& post = document["paths"]["/api/v1/things/{id}"]["post"];
  EXPECT_TRUE(post["responses"].contains("201"));
  EXPECT_EQ(post["requestBody"]["content"]["application/json"]["schema"]["$ref"],
            "#/components/schemas/Thing");
}

TEST(OpenApi, FindsASchemaThatIsMissing) {
  OpenApiOptions options = SmallOptions();
  EXPECT_TRUE(CheckSchemas(OpenApiDocument(SmallRouter(), options)).ok());
  options.schemas["Thing"]["properties"]["part"] = {{"$ref", "#/components/schemas/Part"}};
  const Status status = CheckSchemas(OpenApiDocument(SmallRouter(), options));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().place.value, "#/components/schemas/Part");
}

TEST(OpenApi, TheListingShowsEachOperationEscaped) {
  const std::string page = ApiListing(OpenApiDocument(SmallRouter(), SmallOptions()));
  for (const char* text :
       {"GET /api/v1/things/{id}", "POST /api/v1/things/{id}", "Query &amp; more", "查询 &lt;b&gt;",
        "id=\"problem-not-found\"", "id=\"schema-Thing\""}) {
    EXPECT_NE(page.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(page.find("<b>"), std::string::npos);
}

using OpenApiServed = testing::ServerTest;

TEST_F(OpenApiServed, HasEveryRouteAndParameterThatTheServerAnswers) {
  StartServer();
  SocketClient client(port());
  const Reply reply = client.Get("/api/openapi.json");
  ASSERT_EQ(reply.status, 200);
  const Json document = Json::parse(reply.body);
  const Router router = testing::TestRouter(controls_);
  for (const auto& route : router.routes()) {
    ASSERT_TRUE(document["paths"].contains(route->pattern)) << route->pattern;
    const char* method = route->method == Method::kGet ? "get" : "post";
    const Json& operation = document["paths"][route->pattern][method];
    EXPECT_EQ(operation["operationId"], route->operation_id);
    EXPECT_EQ(operation["parameters"].size(), route->parameters.size() + 1) << route->pattern;
  }
  for (const char* own : {"/livez", "/readyz", "/metrics", "/api", "/api/openapi.json"}) {
    EXPECT_TRUE(document["paths"].contains(own)) << own;
  }
}

TEST_F(OpenApiServed, AServerWithAMissingSchemaDoesNotStart) {
  Router router = SmallRouter();
  const auto started = Server::Start(std::move(router), {});
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().place.value, "#/components/schemas/Thing");
}

}  // namespace
}  // namespace lianmeng::http
