// Routes of the region as a whole: meta, overview, chains, products, search, changes.

#include "app/chain_map.h"
#include "app/directory.h"
#include "app/overview.h"
#include "http/api_context.h"

namespace lianmeng::http {
namespace {

constexpr int kPageSize = 50;
constexpr int kSuggestions = 6;

Route MetaRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/meta";
  route.operation_id = "getMeta";
  route.summary = {"已载入的数据、当前查看者与代码表",
                   "What is loaded, who is looking, and the lists of codes"};
  route.tags = {"region"};
  route.response_schema = "Meta";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Response::Json(
        app::ToJson(app::MakeMeta(**analysis, context->options.program_version)).dump());
  };
  return route;
}

Route OverviewRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/overview";
  route.operation_id = "getOverview";
  route.summary = {"区域总览：城市、城市间供应、产业链与最严重的断链风险点",
                   "The region at a glance: cities, flows, chains and the gravest risk points"};
  route.tags = {"region"};
  route.response_schema = "Overview";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(app::MakeOverview(**analysis));
  };
  return route;
}

Route ChainRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/chains/{key}";
  route.operation_id = "getChain";
  route.summary = {"一条产业链：环节、投入关系、城市份额与关键企业",
                   "One chain: products, inputs, shares of cities and leading enterprises"};
  route.tags = {"chains"};
  route.parameters = {
      PathParameter("key", {"产业链代号，如 robot", "The chain's key, such as robot"})};
  route.response_schema = "ChainDetail";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(app::GetChain(**analysis, request.PathParameter("key")));
  };
  return route;
}

Route ProductsRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/products";
  route.operation_id = "listProducts";
  route.summary = {"产品目录", "Products"};
  route.tags = {"products"};
  route.parameters = {QueryParameter("q", {"检索词", "Search text"}),
                      QueryParameter("chain", {"产业链代号", "A chain's key"}),
                      QueryParameter("category", {"类别", "Category"}), LimitParameter(kPageSize),
                      CursorParameter()};
  route.response_schema = "ProductPage";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    app::ProductQuery query;
    query.text = request.Query("q").value_or("");
    query.chain = request.Query("chain").value_or("");
    query.category = request.Query("category").value_or("");
    query.limit = static_cast<int>(request.Integer("limit").value_or(kPageSize));
    query.cursor = request.Query("cursor").value_or("");
    return Answer(app::ListProducts(context->platform, *viewer, query));
  };
  return route;
}

Route ProductRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/products/{id}";
  route.operation_id = "getProduct";
  route.summary = {"一种产品：投入、用途、厂家与风险",
                   "One product: inputs, uses, makers and risk"};
  route.tags = {"products"};
  route.parameters = {PathParameter("id", {"产品标识", "The product's id"}, ParameterType::kId)};
  route.response_schema = "ProductDetail";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto analysis = context->AnalysisOf(request);
    if (!analysis) return Response::FromError(analysis.error());
    return Answer(
        app::GetProduct(**analysis, ProductId{*ParseIdValue(request.PathParameter("id"))}));
  };
  return route;
}

Route SearchRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/search";
  route.operation_id = "search";
  route.summary = {"边输入边提示：机构、产品、产业链与需求",
                   "Suggestions as one types, over everything"};
  route.tags = {"region"};
  Parameter text = QueryParameter(
      "q", {"检索词：中文、英文或拼音首字母", "Chinese, English or pinyin initials"});
  text.required = true;
  text.min = 1;
  route.parameters = {text, LimitParameter(kSuggestions)};
  route.response_schema = "SearchResult";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::Search(context->platform, *viewer, *request.Query("q"),
                              static_cast<int>(request.Integer("limit").value_or(kSuggestions))));
  };
  return route;
}

Route ChangesRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/changes";
  route.operation_id = "watchChanges";
  route.summary = {"数据变化的事件流", "Server-sent events that say when the data changed"};
  route.tags = {"region"};
  route.produces = {"text/event-stream"};
  route.run_inline = true;
  route.handler = [context](const Request& request) {
    return Response::Events(context->hub, request);
  };
  return route;
}

}  // namespace

Status AddRegionRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(MetaRoute(context)));
  LM_TRY(router.Add(OverviewRoute(context)));
  LM_TRY(router.Add(ChainRoute(context)));
  LM_TRY(router.Add(ProductsRoute(context)));
  LM_TRY(router.Add(ProductRoute(context)));
  LM_TRY(router.Add(SearchRoute(context)));
  return router.Add(ChangesRoute(context));
}

}  // namespace lianmeng::http
