// Pairs that nobody would leave, where needs and offers each score the other side
// (docs/formats/assignment.md, docs/matching.md): from plain tables, without a database.
//
// Nothing is written that assign/stable_checker.h has not found stable, and nothing appears under its
// name before all of it is there.
// Errors:  of the files; kInternal if the check fails. Wrong rows are reported and leave no result.
#pragma once

#include <cstdint>
#include <string>

#include "app/assignment_tables.h"
#include "assign/stable_matching.h"
#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::app {

struct StablePairsOptions {
  AssignmentFiles files;  // whose edges score both ways
  assign::Proposer proposer = assign::Proposer::kNeeds;
  std::string out;  // the pairs, CSV; empty: standard output
};

struct StablePairsReport {
  int64_t needs = 0, offers = 0, pairs = 0;
  int64_t chosen = 0;
  int64_t needs_served = 0;  // with at least one pair
  RowErrors errors;
};

[[nodiscard]] Result<StablePairsReport> MatchPairsStably(const StablePairsOptions& options,
                                                         Progress& progress);

// Whether the pairs of a file, whoever made it, are stable.
// Errors: kInvalidArgument: the first pair that cannot be, or that would leave, with its file and line.
[[nodiscard]] Result<StablePairsReport> VerifyStablePairs(const AssignmentFiles& files,
                                                          const std::string& pairs,
                                                          Progress& progress);

}  // namespace lianmeng::app
