#include "app/json_input.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.h"

namespace lianmeng::app {
namespace {

int64_t LineAt(std::string_view text, size_t position) {
  return 1 + std::count(text.begin(),
                        text.begin() + static_cast<ptrdiff_t>(std::min(position, text.size())),
                        '\n');
}

// Builds the value while checking what the library does not: depth, counts, fields given twice.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view text, const JsonSource& source) : text_(text), source_(source) {}

  bool null() override { return Add(nullptr); }
  bool boolean(bool value) override { return Add(value); }
  bool number_integer(int64_t value) override { return Add(value); }
  bool number_unsigned(uint64_t value) override { return Add(value); }
  bool number_float(double value, const std::string&) override { return Add(value); }
  bool string(std::string& value) override { return Add(std::move(value)); }
  bool binary(Json::binary_t&) override { return false; }
  bool start_object(size_t) override { return Open(Json::object()); }
  bool start_array(size_t) override { return Open(Json::array()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(std::string& name) override {
    std::unordered_set<std::string>& names = names_.back();
    if (names.size() >= source_.limits.fields_max) {
      return TooMany(source_.limits.fields_max, {"一个对象的字段", "fields of one object"});
    }
    if (!names.insert(name).second) {
      error_ = MakeError(ErrorCode::kInvalidArgument, {"字段重复", "the field is given twice"},
                         {.file = source_.file, .field = name});
      return false;
    }
    key_ = name;
    return true;
  }

  bool parse_error(size_t position, const std::string& token,
                   const nlohmann::detail::exception& cause) override {
    const bool range = cause.id == 406;  // a number beyond double
    error_ =
        MakeError(ErrorCode::kInvalidArgument,
                  range ? TextPair{"数字过大", "the number is too large"}
                        : TextPair{fmt::format("不是有效的 JSON（第 {} 字节附近）", position),
                                   fmt::format("not valid JSON (near byte {})", position)},
                  {.file = source_.file, .line = LineAt(text_, position), .value = Shown(token)});
    return false;
  }

  Result<Json> Take(bool accepted) {
    if (error_) return *error_;
    CHECK(accepted);
    return std::move(root_);
  }

 private:
  // A token as an error may show it: short, and of characters that print.
  static std::string Shown(const std::string& token) {
    std::string shown;
    for (const char c : token.substr(0, 60)) {
      shown += (c >= ' ' && c < 0x7f) ? c : '?';
    }
    return shown;
  }

  bool TooMany(size_t limit, const TextPair& what) {
    error_ = MakeError(
        ErrorCode::kResourceExhausted,
        {fmt::format("{}超过 {}", what.zh, limit), fmt::format("more than {} {}", limit, what.en)},
        {.file = source_.file});
    return false;
  }

  Json* Place(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &(parent[key_] = std::move(value));
  }

  bool Add(Json value) {
    if (++values_ > source_.limits.values_max) {
      return TooMany(source_.limits.values_max, {"值", "values"});
    }
    Place(std::move(value));
    return true;
  }

  bool Open(Json empty) {
    if (open_.size() >= source_.limits.depth_max) {
      return TooMany(source_.limits.depth_max, {"嵌套层数", "levels of nesting"});
    }
    if (++values_ > source_.limits.values_max) {
      return TooMany(source_.limits.values_max, {"值", "values"});
    }
    open_.push_back(Place(std::move(empty)));
    names_.emplace_back();
    return true;
  }

  bool Close() {
    open_.pop_back();
    names_.pop_back();
    return true;
  }

  std::string_view text_;
  const JsonSource& source_;
  Json root_;
  std::vector<Json*> open_;  // a parent does not grow while a child is open: pointers stay valid
  std::vector<std::unordered_set<std::string>> names_;
  std::string key_;
  size_t values_ = 0;
  std::optional<Error> error_;
};

// Walks text that is known to be JSON.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  size_t position() {
    SkipBlank();
    return at_;
  }
  [[nodiscard]] char Peek() {
    SkipBlank();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  void Skip(char c) {
    if (Peek() == c) ++at_;
  }
  std::string TakeString() {
    SkipBlank();
    const size_t begin = at_;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    at_ = std::min(at_ + 1, text_.size());
    const Json value = Json::parse(text_.substr(begin, at_ - begin), nullptr, false);
    return value.is_string() ? value.get<std::string>() : "";
  }
  void SkipValue() {
    int depth = 0;
    do {
      const char c = Peek();
      if (c == '"') {
        TakeString();
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at_;
      } else if (c == '}' || c == ']') {
        --depth;
        ++at_;
      } else if (c == ',' || c == ':') {
        ++at_;
      } else {
        at_ = std::min(text_.find_first_of(",:]} \t\r\n", at_), text_.size());
      }
    } while (depth > 0 && at_ < text_.size());
  }

  // Goes to the value of this name or number; false if there is none.
  bool Enter(const std::string& token) {
    const char open = Peek();
    if (open != '{' && open != '[') return false;
    Skip(open);
    for (size_t i = 0; Peek() != '}' && Peek() != ']' && Peek() != '\0'; ++i) {
      std::string name = std::to_string(i);
      if (open == '{') {
        name = TakeString();
        Skip(':');
      }
      if (name == token) return true;
      SkipValue();
      Skip(',');
    }
    return false;
  }

 private:
  void SkipBlank() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  std::string_view text_;
  size_t at_ = 0;
};

std::string Unescape(std::string token) {
  for (size_t at = 0; (at = token.find('~', at)) != std::string::npos; ++at) {
    token.replace(at, 2, token.substr(at, 2) == "~1" ? "/" : "~");
  }
  return token;
}

std::string ShownValue(const Json& value) {
  constexpr size_t kMax = 100;
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (text.size() <= kMax) return text;
  size_t end = kMax;  // not in the middle of a character
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

size_t CountCharacters(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool IsControl(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f;
}

}  // namespace

Result<std::string> ReadJsonFile(const std::string& path, uintmax_t bytes_max) {
  std::error_code failed;
  const uintmax_t size = std::filesystem::file_size(path, failed);
  if (failed) {
    return MakeError(ErrorCode::kNotFound, {"读不到这个文件", "the file cannot be read"},
                     {.file = path});
  }
  if (size > bytes_max) {
    const std::string most = std::to_string(bytes_max >> 20) + " MiB";
    return MakeError(ErrorCode::kResourceExhausted,
                     {"文件不得超过 " + most, "the file has more than " + most},
                     {.file = path, .value = std::to_string(size)});
  }
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) {
    return MakeError(ErrorCode::kIo, {"读文件失败", "the file could not be read"}, {.file = path});
  }
  return std::move(text).str();
}

Result<Json> ParseJson(std::string_view text, const JsonSource& source) {
  // The parser takes a zero byte for the end of the text.
  if (const size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"不是有效的 JSON：含有零字节", "is not valid JSON: it has a zero byte"},
                     {.file = source.file, .line = LineAt(text, zero), .field = {}, .value = {}});
  }
  Builder builder(text, source);
  const bool accepted = Json::sax_parse(text.begin(), text.end(), &builder);
  return builder.Take(accepted);
}

int64_t LineOf(std::string_view text, std::string_view pointer) {
  Scanner scanner(text);
  size_t position = scanner.position();
  std::vector<std::string> tokens = Split(pointer, '/');
  for (size_t i = 1; i < tokens.size(); ++i) {
    if (!scanner.Enter(Unescape(tokens[i]))) break;
    position = scanner.position();
  }
  return LineAt(text, position);
}

namespace json_input {

std::string Child(const std::string& pointer, std::string_view name) {
  std::string child = pointer + "/";
  for (const char c : name) {
    if (c == '~') {
      child += "~0";
    } else if (c == '/') {
      child += "~1";
    } else {
      child += c;
    }
  }
  return child;
}

Error Fault(const std::string& pointer, const Json& value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.field = pointer, .value = ShownValue(value)});
}

Error Missing(const std::string& pointer) {
  return MakeError(ErrorCode::kInvalidArgument, {"缺少该字段", "is required"}, {.field = pointer});
}

Error WrongType(const std::string& pointer, const Json& json, const TextPair& type) {
  return Fault(pointer, json, {"须为" + type.zh, "must be " + type.en});
}

Error Unknown(const std::string& pointer, const Json& value, std::string_view field,
              const std::vector<std::string>& known) {
  const std::string nearest = field.size() <= 64 ? Suggest(field, known) : "";
  const std::string all = Join(known, ", ");
  TextPair message = {"没有该字段；可用：" + all, "no such field; known: " + all};
  if (!nearest.empty()) {
    message = {"没有该字段；是否想写 " + nearest + "？",
               "no such field; did you mean " + nearest + "?"};
  }
  return Fault(Child(pointer, field), value, std::move(message));
}

Status CheckInteger(const std::string& pointer, const Json& json) {
  const bool too_large =
      json.is_number_unsigned() &&
      json.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (json.is_number_integer() && !too_large) return Ok{};
  return WrongType(pointer, json, {"整数", "a whole number"});
}

Status CheckNumber(const std::string& pointer, const Json& json, const FieldRule* rule) {
  if (!json.is_number()) return WrongType(pointer, json, {"数字", "a number"});
  const double value = json.get<double>();
  if (rule == nullptr) return Ok{};
  const bool below = rule->min && value < *rule->min;
  const bool above = rule->max && value > *rule->max;
  if (!below && !above) return Ok{};
  return Fault(pointer, json,
               {fmt::format("须在 {} 与 {} 之间", rule->min.value_or(-INFINITY),
                            rule->max.value_or(INFINITY)),
                fmt::format("must lie between {} and {}", rule->min.value_or(-INFINITY),
                            rule->max.value_or(INFINITY))});
}

Status CheckText(const std::string& pointer, const Json& json, const FieldRule* rule) {
  if (!json.is_string()) return WrongType(pointer, json, {"文本", "a text"});
  const std::string& text = json.get_ref<const std::string&>();
  const size_t max = rule != nullptr && rule->length_max ? *rule->length_max : kTextLengthMax;
  if (CountCharacters(text) > max) {
    return Fault(pointer, json,
                 {fmt::format("不得超过 {} 个字符", max),
                  fmt::format("must have at most {} characters", max)});
  }
  if (std::any_of(text.begin(), text.end(), IsControl)) {
    return Fault(pointer, nullptr, {"含有控制字符", "has control characters"});
  }
  if (rule == nullptr || rule->words.empty() ||
      std::find(rule->words.begin(), rule->words.end(), text) != rule->words.end()) {
    return Ok{};
  }
  const std::string nearest = text.size() <= 64 ? Suggest(text, rule->words) : "";
  const std::string all = Join(rule->words, ", ");
  if (nearest.empty()) return Fault(pointer, json, {"可取的值：" + all, "allowed values: " + all});
  return Fault(pointer, json,
               {"是否想写 " + nearest + "？可取的值：" + all,
                "did you mean " + nearest + "? Allowed values: " + all});
}

Status CheckItems(const std::string& pointer, const Json& json, const FieldRule* rule) {
  const size_t min = rule == nullptr ? 0 : rule->items_min.value_or(0);
  const size_t max = rule == nullptr ? kItemsMax : rule->items_max.value_or(kItemsMax);
  if (json.size() >= min && json.size() <= max) return Ok{};
  return Fault(pointer, std::to_string(json.size()),
               {fmt::format("须有 {} 至 {} 项", min, max),
                fmt::format("must have {} to {} items", min, max)});
}

}  // namespace json_input

Error WithLine(std::string_view text, const JsonSource& source, Error error) {
  error.place.file = source.file;
  error.place.line = LineOf(text, error.place.field);
  return error;
}

}  // namespace lianmeng::app
