// Risk runs: what a Reader tells the alliance office about how risk points came to be what they are.
#include <algorithm>

#include "store/columns.h"
#include "store/reader.h"
#include "store/store_impl.h"

namespace lianmeng::store {
namespace {

// Known at one place, so that no query of runs can be written without it.
Status CheckOffice(const Viewer& viewer) {
  if (viewer.kind == Viewer::Kind::kOffice) return Ok{};
  return MakeError(
      ErrorCode::kPermissionDenied,
      {"风险变化由联盟办公室可见的全部数据算出，只有联盟办公室可以查看",
       "the history of risk points rests on all that the alliance office may see; only "
       "the office may see it"});
}

std::string PointOf(SqlText& sql, ChainId chain, ProductId product) {
  return "SELECT r.id, r.at_ms, " + SelectList<RiskRunPoint>("x") +
         " FROM risk_run_point x JOIN risk_run r ON r.id = x.run WHERE x.chain = " +
         sql.Bind(chain.value) + " AND x.product = " + sql.Bind(product.value);
}

RiskHistoryRow ReadPoint(const Prepared& row) {
  RiskHistoryRow read{.run = row.Int(0), .at_ms = row.Int(1)};
  ReadRecord(row, 2, read.point);
  return read;
}

}  // namespace

Result<std::vector<RiskRun>> Reader::RiskRuns(int limit) {
  LM_TRY(CheckOffice(viewer_));
  SqlText sql;
  sql << "SELECT id, at_ms, data_version, rule, mode FROM risk_run ORDER BY id DESC LIMIT "
      << sql.Bind(int64_t{std::max(0, limit)});
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<RiskRun> runs;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return runs;
    runs.push_back({.id = rows.Int(0),
                    .at_ms = rows.Int(1),
                    .data_version = rows.Int(2),
                    .rule = std::string(rows.Text(3)),
                    .mode = std::string(rows.Text(4)),
                    .points = {}});
  }
}

Result<std::vector<RiskRunPoint>> Reader::RiskRunPoints(int64_t run) {
  LM_TRY(CheckOffice(viewer_));
  SqlText sql;
  sql << "SELECT " << SelectList<RiskRunPoint>("x")
      << " FROM risk_run_point x WHERE x.run = " << sql.Bind(run) << " ORDER BY x.chain, x.product";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<RiskRunPoint> points;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return points;
    ReadRecord(rows, 0, points.emplace_back());
  }
}

Result<std::vector<RiskHistoryRow>> Reader::RiskHistory(ChainId chain, ProductId product) {
  LM_TRY(CheckOffice(viewer_));
  SqlText sql;
  sql << PointOf(sql, chain, product) << " ORDER BY r.id";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  std::vector<RiskHistoryRow> history;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return history;
    history.push_back(ReadPoint(rows));
  }
}

Result<std::optional<RiskHistoryRow>> Reader::RiskPointAt(ChainId chain, ProductId product,
                                                          int64_t time_ms) {
  LM_TRY(CheckOffice(viewer_));
  std::optional<RiskHistoryRow> found;
  for (const bool before : {true, false}) {
    SqlText sql;
    sql << PointOf(sql, chain, product);
    if (before) sql << " AND r.at_ms <= " << sql.Bind(time_ms);
    sql << " ORDER BY r.id " << (before ? "DESC" : "ASC") << " LIMIT 1";
    LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) continue;
    found = ReadPoint(rows);
    break;
  }
  return found;
}

}  // namespace lianmeng::store
