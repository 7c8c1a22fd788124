// Timetables of the matchmaking events that the store holds: planned, planned anew after a change,
// changed by hand, told, exported.
//
// What is planned: the accepted requests between participants that come (HindrancesOf); every other
// request says why it is not. A timetable is kept with the event as it was planned, so that it
// can be read whatever changed since; `outdated` says that what would be planned now is different.
// No timetable is kept that event/timetable_checker.h has not checked.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/event_export.h"
#include "app/event_views.h"
#include "app/platform.h"

namespace lianmeng::app {

// The event as the engine and docs/formats/event.md know it: participants by id, names for people,
// meetings in the order of their requests.
struct PlannableEvent {
  EventFile file;
  std::vector<MeetingRequestId> requests;  // of each meeting
};
[[nodiscard]] PlannableEvent PlannableOf(const store::EventFolder& folder, Date today);

// The timetable of a folder for a viewer, `today`; nothing if there is none. For a viewer that is
// not the owner its own meetings alone.
// Errors: kCorrupt for a timetable that cannot be read.
[[nodiscard]] Result<std::optional<EventPlan>> PlanOf(const store::EventFolder& folder,
                                                      const Viewer& viewer, Date today);

// Whether two participants have a meeting in the timetable that stands or in the one that was told;
// `b` of none: whether `a` has any.
[[nodiscard]] bool HasMeeting(const store::EventFolder& folder, ParticipantId a, ParticipantId b);

enum class PlanMode { kPlan, kReplan };
struct PlanRun {
  PlanMode mode = PlanMode::kPlan;
  std::function<bool()> stop;  // asked often, from two threads
  std::function<void(const event::TimetableNews&)> on_news;
};
struct PlanOutcome {
  std::string word;  // planned, kept, infeasible, unknown: as EventJob::outcome
  std::optional<EventConflict> conflict;
};

// kPlan: the best timetable that is found in the time. If the event has not changed since, what
// stands is only given up for a better one, and what is proven adds up: asked again, it goes on.
// kReplan: from what stands, moving the fewest meetings.
// A draft or inviting event becomes planned. Takes as long as `stop` allows.
// Errors: as BeginEventEdit; kConflict without a request that can be planned, without a timetable to
//         replan, or if another timetable was made meanwhile.
[[nodiscard]] Result<PlanOutcome> RunPlan(Platform& platform, const Viewer& viewer, EventId id,
                                          const PlanRun& run);

// Where a meeting could be moved by hand. Errors: kNotFound without a timetable or meeting;
// kConflict for an outdated timetable; kPermissionDenied unless the owner asks.
[[nodiscard]] Result<EventMoves> GetMoves(Platform& platform, const Viewer& viewer, EventId id,
                                          int64_t meeting);
// Errors: as GetMoves; kConflict for another number. A move against a rule is no error of a dry run;
// otherwise kConflict with the first rule in words.
[[nodiscard]] Result<EventMove> MoveMeeting(Platform& platform, const Viewer& viewer, EventId id,
                                            const EventMoveInput& input);

// The timetable of this number is now what the participants know: notices start from it.
// Errors: kConflict for another number.
[[nodiscard]] Status MarkTold(Platform& platform, const Viewer& viewer, EventId id, int64_t number);

struct EventDownload {
  ScheduleFormat format = ScheduleFormat::kXlsx;
  std::optional<std::string> participant;  // id
};
// Errors: kNotFound without a timetable; kPermissionDenied for a viewer that is not the owner unless
// it asks for its own meetings.
[[nodiscard]] Result<std::string> ExportPlan(Platform& platform, const Viewer& viewer, EventId id,
                                             const EventDownload& download);

// A printable page of name cards, for those who come. Errors: kPermissionDenied unless the owner asks.
[[nodiscard]] Result<std::string> NameCardPage(Platform& platform, const Viewer& viewer,
                                               EventId id);

}  // namespace lianmeng::app
