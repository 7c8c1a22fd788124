// Whether pairs chosen are proven to be the best by their certificate (docs/formats/assignment.md):
// from the files alone, whoever wrote them, by assign/assignment_checker.h.
//
// Errors:  kInvalidArgument: what is not so, with file, line, field and value. Those of the files.
//          Wrong rows are collected in the report; then nothing is proven.
#pragma once

#include <string>

#include "app/assignment_tables.h"
#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::app {

struct VerifyPairsOptions {
  AssignmentFiles files;
  std::string pairs;        // CSV
  std::string certificate;  // JSON
};

// Proven if it is returned and errors.count is 0.
struct VerifyPairsReport {
  int64_t needs = 0, offers = 0, pairs = 0;
  int64_t chosen = 0;
  int64_t primal = 0;  // millionths
  RowErrors errors;
};

[[nodiscard]] Result<VerifyPairsReport> VerifyPairs(const VerifyPairsOptions& options,
                                                    Progress& progress);

}  // namespace lianmeng::app
