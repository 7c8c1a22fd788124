// The slow, plain reference of event/timetable.h and event/replan.h: every placement of every
// meeting, tried one after another. It shares nothing with them but the records.
//
// Cost:      (slots + 1) to the power of the meetings: for events of half a dozen.
// Requires:  Validate(event).
#pragma once

#include <optional>

#include "event/event.h"

namespace lianmeng::event {

// The quality of the best placement in the order of Quality's fields; empty if the musts cannot
// all be met.
[[nodiscard]] std::optional<Quality> ReferenceTimetable(const Event& event);

// Of the placements that lose the fewest wishes: how many meetings at least leave the slot of
// `before`.
[[nodiscard]] std::optional<int32_t> ReferenceMoves(const Event& event, const Placement& before);

}  // namespace lianmeng::event
