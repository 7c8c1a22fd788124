// What a Writer does with measures and risk runs beside putting records.
#include <algorithm>

#include "store/reader_rows.h"
#include "store/writer_impl.h"

namespace lianmeng::store {
namespace {

int64_t ContentOf(const RiskRun& run) {
  std::vector<NamedCell> cells = {{"rule", run.rule}, {"mode", run.mode}};
  for (const RiskRunPoint& point : run.points) {
    const std::vector<NamedCell> more = Cells(point);
    cells.insert(cells.end(), more.begin(), more.end());
  }
  return ContentHash(cells);
}

std::string InsertPointSql() {
  std::string names = "run";
  std::string values = "$1";
  int position = 2;
  for (const std::string& column : ColumnNames<RiskRunPoint>()) {
    names += ", " + column;
    values += ", $" + std::to_string(position++);
  }
  return "INSERT INTO risk_run_point (" + names + ") VALUES (" + values + ")";
}

// Months since the year 0, China Standard Time.
int64_t MonthOf(int64_t time_ms) {
  constexpr int64_t kEightHoursMs = 8 * 3600 * 1000;
  constexpr int64_t kDayMs = 24 * 3600 * 1000;
  const std::string day = Date{static_cast<int32_t>((time_ms + kEightHoursMs) / kDayMs)}.ToString();
  const size_t dash = day.find('-', 1);
  return std::stoll(day.substr(0, dash)) * 12 + std::stoll(day.substr(dash + 1, 2)) - 1;
}

}  // namespace

Result<std::optional<MeasureRow>> Writer::Impl::FindMeasure(MeasureId id) {
  const std::string join(RowOf<Measure>::Join());
  LM_ASSIGN(Prepared found, connection_->Prepare("SELECT " + SelectList<Measure>("x") +
                                                 ", x.updated_ms" + RowOf<Measure>::More() +
                                                 " FROM measure x" + join + " WHERE x.id = $1"));
  LM_ASSIGN(const bool row, found.Bind(1, id.value).Step());
  std::optional<MeasureRow> result;
  if (!row) return result;
  result.emplace();
  const int column = ReadRecord(found, 0, result->record);
  result->updated_at_ms = found.Int(column);
  RowOf<Measure>::Read(found, column + 1, *result);
  return result;
}

Result<std::optional<MeasureRow>> Writer::Impl::FindMeasure(std::string_view key) {
  int64_t id = 0;
  {
    LM_ASSIGN(Prepared find, connection_->Prepare("SELECT id FROM measure WHERE key = $1"));
    LM_ASSIGN(const bool row, find.Bind(1, key).Step());
    if (row) id = find.Int(0);
  }
  return FindMeasure(MeasureId{id});
}

Result<bool> Writer::Impl::PutRiskRun(const RiskRun& run) {
  const int64_t content = ContentOf(run);
  {
    LM_ASSIGN(Prepared last,
              connection_->Prepare("SELECT content FROM risk_run ORDER BY id DESC LIMIT 1"));
    LM_ASSIGN(const bool row, last.Step());
    if (row && last.Int(0) == content) return false;
  }
  const int64_t id = context_.ids->Next();
  LM_ASSIGN(Prepared insert,
            connection_->Prepare("INSERT INTO risk_run (id, at_ms, data_version, rule, mode, "
                                 "content) VALUES ($1, $2, $3, $4, $5, $6)"));
  insert.Bind(1, id).Bind(2, now_ms_).Bind(3, run.data_version);
  insert.Bind(4, std::string_view(run.rule)).Bind(5, std::string_view(run.mode)).Bind(6, content);
  const Status inserted = [&]() -> Status {
    LM_TRY(insert.Run());
    LM_TRY(InsertRiskPoints(id, run.points));
    return ThinRiskRuns();
  }();
  if (!inserted) {
    failed_ = true;
    return inserted.error();
  }
  return true;
}

Status Writer::Impl::InsertRiskPoints(int64_t run, const std::vector<RiskRunPoint>& points) {
  LM_ASSIGN(Prepared insert, connection_->Prepare(InsertPointSql()));
  for (const RiskRunPoint& point : points) {
    insert.Bind(1, run);
    int position = 2;
    for (const NamedCell& named : Cells(point)) BindCell(insert, position++, named.cell);
    LM_TRY(insert.Run());
  }
  return Ok{};
}

Status Writer::Impl::ThinRiskRuns() {
  std::vector<int64_t> gone;
  {
    LM_ASSIGN(Prepared runs,
              connection_->Prepare("SELECT id, at_ms FROM risk_run ORDER BY id DESC"));
    const int64_t this_month = MonthOf(now_ms_);
    int64_t kept_month = this_month + 1;  // of the oldest run kept so far
    for (int count = 1;; ++count) {
      LM_ASSIGN(const bool row, runs.Step());
      if (!row) break;
      const int64_t month = MonthOf(runs.Int(1));
      const bool last_of_month = month < kept_month && this_month - month <= kRiskMonthsKept;
      if (count > kRiskRunsKept && !last_of_month) {
        gone.push_back(runs.Int(0));
      } else {
        kept_month = std::min(kept_month, month);
      }
    }
  }
  if (gone.empty()) return Ok{};
  LM_ASSIGN(Prepared points, connection_->Prepare("DELETE FROM risk_run_point WHERE run = $1"));
  LM_ASSIGN(Prepared run, connection_->Prepare("DELETE FROM risk_run WHERE id = $1"));
  for (const int64_t id : gone) {
    LM_TRY(points.Bind(1, id).Run());
    LM_TRY(run.Bind(1, id).Run());
  }
  return Ok{};
}

}  // namespace lianmeng::store
