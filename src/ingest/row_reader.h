// A table as a stream of rows, whatever file it comes from: CSV, XLSX or JSON lines.
//
// Example:
//   Row row;                                  // used again for every row: no allocation once it
//   has grown while (true) {
//     Result<bool> more = reader.Next(row);
//     if (!more && !reader.CanGoOn()) return more.error();
//     if (!more) { Report(more.error()); continue; }
//     if (!*more) break;
//     Use(row.cells, row.line);
//   }
// Thread-safety: none; one thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace lianmeng::ingest {

struct Row {
  std::vector<std::string> cells;  // UTF-8
  int64_t line = 0;                // where the row begins, from 1; a row's number in spreadsheets
};

class RowReader {
 public:
  virtual ~RowReader() = default;

  // True and the next row; false at the end. Empty lines are passed over.
  // Errors: an error concerns one row if CanGoOn() is true afterwards: the next call goes on behind
  // it.
  //   Otherwise the rest cannot be read, and every further call returns the same error.
  virtual Result<bool> Next(Row& row) = 0;
  [[nodiscard]] virtual bool CanGoOn() const = 0;

  // As it shall stand in messages.
  [[nodiscard]] virtual const std::string& file() const = 0;
};

}  // namespace lianmeng::ingest
