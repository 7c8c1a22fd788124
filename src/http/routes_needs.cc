// Routes of needs and their matches.

#include "app/exports.h"
#include "app/needs.h"
#include "http/api_context.h"

namespace lianmeng::http {
namespace {

constexpr int kPageSize = 50;
constexpr int kMatchesShown = 20;

NeedId NeedOf(const Request& request) { return NeedId{*ParseIdValue(request.PathParameter("id"))}; }

Parameter NeedParameter() {
  return PathParameter("id", {"需求标识", "The need's id"}, ParameterType::kId);
}

Route ListRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/needs";
  route.operation_id = "listNeeds";
  route.summary = {"需求清单", "Needs"};
  route.tags = {"needs"};
  route.parameters = {
      QueryParameter("q", {"检索词", "Search text"}),
      Repeatable(
          QueryParameter("kind", {"类别：goods、technology 等", "Kind: goods, technology, ..."})),
      Repeatable(
          QueryParameter("city", {"需求方所在城市代码", "City code of the needing organisation"})),
      Repeatable(QueryParameter("chain", {"产业链代号", "A chain's key"})),
      QueryParameter("open", {"仅未结束的", "Whether it is open"}, ParameterType::kBoolean),
      LimitParameter(kPageSize),
      CursorParameter()};
  route.response_schema = "NeedPage";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    app::NeedQuery query;
    query.text = request.Query("q").value_or("");
    query.kinds = request.QueryAll("kind");
    query.cities = request.QueryAll("city");
    query.chains = request.QueryAll("chain");
    query.open = request.Boolean("open");
    query.limit = static_cast<int>(request.Integer("limit").value_or(kPageSize));
    query.cursor = request.Query("cursor").value_or("");
    return Answer(app::ListNeeds(context->platform, *viewer, query));
  };
  return route;
}

Route MatchesRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/needs/{id}/matches";
  route.operation_id = "matchNeed";
  route.summary = {"能满足该需求的企业，逐项计分并说明理由",
                   "Who could meet the need: scores in parts, each with its reason"};
  route.tags = {"needs"};
  route.parameters = {NeedParameter(), LimitParameter(kMatchesShown)};
  route.response_schema = "NeedMatches";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(
        app::MatchNeed(**analysis, NeedOf(request), context->platform.Today(),
                       static_cast<int>(request.Integer("limit").value_or(kMatchesShown))));
  };
  return route;
}

Download Export(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/needs/{id}/matches";
  download.operation = "exportMatches";
  download.summary = {"导出匹配结果", "The matches as a table"};
  download.tag = "needs";
  download.parameters = {NeedParameter()};
  download.file_name = "需求匹配";
  download.fill = [context](const Request& request, app::TableWriter& writer) -> Status {
    LM_ASSIGN(const auto analysis, context->AnalysisOf(request));
    return app::ExportMatches(*analysis, NeedOf(request), context->platform.Today(),
                              LanguageOf(request), writer);
  };
  return download;
}

}  // namespace

Status AddNeedRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(ListRoute(context)));
  LM_TRY(router.Add(MatchesRoute(context)));
  return AddDownload(router, Export(context));
}

}  // namespace lianmeng::http
