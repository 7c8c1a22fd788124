// Routes of the risk board.

#include "app/exports.h"
#include "app/risk_board.h"
#include "http/api_context.h"

namespace lianmeng::http {
namespace {

constexpr int kPageSize = 100;

std::vector<Parameter> FilterParameters() {
  Parameter risk_class = Repeatable(QueryParameter(
      "class", {"等级；默认红、橙、黄", "Class; red, orange and yellow unless given"}));
  risk_class.values = {"red", "orange", "yellow", "none"};
  return {Repeatable(QueryParameter("chain", {"产业链代号", "A chain's key"})), risk_class,
          QueryParameter("q", {"产品名称中的文字", "Part of the product's name"})};
}

app::RiskFilter FilterOf(const Request& request) {
  return {request.QueryAll("chain"), request.QueryAll("class"), request.Query("q").value_or("")};
}

Route ListRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/risk-points";
  route.operation_id = "listRiskPoints";
  route.summary = {"断链风险点，最严重的在前", "Chain-break risk points, the gravest first"};
  route.tags = {"risk"};
  route.parameters = FilterParameters();
  route.parameters.push_back(LimitParameter(kPageSize));
  route.parameters.push_back(CursorParameter());
  route.response_schema = "RiskPointPage";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    const app::Slice slice{static_cast<size_t>(request.Integer("limit").value_or(kPageSize)),
                           request.Query("cursor").value_or("")};
    return Answer(app::ListRiskPoints(**analysis, FilterOf(request), slice));
  };
  return route;
}

Download Export(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/risk-points";
  download.operation = "exportRiskPoints";
  download.summary = {"导出断链风险点", "The risk points as a table"};
  download.tag = "risk";
  download.parameters = FilterParameters();
  download.file_name = "断链风险点";
  download.fill = [context](const Request& request, app::TableWriter& writer) -> Status {
    LM_ASSIGN(const auto analysis, context->AnalysisOf(request));
    return app::ExportRiskPoints(*analysis, FilterOf(request), LanguageOf(request), writer);
  };
  return download;
}

Route DetailRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/risk-points/{chain}/{product}";
  route.operation_id = "getRiskPoint";
  route.summary = {"一个风险点的全部依据，可据此手工复算",
                   "All evidence of one risk point, enough to recompute it by hand"};
  route.tags = {"risk"};
  route.parameters = {
      PathParameter("chain", {"产业链代号", "The chain's key"}),
      PathParameter("product", {"产品标识", "The product's id"}, ParameterType::kId)};
  route.response_schema = "RiskPointDetail";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(
        app::ExplainRiskPoint(**analysis, request.PathParameter("chain"),
                              ProductId{*ParseIdValue(request.PathParameter("product"))}));
  };
  return route;
}

}  // namespace

Status AddRiskRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(ListRoute(context)));
  LM_TRY(AddDownload(router, Export(context)));
  return router.Add(DetailRoute(context));
}

}  // namespace lianmeng::http
