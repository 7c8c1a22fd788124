// Plans around cut fibres and lost routers.

#include "network/failure.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "network/plan_checker.h"
#include "network/planner.h"
#include "tests/network/random_backbone.h"

namespace lianmeng::network {
namespace {

Plan RandomPlan(uint64_t seed) {
  Random random(seed);
  const Backbone backbone = testing::RandomBackbone(
      random, {.sites = 5 + seed % 4, .extra_fibres = 2 + seed % 4, .has_damper = seed % 3 == 0});
  Result<Plan> plan =
      MakePlan(backbone, testing::RandomFlows(random, backbone, 50), {}, Progress::None());
  EXPECT_TRUE(plan.ok());
  return *std::move(plan);
}

bool Uses(const FlowPlan& given, const std::vector<LinkIndex>& links) {
  for (const Route& route : given.routes) {
    for (const Hop& hop : route.hops) {
      if (std::ranges::find(links, hop.link) != links.end()) return true;
    }
  }
  return false;
}

TEST(Failure, AfterAnyCutThePlanHoldsAndTheUntouchedStayWhereTheyWere) {
  int on_one = 0, moved = 0, lost = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    const Plan plan = RandomPlan(seed);
    for (LinkIndex l = 0; l < plan.backbone.links.size(); l += 2) {
      SCOPED_TRACE(std::to_string(seed) + "/" + std::to_string(l));
      const Link& link = plan.backbone.links[l];
      const std::vector<LinkIndex> cut = LinksBetween(plan.backbone, link.from, link.to);
      const FailureReport report = PlanAround(plan, cut, {});
      const Status checked = CheckPlan(report.plan);
      ASSERT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
      std::vector<bool> is_changed(plan.flows.size(), false);
      for (const FlowChange& change : report.changes) {
        is_changed[change.flow] = true;
        EXPECT_TRUE(Uses(plan.given[change.flow], cut));
        on_one += change.effect == FailureEffect::kOnOne;
        moved += change.effect == FailureEffect::kMoved;
        // Two routes that share no fibre are not both met by one cut.
        EXPECT_NE(change.effect, FailureEffect::kMovedToOne);
        lost += change.effect == FailureEffect::kLost;
        if (change.effect != FailureEffect::kOnOne) continue;
        const FlowPlan &before = plan.given[change.flow], &after = report.plan.given[change.flow];
        ASSERT_EQ(after.routes.size(), 1u);
        EXPECT_EQ(after.opening_ns, before.opening_ns);
        EXPECT_LE(after.bounds.latency_ns_max, plan.flows[change.flow].latency_ns_max);
      }
      for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
        if (is_changed[f] || !plan.given[f].IsCarried()) continue;
        ASSERT_EQ(report.plan.given[f].routes.size(), plan.given[f].routes.size());
        for (size_t r = 0; r < plan.given[f].routes.size(); ++r) {
          EXPECT_EQ(report.plan.given[f].routes[r].hops, plan.given[f].routes[r].hops);
        }
      }
    }
  }
  EXPECT_GT(on_one, 500);
  EXPECT_GT(moved, 100);
  EXPECT_GT(lost, 100);
}

TEST(Failure, CutsAddUpAndALostRouterCarriesNothing) {
  int moved_to_one = 0;
  for (uint64_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE(seed);
    const Plan plan = RandomPlan(seed);
    const Link& link = plan.backbone.links[0];
    const FailureReport first =
        PlanAround(plan, LinksBetween(plan.backbone, link.from, link.to), {});
    const FailureReport second = PlanAround(first.plan, LinksOf(plan.backbone, 2), {});
    const Status checked = CheckPlan(second.plan);
    ASSERT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
    for (const FlowPlan& given : second.plan.given) EXPECT_FALSE(Uses(given, second.plan.cut));
    for (const FlowChange& change : second.changes) {
      moved_to_one += change.effect == FailureEffect::kMovedToOne;
    }
    for (const LinkIndex l : first.plan.cut) {
      EXPECT_NE(std::ranges::find(second.plan.cut, l), second.plan.cut.end());
    }
  }
  EXPECT_GT(moved_to_one, 0);
}

// Whoever was moved to one route asked for two: what it keeps to is its own hold, not what a pair would have to.
TEST(Failure, CutsOneAfterTheOtherNeverMeetAFlowThatCannotStay) {
  size_t on_one_before = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Backbone backbone = testing::RandomBackbone(random, {.sites = 6, .extra_fibres = 4});
    backbone.system.clock_wander_ppb = 100'000;  // holds are off by much
    std::vector<FlowRequest> flows = testing::RandomFlows(random, backbone, 50);
    Result<Plan> made = MakePlan(backbone, flows, {}, Progress::None());
    ASSERT_TRUE(made.ok());
    Plan plan = *std::move(made);
    for (int cut = 0; cut < 4; ++cut) {
      // Flows that ask for no more than they have.
      for (FlowIndex f = 0; f < plan.flows.size(); ++f) {
        if (!plan.given[f].IsCarried()) continue;
        plan.flows[f].jitter_ns_max = plan.given[f].bounds.JitterNs();
        plan.flows[f].latency_ns_max = plan.given[f].bounds.latency_ns_max;
        on_one_before +=
            plan.given[f].routes.size() == 1 && plan.flows[f].protection != Protection::kNone;
      }
      ASSERT_TRUE(CheckPlan(plan).ok());
      const Link& link = plan.backbone.links[random.Below(plan.backbone.links.size())];
      const std::vector<LinkIndex> links = LinksBetween(plan.backbone, link.from, link.to);
      const FailureReport report = PlanAround(plan, links, {});
      for (const FlowChange& change : report.changes)
        EXPECT_TRUE(Uses(plan.given[change.flow], links));
      plan = report.plan;
      const Status checked = CheckPlan(plan);
      ASSERT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
    }
  }
  EXPECT_GT(on_one_before, 500u);
}

}  // namespace
}  // namespace lianmeng::network
