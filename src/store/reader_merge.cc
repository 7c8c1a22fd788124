// What a Reader tells of merges. A value is shown to those who may see the source that says it, in
// the query, and the organisation that it is part of now.
#include "store/columns.h"
#include "store/reader.h"
#include "store/store_impl.h"
#include "store/visible.h"

namespace lianmeng::store {
namespace {

// The organisation that an id of `expression` is now.
std::string NowSql(const std::string& expression) {
  return "COALESCE((SELECT r.organisation FROM organisation_source r WHERE r.id = " + expression +
         "), " + expression + ")";
}

// A record under `alias` whose owner is named, not held.
std::string NamedVisibleSql(SqlText& sql, const Viewer& viewer, const std::string& alias) {
  return MaySeeSql(sql, viewer, NowSql(alias + ".owner"), alias + ".audience");
}

std::optional<int64_t> OptionalInt(const Prepared& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.Int(column);
}

MergeFlag::State FlagState(std::string_view text) {
  if (text == "dismissed") return MergeFlag::State::kDismissed;
  return text == "undone" ? MergeFlag::State::kUndone : MergeFlag::State::kOpen;
}

}  // namespace

Result<std::vector<Merge>> Reader::ListMerges(const MergeFilter& filter) {
  SqlText sql;
  sql << "SELECT m.id, g.id, m.at_ms, m.decided_by, m.note, m.undone_ms, m.undone_by, "
         "m.undone_note, "
      << SelectList<Organisation>("a") << ", " << SelectList<Organisation>("b")
      << " FROM organisation_merge m"
         " JOIN organisation_before a ON a.merge = m.id AND a.id = m.stays"
         " JOIN organisation_before b ON b.merge = m.id AND b.id = m.goes"
         " JOIN organisation s ON s.id = "
      << NowSql("m.stays") << " JOIN organisation g ON g.id = " << NowSql("m.goes") << " WHERE "
      << NamedVisibleSql(sql, viewer_, "a") << " AND " << NamedVisibleSql(sql, viewer_, "b")
      << " AND " << OrganisationVisibleSql(sql, viewer_, "s") << " AND "
      << OrganisationVisibleSql(sql, viewer_, "g");
  if (filter.organisation) {
    const std::string id = sql.Bind(filter.organisation.value);
    sql << " AND (s.id = " << id << " OR g.id = " << id << ")";
  }
  if (filter.merge != 0) sql << " AND m.id = " << sql.Bind(filter.merge);
  if (filter.standing) sql << " AND m.undone_ms IS NULL";
  sql << " ORDER BY m.at_ms DESC, m.id DESC LIMIT "
      << sql.Bind(int64_t{filter.limit < 0 ? 0 : filter.limit});
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<Merge> merges;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return merges;
    Merge& merge = merges.emplace_back();
    merge.id = rows.Int(0);
    merge.now.value = rows.Int(1);
    merge.at_ms = rows.Int(2);
    merge.decided_by = rows.Text(3);
    merge.note = rows.Text(4);
    merge.undone_ms = OptionalInt(rows, 5);
    merge.undone_by = rows.Text(6);
    merge.undone_note = rows.Text(7);
    ReadRecord(rows, ReadRecord(rows, 8, merge.stays), merge.goes);
  }
}

Result<OrganisationSources> Reader::SourcesOf(OrganisationId id) {
  LM_ASSIGN(OrganisationPage page, GetOrganisation(id));
  OrganisationSources of{.stays = page.record.id};
  Connection& connection = lease_->connection();
  SqlText sql;
  sql << "SELECT " << SelectList<Organisation>("x") << ", x.updated_ms, " << NowSql("x.owner")
      << " FROM organisation_source x WHERE x.organisation = " << sql.Bind(of.stays.value)
      << " AND " << NamedVisibleSql(sql, viewer_, "x")
      << " ORDER BY CASE WHEN x.id = x.organisation THEN 0 ELSE 1 END, x.id";
  LM_ASSIGN(Prepared rows, sql.Prepare(connection));
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) break;
    OrganisationSource& source = of.sources.emplace_back();
    const int column = ReadRecord(rows, 0, source.record);
    source.updated_at_ms = rows.Int(column);
    source.record.ownership.owner.value = rows.Int(column + 1);
  }
  if (of.sources.empty()) of.sources.push_back({std::move(page.record), page.updated_at_ms});
  SqlText choices;
  choices << "SELECT field, source FROM organisation_choice WHERE organisation = "
          << choices.Bind(of.stays.value) << " ORDER BY field";
  LM_ASSIGN(Prepared chosen, choices.Prepare(connection));
  while (true) {
    LM_ASSIGN(const bool row, chosen.Step());
    if (!row) return of;
    of.choices.push_back({std::string(chosen.Text(0)), OrganisationId{chosen.Int(1)}});
  }
}

Result<std::vector<Reader::FormerId>> Reader::FormerIds() {
  SqlText sql;
  sql << "SELECT s.id, x.id FROM organisation x JOIN organisation_source s ON s.organisation = x.id"
      << " WHERE s.id <> x.id AND " << OrganisationVisibleSql(sql, viewer_, "x")
      << " ORDER BY s.id";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<FormerId> ids;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return ids;
    ids.push_back({OrganisationId{rows.Int(0)}, OrganisationId{rows.Int(1)}});
  }
}

Result<std::vector<MergeFlag>> Reader::ListFlags(int limit) {
  if (viewer_.kind != Viewer::Kind::kOffice) {
    return MakeError(ErrorCode::kPermissionDenied,
                     {"只有联盟办公室可以查看质疑", "only the alliance office may see the flags"});
  }
  SqlText sql;
  sql << "SELECT f.id, o.id, f.at_ms, f.flagged_by, f.note, f.state, f.closed_ms, f.closed_by"
         " FROM organisation_flag f JOIN organisation o ON o.id = "
      << NowSql("f.organisation") << " WHERE " << OrganisationVisibleSql(sql, viewer_, "o")
      << " ORDER BY CASE f.state WHEN 'open' THEN 0 ELSE 1 END, f.at_ms DESC, f.id DESC LIMIT "
      << sql.Bind(int64_t{limit < 0 ? 0 : limit});
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<MergeFlag> flags;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return flags;
    flags.push_back({.id = rows.Int(0),
                     .organisation = {rows.Int(1)},
                     .at_ms = rows.Int(2),
                     .flagged_by = std::string(rows.Text(3)),
                     .note = std::string(rows.Text(4)),
                     .state = FlagState(rows.Text(5)),
                     .closed_ms = OptionalInt(rows, 6),
                     .closed_by = std::string(rows.Text(7))});
  }
}

}  // namespace lianmeng::store
