#include "network/cycle_ledger.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "network/cycles.h"

namespace lianmeng::network {

CycleLedger::CycleLedger(const Backbone& backbone, int64_t hypercycle) : hypercycle_(hypercycle) {
  CHECK(hypercycle > 0);
  const size_t slots = backbone.links.size() * static_cast<size_t>(hypercycle);
  used_.assign(slots, 0);
  room_.reserve(slots);
  limits_.resize(backbone.links.size());
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

// Neighbours are likely, and stay neighbours: a table as long as the period has no two in one place.
CycleLedger::PeriodLimits::Phase& CycleLedger::PeriodLimits::PlaceOf(int32_t slot) {
  const size_t last = table_.size() - 1;
  size_t place = static_cast<size_t>(slot) & last;
  while (table_[place].slot != slot && table_[place].slot != kFree) place = (place + 1) & last;
  return table_[place];
}

CycleLedger::PeriodLimits::Phase* CycleLedger::PeriodLimits::Find(int64_t slot) {
  if (table_.empty()) return nullptr;
  Phase& phase = PlaceOf(static_cast<int32_t>(slot));
  return phase.set == NumberSets::kEmpty ? nullptr : &phase;
}

CycleLedger::PeriodLimits::Phase& CycleLedger::PeriodLimits::FindOrMake(int64_t slot) {
  if (2 * taken_ >= table_.size()) Grow();
  Phase& phase = PlaceOf(static_cast<int32_t>(slot));
  if (phase.slot == kFree) {
    phase.slot = static_cast<int32_t>(slot);
    ++taken_;
  }
  return phase;
}

// Phases whose flows are gone are left behind.
void CycleLedger::PeriodLimits::Grow() {
  const std::vector<Phase> before = std::move(table_);
  const auto has_limits = [](const Phase& phase) { return phase.set != NumberSets::kEmpty; };
  taken_ = static_cast<size_t>(std::ranges::count_if(before, has_limits));
  table_.assign(std::bit_ceil(4 * std::max<size_t>(taken_, 1)), {});
  for (const Phase& phase : before) {
    if (has_limits(phase)) PlaceOf(phase.slot) = phase;
  }
}

CycleLedger::PeriodLimits& CycleLedger::LimitsOf(LinkIndex link, int64_t period) {
  std::vector<PeriodLimits>& of_link = limits_[link];
  const auto found = std::ranges::find(of_link, period, &PeriodLimits::period);
  return found != of_link.end() ? *found : of_link.emplace_back(period);
}

void CycleLedger::AddLimit(const LinkSlots& slots, int32_t bytes) {
  if (bytes >= capacity_[slots.link]) return;
  PeriodLimits::Phase& phase =
      LimitsOf(slots.link, slots.period).FindOrMake(Modulo(slots.cycle, slots.period));
  const bool is_least = phase.set == NumberSets::kEmpty || bytes < phase.least;
  phase.set = sets_.Add(phase.set, bytes);
  if (!is_least) return;
  phase.least = bytes;
  LowerRoom(FirstSlot(slots), slots.period, bytes);
}

void CycleLedger::RemoveLimit(const LinkSlots& slots, int32_t bytes) {
  if (bytes >= capacity_[slots.link]) return;
  PeriodLimits::Phase* phase =
      LimitsOf(slots.link, slots.period).Find(Modulo(slots.cycle, slots.period));
  CHECK(phase != nullptr);
  phase->set = sets_.Remove(phase->set, bytes);
  const int32_t least =
      phase->set == NumberSets::kEmpty ? capacity_[slots.link] : sets_.Least(phase->set);
  if (least == phase->least) return;
  phase->least = least;
  RaiseRoom(slots, bytes, least);
}

void CycleLedger::LowerRoom(size_t slot, int64_t step, int32_t bytes) {
  for (int64_t left = hypercycle_ / step; left > 0; --left) {
    room_[slot] = std::min(room_[slot], bytes - used_[slot]);
    slot += static_cast<size_t>(step);
  }
}

// Slots that the old limit did not bind are bound by a lower one of another period, and stay as they are. The others
// get what the new limit leaves, and then what limits of other periods leave of that.
void CycleLedger::RaiseRoom(const LinkSlots& slots, int32_t from_bytes, int32_t to_bytes) {
  const size_t first = FirstSlot(slots);
  size_t slot = first;
  bool has_bound = false;
  for (int64_t left = hypercycle_ / slots.period; left > 0; --left) {
    if (room_[slot] + used_[slot] == from_bytes) {
      room_[slot] = to_bytes - used_[slot];
      has_bound = true;
    }
    slot += static_cast<size_t>(slots.period);
  }
  if (!has_bound) return;
  for (PeriodLimits& other : limits_[slots.link]) {
    if (other.period() == slots.period || other.empty()) continue;
    // These slots are each of the other period's in turn; the same one comes again after the least common multiple.
    const int64_t common = std::lcm(slots.period, other.period());
    const int64_t begin = Modulo(slots.cycle, slots.period);
    for (int64_t cycle = begin; cycle < begin + common; cycle += slots.period) {
      const PeriodLimits::Phase* phase = other.Find(cycle % other.period());
      if (phase == nullptr || phase->least >= to_bytes) continue;
      LowerRoom(first + static_cast<size_t>(cycle - begin), common, phase->least);
    }
  }
}

}  // namespace lianmeng::network
