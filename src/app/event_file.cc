#include "app/event_file.h"

#include <algorithm>
#include <unordered_map>

#include "base/clock.h"
#include "report/file_output.h"

namespace lianmeng::app {
namespace {

constexpr uintmax_t kEventBytesMax = 32 << 20;
constexpr JsonLimits kEventLimits{.depth_max = 8, .values_max = 2'000'000, .fields_max = 100};

Error At(const std::string& pointer, const std::string& value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {}, .line = 0, .field = pointer, .value = value});
}

// Of a number within its rule, which the engine counts from 0.
int32_t FromOne(int64_t number) { return static_cast<int32_t>(number) - 1; }

constexpr size_t kDateLength = 10;  // 2026-12-01
constexpr size_t kTimeLength = 16;  // 2026-12-01T09:00
constexpr int64_t kMinutesOfDay = 24 * 60;

// "2026-12-01T09:00", exactly (ISO 8601), as minutes since 1970 by the clock there.
std::optional<int64_t> ParseLocalTime(std::string_view text) {
  if (text.size() != kTimeLength || text[kDateLength] != 'T' || text[13] != ':')
    return std::nullopt;
  const std::optional<Date> date = Date::Parse(text.substr(0, kDateLength));
  int64_t digits[4];
  for (size_t i = 0; i < 4; ++i) {
    const char digit = text[11 + i + (i >= 2)];
    if (digit < '0' || digit > '9') return std::nullopt;
    digits[i] = digit - '0';
  }
  const int64_t hour = 10 * digits[0] + digits[1], minute = 10 * digits[2] + digits[3];
  if (!date || hour > 23 || minute > 59) return std::nullopt;
  return date->days * kMinutesOfDay + hour * 60 + minute;
}

class Reader {
 public:
  explicit Reader(const EventText& text) : text_(text) {}

  Result<EventFile> Read() {
    event::Event& event = file_.event;
    event.slots = static_cast<int32_t>(text_.slots);
    event.morning_slots = static_cast<int32_t>(text_.morning_slots.value_or(text_.slots));
    event.tables = static_cast<int32_t>(text_.tables);
    if (text_.max_breaks_per_participant) {
      event.breaks_max = static_cast<int32_t>(*text_.max_breaks_per_participant);
    }
    file_.title = text_.title.value_or("");
    LM_TRY(AddTimes());
    for (size_t p = 0; p < text_.participants.size(); ++p) LM_TRY(AddParticipant(p));
    for (size_t m = 0; m < text_.meetings.size(); ++m) LM_TRY(AddMeeting(m));
    LM_TRY(event::Validate(event));
    return std::move(file_);
  }

 private:
  // A start for every slot, and no slot before the one before it is over; or none at all.
  Status AddTimes() {
    file_.slot_minutes = text_.slot_minutes.value_or(0);
    const std::vector<std::string>& starts = text_.slot_starts;
    if (starts.empty()) return Ok{};
    if (static_cast<int64_t>(starts.size()) != text_.slots) {
      return At("/slot_starts", std::to_string(starts.size()),
                {"与时段数不符", "is not the number of slots"});
    }
    for (size_t i = 0; i < starts.size(); ++i) {
      const std::string pointer = "/slot_starts/" + std::to_string(i);
      const std::optional<int64_t> start = ParseLocalTime(starts[i]);
      if (!start) {
        return At(pointer, starts[i],
                  {"应写作 2026-12-01T09:00", "must be written as 2026-12-01T09:00"});
      }
      if (i > 0 &&
          *start < file_.slot_starts_min.back() + std::max<int64_t>(1, file_.slot_minutes)) {
        return At(pointer, starts[i],
                  {"上一时段尚未结束", "the slot before it is not over by then"});
      }
      file_.slot_starts_min.push_back(*start);
    }
    return Ok{};
  }

  Status AddParticipant(size_t index) {
    const EventParticipant& from = text_.participants[index];
    const std::string pointer = "/participants/" + std::to_string(index) + "/id";
    if (from.id.empty()) return At(pointer, {}, {"编号不能为空", "the id is empty"});
    if (!index_of_.emplace(from.id, static_cast<int32_t>(index)).second) {
      return At(pointer, from.id, {"编号出现了两次", "the id is given twice"});
    }
    event::Participant participant;
    for (const int64_t slot : from.unavailable) participant.unavailable.push_back(FromOne(slot));
    if (from.max_meetings) participant.meetings_max = static_cast<int32_t>(*from.max_meetings);
    file_.event.participants.push_back(std::move(participant));
    file_.ids.push_back(from.id);
    file_.names.push_back(from.name);
    return Ok{};
  }

  Status AddMeeting(size_t index) {
    const EventMeeting& from = text_.meetings[index];
    event::Meeting meeting;
    LM_ASSIGN(meeting.a, Find(from.a, index, "a"));
    LM_ASSIGN(meeting.b, Find(from.b, index, "b"));
    if (meeting.a == meeting.b) {
      return At("/meetings/" + std::to_string(index) + "/b", from.b,
                {"不能与自己会谈", "cannot meet itself"});
    }
    if (from.session == "morning") meeting.session = event::Session::kMorning;
    if (from.session == "afternoon") meeting.session = event::Session::kAfternoon;
    if (from.priority == "wish") meeting.priority = event::Priority::kWish;
    if (from.fixed_slot) meeting.fixed_slot = FromOne(*from.fixed_slot);
    for (const int64_t earlier : from.after) meeting.after.push_back(static_cast<int32_t>(earlier));
    file_.event.meetings.push_back(std::move(meeting));
    return Ok{};
  }

  Result<int32_t> Find(const std::string& id, size_t meeting, const char* side) const {
    const auto found = index_of_.find(id);
    if (found != index_of_.end()) return found->second;
    return At("/meetings/" + std::to_string(meeting) + "/" + side, id,
              {"没有这位参加者", "there is no such participant"});
  }

  const EventText& text_;
  EventFile file_;
  std::unordered_map<std::string, int32_t> index_of_;
};

const char* Word(event::Session session) {
  switch (session) {
    case event::Session::kMorning:
      return "morning";
    case event::Session::kAfternoon:
      return "afternoon";
    case event::Session::kAny:
      break;
  }
  return "any";
}

}  // namespace

std::string LocalTime(int64_t minutes) {
  constexpr int64_t kMsOfMinute = 60'000;
  std::string time = FormatUtc(minutes * kMsOfMinute).substr(0, kTimeLength);
  time[kDateLength] = ' ';
  return time;
}

Result<EventFile> ParseEvent(std::string_view text, const JsonSource& source) {
  JsonSource limited = source;
  limited.limits = kEventLimits;
  LM_ASSIGN(const EventText event, ReadJson<EventText>(text, limited));
  Result<EventFile> file = Reader(event).Read();
  if (!file) return WithLine(text, limited, file.error());
  return file;
}

Result<EventFile> ReadEventFile(const std::string& path) {
  LM_ASSIGN(const std::string text, ReadJsonFile(path, kEventBytesMax));
  return ParseEvent(text, {.file = path});
}

EventText ToText(const EventFile& file) {
  EventText text;
  if (!file.title.empty()) text.title = file.title;
  text.slots = file.event.slots;
  text.morning_slots = file.event.morning_slots;
  text.tables = file.event.tables;
  if (file.event.breaks_max) text.max_breaks_per_participant = *file.event.breaks_max;
  for (const int64_t start : file.slot_starts_min) {
    text.slot_starts.push_back(LocalTime(start));
    text.slot_starts.back()[kDateLength] = 'T';
  }
  if (file.slot_minutes > 0) text.slot_minutes = file.slot_minutes;
  for (size_t p = 0; p < file.ids.size(); ++p) {
    const event::Participant& from = file.event.participants[p];
    EventParticipant& participant = text.participants.emplace_back();
    participant.id = file.ids[p];
    participant.name = file.names[p];
    for (const int32_t slot : from.unavailable) participant.unavailable.push_back(slot + 1);
    if (from.meetings_max) participant.max_meetings = *from.meetings_max;
  }
  for (const event::Meeting& from : file.event.meetings) {
    EventMeeting& meeting = text.meetings.emplace_back();
    meeting.a = file.ids[static_cast<size_t>(from.a)];
    meeting.b = file.ids[static_cast<size_t>(from.b)];
    meeting.session = Word(from.session);
    meeting.priority = from.priority == event::Priority::kMust ? "must" : "wish";
    if (from.fixed_slot) meeting.fixed_slot = *from.fixed_slot + 1;
    meeting.after.assign(from.after.begin(), from.after.end());
  }
  return text;
}

Result<TimetableText> ReadTimetableFile(const std::string& path) {
  LM_ASSIGN(const std::string text, ReadJsonFile(path, kEventBytesMax));
  return ParseTimetable(text, {.file = path});
}

Result<TimetableText> ParseTimetable(std::string_view text, const JsonSource& source) {
  return ReadJson<TimetableText>(text, {.file = source.file, .limits = kEventLimits});
}

Result<event::Seating> SeatingOf(const EventFile& event, const TimetableText& timetable) {
  event::Seating seating(event.event.meetings.size());
  for (size_t i = 0; i < timetable.meetings.size(); ++i) {
    const TimetableMeeting& from = timetable.meetings[i];
    const std::string pointer = "/meetings/" + std::to_string(i) + "/index";
    if (from.index < 0 || from.index >= static_cast<int64_t>(seating.size())) {
      return At(pointer, std::to_string(from.index), {"没有这场会谈", "there is no such meeting"});
    }
    event::Seat& seat = seating[static_cast<size_t>(from.index)];
    if (seat != event::Seat{}) {
      return At(pointer, std::to_string(from.index), {"出现了两次", "stands there twice"});
    }
    seat = {FromOne(from.slot), FromOne(from.table)};
    const event::Meeting& meeting = event.event.meetings[static_cast<size_t>(from.index)];
    for (const auto& [id, side] : {std::pair(from.a, "/a"), {from.b, "/b"}}) {
      if (!id || *id == event.ids[static_cast<size_t>(meeting.a)] ||
          *id == event.ids[static_cast<size_t>(meeting.b)]) {
        continue;
      }
      return At("/meetings/" + std::to_string(i) + side, *id,
                {"不是这场会谈的一方", "is none of the two of this meeting"});
    }
  }
  return seating;
}

Status WriteJsonFile(const Json& json, const std::string& path) {
  return report::WriteWholeFile(path, json.dump(2) + "\n");
}

}  // namespace lianmeng::app
