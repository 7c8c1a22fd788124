// The plain tables of an assignment (docs/formats/assignment.md): scored pairs, capacities, pairs
// chosen.
//
// Example:   LM_ASSIGN(const PairsCounts counts, ReadScoredPairs(*reader, {.on_pair = take,
//            .on_issue = report}, progress));
// Columns in any order; others are passed over with a warning.
//
// Cost:      some two million rows a second; memory: one row.
// Errors:    of the heading: kInvalidArgument. kCancelled, errors of the source and of the callbacks.
//            What is wrong with a row goes to on_issue, all in one pass; such a row gives nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/plain_table.h"
#include "ingest/row_reader.h"
#include "ingest/sink.h"

namespace lianmeng::ingest {

// One row. The views are valid during the call only; neither is empty.
struct PlainPair {
  std::string_view need;
  std::string_view offer;
  std::optional<int64_t> score;        // millionths, within ±10^12
  std::optional<int64_t> offer_score;  // of ReadRankedPairs: how much the offer likes the need
  std::string_view labels;             // of ReadScoredPairs: words between ';', may be empty
  int64_t line = 0;
};

struct PlainCapacity {
  std::string_view id;
  int64_t capacity = 1;           // 0 to 2^32 − 1
  std::string_view organisation;  // may be empty
  int64_t line = 0;
};

struct PairsHandlers {
  std::function<Status(const PlainPair&)> on_pair;
  std::function<Status(const RowIssue&)> on_issue;
};

struct CapacitiesHandlers {
  std::function<Status(const PlainCapacity&)> on_capacity;
  std::function<Status(const RowIssue&)> on_issue;
};

using PairsCounts = PlainCounts;

// Columns need, offer, score, and labels, which may be missing.
[[nodiscard]] Result<PairsCounts> ReadScoredPairs(RowReader& reader, const PairsHandlers& handlers,
                                                  Progress& progress);
// Columns need, offer, need_score, offer_score: each side's score of the other.
[[nodiscard]] Result<PairsCounts> ReadRankedPairs(RowReader& reader, const PairsHandlers& handlers,
                                                  Progress& progress);
// Columns need, offer, score, where score may be missing or empty.
[[nodiscard]] Result<PairsCounts> ReadChosenPairs(RowReader& reader, const PairsHandlers& handlers,
                                                  Progress& progress);
// Columns id, and capacity (also quantity), which is 1 where it is missing or empty, and organisation,
// which may be missing.
[[nodiscard]] Result<PairsCounts> ReadCapacities(RowReader& reader,
                                                 const CapacitiesHandlers& handlers,
                                                 Progress& progress);

}  // namespace lianmeng::ingest
