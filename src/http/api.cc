#include "http/api.h"

#include "app/assign_region_views.h"
#include "app/backbone_views.h"
#include "app/find_makers.h"
#include "app/match_progress.h"
#include "app/measures.h"
#include "app/saved_searches.h"
#include "app/merge_views.h"
#include "app/scenario.h"
#include "app/trades.h"
#include "app/what_if_views.h"
#include "app/repair_views.h"
#include "http/api_context.h"

namespace lianmeng::http {

Result<Viewer> ApiContext::ViewerOf(const Request& request) const {
  if (request.viewer_text.empty()) return options.default_viewer;
  // A server that was started for the public or for one party must not be lifted to more by a header.
  if (options.default_viewer.kind != Viewer::Kind::kOffice) {
    return MakeError(
        ErrorCode::kPermissionDenied,
        {"本服务以固定身份启动，不接受另行指定", "this server was started for one viewer"},
        {.file = {}, .line = 0, .field = "Lianmeng-Viewer", .value = request.viewer_text});
  }
  return platform.ParseViewer(request.viewer_text);
}

Result<std::shared_ptr<app::Analysis>> ApiContext::AnalysisOf(const Request& request) const {
  LM_ASSIGN(const Viewer viewer, ViewerOf(request));
  return platform.Current(viewer);
}

void Announce(const ApiContext& context, std::string_view kind) {
  if (context.hub) context.hub->Publish(kind, "{}");
}

Language LanguageOf(const Request& request) {
  return request.Query("lang").value_or("zh") == "en" ? Language::kEnglish : Language::kChinese;
}

namespace {

Route DownloadRoute(const Download& download, app::TableFormat format) {
  const bool xlsx = format == app::TableFormat::kXlsx;
  const std::string content_type =
      xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv";
  Route route;
  route.pattern = download.path + (xlsx ? ".xlsx" : ".csv");
  route.operation_id = download.operation + (xlsx ? "Xlsx" : "Csv");
  route.summary = download.summary;
  route.tags = {download.tag};
  route.parameters = download.parameters;
  route.parameters.push_back(LanguageParameter());
  route.produces = {content_type};
  route.cacheable = download.cacheable;
  route.handler = [download, format, xlsx, content_type](const Request& request) -> Response {
    Result<std::string> bytes = app::TableBytes(
        format, [&](app::TableWriter& writer) { return download.fill(request, writer); });
    if (!bytes) return Response::FromError(bytes.error());
    Response response =
        Response::Of(content_type + (xlsx ? "" : "; charset=utf-8"), *std::move(bytes));
    response.Attachment(download.file_name + (xlsx ? ".xlsx" : ".csv"));
    return response;
  };
  return route;
}

}  // namespace

Status AddDownload(Router& router, const Download& download) {
  LM_TRY(router.Add(DownloadRoute(download, app::TableFormat::kXlsx)));
  return router.Add(DownloadRoute(download, app::TableFormat::kCsv));
}

Parameter LimitParameter(int default_limit) {
  Parameter parameter =
      QueryParameter("limit", {"每页条数", "Rows of a page"}, ParameterType::kInteger);
  parameter.min = 1;
  parameter.max = 500;
  parameter.default_text = std::to_string(default_limit);
  return parameter;
}

Parameter CursorParameter() {
  Parameter parameter =
      QueryParameter("cursor", {"上一页返回的 next", "`next` of the page before"});
  parameter.max = 2000;
  return parameter;
}

Parameter LanguageParameter() {
  Parameter parameter =
      QueryParameter("lang", {"表中文字的语言", "Language of the words in the table"});
  parameter.values = {"zh", "en"};
  parameter.default_text = "zh";
  return parameter;
}

Parameter Repeatable(Parameter parameter) {
  parameter.repeatable = true;
  return parameter;
}

Status AddApiRoutes(Router& router, app::Platform& platform, std::shared_ptr<EventHub> hub,
                    const ApiOptions& options) {
  const auto planner = std::make_shared<app::EventPlanner>(platform, [hub](EventId) {
    if (hub) hub->Publish("events", "{}");
  });
  const auto boards = std::make_shared<app::BackboneBoards>(platform, [hub] {
    if (hub) hub->Publish("backbone", "{}");
  });
  const auto context = std::make_shared<const ApiContext>(
      ApiContext{platform, std::move(hub), options, planner, boards});
  LM_TRY(AddRegionRoutes(router, context));
  LM_TRY(AddDirectoryRoutes(router, context));
  LM_TRY(AddRiskRoutes(router, context));
  LM_TRY(AddMeasureRoutes(router, context));
  LM_TRY(AddWhatIfRoutes(router, context));
  LM_TRY(AddRepairRoutes(router, context));
  LM_TRY(AddNeedRoutes(router, context));
  LM_TRY(AddMatchCaseRoutes(router, context));
  LM_TRY(AddSavedSearchRoutes(router, context));
  LM_TRY(AddMergeRoutes(router, context));
  LM_TRY(AddEventRoutes(router, context));
  LM_TRY(AddAssignmentRoutes(router, context));
  return AddBackboneRoutes(router, context);
}

nlohmann::json ApiSchemas() {
  app::SchemaBook book;
  book.Add<app::Meta>();
  book.Add<app::Overview>();
  book.Add<app::ChainDetail>();
  book.Add<app::ProductPage>();
  book.Add<app::ProductDetail>();
  book.Add<app::OrganisationPage>();
  book.Add<app::OrganisationDetail>();
  book.Add<app::RiskPointPage>();
  book.Add<app::RiskPointDetail>();
  book.Add<app::RiskHistory>();
  book.Add<app::RiskChanges>();
  book.Add<app::SystemicFirmPage>();
  book.Add<app::MeasurePage>();
  book.Add<app::MeasureDetail>();
  book.Add<app::MeasureList>();
  book.Add<app::MeasuresInput>();
  book.Add<app::MeasurePatch>();
  book.Add<app::RiskTime>();
  book.Add<app::NeedPage>();
  book.Add<app::NeedDetail>();
  book.Add<app::NeedInput>();
  book.Add<app::NeedPatch>();
  book.Add<app::OfferPage>();
  book.Add<app::OfferDetail>();
  book.Add<app::OfferInput>();
  book.Add<app::OfferPatch>();
  book.Add<app::NeedMatches>();
  book.Add<app::RegionAssignment>();
  book.Add<app::OpportunityList>();
  book.Add<app::MatchCaseList>();
  book.Add<app::MatchCaseHistory>();
  book.Add<app::MatchMoveInput>();
  book.Add<app::SavedSearchList>();
  book.Add<app::SavedSearchInput>();
  book.Add<app::SearchResult>();
  book.Add<app::MakerList>();
  book.Add<app::Scenario>();
  book.Add<app::WhatIf>();
  book.Add<app::RepairPlanInput>();
  book.Add<app::RepairEvaluateInput>();
  book.Add<app::RepairPlan>();
  book.Add<app::DuplicatePage>();
  book.Add<app::ApartPair>();
  book.Add<app::ApartList>();
  book.Add<app::MergeList>();
  book.Add<app::OrganisationSourcesView>();
  book.Add<app::FlagList>();
  book.Add<app::MergeInput>();
  book.Add<app::PairInput>();
  book.Add<app::NoteInput>();
  book.Add<app::FlagInput>();
  book.Add<app::FieldChoiceInput>();
  book.Add<app::EventPage>();
  book.Add<app::EventDetail>();
  book.Add<app::EventInput>();
  book.Add<app::EventPatch>();
  book.Add<app::EventParticipantsInput>();
  book.Add<app::EventParticipantPatch>();
  book.Add<app::EventRequestsInput>();
  book.Add<app::EventRequestPatch>();
  book.Add<app::EventSuggestions>();
  book.Add<app::EventPlanInput>();
  book.Add<app::EventJob>();
  book.Add<app::EventMoves>();
  book.Add<app::EventMoveInput>();
  book.Add<app::EventMove>();
  book.Add<app::EventToldInput>();
  book.Add<app::BackboneBoardView>();
  book.Add<app::BackboneLinkLoad>();
  book.Add<app::BackboneFlowPage>();
  book.Add<app::BackboneFlowDetail>();
  book.Add<app::BackboneFlowInput>();
  book.Add<app::BackboneCut>();
  book.Add<app::BackboneCutList>();
  book.Add<app::BackboneSimulation>();
  book.Add<app::BackbonePresetList>();
  return nlohmann::json::parse(book.schemas().dump());
}

}  // namespace lianmeng::http
