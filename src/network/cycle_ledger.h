// The bytes that flows have in each cycle of each link, and how many more it could take.
//
// Cycles repeat with the hypercycle: slot = cycle modulo H. A flow of period P has its bytes in every P-th slot.
// Besides its capacity a slot may have limits, one for each flow that leaves the backbone there and whose jitter or
// latency would be broken by more bytes before it. All figures fit 32 bits: capacities beyond 2^30 bytes count as that.
//
// Cost:      Take, Give: a pass over a flow's slots. Room, Used: a view. Memory: 12 bytes a slot, 8 a limit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/backbone.h"

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
  struct Limit {
    int32_t bytes = 0;
    int32_t next = 0;
  };
  static constexpr int32_t kNone = -1;

  [[nodiscard]] std::span<const int32_t> Row(const std::vector<int32_t>& values,
                                             LinkIndex link) const {
    const auto width = static_cast<size_t>(hypercycle_);
    return {values.data() + link * width, width};
  }
  // The number of the link's first slot of a flow; the others follow every `period`.
  [[nodiscard]] size_t FirstSlot(const LinkSlots& slots) const;
  void Add(const LinkSlots& slots, int32_t bytes);
  void RemoveLimitAt(size_t slot, int32_t bytes, int32_t capacity);

  int64_t hypercycle_;
  std::vector<int32_t> capacity_;
  std::vector<int32_t> used_, room_;  // by link, then slot
  std::vector<int32_t> limit_of_;     // by link, then slot: the first of the slot's limits
  std::vector<Limit> limits_;
  int32_t free_limit_ = kNone;
};

}  // namespace lianmeng::network
