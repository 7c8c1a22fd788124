#include "report/xlsx_writer.h"

#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "report/file_output.h"
#include "report/workbook.h"

namespace lianmeng::report {
namespace {

constexpr size_t kCellUnitsMax = 32'767;
constexpr int64_t kExactIntegerMax = int64_t{1} << 53;
constexpr size_t kColumnTypes = 6;

size_t Utf16Length(std::string_view text) {
  size_t units = 0;
  for (const char32_t c : ToUtf32(text)) units += c > 0xFFFF ? 2 : 1;
  return units;
}

// Where the workbook goes: into place under its name, or into a string.
struct Target {
  std::string path;        // that libxlsxwriter writes
  std::string final_path;  // empty: into `bytes`
  std::string* bytes = nullptr;

  [[nodiscard]] const std::string& shown() const { return final_path.empty() ? path : final_path; }
};

class XlsxTableWriter final : public TableWriter {
 public:
  XlsxTableWriter(WorkbookPtr workbook, Target target, const XlsxOptions& options)
      : workbook_(std::move(workbook)), target_(std::move(target)), options_(options) {
    header_ = workbook_add_format(workbook_.get());
    format_set_bold(header_);
    format_set_text_wrap(header_);
    format_set_align(header_, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(header_, 0xEEF2F6);
    format_set_bottom(header_, LXW_BORDER_THIN);
    for (size_t i = 0; i < kColumnTypes; ++i) {
      const char* number_format = NumberFormat(static_cast<ColumnType>(i));
      if (number_format == nullptr) continue;
      formats_[i] = workbook_add_format(workbook_.get());
      format_set_num_format(formats_[i], number_format);
    }
  }
  XlsxTableWriter(const XlsxTableWriter&) = delete;
  XlsxTableWriter& operator=(const XlsxTableWriter&) = delete;

  ~XlsxTableWriter() override {
    if (target_.final_path.empty() || !finished_) RemoveQuietly(target_.path);
  }

  Status Begin(const Table& table) override {
    CHECK(!finished_);
    EndSheet();
    table_ = table;
    return StartSheet();
  }

  Status Row(std::span<const Cell> cells) override {
    CHECK(sheet_ != nullptr && !finished_);
    LM_TRY(CheckCells(table_, cells));
    if (next_row_ >= options_.rows_per_sheet_max) {
      EndSheet();
      LM_TRY(StartSheet());
    }
    for (size_t i = 0; i < cells.size(); ++i) LM_TRY(Write(i, cells[i]));
    ++next_row_;
    return Ok{};
  }

  Status Finish() override {
    CHECK(sheet_ != nullptr && !finished_);
    EndSheet();
    LM_TRY(CloseWorkbook(std::move(workbook_), target_.shown()));
    if (target_.final_path.empty()) {
      LM_ASSIGN(*target_.bytes, ReadWholeFile(target_.path));
    } else {
      LM_TRY(CompletePart(target_.final_path));
    }
    finished_ = true;
    return Ok{};
  }

 private:
  Status StartSheet() {
    const std::string name = SheetName(table_.name, &sheet_names_);
    sheet_ = workbook_add_worksheet(workbook_.get(), name.c_str());
    if (sheet_ == nullptr) return WorkbookError(LXW_ERROR_CREATING_TMPFILE, target_.shown());
    worksheet_freeze_panes(sheet_, 1, 0);
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      const auto column = static_cast<lxw_col_t>(i);
      worksheet_set_column(sheet_, column, column, ColumnWidth(table_.columns[i]), nullptr);
    }
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      const std::string heading = BilingualHeading(table_.columns[i].heading);
      const lxw_error error =
          worksheet_write_string(sheet_, 0, static_cast<lxw_col_t>(i), heading.c_str(), header_);
      if (error != LXW_NO_ERROR) return WorkbookError(error, target_.shown());
    }
    next_row_ = 1;
    return Ok{};
  }

  // The rows that a sheet's filter covers are known only now.
  void EndSheet() {
    if (sheet_ == nullptr || next_row_ < 2 || table_.columns.empty()) return;
    worksheet_autofilter(sheet_, 0, 0, static_cast<lxw_row_t>(next_row_ - 1),
                         static_cast<lxw_col_t>(table_.columns.size() - 1));
  }

  Status Write(size_t column, const Cell& cell) {
    lxw_format* format = formats_[static_cast<size_t>(table_.columns[column].type)];
    if (const auto* text = std::get_if<std::string>(&cell)) return WriteText(column, *text);
    if (const auto* real = std::get_if<double>(&cell)) return WriteNumber(column, *real, format);
    if (const auto* integer = std::get_if<int64_t>(&cell)) {
      if (*integer > kExactIntegerMax || *integer < -kExactIntegerMax) {
        return WriteText(column, std::to_string(*integer));
      }
      return WriteNumber(column, static_cast<double>(*integer), format);
    }
    const auto* date = std::get_if<Date>(&cell);
    if (date == nullptr) return Ok{};
    const std::optional<double> day = ExcelDay(*date);
    if (!day) return WriteText(column, date->ToString());
    return WriteNumber(column, *day, formats_[static_cast<size_t>(ColumnType::kDate)]);
  }

  Status WriteNumber(size_t column, double number, lxw_format* format) {
    return Check(worksheet_write_number(sheet_, static_cast<lxw_row_t>(next_row_),
                                        static_cast<lxw_col_t>(column), number, format));
  }

  Status WriteText(size_t column, const std::string& text) {
    if (text.empty()) return Ok{};
    const size_t units = Utf16Length(text);
    if (units > kCellUnitsMax) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"文字超过 Excel 单元格的 32,767 字上限",
                        "text exceeds the 32,767 characters of an Excel cell"},
                       Place{.file = target_.final_path,
                             .line = next_row_ + 1,
                             .field = BilingualHeading(table_.columns[column].heading),
                             .value = std::to_string(units)});
    }
    return Check(worksheet_write_string(sheet_, static_cast<lxw_row_t>(next_row_),
                                        static_cast<lxw_col_t>(column), text.c_str(), nullptr));
  }

  Status Check(lxw_error error) const {
    if (error == LXW_NO_ERROR) return Ok{};
    return WorkbookError(error, target_.shown());
  }

  WorkbookPtr workbook_;
  Target target_;
  XlsxOptions options_;
  lxw_format* header_ = nullptr;                        // owned by the workbook, as all below
  std::array<lxw_format*, kColumnTypes> formats_ = {};  // by ColumnType
  lxw_worksheet* sheet_ = nullptr;
  Table table_;
  std::vector<std::string> sheet_names_;
  int64_t next_row_ = 0;
  bool finished_ = false;
};

Result<std::unique_ptr<TableWriter>> Open(Target target, const XlsxOptions& options) {
  if (options.rows_per_sheet_max < 2 || options.rows_per_sheet_max > LXW_ROW_MAX) {
    return MakeError(
        ErrorCode::kInvalidArgument,
        {"每表行数应在 2 到 1,048,576 之间", "rows of a sheet: 2 to 1,048,576"},
        Place{.field = "rows_per_sheet_max", .value = std::to_string(options.rows_per_sheet_max)});
  }
  LM_ASSIGN(WorkbookPtr workbook,
            OpenWorkbook(target.path, {.constant_memory = true, .created_ms = options.created_ms}));
  return std::unique_ptr<TableWriter>(
      new XlsxTableWriter(std::move(workbook), std::move(target), options));
}

}  // namespace

Result<std::unique_ptr<TableWriter>> XlsxWriter::ToFile(const std::string& path,
                                                        const XlsxOptions& options) {
  // libxlsxwriter opens the file only when it closes the workbook; a folder that is missing or may
  // not be written to must be told before the rows are made.
  std::FILE* file = std::fopen(PartPath(path).c_str(), "wb");
  if (file == nullptr) return FileError(path);
  std::fclose(file);
  auto writer = Open({.path = PartPath(path), .final_path = path}, options);
  if (!writer) RemoveQuietly(PartPath(path));
  return writer;
}

Result<std::unique_ptr<TableWriter>> XlsxWriter::ToMemory(std::string* bytes,
                                                          const XlsxOptions& options) {
  LM_ASSIGN(std::string path, MakeTemporaryFile());
  auto writer = Open({.path = path, .bytes = bytes}, options);
  if (!writer) RemoveQuietly(path);
  return writer;
}

}  // namespace lianmeng::report
