// A folder of tables (docs/formats/region.md) → records, every problem found in one pass.
//
// Example:
//   LM_ASSIGN(RegionCounts counts, ReadRegion("data/delta", resolver, sink, {}, Progress::None()));
//   if (counts.errors > 0 && !accept_valid) writer.Rollback();
// Tables are read in the order of RegionTable, the files of a table in the order of their names,
// each as a stream. A row with an error is reported and left out; a row with a warning is reported
// and taken.
//
// Cost:      some 200,000 rows a second. Memory: constant for each row,
// except about
//            100 bytes for each key or pair that must be unique and each row of regions and inputs.
// Determinism: same files, same resolver: same records, issues and order.
// Errors:    kNotFound: no such folder, or no table in it. kIo. kCancelled. Errors of resolver and
// sink. Everything that is
//            wrong with the content is an issue and not an error.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/region_tables.h"
#include "ingest/sink.h"

namespace lianmeng::ingest {

struct RegionReadOptions {
  int64_t suggestions_max = 200;  // nearest known keys are looked up for so many unknown ones
};

struct TableCounts {
  int64_t read = 0;  // rows with content, without headings and remarks
  int64_t accepted = 0;
  int64_t rejected = 0;

  friend bool operator==(const TableCounts&, const TableCounts&) = default;
};

struct RegionCounts {
  std::array<TableCounts, kRegionTables> tables{};
  int64_t files = 0;
  int64_t errors = 0;
  int64_t warnings = 0;

  [[nodiscard]] const TableCounts& Of(RegionTable table) const {
    return tables[static_cast<size_t>(table)];
  }
  [[nodiscard]] TableCounts Total() const;
};

[[nodiscard]] Result<RegionCounts> ReadRegion(const std::filesystem::path& folder,
                                              KeyResolver& resolver, RegionSink& sink,
                                              const RegionReadOptions& options, Progress& progress);

}  // namespace lianmeng::ingest
