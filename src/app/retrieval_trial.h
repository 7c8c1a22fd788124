// How well retrieval finds the makers of a product: leave-one-out on an open graph of listed firms.
//
// Of every firm that makes at least two products one is taken out, its name is asked for, and the
// firm is looked for among all firms. The firms are split in two halves by a seed; weights are
// learned on the tuning half alone. docs/retrieval.md describes the yardstick.
//
// Cost:      some 20 ms a firm and thread, twice; 0.5 GB for 4,654 firms.
// Deterministic: equal files and options, equal figures.
// Errors:    kNotFound: the folder or one of its files is missing. kCorrupt and kInvalidArgument
//            name file, line and field. kCancelled.
#pragma once

#include <filesystem>

#include "app/views.h"
#include "base/progress.h"
#include "base/result.h"
#include "match/retrieval_index.h"

namespace lianmeng::app {

// The files of docs/formats/ckg.md as input of retrieval; products that no firm makes are left out.
[[nodiscard]] Result<match::RetrievalInput> ReadRetrievalData(const std::filesystem::path& folder);

struct RetrievalTrialOptions {
  uint64_t seed = 1;
  int firms_max = 0;  // of each half; 0: all
  int threads = 2;
};

[[nodiscard]] Result<RetrievalTrial> EvaluateRetrieval(const std::filesystem::path& folder,
                                                       const RetrievalTrialOptions& options,
                                                       Progress& progress);

}  // namespace lianmeng::app
