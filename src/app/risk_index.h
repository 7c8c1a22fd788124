// The systemic index of every firm of a plain table of links (docs/formats/links.md), without a
// database, in the modes of chain/systemic_index.h.
//
// Output: CSV, 17 significant digits. published: firm,index; certified: firm,lower,upper; firms in
// order of first appearance. ranking: rank,firm,lower,upper,proven, the first K.
//
// With options.out, what is finished is kept in a journal beside it (OUT.journal), and a run that was
// killed goes on from there when the same command is given again. Without it the result goes to
// standard output, which has no place for a journal. A short run has one too: writing it costs
// nothing that can be measured, and nobody knows beforehand which run will be killed.
//
// Started by mpirun, rank 0 reads, writes and shares the chunks among all ranks; the bytes of the
// result do not depend on their number (app/index_chunks.h).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/links_network.h"
#include "base/progress.h"
#include "base/result.h"
#include "chain/systemic_index.h"
#include "ranks/ranks.h"

namespace lianmeng::app {

enum class RiskIndexMode : uint8_t { kPublished, kCertified, kRanking };

// "published", "certified", "ranking".
[[nodiscard]] std::string_view Name(RiskIndexMode mode);

struct RiskIndexOptions {
  std::string links;  // CSV file
  std::string out;    // empty: standard output
  RiskIndexMode mode = RiskIndexMode::kPublished;
  double stop_threshold = 1e-2;   // of published
  double tolerance = 1e-4;        // of certified
  uint32_t top = 100;             // of ranking
  int threads = 0;                // of each rank; 0: as many as the machine has
  uint64_t memory_max_bytes = 0;  // 0: what the machine can give
  bool rows_in_report = false;    // and nothing on standard output
  std::function<void(const LinksForecast&)> on_forecast;
  ranks::Ranks* ranks = nullptr;  // null: this process alone
};

struct RiskIndexRow {
  std::string firm;
  chain::Interval index;
  bool proven = true;  // of ranking: chain::RankedFirm
};

struct RiskIndexReport {
  int64_t links = 0;
  int64_t firms = 0;
  int64_t self_links = 0;                      // dropped
  int64_t parallel_links = 0;                  // added to another link
  int64_t essentiality_conflicts = 0;          // of parallel links; the stricter was taken
  int64_t errors = 0;                          // rows that cannot be used; then nothing is written
  std::vector<ingest::RowIssue> first_issues;  // at most 20

  RiskIndexMode mode = RiskIndexMode::kPublished;
  int threads = 0;
  int ranks = 1;
  double read_seconds = 0;              // from the file to the network
  double compute_seconds = 0;           // of this run
  int64_t firms_resumed = 0;            // taken from the journal
  bool journal_of_another_run = false;  // found and not used
  int64_t firms_checked = 0;            // computed again by an independent routine, and equal
  double width_max = 0;                 // of certified: the widest interval
  int64_t firms_bounded = 0;            // of ranking: chain::Ranking
  int64_t firms_refined = 0;
  std::vector<RiskIndexRow> rows;  // if asked for
};

// On ranks other than 0 the report is empty, but for `ranks`.
// Errors:  those of the file, the network and the engine; kInternal if the check of the sample fails.
[[nodiscard]] Result<RiskIndexReport> ComputeRiskIndex(const RiskIndexOptions& options,
                                                       Progress& progress);

}  // namespace lianmeng::app
