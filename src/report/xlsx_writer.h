// Tables as Excel workbooks: bilingual heading row, frozen; numbers as numbers, dates as dates.
//
// Example:   see report/table.h.
// Cost:      one row in memory, whatever their number (libxlsxwriter's constant-memory mode); rows
//            wait in a temporary file until Finish. ToMemory holds the finished workbook besides.
// Determinism: equal tables and options give equal bytes.
// Limits:    a sheet holds 1,048,576 rows; further rows go to further sheets with the same heading,
//            named "名称 Name (2)". A cell holds 32,767 UTF-16 units; longer text is
//            kInvalidArgument. Integers beyond 2^53 and dates outside 1900-03-01..9999-12-31, which
//            Excel cannot hold, are written as text.
// Safety:    text stays text: a cell that begins with "=" is never a formula.
// Errors:    kIo with the path; kInvalidArgument with row, column and value.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "report/table.h"

namespace lianmeng::report {

struct XlsxOptions {
  int64_t rows_per_sheet_max = 1'048'576;  // heading included; 2 at least
  int64_t created_ms = 315'532'800'000;    // in the properties; 1980-01-01 unless told
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
