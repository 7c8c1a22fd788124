// Shared by the writers of XLSX files: names, dates and errors as Excel and libxlsxwriter want
// them.
#pragma once

#include <xlsxwriter.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/text_pair.h"
#include "report/table.h"

namespace lianmeng::report {

// A workbook that is freed with its temporary files if it is not closed. libxlsxwriter 1.1 frees
// the sheets but leaves their temporary files open, so these are closed here.
struct FreeWorkbook {
  void operator()(lxw_workbook* workbook) const;
};
using WorkbookPtr = std::unique_ptr<lxw_workbook, FreeWorkbook>;

struct WorkbookOptions {
  bool constant_memory = false;
  int64_t created_ms = 0;
};
// A workbook that close will write to `path`.
[[nodiscard]] Result<WorkbookPtr> OpenWorkbook(const std::string& path,
                                               const WorkbookOptions& options);
// Writes the file and frees the workbook.
[[nodiscard]] Status CloseWorkbook(WorkbookPtr workbook, const std::string& path);

[[nodiscard]] Error WorkbookError(lxw_error error, const std::string& path);

// A name that Excel takes for a sheet (at most 31 UTF-16 units, none of []:*?/\, no apostrophe at
// the ends, not empty), different from all in `taken` whatever the case; it is added there.
[[nodiscard]] std::string SheetName(const TextPair& name, std::vector<std::string>* taken);

// Excel's number of a day; none where Excel cannot show it right.
[[nodiscard]] std::optional<double> ExcelDay(Date date);

// "yyyy-mm-dd" and the like; nullptr for Excel's general format.
[[nodiscard]] const char* NumberFormat(ColumnType type);

// A column's width in characters: as told, else by type, and no narrower than its heading.
[[nodiscard]] double ColumnWidth(const Column& column);

}  // namespace lianmeng::report
