// The cascade on the compact network against the reference, and the same work done in other ways.
#include "chain/cascade.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "chain/reference_index.h"
#include "chain/synthetic_network.h"
#include "tests/chain/random_networks.h"

namespace lianmeng::chain {
namespace {

Shock RandomShock(Random& random, uint32_t node_count) {
  Shock shock;
  const uint64_t count = 1 + random.Below(3);
  for (uint64_t i = 0; i < count; ++i) {
    const double remaining = random.Chance(0.5) ? 0.0 : random.Uniform();
    shock.nodes.push_back({static_cast<NodeIndex>(random.Below(node_count)), remaining});
  }
  return shock;
}

std::vector<double> PsiOf(const Shock& shock, size_t node_count) {
  std::vector<double> psi(node_count, 1.0);
  for (const ShockedNode& node : shock.nodes) {
    psi[node.node] = std::min(psi[node.node], node.remaining);
  }
  return psi;
}

struct RandomCase {
  ReferenceNetwork reference;
  SupplyNetwork network;
  Shock shock;
  double threshold;
};

RandomCase MakeCase(uint64_t seed) {
  Random random(seed);
  const uint32_t firms = 2 + static_cast<uint32_t>(random.Below(40));
  auto links = RandomLinks(random, firms, 1 + static_cast<uint32_t>(random.Below(4 * firms)));
  RandomCase made;
  made.reference = BuildReferenceNetwork(links).value();
  made.network = SupplyNetwork::Build(InputOf(made.reference)).value();
  made.shock = RandomShock(random, made.network.node_count());
  made.threshold = random.Chance(0.7) ? 1e-2 : 1e-6;
  return made;
}

TEST(Cascade, AgreesWithTheReferenceOnThousandsOfRandomNetworks) {
  int64_t touched = 0;
  for (uint64_t seed = 1; seed <= 4000; ++seed) {
    const RandomCase made = MakeCase(seed);
    const auto psi = PsiOf(made.shock, made.reference.firms.size());
    const auto want =
        ReferenceCascade(made.reference, psi, {.stop_threshold = made.threshold}).value();
    const auto got =
        RunCascade(made.network, made.shock, {.stop_threshold = made.threshold}).value();
    ASSERT_EQ(got.steps, want.steps) << "seed " << seed;
    ASSERT_NEAR(got.index, want.index, 1e-9) << "seed " << seed;
    for (size_t firm = 0; firm < psi.size(); ++firm) {
      ASSERT_NEAR(got.hd[firm], want.hd[firm], 1e-9) << "seed " << seed << " firm " << firm;
      ASSERT_NEAR(got.hu[firm], want.hu[firm], 1e-9) << "seed " << seed << " firm " << firm;
      touched += want.hd[firm] < psi[firm] || want.hu[firm] < psi[firm] ? 1 : 0;
    }
  }
  EXPECT_GT(touched, 20'000) << "the random shocks hardly spread: this test would prove little";
}

TEST(Cascade, OfReachedNodesOnlyEqualsFullSweeps) {
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    const RandomCase made = MakeCase(seed);
    const auto sparse = RunCascade(made.network, made.shock, {.stop_threshold = 1e-8}).value();
    const auto full =
        RunCascade(made.network, made.shock, {.stop_threshold = 1e-8, .full_sweeps = true}).value();
    ASSERT_EQ(sparse.steps, full.steps) << "seed " << seed;
    for (size_t node = 0; node < sparse.hd.size(); ++node) {
      ASSERT_NEAR(sparse.hd[node], full.hd[node], 1e-13) << "seed " << seed;
      ASSERT_NEAR(sparse.hu[node], full.hu[node], 1e-13) << "seed " << seed;
    }
  }
}

struct Recorded {
  double index;
  int steps;
  std::vector<double> losses;
  friend bool operator==(const Recorded&, const Recorded&) = default;
};

std::vector<Recorded> RunAll(const SupplyNetwork& network, const std::vector<Shock>& shocks,
                             int threads) {
  std::vector<Recorded> recorded(shocks.size());
  const Status status =
      RunCascades(network, shocks, {.threads = threads}, [&](size_t i, const CascadeView& view) {
        recorded[i] = {view.index, view.steps, {}};
        for (NodeIndex node = 0; node < network.node_count(); ++node) {
          recorded[i].losses.push_back(view.Loss(node));
        }
      });
  EXPECT_TRUE(status.ok());
  return recorded;
}

TEST(Cascade, IsEqualBitByBitForAnyNumberOfThreadsAndAnyShockBefore) {
  Random random(11);
  const auto reference = BuildReferenceNetwork(RandomLinks(random, 300, 1500)).value();
  const auto network = SupplyNetwork::Build(InputOf(reference)).value();
  std::vector<Shock> shocks;
  for (int i = 0; i < 400; ++i) shocks.push_back(RandomShock(random, network.node_count()));
  const auto one = RunAll(network, shocks, 1);
  EXPECT_EQ(one, RunAll(network, shocks, 2));
  EXPECT_EQ(one, RunAll(network, shocks, 7));
  for (size_t i = 0; i < shocks.size(); i += 37) {
    EXPECT_EQ(RunCascade(network, shocks[i]).value().index, one[i].index);
  }
}

// Long steps of one cascade are shared among threads, and swept in the order of memory.
TEST(Cascade, OfAHubOfALargeNetworkIsEqualForAnyNumberOfThreadsAndFullSweeps) {
  const auto input = GenerateNetwork({.firms = 60'000, .links = 290'000, .sectors = 20, .seed = 5});
  ASSERT_TRUE(input.ok());
  const SupplyNetwork network = SupplyNetwork::Build(*input).value();
  NodeIndex hub = 0;
  for (NodeIndex node = 1; node < network.node_count(); ++node) {
    if (network.Customers(node).size() > network.Customers(hub).size()) hub = node;
  }
  const Shock shock{{{.node = hub}}};
  const CascadeOptions alone{.stop_threshold = 1e-4, .threads = 1};
  const auto expected = RunCascade(network, shock, alone, {.waves = true}).value();
  size_t touched = 0;
  for (NodeIndex node = 0; node < network.node_count(); ++node) touched += expected.Loss(node) > 0;
  ASSERT_GT(touched, 30'000u);
  for (const int threads : {2, 3}) {
    CascadeOptions shared = alone;
    shared.threads = threads;
    const auto got = RunCascade(network, shock, shared, {.waves = true}).value();
    EXPECT_EQ(got.hd, expected.hd);
    EXPECT_EQ(got.hu, expected.hu);
    EXPECT_EQ(got.index, expected.index);
    ASSERT_EQ(got.waves.size(), expected.waves.size());
    for (size_t i = 0; i < got.waves.size(); ++i) {
      EXPECT_EQ(got.waves[i].changed, expected.waves[i].changed);
    }
  }
  CascadeOptions full = alone;
  full.full_sweeps = true;
  const auto swept = RunCascade(network, shock, full).value();
  EXPECT_EQ(swept.steps, expected.steps);
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    ASSERT_NEAR(swept.hd[node], expected.hd[node], 1e-12);
    ASSERT_NEAR(swept.hu[node], expected.hu[node], 1e-12);
  }
}

TEST(Cascade, DoesNotDependOnTheOrderOfLinks) {
  Random random(12);
  const auto reference = BuildReferenceNetwork(RandomLinks(random, 60, 400)).value();
  SupplyInput input = InputOf(reference);
  const auto network = SupplyNetwork::Build(input).value();
  for (size_t i = input.links.size() - 1; i > 0; --i) {
    std::swap(input.links[i], input.links[random.Below(i + 1)]);
  }
  const auto shuffled = SupplyNetwork::Build(input).value();
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    const Shock shock{{{node, 0}}};
    EXPECT_EQ(RunCascade(network, shock)->hd, RunCascade(shuffled, shock)->hd);
    EXPECT_EQ(RunCascade(network, shock)->hu, RunCascade(shuffled, shock)->hu);
  }
}

TEST(Cascade, KeepsItsDigitsWhereAGiantLeavesATinyRest) {
  // Sector k: a giant of 1e9 that is lost, and two of about 1e-3 that remain; the half-lost one is
  // measured against the rest alone: σ = 1e-3 / (0.5e-3 + 2e-3) = 0.4, so its only customer keeps 1
  // − 0.4 · 0.5 = 0.8.
  SupplyInput input;
  input.sector = {0, 0, 0, 1, 1, 1};
  input.sector_count = 2;
  const auto essential = Essentiality::kEssential;
  input.links = {{0, 3, 1e9, essential}, {1, 4, 1e-3, essential}, {2, 5, 2e-3, essential}};
  const auto network = SupplyNetwork::Build(input).value();
  const auto result = RunCascade(network, {{{0, 0.0}, {1, 0.5}}}).value();
  EXPECT_NEAR(result.hd[4], 0.8, 1e-12);
}

TEST(Cascade, WavesLeadFromTheShockToTheResult) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const RandomCase made = MakeCase(seed);
    const auto result =
        RunCascade(made.network, made.shock, {}, {.waves = true, .change_min = 0}).value();
    std::vector<double> hd(made.network.node_count(), 1.0), hu(hd);
    int step = -1;
    for (const Wave& wave : result.waves) {
      EXPECT_GT(wave.step, step);
      step = wave.step;
      for (const NodeState& state : wave.changed) {
        hd[state.node] = state.hd;
        hu[state.node] = state.hu;
      }
    }
    EXPECT_LE(step, result.steps);
    EXPECT_EQ(hd, result.hd) << "seed " << seed;
    EXPECT_EQ(hu, result.hu) << "seed " << seed;
  }
}

TEST(Cascade, RefusesNodesAndSharesOutOfRange) {
  SupplyInput input;
  input.sector = {0, 0};
  input.sector_count = 1;
  input.links = {{0, 1, 1.0, Essentiality::kEssential}};
  const auto network = SupplyNetwork::Build(input).value();
  EXPECT_EQ(RunCascade(network, {{{2, 0}}}).error().place.value, "2");
  EXPECT_FALSE(RunCascade(network, {{{1, 1.5}}}).ok());
  EXPECT_FALSE(RunCascade(network, {{{1, NAN}}}).ok());
  EXPECT_EQ(RunCascade(network, {}).value().index, 0);
}

TEST(Cascade, StopsWhenCancelled) {
  class Stop : public Progress {
    void Begin(const TextPair&, int64_t) override {}
    void Advance(int64_t) override {}
    bool Cancelled() const override { return true; }
  };
  SupplyInput input;
  input.sector = {0};
  input.sector_count = 1;
  const auto network = SupplyNetwork::Build(input).value();
  Stop stop;
  const std::vector<Shock> shocks(10, Shock{{{0, 0}}});
  const Status status = RunCascades(
      network, shocks, {}, [](size_t, const CascadeView&) {}, stop);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
}

TEST(SupplyNetwork, RefusesBadInputAndSaysWhere) {
  SupplyInput input;
  input.sector = {0, 1};
  input.sector_count = 1;
  EXPECT_EQ(SupplyNetwork::Build(input).error().place,
            (Place{.line = 2, .field = "sector", .value = "1"}));
  input.sector = {0, 0};
  input.links = {{0, 1, 1.0}, {0, 2, 1.0}};
  EXPECT_EQ(SupplyNetwork::Build(input).error().place,
            (Place{.line = 2, .field = "customer", .value = "2"}));
  input.links = {{0, 1, -1.0}};
  EXPECT_EQ(SupplyNetwork::Build(input).error().place.field, "value");
  input.links = {{0, 1, INFINITY}};
  EXPECT_FALSE(SupplyNetwork::Build(input).ok());
  input.links.clear();
  input.counts_in_index = {1};
  EXPECT_EQ(SupplyNetwork::Build(input).error().place.field, "counts_in_index");
}

TEST(SupplyNetwork, KnowsWhichCustomersASupplierLimits) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const SupplyNetwork network = MakeCase(seed).network;
    for (NodeIndex node = 0; node < network.node_count(); ++node) {
      const auto customers = network.Customers(node);
      for (size_t i = 0; i < customers.size(); ++i) {
        bool in_group = false;
        for (const SupplyNetwork::Group& group : network.Groups(customers[i])) {
          in_group |= std::ranges::count(group.suppliers, node) > 0;
        }
        EXPECT_EQ(network.LimitsCustomer(node, i), in_group);
      }
    }
  }
}

TEST(SupplyNetwork, OfNoNodesIsValid) {
  const auto network = SupplyNetwork::Build({}).value();
  EXPECT_EQ(network.node_count(), 0u);
  EXPECT_EQ(RunCascade(network, {}).value().steps, 1);
}

}  // namespace
}  // namespace lianmeng::chain
