#include "event/move.h"

#include <algorithm>

#include "base/check.h"

namespace lianmeng::event {
namespace {

using Kind = Obstacle::Kind;

Placement PlacementOf(const Seating& seating) {
  Placement placement;
  placement.reserve(seating.size());
  for (const Seat& seat : seating) placement.push_back(seat.slot);
  return placement;
}

int32_t BreaksOf(const std::vector<Day>& days) {
  int32_t breaks = 0;
  for (const Day& day : days) breaks += day.breaks;
  return breaks;
}

// What the meeting asks for itself.
void AddOwn(const Event& event, const Meeting& meeting, SlotIndex slot,
            std::vector<Obstacle>& obstacles) {
  const bool morning = slot < event.morning_slots;
  if ((meeting.session == Session::kMorning && !morning) ||
      (meeting.session == Session::kAfternoon && morning)) {
    obstacles.push_back({Kind::kSession});
  }
  if (meeting.fixed_slot && *meeting.fixed_slot != slot) obstacles.push_back({Kind::kFixedSlot});
}

bool Has(const Meeting& meeting, ParticipantIndex participant) {
  return meeting.a == participant || meeting.b == participant;
}

void AddPeople(const Event& event, const Seating& seating, MeetingIndex meeting, SlotIndex slot,
               std::vector<Obstacle>& obstacles) {
  const Meeting& moved = event.meetings[Index(meeting)];
  for (const ParticipantIndex p : {moved.a, moved.b}) {
    const std::vector<SlotIndex>& away = event.participants[Index(p)].unavailable;
    if (std::find(away.begin(), away.end(), slot) != away.end()) {
      obstacles.push_back({Kind::kUnavailable, p});
    }
    for (size_t m = 0; m < seating.size(); ++m) {
      if (seating[m].slot != slot || m == Index(meeting) || !Has(event.meetings[m], p)) continue;
      obstacles.push_back({Kind::kBusy, p, static_cast<MeetingIndex>(m)});
    }
  }
}

void AddTable(const Event& event, const Seating& seating, MeetingIndex meeting, const Seat& to,
              std::vector<Obstacle>& obstacles) {
  if (to.table == kNowhere) {
    if (FreeTables(event, seating, to.slot, meeting).empty()) {
      obstacles.push_back({Kind::kTableTaken});
    }
    return;
  }
  for (size_t m = 0; m < seating.size(); ++m) {
    if (m == Index(meeting) || seating[m] != to) continue;
    obstacles.push_back({Kind::kTableTaken, kNowhere, static_cast<MeetingIndex>(m)});
  }
}

void AddOrder(const Event& event, const Seating& seating, MeetingIndex meeting, SlotIndex slot,
              std::vector<Obstacle>& obstacles) {
  for (const MeetingIndex earlier : event.meetings[Index(meeting)].after) {
    const SlotIndex at = seating[Index(earlier)].slot;
    if (at != kNowhere && at >= slot) obstacles.push_back({Kind::kBefore, kNowhere, earlier});
  }
  for (size_t m = 0; m < seating.size(); ++m) {
    const std::vector<MeetingIndex>& after = event.meetings[m].after;
    if (std::find(after.begin(), after.end(), meeting) == after.end()) continue;
    if (seating[m].slot != kNowhere && seating[m].slot <= slot) {
      obstacles.push_back({Kind::kAfter, kNowhere, static_cast<MeetingIndex>(m)});
    }
  }
}

}  // namespace

std::vector<TableIndex> FreeTables(const Event& event, const Seating& seating, SlotIndex slot,
                                   MeetingIndex meeting) {
  std::vector<bool> taken(Index(event.tables));
  for (size_t m = 0; m < seating.size(); ++m) {
    if (m != Index(meeting) && seating[m].slot == slot) taken[Index(seating[m].table)] = true;
  }
  std::vector<TableIndex> free;
  for (TableIndex table = 0; table < event.tables; ++table) {
    if (!taken[Index(table)]) free.push_back(table);
  }
  return free;
}

Move JudgeMove(const Event& event, const Seating& seating, MeetingIndex meeting, const Seat& to) {
  CHECK(meeting >= 0 && Index(meeting) < event.meetings.size());
  Move move;
  Placement placement = PlacementOf(seating);
  move.breaks_before = move.breaks_after = BreaksOf(DaysOf(event, placement));
  if (to.slot < 0 || to.slot >= event.slots) move.obstacles.push_back({Kind::kNoSuchSlot});
  if (to.table < kNowhere || to.table >= event.tables) {
    move.obstacles.push_back({Kind::kNoSuchTable});
  }
  if (!move.obstacles.empty()) return move;
  AddOwn(event, event.meetings[Index(meeting)], to.slot, move.obstacles);
  AddPeople(event, seating, meeting, to.slot, move.obstacles);
  AddTable(event, seating, meeting, to, move.obstacles);
  AddOrder(event, seating, meeting, to.slot, move.obstacles);
  placement[Index(meeting)] = to.slot;
  const std::vector<Day> days = DaysOf(event, placement);
  move.breaks_after = BreaksOf(days);
  if (!event.breaks_max) return move;
  for (size_t p = 0; p < days.size(); ++p) {
    if (days[p].breaks <= *event.breaks_max) continue;
    move.obstacles.push_back({Kind::kBreaksMax, static_cast<ParticipantIndex>(p)});
  }
  return move;
}

}  // namespace lianmeng::event
