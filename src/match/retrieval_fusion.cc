#include "match/retrieval_fusion.h"

#include <algorithm>
#include <functional>

namespace lianmeng::match {
namespace {

constexpr size_t kFeatures = kRetrievalFeatures;
using Layout = FusionLayout;

}  // namespace

FusionPool MakeFusionPool(const CandidateTable& table, std::span<const size_t> candidates) {
  FusionPool pool;
  pool.features.reserve(candidates.size() * kFeatures);
  for (const size_t c : candidates) {
    for (size_t f = 0; f < kFeatures; ++f) {
      pool.features.push_back(static_cast<float>(table.features[c * kFeatures + f]));
    }
  }
  if (candidates.empty()) return pool;
  std::vector<float> column(candidates.size());
  const auto at = static_cast<std::ptrdiff_t>(std::min(kFusionContext, column.size()) - 1);
  for (size_t f = 0; f < kFeatures; ++f) {
    for (size_t c = 0; c < column.size(); ++c) column[c] = pool.features[c * kFeatures + f];
    std::nth_element(column.begin(), column.begin() + at, column.end(), std::greater<>());
    pool.context[f] = column[static_cast<size_t>(at)];
  }
  return pool;
}

FusionUnits UnitsOfContext(const FusionMember& member, const FusionFeatures& t) {
  FusionUnits units;
  std::copy_n(member.begin() + Layout::kBias, kFusionUnits, units.begin());
  for (size_t f = 0; f < kFeatures; ++f) {
    const float* row = &member[Layout::kContext + f * kFusionUnits];
    for (size_t u = 0; u < kFusionUnits; ++u) units[u] += row[u] * t[f];
  }
  return units;
}

FusionUnits UnitsOf(const FusionMember& member, const FusionUnits& of_context, const float* x) {
  FusionUnits units = of_context;
  for (size_t f = 0; f < kFeatures; ++f) {
    const float* row = &member[Layout::kOwn + f * kFusionUnits];
    for (size_t u = 0; u < kFusionUnits; ++u) units[u] += row[u] * x[f];
  }
  return units;
}

float ScoreOf(const FusionMember& member, const FusionUnits& units, const float* x) {
  float score = 0;
  for (size_t f = 0; f < kFeatures; ++f) score += member[Layout::kDirect + f] * x[f];
  for (size_t u = 0; u < kFusionUnits; ++u) {
    const float bent = units[u] > 0 ? units[u] : kFusionLeak * units[u];
    score += member[Layout::kOut + u] * bent;
  }
  return score;
}

std::vector<float> FusionScores(const RetrievalFusion& fusion, const FusionPool& pool) {
  std::vector<float> scores(pool.size(), 0.0F);
  FusionFeatures t;
  for (size_t f = 0; f < kFeatures; ++f) {
    t[f] = (pool.context[f] - fusion.mean[f]) * fusion.scale[f];
  }
  std::array<FusionUnits, kFusionMembers> of_context;
  for (size_t m = 0; m < kFusionMembers; ++m) {
    of_context[m] = UnitsOfContext(fusion.members[m], t);
  }
  FusionFeatures x;
  for (size_t c = 0; c < scores.size(); ++c) {
    const float* row = &pool.features[c * kFeatures];
    for (size_t f = 0; f < kFeatures; ++f) x[f] = (row[f] - fusion.mean[f]) * fusion.scale[f];
    for (size_t m = 0; m < kFusionMembers; ++m) {
      const FusionUnits units = UnitsOf(fusion.members[m], of_context[m], x.data());
      scores[c] += ScoreOf(fusion.members[m], units, x.data()) / kFusionMembers;
    }
  }
  return scores;
}

}  // namespace lianmeng::match
