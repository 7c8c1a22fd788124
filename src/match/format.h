// Figures as people read them in a reason: "12,000", "1.5", "62%", "1,250.50".
#pragma once

#include <cstdint>
#include <string>

namespace lianmeng::match {

// Thousands separated by commas.
[[nodiscard]] std::string FormatCount(int64_t count);

// At most two decimals, none from 100 on; in powers of ten from 1e15 on. Requires a finite value >=
// 0.
[[nodiscard]] std::string FormatNumber(double value);

// Hundredths as a number of units: 125050 -> "1,250.50", 1200 -> "12". Requires fen >= 0.
[[nodiscard]] std::string FormatFen(int64_t fen);

// A share of `whole` in whole per cent, rounded down: (620000, 1000000) -> "62%".
[[nodiscard]] std::string FormatPercent(int64_t part, int64_t whole);

}  // namespace lianmeng::match
