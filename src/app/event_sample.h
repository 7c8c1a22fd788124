// A sample of a matchmaking event (样例) among the sample organisations of a region, so that there is
// something to look at before the first real one: made by the program, marked as such everywhere.
#pragma once

#include "app/event_views.h"
#include "app/platform.h"

namespace lianmeng::app {

struct SampleEvent {
  std::string chain = "robot";  // key of the chain whose needs and makers meet
  int participants = 32;        // at most
  int requests = 32;            // at most
  double seconds_max = 2;       // of planning
};

inline constexpr const char* kSampleEventKey = "SAMPLE-EVENT";

// Two weeks from today, in state planned, with one request in each state and one participant who does
// not come. Nothing is changed if it is there already. Deterministic for a region and a day but
// for the ids, unless planning is cut short.
// Errors: kNotFound for an unknown chain; kConflict for a region without sample organisations whose
//         needs and offers meet.
[[nodiscard]] Result<EventRow> MakeSampleEvent(Platform& platform, const SampleEvent& options);

}  // namespace lianmeng::app
