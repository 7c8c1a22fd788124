// What a loss at a node can do to the index at the most: computed once for a network, and then what
// bounds the unfinished part of any shock (chain/certified_index.h).
//
// Demand. The deficits b = 1 − hu of one lost firm k are linear: b_i is the probability that a walk
// from i, which goes from a supplier to a customer with probability Λu, ever comes to k. With G =
// Σ_t Λu^t, the expected visits of such a walk, b_i = G_ik / G_kk, and
//
//     Σ_i w_i b_i = effect_k · (1 − return_k),     effect = Gᵀ w,   return_k = 1 − 1 / G_kk
//
// so that one pass over the network gives all firms' indices but for the probability that a walk
// comes back. `visits` = G 1 bounds what is left of a push that was not carried to its end.
// Where firms sell in a closed circle (a strong component without customers outside), a walk never
// ends, G is infinite, and every firm of the circle is reached for certain: `closed`.
//
// Supply. The deficits a = 1 − hd obey a_j ≤ Σ_i Λd_ij σ_i a_i, and as long as no sector has lost
// more than a share η of its output, σ_i ≤ σ̄_i = min(1, s_i / ((1 − η) S)). With M_ji = Λd_ij σ̄_i and
// v = Σ_t (Mᵀ)^t w, a loss of one unit of σ_i a_i that is not yet passed on costs the index at most
// passed_i = Σ_j Λd_ij v_j. It exists while M contracts: for each level η for which it does. Sectors
// smaller than a share of all output are left out of that condition and have σ̄ = 1.
//
// Every bound is checked by a sweep with directed rounding, as in chain/certified_cascade.h; where
// none is found it is infinite, and the caller must do without.
//
// Cost:      some tens of sweeps of the network; 60 bytes a node.
// Source:    Kemeny, Snell, "Finite Markov Chains", 1960, for G; the use as a bound of a push
//            follows Andersen, Chung, Lang, "Local graph partitioning using PageRank vectors", 2006.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "chain/certified_cascade.h"
#include "chain/passing_links.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

struct SupplyInfluence {
  double lost_share_max = 0;   // η: no sector that is not small may have lost a larger share
  std::vector<double> passed;  // of each node; infinite: not known
};

struct Influence {
  std::vector<uint32_t> component_of;    // strong component of the sales
  std::vector<uint32_t> component_size;  // in nodes
  std::vector<uint8_t> closed;           // of a component: more than one firm, no customer outside
  std::vector<NodeIndex> suppliers_first;  // by sales; the firms of one component together

  std::vector<Interval> effect;  // of nodes outside closed circles
  std::vector<double> visits;    // upper bound
  double small_sector_share = 0;
  std::vector<SupplyInfluence> supply;  // by rising η

  [[nodiscard]] bool InClosedCircle(NodeIndex node) const {
    return closed[component_of[node]] != 0;
  }
};

// `threads`: 0 as many as the machine has; the result does not depend on it.
[[nodiscard]] Influence FindInfluence(const SupplyNetwork& network, const PassingLinks& passes,
                                      double small_sector_share, int threads);

}  // namespace lianmeng::chain
