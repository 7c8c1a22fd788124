// The simulator against its plain reference, plans against what adversaries make of them, and broken plans.

#include "network/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "network/reference_simulator.h"
#include "tests/network/sample_plans.h"

namespace lianmeng::network {
namespace {

SampleSettings RandomSettings(uint64_t seed) {
  Random random(seed ^ 0x51a1);
  const int64_t cycle_us[] = {5, 10, 20};
  SampleSettings settings{.seed = seed, .sites = 3 + random.Below(5), .chords = random.Below(4)};
  settings.system.cycle_ns = 1'000 * cycle_us[random.Below(3)];
  settings.system.buffers = 3 + static_cast<int64_t>(random.Below(6));
  settings.system.clock_error_ns = static_cast<int64_t>(random.Below(1'500));
  settings.system.clock_wander_ppb = random.Below(4) == 0 ? 10'000 : 50;
  settings.system.has_damper = random.Below(4) == 0;
  settings.system.stamp_ns = random.Below(2) == 0 ? 1 : 64;
  settings.reserved_permille = random.Below(2) == 0 ? 500 : 1'000;
  settings.best_effort_bytes = random.Below(2) == 0 ? 0 : 1'542;
  settings.fibre_m_max = random.Below(2) == 0 ? 300 : 30'000;
  settings.protected_one_of = random.Below(3) == 0 ? 3 : 0;
  return settings;
}

Episode MakeEpisode(AdversaryKind kind, uint64_t seed, int64_t cycles) {
  return {.kind = kind, .seed = seed, .cycles = cycles, .clock_kind = kind, .clock_seed = seed};
}

std::string Describe(const SimulationReport& report) {
  std::string text = std::to_string(report.violations) + " violations";
  for (size_t i = 0; i < report.first_violations.size() && i < 5; ++i) {
    const Violation& v = report.first_violations[i];
    text += "; " + std::string(Name(v.kind)) + " flow " + std::to_string(v.flow) + " route " +
            std::to_string(v.route) + " packet " + std::to_string(v.sequence) + " link " +
            std::to_string(v.link) + " at " + std::to_string(v.time_ps) + " ps by " +
            std::to_string(v.by_ps) + " in " + std::string(Name(report.episodes[v.episode].kind));
  }
  return text;
}

TEST(Simulator, AgreesWithTheReferencePacketByPacket) {
  int64_t passages = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    const Plan plan = MakeSamplePlan(RandomSettings(seed));
    const AdversaryKind kind = kAdversaryKinds[seed % kAdversaryKinds.size()];
    const Episode episode = MakeEpisode(kind, seed, 24);
    std::vector<PacketPassage> trace;
    const auto report = Simulate(plan, {episode}, {.trace = &trace});
    ASSERT_TRUE(report.ok()) << report.error().Describe(Language::kEnglish);
    std::sort(trace.begin(), trace.end());
    const ReferenceRun reference = SimulateByReference(plan, episode);
    ASSERT_EQ(trace, reference.passages) << "seed " << seed;
    passages += static_cast<int64_t>(trace.size());
    EXPECT_EQ(report->violations, reference.violations) << "seed " << seed << Describe(*report);
    for (size_t p = 0; p < reference.ports.size(); ++p) {
      EXPECT_EQ(report->ports[p], reference.ports[p]) << "seed " << seed << " port " << p;
    }
    for (size_t f = 0; f < reference.flows.size(); ++f) {
      FlowObservation seen = report->flows[f];
      seen.out_of_order = 0;  // not counted by the reference
      EXPECT_EQ(seen, reference.flows[f]) << "seed " << seed << " flow " << f;
    }
  }
  EXPECT_GT(passages, 10'000);
}

TEST(Simulator, NeverSeesAnythingAboveTheBounds) {
  int64_t flows = 0, hops = 0;
  for (uint64_t seed = 1; seed <= 1'500; ++seed) {
    const Plan plan = MakeSamplePlan(RandomSettings(seed));
    const auto report = Simulate(plan, {.seed = seed, .packets = 1'000});
    ASSERT_TRUE(report.ok()) << report.error().Describe(Language::kEnglish);
    ASSERT_EQ(report->violations, 0) << "seed " << seed << ": " << Describe(*report);
    ASSERT_EQ(report->lost, 0) << "seed " << seed;
    ASSERT_LE(report->latency.share, 1.0 + 1e-9) << "seed " << seed;
    ASSERT_LE(report->jitter.share, 1.0 + 1e-9) << "seed " << seed;
    flows += static_cast<int64_t>(plan.flows.size());
    hops += report->packet_hops;
  }
  EXPECT_GT(flows, 10'000);
  EXPECT_GT(hops, 1'000'000);
}

}  // namespace
}  // namespace lianmeng::network
