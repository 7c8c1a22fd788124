// One cell of a table → a value of the model. Pure functions.
//
// Accepted everywhere: blanks at the ends, full-width digits and signs, thousands separators
// (1,234,567). An empty cell is the caller's: these functions call it malformed. Every outcome is a
// value, perhaps with a remark for a warning, or a reason in both languages.
//
// Example:   ParseMoney("3.5万元").value == 3'500'000 fen;    ParseNumber("12台").reason names the
// unit 台.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/text_pair.h"

namespace lianmeng::ingest {

template <typename T>
struct Parsed {
  std::optional<T> value;
  TextPair reason;   // why there is no value
  TextPair warning;  // the value is taken, but somebody should look; empty: none

  [[nodiscard]] bool ok() const { return value.has_value(); }
};

// CNY → fen, exactly: decimal arithmetic, no double. 万, 亿, 万元, 亿元, 元, ¥ and CNY are
// understood. Refused: more than two decimals of a yuan, other units, more than 2^63 fen.
[[nodiscard]] Parsed<int64_t> ParseMoney(std::string_view text);

// A finite decimal number, correctly rounded; 1.5e-3 is understood. A unit behind it is refused by
// name.
[[nodiscard]] Parsed<double> ParseNumber(std::string_view text);

// A number without decimals (12.0 is taken).
[[nodiscard]] Parsed<int64_t> ParseInteger(std::string_view text);

// A number as ParseNumber, or a percentage: "35%" is 0.35. The range is validation's.
[[nodiscard]] Parsed<double> ParseShare(std::string_view text);

// 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日; a midnight behind it is ignored, another time too
// with a warning. 46082 is taken as a spreadsheet's count of days (1954 to 2119) with a warning.
[[nodiscard]] Parsed<Date> ParseDate(std::string_view text);

// 1 0 true false yes no y n 是 否 √ ×.
[[nodiscard]] Parsed<bool> ParseBoolean(std::string_view text);

// Trimmed, non-empty items between ; ； and 、.
[[nodiscard]] std::vector<std::string> ParseList(std::string_view text);

}  // namespace lianmeng::ingest
