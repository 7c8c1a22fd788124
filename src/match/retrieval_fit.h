// Weights of the retrieval features, learned so that the organisation that was taken out of a
// product comes first when that product is asked for: of the weighted sum (stage one) and of the
// network (stage two, match/retrieval_fusion.h).
//
// The loss is the negative log likelihood of the wanted organisation under a softmax over the
// candidates (ListNet's top-one probability), with a quadratic penalty; Adam in a fixed order.
// Cost:      epochs * candidates of all pools * features, for a network times units and members.
// Source:    Cao et al., "Learning to rank: from pairwise to listwise approach", 2007; Kingma & Ba,
//            "Adam: a method for stochastic optimization", 2015.
// Deterministic: equal pools and seed, equal weights.
//
// Requires:  wanted is a candidate of its pool and is not passed over (checked).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "match/retrieval.h"
#include "match/retrieval_fusion.h"

namespace lianmeng::match {

// The candidates of one query.
struct FitPool {
  FusionPool pool;
  size_t wanted = 0;           // the candidate that should come first
  std::vector<bool> is_maker;  // right answers too: passed over. Empty: none
};

struct FitOptions {
  std::vector<RetrievalFeature> without;  // their weight stays 0
  int epochs = 0;                         // 0: as many as usual
  uint64_t seed = 1;
};

[[nodiscard]] RetrievalWeights FitRetrieval(const std::vector<FitPool>& pools,
                                            const FitOptions& options);
[[nodiscard]] RetrievalFusion FitFusion(const std::vector<FitPool>& pools,
                                        const FitOptions& options);

// src/match/retrieval_weights.cc for these weights. `command` is named in it as its origin.
[[nodiscard]] std::string RetrievalWeightsSource(const RetrievalWeights& weights,
                                                 const RetrievalFusion& fusion,
                                                 const std::string& command);

}  // namespace lianmeng::match
