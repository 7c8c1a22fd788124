// Routes of the matchmaking events: the list, one with its parts, its timetable and what is printed
// of it.

#include "app/event_planner.h"
#include "app/event_suggestions.h"
#include "app/events.h"
#include "http/api_context.h"
#include "http/json_body.h"

namespace lianmeng::http {
namespace {

constexpr int kPageSize = 100;
constexpr int kSuggestionsDefault = 60;

EventId EventOf(const Request& request) {
  return EventId{*ParseIdValue(request.PathParameter("id"))};
}

Parameter EventParameter() {
  return PathParameter("id", {"对接会标识", "The event's id"}, ParameterType::kId);
}

// What a route does with the viewer that asks; none of these is cacheable: an event changes without a
// new data version.
template <typename Use>
Handler Reading(const ApiContextPtr& context, Use use) {
  return [context, use](const Request& request) -> Response {
    const auto viewer = context->ViewerOf(request);
    if (!viewer) return Response::FromError(viewer.error());
    return Answer(use(*viewer, request));
  };
}

// The same for one that changes something: its body, and who may.
template <typename Body, typename Use>
Handler Writing(const ApiContextPtr& context, Use use) {
  return [context, use](const Request& request) -> Response {
    const auto viewer = WriterOf(*context, request);
    if (!viewer) return Response::FromError(viewer.error());
    const auto body = ReadBody<Body>(request);
    if (!body) return Response::FromError(body.error());
    const auto done = use(*viewer, request, *body);
    if (done) Announce(*context, "events");
    return Answer(done);
  };
}

// And for one without a body.
template <typename Use>
Handler Removing(const ApiContextPtr& context, Use use) {
  return [context, use](const Request& request) -> Response {
    const auto viewer = WriterOf(*context, request);
    if (!viewer) return Response::FromError(viewer.error());
    const auto done = use(*viewer, request);
    if (done) Announce(*context, "events");
    return Answer(done);
  };
}

struct RouteText {
  Method method = Method::kGet;
  std::string pattern;
  std::string operation;
  TextPair summary;
  std::string body, answer;  // schemas
};

Route Make(const RouteText& text, Handler handler) {
  Route route;
  route.method = text.method;
  route.pattern = text.pattern;
  route.operation_id = text.operation;
  route.summary = text.summary;
  route.tags = {"events"};
  if (text.pattern.find("{id}") != std::string::npos) route.parameters = {EventParameter()};
  route.request_schema = text.body;
  route.response_schema = text.answer;
  route.handler = std::move(handler);
  return route;
}

Status AddEventsRoutes(Router& router, const ApiContextPtr& context) {
  app::Platform& platform = context->platform;
  Route list = Make({Method::kGet,
                     "/api/v1/events",
                     "listEvents",
                     {"对接会，将要举行的在前", "Matchmaking events: those to come first"},
                     "",
                     "EventPage"},
                    Reading(context, [&platform](const Viewer& viewer, const Request& request) {
                      app::EventQuery query;
                      query.states = request.QueryAll("state");
                      query.limit = static_cast<int>(request.Integer("limit").value_or(kPageSize));
                      query.cursor = request.Query("cursor").value_or("");
                      return app::ListEvents(platform, viewer, query);
                    }));
  Parameter state = Repeatable(QueryParameter("state", {"状态", "State"}));
  state.values = {"draft", "inviting", "planned", "closed"};
  list.parameters = {state, LimitParameter(kPageSize), CursorParameter()};
  LM_TRY(router.Add(std::move(list)));
  Route add = Make(
      {Method::kPost,
       "/api/v1/events",
       "addEvent",
       {"新建对接会", "Adds a matchmaking event"},
       "EventInput",
       "EventDetail"},
      Writing<app::EventInput>(
          context, [&platform](const Viewer& viewer, const Request&, const app::EventInput& input) {
            return app::AddEvent(platform, viewer, input);
          }));
  add.success_status = 201;
  LM_TRY(router.Add(std::move(add)));
  LM_TRY(
      router.Add(Make({Method::kGet,
                       "/api/v1/events/{id}",
                       "getEvent",
                       {"一场对接会：设置、参加者、请求、时间表与变更记录",
                        "One event: set-up, participants, requests, timetable and history"},
                       "",
                       "EventDetail"},
                      Reading(context, [&platform](const Viewer& viewer, const Request& request) {
                        return app::GetEvent(platform, viewer, EventOf(request));
                      }))));
  return router.Add(Make(
      {Method::kPatch,
       "/api/v1/events/{id}",
       "changeEvent",
       {"修改对接会；版本不是最新时返回 409 并说明他人改了什么",
        "Changes an event; 409 with what was changed meanwhile if the version is old"},
       "EventPatch",
       "EventDetail"},
      Writing<app::EventPatch>(context, [&platform](const Viewer& viewer, const Request& request,
                                                    const app::EventPatch& patch) {
        return app::ChangeEvent(platform, viewer, EventOf(request), patch);
      })));
}

ParticipantId ParticipantOf(const Request& request) {
  return ParticipantId{*ParseIdValue(request.PathParameter("participant"))};
}

Status AddParticipantRoutes(Router& router, const ApiContextPtr& context) {
  app::Platform& platform = context->platform;
  const Parameter participant =
      PathParameter("participant", {"参加者标识", "The participant's id"}, ParameterType::kId);
  LM_TRY(
      router.Add(Make({Method::kPost,
                       "/api/v1/events/{id}/participants",
                       "addParticipants",
                       {"邀请参加者，全部写入或一个不写", "Adds participants, all of them or none"},
                       "EventParticipantsInput",
                       "EventDetail"},
                      Writing<app::EventParticipantsInput>(
                          context, [&platform](const Viewer& viewer, const Request& request,
                                               const app::EventParticipantsInput& input) {
                            return app::AddParticipants(platform, viewer, EventOf(request), input);
                          }))));
  const std::string one = "/api/v1/events/{id}/participants/{participant}";
  Route change = Make({Method::kPatch,
                       one,
                       "changeParticipant",
                       {"修改参加者", "Changes a participant"},
                       "EventParticipantPatch",
                       "EventDetail"},
                      Writing<app::EventParticipantPatch>(
                          context, [&platform](const Viewer& viewer, const Request& request,
                                               const app::EventParticipantPatch& patch) {
                            return app::ChangeParticipant(platform, viewer, EventOf(request),
                                                          ParticipantOf(request), patch);
                          }));
  change.parameters.push_back(participant);
  LM_TRY(router.Add(std::move(change)));
  Route remove = Make({Method::kDelete,
                       one,
                       "removeParticipant",
                       {"删除参加者；时间表中有会谈时返回 409",
                        "Removes a participant; 409 while it has a meeting in the timetable"},
                       "",
                       "EventDetail"},
                      Removing(context, [&platform](const Viewer& viewer, const Request& request) {
                        return app::RemoveParticipant(platform, viewer, EventOf(request),
                                                      ParticipantOf(request));
                      }));
  remove.parameters.push_back(participant);
  return router.Add(std::move(remove));
}

MeetingRequestId MeetingRequestOf(const Request& request) {
  return MeetingRequestId{*ParseIdValue(request.PathParameter("request"))};
}

Status AddRequestRoutes(Router& router, const ApiContextPtr& context) {
  app::Platform& platform = context->platform;
  const Parameter wanted =
      PathParameter("request", {"会谈请求标识", "The request's id"}, ParameterType::kId);
  LM_TRY(
      router.Add(Make({Method::kPost,
                       "/api/v1/events/{id}/requests",
                       "addMeetingRequests",
                       {"新增会谈请求，全部写入或一条不写", "Adds requests, all of them or none"},
                       "EventRequestsInput",
                       "EventDetail"},
                      Writing<app::EventRequestsInput>(
                          context, [&platform](const Viewer& viewer, const Request& request,
                                               const app::EventRequestsInput& input) {
                            return app::AddRequests(platform, viewer, EventOf(request), input);
                          }))));
  const std::string one = "/api/v1/events/{id}/requests/{request}";
  Route change = Make({Method::kPatch,
                       one,
                       "changeMeetingRequest",
                       {"修改或答复会谈请求", "Changes or answers a request"},
                       "EventRequestPatch",
                       "EventDetail"},
                      Writing<app::EventRequestPatch>(
                          context, [&platform](const Viewer& viewer, const Request& request,
                                               const app::EventRequestPatch& patch) {
                            return app::ChangeRequest(platform, viewer, EventOf(request),
                                                      MeetingRequestOf(request), patch);
                          }));
  change.parameters.push_back(wanted);
  LM_TRY(router.Add(std::move(change)));
  Route remove = Make({Method::kDelete,
                       one,
                       "removeMeetingRequest",
                       {"删除会谈请求；已排入时间表时返回 409",
                        "Removes a request; 409 while the two have a meeting in the timetable"},
                       "",
                       "EventDetail"},
                      Removing(context, [&platform](const Viewer& viewer, const Request& request) {
                        return app::RemoveRequest(platform, viewer, EventOf(request),
                                                  MeetingRequestOf(request));
                      }));
  remove.parameters.push_back(wanted);
  LM_TRY(router.Add(std::move(remove)));
  Route suggest = Make(
      {Method::kGet,
       "/api/v1/events/{id}/suggestions",
       "suggestMeetings",
       {"建议谁与谁会谈，按供需匹配打分", "Who should meet whom, by their needs and offers"},
       "",
       "EventSuggestions"},
      Reading(context, [&platform](const Viewer& viewer, const Request& request) {
        const auto limit = request.Integer("limit").value_or(kSuggestionsDefault);
        return app::SuggestMeetings(platform, viewer, EventOf(request), static_cast<int>(limit));
      }));
  suggest.parameters.push_back(LimitParameter(kSuggestionsDefault));
  return router.Add(std::move(suggest));
}

Status AddPlanRoutes(Router& router, const ApiContextPtr& context) {
  const std::string path = "/api/v1/events/{id}/plan";
  Route start = Make(
      {Method::kPost,
       path,
       "planEvent",
       {"开始排期，在后台进行", "Starts planning, which goes on in the background"},
       "EventPlanInput",
       "EventJob"},
      Writing<app::EventPlanInput>(context, [context](const Viewer& viewer, const Request& request,
                                                      const app::EventPlanInput& input) {
        return context->planner->Start(viewer, EventOf(request), input);
      }));
  LM_TRY(router.Add(std::move(start)));
  LM_TRY(router.Add(Make({Method::kGet,
                          path,
                          "getEventPlanning",
                          {"排期进行得如何，或结果如何", "How far planning is, or how it ended"},
                          "",
                          "EventJob"},
                         Reading(context, [context](const Viewer& viewer, const Request& request) {
                           return context->planner->Find(viewer, EventOf(request));
                         }))));
  return router.Add(
      Make({Method::kDelete,
            path,
            "stopEventPlanning",
            {"停止排期，保留目前最好的时间表", "Ends planning with the best timetable so far"},
            "",
            "EventJob"},
           Removing(context, [context](const Viewer& viewer, const Request& request) {
             return context->planner->Stop(viewer, EventOf(request));
           })));
}

Status AddMoveRoutes(Router& router, const ApiContextPtr& context) {
  app::Platform& platform = context->platform;
  const std::string path = "/api/v1/events/{id}/moves";
  Route options = Make({Method::kGet,
                        path,
                        "listMoves",
                        {"一场会谈可以移到哪些时段，不可以的说明原因",
                         "Where a meeting could go, and what stands against the other slots"},
                        "",
                        "EventMoves"},
                       Reading(context, [&platform](const Viewer& viewer, const Request& request) {
                         return app::GetMoves(platform, viewer, EventOf(request),
                                              request.Integer("meeting").value_or(0));
                       }));
  Parameter meeting = QueryParameter(
      "meeting", {"时间表中的会谈序号，从 0 数起", "The meeting in the timetable, from 0"},
      ParameterType::kInteger);
  meeting.required = true;
  meeting.min = 0;
  meeting.max = kEventRequestsMax;
  options.parameters.push_back(meeting);
  LM_TRY(router.Add(std::move(options)));
  LM_TRY(router.Add(Make({Method::kPost,
                          path,
                          "moveMeeting",
                          {"把一场会谈移到别处，或只问可否（dry_run）",
                           "Moves a meeting, or says whether it could (dry_run)"},
                          "EventMoveInput",
                          "EventMove"},
                         Writing<app::EventMoveInput>(
                             context, [&platform](const Viewer& viewer, const Request& request,
                                                  const app::EventMoveInput& input) {
                               return app::MoveMeeting(platform, viewer, EventOf(request), input);
                             }))));
  return router.Add(
      Make({Method::kPost,
            "/api/v1/events/{id}/told",
            "markEventTold",
            {"参加者已被告知这份时间表；此后的通知以它为准",
             "The participants were told this timetable: notices start from it"},
            "EventToldInput",
            "EventDetail"},
           Writing<app::EventToldInput>(
               context,
               [&platform](const Viewer& viewer, const Request& request,
                           const app::EventToldInput& input) -> Result<app::EventDetail> {
                 const EventId id = EventOf(request);
                 LM_TRY(app::MarkTold(platform, viewer, id, input.number));
                 return app::GetEvent(platform, viewer, id);
               })));
}

struct ScheduleFile {
  app::ScheduleFormat format;
  const char* ending;
  const char* content_type;
  const char* operation;
};

constexpr ScheduleFile kScheduleFiles[] = {
    {app::ScheduleFormat::kXlsx, ".xlsx",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "exportScheduleXlsx"},
    {app::ScheduleFormat::kCsv, ".csv", "text/csv; charset=utf-8", "exportScheduleCsv"},
    {app::ScheduleFormat::kHtml, ".html", "text/html; charset=utf-8", "printSchedule"},
    {app::ScheduleFormat::kIcs, ".ics", "text/calendar; charset=utf-8", "exportScheduleIcs"},
};

Route ScheduleRoute(const ApiContextPtr& context, const ScheduleFile& file) {
  const std::string ending = file.ending;
  Route route =
      Make({Method::kGet,
            "/api/v1/events/{id}/schedule" + ending,
            file.operation,
            {"日程：全部或一位参加者", "The meetings of everybody, or of one participant"},
            "",
            ""},
           [context, file, ending](const Request& request) -> Response {
             const auto viewer = context->ViewerOf(request);
             if (!viewer) return Response::FromError(viewer.error());
             Result<std::string> bytes = app::ExportPlan(
                 context->platform, *viewer, EventOf(request),
                 {.format = file.format, .participant = request.Query("participant")});
             if (!bytes) return Response::FromError(bytes.error());
             Response response = Response::Of(file.content_type, *std::move(bytes));
             if (file.format != app::ScheduleFormat::kHtml)
               response.Attachment("对接会日程" + ending);
             return response;
           });
  const std::string type = file.content_type;
  route.produces = {type.substr(0, type.find(';'))};
  route.parameters.push_back(QueryParameter(
      "participant", {"参加者标识；省略为全部", "A participant's id; everybody if left out"},
      ParameterType::kId));
  return route;
}

Status AddPrintRoutes(Router& router, const ApiContextPtr& context) {
  for (const ScheduleFile& file : kScheduleFiles) {
    LM_TRY(router.Add(ScheduleRoute(context, file)));
  }
  Route cards = Make({Method::kGet,
                      "/api/v1/events/{id}/name-cards.html",
                      "printNameCards",
                      {"席卡胸牌，打印用", "Name cards to print"},
                      "",
                      ""},
                     [context](const Request& request) -> Response {
                       const auto viewer = context->ViewerOf(request);
                       if (!viewer) return Response::FromError(viewer.error());
                       Result<std::string> page =
                           app::NameCardPage(context->platform, *viewer, EventOf(request));
                       if (!page) return Response::FromError(page.error());
                       return Response::Of("text/html; charset=utf-8", *std::move(page));
                     });
  cards.produces = {"text/html"};
  return router.Add(std::move(cards));
}

}  // namespace

Status AddEventRoutes(Router& router, const ApiContextPtr& context) {
  LM_TRY(AddEventsRoutes(router, context));
  LM_TRY(AddParticipantRoutes(router, context));
  LM_TRY(AddRequestRoutes(router, context));
  LM_TRY(AddPlanRoutes(router, context));
  LM_TRY(AddMoveRoutes(router, context));
  return AddPrintRoutes(router, context);
}

}  // namespace lianmeng::http
