// Routes of pairs that may be one organisation, of merges, and of who doubts them (docs/names.md).

#include "app/decide_duplicates.h"
#include "app/merge_organisations.h"
#include "http/api_context.h"
#include "http/json_body.h"

namespace lianmeng::http {
namespace {

constexpr int kPageSize = 50;

struct Decision {
  std::string pattern;
  std::string operation;
  TextPair summary;
  std::string response_schema;
};

// A route that reads a body of type Input and changes something. `act` gets the office as viewer.
template <typename Input, typename Act>
Route Deciding(const ApiContextPtr& context, Decision decision, const Act& act) {
  Route route;
  route.method = Method::kPost;
  route.pattern = std::move(decision.pattern);
  route.operation_id = std::move(decision.operation);
  route.summary = std::move(decision.summary);
  route.tags = {"duplicates"};
  route.request_schema = std::string(Input::kName);
  route.response_schema = std::move(decision.response_schema);
  route.handler = [context, act](const Request& request) -> Response {
    const auto writer = WriterOf(*context, request);
    if (!writer) return Response::FromError(writer.error());
    const auto input = ReadBody<Input>(request);
    if (!input) return Response::FromError(input.error());
    const auto answer = act(*writer, *input, request);
    if (answer) Announce(*context, "duplicates");
    return Answer(answer);
  };
  return route;
}

Parameter IdParameter(TextPair description) {
  return PathParameter("id", std::move(description), ParameterType::kId);
}

// None of these is cacheable: decisions change without a new data version.
Route PairsRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/duplicates";
  route.operation_id = "listDuplicates";
  route.summary = {"可能是同一家的机构，得分高的在前，逐项并列并说明理由",
                   "Pairs of organisations that may be one, best first, side by side with reasons"};
  route.tags = {"duplicates"};
  Parameter skip =
      QueryParameter("skip", {"跳过前若干对", "Pairs to pass over"}, ParameterType::kInteger);
  skip.min = 0;
  skip.max = 1'000'000'000;
  skip.default_text = "0";
  route.parameters = {LimitParameter(kPageSize), skip};
  route.response_schema = "DuplicatePage";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::ReviewDuplicates(
        context->platform, *viewer,
        {.limit = static_cast<int>(request.Integer("limit").value_or(kPageSize)),
         .skip = request.Integer("skip").value_or(0)}));
  };
  return route;
}

Route ApartRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/duplicates/decided";
  route.operation_id = "listDecidedDuplicates";
  route.summary = {"已判断为两家的机构，新的在前", "Pairs decided to be two, the newest first"};
  route.tags = {"duplicates"};
  route.response_schema = "ApartList";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::ListApart(context->platform, *viewer));
  };
  return route;
}

Status AddPairDecisions(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(Deciding<app::PairInput>(
      context,
      {"/api/v1/duplicates/differ",
       "decideApart",
       {"判断为两家，不再列出", "Decides that two organisations are not one"},
       "ApartPair"},
      [context](const Viewer& viewer, const app::PairInput& input, const Request&) {
        return app::DecideApart(context->platform, viewer,
                                {input.a, input.b, input.note.value_or("")});
      })));
  LM_TRY(router.Add(Deciding<app::PairInput>(
      context,
      {"/api/v1/duplicates/reconsider",
       "reconsiderApart",
       {"撤销“两家”的判断", "Takes back that two organisations are not one"},
       "ApartList"},
      [context](const Viewer& viewer, const app::PairInput& input,
                const Request&) -> Result<app::ApartList> {
        LM_TRY(app::Reconsider(context->platform, viewer, {input.a, input.b, ""}));
        return app::ListApart(context->platform, viewer);
      })));
  return router.Add(Deciding<app::MergeInput>(
      context,
      {"/api/v1/duplicates/merge",
       "mergeOrganisations",
       {"合并两个机构：保留 stays 的编号", "Merges two organisations: the key of `stays` stays"},
       "MergeRow"},
      [context](const Viewer& viewer, const app::MergeInput& input, const Request&) {
        return app::MergeOrganisations(context->platform, viewer, input);
      }));
}

Route MergesRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/merges";
  route.operation_id = "listMerges";
  route.summary = {"合并记录，新的在前", "Merges, the newest first"};
  route.tags = {"duplicates"};
  route.parameters = {
      LimitParameter(100),
      QueryParameter("organisation", {"机构标识", "An organisation's id"}, ParameterType::kId),
      QueryParameter("standing", {"仅未撤销的", "Only those not undone"}, ParameterType::kBoolean)};
  route.response_schema = "MergeList";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    app::MergeQuery query;
    query.organisation = request.Query("organisation").value_or("");
    query.standing = request.Boolean("standing").value_or(false);
    query.limit = static_cast<int>(request.Integer("limit").value_or(100));
    return Answer(app::ListMerges(context->platform, *viewer, query));
  };
  return route;
}

Route UndoRoute(const ApiContextPtr& context) {
  Route route = Deciding<app::NoteInput>(
      context,
      {"/api/v1/merges/{id}/undo",
       "undoMerge",
       {"撤销一次合并，两家恢复各自来源所述", "Undoes a merge: both are what their sources say"},
       "MergeRow"},
      [context](const Viewer& viewer, const app::NoteInput& input, const Request& request) {
        return app::UndoMerge(context->platform, viewer, std::string(request.PathParameter("id")),
                              input.note.value_or(""));
      });
  route.parameters = {IdParameter({"合并标识", "The merge's id"})};
  return route;
}

Route SourcesRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/organisations/{id}/sources";
  route.operation_id = "listSources";
  route.summary = {"各来源对该机构的说法、可信程度与采用的值",
                   "What each source says of an organisation, its trust, and what is shown"};
  route.tags = {"duplicates"};
  route.parameters = {IdParameter({"机构标识", "The organisation's id"})};
  route.response_schema = "OrganisationSourcesView";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::ListSources(context->platform, *viewer,
                                   OrganisationId{*ParseIdValue(request.PathParameter("id"))}));
  };
  return route;
}

Route ChoiceRoute(const ApiContextPtr& context) {
  Route route = Deciding<app::FieldChoiceInput>(
      context,
      {"/api/v1/organisations/{id}/sources",
       "chooseSource",
       {"选定某一项采用哪个来源；source 为 null 时按规则",
        "Chooses the source that a field shows; by the rule again if `source` is null"},
       "OrganisationSourcesView"},
      [context](const Viewer& viewer, const app::FieldChoiceInput& input, const Request& request) {
        return app::ChooseField(context->platform, viewer,
                                OrganisationId{*ParseIdValue(request.PathParameter("id"))}, input);
      });
  route.parameters = {IdParameter({"机构标识", "The organisation's id"})};
  return route;
}

// Anybody who sees the organisation may say that it is two.
Route FlagRoute(const ApiContextPtr& context) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/api/v1/organisations/{id}/flags";
  route.operation_id = "flagMerge";
  route.summary = {"质疑合并：这其实是两家", "Says that a merged organisation is two"};
  route.tags = {"duplicates"};
  route.parameters = {IdParameter({"机构标识", "The organisation's id"})};
  route.request_schema = "FlagInput";
  route.response_schema = "FlagRow";
  route.success_status = 201;
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    const auto input = ReadBody<app::FlagInput>(request);
    if (!input) return Response::FromError(input.error());
    const auto flag = app::FlagMerge(context->platform, *viewer,
                                     std::string(request.PathParameter("id")), input->note);
    if (!flag) return Response::FromError(flag.error());
    Announce(*context, "duplicates");
    return Answer(flag);
  };
  return route;
}

Route FlagsRoute(const ApiContextPtr& context) {
  Route route;
  route.pattern = "/api/v1/flags";
  route.operation_id = "listFlags";
  route.summary = {"对合并的质疑，待处理的在前；仅联盟办公室",
                   "Doubts about merges, open ones first; for the alliance office"};
  route.tags = {"duplicates"};
  route.response_schema = "FlagList";
  route.handler = [context](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(app::ListFlags(context->platform, *viewer));
  };
  return route;
}

Route DismissRoute(const ApiContextPtr& context) {
  Route route = Deciding<app::NoteInput>(
      context,
      {"/api/v1/flags/{id}/dismiss",
       "dismissFlag",
       {"不采纳一条质疑", "Closes a doubt: the merge stands"},
       "FlagRow"},
      [context](const Viewer& viewer, const app::NoteInput&, const Request& request) {
        return app::DismissFlag(context->platform, viewer,
                                std::string(request.PathParameter("id")));
      });
  route.parameters = {IdParameter({"质疑标识", "The flag's id"})};
  return route;
}

}  // namespace

Status AddMergeRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(router.Add(PairsRoute(context)));
  LM_TRY(router.Add(ApartRoute(context)));
  LM_TRY(AddPairDecisions(router, context));
  LM_TRY(router.Add(MergesRoute(context)));
  LM_TRY(router.Add(UndoRoute(context)));
  LM_TRY(router.Add(SourcesRoute(context)));
  LM_TRY(router.Add(ChoiceRoute(context)));
  LM_TRY(router.Add(FlagRoute(context)));
  LM_TRY(router.Add(FlagsRoute(context)));
  return router.Add(DismissRoute(context));
}

}  // namespace lianmeng::http
