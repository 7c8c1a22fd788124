// Importing a backbone: sites, fibres and flows of files (docs/formats/backbone.md) into the database, every row validated
// and everything checked as if it were planned; then all of it in one transaction, or nothing.
//
// Example:
//   LM_ASSIGN(const auto report, ImportBackbone(*platform, {.files = {.topology = "data/delta/backbone"}}, progress));
//   if (!report.applied) …                      // report.errors.count rows cannot be used
//
// The files are the whole topology: a site or fibre that they no longer have is removed. Flows are only added or changed:
// one that the table no longer has stays, and is released by itself (Writer::RemoveFlow). Sites that only links name become
// records; a flow keeps the ids of its sites, whichever of their names the table used. The same files a second time change
// nothing: placements and the backbone's version stay.
// Errors: as ReadNetwork's; kUnavailable (another import is writing). Wrong rows, unknown owners among them, are no error of
//         the call: they are counted, and nothing is applied.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/network_files.h"
#include "app/platform.h"
#include "base/progress.h"
#include "ingest/sink.h"

namespace lianmeng::app {

struct ImportBackboneOptions {
  NetworkFiles files;
  std::optional<BackboneSettings> settings;  // in place of those that hold; none: they stay
};

struct BackboneTableLine {
  std::string table;  // sites, fibres, flows
  int64_t read = 0, rejected = 0;
  int64_t inserted = 0, updated = 0, unchanged = 0, removed = 0;
};

struct ImportBackboneReport {
  std::vector<BackboneTableLine> tables;
  RowErrors errors;
  std::vector<ingest::RowIssue> warnings;  // the first 20
  int64_t warning_count = 0;
  bool applied = false;
  int64_t version = 0;  // of the backbone; once it is applied
};

[[nodiscard]] Result<ImportBackboneReport> ImportBackbone(Platform& platform,
                                                          const ImportBackboneOptions& options,
                                                          Progress& progress);

// The same as a part of a larger write, which the caller commits. With errors nothing was put. `on_error` is told of every
// wrong row.
[[nodiscard]] Result<ImportBackboneReport> PutBackbone(
    store::Writer& writer, ingest::KeyResolver& owners, const ImportBackboneOptions& options,
    Progress& progress, const std::function<Status(const ingest::RowIssue&)>& on_error);

}  // namespace lianmeng::app
