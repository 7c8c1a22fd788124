#include "network/cycle_ledger.h"

#include <algorithm>

#include "network/cycles.h"

namespace lianmeng::network {

CycleLedger::CycleLedger(const Backbone& backbone, int64_t hypercycle) : hypercycle_(hypercycle) {
  CHECK(hypercycle > 0);
  const size_t slots = backbone.links.size() * static_cast<size_t>(hypercycle);
  used_.assign(slots, 0);
  limit_of_.assign(slots, kNone);
  room_.reserve(slots);
  for (const Link& link : backbone.links) {
    const int64_t bytes = CycleCapacityBytes(link, backbone.system);
    capacity_.push_back(static_cast<int32_t>(std::clamp<int64_t>(bytes, 0, kBytesMax)));
    room_.insert(room_.end(), static_cast<size_t>(hypercycle), capacity_.back());
  }
}

size_t CycleLedger::FirstSlot(const LinkSlots& slots) const {
  return static_cast<size_t>(slots.link) * static_cast<size_t>(hypercycle_) +
         static_cast<size_t>(Modulo(slots.cycle, slots.period));
}

int32_t CycleLedger::MostUsed(const LinkSlots& slots) const {
  int32_t most = 0;
  size_t slot = FirstSlot(slots);
  for (int64_t left = hypercycle_ / slots.period; left > 0; --left) {
    most = std::max(most, used_[slot]);
    slot += static_cast<size_t>(slots.period);
  }
  return most;
}

int32_t CycleLedger::LeastRoom(const LinkSlots& slots) const {
  int32_t least = capacity_[slots.link];
  size_t slot = FirstSlot(slots);
  for (int64_t left = hypercycle_ / slots.period; left > 0; --left) {
    least = std::min(least, room_[slot]);
    slot += static_cast<size_t>(slots.period);
  }
  return least;
}

void CycleLedger::Add(const LinkSlots& slots, int32_t bytes) {
  size_t slot = FirstSlot(slots);
  for (int64_t left = hypercycle_ / slots.period; left > 0; --left) {
    used_[slot] += bytes;
    room_[slot] -= bytes;
    slot += static_cast<size_t>(slots.period);
  }
}

void CycleLedger::AddLimit(const LinkSlots& slots, int32_t bytes) {
  if (bytes >= capacity_[slots.link]) return;
  size_t slot = FirstSlot(slots);
  for (int64_t left = hypercycle_ / slots.period; left > 0; --left) {
    int32_t node = free_limit_;
    if (node == kNone) {
      node = static_cast<int32_t>(limits_.size());
      limits_.emplace_back();
    } else {
      free_limit_ = limits_[static_cast<size_t>(node)].next;
    }
    limits_[static_cast<size_t>(node)] = {bytes, limit_of_[slot]};
    limit_of_[slot] = node;
    room_[slot] = std::min(room_[slot], bytes - used_[slot]);
    slot += static_cast<size_t>(slots.period);
  }
}

void CycleLedger::RemoveLimit(const LinkSlots& slots, int32_t bytes) {
  if (bytes >= capacity_[slots.link]) return;
  size_t slot = FirstSlot(slots);
  for (int64_t left = hypercycle_ / slots.period; left > 0; --left) {
    RemoveLimitAt(slot, bytes, capacity_[slots.link]);
    slot += static_cast<size_t>(slots.period);
  }
}

void CycleLedger::RemoveLimitAt(size_t slot, int32_t bytes, int32_t capacity) {
  int32_t least = capacity;
  int32_t removed = kNone;
  for (int32_t* node = &limit_of_[slot]; *node != kNone;) {
    Limit& limit = limits_[static_cast<size_t>(*node)];
    if (removed == kNone && limit.bytes == bytes) {
      removed = *node;
      *node = limit.next;
      limit.next = free_limit_;
      free_limit_ = removed;
      continue;
    }
    least = std::min(least, limit.bytes);
    node = &limit.next;
  }
  CHECK(removed != kNone);
  room_[slot] = least - used_[slot];
}

}  // namespace lianmeng::network
