// Decimal numbers of up to six places as whole millionths, exactly: no double on the way.
//
// Example:   ParseMillionths("0.25").value == 250'000;   AppendMillionths(-1'500'000, out): "-1.5"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/text_pair.h"

namespace lianmeng {

struct ParsedMillionths {
  std::optional<int64_t> value;
  TextPair reason;  // why there is none
};

// Digits with at most one point, a sign before them, an exponent behind them ("1.5e-3"). Refused:
// anything else (nan, blanks, units), a seventh place that is not 0, more than 10^12 either way.
[[nodiscard]] ParsedMillionths ParseMillionths(std::string_view text);

// As few digits as say it; reads back as the same value.
void AppendMillionths(int64_t value, std::string& out);
// Likewise of billionths, up to nine places.
void AppendBillionths(int64_t value, std::string& out);

}  // namespace lianmeng
