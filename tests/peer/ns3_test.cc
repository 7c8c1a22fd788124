// Our simulator against ns-3: the same worlds, packet by packet and link by link.

#include "peer/ns3.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/network/sample_plans.h"

namespace lianmeng::peer {
namespace {

using network::Episode;
using network::PacketPassage;

void BreakShifts(network::Plan& plan, uint64_t seed) {
  Random random(seed);
  for (network::FlowPlan& given : plan.given) {
    for (network::Route& route : given.routes) {
      for (size_t h = 1; h < route.hops.size(); ++h) {
        const auto off = static_cast<int64_t>(random.Below(4)) - 2;
        route.hops[h].cycle = std::max(route.hops[h - 1].cycle, route.hops[h].cycle + off);
      }
    }
  }
}

TEST(Ns3, AgreesPacketByPacketToANanosecond) {
  size_t passages = 0;
  for (uint64_t seed = 1; seed <= 35; ++seed) {
    network::SampleSettings settings{.seed = seed, .fibre_m_max = 5'000};
    settings.system.clock_wander_ppb = seed % 2 == 0 ? 50 : 20'000;
    settings.rates_bps.push_back(7'000'000'000);  // a byte is no whole number of picoseconds
    settings.protected_one_of = seed % 3 == 0 ? 3 : 0;
    network::Plan plan = network::MakeSamplePlan(settings);
    // A plan that breaks must break alike: too late, too early, into queues of other cycles.
    if (seed % 5 == 0) BreakShifts(plan, seed);
    const Episode episode{.kind = network::kAdversaryKinds[seed % network::kAdversaryKinds.size()],
                          .seed = seed,
                          .cycles = 16};
    const auto peers = SimulateByNs3(plan, episode);
    if (!peers.ok() && peers.error().code == ErrorCode::kNotFound) {
      GTEST_SKIP() << peers.error().Describe(Language::kEnglish);
    }
    ASSERT_TRUE(peers.ok()) << peers.error().Describe(Language::kEnglish);
    std::vector<PacketPassage> ours;
    ASSERT_TRUE(network::Simulate(plan, {episode}, {.trace = &ours}).ok());
    std::sort(ours.begin(), ours.end());
    ASSERT_EQ(ours.size(), peers->size()) << "seed " << seed;
    for (size_t i = 0; i < ours.size(); ++i) {
      PacketPassage same = (*peers)[i];
      ASSERT_LE(std::abs(same.ready_ps - ours[i].ready_ps), network::kPsPerNs) << "seed " << seed;
      same.ready_ps = ours[i].ready_ps;
      ASSERT_EQ(same, ours[i]) << "seed " << seed;
    }
    passages += ours.size();
  }
  EXPECT_GT(passages, 5'000u);
}

}  // namespace
}  // namespace lianmeng::peer
