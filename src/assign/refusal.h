// What is wrong with a record of a problem or of an answer. Internal to assign: data, no algorithm, so that engines
// and checkers may share it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace lianmeng::assign {

// Wide enough for checkers: at most 2^33 terms, each a product of two numbers of 64 bits, or nearly so.
__extension__ typedef __int128 Wide;

[[nodiscard]] inline std::string Text(Wide value) {
  if (value == 0) return "0";
  std::string digits;
  for (Wide rest = value; rest != 0; rest /= 10) {
    const int digit = static_cast<int>(rest % 10);
    digits.insert(digits.begin(), static_cast<char>('0' + (digit < 0 ? -digit : digit)));
  }
  return (value < 0 ? "-" : "") + digits;
}

struct Fact {
  const char* field = "";
  size_t index = 0;  // of the record, from 0
  Wide value = 0;
};

// kInvalidArgument; `line` is the record's index from 1.
[[nodiscard]] inline Error Refuse(const Fact& fact, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {},
                    .line = static_cast<int64_t>(fact.index) + 1,
                    .field = fact.field,
                    .value = Text(fact.value)});
}

}  // namespace lianmeng::assign
