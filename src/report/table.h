// Tables that go out as files: one description of columns and cells, several writers.
//
// Example:   LM_ASSIGN(auto writer, XlsxWriter::ToFile("directory.xlsx"));
//            LM_TRY(writer->Begin(DirectoryTable()));
//            for (const DirectoryRow& row : rows) {
//              LM_TRY(writer->Row(ToCells(row, Language::kChinese)));
//            }
//            LM_TRY(writer->Finish());
//
// Rows are streamed: a writer keeps a bounded amount in memory however many rows there are (except
// where the file itself is written to memory).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/text_pair.h"

namespace lianmeng::report {

enum class ColumnType { kText, kInteger, kNumber, kPercent, kMoney, kDate };

struct Column {
  TextPair heading;
  ColumnType type = ColumnType::kText;
  int width_chars = 0;  // 0: by type and heading
};

struct Table {
  TextPair name;  // of the sheet
  std::vector<Column> columns;
};

// Nothing, text, an integer, a number, a day. A kPercent cell holds the share (0.25 shows as 25%),
// a kMoney cell holds CNY (not fen), as double.
using Cell = std::variant<std::monostate, std::string, int64_t, double, Date>;

// "名称 Name": the heading in both languages, in one cell; once where both are the same.
[[nodiscard]] std::string BilingualHeading(const TextPair& heading);

// A cell as people read it: "12,000", "25.0%", "1,250.50", "2026-03-01"; empty for nothing.
[[nodiscard]] std::string DisplayText(const Cell& cell, ColumnType type);

// What every writer requires: text in UTF-8, finite numbers, no more cells than columns. The error
// names table, column and value.
[[nodiscard]] Status CheckCells(const Table& table, std::span<const Cell> cells);

// Not safe for several threads at once. Calls go Begin, Row..., (Begin, Row...,) Finish, which is
// checked; a writer that reported an error or has finished takes no more calls.
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  // Starts a table and writes its heading. XLSX: each further table is a further sheet. CSV holds
  // one table; a second is kInvalidArgument.
  [[nodiscard]] virtual Status Begin(const Table& table) = 0;
  // One row; cells that are missing at its end stay empty. Errors: as CheckCells.
  [[nodiscard]] virtual Status Row(std::span<const Cell> cells) = 0;
  // Completes the file. Without it no file appears under its name.
  [[nodiscard]] virtual Status Finish() = 0;
};

}  // namespace lianmeng::report
