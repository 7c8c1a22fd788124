// Importing a region: every row validated, then all applied in one transaction, or nothing.
//
// Example:
//   LM_ASSIGN(ImportReport report, ImportRegion(*platform, {.folder = "data/delta"}, progress));
//   if (!report.applied) …                      // report.errors rows are in report.rejects_file
//
// Repeatable: the same files a second time change nothing; a changed row is an update, recorded in the change log
// with its source and time. Killed at any moment, the store holds the state before or the state after.
// Errors: kNotFound (no such folder), kIo, kUnavailable (another import is writing), kCancelled. Rows that
// cannot be taken are not an error of the call: they are counted, and the import is then not applied.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/platform.h"
#include "base/progress.h"
#include "ingest/region_reader.h"
#include "ingest/sink.h"

namespace lianmeng::app {

struct ImportOptions {
  std::string folder;
  std::string rejects_file;   // where every issue goes as CSV; empty: nowhere
  bool accept_valid = false;  // apply the valid rows although others were rejected
  // Of the open graph alone: regions by which the city of a firm is found from its name.
  std::string regions_folder;
};

struct ImportReport {
  struct TableLine {
    std::string table;
    int64_t read = 0, accepted = 0, rejected = 0;
    int64_t inserted = 0, updated = 0, unchanged = 0;
    int64_t removed = 0;  // of the backbone alone
  };
  std::vector<TableLine> tables;
  std::map<std::string, int64_t> skipped;  // by stated reason, of the open graph
  int64_t errors = 0;
  int64_t warnings = 0;
  std::vector<ingest::RowIssue> first_issues;  // at most 20; all are in the rejects file
  bool applied = false;
  int64_t data_version = 0;
};

// The region format (docs/formats/region.md), and the backbone in the folder's subfolder of that name, if there is one
// (app/import_backbone.h): its tables follow the region's as sites, fibres and flows, and if a row of it is wrong,
// nothing of it is taken, even with accept_valid.
[[nodiscard]] Result<ImportReport> ImportRegion(Platform& platform, const ImportOptions& options,
                                                Progress& progress);

// The open industrial-chain graph of listed firms (docs/formats/ckg.md).
[[nodiscard]] Result<ImportReport> ImportCkg(Platform& platform, const ImportOptions& options,
                                             Progress& progress);

}  // namespace lianmeng::app
