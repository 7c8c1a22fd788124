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
constexpr const char32_t* kWords[] = {U"安全", U"欧元", U"法兰", U"牛奶",
                                      U"牛肉", U"米粉", U"升级", U"升降"};

class Units {
 public:
  Units() {
    for (const char32_t* word : kWords) Add(word, {nullptr, 0});
    for (const BaseUnit& unit : kPrefixed) {
      for (const char32_t* symbol : unit.symbols) AddAll(symbol, kSymbolPrefixes, unit.base);
      for (const char32_t* name : unit.names) AddAll(name, kNamePrefixes, unit.base);
    }
    for (const NamedUnit& other : kOthers) Add(other.text, other.unit);
  }

  // The longest unit that the text begins with, and its length.
  [[nodiscard]] std::optional<std::pair<Unit, size_t>> Begins(std::u32string_view text) const {
    for (size_t length = std::min(longest_, text.size()); length > 0; --length) {
      const auto found = units_.find(std::u32string(text.substr(0, length)));
      if (found == units_.end()) continue;
      if (found->second.base == nullptr) return std::nullopt;
      // A symbol ends where no further letter stands.
      const bool is_symbol = IsLetter(text[length - 1]);
      if (is_symbol && length < text.size() && IsLetter(text[length])) continue;
      return std::pair(found->second, length);
    }
    return std::nullopt;
  }

  static bool IsLetter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

 private:
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

// Full width as half width; signs that are written in two ways as one. Case is kept.
std::u32string Plain(std::string_view text) {
  std::u32string plain = ToUtf32(text);
  for (char32_t& c : plain) {
    if (c >= U'！' && c <= U'～') c -= U'！' - U'!';
    if (c == U'　') c = U' ';
    if (c == U'\u00B5') c = U'\u03BC';  // micro sign: Greek letter
    if (c == U'\u2126') c = U'\u03A9';  // ohm sign: Greek letter
  }
  return plain;
}

bool IsDigit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool IsRange(char32_t c) {
  return std::u32string_view(U"-~–—至到").find(c) != std::u32string_view::npos;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(Plain(text)) {}

  std::vector<std::string> Run() {
    while (at_ < text_.size()) {
      const bool begins = IsDigit(text_[at_]) && (at_ == 0 || !Continues(text_[at_ - 1]));
      if (begins) {
        Take();
      } else {
        ++at_;
      }
    }
    return std::move(words_);
  }

 private:
  // Stands before a digit that begins no number of its own.
  static bool Continues(char32_t c) { return IsDigit(c) || Units::IsLetter(c) || c == U'.'; }

  // One number or a range, and the unit behind it.
  void Take() {
    std::vector<double> values = {Number()};
    const size_t behind = at_;
    SkipBlanks();
    std::optional<std::pair<Unit, size_t>> unit = AllUnits().Begins(Rest());
    const size_t behind_unit = unit ? at_ + unit->second : behind;
    at_ = behind_unit;
    SkipBlanks();
    // 6-35kV, and 6kV-35kV: there the first has a unit of its own and stands alone.
    if (!unit && at_ + 1 < text_.size() && IsRange(text_[at_]) && IsDigit(text_[at_ + 1])) {
      ++at_;
      values.push_back(Number());
      const size_t behind_range = at_;
      SkipBlanks();
      unit = AllUnits().Begins(Rest());
      at_ = unit ? at_ + unit->second : behind_range;
    } else {
      at_ = behind_unit;
    }
    if (!unit) return;
    for (const double value : values) Say(value * unit->first.factor, unit->first.base);
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
    double factor = 1;
    if (at_ < text_.size() && (text_[at_] == U'万' || text_[at_] == U'亿')) {
      factor = text_[at_++] == U'万' ? 1e4 : 1e8;
    }
    return std::strtod(digits.c_str(), nullptr) * factor;
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
