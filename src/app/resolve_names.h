// Names of a file resolved to the organisations that a viewer may see; and organisations that may
// be one (docs/names.md, docs/formats/names.md). Nothing is merged.
//
// Errors:  of the file and its heading. Wrong rows are collected and leave no result. kCancelled.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/assignment_tables.h"
#include "app/names_views.h"
#include "app/analysis.h"
#include "app/table_files.h"
#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::app {

struct ResolveNamesOptions {
  std::string file;       // CSV, or XLSX by its ending
  int candidates = 3;     // of each name, at most
  bool distinct = false;  // no organisation for two rows: the whole file is resolved at once
};

struct ResolveNamesReport {
  ResolvedNames resolved;
  RowErrors errors;
};

[[nodiscard]] Result<ResolveNamesReport> ResolveNames(const Snapshot& snapshot,
                                                      const ResolveNamesOptions& options,
                                                      Progress& progress);

// Pairs from 0.5 on, best first. Visible organisations alone enter, and their statistics alone.
// Pairs of `apart` are left out and counted.
struct DuplicateSlice {
  int limit = 50;
  int64_t skip = 0;  // of the best
};
[[nodiscard]] Result<DuplicateList> ListDuplicates(Analysis& analysis,
                                                   const std::vector<store::ApartDecision>& apart,
                                                   const DuplicateSlice& slice,
                                                   Progress& progress);

[[nodiscard]] NamedOrganisation NamedOf(const Snapshot& snapshot, uint32_t organisation);

// One line for each candidate, or for a name without any; one line for each pair.
[[nodiscard]] Status WriteResolved(const ResolvedNames& resolved, Language language,
                                   TableWriter& writer);
[[nodiscard]] Status WriteDuplicates(const DuplicateList& list, Language language,
                                     TableWriter& writer);

// "几乎确定", "nearly certain". Requires: a verdict of names_views.h.
[[nodiscard]] TextPair VerdictLabel(const std::string& verdict);

}  // namespace lianmeng::app
