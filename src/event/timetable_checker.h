// Whether a timetable keeps every rule of its event and is as good as it says, without a solver:
// from the records alone, by plain counting. It shares nothing with the planner but the records.
//
// Cost:     O(meetings · log + participants · slots).
#pragma once

#include <optional>

#include "base/result.h"
#include "event/event.h"

namespace lianmeng::event {

// What a timetable says of itself; what it does not say is not compared.
struct Claim {
  std::optional<int32_t> breaks;
  std::optional<int32_t> wishes_lost;
};

// Requires: Validate(event); any seating and claim may be given.
// Errors:   kInvalidArgument: the first rule that does not hold; `field` is a JSON pointer into the
//           timetable's file (/meetings/3, /breaks), `value` what stands there. Indices of
//           meetings count from 0, slots and tables from 1.
[[nodiscard]] Status CheckTimetable(const Event& event, const Seating& seating, const Claim& claim);

}  // namespace lianmeng::event
