#include "http/router.h"

#include <gtest/gtest.h>

#include "tests/http/test_routes.h"

namespace lianmeng::http {
namespace {

using testing::Add;
using testing::MakeRoute;

Response Nothing(const Request&) { return Response::Empty(204); }

Router PathRouter() {
  Router router;
  const auto add = [&router](Method method, const std::string& pattern, const std::string& id,
                             std::vector<std::string> names = {}) {
    Route route = MakeRoute(method, pattern, id, Nothing);
    for (std::string& name : names) route.parameters.push_back(PathParameter(std::move(name), {}));
    Add(&router, std::move(route));
  };
  add(Method::kGet, "/", "root");
  add(Method::kGet, "/a", "a");
  add(Method::kPost, "/a", "postA");
  add(Method::kGet, "/a/{id}", "item", {"id"});
  add(Method::kGet, "/a/top", "top");
  add(Method::kGet, "/a/{id}/parts/{part}", "part", {"id", "part"});
  add(Method::kGet, "/a/top/other", "other");
  add(Method::kPut, "/a/{key}", "putItem", {"key"});
  return router;
}

std::string Found(const Router& router, Method method, const std::string& path) {
  const Router::Match match = router.Find(method, ParseTarget(path)->segments);
  if (match.route != nullptr) {
    std::string text = match.route->operation_id;
    for (const auto& [name, value] : match.path_parameters) text += " " + name + "=" + value;
    EXPECT_EQ(router.routes()[match.route_index].get(), match.route);
    return text;
  }
  std::string text = "-";
  for (const Method allowed : match.methods) text += " " + std::string(Name(allowed));
  return text;
}

TEST(Router, FindsTheRouteOfEachPath) {
  const Router router = PathRouter();
  EXPECT_EQ(Found(router, Method::kGet, "/"), "root");
  EXPECT_EQ(Found(router, Method::kGet, "/a"), "a");
  EXPECT_EQ(Found(router, Method::kHead, "/a"), "a");
  EXPECT_EQ(Found(router, Method::kPost, "/a"), "postA");
  EXPECT_EQ(Found(router, Method::kGet, "/a/7"), "item id=7");
  EXPECT_EQ(Found(router, Method::kPut, "/a/7"), "putItem key=7");
  EXPECT_EQ(Found(router, Method::kGet, "/a/x%2Fy"), "item id=x/y");
  EXPECT_EQ(Found(router, Method::kGet, "/a/7/parts/9"), "part id=7 part=9");
}

TEST(Router, ALiteralSegmentBeatsAParameterAndGivesWayWhereItLeadsNowhere) {
  const Router router = PathRouter();
  EXPECT_EQ(Found(router, Method::kGet, "/a/top"), "top");
  EXPECT_EQ(Found(router, Method::kGet, "/a/top/other"), "other");
  EXPECT_EQ(Found(router, Method::kGet, "/a/top/parts/9"), "part id=top part=9");
}

TEST(Router, SaysWhichMethodsAPathHas) {
  const Router router = PathRouter();
  EXPECT_EQ(Found(router, Method::kDelete, "/a"), "- GET POST");
  EXPECT_EQ(Found(router, Method::kPost, "/a/7"), "- GET PUT");
  for (const char* path : {"/b", "/a/", "/a/7/", "/a/7/parts", "/a//parts/9", "//a"}) {
    EXPECT_EQ(Found(router, Method::kGet, path), "-") << path;
  }
}

TEST(Router, RefusesARouteThatContradictsItselfOrAnother) {
  struct Case {
    const char* what;
    ErrorCode code;
    std::function<void(Route*)> change;
  };
  const Case cases[] = {
      {"no slash", ErrorCode::kInvalidArgument, [](Route* r) { r->pattern = "x"; }},
      {"empty", ErrorCode::kInvalidArgument, [](Route* r) { r->pattern = ""; }},
      {"empty segment", ErrorCode::kInvalidArgument, [](Route* r) { r->pattern = "/x//y"; }},
      {"half a segment", ErrorCode::kInvalidArgument, [](Route* r) { r->pattern = "/x{id}"; }},
      {"undeclared", ErrorCode::kInvalidArgument, [](Route* r) { r->pattern = "/x/{id}"; }},
      {"not in the path", ErrorCode::kInvalidArgument,
       [](Route* r) { r->parameters = {PathParameter("id", {})}; }},
      {"twice", ErrorCode::kInvalidArgument,
       [](Route* r) {
         r->parameters = {QueryParameter("q", {}), QueryParameter("q", {})};
       }},
      {"no handler", ErrorCode::kInvalidArgument, [](Route* r) { r->handler = nullptr; }},
      {"no id", ErrorCode::kInvalidArgument, [](Route* r) { r->operation_id = ""; }},
      {"HEAD", ErrorCode::kInvalidArgument, [](Route* r) { r->method = Method::kHead; }},
      {"no type", ErrorCode::kInvalidArgument, [](Route* r) { r->produces.clear(); }},
      {"same id", ErrorCode::kConflict, [](Route* r) { r->operation_id = "a"; }},
      {"same place", ErrorCode::kConflict, [](Route* r) { r->pattern = "/a"; }},
      {"same place, other name", ErrorCode::kConflict,
       [](Route* r) {
         r->pattern = "/a/{other}";
         r->parameters = {PathParameter("other", {})};
       }},
  };
  for (const Case& c : cases) {
    Router router = PathRouter();
    Route route = MakeRoute(Method::kGet, "/new", "new", Nothing);
    c.change(&route);
    const Status status = router.Add(std::move(route));
    ASSERT_FALSE(status.ok()) << c.what;
    EXPECT_EQ(status.error().code, c.code) << c.what;
  }
}

// The parameters of the table below.
Route ParameterRoute() {
  Route route = MakeRoute(Method::kGet, "/p/{id}", "p", Nothing);
  Parameter limit = QueryParameter("limit", {}, ParameterType::kInteger);
  limit.min = 1;
  limit.max = 200;
  Parameter share = QueryParameter("share", {}, ParameterType::kNumber);
  share.max = 1;
  Parameter city = QueryParameter("city", {});
  city.repeatable = true;
  city.max = 6;
  Parameter kind = QueryParameter("kind", {});
  kind.values = {"goods", "technology", "capital"};
  route.parameters = {PathParameter("id", {}, ParameterType::kId),
                      limit,
                      share,
                      city,
                      kind,
                      QueryParameter("open", {}, ParameterType::kBoolean),
                      QueryParameter("since", {}, ParameterType::kDate)};
  return route;
}

// "" if the request is accepted, otherwise the fields at fault with their English details.
std::string Faults(const std::string& target) {
  Router router;
  Add(&router, ParameterRoute());
  const Result<Target> parsed = ParseTarget(target);
  const Router::Match match = router.Find(Method::kGet, parsed->segments);
  Request request;
  request.path_parameters = match.path_parameters;
  request.query = parsed->query;
  const std::optional<Problem> problem = router.CheckParameters(*match.route, request);
  if (!problem) return "";
  EXPECT_EQ(problem->status, 400);
  std::string text;
  for (const FieldProblem& error : problem->errors) {
    EXPECT_FALSE(error.detail.zh.empty());
    text += (text.empty() ? "" : "; ") + error.field + ": " + error.detail.en;
  }
  return text;
}

TEST(Parameters, ThoseOfTheTableAreAccepted) {
  for (const char* target :
       {"/p/1", "/p/9223372036854775807", "/p/1?limit=1", "/p/1?limit=200", "/p/1?share=-1e3",
        "/p/1?share=0.5", "/p/1?city=310000&city=320500", "/p/1?city=", "/p/1?kind=capital",
        "/p/1?open=true", "/p/1?open=false", "/p/1?since=2024-02-29",
        "/p/1?city=%E4%B8%8A%E6%B5%B7%E5%B8%82%E4%B8%8A%E6%B5%B7%E5%B8%82"}) {
    EXPECT_EQ(Faults(target), "") << target;
  }
}

TEST(Parameters, AllOthersAreRefusedWithTheirFieldAndReason) {
  const std::pair<const char*, const char*> cases[] = {
      {"/p/x", "id: not an id (a positive integer)"},
      {"/p/0", "id: not an id (a positive integer)"},
      {"/p/-1", "id: not an id (a positive integer)"},
      {"/p/9223372036854775808", "id: not an id (a positive integer)"},
      {"/p/1?limit=0", "limit: the value must lie between 1 and 200"},
      {"/p/1?limit=201", "limit: the value must lie between 1 and 200"},
      {"/p/1?limit=", "limit: not an integer"},
      {"/p/1?limit=5x", "limit: not an integer"},
      {"/p/1?limit=+5", "limit: not an integer"},
      {"/p/1?limit=1e2", "limit: not an integer"},
      {"/p/1?limit=99999999999999999999", "limit: not an integer"},
      {"/p/1?share=2", "share: the value must be at most 1"},
      {"/p/1?share=nan", "share: not a number"},
      {"/p/1?share=inf", "share: not a number"},
      {"/p/1?city=3100001", "city: the number of characters must be at most 6"},
      {"/p/1?kind=good", "kind: did you mean goods? Allowed values: goods, technology, capital"},
      {"/p/1?kind=x", "kind: allowed values: goods, technology, capital"},
      {"/p/1?open=yes", "open: must be true or false"},
      {"/p/1?since=2023-02-29", "since: not a date (YYYY-MM-DD)"},
      {"/p/1?since=45123", "since: not a date (YYYY-MM-DD)"},
      {"/p/1?limit=1&limit=2", "limit: given more than once"},
      {"/p/1?limt=1", "limt: no such parameter; did you mean limit?"},
      {"/p/1?zzzzzz=1", "zzzzzz: no such parameter; known: limit, share, city, kind, open, since"},
      {"/p/1?id=1", "id: no such parameter; known: limit, share, city, kind, open, since"},
      {"/p/x?limit=0&open=1",
       "id: not an id (a positive integer); limit: the value must lie between 1 and 200; "
       "open: must be true or false"},
  };
  for (const auto& [target, faults] : cases) EXPECT_EQ(Faults(target), faults) << target;
}

TEST(Parameters, ARequiredOneMustBeThere) {
  Router router;
  Route route = MakeRoute(Method::kGet, "/s", "s", Nothing);
  Parameter q = QueryParameter("q", {});
  q.required = true;
  q.min = 1;
  route.parameters = {q};
  Add(&router, std::move(route));
  Request request;
  ASSERT_TRUE(router.CheckParameters(*router.routes()[0], request).has_value());
  request.query = {{"q", ""}};
  ASSERT_TRUE(router.CheckParameters(*router.routes()[0], request).has_value());
  request.query = {{"q", "电"}};
  EXPECT_FALSE(router.CheckParameters(*router.routes()[0], request).has_value());
}

TEST(Parameters, AnEndlessValueIsShortenedInTheAnswerAtACharactersEnd) {
  Router router;
  Add(&router, ParameterRoute());
  Request request;
  std::string value;
  for (int i = 0; i < 500; ++i) value += "电";
  request.query = {{"kind", value}, {value, "1"}};
  const std::optional<Problem> problem = router.CheckParameters(*router.routes()[0], request);
  ASSERT_TRUE(problem.has_value());
  ASSERT_EQ(problem->errors.size(), 2U);
  EXPECT_LT(problem->errors[0].value.size(), 110U);
  EXPECT_LT(problem->errors[1].field.size(), 110U);
  EXPECT_EQ(ToJson(*problem).find("\uFFFD"), std::string::npos);
}

}  // namespace
}  // namespace lianmeng::http
