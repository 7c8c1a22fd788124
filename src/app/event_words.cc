#include "app/event_words.h"

#include <algorithm>
#include <tuple>

namespace lianmeng::app {
namespace {

std::string Number(int64_t number) { return std::to_string(number); }

const std::string& Name(const EventFile& file, event::ParticipantIndex p) { return file.NameOf(p); }

TextPair NameOf(const EventFile& file, event::MeetingIndex index) {
  const event::Meeting& meeting = file.event.meetings[static_cast<size_t>(index)];
  const std::string& a = file.NameOf(meeting.a);
  const std::string& b = file.NameOf(meeting.b);
  if (!file.has_indices) return {a + " 与 " + b + " 的会谈", "the meeting of " + a + " with " + b};
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
      return {Name(file, request.index) + " 在第 " + slots + " 时段不能到场",
              Name(file, request.index) + " cannot come in slot" +
                  (file.event.participants[i].unavailable.size() == 1 ? " " : "s ") + slots};
    }
    case Kind::kMeetingsMax: {
      const std::string most = Number(*file.event.participants[i].meetings_max);
      return {Name(file, request.index) + " 至多 " + most + " 场会谈",
              Name(file, request.index) + " wants at most " + most + " meetings"};
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

TextPair Describe(const EventFile& file, const event::Obstacle& obstacle) {
  using Kind = event::Obstacle::Kind;
  const TextPair other =
      obstacle.other == event::kNowhere ? TextPair{} : NameOf(file, obstacle.other);
  const std::string who =
      obstacle.participant == event::kNowhere ? "" : Name(file, obstacle.participant);
  switch (obstacle.kind) {
    case Kind::kNoSuchSlot:
      return {"没有这个时段", "there is no such slot"};
    case Kind::kNoSuchTable:
      return {"没有这张桌", "there is no such table"};
    case Kind::kSession:
      return {"双方要求的是另外半天", "it belongs to the other half of the day"};
    case Kind::kFixedSlot:
      return {"这场会谈固定在另一时段", "it is fixed in another slot"};
    case Kind::kUnavailable:
      return {who + " 该时段不能到场", who + " cannot come in this slot"};
    case Kind::kBusy:
      return {who + " 该时段已有安排：" + other.zh, who + " is busy then: " + other.en};
    case Kind::kTableTaken:
      if (other.zh.empty()) return {"该时段各桌已满", "every table is taken in this slot"};
      return {"该桌已被占用：" + other.zh, "the table is taken: " + other.en};
    case Kind::kBefore:
      return {"须晚于" + other.zh, "it must come after " + other.en};
    case Kind::kAfter:
      return {"须早于" + other.zh, "it must come before " + other.en};
    case Kind::kBreaksMax:
      break;
  }
  return {who + " 的空档会超过上限", who + " would have more breaks than allowed"};
}

std::vector<TimetableNotice> Notices(const std::vector<MeetingChange>& changes,
                                     const ParticipantNamer& name_of) {
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
      const TextPair words = NewsOf(change, name_of(other));
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
