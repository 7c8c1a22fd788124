#include "ingest/json_lines_reader.h"

#include <simdjson.h>

#include <cstring>

#include "base/text.h"
#include "ingest/excerpt.h"

namespace lianmeng::ingest {
namespace {

constexpr size_t kPieceBytes = size_t{64} << 10;

using simdjson::ondemand::json_type;

std::string_view TrimAscii(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// The value as a cell. False if the JSON is damaged.
bool ToCell(simdjson::ondemand::value value, std::string& cell) {
  json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  std::string_view text;
  switch (type) {
    case json_type::string:
      if (value.get_string().get(text) != simdjson::SUCCESS) return false;
      cell.assign(text);
      return cell.find('\0') == std::string::npos;
    case json_type::null: {
      bool is_null = false;
      if (value.is_null().get(is_null) != simdjson::SUCCESS || !is_null) return false;
      cell.clear();
      return true;
    }
    case json_type::number: {
      double number = 0;
      text = TrimAscii(value.raw_json_token());
      cell.assign(text);
      return value.get_double().get(number) == simdjson::SUCCESS;
    }
    case json_type::boolean: {
      bool flag = false;
      if (value.get_bool().get(flag) != simdjson::SUCCESS) return false;
      cell = flag ? "true" : "false";
      return true;
    }
    case json_type::array: {
      simdjson::ondemand::array array;
      if (value.get_array().get(array) != simdjson::SUCCESS) return false;
      if (array.raw_json().get(text) != simdjson::SUCCESS) return false;
      break;
    }
    case json_type::object: {
      simdjson::ondemand::object object;
      if (value.get_object().get(object) != simdjson::SUCCESS) return false;
      if (object.raw_json().get(text) != simdjson::SUCCESS) return false;
      break;
    }
  }
  cell.assign(TrimAscii(text));
  return true;
}

}  // namespace

class JsonLinesReader::Impl {
 public:
  Impl(std::unique_ptr<ByteSource> source, JsonLinesOptions options)
      : source_(std::move(source)), options_(std::move(options)) {}

  Result<bool> Next(Row& row) {
    while (true) {
      if (fatal_) return fatal_error_;
      Result<bool> more = ReadLine();
      if (!more) {
        fatal_ = true;
        fatal_error_ = std::move(more).error();
        if (fatal_error_.place.file.empty()) fatal_error_.place.file = options_.file;
        return fatal_error_;
      }
      if (!*more) return false;
      // simdjson reads behind the end; room is made before anything points into the line.
      line_text_.reserve(line_text_.size() + simdjson::SIMDJSON_PADDING);
      const std::string_view line = TrimAscii(line_text_);
      if (line.empty()) continue;
      row.line = line_;
      row.cells.resize(options_.fields.size());
      for (std::string& cell : row.cells) cell.clear();
      if (!IsValidUtf8(line)) {
        return RowError({"有字节不符合 UTF-8 编码", "holds bytes that are not UTF-8"}, line);
      }
      if (!ParseObject(row)) {
        return RowError({"不是完整的 JSON 对象", "is not a whole JSON object"}, line);
      }
      return true;
    }
  }

  [[nodiscard]] bool CanGoOn() const { return !fatal_; }
  [[nodiscard]] const std::string& file() const { return options_.file; }

 private:
  // The next line, without its end, into line_text_.
  Result<bool> ReadLine() {
    line_text_.clear();
    bool any = false;
    while (true) {
      if (position_ == filled_) {
        if (buffer_.empty()) buffer_.resize(kPieceBytes);
        LM_ASSIGN(filled_, source_->Read(buffer_.data(), buffer_.size()));
        position_ = 0;
        if (filled_ == 0) break;
      }
      any = true;
      const char* begin = buffer_.data() + position_;
      const auto* end = static_cast<const char*>(std::memchr(begin, '\n', filled_ - position_));
      const size_t count = end == nullptr ? filled_ - position_ : static_cast<size_t>(end - begin);
      if (line_text_.size() + count > options_.line_bytes_max) {
        const std::string limit = std::to_string(options_.line_bytes_max);
        return MakeError(
            ErrorCode::kResourceExhausted,
            {"一行超过 " + limit + " 字节", "a line is longer than " + limit + " bytes"},
            {.file = options_.file, .line = line_ + 1});
      }
      line_text_.append(begin, count);
      position_ += count;
      if (end == nullptr) continue;
      ++position_;
      break;
    }
    if (!any) return false;
    if (++line_ == 1 && line_text_.compare(0, 3, "\xEF\xBB\xBF") == 0) line_text_.erase(0, 3);
    return true;
  }

  bool ParseObject(Row& row) {
    simdjson::ondemand::document document;
    const simdjson::padded_string_view view(line_text_.data(), line_text_.size(),
                                            line_text_.capacity());
    if (parser_.iterate(view).get(document) != simdjson::SUCCESS) return false;
    simdjson::ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto entry : object) {
      simdjson::ondemand::field field;
      if (std::move(entry).get(field) != simdjson::SUCCESS) return false;
      std::string_view name;
      if (field.unescaped_key().get(name) != simdjson::SUCCESS) return false;
      for (size_t i = 0; i < options_.fields.size(); ++i) {
        if (options_.fields[i] != name) continue;
        if (!ToCell(field.value(), row.cells[i])) return false;
        break;
      }
    }
    // Nothing may follow the object.
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

  Error RowError(TextPair message, std::string_view line) const {
    return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                     {.file = options_.file, .line = line_, .value = Excerpt(line)});
  }

  std::unique_ptr<ByteSource> source_;
  JsonLinesOptions options_;
  simdjson::ondemand::parser parser_;
  std::string buffer_;
  size_t position_ = 0;
  size_t filled_ = 0;
  std::string line_text_;
  int64_t line_ = 0;
  bool fatal_ = false;
  Error fatal_error_;
};

JsonLinesReader::JsonLinesReader(std::unique_ptr<ByteSource> source, JsonLinesOptions options)
    : impl_(std::make_unique<Impl>(std::move(source), std::move(options))) {}
JsonLinesReader::~JsonLinesReader() = default;

Result<std::unique_ptr<RowReader>> JsonLinesReader::Open(const std::filesystem::path& path,
                                                         JsonLinesOptions options) {
  LM_ASSIGN(auto source, FileSource::Open(path));
  if (options.file.empty()) options.file = path.string();
  return std::unique_ptr<RowReader>(new JsonLinesReader(std::move(source), std::move(options)));
}

Result<bool> JsonLinesReader::Next(Row& row) { return impl_->Next(row); }
bool JsonLinesReader::CanGoOn() const { return impl_->CanGoOn(); }
const std::string& JsonLinesReader::file() const { return impl_->file(); }

}  // namespace lianmeng::ingest
