// Synthetic pairs to try assignment on (assign/synthetic_pairs.h), as a plain table of edges
// (docs/formats/assignment.md). Needs are N0001, ..., offers O0001, ...
//
// Determinism: equal options, equal bytes.
// Errors:      of the options and of the file; kCancelled.
#pragma once

#include <cstdint>
#include <string>

#include "assign/synthetic_pairs.h"
#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::app {

struct GeneratePairsOptions {
  assign::SyntheticPairs pairs;
  std::string out;  // empty: standard output
};

// Returns the number of pairs.
[[nodiscard]] Result<int64_t> GeneratePairs(const GeneratePairsOptions& options,
                                            Progress& progress);

}  // namespace lianmeng::app
