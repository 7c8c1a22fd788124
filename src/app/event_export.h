// A timetable as people use it: who meets whom, when and at which table, by participant and by table.
//
// By the file's ending:
//   .xlsx  three sheets: by participant; a grid of slots and tables; wishes without a place
//   .csv   the first of these
//   .html  a page to print, one section for each participant
//   .ics   a calendar (RFC 5545), for which the event must tell when its slots begin
// Times are those of the event's file, taken as Beijing time (UTC+8) in the calendar. A meeting keeps
// its UID whenever the event is planned again, so that calendars move it.
#pragma once

#include <optional>
#include <string>

#include "app/plan_event.h"

namespace lianmeng::app {

enum class ScheduleFormat { kXlsx, kCsv, kHtml, kIcs };

struct ScheduleOptions {
  ScheduleFormat format = ScheduleFormat::kXlsx;
  std::optional<std::string> participant;  // id: this one's meetings alone
  int64_t now_ms = 0;                      // since 1970: DTSTAMP of the calendar
};

// Without files. Errors: kInvalidArgument: an unknown participant, a calendar of an event without
// slot_starts and slot_minutes.
[[nodiscard]] Result<std::string> ScheduleBytes(const PlannedEvent& planned,
                                                const ScheduleOptions& options);

struct ExportEventOptions {
  std::string event, timetable, out;       // files
  std::optional<std::string> participant;  // id: this one's meetings alone
  int64_t now_ms = 0;                      // since 1970: DTSTAMP of the calendar
};

// Errors: of the files; kInvalidArgument: a timetable that breaks a rule, an unknown participant, a
//         calendar of an event without slot_starts and slot_minutes.
[[nodiscard]] Status ExportEvent(const ExportEventOptions& options);

}  // namespace lianmeng::app
