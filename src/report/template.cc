#include "report/template.h"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "report/file_output.h"
#include "report/workbook.h"

namespace lianmeng::report {
namespace {

constexpr lxw_row_t kFirstRow = 2;  // to fill in, from 0
constexpr int kRowsMax = 1'000'000;
constexpr int64_t kCreatedMs = 315'532'800'000;  // 1980-01-01: equal tables, equal bytes
constexpr size_t kListCharactersMax = 255;

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
  for (const TemplateColumn& column : table.columns) {
    size_t characters = 0;
    for (const std::string& choice : column.choices) {
      characters += ToUtf32(choice).size() + 1;
      if (choice.empty() || choice.find_first_of(",\"") != std::string::npos) {
        return refuse(
            column.field, choice,
            {"选项不能为空，也不能含逗号或引号", "a choice is empty or holds a comma or a quote"});
      }
    }
    if (characters > kListCharactersMax + 1) {
      return refuse(column.field, std::to_string(characters - 1),
                    {"选项合计超过 255 字", "the choices exceed 255 characters together"});
    }
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

lxw_error OfferChoices(lxw_worksheet* sheet, lxw_col_t column, const TemplateColumn& spec,
                       int rows) {
  std::vector<std::string> choices = spec.choices;
  std::vector<char*> list;
  list.reserve(choices.size() + 1);
  for (std::string& choice : choices) list.push_back(choice.data());
  list.push_back(nullptr);
  std::string title = "不在列表中 not in the list";
  std::string message = "请确认写法。Please check the spelling.";
  lxw_data_validation validation = {};
  validation.validate = LXW_VALIDATION_TYPE_LIST;
  validation.value_list = list.data();
  validation.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
  validation.error_title = title.data();
  validation.error_message = message.data();
  return worksheet_data_validation_range(
      sheet, kFirstRow, column, kFirstRow + static_cast<lxw_row_t>(rows) - 1, column, &validation);
}

lxw_error WriteColumn(lxw_worksheet* sheet, lxw_col_t column, const TemplateColumn& spec,
                      const TemplateFormats& formats) {
  const Column shape{.heading = {spec.heading_zh, spec.field}, .type = spec.type};
  lxw_format* format = spec.type == ColumnType::kText   ? formats.text
                       : spec.type == ColumnType::kDate ? formats.date
                                                        : nullptr;
  worksheet_set_column(sheet, column, column, ColumnWidth(shape) + 6, format);
  const std::string heading = BilingualHeading(shape.heading);
  lxw_error error = worksheet_write_string(sheet, 0, column, heading.c_str(),
                                           spec.required ? formats.required : formats.heading);
  if (error != LXW_NO_ERROR) return error;
  const std::string mark = column == 0 ? "# " : "";
  const std::string explanation = mark + BilingualHeading(spec.explanation);
  return worksheet_write_string(sheet, 1, column, explanation.c_str(), formats.explanation);
}

Status WriteWorkbook(const TemplateTable& table, const TemplateOptions& options,
                     const std::string& path) {
  LM_ASSIGN(WorkbookPtr workbook, OpenWorkbook(path, {.created_ms = kCreatedMs}));
  const TemplateFormats formats = MakeFormats(workbook.get());
  std::vector<std::string> taken;
  const std::string name = SheetName(table.name, &taken);
  lxw_worksheet* sheet = workbook_add_worksheet(workbook.get(), name.c_str());
  if (sheet == nullptr) return WorkbookError(LXW_ERROR_MEMORY_MALLOC_FAILED, path);
  worksheet_freeze_panes(sheet, 1, 0);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    const TemplateColumn& spec = table.columns[i];
    lxw_error error = WriteColumn(sheet, column, spec, formats);
    if (error == LXW_NO_ERROR && !spec.choices.empty()) {
      error = OfferChoices(sheet, column, spec, options.rows_with_lists);
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
