// The arithmetic of cycles (docs/network.md) against what ports can do at worst, found by trying everything: every
// phase, clock error and delay of small whole numbers.

#include "network/cycles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace lianmeng::network {
namespace {

constexpr int64_t kBytePerNs = 8'000'000'000;  // bits a second: a byte takes a nanosecond

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

// Two ports of small numbers, visited for every phase, delay and clock error.
template <typename Visit>
void ForEveryPairOfPorts(const Visit& visit) {
  constexpr int64_t kCycle = 5;
  CycleSystem system;
  system.cycle_ns = kCycle;
  Link p, q;
  p.rate_bps = q.rate_bps = kBytePerNs;
  for (p.phase_ns = 0; p.phase_ns < kCycle; ++p.phase_ns) {
    for (q.phase_ns = 0; q.phase_ns < kCycle; ++q.phase_ns) {
      for (p.delay_ns_min = 1; p.delay_ns_min <= 13; p.delay_ns_min += 2) {
        for (p.delay_ns_max = p.delay_ns_min; p.delay_ns_max <= p.delay_ns_min + 7;
             ++p.delay_ns_max) {
          for (system.clock_error_ns = 0; system.clock_error_ns <= 4; ++system.clock_error_ns) {
            visit(p, q, system);
          }
        }
      }
    }
  }
}

// Whether everything sent in cycle 0 of p is surely there when cycle `shift` of q opens.
bool IsInTime(const Link& p, const Link& q, const CycleSystem& system, int64_t shift) {
  for (const int64_t sender : {-system.clock_error_ns, system.clock_error_ns}) {
    for (const int64_t receiver : {-system.clock_error_ns, system.clock_error_ns}) {
      for (const int64_t delay : {p.delay_ns_min, p.delay_ns_max}) {
        const int64_t ready = p.phase_ns + system.cycle_ns + sender + delay;
        if (ready > q.phase_ns + shift * system.cycle_ns + receiver) return false;
      }
    }
  }
  return true;
}

TEST(Cycles, TheShiftIsTheLeastThatIsAlwaysInTime) {
  ForEveryPairOfPorts([](const Link& p, const Link& q, const CycleSystem& system) {
    const int64_t shift = CycleShift(p, q, system);
    ASSERT_TRUE(IsInTime(p, q, system, shift));
    ASSERT_FALSE(IsInTime(p, q, system, shift - 1));
  });
}

TEST(Cycles, TheBuffersAreAsManyAsCyclesCanWaitAtOnce) {
  ForEveryPairOfPorts([](const Link& p, const Link& q, const CycleSystem& system) {
    for (int64_t held = 0; held <= 2; ++held) {
      const int64_t shift = CycleShift(p, q, system) + held;
      const int64_t buffers = BuffersNeeded(p, q, system, shift);
      // Cycle c waits from its first bit's earliest arrival to its queue's latest close. Every moment of one cycle.
      int64_t most = 0;
      for (int64_t moment = 0; moment < system.cycle_ns; ++moment) {
        int64_t waiting = 0;
        for (int64_t c = -40; c <= 40; ++c) {
          const int64_t from =
              p.phase_ns + c * system.cycle_ns - system.clock_error_ns + p.delay_ns_min;
          const int64_t until =
              q.phase_ns + (c + shift + 1) * system.cycle_ns + system.clock_error_ns;
          waiting += from <= moment && moment < until;
        }
        most = std::max(most, waiting);
      }
      ASSERT_EQ(buffers, most);
      if (held > 0) continue;
      const int64_t spread = p.delay_ns_max - p.delay_ns_min + 4 * system.clock_error_ns;
      ASSERT_LE(buffers, 3 + CeilDiv(spread, system.cycle_ns));
    }
  });
}

struct Extremes {
  int64_t least = std::numeric_limits<int64_t>::max();
  int64_t most = std::numeric_limits<int64_t>::min();

  void Note(int64_t value) {
    least = std::min(least, value);
    most = std::max(most, value);
  }
};

constexpr int64_t kOwn = 84, kInCycle = 230;  // wire bytes, hence nanoseconds

template <typename Visit>
void ForEveryRoute(const Visit& visit) {
  CycleSystem system;
  system.cycle_ns = 500;
  Link first, last;
  first.rate_bps = last.rate_bps = kBytePerNs;
  FlowRequest flow;
  flow.frame_bytes = kOwn - kWireOverheadBytes;
  flow.interval_ns = 2'000;
  for (const int64_t error : {0, 1, 3}) {
    system.clock_error_ns = error;
    for (const int64_t window : {0, 1, 4, 500}) {
      flow.arrival_window_ns = window;
      for (const int64_t phase : {0, 120, 499}) {
        first.phase_ns = phase;
        last.phase_ns = 499 - phase;
        for (const int64_t spread : {0, 2, 7}) {
          last.delay_ns_min = 900;
          last.delay_ns_max = 900 + spread;
          last.best_effort_bytes = phase / 2;  // the cycle can hold it beside its bytes
          visit(RouteEnds{first, last, 6, 250}, flow, system);
        }
      }
    }
  }
}

TEST(Cycles, LatencyAndJitterAreTheExtremesOfEveryArrivalPositionClockAndDelay) {
  ForEveryRoute([](const RouteEnds& ends, const FlowRequest& flow, const CycleSystem& system) {
    Extremes latency;
    const int64_t error = system.clock_error_ns;
    for (const int64_t early : {int64_t{0}, flow.arrival_window_ns}) {
      const int64_t arrival = ends.first.phase_ns - ends.wait_ns - error - early;
      for (int64_t clock = -error; clock <= error; ++clock) {
        for (const int64_t sent : {kOwn, kInCycle + ends.last.best_effort_bytes}) {
          for (const int64_t delay : {ends.last.delay_ns_min, ends.last.delay_ns_max}) {
            latency.Note(ends.last.phase_ns + ends.shift * system.cycle_ns + clock + sent + delay -
                         arrival);
          }
        }
      }
    }
    const DelayBounds bounds = BoundsOf(ends, flow, system, kInCycle);
    ASSERT_EQ(bounds.latency_ns_min, latency.least);
    ASSERT_EQ(bounds.latency_ns_max, latency.most);
    ASSERT_LE(bounds.latency_ns_max, LatencyBehind(ends, flow, system));
  });
}

TEST(Cycles, WithADamperLatencyAndJitterAreTheExtremesOfEveryStampAndClock) {
  ForEveryRoute([](const RouteEnds& ends, const FlowRequest& flow, CycleSystem system) {
    system.has_damper = true;
    const int64_t error = system.clock_error_ns, window = flow.arrival_window_ns;
    for (system.stamp_ns = 1; system.stamp_ns <= 8; system.stamp_ns += 7) {
      Extremes latency;
      const int64_t window_start = ends.first.phase_ns - ends.wait_ns - error - window;
      const int64_t close = ends.last.phase_ns + (ends.shift + 1) * system.cycle_ns;
      for (int64_t offset = 0; offset <= window; ++offset) {
        for (int64_t ingress = -error; ingress <= error; ++ingress) {
          for (int64_t egress = -error; egress <= error; ++egress) {
            int64_t release =
                close + ends.last.delay_ns_max + 2 * error;  // by the clock of the last site
            if (window > 0) {
              const int64_t stamp = FloorDiv(offset + ingress, system.stamp_ns) * system.stamp_ns;
              release += stamp + error + system.stamp_ns;
            }
            // The packet is there by then, whatever the clocks of the last port and the last site.
            ASSERT_GE(release - egress, close + error + ends.last.delay_ns_max);
            latency.Note(release - egress - (window_start + offset));
          }
        }
      }
      const DelayBounds bounds = BoundsOf(ends, flow, system, kInCycle);
      EXPECT_LE(bounds.latency_ns_min, latency.least);
      EXPECT_GE(bounds.latency_ns_max, latency.most);
      // Nothing is given away but what a small window cannot reach with a coarse stamp; whole moments are rounded by
      // less than others, which come as near as one likes to the least.
      if (window == 0 || window >= system.stamp_ns) {
        EXPECT_EQ(bounds.latency_ns_min, latency.least - (window > 0 ? 1 : 0));
        EXPECT_EQ(bounds.latency_ns_max, latency.most);
      }
    }
  });
}

TEST(Cycles, TheBytesWithinALimitAreTheMostThatKeepIt) {
  ForEveryRoute([](const RouteEnds& ends, const FlowRequest& flow, const CycleSystem& system) {
    const DelayBounds at = BoundsOf(ends, flow, system, kInCycle);
    for (const DelayLimits& limits : {DelayLimits{at.latency_ns_max, at.JitterNs()},
                                      DelayLimits{at.latency_ns_max, at.JitterNs() + 50},
                                      DelayLimits{at.latency_ns_max + 50, at.JitterNs()}}) {
      EXPECT_EQ(CycleBytesWithin(ends, flow, system, limits), kInCycle);
    }
  });
}

TEST(Cycles, ACycleHoldsItsShareAndNoMoreThanIsSurelySent) {
  CycleSystem system;
  system.cycle_ns = 10'000;
  system.clock_wander_ppb = 0;
  Link link;
  link.rate_bps = 100'000'000'000;
  link.reserved_permille = 500;
  EXPECT_EQ(CycleCapacityBytes(link, system), 62'500);
  link.reserved_permille = 1'000;
  link.best_effort_bytes = 1'542;
  EXPECT_EQ(CycleCapacityBytes(link, system), 125'000 - 1'542);
  system.clock_wander_ppb = 100'000;  // a cycle of 10 µs may be 1 ns short: 12.5 bytes
  EXPECT_EQ(CycleCapacityBytes(link, system), 124'987 - 1'542);
}

TEST(Cycles, TheHypercycleIsAMultipleOfEveryIntervalAndOfTheBuffers) {
  CycleSystem system;
  system.cycle_ns = 10'000;
  system.buffers = 8;
  std::vector<FlowRequest> flows(2);
  flows[0].interval_ns = 250'000;
  flows[1].interval_ns = 1'000'000;
  const Result<int64_t> hypercycle = HypercycleOf(system, flows);
  ASSERT_TRUE(hypercycle.ok());
  EXPECT_EQ(*hypercycle, 200);
  flows[1].interval_ns = 1'000'001;
  const Result<int64_t> uneven = HypercycleOf(system, flows);
  ASSERT_FALSE(uneven.ok());
  EXPECT_EQ(uneven.error().place.field, "flows/1/interval_ns");
  flows[0].interval_ns = 9'999'990'000;
  flows[1].interval_ns = 1'000'000;
  const Result<int64_t> endless = HypercycleOf(system, flows);
  ASSERT_FALSE(endless.ok());
  EXPECT_EQ(endless.error().code, ErrorCode::kResourceExhausted);
}

}  // namespace
}  // namespace lianmeng::network
