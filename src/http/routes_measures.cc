// Routes of the measures against risk points.

#include "app/measures.h"
#include "http/api_context.h"
#include "http/json_body.h"

namespace lianmeng::http {
namespace {

constexpr int kPageSize = 100;

MeasureId MeasureOf(const Request& request) {
  return MeasureId{*ParseIdValue(request.PathParameter("id"))};
}

Parameter MeasureParameter() {
  return PathParameter("id", {"措施标识", "The measure's id"}, ParameterType::kId);
}

std::vector<Parameter> FilterParameters() {
  Parameter state = Repeatable(QueryParameter("state", {"状态", "State"}));
  state.values = {"proposed", "adopted", "in_progress", "done", "dropped"};
  Parameter kind = Repeatable(QueryParameter(
      "kind", {"类型：补链、固链、强链", "Kind: add a maker, secure supply, strengthen a maker"}));
  kind.values = {"add", "secure", "strengthen"};
  return {Repeatable(QueryParameter("chain", {"产业链代号", "A chain's key"})),
          QueryParameter("product", {"产品标识", "A product's id"}, ParameterType::kId), state,
          kind,
          QueryParameter("overdue", {"仅逾期的", "Only those overdue"}, ParameterType::kBoolean)};
}

app::MeasureQuery QueryOf(const Request& request) {
  app::MeasureQuery query;
  query.chains = request.QueryAll("chain");
  query.product = request.Query("product").value_or("");
  query.states = request.QueryAll("state");
  query.kinds = request.QueryAll("kind");
  query.overdue = request.Boolean("overdue").value_or(false);
  return query;
}

// None of these is cacheable: a measure changes without a new data version.
Route ListRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/measures";
  route.operation_id = "listMeasures";
  route.summary = {"补固强措施，未结束的在前，再按期限",
                   "Measures: the open ones first, then by due date"};
  route.tags = {"measures"};
  route.parameters = FilterParameters();
  route.parameters.push_back(LimitParameter(kPageSize));
  route.parameters.push_back(CursorParameter());
  route.response_schema = "MeasurePage";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    app::MeasureQuery query = QueryOf(request);
    query.limit = static_cast<int>(request.Integer("limit").value_or(kPageSize));
    query.cursor = request.Query("cursor").value_or("");
    return Answer(app::ListMeasures(context->platform, *viewer, query));
  };
  return route;
}

Route DetailRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/measures/{id}";
  route.operation_id = "getMeasure";
  route.summary = {"一条措施及其变更记录", "One measure with its history"};
  route.tags = {"measures"};
  route.parameters = {MeasureParameter()};
  route.response_schema = "MeasureDetail";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::GetMeasure(context->platform, *viewer, MeasureOf(request)));
  };
  return route;
}

Route AddRoute(const ApiContextPtr& context) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/api/v1/measures";
  route.operation_id = "addMeasures";
  route.summary = {"新增措施，全部写入或一条不写", "Adds measures, all of them or none"};
  route.tags = {"measures"};
  route.request_schema = "MeasuresInput";
  route.response_schema = "MeasureList";
  route.success_status = 201;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = WriterOf(*context, request);
    if (!viewer) return Response::FromError(viewer.error());
    const auto input = ReadBody<app::MeasuresInput>(request);
    if (!input) return Response::FromError(input.error());
    const auto added = app::AddMeasures(context->platform, *viewer, input->measures);
    if (!added) return Response::FromError(added.error());
    Announce(*context, "measures");
    return Answer(added);
  };
  return route;
}

Route ChangeRoute(const ApiContextPtr& context) {
  Route route;
  route.method = Method::kPatch;
  route.pattern = "/api/v1/measures/{id}";
  route.operation_id = "changeMeasure";
  route.summary = {"修改措施；版本不是最新时返回 409 并说明他人改了什么",
                   "Changes a measure; 409 with what was changed meanwhile if the version is old"};
  route.tags = {"measures"};
  route.parameters = {MeasureParameter()};
  route.request_schema = "MeasurePatch";
  route.response_schema = "MeasureRow";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = WriterOf(*context, request);
    if (!viewer) return Response::FromError(viewer.error());
    const auto patch = ReadBody<app::MeasurePatch>(request);
    if (!patch) return Response::FromError(patch.error());
    const auto row = app::ChangeMeasure(context->platform, *viewer, MeasureOf(request), *patch);
    if (row) Announce(*context, "measures");
    return Answer(row);
  };
  return route;
}

Download Export(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/measures";
  download.operation = "exportMeasures";
  download.summary = {"导出补固强措施台账", "The measures as a table"};
  download.tag = "measures";
  download.parameters = FilterParameters();
  download.file_name = "补固强措施";
  download.cacheable = false;
  download.fill = FillWith(context, QueryOf, app::ExportMeasures);
  return download;
}

}  // namespace

Status AddMeasureRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(ListRoute(context)));
  LM_TRY(router.Add(DetailRoute(context)));
  LM_TRY(router.Add(AddRoute(context)));
  LM_TRY(router.Add(ChangeRoute(context)));
  return AddDownload(router, Export(context));
}

}  // namespace lianmeng::http
