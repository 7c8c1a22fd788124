// Routes of the deterministic backbone: what it carries, one flow hop by hop, questions, cuts, reserving.

#include "app/backbone_reserve.h"
#include "http/api_context.h"
#include "http/json_body.h"

namespace lianmeng::http {
namespace {

constexpr const char* kPath = "/api/v1/backbone";
constexpr int kPageSize = 50;
constexpr double kNameMax = 1'000;  // characters: a link's name is made of two sites'

struct RouteText {
  Method method = Method::kGet;
  std::string path;  // behind kPath
  std::string operation;
  TextPair summary;
  std::string answer;  // schema
};

Route Make(const RouteText& text, Handler handler) {
  Route route;
  route.method = text.method;
  route.pattern = kPath + text.path;
  route.operation_id = text.operation;
  route.summary = text.summary;
  route.tags = {"backbone"};
  route.response_schema = text.answer;
  route.handler = std::move(handler);
  return route;
}

app::BackboneViewer WhoIs(const ApiContext& context, const Request& request, const Viewer& viewer) {
  return {viewer, static_cast<bool>(WriterOf(context, request))};
}

// What a route does with the newest board and the one who asks. None is cacheable: the backbone changes without a new data
// version.
template <typename Use>
Handler Reading(const ApiContextPtr& context, Use use) {
  return [context, use](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    const auto board = context->boards->Shown();
    if (!board) return Response::FromError(board.error());
    return Answer(use(**board, WhoIs(*context, request, *viewer), request));
  };
}

// A view that cannot fail, as the others.
template <typename View>
Result<View> Sure(View view) {
  return Result<View>(std::move(view));
}

Parameter IdParameter(TextPair description) {
  Parameter id = PathParameter("id", std::move(description), ParameterType::kString);
  id.max = kNameMax;
  return id;
}

std::vector<Parameter> FilterParameters() {
  Parameter state = QueryParameter("state", {"是否承载", "Whether it is carried"});
  state.values = {"carried", "refused"};
  Parameter link = QueryParameter("link", {"经过的链路", "A link that it takes"});
  link.max = kNameMax;
  return {QueryParameter("text", {"编号、类别或站点名中的文字", "Part of an id, a kind, a site"}),
          QueryParameter("kind", {"类别", "Kind of application"}),
          QueryParameter("site", {"起点或终点", "Where it begins or ends"}), link, state};
}

app::BackboneFlowQuery QueryOf(const Request& request) {
  app::BackboneFlowQuery query;
  const auto text = [&](const char* name) -> std::optional<std::string> {
    const auto value = request.Query(name);
    if (!value || value->empty()) return std::nullopt;
    return std::string(*value);
  };
  query.text = text("text").value_or("");
  query.kind = text("kind");
  query.site = text("site");
  query.link = text("link");
  if (const auto state = text("state")) query.carried = *state == "carried";
  query.limit = request.Integer("limit").value_or(kPageSize);
  query.cursor = text("cursor").value_or("");
  return query;
}

Status AddBoardRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(
      Make({.path = "",
            .operation = "getBackbone",
            .summary = {"骨干网：站点、光纤与负载、界的校验结果",
                        "The backbone: sites, fibres with their load, what is proven"},
            .answer = "BackboneBoardView"},
           Reading(context, [](const app::BackboneBoard& board, const app::BackboneViewer& who,
                               const Request&) { return Sure(app::ShowBackbone(board, who)); }))));
  Route link = Make({.path = "/links/{id}",
                     .operation = "getBackboneLink",
                     .summary = {"一条链路各周期的负载", "The load of a link, cycle by cycle"},
                     .answer = "BackboneLinkLoad"},
                    Reading(context, [](const app::BackboneBoard& board, const app::BackboneViewer&,
                                        const Request& request) {
                      return app::ShowBackboneLink(board, request.PathParameter("id"));
                    }));
  link.parameters = {IdParameter({"链路，如 Shanghai>Suzhou", "The link, as Shanghai>Suzhou"})};
  LM_TRY(router.Add(std::move(link)));
  LM_TRY(router.Add(
      Make({.path = "/presets",
            .operation = "listBackbonePresets",
            .summary = {"各类业务的典型要求", "What flows of each kind typically ask"},
            .answer = "BackbonePresetList"},
           Reading(context, [](const app::BackboneBoard&, const app::BackboneViewer&,
                               const Request&) { return Sure(app::BackbonePresets()); }))));
  return router.Add(Make({.path = "/simulation",
                          .operation = "getBackboneSimulation",
                          .summary = {"逐包仿真的结果", "What a simulation packet by packet saw"},
                          .answer = "BackboneSimulation"},
                         Reading(context, [](const app::BackboneBoard& board,
                                             const app::BackboneViewer& who, const Request&) {
                           return Sure(app::ShowBackboneSimulation(board, who));
                         })));
}

Status AddCutRoutes(Router& router, const ApiContextPtr& context) {
  Route cut =
      Make({.path = "/cut",
            .operation = "cutBackbone",
            .summary = {"推演：光纤中断或站点失效之后", "What if a fibre is cut or a site lost"},
            .answer = "BackboneCut"},
           Reading(context, [](const app::BackboneBoard& board, const app::BackboneViewer& who,
                               const Request& request) {
             const auto text = [&](const char* name) {
               return std::string(request.Query(name).value_or(""));
             };
             return app::CutBackbone(board, who, {text("a"), text("b"), text("site")});
           }));
  cut.parameters = {QueryParameter("a", {"光纤的一端", "One end of the fibre"}),
                    QueryParameter("b", {"另一端", "The other end"}),
                    QueryParameter("site", {"失效的站点，代替 a 与 b",
                                            "The site that is lost, instead of both"})};
  LM_TRY(router.Add(std::move(cut)));
  return router.Add(
      Make({.path = "/cuts",
            .operation = "listBackboneCuts",
            .summary = {"逐条中断光纤的后果，严重者在前", "Every fibre cut alone, the worst first"},
            .answer = "BackboneCutList"},
           Reading(context, [](const app::BackboneBoard& board, const app::BackboneViewer&,
                               const Request&) { return Sure(app::ShowBackboneCuts(board)); })));
}

Status AddFlowRoutes(Router& router, const ApiContextPtr& context) {
  Route list = Make({.path = "/flows",
                     .operation = "listBackboneFlows",
                     .summary = {"业务流：要求、证明的界与仿真所见，重要者在前",
                                 "Flows: what they ask, what is proven, what was seen"},
                     .answer = "BackboneFlowPage"},
                    Reading(context, [](const app::BackboneBoard& board,
                                        const app::BackboneViewer& who, const Request& request) {
                      return app::ListBackboneFlows(board, who, QueryOf(request));
                    }));
  list.parameters = FilterParameters();
  list.parameters.push_back(LimitParameter(kPageSize));
  list.parameters.push_back(CursorParameter());
  LM_TRY(router.Add(std::move(list)));
  Route one = Make({.path = "/flows/{id}",
                    .operation = "getBackboneFlow",
                    .summary = {"一条业务流，逐跳", "One flow, hop by hop"},
                    .answer = "BackboneFlowDetail"},
                   Reading(context, [](const app::BackboneBoard& board,
                                       const app::BackboneViewer& who, const Request& request) {
                     return app::ShowBackboneFlow(board, who, request.PathParameter("id"));
                   }));
  one.parameters = {IdParameter({"业务流编号", "The flow's id"})};
  LM_TRY(router.Add(std::move(one)));
  Route answer =
      Make({.method = Method::kPost,
            .path = "/answer",
            .operation = "answerBackboneFlow",
            .summary = {"这条业务流能否承载？不改变任何内容",
                        "Could this flow be carried? Nothing is changed"},
            .answer = "BackboneFlowDetail"},
           Reading(context,
                   [](const app::BackboneBoard& board, const app::BackboneViewer&,
                      const Request& request) -> Result<app::BackboneFlowDetail> {
                     LM_ASSIGN(const auto input, ReadBody<app::BackboneFlowInput>(request));
                     return app::AnswerBackboneFlow(board, input);
                   }));
  answer.request_schema = "BackboneFlowInput";
  answer.cache_control = "no-store";
  return router.Add(std::move(answer));
}

Status AddReserveRoutes(Router& router, const ApiContextPtr& context) {
  Route reserve =
      Make({.method = Method::kPost,
            .path = "/flows",
            .operation = "reserveBackboneFlow",
            .summary = {"预留：此后保证其位置；不能承载时返回 409 并说明原因",
                        "Reserves a flow: its place is kept; 409 with the reason if it cannot be"},
            .answer = "BackboneFlowDetail"},
           [context](const Request& request) -> Response {
             const auto viewer = WriterOf(*context, request);
             if (!viewer) return Response::FromError(viewer.error());
             const auto input = ReadBody<app::BackboneFlowInput>(request);
             if (!input) return Response::FromError(input.error());
             const auto done = app::ReserveBackboneFlow(context->platform, *context->boards,
                                                        {*viewer, true}, *input);
             if (done) Announce(*context, "backbone");
             return Answer(done);
           });
  reserve.request_schema = "BackboneFlowInput";
  reserve.success_status = 201;
  LM_TRY(router.Add(std::move(reserve)));
  Route release = Make({.method = Method::kDelete,
                        .path = "/flows/{id}",
                        .operation = "releaseBackboneFlow",
                        .summary = {"释放一条业务流", "Releases a flow"},
                        .answer = "BackboneBoardView"},
                       [context](const Request& request) -> Response {
                         const auto viewer = WriterOf(*context, request);
                         if (!viewer) return Response::FromError(viewer.error());
                         const auto done =
                             app::ReleaseBackboneFlow(context->platform, *context->boards,
                                                      {*viewer, true}, request.PathParameter("id"));
                         if (done) Announce(*context, "backbone");
                         return Answer(done);
                       });
  release.parameters = {IdParameter({"业务流编号", "The flow's id"})};
  return router.Add(std::move(release));
}

Route PlanRoute(const ApiContextPtr& context) {
  Route route = Make({.path = "/plan.json",
                      .operation = "exportBackbonePlan",
                      .summary = {"整份规划，可用 lianmeng network check 复核",
                                  "The whole plan, for lianmeng network check"},
                      .answer = ""},
                     [context](const Request& request) -> Response {
                       const auto viewer = context->ViewerOf(request);
                       if (!viewer) return Response::FromError(viewer.error());
                       const auto board = context->boards->Shown();
                       if (!board) return Response::FromError(board.error());
                       Result<std::string> text = app::BackbonePlanText(**board, {*viewer, false});
                       if (!text) return Response::FromError(text.error());
                       Response response = Response::Of("application/json", *std::move(text));
                       response.Attachment("plan.json");
                       return response;
                     });
  route.produces = {"application/json"};
  return route;
}

Download Export(const ApiContextPtr& context) {
  Download download;
  download.path = std::string(kPath) + "/flows";
  download.operation = "exportBackboneFlows";
  download.summary = {"导出业务流", "Flows as a table"};
  download.tag = "backbone";
  download.parameters = FilterParameters();
  download.file_name = "骨干网业务流";
  download.cacheable = false;
  download.fill = [context](const Request& request, app::TableWriter& writer) -> Status {
    LM_ASSIGN(const Viewer viewer, context->ViewerOf(request));
    LM_ASSIGN(const auto board, context->boards->Shown());
    return app::ExportBackboneFlows(*board, {viewer, false}, QueryOf(request), LanguageOf(request),
                                    writer);
  };
  return download;
}

}  // namespace

Status AddBackboneRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(AddBoardRoutes(router, context));
  LM_TRY(AddCutRoutes(router, context));
  LM_TRY(AddFlowRoutes(router, context));
  LM_TRY(AddReserveRoutes(router, context));
  LM_TRY(router.Add(PlanRoute(context)));
  return AddDownload(router, Export(context));
}

}  // namespace lianmeng::http
