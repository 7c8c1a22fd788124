// What one of our own checkers says of our own work: a refusal is a defect of ours, not of the input.
#pragma once

#include <utility>

#include "base/result.h"

namespace lianmeng {

// The same, an error as kInternal.
[[nodiscard]] inline Status AsOwnFault(Status checked) {
  if (checked) return checked;
  Error error = std::move(checked).error();
  error.code = ErrorCode::kInternal;
  return error;
}

}  // namespace lianmeng
