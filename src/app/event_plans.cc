#include "app/event_plans.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "app/event_edit.h"
#include "app/event_words.h"
#include "app/plan_event.h"
#include "app/rows.h"
#include "base/text.h"
#include "report/name_cards.h"

namespace lianmeng::app {
namespace {

using Pair = std::pair<std::string, std::string>;

Pair PairOf(const std::string& a, const std::string& b) { return std::minmax(a, b); }

constexpr int64_t kMinutesOfDay = 24 * 60;

std::string TextOf(const EventFile& file) { return ToJson(ToText(file)).dump(); }

// As long as a name may be in docs/formats/event.md: records allow longer ones.
std::string Shortened(const std::string& name) {
  constexpr size_t kCharactersMax = 200;
  const std::u32string characters = ToUtf32(name);
  if (characters.size() <= kCharactersMax) return name;
  return ToUtf8(std::u32string_view(characters).substr(0, kCharactersMax - 1)) + "…";
}

// What of an event its timetable depends on: not what things are called, nor when slots begin.
std::string RulesOf(EventFile file) {
  file.title.clear();
  file.slot_starts_min.clear();
  file.slot_minutes = 0;
  for (std::optional<std::string>& name : file.names) name.reset();
  return TextOf(file);
}

// A stored timetable with its event.
struct Plan {
  EventFile file;
  TimetableText text;
};

// What the store holds was written by this program and checked: anything else is damage.
Error Damaged(Error error) {
  error.code = ErrorCode::kCorrupt;
  return error;
}

Result<Plan> Read(const store::StoredTimetable& stored) {
  Plan plan;
  Result<EventFile> file = ParseEvent(stored.event, {.file = "event_timetable"});
  if (!file) return Damaged(file.error());
  plan.file = *std::move(file);
  plan.file.has_indices = false;
  Result<TimetableText> text = ParseTimetable(stored.timetable, {.file = "event_timetable"});
  if (!text) return Damaged(text.error());
  plan.text = *std::move(text);
  return plan;
}

// The title, names and times of today instead of those when it was planned.
void Refresh(const store::EventFolder& folder, Date today, EventFile& file) {
  EventFile now = PlannableOf(folder, today).file;
  file.title = std::move(now.title);
  if (now.event.slots == file.event.slots) {
    file.slot_starts_min = std::move(now.slot_starts_min);
    file.slot_minutes = now.slot_minutes;
  }
  std::map<std::string, std::string> name_of;
  for (size_t p = 0; p < now.ids.size(); ++p) name_of[now.ids[p]] = *now.names[p];
  for (size_t p = 0; p < file.ids.size(); ++p) {
    const auto found = name_of.find(file.ids[p]);
    if (found != name_of.end()) file.names[p] = found->second;
  }
}

std::map<Pair, event::Seat> SeatsOf(const TimetableText& text) {
  std::map<Pair, event::Seat> seats;
  for (const TimetableMeeting& meeting : text.meetings) {
    seats[PairOf(meeting.a.value_or(""), meeting.b.value_or(""))] = {
        static_cast<int32_t>(meeting.slot) - 1, static_cast<int32_t>(meeting.table) - 1};
  }
  return seats;
}

// What each participant must be told who knows `told`: there is one meeting between two.
std::vector<EventNotice> NoticesOf(const Plan& told, const Plan& now) {
  const std::map<Pair, event::Seat> before = SeatsOf(told.text), after = SeatsOf(now.text);
  std::vector<MeetingChange> changes;
  for (const auto& [pair, seat] : before) {
    const auto found = after.find(pair);
    const event::Seat to = found == after.end() ? event::Seat{} : found->second;
    if (to != seat) changes.push_back({pair.first, pair.second, seat, to});
  }
  for (const auto& [pair, seat] : after) {
    if (!before.contains(pair)) changes.push_back({pair.first, pair.second, {}, seat});
  }
  std::map<std::string, std::string> names;
  for (const Plan* plan : {&told, &now}) {
    for (size_t p = 0; p < plan->file.ids.size(); ++p) {
      names[plan->file.ids[p]] = plan->file.NameOf(static_cast<int32_t>(p));
    }
  }
  std::vector<EventNotice> notices;
  for (const TimetableNotice& notice :
       Notices(changes, [&](const std::string& id) { return names[id]; })) {
    notices.push_back({notice.id, names[notice.id], {notice.words.zh, notice.words.en}});
  }
  return notices;
}

void AddProof(const TimetableText& text, EventPlan& plan) {
  plan.status = text.status;
  plan.breaks = text.breaks;
  plan.bound = text.bound;
  plan.wishes_lost = text.wishes_lost;
  plan.wishes_lost_bound = text.wishes_lost_bound;
  plan.overburdened = text.overburdened;
  plan.spread = text.spread;
  plan.table_changes = text.table_changes;
  plan.moved = text.moved;
  plan.moved_bound = text.moved_bound;
}

// The participant that a viewer is in an event that is not its own; empty: none.
std::string OwnParticipant(const store::EventFolder& folder, const Viewer& viewer) {
  if (viewer.kind != Viewer::Kind::kOrganisation || !viewer.organisation) return {};
  for (const Participant& participant : folder.participants) {
    if (participant.organisation == viewer.organisation) return participant.id.ToString();
  }
  return {};
}

EventConflict ConflictOf(const PlannableEvent& plannable, const TimetableConflict& text) {
  EventConflict conflict;
  conflict.words = {text.words.zh, text.words.en};
  conflict.minimal = text.minimal.value_or(false);
  for (const EventWords& words : text.requests) conflict.reasons.push_back({words.zh, words.en});
  for (const int64_t index : text.indices) {
    conflict.requests.push_back(plannable.requests[static_cast<size_t>(index)].ToString());
  }
  return conflict;
}

auto RankOf(const TimetableText& text) {
  return std::tuple(text.wishes_lost, text.breaks, text.overburdened, text.spread);
}

// Two plans of one event: the better one, with all that was proven for either.
TimetableText BetterOf(const TimetableText& stands, const TimetableText& found) {
  TimetableText better = RankOf(found) < RankOf(stands) ? found : stands;
  better.bound = std::max(stands.bound, found.bound);
  better.wishes_lost_bound = std::max(stands.wishes_lost_bound, found.wishes_lost_bound);
  const bool proven =
      better.wishes_lost == better.wishes_lost_bound && better.breaks == better.bound;
  better.status = proven ? "optimal" : "feasible";
  const bool as_good = RankOf(found) == RankOf(better);
  better.even_proven =
      better.even_proven.value_or(false) || (as_good && found.even_proven.value_or(false));
  // They say how `stands` was come by when it was replanned, and are history now.
  better.moved.reset();
  better.moved_bound.reset();
  better.notices.clear();
  return better;
}

Error NoTimetable() {
  return MakeError(ErrorCode::kNotFound, {"还没有时间表", "there is no timetable yet"},
                   {.file = {}, .line = 0, .field = "timetable", .value = {}});
}

Error OtherNumber(int64_t number) {
  return MakeError(ErrorCode::kConflict,
                   {"时间表已被他人改动，请刷新后再试",
                    "the timetable was changed meanwhile; reload it and try again"},
                   {.file = {}, .line = 0, .field = "number", .value = std::to_string(number)});
}

// ---- Planning

Result<TimetableText> Compute(const PlannableEvent& plannable, const store::EventFolder& folder,
                              const PlanRun& run) {
  if (run.mode == PlanMode::kReplan) {
    if (!folder.current) return NoTimetable();
    LM_ASSIGN(const Plan before, Read(*folder.current));
    return ReplanEvent(plannable.file, before.text, run.stop);
  }
  const int64_t number = folder.current ? folder.current->number : 0;
  return PlanEvent(
      plannable.file,
      {.stop = run.stop, .on_news = run.on_news, .seed = static_cast<uint64_t>(number) + 1});
}

// In place of what stands, unless that is as good. Returns the outcome's word.
Result<std::string> Keep(EventEdit& edit, const store::EventFolder& seen,
                         const PlannableEvent& plannable, TimetableText text) {
  const std::optional<store::StoredTimetable>& stands = edit.folder.current;
  const int64_t number = stands ? stands->number : 0;
  if (number != (seen.current ? seen.current->number : 0)) return OtherNumber(number);
  store::StoredTimetable kept{
      .number = number + 1, .version = seen.row.version, .event = TextOf(plannable.file)};
  std::string word = "planned";
  if (stands) {
    LM_ASSIGN(const Plan before, Read(*stands));
    if (RulesOf(before.file) == RulesOf(plannable.file)) {
      if (RankOf(before.text) <= RankOf(text)) {
        word = "kept";
        kept.number = number;
      }
      text = BetterOf(before.text, text);
    }
  }
  kept.timetable = ToJson(text).dump();
  LM_TRY(edit.writer.PutTimetable(edit.folder.row.record.id, store::TimetableRole::kCurrent, kept));
  MatchmakingEvent record = edit.folder.row.record;
  if (record.state == EventState::kDraft || record.state == EventState::kInviting) {
    record.state = EventState::kPlanned;
    LM_TRY(edit.writer.Put(record));
  }
  LM_TRY(edit.writer.Commit());
  return word;
}

// The event as it is, without holding off other writers while it is planned.
Result<store::EventFolder> ReadToPlan(Platform& platform, const Viewer& viewer, EventId id) {
  LM_ASSIGN(const EventEdit edit, BeginEventEdit(platform, viewer, id));
  return edit.folder;
}

// ---- Moves by hand

struct Movable {
  PlannedEvent planned;
  TimetableText text;
  int64_t number = 0;
};

Result<Movable> ReadMovable(const store::EventFolder& folder, Date today, int64_t meeting) {
  if (!folder.current) return NoTimetable();
  LM_ASSIGN(Plan plan, Read(*folder.current));
  if (RulesOf(PlannableOf(folder, today).file) != RulesOf(plan.file)) {
    return MakeError(ErrorCode::kConflict,
                     {"排期之后参加者或请求有变动；请先重排",
                      "participants or requests have changed since it was planned; plan again "
                      "first"},
                     {.file = {}, .line = 0, .field = "number", .value = {}});
  }
  Movable movable;
  Result<PlannedEvent> planned = CheckPlannedEvent(std::move(plan.file), plan.text);
  if (!planned) return Damaged(planned.error());
  movable.planned = *std::move(planned);
  movable.text = std::move(plan.text);
  movable.number = folder.current->number;
  if (meeting >= 0 && meeting < static_cast<int64_t>(movable.planned.seating.size())) {
    return movable;
  }
  return NotFound("会谈", "meeting", std::to_string(meeting));
}

std::vector<TextPair> WordsOf(const EventFile& file, const event::Move& move) {
  std::vector<TextPair> words;
  for (const event::Obstacle& obstacle : move.obstacles) words.push_back(Describe(file, obstacle));
  return words;
}

// The seat that was asked for; without a table the one where it sits, if that is free.
event::Seat SeatOf(const Movable& movable, const EventMoveInput& input) {
  const auto meeting = static_cast<event::MeetingIndex>(input.meeting);
  event::Seat to{static_cast<int32_t>(input.slot) - 1, event::kNowhere};
  if (input.table) {
    to.table = static_cast<int32_t>(*input.table) - 1;
    return to;
  }
  const event::Event& event = movable.planned.file.event;
  if (to.slot >= event.slots) return to;
  const auto free = event::FreeTables(event, movable.planned.seating, to.slot, meeting);
  if (free.empty()) return to;
  const event::TableIndex now = movable.planned.seating[event::Index(meeting)].table;
  to.table = std::find(free.begin(), free.end(), now) == free.end() ? free.front() : now;
  return to;
}

Result<store::EventFolder> ReadOwned(Platform& platform, const Viewer& viewer, EventId id) {
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(store::EventFolder folder, reader.GetEvent(id));
  if (folder.row.managed) return folder;
  return MakeError(ErrorCode::kPermissionDenied,
                   {"只有主办方可以查看", "only the owner of the event may see this"},
                   {.file = {}, .line = 0, .field = "id", .value = id.ToString()});
}

}  // namespace

PlannableEvent PlannableOf(const store::EventFolder& folder, Date today) {
  const MatchmakingEvent& record = folder.row.record;
  PlannableEvent plannable;
  EventFile& file = plannable.file;
  file.title = record.title;
  file.has_indices = false;
  file.slot_minutes = record.slot_minutes;
  for (const std::string& start : record.slot_starts) {
    file.slot_starts_min.push_back(record.date.days * kMinutesOfDay +
                                   MinutesOfDay(start).value_or(0));
  }
  file.event.slots = record.slots();
  file.event.morning_slots = record.morning_slots;
  file.event.tables = record.tables;
  if (record.breaks_max) file.event.breaks_max = *record.breaks_max;
  std::map<ParticipantId, event::ParticipantIndex> index_of;
  for (const Participant& participant : folder.participants) {
    index_of[participant.id] = static_cast<int32_t>(file.ids.size());
    file.ids.push_back(participant.id.ToString());
    file.names.emplace_back(Shortened(participant.name));
    event::Participant& to = file.event.participants.emplace_back();
    for (const int slot : participant.unavailable) to.unavailable.push_back(slot - 1);
    if (participant.meetings_max) to.meetings_max = *participant.meetings_max;
  }
  const std::vector<Hindrance> hindrances =
      HindrancesOf(folder.participants, folder.requests, today);
  for (size_t i = 0; i < folder.requests.size(); ++i) {
    if (hindrances[i] != Hindrance::kNone) continue;
    const MeetingRequest& from = folder.requests[i];
    event::Meeting meeting;
    meeting.a = index_of[from.a];
    meeting.b = index_of[from.b];
    if (from.session == RequestSession::kMorning) meeting.session = event::Session::kMorning;
    if (from.session == RequestSession::kAfternoon) meeting.session = event::Session::kAfternoon;
    if (from.priority == RequestPriority::kWish) meeting.priority = event::Priority::kWish;
    if (from.fixed_slot) meeting.fixed_slot = *from.fixed_slot - 1;
    file.event.meetings.push_back(std::move(meeting));
    plannable.requests.push_back(from.id);
  }
  return plannable;
}

Result<std::optional<EventPlan>> PlanOf(const store::EventFolder& folder, const Viewer& viewer,
                                        Date today) {
  const std::string own = OwnParticipant(folder, viewer);
  if (!folder.current || (!folder.row.managed && own.empty())) return std::optional<EventPlan>();
  LM_ASSIGN(const Plan now, Read(*folder.current));
  EventPlan plan;
  plan.number = folder.current->number;
  plan.made_at = FormatUtc(folder.current->made_ms);
  if (folder.row.managed) {
    plan.outdated = RulesOf(PlannableOf(folder, today).file) != RulesOf(now.file);
    AddProof(now.text, plan);
  }
  const auto seen = [&](const std::string& id) { return folder.row.managed || id == own; };
  for (const TimetableMeeting& meeting : now.text.meetings) {
    const std::string a = meeting.a.value_or(""), b = meeting.b.value_or("");
    if (!seen(a) && !seen(b)) continue;
    plan.meetings.push_back({meeting.index, a, b, meeting.slot, meeting.table});
  }
  if (!folder.told) return std::optional<EventPlan>(std::move(plan));
  plan.told_at = FormatUtc(folder.told->made_ms);
  plan.told = folder.told->number == plan.number;
  LM_ASSIGN(const Plan told, Read(*folder.told));
  for (EventNotice& notice : NoticesOf(told, now)) {
    if (seen(notice.participant)) plan.notices.push_back(std::move(notice));
  }
  return std::optional<EventPlan>(std::move(plan));
}

bool HasMeeting(const store::EventFolder& folder, ParticipantId a, ParticipantId b) {
  const std::string first = a.ToString(), second = b.ToString();
  for (const auto* stored : {&folder.current, &folder.told}) {
    if (!*stored) continue;
    const Result<Plan> plan = Read(**stored);
    if (!plan) continue;
    for (const auto& [pair, seat] : SeatsOf(plan->text)) {
      const bool of_first = pair.first == first || pair.second == first;
      if (of_first && (!b || pair.first == second || pair.second == second)) return true;
    }
  }
  return false;
}

Result<PlanOutcome> RunPlan(Platform& platform, const Viewer& viewer, EventId id,
                            const PlanRun& run) {
  LM_ASSIGN(const store::EventFolder seen, ReadToPlan(platform, viewer, id));
  const PlannableEvent plannable = PlannableOf(seen, platform.Today());
  if (plannable.requests.empty() && run.mode == PlanMode::kPlan) {
    return MakeError(ErrorCode::kConflict,
                     {"没有可以排期的会谈：须双方确认参加，且请求已被接受",
                      "there is no meeting to plan: both must have said that they come, and the "
                      "request must be accepted"},
                     {.file = {}, .line = 0, .field = "requests", .value = "0"});
  }
  LM_ASSIGN(TimetableText text, Compute(plannable, seen, run));
  PlanOutcome outcome;
  outcome.word = text.status;
  if (text.conflict) outcome.conflict = ConflictOf(plannable, *text.conflict);
  if (text.status != "optimal" && text.status != "feasible") return outcome;
  LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id));
  LM_ASSIGN(outcome.word, Keep(edit, seen, plannable, std::move(text)));
  return outcome;
}

Result<EventMoves> GetMoves(Platform& platform, const Viewer& viewer, EventId id, int64_t meeting) {
  LM_ASSIGN(const store::EventFolder folder, ReadOwned(platform, viewer, id));
  LM_ASSIGN(const Movable movable, ReadMovable(folder, platform.Today(), meeting));
  const event::Event& event = movable.planned.file.event;
  const event::Seating& seating = movable.planned.seating;
  const auto index = static_cast<event::MeetingIndex>(meeting);
  EventMoves moves{.number = movable.number, .meeting = meeting, .breaks = 0, .slots = {}};
  for (event::SlotIndex slot = 0; slot < event.slots; ++slot) {
    const event::Move move = event::JudgeMove(event, seating, index, {slot, event::kNowhere});
    EventSlotMove row{.slot = slot + 1,
                      .obstacles = WordsOf(movable.planned.file, move),
                      .free_tables = {},
                      .breaks = move.breaks_after};
    for (const event::TableIndex table : event::FreeTables(event, seating, slot, index)) {
      row.free_tables.push_back(table + 1);
    }
    moves.breaks = move.breaks_before;
    moves.slots.push_back(std::move(row));
  }
  return moves;
}

Result<EventMove> MoveMeeting(Platform& platform, const Viewer& viewer, EventId id,
                              const EventMoveInput& input) {
  LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id));
  LM_ASSIGN(Movable movable, ReadMovable(edit.folder, edit.today, input.meeting));
  if (movable.number != input.number) return OtherNumber(movable.number);
  const EventFile& file = movable.planned.file;
  const event::Seat to = SeatOf(movable, input);
  const event::Move judged = event::JudgeMove(file.event, movable.planned.seating,
                                              static_cast<event::MeetingIndex>(input.meeting), to);
  EventMove move{.applied = false,
                 .number = movable.number,
                 .obstacles = WordsOf(file, judged),
                 .breaks_before = judged.breaks_before,
                 .breaks_after = judged.breaks_after,
                 .slot = input.slot,
                 .table = std::nullopt};
  if (to.table != event::kNowhere) move.table = to.table + 1;
  if (input.dry_run.value_or(false)) return move;
  if (!move.obstacles.empty()) {
    return MakeError(
        ErrorCode::kConflict, move.obstacles.front(),
        {.file = {}, .line = 0, .field = "/slot", .value = std::to_string(input.slot)});
  }
  event::Seating seating = movable.planned.seating;
  seating[static_cast<size_t>(input.meeting)] = to;
  LM_ASSIGN(const TimetableText text, ReseatEvent(file, movable.text, seating));
  store::StoredTimetable kept = *edit.folder.current;
  kept.number = movable.number + 1;
  kept.timetable = ToJson(text).dump();
  LM_TRY(edit.writer.PutTimetable(id, store::TimetableRole::kCurrent, kept));
  LM_TRY(edit.writer.Commit());
  move.applied = true;
  move.number = kept.number;
  return move;
}

Status MarkTold(Platform& platform, const Viewer& viewer, EventId id, int64_t number) {
  LM_ASSIGN(EventEdit edit, BeginEventEdit(platform, viewer, id));
  if (!edit.folder.current) return NoTimetable();
  if (edit.folder.current->number != number) return OtherNumber(edit.folder.current->number);
  LM_TRY(edit.writer.PutTimetable(id, store::TimetableRole::kTold, *edit.folder.current));
  LM_TRY(edit.writer.Commit());
  return Ok{};
}

Result<std::string> ExportPlan(Platform& platform, const Viewer& viewer, EventId id,
                               const EventDownload& download) {
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const store::EventFolder folder, reader.GetEvent(id));
  const std::string own = OwnParticipant(folder, viewer);
  if (!folder.row.managed && (own.empty() || download.participant != own)) {
    return MakeError(ErrorCode::kPermissionDenied,
                     {"只能导出自己的日程", "you may export your own meetings only"},
                     {.file = {},
                      .line = 0,
                      .field = "participant",
                      .value = download.participant.value_or("")});
  }
  if (!folder.current) return NoTimetable();
  LM_ASSIGN(Plan plan, Read(*folder.current));
  Refresh(folder, platform.Today(), plan.file);
  const Result<PlannedEvent> planned = CheckPlannedEvent(std::move(plan.file), plan.text);
  if (!planned) return Damaged(planned.error());
  return ScheduleBytes(*planned, {.format = download.format,
                                  .participant = download.participant,
                                  .now_ms = platform.clock().NowMs()});
}

Result<std::string> NameCardPage(Platform& platform, const Viewer& viewer, EventId id) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  LM_ASSIGN(const store::EventFolder folder, ReadOwned(platform, viewer, id));
  const MatchmakingEvent& record = folder.row.record;
  report::NameCardSheet sheet;
  sheet.title = record.title;
  sheet.subtitle = record.date.ToString() + (record.place.empty() ? "" : " " + record.place);
  for (const Participant& participant : folder.participants) {
    if (participant.state != ParticipantState::kAccepted) continue;
    report::NameCard card{participant.name, participant.contact, {}};
    const uint32_t index = analysis->snapshot().OrganisationIndex(participant.organisation);
    if (index != kNone) {
      const auto city = CityNameOf(analysis->snapshot(), index);
      if (city) card.place = city->name.zh;
    }
    sheet.cards.push_back(std::move(card));
  }
  return report::NameCardPage(sheet);
}

}  // namespace lianmeng::app
