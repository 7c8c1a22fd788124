// What-if: a scenario in, its cascade out; as JSON and as tables.

#include "app/what_if.h"
#include "http/json_body.h"

namespace lianmeng::http {
namespace {

Result<app::WhatIf> Compute(const ApiContext& context, const Request& request) {
  LM_ASSIGN(const app::Scenario scenario, ReadBody<app::Scenario>(request));
  LM_ASSIGN(const auto analysis, context.AnalysisOf(request));
  return app::RunWhatIf(*analysis, scenario);
}

Route Post(std::string pattern, std::string operation, TextPair summary) {
  Route route;
  route.method = Method::kPost;  // it changes nothing, but a scenario is too long for an address
  route.pattern = std::move(pattern);
  route.operation_id = std::move(operation);
  route.summary = std::move(summary);
  route.tags = {"risk"};
  route.request_schema = "Scenario";
  route.cache_control = "no-store";
  return route;
}

Route TableRoute(const ApiContextPtr& context, app::TableFormat format) {
  const bool xlsx = format == app::TableFormat::kXlsx;
  const std::string ending = xlsx ? "xlsx" : "csv";
  Route route = Post("/api/v1/what-if." + ending, xlsx ? "exportWhatIfXlsx" : "exportWhatIfCsv",
                     {"把推演结果导出为表格", "The result of a what-if as a table"});
  route.parameters = {LanguageParameter()};
  const std::string type =
      xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv";
  route.produces = {type};
  route.handler = [context, format, type, ending](const Request& request) -> Response {
    const Result<app::WhatIf> answer = Compute(*context, request);
    if (!answer) return Response::FromError(answer.error());
    const app::WhatIfTables tables{LanguageOf(request), format == app::TableFormat::kXlsx};
    Result<std::string> bytes = app::TableBytes(format, [&](app::TableWriter& writer) {
      return app::ExportWhatIf(*answer, tables, writer);
    });
    if (!bytes) return Response::FromError(bytes.error());
    Response response = Response::Of(type, *std::move(bytes));
    response.Attachment("推演结果." + ending);
    return response;
  };
  return route;
}

}  // namespace

Status AddWhatIfRoutes(Router& router, const ApiContextPtr& context) {
  Route route = Post("/api/v1/what-if", "runWhatIf",
                     {"推演：企业、产品、城市或区域外供应中断后的传导",
                      "What if: the cascade after firms, products, cities or outside supply fail"});
  route.response_schema = "WhatIf";
  route.handler = [context](const Request& request) { return Answer(Compute(*context, request)); };
  LM_TRY(router.Add(std::move(route)));
  LM_TRY(router.Add(TableRoute(context, app::TableFormat::kXlsx)));
  return router.Add(TableRoute(context, app::TableFormat::kCsv));
}

}  // namespace lianmeng::http
