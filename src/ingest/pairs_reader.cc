#include "ingest/pairs_reader.h"

#include <array>
#include <charconv>
#include <span>
#include <string>
#include <vector>

#include "base/millionths.h"
#include "base/text.h"
#include "ingest/excerpt.h"
#include "ingest/row_fields.h"

namespace lianmeng::ingest {
namespace {

constexpr int64_t kRowsPerReport = 16384;
constexpr int64_t kScoreMax = 1'000'000'000'000;  // millionths
constexpr int64_t kCapacityMax = UINT32_MAX;

struct ColumnSpec {
  std::string_view name;
  std::string_view also;
  bool is_required = true;
};
using Columns = std::span<const ColumnSpec>;

enum PairColumn : size_t { kNeed, kOffer, kScore };
constexpr std::array<ColumnSpec, 3> kScoredColumns = {{{"need", ""}, {"offer", ""}, {"score", ""}}};
constexpr std::array<ColumnSpec, 3> kChosenColumns = {
    {{"need", ""}, {"offer", ""}, {"score", "", false}}};
enum CapacityColumn : size_t { kId, kCapacity };
constexpr std::array<ColumnSpec, 2> kCapacityColumns = {
    {{"id", ""}, {"capacity", "quantity", false}}};

std::string_view TrimBlanks(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

using OnIssue = std::function<Status(const RowIssue&)>;

// Rows under a heading: which cell holds which column, and what is wrong with a row.
class PlainTable {
 public:
  PlainTable(RowReader& reader, Columns columns, const OnIssue& on_issue)
      : reader_(reader), columns_(columns), on_issue_(on_issue), cell_(columns.size(), kNoCell) {}

  // `on_row` is called for each row of the heading's width.
  template <typename OnRow>
  Result<PairsCounts> Read(Progress& progress, const OnRow& on_row) {
    bool has_heading = false;
    while (true) {
      const Result<bool> more = reader_.Next(row_);
      if (!more && (!reader_.CanGoOn() || !has_heading)) return more.error();
      if (more && !*more) break;
      if (more && !has_heading) {
        LM_TRY(ReadHeading());
        has_heading = true;
        continue;
      }
      ++counts_.read;
      failed_ = false;
      if (!more) {
        LM_TRY(Reject(more.error().place, more.error().message));
      } else if (row_.cells.size() != width_) {
        LM_TRY(RejectWidth());
      } else {
        LM_TRY(on_row());
      }
      if (failed_) ++counts_.rejected;
      if (counts_.read % kRowsPerReport != 0) continue;
      progress.Advance(counts_.read);
      if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    }
    if (!has_heading) {
      return MakeError(ErrorCode::kInvalidArgument, {"没有表头行", "there is no heading row"},
                       {.file = reader_.file()});
    }
    progress.Advance(counts_.read);
    return counts_;
  }

  // Without blanks around it; empty if there is no such column.
  [[nodiscard]] std::string_view Cell(size_t column) const {
    return cell_[column] == kNoCell ? std::string_view() : TrimBlanks(row_.cells[cell_[column]]);
  }
  [[nodiscard]] int64_t line() const { return row_.line; }
  [[nodiscard]] bool failed() const { return failed_; }

  Status Fail(size_t column, TextPair message) {
    return Reject(At(columns_[column].name, Cell(column)), std::move(message));
  }
  Status RequireText(size_t column) {
    return Cell(column).empty() ? Fail(column, {"不能为空", "must not be empty"}) : Status(Ok{});
  }

 private:
  static constexpr size_t kNoCell = SIZE_MAX;

  [[nodiscard]] Place At(std::string_view field, std::string_view value) const {
    return {.file = reader_.file(),
            .line = row_.line,
            .field = std::string(field),
            .value = Excerpt(value)};
  }

  Status Reject(Place place, TextPair message) {
    failed_ = true;
    return on_issue_({Issue::Severity::kError, std::move(place), std::move(message)});
  }

  Status RejectWidth() {
    const std::string found = std::to_string(row_.cells.size());
    const std::string wanted = std::to_string(width_);
    return Reject(At("", ""), {"有 " + found + " 个单元格，表头有 " + wanted + " 个",
                               "has " + found + " cells where the heading has " + wanted});
  }

  [[nodiscard]] size_t ColumnOf(const std::string& name) const {
    size_t column = 0;
    while (column < columns_.size() && name != columns_[column].name &&
           (columns_[column].also.empty() || name != columns_[column].also)) {
      ++column;
    }
    return column;
  }

  Status ReadHeading() {
    width_ = row_.cells.size();
    std::vector<std::string> candidates;
    for (const ColumnSpec& column : columns_) candidates.emplace_back(column.name);
    for (size_t i = 0; i < row_.cells.size(); ++i) {
      const std::string heading = Trim(row_.cells[i]);
      if (heading.empty()) continue;
      const std::string name = Normalise(heading);
      const size_t column = ColumnOf(name);
      if (column == columns_.size()) {
        LM_TRY(on_issue_({Issue::Severity::kWarning, At(heading, ""),
                          WithSuggestion({"不认识这一列，已忽略", "unknown column, passed over"},
                                         Suggest(name, candidates))}));
      } else if (cell_[column] != kNoCell) {
        return MakeError(ErrorCode::kInvalidArgument,
                         {"这一列出现了两次", "this column stands there twice"}, At(heading, ""));
      } else {
        cell_[column] = i;
      }
    }
    for (size_t column = 0; column < columns_.size(); ++column) {
      if (cell_[column] != kNoCell || !columns_[column].is_required) continue;
      return MakeError(ErrorCode::kInvalidArgument,
                       {"缺少必需的列", "a required column is missing"},
                       At(columns_[column].name, Join(row_.cells, ", ")));
    }
    return Ok{};
  }

  RowReader& reader_;
  Columns columns_;
  const OnIssue& on_issue_;
  std::vector<size_t> cell_;
  Row row_;
  size_t width_ = 0;
  bool failed_ = false;  // the row being read
  PairsCounts counts_;
};

Status ReadScore(PlainTable& table, std::optional<int64_t>& score) {
  const ParsedMillionths parsed = ParseMillionths(table.Cell(kScore));
  if (!parsed.value) return table.Fail(kScore, parsed.reason);
  if (*parsed.value > kScoreMax || *parsed.value < -kScoreMax) {
    return table.Fail(kScore, {"必须在 ±1000000 之内", "must lie within ±1000000"});
  }
  score = parsed.value;
  return Ok{};
}

Result<PairsCounts> ReadPairs(PlainTable& table, const PairsHandlers& handlers, bool needs_score,
                              Progress& progress) {
  return table.Read(progress, [&]() -> Status {
    PlainPair pair{.need = table.Cell(kNeed),
                   .offer = table.Cell(kOffer),
                   .score = std::nullopt,
                   .line = table.line()};
    LM_TRY(table.RequireText(kNeed));
    LM_TRY(table.RequireText(kOffer));
    if (needs_score) LM_TRY(table.RequireText(kScore));
    if (!table.Cell(kScore).empty()) LM_TRY(ReadScore(table, pair.score));
    return table.failed() ? Status(Ok{}) : handlers.on_pair(pair);
  });
}

}  // namespace

Result<PairsCounts> ReadScoredPairs(RowReader& reader, const PairsHandlers& handlers,
                                    Progress& progress) {
  progress.Begin({"读取候选配对", "Reading pairs"}, 0);
  PlainTable table(reader, kScoredColumns, handlers.on_issue);
  return ReadPairs(table, handlers, true, progress);
}

Result<PairsCounts> ReadChosenPairs(RowReader& reader, const PairsHandlers& handlers,
                                    Progress& progress) {
  progress.Begin({"读取所选配对", "Reading the pairs chosen"}, 0);
  PlainTable table(reader, kChosenColumns, handlers.on_issue);
  return ReadPairs(table, handlers, false, progress);
}

Result<PairsCounts> ReadCapacities(RowReader& reader, const CapacitiesHandlers& handlers,
                                   Progress& progress) {
  progress.Begin({"读取能力", "Reading capacities"}, 0);
  PlainTable table(reader, kCapacityColumns, handlers.on_issue);
  return table.Read(progress, [&]() -> Status {
    PlainCapacity row{.id = table.Cell(kId), .capacity = 1, .line = table.line()};
    LM_TRY(table.RequireText(kId));
    const std::string_view text = table.Cell(kCapacity);
    if (!text.empty()) {
      const auto [end, failure] =
          std::from_chars(text.data(), text.data() + text.size(), row.capacity);
      if (end != text.data() + text.size() || failure == std::errc::invalid_argument) {
        LM_TRY(table.Fail(kCapacity, {"不是整数", "is not a whole number"}));
      } else if (failure != std::errc() || row.capacity < 0 || row.capacity > kCapacityMax) {
        LM_TRY(table.Fail(kCapacity, {"必须在 0 到 4294967295 之间", "must be 0 to 4294967295"}));
      }
    }
    return table.failed() ? Status(Ok{}) : handlers.on_capacity(row);
  });
}

}  // namespace lianmeng::ingest
