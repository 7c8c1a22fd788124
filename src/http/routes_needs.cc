// Routes of needs, their matches and offers.

#include "app/exports.h"
#include "app/needs.h"
#include "app/trade_tables.h"
#include "app/trades.h"
#include "http/api_context.h"
#include "http/json_body.h"

namespace lianmeng::http {
namespace {

constexpr int kPageSize = 50;
constexpr int kMatchesShown = 20;

NeedId NeedOf(const Request& request) { return NeedId{*ParseIdValue(request.PathParameter("id"))}; }

Parameter NeedParameter() {
  return PathParameter("id", {"需求标识", "The need's id"}, ParameterType::kId);
}

// Terms of capital, talent and technology, for lists of needs and of offers.
void AddTermParameters(std::vector<Parameter>& parameters) {
  Parameter amount = QueryParameter(
      "amount_cny",
      {"金额（元），落在所列上下限之间", "CNY that lie between the bounds of the record"},
      ParameterType::kNumber);
  amount.min = 0;
  amount.max = 1e13;
  Parameter maturity =
      QueryParameter("maturity", {"技术成熟度，至少几级", "Maturity, this level or higher"},
                     ParameterType::kInteger);
  maturity.min = 1;
  maturity.max = 9;
  parameters.insert(
      parameters.end(),
      {Repeatable(QueryParameter("stage", {"融资阶段：seed 等", "Stage: seed, ..."})),
       Repeatable(QueryParameter("instrument", {"融资方式：equity 等", "Instrument: equity, ..."})),
       QueryParameter("sector", {"行业或技术领域：分类代码或产业链代号",
                                 "Sector or field: a code or a chain's key"}),
       amount, Repeatable(QueryParameter("level", {"职级：junior 等", "Level: junior, ..."})),
       Repeatable(
           QueryParameter("engagement", {"用工方式：full_time 等", "Engagement: full_time, ..."})),
       maturity,
       Repeatable(QueryParameter("cooperation",
                                 {"合作方式：licence 等", "Form of cooperation: licence, ..."}))});
}

app::TermQuery TermsOf(const Request& request) {
  app::TermQuery terms;
  terms.stages = request.QueryAll("stage");
  terms.instruments = request.QueryAll("instrument");
  terms.sector = request.Query("sector").value_or("");
  terms.amount_cny = request.Number("amount_cny");
  terms.levels = request.QueryAll("level");
  terms.engagements = request.QueryAll("engagement");
  terms.maturity = request.Integer("maturity");
  terms.cooperation = request.QueryAll("cooperation");
  return terms;
}

std::vector<Parameter> NeedParameters() {
  std::vector<Parameter> parameters = {
      QueryParameter("q", {"检索词", "Search text"}),
      Repeatable(
          QueryParameter("kind", {"类别：goods、technology 等", "Kind: goods, technology, ..."})),
      Repeatable(
          QueryParameter("city", {"需求方所在城市代码", "City code of the needing organisation"})),
      Repeatable(QueryParameter("chain", {"产业链代号", "A chain's key"})),
      QueryParameter("open", {"仅未结束的", "Whether it is open"}, ParameterType::kBoolean)};
  AddTermParameters(parameters);
  return parameters;
}

app::NeedQuery NeedQueryOf(const Request& request) {
  app::NeedQuery query;
  query.text = request.Query("q").value_or("");
  query.kinds = request.QueryAll("kind");
  query.cities = request.QueryAll("city");
  query.chains = request.QueryAll("chain");
  query.open = request.Boolean("open");
  query.terms = TermsOf(request);
  return query;
}

std::vector<Parameter> OfferParameters() {
  std::vector<Parameter> parameters = {
      QueryParameter("q", {"检索词：产品、机构或供给说明",
                           "Names of the product or the organisation, or the offer's own text"}),
      Repeatable(
          QueryParameter("kind", {"类别：goods、technology 等", "Kind: goods, technology, ..."})),
      Repeatable(
          QueryParameter("city", {"供方所在城市代码", "City code of the offering organisation"})),
      Repeatable(QueryParameter("chain", {"产业链代号", "A chain's key"})),
      QueryParameter("organisation", {"机构标识", "An organisation's id"}, ParameterType::kId)};
  AddTermParameters(parameters);
  return parameters;
}

app::OfferQuery OfferQueryOf(const Request& request) {
  app::OfferQuery query;
  query.text = request.Query("q").value_or("");
  query.kinds = request.QueryAll("kind");
  query.cities = request.QueryAll("city");
  query.chains = request.QueryAll("chain");
  query.organisation = request.Query("organisation").value_or("");
  query.terms = TermsOf(request);
  return query;
}

Route ListRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/needs";
  route.operation_id = "listNeeds";
  route.summary = {"需求清单", "Needs"};
  route.tags = {"needs"};
  route.parameters = NeedParameters();
  route.parameters.push_back(LimitParameter(kPageSize));
  route.parameters.push_back(CursorParameter());
  route.response_schema = "NeedPage";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    app::NeedQuery query = NeedQueryOf(request);
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

Download NeedsExport(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/needs";
  download.operation = "exportNeeds";
  download.summary = {"导出需求清单，同样的筛选，不限行数",
                      "The needs as a table: the same filters, every row"};
  download.tag = "needs";
  download.parameters = NeedParameters();
  download.file_name = "需求清单";
  download.fill = FillWith(context, NeedQueryOf, app::ExportNeeds);
  return download;
}

Download OffersExport(const ApiContextPtr& context) {
  Download download;
  download.path = "/api/v1/offers";
  download.operation = "exportOffers";
  download.summary = {"导出供给清单，同样的筛选，不限行数",
                      "The offers as a table: the same filters, every row"};
  download.tag = "offers";
  download.parameters = OfferParameters();
  download.file_name = "供给清单";
  download.fill = FillWith(context, OfferQueryOf, app::ExportOffers);
  return download;
}

Route OfferListRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/offers";
  route.operation_id = "listOffers";
  route.summary = {"供给清单", "Offers"};
  route.tags = {"offers"};
  route.parameters = OfferParameters();
  route.parameters.push_back(LimitParameter(kPageSize));
  route.parameters.push_back(CursorParameter());
  route.response_schema = "OfferPage";
  route.cacheable = true;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    app::OfferQuery query = OfferQueryOf(request);
    query.limit = static_cast<int>(request.Integer("limit").value_or(kPageSize));
    query.cursor = request.Query("cursor").value_or("");
    return Answer(app::ListOffers(context->platform, *viewer, query));
  };
  return route;
}

// One need or one offer; fetched, added and changed alike.
struct TradeRoute {
  Method method = Method::kGet;
  const char* pattern;
  const char* operation;
  TextPair summary;
  const char* tag;
  const char* request_schema = "";
  const char* response_schema;
};

Route RouteOf(const TradeRoute& trade) {
  Route route;
  route.method = trade.method;
  route.pattern = trade.pattern;
  route.operation_id = trade.operation;
  route.summary = trade.summary;
  route.tags = {trade.tag};
  route.request_schema = trade.request_schema;
  route.response_schema = trade.response_schema;
  if (trade.method == Method::kPost) {
    route.success_status = 201;
  } else {
    const bool need = std::string_view(trade.tag) == "needs";
    route.parameters = {PathParameter(
        "id", need ? TextPair{"需求标识", "The need's id"} : TextPair{"供给标识", "The offer's id"},
        ParameterType::kId)};
  }
  return route;
}

template <typename IdType, typename Get>
Route GetRoute(const ApiContextPtr& context, const TradeRoute& trade, Get get) {
  Route route = RouteOf(trade);
  route.handler = [context, get](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(
        get(context->platform, *viewer, IdType{*ParseIdValue(request.PathParameter("id"))}));
  };
  return route;
}

template <typename Input, typename Add>
Route AddRoute(const ApiContextPtr& context, const TradeRoute& trade, Add add) {
  Route route = RouteOf(trade);
  route.handler = [context, add](const Request& request) -> Response {
    const auto writer = WriterOf(*context, request);
    if (!writer) return Response::FromError(writer.error());
    const auto input = ReadBody<Input>(request);
    if (!input) return Response::FromError(input.error());
    const auto added = add(context->platform, *writer, *input);
    if (!added) return Response::FromError(added.error());
    return Answer(added);
  };
  return route;
}

template <typename IdType, typename Patch, typename Change>
Route ChangeRoute(const ApiContextPtr& context, const TradeRoute& trade, Change change) {
  Route route = RouteOf(trade);
  route.handler = [context, change](const Request& request) -> Response {
    const auto writer = WriterOf(*context, request);
    if (!writer) return Response::FromError(writer.error());
    const auto patch = ReadBody<Patch>(request);
    if (!patch) return Response::FromError(patch.error());
    return Answer(change(context->platform, *writer,
                         IdType{*ParseIdValue(request.PathParameter("id"))}, *patch));
  };
  return route;
}

constexpr const char* kStaleZh = "；版本不是最新时返回 409 并说明他人改了什么";
constexpr const char* kStaleEn = "; 409 with what was changed meanwhile if the version is old";

Status AddOneNeedRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(GetRoute<NeedId>(context,
                                     {.pattern = "/api/v1/needs/{id}",
                                      .operation = "getNeed",
                                      .summary = {"一条需求及其变更记录", "One need, its history"},
                                      .tag = "needs",
                                      .response_schema = "NeedDetail"},
                                     app::GetNeed)));
  LM_TRY(router.Add(AddRoute<app::NeedInput>(context,
                                             {.method = Method::kPost,
                                              .pattern = "/api/v1/needs",
                                              .operation = "addNeed",
                                              .summary = {"新增需求", "Adds a need"},
                                              .tag = "needs",
                                              .request_schema = "NeedInput",
                                              .response_schema = "NeedDetail"},
                                             app::AddNeed)));
  return router.Add(ChangeRoute<NeedId, app::NeedPatch>(
      context,
      {.method = Method::kPatch,
       .pattern = "/api/v1/needs/{id}",
       .operation = "changeNeed",
       .summary = {std::string("修改或结束需求") + kStaleZh,
                   std::string("Changes or closes a need") + kStaleEn},
       .tag = "needs",
       .request_schema = "NeedPatch",
       .response_schema = "NeedDetail"},
      app::ChangeNeed));
}

Status AddOfferRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(OfferListRoute(context)));
  LM_TRY(
      router.Add(GetRoute<OfferId>(context,
                                   {.pattern = "/api/v1/offers/{id}",
                                    .operation = "getOffer",
                                    .summary = {"一条供给及其变更记录", "One offer, its history"},
                                    .tag = "offers",
                                    .response_schema = "OfferDetail"},
                                   app::GetOffer)));
  LM_TRY(router.Add(AddRoute<app::OfferInput>(context,
                                              {.method = Method::kPost,
                                               .pattern = "/api/v1/offers",
                                               .operation = "addOffer",
                                               .summary = {"新增供给", "Adds an offer"},
                                               .tag = "offers",
                                               .request_schema = "OfferInput",
                                               .response_schema = "OfferDetail"},
                                              app::AddOffer)));
  return router.Add(ChangeRoute<OfferId, app::OfferPatch>(
      context,
      {.method = Method::kPatch,
       .pattern = "/api/v1/offers/{id}",
       .operation = "changeOffer",
       .summary = {std::string("修改供给") + kStaleZh, std::string("Changes an offer") + kStaleEn},
       .tag = "offers",
       .request_schema = "OfferPatch",
       .response_schema = "OfferDetail"},
      app::ChangeOffer));
}

}  // namespace

Status AddNeedRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(ListRoute(context)));
  LM_TRY(router.Add(MatchesRoute(context)));
  LM_TRY(AddOneNeedRoutes(router, context));
  LM_TRY(AddOfferRoutes(router, context));
  LM_TRY(AddDownload(router, NeedsExport(context)));
  LM_TRY(AddDownload(router, OffersExport(context)));
  return AddDownload(router, Export(context));
}

}  // namespace lianmeng::http
