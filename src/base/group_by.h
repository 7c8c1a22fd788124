// Items gathered by a number that each has: a stable counting sort.
//
// Example:   Grouped<SupplyLink> rows = GroupBy(std::span<const SupplyLink>(links), node_count,
//                [](const SupplyLink& link) { return link.customer; });
//            for (SupplyLink& link : rows.Of(7)) ...
// Cost:      O(items + keys), a copy of the items; for millions a fraction of a sort.
// Requires:  keys below `key_count`, fewer than 2^32 items.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lianmeng {

template <typename T>
struct Grouped {
  std::vector<T> items;           // by key, those of one key in their own order
  std::vector<uint32_t> offsets;  // keys + 1

  [[nodiscard]] std::span<T> Of(uint32_t key) {
    return {items.data() + offsets[key], items.data() + offsets[key + size_t{1}]};
  }
};

template <typename T, typename KeyOf>
[[nodiscard]] Grouped<T> GroupBy(std::span<const T> items, uint32_t key_count,
                                 const KeyOf& key_of) {
  Grouped<T> grouped;
  grouped.offsets.assign(size_t{key_count} + 1, 0);
  for (const T& item : items) ++grouped.offsets[key_of(item) + size_t{1}];
  for (size_t i = 1; i < grouped.offsets.size(); ++i) grouped.offsets[i] += grouped.offsets[i - 1];
  std::vector<uint32_t> next(grouped.offsets.begin(), grouped.offsets.end() - 1);
  grouped.items.resize(items.size());
  for (const T& item : items) grouped.items[next[key_of(item)]++] = item;
  return grouped;
}

}  // namespace lianmeng
