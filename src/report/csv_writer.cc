#include "report/csv_writer.h"

#include <charconv>
#include <cstdio>
#include <utility>

#include "base/check.h"
#include "report/file_output.h"

namespace lianmeng::report {
namespace {

constexpr size_t kBufferBytes = 1 << 16;

bool StartsFormula(std::string_view text) {
  static constexpr std::string_view kStarts[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                                 "\n", "＝", "＋", "－", "＠"};
  for (const std::string_view start : kStarts) {
    if (text.starts_with(start)) return true;
  }
  return false;
}

// Begins, after any number of apostrophes, as a formula does.
bool NeedsGuard(std::string_view text) {
  const size_t first = text.find_first_not_of('\'');
  return first != std::string_view::npos && StartsFormula(text.substr(first));
}

void AppendQuoted(std::string_view text, std::string* out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    *out += text;
    return;
  }
  *out += '"';
  for (const char c : text) {
    if (c == '"') *out += '"';
    *out += c;
  }
  *out += '"';
}

std::string CellText(const Cell& cell, bool formula_guard) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    return formula_guard ? GuardFormula(*text) : *text;
  }
  if (const auto* integer = std::get_if<int64_t>(&cell)) return std::to_string(*integer);
  if (const auto* date = std::get_if<Date>(&cell)) return date->ToString();
  const auto* real = std::get_if<double>(&cell);
  if (real == nullptr) return {};
  char buffer[400];  // the longest double without exponent has 327 characters
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, *real, std::chars_format::fixed);
  return std::string(buffer, end.ptr);
}

class CsvTableWriter final : public TableWriter {
 public:
  // With a path: `file` is its part. Otherwise: bytes.
  CsvTableWriter(std::string path, std::FILE* file, std::string* bytes, const CsvOptions& options)
      : path_(std::move(path)), file_(file), bytes_(bytes), options_(options) {}
  CsvTableWriter(const CsvTableWriter&) = delete;
  CsvTableWriter& operator=(const CsvTableWriter&) = delete;

  ~CsvTableWriter() override {
    if (file_ == nullptr) return;
    std::fclose(file_);
    RemoveQuietly(PartPath(path_));
  }

  Status Begin(const Table& table) override {
    CHECK(!finished_);
    if (begun_) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"一个 CSV 文件只能放一张表", "a CSV file holds one table"},
                       Place{.file = path_, .value = BilingualHeading(table.name)});
    }
    begun_ = true;
    table_ = table;
    if (options_.byte_order_mark) line_ += "\xEF\xBB\xBF";
    std::vector<Cell> headings;
    headings.reserve(table.columns.size());
    for (const Column& column : table.columns) {
      headings.emplace_back(BilingualHeading(column.heading));
    }
    return Row(headings);
  }

  Status Row(std::span<const Cell> cells) override {
    CHECK(begun_ && !finished_);
    LM_TRY(CheckCells(table_, cells));
    const size_t start = line_.size();
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      if (i > 0) line_ += ',';
      if (i < cells.size()) AppendQuoted(CellText(cells[i], options_.formula_guard), &line_);
    }
    // A single empty cell would be an empty line, which readers skip.
    if (table_.columns.size() == 1 && line_.size() == start) line_ += "\"\"";
    line_ += "\r\n";
    return bytes_ != nullptr || line_.size() >= kBufferBytes ? Flush() : Status(Ok{});
  }

  Status Finish() override {
    CHECK(begun_ && !finished_);
    finished_ = true;
    if (bytes_ != nullptr) return Ok{};
    LM_TRY(Flush());
    std::FILE* file = std::exchange(file_, nullptr);
    if (std::fclose(file) != 0) {
      Error error = FileError(path_);
      RemoveQuietly(PartPath(path_));
      return error;
    }
    return CompletePart(path_);
  }

 private:
  Status Flush() {
    if (bytes_ != nullptr) {
      *bytes_ += line_;
    } else if (std::fwrite(line_.data(), 1, line_.size(), file_) != line_.size()) {
      return FileError(path_);
    }
    line_.clear();
    return Ok{};
  }

  std::string path_;
  std::FILE* file_;
  std::string* bytes_;
  CsvOptions options_;
  Table table_;
  std::string line_;
  bool begun_ = false;
  bool finished_ = false;
};

}  // namespace

Result<std::unique_ptr<TableWriter>> CsvWriter::ToFile(const std::string& path,
                                                       const CsvOptions& options) {
  std::FILE* file = std::fopen(PartPath(path).c_str(), "wb");
  if (file == nullptr) return FileError(path);
  return std::unique_ptr<TableWriter>(new CsvTableWriter(path, file, nullptr, options));
}

Result<std::unique_ptr<TableWriter>> CsvWriter::ToMemory(std::string* bytes,
                                                         const CsvOptions& options) {
  return std::unique_ptr<TableWriter>(new CsvTableWriter({}, nullptr, bytes, options));
}

std::string GuardFormula(std::string_view text) {
  return NeedsGuard(text) ? "'" + std::string(text) : std::string(text);
}

std::string UnguardFormula(std::string_view text) {
  return std::string(text.starts_with('\'') && NeedsGuard(text) ? text.substr(1) : text);
}

}  // namespace lianmeng::report
