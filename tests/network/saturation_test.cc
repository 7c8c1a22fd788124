// The most that a backbone can carry: the bound, what is carried, and every plan of tiny backbones.

#include "network/saturation.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "network/plan_checker.h"
#include "network/reference_admission.h"
#include "tests/network/random_backbone.h"

namespace lianmeng::network {
namespace {

// Ports so narrow that a few frames fill a cycle.
Backbone Crowded(Random& random, size_t sites) {
  Backbone backbone = testing::RandomBackbone(random, {.sites = sites, .extra_fibres = 0});
  for (Link& link : backbone.links) {
    link.rate_bps = 1'000'000'000;
    link.reserved_permille = 900;
    link.best_effort_bytes = 0;
  }
  return backbone;
}

TEST(Saturation, NoPlanCarriesMoreThanTheBoundAndThePlanIsNearTheBest) {
  int64_t best_in_all = 0, carried_in_all = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Backbone backbone = Crowded(random, 3);
    std::vector<FlowRequest> flows = testing::RandomFlows(random, backbone, 5);
    for (FlowRequest& flow : flows) {
      flow.protection = Protection::kNone;
      flow.packets = 1;
      flow.interval_ns = backbone.system.cycle_ns * (1 + static_cast<int64_t>(random.Below(2)));
      flow.arrival_window_ns /= 2;
      flow.rank = 0;
    }
    const Result<Saturation> most =
        Saturate(backbone, flows, {.paths = 10, .extra_cycles = 0}, Progress::None());
    ASSERT_TRUE(most.ok());
    const Status checked = CheckPlan(most->plan);
    ASSERT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
    const int64_t best = ReferenceMostBytes(backbone, most->plan.hypercycle, flows);
    EXPECT_LE(best, most->bound_bytes);
    EXPECT_LE(most->carried_bytes, best);
    EXPECT_GE(most->carried_bytes, most->first_come_bytes);
    best_in_all += best;
    carried_in_all += most->carried_bytes;
  }
  EXPECT_GE(carried_in_all * 100, best_in_all * 97);
}

TEST(Saturation, ProtectedFlowsCountOnceAndTheBoundHoldsForThemToo) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Backbone backbone = testing::RandomBackbone(random, {.sites = 6, .extra_fibres = 3});
    const std::vector<FlowRequest> flows = testing::RandomFlows(random, backbone, 300);
    const Result<Saturation> most = Saturate(backbone, flows, {}, Progress::None());
    ASSERT_TRUE(most.ok());
    const Status checked = CheckPlan(most->plan);
    ASSERT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
    EXPECT_LE(most->carried_bytes, most->bound_bytes);
    EXPECT_LE(most->first_come_bytes, most->carried_bytes);
    EXPECT_LE(most->bound_bytes, most->asked_bytes);
  }
}

}  // namespace
}  // namespace lianmeng::network
