// Decisions on merges: to merge, to undo, which source a field shows, and that a merge is doubted.
// How records follow is writer_merge.cc's.
#include <algorithm>
#include <map>

#include "store/writer_impl.h"

namespace lianmeng::store {
namespace {

Error NoOrganisation(OrganisationId id) {
  return MakeError(ErrorCode::kInvalidArgument, {"没有这个机构", "no such organisation"},
                   {.field = "organisation", .value = id.ToString()});
}

Error Refused(TextPair message, std::string field, std::string value) {
  return MakeError(ErrorCode::kConflict, std::move(message),
                   {.field = std::move(field), .value = std::move(value)});
}

}  // namespace

Result<bool> Writer::Impl::HasRow(const SqlText& sql) {
  LM_ASSIGN(Prepared find, sql.Prepare(*connection_));
  return find.Step();
}

// ---- Sources

Result<OrganisationSources> Writer::Impl::ReadSources(OrganisationId organisation) {
  OrganisationSources of{.stays = organisation};
  {
    LM_ASSIGN(Prepared rows, connection_->Prepare("SELECT " + SelectList<Organisation>("s") +
                                                  ", s.updated_ms FROM organisation_source s WHERE "
                                                  "s.organisation = $1 ORDER BY s.id"));
    rows.Bind(1, organisation.value);
    while (true) {
      LM_ASSIGN(const bool row, rows.Step());
      if (!row) break;
      OrganisationSource& source = of.sources.emplace_back();
      source.updated_at_ms = rows.Int(ReadRecord(rows, 0, source.record));
      source.record.ownership.owner = Now(source.record.ownership.owner);
    }
  }
  LM_ASSIGN(Prepared choices, connection_->Prepare("SELECT field, source FROM organisation_choice "
                                                   "WHERE organisation = $1 ORDER BY field"));
  choices.Bind(1, organisation.value);
  while (true) {
    LM_ASSIGN(const bool row, choices.Step());
    if (!row) return of;
    of.choices.push_back({std::string(choices.Text(0)), OrganisationId{choices.Int(1)}});
  }
}

// Keeps what an organisation that is merged for the first time says.
Status Writer::Impl::MakeSource(OrganisationId organisation) {
  if (merged_.contains(organisation.value)) return Ok{};
  OrganisationSource source;
  {
    LM_ASSIGN(Prepared read,
              connection_->Prepare("SELECT " + SelectList<Organisation>("o") +
                                   ", o.updated_ms FROM organisation o WHERE o.id = $1"));
    LM_ASSIGN(const bool row, read.Bind(1, organisation.value).Step());
    if (!row) return NoOrganisation(organisation);
    source.updated_at_ms = read.Int(ReadRecord(read, 0, source.record));
  }
  LM_ASSIGN(const std::vector<Named> named,
            ReadNamed(RecordKind::kOrganisation, organisation.value));
  for (const Named& one : named) source.record.ownership.owner.value = one.id;
  LM_TRY(WriteNamed(RecordKind::kOrganisation, organisation.value, {}));
  return WriteSource(source, organisation);
}

Status Writer::Impl::Recompute(OrganisationId organisation) {
  LM_ASSIGN(const OrganisationSources sources, ReadSources(organisation));
  LM_ASSIGN(const Organisation shown, Combine(sources));
  LM_ASSIGN(const std::optional<Organisation> before, ReadById<Organisation>(organisation.value));
  if (!before) return InsertOrganisation(shown);
  if (*before == shown) return Ok{};
  LM_TRY(Rewrite(*before, shown));
  return SetUpdated(organisation, now_ms_);
}

Status Writer::Impl::SetUpdated(OrganisationId organisation, int64_t time_ms) {
  LM_ASSIGN(Prepared time,
            connection_->Prepare("UPDATE organisation SET updated_ms = $1 WHERE id = $2"));
  return time.Bind(1, time_ms).Bind(2, organisation.value).Run();
}

// An organisation of one source alone is a record like any other.
Status Writer::Impl::Dissolve(OrganisationId organisation) {
  LM_ASSIGN(const OrganisationSources held, ReadSources(organisation));
  if (held.sources.size() != 1) return Ok{};
  OrganisationId owner;
  {
    LM_ASSIGN(Prepared read,
              connection_->Prepare("SELECT owner FROM organisation_source WHERE id = $1"));
    LM_ASSIGN(const bool row, read.Bind(1, organisation.value).Step());
    if (!row) return Contradiction("organisation_source");
    owner.value = read.Int(0);
  }
  const OrganisationSource& source = held.sources.front();
  LM_ASSIGN(Prepared remove, connection_->Prepare("DELETE FROM organisation_source WHERE id = $1"));
  LM_TRY(remove.Bind(1, organisation.value).Run());
  merged_.erase(organisation.value);
  source_of_key_.erase(source.record.key);
  LM_TRY(ForgetChoices(organisation, {}));
  std::vector<Named> named;
  if (Now(owner) != owner) named.push_back({"owner", owner.value, {}});
  LM_TRY(WriteNamed(RecordKind::kOrganisation, organisation.value, named));
  return SetUpdated(organisation, source.updated_at_ms);
}

// Of an organisation, those of the sources; of all sources if none is given.
Status Writer::Impl::ForgetChoices(OrganisationId organisation,
                                   const std::vector<int64_t>& sources) {
  SqlText sql;
  sql << "DELETE FROM organisation_choice WHERE organisation = " << sql.Bind(organisation.value);
  if (!sources.empty()) sql << " AND source IN " << sql.BindList(sources);
  LM_ASSIGN(Prepared forget, sql.Prepare(*connection_));
  return forget.Run();
}

// ---- To merge

// A record shown to the owner's region, or to the cities paired with his, would be shown in the other's.
Status Writer::Impl::CheckPlaces(const Organisation& stays, const Organisation& goes) {
  const auto city = [](const Organisation& record) { return record.region.value / 100; };
  if (city(stays) == city(goes)) return Ok{};
  const bool same_province = city(stays) / 100 == city(goes) / 100;
  const std::string audiences = same_province ? "('pairing')" : "('region', 'pairing')";
  for (const char* table :
       {"organisation", "offer", "need", "link", "measure", "event", "backbone_flow"}) {
    SqlText sql;
    sql << "SELECT 1 FROM " << table << " WHERE audience IN " << audiences << " AND owner IN "
        << sql.BindList(std::vector<int64_t>{stays.id.value, goes.id.value}) << " LIMIT 1";
    LM_ASSIGN(const bool found, HasRow(sql));
    if (!found) continue;
    return Refused(
        {"两家不在同一城市，且有只向本地区或结对城市公开的记录，合并后会向另一地公开",
         "the two lie in different cities and own records that are shown to their region "
         "or to paired cities alone; merged, these would be shown elsewhere"},
        "audience", table);
  }
  return Ok{};
}

Status Writer::Impl::CheckMerge(const MergeDecision& decision) {
  if (decision.stays == decision.goes) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"两个机构是同一条记录", "the two organisations are one record"},
                     {.field = "organisation", .value = decision.goes.ToString()});
  }
  LM_ASSIGN(const std::optional<Organisation> stays, ReadById<Organisation>(decision.stays.value));
  if (!stays) return NoOrganisation(decision.stays);
  LM_ASSIGN(const std::optional<Organisation> goes, ReadById<Organisation>(decision.goes.value));
  if (!goes) return NoOrganisation(decision.goes);
  LM_ASSIGN(const bool apart, IsApart(decision.stays, decision.goes));
  if (apart) {
    return Refused({"已判断不是同一家，先撤销该判断才能合并",
                    "the two were decided not to be one; take that back before you merge them"},
                   "organisation", stays->key + ", " + goes->key);
  }
  return CheckPlaces(*stays, *goes);
}

Status Writer::Impl::RecordMerge(int64_t id, const MergeDecision& decision) {
  {
    LM_ASSIGN(Prepared add,
              connection_->Prepare("INSERT INTO organisation_merge (id, stays, goes, at_ms, "
                                   "decided_by, note, undone_by, undone_note) "
                                   "VALUES ($1, $2, $3, $4, $5, $6, '', '')"));
    add.Bind(1, id).Bind(2, decision.stays.value).Bind(3, decision.goes.value).Bind(4, now_ms_);
    add.Bind(5, std::string_view(decision.decided_by)).Bind(6, std::string_view(decision.note));
    LM_TRY(add.Run());
  }
  std::string columns = "id";
  for (const std::string& column : ColumnNames<Organisation>()) columns += ", " + column;
  LM_ASSIGN(Prepared before,
            connection_->Prepare("INSERT INTO organisation_before (merge, " + columns +
                                 ") SELECT $1, " + columns + " FROM organisation WHERE id = $2"));
  for (const OrganisationId side : {decision.stays, decision.goes}) {
    LM_TRY(before.Bind(1, id).Bind(2, side.value).Run());
  }
  return Ok{};
}

Status Writer::Impl::MergeOrFail(int64_t id, const MergeDecision& decision) {
  LM_TRY(RecordMerge(id, decision));
  LM_TRY(MakeSource(decision.stays));
  LM_TRY(MakeSource(decision.goes));
  const std::vector<int64_t> sources = SourceIds(decision.goes);
  {
    LM_ASSIGN(Prepared move,
              connection_->Prepare(
                  "UPDATE organisation_source SET organisation = $1 WHERE organisation = $2"));
    LM_TRY(move.Bind(1, decision.stays.value).Bind(2, decision.goes.value).Run());
  }
  for (const int64_t source : sources) merged_[source] = decision.stays.value;
  LM_TRY(Recompute(decision.stays));
  LM_TRY(SettleAll(decision.goes, sources, decision.stays));
  for (const char* sql : {"DELETE FROM organisation_title WHERE organisation = $1",
                          "DELETE FROM organisation WHERE id = $1"}) {
    LM_ASSIGN(Prepared remove, connection_->Prepare(sql));
    LM_TRY(remove.Bind(1, decision.goes.value).Run());
  }
  stale_organisations_.erase(decision.goes.value);
  stale_organisations_.insert(decision.stays.value);
  // One organisation was changed: snapshots are made anew.
  ++counts_.updated[static_cast<size_t>(RecordKind::kOrganisation)];
  return connection_->text_index().Remove(TextKind::kOrganisation, decision.goes.value);
}

Result<int64_t> Writer::Impl::Merge(const MergeDecision& decision) {
  LM_TRY(LoadMerged());
  LM_TRY(CheckMerge(decision));
  const int64_t id = context_.ids->Next();
  LM_TRY(Fail(MergeOrFail(id, decision)));
  return id;
}

// ---- To undo

Result<OrganisationId> Writer::Impl::StandingMerge(int64_t merge) {
  LM_ASSIGN(Prepared find,
            connection_->Prepare("SELECT goes, undone_ms FROM organisation_merge WHERE id = $1"));
  LM_ASSIGN(const bool row, find.Bind(1, merge).Step());
  if (!row) {
    return MakeError(ErrorCode::kNotFound, {"没有这次合并", "no such merge"},
                     {.field = "merge", .value = std::to_string(merge)});
  }
  if (!find.IsNull(1)) {
    return Refused({"这次合并已经撤销", "this merge was undone already"}, "merge",
                   std::to_string(merge));
  }
  return OrganisationId{find.Int(0)};
}

// The sources that come to `goes` by the other merges that stand.
Result<std::vector<int64_t>> Writer::Impl::SourcesThatLeave(int64_t merge, OrganisationId goes) {
  std::map<int64_t, int64_t> into;
  {
    LM_ASSIGN(Prepared rows, connection_->Prepare("SELECT goes, stays FROM organisation_merge "
                                                  "WHERE undone_ms IS NULL AND id <> $1"));
    rows.Bind(1, merge);
    while (true) {
      LM_ASSIGN(const bool row, rows.Step());
      if (!row) break;
      into[rows.Int(0)] = rows.Int(1);
    }
  }
  std::vector<int64_t> leaving;
  for (const int64_t source : SourceIds(Now(goes))) {
    int64_t root = source;
    for (auto next = into.find(root); next != into.end(); next = into.find(root)) {
      root = next->second;
    }
    if (root == goes.value) leaving.push_back(source);
  }
  return leaving;
}

Status Writer::Impl::CloseUndone(const MergeUndoing& undoing, OrganisationId was) {
  {
    LM_ASSIGN(Prepared close,
              connection_->Prepare("UPDATE organisation_merge SET undone_ms = $1, undone_by = $2, "
                                   "undone_note = $3 WHERE id = $4"));
    close.Bind(1, now_ms_).Bind(2, std::string_view(undoing.decided_by));
    LM_TRY(close.Bind(3, std::string_view(undoing.note)).Bind(4, undoing.merge).Run());
  }
  SqlText flags;
  flags << "UPDATE organisation_flag SET state = 'undone', closed_ms = " << flags.Bind(now_ms_)
        << ", closed_by = " << flags.Bind(std::string_view(undoing.decided_by))
        << " WHERE state = 'open' AND organisation IN " << flags.BindList(SourceIds(was));
  LM_ASSIGN(Prepared run, flags.Prepare(*connection_));
  return run.Run();
}

Status Writer::Impl::UndoOrFail(const MergeUndoing& undoing, OrganisationId goes) {
  const OrganisationId was = Now(goes);
  LM_ASSIGN(const std::vector<int64_t> leaving, SourcesThatLeave(undoing.merge, goes));
  LM_TRY(CloseUndone(undoing, was));
  LM_TRY(ForgetChoices(was, leaving));
  for (const int64_t source : leaving) merged_[source] = goes.value;
  // The row of `goes` comes first: sources refer to it, and its text is made at the end of the write.
  LM_ASSIGN(OrganisationSources back, ReadSources(was));
  back.stays = goes;
  std::erase_if(back.sources, [&](const OrganisationSource& source) {
    return std::find(leaving.begin(), leaving.end(), source.record.id.value) == leaving.end();
  });
  {
    LM_ASSIGN(const OrganisationSources own, ReadSources(goes));
    back.choices = own.choices;
  }
  LM_ASSIGN(const Organisation shown, Combine(back));
  LM_TRY(InsertOrganisation(shown));
  SqlText move;
  move << "UPDATE organisation_source SET organisation = " << move.Bind(goes.value)
       << " WHERE id IN " << move.BindList(leaving);
  {
    LM_ASSIGN(Prepared run, move.Prepare(*connection_));
    LM_TRY(run.Run());
  }
  LM_TRY(Recompute(was));
  LM_TRY(SettleAll(goes, leaving, was));
  LM_TRY(Dissolve(was));
  LM_TRY(Dissolve(goes));
  stale_organisations_.insert(was.value);
  stale_organisations_.insert(goes.value);
  ++counts_.updated[static_cast<size_t>(RecordKind::kOrganisation)];
  return Ok{};
}

Status Writer::Impl::UndoMerge(const MergeUndoing& undoing) {
  LM_TRY(LoadMerged());
  LM_ASSIGN(const OrganisationId goes, StandingMerge(undoing.merge));
  return Fail(UndoOrFail(undoing, goes));
}

// ---- Fields

Status Writer::Impl::ChooseField(const FieldDecision& decision) {
  LM_TRY(LoadMerged());
  const std::vector<std::string>& fields = ChosenFields();
  if (std::find(fields.begin(), fields.end(), decision.field) == fields.end()) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"没有这一项，或该项不可选", "no such field, or one that cannot be chosen"},
                     {.field = "field", .value = decision.field});
  }
  if (!merged_.contains(decision.organisation.value)) {
    return Refused({"该机构未经合并", "this organisation is not merged"}, "organisation",
                   decision.organisation.ToString());
  }
  LM_ASSIGN(const OrganisationSources of, ReadSources(decision.organisation));
  const auto source = std::find_if(of.sources.begin(), of.sources.end(), [&](const auto& one) {
    return one.record.id == decision.source;
  });
  if (decision.source && source == of.sources.end()) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"不是该机构的来源", "not a source of this organisation"},
                     {.field = "source", .value = decision.source.ToString()});
  }
  if (decision.source && !States(source->record, decision.field)) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"该来源没有这一项的值", "this source states no such value"},
                     {.field = decision.field, .value = source->record.key});
  }
  return Fail([&]() -> Status {
    LM_ASSIGN(Prepared forget,
              connection_->Prepare(
                  "DELETE FROM organisation_choice WHERE organisation = $1 AND field = $2"));
    const std::string_view field = decision.field;
    LM_TRY(forget.Bind(1, decision.organisation.value).Bind(2, field).Run());
    if (decision.source) {
      LM_ASSIGN(Prepared add, connection_->Prepare(
                                  "INSERT INTO organisation_choice (organisation, field, source, "
                                  "at_ms, decided_by) VALUES ($1, $2, $3, $4, $5)"));
      add.Bind(1, decision.organisation.value).Bind(2, field).Bind(3, decision.source.value);
      LM_TRY(add.Bind(4, now_ms_).Bind(5, std::string_view(decision.decided_by)).Run());
    }
    ++counts_.updated[static_cast<size_t>(RecordKind::kOrganisation)];
    return Recompute(decision.organisation);
  }());
}

// ---- Flags

Result<int64_t> Writer::Impl::CountOpenFlags(OrganisationId organisation) {
  SqlText sql;
  sql << "SELECT COUNT(*) FROM organisation_flag WHERE state = 'open' AND organisation IN "
      << sql.BindList(SourceIds(organisation));
  LM_ASSIGN(Prepared count, sql.Prepare(*connection_));
  LM_ASSIGN(const bool row, count.Step());
  return row ? count.Int(0) : 0;
}

Result<int64_t> Writer::Impl::PutFlag(const MergeFlag& flag) {
  LM_TRY(LoadMerged());
  const OrganisationId now = Now(flag.organisation);
  if (!merged_.contains(now.value)) {
    return Refused(
        {"该机构未经合并，没有可质疑的", "this organisation is not merged: nothing to doubt"},
        "organisation", flag.organisation.ToString());
  }
  LM_ASSIGN(const int64_t open, CountOpenFlags(now));
  if (open >= kOpenFlagsMax) {
    return MakeError(ErrorCode::kResourceExhausted,
                     {"该机构的质疑已有 20 条待处理，请等待联盟办公室处理",
                      "20 flags on this organisation are open; wait for the alliance office"},
                     {.field = "organisation", .value = now.ToString()});
  }
  const int64_t id = context_.ids->Next();
  LM_ASSIGN(Prepared add, connection_->Prepare(
                              "INSERT INTO organisation_flag (id, organisation, at_ms, flagged_by, "
                              "note, state, closed_by) VALUES ($1, $2, $3, $4, $5, 'open', '')"));
  add.Bind(1, id).Bind(2, now.value).Bind(3, now_ms_);
  add.Bind(4, std::string_view(flag.flagged_by)).Bind(5, std::string_view(flag.note));
  LM_TRY(Fail(add.Run()));
  return id;
}

Status Writer::Impl::DismissFlag(int64_t flag, std::string_view closed_by) {
  {
    LM_ASSIGN(Prepared find,
              connection_->Prepare("SELECT state FROM organisation_flag WHERE id = $1"));
    LM_ASSIGN(const bool row, find.Bind(1, flag).Step());
    if (!row) {
      return MakeError(ErrorCode::kNotFound, {"没有这条质疑", "no such flag"},
                       {.field = "flag", .value = std::to_string(flag)});
    }
    if (find.Text(0) != "open") {
      return Refused({"这条质疑已经处理", "this flag was closed already"}, "flag",
                     std::to_string(flag));
    }
  }
  LM_ASSIGN(Prepared close, connection_->Prepare(
                                "UPDATE organisation_flag SET state = 'dismissed', closed_ms = $1, "
                                "closed_by = $2 WHERE id = $3"));
  return Fail(close.Bind(1, now_ms_).Bind(2, closed_by).Bind(3, flag).Run());
}

}  // namespace lianmeng::store
