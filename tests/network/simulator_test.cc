// The simulator against its plain reference, plans against what adversaries make of them, and broken plans.

#include "network/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/progress.h"
#include "network/plan_checker.h"
#include "network/planner.h"
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

// A chain of three links, filled to the last byte of its cycles, whose clocks and delays the tests set one by one.
SampleSettings ChainSettings() {
  SampleSettings settings{.seed = 3, .sites = 4, .chords = 0, .flows = 400, .hops_max = 3};
  settings.rates_bps = {10'000'000'000};
  settings.intervals = {1, 2};
  settings.reserved_permille = 1'000;
  return settings;
}

int64_t ViolationsOf(const SimulationReport& report, ViolationKind kind) {
  return std::count_if(report.first_violations.begin(), report.first_violations.end(),
                       [&](const Violation& v) { return v.kind == kind; });
}

// The hop of the flow with the least to spare against `shift` cycles between two links.
struct Passage {
  FlowIndex flow = 0;
  size_t hop = 0;
};
template <typename Slack>
Passage TightestPassage(const Plan& plan, const Slack& slack) {
  Passage best;
  int64_t least = INT64_MAX;
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    const std::vector<Hop>& hops = plan.given[f].routes[0].hops;
    for (size_t h = 1; h < hops.size(); ++h) {
      const int64_t here =
          slack(plan.backbone.links[hops[h - 1].link], plan.backbone.links[hops[h].link],
                hops[h].cycle - hops[h - 1].cycle);
      if (here >= least) continue;
      least = here;
      best = {f, h};
    }
  }
  return best;
}

TEST(Simulator, CatchesACycleThatComesOneTooSoon) {
  Plan plan = MakeSamplePlan(ChainSettings());
  const CycleSystem& system = plan.backbone.system;
  const Passage tight = TightestPassage(plan, [&](const Link& a, const Link& b, int64_t shift) {
    return shift - CycleShift(a, b, system);
  });
  std::vector<Hop>& hops = plan.given[tight.flow].routes[0].hops;
  for (size_t h = tight.hop; h < hops.size(); ++h) --hops[h].cycle;
  const auto report = Simulate(plan, {.packets = 200'000});
  ASSERT_TRUE(report.ok());
  EXPECT_GT(ViolationsOf(*report, ViolationKind::kTooLate), 0) << Describe(*report);
}

TEST(Simulator, CatchesAByteTooMany) {
  const Plan plan = MakeSamplePlan(ChainSettings());
  const auto whole = Simulate(plan, {.packets = 50'000});
  ASSERT_TRUE(whole.ok());
  ASSERT_EQ(whole->violations, 0);
  // The fullest cycle, filled to the last byte by one of its flows: still sent. A byte more: not.
  for (const int64_t beyond : {0, 1}) {
    Plan changed = plan;
    changed.backbone.system.clock_wander_ppb = 0;
    FlowIndex longest = 0;
    LinkIndex fullest = 0;
    int64_t missing = INT64_MAX;
    for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
      const LinkIndex link = plan.given[f].routes[0].hops[0].link;
      const int64_t room = CycleCapacityBytes(plan.backbone.links[link], changed.backbone.system) -
                           whole->ports[link].cycle_bytes_max;
      if (plan.flows[f].interval_ns != plan.backbone.system.cycle_ns || room >= missing) continue;
      if (plan.given[f].routes[0].hops.size() != 1) continue;
      longest = f;
      fullest = link;
      missing = room;
    }
    FlowRequest& flow = changed.flows[longest];
    ASSERT_LT(missing, INT64_MAX);
    flow.frame_bytes += missing / flow.packets;
    const int64_t rest = missing % flow.packets;
    // What packets of one length cannot fill, other traffic does.
    changed.backbone.links[fullest].best_effort_bytes += rest + beyond;
    const auto report = Simulate(changed, {.packets = 50'000});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(ViolationsOf(*report, ViolationKind::kNotSent) > 0, beyond > 0)
        << beyond << ": " << Describe(*report);
  }
}

TEST(Simulator, CatchesABufferTooFew) {
  SampleSettings settings = ChainSettings();
  settings.system.buffers = 12;
  settings.frame_bytes_max = 100;  // a first frame is hardly on the wire
  const Plan plan = MakeSamplePlan(settings);
  const int64_t needed = *std::max_element(plan.buffers.begin(), plan.buffers.end());
  for (const int64_t missing : {0, 1}) {
    Plan changed = plan;
    changed.backbone.system.buffers = needed - missing;
    changed.hypercycle = 2 * (needed - missing);
    const auto report = Simulate(changed, {.packets = 200'000});
    ASSERT_TRUE(report.ok()) << report.error().Describe(Language::kEnglish);
    EXPECT_EQ(ViolationsOf(*report, ViolationKind::kBufferTaken) > 0, missing > 0)
        << needed << ": " << Describe(*report);
  }
}

TEST(Simulator, AgreesWithTheReferenceOnBrokenPlans) {
  for (uint64_t seed = 1; seed <= 120; ++seed) {
    Random random(seed);
    Plan plan = MakeSamplePlan(RandomSettings(seed));
    for (FlowPlan& given : plan.given) {
      for (Route& route : given.routes) {
        const size_t from = 1 + random.Below(route.hops.size());
        for (size_t h = from; h < route.hops.size(); ++h) {
          route.hops[h].cycle =
              std::max(route.hops[h - 1].cycle,
                       route.hops[h].cycle + 3 - static_cast<int64_t>(random.Below(6)));
        }
        for (size_t h = 1; h < route.hops.size(); ++h) {
          route.hops[h].cycle = std::max(route.hops[h - 1].cycle, route.hops[h].cycle);
        }
      }
    }
    const AdversaryKind kind = kAdversaryKinds[seed % kAdversaryKinds.size()];
    const Episode episode = MakeEpisode(kind, seed, 24);
    std::vector<PacketPassage> trace;
    const auto report = Simulate(plan, {episode}, {.trace = &trace});
    ASSERT_TRUE(report.ok()) << report.error().Describe(Language::kEnglish);
    std::sort(trace.begin(), trace.end());
    const ReferenceRun reference = SimulateByReference(plan, episode);
    ASSERT_EQ(trace, reference.passages) << "seed " << seed;
    int64_t ports_above = 0;
    for (size_t p = 0; p < plan.buffers.size(); ++p) {
      ports_above += report->ports[p].buffers_max > plan.buffers[p] ? 1 : 0;
    }
    EXPECT_EQ(report->violations - ports_above, reference.violations) << "seed " << seed;
  }
}

TEST(Simulator, PolicesSourcesThatKeepToNothingAndHarmsNobody) {
  SampleSettings settings = ChainSettings();
  settings.has_windows = false;
  const Plan plan = MakeSamplePlan(settings);
  const Episode unruly = MakeEpisode(AdversaryKind::kUnruly, 5, 400);
  const World world(plan, unruly);
  const auto report = Simulate(plan, {unruly}, {});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->violations, 0) << Describe(*report);
  EXPECT_EQ(report->lost, 0);
  EXPECT_GT(report->policed, 100);
  for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
    const int64_t agreed = world.Intervals(f) * plan.flows[f].packets;
    EXPECT_LE(report->flows[f].delivered, agreed);
    EXPECT_EQ(report->flows[f].policed > 0, world.IsUnruly(f)) << f;
    if (!world.IsUnruly(f)) {
      EXPECT_EQ(report->flows[f].delivered, agreed);
    }
  }
}

TEST(Simulator, PolicerTakesExactlyWhatWasAgreed) {
  Plan plan = MakeSamplePlan(ChainSettings());
  FlowRequest& flow = plan.flows[0];
  flow.packets = 2;
  flow.arrival_window_ns = 1'000;
  const World world(plan, MakeEpisode(AdversaryKind::kEarly, 1, 10));
  const int64_t error_ps = plan.backbone.system.clock_error_ns * kPsPerNs;
  // Every clock is early by all it may be: the window's ends by the ingress's clock.
  const int64_t last_ps = world.WindowEndPs(0, 0), first_ps = last_ps - 1'000 * kPsPerNs;
  const auto passes = [&](std::vector<OfferedPacket> packets) {
    (void)Police(plan, world, 0, 0, packets);
    return packets.size();
  };
  const int64_t bytes = flow.frame_bytes;
  EXPECT_EQ(passes({{first_ps, bytes}, {last_ps, bytes}}), 2u);
  EXPECT_EQ(passes({{first_ps, bytes}, {first_ps, bytes}, {last_ps, bytes}}), 2u);
  EXPECT_EQ(passes({{last_ps + 1, bytes}}), 0u);
  EXPECT_EQ(passes({{first_ps - 2 * error_ps, bytes}}), 1u) << "the clock cannot tell";
  EXPECT_EQ(passes({{first_ps - 2 * error_ps - 1, bytes}}), 0u);
  EXPECT_EQ(passes({{last_ps, bytes + 1}}), 0u);
  EXPECT_EQ(passes({{last_ps, bytes - 1}}), 0u) << "would come out sooner than proven";
}

TEST(Simulator, DamperLeavesNoJitterButTheClocks) {
  for (const bool has_windows : {false, true}) {
    SampleSettings settings{.seed = 11, .flows = 100};
    settings.system.has_damper = true;
    settings.system.stamp_ns = has_windows ? 16 : 1;
    settings.has_windows = has_windows;
    const Plan plan = MakeSamplePlan(settings);
    const auto report = Simulate(plan, {.packets = 200'000});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->violations, 0) << Describe(*report);
    EXPECT_GE(report->jitter.share, 0.99);
    EXPECT_LE(report->jitter.share, 1.0);
    const int64_t error_ps = settings.system.clock_error_ns * kPsPerNs;
    for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
      if (plan.flows[f].arrival_window_ns == 0) {
        EXPECT_LE(report->flows[f].JitterPs(), 2 * error_ps);
      }
    }
  }
}

TEST(Simulator, ProtectedFlowsLoseNothingToAnyCutFibre) {
  SampleSettings settings{.seed = 4, .sites = 5, .chords = 0, .protected_one_of = 2};
  const Plan plan = MakeSamplePlan(settings);
  int64_t lost = 0;
  for (LinkIndex link = 0; link < plan.backbone.links.size(); link += 2) {
    const auto report = Simulate(plan, {.packets = 10'000, .cut = {link, link + 1}});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->violations, 0) << Describe(*report);
    EXPECT_LE(report->latency.share, 1.0);
    EXPECT_LE(report->jitter.share, 1.0);
    for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
      if (plan.given[f].routes.size() == 2) {
        EXPECT_EQ(report->flows[f].lost, 0) << f;
      }
      lost += report->flows[f].lost;
    }
  }
  EXPECT_GT(lost, 0) << "flows on one route lose what is on the fibre";
}

TEST(Simulator, ComesCloseToTheBounds) {
  double latency = 0, jitter = 0;
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SampleSettings settings = ChainSettings();
    settings.seed = seed;
    const auto report = Simulate(MakeSamplePlan(settings), {.packets = 100'000});
    ASSERT_TRUE(report.ok());
    EXPECT_LE(report->latency.share, 1.0);
    EXPECT_LE(report->jitter.share, 1.0);
    latency = std::max(latency, report->latency.share);
    jitter = std::max(jitter, report->jitter.share);
  }
  EXPECT_GE(latency, 0.99);
  EXPECT_GE(jitter, 0.90);
}

// Clocks that do not wander at all cannot be early today and late tomorrow.
TEST(Simulator, FrozenClocksShowOneErrorThroughout) {
  SampleSettings settings = ChainSettings();
  settings.system.clock_wander_ppb = 0;
  const Plan plan = MakeSamplePlan(settings);
  for (uint64_t seed = 0; seed < 4; ++seed) {
    const std::vector<Episode> episodes = EpisodesFor(plan, {.seed = seed, .packets = 10'000});
    const World first(plan, episodes[0]);
    for (const Episode& episode : episodes) {
      const World world(plan, episode);
      for (LinkIndex p = 0; p < plan.backbone.links.size(); ++p) {
        ASSERT_EQ(world.OpeningPs(p, 77), first.OpeningPs(p, 77));
      }
    }
    const auto report = Simulate(plan, {.seed = seed, .packets = 10'000});
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->violations, 0) << Describe(*report);
  }
}

TEST(Simulator, ClocksKeepTheirContract) {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    const Plan plan = MakeSamplePlan(RandomSettings(seed));
    const CycleSystem& system = plan.backbone.system;
    for (const AdversaryKind kind : kAdversaryKinds) {
      const World world(plan, MakeEpisode(kind, seed, 10));
      for (LinkIndex p = 0; p < plan.backbone.links.size(); ++p) {
        int64_t before_ps = 0;
        for (int64_t cycle = 0; cycle < 20'000; cycle += 1 + cycle / 3) {
          const int64_t shown_ps =
              (plan.backbone.links[p].phase_ns + cycle * system.cycle_ns) * kPsPerNs;
          const int64_t error_ps = shown_ps - world.OpeningPs(p, cycle);
          ASSERT_LE(std::abs(error_ps), system.clock_error_ns * kPsPerNs);
          before_ps = world.OpeningPs(p, cycle + 1) - world.OpeningPs(p, cycle);
          const double most_ps = static_cast<double>(system.cycle_ns) *
                                     static_cast<double>(system.clock_wander_ppb) / 1e6 +
                                 1;
          ASSERT_LE(std::abs(before_ps - system.cycle_ns * kPsPerNs), most_ps);
        }
      }
    }
  }
}

TEST(Simulator, EqualSeedsGiveEqualReports) {
  const Plan plan = MakeSamplePlan(RandomSettings(9));
  const auto once = Simulate(plan, {.seed = 3, .packets = 5'000});
  const auto again = Simulate(plan, {.seed = 3, .packets = 5'000});
  ASSERT_TRUE(once.ok() && again.ok());
  EXPECT_EQ(once->flows, again->flows);
  EXPECT_EQ(once->ports, again->ports);
}

TEST(Simulator, RefusesPlansThatLeadNowhere) {
  const Plan plan = MakeSamplePlan(ChainSettings());
  const auto code = [](const Plan& broken) {
    const auto report = Simulate(broken, {.packets = 10});
    return report.ok() ? ErrorCode::kInternal : report.error().code;
  };
  Plan broken = plan;
  broken.given[0].routes[0].hops[0].link = 1'000;
  EXPECT_EQ(code(broken), ErrorCode::kInvalidArgument);
  broken = plan;
  broken.given[0].routes[0].hops.clear();
  EXPECT_EQ(code(broken), ErrorCode::kInvalidArgument);
  broken = plan;
  broken.given[0].routes[0].hops.back().cycle = -1;
  EXPECT_EQ(code(broken), ErrorCode::kInvalidArgument);
  broken = plan;
  broken.given.pop_back();
  EXPECT_EQ(code(broken), ErrorCode::kInvalidArgument);
  broken = plan;
  broken.flows[0].destination = (plan.flows[0].destination + 1) % 4;
  if (broken.flows[0].destination == broken.flows[0].source) {
    broken.flows[0].destination = (broken.flows[0].destination + 1) % 4;
  }
  EXPECT_EQ(code(broken), ErrorCode::kInvalidArgument);
  EXPECT_FALSE(Simulate(plan, {.cut = {999}}).ok());
}

// What admission gives, rather than the sample planner: shortest paths, disjoint pairs, cycles chosen for room.
TEST(Simulator, FindsNothingAgainstWhatIsAdmitted) {
  int64_t carried = 0, pairs = 0;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    SampleSettings settings = RandomSettings(seed);
    settings.chords += 2;
    const Plan sample = MakeSamplePlan(settings);
    std::vector<FlowRequest> flows = sample.flows;
    Random random(seed);
    for (FlowRequest& flow : flows) {
      if (random.Below(4) == 0) flow.protection = Protection::kLinkDisjoint;
      flow.rank = static_cast<int64_t>(random.Below(8));
    }

    const AdmissionOptions options{.extra_cycles = static_cast<int64_t>(random.Below(3))};
    const auto plan = MakePlan(sample.backbone, flows, options, Progress::None());
    ASSERT_TRUE(plan.ok()) << plan.error().Describe(Language::kEnglish);
    ASSERT_TRUE(CheckPlan(*plan).ok());
    const auto report = Simulate(*plan, {.seed = seed, .packets = 1'000});
    ASSERT_TRUE(report.ok()) << report.error().Describe(Language::kEnglish);
    ASSERT_EQ(report->violations, 0) << "seed " << seed << ": " << Describe(*report);
    ASSERT_EQ(report->lost, 0) << "seed " << seed;
    ASSERT_LE(report->latency.share, 1.0) << "seed " << seed;
    ASSERT_LE(report->jitter.share, 1.0) << "seed " << seed;
    for (const FlowPlan& given : plan->given) {
      carried += given.IsCarried() ? 1 : 0;
      pairs += given.routes.size() == 2 ? 1 : 0;
    }
  }
  EXPECT_GT(carried, 3'000);
  EXPECT_GT(pairs, 300);
}

}  // namespace
}  // namespace lianmeng::network
