// Tables as Excel workbooks: bilingual heading row, frozen; numbers as numbers, dates as dates.
//
// Example:   see report/table.h.
// Cost:      rows are streamed through a temporary file (libxlsxwriter's constant-memory mode): one
// row in
//            memory, whatever the number of rows. About 2 s for a million cells.
// Limits:    a sheet of Excel holds 1,048,576 rows; further rows go to a further sheet of the same
// columns,
//            named "名称 Name (2)". A cell holds 32,767 characters (UTF-16 units) and a longer text
//            is kInvalidArgument. An integer beyond 2^53 is written as text, because Excel's
//            numbers are doubles. Dates before 1900-03-01 are written as text, because Excel
//            miscounts them.
// Safety:    text is written as text: a cell that begins with "=" is never a formula.
// Errors:    kIo with the path.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "report/table.h"

namespace lianmeng::report {

struct XlsxOptions {
  int64_t rows_per_sheet_max = 1'048'576;  // heading included; smaller only in tests
};

class XlsxWriter {
 public:
  // Writes `path` + ".part" and renames it in Finish, so that `path` is whole or absent.
  [[nodiscard]] static Result<std::unique_ptr<TableWriter>> ToFile(const std::string& path,
                                                                   const XlsxOptions& options = {});
  // Finish stores the workbook in *bytes, which must outlive the writer.
  [[nodiscard]] static Result<std::unique_ptr<TableWriter>> ToMemory(
      std::string* bytes, const XlsxOptions& options = {});
};

}  // namespace lianmeng::report
