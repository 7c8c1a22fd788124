#include "ingest/csv_reader.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "ingest/excerpt.h"

namespace lianmeng::ingest {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

bool IsAscii(std::string_view text) {
  uint64_t seen = 0;
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    seen |= word;
  }
  for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
  return (seen & 0x8080808080808080ULL) == 0;
}

std::string Megabytes(size_t bytes) {
  return bytes >= (size_t{1} << 20) ? std::to_string(bytes >> 20) + " MiB"
                                    : std::to_string(bytes) + " B";
}

}  // namespace

struct CsvReader::RowInProgress {
  Row& row;
  size_t fields = 0;  // finished ones
  size_t bytes = 0;
  std::string* cell = nullptr;  // the one being read; null before the row begins
  State state = State::kFieldStart;
  int64_t quote_line = 0;  // where the open quote stands
  bool done = false;
  bool failed = false;
  Error error;

  void Fail(Error first) {
    if (!failed) error = std::move(first);
    failed = true;
  }
  void OpenCell() {
    if (fields == row.cells.size()) row.cells.emplace_back();
    cell = &row.cells[fields];
    cell->clear();
  }
};

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, CsvOptions options)
    : options_(std::move(options)), decoder_(std::move(source), options_.encoding) {}

Result<std::unique_ptr<RowReader>> CsvReader::Open(const std::filesystem::path& path,
                                                   CsvOptions options) {
  LM_ASSIGN(auto source, FileSource::Open(path));
  if (options.file.empty()) options.file = path.string();
  return std::unique_ptr<RowReader>(new CsvReader(std::move(source), std::move(options)));
}

Place CsvReader::PlaceOf(int64_t line, std::string value) const {
  return {.file = options_.file, .line = line, .value = std::move(value)};
}

Error CsvReader::Fatal(Error error) {
  if (error.place.file.empty()) error.place.file = options_.file;
  fatal_ = true;
  fatal_error_ = error;
  return error;
}

Result<bool> CsvReader::Fill() {
  while (piece_.empty()) {
    LM_ASSIGN(piece_, decoder_.Next());
    if (piece_.empty()) return false;
    if (after_return_ && piece_.front() == '\n') piece_.remove_prefix(1);
    after_return_ = false;
  }
  return true;
}

Status CsvReader::Append(RowInProgress& progress, std::string_view text) {
  progress.bytes += text.size();
  if (progress.cell->size() + text.size() > options_.field_bytes_max) {
    const int64_t line = progress.state == State::kQuoted ? progress.quote_line : progress.row.line;
    const std::string limit = Megabytes(options_.field_bytes_max);
    return MakeError(ErrorCode::kResourceExhausted,
                     {"单元格超过 " + limit + "（也许缺少一个引号）",
                      "a cell is longer than " + limit + " (a quote may be missing)"},
                     PlaceOf(line, Excerpt(*progress.cell)));
  }
  if (progress.bytes > options_.row_bytes_max) {
    const std::string limit = Megabytes(options_.row_bytes_max);
    return MakeError(ErrorCode::kResourceExhausted,
                     {"一行超过 " + limit, "a row is longer than " + limit},
                     PlaceOf(progress.row.line));
  }
  progress.cell->append(text);
  return Ok{};
}

Status CsvReader::EndField(RowInProgress& progress) {
  if (++progress.fields > options_.fields_max) {
    const std::string limit = std::to_string(options_.fields_max);
    return MakeError(ErrorCode::kResourceExhausted,
                     {"一行超过 " + limit + " 个单元格", "a row has more than " + limit + " cells"},
                     PlaceOf(progress.row.line));
  }
  progress.cell = nullptr;
  progress.state = State::kFieldStart;
  return Ok{};
}

// Consumes the character at which a field ended: the separator or the end of the row.
Status CsvReader::ConsumeFieldEnd(RowInProgress& progress) {
  const char c = piece_.front();
  piece_.remove_prefix(1);
  LM_TRY(EndField(progress));
  if (c == options_.separator) {
    progress.OpenCell();
    return Ok{};
  }
  progress.done = true;
  EndLine(c);
  return Ok{};
}

void CsvReader::EndLine(char c) {
  ++line_;
  if (c != '\r') return;
  if (piece_.empty()) {
    after_return_ = true;
  } else if (piece_.front() == '\n') {
    piece_.remove_prefix(1);
  }
}

Status CsvReader::ConsumeStart(RowInProgress& progress) {
  const char c = piece_.front();
  if (progress.cell == nullptr) {
    if (c == '\n' || c == '\r') {  // an empty line
      piece_.remove_prefix(1);
      EndLine(c);
      return Ok{};
    }
    progress.row.line = line_;
    progress.OpenCell();
  }
  if (c == '"') {
    piece_.remove_prefix(1);
    progress.state = State::kQuoted;
    progress.quote_line = line_;
    return Ok{};
  }
  progress.state = State::kUnquoted;
  return ConsumeUnquoted(progress);
}

Status CsvReader::ConsumeUnquoted(RowInProgress& progress) {
  size_t end = 0;
  while (end < piece_.size()) {
    const char c = piece_[end];
    if (c == options_.separator || c == '\n' || c == '\r' || c == '"') break;
    ++end;
  }
  LM_TRY(Append(progress, piece_.substr(0, end)));
  piece_.remove_prefix(end);
  if (piece_.empty()) return Ok{};
  if (piece_.front() != '"') return ConsumeFieldEnd(progress);
  progress.Fail(MakeError(
      ErrorCode::kInvalidArgument,
      {"引号位置不对：含引号的单元格应整体加引号，内部引号写两次",
       "a quote in the wrong place: put the whole cell in quotes and double the quotes inside"},
      PlaceOf(progress.row.line, Excerpt(*progress.cell + "\""))));
  LM_TRY(Append(progress, "\""));
  piece_.remove_prefix(1);
  return Ok{};
}

Status CsvReader::ConsumeQuoted(RowInProgress& progress) {
  const size_t end = std::min(piece_.find('"'), piece_.size());
  const std::string_view text = piece_.substr(0, end);
  for (const char c : text) {
    // A CRLF counts once: at its CR, unless that is the last byte of the text before.
    if (c == '\n' && !quoted_return_) ++line_;
    if (c == '\r') ++line_;
    quoted_return_ = c == '\r';
  }
  LM_TRY(Append(progress, text));
  piece_.remove_prefix(end);
  if (piece_.empty()) return Ok{};
  quoted_return_ = false;
  piece_.remove_prefix(1);
  progress.state = State::kQuoteSeen;
  return Ok{};
}

Status CsvReader::ConsumeQuoteSeen(RowInProgress& progress) {
  const char c = piece_.front();
  if (c == '"') {
    LM_TRY(Append(progress, "\""));
    piece_.remove_prefix(1);
    progress.state = State::kQuoted;
    return Ok{};
  }
  if (c == options_.separator || c == '\n' || c == '\r') return ConsumeFieldEnd(progress);
  progress.Fail(MakeError(ErrorCode::kInvalidArgument,
                          {"右引号后面还有文字", "there is text behind a closing quote"},
                          PlaceOf(progress.row.line, Excerpt(*progress.cell))));
  progress.state = State::kUnquoted;
  return Ok{};
}

Status CsvReader::Consume(RowInProgress& progress) {
  switch (progress.state) {
    case State::kFieldStart:
      return ConsumeStart(progress);
    case State::kUnquoted:
      return ConsumeUnquoted(progress);
    case State::kQuoted:
      return ConsumeQuoted(progress);
    case State::kQuoteSeen:
      return ConsumeQuoteSeen(progress);
  }
  return Ok{};
}

// The row is complete: its text is checked here, so that pieces need not end between characters.
Result<bool> CsvReader::Finish(RowInProgress& progress) {
  progress.row.cells.resize(progress.fields);
  if (progress.failed) return std::move(progress.error);
  const bool converted = decoder_.encoding() == Encoding::kGb18030;
  for (const std::string& cell : progress.row.cells) {
    if (cell.find('\0') != std::string::npos) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"含有空字符（文件可能是 UTF-16 编码或已损坏）",
                        "holds a NUL character (the file may be UTF-16 or damaged)"},
                       PlaceOf(progress.row.line, Excerpt(cell)));
    }
    if (IsAscii(cell)) continue;
    if (converted ? cell.find(kReplacement) != std::string::npos : !IsValidUtf8(cell)) {
      const std::string name = converted ? "GB18030" : "UTF-8";
      return MakeError(ErrorCode::kInvalidArgument,
                       {"有字节不符合 " + name + " 编码", "holds bytes that are not " + name},
                       PlaceOf(progress.row.line, Excerpt(cell)));
    }
  }
  return true;
}

Result<bool> CsvReader::Next(Row& row) {
  if (fatal_) return fatal_error_;
  RowInProgress progress{.row = row};
  while (!progress.done) {
    Result<bool> more = Fill();
    if (!more) return Fatal(std::move(more).error());
    if (!*more) break;
    Status consumed = Consume(progress);
    if (!consumed) return Fatal(std::move(consumed).error());
  }
  if (progress.done) return Finish(progress);
  if (progress.cell == nullptr) {
    row.cells.clear();
    return false;
  }
  if (progress.state == State::kQuoted) {
    return Fatal(MakeError(
        ErrorCode::kCorrupt,
        {"引号没有结束，文件可能不完整", "a quote is not closed; the file may be cut off"},
        PlaceOf(progress.quote_line, Excerpt(*progress.cell))));
  }
  Status ended = EndField(progress);
  if (!ended) return Fatal(std::move(ended).error());
  return Finish(progress);
}

void AppendCsvRow(const std::vector<std::string>& cells, std::string& out) {
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string& cell = cells[i];
    if (i > 0) out.push_back(',');
    const bool quote = cell.find_first_of(",\"\r\n") != std::string::npos ||
                       (cell.empty() && cells.size() == 1) ||
                       (!cell.empty() && (cell.front() == ' ' || cell.back() == ' '));
    if (!quote) {
      out += cell;
      continue;
    }
    out.push_back('"');
    for (const char c : cell) {
      if (c == '"') out.push_back('"');
      out.push_back(c);
    }
    out.push_back('"');
  }
  out += "\r\n";
}

}  // namespace lianmeng::ingest
