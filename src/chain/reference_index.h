// The systemic index of firms in a supply network: the slow, plain reference for later engines.
//
// Source: Diem, Borsos, Reisch, Kertész, Thurner, "Quantifying firm-level economic systemic risk
// from nation-wide supply networks", Scientific Reports 12:7719 (2022). Written out here:
//
//   W_ij >= 0  yearly value that supplier i sells customer j;
//              parallel links are added up, self-links dropped
//   s_i      = Σ_j W_ij
//   p_i        sector of firm i
//   ψ_i        capacity that the shock leaves to i: 0 lost entirely, 1 not shocked
//   hd, hu     what supply and what demand leave of a firm: 1 sound, 0 lost
//
//   Λd_ij    = W_ij / Σ_{l: p_l = p_i} W_lj   if the input is essential for j (2)
//            = W_ij / Σ_l W_lj                if it is replaceable (1); over all inputs of j
//            = 0                              if it is irrelevant (0)
//   Λu_ij    = W_ij / s_i
//   σ_i(t)   = min(1, s_i / Σ_{l: p_l = p_i} s_l · hd_l(t))    market share; 1 if the sum is 0
//   Π_jk(t)  = 1 − Σ_{i: p_i = k} σ_i(t) · Λd_ij · (1 − hd_i(t))
//   hd_j(t+1) = max(0, min(ψ_j, min over essential k of Π_jk(t),
//                              1 − Σ over replaceable k of (1 − Π_jk(t))))
//   hu_i(t+1) = max(0, min(ψ_i, 1 − Σ_j Λu_ij · (1 − hu_j(t))));  ψ_i if i sells nothing
//
//   hd(0) = hu(0) = ψ. All firms are updated together from the values of the step before
//   (Jacobi), until the largest change of any hd or hu is <= stop_threshold.
//   index    = Σ_j (s_j / Σ_l s_l) · (1 − min(hd_j, hu_j));  0 if nobody sells anything
//
// Where the paper is silent: essentiality belongs to an input sector of a customer. Lines that
// disagree about it are taken as they stand: parallel links take the stricter value, and essential
// and replaceable links from one sector form two groups with the same denominators as above;
// essentiality_conflicts counts such sectors. Links of weight 0 introduce their firms and do
// nothing else.
//
// Example:   LM_ASSIGN(auto network, BuildReferenceNetwork(links));
//            LM_ASSIGN(auto index, ReferenceIndex(network));  // index[f] of network.firms[f]
// Determinism: every sum runs in the order of the firms' names, so that results are equal bit by
//            bit whatever the order of the links.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::chain {

struct ReferenceLink {
  std::string supplier;
  std::string customer;
  std::string supplier_sector;
  std::string customer_sector;
  double weight = 0;     // W_ij, any unit; finite, >= 0
  int essentiality = 0;  // 2 essential, 1 replaceable, 0 irrelevant
  // Where the link was read, for messages; 0: its number in the list, from 1.
  int64_t line = 0;
};

struct ReferenceNetwork {
  struct Purchase {
    uint32_t supplier = 0;
    uint32_t sector = 0;  // of the supplier
    double weight = 0;    // W_ij
    double lambda = 0;    // Λd_ij
    int essentiality = 0;
  };
  struct Sale {
    uint32_t customer = 0;
    double weight = 0;  // W_ij
    double lambda = 0;  // Λu_ij
  };

  // In order of first appearance, the supplier of a link before its customer.
  std::vector<std::string> firms;
  std::vector<std::string> sectors;              // in order of first appearance
  std::vector<uint32_t> sector_of;               // p_i
  std::vector<double> strength;                  // s_i
  std::vector<std::vector<Purchase>> purchases;  // by customer; by name of sector, then of supplier
  std::vector<std::vector<Sale>> sales;          // by supplier; by name of customer
  std::vector<uint32_t> by_name;                 // all firms; the order of sums over firms
  int64_t self_links = 0;                        // dropped
  int64_t parallel_links = 0;                    // added to an earlier link
  int64_t essentiality_conflicts = 0;  // pairs (customer, input sector) whose links disagree
};

// Errors:  kInvalidArgument with Place.line, field and value: an empty firm or sector, a weight
//          that is negative or not finite, an essentiality outside 0..2, a firm in two sectors.
// Cost:    O(L log L).
[[nodiscard]] Result<ReferenceNetwork> BuildReferenceNetwork(std::span<const ReferenceLink> links);

struct ReferenceOptions {
  // A change that equals the threshold but for rounding (1 part in 10^10) counts as equal.
  double stop_threshold = 1e-2;
  int steps_max = 10'000;  // guard; the iteration falls monotonically and converges
};

struct ReferenceCascadeResult {
  std::vector<double> hd;
  std::vector<double> hu;
  int steps = 0;          // updates made, the last one included
  bool converged = true;  // false: steps_max came first
  double index = 0;
};

// One shock. `psi[f]` belongs to network.firms[f].
// Requires:  psi has one value for each firm, each in [0, 1] (kInvalidArgument names the first that
//            is not).
// Cost:      O(N + L) a step, some 5 to 20 steps at the default threshold.
[[nodiscard]] Result<ReferenceCascadeResult> ReferenceCascade(const ReferenceNetwork& network,
                                                              std::span<const double> psi,
                                                              const ReferenceOptions& options = {});

// Every firm lost in turn (ψ = 0 for it, 1 for all others). result[f] belongs to network.firms[f].
// Cost:      N cascades on one thread.
// Errors:    kCancelled if `progress` asks to stop; kResourceExhausted if a cascade has not met the
//            threshold after steps_max steps (Place.value names the firm).
[[nodiscard]] Result<std::vector<double>> ReferenceIndex(const ReferenceNetwork& network,
                                                         const ReferenceOptions& options = {},
                                                         Progress& progress = Progress::None());

}  // namespace lianmeng::chain
