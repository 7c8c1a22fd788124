// Timetables for files: plan an event, plan it again after a change, check what was planned, and
// make events to try (docs/formats/event.md), without a database.
//
// No timetable is written that event/timetable_checker.h has not checked. Nothing appears under
// its name before all of it is there.
// Errors:   of the files; kInternal if the checker refuses what was planned.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "app/event_file.h"
#include "base/progress.h"
#include "event/synthetic_event.h"
#include "event/timetable.h"

namespace lianmeng::app {

struct PlanOptions {
  std::function<bool()> stop;  // asked often, from two threads; empty: never
  std::function<void(const event::TimetableNews&)> on_news;
  uint64_t seed = 1;
};

// The best timetable, or the best so far with its bound when `stop` holds. Without files.
[[nodiscard]] Result<TimetableText> PlanEvent(const EventFile& event, const PlanOptions& options);

struct PlanEventOptions {
  std::string event;  // file
  std::string out;    // timetable; empty: standard output
  double seconds_max = 60;
  uint64_t seed = 1;
};

// When the time is over, or the work is cancelled, the best so far is written with its bound.
// The phases of `progress` tell what is known so far.
[[nodiscard]] Result<TimetableText> PlanEventFile(const PlanEventOptions& options,
                                                  Progress& progress);

struct ReplanEventOptions {
  std::string event;   // file, with the change
  std::string before;  // the timetable that was told
  std::string out;     // the new one; empty: standard output
  double seconds_max = 10;
};

// Meetings are the same before and after if their two participants are: those of one index first,
// then in the order of the files. So meetings may be taken out of the event's list and added to
// it. A timetable without ids goes by its indices.
[[nodiscard]] Result<TimetableText> ReplanEventFile(const ReplanEventOptions& options,
                                                    Progress& progress);

// The same without files. Errors: kInvalidArgument with a JSON pointer into `before`.
[[nodiscard]] Result<TimetableText> ReplanEvent(const EventFile& event, const TimetableText& before,
                                                const std::function<bool()>& stop);

// An event with its timetable, which keeps every rule.
struct PlannedEvent {
  EventFile file;
  event::Seating seating;
};

// Errors: kInvalidArgument with the first rule that the timetable breaks.
[[nodiscard]] Result<PlannedEvent> CheckPlannedEvent(EventFile event,
                                                     const TimetableText& timetable);

// The timetable with another seating, made by hand from that of `before`: what was proven of the
// event stays proven, and what is claimed of the seating is counted again.
// Errors: kInternal if the seating breaks a rule: the caller asks event/move.h first.
[[nodiscard]] Result<TimetableText> ReseatEvent(const EventFile& event, const TimetableText& before,
                                                const event::Seating& seating);

// The same with both from files.
[[nodiscard]] Result<PlannedEvent> ReadPlannedEvent(const std::string& event,
                                                    const std::string& timetable);

// Errors: of the options and the file.
[[nodiscard]] Status GenerateEventFile(const event::SyntheticEvent& options,
                                       const std::string& out);

}  // namespace lianmeng::app
