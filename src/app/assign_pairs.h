// All open needs of plain tables assigned at once, with a certificate (docs/formats/assignment.md,
// docs/matching.md): without a database.
//
// Nothing is written before a checker has recomputed its proof (assign/assignment_checker.h, under rules
// assign/ruled_checker.h), and nothing appears under its name before all of it is there. Without rules
// the pairs are the best; under rules they are, or the bound says by how much they could be better.
// Errors:  of the files; kInvalidArgument: nothing keeps the rules, with those that contradict;
//          kResourceExhausted: no pairs were found in time; kInternal if the proof does not hold.
//          Wrong rows are reported and leave no result. kCancelled.
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
  double seconds_max = 10;  // of the search for whole pairs under rules
  // An earlier result, from which the search begins, so that most pairs stay: both or neither, and not
  // with rules. Pairs and ids that are gone are passed over.
  std::string earlier_pairs, earlier_certificate;
};

struct AssignPairsReport {
  int64_t needs = 0, offers = 0, pairs = 0;
  int64_t chosen = 0;
  int64_t needs_served = 0;      // with at least one pair
  int64_t primal = 0, dual = 0;  // millionths
  bool has_rules = false;
  int64_t earlier = 0, kept = 0;  // pairs of the earlier result that can still be, and that are
  bool is_best = true;            // proven by the prices (primal == dual) or by a whole search
  double seconds = 0;             // of solving, without reading, checking and writing
  RowErrors errors;
};

[[nodiscard]] Result<AssignPairsReport> AssignPairs(const AssignPairsOptions& options,
                                                    Progress& progress);

}  // namespace lianmeng::app
