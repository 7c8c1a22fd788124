#include "ingest/rejects_writer.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "ingest/csv_reader.h"

namespace lianmeng::ingest {
namespace {

constexpr std::string_view kByteOrderMark =
    "\xEF\xBB\xBF";  // spreadsheets take the file for UTF-8 by it

bool IsPlainNumber(std::string_view text) {
  if (text.substr(0, 1) == "+") text.remove_prefix(1);
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string GuardFormula(std::string_view text) {
  static constexpr std::string_view kStarts[] = {"=",  "@",  "\t", "\r", "\n",
                                                 "＝", "＠", "＋", "－"};
  bool formula = std::any_of(std::begin(kStarts), std::end(kStarts), [&](std::string_view start) {
    return text.substr(0, start.size()) == start;
  });
  if (text.substr(0, 1) == "+" || text.substr(0, 1) == "-") formula = !IsPlainNumber(text);
  return (formula ? "'" : "") + std::string(text);
}

Result<RejectsWriter> RejectsWriter::Create(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::FILE* file = std::fopen(name.c_str(), "wb");
  if (file == nullptr) {
    const std::string reason = std::strerror(errno);
    return MakeError(ErrorCode::kIo, {"不能写入：" + reason, "cannot be written: " + reason},
                     {.file = name});
  }
  RejectsWriter writer(file, name);
  writer.line_ = kByteOrderMark;
  AppendCsvRow({"file", "line", "column", "value", "severity", "reason_zh", "reason_en"},
               writer.line_);
  LM_TRY(writer.Put());
  return writer;
}

Status RejectsWriter::Put() {
  if (std::fwrite(line_.data(), 1, line_.size(), file_.get()) == line_.size()) return Ok{};
  return MakeError(ErrorCode::kIo, {"写文件失败", "writing failed"}, {.file = name_});
}

Status RejectsWriter::Write(const RowIssue& issue) {
  line_.clear();
  const bool warning = issue.severity == Issue::Severity::kWarning;
  AppendCsvRow(
      {GuardFormula(issue.place.file), issue.place.line > 0 ? std::to_string(issue.place.line) : "",
       GuardFormula(issue.place.field), GuardFormula(issue.place.value),
       warning ? "warning" : "error", GuardFormula(issue.message.zh),
       GuardFormula(issue.message.en)},
      line_);
  ++count_;
  return Put();
}

Status RejectsWriter::Close() {
  std::FILE* file = file_.release();
  if (file == nullptr || std::fclose(file) == 0) return Ok{};
  return MakeError(ErrorCode::kIo, {"写文件失败", "writing failed"}, {.file = name_});
}

}  // namespace lianmeng::ingest
