// Events and timetables as JSON files (docs/formats/event.md), and the engine's records of them.
//
// Example:   LM_ASSIGN(const EventFile event, ReadEventFile("forum.json"));
//            const event::Timetable plan = event::PlanTimetable(event.event, options);
// In files slots and tables count from 1 and participants have ids; in records all count from 0.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/json_input.h"
#include "event/event.h"

namespace lianmeng::app {

// A participant, a meeting and an event as they stand in a file.
struct EventParticipant {
  std::string id;
  std::optional<std::string> name;
  std::vector<int64_t> unavailable;
  std::optional<int64_t> max_meetings;

  LM_FIELDS(EventParticipant, id, name, unavailable, max_meetings)
  static FieldRules Rules() {
    return {LengthUpTo("id", 200), LengthUpTo("name", 200),
            Between("unavailable", 1, event::kSlotsMax),
            Between("max_meetings", 0, event::kSlotsMax)};
  }
};

struct EventMeeting {
  std::string a, b;
  std::optional<std::string> session, priority;
  std::optional<int64_t> fixed_slot;
  std::vector<int64_t> after;

  LM_FIELDS(EventMeeting, a, b, session, priority, fixed_slot, after)
  static FieldRules Rules() {
    return {LengthUpTo("a", 200),
            LengthUpTo("b", 200),
            OneOf("session", {"any", "morning", "afternoon"}),
            OneOf("priority", {"must", "wish"}),
            Between("fixed_slot", 1, event::kSlotsMax),
            Between("after", 0, event::kMeetingsMax - 1)};
  }
};

struct EventText {
  std::optional<std::string> title;
  int64_t slots = 0;
  std::optional<int64_t> morning_slots;
  int64_t tables = 0;
  std::optional<int64_t> max_breaks_per_participant;
  std::vector<std::string> slot_starts;
  std::optional<int64_t> slot_minutes;
  std::vector<EventParticipant> participants;
  std::vector<EventMeeting> meetings;

  LM_FIELDS(EventText, title, slots, morning_slots, tables, max_breaks_per_participant, slot_starts,
            slot_minutes, participants, meetings)
  static FieldRules Rules() {
    return {LengthUpTo("title", 200),
            Between("slots", 1, event::kSlotsMax),
            Between("morning_slots", 0, event::kSlotsMax),
            Between("tables", 0, event::kTablesMax),
            Between("max_breaks_per_participant", 0, event::kSlotsMax),
            Items("slot_starts", {0, event::kSlotsMax}),
            Between("slot_minutes", 1, 24 * 60),
            Items("participants", {0, event::kParticipantsMax}),
            Items("meetings", {0, event::kMeetingsMax})};
  }
};

struct EventFile {
  event::Event event;
  std::string title;                              // may be empty
  std::vector<std::string> ids;                   // of the participants
  std::vector<std::optional<std::string>> names;  // for people
  std::vector<int64_t> slot_starts_min;           // minutes since 1970 by the clock there, or empty
  int64_t slot_minutes = 0;                       // 0: not told
  bool has_indices = true;  // people know the meetings by their indices, as in a file

  // What people call a participant.
  [[nodiscard]] const std::string& NameOf(event::ParticipantIndex p) const {
    const auto i = static_cast<size_t>(p);
    return names[i] ? *names[i] : ids[i];
  }
};

// "2026-12-01 09:00" of minutes since 1970.
[[nodiscard]] std::string LocalTime(int64_t minutes);

// Errors: as ReadJson and event::Validate, with file, line, JSON pointer and value; a
//         participant's id that is empty or given twice, one that a meeting names and nobody has.
[[nodiscard]] Result<EventFile> ReadEventFile(const std::string& path);
[[nodiscard]] Result<EventFile> ParseEvent(std::string_view text, const JsonSource& source);
[[nodiscard]] EventText ToText(const EventFile& file);

// A timetable as it stands in a file.
struct EventWords {
  std::string zh, en;

  LM_FIELDS(EventWords, zh, en)
  static FieldRules Rules() { return {}; }
};

struct TimetableMeeting {
  int64_t index = 0, slot = 0, table = 0;
  std::optional<std::string> a, b;

  LM_FIELDS(TimetableMeeting, index, slot, table, a, b)
  static FieldRules Rules() {
    return {Between("index", 0, event::kMeetingsMax - 1), Between("slot", 1, event::kSlotsMax),
            Between("table", 1, event::kTablesMax), LengthUpTo("a", 200), LengthUpTo("b", 200)};
  }
};

struct TimetableConflict {
  std::vector<int64_t> indices;  // of the meetings in it
  EventWords words;
  std::vector<EventWords> requests;  // each of them
  std::optional<bool> minimal;

  LM_FIELDS(TimetableConflict, indices, words, requests, minimal)
  static FieldRules Rules() {
    return {Items("indices", {0, event::kMeetingsMax}), Items("requests", {0, 200'000})};
  }
};

struct TimetableBreaks {
  std::string id;
  int64_t meetings = 0, breaks = 0;

  LM_FIELDS(TimetableBreaks, id, meetings, breaks)
  static FieldRules Rules() { return {}; }
};

// Who must be told what after a change.
struct TimetableNotice {
  std::string id;
  EventWords words;

  LM_FIELDS(TimetableNotice, id, words)
  static FieldRules Rules() { return {}; }
};

struct TimetableText {
  static constexpr double kCountMax = 2e9;

  std::string status;
  std::optional<int64_t> breaks, bound;
  std::optional<int64_t> wishes_lost, wishes_lost_bound;
  std::optional<int64_t> overburdened, spread, table_changes;
  std::optional<bool> even_proven;
  std::optional<int64_t> moved, moved_bound;
  std::vector<TimetableMeeting> meetings;
  std::vector<int64_t> unplaced;
  std::vector<TimetableBreaks> participants;
  std::optional<TimetableConflict> conflict;
  std::vector<TimetableNotice> notices;

  LM_FIELDS(TimetableText, status, breaks, bound, wishes_lost, wishes_lost_bound, overburdened,
            spread, even_proven, table_changes, moved, moved_bound, meetings, unplaced,
            participants, conflict, notices)
  static FieldRules Rules() {
    return {OneOf("status", {"optimal", "feasible", "infeasible", "unknown"}),
            Between("breaks", 0, kCountMax),
            Between("wishes_lost", 0, kCountMax),
            Items("meetings", {0, event::kMeetingsMax}),
            Items("unplaced", {0, event::kMeetingsMax}),
            Items("participants", {0, event::kParticipantsMax}),
            Items("notices", {0, 2 * event::kMeetingsMax})};
  }
};

// Errors: as ReadJson, with file, line, JSON pointer and value.
[[nodiscard]] Result<TimetableText> ReadTimetableFile(const std::string& path);
[[nodiscard]] Result<TimetableText> ParseTimetable(std::string_view text, const JsonSource& source);

// The seats of the event's meetings. Errors: kInvalidArgument with the JSON pointer: an index
// that is no meeting or stands there twice, ids that are not those of the meeting. Whether the
// event has such a slot and table is the checker's matter.
[[nodiscard]] Result<event::Seating> SeatingOf(const EventFile& event,
                                               const TimetableText& timetable);

// Indented, UTF-8, put under its name once complete.
[[nodiscard]] Status WriteJsonFile(const Json& json, const std::string& path);

}  // namespace lianmeng::app
