// Tables as CSV by RFC 4180: CRLF line ends, a cell quoted if it holds a comma, a quote, CR or LF.
//
// Numbers in full precision without separators, shares as such (0.25), dates YYYY-MM-DD.
//
// Formula guard: spreadsheets run a text that begins with = + - @ (also full width), tab, CR or LF
// as a formula. Such a text is written with an apostrophe before it: '=1+1. Numbers and dates are
// not touched. A text that itself begins with apostrophes and then one of these gets one more, so
// that UnguardFormula gives back every text exactly. Errors: kIo with the path; kInvalidArgument
// with row, column and value.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "report/table.h"

namespace lianmeng::report {

struct CsvOptions {
  bool byte_order_mark = true;  // without it Excel reads UTF-8 as the system's code page
  bool formula_guard = true;
};

class CsvWriter {
 public:
  // Writes `path` + ".part" and renames it in Finish.
  [[nodiscard]] static Result<std::unique_ptr<TableWriter>> ToFile(const std::string& path,
                                                                   const CsvOptions& options = {});
  // Appends to *bytes row by row; *bytes must outlive the writer and may be emptied between rows.
  [[nodiscard]] static Result<std::unique_ptr<TableWriter>> ToMemory(
      std::string* bytes, const CsvOptions& options = {});
};

[[nodiscard]] std::string GuardFormula(std::string_view text);
[[nodiscard]] std::string UnguardFormula(std::string_view text);

}  // namespace lianmeng::report
