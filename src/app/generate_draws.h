// What the makers of samples share: names without a real bearer, round figures, audiences.
// Deterministic: each draws from the given randomness alone, in a fixed order.
#pragma once

#include <cstdint>
#include <string>

#include "base/random.h"
#include "model/records.h"

namespace lianmeng::app {

// Trade names are put together from syllables; who uses one adds the mark 样例, so that no real firm
// is meant.
[[nodiscard]] std::string DrawTradeName(Random& random);

// "苏州市" without its last character, as names begin with it.
[[nodiscard]] std::string CityWord(const std::string& name);

// The prefix and the number with leading zeros.
[[nodiscard]] std::string Numbered(const char* prefix, size_t number, int digits);

// To so many significant digits; 0 for what is not positive.
[[nodiscard]] double RoundTo(double value, int digits);
[[nodiscard]] int64_t Fen(double cny);  // of whole CNY

[[nodiscard]] Audience DrawAudience(Random& random, double open_share);

}  // namespace lianmeng::app
