#include "network/number_sets.h"

#include "base/check.h"
#include "base/random.h"

namespace lianmeng::network {
namespace {

// The heap order of the trees.
uint64_t PriorityOf(int32_t node) { return SplitMixOutput(static_cast<uint64_t>(node)); }

}  // namespace

int32_t NumberSets::NewNode(int32_t number) {
  int32_t node = free_;
  if (node == kEmpty) {
    node = static_cast<int32_t>(nodes_.size());
    nodes_.emplace_back();
  } else {
    free_ = At(node).less;
  }
  At(node) = {number, 1, kEmpty, kEmpty};
  return node;
}

int32_t* NumberSets::Find(int32_t* set, int32_t number) {
  while (*set != kEmpty && At(*set).number != number) {
    set = number < At(*set).number ? &At(*set).less : &At(*set).greater;
  }
  return set;
}

std::pair<int32_t, int32_t> NumberSets::Split(int32_t set, int32_t number) {
  if (set == kEmpty) return {kEmpty, kEmpty};
  if (At(set).number < number) {
    const auto [less, others] = Split(At(set).greater, number);
    At(set).greater = less;
    return {set, others};
  }
  const auto [less, others] = Split(At(set).less, number);
  At(set).less = others;
  return {less, set};
}

int32_t NumberSets::Join(int32_t first, int32_t second) {
  if (first == kEmpty) return second;
  if (second == kEmpty) return first;
  if (PriorityOf(first) > PriorityOf(second)) {
    At(first).greater = Join(At(first).greater, second);
    return first;
  }
  At(second).less = Join(first, At(second).less);
  return second;
}

int32_t NumberSets::Add(int32_t set, int32_t number) {
  const int32_t* found = Find(&set, number);
  if (*found != kEmpty) {
    ++At(*found).times;
    return set;
  }
  // Below all nodes that go before it, above the rest of the branch.
  const int32_t node = NewNode(number);
  int32_t* branch = &set;
  while (*branch != kEmpty && PriorityOf(*branch) > PriorityOf(node)) {
    branch = number < At(*branch).number ? &At(*branch).less : &At(*branch).greater;
  }
  const auto [less, greater] = Split(*branch, number);
  At(node).less = less;
  At(node).greater = greater;
  *branch = node;
  return set;
}

int32_t NumberSets::Remove(int32_t set, int32_t number) {
  int32_t* found = Find(&set, number);
  CHECK(*found != kEmpty);
  const int32_t node = *found;
  if (--At(node).times > 0) return set;
  *found = Join(At(node).less, At(node).greater);
  At(node).less = free_;
  free_ = node;
  return set;
}

int32_t NumberSets::Least(int32_t set) const {
  CHECK(set != kEmpty);
  while (At(set).less != kEmpty) set = At(set).less;
  return At(set).number;
}

}  // namespace lianmeng::network
