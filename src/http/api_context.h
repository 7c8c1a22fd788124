// What the handlers of the API share: who asks, whose data, how an answer is written.
#pragma once

#include <memory>
#include <string>

#include "app/backbone_board.h"
#include "app/event_planner.h"
#include "app/platform.h"
#include "app/table_files.h"
#include "app/views.h"
#include "http/api.h"
#include "http/event_stream.h"
#include "http/request.h"
#include "http/response.h"

namespace lianmeng::http {

struct ApiContext {
  app::Platform& platform;
  std::shared_ptr<EventHub> hub;
  ApiOptions options;
  std::shared_ptr<app::EventPlanner> planner;
  std::shared_ptr<app::BackboneBoards> boards;

  [[nodiscard]] Result<Viewer> ViewerOf(const Request& request) const;
  [[nodiscard]] Result<std::shared_ptr<app::Analysis>> AnalysisOf(const Request& request) const;
};
using ApiContextPtr = std::shared_ptr<const ApiContext>;

template <typename View>
[[nodiscard]] Response Answer(const Result<View>& result) {
  if (!result) return Response::FromError(result.error());
  return Response::Json(app::ToJson(*result).dump());
}

// Tells open consoles that something of a kind ("measures", "events", ...) changed; they fetch anew what they show,
// and are not told here what changed.
void Announce(const ApiContext& context, std::string_view kind);

// The page's language for exports: ?lang=en, otherwise Chinese.
[[nodiscard]] Language LanguageOf(const Request& request);

// A table as a download, once as XLSX and once as CSV: the same path with two endings.
struct Download {
  std::string path;       // "/api/v1/organisations"; the routes add .xlsx and .csv
  std::string operation;  // "exportOrganisations"; the routes add Xlsx and Csv
  TextPair summary;
  std::string tag;
  std::vector<Parameter> parameters;  // beside the language's
  std::string file_name;              // without ending; may be Chinese
  bool cacheable = true;              // false: what it shows changes without a new data version
  std::function<Status(const Request&, app::TableWriter&)> fill;
};
Status AddDownload(Router& router, const Download& download);

// The `fill` of a list's download: what `write(platform, viewer, query, language, writer)` writes of
// the query that `query_of` reads from the request.
template <typename QueryOf, typename Write>
[[nodiscard]] auto FillWith(const ApiContextPtr& context, QueryOf query_of, Write write) {
  return [context, query_of, write](const Request& request, app::TableWriter& writer) -> Status {
    LM_ASSIGN(const Viewer viewer, context->ViewerOf(request));
    return write(context->platform, viewer, query_of(request), LanguageOf(request), writer);
  };
}

// Parameters that many routes have.
[[nodiscard]] Parameter LimitParameter(int default_limit);
[[nodiscard]] Parameter CursorParameter();
[[nodiscard]] Parameter LanguageParameter();
[[nodiscard]] Parameter Repeatable(Parameter parameter);

Status AddRegionRoutes(Router& router,
                       const ApiContextPtr& context);  // meta, overview, chains, products, search
Status AddDirectoryRoutes(Router& router, const ApiContextPtr& context);  // organisations
Status AddRiskRoutes(Router& router, const ApiContextPtr& context);       // risk points
Status AddMeasureRoutes(Router& router, const ApiContextPtr& context);    // measures
Status AddWhatIfRoutes(Router& router, const ApiContextPtr& context);     // scenarios
Status AddRepairRoutes(Router& router, const ApiContextPtr& context);     // repair plans
// Pairs that may be one, merges and flags
Status AddMergeRoutes(Router& router, const ApiContextPtr& context);
Status AddEventRoutes(Router& router, const ApiContextPtr& context);      // matchmaking events
Status AddNeedRoutes(Router& router, const ApiContextPtr& context);       // needs and matches
Status AddMatchCaseRoutes(Router& router, const ApiContextPtr& context);   // what becomes of them
Status AddSavedSearchRoutes(Router& router, const ApiContextPtr& context);  // kept by a viewer
Status AddAssignmentRoutes(Router& router, const ApiContextPtr& context);  // all needs at once
Status AddBackboneRoutes(Router& router, const ApiContextPtr& context);    // flows with bounds

}  // namespace lianmeng::http
