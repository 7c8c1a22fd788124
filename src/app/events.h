// Matchmaking events (对接会): the list, one of them, its set-up, who takes part, who wants to meet whom.
// Its timetable is made in app/event_plans.h.
//
// Example:
//   LM_ASSIGN(const EventDetail event, AddEvent(*platform, Viewer::Office(), input));
//   LM_ASSIGN(auto more, AddParticipants(*platform, Viewer::Office(), id, {{{.name = "某公司"}}}));
//
// Who may do what: those who may see an event see when and where it is; participants, requests and
// timetable its owner; an organisation that takes part what concerns itself (store/event_rows.h).
// The office changes its own events; until accounts exist, nobody else writes.
// Errors of all that changes something: kNotFound; kPermissionDenied; kConflict for an event that is
// closed; kInvalidArgument with a JSON pointer and the value. Nothing is changed then.
#pragma once

#include <string>
#include <vector>

#include "app/event_views.h"
#include "app/platform.h"

namespace lianmeng::app {

struct EventQuery {
  std::vector<std::string> states;
  int limit = 100;
  std::string cursor;
};

// Those to come first. Errors: kInvalidArgument for an unknown state and a bad cursor.
[[nodiscard]] Result<EventPage> ListEvents(Platform& platform, const Viewer& viewer,
                                           const EventQuery& query);
[[nodiscard]] Result<EventDetail> GetEvent(Platform& platform, const Viewer& viewer, EventId id);

// Errors: kConflict for a key in use.
[[nodiscard]] Result<EventDetail> AddEvent(Platform& platform, const Viewer& viewer,
                                           const EventInput& input);
// Errors: kConflict if the event has another version: the message names what was changed since,
//         `place.value` is the present version; kConflict if a slot or table goes that the
//         participants or requests name.
[[nodiscard]] Result<EventDetail> ChangeEvent(Platform& platform, const Viewer& viewer, EventId id,
                                              const EventPatch& patch);

// All of them or none. Errors: kConflict for an organisation that takes part already.
[[nodiscard]] Result<EventDetail> AddParticipants(Platform& platform, const Viewer& viewer,
                                                  EventId id, const EventParticipantsInput& input);
[[nodiscard]] Result<EventDetail> ChangeParticipant(Platform& platform, const Viewer& viewer,
                                                    EventId id, ParticipantId participant,
                                                    const EventParticipantPatch& patch);
// With its requests. Errors: kConflict if it has a meeting in the timetable, or in the one that
// was told: nobody's meeting disappears without a notice. It declines first, and is planned anew.
[[nodiscard]] Result<EventDetail> RemoveParticipant(Platform& platform, const Viewer& viewer,
                                                    EventId id, ParticipantId participant);

// All of them or none. Who asks for one that has asked already accepts: there is one live request
// between two. A no-thanks stands beside it and keeps it from being planned.
// Errors: kConflict for a pair that has a live request.
[[nodiscard]] Result<EventDetail> AddRequests(Platform& platform, const Viewer& viewer, EventId id,
                                              const EventRequestsInput& input);
// Errors: kConflict for an answer after the last day on which it could be given.
[[nodiscard]] Result<EventDetail> ChangeRequest(Platform& platform, const Viewer& viewer,
                                                EventId id, MeetingRequestId request,
                                                const EventRequestPatch& patch);
// Errors: kConflict if the two have a meeting in the timetable or the one that was told.
[[nodiscard]] Result<EventDetail> RemoveRequest(Platform& platform, const Viewer& viewer,
                                                EventId id, MeetingRequestId request);

// An event and its parts as rows.
[[nodiscard]] EventRow EventRowOf(const store::EventRow& stored, const Viewer& viewer);

}  // namespace lianmeng::app
