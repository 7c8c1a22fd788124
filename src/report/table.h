// Tables that go out as files: one description of columns and cells, several writers.
//
// Example:   LM_ASSIGN(auto writer, XlsxWriter::ToFile("directory.xlsx"));
//            LM_TRY(writer->Begin(DirectoryTable()));
//            for (const DirectoryRow& row : rows) LM_TRY(writer->Row(ToCells(row)));
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

// "名称 Name": the heading in both languages, in one cell.
[[nodiscard]] std::string BilingualHeading(const TextPair& heading);

// Not safe for several threads at once. A writer that reported an error takes no more calls.
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  // Starts a table; for XLSX each call after the first starts another sheet.
  [[nodiscard]] virtual Status Begin(const Table& table) = 0;
  // One row; fewer cells than columns leaves the rest empty. Errors: kInvalidArgument for more
  // cells than columns, text that is not UTF-8, a number that is not finite.
  [[nodiscard]] virtual Status Row(std::span<const Cell> cells) = 0;
  // Completes the file. Without it no file appears under its name.
  [[nodiscard]] virtual Status Finish() = 0;
};

}  // namespace lianmeng::report
