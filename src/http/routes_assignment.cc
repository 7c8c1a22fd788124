// Routes of all open needs assigned at once.

#include "app/assign_region.h"
#include "app/match_progress.h"
#include "http/api_context.h"

namespace lianmeng::http {
namespace {

Parameter Whole(const char* name, TextPair description, double max) {
  Parameter parameter = QueryParameter(name, std::move(description), ParameterType::kInteger);
  parameter.min = 1;
  parameter.max = max;
  return parameter;
}

Parameter Share(const char* name, TextPair description) {
  Parameter parameter = QueryParameter(name, std::move(description), ParameterType::kNumber);
  parameter.min = 0;
  parameter.max = 1;
  return parameter;
}

std::vector<Parameter> Parameters() {
  return {QueryParameter("kind", {"类别；默认全部", "Kind of needs; all unless given"}),
          QueryParameter("chain", {"产业链代号；默认全部", "A chain's key; all unless given"}),
          Whole("pairs_per_need",
                {"每项需求至多几家，默认 1", "Pairs of a need at most, default 1"}, 20),
          Whole("pairs_per_offer",
                {"每项供给至多承接几项需求，默认 1", "Pairs of an offer at most, default 1"}, 1000),
          Whole("pairs_per_organisation",
                {"每家企业至多承接几项需求；默认不限",
                 "Pairs of a supplier at most; unlimited unless given"},
                1e6),
          Share("cross_province",
                {"跨省配对至少占多少，0 到 1", "Share of pairs across provinces at least"}),
          Share("sme", {"中小企业供给至少占多少，0 到 1",
                        "Share of pairs supplied by small and medium enterprises at least"}),
          Share("paired", {"结对城市之间至少占多少，0 到 1",
                           "Share of pairs between paired cities at least"})};
}

app::AssignRegionQuery QueryOf(const Request& request) {
  app::AssignRegionQuery query;
  const auto text = [&](const char* name) -> std::optional<std::string> {
    const auto value = request.Query(name);
    if (!value || value->empty()) return std::nullopt;
    return std::string(*value);
  };
  query.kind = text("kind");
  query.chain = text("chain");
  query.pairs_per_need = request.Integer("pairs_per_need").value_or(1);
  query.pairs_per_offer = request.Integer("pairs_per_offer").value_or(1);
  query.pairs_per_organisation = request.Integer("pairs_per_organisation");
  query.floor_cross_province = request.Number("cross_province");
  query.floor_sme = request.Number("sme");
  query.floor_paired = request.Number("paired");
  return query;
}

// Not cacheable: it rests on pairs agreed and declined, which change without a new data version.
Result<app::RegionAssignment> Assign(const ApiContext& context, const Request& request) {
  LM_ASSIGN(const Viewer viewer, context.ViewerOf(request));
  LM_ASSIGN(const auto analysis, context.AnalysisOf(request));
  LM_ASSIGN(const std::vector<MatchStep> steps, app::CurrentMatches(context.platform, viewer));
  return app::AssignRegion(*analysis, QueryOf(request), {context.platform.Today(), steps});
}

Route AssignRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/assignment";
  route.operation_id = "assignNeeds";
  route.summary = {"全部需求一并匹配：总分最高，附最优性证明",
                   "All open needs at once: the greatest total, with its proof"};
  route.tags = {"needs"};
  route.parameters = Parameters();
  route.response_schema = "RegionAssignment";
  route.handler = [context](const Request& request) -> Response {
    return Answer(Assign(*context, request));
  };
  return route;
}

Download Export(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/assignment";
  download.operation = "exportAssignment";
  download.summary = {"导出全局匹配结果", "All needs at once as a table"};
  download.tag = "needs";
  download.parameters = Parameters();
  download.file_name = "全局匹配";
  download.cacheable = false;
  download.fill = [context](const Request& request, app::TableWriter& writer) -> Status {
    LM_ASSIGN(const app::RegionAssignment assignment, Assign(*context, request));
    return app::ExportAssignment(assignment, LanguageOf(request), writer);
  };
  return download;
}

// Not cacheable: it rests on the day, too.
Route OpportunitiesRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/organisations/{id}/opportunities";
  route.operation_id = "listOpportunities";
  route.summary = {"该机构可承接的待对接需求，得分高的在前",
                   "Open needs that the organisation could meet, best first"};
  route.tags = {"organisations"};
  route.parameters = {
      PathParameter("id", {"机构标识", "The organisation's id"}, ParameterType::kId)};
  route.response_schema = "OpportunityList";
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(app::OpportunitiesOf(**analysis,
                                       OrganisationId{*ParseIdValue(request.PathParameter("id"))},
                                       context->platform.Today()));
  };
  return route;
}

}  // namespace

Status AddAssignmentRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(AssignRoute(context)));
  LM_TRY(router.Add(OpportunitiesRoute(context)));
  return AddDownload(router, Export(context));
}

}  // namespace lianmeng::http
