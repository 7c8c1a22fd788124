// The open industrial-chain graph of listed firms (docs/formats/ckg.md) → the records of a region.
//
// Example:   LM_ASSIGN(CkgCounts counts, ReadCkg("ckg", resolver, sink, {.regions = regions},
// progress)); Dirty input is reported as warnings and never fatal; what is left out is counted by
// reason.
//
// Cost:      a second and 60 MB for 4,654 firms, 95,559 products and 110,153 relations.
// Determinism: same files, same resolver: same records, issues and order.
// Errors:    kNotFound: the folder, company.json or product.json is missing. kIo, kCancelled,
// errors of resolver and sink.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/sink.h"

namespace lianmeng::ingest {

struct CkgOptions {
  // Cities and provinces that a full name may begin with, beside those that the resolver knows.
  // Those that the resolver does not know are given to the sink first.
  std::vector<Region> regions;
  int chain_products_max = 60;
};

struct CkgCounts {
  int64_t firms_read = 0;       // lines; all arrive
  int64_t firms_with_city = 0;  // city or at least province found in the name
  int64_t products_read = 0;
  int64_t products_distinct = 0;
  int64_t inputs = 0;
  int64_t offers = 0;
  int64_t chains = 0;
  int64_t chain_products = 0;
  std::map<std::string, int64_t>
      skipped;  // by stated reason: "negative weight", "accounting line", ...
  int64_t errors = 0;
  int64_t warnings = 0;
};

// 603661.SH and 603661 are one stock code.
[[nodiscard]] std::string BareCode(const std::string& code);

// Lines of a segment report that are no products: eliminations, balances, adjustments, totals, the
// rest.
[[nodiscard]] bool IsAccountingLine(std::string_view name);

[[nodiscard]] Result<CkgCounts> ReadCkg(const std::filesystem::path& folder, KeyResolver& resolver,
                                        RegionSink& sink, const CkgOptions& options,
                                        Progress& progress);

}  // namespace lianmeng::ingest
