// Synthetic matchmaking events that are known to have a timetable, for tests and benchmarks.
//
// A timetable is drawn first, slot by slot: pairs of participants that have not met yet, drawn by
// popularity, until the slots hold the meetings asked for. Then wishes for a session, fixed
// slots, orders and slots in which someone cannot come are drawn among those that the timetable
// satisfies. Which timetable it was is not told. Deterministic for a seed.
// Sizes of published events: 42 to 78 participants, 125 to 302 meetings, 8 to 22 slots, 12 to 27
// tables, up to 98 % of places taken (Bofill et al., JAIR 74, 2022).
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "event/event.h"

namespace lianmeng::event {

struct SyntheticEvent {
  int32_t participants = 60;
  int32_t meetings = 200;
  int32_t slots = 14;
  std::optional<int32_t> morning_slots;  // left out: four sevenths of the slots
  int32_t tables = 16;
  double session_share = 0.2;  // meetings that ask for the morning or the afternoon
  double unavailable_share =
      0.1;  // participants that cannot come for up to a quarter of their idle slots
  double fixed_share = 0.02;  // meetings in a fixed slot
  double after_share = 0.05;  // meetings that come after another of one of the two
  double wish_share = 0.0;    // meetings that are wishes
  double unevenness = 0.5;    // σ of the logarithm of popularity
  uint64_t seed = 1;
};

// Errors: kInvalidArgument with the field: more meetings than places, too few participants for
//         that many different pairs in that many slots, shares outside 0 to 1.
[[nodiscard]] Result<Event> MakeSyntheticEvent(const SyntheticEvent& options);

}  // namespace lianmeng::event
