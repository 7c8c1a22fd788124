#include "model/events.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"

namespace lianmeng {
namespace {

constexpr size_t kNameBytesMax = 600;
constexpr size_t kTextBytesMax = 20'000;
constexpr int kMinutesOfDay = 24 * 60;

class Checker {
 public:
  void Fail(std::string field, std::string value, TextPair message) {
    issues_.push_back(
        {Issue::Severity::kError, std::move(field), std::move(value), std::move(message)});
  }
  void Text(const char* field, const std::string& value, size_t bytes_max) {
    if (value.size() <= bytes_max) return;
    Fail(field, value.substr(0, 40),
         {"超过 " + std::to_string(bytes_max) + " 字节",
          "longer than " + std::to_string(bytes_max) + " bytes"});
  }
  void Name(const char* field, const std::string& value) {
    if (Trim(value).empty()) Fail(field, "", {"不能为空", "must not be empty"});
    Text(field, value, kNameBytesMax);
  }
  void Within(const std::string& field, int value, int least, int most) {
    if (least <= value && value <= most) return;
    const std::string low = std::to_string(least), high = std::to_string(most);
    Fail(field, std::to_string(value),
         {"应在 " + low + " 与 " + high + " 之间", "must lie between " + low + " and " + high});
  }
  Issues Take() { return std::move(issues_); }

 private:
  Issues issues_;
};

// Every slot begins after the one before it is over, and the last ends on the same day.
void CheckSlots(const MatchmakingEvent& record, Checker& check) {
  check.Within("slot_starts", record.slots(), 1, kEventSlotsMax);
  int free_from = 0;
  for (size_t i = 0; i < record.slot_starts.size(); ++i) {
    const std::string field = "slot_starts/" + std::to_string(i);
    const std::string& text = record.slot_starts[i];
    const std::optional<int> start = MinutesOfDay(text);
    if (!start) {
      check.Fail(field, text, {"应写作 09:00", "must be written as 09:00"});
      return;
    }
    if (*start < free_from) {
      check.Fail(field, text, {"上一时段尚未结束", "the slot before it is not over by then"});
      return;
    }
    free_from = *start + std::max(1, record.slot_minutes);
    if (free_from > kMinutesOfDay) {
      check.Fail(field, text, {"结束在次日", "ends on the day after"});
      return;
    }
  }
}

using Pair = std::pair<ParticipantId, ParticipantId>;

struct PairHash {
  size_t operator()(const Pair& pair) const {
    return std::hash<ParticipantId>{}(pair.first) * 31 + std::hash<ParticipantId>{}(pair.second);
  }
};

Pair PairOf(const MeetingRequest& request) { return std::minmax(request.a, request.b); }

}  // namespace

std::optional<int> MinutesOfDay(std::string_view text) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  if (!digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int hours = 10 * (text[0] - '0') + (text[1] - '0');
  const int minutes = 10 * (text[3] - '0') + (text[4] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  return 60 * hours + minutes;
}

RequestState EffectiveState(const MeetingRequest& request, Date today) {
  const bool over = request.valid_until && *request.valid_until < today;
  if (request.state == RequestState::kAsked && over) return RequestState::kExpired;
  return request.state;
}

std::vector<Hindrance> HindrancesOf(const std::vector<Participant>& participants,
                                    const std::vector<MeetingRequest>& requests, Date today) {
  std::unordered_map<ParticipantId, ParticipantState> state_of;
  for (const Participant& participant : participants) {
    state_of[participant.id] = participant.state;
  }
  std::unordered_map<Pair, bool, PairHash> refused;
  for (const MeetingRequest& request : requests) {
    if (request.priority == RequestPriority::kNoThanks) refused[PairOf(request)] = true;
  }
  const auto hindrance = [&](const MeetingRequest& request) {
    if (refused.contains(PairOf(request))) return Hindrance::kNoThanks;
    switch (EffectiveState(request, today)) {
      case RequestState::kAsked:
        return Hindrance::kUnanswered;
      case RequestState::kExpired:
        return Hindrance::kExpired;
      case RequestState::kDeclined:
        return Hindrance::kDeclined;
      case RequestState::kAccepted:
        break;
    }
    for (const ParticipantId id : {request.a, request.b}) {
      if (state_of[id] == ParticipantState::kDeclined) return Hindrance::kParticipantDeclined;
      if (state_of[id] == ParticipantState::kInvited) return Hindrance::kParticipantUnanswered;
    }
    return Hindrance::kNone;
  };
  std::vector<Hindrance> hindrances;
  hindrances.reserve(requests.size());
  for (const MeetingRequest& request : requests) hindrances.push_back(hindrance(request));
  return hindrances;
}

Issues Validate(const MatchmakingEvent& record) {
  Checker check;
  check.Name("key", record.key);
  check.Name("title", record.title);
  check.Text("place", record.place, kNameBytesMax);
  check.Text("note", record.note, kTextBytesMax);
  check.Within("slot_minutes", record.slot_minutes, 1, kMinutesOfDay);
  CheckSlots(record, check);
  check.Within("morning_slots", record.morning_slots, 0, record.slots());
  check.Within("tables", record.tables, 1, kEventTablesMax);
  if (record.breaks_max) check.Within("max_breaks", *record.breaks_max, 0, kEventSlotsMax);
  return check.Take();
}

Issues Validate(const Participant& record, const MatchmakingEvent& event) {
  Checker check;
  check.Name("name", record.name);
  check.Text("contact", record.contact, kNameBytesMax);
  for (size_t i = 0; i < record.unavailable.size(); ++i) {
    check.Within("unavailable/" + std::to_string(i), record.unavailable[i], 1, event.slots());
  }
  if (record.meetings_max) check.Within("max_meetings", *record.meetings_max, 0, kEventSlotsMax);
  return check.Take();
}

Issues Validate(const MeetingRequest& record, const MatchmakingEvent& event) {
  Checker check;
  check.Text("note", record.note, kTextBytesMax);
  if (record.a == record.b) {
    check.Fail("b", record.b.ToString(), {"不能与自己会谈", "cannot meet itself"});
  }
  if (!record.fixed_slot) return check.Take();
  check.Within("fixed_slot", *record.fixed_slot, 1, event.slots());
  const bool morning = *record.fixed_slot <= event.morning_slots;
  if ((record.session == RequestSession::kMorning && !morning) ||
      (record.session == RequestSession::kAfternoon && morning)) {
    check.Fail("fixed_slot", std::to_string(*record.fixed_slot),
               {"不在所要求的半天内", "is not in the half of the day that is asked for"});
  }
  return check.Take();
}

template <>
std::span<const EnumName<EventState>> NamesOf<EventState>() {
  static constexpr EnumName<EventState> kNames[] = {
      {EventState::kDraft, "draft", "草拟", "Draft"},
      {EventState::kInviting, "inviting", "邀请中", "Inviting"},
      {EventState::kPlanned, "planned", "已排期", "Planned"},
      {EventState::kClosed, "closed", "已结束", "Closed"},
  };
  return kNames;
}

template <>
std::span<const EnumName<ParticipantState>> NamesOf<ParticipantState>() {
  static constexpr EnumName<ParticipantState> kNames[] = {
      {ParticipantState::kInvited, "invited", "已邀请", "Invited"},
      {ParticipantState::kAccepted, "accepted", "确认参加", "Coming"},
      {ParticipantState::kDeclined, "declined", "不参加", "Not coming"},
  };
  return kNames;
}

template <>
std::span<const EnumName<RequestAsker>> NamesOf<RequestAsker>() {
  static constexpr EnumName<RequestAsker> kNames[] = {
      {RequestAsker::kOffice, "office", "办公室", "The office"},
      {RequestAsker::kA, "a", "甲方", "The first"},
      {RequestAsker::kB, "b", "乙方", "The second"},
  };
  return kNames;
}

template <>
std::span<const EnumName<RequestPriority>> NamesOf<RequestPriority>() {
  static constexpr EnumName<RequestPriority> kNames[] = {
      {RequestPriority::kMust, "must", "必须", "Must"},
      {RequestPriority::kWish, "wish", "愿望", "Wish"},
      {RequestPriority::kNoThanks, "no_thanks", "不见", "No thanks"},
  };
  return kNames;
}

template <>
std::span<const EnumName<RequestSession>> NamesOf<RequestSession>() {
  static constexpr EnumName<RequestSession> kNames[] = {
      {RequestSession::kAny, "any", "不限", "Any"},
      {RequestSession::kMorning, "morning", "上午", "Morning"},
      {RequestSession::kAfternoon, "afternoon", "下午", "Afternoon"},
  };
  return kNames;
}

template <>
std::span<const EnumName<RequestState>> NamesOf<RequestState>() {
  static constexpr EnumName<RequestState> kNames[] = {
      {RequestState::kAsked, "asked", "待答复", "Asked"},
      {RequestState::kAccepted, "accepted", "已接受", "Accepted"},
      {RequestState::kDeclined, "declined", "已谢绝", "Declined"},
      {RequestState::kExpired, "expired", "已过期", "Expired"},
  };
  return kNames;
}

template <>
std::span<const EnumName<Hindrance>> NamesOf<Hindrance>() {
  static constexpr EnumName<Hindrance> kNames[] = {
      {Hindrance::kNone, "none", "可以排期", "Can be planned"},
      {Hindrance::kUnanswered, "unanswered", "对方尚未答复", "Not answered yet"},
      {Hindrance::kExpired, "expired", "过期未答复", "Nobody answered in time"},
      {Hindrance::kDeclined, "declined", "已谢绝", "Declined"},
      {Hindrance::kNoThanks, "no_thanks", "有一方不愿会面", "One of the two does not want to meet"},
      {Hindrance::kParticipantUnanswered, "participant_unanswered", "有一方尚未确认参加",
       "One of the two has not said that it comes"},
      {Hindrance::kParticipantDeclined, "participant_declined", "有一方不参加",
       "One of the two does not come"},
  };
  return kNames;
}

}  // namespace lianmeng
