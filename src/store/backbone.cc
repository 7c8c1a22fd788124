// The backbone: what a Writer keeps of it beside the records themselves, and the whole of it as one
// reads it.
#include "store/backbone_columns.h"
#include "store/reader.h"
#include "store/store_impl.h"
#include "store/writer_impl.h"

namespace lianmeng::store {
namespace {

Error NoSuch(RecordKind kind, std::string_view key) {
  return MakeError(ErrorCode::kNotFound, {"没有这条记录", "no such record"},
                   {.field = std::string(Name(kind)), .value = std::string(key)});
}

Result<int64_t> ReadVersion(Connection& connection) {
  LM_ASSIGN(Prepared read,
            connection.Prepare("SELECT value FROM meta WHERE key = 'backbone_version'"));
  LM_ASSIGN(const bool row, read.Step());
  if (!row) return Contradiction("meta");
  return read.Int(0);
}

// Nothing if none were ever put.
Result<std::optional<BackboneSettings>> ReadSettings(Connection& connection) {
  LM_ASSIGN(Prepared read, connection.Prepare("SELECT " + SelectList<BackboneSettings>("x") +
                                              " FROM backbone_settings x"));
  LM_ASSIGN(const bool row, read.Step());
  std::optional<BackboneSettings> settings;
  if (row) ReadRecord(read, 0, settings.emplace());
  return settings;
}

template <typename R, typename Take>
Status ReadEntries(Connection& connection, const Take& take) {
  LM_ASSIGN(Prepared rows,
            connection.Prepare("SELECT " + SelectList<R>("x") + " FROM " +
                               std::string(Name(Table<R>::kKind)) + " x ORDER BY x.id"));
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return Ok{};
    R entry;
    ReadRecord(rows, 0, entry);
    take(std::move(entry));
  }
}

Status ReadFlows(Connection& connection, std::vector<StoredFlow>& flows) {
  LM_ASSIGN(
      Prepared rows,
      connection.Prepare(
          "SELECT " + SelectList<FlowEntry>("x") +
          ", x.placement, x.updated_ms, o.region / 100 * 100, o.name, o.owner, o.audience FROM "
          "backbone_flow x LEFT JOIN organisation o ON o.id = x.owner ORDER BY x.id"));
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return Ok{};
    FlowEntry entry;
    const int column = ReadRecord(rows, 0, entry);
    StoredFlow& flow = flows.emplace_back();
    flow.record = std::move(entry.flow);
    flow.record.ownership = entry.ownership;
    flow.placement = rows.Text(column);
    flow.updated_at_ms = rows.Int(column + 1);
    flow.owner_city.value = rows.Int(column + 2);  // null reads as 0: none
    flow.owner_name = rows.Text(column + 3);
    flow.owner_ownership.owner.value = rows.Int(column + 4);
    flow.owner_ownership.audience =
        Parse<Audience>(rows.Text(column + 5)).value_or(Audience::kPrivate);
  }
}

Result<StoredBackbone> Load(Connection& connection) {
  StoredBackbone backbone;
  LM_ASSIGN(backbone.version, ReadVersion(connection));
  LM_ASSIGN(const std::optional<BackboneSettings> settings, ReadSettings(connection));
  backbone.settings = settings.value_or(BackboneSettings{});
  LM_TRY(ReadEntries<SiteEntry>(
      connection, [&](SiteEntry&& entry) { backbone.sites.push_back(std::move(entry.site)); }));
  LM_TRY(ReadEntries<FibreEntry>(
      connection, [&](FibreEntry&& entry) { backbone.links.push_back(std::move(entry.fibre)); }));
  LM_TRY(ReadFlows(connection, backbone.flows));
  return backbone;
}

// A flow without what admission does not look at.
BackboneFlow Asked(BackboneFlow flow) {
  flow.kind.clear();
  flow.source.clear();
  flow.note.clear();
  flow.is_sample = false;
  return flow;
}

}  // namespace

// ---- Writing

Status Writer::Impl::CountBackbone() {
  if (!backbone_changed_) return Ok{};
  LM_ASSIGN(Prepared version, connection_->Prepare("UPDATE meta SET value = value + 1 WHERE key = "
                                                   "'backbone_version'"));
  return version.Run();
}

Result<int64_t> Writer::Impl::BackboneVersion() { return ReadVersion(*connection_); }

Result<StoredBackbone> Writer::Impl::LoadBackbone() {
  LM_ASSIGN(StoredBackbone backbone, Load(*connection_));
  if (backbone_changed_) ++backbone.version;
  return backbone;
}

// Where it is carried rests on what a flow asks for; what it is called and why, who owns and sees it is beside that.
Status Writer::Impl::Follow(int64_t id, const FlowEntry& record, const FlowEntry* before) {
  if (before == nullptr || Asked(before->flow) == Asked(record.flow)) return Ok{};
  LM_ASSIGN(Prepared forget,
            connection_->Prepare("UPDATE backbone_flow SET placement = '' WHERE id = $1"));
  return forget.Bind(1, id).Run();
}

Status Writer::Impl::PutSettings(const BackboneSettings& settings) {
  LM_ASSIGN(const std::optional<BackboneSettings> before, ReadSettings(*connection_));
  if (before.value_or(BackboneSettings{}) == settings) return Ok{};
  std::string names, values;
  int position = 1;
  for (const std::string& column : ColumnNames<BackboneSettings>()) {
    if (position > 1) names += ", ", values += ", ";
    names += column;
    values += "$" + std::to_string(position++);
  }
  LM_TRY(Fail(connection_->Execute("DELETE FROM backbone_settings")));
  LM_ASSIGN(Prepared put, connection_->Prepare("INSERT INTO backbone_settings (" + names +
                                               ") VALUES (" + values + ")"));
  position = 1;
  for (const NamedCell& named : Cells(settings)) BindCell(put, position++, named.cell);
  backbone_changed_ = true;
  return Fail(put.Run());
}

Status Writer::Impl::PutPlacement(std::string_view flow, std::string_view placement) {
  if (!IsValidUtf8(placement) || placement.find('\0') != std::string_view::npos) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"不是有效的文本（UTF-8）", "is not valid text (UTF-8)"},
                     {.field = "placement", .value = std::string(flow)});
  }
  {
    LM_ASSIGN(Prepared find,
              connection_->Prepare("SELECT placement FROM backbone_flow WHERE key = $1"));
    LM_ASSIGN(const bool row, find.Bind(1, flow).Step());
    if (!row) return NoSuch(RecordKind::kBackboneFlow, flow);
    if (find.Text(0) == placement) return Ok{};
  }
  LM_ASSIGN(Prepared put,
            connection_->Prepare("UPDATE backbone_flow SET placement = $2 WHERE key = $1"));
  backbone_changed_ = true;
  return Fail(put.Bind(1, flow).Bind(2, placement).Run());
}

template <typename R>
Status Writer::Impl::RemoveEntry(const R& named) {
  const std::string table(Name(Table<R>::kKind));
  R entry;
  {
    LM_ASSIGN(Prepared find,
              connection_->Prepare("SELECT " + SelectList<R>(table) + " FROM " + table + " WHERE " +
                                   std::string(Table<R>::kWhereKey)));
    Table<R>::BindKey(find, named);
    LM_ASSIGN(const bool row, find.Step());
    if (!row) return NoSuch(Table<R>::kKind, Table<R>::KeyText(named));
    ReadRecord(find, 0, entry);
  }
  const int64_t id = entry.id.value;
  LM_ASSIGN(Prepared remove, connection_->Prepare("DELETE FROM " + table + " WHERE id = $1"));
  const Status removed = remove.Bind(1, id).Run();
  if (!removed) {
    failed_ = true;
    Error error = removed.error();
    // The only reference to a record of the backbone is a fibre's to its sites.
    if (error.code == ErrorCode::kInvalidArgument) error.code = ErrorCode::kConflict;
    error.place.field = table;
    error.place.value = Table<R>::KeyText(entry);
    return error;
  }
  Ownership ownership{.audience = Audience::kPublic};
  if constexpr (std::is_same_v<R, FlowEntry>) {
    ownership = entry.ownership;
    LM_TRY(Fail(WriteNamed(Table<R>::kKind, id, {})));
  }
  ++counts_.removed[static_cast<size_t>(Table<R>::kKind)];
  return Fail(Log({.kind = Table<R>::kKind,
                   .key = Table<R>::KeyText(entry),
                   .action = "removed",
                   .before = ownership,
                   .after = ownership}));
}

Result<PutOutcome> Writer::Put(const BackboneSite& record) {
  CHECK(impl_ != nullptr);
  SiteEntry entry{.site = record};
  entry.site.line = 0;
  return impl_->Put(entry);
}

Result<PutOutcome> Writer::Put(const FibreLink& record) {
  CHECK(impl_ != nullptr);
  FibreEntry entry{.fibre = record};
  entry.fibre.line = 0;
  return impl_->Put(entry);
}

Result<PutOutcome> Writer::Put(const BackboneFlow& record) {
  CHECK(impl_ != nullptr);
  return impl_->Put(EntryOf(record));
}

Status Writer::PutSettings(const BackboneSettings& settings) {
  CHECK(impl_ != nullptr);
  return impl_->PutSettings(settings);
}

Status Writer::PutPlacement(std::string_view flow, std::string_view placement) {
  CHECK(impl_ != nullptr);
  return impl_->PutPlacement(flow, placement);
}

Result<int64_t> Writer::BackboneVersion() {
  CHECK(impl_ != nullptr);
  return impl_->BackboneVersion();
}

Result<StoredBackbone> Writer::LoadBackbone() {
  CHECK(impl_ != nullptr);
  return impl_->LoadBackbone();
}

Status Writer::RemoveSite(std::string_view site) {
  CHECK(impl_ != nullptr);
  SiteEntry named;
  named.site.id = site;
  return impl_->RemoveEntry(named);
}

Status Writer::RemoveFibre(const FibreLink& fibre) {
  CHECK(impl_ != nullptr);
  return impl_->RemoveEntry(FibreEntry{.fibre = fibre});
}

Status Writer::RemoveFlow(std::string_view flow) {
  CHECK(impl_ != nullptr);
  FlowEntry named;
  named.flow.id = flow;
  return impl_->RemoveEntry(named);
}

// ---- Reading

Result<int64_t> Reader::BackboneVersion() { return ReadVersion(lease_->connection()); }

Result<StoredBackbone> Reader::LoadBackbone() { return Load(lease_->connection()); }

}  // namespace lianmeng::store
