#include "network/synthetic_flows.h"

#include <gtest/gtest.h>

#include <set>

#include "network/cycles.h"

namespace lianmeng::network {
namespace {

constexpr int64_t kUs = 1'000;

// A ring of eight sites, 300 km of fibre between neighbours, with one chord.
Backbone Ring(int64_t cycle_ns = 10'000, int64_t rate_bps = 100'000'000'000) {
  constexpr SiteIndex kSites = 8;
  Backbone backbone{.system = {.cycle_ns = cycle_ns}, .sites = {}, .links = {}};
  const auto join = [&](SiteIndex a, SiteIndex b) {
    Link link{.from = a,
              .to = b,
              .fibre_m = 300'000,
              .rate_bps = rate_bps,
              .delay_ns_min = 1'502'000,
              .delay_ns_max = 1'502'600};
    backbone.links.push_back(link);
    std::swap(link.from, link.to);
    backbone.links.push_back(link);
  };
  for (SiteIndex s = 0; s < kSites; ++s) backbone.sites.push_back("s" + std::to_string(s));
  for (SiteIndex s = 0; s < kSites; ++s) join(s, (s + 1) % kSites);
  join(0, 4);
  return backbone;
}

std::vector<FlowRequest> Requests(const std::vector<SyntheticFlow>& flows) {
  std::vector<FlowRequest> requests;
  for (const SyntheticFlow& flow : flows) requests.push_back(flow.request);
  return requests;
}

TEST(SyntheticFlows, AreTheSameForTheSameSeedAndOthersForAnother) {
  const auto flows = GenerateFlows(Ring(), {.count = 300, .seed = 7});
  const auto again = GenerateFlows(Ring(), {.count = 300, .seed = 7});
  const auto other = GenerateFlows(Ring(), {.count = 300, .seed = 8});
  const auto more = GenerateFlows(Ring(), {.count = 400, .seed = 7});
  ASSERT_TRUE(flows.ok() && again.ok() && other.ok() && more.ok());
  EXPECT_EQ(Requests(*flows), Requests(*again));
  EXPECT_NE(Requests(*flows), Requests(*other));
  std::vector<FlowRequest> first = Requests(*more);
  first.resize(300);
  EXPECT_EQ(Requests(*flows), first) << "more flows change no earlier one";
}

TEST(SyntheticFlows, AreValidAndOfShortHypercyclesAtFiveAndTenMicroseconds) {
  for (const int64_t cycle_ns : {5 * kUs, 10 * kUs}) {
    const Backbone backbone = Ring(cycle_ns);
    const auto flows = GenerateFlows(backbone, {.count = 2'000});
    ASSERT_TRUE(flows.ok());
    ASSERT_TRUE(Validate(backbone, Requests(*flows)).ok());
    const auto hypercycle = HypercycleOf(backbone.system, Requests(*flows));
    ASSERT_TRUE(hypercycle.ok());
    EXPECT_EQ(*hypercycle, 20'000 * kUs / cycle_ns) << "20 ms";
    std::set<FlowKind> kinds;
    const int64_t capacity = CycleCapacityBytes(backbone.links[0], backbone.system);
    for (const SyntheticFlow& flow : *flows) {
      kinds.insert(flow.kind);
      EXPECT_EQ(flow.request.interval_ns % (10 * kUs), 0);
      EXPECT_EQ(20'000 * kUs % flow.request.interval_ns, 0);
      EXPECT_LE(BurstBytes(flow.request), capacity / 2) << flow.request.id;
    }
    EXPECT_EQ(kinds.size(), kFlowKinds);
  }
}

TEST(SyntheticFlows, AllowMoreThanLightNeedsOnTheShortestPathButForTheTightOnes) {
  // A ring of 300 km: n hops take n · 1.5 ms, and the longest shortest path has four.
  const auto within = [](const SyntheticFlow& flow) {
    const auto hops = static_cast<int64_t>(flow.request.destination) - flow.request.source;
    const int64_t around = std::min(Modulo(hops, 8), Modulo(-hops, 8));
    return std::min<int64_t>(around, 4) * 1'502'600 + 40'000 < flow.request.latency_ns_max;
  };
  const auto flows = GenerateFlows(Ring(), {.count = 2'000, .tight_share = 0});
  ASSERT_TRUE(flows.ok());
  for (const SyntheticFlow& flow : *flows) EXPECT_TRUE(within(flow)) << flow.request.id;
  const auto tight = GenerateFlows(Ring(), {.count = 2'000, .tight_share = 1});
  ASSERT_TRUE(tight.ok());
  for (const SyntheticFlow& flow : *tight) {
    EXPECT_LT(flow.request.latency_ns_max, 4 * 1'600'000) << flow.request.id;
  }
}

TEST(SyntheticFlows, RunBetweenLargeSitesMoreThanBetweenSmallOnes) {
  const auto flows =
      GenerateFlows(Ring(), {.count = 2'000, .site_sizes = {9, 1, 1, 9, 1, 1, 1, 0}});
  ASSERT_TRUE(flows.ok());
  std::vector<int> ends(8);
  for (const SyntheticFlow& flow : *flows) {
    ++ends[flow.request.source];
    ++ends[flow.request.destination];
  }
  EXPECT_EQ(ends[7], 0);
  EXPECT_GT(ends[0], 3 * ends[1]);
  EXPECT_GT(ends[3], 3 * ends[5]);
}

TEST(SyntheticFlows, ShrinkTheirBurstsToSlowLinks) {
  const Backbone slow =
      Ring(10'000, 10'000'000'000);  // 12,500 bytes a cycle, half of them reserved
  const auto flows = GenerateFlows(slow, {.count = 1'000});
  ASSERT_TRUE(flows.ok());
  for (const SyntheticFlow& flow : *flows) {
    EXPECT_LE(BurstBytes(flow.request), std::max<int64_t>(6'250 / 2, 4'182)) << flow.request.id;
  }
}

TEST(SyntheticFlows, BadInputNamesTheOption) {
  const auto field = [](const Backbone& backbone, const SyntheticFlows& options) {
    const auto flows = GenerateFlows(backbone, options);
    return flows ? std::string() : flows.error().place.field;
  };
  EXPECT_EQ(field(Ring(), {.count = kFlowsMax + 1}), "count");
  EXPECT_EQ(field(Ring(), {.tight_share = 1.5}), "tight_share");
  EXPECT_EQ(field(Ring(), {.site_sizes = {1, 1}}), "size");
  EXPECT_EQ(field(Ring(), {.site_sizes = {1, 0, 0, 0, 0, 0, 0, 0}}), "size");
  EXPECT_EQ(field(Ring(), {.site_sizes = {1, -1, 1, 0, 0, 0, 0, 0}}), "size");
  EXPECT_EQ(field(Ring(7 * kUs), {}), "cycle_ns");
  EXPECT_EQ(field({}, {}), "size");
}

}  // namespace
}  // namespace lianmeng::network
