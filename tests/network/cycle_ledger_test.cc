// The ledger of cycles and the sets of its limits, against plain references.

#include "network/cycle_ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "network/cycles.h"
#include "network/number_sets.h"
#include "tests/network/random_backbone.h"

namespace lianmeng::network {
namespace {

// What the ledger is to say, slot by slot, from a list of everything that was taken and every limit.
class PlainLedger {
 public:
  struct Entry {
    LinkSlots slots;
    int32_t bytes = 0;
  };
  std::vector<Entry> taken, limits;

  [[nodiscard]] int32_t Used(LinkIndex link, int64_t slot) const {
    int32_t used = 0;
    for (const Entry& entry : taken) used += Meets(entry.slots, link, slot) ? entry.bytes : 0;
    return used;
  }
  [[nodiscard]] int32_t Room(LinkIndex link, int64_t slot, int32_t capacity) const {
    int32_t most = capacity;
    for (const Entry& entry : limits) {
      if (Meets(entry.slots, link, slot)) most = std::min(most, entry.bytes);
    }
    return most - Used(link, slot);
  }

 private:
  static bool Meets(const LinkSlots& slots, LinkIndex link, int64_t slot) {
    return slots.link == link && Modulo(slot - slots.cycle, slots.period) == 0;
  }
};

LinkSlots RandomSlots(Random& random, size_t links, int64_t hypercycle) {
  std::vector<int64_t> periods;
  for (int64_t period = 1; period <= hypercycle; ++period) {
    if (hypercycle % period == 0) periods.push_back(period);
  }
  return {static_cast<LinkIndex>(random.Below(links)), static_cast<int64_t>(random.Below(1'000)),
          periods[random.Below(periods.size())]};
}

PlainLedger::Entry TakeOut(Random& random, std::vector<PlainLedger::Entry>& entries) {
  std::swap(entries[random.Below(entries.size())], entries.back());
  const PlainLedger::Entry entry = entries.back();
  entries.pop_back();
  return entry;
}

TEST(CycleLedger, AgreesWithAPlainLedgerAfterEveryRandomTakeGiveAndLimit) {
  constexpr int64_t kHypercycles[] = {1, 8, 12, 30, 64};
  size_t compared = 0, bound_by_limits = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Backbone backbone = testing::RandomBackbone(random, {.sites = 2, .extra_fibres = 0});
    backbone.links.resize(2);
    const int64_t hypercycle = kHypercycles[seed % std::size(kHypercycles)];
    CycleLedger ledger(backbone, hypercycle);
    PlainLedger plain;
    for (int step = 0; step < 400; ++step) {
      const PlainLedger::Entry entry{RandomSlots(random, 2, hypercycle),
                                     static_cast<int32_t>(1 + random.Below(40)) * 100};
      // Many at first, few at last, so that limits come to bind and cease to.
      const bool adds = random.Chance(step < 200 ? 0.7 : 0.3);
      if (random.Chance(0.3)) {
        if (!adds && plain.taken.empty()) continue;
        const PlainLedger::Entry changed = adds ? entry : TakeOut(random, plain.taken);
        adds ? ledger.Take(changed.slots, changed.bytes)
             : ledger.Give(changed.slots, changed.bytes);
        if (adds) plain.taken.push_back(changed);
      } else {
        if (!adds && plain.limits.empty()) continue;
        const PlainLedger::Entry changed = adds ? entry : TakeOut(random, plain.limits);
        adds ? ledger.AddLimit(changed.slots, changed.bytes)
             : ledger.RemoveLimit(changed.slots, changed.bytes);
        if (adds) plain.limits.push_back(changed);
      }
      for (LinkIndex link = 0; link < 2; ++link) {
        for (int64_t slot = 0; slot < hypercycle; ++slot) {
          const auto at = static_cast<size_t>(slot);
          const int32_t room = plain.Room(link, slot, ledger.Capacity(link));
          ASSERT_EQ(ledger.Used(link)[at], plain.Used(link, slot)) << step;
          ASSERT_EQ(ledger.Room(link)[at], room) << step;
          ++compared;
          bound_by_limits += room < ledger.Capacity(link) - ledger.Used(link)[at];
        }
      }
    }
  }
  EXPECT_GT(bound_by_limits, compared / 4);
  EXPECT_LT(bound_by_limits, compared);
}

TEST(NumberSets, AgreeWithMultisetsAndAnswerAlikeWhenAskedAlike) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    NumberSets sets, again;
    std::vector<std::multiset<int32_t>> plain(5);
    std::vector<int32_t> roots(5, NumberSets::kEmpty);
    for (int step = 0; step < 3'000; ++step) {
      const size_t i = random.Below(plain.size());
      const int32_t before = roots[i];
      const bool adds = plain[i].empty() || random.Chance(step < 1'500 ? 0.6 : 0.4);
      int32_t number = static_cast<int32_t>(random.Below(seed % 2 == 0 ? 10 : 100'000));
      if (!adds) {
        number = *std::next(plain[i].begin(),
                            static_cast<std::ptrdiff_t>(random.Below(plain[i].size())));
      }
      roots[i] = adds ? sets.Add(before, number) : sets.Remove(before, number);
      ASSERT_EQ(adds ? again.Add(before, number) : again.Remove(before, number), roots[i]);
      if (adds) {
        plain[i].insert(number);
      } else {
        plain[i].erase(plain[i].find(number));
      }
      ASSERT_EQ(roots[i] == NumberSets::kEmpty, plain[i].empty());
      if (plain[i].empty()) continue;
      ASSERT_EQ(sets.Least(roots[i]), *plain[i].begin());
    }
  }
}

}  // namespace
}  // namespace lianmeng::network
