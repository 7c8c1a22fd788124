// Shocks of one lost firm pushed through a network until what is left is small: the two halves of
// chain/certified_index.h, which says why their results are bounds. Internal to src/chain.
//
// A pusher holds the state of one shock and cleans up by undoing what it touched; one for each
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "chain/influence.h"
#include "chain/passing_links.h"
#include "chain/supply_network.h"

namespace lianmeng::chain {

// What the pushers read: all const and shared by the threads.
struct PushContext {
  const SupplyNetwork& network;
  const PassingLinks& passes;
  const Influence& influence;
  double rounding = 0;      // RoundingOf(network)
  double output_total = 0;  // Σ s
  bool all_count = true;    // every node that sells something counts in the index
};

// Demand: b from below on the firm's strong component.
class DemandPush {
 public:
  explicit DemandPush(const PushContext& context);

  // Until no node has more than `residual` left to pass on. False: that would take more than
  // `reads_max` links; the state is of no use then.
  bool Run(NodeIndex firm, double residual, int64_t reads_max);

  // Σ w b over all nodes.
  [[nodiscard]] Interval Effect() const;
  // b of a node other than the firm.
  [[nodiscard]] Interval Loss(NodeIndex node) const;
  [[nodiscard]] int64_t link_reads() const { return link_reads_; }

 private:
  void Clear();

  const PushContext& context_;
  NodeIndex firm_ = 0;
  struct Touched {
    NodeIndex node = 0;
    double loss = 0;     // b
    double waiting = 0;  // of the loss, that which was not passed on to the suppliers yet
  };
  std::vector<uint32_t> slot_of_;  // by node, its place in touched_ and one; 0: not touched
  std::vector<Touched> touched_;
  std::vector<uint32_t> queue_;  // slots
  double returned_ = 0;          // to the firm so far
  double residual_ = 0;          // greatest waiting_ of all
  int64_t link_reads_ = 0;
};

// Supply: a from below, and what may still come.
class SupplyPush {
 public:
  explicit SupplyPush(const PushContext& context);

  // Until no more than `left_max` of the index can still come. False: that bound is not to be had, or
  // not within `reads_max` links; the state is of no use then.
  bool Run(NodeIndex firm, double left_max, int64_t reads_max);

  struct Touched {
    NodeIndex node = 0;
    uint32_t sector = 0;
    double output = 0;
    double share = 0;      // of its market if nothing but the firm were lost in its sector
    double cost = 0;       // to the index, of one unit of share · loss that is not passed on yet
    double loss = 0;       // a from below; in sum it may be more by no more than left()
    double passed_on = 0;  // of the loss, that which the customers know

    // What it can still do to the index.
    [[nodiscard]] double potential() const { return share * cost * (loss - passed_on); }
  };
  [[nodiscard]] const std::vector<Touched>& touched() const { return touched_; }
  [[nodiscard]] double left() const { return left_; }
  [[nodiscard]] int64_t link_reads() const { return link_reads_; }

 private:
  void Clear();
  void Touch(NodeIndex node, double loss);
  void PassOn(size_t slot);
  bool PushBelow(double potential_max, int64_t reads_max);
  std::optional<double> BoundWhatIsLeft(double left_max);
  bool ChooseLevel(double left_max);
  [[nodiscard]] double Left(double still_to_come) const;
  [[nodiscard]] bool LevelHolds(double still_to_come) const;

  const PushContext& context_;
  const SupplyInfluence* level_ = nullptr;
  NodeIndex firm_ = 0;
  uint32_t firm_sector_ = 0;
  double firm_remaining_ = 0;      // output of the firm's sector without the firm
  std::vector<uint32_t> slot_of_;  // by node, its place in touched_ and one; 0: not touched
  std::vector<Touched> touched_;
  std::vector<double> group_loss_, sector_lost_;
  std::vector<uint32_t> touched_groups_, touched_sectors_;
  double potential_ = 0;
  double left_ = 0;
  int64_t link_reads_ = 0;
};

}  // namespace lianmeng::chain
