// What a timetable says to people: which requests stand against each other, and who must be told
// what.
#pragma once

#include <string>
#include <vector>

#include "app/event_file.h"
#include "base/text_pair.h"
#include "event/conflict.h"

namespace lianmeng::app {

// "会谈 3（A 与 B）固定在第 2 时段": meetings by their index in the file and their two participants.
[[nodiscard]] TextPair Describe(const EventFile& file, const event::Request& request);

[[nodiscard]] TimetableConflict Describe(const EventFile& file, const event::Conflict& conflict);

// A meeting before and after a change; kNowhere: not in the one or the other.
struct MeetingChange {
  std::string a, b;  // ids
  event::Seat before, after;
};

// One notice for each of the two participants of each change, by participant and then by slot.
[[nodiscard]] std::vector<TimetableNotice> Notices(const std::vector<MeetingChange>& changes);

}  // namespace lianmeng::app
