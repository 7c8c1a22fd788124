// A plain table under a heading: which cell holds which column, and what is wrong with a row.
// Columns in any order; others are passed over with a warning. Internal to ingest, but for the counts.
//
// Errors: a heading without a required column or with one twice; kCancelled; those of the source
//         before the heading. What is wrong with a row goes to on_issue.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "base/text.h"
#include "ingest/excerpt.h"
#include "ingest/row_fields.h"
#include "ingest/row_reader.h"
#include "ingest/sink.h"
#include "model/names.h"

namespace lianmeng::ingest {

struct PlainCounts {
  int64_t read = 0;
  int64_t rejected = 0;
};

struct PlainColumn {
  std::string_view name;
  std::string_view also;  // other headings accepted, separated by ;
  bool is_required = true;
};
using PlainColumns = std::span<const PlainColumn>;

[[nodiscard]] inline std::string_view TrimBlanks(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

using OnIssue = std::function<Status(const RowIssue&)>;

// Rows under a heading: which cell holds which column, and what is wrong with a row.
class PlainTable {
 public:
  PlainTable(RowReader& reader, PlainColumns columns, const OnIssue& on_issue)
      : reader_(reader), columns_(columns), on_issue_(on_issue), cell_(columns.size(), kNoCell) {}

  // `on_row` is called for each row of the heading's width.
  template <typename OnRow>
  Result<PlainCounts> Read(Progress& progress, const OnRow& on_row) {
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
  static constexpr int64_t kRowsPerReport = 16384;
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
           !ListedIn(columns_[column].also, name)) {
      ++column;
    }
    return column;
  }

  Status ReadHeading() {
    width_ = row_.cells.size();
    std::vector<std::string> candidates;
    for (const PlainColumn& column : columns_) candidates.emplace_back(column.name);
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
  PlainColumns columns_;
  const OnIssue& on_issue_;
  std::vector<size_t> cell_;
  Row row_;
  size_t width_ = 0;
  bool failed_ = false;  // the row being read
  PlainCounts counts_;
};

}  // namespace lianmeng::ingest
