#include "app/plan_event.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "app/event_words.h"
#include "base/own_fault.h"
#include "event/replan.h"
#include "event/table_plan.h"
#include "event/timetable.h"
#include "event/timetable_checker.h"

namespace lianmeng::app {
namespace {

using Steady = std::chrono::steady_clock;

class Deadline {
 public:
  Deadline(double seconds, const Progress& progress)
      : end_(Steady::now() +
             std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds))),
        progress_(progress) {}

  [[nodiscard]] std::function<bool()> Stop() const {
    return [this] { return Steady::now() >= end_ || progress_.Cancelled(); };
  }

 private:
  Steady::time_point end_;
  const Progress& progress_;
};

const char* Word(event::TimetableStatus status) {
  switch (status) {
    case event::TimetableStatus::kOptimal:
      return "optimal";
    case event::TimetableStatus::kFeasible:
      return "feasible";
    case event::TimetableStatus::kInfeasible:
      return "infeasible";
    case event::TimetableStatus::kUnknown:
      break;
  }
  return "unknown";
}

// Meetings, breaks of everybody and what has no place.
void AddSeating(const EventFile& file, const event::Seating& seating, TimetableText& text) {
  event::Placement placement;
  for (size_t m = 0; m < seating.size(); ++m) {
    const event::Seat& seat = seating[m];
    placement.push_back(seat.slot);
    if (seat.slot == event::kNowhere) {
      text.unplaced.push_back(static_cast<int64_t>(m));
      continue;
    }
    const event::Meeting& meeting = file.event.meetings[m];
    text.meetings.push_back({.index = static_cast<int64_t>(m),
                             .slot = seat.slot + 1,
                             .table = seat.table + 1,
                             .a = file.ids[event::Index(meeting.a)],
                             .b = file.ids[event::Index(meeting.b)]});
  }
  const std::vector<event::Day> days = event::DaysOf(file.event, placement);
  for (size_t p = 0; p < days.size(); ++p) {
    text.participants.push_back({file.ids[p], days[p].meetings, days[p].breaks});
  }
}

void AddQuality(const event::Quality& quality, TimetableText& text) {
  text.breaks = quality.breaks;
  text.wishes_lost = quality.wishes_lost;
  text.overburdened = quality.overburdened;
  text.spread = quality.spread;
}

Status CheckPlanned(const EventFile& file, const event::Seating& seating,
                    const event::Quality& quality) {
  return AsOwnFault(event::CheckTimetable(
      file.event, seating, {.breaks = quality.breaks, .wishes_lost = quality.wishes_lost}));
}

void Report(const event::TimetableNews& news, Progress& progress) {
  const std::string breaks = std::to_string(news.best.breaks),
                    bound = std::to_string(news.breaks_bound),
                    lost = std::to_string(news.best.wishes_lost);
  progress.Begin({"未满足愿望 " + lost + "，空档 " + breaks + "，至少 " + bound,
                  "wishes lost " + lost + ", breaks " + breaks + ", at least " + bound},
                 0);
}

Error AtRow(size_t row, const char* field, std::string value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {},
                    .line = 0,
                    .field = "/meetings/" + std::to_string(row) + field,
                    .value = std::move(value)});
}

// Whether there is a timetable at all.
Status CheckStatus(const TimetableText& timetable) {
  if (timetable.status == "optimal" || timetable.status == "feasible") return Ok{};
  return MakeError(ErrorCode::kInvalidArgument,
                   {"这份文件没有排出时间表", "this file holds no timetable"},
                   {.file = {}, .line = 0, .field = "/status", .value = timetable.status});
}

// For each meeting of the event the seat that the told timetable gave it, and what it had
// besides.
struct Told {
  event::Seating seating;
  std::vector<MeetingChange> gone;  // meetings that the event does not have any more
};

// Finds the meetings of a timetable that names their participants.
class Recognition {
 public:
  Recognition(const EventFile& file, const TimetableText& before) : file_(file), before_(before) {
    told_.seating.resize(file.event.meetings.size());
    for (size_t m = file.event.meetings.size(); m-- > 0;) open_[KeyOf(m)].push_back(m);
  }

  Result<Told> Find() {
    std::vector<bool> found(before_.meetings.size());
    for (size_t row = 0; row < found.size(); ++row) {
      const TimetableMeeting& meeting = before_.meetings[row];
      if (!meeting.a || !meeting.b) {
        return AtRow(row, "", {}, {"缺少双方编号，而其他行有", "has no ids, and other rows do"});
      }
      const size_t index = static_cast<size_t>(meeting.index);
      if (index >= told_.seating.size() || KeyOf(index) != Key(meeting)) continue;
      if (std::erase(open_[Key(meeting)], index) == 0) {
        return AtRow(row, "/index", std::to_string(meeting.index),
                     {"出现了两次", "stands there twice"});
      }
      Take(index, meeting);
      found[row] = true;
    }
    for (size_t row = 0; row < found.size(); ++row) {
      if (!found[row]) FindElsewhere(before_.meetings[row]);
    }
    return std::move(told_);
  }

 private:
  using Pair = std::pair<std::string, std::string>;

  static Pair Sorted(std::string a, std::string b) {
    if (b < a) std::swap(a, b);
    return {std::move(a), std::move(b)};
  }
  static Pair Key(const TimetableMeeting& row) { return Sorted(*row.a, *row.b); }
  [[nodiscard]] Pair KeyOf(size_t m) const {
    const event::Meeting& meeting = file_.event.meetings[m];
    return Sorted(file_.ids[static_cast<size_t>(meeting.a)],
                  file_.ids[static_cast<size_t>(meeting.b)]);
  }
  static event::Seat SeatOf(const TimetableMeeting& row) {
    return {static_cast<int32_t>(row.slot) - 1, static_cast<int32_t>(row.table) - 1};
  }
  void Take(size_t m, const TimetableMeeting& row) { told_.seating[m] = SeatOf(row); }
  void FindElsewhere(const TimetableMeeting& row) {
    std::vector<size_t>& open = open_[Key(row)];
    if (open.empty()) {
      told_.gone.push_back({*row.a, *row.b, SeatOf(row), {}});
      return;
    }
    Take(open.back(), row);
    open.pop_back();
  }

  const EventFile& file_;
  const TimetableText& before_;
  Told told_;
  std::map<Pair, std::vector<size_t>> open_;  // meetings of two that have no seat yet, last first
};

Result<Told> MatchMeetings(const EventFile& file, const TimetableText& before) {
  const auto& rows = before.meetings;
  const bool has_ids = std::any_of(rows.begin(), rows.end(),
                                   [](const TimetableMeeting& row) { return row.a || row.b; });
  if (has_ids) return Recognition(file, before).Find();
  Told told;
  LM_ASSIGN(told.seating, SeatingOf(file, before));
  return told;
}

std::vector<MeetingChange> ChangesOf(const EventFile& file, const Told& told,
                                     const event::Seating& after) {
  std::vector<MeetingChange> changes = told.gone;
  for (size_t m = 0; m < after.size(); ++m) {
    if (told.seating[m] == after[m]) continue;
    const event::Meeting& meeting = file.event.meetings[m];
    changes.push_back({file.ids[static_cast<size_t>(meeting.a)],
                       file.ids[static_cast<size_t>(meeting.b)], told.seating[m], after[m]});
  }
  return changes;
}

Status CheckSeconds(double seconds) {
  if (seconds > 0 && seconds <= 86'400) return Ok{};
  return MakeError(
      ErrorCode::kInvalidArgument,
      {"应大于 0，至多 86400 秒", "must be above 0 and at most 86400 seconds"},
      {.file = {}, .line = 0, .field = "time-limit", .value = std::to_string(seconds)});
}

}  // namespace

Result<TimetableText> PlanEvent(const EventFile& file, const PlanOptions& options) {
  const event::Timetable timetable = event::PlanTimetable(
      file.event, {.stop = options.stop, .on_news = options.on_news, .seed = options.seed});
  TimetableText text;
  text.status = Word(timetable.status);
  if (timetable.conflict) text.conflict = Describe(file, *timetable.conflict);
  if (!timetable.seating.empty() || timetable.status == event::TimetableStatus::kOptimal) {
    LM_TRY(CheckPlanned(file, timetable.seating, timetable.quality));
    AddQuality(timetable.quality, text);
    text.bound = timetable.breaks_bound;
    text.wishes_lost_bound = timetable.wishes_lost_bound;
    text.even_proven = timetable.even_proven;
    text.table_changes = timetable.table_changes;
    AddSeating(file, timetable.seating, text);
  }
  return text;
}

Result<TimetableText> PlanEventFile(const PlanEventOptions& options, Progress& progress) {
  LM_TRY(CheckSeconds(options.seconds_max));
  LM_ASSIGN(const EventFile file, ReadEventFile(options.event));
  const Deadline deadline(options.seconds_max, progress);
  LM_ASSIGN(const TimetableText text,
            PlanEvent(file, {.stop = deadline.Stop(),
                             .on_news = [&](const auto& news) { Report(news, progress); },
                             .seed = options.seed}));
  LM_TRY(WriteJsonFile(ToJson(text), options.out));
  return text;
}

Result<TimetableText> ReseatEvent(const EventFile& file, const TimetableText& before,
                                  const event::Seating& seating) {
  event::Placement placement;
  for (const event::Seat& seat : seating) placement.push_back(seat.slot);
  const event::Quality quality = event::Judge(file.event, placement);
  LM_TRY(CheckPlanned(file, seating, quality));
  TimetableText text;
  AddQuality(quality, text);
  text.bound = before.bound;
  text.wishes_lost_bound = before.wishes_lost_bound;
  const bool proven = text.bound == text.breaks && text.wishes_lost_bound == text.wishes_lost;
  text.status = proven ? "optimal" : "feasible";
  text.even_proven = false;
  text.table_changes = event::TableChanges(file.event, seating);
  AddSeating(file, seating, text);
  return text;
}

Result<TimetableText> ReplanEvent(const EventFile& event, const TimetableText& before,
                                  const std::function<bool()>& stop) {
  LM_TRY(CheckStatus(before));
  LM_ASSIGN(const Told told, MatchMeetings(event, before));
  const event::Replanned plan = event::Replan(event.event, told.seating, {.stop = stop});
  TimetableText text;
  text.status = Word(plan.status);
  if (plan.conflict) text.conflict = Describe(event, *plan.conflict);
  if (plan.status == event::TimetableStatus::kOptimal ||
      plan.status == event::TimetableStatus::kFeasible) {
    LM_TRY(CheckPlanned(event, plan.seating, plan.quality));
    AddQuality(plan.quality, text);
    text.table_changes = event::TableChanges(event.event, plan.seating);
    text.moved = plan.moved;
    text.moved_bound = plan.moved_bound;
    AddSeating(event, plan.seating, text);
    text.notices =
        Notices(ChangesOf(event, told, plan.seating), [&](const std::string& id) -> std::string {
          const auto found = std::find(event.ids.begin(), event.ids.end(), id);
          if (found == event.ids.end()) return id;
          return event.NameOf(static_cast<event::ParticipantIndex>(found - event.ids.begin()));
        });
  }
  return text;
}

Result<TimetableText> ReplanEventFile(const ReplanEventOptions& options, Progress& progress) {
  LM_TRY(CheckSeconds(options.seconds_max));
  LM_ASSIGN(const EventFile file, ReadEventFile(options.event));
  LM_ASSIGN(const TimetableText before, ReadTimetableFile(options.before));
  const Deadline deadline(options.seconds_max, progress);
  const Result<TimetableText> text = ReplanEvent(file, before, deadline.Stop());
  if (!text) {
    Error error = text.error();
    error.place.file = options.before;
    return error;
  }
  LM_TRY(WriteJsonFile(ToJson(*text), options.out));
  return text;
}

Result<PlannedEvent> CheckPlannedEvent(EventFile event, const TimetableText& timetable) {
  PlannedEvent planned;
  planned.file = std::move(event);
  LM_TRY(CheckStatus(timetable));
  LM_ASSIGN(planned.seating, SeatingOf(planned.file, timetable));
  event::Claim claim;
  if (timetable.breaks) claim.breaks = static_cast<int32_t>(*timetable.breaks);
  if (timetable.wishes_lost) claim.wishes_lost = static_cast<int32_t>(*timetable.wishes_lost);
  LM_TRY(event::CheckTimetable(planned.file.event, planned.seating, claim));
  return planned;
}

Result<PlannedEvent> ReadPlannedEvent(const std::string& event, const std::string& timetable) {
  LM_ASSIGN(EventFile file, ReadEventFile(event));
  LM_ASSIGN(const TimetableText text, ReadTimetableFile(timetable));
  Result<PlannedEvent> planned = CheckPlannedEvent(std::move(file), text);
  if (planned) return planned;
  Error error = planned.error();
  error.place.file = timetable;
  return error;
}

Status GenerateEventFile(const event::SyntheticEvent& options, const std::string& out) {
  LM_ASSIGN(event::Event event, event::MakeSyntheticEvent(options));
  EventFile file;
  file.event = std::move(event);
  for (size_t p = 1; p <= file.event.participants.size(); ++p) {
    file.ids.push_back("P" + std::to_string(p));
    file.names.emplace_back();
  }
  return WriteJsonFile(ToJson(ToText(file)), out);
}

}  // namespace lianmeng::app
