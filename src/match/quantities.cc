#include "match/quantities.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <unordered_map>

#include "base/text.h"

namespace lianmeng::match {
namespace {

struct Prefix {
  const char32_t* text;
  double factor;
};
constexpr Prefix kSymbolPrefixes[] = {{U"p", 1e-12}, {U"n", 1e-9}, {U"u", 1e-6}, {U"μ", 1e-6},
                                      {U"m", 1e-3},  {U"c", 1e-2}, {U"k", 1e3},  {U"K", 1e3},
                                      {U"M", 1e6},   {U"G", 1e9},  {U"T", 1e12}};
constexpr Prefix kNamePrefixes[] = {{U"纳", 1e-9}, {U"微", 1e-6}, {U"毫", 1e-3}, {U"厘", 1e-2},
                                    {U"千", 1e3},  {U"兆", 1e6},  {U"吉", 1e9},  {U"太", 1e12}};

// By symbols, then by names; `base` is written behind the value.
struct BaseUnit {
  const char* base;
  std::array<const char32_t*, 2> symbols;
  std::array<const char32_t*, 2> names;
};
constexpr BaseUnit kPrefixed[] = {{"V", {U"V"}, {U"伏", U"伏特"}},
                                  {"A", {U"A"}, {U"安", U"安培"}},
                                  {"W", {U"W"}, {U"瓦", U"瓦特"}},
                                  {"Wh", {U"Wh"}, {U"瓦时", U"瓦小时"}},
                                  {"Ah", {U"Ah"}, {U"安时"}},
                                  {"VA", {U"VA"}, {U"伏安"}},
                                  {"var", {U"var", U"Var"}, {U"乏"}},
                                  {"Hz", {U"Hz", U"HZ"}, {U"赫", U"赫兹"}},
                                  {"Pa", {U"Pa"}, {U"帕", U"帕斯卡"}},
                                  {"m", {U"m"}, {U"米"}},
                                  {"g", {U"g"}, {U"克"}},
                                  {"L", {U"L", U"l"}, {U"升"}},
                                  {"B", {U"B"}, {U"字节"}},
                                  {"bit/s", {U"bps", U"bit/s"}, {U"比特每秒"}},
                                  {"ohm", {U"Ω"}, {U"欧", U"欧姆"}},
                                  {"F", {U"F"}, {U"法", U"法拉"}},
                                  {"N", {U"N"}, {U"牛", U"牛顿"}},
                                  {"J", {U"J"}, {U"焦", U"焦耳"}}};

struct Unit {
  const char* base;
  double factor;
};
struct NamedUnit {
  const char32_t* text;
  Unit unit;
};
constexpr NamedUnit kOthers[] = {
    // Lower case where nothing else could be meant.
    {U"kv", {"V", 1e3}},
    {U"kw", {"W", 1e3}},
    {U"kwh", {"Wh", 1e3}},
    {U"kva", {"VA", 1e3}},
    {U"hz", {"Hz", 1}},
    {U"khz", {"Hz", 1e3}},
    {U"mhz", {"Hz", 1e6}},
    {U"ghz", {"Hz", 1e9}},
    {U"kpa", {"Pa", 1e3}},
    {U"mpa", {"Pa", 1e6}},
    {U"mah", {"Ah", 1e-3}},
    {U"gb", {"B", 1e9}},
    {U"v", {"V", 1}},
    {U"w", {"W", 1}},
    {U"Kv", {"V", 1e3}},
    {U"Kw", {"W", 1e3}},
    {U"Mpa", {"Pa", 1e6}},
    {U"MPA", {"Pa", 1e6}},
    {U"KG", {"g", 1e3}},
    {U"MM", {"m", 1e-3}},
    {U"CM", {"m", 1e-2}},
    {U"MAH", {"Ah", 1e-3}},
    {U"ML", {"L", 1e-3}},
    {U"VAC", {"V", 1}},
    {U"VDC", {"V", 1}},
    {U"volts", {"V", 1}},
    {U"kilovolts", {"V", 1e3}},
    {U"watts", {"W", 1}},
    {U"kilowatts", {"W", 1e3}},
    {U"megawatts", {"W", 1e6}},
    {U"inches", {"m", 0.0254}},
    {U"ton", {"g", 1e6}},
    {U"tons", {"g", 1e6}},
    {U"tonne", {"g", 1e6}},
    {U"tonnes", {"g", 1e6}},
    {U"千吨", {"g", 1e9}},
    {U"t", {"g", 1e6}},
    {U"吨", {"g", 1e6}},
    {U"公斤", {"g", 1e3}},
    {U"克拉", {"g", 0.2}},
    {U"公里", {"m", 1e3}},
    {U"英寸", {"m", 0.0254}},
    {U"寸", {"m", 0.0254}},
    {U"inch", {"m", 0.0254}},
    {U"bar", {"Pa", 1e5}},
    {U"℃", {"degC", 1}},
    {U"°C", {"degC", 1}},
    {U"摄氏度", {"degC", 1}},
    {U"%", {"%", 1}},
    {U"rpm", {"1/min", 1}},
    {U"r/min", {"1/min", 1}},
    {U"转/分", {"1/min", 1}},
    {U"转/分钟", {"1/min", 1}},
    {U"h", {"s", 3600}},
    {U"小时", {"s", 3600}},
    {U"min", {"s", 60}},
    {U"分钟", {"s", 60}},
    {U"s", {"s", 1}},
    {U"秒", {"s", 1}},
    {U"ms", {"s", 1e-3}},
    {U"毫秒", {"s", 1e-3}},
    {U"μs", {"s", 1e-6}},
    {U"us", {"s", 1e-6}},
    {U"微秒", {"s", 1e-6}},
    {U"ns", {"s", 1e-9}},
    {U"m²", {"m2", 1}},
    {U"m2", {"m2", 1}},
    {U"mm2", {"m2", 1e-6}},
    {U"cm²", {"m2", 1e-4}},
    {U"cm2", {"m2", 1e-4}},
    {U"km²", {"m2", 1e6}},
    {U"km2", {"m2", 1e6}},
    {U"平方厘米", {"m2", 1e-4}},
    {U"平方公里", {"m2", 1e6}},
    {U"m3", {"m3", 1}},
    {U"cm³", {"m3", 1e-6}},
    {U"cm3", {"m3", 1e-6}},
    {U"立方厘米", {"m3", 1e-6}},
    {U"㎡", {"m2", 1}},
    {U"平方米", {"m2", 1}},
    {U"mm²", {"m2", 1e-6}},
    {U"平方毫米", {"m2", 1e-6}},
    {U"亩", {"m2", 2000.0 / 3}},
    {U"m³", {"m3", 1}},
    {U"立方米", {"m3", 1}},
    {U"dB", {"dB", 1}},
    {U"目", {"mesh", 1}}};

// Words that begin like a Chinese unit and are none.
constexpr const char32_t* kNotUnits[] = {U"米粉", U"克隆", U"升级", U"升降"};
// Units of one character that begin more words than they end quantities: 3安装孔, 64目标, 100瓦楞纸.
constexpr std::u32string_view kDoubtful = U"安欧目焦法瓦牛乏";

bool IsDigit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool IsChinese(char32_t c) { return c >= U'\u3400' && c <= U'\u9FFF'; }

class Units {
 public:
  Units() {
    for (const char32_t* word : kNotUnits) Add(word, {nullptr, 0});
    for (const NamedUnit& other : kOthers) Add(other.text, other.unit);
    for (const BaseUnit& unit : kPrefixed) {
      for (const char32_t* symbol : unit.symbols) AddAll(symbol, kSymbolPrefixes, unit.base);
      for (const char32_t* name : unit.names) AddAll(name, kNamePrefixes, unit.base);
    }
  }

  // The longest unit that the text begins with, and its length. `is_next`: one stands right before.
  [[nodiscard]] std::optional<std::pair<Unit, size_t>> Begins(std::u32string_view text,
                                                              bool is_next = false) const {
    for (size_t length = std::min(longest_, text.size()); length > 0; --length) {
      const auto found = units_.find(std::u32string(text.substr(0, length)));
      if (found == units_.end()) continue;
      if (found->second.base == nullptr || !Ends(text, length, is_next)) return std::nullopt;
      return std::pair(found->second, length);
    }
    return std::nullopt;
  }

  static bool IsLetter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

 private:
  // Whether a unit of this length is not the beginning of something else: of a word (220kVx), of a
  // grade (7A04, 5W-30), of a rate or a power (km/h, g/cm3).
  [[nodiscard]] bool Ends(std::u32string_view text, size_t length, bool is_next) const {
    const char32_t next = length < text.size() ? text[length] : U' ';
    if (std::u32string_view(U"/^²³").find(next) != std::u32string_view::npos) return false;
    const std::u32string_view rest = text.substr(std::min(length, text.size()));
    if (!IsLetter(text[length - 1])) {
      const bool is_doubtful = length == 1 && kDoubtful.find(text[0]) != std::u32string_view::npos;
      return !is_doubtful || !IsChinese(next);
    }
    if (IsLetter(next)) return false;
    if (is_next) return true;  // looks no further than one quantity ahead
    if (next == U'-' && rest.size() > 1 && IsDigit(rest[1])) return HasUnit(rest.substr(1));
    return !IsDigit(next) || HasUnit(rest);
  }
  // Of digits at the beginning: 12V5A.
  [[nodiscard]] bool HasUnit(std::u32string_view digits) const {
    size_t i = 0;
    while (i < digits.size() && (IsDigit(digits[i]) || digits[i] == U'.')) ++i;
    return Begins(digits.substr(i), true).has_value();
  }

  template <size_t N>
  void AddAll(const char32_t* name, const Prefix (&prefixes)[N], const char* base) {
    if (name == nullptr) return;
    Add(name, {base, 1});
    for (const Prefix& prefix : prefixes) {
      Add(std::u32string(prefix.text) + name, {base, prefix.factor});
    }
  }
  void Add(const std::u32string& text, const Unit& unit) {
    units_.try_emplace(text, unit);
    longest_ = std::max(longest_, text.size());
  }

  std::unordered_map<std::u32string, Unit> units_;
  size_t longest_ = 0;
};

const Units& AllUnits() {
  static const Units units;
  return units;
}

// Full width as half width; signs that are written in two ways as one; without the dot between units
// (kV·A). Case is kept.
std::u32string Plain(std::string_view text) {
  std::u32string plain;
  for (char32_t c : ToUtf32(text)) {
    if (c == U'·' || c == U'•') continue;
    if (c >= U'！' && c <= U'～') c -= U'！' - U'!';
    if (c == U'\u3000') c = U' ';
    if (c == U'\u00B5') c = U'\u03BC';  // micro sign: Greek letter
    if (c == U'\u2126') c = U'\u03A9';  // ohm sign: Greek letter
    plain.push_back(c);
  }
  return plain;
}

// Stands between numbers that share the unit behind the last: 6-35kV, 10/0.4kV, 1000×2000mm.
bool IsBetween(char32_t c) {
  return std::u32string_view(U"-~–—至到/×*").find(c) != std::u32string_view::npos;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(Plain(text)) {}

  std::vector<std::string> Run() {
    while (at_ < text_.size()) {
      if (IsDigit(text_[at_]) && Begins()) {
        Take();
      } else {
        ++at_;
      }
    }
    return std::move(words_);
  }

 private:
  // Whether a number may begin here: not within a model's name (A100V) unless that is AC or DC, nor
  // behind a sign that goes on with a number, unless a quantity has just ended.
  [[nodiscard]] bool Begins() const {
    if (at_ == 0 || at_ == end_of_last_) return true;
    const char32_t before = text_[at_ - 1];
    if (before == U',' || before == U'.') return at_ < 2 || !IsDigit(text_[at_ - 2]);
    if (IsDigit(before) || before == U'^') return false;
    if (!Units::IsLetter(before)) return true;
    const std::u32string_view kind = std::u32string_view(text_).substr(at_ < 2 ? 0 : at_ - 2, 2);
    const bool is_current = kind == U"AC" || kind == U"DC" || kind == U"ac" || kind == U"dc";
    return is_current && (at_ == 2 || !Units::IsLetter(text_[at_ - 3]));
  }

  // A number, or several that share a unit, and the unit behind.
  void Take() {
    const size_t begin = at_;
    struct Value {
      double number, times;
    };
    std::vector<Value> values;
    const auto take = [&] {
      const double number = Number();
      values.push_back({number, Times()});
    };
    take();
    std::optional<std::pair<Unit, size_t>> unit = UnitHere();
    while (!unit && at_ + 1 < text_.size() && IsBetween(text_[at_]) && IsDigit(text_[at_ + 1])) {
      ++at_;
      take();
      unit = UnitHere();
    }
    const bool is_number = text_[begin] != U'0' || begin + 1 >= text_.size() ||
                           !IsDigit(text_[begin + 1]);  // 007, the 000 of 10 000
    if (!unit) return;
    at_ += unit->second;
    end_of_last_ = at_;
    if (!is_number) return;
    for (const Value& value : values) {
      // 3~5万吨: the factor of the last holds for all that have none.
      const double times = value.times > 1 ? value.times : values.back().times;
      Say(value.number * times * unit->first.factor, unit->first.base);
    }
  }

  // Behind blanks or one hyphen (220-kV, 12-inch); leaves at_ where the unit begins.
  std::optional<std::pair<Unit, size_t>> UnitHere() {
    const size_t behind = at_;
    SkipTolerance();
    SkipBlanks();
    if (at_ + 1 < text_.size() && text_[at_] == U'-' && Units::IsLetter(text_[at_ + 1])) ++at_;
    const std::optional<std::pair<Unit, size_t>> unit = AllUnits().Begins(Rest());
    if (!unit) at_ = behind;
    return unit;
  }

  // 10±0.5mm is 10 mm.
  void SkipTolerance() {
    if (at_ + 1 >= text_.size() || text_[at_] != U'±' || !IsDigit(text_[at_ + 1])) return;
    ++at_;
    (void)Number();
  }

  // 万 and 亿, also behind a blank.
  double Times() {
    const size_t behind = at_;
    SkipBlanks();
    const char32_t c = at_ < text_.size() ? text_[at_] : U' ';
    if (c == U'万' || c == U'亿') {
      ++at_;
      return c == U'万' ? 1e4 : 1e8;
    }
    at_ = behind;
    return 1;
  }

  double Number() {
    std::string digits;
    while (at_ < text_.size()) {
      const char32_t c = text_[at_];
      const bool is_group = c == U',' && IsDigits(at_ + 1, 3) && !IsDigits(at_ + 1, 4);
      const bool is_point = c == U'.' && digits.find('.') == std::string::npos &&
                            at_ + 1 < text_.size() && IsDigit(text_[at_ + 1]);
      if (!IsDigit(c) && !is_group && !is_point) break;
      if (!is_group) digits += static_cast<char>(c);
      ++at_;
    }
    return std::strtod(digits.c_str(), nullptr);
  }

  [[nodiscard]] bool IsDigits(size_t from, size_t count) const {
    for (size_t i = from; i < from + count; ++i) {
      if (i >= text_.size() || !IsDigit(text_[i])) return false;
    }
    return true;
  }
  [[nodiscard]] std::u32string_view Rest() const {
    return std::u32string_view(text_).substr(std::min(at_, text_.size()));
  }
  void SkipBlanks() {
    while (at_ < text_.size() && text_[at_] == U' ') ++at_;
  }
  void Say(double value, const char* base) {
    char word[64];
    std::snprintf(word, sizeof word, "%.6g %s", value, base);
    words_.emplace_back(word);
  }

  const std::u32string text_;
  size_t at_ = 0;
  size_t end_of_last_ = static_cast<size_t>(-1);  // of the last quantity
  std::vector<std::string> words_;
};

}  // namespace

std::vector<std::string> QuantityWords(std::string_view text) { return Scanner(text).Run(); }

bool IsUnit(std::string_view text) {
  const std::u32string plain = Plain(text);
  const auto unit = AllUnits().Begins(plain);
  return unit && unit->second == plain.size();
}

}  // namespace lianmeng::match
