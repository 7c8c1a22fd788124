#pragma once

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/result.h"

namespace lianmeng {

// The value, or the error on stderr and the end of the program.
template <typename T>
T Must(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.error().Describe(Language::kEnglish).c_str());
    std::exit(1);
  }
  return std::move(result).value();
}

}  // namespace lianmeng
