#include "event/reference_timetable.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace lianmeng::event {
namespace {

bool Allowed(const Event& event, const Placement& at) {
  std::map<SlotIndex, int32_t> in_slot;
  std::map<std::pair<ParticipantIndex, SlotIndex>, int32_t> of;
  std::map<ParticipantIndex, int32_t> all;
  for (size_t m = 0; m < at.size(); ++m) {
    const Meeting& meeting = event.meetings[m];
    if (at[m] == kNowhere) {
      if (meeting.priority == Priority::kMust) return false;
      continue;
    }
    if (++in_slot[at[m]] > event.tables) return false;
    if (meeting.session == Session::kMorning && at[m] >= event.morning_slots) return false;
    if (meeting.session == Session::kAfternoon && at[m] < event.morning_slots) return false;
    if (meeting.fixed_slot && *meeting.fixed_slot != at[m]) return false;
    for (const ParticipantIndex p : {meeting.a, meeting.b}) {
      const Participant& participant = event.participants[static_cast<size_t>(p)];
      if (++of[{p, at[m]}] > 1) return false;
      if (participant.meetings_max && ++all[p] > *participant.meetings_max) return false;
      if (std::count(participant.unavailable.begin(), participant.unavailable.end(), at[m]) > 0) {
        return false;
      }
    }
    for (const MeetingIndex earlier : meeting.after) {
      const SlotIndex then = at[static_cast<size_t>(earlier)];
      if (then != kNowhere && then >= at[m]) return false;
    }
  }
  return true;
}

// Idle runs of one participant by walking through the day.
int32_t Breaks(const Event& event, const Placement& at, ParticipantIndex p, int32_t& meetings) {
  int32_t breaks = 0;
  bool met = false, idle = false;
  meetings = 0;
  for (SlotIndex t = 0; t < event.slots; ++t) {
    bool busy = false;
    for (size_t m = 0; m < at.size(); ++m) {
      busy |= at[m] == t && (event.meetings[m].a == p || event.meetings[m].b == p);
    }
    meetings += busy;
    if (busy && met && idle) ++breaks;
    if (busy) met = true;
    idle = !busy;
  }
  return breaks;
}

std::optional<Quality> Rate(const Event& event, const Placement& at) {
  if (!Allowed(event, at)) return std::nullopt;
  Quality quality;
  quality.wishes_lost = static_cast<int32_t>(std::count(at.begin(), at.end(), kNowhere));
  int32_t most = 0, fewest = event.slots;
  for (size_t p = 0; p < event.participants.size(); ++p) {
    int32_t meetings = 0;
    const int32_t breaks = Breaks(event, at, static_cast<ParticipantIndex>(p), meetings);
    if (event.breaks_max && breaks > *event.breaks_max) return std::nullopt;
    if (meetings < 2) continue;
    quality.breaks += breaks;
    quality.overburdened += breaks > 2;
    most = std::max(most, breaks);
    fewest = std::min(fewest, breaks);
  }
  quality.spread = std::max(0, most - fewest);
  return quality;
}

void ForEachPlacement(const Event& event, const std::function<void(const Placement&)>& visit) {
  Placement at(event.meetings.size(), kNowhere);
  for (;;) {
    visit(at);
    size_t m = 0;
    while (m < at.size() && ++at[m] == event.slots) at[m++] = kNowhere;
    if (m == at.size()) return;
  }
}

}  // namespace

std::optional<Quality> ReferenceTimetable(const Event& event) {
  std::optional<Quality> best;
  ForEachPlacement(event, [&](const Placement& at) {
    const std::optional<Quality> quality = Rate(event, at);
    if (quality && (!best || *quality < *best)) best = quality;
  });
  return best;
}

std::optional<int32_t> ReferenceMoves(const Event& event, const Placement& before) {
  std::optional<std::pair<int32_t, int32_t>> best;  // wishes lost, moves
  ForEachPlacement(event, [&](const Placement& at) {
    const std::optional<Quality> quality = Rate(event, at);
    if (!quality) return;
    int32_t moves = 0;
    for (size_t m = 0; m < at.size(); ++m) moves += before[m] != kNowhere && before[m] != at[m];
    const std::pair<int32_t, int32_t> rank{quality->wishes_lost, moves};
    if (!best || rank < *best) best = rank;
  });
  if (!best) return std::nullopt;
  return best->second;
}

}  // namespace lianmeng::event
