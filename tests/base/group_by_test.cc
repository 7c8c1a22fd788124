#include "base/group_by.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"

namespace lianmeng {
namespace {

struct Item {
  uint32_t key = 0;
  uint32_t number = 0;

  friend bool operator==(const Item&, const Item&) = default;
};

TEST(GroupBy, EqualsAStableSort) {
  Random random(7);
  for (int round = 0; round < 200; ++round) {
    const auto keys = static_cast<uint32_t>(1 + random.Below(20));
    std::vector<Item> items(random.Below(100));
    for (uint32_t i = 0; i < items.size(); ++i) {
      items[i] = {static_cast<uint32_t>(random.Below(keys)), i};
    }
    Grouped<Item> grouped =
        GroupBy(std::span<const Item>(items), keys, [](const Item& item) { return item.key; });
    std::stable_sort(items.begin(), items.end(),
                     [](const Item& a, const Item& b) { return a.key < b.key; });
    EXPECT_EQ(grouped.items, items);
    ASSERT_EQ(grouped.offsets.size(), keys + 1);
    size_t seen = 0;
    for (uint32_t key = 0; key < keys; ++key) {
      for (const Item& item : grouped.Of(key)) EXPECT_EQ(item.key, key);
      seen += grouped.Of(key).size();
    }
    EXPECT_EQ(seen, items.size());
  }
}

TEST(GroupBy, OfNothingHasEmptyGroups) {
  Grouped<Item> grouped =
      GroupBy(std::span<const Item>(), 3, [](const Item& item) { return item.key; });
  EXPECT_EQ(grouped.offsets, (std::vector<uint32_t>{0, 0, 0, 0}));
  EXPECT_TRUE(grouped.Of(2).empty());
}

}  // namespace
}  // namespace lianmeng
