// What becomes of a timetable if one meeting is put elsewhere by hand: every rule that would be
// broken, and the breaks that come or go.
//
// Example:  const Move move = JudgeMove(event, seating, 3, {.slot = 5, .table = 1});
//           if (move.obstacles.empty()) seating[3] = {5, 1};
//
// Cost:     O(meetings + participants · slots); no search.
#pragma once

#include <cstdint>
#include <vector>

#include "event/event.h"

namespace lianmeng::event {

// A rule that stands against a move.
struct Obstacle {
  enum class Kind : uint8_t {
    kNoSuchSlot,
    kNoSuchTable,
    kSession,      // the meeting belongs to the other half of the day
    kFixedSlot,    // the meeting is fixed in another slot
    kUnavailable,  // `participant` cannot come then
    kBusy,         // `participant` is in meeting `other` then
    kTableTaken,   // by meeting `other`
    kBefore,       // meeting `other` must be in an earlier slot
    kAfter,        // meeting `other` must be in a later slot
    kBreaksMax,    // `participant` would have more breaks than anyone may
  };
  Kind kind = Kind::kNoSuchSlot;
  ParticipantIndex participant = kNowhere;
  MeetingIndex other = kNowhere;

  friend bool operator==(const Obstacle&, const Obstacle&) = default;
};

struct Move {
  std::vector<Obstacle> obstacles;              // empty: allowed
  int32_t breaks_before = 0, breaks_after = 0;  // summed over participants
};

// Requires: Validate(event); CheckTimetable(event, seating, {}); `meeting` is one of the event's.
//           `to` may be any seat: what does not exist is an obstacle. A table of kNowhere: any; then
//           kTableTaken says that none is free (with no `other`).
[[nodiscard]] Move JudgeMove(const Event& event, const Seating& seating, MeetingIndex meeting,
                             const Seat& to);

// The tables of a slot at which nobody but `meeting` sits, ascending.
[[nodiscard]] std::vector<TableIndex> FreeTables(const Event& event, const Seating& seating,
                                                 SlotIndex slot, MeetingIndex meeting);

}  // namespace lianmeng::event
