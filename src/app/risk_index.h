// The systemic index of every firm of a plain table of links (docs/formats/links.md), without a database.
//
// Computed by the reference implementation (chain/reference_index.h): every firm lost in turn.
// Output: CSV with the columns firm,index; 17 significant digits; firms in order of first appearance.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/sink.h"

namespace lianmeng::app {

struct RiskIndexOptions {
  std::string links;  // CSV file
  std::string out;    // empty: standard output
  double stop_threshold = 1e-2;
};

struct RiskIndexReport {
  int64_t links = 0;
  int64_t firms = 0;
  int64_t self_links = 0;                      // dropped
  int64_t parallel_links = 0;                  // added to an earlier link
  int64_t essentiality_conflicts = 0;          // of parallel links; the stricter was taken
  int64_t errors = 0;                          // rows that cannot be used; then nothing is written
  std::vector<ingest::RowIssue> first_issues;  // at most 20
};

[[nodiscard]] Result<RiskIndexReport> ComputeRiskIndex(const RiskIndexOptions& options,
                                                       Progress& progress);

}  // namespace lianmeng::app
