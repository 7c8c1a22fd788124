// Why an event has no timetable: a set of its requests that cannot all be met, and that can as
// soon as any one of them is given up.
//
// Crowding is found by matching (Hall 1935): meetings that have fewer places, or a participant
// that has fewer free slots, than meetings. Everything else by the solver: a core of meetings,
// reduced one by one, and then the requests of these meetings reduced in the same way.
// Source:   Hall, "On representatives of subsets", 1935; Marques-Silva, "Minimal unsatisfiability:
//           models, algorithms and applications", ISMVL 2010 (deletion).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "event/event.h"

namespace lianmeng::event {

struct Request {
  enum class Kind : uint8_t {
    kMeeting,      // the meeting takes place
    kSession,      // in its half of the day
    kFixedSlot,    // in its fixed slot
    kAfter,        // after meeting `other`
    kUnavailable,  // participant `index` cannot come in some slots
    kMeetingsMax,  // participant `index` has no more meetings than it wants
    kBreaksMax,    // nobody has more breaks than allowed
  };
  Kind kind = Kind::kMeeting;
  int32_t index = 0;
  MeetingIndex other = kNowhere;

  friend bool operator==(const Request&, const Request&) = default;
};

struct Conflict {
  std::vector<Request> requests;  // meetings first
  bool minimal = true;            // false: an attempt to leave one out was given up, or stopped
};

// The event with these requests alone: other meetings are wishes, and what is not requested does
// not bind. The indices of meetings stay.
[[nodiscard]] Event Only(const Event& event, const std::vector<Request>& requests);

// Empty if the musts of the event can all be met, if `stop` came before an answer, or if crowding
// is not the reason and the event is too large for the solver (TimetableModel::Fits).
[[nodiscard]] std::optional<Conflict> FindConflict(const Event& event,
                                                   const std::function<bool()>& stop = {});

// The part that matching finds: a set that cannot be met, not yet reduced. Empty: crowding is not
// the reason. Cost: that of matching meetings with slots, some milliseconds for hundreds of
// meetings.
[[nodiscard]] std::optional<Conflict> FindCrowding(const Event& event);

}  // namespace lianmeng::event
