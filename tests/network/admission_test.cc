// Admission, its plans, and the checker that shares nothing with it.

#include "network/admission.h"

#include <gtest/gtest.h>

#include "network/plan_checker.h"
#include "network/planner.h"
#include "network/reference_admission.h"
#include "tests/network/random_backbone.h"

namespace lianmeng::network {
namespace {

using testing::RandomBackbone;
using testing::RandomFlows;

Plan PlanOf(const Backbone& backbone, std::vector<FlowRequest> flows,
            const AdmissionOptions& options = {}) {
  Result<Plan> plan = MakePlan(backbone, std::move(flows), options, Progress::None());
  EXPECT_TRUE(plan.ok()) << plan.error().Describe(Language::kEnglish);
  return *std::move(plan);
}

Plan RandomPlan(uint64_t seed, size_t flows) {
  Random random(seed);
  const Backbone backbone = RandomBackbone(
      random, {.sites = 4 + seed % 5, .extra_fibres = seed % 4, .has_damper = seed % 3 == 0});
  return PlanOf(
      backbone, RandomFlows(random, backbone, flows),
      {.paths = 3, .extra_cycles = static_cast<int64_t>(seed % 4), .spreads = seed % 2 == 0});
}

TEST(Admission, EveryPlanOfRandomBackbonesPassesTheChecker) {
  size_t carried = 0, refused = 0, protected_flows = 0, held = 0;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(seed);
    const Plan plan = RandomPlan(seed, 60);
    const Status checked = CheckPlan(plan);
    ASSERT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
    for (const FlowPlan& given : plan.given) {
      ++(given.IsCarried() ? carried : refused);
      protected_flows += given.routes.size() == 2;
      for (const Route& route : given.routes) {
        const int64_t shift = route.hops.back().cycle - route.hops.front().cycle;
        int64_t least = 0;
        for (size_t h = 1; h < route.hops.size(); ++h) {
          least += CycleShift(plan.backbone.links[route.hops[h - 1].link],
                              plan.backbone.links[route.hops[h].link], plan.backbone.system);
        }
        held += shift > least;
      }
    }
  }
  // All that is to be tested occurs.
  EXPECT_GT(carried, 5'000u);
  EXPECT_GT(refused, 500u);
  EXPECT_GT(protected_flows, 500u);
  EXPECT_GT(held, 0u);
}

// Small frames fill a cycle of a slow port soon, so that yes and no both come often.
Backbone Narrow(Backbone backbone) {
  for (Link& link : backbone.links) {
    link.rate_bps = 1'000'000'000;
    link.best_effort_bytes = 0;
  }
  return backbone;
}

TEST(Admission, RefusesOnlyWhatNoPathNoCycleAndNoHoldingCanCarry) {
  int admitted = 0, refused = 0;
  for (uint64_t seed = 1; seed <= 250; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Backbone backbone =
        Narrow(RandomBackbone(random, {.sites = 3 + seed % 2, .extra_fibres = 1}));
    std::vector<FlowRequest> flows = RandomFlows(random, backbone, 24);
    for (FlowRequest& flow : flows) {
      flow.packets = 1;
      if (seed % 2 == 0) flow.protection = Protection::kNone;
    }
    const AdmissionOptions options{.paths = 50, .extra_cycles = static_cast<int64_t>(seed % 3)};
    Admission admission(backbone, 8, options);
    Plan plan{.backbone = backbone, .flows = {}, .hypercycle = 8, .given = {}, .buffers = {}};
    for (const FlowRequest& flow : flows) {
      const auto index = static_cast<FlowIndex>(plan.flows.size());
      const bool reference =
          flow.protection != Protection::kNone || ReferenceAdmits(plan, flow, options);
      const bool answer = admission.Admit(index, flow);
      if (flow.protection == Protection::kNone) {
        ASSERT_EQ(answer, reference) << flow.id;
        ++(answer ? admitted : refused);
      }
      if (!answer) continue;
      plan.flows.push_back(flow);
      plan.given.emplace_back();
      for (FlowIndex f = 0; f <= index; ++f) plan.given[f] = admission.Given(f);
    }
    plan.buffers = BuffersOf(plan);
    const Status checked = CheckPlan(plan);
    ASSERT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
  }
  EXPECT_GT(admitted, 1'000);
  EXPECT_GT(refused, 500);
}

TEST(Admission, ReleasingEverythingLeavesTheLedgerAsItWas) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Backbone backbone = RandomBackbone(random, {.has_damper = seed % 4 == 0});
    const std::vector<FlowRequest> flows = RandomFlows(random, backbone, 80);
    Admission admission(backbone, 8, {});
    std::vector<FlowIndex> carried;
    for (FlowIndex f = 0; f < flows.size(); ++f) {
      if (admission.Admit(f, flows[f])) carried.push_back(f);
      if (carried.size() > 3 && random.Chance(0.3)) {
        const size_t gone = random.Below(carried.size());
        admission.Release(carried[gone]);
        carried.erase(carried.begin() + static_cast<std::ptrdiff_t>(gone));
      }
    }
    EXPECT_EQ(admission.carried_count(), carried.size());
    for (const FlowIndex f : carried) admission.Release(f);
    for (LinkIndex l = 0; l < backbone.links.size(); ++l) {
      for (int64_t c = 0; c < 8; ++c) {
        ASSERT_EQ(admission.ledger().Used(l)[static_cast<size_t>(c)], 0);
        ASSERT_EQ(admission.ledger().Room(l)[static_cast<size_t>(c)],
                  admission.ledger().Capacity(l));
      }
    }
  }
}

TEST(Admission, ABatchIsCarriedWholeOrNotAtAll) {
  Random random(7);
  const Backbone backbone = Narrow(RandomBackbone(random, {}));
  std::vector<FlowRequest> flows = RandomFlows(random, backbone, 60);
  for (FlowRequest& flow : flows) flow.protection = Protection::kNone;
  Admission admission(backbone, 8, {});
  const std::optional<size_t> stopped = admission.AdmitAll(0, flows);
  ASSERT_TRUE(stopped.has_value());
  EXPECT_EQ(admission.carried_count(), 0u);
  EXPECT_FALSE(admission.AdmitAll(0, std::span(flows).first(*stopped)).has_value());
  EXPECT_EQ(admission.carried_count(), *stopped);
}

TEST(Admission, WhatItSuggestsIsAdmitted) {
  int suggestions = 0;
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Backbone backbone = Narrow(RandomBackbone(random, {}));
    const std::vector<FlowRequest> flows = RandomFlows(random, backbone, 60);
    Admission admission(backbone, 8, {});
    for (FlowIndex f = 0; f < flows.size(); ++f) {
      if (admission.Admit(f, flows[f])) continue;
      const Refusal refusal = admission.WhyNot(flows[f]);
      EXPECT_NE(refusal.reason, RefusalReason::kNone);
      std::vector<FlowRequest> eased;
      const auto ease = [&](const std::optional<int64_t>& value, int64_t FlowRequest::*field) {
        if (value) (eased.emplace_back(flows[f]).*field) = *value;
      };
      ease(refusal.latency_ns_max, &FlowRequest::latency_ns_max);
      ease(refusal.jitter_ns_max, &FlowRequest::jitter_ns_max);
      ease(refusal.interval_ns, &FlowRequest::interval_ns);
      ease(refusal.packets, &FlowRequest::packets);
      for (const FlowRequest& flow : eased) {
        ++suggestions;
        ASSERT_TRUE(admission.Admit(f, flow)) << flow.id << " " << static_cast<int>(refusal.reason);
        admission.Release(f);
      }
    }
  }
  EXPECT_GT(suggestions, 500);
}

TEST(Admission, SuggestsTheShortestIntervalOfAll) {
  constexpr int64_t kHypercycle = 24;
  int found = 0, none = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Backbone backbone = Narrow(RandomBackbone(random, {}));
    const std::vector<FlowRequest> flows = RandomFlows(random, backbone, 120);
    Admission admission(backbone, kHypercycle, {});
    for (FlowIndex f = 0; f < flows.size(); ++f) {
      if (admission.Admit(f, flows[f])) continue;
      std::optional<int64_t> shortest;
      FlowRequest eased = flows[f];
      const int64_t period = flows[f].interval_ns / backbone.system.cycle_ns;
      for (int64_t times = 2; times * period <= kHypercycle && !shortest; ++times) {
        if (kHypercycle % (times * period) != 0) continue;
        eased.interval_ns = flows[f].interval_ns * times;
        if (!admission.Admit(f, eased)) continue;
        admission.Release(f);
        shortest = eased.interval_ns;
      }
      ASSERT_EQ(admission.WhyNot(flows[f]).interval_ns, shortest) << flows[f].id;
      ++(shortest ? found : none);
    }
  }
  EXPECT_GT(found, 100);
  EXPECT_GT(none, 100);
}

TEST(Admission, APlanIsRestoredAsItWas) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    const Plan plan = RandomPlan(seed, 50);
    Admission admission(plan.backbone, plan.hypercycle, {});
    for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
      if (!plan.given[f].IsCarried()) continue;
      ASSERT_TRUE(admission.Restore(f, plan.flows[f], plan.given[f])) << f;
    }
    for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
      if (plan.given[f].IsCarried()) {
        ASSERT_EQ(admission.Given(f), plan.given[f]) << f;
      }
    }
  }
}

}  // namespace
}  // namespace lianmeng::network
