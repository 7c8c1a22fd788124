#include "ingest/xlsx_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <deque>
#include <optional>
#include <unordered_map>

#include "base/clock.h"
#include "base/text.h"
#include "ingest/excerpt.h"
#include "ingest/xlsx_package.h"

namespace lianmeng::ingest {
namespace {

constexpr size_t kRowBytesMax = size_t{16} << 20;
constexpr size_t kStylesMax = 1'000'000;

using Attributes = XmlHandler::Attributes;

std::optional<int64_t> ParseInt(std::string_view text) {
  int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<int64_t> FindInt(Attributes attributes, std::string_view name) {
  const char* text = XmlHandler::Find(attributes, name);
  return text == nullptr ? std::nullopt : ParseInt(text);
}

// "xl/" + "../a/./b.xml" → "a/b.xml"; a target with a leading slash stands alone.
std::string ResolveTarget(std::string_view folder, std::string_view target) {
  std::vector<std::string> parts;
  const std::string path =
      target.substr(0, 1) == "/" ? std::string(target) : std::string(folder) + std::string(target);
  for (std::string& part : Split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else {
      parts.push_back(std::move(part));
    }
  }
  return Join(parts, "/");
}

std::string FolderOf(const std::string& part) {
  const size_t slash = part.rfind('/');
  return slash == std::string::npos ? "" : part.substr(0, slash + 1);
}

std::string RelationsOf(const std::string& part) {
  const std::string folder = FolderOf(part);
  return folder + "_rels/" + part.substr(folder.size()) + ".rels";
}

bool EndsWith(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

// ECMA-376 22.9.2.19 (ST_Xstring): _xHHHH_ stands for a UTF-16 unit that XML cannot hold.
std::string DecodeEscapes(std::string_view text) {
  std::string out;
  size_t from = 0;
  while (true) {
    const size_t at = text.find("_x", from);
    if (at == std::string_view::npos) break;
    uint32_t unit = 0;
    bool escaped = at + 7 <= text.size() && text[at + 6] == '_';
    if (escaped) {
      const char* digits = text.data() + at + 2;
      const auto [end, failure] = std::from_chars(digits, digits + 4, unit, 16);
      escaped = failure == std::errc() && end == digits + 4;
    }
    out += text.substr(from, at - from);
    if (!escaped) {
      out += "_x";
      from = at + 2;
      continue;
    }
    const bool character = unit != 0 && (unit < 0xD800 || unit > 0xDFFF);
    out += ToUtf8(std::u32string(1, character ? static_cast<char32_t>(unit) : U'\uFFFD'));
    from = at + 7;
  }
  out += text.substr(from);
  return out;
}

// The shortest decimal that reads back as the same number: the file holds 0.34999999999999998 for
// 0.35.
std::string FormatNumber(double value) {
  char buffer[64];
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-7 && size < 1e21);
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  return std::string(buffer, end.ptr);
}

bool IsBuiltInDateFormat(int64_t id) {
  // 18 to 21 and 45 to 47 show a time of day only. 27 to 36 and 50 to 58 are East Asian dates.
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

struct Relation {
  std::string type;
  std::string target;
};

class RelationsHandler final : public XmlHandler {
 public:
  void Start(std::string_view name, Attributes attributes) override {
    if (name != "Relationship") return;
    const char* id = Find(attributes, "Id");
    const char* type = Find(attributes, "Type");
    const char* target = Find(attributes, "Target");
    if (id == nullptr || type == nullptr || target == nullptr) return;
    relations[id] = {type, target};
  }
  void End(std::string_view) override {}
  void Text(std::string_view) override {}

  [[nodiscard]] std::string TargetOf(std::string_view type_ending,
                                     const std::string& folder) const {
    for (const auto& [id, relation] : relations) {
      if (EndsWith(relation.type, type_ending)) return ResolveTarget(folder, relation.target);
    }
    return {};
  }

  std::unordered_map<std::string, Relation> relations;
};

class WorkbookHandler final : public XmlHandler {
 public:
  struct Sheet {
    std::string name;
    std::string relation;
  };
  void Start(std::string_view name, Attributes attributes) override {
    if (name == "workbookPr") {
      const char* flag = Find(attributes, "date1904");
      epoch_1904 =
          flag != nullptr && (std::string_view(flag) == "1" || std::string_view(flag) == "true");
    } else if (name == "sheet") {
      const char* title = Find(attributes, "name");
      const char* relation = Find(attributes, "id");
      if (title != nullptr && relation != nullptr) sheets.push_back({title, relation});
    }
  }
  void End(std::string_view) override {}
  void Text(std::string_view) override {}

  std::vector<Sheet> sheets;
  bool epoch_1904 = false;
};

class StylesHandler final : public XmlHandler {
 public:
  void Start(std::string_view name, Attributes attributes) override {
    if (name == "numFmt") {
      const std::optional<int64_t> id = FindInt(attributes, "numFmtId");
      const char* code = Find(attributes, "formatCode");
      if (id && code != nullptr) custom_[*id] = IsDateFormat(code);
    } else if (name == "cellXfs") {
      in_cell_formats_ = true;
    } else if (name == "xf" && in_cell_formats_ && is_date.size() < kStylesMax) {
      const int64_t id = FindInt(attributes, "numFmtId").value_or(0);
      const auto custom = custom_.find(id);
      is_date.push_back(custom != custom_.end() ? custom->second : IsBuiltInDateFormat(id));
    }
  }
  void End(std::string_view name) override {
    if (name == "cellXfs") in_cell_formats_ = false;
  }
  void Text(std::string_view) override {}

  std::vector<bool> is_date;  // of each cell format

 private:
  std::unordered_map<int64_t, bool> custom_;
  bool in_cell_formats_ = false;
};

// All shared strings in one block of memory.
class SharedStrings final : public XmlHandler {
 public:
  explicit SharedStrings(const XlsxPackage& package) : package_(package) {}

  void Start(std::string_view name, Attributes) override {
    if (name == "si") {
      text_.clear();
    } else if (name == "rPh") {
      ++in_phonetic_;
    } else if (name == "t") {
      in_text_ = in_phonetic_ == 0;
    }
  }
  void End(std::string_view name) override {
    if (name == "t") {
      in_text_ = false;
    } else if (name == "rPh") {
      --in_phonetic_;
    } else if (name == "si") {
      Take();
    }
  }
  void Text(std::string_view text) override {
    if (!in_text_) return;
    text_ += text;
    if (static_cast<int64_t>(text_.size()) > package_.options().cell_bytes_max) {
      Fail(package_.TooLarge({"单元格文字过长", "the text of a cell is too long"}));
    }
  }

  [[nodiscard]] std::optional<std::string_view> At(int64_t index) const {
    if (index < 0 || index + 1 >= static_cast<int64_t>(offsets_.size())) return std::nullopt;
    const auto i = static_cast<size_t>(index);
    return std::string_view(block_).substr(offsets_[i], offsets_[i + 1] - offsets_[i]);
  }

 private:
  void Take() {
    block_ += DecodeEscapes(text_);
    offsets_.push_back(block_.size());
    if (static_cast<int64_t>(offsets_.size()) > package_.options().shared_strings_max) {
      Fail(package_.TooLarge({"共享字符串过多", "too many shared strings"}));
    } else if (static_cast<int64_t>(block_.size()) > package_.options().shared_bytes_max) {
      Fail(package_.TooLarge({"共享字符串过长", "the shared strings are too long"}));
    }
  }

  const XlsxPackage& package_;
  std::string block_;
  std::vector<size_t> offsets_ = {0};
  std::string text_;
  int in_phonetic_ = 0;
  bool in_text_ = false;
};

struct SheetContext {
  const XlsxPackage& package;
  const SharedStrings& shared;
  const StylesHandler& styles;
  bool epoch_1904 = false;
};

// The rows of a sheet; complete ones wait in `rows`.
class SheetHandler final : public XmlHandler {
 public:
  explicit SheetHandler(const SheetContext& context) : context_(context) {}

  void Start(std::string_view name, Attributes attributes) override {
    if (name == "row") {
      StartRow(attributes);
    } else if (name == "c") {
      StartCell(attributes);
    } else if (name == "rPh") {
      ++in_phonetic_;
    } else if (name == "v" || name == "t") {
      in_text_ = in_cell_ && in_phonetic_ == 0;
    }
  }
  void End(std::string_view name) override {
    if (name == "v" || name == "t") {
      in_text_ = false;
    } else if (name == "rPh") {
      --in_phonetic_;
    } else if (name == "c") {
      EndCell();
    } else if (name == "row") {
      EndRow();
    }
  }
  void Text(std::string_view text) override {
    if (!in_text_) return;
    text_ += text;
    row_bytes_ += text.size();
    if (static_cast<int64_t>(text_.size()) > context_.package.options().cell_bytes_max ||
        row_bytes_ > kRowBytesMax) {
      Fail(AtRow(context_.package.TooLarge({"单元格文字过长", "the text of a cell is too long"})));
    }
  }

  std::deque<Row> rows;

 private:
  Error AtRow(Error error) const {
    error.place.line = row_.line;
    return error;
  }

  void StartRow(Attributes attributes) {
    const int64_t line = FindInt(attributes, "r").value_or(row_.line + 1);
    if (line <= row_.line) return Fail(AtRow(context_.package.Damaged("rows out of order")));
    row_.line = line;
    row_.cells.clear();
    row_bytes_ = 0;
    column_ = -1;
    in_row_ = true;
  }

  void StartCell(Attributes attributes) {
    if (!in_row_) return;
    const char* reference = Find(attributes, "r");
    column_ = reference == nullptr ? column_ + 1 : ColumnOf(reference);
    if (column_ < 0 || column_ >= context_.package.options().columns_max) {
      return Fail(AtRow(context_.package.TooLarge({"列数过多", "too many columns"})));
    }
    const char* type = Find(attributes, "t");
    type_ = type == nullptr ? "n" : type;
    style_ = FindInt(attributes, "s").value_or(-1);
    text_.clear();
    in_cell_ = true;
  }

  // "BC23" → 54; -1 if there is no column in it.
  static int ColumnOf(std::string_view reference) {
    int column = 0;
    for (const char c : reference) {
      const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      if (upper < 'A' || upper > 'Z') break;
      column = column * 26 + (upper - 'A' + 1);
      if (column > 100'000) return column;
    }
    return column - 1;
  }

  void EndCell() {
    if (!in_cell_) return;
    in_cell_ = false;
    std::string value = Value();
    if (value.empty() || failed()) return;
    row_bytes_ += value.size();  // shared strings count as often as they are used
    if (row_bytes_ > kRowBytesMax) {
      return Fail(AtRow(context_.package.TooLarge({"一行文字过长", "a row is too long"})));
    }
    const auto column = static_cast<size_t>(column_);
    if (row_.cells.size() <= column) row_.cells.resize(column + 1);
    row_.cells[column] = std::move(value);
  }

  std::string Value() {
    if (type_ == "s") {
      const std::optional<int64_t> index = ParseInt(text_);
      const auto text = index ? context_.shared.At(*index) : std::nullopt;
      if (!text && !text_.empty()) Fail(AtRow(context_.package.Damaged("no such shared string")));
      return std::string(text.value_or(""));
    }
    if (type_ == "d") return IsoDate(text_);
    if (type_ == "n") return Number();
    if (type_ == "b") return text_;
    return DecodeEscapes(text_);
  }

  static std::string IsoDate(std::string text) {
    const size_t t = text.find('T');
    if (t == std::string::npos) return text;
    if (text.compare(t, 9, "T00:00:00") == 0) return text.substr(0, t);
    text[t] = ' ';
    return text;
  }

  std::string Number() const {
    const std::string trimmed = Trim(text_);
    double value = 0;
    const char* end = trimmed.data() + trimmed.size();
    const auto [stop, failure] = std::from_chars(trimmed.data(), end, value);
    if (failure != std::errc() || stop != end || !std::isfinite(value)) return trimmed;
    const auto style = static_cast<size_t>(style_);
    if (style_ >= 0 && style < context_.styles.is_date.size() && context_.styles.is_date[style]) {
      std::string date = SpreadsheetDate(value, context_.epoch_1904);
      if (!date.empty()) return date;
    }
    return FormatNumber(value);
  }

  void EndRow() {
    if (!in_row_) return;
    in_row_ = false;
    const bool blank = std::all_of(row_.cells.begin(), row_.cells.end(),
                                   [](const std::string& cell) { return Trim(cell).empty(); });
    if (blank) return;
    if (width_ == 0) width_ = row_.cells.size();
    if (row_.cells.size() < width_) row_.cells.resize(width_);
    rows.push_back(row_);
  }

  const SheetContext& context_;
  Row row_;
  size_t row_bytes_ = 0;
  size_t width_ = 0;  // of the first row
  int column_ = -1;
  std::string type_;
  int64_t style_ = -1;
  std::string text_;
  int in_phonetic_ = 0;
  bool in_row_ = false;
  bool in_cell_ = false;
  bool in_text_ = false;
};

}  // namespace

class XlsxReader::Impl {
 public:
  explicit Impl(std::unique_ptr<XlsxPackage> package)
      : package_(std::move(package)),
        shared_(*package_),
        context_{.package = *package_, .shared = shared_, .styles = styles_},
        sheet_(context_) {}

  Status Start() {
    LM_ASSIGN(const std::string workbook, FindWorkbook());
    const std::string folder = FolderOf(workbook);
    WorkbookHandler book;
    LM_TRY(XmlPart::ParseAll(*package_, workbook, book));
    RelationsHandler relations;
    LM_TRY(XmlPart::ParseAll(*package_, RelationsOf(workbook), relations));
    context_.epoch_1904 = book.epoch_1904;
    LM_ASSIGN(const std::string part, FindSheet(book, relations, folder));
    if (const std::string strings = relations.TargetOf("/sharedStrings", folder);
        !strings.empty()) {
      LM_TRY(XmlPart::ParseAll(*package_, strings, shared_));
    }
    if (const std::string styles = relations.TargetOf("/styles", folder); !styles.empty()) {
      LM_TRY(XmlPart::ParseAll(*package_, styles, styles_));
    }
    LM_ASSIGN(part_, XmlPart::Open(*package_, part, sheet_));
    return Ok{};
  }

  Result<bool> Next(Row& row) {
    if (fatal_) return fatal_error_;
    while (sheet_.rows.empty() && !at_end_) {
      Result<bool> more = part_->Advance();
      if (!more) {
        fatal_ = true;
        fatal_error_ = std::move(more).error();
        // Rows before the damage were read well, but come from a file that is not: they are not
        // given.
        return fatal_error_;
      }
      at_end_ = !*more;
    }
    if (sheet_.rows.empty()) return false;
    row = std::move(sheet_.rows.front());
    sheet_.rows.pop_front();
    return true;
  }

  [[nodiscard]] bool CanGoOn() const { return !fatal_; }
  [[nodiscard]] const std::string& file() const { return package_->options().file; }
  [[nodiscard]] const std::vector<std::string>& sheet_names() const { return sheet_names_; }

 private:
  Result<std::string> FindWorkbook() {
    RelationsHandler relations;
    if (package_->Has("_rels/.rels")) {
      LM_TRY(XmlPart::ParseAll(*package_, "_rels/.rels", relations));
    }
    std::string part = relations.TargetOf("/officeDocument", "");
    if (part.empty()) part = "xl/workbook.xml";
    if (!package_->Has(part)) {
      return MakeError(
          ErrorCode::kInvalidArgument,
          {"压缩包里没有工作簿，不是 XLSX 文件", "holds no workbook: not an XLSX file"},
          {.file = file()});
    }
    return part;
  }

  Result<std::string> FindSheet(const WorkbookHandler& book, const RelationsHandler& relations,
                                const std::string& folder) {
    const WorkbookHandler::Sheet* first = nullptr;
    for (const auto& sheet : book.sheets) {
      const auto relation = relations.relations.find(sheet.relation);
      if (relation == relations.relations.end() || !EndsWith(relation->second.type, "/worksheet")) {
        continue;  // a chart sheet, or damaged
      }
      sheet_names_.push_back(sheet.name);
      if (first == nullptr) first = &sheet;
    }
    const WorkbookHandler::Sheet* chosen = nullptr;
    for (const std::string& wanted : package_->options().sheets) {
      for (const auto& sheet : book.sheets) {
        const bool readable =
            std::find(sheet_names_.begin(), sheet_names_.end(), sheet.name) != sheet_names_.end();
        if (chosen == nullptr && readable && Normalise(sheet.name) == Normalise(wanted)) {
          chosen = &sheet;
        }
      }
    }
    if (chosen == nullptr && !package_->options().sheet_required) chosen = first;
    if (chosen == nullptr) {
      const std::string wanted = Join(package_->options().sheets, ", ");
      const std::string found = Join(sheet_names_, ", ");
      return MakeError(ErrorCode::kInvalidArgument,
                       {"没有这个工作表；现有：" + found, "no such sheet; there are: " + found},
                       {.file = file(), .value = Excerpt(wanted)});
    }
    return ResolveTarget(folder, relations.relations.at(chosen->relation).target);
  }

  std::unique_ptr<XlsxPackage> package_;
  SharedStrings shared_;
  StylesHandler styles_;
  SheetContext context_;
  SheetHandler sheet_;
  std::unique_ptr<XmlPart> part_;
  std::vector<std::string> sheet_names_;
  bool at_end_ = false;
  bool fatal_ = false;
  Error fatal_error_;
};

XlsxReader::XlsxReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
XlsxReader::~XlsxReader() = default;

Result<std::unique_ptr<XlsxReader>> XlsxReader::Open(const std::filesystem::path& path,
                                                     XlsxOptions options) {
  if (options.file.empty()) options.file = path.string();
  LM_ASSIGN(auto package, XlsxPackage::Open(path, options));
  auto impl = std::make_unique<Impl>(std::move(package));
  LM_TRY(impl->Start());
  return std::unique_ptr<XlsxReader>(new XlsxReader(std::move(impl)));
}

Result<std::unique_ptr<XlsxReader>> XlsxReader::OpenMemory(std::string bytes, XlsxOptions options) {
  LM_ASSIGN(auto package, XlsxPackage::OpenMemory(std::move(bytes), options));
  auto impl = std::make_unique<Impl>(std::move(package));
  LM_TRY(impl->Start());
  return std::unique_ptr<XlsxReader>(new XlsxReader(std::move(impl)));
}

Result<bool> XlsxReader::Next(Row& row) { return impl_->Next(row); }
bool XlsxReader::CanGoOn() const { return impl_->CanGoOn(); }
const std::string& XlsxReader::file() const { return impl_->file(); }
const std::vector<std::string>& XlsxReader::sheet_names() const { return impl_->sheet_names(); }

std::string SpreadsheetDate(double serial, bool epoch_1904) {
  if (!(serial >= (epoch_1904 ? 0 : 1) && serial < 2958466)) return {};  // 9999-12-31 is 2958465
  double whole = std::floor(serial);
  auto seconds = static_cast<int64_t>(std::llround((serial - whole) * 86400));
  if (seconds == 86400) {
    whole += 1;
    seconds = 0;
  }
  auto days = static_cast<int32_t>(whole);
  // Spreadsheets count a 29 February 1900 that never was: day 60 does not exist.
  if (!epoch_1904 && days == 60) return {};
  if (!epoch_1904 && days < 60) ++days;
  const std::optional<Date> epoch =
      epoch_1904 ? Date::FromCivil(1904, 1, 1) : Date::FromCivil(1899, 12, 30);
  std::string text = Date{epoch->days + days}.ToString();
  if (seconds > 0) {
    char time[16];
    std::snprintf(time, sizeof time, " %02d:%02d:%02d", static_cast<int>(seconds / 3600 % 24),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    text += time;
  }
  return text;
}

bool IsDateFormat(std::string_view code) {
  if (Normalise(code) == "general") return false;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == ';') return false;  // further sections are for other signs
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '"' || c == '[') {
      i = code.find(c == '"' ? '"' : ']', i + 1);
      if (i == std::string_view::npos) return false;
    } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D' || c == 'e') {
      // 'e' is the year in East Asian formats, but an exponent in 0.00E+00, written with a capital.
      return true;
    }
  }
  return false;
}

}  // namespace lianmeng::ingest
