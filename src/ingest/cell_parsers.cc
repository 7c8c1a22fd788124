#include "ingest/cell_parsers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "ingest/excerpt.h"

namespace lianmeng::ingest {
namespace {

template <typename T>
Parsed<T> Refuse(std::string zh, std::string en) {
  return {.reason = {std::move(zh), std::move(en)}};
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A number split into its parts: "-1,234.50e3万元" → negative, "1234", "50", 3, "万元".
struct Decimal {
  bool negative = false;
  std::string whole;     // digits before the point, separators removed
  std::string fraction;  // digits behind it
  int exponent = 0;
  std::string unit;  // what follows, without blanks at its ends

  // As std::from_chars reads it, times 10^shift.
  [[nodiscard]] std::string ToText(int shift = 0) const {
    return (negative ? "-" : "") + (whole.empty() ? "0" : whole) +
           (fraction.empty() ? "" : "." + fraction) + "e" + std::to_string(exponent + shift);
  }

  // The number is below 10^Magnitude and, unless it is 0, not below a tenth of that.
  [[nodiscard]] int64_t Magnitude() const {
    const size_t first = whole.find_first_not_of('0');
    if (first != std::string::npos) return static_cast<int64_t>(whole.size() - first) + exponent;
    const size_t zeros = std::min(fraction.find_first_not_of('0'), fraction.size());
    return exponent - static_cast<int64_t>(zeros);
  }
};

// Digits with thousands separators: all groups behind the first have three digits, the first one to
// three. Empty if the separators stand wrong.
std::string JoinGroups(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return std::string(text);
  std::string out;
  const std::vector<std::string> groups = Split(text, ',');
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool fits = i == 0 ? !groups[i].empty() && groups[i].size() <= 3 : groups[i].size() == 3;
    if (!fits) return {};
    out += groups[i];
  }
  return out;
}

// Reads "e3" or "e-05" at `at`, if it stands there. Beyond ±9999 the number is 0 or infinite
// anyway.
void ReadExponent(std::string_view text, size_t& at, Decimal& decimal) {
  if (at >= text.size() || text[at] != 'e') return;
  size_t digits = at + 1;
  if (digits < text.size() && (text[digits] == '+' || text[digits] == '-')) ++digits;
  size_t end = digits;
  int value = 0;
  while (end < text.size() && IsDigit(text[end])) {
    value = std::min(9999, value * 10 + (text[end] - '0'));
    ++end;
  }
  if (end == digits) return;
  decimal.exponent = text[digits - 1] == '-' ? -value : value;
  at = end;
}

// `text` after Normalise. Nothing if it does not begin like a number.
std::optional<Decimal> ReadDecimal(std::string_view text) {
  Decimal decimal;
  size_t at = 0;
  const auto take = [&](std::string_view prefix) {
    if (text.substr(at, prefix.size()) != prefix) return false;
    at += prefix.size();
    return true;
  };
  // A minus sign may come as U+2212 or, after Normalise of a full-width one, as '-'.
  decimal.negative = take("-") || take("−");
  if (!decimal.negative) take("+");
  size_t end = at;
  while (end < text.size() && (IsDigit(text[end]) || text[end] == ',')) ++end;
  const std::string_view whole = text.substr(at, end - at);
  decimal.whole = JoinGroups(whole);
  if (decimal.whole.empty() && !whole.empty()) return std::nullopt;
  at = end;
  if (at < text.size() && text[at] == '.') {
    end = at + 1;
    while (end < text.size() && IsDigit(text[end])) ++end;
    decimal.fraction = text.substr(at + 1, end - at - 1);
    at = end;
  }
  if (decimal.whole.empty() && decimal.fraction.empty()) return std::nullopt;
  ReadExponent(text, at, decimal);
  decimal.unit = Trim(text.substr(at));
  return decimal;
}

template <typename T>
Parsed<T> NotANumber(std::string_view text) {
  const std::string shown = Normalise(text);
  const bool infinite = shown == "nan" || shown == "inf" || shown == "-inf" || shown == "+inf" ||
                        shown == "infinity" || shown == "-infinity" || shown == "∞";
  if (infinite) return Refuse<T>("不是有限的数", "is not a finite number");
  return Refuse<T>("不是数字", "is not a number");
}

template <typename T>
Parsed<T> UnexpectedUnit(const std::string& unit) {
  return Refuse<T>("数字后面有“" + Excerpt(unit) + "”，请只填数字",
                   "there is [" + Excerpt(unit) + "] behind the number; give the number alone");
}

Parsed<double> ToDouble(const Decimal& decimal, int shift) {
  const std::string text = decimal.ToText(shift);
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure == std::errc::result_out_of_range) {
    // Too small to hold is 0 and harmless; too large is not.
    if (decimal.Magnitude() + shift > 0)
      return Refuse<double>("数字过大", "the number is too large");
    value = 0;
  }
  return {.value = value};
}

// Powers of ten that a unit of money stands for; nothing if it is none.
std::optional<int> MoneyExponent(std::string unit) {
  for (const std::string_view ending : {"人民币", "cny", "rmb", "元"}) {
    if (unit.size() >= ending.size() &&
        unit.compare(unit.size() - ending.size(), ending.size(), ending) == 0) {
      unit = Trim(std::string_view(unit).substr(0, unit.size() - ending.size()));
    }
  }
  if (unit.empty()) return 0;
  if (unit == "千") return 3;
  if (unit == "万") return 4;
  if (unit == "百万") return 6;
  if (unit == "千万") return 7;
  if (unit == "亿") return 8;
  if (unit == "万亿") return 12;
  return std::nullopt;
}

// The integer whole.fraction × 10^exponent, exactly; `inexact` if digits are left behind the point.
std::optional<int64_t> Scale(const Decimal& decimal, int exponent, bool& inexact) {
  std::string digits = decimal.whole + decimal.fraction;
  int zeros = decimal.exponent + exponent - static_cast<int>(decimal.fraction.size());
  inexact = false;
  while (zeros < 0 && !digits.empty()) {
    if (digits.back() != '0') {
      inexact = true;
      return std::nullopt;
    }
    digits.pop_back();
    ++zeros;
  }
  int64_t value = 0;
  for (const char c : digits) {
    if (__builtin_mul_overflow(value, int64_t{10}, &value) ||
        __builtin_add_overflow(value, int64_t{c - '0'}, &value)) {
      return std::nullopt;
    }
  }
  for (; zeros > 0 && value != 0; --zeros) {
    if (__builtin_mul_overflow(value, int64_t{10}, &value)) return std::nullopt;
  }
  return decimal.negative ? -value : value;
}

// Up to three runs of digits with one separator each behind the first two.
struct DateParts {
  int year = 0;
  int month = 0;
  int day = 0;
  std::string rest;
};

std::optional<DateParts> ReadDateParts(std::string_view text) {
  DateParts parts;
  size_t at = 0;
  const auto number = [&](size_t digits_max, int& value) {
    size_t end = at;
    while (end < text.size() && end - at < digits_max && IsDigit(text[end])) ++end;
    if (end == at) return false;
    std::from_chars(text.data() + at, text.data() + end, value);
    at = end;
    return true;
  };
  const auto take = [&](std::string_view token) {
    if (text.substr(at, token.size()) != token) return false;
    at += token.size();
    return true;
  };
  if (!number(4, parts.year) || at != 4) return std::nullopt;
  if (take("年")) {
    if (!number(2, parts.month) || !take("月") || !number(2, parts.day)) return std::nullopt;
    if (!take("日")) take("号");
  } else {
    const std::string separator(text.substr(at, 1));
    if (separator != "-" && separator != "/" && separator != ".") return std::nullopt;
    if (!take(separator) || !number(2, parts.month) || !take(separator) || !number(2, parts.day)) {
      return std::nullopt;
    }
  }
  parts.rest = Trim(text.substr(at));
  return parts;
}

bool IsTime(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsDigit(c) || c == ':' || c == '.' || c == 't' || c == 'z';
  });
}

Parsed<Date> FromSerial(const std::string& text) {
  constexpr int kSerialMin = 20000;  // 1954-10-03
  constexpr int kSerialMax = 80000;  // 2119-01-11
  const std::string whole = text.substr(0, text.find('.'));
  int serial = 0;
  const auto [end, failure] = std::from_chars(whole.data(), whole.data() + whole.size(), serial);
  if (failure != std::errc() || end != whole.data() + whole.size() || serial < kSerialMin ||
      serial > kSerialMax) {
    return Refuse<Date>("不是日期，请写成 2026-03-01", "is not a date; write 2026-03-01");
  }
  const Date date{Date::FromCivil(1899, 12, 30)->days + serial};
  return {.value = date,
          .warning = {"按电子表格的日期序号读作 " + date.ToString(),
                      "taken as a spreadsheet's day number: " + date.ToString()}};
}

}  // namespace

Parsed<int64_t> ParseMoney(std::string_view text) {
  std::string plain = Normalise(text);
  for (const std::string_view sign : {"¥", "cny", "rmb"}) {
    if (plain.compare(0, sign.size(), sign) == 0) plain = Trim(plain.substr(sign.size()));
  }
  const std::optional<Decimal> decimal = ReadDecimal(plain);
  if (!decimal) return NotANumber<int64_t>(text);
  const std::optional<int> power = MoneyExponent(decimal->unit);
  if (!power) {
    return Refuse<int64_t>(
        "不认识金额单位“" + Excerpt(decimal->unit) + "”，可用 元、万元、亿元",
        "unknown unit of money [" + Excerpt(decimal->unit) + "]; use 元, 万元 or 亿元");
  }
  bool inexact = false;
  const std::optional<int64_t> fen = Scale(*decimal, *power + 2, inexact);
  if (inexact) {
    return Refuse<int64_t>("金额最多精确到分", "has more than two decimals of a yuan");
  }
  if (!fen) return Refuse<int64_t>("金额过大", "the amount is too large");
  return {.value = *fen};
}

Parsed<double> ParseNumber(std::string_view text) {
  const std::optional<Decimal> decimal = ReadDecimal(Normalise(text));
  if (!decimal) return NotANumber<double>(text);
  if (!decimal->unit.empty()) return UnexpectedUnit<double>(decimal->unit);
  return ToDouble(*decimal, 0);
}

Parsed<int64_t> ParseInteger(std::string_view text) {
  const std::optional<Decimal> decimal = ReadDecimal(Normalise(text));
  if (!decimal) return NotANumber<int64_t>(text);
  if (!decimal->unit.empty()) return UnexpectedUnit<int64_t>(decimal->unit);
  bool inexact = false;
  const std::optional<int64_t> value = Scale(*decimal, 0, inexact);
  if (inexact) return Refuse<int64_t>("应为整数", "must be a whole number");
  if (!value) return Refuse<int64_t>("数字过大", "the number is too large");
  return {.value = *value};
}

Parsed<double> ParseShare(std::string_view text) {
  const std::optional<Decimal> decimal = ReadDecimal(Normalise(text));
  if (!decimal) return NotANumber<double>(text);
  if (decimal->unit == "%") return ToDouble(*decimal, -2);
  if (!decimal->unit.empty()) return UnexpectedUnit<double>(decimal->unit);
  return ToDouble(*decimal, 0);
}

Parsed<Date> ParseDate(std::string_view text) {
  const std::string plain = Normalise(text);
  const std::optional<DateParts> parts = ReadDateParts(plain);
  if (!parts) return FromSerial(plain);
  if (!parts->rest.empty() && !IsTime(parts->rest)) {
    return Refuse<Date>("日期后面有“" + Excerpt(parts->rest) + "”",
                        "there is [" + Excerpt(parts->rest) + "] behind the date");
  }
  const std::optional<Date> date = Date::FromCivil(parts->year, parts->month, parts->day);
  if (!date) return Refuse<Date>("没有这一天", "there is no such day");
  const bool midnight = parts->rest.find_first_not_of("0:.tz") == std::string::npos;
  if (midnight) return {.value = *date};
  return {.value = *date, .warning = {"忽略了时间", "the time of day is ignored"}};
}

Parsed<bool> ParseBoolean(std::string_view text) {
  const std::string plain = Normalise(text);
  for (const std::string_view yes : {"1", "true", "yes", "y", "是", "√"}) {
    if (plain == yes) return {.value = true};
  }
  for (const std::string_view no : {"0", "false", "no", "n", "否", "×"}) {
    if (plain == no) return {.value = false};
  }
  return Refuse<bool>("应填 1 或 0（是 或 否）", "must be 1 or 0 (是 or 否)");
}

std::vector<std::string> ParseList(std::string_view text) {
  std::vector<std::string> items;
  std::string unified(text);
  for (const std::string_view separator : {"；", "、"}) {
    for (size_t at = unified.find(separator); at != std::string::npos;
         at = unified.find(separator, at + 1)) {
      unified.replace(at, separator.size(), ";");
    }
  }
  for (const std::string& item : Split(unified, ';')) {
    std::string trimmed = Trim(item);
    if (!trimmed.empty()) items.push_back(std::move(trimmed));
  }
  return items;
}

}  // namespace lianmeng::ingest
