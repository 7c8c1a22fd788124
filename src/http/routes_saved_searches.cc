// Routes of the searches that a viewer keeps.

#include "app/saved_searches.h"
#include "http/api_context.h"
#include "http/json_body.h"

namespace lianmeng::http {
namespace {

int64_t SearchOf(const Request& request) { return *ParseIdValue(request.PathParameter("id")); }

Parameter SearchParameter() {
  return PathParameter("id", {"检索标识", "The saved search's id"}, ParameterType::kId);
}

// None of these is cacheable: what is new depends on when somebody looked.
Route ListRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/saved-searches";
  route.operation_id = "listSavedSearches";
  route.summary = {"保存的检索，各有多少结果、多少是新的",
                   "Saved searches, with how much each finds and how much of it is new"};
  route.tags = {"searches"};
  route.response_schema = "SavedSearchList";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::ListSavedSearches(context->platform, *viewer));
  };
  return route;
}

Route SaveRoute(const ApiContextPtr& context) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/api/v1/saved-searches";
  route.operation_id = "saveSearch";
  route.summary = {"保存一条检索", "Keeps a search"};
  route.tags = {"searches"};
  route.request_schema = "SavedSearchInput";
  route.response_schema = "SavedSearchRow";
  route.success_status = 201;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = WriterOf(*context, request);
    if (!viewer) return Response::FromError(viewer.error());
    const auto input = ReadBody<app::SavedSearchInput>(request);
    if (!input) return Response::FromError(input.error());
    const auto saved = app::SaveSearch(context->platform, *viewer, *input);
    if (!saved) return Response::FromError(saved.error());
    Announce(*context, "searches");
    return Answer(saved);
  };
  return route;
}

Route SeeRoute(const ApiContextPtr& context) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/api/v1/saved-searches/{id}/seen";
  route.operation_id = "seeSavedSearch";
  route.summary = {"已看过：此后只提示之后的变化",
                   "Looked at: from now on only what comes later is new"};
  route.tags = {"searches"};
  route.parameters = {SearchParameter()};
  route.response_schema = "SavedSearchRow";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = WriterOf(*context, request);
    if (!viewer) return Response::FromError(viewer.error());
    const auto seen = app::SeeSavedSearch(context->platform, *viewer, SearchOf(request));
    if (seen) Announce(*context, "searches");
    return Answer(seen);
  };
  return route;
}

Route RemoveRoute(const ApiContextPtr& context) {
  Route route;
  route.method = Method::kDelete;
  route.pattern = "/api/v1/saved-searches/{id}";
  route.operation_id = "removeSavedSearch";
  route.summary = {"删除一条保存的检索", "Removes a saved search"};
  route.tags = {"searches"};
  route.parameters = {SearchParameter()};
  route.success_status = 204;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = WriterOf(*context, request);
    if (!viewer) return Response::FromError(viewer.error());
    const Status removed = app::RemoveSavedSearch(context->platform, *viewer, SearchOf(request));
    if (!removed) return Response::FromError(removed.error());
    Announce(*context, "searches");
    return Response::Empty(204);
  };
  return route;
}

}  // namespace

Status AddSavedSearchRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(ListRoute(context)));
  LM_TRY(router.Add(SaveRoute(context)));
  LM_TRY(router.Add(SeeRoute(context)));
  return router.Add(RemoveRoute(context));
}

}  // namespace lianmeng::http
