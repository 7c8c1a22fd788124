// Routes of the directory of organisations.

#include "app/directory.h"
#include "app/find_makers.h"
#include "http/api_context.h"

namespace lianmeng::http {
namespace {

constexpr int kPageSize = 50;

// Which organisations, whatever is asked about them.
std::vector<Parameter> OrganisationParameters() {
  return {Repeatable(QueryParameter("city", {"城市代码（GB/T 2260）", "City code"})),
          Repeatable(QueryParameter("province", {"省级代码（GB/T 2260）", "Province code"})),
          Repeatable(QueryParameter("chain", {"产业链代号", "A chain's key"})),
          Repeatable(QueryParameter("title", {"称号", "Title"})),
          Repeatable(QueryParameter("scale", {"规模", "Scale"})),
          Repeatable(QueryParameter("kind", {"机构类型", "Kind of organisation"}))};
}

std::vector<Parameter> FilterParameters() {
  std::vector<Parameter> parameters = OrganisationParameters();
  parameters.insert(parameters.begin(),
                    QueryParameter("q", {"检索词：中文、英文或拼音首字母",
                                         "Chinese, English or pinyin initials"}));
  Parameter order = QueryParameter("order", {"排序：相关度、名称（拼音）、营收", "Order"});
  order.values = {"relevance", "name", "revenue"};
  parameters.push_back(order);
  return parameters;
}

std::vector<Parameter> MakerParameters() {
  std::vector<Parameter> parameters = OrganisationParameters();
  Parameter text = QueryParameter(
      "q", {"产品名、规格或一段话", "A product's name, a specification or a paragraph"});
  text.required = true;
  text.min = 1;
  text.max = app::kMakerTextMax;
  parameters.insert(parameters.begin(), text);
  Parameter order = QueryParameter(
      "order", {"排序：相关度（默认），或先按凭据", "Order: relevance (default), or by evidence"});
  order.values = {"relevance", "evidence"};
  parameters.push_back(order);
  return parameters;
}

app::DirectoryQuery QueryOf(const Request& request) {
  app::DirectoryQuery query;
  query.text = request.Query("q").value_or("");
  query.cities = request.QueryAll("city");
  query.provinces = request.QueryAll("province");
  query.chains = request.QueryAll("chain");
  query.titles = request.QueryAll("title");
  query.scales = request.QueryAll("scale");
  query.kinds = request.QueryAll("kind");
  query.order = request.Query("order").value_or("");
  return query;
}

Route ListRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/organisations";
  route.operation_id = "listOrganisations";
  route.summary = {"机构名录：检索、筛选与各项计数", "The directory: search, filters and counts"};
  route.tags = {"organisations"};
  route.parameters = FilterParameters();
  route.parameters.push_back(LimitParameter(kPageSize));
  route.parameters.push_back(CursorParameter());
  route.response_schema = "OrganisationPage";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    app::DirectoryQuery query = QueryOf(request);
    query.limit = static_cast<int>(request.Integer("limit").value_or(kPageSize));
    query.cursor = request.Query("cursor").value_or("");
    return Answer(app::ListOrganisations(context->platform, *viewer, query));
  };
  return route;
}

Route MakersRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/makers";
  route.operation_id = "findMakers";
  route.summary = {"谁能供给：按产品名、规格或一段话检索机构，并说明理由",
                   "Who can meet a need in words: organisations, each with its reason"};
  route.tags = {"organisations"};
  route.parameters = MakerParameters();
  route.parameters.push_back(LimitParameter(kPageSize));
  route.response_schema = "MakerList";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    app::DirectoryQuery query = QueryOf(request);
    query.limit = static_cast<int>(request.Integer("limit").value_or(kPageSize));
    return Answer(app::ListMakers(context->platform, *viewer, query));
  };
  return route;
}

Download MakersExport(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/makers";
  download.operation = "exportMakers";
  download.summary = {"导出检索到的供应商及理由，至多 1000 家",
                      "Who can meet a need as a table, with the reasons: the first 1,000"};
  download.tag = "organisations";
  download.parameters = MakerParameters();
  download.file_name = "供应商";
  download.fill = FillWith(context, QueryOf, app::ExportMakers);
  return download;
}

Download Export(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/organisations";
  download.operation = "exportOrganisations";
  download.summary = {"导出名录，同样的筛选，不限行数",
                      "The directory as a table: the same filters, every row"};
  download.tag = "organisations";
  download.parameters = FilterParameters();
  download.file_name = "机构名录";
  download.fill = FillWith(context, QueryOf, app::ExportOrganisations);
  return download;
}

Route DetailRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/organisations/{id}";
  route.operation_id = "getOrganisation";
  route.summary = {"一家机构：供给、需求、上下游与系统性指数",
                   "One organisation: offers, needs, partners and systemic index"};
  route.tags = {"organisations"};
  route.parameters = {
      PathParameter("id", {"机构标识", "The organisation's id"}, ParameterType::kId)};
  route.response_schema = "OrganisationDetail";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::GetOrganisation(context->platform, *viewer,
                                       OrganisationId{*ParseIdValue(request.PathParameter("id"))}));
  };
  return route;
}

}  // namespace

Status AddDirectoryRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(ListRoute(context)));
  LM_TRY(AddDownload(router, Export(context)));
  LM_TRY(router.Add(MakersRoute(context)));
  LM_TRY(AddDownload(router, MakersExport(context)));
  return router.Add(DetailRoute(context));
}

}  // namespace lianmeng::http
