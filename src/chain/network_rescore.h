// The systemic index of some firms of a large network, kept step by step, so that an edit costs what
// it changes and not what the firms' cascades reach: a hub's cascade meets nearly every edit, but
// nearly all of it stays as it was.
//
// Of each firm's cascade the losses of every node after every step are kept. An edited network is
// then followed by difference: a step recomputes the nodes whose rows the edit changed and those
// that may feel a changed neighbour, all others keep the values of the same step of the cascade that
// is kept.
//   - Demand is linear: Δb(t+1) = Λu Δb(t) + (Λu' − Λu) b'(t), so that differences are passed on to
//     suppliers, and a supplier with changed sales costs the links that changed.
//   - Supply is not (the worst input decides): a customer is recomputed from its whole row once its
//     suppliers' changes could change it.
// A difference is followed as long as it can matter: times the influence of its node
// (chain/influence.h), which says how far the index answers, or by itself, for the stop rule. What
// is not followed is added up and kept below 3e-10 in each index. Influence presumes market shares
// that barely move; the margin to the promised 1e-9 is for that, and tests hold it. A firm that
// loses three quarters of a sector, one of whose steps came within 1e-7 of the stop rule, or whose
// edited cascade takes more steps than the one kept, is run anew.
//
// Example:   LM_ASSIGN(const auto rescorer, NetworkRescorer::Prepare(base, firms, {}));
//            const RescoredIndex after = rescorer.Evaluate({.links = {...}});
// Cost:      Prepare: two cascades a firm, the influence of all nodes, and memory of 8 bytes for
//            each loss above 1e-10, twice, a step and firm (memory_bytes says how much): for sets
//            of firms, not for all firms of a nation. Evaluate: what changed, and some milliseconds.
// Determinism: equal input, equal output, whatever the number of threads.
// Thread-safety: const after Prepare. The base must outlive the rescorer.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "chain/edited_network.h"

namespace lianmeng::chain {

struct RescoreOptions {
  double stop_threshold = 1e-2;  // of the published iteration
  int threads = 0;               // 0: as many as the machine has
};

struct RescoredIndex {
  std::vector<double> index;  // in the order of the firms
  double mean = 0;
  int64_t firms_kept = 0;      // no difference worth following
  int64_t firms_followed = 0;  // by difference
  int64_t firms_rerun = 0;     // anew
};

class NetworkRescorer {
 public:
  // Errors:  kInvalidArgument: no such firm; kCancelled.
  [[nodiscard]] static Result<NetworkRescorer> Prepare(const EditableNetwork& base,
                                                       std::span<const NodeIndex> firms,
                                                       const RescoreOptions& options,
                                                       Progress& progress = Progress::None());

  // The published index of each firm, lost entirely, on the network as it is.
  [[nodiscard]] std::span<const double> index() const { return index_; }
  // On the edited network: within 1e-9 of the index on that network built anew.
  // Requires:  no added nodes, and links as EditedNetwork requires (CHECK).
  [[nodiscard]] RescoredIndex Evaluate(const NetworkEdit& edit) const;
  [[nodiscard]] uint64_t memory_bytes() const;

  // Losses of the nodes that one side of a cascade reached, after each step.
  class KeptSide {
   public:
    // hits[k] is the node of values[t][k], the loss after step t; 0 where values[t] ends before.
    void Build(uint32_t node_count, std::span<const NodeIndex> hits,
               const std::vector<std::vector<double>>& values);

    [[nodiscard]] double Loss(NodeIndex node, size_t step) const {
      const uint64_t word = bits_[node / 64];
      if ((word >> (node % 64) & 1) == 0) return 0;
      const uint64_t below = word & ((uint64_t{1} << (node % 64)) - 1);
      const size_t at = ranks_[node / 64] + static_cast<size_t>(__builtin_popcountll(below));
      return losses_[at * columns_ + step];
    }
    [[nodiscard]] std::span<const NodeIndex> nodes() const { return nodes_; }
    [[nodiscard]] uint64_t memory_bytes() const;

   private:
    std::vector<uint64_t> bits_;   // by node: is it in nodes_
    std::vector<uint32_t> ranks_;  // nodes before each word
    std::vector<NodeIndex> nodes_;
    std::vector<double> losses_;  // by node of nodes_, then by step
    size_t columns_ = 0;
  };

  struct KeptCascade {
    NodeIndex firm = 0;
    size_t steps = 0;
    bool rerun = false;     // too near to a case for which differences do not do
    double lost_share = 0;  // of its output, by the worst sector
    KeptSide supply, demand;
    std::vector<double> index;  // by step
    // By step and sector; the last two leave out the lost firm.
    std::vector<double> sector_lost;    // Σ s_i a_i
    std::vector<double> sector_top;     // the largest s_i a_i
    std::vector<double> sector_effect;  // Σ s_i a_i times the answer to what i's customers miss
    // Nodes whose change in a step was above the threshold.
    std::vector<std::vector<NodeIndex>> hot_supply, hot_demand;
  };

  // How much the index answers at most, by node, as long as no sector that is not small has lost
  // more than a share.
  struct SupplyAnswers {
    double lost_share_max = 0;
    std::vector<double> of_missing;  // to what its customers miss
    std::vector<double> of_loss;     // to its own loss
  };

 private:
  NetworkRescorer(const EditableNetwork& base, const RescoreOptions& options)
      : base_(&base), options_(options) {}
  class Follower;
  void MatchShares();
  void BoundInfluence();
  void SumSectorEffects(KeptCascade& kept) const;
  const SupplyAnswers& AnswersFor(const KeptCascade& kept) const;

  const EditableNetwork* base_;
  RescoreOptions options_;
  std::vector<KeptCascade> kept_;
  std::vector<double> index_;
  std::vector<double> demand_influence_;
  std::vector<SupplyAnswers> supply_answers_;  // by rising lost_share_max
  // Λd of each sale, in the order of Customers(i), and Λu of each purchase, in that of Suppliers(j).
  std::vector<size_t> sale_offsets_, purchase_offsets_;
  std::vector<double> sale_shares_, purchase_shares_;
};

}  // namespace lianmeng::chain
