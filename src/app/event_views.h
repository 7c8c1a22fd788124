// Matchmaking events as the API shows and takes them.
//
// Slots and tables count from 1. `meeting` is a meeting's place in its timetable, from 0: it means
// something only together with the timetable's `number`.
#pragma once

#include "app/event_file.h"
#include "app/views.h"
#include "model/events.h"

namespace lianmeng::app {

// ---- Out

struct EventRow {
  std::string id;
  std::string key;
  int64_t version = 0;
  std::string title;
  std::string place;
  std::string date;
  std::string state;
  int64_t slots = 0;
  int64_t tables = 0;
  int64_t participants = 0, accepted = 0, requests = 0;  // that the viewer may see
  std::string audience;
  bool sample = false;
  std::string source;
  std::string updated_at;
  bool may_change = false;

  LM_FIELDS(EventRow, id, key, version, title, place, date, state, slots, tables, participants,
            accepted, requests, audience, sample, source, updated_at, may_change)
};

struct EventPage {
  std::vector<EventRow> items;
  std::optional<std::string> next;
  int64_t total = 0;

  LM_FIELDS(EventPage, items, next, total)
};

struct EventParticipantRow {
  std::string id;
  std::optional<OrganisationRef> organisation;  // null: a guest, or one that is not seen
  std::string name;
  std::string contact;
  std::string state;
  std::vector<int64_t> unavailable;
  std::optional<int64_t> max_meetings;
  std::optional<int64_t> meetings, breaks;  // in the timetable

  LM_FIELDS(EventParticipantRow, id, organisation, name, contact, state, unavailable, max_meetings,
            meetings, breaks)
};

struct EventRequestRow {
  std::string id;
  std::string a, b;  // participants
  std::string asked_by;
  std::string priority;
  std::string session;
  std::optional<int64_t> fixed_slot;
  std::string state;
  std::optional<std::string> valid_until;
  std::string note;
  std::string hindrance;  // why it is not planned; "none": it is
  TextPair hindrance_label;
  std::optional<int64_t> slot, table;  // in the timetable

  LM_FIELDS(EventRequestRow, id, a, b, asked_by, priority, session, fixed_slot, state, valid_until,
            note, hindrance, hindrance_label, slot, table)
};

struct EventMeetingRow {
  int64_t meeting = 0;
  std::string a, b;  // participants
  int64_t slot = 0, table = 0;

  LM_FIELDS(EventMeetingRow, meeting, a, b, slot, table)
};

struct EventNotice {
  std::string participant;
  std::string name;
  TextPair words;

  LM_FIELDS(EventNotice, participant, name, words)
};

struct EventConflict {
  TextPair words;
  std::vector<TextPair> reasons;      // each request in it
  std::vector<std::string> requests;  // ids
  bool minimal = false;

  LM_FIELDS(EventConflict, words, reasons, requests, minimal)
};

// The timetable that stands now.
struct EventPlan {
  int64_t number = 0;
  std::string made_at;
  bool outdated = false;  // the event has changed since in a way that matters to the timetable
  // For the owner alone, as docs/formats/event.md says.
  std::optional<std::string> status;
  std::optional<int64_t> breaks, bound;
  std::optional<int64_t> wishes_lost, wishes_lost_bound;
  std::optional<int64_t> overburdened, spread, table_changes;
  std::optional<int64_t> moved, moved_bound;
  std::vector<EventMeetingRow> meetings;
  std::optional<std::string> told_at;  // empty: nobody has been told anything
  bool told = false;                   // what was told is this timetable
  std::vector<EventNotice> notices;    // who must be told what

  LM_FIELDS(EventPlan, number, made_at, outdated, status, breaks, bound, wishes_lost,
            wishes_lost_bound, overburdened, spread, table_changes, moved, moved_bound, meetings,
            told_at, told, notices)
};

struct EventDetail : EventRow {
  std::string note;
  std::vector<std::string> slot_starts;
  int64_t slot_minutes = 0;
  int64_t morning_slots = 0;
  std::optional<int64_t> max_breaks;
  std::vector<EventParticipantRow> participant_list;
  std::vector<EventRequestRow> request_list;
  std::optional<EventPlan> plan;
  std::vector<HistoryEntry> history;

  LM_FIELDS_OF(EventDetail, EventRow, note, slot_starts, slot_minutes, morning_slots, max_breaks,
               participant_list, request_list, plan, history)
};

// Planning, as it goes on or as it ended.
struct EventJob {
  std::string state = "idle";  // idle, waiting, running, done, failed
  std::string mode;            // plan, replan
  double seconds_max = 0;
  std::optional<int64_t> wishes_lost, breaks, bound;  // so far
  // Of done: planned, kept (what stood was as good), infeasible, unknown (the time was too short).
  std::string outcome;
  std::optional<EventConflict> conflict;
  std::optional<TextPair> error;  // of failed

  LM_FIELDS(EventJob, state, mode, seconds_max, wishes_lost, breaks, bound, outcome, conflict,
            error)
};

// Two who should meet: the one needs what the other offers.
struct EventSuggestion {
  std::string a, b;  // participants: who needs, who offers
  std::string a_name, b_name;
  std::string need, offer;  // in words
  double score = 0;         // 0 to 100
  std::vector<MatchPart> parts;

  LM_FIELDS(EventSuggestion, a, b, a_name, b_name, need, offer, score, parts)
};

struct EventSuggestions {
  std::vector<EventSuggestion> items;  // best first

  LM_FIELDS(EventSuggestions, items)
};

// What a meeting's move to a slot would do.
struct EventSlotMove {
  int64_t slot = 0;
  std::vector<TextPair> obstacles;  // empty: it can go there, to any of the free tables
  std::vector<int64_t> free_tables;
  int64_t breaks = 0;  // summed over participants, afterwards

  LM_FIELDS(EventSlotMove, slot, obstacles, free_tables, breaks)
};

struct EventMoves {
  int64_t number = 0;  // of the timetable
  int64_t meeting = 0;
  int64_t breaks = 0;  // now
  std::vector<EventSlotMove> slots;

  LM_FIELDS(EventMoves, number, meeting, breaks, slots)
};

struct EventMove {
  bool applied = false;
  int64_t number = 0;               // of the timetable that stands now
  std::vector<TextPair> obstacles;  // empty: it can be done
  int64_t breaks_before = 0, breaks_after = 0;
  int64_t slot = 0;
  std::optional<int64_t> table;  // the one taken where any was asked for

  LM_FIELDS(EventMove, applied, number, obstacles, breaks_before, breaks_after, slot, table)
};

// ---- In

struct EventInput {
  std::string title;
  std::string date;                      // YYYY-MM-DD
  std::vector<std::string> slot_starts;  // "09:00"
  int64_t slot_minutes = 0;
  int64_t tables = 0;
  std::optional<std::string> place;
  std::optional<int64_t> morning_slots;  // those that begin before noon
  std::optional<int64_t> max_breaks;
  std::optional<std::string> note;
  std::optional<std::string> key;       // made if left out
  std::optional<std::string> audience;  // alliance

  LM_FIELDS(EventInput, title, date, slot_starts, slot_minutes, tables, place, morning_slots,
            max_breaks, note, key, audience)
  static FieldRules Rules();
};

// What is left out stays; null empties what may be empty.
struct EventPatch {
  int64_t version = 0;  // as the client last saw it
  std::optional<std::string> title;
  std::optional<std::string> place;
  std::optional<std::string> date;
  std::optional<std::string> state;
  std::optional<std::vector<std::string>> slot_starts;
  std::optional<int64_t> slot_minutes;
  std::optional<int64_t> morning_slots;  // left out with new slot_starts: those before noon
  std::optional<int64_t> tables;
  std::optional<std::optional<int64_t>> max_breaks;
  std::optional<std::string> note;
  std::optional<std::string> audience;

  LM_FIELDS(EventPatch, version, title, place, date, state, slot_starts, slot_minutes,
            morning_slots, tables, max_breaks, note, audience)
  static FieldRules Rules();
};

struct EventParticipantInput {
  std::optional<std::string> organisation;  // id; left out: a guest
  std::optional<std::string> name;          // of a guest
  std::optional<std::string> contact;
  std::optional<std::string> state;  // invited
  std::vector<int64_t> unavailable;
  std::optional<int64_t> max_meetings;

  LM_FIELDS(EventParticipantInput, organisation, name, contact, state, unavailable, max_meetings)
  static FieldRules Rules();
};

struct EventParticipantsInput {
  std::vector<EventParticipantInput> participants;

  LM_FIELDS(EventParticipantsInput, participants)
  static FieldRules Rules();
};

struct EventParticipantPatch {
  std::optional<std::string> name;  // of a guest
  std::optional<std::string> contact;
  std::optional<std::string> state;
  std::optional<std::vector<int64_t>> unavailable;
  std::optional<std::optional<int64_t>> max_meetings;

  LM_FIELDS(EventParticipantPatch, name, contact, state, unavailable, max_meetings)
  static FieldRules Rules();
};

struct EventRequestInput {
  std::string a, b;                     // participants
  std::optional<std::string> asked_by;  // office
  std::optional<std::string> priority;  // wish
  std::optional<std::string> session;   // any
  std::optional<int64_t> fixed_slot;
  std::optional<std::string> state;        // accepted if the office asks, otherwise asked
  std::optional<std::string> valid_until;  // YYYY-MM-DD, the last day to answer
  std::optional<std::string> note;

  LM_FIELDS(EventRequestInput, a, b, asked_by, priority, session, fixed_slot, state, valid_until,
            note)
  static FieldRules Rules();
};

struct EventRequestsInput {
  std::vector<EventRequestInput> requests;

  LM_FIELDS(EventRequestsInput, requests)
  static FieldRules Rules();
};

struct EventRequestPatch {
  std::optional<std::string> priority;
  std::optional<std::string> session;
  std::optional<std::optional<int64_t>> fixed_slot;
  std::optional<std::string> state;
  std::optional<std::optional<std::string>> valid_until;
  std::optional<std::string> note;

  LM_FIELDS(EventRequestPatch, priority, session, fixed_slot, state, valid_until, note)
  static FieldRules Rules();
};

struct EventPlanInput {
  std::string mode;               // plan: the best there is; replan: from what stands, fewest moves
  std::optional<double> seconds;  // at most; 5

  LM_FIELDS(EventPlanInput, mode, seconds)
  static FieldRules Rules();
};

struct EventMoveInput {
  int64_t number = 0;  // of the timetable that the client saw
  int64_t meeting = 0;
  int64_t slot = 0;
  std::optional<int64_t> table;  // left out: where it sits now if that is free, else the first free
  std::optional<bool> dry_run;   // true: say what it would do, and do nothing

  LM_FIELDS(EventMoveInput, number, meeting, slot, table, dry_run)
  static FieldRules Rules();
};

struct EventToldInput {
  int64_t number = 0;  // of the timetable that the participants were told

  LM_FIELDS(EventToldInput, number)
  static FieldRules Rules() { return {}; }
};

}  // namespace lianmeng::app
