// Routes of the risk board.

#include "app/exports.h"
#include "app/risk_board.h"
#include "app/risk_history.h"
#include "app/risk_page.h"
#include "app/time_board.h"
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
    const app::RiskFilter filter = FilterOf(request);
    auto page = app::ListRiskPoints(**analysis, filter, slice);
    if (!page) return Response::FromError(page.error());
    const Status added = app::AddChanges(context->platform, **analysis, filter, *page);
    if (!added) return Response::FromError(added.error());
    return Answer(page);
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
    return app::ExportRiskPoints(context->platform, *analysis, FilterOf(request),
                                 LanguageOf(request), writer);
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
    const ProductId product{*ParseIdValue(request.PathParameter("product"))};
    auto detail = app::ExplainRiskPoint(**analysis, request.PathParameter("chain"), product);
    if (!detail) return Response::FromError(detail.error());
    const auto change =
        app::ChangeOf(context->platform, **analysis, request.PathParameter("chain"), product);
    if (!change) return Response::FromError(change.error());
    detail->change = *change;
    return Answer(detail);
  };
  return route;
}

// Not cacheable: a run is recorded without a new data version.
Route HistoryRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/risk-points/{chain}/{product}/history";
  route.operation_id = "getRiskPointHistory";
  route.summary = {"一个风险点的历次计算结果，仅联盟办公室可见",
                   "One risk point in every run kept; for the alliance office"};
  route.tags = {"risk"};
  route.parameters = {
      PathParameter("chain", {"产业链代号", "The chain's key"}),
      PathParameter("product", {"产品标识", "The product's id"}, ParameterType::kId)};
  route.response_schema = "RiskHistory";
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(
        app::HistoryOfRiskPoint(context->platform, **analysis, request.PathParameter("chain"),
                                ProductId{*ParseIdValue(request.PathParameter("product"))}));
  };
  return route;
}

Route ChangesRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/risk-changes";
  route.operation_id = "listRiskChanges";
  route.summary = {"较上次计算的变化，按产业链列出，仅联盟办公室可见",
                   "What changed since the last different run, by chain; for the alliance office"};
  route.tags = {"risk"};
  route.parameters = {Repeatable(QueryParameter("chain", {"产业链代号", "A chain's key"}))};
  route.response_schema = "RiskChanges";
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(app::CompareRiskRuns(context->platform, **analysis, request.QueryAll("chain")));
  };
  return route;
}

Route FirmsRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/systemic-firms";
  route.operation_id = "listSystemicFirms";
  route.summary = {"停产影响最大的企业，影响大的在前",
                   "The firms whose failure takes most output away, the gravest first"};
  route.tags = {"risk"};
  route.parameters = {Repeatable(QueryParameter("chain", {"产业链代号", "A chain's key"})),
                      LimitParameter(kPageSize), CursorParameter()};
  route.response_schema = "SystemicFirmPage";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    const app::Slice slice{static_cast<size_t>(request.Integer("limit").value_or(kPageSize)),
                           request.Query("cursor").value_or("")};
    return Answer(app::ListSystemicFirms(**analysis, request.QueryAll("chain"), slice));
  };
  return route;
}

// Not cacheable: it shows measures.
Route PageRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/risk-points.html";
  route.operation_id = "printRiskPoints";
  route.summary = {"供打印的断链风险板", "The risk board as a page to print"};
  route.tags = {"risk"};
  route.parameters = FilterParameters();
  route.parameters.push_back(LanguageParameter());
  route.produces = {"text/html"};
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    Result<std::string> page =
        app::RiskBoardPage(context->platform, **analysis, FilterOf(request), LanguageOf(request));
    if (!page) return Response::FromError(page.error());
    Response response = Response::Of("text/html; charset=utf-8", *std::move(page));
    // The page's style is its own; nothing else may load or run.
    response.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    return response;
  };
  return route;
}

Route TimeRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/risk-points/{chain}/{product}/time";
  route.operation_id = "getRiskTime";
  route.summary = {"一个风险点能维持多久、恢复要多久，受什么限制",
                   "How long the chain survives without it, how long recovery takes, what limits"};
  route.tags = {"risk"};
  route.parameters = {
      PathParameter("chain", {"产业链代号", "The chain's key"}),
      PathParameter("product", {"产品标识", "The product's id"}, ParameterType::kId)};
  route.response_schema = "RiskTime";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(app::ExplainRiskTime(**analysis, request.PathParameter("chain"),
                                       ProductId{*ParseIdValue(request.PathParameter("product"))}));
  };
  return route;
}

}  // namespace

Status AddRiskRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(ListRoute(context)));
  LM_TRY(AddDownload(router, Export(context)));
  LM_TRY(router.Add(HistoryRoute(context)));
  LM_TRY(router.Add(ChangesRoute(context)));
  LM_TRY(router.Add(FirmsRoute(context)));
  LM_TRY(router.Add(PageRoute(context)));
  LM_TRY(router.Add(DetailRoute(context)));
  return router.Add(TimeRoute(context));
}

}  // namespace lianmeng::http
