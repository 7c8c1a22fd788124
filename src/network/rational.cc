#include "network/rational.h"

#include <algorithm>

namespace lianmeng::network {
namespace {

Error NotANumber(std::string_view text) {
  return MakeError(ErrorCode::kInvalidArgument,
                   {"不是小数或分数（如 0.25、1/4），或位数过多",
                    "not a decimal or a fraction (0.25, 1/4), or with too many digits"},
                   {.file = {}, .line = 0, .field = {}, .value = std::string(text)});
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes a sign off the front: whether it was a minus.
bool TakeMinus(std::string_view& text) {
  if (text.empty() || (text.front() != '-' && text.front() != '+')) return false;
  const bool is_minus = text.front() == '-';
  text.remove_prefix(1);
  return is_minus;
}

// Nothing but digits, at least one.
bool ReadWhole(std::string_view text, WholeNumber& out) {
  if (text.empty() || text.size() > kRationalDigitsMax) return false;
  out = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return false;
    out = out * 10 + (c - '0');
  }
  return true;
}

bool ReadExponent(std::string_view text, int64_t& out) {
  const bool is_minus = TakeMinus(text);
  WholeNumber exponent;
  if (!ReadWhole(text, exponent) || exponent > kRationalExponentMax) return false;
  out = static_cast<int64_t>(exponent);
  if (is_minus) out = -out;
  return true;
}

WholeNumber PowerOfTen(int64_t exponent) {
  return boost::multiprecision::pow(WholeNumber(10), static_cast<unsigned>(exponent));
}

bool ReadDecimal(std::string_view text, Rational& out) {
  int64_t exponent = 0;
  if (const size_t at = text.find_first_of("eE"); at != std::string_view::npos) {
    if (!ReadExponent(text.substr(at + 1), exponent)) return false;
    text = text.substr(0, at);
  }
  const size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  if (point < text.size()) {
    const std::string_view fraction = text.substr(point + 1);
    if (fraction.empty() || digits.empty()) return false;
    digits += fraction;
    exponent -= static_cast<int64_t>(fraction.size());
  }
  WholeNumber whole;
  if (!ReadWhole(digits, whole)) return false;
  out = exponent >= 0 ? Rational(whole * PowerOfTen(exponent))
                      : Rational(whole, PowerOfTen(-exponent));
  return true;
}

}  // namespace

Result<Rational> ParseRational(std::string_view text) {
  std::string_view rest = text;
  const bool is_minus = TakeMinus(rest);
  Rational value;
  if (const size_t stroke = rest.find('/'); stroke != std::string_view::npos) {
    WholeNumber above, below;
    if (!ReadWhole(rest.substr(0, stroke), above) || !ReadWhole(rest.substr(stroke + 1), below) ||
        below == 0) {
      return NotANumber(text);
    }
    value = Rational(above, below);
  } else if (!ReadDecimal(rest, value)) {
    return NotANumber(text);
  }
  return is_minus ? Rational(-value) : value;
}

std::string FractionText(const Rational& value) {
  const WholeNumber below = denominator(value);
  return below == 1 ? numerator(value).str() : numerator(value).str() + "/" + below.str();
}

std::string DecimalUpText(const Rational& value, int decimals) {
  const WholeNumber scale = PowerOfTen(decimals);
  const WholeNumber above = numerator(value) * scale, below = denominator(value);
  WholeNumber scaled = above / below;  // towards 0
  if (above > 0 && scaled * below != above) ++scaled;
  const bool is_minus = scaled < 0;
  if (is_minus) scaled = -scaled;
  std::string digits = scaled.str();
  const auto places = static_cast<size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string text = digits.substr(0, digits.size() - places);
  std::string fraction = digits.substr(digits.size() - places);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (!fraction.empty()) text += "." + fraction;
  return is_minus ? "-" + text : text;
}

size_t BitsOf(const Rational& value) {
  const WholeNumber above = abs(numerator(value)), below = denominator(value);
  return std::max<size_t>(above == 0 ? 1 : msb(above) + 1, msb(below) + 1);
}

}  // namespace lianmeng::network
