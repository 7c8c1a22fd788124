// The timetable of an event, proven to be the best there is, or the best found and how far it can
// be from it.
//
// Example:  const Timetable timetable = PlanTimetable(event, {.stop = deadline});
//
// In this order: all meetings that must take place, most wishes, fewest breaks summed over
// participants, fewest participants with more than two breaks, least spread of breaks, few table
// changes. The first four counts are proven by cores (event/core_guided.h), the spread by asking
// for less, table changes are not proven (event/table_plan.h).
//
// A search (event/timetable_search.h) gives a good timetable at once and makes it better in one
// thread, while in another the proof comes from below; after each round they tell each other what
// they have. Rounds are counted in moves and conflicts, not in seconds: unless stopped, equal
// input gives equal output.
// Cost:     exponential in the worst case; docs/benchmarks.md has what events of published size
//           take. An event whose clauses would not fit into memory (TimetableModel::Fits) is
//           searched only.
#pragma once

#include <functional>
#include <optional>

#include "event/conflict.h"
#include "event/event.h"

namespace lianmeng::event {

// What is known so far.
struct TimetableNews {
  Quality best;
  int32_t wishes_lost_bound = 0;
  int32_t breaks_bound = 0;  // with as few wishes lost as proven possible; 0 before that is known
};

struct TimetableOptions {
  std::function<bool()> stop;  // asked often, from two threads; empty: never
  std::function<void(const TimetableNews&)> on_news;
  uint64_t seed = 1;
};

enum class TimetableStatus : uint8_t {
  kOptimal,     // wishes and breaks are proven
  kFeasible,    // stopped with a timetable, or it is too large to be proven
  kInfeasible,  // the musts cannot all be met; `conflict` says which
  kUnknown,     // stopped without a timetable
};

struct Timetable {
  TimetableStatus status = TimetableStatus::kUnknown;
  Seating seating;  // of kOptimal and kFeasible
  Quality quality;
  int32_t wishes_lost_bound = 0, breaks_bound = 0;
  bool even_proven = false;  // overburdened and spread cannot be less either
  int32_t table_changes = 0;
  std::optional<Conflict> conflict;
};

// Requires: Validate(event).
[[nodiscard]] Timetable PlanTimetable(const Event& event, const TimetableOptions& options);

}  // namespace lianmeng::event
