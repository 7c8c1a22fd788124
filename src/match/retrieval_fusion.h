// The final order of the makers found: a small network over the features of the best candidates.
//
// Stage one, the weighted sum kRetrievalWeights, picks the kFusionPool best candidates. Stage two
// scores each of them by one hidden layer:
//
//   x = (features - mean) * scale                     of the candidate
//   t = the kFusionContext-th greatest x of each feature in the pool: what this need meets at all
//   score = direct . x + sum over units u of out[u] * leaky(bias[u] + own[u] . x + context[u] . t)
//
// Whether half of the need's words in one product is much depends on what others offer; the
// weighted sum cannot ask that, t can. Scores of networks learned from different starts are
// averaged.
//
// Cost:      candidates * features * units * members: a million multiplications for 600 candidates.
// Source:    Burges et al., "Learning to rank using gradient descent", 2005 (a network of one
//            hidden layer ranks).
// Deterministic: sums in the order of the arrays.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "match/retrieval.h"

namespace lianmeng::match {

inline constexpr size_t kFusionPool = 600;
// What was learned among kFusionPool candidates knows nothing of a few: these are put in order by
// kFirstPassWeights.
inline constexpr size_t kLearnedPoolMin = 100;
inline constexpr size_t kFusionContext = 10;
inline constexpr size_t kFusionMembers = 3;  // networks averaged
inline constexpr size_t kFusionUnits = 16;   // hidden units of each
inline constexpr float kFusionLeak = 0.1F;   // slope of a unit below zero

// Where the weights of one network stand. Layers are kept by feature: the inner loop runs over the
// units.
struct FusionLayout {
  static constexpr size_t kOwn = 0;
  static constexpr size_t kContext = kOwn + kRetrievalFeatures * kFusionUnits;
  static constexpr size_t kBias = kContext + kRetrievalFeatures * kFusionUnits;
  static constexpr size_t kOut = kBias + kFusionUnits;
  static constexpr size_t kDirect = kOut + kFusionUnits;
  static constexpr size_t kSize = kDirect + kRetrievalFeatures;
};
using FusionMember = std::array<float, FusionLayout::kSize>;
using FusionFeatures = std::array<float, kRetrievalFeatures>;
using FusionUnits = std::array<float, kFusionUnits>;

struct RetrievalFusion {
  FusionFeatures mean{};
  FusionFeatures scale{};  // 0: the feature is left out
  std::array<FusionMember, kFusionMembers> members{};
};

// The candidates of one need that stage one puts first.
struct FusionPool {
  std::vector<float> features;  // kRetrievalFeatures for each candidate
  FusionFeatures context{};     // of each feature the kFusionContext-th greatest, or the least

  [[nodiscard]] size_t size() const { return features.size() / kRetrievalFeatures; }
};

// `candidates`: rows of the table that the pool consists of.
[[nodiscard]] FusionPool MakeFusionPool(const CandidateTable& table,
                                        std::span<const size_t> candidates);

// Before the leak: what the units of a network make of the pool (x = 0), and of a candidate.
[[nodiscard]] FusionUnits UnitsOfContext(const FusionMember& member, const FusionFeatures& t);
[[nodiscard]] FusionUnits UnitsOf(const FusionMember& member, const FusionUnits& of_context,
                                  const float* x);
[[nodiscard]] float ScoreOf(const FusionMember& member, const FusionUnits& units, const float* x);

// A score for each candidate of the pool.
[[nodiscard]] std::vector<float> FusionScores(const RetrievalFusion& fusion,
                                              const FusionPool& pool);

// As written by `lianmeng evaluate retrieval --data DIR --seed 1 --save FILE`.
extern const RetrievalFusion kRetrievalFusion;

}  // namespace lianmeng::match
