// What a timetable says to people: which requests stand against each other, and who must be told
// what.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/event_file.h"
#include "base/text_pair.h"
#include "event/conflict.h"
#include "event/move.h"

namespace lianmeng::app {

// "会谈 3（A 与 B）固定在第 2 时段": meetings by their index in the file and their two participants'
// names; "A 与 B 的会谈固定在第 2 时段" where people know no indices.
[[nodiscard]] TextPair Describe(const EventFile& file, const event::Request& request);

[[nodiscard]] TimetableConflict Describe(const EventFile& file, const event::Conflict& conflict);

// Why a meeting cannot be moved: one rule that stands against it.
[[nodiscard]] TextPair Describe(const EventFile& file, const event::Obstacle& obstacle);

// A meeting before and after a change; kNowhere: not in the one or the other.
struct MeetingChange {
  std::string a, b;  // ids
  event::Seat before, after;
};

// What people call the participant of an id.
using ParticipantNamer = std::function<std::string(const std::string& id)>;

// One notice for each of the two participants of each change, by participant and then by slot.
[[nodiscard]] std::vector<TimetableNotice> Notices(const std::vector<MeetingChange>& changes,
                                                   const ParticipantNamer& name_of);

}  // namespace lianmeng::app
