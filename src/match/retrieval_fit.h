// Weights of the retrieval features, learned so that the organisation that was taken out of a
// product comes first when that product is asked for.
//
// The loss is the negative log likelihood of the wanted organisation under a softmax over the
// candidates (ListNet's top-one probability), with a small quadratic penalty; Adam in a fixed order.
// Cost:      epochs * candidates of all pools * features.
// Source:    Cao et al., "Learning to rank: from pairwise to listwise approach", 2007; Kingma & Ba,
//            "Adam: a method for stochastic optimization", 2015.
// Deterministic: equal pools and seed, equal weights.
#pragma once

#include <cstdint>
#include <vector>

#include "match/retrieval.h"

namespace lianmeng::match {

// The candidates of one query.
struct FitPool {
  std::vector<float> features;  // kRetrievalFeatures for each candidate
  size_t wanted = 0;            // the candidate that should come first
};

struct FitOptions {
  std::vector<RetrievalFeature> without;  // their weight stays 0
  int epochs = 10;
  uint64_t seed = 1;
};

// Requires: no pool is empty, wanted is a candidate of its pool (checked).
[[nodiscard]] RetrievalWeights FitRetrieval(const std::vector<FitPool>& pools,
                                            const FitOptions& options);

}  // namespace lianmeng::match
