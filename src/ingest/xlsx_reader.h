// One sheet of an XLSX workbook as a stream of rows.
//
// Example:   LM_ASSIGN(auto reader, XlsxReader::Open("products.xlsx", {.sheets = {"products",
// "产品"}})); The sheet's XML is parsed while it is unpacked; only the shared strings are held.
// Rows are filled up with empty cells to the width of the first row. Cells come as text: numbers in
// the shortest form that gives the same number back, booleans as 1 and 0, dates by their number
// format as YYYY-MM-DD (with hh:mm:ss if the time is not midnight), formulas by their last result,
// errors as written (#N/A).
//
// Cost:      some 150,000 rows of 8 cells a second; memory: the shared strings and 64 KiB.
// Source:    ECMA-376 part 1: 18.2 workbook, 18.3 worksheets, 18.4 shared strings, 18.8 styles.
// Errors:    kNotFound: no file. kInvalidArgument: not an XLSX file, password-protected, an old
// .xls, no such
//            sheet. kCorrupt: cut off or damaged. kResourceExhausted: above a limit (zip bombs).
//            A document type declaration is refused, and so are all entities but XML's own five.
//            All errors end the reading: CanGoOn is false afterwards.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ingest/row_reader.h"

namespace lianmeng::ingest {

struct XlsxOptions {
  std::string file;                 // for messages; empty: the path as given
  std::vector<std::string> sheets;  // the first of these names that exists, else the first sheet
  bool sheet_required = false;  // an error instead of the first sheet if none of the names exists
  int64_t unpacked_bytes_max = int64_t{4} << 30;  // all parts together
  int64_t ratio_max = 300;  // unpacked to packed, looked at above 16 MiB unpacked
  int64_t shared_strings_max = 4'000'000;
  int64_t shared_bytes_max = int64_t{512} << 20;
  int64_t cell_bytes_max = int64_t{1} << 20;
  int columns_max = 16384;  // of a spreadsheet
};

class XlsxReader final : public RowReader {
 public:
  static Result<std::unique_ptr<XlsxReader>> Open(const std::filesystem::path& path,
                                                  XlsxOptions options = {});
  static Result<std::unique_ptr<XlsxReader>> OpenMemory(std::string bytes,
                                                        XlsxOptions options = {});
  ~XlsxReader() override;

  Result<bool> Next(Row& row) override;
  [[nodiscard]] bool CanGoOn() const override;
  [[nodiscard]] const std::string& file() const override;

  // Of all sheets, in the workbook's order.
  [[nodiscard]] const std::vector<std::string>& sheet_names() const;

 private:
  class Impl;
  explicit XlsxReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// "2026-03-01" for 46082: a date as spreadsheets count days, from 1899-12-30 (from 1904-01-01 if
// `epoch_1904`). With the time behind it if that is not midnight. Empty outside 1900 to 9999.
[[nodiscard]] std::string SpreadsheetDate(double serial, bool epoch_1904);

// True for a number format that shows a day: 'yyyy-mm-dd', 'd mmm', but not 'h:mm', '0.00' or
// '[Red]0'.
[[nodiscard]] bool IsDateFormat(std::string_view format_code);

}  // namespace lianmeng::ingest
