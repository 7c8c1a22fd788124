// How certain risk is where supply links are not known: the severity and class of every risk point,
// and the systemic index of every organisation, over several draws of the unknown links.
//
// Each draw is a whole network (UnitNetworkOptions::draw) in which all that is known stays and every
// total holds; the cascade is run on it exactly as on the published picture. What all draws agree on
// follows from what is known; where they differ, the figure rests on links that nobody has seen.
//
// Example:   LM_ASSIGN(auto certainty, MeasureCertainty(economy, chains, {.draws = 20, .seed = 1}));
//            certainty.chains[0][3].severity.median
// Cost:      each draw builds a network and runs three cascades for each product (and, if asked for,
//            one for each organisation); draws run in parallel, memory is one network a thread.
// Determinism: equal input, seed and number of draws give equal output for any number of threads.
// Thread-safety: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "chain/risk_points.h"
#include "chain/unit_network.h"

namespace lianmeng::chain {

// Of a figure over the draws.
struct Spread {
  double smallest = 0;
  double median = 0;  // of an even number the mean of the middle two
  double largest = 0;

  friend bool operator==(const Spread&, const Spread&) = default;
};

// Requires: values is not empty, all finite. Sorts `values`.
[[nodiscard]] Spread SpreadOf(std::vector<double>& values);

struct PointSpread {
  uint32_t product = 0;
  Spread severity;
  std::array<uint32_t, 4> draws_of_class{};  // by RiskClass; they add up to the number of draws

  [[nodiscard]] uint32_t DrawsOf(RiskClass risk_class) const {
    return draws_of_class[static_cast<size_t>(risk_class)];
  }
  // The class of most draws, the graver on a tie.
  [[nodiscard]] RiskClass UsualClass() const;

  friend bool operator==(const PointSpread&, const PointSpread&) = default;
};

struct CertaintyOptions {
  uint32_t draws = 20;  // 1 .. 10'000
  uint64_t seed = 1;
  UnitNetworkOptions network;  // its draw's seed and number are set for each draw
  RiskOptions risk;            // rule and stop threshold; threads and firms_shown are set
  bool organisations = false;  // measure the systemic index too
  double index_stop_threshold = 1e-2;
  int threads = 0;  // 0: as many as the machine has
};

struct Certainty {
  uint32_t draws = 0;
  uint64_t seed = 0;
  // chains[c][m] belongs to the m-th member of the c-th chain.
  std::vector<std::vector<PointSpread>> chains;
  std::vector<Spread> organisations;  // systemic index; empty if not asked for
};

// Errors:  kInvalidArgument: no draws or more than 10,000, and those of BuildUnitNetwork and
//          FindRiskPoints; kCancelled.
[[nodiscard]] Result<Certainty> MeasureCertainty(const Economy& economy,
                                                 std::span<const ChainInput> chains,
                                                 const CertaintyOptions& options = {},
                                                 Progress& progress = Progress::None());

}  // namespace lianmeng::chain
