// A matchmaking event of one-to-one meetings, and its timetable: the records that the engines of
// this folder and their checker share.
//
// Slots, tables, participants and meetings count from 0 here; files count slots and tables from 1
// (docs/formats/event.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"

namespace lianmeng::event {

using SlotIndex = int32_t;
using TableIndex = int32_t;
using ParticipantIndex = int32_t;
using MeetingIndex = int32_t;

// An index or a count into a container. Requires: i >= 0.
[[nodiscard]] constexpr size_t Index(int32_t i) { return static_cast<size_t>(i); }

inline constexpr int32_t kSlotsMax = 200;
inline constexpr int32_t kTablesMax = 1'000;
inline constexpr int32_t kParticipantsMax = 5'000;
inline constexpr int32_t kMeetingsMax = 20'000;

enum class Session : uint8_t { kAny, kMorning, kAfternoon };
enum class Priority : uint8_t { kMust, kWish };

struct Participant {
  std::vector<SlotIndex> unavailable;
  std::optional<int32_t> meetings_max;
};

struct Meeting {
  ParticipantIndex a = 0, b = 0;
  Session session = Session::kAny;
  Priority priority = Priority::kMust;
  std::optional<SlotIndex> fixed_slot;
  std::vector<MeetingIndex> after;  // those of them that take place come in earlier slots
};

struct Event {
  int32_t slots = 0;
  int32_t morning_slots = 0;  // the first ones
  int32_t tables = 0;         // meetings that one slot can hold
  std::vector<Participant> participants;
  std::vector<Meeting> meetings;
  std::optional<int32_t> breaks_max;  // of each participant
};

inline constexpr int32_t kNowhere = -1;

// Where and when each meeting takes place; kNowhere twice for a wish that is not granted.
struct Seat {
  SlotIndex slot = kNowhere;
  TableIndex table = kNowhere;

  friend bool operator==(const Seat&, const Seat&) = default;
};
using Seating = std::vector<Seat>;         // of every meeting
using Placement = std::vector<SlotIndex>;  // of every meeting, without tables

inline constexpr int32_t kBreaksWished = 2;  // of one participant, at most, where possible

// What a timetable is judged by, in this order; less is better.
//
// A break is a maximal run of idle slots between two meetings of one participant, over lunch or
// not: two meetings on either side of lunch with no idle slot between them have none.
struct Quality {
  int32_t wishes_lost = 0;   // wishes without a place
  int32_t breaks = 0;        // summed over participants
  int32_t overburdened = 0;  // participants with more than kBreaksWished
  int32_t spread = 0;        // most breaks less fewest, among participants of two or more meetings

  friend auto operator<=>(const Quality&, const Quality&) = default;
};

// What a placement makes of one participant's day.
struct Day {
  int32_t meetings = 0;
  int32_t breaks = 0;
};

// Of every participant. Cost: meetings + participants × slots.
[[nodiscard]] std::vector<Day> DaysOf(const Event& event, const Placement& placement);

// Of a placement of the right size. Cost: meetings + participants × slots.
[[nodiscard]] Quality Judge(const Event& event, const Placement& placement);

// The slots in which a meeting may be by itself: its session, its fixed slot, where both can come.
// Ascending.
[[nodiscard]] std::vector<SlotIndex> SlotsOf(const Event& event, MeetingIndex meeting);

// Errors: kInvalidArgument; `field` is the JSON pointer of the record in an event's file
//         (docs/formats/event.md), `value` what stands there: numbers out of range, a meeting of
//         a participant with itself, a fixed slot outside of its session or the event, an unknown
//         meeting in `after`, a circle of meetings each after the next.
[[nodiscard]] Status Validate(const Event& event);

}  // namespace lianmeng::event
