// A filter's values as they arrive in a request: words of an enumeration, codes of regions.
//
// Errors: kInvalidArgument with the field and the value that is none of those allowed.
#pragma once

#include <string>
#include <vector>

#include "app/rows.h"
#include "model/names.h"

namespace lianmeng::app {

template <typename E>
[[nodiscard]] Result<std::vector<E>> ReadWords(const char* field,
                                               const std::vector<std::string>& texts) {
  std::vector<E> values;
  for (const std::string& text : texts) {
    const std::optional<E> value = Parse<E>(text);
    if (!value) return BadParameter(field, text);
    values.push_back(*value);
  }
  return values;
}

// GB/T 2260, six digits.
[[nodiscard]] Result<std::vector<RegionCode>> ReadRegions(const char* field,
                                                          const std::vector<std::string>& texts);

// Chains by their keys.
[[nodiscard]] Result<std::vector<ChainId>> ReadChains(const Snapshot& snapshot,
                                                      const std::vector<std::string>& keys);

}  // namespace lianmeng::app
