// A plain table of supply links (docs/formats/links.md), as `risk index` takes it.
//
// Example:
//   LM_ASSIGN(LinksCounts counts, ReadLinks(*reader, {.on_link = take, .on_issue = report},
//   progress));
// Columns in any order: supplier, customer, supplier_sector (also supplierNACE), customer_sector
// (also customerNACE), weight, essentiality (also type). Other columns are passed over with a
// warning.
//
// Cost:      about two million rows a second; memory: each firm's name once and 40 bytes.
// Errors:    of the heading: kInvalidArgument. kCancelled, errors of the source and of the
// callbacks. What is wrong with a row goes
//            to on_issue, all of them in one pass; such a row gives no link.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/name_table.h"
#include "base/progress.h"
#include "base/result.h"
#include "ingest/row_reader.h"
#include "ingest/sink.h"

namespace lianmeng::ingest {

// One row. The views are valid during the call only.
struct PlainLink {
  std::string_view supplier;
  std::string_view customer;
  std::string_view supplier_sector;
  std::string_view customer_sector;
  double weight = 0;  // finite, >= 0
  int essentiality =
      1;  // of the supplier's sector for the customer: 2 essential, 1 replaceable, 0 irrelevant
  int64_t line = 0;
  uint32_t supplier_number = 0;  // in LinkNames::firms
  uint32_t customer_number = 0;
};

// The firms and sectors of the table, numbered in order of first appearance, the supplier of a row
// before its customer. Rejected rows may leave names here too.
struct LinkNames {
  NameTable firms;
  NameTable sectors;
  std::vector<uint32_t> sector_of_firm;
};

struct LinksHandlers {
  std::function<Status(const PlainLink&)> on_link;
  std::function<Status(const RowIssue&)> on_issue;
};

struct LinksCounts {
  int64_t read = 0;
  int64_t accepted = 0;
  int64_t rejected = 0;
  int64_t firms = 0;
};

// `names`: empty before; may be read by the handlers.
[[nodiscard]] Result<LinksCounts> ReadLinks(RowReader& reader, const LinksHandlers& handlers,
                                            LinkNames& names, Progress& progress);
// For callers to whom the numbers mean nothing.
[[nodiscard]] Result<LinksCounts> ReadLinks(RowReader& reader, const LinksHandlers& handlers,
                                            Progress& progress);

}  // namespace lianmeng::ingest
