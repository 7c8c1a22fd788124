#include "report/workbook.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <utility>

#include "base/text.h"
#include "report/file_output.h"
#include "report/text_table.h"

namespace lianmeng::report {
namespace {

constexpr int32_t kExcelEpochDays = 25569;  // from Excel's day 0, 1899-12-30, to 1970-01-01
constexpr double kExcelDayMin = 61;         // 1900-03-01: Excel believes in 1900-02-29
constexpr double kExcelDayMax = 2958465;    // 9999-12-31
constexpr size_t kSheetNameUnits = 31;
constexpr double kWidthMax = 60;

size_t Utf16Units(char32_t c) { return c > 0xFFFF ? 2 : 1; }

// The longest beginning of `text` that leaves `reserved` units of a sheet's name free.
std::u32string Shortened(const std::u32string& text, size_t reserved) {
  std::u32string out;
  size_t units = reserved;
  for (const char32_t c : text) {
    units += Utf16Units(c);
    if (units > kSheetNameUnits) break;
    out.push_back(c);
  }
  return out;
}

std::u32string WithoutForbidden(const std::string& name) {
  std::u32string out;
  for (const char32_t c : ToUtf32(name)) {
    const bool forbidden =
        c < 0x20 || std::u32string_view(U"[]:*?/\\'").find(c) != std::u32string_view::npos;
    out.push_back(forbidden ? U' ' : c);
  }
  return ToUtf32(Trim(ToUtf8(out)));
}

double TypeWidth(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return 18;
    case ColumnType::kMoney:
      return 16;
    case ColumnType::kPercent:
      return 10;
    case ColumnType::kInteger:
    case ColumnType::kNumber:
    case ColumnType::kDate:
      return 12;
  }
  return 12;
}

}  // namespace

void FreeWorkbook::operator()(lxw_workbook* workbook) const {
  lxw_worksheet* sheet = nullptr;
  STAILQ_FOREACH(sheet, workbook->worksheets, list_pointers) {
    if (sheet->optimize_tmpfile != nullptr) std::fclose(sheet->optimize_tmpfile);
    sheet->optimize_tmpfile = nullptr;
  }
  lxw_workbook_free(workbook);
}

Result<WorkbookPtr> OpenWorkbook(const std::string& path, const WorkbookOptions& options) {
  lxw_workbook_options settings = {};
  settings.constant_memory = options.constant_memory ? LXW_TRUE : LXW_FALSE;
  settings.use_zip64 = LXW_FALSE;
  WorkbookPtr workbook(workbook_new_opt(path.c_str(), &settings));
  if (workbook == nullptr) return WorkbookError(LXW_ERROR_MEMORY_MALLOC_FAILED, path);
  lxw_doc_properties properties = {};
  properties.created = static_cast<time_t>(options.created_ms / 1000);
  const lxw_error error = workbook_set_properties(workbook.get(), &properties);
  if (error != LXW_NO_ERROR) return WorkbookError(error, path);
  return workbook;
}

Status CloseWorkbook(WorkbookPtr workbook, const std::string& path) {
  const lxw_error error = workbook_close(workbook.release());
  if (error == LXW_NO_ERROR) return Ok{};
  return WorkbookError(error, path);
}

Error WorkbookError(lxw_error error, const std::string& path) {
  const std::string reason = lxw_strerror(error);
  return MakeError(ErrorCode::kIo,
                   {"无法写入 XLSX 文件：" + reason, "cannot write the XLSX file: " + reason},
                   Place{.file = path});
}

std::string SheetName(const TextPair& name, std::vector<std::string>* taken) {
  std::u32string base = WithoutForbidden(BilingualHeading(name));
  if (base.empty()) base = U"Sheet";
  for (int number = 1;; ++number) {
    const std::string suffix = number == 1 ? "" : " (" + std::to_string(number) + ")";
    std::string candidate = Trim(ToUtf8(Shortened(base, suffix.size()))) + suffix;
    const std::string folded = Normalise(candidate);
    if (std::find(taken->begin(), taken->end(), folded) != taken->end()) continue;
    taken->push_back(folded);
    return candidate;
  }
}

std::optional<double> ExcelDay(Date date) {
  const double day = static_cast<double>(date.days) + kExcelEpochDays;
  if (day < kExcelDayMin || day > kExcelDayMax) return std::nullopt;
  return day;
}

const char* NumberFormat(ColumnType type) {
  switch (type) {
    case ColumnType::kInteger:
      return "#,##0";
    case ColumnType::kPercent:
      return "0.0%";
    case ColumnType::kMoney:
      return "#,##0.00";
    case ColumnType::kDate:
      return "yyyy-mm-dd";
    case ColumnType::kText:
    case ColumnType::kNumber:
      return nullptr;
  }
  return nullptr;
}

double ColumnWidth(const Column& column) {
  if (column.width_chars > 0) return column.width_chars;
  const int heading = DisplayWidth(BilingualHeading(column.heading)) + 3;  // the filter's button
  return std::min(kWidthMax, std::max(TypeWidth(column.type), static_cast<double>(heading)));
}

}  // namespace lianmeng::report
