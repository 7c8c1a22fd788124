// Steps of pairs of need and offer: what a Writer keeps and a Reader tells of them.
#include "model/names.h"
#include "store/reader.h"
#include "store/store_impl.h"
#include "store/visible.h"
#include "store/writer_impl.h"

namespace lianmeng::store {
namespace {

constexpr std::string_view kColumns =
    "x.id, x.need, x.offer, x.at_ms, x.state, x.reason, x.made_by, x.note";

MatchStep ReadStep(const Prepared& row) {
  MatchStep step;
  step.id = row.Int(0);
  step.need = NeedId{row.Int(1)};
  step.offer = OfferId{row.Int(2)};
  step.at_ms = row.Int(3);
  step.state = Parse<MatchState>(row.Text(4)).value_or(MatchState::kSuggested);
  if (!row.Text(5).empty()) step.reason = Parse<DeclineReason>(row.Text(5));
  step.by = std::string(row.Text(6));
  step.note = std::string(row.Text(7));
  return step;
}

// Steps under x, of pairs that the viewer takes part in: need n of o, offer f of p.
std::string StepsFrom(SqlText& sql, const Viewer& viewer) {
  std::string from =
      " FROM match_step x JOIN need n ON n.id = x.need JOIN organisation o ON o.id = n.organisation"
      " JOIN offer f ON f.id = x.offer JOIN organisation p ON p.id = f.organisation WHERE " +
      TradeVisibleSql(sql, viewer, "n", "o") + " AND " + TradeVisibleSql(sql, viewer, "f", "p");
  switch (viewer.kind) {
    case Viewer::Kind::kOffice:
      return from;
    case Viewer::Kind::kOrganisation: {
      const std::string self = sql.Bind(viewer.organisation.value);
      return from + " AND (o.id = " + self + " OR p.id = " + self + ")";
    }
    case Viewer::Kind::kPublic:
      break;
  }
  return from + " AND 1 = 0";
}

Result<std::vector<MatchStep>> ReadSteps(Prepared rows) {
  std::vector<MatchStep> steps;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return steps;
    steps.push_back(ReadStep(rows));
  }
}

}  // namespace

Result<MatchStep> Writer::Impl::PutMatchStep(const MatchStep& step, int64_t last) {
  {
    LM_ASSIGN(Prepared newest,
              connection_->Prepare("SELECT MAX(id) FROM match_step WHERE need = $1 "
                                   "AND offer = $2"));
    LM_ASSIGN(const bool row, newest.Bind(1, step.need.value).Bind(2, step.offer.value).Step());
    const int64_t id = row && !newest.IsNull(0) ? newest.Int(0) : 0;
    if (id != last) {
      return MakeError(ErrorCode::kConflict,
                       {"该对接刚被他人更新，请先查看最新进展",
                        "somebody else has moved this match on; look at where it stands first"},
                       {.field = "last", .value = std::to_string(id)});
    }
  }
  MatchStep put = step;
  put.id = context_.ids->Next();
  put.at_ms = now_ms_;
  LM_ASSIGN(Prepared insert,
            connection_->Prepare("INSERT INTO match_step (id, need, offer, at_ms, state, reason, "
                                 "made_by, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"));
  insert.Bind(1, put.id).Bind(2, put.need.value).Bind(3, put.offer.value).Bind(4, put.at_ms);
  insert.Bind(5, Code(put.state)).Bind(6, put.reason ? Code(*put.reason) : std::string_view());
  insert.Bind(7, std::string_view(put.by)).Bind(8, std::string_view(put.note));
  const Status inserted = insert.Run();
  if (!inserted) {
    failed_ = true;
    return inserted.error();
  }
  return put;
}

Result<std::vector<MatchStep>> Reader::ListMatches(const MatchFilter& filter) {
  SqlText sql;
  sql << "SELECT " << kColumns << StepsFrom(sql, viewer_)
      << " AND x.id = (SELECT MAX(y.id) FROM match_step y WHERE y.need = x.need AND y.offer = "
         "x.offer)";
  if (filter.need) sql << " AND x.need = " << sql.Bind(filter.need.value);
  if (filter.offer) sql << " AND x.offer = " << sql.Bind(filter.offer.value);
  if (filter.organisation) {
    const std::string party = sql.Bind(filter.organisation.value);
    sql << " AND (o.id = " << party << " OR p.id = " << party << ")";
  }
  if (!filter.states.empty()) {
    std::vector<std::string> codes;
    for (const MatchState state : filter.states) codes.emplace_back(Code(state));
    sql << " AND x.state IN " << sql.BindList(codes);
  }
  sql << " ORDER BY x.id DESC";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  return ReadSteps(std::move(rows));
}

Result<std::vector<MatchStep>> Reader::MatchHistory(NeedId need, OfferId offer) {
  SqlText sql;
  sql << "SELECT " << kColumns << StepsFrom(sql, viewer_)
      << " AND x.need = " << sql.Bind(need.value) << " AND x.offer = " << sql.Bind(offer.value)
      << " ORDER BY x.id";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  return ReadSteps(std::move(rows));
}

}  // namespace lianmeng::store
