// Decisions that two organisations are not one: what a Writer keeps and a Reader tells of them.
#include <algorithm>
#include <set>
#include <utility>

#include "store/reader.h"
#include "store/store_impl.h"
#include "store/visible.h"
#include "store/writer_impl.h"

namespace lianmeng::store {

namespace {

// The pairs between any two sources of the two organisations.
SqlText BetweenSql(const char* verb, const std::vector<int64_t>& a, const std::vector<int64_t>& b) {
  SqlText sql;
  const std::string one = sql.BindList(a);
  const std::string other = sql.BindList(b);
  sql << verb << " FROM organisation_apart WHERE (a IN " << one << " AND b IN " << other
      << ") OR (a IN " << other << " AND b IN " << one << ")";
  return sql;
}

}  // namespace

Result<bool> Writer::Impl::IsApart(OrganisationId a, OrganisationId b) {
  LM_TRY(LoadMerged());
  return HasRow(BetweenSql("SELECT 1", SourceIds(Now(a)), SourceIds(Now(b))));
}

Result<bool> Writer::Impl::PutApart(const ApartDecision& decision) {
  const auto [a, b] = std::minmax(decision.a, decision.b);
  if (a == b) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"两个机构是同一条记录", "the two organisations are one record"},
                     {.field = "organisation", .value = a.ToString()});
  }
  for (const OrganisationId id : {a, b}) {
    LM_ASSIGN(Prepared find, connection_->Prepare("SELECT 1 FROM organisation WHERE id = $1"));
    LM_ASSIGN(const bool row, find.Bind(1, id.value).Step());
    if (row) continue;
    return MakeError(ErrorCode::kInvalidArgument, {"没有这个机构", "no such organisation"},
                     {.field = "organisation", .value = id.ToString()});
  }
  LM_ASSIGN(const bool is_known, IsApart(a, b));
  if (is_known) return false;
  LM_ASSIGN(Prepared insert,
            connection_->Prepare("INSERT INTO organisation_apart (a, b, at_ms, decided_by, note) "
                                 "VALUES ($1, $2, $3, $4, $5)"));
  insert.Bind(1, a.value).Bind(2, b.value).Bind(3, now_ms_);
  insert.Bind(4, std::string_view(decision.decided_by)).Bind(5, std::string_view(decision.note));
  const Status inserted = insert.Run();
  if (!inserted) {
    failed_ = true;
    return inserted.error();
  }
  return true;
}

Result<bool> Writer::Impl::RemoveApart(OrganisationId a, OrganisationId b) {
  LM_ASSIGN(const bool is_known, IsApart(a, b));
  if (!is_known) return false;
  const SqlText sql = BetweenSql("DELETE", SourceIds(Now(a)), SourceIds(Now(b)));
  LM_ASSIGN(Prepared remove, sql.Prepare(*connection_));
  LM_TRY(Fail(remove.Run()));
  return true;
}

Result<std::vector<ApartDecision>> Reader::ListApart() {
  // A pair names organisations as they were when it was decided.
  SqlText sql;
  sql << "SELECT o.id, p.id, x.at_ms, x.decided_by, x.note FROM organisation_apart x"
      << " LEFT JOIN organisation_source r ON r.id = x.a"
      << " LEFT JOIN organisation_source s ON s.id = x.b"
      << " JOIN organisation o ON o.id = COALESCE(r.organisation, x.a)"
      << " JOIN organisation p ON p.id = COALESCE(s.organisation, x.b) WHERE "
      << OrganisationVisibleSql(sql, viewer_, "o") << " AND "
      << OrganisationVisibleSql(sql, viewer_, "p") << " ORDER BY x.at_ms DESC, x.a, x.b";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<ApartDecision> decisions;
  std::set<std::pair<int64_t, int64_t>> told;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return decisions;
    int64_t a = rows.Int(0);
    int64_t b = rows.Int(1);
    if (b < a) std::swap(a, b);
    // Two decisions may be about one pair now: the newer tells.
    if (!told.insert({a, b}).second) continue;
    decisions.push_back({.a = {a},
                         .b = {b},
                         .at_ms = rows.Int(2),
                         .decided_by = std::string(rows.Text(3)),
                         .note = std::string(rows.Text(4))});
  }
}

}  // namespace lianmeng::store
