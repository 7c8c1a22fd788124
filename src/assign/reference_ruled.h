// The slow, plain reference of assign/ruled_assignment.h: every set of pairs is tried.
//
// Cost:      2^edges sets: for some twenty edges.
// Requires:  what Validate(RuledProblem) accepts.
#pragma once

#include <cstdint>
#include <optional>

#include "assign/ruled_records.h"

namespace lianmeng::assign {

// The greatest total of any set that keeps everything; nothing if none does.
[[nodiscard]] std::optional<int64_t> ReferenceRuledTotal(const RuledProblem& problem);

}  // namespace lianmeng::assign
