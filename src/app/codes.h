// The codes of an enumeration of model/names.h, for the rules of what clients send.
#pragma once

#include <string>
#include <vector>

#include "model/names.h"

namespace lianmeng::app {

// In the order of declaration.
template <typename E>
[[nodiscard]] std::vector<std::string> CodesOfAll() {
  std::vector<std::string> codes;
  for (const auto& name : NamesOf<E>()) codes.emplace_back(name.code);
  return codes;
}

}  // namespace lianmeng::app
