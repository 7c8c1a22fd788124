#include "match/format.h"

#include <cmath>
#include <cstdio>

namespace lianmeng::match {

std::string FormatCount(int64_t count) {
  std::string digits = std::to_string(count);
  const size_t first = digits.front() == '-' ? 1 : 0;
  for (size_t i = digits.size(); i > first + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string FormatNumber(double value) {
  if (value >= 1e15) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value);
    return text;
  }
  if (value >= 100.0) return FormatCount(std::llround(value));
  const int64_t hundredths = std::llround(value * 100.0);
  std::string text = std::to_string(hundredths / 100);
  const int64_t rest = hundredths % 100;
  if (rest == 0) return text;
  text += '.';
  text += static_cast<char>('0' + rest / 10);
  if (rest % 10 != 0) text += static_cast<char>('0' + rest % 10);
  return text;
}

std::string FormatFen(int64_t fen) {
  std::string text = FormatCount(fen / 100);
  const int64_t rest = fen % 100;
  if (rest == 0) return text;
  text += '.';
  text += static_cast<char>('0' + rest / 10);
  text += static_cast<char>('0' + rest % 10);
  return text;
}

std::string FormatPercent(int64_t part, int64_t whole) {
  return std::to_string(part * 100 / whole) + "%";
}

}  // namespace lianmeng::match
