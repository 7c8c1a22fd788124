// A Reader's own state, chains and regions, ids of keys, history, counts, and the reading of
// everything.
#include "store/reader.h"

#include <charconv>

#include "store/columns.h"
#include "store/store_impl.h"
#include "store/visible.h"

namespace lianmeng::store {
namespace {

Error NotFound(const char* field, std::string_view value) {
  return MakeError(ErrorCode::kNotFound, {"没有这条记录", "no such record"},
                   {.field = field, .value = std::string(value)});
}

template <typename R>
std::string SelectVisible(SqlText& sql, const Viewer& viewer) {
  return "SELECT " + SelectList<R>("x") + VisibleFrom(sql, viewer, Table<R>::kKind);
}

template <typename R>
Status LoadKind(Connection& connection, const Viewer& viewer, RecordSink& sink) {
  SqlText sql;
  sql << SelectVisible<R>(sql, viewer) << " ORDER BY ";
  std::string comma = "x.";
  for (const std::string& column : Split(Table<R>::kOrder, ',')) {
    sql << comma << Trim(column);
    comma = ", x.";
  }
  LM_ASSIGN(Prepared rows, sql.Prepare(connection));
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return Ok{};
    R record;
    ReadRecord(rows, 0, record);
    HideParts(viewer, record);
    sink.Take(std::move(record));
  }
}

Result<int64_t> FindId(Connection& connection, const Viewer& viewer, RecordKind kind,
                       std::string_view key) {
  SqlText sql;
  sql << "SELECT x.id" << VisibleFrom(sql, viewer, kind) << " AND x.key = " << sql.Bind(key);
  LM_ASSIGN(Prepared found, sql.Prepare(connection));
  LM_ASSIGN(const bool row, found.Step());
  if (!row) return NotFound("key", key);
  return found.Int(0);
}

bool HasId(RecordKind kind) {
  switch (kind) {
    case RecordKind::kProduct:
    case RecordKind::kChain:
    case RecordKind::kOrganisation:
    case RecordKind::kOffer:
    case RecordKind::kNeed:
    case RecordKind::kLink:
    case RecordKind::kMeasure:
    case RecordKind::kEvent:
      return true;
    default:
      return false;
  }
}

// "1:2" as two numbers; a single one for a region.
std::optional<std::vector<int64_t>> NumbersOfKey(std::string_view key) {
  std::vector<int64_t> numbers;
  for (const std::string& part : Split(key, ':')) {
    const std::optional<int64_t> number = ParseIdValue(part);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

// " AND x.id = $1", or the columns of a natural key; nothing if the name cannot be one of the kind.
std::optional<std::string> NamedSql(SqlText& sql, const Reader::RecordName& name) {
  if (HasId(name.kind)) return " AND x.id = " + sql.Bind(name.id);
  std::vector<std::string> columns;
  switch (name.kind) {
    case RecordKind::kBackboneSite:
    case RecordKind::kBackboneFlow:
      return " AND x.key = " + sql.Bind(name.key);
    case RecordKind::kFibre:
      return " AND x.from_site || '>' || x.to_site || '#' || x.parallel = " + sql.Bind(name.key);
    case RecordKind::kRegion:
      columns = {"code"};
      break;
    case RecordKind::kPairing:
      columns = {"region_a", "region_b"};
      break;
    case RecordKind::kInput:
      columns = {"product", "input"};
      break;
    case RecordKind::kChainProduct:
      columns = {"chain", "product"};
      break;
    default:
      columns = {"chain", "region"};
      break;
  }
  const auto numbers = NumbersOfKey(name.key);
  if (!numbers || numbers->size() != columns.size()) return std::nullopt;
  std::string where;
  for (size_t i = 0; i < columns.size(); ++i) {
    where += " AND x." + columns[i] + " = " + sql.Bind((*numbers)[i]);
  }
  return where;
}

// Effects of a measure, participants and requests of an event: not for all who see the record.
bool HasHiddenParts(RecordKind kind) {
  return kind == RecordKind::kMeasure || kind == RecordKind::kEvent;
}

bool MaySeeParts(const Viewer& viewer, RecordKind kind, OrganisationId owner) {
  const bool others = kind == RecordKind::kEvent && viewer.kind == Viewer::Kind::kOffice && owner;
  return !others && MaySeeEffects(viewer, owner);
}

// The record that a history is of must be visible now. For a link: is the viewer its customer?
struct HistorySubject {
  bool viewer_is_customer = false;
  bool parts_hidden = false;  // effects of a measure; participants and requests of an event
};

Result<HistorySubject> FindSubject(Connection& connection, const Viewer& viewer,
                                   const Reader::RecordName& name) {
  SqlText sql;
  sql << "SELECT "
      << (name.kind == RecordKind::kLink ? "x.customer"
          : HasHiddenParts(name.kind)    ? "COALESCE(x.owner, 0)"
                                         : "0")
      << VisibleFrom(sql, viewer, name.kind);
  const std::string value = HasId(name.kind) ? std::to_string(name.id) : name.key;
  const std::optional<std::string> condition = NamedSql(sql, name);
  if (!condition) return NotFound("key", value);
  sql << *condition;
  LM_ASSIGN(Prepared found, sql.Prepare(connection));
  LM_ASSIGN(const bool row, found.Step());
  if (!row) return NotFound(HasId(name.kind) ? "id" : "key", value);
  if (HasHiddenParts(name.kind)) {
    return HistorySubject{.parts_hidden =
                              !MaySeeParts(viewer, name.kind, OrganisationId{found.Int(0)})};
  }
  return HistorySubject{.viewer_is_customer = viewer.kind == Viewer::Kind::kOrganisation &&
                                              viewer.organisation &&
                                              found.Int(0) == viewer.organisation.value};
}

}  // namespace

Reader::Reader(std::unique_ptr<ReadLease> lease, Viewer viewer)
    : lease_(std::move(lease)), viewer_(std::move(viewer)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<int64_t> Reader::DataVersion() { return ReadDataVersion(lease_->connection()); }

Result<std::vector<Chain>> Reader::ListChains() {
  SqlText sql;
  sql << SelectVisible<Chain>(sql, viewer_) << " ORDER BY x.key";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<Chain> chains;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return chains;
    ReadRecord(rows, 0, chains.emplace_back());
  }
}

Result<std::vector<Region>> Reader::ListRegions() {
  SqlText sql;
  sql << SelectVisible<Region>(sql, viewer_) << " ORDER BY x.code";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<Region> regions;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return regions;
    ReadRecord(rows, 0, regions.emplace_back());
  }
}

Result<OrganisationId> Reader::FindOrganisation(std::string_view key) {
  SqlText sql;
  const std::string named = sql.Bind(key);
  sql << "SELECT x.id" << VisibleFrom(sql, viewer_, RecordKind::kOrganisation)
      << " AND (x.key = " << named
      << " OR x.id IN (SELECT organisation FROM organisation_source WHERE key = " << named << "))";
  LM_ASSIGN(Prepared found, sql.Prepare(lease_->connection()));
  LM_ASSIGN(const bool row, found.Step());
  if (!row) return NotFound("key", key);
  return OrganisationId{found.Int(0)};
}

Result<ProductId> Reader::FindProduct(std::string_view key) {
  LM_ASSIGN(const int64_t id, FindId(lease_->connection(), viewer_, RecordKind::kProduct, key));
  return ProductId{id};
}

Result<ChainId> Reader::FindChain(std::string_view key) {
  LM_ASSIGN(const int64_t id, FindId(lease_->connection(), viewer_, RecordKind::kChain, key));
  return ChainId{id};
}

Result<std::vector<Change>> Reader::History(const RecordName& record, int limit) {
  Connection& connection = lease_->connection();
  LM_ASSIGN(const HistorySubject subject, FindSubject(connection, viewer_, record));
  SqlText sql;
  sql << "SELECT g.record_id, g.record_key, g.at_ms, r.source, g.action, g.fields FROM change_log "
         "g "
         "JOIN import_run r ON r.id = g.run WHERE g.kind = "
      << sql.Bind(Name(record.kind))
      << " AND g.record_id = " << sql.Bind(HasId(record.kind) ? record.id : 0);
  if (!HasId(record.kind)) sql << " AND g.record_key = " << sql.Bind(record.key);
  // A link's customer sees it always; others only what they could see before and after the change.
  if (!subject.viewer_is_customer) {
    sql << " AND " << MaySeeSql(sql, viewer_, "g.owner_before", "g.audience_before") << " AND "
        << MaySeeSql(sql, viewer_, "g.owner_after", "g.audience_after");
  }
  sql << " ORDER BY g.number DESC LIMIT " << sql.Bind(int64_t{std::max(0, limit)});
  LM_ASSIGN(Prepared rows, sql.Prepare(connection));
  std::vector<Change> changes;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return changes;
    Change& change = changes.emplace_back();
    change.kind = record.kind;
    change.id = rows.Int(0);
    change.key = rows.Text(1);
    change.at_ms = rows.Int(2);
    change.source = rows.Text(3);
    change.action = rows.Text(4) == "inserted"  ? Change::Action::kInserted
                    : rows.Text(4) == "removed" ? Change::Action::kRemoved
                                                : Change::Action::kUpdated;
    if (change.action == Change::Action::kUpdated) change.fields = ParseDifference(rows.Text(5));
    if (subject.parts_hidden) {
      std::erase_if(change.fields, [](const FieldChange& field) {
        return field.field.starts_with("effect_") || field.field == "participants" ||
               field.field == "requests";
      });
    }
  }
}

Result<Counts> Reader::CountRecords() {
  Counts counts;
  for (int i = 0; i < kRecordKinds; ++i) {
    SqlText sql;
    sql << "SELECT COUNT(*)" << VisibleFrom(sql, viewer_, static_cast<RecordKind>(i));
    LM_ASSIGN(Prepared count, sql.Prepare(lease_->connection()));
    LM_ASSIGN(const bool row, count.Step());
    if (row) counts.by_kind[i] = count.Int(0);
  }
  return counts;
}

Result<std::vector<ImportRun>> Reader::ImportRuns(int limit) {
  if (viewer_.kind != Viewer::Kind::kOffice) {
    return MakeError(
        ErrorCode::kPermissionDenied,
        {"只有联盟办公室可以查看导入记录", "only the alliance office may see the imports"});
  }
  SqlText sql;
  sql << "SELECT id, started_ms, finished_ms, source, inserted, updated, unchanged, removed FROM "
         "import_run "
         "ORDER BY started_ms DESC, id DESC LIMIT "
      << sql.Bind(int64_t{std::max(0, limit)});
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<ImportRun> runs;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return runs;
    runs.push_back({.id = rows.Int(0),
                    .started_ms = rows.Int(1),
                    .finished_ms = rows.Int(2),
                    .source = std::string(rows.Text(3)),
                    .inserted = rows.Int(4),
                    .updated = rows.Int(5),
                    .unchanged = rows.Int(6),
                    .removed = rows.Int(7)});
  }
}

Result<int64_t> Reader::LoadAll(RecordSink& sink) {
  Connection& connection = lease_->connection();
  LM_TRY(LoadKind<Region>(connection, viewer_, sink));
  LM_TRY(LoadKind<Pairing>(connection, viewer_, sink));
  LM_TRY(LoadKind<Product>(connection, viewer_, sink));
  LM_TRY(LoadKind<Input>(connection, viewer_, sink));
  LM_TRY(LoadKind<Chain>(connection, viewer_, sink));
  LM_TRY(LoadKind<ChainProduct>(connection, viewer_, sink));
  LM_TRY(LoadKind<Specialisation>(connection, viewer_, sink));
  LM_TRY(LoadKind<Organisation>(connection, viewer_, sink));
  LM_TRY(LoadKind<Offer>(connection, viewer_, sink));
  LM_TRY(LoadKind<Need>(connection, viewer_, sink));
  LM_TRY(LoadKind<Link>(connection, viewer_, sink));
  LM_TRY(LoadKind<Measure>(connection, viewer_, sink));
  return DataVersion();
}

}  // namespace lianmeng::store
