// The tables of a backbone (docs/formats/backbone.md): sites, links, flows; CSV or sheets.
//
// Example:   LM_ASSIGN(const auto links, ReadFibreLinks(*reader, report, progress));
// Cost:      as the reader's; every record is kept.
// Errors:    of the heading: kInvalidArgument; kResourceExhausted beyond kBackboneRowsMax rows; kCancelled; those of
//            the source and of on_issue. What is wrong with a row goes to on_issue, all in one pass; such a row gives
//            nothing.
#pragma once

#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/plain_table.h"
#include "ingest/row_reader.h"
#include "model/backbone_records.h"

namespace lianmeng::ingest {

inline constexpr size_t kBackboneRowsMax = 1'000'000;

[[nodiscard]] Result<std::vector<BackboneSite>> ReadBackboneSites(RowReader& reader,
                                                                  const OnIssue& on_issue,
                                                                  Progress& progress);
[[nodiscard]] Result<std::vector<FibreLink>> ReadFibreLinks(RowReader& reader,
                                                            const OnIssue& on_issue,
                                                            Progress& progress);
[[nodiscard]] Result<std::vector<BackboneFlow>> ReadBackboneFlows(RowReader& reader,
                                                                  const OnIssue& on_issue,
                                                                  Progress& progress);

}  // namespace lianmeng::ingest
