// The bytes that flows have in each cycle of each link, and how many more it could take.
//
// Cycles repeat with the hypercycle: slot = cycle modulo H. A flow of period P has its bytes in every P-th slot.
// Besides its capacity a slot may have limits, one for each flow that leaves the backbone there and whose jitter or
// latency would be broken by more bytes before it. A limit is kept once for all slots of its flow, in a set with those
// of flows with the same slots. All figures fit 32 bits: capacities beyond 2^30 bytes count as that.
//
// Cost:      Take, Give: a pass over a flow's slots. AddLimit: O(log limits of the same slots), and such a pass if it is
//            the least of them. RemoveLimit: as AddLimit, and a look-up at most for each of these slots and each other
//            period that limits of the link have. Room, Used: a view. Memory: 8 bytes a slot, O(1) a limit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/backbone.h"
#include "network/number_sets.h"

namespace lianmeng::network {

// The slots of one link that a flow has bytes in. Requires: period divides the hypercycle; the cycle may be any.
struct LinkSlots {
  LinkIndex link = 0;
  int64_t cycle = 0;
  int64_t period = 1;
};

class CycleLedger {
 public:
  static constexpr int32_t kBytesMax = int32_t{1} << 30;

  CycleLedger(const Backbone& backbone, int64_t hypercycle);

  [[nodiscard]] int64_t hypercycle() const { return hypercycle_; }
  [[nodiscard]] int32_t Capacity(LinkIndex link) const { return capacity_[link]; }
  // Of each slot of a link: what is taken, and what could be taken beside it without breaking anybody's limit.
  [[nodiscard]] std::span<const int32_t> Used(LinkIndex link) const { return Row(used_, link); }
  [[nodiscard]] std::span<const int32_t> Room(LinkIndex link) const { return Row(room_, link); }
  // The most that is taken in any slot of a flow.
  [[nodiscard]] int32_t MostUsed(const LinkSlots& slots) const;
  // The least room in any slot of a flow.
  [[nodiscard]] int32_t LeastRoom(const LinkSlots& slots) const;

  void Take(const LinkSlots& slots, int32_t bytes) { Add(slots, bytes); }
  void Give(const LinkSlots& slots, int32_t bytes) { Add(slots, -bytes); }
  // At most `bytes` in each of these slots, until the same limit is removed. One that exceeds the capacity is free.
  void AddLimit(const LinkSlots& slots, int32_t bytes);
  void RemoveLimit(const LinkSlots& slots, int32_t bytes);

 private:
  // The limits of a link's flows of one period, by the first of their slots: the least at hand, all in a set. A table
  // with open addressing, of a power of two of places and at least as many again as are taken.
  class PeriodLimits {
   public:
    struct Phase {
      int32_t slot = kFree;  // the first, less than the period
      int32_t least = 0;     // of the set, if it is not empty
      int32_t set = NumberSets::kEmpty;
    };

    explicit PeriodLimits(int64_t period) : period_(period) {}

    [[nodiscard]] int64_t period() const { return period_; }
    // nullptr if there is none, or none with a limit.
    [[nodiscard]] Phase* Find(int64_t slot);
    [[nodiscard]] Phase& FindOrMake(int64_t slot);
    [[nodiscard]] bool empty() const { return table_.empty(); }

   private:
    static constexpr int32_t kFree = -1;

    [[nodiscard]] Phase& PlaceOf(int32_t slot);
    void Grow();

    int64_t period_;
    size_t taken_ = 0;
    std::vector<Phase> table_;
  };

  [[nodiscard]] std::span<const int32_t> Row(const std::vector<int32_t>& values,
                                             LinkIndex link) const {
    const auto width = static_cast<size_t>(hypercycle_);
    return {values.data() + link * width, width};
  }
  // The number of the link's first slot of a flow; the others follow every `period`.
  [[nodiscard]] size_t FirstSlot(const LinkSlots& slots) const;
  void Add(const LinkSlots& slots, int32_t bytes);
  [[nodiscard]] PeriodLimits& LimitsOf(LinkIndex link, int64_t period);
  // No more than `bytes` in every `step`-th slot of the link from this one on.
  void LowerRoom(size_t slot, int64_t step, int32_t bytes);
  // The least limit of these slots has risen from one value to another.
  void RaiseRoom(const LinkSlots& slots, int32_t from_bytes, int32_t to_bytes);

  int64_t hypercycle_;
  std::vector<int32_t> capacity_;
  std::vector<int32_t> used_, room_;               // by link, then slot
  std::vector<std::vector<PeriodLimits>> limits_;  // by link; in the order in which periods came
  NumberSets sets_;
};

}  // namespace lianmeng::network
