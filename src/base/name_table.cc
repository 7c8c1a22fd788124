#include "base/name_table.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/check.h"
#include "base/random.h"

namespace lianmeng {
namespace {

uint64_t HashOf(std::string_view name) {
  uint64_t hash = name.size() * kSplitMixStep;
  while (name.size() >= 8) {
    uint64_t word = 0;
    std::memcpy(&word, name.data(), 8);
    hash = SplitMixOutput(hash ^ word);
    name.remove_prefix(8);
  }
  uint64_t word = 0;
  std::memcpy(&word, name.data(), name.size());
  return SplitMixOutput(hash ^ word);
}

}  // namespace

NameTable::Entry NameTable::Add(std::string_view name) {
  if (ends_.size() * 2 >= slots_.size()) Grow();
  const uint64_t hash = HashOf(name);
  const auto upper = static_cast<uint32_t>(hash >> 32);
  const size_t mask = slots_.size() - 1;
  for (size_t at = hash & mask; slots_[at].number != kFree; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.hash == upper && slot.size == name.size() &&
        std::memcmp(bytes_.data() + slot.begin, name.data(), name.size()) == 0) {
      return {slot.number, false};
    }
  }
  CHECK(ends_.size() < kFree - 1 && name.size() <= UINT32_MAX);
  const uint32_t number = size();
  Insert(slots_, {bytes_.size(), static_cast<uint32_t>(name.size()), upper, number}, hash);
  bytes_ += name;
  ends_.push_back(bytes_.size());
  return {number, true};
}

void NameTable::Insert(std::vector<Slot>& slots, const Slot& slot, uint64_t hash) {
  const size_t mask = slots.size() - 1;
  size_t at = hash & mask;
  while (slots[at].number != kFree) at = (at + 1) & mask;
  slots[at] = slot;
}

void NameTable::Grow() {
  std::vector<Slot> larger(std::max<size_t>(64, slots_.size() * 2));
  for (const Slot& slot : slots_) {
    if (slot.number != kFree) Insert(larger, slot, HashOf((*this)[slot.number]));
  }
  slots_.swap(larger);
}

std::vector<uint32_t> NameTable::ByName() const {
  std::vector<uint32_t> order(size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [this](uint32_t a, uint32_t b) { return (*this)[a] < (*this)[b]; });
  return order;
}

size_t NameTable::memory_bytes() const {
  return bytes_.capacity() + ends_.capacity() * sizeof(uint64_t) + slots_.capacity() * sizeof(Slot);
}

}  // namespace lianmeng
