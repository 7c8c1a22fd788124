// Routes of the repair plans. The POST routes change nothing: they carry a question too long for an
// address.

#include "app/repair_plan.h"
#include "http/api_context.h"
#include "http/json_body.h"

namespace lianmeng::http {
namespace {

Route PlanRoute(const ApiContextPtr& context) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/api/v1/repair-plans";
  route.operation_id = "makeRepairPlan";
  route.summary = {"预算内的补链固链强链方案", "The measures that mend a chain for a budget"};
  route.tags = {"repair"};
  route.request_schema = "RepairPlanInput";
  route.response_schema = "RepairPlan";
  route.handler = [context](const Request& request) -> Response {
    const auto input = ReadBody<app::RepairPlanInput>(request);
    if (!input) return Response::FromError(input.error());
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(app::MakeRepairPlan(**analysis, *input));
  };
  return route;
}

Route EvaluateRoute(const ApiContextPtr& context) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/api/v1/repair-plans/evaluate";
  route.operation_id = "evaluateRepairPlan";
  route.summary = {"几项措施合起来的效果", "What a set of measures does together"};
  route.tags = {"repair"};
  route.request_schema = "RepairEvaluateInput";
  route.response_schema = "RepairEffect";
  route.handler = [context](const Request& request) -> Response {
    const auto input = ReadBody<app::RepairEvaluateInput>(request);
    if (!input) return Response::FromError(input.error());
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(app::EvaluateRepair(**analysis, *input));
  };
  return route;
}

// A plan in the address of a download: the same fields as RepairPlanInput.
std::vector<Parameter> PlanParameters() {
  Parameter kind =
      Repeatable(QueryParameter("kind", {"类别；默认全部", "Kinds of measures; all unless given"}));
  kind.values = {"add", "secure", "strengthen"};
  Parameter chain = QueryParameter("chain", {"产业链代号", "The chain's key"});
  Parameter budget =
      QueryParameter("budget_cny", {"预算（元）", "Budget in CNY"}, ParameterType::kNumber);
  chain.required = budget.required = true;
  budget.min = 0;
  budget.max = 1e13;
  return {chain, budget, kind,
          Repeatable(QueryParameter("with", {"必须采用的措施", "Ids of measures to take"})),
          Repeatable(QueryParameter("without", {"不采用的措施", "Ids never to take"}))};
}

app::RepairPlanInput PlanInputOf(const Request& request) {
  app::RepairPlanInput input;
  input.chain = request.Query("chain").value_or("");
  input.budget_cny = request.Number("budget_cny").value_or(0);
  input.kinds = request.QueryAll("kind");
  input.with = request.QueryAll("with");
  input.without = request.QueryAll("without");
  return input;
}

Result<app::RepairPlan> PlanOf(const ApiContext& context, const Request& request) {
  const app::RepairPlanInput input = PlanInputOf(request);
  LM_ASSIGN(const auto analysis, context.AnalysisOf(request));
  return app::MakeRepairPlan(*analysis, input);
}

Download Export(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/repair-plan";
  download.operation = "exportRepairPlan";
  download.summary = {"导出方案", "The plan as a table"};
  download.tag = "repair";
  download.parameters = PlanParameters();
  download.file_name = "补链固链强链方案";
  download.fill = [context](const Request& request, app::TableWriter& writer) -> Status {
    LM_ASSIGN(const app::RepairPlan plan, PlanOf(*context, request));
    const bool both = request.path.ends_with(".xlsx");
    return app::ExportRepairPlan(plan, {LanguageOf(request), both}, writer);
  };
  return download;
}

Route PageRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/repair-plan.html";
  route.operation_id = "printRepairPlan";
  route.summary = {"可打印的方案", "The plan as a page to print"};
  route.tags = {"repair"};
  route.parameters = PlanParameters();
  route.parameters.push_back(LanguageParameter());
  route.produces = {"text/html"};
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto plan = PlanOf(*context, request);
    if (!plan) return Response::FromError(plan.error());
    return Response::Of("text/html; charset=utf-8",
                        app::RepairPlanPage(*plan, LanguageOf(request)));
  };
  return route;
}

}  // namespace

Status AddRepairRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(PlanRoute(context)));
  LM_TRY(router.Add(EvaluateRoute(context)));
  LM_TRY(AddDownload(router, Export(context)));
  return router.Add(PageRoute(context));
}

}  // namespace lianmeng::http
