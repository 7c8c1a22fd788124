// How well retrieval finds the makers of a product: leave-one-out on an open graph of listed firms.
//
// Of every firm that makes at least two products one is taken out, its name is asked for, and the
// firm is looked for among all firms. The firms are split in two halves by a seed; weights of both
// stages are learned on the tuning half alone. docs/retrieval.md describes the yardstick.
//
// Cost:      some 50 ms for each question (three a tuning firm, one a test firm) and the learning,
//            9 minutes of processor and 0.6 GB for 4,654 firms.
// Deterministic: equal files and options, equal figures.
// Errors:    kNotFound: the folder or one of its files is missing. kCorrupt and kInvalidArgument
//            name file, line and field. kCancelled.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/fields.h"
#include "base/progress.h"
#include "base/result.h"
#include "match/retrieval_index.h"

namespace lianmeng::app {

// One half of the firms, or one set of features.
struct RetrievalRecall {
  std::string features;  // "all", "all_listed", "bm25", "without_associations", ...
  double tuning_at_10 = 0, tuning_at_50 = 0;
  double test_at_10 = 0, test_at_50 = 0;

  LM_FIELDS(RetrievalRecall, features, tuning_at_10, tuning_at_50, test_at_10, test_at_50)
};

struct RetrievalWeight {
  std::string feature;
  double weight = 0;

  LM_FIELDS(RetrievalWeight, feature, weight)
};

// `evaluate retrieval --json`
struct RetrievalTrial {
  int64_t firms = 0;
  int64_t products = 0;
  int64_t links = 0;
  int64_t tuning = 0;  // firms asked about in each half
  int64_t test = 0;
  int64_t seed = 0;
  int64_t pool = 0;           // candidates that stage one hands to stage two
  double tuning_in_pool = 0;  // share of firms that are among them
  double test_in_pool = 0;
  std::vector<RetrievalRecall> recall;   // see docs/retrieval.md
  std::vector<RetrievalWeight> weights;  // of stage one, learned on the tuning half

  std::string source;  // src/match/retrieval_weights.cc as learned; not part of the JSON

  LM_FIELDS(RetrievalTrial, firms, products, links, tuning, test, seed, pool, tuning_in_pool,
            test_in_pool, recall, weights)
};

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
