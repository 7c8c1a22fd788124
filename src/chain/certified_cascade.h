// One shock followed to the true fixed point of the cascade, with proof: for every node and for the
// index an interval that holds it.
//
// Written for deficits a = 1 − hd and b = 1 − hu, the published update (chain/reference_index.h) is
// a pair of monotone maps F on [0, 1]^n, one for each, and what the shock does is the least fixed
// point of each (Knaster–Tarski):
//   - iterating from the shock itself never passes the least fixed point: a lower bound;
//   - every u with F(u) ≤ u lies above it: an upper bound. Such a u is made from the lower bound by
//     inflating what the last steps still added, until one sweep changes nothing any more.
// Both iterations go through nodes in the order in which the shock reaches them, or of memory if they
// are many, and use new values at once, which keeps them on their side of the fixed point.
//
// Rounding: every evaluation of F is scaled down (lower) or up (upper) by more than its own rounding
// error can be (RoundingOf), so that the intervals hold for real numbers, not only for doubles.
//
// Example:   LM_ASSIGN(auto proof, CertifyCascade(network, {{{.node = 7}}}, {.tolerance = 1e-6}));
// Cost:      a sweep costs the links of the nodes reached; some tens of sweeps. Memory 60 bytes a
//            node.
// Determinism: equal input, equal output.
// Source:    Tarski, "A lattice-theoretical fixpoint theorem and its applications", Pacific J. Math.
//            5 (1955); inflation as in Rump, "Verification methods", Acta Numerica 19 (2010).
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

struct CertifyOptions {
  double tolerance = 1e-4;  // greatest width of the index's interval, > 0
  int sweeps_max = 100'000;
};

struct CertifiedCascade {
  // What each node loses of its output, 1 − min(hd, hu).
  std::vector<Interval> loss;
  Interval index;  // Σ weight · loss, weights of SupplyNetwork::index_weight
  int sweeps = 0;  // of both maps, for the lower bound and for the checks of the upper one
  // False: sweeps_max came first; the interval is proven all the same, but wider than asked for.
  bool reached_tolerance = true;
};

// Errors:  kInvalidArgument: a node or share out of range, a tolerance that is not positive.
[[nodiscard]] Result<CertifiedCascade> CertifyCascade(const SupplyNetwork& network,
                                                      const Shock& shock,
                                                      const CertifyOptions& options = {});

// A bound on the relative rounding error of one evaluation of F for one node of this network: sums
// of non-negative doubles, n of them, err by less than n · 2^-53 of their value.
[[nodiscard]] double RoundingOf(const SupplyNetwork& network);

}  // namespace lianmeng::chain
