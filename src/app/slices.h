// A slice of a list that lies in memory: limit and cursor in, a window and the next cursor out.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace lianmeng::app {

struct Slice {
  size_t limit = 50;   // 1..500
  std::string cursor;  // from the page before; empty: the first
};

struct Window {
  size_t begin = 0;
  size_t end = 0;
  std::optional<std::string> next;  // empty: the last page
};

// Errors: kInvalidArgument for a limit outside 1..500 or a cursor that is not one of this list's.
[[nodiscard]] Result<Window> WindowOf(const Slice& slice, size_t size);

}  // namespace lianmeng::app
