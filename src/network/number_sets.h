// Many sets of numbers in one store, numbers as often in them as they were added: what of each set is the least?
//
// A set is a number that stands for it, NumberSets::kEmpty at first; adding and removing give the number that stands
// for it from then on. Sets are search trees, balanced by chance (a treap: Seidel and Aragon, "Randomized search
// trees", 1996); chance is a mix of a node's place, so that equal calls give equal sets.
//
// Cost:      Add, Remove, Least: O(log different numbers of the set), expected. Memory: 16 bytes for each number that is
//            in a set, equal ones once, at the most there ever were.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace lianmeng::network {

class NumberSets {
 public:
  static constexpr int32_t kEmpty = -1;

  [[nodiscard]] int32_t Add(int32_t set, int32_t number);
  // Requires: the number is in the set.
  [[nodiscard]] int32_t Remove(int32_t set, int32_t number);
  // Requires: the set is not empty.
  [[nodiscard]] int32_t Least(int32_t set) const;

 private:
  struct Node {
    int32_t number = 0;
    int32_t times = 0;
    int32_t less = kEmpty, greater = kEmpty;  // of a free node: less is the next free one
  };

  [[nodiscard]] Node& At(int32_t node) { return nodes_[static_cast<size_t>(node)]; }
  [[nodiscard]] const Node& At(int32_t node) const { return nodes_[static_cast<size_t>(node)]; }
  [[nodiscard]] int32_t NewNode(int32_t number);
  // The link to the node of a number in the tree below `set`: to kEmpty if it has none.
  [[nodiscard]] int32_t* Find(int32_t* set, int32_t number);
  // Numbers less than this one, and the others. Requires: the number is not in the set.
  [[nodiscard]] std::pair<int32_t, int32_t> Split(int32_t set, int32_t number);
  // Requires: all of the first are less than all of the second.
  [[nodiscard]] int32_t Join(int32_t first, int32_t second);

  std::vector<Node> nodes_;
  int32_t free_ = kEmpty;
};

}  // namespace lianmeng::network
