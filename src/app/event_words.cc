#include "app/event_words.h"

#include <algorithm>
#include <tuple>

namespace lianmeng::app {
namespace {

std::string Number(int64_t number) { return std::to_string(number); }

TextPair NameOf(const EventFile& file, int32_t index) {
  const event::Meeting& meeting = file.event.meetings[static_cast<size_t>(index)];
  const std::string& a = file.ids[static_cast<size_t>(meeting.a)];
  const std::string& b = file.ids[static_cast<size_t>(meeting.b)];
  return {"会谈 " + Number(index) + "（" + a + " 与 " + b + "）",
          "meeting " + Number(index) + " (" + a + " with " + b + ")"};
}

TextPair Where(const event::Seat& seat) {
  const std::string slot = Number(seat.slot + 1), table = Number(seat.table + 1);
  return {"第 " + slot + " 时段 " + table + " 号桌", "slot " + slot + ", table " + table};
}

TextPair NewsOf(const MeetingChange& change, const std::string& other) {
  if (change.after.slot == event::kNowhere) {
    const TextPair at = Where(change.before);
    return {"取消：与 " + other + " 的会谈（原在" + at.zh + "）",
            "cancelled: the meeting with " + other + " (was in " + at.en + ")"};
  }
  const TextPair now = Where(change.after);
  if (change.before.slot == event::kNowhere) {
    return {"新增：与 " + other + " 会谈，" + now.zh,
            "new: a meeting with " + other + ", " + now.en};
  }
  const TextPair at = Where(change.before);
  return {"改期：与 " + other + " 的会谈由" + at.zh + "改到" + now.zh,
          "moved: the meeting with " + other + " goes from " + at.en + " to " + now.en};
}

}  // namespace

TextPair Describe(const EventFile& file, const event::Request& request) {
  using Kind = event::Request::Kind;
  const bool of_meeting = request.kind == Kind::kMeeting || request.kind == Kind::kSession ||
                          request.kind == Kind::kFixedSlot || request.kind == Kind::kAfter;
  const size_t i = static_cast<size_t>(request.index);
  const TextPair name = of_meeting ? NameOf(file, request.index) : TextPair{};
  switch (request.kind) {
    case Kind::kMeeting:
      return {name.zh + "必须举行", name.en + " must take place"};
    case Kind::kSession:
      return file.event.meetings[i].session == event::Session::kMorning
                 ? TextPair{name.zh + "只能在上午", name.en + " must be in the morning"}
                 : TextPair{name.zh + "只能在下午", name.en + " must be in the afternoon"};
    case Kind::kFixedSlot: {
      const std::string slot = Number(*file.event.meetings[i].fixed_slot + 1);
      return {name.zh + "固定在第 " + slot + " 时段", name.en + " is fixed in slot " + slot};
    }
    case Kind::kAfter: {
      const TextPair other = NameOf(file, request.other);
      return {name.zh + "须晚于" + other.zh, name.en + " must come after " + other.en};
    }
    case Kind::kUnavailable: {
      std::string slots;
      for (const int32_t slot : file.event.participants[i].unavailable) {
        slots += (slots.empty() ? "" : ", ") + Number(slot + 1);
      }
      return {file.ids[i] + " 在第 " + slots + " 时段不能到场",
              file.ids[i] + " cannot come in slot" +
                  (file.event.participants[i].unavailable.size() == 1 ? " " : "s ") + slots};
    }
    case Kind::kMeetingsMax: {
      const std::string most = Number(*file.event.participants[i].meetings_max);
      return {file.ids[i] + " 至多 " + most + " 场会谈",
              file.ids[i] + " wants at most " + most + " meetings"};
    }
    case Kind::kBreaksMax:
      break;
  }
  const std::string most = Number(*file.event.breaks_max);
  return {"每位参加者至多 " + most + " 个空档", "nobody has more than " + most + " breaks"};
}

TimetableConflict Describe(const EventFile& file, const event::Conflict& conflict) {
  TimetableConflict text;
  text.minimal = conflict.minimal;
  for (const event::Request& request : conflict.requests) {
    if (request.kind == event::Request::Kind::kMeeting) text.indices.push_back(request.index);
    const TextPair words = Describe(file, request);
    text.requests.push_back({words.zh, words.en});
  }
  const std::string count = Number(static_cast<int64_t>(conflict.requests.size()));
  const std::string slots = Number(file.event.slots), tables = Number(file.event.tables);
  text.words.zh =
      "下列 " + count + " 条要求在 " + slots + " 个时段、" + tables + " 张桌内不能同时满足";
  text.words.en = "these " + count + " requests cannot all be met in " + slots + " slots with " +
                  tables + " tables";
  if (conflict.minimal) {
    text.words.zh += "；去掉其中任何一条，其余即可满足";
    text.words.en += "; without any one of them the others can";
  }
  return text;
}

std::vector<TimetableNotice> Notices(const std::vector<MeetingChange>& changes) {
  struct Entry {
    std::string id;
    event::SlotIndex slot;
    TimetableNotice notice;
  };
  std::vector<Entry> entries;
  for (const MeetingChange& change : changes) {
    const event::SlotIndex slot =
        change.after.slot == event::kNowhere ? change.before.slot : change.after.slot;
    for (const auto& [id, other] : {std::pair(change.a, change.b), {change.b, change.a}}) {
      const TextPair words = NewsOf(change, other);
      entries.push_back({id, slot, {id, {words.zh, words.en}}});
    }
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& left, const Entry& right) {
    return std::tie(left.id, left.slot) < std::tie(right.id, right.slot);
  });
  std::vector<TimetableNotice> notices;
  for (Entry& entry : entries) notices.push_back(std::move(entry.notice));
  return notices;
}

}  // namespace lianmeng::app
