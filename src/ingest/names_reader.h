// A table of names to be resolved (docs/formats/names.md): name, and credit_code and region if
// there are such
// columns.
//
// Cost:      as the reader's; memory: one row.
// Errors:    of the heading: kInvalidArgument. kCancelled, errors of the source and of the
// callbacks.
//            What is wrong with a row goes to on_issue, all in one pass; such a row gives nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/plain_table.h"
#include "ingest/row_reader.h"
#include "ingest/sink.h"

namespace lianmeng::ingest {

// One row. The views are valid during the call only.
struct PlainName {
  std::string_view name;    // not empty, with a letter or digit, at most 200 characters
  std::string credit_code;  // empty, or 18 capital letters and digits
  std::string_view region;  // as it stands there
  int64_t line = 0;
};

struct NamesHandlers {
  std::function<Status(const PlainName&)> on_name;
  std::function<Status(const RowIssue&)> on_issue;
};

[[nodiscard]] Result<PlainCounts> ReadNames(RowReader& reader, const NamesHandlers& handlers,
                                            Progress& progress);

}  // namespace lianmeng::ingest
