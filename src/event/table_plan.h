// Tables for meetings whose slots are known, with few participants changing table.
//
// Slot by slot, a meeting would sit where one of its two participants sat last: in each slot the
// most participants that can stay do (first meetings of two that sat at one table, then a largest
// matching). That is the best for each slot given the ones before, and not proven to be the best
// for all of them.
// Cost:     O(tables · (participants + meetings)) in the worst case, a few microseconds a slot.
#pragma once

#include "event/event.h"

namespace lianmeng::event {

// Requires: the placement holds at most event.tables meetings in each slot (checked).
// `kept`:   seats that stay as they are where their slot is that of the placement; empty: none.
[[nodiscard]] Seating AssignTables(const Event& event, const Placement& placement,
                                   const Seating& kept = {});

// How often a participant's next meeting is at another table.
[[nodiscard]] int32_t TableChanges(const Event& event, const Seating& seating);

}  // namespace lianmeng::event
