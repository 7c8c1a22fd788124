// Labels of a plan: a packet that only knows its label, its service label and the number of its cycle is led along the
// links and through the cycles that the plan gave its flow.

#include "network/label_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "network/plan_checker.h"
#include "network/planner.h"
#include "tests/network/random_backbone.h"

namespace lianmeng::network {
namespace {

Plan RandomPlan(uint64_t seed, int64_t buffers) {
  Random random(seed);
  Backbone backbone = testing::RandomBackbone(random, {.sites = 4 + seed % 4});
  backbone.system.buffers = buffers;
  std::vector<FlowRequest> flows;
  for (size_t f = 0; f < 30; ++f) flows.push_back(testing::RandomFlow(random, backbone, f));
  Result<Plan> plan = MakePlan(std::move(backbone), std::move(flows), {}, Progress::None());
  EXPECT_TRUE(plan) << plan.error().Describe(Language::kEnglish);
  EXPECT_TRUE(CheckPlan(*plan));
  return *std::move(plan);
}

LabelMap MapOf(const Plan& plan) {
  const Result<LabelMap> map = MapLabels(plan);
  EXPECT_TRUE(map);
  return *map;
}

// What a packet carries, and where it is.
struct Packet {
  Label label = 0, service_label = 0;
  int64_t tag = 0;  // the number of the cycle that it was sent in, modulo C
  LinkIndex link = 0;
};

// What a router does, from its table alone: the packet after it, or nothing if it ends there.
std::optional<Packet> Forward(const LabelMap& map, int64_t cycles, SiteIndex site,
                              const Packet& packet) {
  const bool is_by_label = map.tag == CycleTag::kLabel;
  const auto is_of = [&](Label first) {
    return is_by_label ? packet.label >= first && packet.label < first + map.labels_each
                       : packet.label == first;
  };
  const RouterLabels& router = map.routers[site];
  for (const TransitEntry& entry : router.transit) {
    if (!is_of(entry.in_label)) continue;
    const int64_t in = is_by_label ? packet.label - entry.in_label : packet.tag;
    const int64_t out = (in + entry.shift) % cycles;
    return Packet{.label = static_cast<Label>(entry.out_label + (is_by_label ? out : 0)),
                  .service_label = packet.service_label,
                  .tag = out,
                  .link = entry.link};
  }
  EXPECT_TRUE(router.end_label != 0 && is_of(router.end_label)) << "a label that nobody knows";
  return std::nullopt;
}

void ExpectWalk(const Plan& plan, const LabelMap& map, SiteIndex source, const IngressEntry& entry,
                int64_t interval) {
  const int64_t cycles = plan.backbone.system.buffers;
  const std::vector<Hop>& hops = plan.given[entry.flow].routes[entry.route].hops;
  const int64_t moved = interval * entry.interval_cycles;
  const int64_t first = (entry.cycle + moved) % cycles;
  Packet packet{
      .label = static_cast<Label>(entry.out_label + (map.tag == CycleTag::kLabel ? first : 0)),
      .service_label = entry.service_label,
      .tag = first,
      .link = entry.link};
  SiteIndex site = source;
  for (size_t h = 0; h < hops.size(); ++h) {
    ASSERT_EQ(packet.link, hops[h].link);
    ASSERT_EQ(packet.tag, (hops[h].cycle + moved) % cycles);
    ASSERT_EQ(plan.backbone.links[packet.link].from, site);
    site = plan.backbone.links[packet.link].to;
    const std::optional<Packet> next = Forward(map, cycles, site, packet);
    ASSERT_EQ(next.has_value(), h + 1 < hops.size());
    if (next) packet = *next;
  }
  ASSERT_EQ(site, plan.flows[entry.flow].destination);
  const auto& egress = map.routers[site].egress;
  const auto found = std::find_if(egress.begin(), egress.end(), [&](const EgressEntry& end) {
    return end.service_label == packet.service_label && end.link == packet.link;
  });
  ASSERT_NE(found, egress.end());
  EXPECT_EQ(found->flow, entry.flow);
  EXPECT_EQ(found->hold_ns, plan.given[entry.flow].routes[entry.route].hold_ns);
}

void ExpectEveryPacketFindsItsWay(int64_t buffers) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    const Plan plan = RandomPlan(seed, buffers);
    const LabelMap map = MapOf(plan);
    EXPECT_EQ(map.tag, buffers <= 8 ? CycleTag::kTrafficClass : CycleTag::kLabel);
    size_t routes = 0, carried = 0;
    for (const FlowPlan& given : plan.given) carried += given.routes.size();
    for (SiteIndex site = 0; site < map.routers.size(); ++site) {
      for (const IngressEntry& entry : map.routers[site].ingress) {
        ++routes;
        EXPECT_EQ(site, plan.flows[entry.flow].source);
        for (int64_t interval = 0; interval < 4; ++interval) {
          ExpectWalk(plan, map, site, entry, interval);
        }
      }
    }
    EXPECT_EQ(routes, carried);
  }
}

TEST(LabelMap, LeadsEveryPacketThroughItsCyclesByTrafficClass) { ExpectEveryPacketFindsItsWay(8); }

TEST(LabelMap, LeadsEveryPacketThroughItsCyclesByLabel) { ExpectEveryPacketFindsItsWay(12); }

TEST(LabelMap, NoRouterHasALabelTwiceOrAReservedOne) {
  for (const int64_t buffers : {8, 12}) {
    for (uint64_t seed = 1; seed <= 40; ++seed) {
      const LabelMap map = MapOf(RandomPlan(seed, buffers));
      for (const RouterLabels& router : map.routers) {
        std::set<Label> taken, flows;
        const auto take = [&](Label first, int64_t count) {
          for (int64_t i = 0; i < count; ++i) {
            EXPECT_GE(first, kLabelFirst);
            EXPECT_TRUE(taken.insert(static_cast<Label>(first + i)).second) << first + i;
          }
        };
        for (const TransitEntry& entry : router.transit) take(entry.in_label, map.labels_each);
        if (router.end_label != 0) take(router.end_label, map.labels_each);
        for (const EgressEntry& entry : router.egress) {
          // A protected flow has two entries and one label.
          if (flows.insert(entry.flow).second) take(entry.service_label, 1);
        }
      }
    }
  }
}

TEST(LabelMap, RoutesThatGoOnInTheSameWayShareTheirLabels) {
  Plan plan;
  plan.backbone.sites = {"a", "b", "c", "d"};
  plan.backbone.links = {{.from = 0, .to = 2}, {.from = 1, .to = 2}, {.from = 2, .to = 3}};
  const FlowRequest one{.id = "1", .source = 0, .destination = 3, .interval_ns = 80'000};
  FlowRequest two = one, three = one;
  two.source = 1;
  plan.flows = {one, two, three};
  const auto given = [](LinkIndex first, int64_t cycle, int64_t shift) {
    FlowPlan flow;
    flow.routes = {{.hops = {{first, cycle, 0}, {2, cycle + shift, 0}}}};
    return flow;
  };
  plan.given = {given(0, 0, 5), given(1, 3, 5), given(0, 1, 6)};
  const LabelMap map = MapOf(plan);
  EXPECT_EQ(map.routers[2].transit.size(), 2u);  // 5 cycles later, and 6
  EXPECT_EQ(map.routers[0].ingress[0].out_label, map.routers[1].ingress[0].out_label);
  EXPECT_NE(map.routers[0].ingress[0].out_label, map.routers[0].ingress[1].out_label);
}

}  // namespace
}  // namespace lianmeng::network
