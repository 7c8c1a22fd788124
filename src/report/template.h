// Empty tables for people to fill in: one XLSX per table, headings in both languages, a row of
// explanation, drop-down lists for enumerations.
//
//   row 1   "名称 name"             Chinese heading and the field's name that the reader knows;
//   frozen row 2   "# 企业全称 full name"  begins with '#' and is skipped by the reader row 3   the
//   first to fill in
// A value that is not in a drop-down list draws a warning only, since readers take several
// spellings. Text columns are formatted as text, so that codes keep their zeros.
//
// Example:   LM_TRY(WriteTemplates(tables, {.folder = "templates"}));
// Determinism: equal tables give equal bytes.
// Errors:    kIo with the path; kInvalidArgument for a table without columns, a file name that is
//            empty or holds a slash, choices that are empty or hold a comma or a quote, or a list
//            of more than 255 characters with its commas (Excel's limits).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/text_pair.h"
#include "report/table.h"

namespace lianmeng::report {

struct TemplateColumn {
  std::string field;       // the column's name in files: "name"
  std::string heading_zh;  // "名称"
  TextPair explanation;    // one sentence; units and format
  ColumnType type = ColumnType::kText;
  bool required = false;             // the heading is coloured
  std::vector<std::string> choices;  // the drop-down list; empty: none
};

struct TemplateTable {
  std::string file;  // without extension: "organisations"
  TextPair name;     // of the sheet
  std::vector<TemplateColumn> columns;
};

struct TemplateOptions {
  std::string folder;            // made if it does not exist; files of the same names are replaced
  int rows_with_lists = 10'000;  // how far down the drop-down lists reach
};

// Returns the paths written, in the order of `tables`.
[[nodiscard]] Result<std::vector<std::string>> WriteTemplates(
    const std::vector<TemplateTable>& tables, const TemplateOptions& options);

// One workbook in memory, for a download.
[[nodiscard]] Result<std::string> TemplateBytes(const TemplateTable& table,
                                                const TemplateOptions& options = {});

}  // namespace lianmeng::report
