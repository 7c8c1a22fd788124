// Searches that viewers want to be told of: what a Writer keeps and a Reader tells of them.
#include "store/reader.h"
#include "store/store_impl.h"
#include "store/visible.h"
#include "store/writer_impl.h"

namespace lianmeng::store {

Result<SavedSearch> Writer::Impl::PutSavedSearch(const SavedSearch& search) {
  {
    LM_ASSIGN(Prepared count,
              connection_->Prepare("SELECT COUNT(*) FROM saved_search WHERE viewer = $1"));
    LM_ASSIGN(const bool row, count.Bind(1, std::string_view(search.viewer)).Step());
    if (row && count.Int(0) >= kSavedSearchesMax) {
      return MakeError(ErrorCode::kResourceExhausted,
                       {"保存的检索已达 100 条，请先删除一些",
                        "100 searches are saved already; remove some first"});
    }
  }
  SavedSearch put = search;
  put.id = context_.ids->Next();
  put.created_ms = put.seen_ms = now_ms_;
  LM_ASSIGN(Prepared insert,
            connection_->Prepare("INSERT INTO saved_search (id, viewer, list, name, filter, "
                                 "created_ms, seen_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)"));
  insert.Bind(1, put.id).Bind(2, std::string_view(put.viewer));
  insert.Bind(3, std::string_view(put.list)).Bind(4, std::string_view(put.name));
  insert.Bind(5, std::string_view(put.filter)).Bind(6, put.created_ms).Bind(7, put.seen_ms);
  const Status inserted = insert.Run();
  if (!inserted) {
    failed_ = true;
    return inserted.error();
  }
  return put;
}

// `change` names the rows that it changed by RETURNING.
Result<bool> Writer::Impl::ChangeSavedSearch(Prepared change) {
  const Result<bool> changed = change.Step();
  if (!changed) failed_ = true;
  return changed;
}

Result<bool> Writer::Impl::SeeSavedSearch(std::string_view viewer, int64_t id) {
  LM_ASSIGN(Prepared change, connection_->Prepare("UPDATE saved_search SET seen_ms = $1 WHERE "
                                                  "viewer = $2 AND id = $3 RETURNING id"));
  change.Bind(1, now_ms_).Bind(2, viewer).Bind(3, id);
  return ChangeSavedSearch(std::move(change));
}

Result<bool> Writer::Impl::RemoveSavedSearch(std::string_view viewer, int64_t id) {
  LM_ASSIGN(Prepared change, connection_->Prepare("DELETE FROM saved_search WHERE viewer = $1 AND "
                                                  "id = $2 RETURNING id"));
  change.Bind(1, viewer).Bind(2, id);
  return ChangeSavedSearch(std::move(change));
}

Result<std::vector<SavedSearch>> Reader::ListSavedSearches() {
  SqlText sql;
  sql << "SELECT id, viewer, list, name, filter, created_ms, seen_ms FROM saved_search WHERE "
         "viewer = "
      << sql.Bind(viewer_.CacheKey()) << " ORDER BY id";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<SavedSearch> searches;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return searches;
    searches.push_back({.id = rows.Int(0),
                        .viewer = std::string(rows.Text(1)),
                        .list = std::string(rows.Text(2)),
                        .name = std::string(rows.Text(3)),
                        .filter = std::string(rows.Text(4)),
                        .created_ms = rows.Int(5),
                        .seen_ms = rows.Int(6)});
  }
}

Result<std::vector<OrganisationId>> Reader::OrganisationsChangedAfter(int64_t ms) {
  SqlText sql;
  sql << "SELECT x.id" << VisibleFrom(sql, viewer_, RecordKind::kOrganisation)
      << " AND x.updated_ms > " << sql.Bind(ms);
  sql << " UNION SELECT x.organisation" << VisibleFrom(sql, viewer_, RecordKind::kOffer)
      << " AND x.updated_ms > " << sql.Bind(ms) << " ORDER BY 1";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<OrganisationId> changed;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return changed;
    changed.push_back({rows.Int(0)});
  }
}

}  // namespace lianmeng::store
