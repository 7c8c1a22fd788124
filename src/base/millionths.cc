#include "base/millionths.h"

#include <algorithm>
#include <charconv>

namespace lianmeng {
namespace {

constexpr int kPlaces = 6;
constexpr int64_t kUnit = 1'000'000;
constexpr uint64_t kValueMax = 1'000'000'000'000'000'000;  // 10^12 in millionths
constexpr int kExponentMax = 10'000;                       // beyond, the outcome is the same

// The digits of a number, its point taken out: value = digits · 10^exponent.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

bool ReadExponent(std::string_view text, int& exponent) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (text.empty() || end != text.data() + text.size()) return false;
  if (failure == std::errc::result_out_of_range) {
    exponent = text.front() == '-' ? -kExponentMax : kExponentMax;
  } else if (failure != std::errc()) {
    return false;
  }
  exponent = exponent > kExponentMax ? kExponentMax : exponent;
  exponent = exponent < -kExponentMax ? -kExponentMax : exponent;
  return true;
}

std::optional<Decimal> ReadDecimal(std::string_view text) {
  Decimal decimal;
  if (text.starts_with('-') || text.starts_with('+')) {
    decimal.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const size_t mark = text.find_first_of("eE");
  if (mark != std::string_view::npos) {
    if (!ReadExponent(text.substr(mark + 1), decimal.exponent)) return std::nullopt;
    text = text.substr(0, mark);
  }
  bool has_point = false;
  for (const char c : text) {
    if (c == '.' && !has_point) {
      has_point = true;
    } else if (c >= '0' && c <= '9') {
      decimal.digits += c;
      decimal.exponent -= has_point ? 1 : 0;
    } else {
      return std::nullopt;
    }
  }
  if (decimal.digits.empty()) return std::nullopt;
  return decimal;
}

// `value` counts the `unit`th parts of one; the unit is a power of ten.
void Append(int64_t value, uint64_t unit, std::string& out) {
  const uint64_t size =
      value < 0 ? ~static_cast<uint64_t>(value) + 1 : static_cast<uint64_t>(value);
  if (value < 0) out += '-';
  out += std::to_string(size / unit);
  uint64_t rest = size % unit;
  if (rest == 0) return;
  out += '.';
  for (uint64_t place = unit / 10; rest > 0; place /= 10) {
    out += static_cast<char>('0' + rest / place);
    rest %= place;
  }
}

}  // namespace

ParsedMillionths ParseMillionths(std::string_view text) {
  std::optional<Decimal> decimal = ReadDecimal(text);
  if (!decimal) return {std::nullopt, {"不是数字", "is not a number"}};
  std::string& digits = decimal->digits;
  while (!digits.empty() && digits.back() == '0') {
    digits.pop_back();
    ++decimal->exponent;
  }
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) return {0, {}};
  if (decimal->exponent < -kPlaces) {
    return {std::nullopt, {"小数超过六位", "has more than six decimals"}};
  }
  uint64_t value = 0;  // ten times kValueMax fits
  for (const char c : digits + std::string(static_cast<size_t>(std::min(decimal->exponent + kPlaces,
                                                                        3 * kPlaces + 1)),
                                           '0')) {
    value = value * 10 + static_cast<uint64_t>(c - '0');
    if (value > kValueMax) return {std::nullopt, {"数值太大", "is too large"}};
  }
  const auto size = static_cast<int64_t>(value);
  return {decimal->negative ? -size : size, {}};
}

void AppendMillionths(int64_t value, std::string& out) { Append(value, kUnit, out); }
void AppendBillionths(int64_t value, std::string& out) { Append(value, 1000 * kUnit, out); }

}  // namespace lianmeng
