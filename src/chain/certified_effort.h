// How hard the certified engines try for a tolerance before they try harder; shared by the two ways of
// chain/certified_index.h, so that a firm is asked for the same whichever way it goes.
#pragma once

#include <algorithm>

#include "chain/influence.h"

namespace lianmeng::chain {

inline constexpr int kAttemptsMax = 5;

// How much of the tolerance the demand side and a pushed supply side may leave at first, and by how
// much less if that was not enough together.
inline constexpr double kDemandPart = 0.25;
inline constexpr double kSupplyPart = 0.6;
inline constexpr double kFinerEffort = 0.125;
// What the last sweep of a followed supply side may still add to the index, by the tolerance.
inline constexpr double kFollowedGain = 1.0 / 32;
inline constexpr double kFinerGain = 1.0 / 16;

// The residual of the demand side (chain/push.h) that leaves kDemandPart of the tolerance; 1 where
// not even a whole loss matters.
inline double DemandResidual(const Influence& influence, NodeIndex firm, double tolerance) {
  const double sensitivity =
      influence.effect[firm].upper * std::max(0.0, influence.visits[firm] - 1.0);
  const double part = kDemandPart * tolerance;
  return sensitivity > part ? part / sensitivity : 1.0;
}

}  // namespace lianmeng::chain
