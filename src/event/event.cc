#include "event/event.h"

#include <algorithm>
#include <string>

#include "base/check.h"

namespace lianmeng::event {
namespace {

Error Wrong(std::string pointer, int64_t value, TextPair message) {
  return MakeError(
      ErrorCode::kInvalidArgument, std::move(message),
      {.file = {}, .line = 0, .field = std::move(pointer), .value = std::to_string(value)});
}

Status InRange(const std::string& pointer, int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high) return Ok{};
  const std::string from = std::to_string(low), to = std::to_string(high);
  return Wrong(pointer, value,
               {"应在 " + from + " 到 " + to + " 之间", "must lie between " + from + " and " + to});
}

Status ValidateParticipant(const Event& event, size_t index) {
  const std::string pointer = "/participants/" + std::to_string(index);
  const Participant& participant = event.participants[index];
  for (size_t i = 0; i < participant.unavailable.size(); ++i) {
    LM_TRY(InRange(pointer + "/unavailable/" + std::to_string(i),
                   int64_t{participant.unavailable[i]} + 1, 1, event.slots));
  }
  if (participant.meetings_max) {
    LM_TRY(InRange(pointer + "/meetings_max", *participant.meetings_max, 0, kSlotsMax));
  }
  return Ok{};
}

Status ValidateMeeting(const Event& event, size_t index) {
  const std::string pointer = "/meetings/" + std::to_string(index);
  const Meeting& meeting = event.meetings[index];
  const int64_t participants = static_cast<int64_t>(event.participants.size());
  LM_TRY(InRange(pointer + "/a", meeting.a, 0, participants - 1));
  LM_TRY(InRange(pointer + "/b", meeting.b, 0, participants - 1));
  if (meeting.a == meeting.b) {
    return Wrong(pointer + "/b", meeting.b, {"不能与自己会谈", "cannot meet itself"});
  }
  if (meeting.fixed_slot) {
    const std::string fixed = pointer + "/fixed_slot";
    const int64_t slot = int64_t{*meeting.fixed_slot} + 1;
    LM_TRY(InRange(fixed, slot, 1, event.slots));
    const bool morning = slot <= event.morning_slots;
    if ((meeting.session == Session::kMorning && !morning) ||
        (meeting.session == Session::kAfternoon && morning)) {
      return Wrong(fixed, slot, {"不在所要求的半天内", "lies outside of the session asked for"});
    }
  }
  for (size_t i = 0; i < meeting.after.size(); ++i) {
    const std::string place = pointer + "/after/" + std::to_string(i);
    LM_TRY(InRange(place, meeting.after[i], 0, static_cast<int64_t>(event.meetings.size()) - 1));
    if (static_cast<size_t>(meeting.after[i]) == index) {
      return Wrong(place, meeting.after[i], {"不能排在自己之后", "cannot come after itself"});
    }
  }
  return Ok{};
}

// Kahn's algorithm: what is left over when no meeting without an open predecessor remains is, or
// hangs on, a circle; walking back from any of it arrives on one.
Status RefuseCircles(const Event& event) {
  const size_t count = event.meetings.size();
  std::vector<std::vector<size_t>> next(count);
  std::vector<size_t> open(count, 0);
  for (size_t m = 0; m < count; ++m) {
    for (const MeetingIndex earlier : event.meetings[m].after) {
      next[static_cast<size_t>(earlier)].push_back(m);
      ++open[m];
    }
  }
  std::vector<size_t> ready;
  for (size_t m = 0; m < count; ++m) {
    if (open[m] == 0) ready.push_back(m);
  }
  for (size_t i = 0; i < ready.size(); ++i) {
    for (const size_t later : next[ready[i]]) {
      if (--open[later] == 0) ready.push_back(later);
    }
  }
  if (ready.size() == count) return Ok{};
  size_t at = 0;
  while (open[at] == 0) ++at;
  const auto back = [&](size_t m) {
    const auto& after = event.meetings[m].after;
    return static_cast<size_t>(*std::find_if(after.begin(), after.end(), [&](MeetingIndex e) {
      return open[static_cast<size_t>(e)] > 0;
    }));
  };
  for (size_t step = 0; step < count; ++step) at = back(at);
  std::string circle = std::to_string(at);
  constexpr size_t kShown = 200;  // characters
  for (size_t m = back(at); m != at; m = back(m)) {
    if (circle.size() < kShown) circle += " > " + std::to_string(m);
  }
  if (circle.size() >= kShown) circle += " > ...";
  return MakeError(ErrorCode::kInvalidArgument,
                   {"会谈的先后要求构成循环", "meetings come after each other in a circle"},
                   {.file = {},
                    .line = 0,
                    .field = "/meetings/" + std::to_string(at) + "/after",
                    .value = circle + " > " + std::to_string(at)});
}

}  // namespace

std::vector<Day> DaysOf(const Event& event, const Placement& placement) {
  const size_t slots = Index(event.slots);
  std::vector<bool> busy(event.participants.size() * slots);
  for (size_t m = 0; m < placement.size(); ++m) {
    if (placement[m] == kNowhere) continue;
    busy[Index(event.meetings[m].a) * slots + Index(placement[m])] = true;
    busy[Index(event.meetings[m].b) * slots + Index(placement[m])] = true;
  }
  std::vector<Day> days(event.participants.size());
  for (size_t p = 0; p < days.size(); ++p) {
    int32_t runs = 0;
    for (size_t t = 0; t < slots; ++t) {
      if (!busy[p * slots + t]) continue;
      ++days[p].meetings;
      runs += t == 0 || !busy[p * slots + t - 1];
    }
    days[p].breaks = std::max(0, runs - 1);
  }
  return days;
}

Quality Judge(const Event& event, const Placement& placement) {
  CHECK(placement.size() == event.meetings.size());
  Quality quality;
  for (size_t m = 0; m < placement.size(); ++m) {
    if (placement[m] == kNowhere && event.meetings[m].priority == Priority::kWish) {
      ++quality.wishes_lost;
    }
  }
  int32_t most = 0, fewest = INT32_MAX;
  for (const Day& day : DaysOf(event, placement)) {
    if (day.meetings < 2) continue;
    quality.breaks += day.breaks;
    quality.overburdened += day.breaks > kBreaksWished;
    most = std::max(most, day.breaks);
    fewest = std::min(fewest, day.breaks);
  }
  quality.spread = fewest == INT32_MAX ? 0 : most - fewest;
  return quality;
}

std::vector<SlotIndex> SlotsOf(const Event& event, MeetingIndex index) {
  const Meeting& meeting = event.meetings[static_cast<size_t>(index)];
  std::vector<bool> open(static_cast<size_t>(event.slots), true);
  for (const ParticipantIndex p : {meeting.a, meeting.b}) {
    for (const SlotIndex slot : event.participants[static_cast<size_t>(p)].unavailable) {
      open[static_cast<size_t>(slot)] = false;
    }
  }
  std::vector<SlotIndex> slots;
  for (SlotIndex t = 0; t < event.slots; ++t) {
    const bool morning = t < event.morning_slots;
    const bool session =
        meeting.session == Session::kAny || (meeting.session == Session::kMorning) == morning;
    if (session && open[static_cast<size_t>(t)] && (!meeting.fixed_slot || meeting.fixed_slot == t))
      slots.push_back(t);
  }
  return slots;
}

Status Validate(const Event& event) {
  LM_TRY(InRange("/slots", event.slots, 1, kSlotsMax));
  LM_TRY(InRange("/morning_slots", event.morning_slots, 0, event.slots));
  LM_TRY(InRange("/tables", event.tables, 0, kTablesMax));
  LM_TRY(InRange("/participants", static_cast<int64_t>(event.participants.size()), 0,
                 kParticipantsMax));
  LM_TRY(InRange("/meetings", static_cast<int64_t>(event.meetings.size()), 0, kMeetingsMax));
  if (event.breaks_max) {
    LM_TRY(InRange("/max_breaks_per_participant", *event.breaks_max, 0, kSlotsMax));
  }
  for (size_t p = 0; p < event.participants.size(); ++p) LM_TRY(ValidateParticipant(event, p));
  for (size_t m = 0; m < event.meetings.size(); ++m) LM_TRY(ValidateMeeting(event, m));
  return RefuseCircles(event);
}

}  // namespace lianmeng::event
