// An event that changed after its timetable was told: a late joiner, somebody who does not come, a
// meeting cancelled, asked for or refused. The new timetable moves as few meetings as can be.
//
// In this order: all musts, most wishes, fewest meetings that change slot or lose it. Both counts
// are proven by cores (event/core_guided.h). Breaks come as they are: moving more to have fewer is
// PlanTimetable's work. An event whose clauses would not fit into memory (TimetableModel::Fits) is
// answered kUnknown.
// Cost:     with few changes little more than building the clauses; docs/benchmarks.md has
//           figures.
#pragma once

#include "event/timetable.h"

namespace lianmeng::event {

struct Replanned {
  TimetableStatus status = TimetableStatus::kUnknown;  // kOptimal: both counts are proven
  Seating seating;
  Quality quality;
  int32_t moved = 0, moved_bound = 0;  // of the meetings that had a slot
  std::optional<Conflict> conflict;
};

struct ReplanOptions {
  std::function<bool()> stop;  // asked often; empty: never
};

// Requires: Validate(event); `before` has a seat, or none, for each of event.meetings; slots may
//           be such as the event has no more.
[[nodiscard]] Replanned Replan(const Event& event, const Seating& before,
                               const ReplanOptions& options);

}  // namespace lianmeng::event
