// All open needs of plain tables assigned at once, with a certificate (docs/formats/assignment.md,
// docs/matching.md): without a database.
//
// Nothing is written that assign/assignment_checker.h has not proven to be the best, and nothing
// appears under its name before all of it is there.
// Errors:  of the files; kInternal if the proof does not hold. Wrong rows are reported and leave no
//          result. kCancelled.
#pragma once

#include <cstdint>
#include <string>

#include "app/assignment_tables.h"
#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::app {

struct AssignPairsOptions {
  AssignmentFiles files;
  std::string out;          // the pairs chosen, CSV; empty: standard output
  std::string certificate;  // JSON
  std::string explain;      // the pairs not chosen and what they lack, CSV; empty: none
};

struct AssignPairsReport {
  int64_t needs = 0, offers = 0, pairs = 0;
  int64_t chosen = 0;
  int64_t needs_served = 0;      // with at least one pair
  int64_t primal = 0, dual = 0;  // millionths
  double seconds = 0;            // of solving, without reading, checking and writing
  RowErrors errors;
};

[[nodiscard]] Result<AssignPairsReport> AssignPairs(const AssignPairsOptions& options,
                                                    Progress& progress);

}  // namespace lianmeng::app
