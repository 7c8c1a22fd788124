// One shock followed to the true fixed point of the cascade, with proof: for every node and for the
// index an interval that holds it.
//
// Written for deficits a = 1 − hd, b = 1 − hu, the published update (chain/reference_index.h) is a
// monotone map F on [0, 1]^n, and what the shock does is its least fixed point (Knaster–Tarski):
//   - iterating from the shock itself never passes the least fixed point: a lower bound;
//   - every u with F(u) ≤ u lies above it: an upper bound. Such a u is made from the lower bound and
//     a guess of what is still to come, and then checked by one plain sweep; only what passes
//     counts.
// Rounding is paid for by kRounding, added to every upper bound and taken from every lower one.
//
// Example:   LM_ASSIGN(auto proof, CertifyCascade(network, {{{.node = 7}}}, {.tolerance = 1e-6}));
// Cost:      a sweep costs the links of the nodes reached; some tens of sweeps.
// Determinism: equal input, equal output.
// Source:    Tarski, "A lattice-theoretical fixpoint theorem and its applications", 1955.
#pragma once

#include <vector>

#include "base/result.h"
#include "chain/cascade.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

// Holds what is computed: lower <= true value <= upper.
struct Interval {
  double lower = 0;
  double upper = 0;

  [[nodiscard]] double width() const { return upper - lower; }
  [[nodiscard]] double middle() const { return lower + 0.5 * (upper - lower); }

  friend bool operator==(const Interval&, const Interval&) = default;
};

// More than the rounding of any sum of up to 10^8 parts of one: a bound on what doubles may lose.
inline constexpr double kRounding = 1e-11;

struct CertifyOptions {
  double tolerance = 1e-4;  // greatest width of the index's interval, > 0
  int sweeps_max = 100'000;
};

struct CertifiedCascade {
  // What each node loses of its output, 1 − min(hd, hu).
  std::vector<Interval> loss;
  Interval index;  // Σ weight · loss, weights of SupplyNetwork::index_weight
  int sweeps = 0;  // to the lower bound and the checks of the upper one, together
  // False: sweeps_max came first; the interval is proven all the same, but wider than asked for.
  bool reached_tolerance = true;
};

// Errors:  kInvalidArgument: a node or share out of range, a tolerance that is not positive.
[[nodiscard]] Result<CertifiedCascade> CertifyCascade(const SupplyNetwork& network,
                                                      const Shock& shock,
                                                      const CertifyOptions& options = {});

}  // namespace lianmeng::chain
