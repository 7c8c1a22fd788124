#include "app/events.h"

#include <algorithm>
#include <map>

#include "app/event_edit.h"
#include "app/event_plans.h"
#include "app/filter_values.h"
#include "app/rows.h"
#include "app/stale.h"

namespace lianmeng::app {
namespace {

constexpr int kHistoryShown = 50;
constexpr int kNoonMinutes = 12 * 60;
constexpr size_t kPartsPerRequest = 1'000;

std::vector<int64_t> Wide(const std::vector<int>& numbers) {
  return {numbers.begin(), numbers.end()};
}

std::optional<int64_t> Wide(const std::optional<int>& number) {
  if (!number) return std::nullopt;
  return int64_t{*number};
}

std::optional<int> Narrow(const std::optional<int64_t>& number) {
  if (!number) return std::nullopt;
  return static_cast<int>(*number);
}

std::vector<int> Slots(const std::vector<int64_t>& numbers) {
  std::vector<int> slots(numbers.begin(), numbers.end());
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  return slots;
}

// ---- Out

EventParticipantRow RowOf(const Participant& record, const Snapshot& snapshot, bool own) {
  EventParticipantRow row;
  row.id = record.id.ToString();
  row.name = record.name;
  row.contact = record.contact;
  row.state = Code(record.state);
  const uint32_t organisation = snapshot.OrganisationIndex(record.organisation);
  if (organisation != kNone) {
    row.organisation = OrganisationRefOf(snapshot, organisation);
    row.name = row.organisation->name;
  }
  if (own) {
    row.unavailable = Wide(record.unavailable);
    row.max_meetings = Wide(record.meetings_max);
  }
  return row;
}

EventRequestRow RowOf(const MeetingRequest& record, Hindrance hindrance, Date today) {
  EventRequestRow row;
  row.id = record.id.ToString();
  row.a = record.a.ToString();
  row.b = record.b.ToString();
  row.asked_by = Code(record.asked_by);
  row.priority = Code(record.priority);
  row.session = Code(record.session);
  row.fixed_slot = Wide(record.fixed_slot);
  row.state = Code(EffectiveState(record, today));
  if (record.valid_until) row.valid_until = record.valid_until->ToString();
  row.note = record.note;
  row.hindrance = Code(hindrance);
  row.hindrance_label = Label(hindrance);
  return row;
}

void AddSeats(const store::EventFolder& folder, EventDetail& detail) {
  std::map<std::string, std::vector<const EventMeetingRow*>> of;
  for (const EventMeetingRow& meeting : detail.plan->meetings) {
    of[meeting.a].push_back(&meeting);
    of[meeting.b].push_back(&meeting);
  }
  for (EventRequestRow& row : detail.request_list) {
    if (row.priority == Code(RequestPriority::kNoThanks)) continue;
    for (const EventMeetingRow* meeting : of[row.a]) {
      if (meeting->a != row.b && meeting->b != row.b) continue;
      row.slot = meeting->slot;
      row.table = meeting->table;
    }
  }
  if (!folder.row.managed) return;
  for (EventParticipantRow& row : detail.participant_list) {
    std::vector<int64_t> slots;
    for (const EventMeetingRow* meeting : of[row.id]) slots.push_back(meeting->slot);
    std::sort(slots.begin(), slots.end());
    row.meetings = static_cast<int64_t>(slots.size());
    row.breaks = 0;
    for (size_t i = 1; i < slots.size(); ++i) *row.breaks += slots[i] > slots[i - 1] + 1 ? 1 : 0;
  }
}

Result<EventDetail> DetailOf(Platform& platform, const Viewer& viewer, EventId id) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const store::EventFolder folder, reader.GetEvent(id));
  const Date today = platform.Today();
  EventDetail detail;
  static_cast<EventRow&>(detail) = EventRowOf(folder.row, viewer);
  const MatchmakingEvent& record = folder.row.record;
  detail.note = record.note;
  detail.slot_starts = record.slot_starts;
  detail.slot_minutes = record.slot_minutes;
  detail.morning_slots = record.morning_slots;
  detail.max_breaks = Wide(record.breaks_max);
  for (const Participant& participant : folder.participants) {
    const bool own = folder.row.managed || (viewer.kind == Viewer::Kind::kOrganisation &&
                                            participant.organisation == viewer.organisation);
    detail.participant_list.push_back(RowOf(participant, analysis->snapshot(), own));
  }
  const std::vector<Hindrance> hindrances =
      HindrancesOf(folder.participants, folder.requests, today);
  for (size_t i = 0; i < folder.requests.size(); ++i) {
    detail.request_list.push_back(RowOf(folder.requests[i], hindrances[i], today));
  }
  LM_ASSIGN(detail.plan, PlanOf(folder, viewer, today));
  if (detail.plan) AddSeats(folder, detail);
  LM_ASSIGN(const auto changes,
            reader.History({store::RecordKind::kEvent, id.value, {}}, kHistoryShown));
  detail.history = HistoryOf(changes);
  return detail;
}

// ---- Set-up

int MorningSlotsOf(const std::vector<std::string>& starts) {
  return static_cast<int>(std::count_if(starts.begin(), starts.end(), [](const auto& start) {
    return MinutesOfDay(start).value_or(kNoonMinutes) < kNoonMinutes;
  }));
}

constexpr ColumnLabel kLabels[] = {{"title", "名称", "title"},
                                   {"place", "地点", "place"},
                                   {"date", "日期", "date"},
                                   {"state", "状态", "state"},
                                   {"slot_starts", "时段", "slots"},
                                   {"slot_minutes", "时段长度", "length of a slot"},
                                   {"morning_slots", "上午时段", "morning slots"},
                                   {"tables", "桌数", "tables"},
                                   {"breaks_max", "空档上限", "most breaks"},
                                   {"note", "说明", "note"},
                                   {"audience", "可见范围", "audience"},
                                   {"participants", "参加者", "participants"},
                                   {"requests", "会谈请求", "requests"}};

Status Apply(const EventPatch& patch, MatchmakingEvent& record) {
  if (patch.title) record.title = *patch.title;
  if (patch.place) record.place = *patch.place;
  if (patch.note) record.note = *patch.note;
  if (patch.date) {
    LM_ASSIGN(record.date, ReadDate("/date", *patch.date));
  }
  LM_TRY(ReadChoice("/state", patch.state, record.state));
  LM_TRY(ReadChoice("/audience", patch.audience, record.ownership.audience));
  if (patch.slot_starts) {
    record.slot_starts = *patch.slot_starts;
    record.morning_slots = MorningSlotsOf(record.slot_starts);
  }
  if (patch.slot_minutes) record.slot_minutes = static_cast<int>(*patch.slot_minutes);
  if (patch.morning_slots) record.morning_slots = static_cast<int>(*patch.morning_slots);
  if (patch.tables) record.tables = static_cast<int>(*patch.tables);
  if (patch.max_breaks) record.breaks_max = Narrow(*patch.max_breaks);
  return CheckRecord("", Validate(record));
}

// What participants and requests say of slots must still make sense.
Status CheckParts(const store::EventFolder& folder, const MatchmakingEvent& record) {
  for (const Participant& participant : folder.participants) {
    for (const Issue& issue : Validate(participant, record)) {
      return MakeError(ErrorCode::kConflict,
                       {participant.name + " 的不能到场时段不再存在，请先修改",
                        participant.name + " cannot come in a slot that would be gone; change "
                                           "that first"},
                       {.file = {}, .line = 0, .field = issue.field, .value = issue.value});
    }
  }
  for (const MeetingRequest& request : folder.requests) {
    for (const Issue& issue : Validate(request, record)) {
      return MakeError(ErrorCode::kConflict,
                       {"有会谈请求固定在将不存在或不合半天要求的时段，请先修改",
                        "a request is fixed in a slot that would be gone or in the other half of "
                        "the day; change that first"},
                       {.file = {}, .line = 0, .field = issue.field, .value = issue.value});
    }
  }
  return Ok{};
}

// ---- Participants

const Participant* FindParticipant(const store::EventFolder& folder, ParticipantId id) {
  for (const Participant& participant : folder.participants) {
    if (participant.id == id) return &participant;
  }
  return nullptr;
}

Status CheckRoom(size_t have, size_t more, int most) {
  if (have + more <= static_cast<size_t>(most)) return Ok{};
  return MakeError(ErrorCode::kResourceExhausted,
                   {"超过 " + std::to_string(most) + " 个", "more than " + std::to_string(most)},
                   {.file = {}, .line = 0, .field = "", .value = std::to_string(have + more)});
}

Result<Participant> ParticipantOf(const EventEdit& edit, const EventParticipantInput& input,
                                  const std::string& at) {
  Participant record;
  record.event = edit.folder.row.record.id;
  if (input.organisation) {
    record.organisation.value = ParseIdValue(*input.organisation).value_or(0);
    const Snapshot& snapshot = edit.analysis->snapshot();
    const uint32_t index = snapshot.OrganisationIndex(record.organisation);
    if (index == kNone) {
      return WrongField(at + "/organisation", *input.organisation,
                        {"没有这家机构", "there is no such organisation"});
    }
    if (input.name) {
      return WrongField(at + "/name", *input.name,
                        {"机构的名称取自机构记录", "an organisation is called as its record says"});
    }
    record.name = snapshot.organisations[index].name;
  } else {
    record.name = input.name.value_or("");
  }
  record.contact = input.contact.value_or("");
  LM_TRY(ReadChoice(at + "/state", input.state, record.state));
  record.unavailable = Slots(input.unavailable);
  record.meetings_max = Narrow(input.max_meetings);
  LM_TRY(CheckRecord(at, Validate(record, edit.folder.row.record)));
  return record;
}

Error HasSeat(const std::string& what_zh, const std::string& what_en, std::string value) {
  return MakeError(
      ErrorCode::kConflict,
      {what_zh + "在时间表中有会谈；请先改为不参加或谢绝，重排并通知之后再删除",
       what_en + " has a meeting in the timetable; decline it, plan again and tell the "
                 "others before you remove it"},
      {.file = {}, .line = 0, .field = "id", .value = std::move(value)});
}

// ---- Requests

bool OfPair(const MeetingRequest& request, const MeetingRequest& other) {
  return std::minmax(request.a, request.b) == std::minmax(other.a, other.b);
}

// Asked or accepted, and for a meeting.
bool IsLive(const MeetingRequest& request, Date today) {
  if (request.priority == RequestPriority::kNoThanks) return false;
  const RequestState state = EffectiveState(request, today);
  return state == RequestState::kAsked || state == RequestState::kAccepted;
}

Status ReadLastDay(const std::string& field, const std::string& text, Date today,
                   std::optional<Date>& day) {
  LM_ASSIGN(day, ReadDate(field, text));
  if (*day >= today) return Ok{};
  return WrongField(field, text, {"这一天已过去", "is over"});
}

Result<MeetingRequest> RequestOf(const EventEdit& edit, const EventRequestInput& input,
                                 const std::string& at) {
  MeetingRequest record;
  record.event = edit.folder.row.record.id;
  for (const auto& [text, id, field] :
       {std::tuple(&input.a, &record.a, "/a"), std::tuple(&input.b, &record.b, "/b")}) {
    id->value = ParseIdValue(*text).value_or(0);
    if (FindParticipant(edit.folder, *id) != nullptr) continue;
    return WrongField(at + field, *text, {"没有这位参加者", "there is no such participant"});
  }
  LM_TRY(ReadChoice(at + "/asked_by", input.asked_by, record.asked_by));
  LM_TRY(ReadChoice(at + "/priority", input.priority, record.priority));
  LM_TRY(ReadChoice(at + "/session", input.session, record.session));
  record.fixed_slot = Narrow(input.fixed_slot);
  const bool needs_answer =
      record.asked_by != RequestAsker::kOffice && record.priority != RequestPriority::kNoThanks;
  record.state = needs_answer ? RequestState::kAsked : RequestState::kAccepted;
  LM_TRY(ReadChoice(at + "/state", input.state, record.state));
  if (input.valid_until) {
    LM_TRY(ReadLastDay(at + "/valid_until", *input.valid_until, edit.today, record.valid_until));
  }
  record.note = input.note.value_or("");
  LM_TRY(CheckRecord(at, Validate(record, edit.folder.row.record)));
  return record;
}

// Whether `answer` comes from the one that `request` was put to.
bool Answers(const MeetingRequest& answer, const MeetingRequest& request) {
  if (request.state != RequestState::kAsked) return false;
  const auto asker = [](const MeetingRequest& of) {
    return of.asked_by == RequestAsker::kA   ? of.a
           : of.asked_by == RequestAsker::kB ? of.b
                                             : ParticipantId{};
  };
  return asker(answer) && asker(answer) != asker(request);
}

Status AddRequest(EventEdit& edit, MeetingRequest record, const std::string& at) {
  for (MeetingRequest& other : edit.folder.requests) {
    if (!OfPair(record, other)) continue;
    const bool refuses = record.priority == RequestPriority::kNoThanks;
    const bool repeated = refuses && other.priority == RequestPriority::kNoThanks;
    if (!repeated && (refuses || !IsLive(other, edit.today))) continue;
    if (!repeated && Answers(record, other)) {
      other.state = RequestState::kAccepted;
      if (record.priority == RequestPriority::kMust) other.priority = record.priority;
      return edit.writer.PutPart(other);
    }
    return MakeError(ErrorCode::kConflict,
                     {"双方之间已有一条请求，可直接修改",
                      "there is a request between the two already; change that one"},
                     {.file = {}, .line = 0, .field = at, .value = other.id.ToString()});
  }
  LM_TRY(edit.writer.PutPart(record));
  record.id.value = edit.writer.LastId();
  edit.folder.requests.push_back(std::move(record));
  return Ok{};
}

Status Apply(const EventRequestPatch& patch, const EventEdit& edit, MeetingRequest& record) {
  LM_TRY(ReadChoice("/priority", patch.priority, record.priority));
  LM_TRY(ReadChoice("/session", patch.session, record.session));
  if (patch.fixed_slot) record.fixed_slot = Narrow(*patch.fixed_slot);
  if (patch.note) record.note = *patch.note;
  if (patch.valid_until) {
    record.valid_until.reset();
    if (*patch.valid_until) {
      LM_TRY(ReadLastDay("/valid_until", **patch.valid_until, edit.today, record.valid_until));
    }
  }
  const bool expired = EffectiveState(record, edit.today) == RequestState::kExpired;
  if (patch.state && *patch.state == Code(RequestState::kAccepted) && expired) {
    return MakeError(
        ErrorCode::kConflict,
        {"答复期限已过，请先延长期限", "it can no longer be answered; give it more time"},
        {.file = {}, .line = 0, .field = "/valid_until", .value = record.valid_until->ToString()});
  }
  LM_TRY(ReadChoice("/state", patch.state, record.state));
  return CheckRecord("", Validate(record, edit.folder.row.record));
}

// A change may make a request live that was not: there is one between two.
Status CheckAlone(const EventEdit& edit, const MeetingRequest& record) {
  if (!IsLive(record, edit.today)) return Ok{};
  for (const MeetingRequest& other : edit.folder.requests) {
    if (other.id == record.id || !OfPair(record, other) || !IsLive(other, edit.today)) continue;
    return MakeError(ErrorCode::kConflict,
                     {"双方之间已有另一条请求", "there is another request between the two"},
                     {.file = {}, .line = 0, .field = "id", .value = other.id.ToString()});
  }
  return Ok{};
}

MeetingRequest* FindRequest(store::EventFolder& folder, MeetingRequestId id) {
  for (MeetingRequest& request : folder.requests) {
    if (request.id == id) return &request;
  }
  return nullptr;
}

std::vector<std::string> SettableStates() { return {"asked", "accepted", "declined"}; }

}  // namespace

// ---- Rules of inputs

FieldRules EventInput::Rules() {
  return {LengthUpTo("title", 150),
          LengthUpTo("place", 150),
          LengthUpTo("key", 60),
          Items("slot_starts", {1, kEventSlotsMax}),
          Between("slot_minutes", 1, 24 * 60),
          Between("tables", 1, kEventTablesMax),
          Between("morning_slots", 0, kEventSlotsMax),
          Between("max_breaks", 0, kEventSlotsMax),
          OneOf("audience", CodesOfAll<Audience>())};
}

FieldRules EventPatch::Rules() {
  return {LengthUpTo("title", 150),
          LengthUpTo("place", 150),
          OneOf("state", CodesOfAll<EventState>()),
          Items("slot_starts", {1, kEventSlotsMax}),
          Between("slot_minutes", 1, 24 * 60),
          Between("tables", 1, kEventTablesMax),
          Between("morning_slots", 0, kEventSlotsMax),
          Between("max_breaks", 0, kEventSlotsMax),
          OneOf("audience", CodesOfAll<Audience>())};
}

FieldRules EventParticipantInput::Rules() {
  return {LengthUpTo("name", 150), LengthUpTo("contact", 150),
          OneOf("state", CodesOfAll<ParticipantState>()), Between("unavailable", 1, kEventSlotsMax),
          Between("max_meetings", 0, kEventSlotsMax)};
}

FieldRules EventParticipantsInput::Rules() {
  return {Items("participants", {1, kPartsPerRequest})};
}

FieldRules EventParticipantPatch::Rules() { return EventParticipantInput::Rules(); }

FieldRules EventRequestInput::Rules() {
  return {OneOf("asked_by", CodesOfAll<RequestAsker>()),
          OneOf("priority", CodesOfAll<RequestPriority>()),
          OneOf("session", CodesOfAll<RequestSession>()), OneOf("state", SettableStates()),
          Between("fixed_slot", 1, kEventSlotsMax)};
}

FieldRules EventRequestsInput::Rules() { return {Items("requests", {1, kPartsPerRequest})}; }

FieldRules EventRequestPatch::Rules() {
  return {OneOf("priority", CodesOfAll<RequestPriority>()),
          OneOf("session", CodesOfAll<RequestSession>()), OneOf("state", SettableStates()),
          Between("fixed_slot", 1, kEventSlotsMax)};
}

FieldRules EventPlanInput::Rules() {
  return {OneOf("mode", {"plan", "replan"}), Between("seconds", 0.1, 600)};
}

FieldRules EventMoveInput::Rules() {
  return {Between("meeting", 0, kEventRequestsMax), Between("slot", 1, kEventSlotsMax),
          Between("table", 1, kEventTablesMax)};
}

// ---- Use cases

EventRow EventRowOf(const store::EventRow& stored, const Viewer& viewer) {
  const MatchmakingEvent& record = stored.record;
  EventRow row;
  row.id = record.id.ToString();
  row.key = record.key;
  row.version = stored.version;
  row.title = record.title;
  row.place = record.place;
  row.date = record.date.ToString();
  row.state = Code(record.state);
  row.slots = record.slots();
  row.tables = record.tables;
  row.participants = stored.participants;
  row.accepted = stored.accepted;
  row.requests = stored.requests;
  row.audience = Code(record.ownership.audience);
  row.sample = record.sample;
  row.source = record.source;
  row.updated_at = FormatUtc(stored.updated_at_ms);
  row.may_change = viewer.kind == Viewer::Kind::kOffice && stored.managed;
  return row;
}

Result<EventPage> ListEvents(Platform& platform, const Viewer& viewer, const EventQuery& query) {
  store::EventFilter filter;
  LM_ASSIGN(filter.states, ReadWords<EventState>("state", query.states));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const auto found,
            reader.ListEvents(filter, platform.Today(), {query.limit, query.cursor, true}));
  EventPage page;
  page.total = found.total;
  if (!found.next_cursor.empty()) page.next = found.next_cursor;
  for (const store::EventRow& row : found.rows) page.items.push_back(EventRowOf(row, viewer));
  return page;
}

Result<EventDetail> GetEvent(Platform& platform, const Viewer& viewer, EventId id) {
  return DetailOf(platform, viewer, id);
}

Result<EventDetail> AddEvent(Platform& platform, const Viewer& viewer, const EventInput& input) {
  LM_TRY(CheckEventWriter(viewer));
  MatchmakingEvent record;
  record.title = input.title;
  record.place = input.place.value_or("");
  record.note = input.note.value_or("");
  LM_ASSIGN(record.date, ReadDate("/date", input.date));
  record.slot_starts = input.slot_starts;
  record.slot_minutes = static_cast<int>(input.slot_minutes);
  record.morning_slots = Narrow(input.morning_slots).value_or(MorningSlotsOf(record.slot_starts));
  record.tables = static_cast<int>(input.tables);
  record.breaks_max = Narrow(input.max_breaks);
  LM_TRY(ReadChoice("/audience", input.audience, record.ownership.audience));
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
  record.id.value = writer.MakeId();
  record.key = input.key.value_or("E" + record.id.ToString());
  LM_TRY(CheckRecord("", Validate(record)));
  LM_ASSIGN(const bool taken, writer.HasEvent(record.key));
  if (taken) {
    return MakeError(ErrorCode::kConflict, {"编号已被使用", "the key is in use"},
                     {.file = {}, .line = 0, .field = "/key", .value = record.key});
  }
  LM_TRY(writer.Put(record));
  LM_TRY(writer.Commit());
  return DetailOf(platform, viewer, record.id);
}

Result<EventDetail> ChangeEvent(Platform& platform, const Viewer& viewer, EventId id,
                                const EventPatch& patch) {
  {
    LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id, ClosedEvent::kAllow));
    if (edit.folder.row.version != patch.version) {
      return RefuseStale(platform.store(), viewer,
                         {.name = {"这场对接会", "the event"},
                          .record = {store::RecordKind::kEvent, id.value, {}},
                          .version = edit.folder.row.version,
                          .version_seen = patch.version},
                         kLabels);
    }
    MatchmakingEvent record = edit.folder.row.record;
    LM_TRY(Apply(patch, record));
    LM_TRY(CheckParts(edit.folder, record));
    LM_TRY(edit.writer.Put(record));
    LM_TRY(edit.writer.Commit());
  }
  return DetailOf(platform, viewer, id);
}

Result<EventDetail> AddParticipants(Platform& platform, const Viewer& viewer, EventId id,
                                    const EventParticipantsInput& input) {
  {
    LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id));
    std::vector<Participant>& present = edit.folder.participants;
    LM_TRY(CheckRoom(present.size(), input.participants.size(), kEventParticipantsMax));
    for (size_t i = 0; i < input.participants.size(); ++i) {
      const std::string at = "/participants/" + std::to_string(i);
      LM_ASSIGN(Participant record, ParticipantOf(edit, input.participants[i], at));
      const bool takes_part =
          record.organisation
              ? std::find(edit.organisations.begin(), edit.organisations.end(),
                          record.organisation) != edit.organisations.end()
              : std::any_of(present.begin(), present.end(), [&](const Participant& other) {
                  return !other.organisation && other.name == record.name;
                });
      if (takes_part) {
        return MakeError(ErrorCode::kConflict, {"已在参加者之中", "takes part already"},
                         {.file = {}, .line = 0, .field = at, .value = record.name});
      }
      LM_TRY(edit.writer.PutPart(record));
      if (record.organisation) edit.organisations.push_back(record.organisation);
      present.push_back(std::move(record));
    }
    LM_TRY(edit.writer.Commit());
  }
  return DetailOf(platform, viewer, id);
}

Result<EventDetail> ChangeParticipant(Platform& platform, const Viewer& viewer, EventId id,
                                      ParticipantId participant,
                                      const EventParticipantPatch& patch) {
  {
    LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id));
    const Participant* found = FindParticipant(edit.folder, participant);
    if (found == nullptr) return NotFound("参加者", "participant", participant.ToString());
    Participant record = *found;
    if (patch.name && record.organisation) {
      return WrongField("/name", *patch.name,
                        {"机构的名称取自机构记录", "an organisation is called as its record says"});
    }
    if (patch.name) record.name = *patch.name;
    if (patch.contact) record.contact = *patch.contact;
    LM_TRY(ReadChoice("/state", patch.state, record.state));
    if (patch.unavailable) record.unavailable = Slots(*patch.unavailable);
    if (patch.max_meetings) record.meetings_max = Narrow(*patch.max_meetings);
    LM_TRY(CheckRecord("", Validate(record, edit.folder.row.record)));
    LM_TRY(edit.writer.PutPart(record));
    LM_TRY(edit.writer.Commit());
  }
  return DetailOf(platform, viewer, id);
}

Result<EventDetail> RemoveParticipant(Platform& platform, const Viewer& viewer, EventId id,
                                      ParticipantId participant) {
  {
    LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id));
    const Participant* found = FindParticipant(edit.folder, participant);
    if (found == nullptr) return NotFound("参加者", "participant", participant.ToString());
    if (HasMeeting(edit.folder, participant, {})) {
      return HasSeat(found->name + " ", found->name, participant.ToString());
    }
    for (const MeetingRequest& request : edit.folder.requests) {
      if (request.a != participant && request.b != participant) continue;
      LM_TRY(edit.writer.RemovePart(request));
    }
    LM_TRY(edit.writer.RemovePart(*found));
    LM_TRY(edit.writer.Commit());
  }
  return DetailOf(platform, viewer, id);
}

Result<EventDetail> AddRequests(Platform& platform, const Viewer& viewer, EventId id,
                                const EventRequestsInput& input) {
  {
    LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id));
    LM_TRY(CheckRoom(edit.folder.requests.size(), input.requests.size(), kEventRequestsMax));
    for (size_t i = 0; i < input.requests.size(); ++i) {
      const std::string at = "/requests/" + std::to_string(i);
      LM_ASSIGN(MeetingRequest record, RequestOf(edit, input.requests[i], at));
      LM_TRY(AddRequest(edit, std::move(record), at));
    }
    LM_TRY(edit.writer.Commit());
  }
  return DetailOf(platform, viewer, id);
}

Result<EventDetail> ChangeRequest(Platform& platform, const Viewer& viewer, EventId id,
                                  MeetingRequestId request, const EventRequestPatch& patch) {
  {
    LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id));
    MeetingRequest* record = FindRequest(edit.folder, request);
    if (record == nullptr) return NotFound("会谈请求", "request", request.ToString());
    LM_TRY(Apply(patch, edit, *record));
    LM_TRY(CheckAlone(edit, *record));
    LM_TRY(edit.writer.PutPart(*record));
    LM_TRY(edit.writer.Commit());
  }
  return DetailOf(platform, viewer, id);
}

Result<EventDetail> RemoveRequest(Platform& platform, const Viewer& viewer, EventId id,
                                  MeetingRequestId request) {
  {
    LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id));
    const MeetingRequest* record = FindRequest(edit.folder, request);
    if (record == nullptr) return NotFound("会谈请求", "request", request.ToString());
    const bool of_meeting = record->priority != RequestPriority::kNoThanks;
    if (of_meeting && HasMeeting(edit.folder, record->a, record->b)) {
      return HasSeat("这条请求", "the request", request.ToString());
    }
    LM_TRY(edit.writer.RemovePart(*record));
    LM_TRY(edit.writer.Commit());
  }
  return DetailOf(platform, viewer, id);
}

}  // namespace lianmeng::app
