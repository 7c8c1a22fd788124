// A plain table of links (docs/formats/links.md) rewired by chain/rewiring.h, without a database:
// who buys from whom, exchanged within sectors until the mean systemic index has fallen as far as it
// will (docs/rewiring.md).
//
// What is claimed is proven twice over: the mean index of the true fixed point lies in the intervals
// given, before and after, computed on networks built from the two tables alone; and sales and
// purchases of every firm are compared between them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/links_network.h"
#include "base/progress.h"
#include "base/result.h"
#include "chain/certified_cascade.h"
#include "chain/rewiring.h"

namespace lianmeng::app {

struct RewireLinksOptions {
  std::string links;  // CSV file
  std::string out;    // the rewired table; empty: none
  chain::RewiringOptions rewiring;
  double tolerance = 1e-6;        // greatest width of a firm's proven interval
  uint32_t top = 10;              // firms in the report
  uint64_t memory_max_bytes = 0;  // 0: what the machine can give
};

struct RewiredFirm {
  std::string firm;
  double index_before = 0, index_after = 0;           // published
  chain::Interval certified_before, certified_after;  // proven
};

struct RewireLinksReport {
  int64_t links = 0;  // rows
  int64_t firms = 0;
  int64_t self_links = 0;  // these five as in RiskIndexReport
  int64_t parallel_links = 0;
  int64_t essentiality_conflicts = 0;
  int64_t errors = 0;
  std::vector<ingest::RowIssue> first_issues;

  double mean_before = 0, mean_after = 0;             // published
  chain::Interval certified_before, certified_after;  // of the mean, proven
  std::vector<chain::RewiringStep> steps;
  int64_t exchanges = 0;
  chain::RewiringChanges changes;
  std::vector<RewiredFirm> top;  // by falling index before
  double seconds = 0;            // of the rewiring alone

  // Of the mean index; the second at the true fixed point, at least so much.
  [[nodiscard]] double reduction() const;
  [[nodiscard]] double reduction_proven() const;
};

// Errors:  those of the file, the network and the engine; kInternal if the comparison finds a firm
//          whose sales or purchases changed by more than rounding.
[[nodiscard]] Result<RewireLinksReport> RewireLinks(const RewireLinksOptions& options,
                                                    Progress& progress);

}  // namespace lianmeng::app
