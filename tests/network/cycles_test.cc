// The arithmetic of cycles (docs/network.md) against what two ports can do at worst, found by trying every phase.

#include "network/cycles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace lianmeng::network {
namespace {

TEST(Cycles, QuotientsRoundBothWaysForNegativeDividends) {
  for (int64_t dividend = -20; dividend <= 20; ++dividend) {
    for (int64_t divisor = 1; divisor <= 7; ++divisor) {
      EXPECT_LE(FloorDiv(dividend, divisor) * divisor, dividend);
      EXPECT_GT((FloorDiv(dividend, divisor) + 1) * divisor, dividend);
      EXPECT_EQ(CeilDiv(dividend, divisor), -FloorDiv(-dividend, divisor));
      EXPECT_GE(Modulo(dividend, divisor), 0);
      EXPECT_LT(Modulo(dividend, divisor), divisor);
    }
  }
}

}  // namespace
}  // namespace lianmeng::network
