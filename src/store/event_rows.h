// What the store takes and returns of matchmaking events: plain structs, no behaviour.
//
// Who sees what: an event by its audience; all of its parts its owner (the office, of its own);
// a participating organisation itself, its own requests and those whom they are with. What somebody
// does not want (no thanks) is known to the one who said it and the owner alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/events.h"

namespace lianmeng::store {

// What of an event a viewer may see is counted, nothing else.
struct EventRow {
  MatchmakingEvent record;
  int64_t version = 1;  // one greater with each change of the event or of a part of it
  int64_t updated_at_ms = 0;
  bool managed = false;  // the viewer is its owner
  int64_t participants = 0, accepted = 0, requests = 0;
};

struct EventFilter {
  std::vector<EventState> states;
};

// A timetable as it was planned: the event and the timetable are texts as docs/formats/event.md
// says, so that what was planned can be read, checked and exported whatever changed since.
struct StoredTimetable {
  int64_t number = 0;   // one greater with each timetable of the event
  int64_t made_ms = 0;  // made by the store
  int64_t version = 0;  // of the event when it was planned
  std::string event;
  std::string timetable;

  friend bool operator==(const StoredTimetable&, const StoredTimetable&) = default;
};

// kTold: what the participants were told last; what changed since is what they must be told.
enum class TimetableRole { kCurrent, kTold };

// An event with all of its parts, as one state of the store has them.
struct EventFolder {
  EventRow row;
  std::vector<Participant> participants;  // by id, so in the order in which they were added
  std::vector<MeetingRequest> requests;   // by id
  std::optional<StoredTimetable> current, told;
};

}  // namespace lianmeng::store
