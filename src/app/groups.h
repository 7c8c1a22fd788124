// Items gathered by a group's number in one flat array: "the offers of organisation 7".
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/check.h"

namespace lianmeng::app {

class Groups {
 public:
  Groups() = default;

  // group_of(i) is the group of item i, kNoGroup to leave it out. Items of a group keep their order.
  static constexpr uint32_t kNoGroup = 0xffffffff;
  template <typename GroupOf>
  static Groups Make(size_t groups, size_t items, const GroupOf& group_of) {
    Groups made;
    made.offsets_.assign(groups + 1, 0);
    for (size_t i = 0; i < items; ++i) {
      const uint32_t group = group_of(i);
      if (group == kNoGroup) continue;
      CHECK(group < groups);
      ++made.offsets_[group + 1];
    }
    for (size_t g = 0; g < groups; ++g) made.offsets_[g + 1] += made.offsets_[g];
    made.items_.resize(made.offsets_[groups]);
    std::vector<uint32_t> next(made.offsets_.begin(), made.offsets_.end() - 1);
    for (size_t i = 0; i < items; ++i) {
      const uint32_t group = group_of(i);
      if (group != kNoGroup) made.items_[next[group]++] = static_cast<uint32_t>(i);
    }
    return made;
  }

  [[nodiscard]] std::span<const uint32_t> operator[](size_t group) const {
    return {items_.data() + offsets_[group], items_.data() + offsets_[group + 1]};
  }
  [[nodiscard]] size_t size() const { return offsets_.empty() ? 0 : offsets_.size() - 1; }

 private:
  std::vector<uint32_t> offsets_;
  std::vector<uint32_t> items_;
};

}  // namespace lianmeng::app
