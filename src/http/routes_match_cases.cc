// Routes of what becomes of suggested pairs.

#include "app/match_progress.h"
#include "http/api_context.h"
#include "http/json_body.h"

namespace lianmeng::http {
namespace {

std::vector<Parameter> FilterParameters() {
  return {
      QueryParameter("need", {"需求标识", "A need's id"}, ParameterType::kId),
      QueryParameter("organisation", {"任一方的机构标识", "An organisation's id, on either side"},
                     ParameterType::kId),
      Repeatable(QueryParameter("state", {"当前状态", "Where the pair stands"}))};
}

app::MatchCaseQuery QueryOf(const Request& request) {
  app::MatchCaseQuery query;
  query.need = request.Query("need").value_or("");
  query.organisation = request.Query("organisation").value_or("");
  query.states = request.QueryAll("state");
  return query;
}

// None of these is cacheable: a pair moves on without a new data version.
Route ListRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/match-cases";
  route.operation_id = "listMatchCases";
  route.summary = {"对接台账：已有进展的配对，最近更新的在前",
                   "Matches that were moved on, the latest first"};
  route.tags = {"needs"};
  route.parameters = FilterParameters();
  route.response_schema = "MatchCaseList";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::ListMatchCases(context->platform, *viewer, QueryOf(request)));
  };
  return route;
}

Route HistoryRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/match-cases/{need}/{offer}";
  route.operation_id = "getMatchHistory";
  route.summary = {"一对供需的全部进展", "Every step of one pair"};
  route.tags = {"needs"};
  route.parameters = {PathParameter("need", {"需求标识", "The need's id"}, ParameterType::kId),
                      PathParameter("offer", {"供给标识", "The offer's id"}, ParameterType::kId)};
  route.response_schema = "MatchCaseHistory";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::GetMatchHistory(context->platform, *viewer,
                                       NeedId{*ParseIdValue(request.PathParameter("need"))},
                                       OfferId{*ParseIdValue(request.PathParameter("offer"))}));
  };
  return route;
}

Route MoveRoute(const ApiContextPtr& context) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/api/v1/match-cases";
  route.operation_id = "moveMatch";
  route.summary = {"更新对接进展；已被他人更新时返回 409",
                   "Moves a match on; 409 if somebody else has meanwhile"};
  route.tags = {"needs"};
  route.request_schema = "MatchMoveInput";
  route.response_schema = "MatchStepView";
  route.success_status = 201;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = WriterOf(*context, request);
    if (!viewer) return Response::FromError(viewer.error());
    const auto input = ReadBody<app::MatchMoveInput>(request);
    if (!input) return Response::FromError(input.error());
    const auto step = app::MoveMatch(context->platform, *viewer, *input);
    if (!step) return Response::FromError(step.error());
    Announce(*context, "matches");
    return Answer(step);
  };
  return route;
}

Download Export(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/match-cases";
  download.operation = "exportMatchCases";
  download.summary = {"导出对接台账", "The matches in progress as a table"};
  download.tag = "needs";
  download.parameters = FilterParameters();
  download.file_name = "对接台账";
  download.cacheable = false;
  download.fill = FillWith(context, QueryOf, app::ExportMatchCases);
  return download;
}

}  // namespace

Status AddMatchCaseRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(ListRoute(context)));
  LM_TRY(router.Add(HistoryRoute(context)));
  LM_TRY(router.Add(MoveRoute(context)));
  return AddDownload(router, Export(context));
}

}  // namespace lianmeng::http
