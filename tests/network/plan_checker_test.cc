// The checker refuses every change of what a plan proves.

#include "network/plan_checker.h"

#include <gtest/gtest.h>

#include <functional>

#include "network/planner.h"
#include "tests/network/random_backbone.h"

namespace lianmeng::network {
namespace {

Plan RandomPlan(uint64_t seed) {
  Random random(seed);
  const Backbone backbone =
      testing::RandomBackbone(random, {.sites = 6, .extra_fibres = 3, .has_damper = seed % 3 == 0});
  Result<Plan> plan =
      MakePlan(backbone, testing::RandomFlows(random, backbone, 40), {}, Progress::None());
  EXPECT_TRUE(plan.ok());
  return *std::move(plan);
}

// Every number that stands in what a flow was given, and in what the plan says as a whole.
std::vector<std::pair<std::string, std::function<void(Plan&, int64_t)>>> NumbersOf(
    const Plan& plan) {
  std::vector<std::pair<std::string, std::function<void(Plan&, int64_t)>>> numbers;
  numbers.push_back({"hypercycle", [](Plan& p, int64_t by) { p.hypercycle += by; }});
  for (size_t l = 0; l < plan.buffers.size(); ++l) {
    numbers.push_back(
        {"buffers " + std::to_string(l), [l](Plan& p, int64_t by) { p.buffers[l] += by; }});
  }
  for (size_t f = 0; f < plan.flows.size(); ++f) {
    if (!plan.given[f].IsCarried()) continue;
    const std::string flow = "flow " + std::to_string(f) + " ";
    numbers.push_back(
        {flow + "min", [f](Plan& p, int64_t by) { p.given[f].bounds.latency_ns_min += by; }});
    numbers.push_back(
        {flow + "max", [f](Plan& p, int64_t by) { p.given[f].bounds.latency_ns_max += by; }});
    numbers.push_back(
        {flow + "opening", [f](Plan& p, int64_t by) { p.given[f].opening_ns += by; }});
    for (size_t r = 0; r < plan.given[f].routes.size(); ++r) {
      const std::string route = flow + "route " + std::to_string(r) + " ";
      const auto at = [f, r](Plan& p) -> Route& { return p.given[f].routes[r]; };
      numbers.push_back(
          {route + "min", [at](Plan& p, int64_t by) { at(p).bounds.latency_ns_min += by; }});
      numbers.push_back(
          {route + "max", [at](Plan& p, int64_t by) { at(p).bounds.latency_ns_max += by; }});
      numbers.push_back({route + "hold", [at](Plan& p, int64_t by) { at(p).hold_ns += by; }});
      for (size_t h = 0; h < plan.given[f].routes[r].hops.size(); ++h) {
        const std::string hop = route + "hop " + std::to_string(h) + " ";
        numbers.push_back(
            {hop + "cycle", [at, h](Plan& p, int64_t by) { at(p).hops[h].cycle += by; }});
        numbers.push_back({hop + "latency",
                           [at, h](Plan& p, int64_t by) { at(p).hops[h].latency_ns_max += by; }});
        numbers.push_back({hop + "link", [at, h](Plan& p, int64_t by) {
                             at(p).hops[h].link = static_cast<LinkIndex>(at(p).hops[h].link + by);
                           }});
      }
    }
  }
  return numbers;
}

TEST(PlanChecker, RefusesAChangeOfAnyNumberOfThePlan) {
  int changes = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    const Plan plan = RandomPlan(seed);
    ASSERT_TRUE(CheckPlan(plan).ok());
    for (const auto& [name, change] : NumbersOf(plan)) {
      for (const int64_t by : {-1, 1, 8, -1'000, 1'000'000}) {
        if (name == "hypercycle" && by % plan.hypercycle == 0)
          continue;  // twice as long is as true
        Plan changed = plan;
        change(changed, by);
        ASSERT_FALSE(CheckPlan(changed).ok()) << seed << ": " << name << " by " << by;
        ++changes;
      }
    }
  }
  EXPECT_GT(changes, 10'000);
}

TEST(PlanChecker, RefusesFlowsThatAskForMoreThanTheyWereGiven) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    const Plan plan = RandomPlan(seed);
    for (size_t f = 0; f < plan.flows.size(); ++f) {
      if (!plan.given[f].IsCarried()) continue;
      const auto refused = [&](const std::function<void(FlowRequest&)>& change) {
        Plan changed = plan;
        change(changed.flows[f]);
        return !CheckPlan(changed).ok();
      };
      const DelayBounds& bounds = plan.given[f].bounds;
      EXPECT_TRUE(
          refused([&](FlowRequest& flow) { flow.latency_ns_max = bounds.latency_ns_max - 1; }));
      EXPECT_TRUE(refused([&](FlowRequest& flow) { flow.jitter_ns_max = bounds.JitterNs() - 1; }));
      EXPECT_TRUE(refused([&](FlowRequest& flow) { flow.packets = kPacketsMax; }));
      EXPECT_TRUE(refused([&](FlowRequest& flow) { std::swap(flow.source, flow.destination); }));
      EXPECT_TRUE(refused([&](FlowRequest& flow) {
        flow.protection =
            flow.protection == Protection::kNone ? Protection::kLinkDisjoint : Protection::kNone;
      }));
    }
  }
}

TEST(PlanChecker, RefusesABackboneThatIsWorseThanThePlanned) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    const Plan plan = RandomPlan(seed);
    const auto refused = [&](const std::function<void(Backbone&)>& change) {
      Plan changed = plan;
      change(changed.backbone);
      return !CheckPlan(changed).ok();
    };
    EXPECT_TRUE(refused([](Backbone& b) { b.system.clock_error_ns += 50; }));
    EXPECT_TRUE(refused([](Backbone& b) { b.system.buffers = 2; }));
    EXPECT_TRUE(refused([](Backbone& b) { b.system.cycle_ns += 1'000; }));
    EXPECT_TRUE(refused([](Backbone& b) { b.system.has_damper = !b.system.has_damper; }));
    for (LinkIndex l = 0; l < plan.backbone.links.size(); ++l) {
      if (plan.buffers[l] == 0) continue;
      EXPECT_TRUE(refused([&](Backbone& b) { b.links[l].delay_ns_max += 20'000; })) << l;
      EXPECT_TRUE(refused([&](Backbone& b) { b.links[l].rate_bps = kRateBpsMin; })) << l;
      EXPECT_TRUE(refused([&](Backbone& b) { b.links[l].reserved_permille = 0; })) << l;
    }
  }
}

TEST(PlanChecker, RefusesATruncatedPlan) {
  Plan plan = RandomPlan(1);
  plan.given.pop_back();
  EXPECT_FALSE(CheckPlan(plan).ok());
  plan = RandomPlan(1);
  plan.buffers.pop_back();
  EXPECT_FALSE(CheckPlan(plan).ok());
  plan = RandomPlan(1);
  plan.given[0] = {};
  EXPECT_FALSE(CheckPlan(plan).ok());
}

}  // namespace
}  // namespace lianmeng::network
