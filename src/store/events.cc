// Matchmaking events: what a Writer keeps of them beside the event's own record, and what a Reader
// tells whom.
#include "store/columns.h"
#include "store/conditions.h"
#include "store/paging.h"
#include "store/reader.h"
#include "store/store_impl.h"
#include "store/visible.h"
#include "store/writer_impl.h"

namespace lianmeng::store {
namespace {

constexpr std::string_view kRoleCodes[] = {"current", "told"};

std::string_view Code(TimetableRole role) { return kRoleCodes[static_cast<size_t>(role)]; }

// Whether the viewer is the owner of the event under `event`.
std::string ManagedSql(SqlText& sql, const Viewer& viewer, const std::string& event) {
  switch (viewer.kind) {
    case Viewer::Kind::kOffice:
      return event + ".owner IS NULL";
    case Viewer::Kind::kOrganisation:
      if (viewer.organisation) return event + ".owner = " + sql.Bind(viewer.organisation.value);
      break;
    case Viewer::Kind::kPublic:
      break;
  }
  return "1 = 0";
}

// Whether the organisation in a column is the viewer's own, merged ones that it holds now included.
std::string IsSelfSql(SqlText& sql, const Viewer& viewer, const std::string& column) {
  const std::string self = sql.Bind(viewer.organisation.value);
  return "(" + column + " = " + self + " OR " + column +
         " IN (SELECT s.id FROM organisation_source s WHERE s.organisation = " + self + "))";
}

// Of the request under q, whose event stands under x: it is one of its two, and not the one that
// the other does not want to meet.
std::string RequestVisibleSql(SqlText& sql, const Viewer& viewer) {
  std::string condition = "(" + ManagedSql(sql, viewer, "x");
  if (viewer.kind == Viewer::Kind::kOrganisation && viewer.organisation) {
    condition +=
        " OR EXISTS (SELECT 1 FROM event_participant m WHERE " +
        IsSelfSql(sql, viewer, "m.organisation") +
        " AND m.id IN (q.a, q.b) AND (q.priority <> 'no_thanks' OR (q.asked_by = 'a' AND m.id = "
        "q.a) OR (q.asked_by = 'b' AND m.id = q.b)))";
  }
  return condition + ")";
}

// Of the participant under p, whose event stands under x.
std::string ParticipantVisibleSql(SqlText& sql, const Viewer& viewer) {
  std::string condition = "(" + ManagedSql(sql, viewer, "x");
  if (viewer.kind == Viewer::Kind::kOrganisation && viewer.organisation) {
    condition += " OR " + IsSelfSql(sql, viewer, "p.organisation") +
                 " OR EXISTS (SELECT 1 FROM event_request q WHERE (q.a = p.id OR q.b = p.id) AND " +
                 RequestVisibleSql(sql, viewer) + ")";
  }
  return condition + ")";
}

// "SELECT ... FROM event x WHERE ...", visible ones; more conditions may follow.
void SelectEvents(SqlText& sql, const Viewer& viewer) {
  const std::string participants =
      "(SELECT COUNT(*) FROM event_participant p WHERE p.event = x.id AND " +
      ParticipantVisibleSql(sql, viewer);
  sql << "SELECT " << SelectList<MatchmakingEvent>("x") << ", x.updated_ms, x.version, CASE WHEN "
      << ManagedSql(sql, viewer, "x") << " THEN 1 ELSE 0 END, " << participants << "), "
      << participants
      << " AND p.state = 'accepted'), (SELECT COUNT(*) FROM event_request q WHERE q.event = x.id "
         "AND "
      << RequestVisibleSql(sql, viewer) << ")" << VisibleFrom(sql, viewer, RecordKind::kEvent);
}

EventRow ReadEvent(const Prepared& row) {
  EventRow event;
  const int column = ReadRecord(row, 0, event.record);
  event.updated_at_ms = row.Int(column);
  event.version = row.Int(column + 1);
  event.managed = row.Int(column + 2) != 0;
  event.participants = row.Int(column + 3);
  event.accepted = row.Int(column + 4);
  event.requests = row.Int(column + 5);
  return event;
}

Result<std::optional<EventRow>> FetchEvent(Connection& connection, const Viewer& viewer,
                                           EventId id) {
  SqlText sql;
  SelectEvents(sql, viewer);
  sql << " AND x.id = " << sql.Bind(id.value);
  LM_ASSIGN(Prepared found, sql.Prepare(connection));
  LM_ASSIGN(const bool row, found.Step());
  if (!row) return std::optional<EventRow>();
  return std::optional<EventRow>(ReadEvent(found));
}

// The parts of one event under `alias` that `visible` lets through, by id.
struct PartsQuery {
  std::string alias;
  std::string (*visible)(SqlText&, const Viewer&);
};

template <typename R>
Status FetchParts(Connection& connection, const Viewer& viewer, EventId id, const PartsQuery& query,
                  std::vector<R>& parts) {
  SqlText sql;
  sql << "SELECT " << SelectList<R>(query.alias) << " FROM event x JOIN " << Table<R>::kName << " "
      << query.alias << " ON " << query.alias << ".event = x.id WHERE x.id = " << sql.Bind(id.value)
      << " AND " << query.visible(sql, viewer) << " ORDER BY " << query.alias << ".id";
  LM_ASSIGN(Prepared rows, sql.Prepare(connection));
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return Ok{};
    ReadRecord(rows, 0, parts.emplace_back());
  }
}

// Participants that were merged since are what they are now. A Writer sees them as they were named, and
// keeps it so: a merge undone leaves nothing behind.
Status NameAsNow(Connection& connection, EventId event, std::vector<Participant>& participants) {
  LM_ASSIGN(Prepared rows,
            connection.Prepare("SELECT p.id, s.organisation FROM event_participant p JOIN "
                               "organisation_source s ON s.id = p.organisation WHERE p.event = $1"));
  rows.Bind(1, event.value);
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return Ok{};
    for (Participant& participant : participants) {
      if (participant.id.value == rows.Int(0)) participant.organisation = {rows.Int(1)};
    }
  }
}

Status FetchTimetables(Connection& connection, EventId id, EventFolder& folder) {
  SqlText sql;
  sql << "SELECT role, number, made_ms, version, event_text, timetable_text FROM event_timetable "
         "WHERE event = "
      << sql.Bind(id.value);
  LM_ASSIGN(Prepared rows, sql.Prepare(connection));
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return Ok{};
    const bool told = rows.Text(0) == Code(TimetableRole::kTold);
    (told ? folder.told : folder.current) = StoredTimetable{.number = rows.Int(1),
                                                            .made_ms = rows.Int(2),
                                                            .version = rows.Int(3),
                                                            .event = std::string(rows.Text(4)),
                                                            .timetable = std::string(rows.Text(5))};
  }
}

// Nothing if the viewer does not see the event.
Result<std::optional<EventFolder>> FetchFolder(Connection& connection, const Viewer& viewer,
                                               EventId id) {
  LM_ASSIGN(auto row, FetchEvent(connection, viewer, id));
  if (!row) return std::optional<EventFolder>();
  EventFolder folder;
  folder.row = *std::move(row);
  LM_TRY(FetchParts(connection, viewer, id, {"p", ParticipantVisibleSql}, folder.participants));
  LM_TRY(FetchParts(connection, viewer, id, {"q", RequestVisibleSql}, folder.requests));
  // Somebody who takes part has a timetable; others see none.
  if (folder.row.managed || !folder.participants.empty()) {
    LM_TRY(FetchTimetables(connection, id, folder));
  }
  return std::optional<EventFolder>(std::move(folder));
}

template <typename R>
std::string InsertPartSql() {
  std::string names = "id", values = "$1";
  int position = 2;
  for (const std::string& column : ColumnNames<R>()) {
    names += ", " + column;
    values += ", $" + std::to_string(position++);
  }
  return "INSERT INTO " + std::string(Table<R>::kName) + " (" + names + ") VALUES (" + values + ")";
}

template <typename R>
std::string UpdatePartSql() {
  std::string sets;
  int position = 2;
  for (const std::string& column : ColumnNames<R>()) {
    sets += (sets.empty() ? "" : ", ") + column + " = $" + std::to_string(position++);
  }
  return "UPDATE " + std::string(Table<R>::kName) + " SET " + sets + " WHERE id = $1";
}

// What the history of an event says of a part.
constexpr const char* FieldOf(const Participant&) { return "participants"; }
constexpr const char* FieldOf(const MeetingRequest&) { return "requests"; }

std::string Words(const Participant& part) {
  return part.name + " (" + std::string(lianmeng::Code(part.state)) + ")";
}
std::string Words(const MeetingRequest& part) {
  return part.a.ToString() + " – " + part.b.ToString() + " (" +
         std::string(lianmeng::Code(part.priority)) + ", " +
         std::string(lianmeng::Code(part.state)) + ")";
}

Error AboutPart(Error error, const char* field, const std::string& value) {
  if (error.place.field.empty()) error.place.field = field;
  if (error.place.value.empty()) error.place.value = value;
  return error;
}

}  // namespace

// ---- Writing

Result<std::optional<EventFolder>> Writer::Impl::FindEvent(EventId id) {
  LM_ASSIGN(auto folder, FetchFolder(*connection_, Viewer::Office(), id));
  if (folder && !folder->row.managed) return std::optional<EventFolder>();
  return folder;
}

Result<bool> Writer::Impl::HasEvent(std::string_view key) {
  LM_ASSIGN(Prepared find, connection_->Prepare("SELECT 1 FROM event WHERE key = $1"));
  return find.Bind(1, key).Step();
}

template <typename R>
Result<std::optional<R>> Writer::Impl::FindPart(const R& record) {
  LM_ASSIGN(Prepared find,
            connection_->Prepare("SELECT " + SelectList<R>("x") + " FROM " +
                                 std::string(Table<R>::kName) + " x WHERE x.id = $1"));
  LM_ASSIGN(const bool row, find.Bind(1, record.id.value).Step());
  if (!row) return std::optional<R>();
  R part;
  ReadRecord(find, 0, part);
  return std::optional<R>(std::move(part));
}

template <typename R>
Status Writer::Impl::RunPart(std::string_view sql, const R& record) {
  LM_ASSIGN(Prepared statement, connection_->Prepare(sql));
  statement.Bind(1, last_id_);
  int position = 2;
  for (const NamedCell& named : Cells(record)) BindCell(statement, position++, named.cell);
  return statement.Run();
}

template <typename R>
Status Writer::Impl::PutPart(const R& record) {
  const auto put = [&]() -> Status {
    LM_TRY(CheckCells(RecordKind::kEvent, Cells(record)));
    LM_ASSIGN(const std::optional<R> before, FindPart(record));
    last_id_ = record.id ? record.id.value : context_.ids->Next();
    if (before && *before == record) return Ok{};
    LM_TRY(RunPart(before ? UpdatePartSql<R>() : InsertPartSql<R>(), record));
    return NotePart(record.event, FieldOf(record), before ? Words(*before) : "", Words(record));
  };
  const Status done = put();
  if (done) return Ok{};
  failed_ = true;
  return AboutPart(done.error(), FieldOf(record), Words(record));
}

template <typename R>
Status Writer::Impl::RemovePart(const R& record) {
  const auto remove = [&]() -> Status {
    LM_ASSIGN(
        Prepared statement,
        connection_->Prepare("DELETE FROM " + std::string(Table<R>::kName) + " WHERE id = $1"));
    LM_TRY(statement.Bind(1, record.id.value).Run());
    return NotePart(record.event, FieldOf(record), Words(record), "");
  };
  const Status done = remove();
  if (done) return Ok{};
  failed_ = true;
  Error error = done.error();
  // The only reference to a part is that of a request to a participant.
  if (error.code == ErrorCode::kInvalidArgument) error.code = ErrorCode::kConflict;
  return AboutPart(std::move(error), FieldOf(record), Words(record));
}

Status Writer::Impl::NotePart(EventId event, const char* field, const std::string& before,
                              const std::string& after) {
  LM_ASSIGN(Prepared update,
            connection_->Prepare(
                "UPDATE event SET version = version + 1, updated_ms = $2 WHERE id = $1"));
  LM_TRY(update.Bind(1, event.value).Bind(2, now_ms_).Run());
  Ownership ownership;
  std::string key;
  {
    LM_ASSIGN(Prepared find,
              connection_->Prepare("SELECT key, owner, audience FROM event WHERE id = $1"));
    LM_ASSIGN(const bool row, find.Bind(1, event.value).Step());
    if (!row) return Contradiction("event");
    key = find.Text(0);
    ReadField(find, 1, ownership.owner);
    ReadField(find, 2, ownership.audience);
  }
  const auto cell = [](const std::string& text) { return text.empty() ? Cell{} : Cell{text}; };
  ++counts_.updated[static_cast<size_t>(RecordKind::kEvent)];
  return Log({.kind = RecordKind::kEvent,
              .id = event.value,
              .key = key,
              .action = "updated",
              .before = ownership,
              .after = ownership,
              .fields = DifferenceJson({{field, cell(before)}}, {{field, cell(after)}})});
}

Status Writer::Impl::PutTimetable(EventId event, TimetableRole role,
                                  const StoredTimetable& timetable) {
  LM_ASSIGN(Prepared put,
            connection_->Prepare(
                "INSERT INTO event_timetable (event, role, number, made_ms, version, event_text, "
                "timetable_text) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event, role) DO "
                "UPDATE SET number = EXCLUDED.number, made_ms = EXCLUDED.made_ms, version = "
                "EXCLUDED.version, event_text = EXCLUDED.event_text, timetable_text = "
                "EXCLUDED.timetable_text"));
  put.Bind(1, event.value).Bind(2, Code(role)).Bind(3, timetable.number).Bind(4, now_ms_);
  put.Bind(5, timetable.version).Bind(6, std::string_view(timetable.event));
  put.Bind(7, std::string_view(timetable.timetable));
  const Status done = put.Run();
  if (done) return Ok{};
  failed_ = true;
  return done.error();
}

Result<std::optional<EventFolder>> Writer::FindEvent(EventId id) {
  CHECK(impl_ != nullptr);
  return impl_->FindEvent(id);
}

Result<bool> Writer::HasEvent(std::string_view key) {
  CHECK(impl_ != nullptr);
  return impl_->HasEvent(key);
}

Status Writer::PutPart(const Participant& record) {
  CHECK(impl_ != nullptr);
  return impl_->PutPart(record);
}

Status Writer::PutPart(const MeetingRequest& record) {
  CHECK(impl_ != nullptr);
  return impl_->PutPart(record);
}

Status Writer::RemovePart(const Participant& record) {
  CHECK(impl_ != nullptr);
  return impl_->RemovePart(record);
}

Status Writer::RemovePart(const MeetingRequest& record) {
  CHECK(impl_ != nullptr);
  return impl_->RemovePart(record);
}

Status Writer::PutTimetable(EventId event, TimetableRole role, const StoredTimetable& timetable) {
  CHECK(impl_ != nullptr);
  return impl_->PutTimetable(event, role, timetable);
}

// ---- Reading

Result<Page<EventRow>> Reader::ListEvents(const EventFilter& filter, Date today,
                                          const PageRequest& page) {
  LM_TRY(CheckFilter(filter));
  Connection& connection = lease_->connection();
  ListPlan plan;
  plan.from = [&](SqlText& sql) {
    sql << VisibleFrom(sql, viewer_, RecordKind::kEvent) << ConditionsOf(sql, filter);
  };
  plan.order = [&](SqlText& sql) {
    const std::string day = "CAST(REPLACE(x.date, '-', '') AS BIGINT)";
    return std::vector<SortColumn>{{"CASE WHEN x.date >= " + sql.Bind(today.ToString()) + " THEN " +
                                    day + " ELSE 200000000 - " + day + " END"},
                                   {"x.id"}};
  };
  LM_ASSIGN(IdPage ids, ListIds(connection, plan, page));
  Page<EventRow> rows;
  rows.next_cursor = std::move(ids.next_cursor);
  rows.total = ids.total;
  for (const int64_t id : ids.ids) {
    LM_ASSIGN(auto row, FetchEvent(connection, viewer_, EventId{id}));
    if (!row) return Contradiction("event");  // the same snapshot and condition selected it
    rows.rows.push_back(*std::move(row));
  }
  return rows;
}

Result<EventFolder> Reader::GetEvent(EventId id) {
  LM_ASSIGN(auto folder, FetchFolder(lease_->connection(), viewer_, id));
  if (folder) {
    LM_TRY(NameAsNow(lease_->connection(), id, folder->participants));
    return *std::move(folder);
  }
  return MakeError(ErrorCode::kNotFound, {"没有这条记录", "no such record"},
                   {.field = "id", .value = id.ToString()});
}

}  // namespace lianmeng::store
