#include "report/template.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "report/file_output.h"
#include "report/workbook.h"

namespace lianmeng::report {
namespace {

constexpr lxw_row_t kFirstRow = 2;  // to fill in, from 0
constexpr int kRowsMax = 1'000'000;
constexpr int64_t kCreatedMs = 315'532'800'000;  // 1980-01-01: equal tables, equal bytes
constexpr char kListSheet[] = "lists";

Status Validate(const TemplateTable& table, const TemplateOptions& options) {
  const auto refuse = [&table](std::string field, std::string value, TextPair why) {
    return MakeError(
        ErrorCode::kInvalidArgument, std::move(why),
        Place{.file = table.file, .field = std::move(field), .value = std::move(value)});
  };
  if (table.file.empty() || table.file.find_first_of("/\\") != std::string::npos) {
    return refuse("file", table.file, {"模板文件名不可用", "unusable file name"});
  }
  if (table.columns.empty()) return refuse("columns", "", {"模板没有列", "no columns"});
  if (options.rows_with_lists < 1 || options.rows_with_lists > kRowsMax) {
    return refuse("rows_with_lists", std::to_string(options.rows_with_lists),
                  {"下拉行数应在 1 到 1,000,000 之间", "must lie between 1 and 1,000,000"});
  }
  return Ok{};
}

struct TemplateFormats {
  lxw_format* heading = nullptr;
  lxw_format* required = nullptr;
  lxw_format* explanation = nullptr;
  lxw_format* text = nullptr;
  lxw_format* date = nullptr;
};

TemplateFormats MakeFormats(lxw_workbook* workbook) {
  TemplateFormats formats;
  for (lxw_format** heading : {&formats.heading, &formats.required}) {
    *heading = workbook_add_format(workbook);
    format_set_bold(*heading);
    format_set_bottom(*heading, LXW_BORDER_THIN);
    format_set_bg_color(*heading, 0xEEF2F6);
  }
  format_set_bg_color(formats.required, 0xFCE4D6);
  formats.explanation = workbook_add_format(workbook);
  format_set_font_color(formats.explanation, 0x595959);
  format_set_text_wrap(formats.explanation);
  format_set_align(formats.explanation, LXW_ALIGN_VERTICAL_TOP);
  formats.text = workbook_add_format(workbook);
  format_set_num_format(formats.text, "@");
  formats.date = workbook_add_format(workbook);
  format_set_num_format(formats.date, NumberFormat(ColumnType::kDate));
  return formats;
}

// The cells of `column` on the hidden sheet: =lists!$C$1:$C$7.
std::string ListRange(lxw_col_t column, size_t count) {
  char first[LXW_MAX_CELL_NAME_LENGTH];
  char last[LXW_MAX_CELL_NAME_LENGTH];
  lxw_rowcol_to_cell_abs(first, 0, column, 1, 1);
  lxw_rowcol_to_cell_abs(last, static_cast<lxw_row_t>(count - 1), column, 1, 1);
  return std::string("=") + kListSheet + "!" + first + ":" + last;
}

struct Sheets {
  lxw_worksheet* table = nullptr;
  lxw_worksheet* lists = nullptr;  // nullptr: no column has choices
};

lxw_error WriteChoices(const Sheets& sheets, lxw_col_t column, const TemplateColumn& spec,
                       int rows) {
  for (size_t i = 0; i < spec.choices.size(); ++i) {
    const lxw_error error = worksheet_write_string(sheets.lists, static_cast<lxw_row_t>(i), column,
                                                   spec.choices[i].c_str(), nullptr);
    if (error != LXW_NO_ERROR) return error;
  }
  std::string range = ListRange(column, spec.choices.size());
  std::string title = "不在列表中 not in the list";
  std::string message = "请确认写法。Please check the spelling.";
  lxw_data_validation validation = {};
  validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
  validation.value_formula = range.data();
  validation.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
  validation.error_title = title.data();
  validation.error_message = message.data();
  return worksheet_data_validation_range(sheets.table, kFirstRow, column,
                                         kFirstRow + static_cast<lxw_row_t>(rows) - 1, column,
                                         &validation);
}

lxw_error WriteColumn(const Sheets& sheets, lxw_col_t column, const TemplateColumn& spec,
                      const TemplateFormats& formats) {
  const Column shape{.heading = {spec.heading_zh, spec.field}, .type = spec.type};
  lxw_format* format = spec.type == ColumnType::kText   ? formats.text
                       : spec.type == ColumnType::kDate ? formats.date
                                                        : nullptr;
  worksheet_set_column(sheets.table, column, column, ColumnWidth(shape) + 6, format);
  const std::string heading = BilingualHeading(shape.heading);
  lxw_error error = worksheet_write_string(sheets.table, 0, column, heading.c_str(),
                                           spec.required ? formats.required : formats.heading);
  if (error != LXW_NO_ERROR) return error;
  const std::string mark = column == 0 ? "# " : "";
  const std::string explanation = mark + BilingualHeading(spec.explanation);
  return worksheet_write_string(sheets.table, 1, column, explanation.c_str(), formats.explanation);
}

Status WriteWorkbook(const TemplateTable& table, const TemplateOptions& options,
                     const std::string& path) {
  LM_ASSIGN(WorkbookPtr workbook, OpenWorkbook(path, {.created_ms = kCreatedMs}));
  const TemplateFormats formats = MakeFormats(workbook.get());
  std::vector<std::string> taken = {kListSheet};
  Sheets sheets;
  sheets.table = workbook_add_worksheet(workbook.get(), SheetName(table.name, &taken).c_str());
  const bool has_lists = std::any_of(table.columns.begin(), table.columns.end(),
                                     [](const TemplateColumn& c) { return !c.choices.empty(); });
  if (has_lists) sheets.lists = workbook_add_worksheet(workbook.get(), kListSheet);
  if (sheets.table == nullptr || (has_lists && sheets.lists == nullptr)) {
    return WorkbookError(LXW_ERROR_MEMORY_MALLOC_FAILED, path);
  }
  if (has_lists) worksheet_hide(sheets.lists);
  worksheet_freeze_panes(sheets.table, 1, 0);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    const TemplateColumn& spec = table.columns[i];
    lxw_error error = WriteColumn(sheets, column, spec, formats);
    if (error == LXW_NO_ERROR && !spec.choices.empty()) {
      error = WriteChoices(sheets, column, spec, options.rows_with_lists);
    }
    if (error != LXW_NO_ERROR) return WorkbookError(error, path);
  }
  return CloseWorkbook(std::move(workbook), path);
}

}  // namespace

Result<std::vector<std::string>> WriteTemplates(const std::vector<TemplateTable>& tables,
                                                const TemplateOptions& options) {
  std::error_code failed;
  std::filesystem::create_directories(options.folder, failed);
  if (failed) {
    errno = failed.value();
    return FileError(options.folder);
  }
  std::vector<std::string> paths;
  for (const TemplateTable& table : tables) {
    LM_TRY(Validate(table, options));
    const std::string path = (std::filesystem::path(options.folder) / (table.file + ".xlsx"));
    const Status written = WriteWorkbook(table, options, PartPath(path));
    if (!written) {
      RemoveQuietly(PartPath(path));
      return written.error();
    }
    LM_TRY(CompletePart(path));
    paths.push_back(path);
  }
  return paths;
}

Result<std::string> TemplateBytes(const TemplateTable& table, const TemplateOptions& options) {
  LM_TRY(Validate(table, options));
  LM_ASSIGN(const std::string path, MakeTemporaryFile());
  const Status written = WriteWorkbook(table, options, path);
  Result<std::string> bytes = written ? ReadWholeFile(path) : Result<std::string>(written.error());
  RemoveQuietly(path);
  return bytes;
}

}  // namespace lianmeng::report
