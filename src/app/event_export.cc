#include "app/event_export.h"

#include <algorithm>
#include <map>

#include "app/table_files.h"
#include "base/clock.h"
#include "report/file_output.h"
#include "report/html_page.h"

namespace lianmeng::app {
namespace {

using report::Cell;
using report::ColumnType;
using report::Table;
using Row = std::vector<Cell>;

// One meeting in the eyes of one of its two participants.
struct Appointment {
  event::MeetingIndex meeting;
  event::Seat seat;
  event::ParticipantIndex other;
};

class Schedule {
 public:
  // `only`: the participants to show.
  Schedule(const PlannedEvent& planned, std::vector<event::ParticipantIndex> only)
      : file_(planned.file),
        seating_(planned.seating),
        only_(std::move(only)),
        of_(planned.file.ids.size()) {
    for (size_t m = 0; m < seating_.size(); ++m) {
      if (seating_[m].slot == event::kNowhere) continue;
      const event::Meeting& meeting = file_.event.meetings[m];
      const auto index = static_cast<event::MeetingIndex>(m);
      of_[event::Index(meeting.a)].push_back({index, seating_[m], meeting.b});
      of_[event::Index(meeting.b)].push_back({index, seating_[m], meeting.a});
    }
    for (std::vector<Appointment>& appointments : of_) {
      std::sort(appointments.begin(), appointments.end(),
                [](const Appointment& left, const Appointment& right) {
                  return left.seat.slot < right.seat.slot;
                });
    }
  }

  [[nodiscard]] const EventFile& file() const { return file_; }
  [[nodiscard]] const event::Seating& seating() const { return seating_; }
  [[nodiscard]] const std::vector<event::ParticipantIndex>& only() const { return only_; }
  [[nodiscard]] const std::vector<Appointment>& Of(event::ParticipantIndex p) const {
    return of_[event::Index(p)];
  }
  [[nodiscard]] const std::string& Name(event::ParticipantIndex p) const { return file_.NameOf(p); }

  // "2026-12-01 09:00", or nothing.
  [[nodiscard]] std::string TimeOf(event::SlotIndex slot) const {
    return file_.slot_starts_min.empty()
               ? std::string()
               : LocalTime(file_.slot_starts_min[static_cast<size_t>(slot)]);
  }

 private:
  const EventFile& file_;
  const event::Seating& seating_;
  std::vector<event::ParticipantIndex> only_;
  std::vector<std::vector<Appointment>> of_;  // each participant's, by slot
};

const report::Column kSlot{{"时段", "slot"}, ColumnType::kInteger};
const report::Column kTime{{"时间", "time"}, ColumnType::kText, 17};
const report::Column kTable{{"桌号", "table"}, ColumnType::kInteger};
const report::Column kOther{{"会谈对象", "meets"}, ColumnType::kText, 28};

Row SlotCells(const Schedule& schedule, const event::Seat& seat) {
  return {int64_t{seat.slot} + 1, schedule.TimeOf(seat.slot), int64_t{seat.table} + 1};
}

Status WriteByParticipant(const Schedule& schedule, TableWriter& writer) {
  LM_TRY(writer.Begin({{"按参加者", "By participant"},
                       {{{"编号", "id"}, ColumnType::kText, 12},
                        {{"参加者", "participant"}, ColumnType::kText, 28},
                        kSlot,
                        kTime,
                        kTable,
                        kOther}}));
  for (const event::ParticipantIndex p : schedule.only()) {
    for (const Appointment& appointment : schedule.Of(p)) {
      Row row{schedule.file().ids[static_cast<size_t>(p)], schedule.Name(p)};
      for (Cell& cell : SlotCells(schedule, appointment.seat)) row.push_back(std::move(cell));
      row.emplace_back(schedule.Name(appointment.other));
      LM_TRY(writer.Row(row));
    }
  }
  return Ok{};
}

std::string PairName(const Schedule& schedule, size_t meeting) {
  const event::Meeting& of = schedule.file().event.meetings[meeting];
  return schedule.Name(of.a) + " – " + schedule.Name(of.b);
}

// A row for each slot, a column for each table.
Status WriteByTable(const Schedule& schedule, TableWriter& writer) {
  const event::Event& event = schedule.file().event;
  Table table{{"按桌", "By table"}, {kSlot, kTime}};
  for (int32_t i = 1; i <= event.tables; ++i) {
    const std::string number = std::to_string(i);
    table.columns.push_back({{number + " 号桌", "table " + number}, ColumnType::kText, 24});
  }
  LM_TRY(writer.Begin(table));
  const size_t tables = static_cast<size_t>(event.tables);
  std::vector<Row> rows(static_cast<size_t>(event.slots), Row(2 + tables));
  for (size_t m = 0; m < schedule.seating().size(); ++m) {
    const event::Seat& seat = schedule.seating()[m];
    if (seat.slot == event::kNowhere) continue;
    rows[static_cast<size_t>(seat.slot)][2 + static_cast<size_t>(seat.table)] =
        PairName(schedule, m);
  }
  for (event::SlotIndex t = 0; t < event.slots; ++t) {
    Row& row = rows[static_cast<size_t>(t)];
    row[0] = int64_t{t} + 1;
    row[1] = schedule.TimeOf(t);
    LM_TRY(writer.Row(row));
  }
  return Ok{};
}

Status WriteUnplaced(const Schedule& schedule, TableWriter& writer) {
  LM_TRY(writer.Begin({{"未安排的愿望", "Wishes without a place"},
                       {{{"会谈", "meeting"}, ColumnType::kInteger},
                        {{"双方", "between"}, ColumnType::kText, 40}}}));
  for (size_t m = 0; m < schedule.seating().size(); ++m) {
    if (schedule.seating()[m].slot != event::kNowhere) continue;
    LM_TRY(writer.Row(Row{static_cast<int64_t>(m), PairName(schedule, m)}));
  }
  return Ok{};
}

Result<std::string> Tables(const Schedule& schedule, const ScheduleOptions& options) {
  const bool xlsx = options.format == ScheduleFormat::kXlsx;
  return TableBytes(xlsx ? TableFormat::kXlsx : TableFormat::kCsv,
                    [&](TableWriter& writer) -> Status {
                      LM_TRY(WriteByParticipant(schedule, writer));
                      if (xlsx && !options.participant) {
                        LM_TRY(WriteByTable(schedule, writer));
                        LM_TRY(WriteUnplaced(schedule, writer));
                      }
                      return writer.Finish();
                    });
}

std::string PrintablePage(const Schedule& schedule) {
  const std::string& title = schedule.file().title;
  report::HtmlPage page(title.empty() ? TextPair{"洽谈日程", "Meetings"} : TextPair{title, title},
                        {.page_per_section = true});
  const Table table{{}, {kSlot, kTime, kTable, kOther}};
  for (const event::ParticipantIndex p : schedule.only()) {
    const std::string& name = schedule.Name(p);
    page.Section({name, name});
    std::vector<Row> rows;
    for (const Appointment& appointment : schedule.Of(p)) {
      rows.push_back(SlotCells(schedule, appointment.seat));
      rows.back().emplace_back(schedule.Name(appointment.other));
    }
    page.Rows(table, rows);
  }
  return page.ToString();
}

// One content line of a calendar: folded to 75 bytes without cutting a character, ended by CRLF
// (RFC 5545, section 3.1).
void AppendLine(const std::string& line, std::string& calendar) {
  constexpr size_t kBytesMax = 75;
  size_t from = 0, room = kBytesMax;
  while (line.size() - from > room) {
    size_t end = from + room;
    while ((static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    calendar += line.substr(from, end - from) + "\r\n ";
    from = end;
    room = kBytesMax - 1;  // the blank that continues a line counts
  }
  calendar += line.substr(from) + "\r\n";
}

// A value of type TEXT (section 3.3.11). Texts of an event hold no control characters.
std::string EscapeText(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// 20261201T010000Z.
std::string UtcTime(int64_t time_ms) {
  std::string time = FormatUtc(time_ms);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return time;
}

// FNV-1a (Fowler, Noll, Vo).
uint64_t HashOf(const std::string& text) {
  uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  return hash;
}

// Of each meeting, the same for every plan of the event: made of the two ids and which of their
// meetings it is.
std::vector<std::string> UidsOf(const EventFile& file) {
  std::map<std::pair<std::string, std::string>, int64_t> met;
  std::vector<std::string> uids;
  for (const event::Meeting& meeting : file.event.meetings) {
    const std::pair<std::string, std::string> pair =
        std::minmax(file.ids[event::Index(meeting.a)], file.ids[event::Index(meeting.b)]);
    const uint64_t hash = HashOf(file.title + '\n' + pair.first + '\n' + pair.second);
    uids.push_back(std::to_string(hash) + "-" + std::to_string(met[pair]++) + "@lianmeng");
  }
  return uids;
}

class Calendar {
 public:
  // Requires: slot_starts_min and slot_minutes are told.
  Calendar(const Schedule& schedule, const ScheduleOptions& options)
      : schedule_(schedule), options_(options), uids_(UidsOf(schedule.file())) {}

  std::string Write() {
    Line("BEGIN:VCALENDAR");
    Line("VERSION:2.0");
    Line("PRODID:-//Lianmeng//event export//ZH");
    const std::string& title = schedule_.file().title;
    if (!title.empty()) Line("X-WR-CALNAME:" + EscapeText(title));
    for (const event::ParticipantIndex p : schedule_.only()) {
      for (const Appointment& appointment : schedule_.Of(p)) {
        // In everybody's calendar each meeting stands once, with the first of its two.
        const event::Meeting& meeting =
            schedule_.file().event.meetings[event::Index(appointment.meeting)];
        if (options_.participant || meeting.a == p) WriteMeeting(appointment);
      }
    }
    Line("END:VCALENDAR");
    return std::move(calendar_);
  }

 private:
  void Line(const std::string& line) { AppendLine(line, calendar_); }

  void WriteMeeting(const Appointment& appointment) {
    constexpr int64_t kBeijingMinutes = 8 * 60, kMsPerMinute = 60'000;
    const EventFile& file = schedule_.file();
    const int64_t start =
        file.slot_starts_min[event::Index(appointment.seat.slot)] - kBeijingMinutes;
    const std::string table = std::to_string(appointment.seat.table + 1);
    const std::string& other = schedule_.Name(appointment.other);
    const std::string who = options_.participant
                                ? "与 " + other + " 会谈 Meeting with " + other
                                : PairName(schedule_, event::Index(appointment.meeting));
    Line("BEGIN:VEVENT");
    Line("UID:" + uids_[event::Index(appointment.meeting)]);
    Line("DTSTAMP:" + UtcTime(options_.now_ms));
    Line("DTSTART:" + UtcTime(start * kMsPerMinute));
    Line("DTEND:" + UtcTime((start + file.slot_minutes) * kMsPerMinute));
    Line("SUMMARY:" + EscapeText(who));
    Line("LOCATION:" + EscapeText(table + " 号桌 table " + table));
    Line("END:VEVENT");
  }

  const Schedule& schedule_;
  const ScheduleOptions& options_;
  const std::vector<std::string> uids_;
  std::string calendar_;
};

Status CheckTimes(const EventFile& file) {
  if (!file.slot_starts_min.empty() && file.slot_minutes > 0) return Ok{};
  return MakeError(
      ErrorCode::kInvalidArgument,
      {"日历需要各时段的开始时间和时长", "a calendar needs the slots' beginnings and length"},
      {.file = {},
       .line = 0,
       .field = file.slot_starts_min.empty() ? "/slot_starts" : "/slot_minutes",
       .value = {}});
}

ScheduleFormat FormatOf(const std::string& path) {
  if (path.ends_with(".csv")) return ScheduleFormat::kCsv;
  if (path.ends_with(".html")) return ScheduleFormat::kHtml;
  if (path.ends_with(".ics")) return ScheduleFormat::kIcs;
  return ScheduleFormat::kXlsx;
}

}  // namespace

Result<std::string> ScheduleBytes(const PlannedEvent& planned, const ScheduleOptions& options) {
  const std::vector<std::string>& ids = planned.file.ids;
  std::vector<event::ParticipantIndex> only;
  for (size_t p = 0; p < ids.size(); ++p) {
    if (!options.participant || *options.participant == ids[p]) {
      only.push_back(static_cast<event::ParticipantIndex>(p));
    }
  }
  if (options.participant && only.empty()) {
    return MakeError(
        ErrorCode::kInvalidArgument, {"没有这位参加者", "there is no such participant"},
        {.file = {}, .line = 0, .field = "participant", .value = *options.participant});
  }
  const Schedule schedule(planned, std::move(only));
  switch (options.format) {
    case ScheduleFormat::kHtml:
      return PrintablePage(schedule);
    case ScheduleFormat::kIcs:
      LM_TRY(CheckTimes(planned.file));
      return Calendar(schedule, options).Write();
    case ScheduleFormat::kXlsx:
    case ScheduleFormat::kCsv:
      break;
  }
  return Tables(schedule, options);
}

Status ExportEvent(const ExportEventOptions& options) {
  LM_ASSIGN(const PlannedEvent planned, ReadPlannedEvent(options.event, options.timetable));
  const Result<std::string> bytes = ScheduleBytes(planned, {.format = FormatOf(options.out),
                                                            .participant = options.participant,
                                                            .now_ms = options.now_ms});
  if (bytes) return report::WriteWholeFile(options.out, *bytes);
  Error error = bytes.error();
  error.place.file = options.event;
  return error;
}

}  // namespace lianmeng::app
