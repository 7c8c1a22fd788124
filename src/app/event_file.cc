#include "app/event_file.h"

#include <algorithm>
#include <unordered_map>

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
    for (size_t p = 0; p < text_.participants.size(); ++p) LM_TRY(AddParticipant(p));
    for (size_t m = 0; m < text_.meetings.size(); ++m) LM_TRY(AddMeeting(m));
    LM_TRY(event::Validate(event));
    return std::move(file_);
  }

 private:
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
  text.slots = file.event.slots;
  text.morning_slots = file.event.morning_slots;
  text.tables = file.event.tables;
  if (file.event.breaks_max) text.max_breaks_per_participant = *file.event.breaks_max;
  for (size_t p = 0; p < file.ids.size(); ++p) {
    const event::Participant& from = file.event.participants[p];
    EventParticipant& participant = text.participants.emplace_back();
    participant.id = file.ids[p];
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
  LM_ASSIGN(report::OutputFile file, report::OutputFile::Create(path));
  LM_TRY(file.Write(json.dump(2)));
  LM_TRY(file.Write("\n"));
  return file.Finish();
}

}  // namespace lianmeng::app
