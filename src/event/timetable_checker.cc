#include "event/timetable_checker.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace lianmeng::event {
namespace {

Error Broken(const std::string& pointer, std::string value, TextPair rule) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(rule),
                   {.file = {}, .line = 0, .field = pointer, .value = std::move(value)});
}

std::string Of(size_t meeting) { return "/meetings/" + std::to_string(meeting); }

// What one meeting asks for by itself.
Status CheckMeeting(const Event& event, size_t m, const Seat& seat) {
  const Meeting& meeting = event.meetings[m];
  const std::string slot = std::to_string(seat.slot + 1), table = std::to_string(seat.table + 1);
  if (seat.slot == kNowhere && seat.table == kNowhere) {
    if (meeting.priority == Priority::kWish) return Ok{};
    return Broken(Of(m), {}, {"必须的会谈没有安排", "a meeting that must take place has no slot"});
  }
  if (seat.slot < 0 || seat.slot >= event.slots) {
    return Broken(Of(m) + "/slot", slot, {"没有这个时段", "there is no such slot"});
  }
  if (seat.table < 0 || seat.table >= event.tables) {
    return Broken(Of(m) + "/table", table, {"没有这张桌", "there is no such table"});
  }
  const bool morning = seat.slot < event.morning_slots;
  if ((meeting.session == Session::kMorning && !morning) ||
      (meeting.session == Session::kAfternoon && morning)) {
    return Broken(Of(m) + "/slot", slot,
                  {"不在所要求的半天内", "lies outside of the session asked for"});
  }
  if (meeting.fixed_slot && *meeting.fixed_slot != seat.slot) {
    return Broken(Of(m) + "/slot", slot, {"不是固定的时段", "is not the fixed slot"});
  }
  for (const ParticipantIndex p : {meeting.a, meeting.b}) {
    const auto& unavailable = event.participants[Index(p)].unavailable;
    if (std::find(unavailable.begin(), unavailable.end(), seat.slot) != unavailable.end()) {
      return Broken(Of(m) + "/slot", slot, {"有一方不能到场", "one of the two cannot come then"});
    }
  }
  return Ok{};
}

Status CheckOrders(const Event& event, const Seating& seating) {
  for (size_t m = 0; m < seating.size(); ++m) {
    if (seating[m].slot == kNowhere) continue;
    for (const MeetingIndex earlier : event.meetings[m].after) {
      const SlotIndex then = seating[Index(earlier)].slot;
      if (then == kNowhere || then < seating[m].slot) continue;
      return Broken(
          Of(m) + "/slot", std::to_string(seating[m].slot + 1),
          {"不晚于应排在它之前的会谈 " + std::to_string(earlier),
           "is not later than meeting " + std::to_string(earlier) + ", which must come before it"});
    }
  }
  return Ok{};
}

// The slots of each participant, ascending; refuses two meetings at once and a table taken twice.
Result<std::map<ParticipantIndex, std::set<SlotIndex>>> SlotsOfAll(const Event& event,
                                                                   const Seating& seating) {
  std::map<ParticipantIndex, std::set<SlotIndex>> slots;
  std::set<std::pair<SlotIndex, TableIndex>> tables;
  for (size_t m = 0; m < seating.size(); ++m) {
    const Seat& seat = seating[m];
    if (seat.slot == kNowhere) continue;
    if (!tables.insert({seat.slot, seat.table}).second) {
      return Broken(Of(m) + "/table", std::to_string(seat.table + 1),
                    {"此时段这张桌已有会谈", "the table is taken in this slot"});
    }
    for (const ParticipantIndex p : {event.meetings[m].a, event.meetings[m].b}) {
      if (slots[p].insert(seat.slot).second) continue;
      return Broken(Of(m) + "/slot", std::to_string(seat.slot + 1),
                    {"有一方此时已有会谈", "one of the two has another meeting then"});
    }
  }
  return slots;
}

// Idle stretches between one meeting and the next.
int32_t BreaksOf(const std::set<SlotIndex>& slots) {
  int32_t breaks = 0;
  const SlotIndex* before = nullptr;
  for (const SlotIndex& slot : slots) {
    if (before != nullptr && slot - *before > 1) ++breaks;
    before = &slot;
  }
  return breaks;
}

}  // namespace

Status CheckTimetable(const Event& event, const Seating& seating, const Claim& claim) {
  if (seating.size() != event.meetings.size()) {
    return Broken("/meetings", std::to_string(seating.size()),
                  {"与会谈的场数不符", "is not the number of meetings"});
  }
  int32_t lost = 0, breaks = 0;
  for (size_t m = 0; m < seating.size(); ++m) {
    LM_TRY(CheckMeeting(event, m, seating[m]));
    lost += seating[m].slot == kNowhere;
  }
  LM_TRY(CheckOrders(event, seating));
  LM_ASSIGN(const auto slots, SlotsOfAll(event, seating));
  for (const auto& [p, of] : slots) {
    const int32_t own = BreaksOf(of);
    const auto& most = event.participants[Index(p)].meetings_max;
    const std::string who = "/participants/" + std::to_string(p);
    if (most && static_cast<int32_t>(of.size()) > *most) {
      return Broken(who, std::to_string(of.size()),
                    {"会谈过多", "has more meetings than it wants"});
    }
    if (event.breaks_max && own > *event.breaks_max) {
      return Broken(who, std::to_string(own), {"空档过多", "has more breaks than allowed"});
    }
    breaks += own;
  }
  if (claim.breaks && breaks != *claim.breaks) {
    return Broken("/breaks", std::to_string(*claim.breaks),
                  {"与数出的空档 " + std::to_string(breaks) + " 不符",
                   "is not the number of breaks, " + std::to_string(breaks)});
  }
  if (claim.wishes_lost && lost != *claim.wishes_lost) {
    return Broken("/wishes_lost", std::to_string(*claim.wishes_lost),
                  {"与未满足的愿望数 " + std::to_string(lost) + " 不符",
                   "is not the number of wishes left out, " + std::to_string(lost)});
  }
  return Ok{};
}

}  // namespace lianmeng::event
