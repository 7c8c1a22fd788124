// Who buys from whom, exchanged so that the loss of a firm costs the economy less on average, while
// every firm sells and buys what it did.
//
// One exchange takes two links i → j and k → l whose suppliers are of one sector and moves the
// smaller of both values crosswise: j buys that much from k instead of i, and l from i instead of k.
// Every firm's sales s_i stay, and so do every customer's purchases from each sector and of each
// essentiality: output, weights of the index and recipes are those of before (docs/rewiring.md).
//
// Exchanges are chosen by what they should do to first order, in batches: from the cascades of all
// firms we know how much of its output each supplier loses on average (A) and each customer of its
// demand (B), and about how much the index answers to a loss of inputs at a customer (V) and of
// demand at a supplier (U). An exchange of value δ should then change the mean index by
//
//   δ (V_j Λd_ij/W_ij − V_l Λd_kl/W_kl) (A_k − A_i) + δ (B_l − B_j) (U_i/s_i − U_k/s_k)
//
// That is a guess and only chooses: a batch is kept if the mean index over all firms, computed anew
// from the network with the batch in it, has fallen, and otherwise undone and tried at half the
// size. So the mean index never rises, and what is reported is exact.
//
// Example:   LM_ASSIGN(const Rewiring rewiring, Rewire(input, {.steps = 40}));
// Cost:      a step costs the cascades of all firms; memory 100 bytes a link and 150 a firm.
// Determinism: equal input and options, equal result, whatever the number of threads.
// Source:    the question and the constraints are those of Zelbi, Ialongo, Thurner, "Systemic risk
//            mitigation in supply chains through network rewiring", arXiv 2504.12955; choosing
//            exchanges by influence, in batches, is ours.
#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

struct RewiringOptions {
  uint32_t steps = 40;           // batches tried, at most
  uint64_t exchanges_max = 0;    // kept in all; 0: no bound
  uint64_t seed = 1;             // of the pairs of links that are looked at
  double stop_threshold = 1e-2;  // of the published iteration, >= 0
  int threads = 0;               // 0: as many as the machine has
};

struct Exchange {
  NodeIndex supplier = 0, customer = 0;              // i → j
  NodeIndex other_supplier = 0, other_customer = 0;  // k → l
  double value = 0;                                  // moved to i → l and k → j
};

struct RewiringStep {
  uint64_t exchanges = 0;
  double expected = 0;  // change of the mean index, to first order
  double mean = 0;      // mean index with the batch
  bool kept = false;
};

struct Rewiring {
  SupplyInput network;  // with all exchanges; links by supplier and customer, each pair once
  // The published index of each node, lost entirely, by NodeIndex, and its mean.
  std::vector<double> index_before, index_after;
  double mean_before = 0, mean_after = 0;
  std::vector<RewiringStep> steps;
  std::vector<Exchange> exchanges;  // kept, in order
};

// Stops after options.steps, when no exchange promises anything, or when twelve batches in a row
// were of no use.
// Errors:  as SupplyNetwork::Build; kInvalidArgument: a threshold that is negative or not a number;
//          kResourceExhausted: a cascade that does not meet the threshold; kCancelled.
[[nodiscard]] Result<Rewiring> Rewire(const SupplyInput& input, const RewiringOptions& options,
                                      Progress& progress = Progress::None());

// What a rewiring changed, told by the two networks alone.
struct RewiringChanges {
  uint64_t links_before = 0, links_after = 0;
  uint64_t links_added = 0, links_removed = 0, links_revalued = 0;  // pairs of firms
  double value_moved_share = 0;  // half of all changes of value, of the value of all links
  // Greatest change of any firm's sales, or of any customer's purchases from a sector of an
  // essentiality, as a share of it. Rounding of values that are not whole leaves some 1e-15.
  double constraint_error = 0;
};

// Requires:  the same nodes in both (CHECK).
[[nodiscard]] RewiringChanges CompareNetworks(const SupplyInput& before, const SupplyInput& after);

}  // namespace lianmeng::chain
