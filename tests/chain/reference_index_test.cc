// The reference against cases worked out by hand and against properties that the equations have.
#include "chain/reference_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "base/random.h"
#include "tests/chain/random_networks.h"

namespace lianmeng::chain {
namespace {

ReferenceNetwork Build(const std::vector<ReferenceLink>& links) {
  auto network = BuildReferenceNetwork(links);
  if (!network.ok()) ADD_FAILURE() << network.error().Describe(Language::kEnglish);
  return network.ok() ? *network : ReferenceNetwork{};
}

std::vector<double> Index(const std::vector<ReferenceLink>& links,
                          const ReferenceOptions& options = {}) {
  return ReferenceIndex(Build(links), options).value();
}

ReferenceCascadeResult Cascade(const ReferenceNetwork& network, const std::vector<double>& psi,
                               const ReferenceOptions& options = {}) {
  return ReferenceCascade(network, psi, options).value();
}

// Every firm in a sector of its own, named after it.
ReferenceLink Sale(const std::string& supplier, const std::string& customer, double weight,
                   int essentiality) {
  return {supplier, customer, "of " + supplier, "of " + customer, weight, essentiality};
}

// A -> B -> C, each the only source of an essential input.
//   s = (10, 20, 0), Σ s = 30; every Λd and Λu is 1.
//   A lost:  t=1: σ_A = 1 (nobody else in its sector), hd_B = 1 − 1·1·1 = 0;  t=2: hd_C = 0;  t=3:
//   no change.
//            A and B lose all: index = (10 + 20) / 30 = 1, after 3 steps.
//   C lost:  hu_B = 1 − 1·1 = 0, then hu_A = 0: index = 1 although C itself sells nothing.
//   A at 40 %: σ_A = min(1, 10 / 4) = 1, hd_B = 1 − 0.6 = 0.4, σ_B = min(1, 20 / 8) = 1, hd_C =
//   0.4;
//            h = 0.4 for A and B: index = 0.6 · 30 / 30 = 0.6.
TEST(ReferenceByHand, AnEssentialLineOfThreeFailsAsAWhole) {
  const auto network = Build({Sale("A", "B", 10, 2), Sale("B", "C", 20, 2)});
  EXPECT_EQ(network.firms, (std::vector<std::string>{"A", "B", "C"}));
  EXPECT_EQ(ReferenceIndex(network).value(), (std::vector<double>{1, 1, 1}));

  const auto lost = Cascade(network, {0, 1, 1});
  EXPECT_EQ(lost.steps, 3);
  EXPECT_EQ(lost.hd, (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(lost.hu, (std::vector<double>{0, 1, 1}));

  const auto partly = Cascade(network, {0.4, 1, 1});
  EXPECT_NEAR(partly.hd[1], 0.4, 1e-15);
  EXPECT_NEAR(partly.hd[2], 0.4, 1e-15);
  EXPECT_NEAR(partly.index, 0.6, 1e-15);
}

// X (30) and Y (10) sell replaceable inputs to C, which sells 60 to D, who cannot do without.
//   s = (X 30, Y 10, C 60, D 0), Σ s = 100.  Λd_XC = 30/40 = 0.75, Λd_YC = 0.25, Λd_CD = 1.
//   X lost:  hd_C = 1 − 0.75 = 0.25;  σ_C = min(1, 60 / (60·0.25)) = 1, hd_D = 1 − 0.75 = 0.25.
//            Y keeps its demand (hu_C = 1): index = (30·1 + 60·0.75) / 100 = 0.75.
//   Y lost:  hd_C = 0.75: index = (10 + 60·0.25) / 100 = 0.25.
//   X at 50 %, Y at 20 %:  hd_C = 1 − (0.75·0.5 + 0.25·0.8) = 1 − 0.575 = 0.425;
//            index = (30·0.5 + 10·0.8 + 60·0.575) / 100 = (15 + 8 + 34.5) / 100 = 0.575.
TEST(ReferenceByHand, LossesOfReplaceableInputsAddUpByTheirShareOfAllInputs) {
  const auto network = Build({Sale("X", "C", 30, 1), Sale("Y", "C", 10, 1), Sale("C", "D", 60, 2)});
  ASSERT_EQ(network.firms, (std::vector<std::string>{"X", "C", "Y", "D"}));
  const auto index = ReferenceIndex(network).value();
  EXPECT_NEAR(index[0], 0.75, 1e-15);
  EXPECT_NEAR(index[2], 0.25, 1e-15);

  const auto partly = Cascade(network, {0.5, 1, 0.2, 1});
  EXPECT_NEAR(partly.hd[1], 0.425, 1e-15);
  EXPECT_NEAR(partly.hd[3], 0.425, 1e-15);
  EXPECT_NEAR(partly.index, 0.575, 1e-15);
}

// M1 sells 60 to C, M2 sells 40 to D; both make m, essential. C and D sell 50 each to E, for whom
// it is irrelevant.
//   s = (M1 60, M2 40, C 50, D 50, E 0), Σ s = 200.
//   M2 lost: σ_M2 = min(1, 40 / (60 + 0)) = 2/3, hd_D = 1 − 2/3 = 1/3: M1 takes over a part.
//            index = (40·1 + 50·2/3) / 200 = 73.333.. / 200 = 11/30.
//   M1 lost: σ_M1 = min(1, 60 / 40) = 1, hd_C = 0; C loses all: index = (60 + 50) / 200 = 0.55.
//   M2 at 50 %: σ_M2 = 40 / (60 + 20) = 1/2, hd_D = 1 − 1/2·1/2 = 3/4;
//            index = (40·0.5 + 50·0.25) / 200 = 32.5 / 200 = 0.1625.
TEST(ReferenceByHand, WhatRemainsOfASectorReplacesByMarketShare) {
  const ReferenceLink base = {"", "", "m", "users", 0, 2};
  auto sale = [&](const char* supplier, const char* customer, double weight) {
    ReferenceLink link = base;
    link.supplier = supplier;
    link.customer = customer;
    link.weight = weight;
    return link;
  };
  auto to_e = [&](const char* supplier) {
    return ReferenceLink{supplier, "E", "users", "end", 50, 0};
  };
  const auto network = Build({sale("M1", "C", 60), sale("M2", "D", 40), to_e("C"), to_e("D")});
  ASSERT_EQ(network.firms, (std::vector<std::string>{"M1", "C", "M2", "D", "E"}));
  const auto index = ReferenceIndex(network).value();
  EXPECT_NEAR(index[2], 11.0 / 30, 1e-15);
  EXPECT_NEAR(index[0], 0.55, 1e-15);
  const auto partly = Cascade(network, {1, 1, 0.5, 1, 1});
  EXPECT_NEAR(partly.hd[3], 0.75, 1e-15);
  EXPECT_NEAR(partly.index, 0.1625, 1e-15);
}

// T sells 100 to S, S sells 25 to A and 75 to B, who sell nothing.
//   s = (T 100, S 100, A 0, B 0), Σ s = 200;  Λu_SA = 0.25, Λu_SB = 0.75, Λu_TS = 1.
//   A lost:  hu_S = 1 − 0.25 = 0.75, hu_T = 0.75: index = (100·0.25 + 100·0.25) / 200 = 0.25; no
//   supply is hit. B lost:  index = 0.75.   A and B at 50 %: hu_S = 1 − 0.125 − 0.375 = 0.5: index
//   = 0.5. T lost:  hd_S = 0, then hd_A = hd_B = 0; S and T lose all: index = 1.
TEST(ReferenceByHand, LostDemandTravelsUpstreamByShareOfSales) {
  const auto network =
      Build({Sale("T", "S", 100, 2), Sale("S", "A", 25, 2), Sale("S", "B", 75, 2)});
  ASSERT_EQ(network.firms, (std::vector<std::string>{"T", "S", "A", "B"}));
  const auto index = ReferenceIndex(network).value();
  EXPECT_NEAR(index[2], 0.25, 1e-15);
  EXPECT_NEAR(index[3], 0.75, 1e-15);
  EXPECT_NEAR(index[0], 1, 1e-15);
  const auto a_lost = Cascade(network, {1, 1, 0, 1});
  EXPECT_EQ(a_lost.hd, (std::vector<double>{1, 1, 0, 1}));
  EXPECT_NEAR(a_lost.hu[0], 0.75, 1e-15);
  EXPECT_NEAR(Cascade(network, {1, 1, 0.5, 0.5}).index, 0.5, 1e-15);
}

// S is lost; C has half of input k from S and half from S2 (same sector, essential), and D buys
// only from C.
//   s = (S 50, S2 50, C 10), σ_S = min(1, 50/50) = 1: hd_C = 1 − 1·0.5 = 0.5; S2's loss stays 0.
TEST(ReferenceByHand, AnEssentialInputIsMeasuredWithinItsSector) {
  const auto network = Build({{"S", "C", "k", "c", 50, 2},
                              {"S2", "C", "k", "c", 50, 2},
                              {"R", "C", "r", "c", 900, 1},
                              {"C", "D", "c", "d", 10, 2}});
  EXPECT_NEAR(Cascade(network, {0, 1, 1, 1, 1}).hd[1], 0.5, 1e-15);
}

TEST(ReferenceNetwork, AddsUpParallelLinksAndDropsSelfLinks) {
  const auto network = Build(
      {Sale("A", "B", 1, 1), Sale("A", "B", 2, 1), Sale("A", "A", 9, 2), Sale("A", "C", 1, 1)});
  EXPECT_EQ(network.parallel_links, 1);
  EXPECT_EQ(network.self_links, 1);
  EXPECT_EQ(network.essentiality_conflicts, 0);
  EXPECT_EQ(network.strength[0], 4);
  ASSERT_EQ(network.sales[0].size(), 2u);
  EXPECT_EQ(network.sales[0][0].lambda, 0.75);
}

TEST(ReferenceNetwork, CountsInputSectorsWhoseLinksDisagreeAboutEssentiality) {
  const auto network = Build({{"A", "C", "k", "c", 1, 2}, {"B", "C", "k", "c", 3, 1}});
  EXPECT_EQ(network.essentiality_conflicts, 1);
  // A essential within its sector: 1/4. B replaceable among all inputs: 3/4.
  EXPECT_EQ(network.purchases[1][0].lambda, 0.25);
  EXPECT_EQ(network.purchases[1][1].lambda, 0.75);
}

TEST(ReferenceNetwork, NamesLineFieldAndValueOfABadLink) {
  const auto error_of = [](ReferenceLink second) {
    const std::vector<ReferenceLink> links = {Sale("A", "B", 1, 1), std::move(second)};
    auto network = BuildReferenceNetwork(links);
    EXPECT_FALSE(network.ok());
    return network.ok() ? Place{} : network.error().place;
  };
  EXPECT_EQ(error_of(Sale("A", "C", -1, 1)).field, "weight");
  EXPECT_EQ(error_of(Sale("A", "C", INFINITY, 1)).value, "inf");
  EXPECT_EQ(error_of(Sale("A", "C", NAN, 1)).field, "weight");
  EXPECT_EQ(error_of(Sale("A", "C", 1, 3)).field, "essentiality");
  EXPECT_EQ(error_of(Sale("", "C", 1, 1)).field, "supplier");
  ReferenceLink moved = Sale("C", "B", 1, 1);
  moved.customer_sector = "elsewhere";
  EXPECT_EQ(error_of(moved).field, "customer_sector");
  EXPECT_EQ(error_of(moved).line, 2);
  moved.line = 77;
  EXPECT_EQ(error_of(moved).line, 77);
}

TEST(ReferenceNetwork, WithoutLinksOrValueHasDefinedResults) {
  EXPECT_TRUE(Index({}).empty());
  EXPECT_EQ(Index({Sale("A", "B", 0, 2)}), (std::vector<double>{0, 0}));
  EXPECT_EQ(Index({Sale("A", "A", 5, 2)}), (std::vector<double>{0}));
}

TEST(ReferenceCascade, RefusesCapacitiesOutsideZeroToOne) {
  const auto network = Build({Sale("A", "B", 1, 2)});
  for (const double bad : {-0.1, 1.1, static_cast<double>(NAN)}) {
    auto result = ReferenceCascade(network, std::vector<double>{1, bad});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().place.line, 2);
  }
  EXPECT_FALSE(ReferenceCascade(network, std::vector<double>{1}).ok());
}

TEST(ReferenceCascade, StopsWhereTheLargestChangeEqualsTheThreshold) {
  // A at 75 %: every stage of the line falls by 0.25, the last change before rest; so the first
  // step ends it.
  const auto network = Build({Sale("A", "B", 1, 2), Sale("B", "C", 1, 2), Sale("C", "D", 1, 2)});
  EXPECT_EQ(Cascade(network, {0.75, 1, 1, 1}, {.stop_threshold = 0.25}).steps, 1);
  EXPECT_EQ(Cascade(network, {0.75, 1, 1, 1}, {.stop_threshold = 0.2499}).steps, 4);
  const auto cut = Cascade(network, {0.75, 1, 1, 1}, {.stop_threshold = 0, .steps_max = 2});
  EXPECT_FALSE(cut.converged);
}

TEST(ReferenceIndex, IsEqualBitByBitWhateverTheOrderOfLines) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    auto links = RandomLinks(random, 2 + static_cast<uint32_t>(random.Below(12)), 30);
    const auto network = Build(links);
    const auto before = ReferenceIndex(network).value();
    for (size_t i = links.size() - 1; i > 0; --i) std::swap(links[i], links[random.Below(i + 1)]);
    const auto shuffled = Build(links);
    const auto after = ReferenceIndex(shuffled).value();
    for (size_t f = 0; f < before.size(); ++f) {
      const auto at = std::find(shuffled.firms.begin(), shuffled.firms.end(), network.firms[f]);
      EXPECT_EQ(before[f], after[static_cast<size_t>(at - shuffled.firms.begin())]);
    }
  }
}

// ---- every network of up to three firms

struct Pair {
  uint8_t supplier, customer;
};
constexpr std::array<Pair, 6> kPairs = {{{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}}};
struct LinkState {
  double weight;
  int essentiality;
};
constexpr std::array<LinkState, 5> kStates = {{{0, 0}, {1, 2}, {3, 2}, {1, 1}, {2, 0}}};
constexpr std::array<std::array<int, 3>, 5> kSectors = {
    {{0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {1, 0, 0}, {0, 1, 2}}};

using Names = std::array<const char*, 3>;

std::vector<ReferenceLink> NetworkNumber(int number, int sectors, const Names& names,
                                         double scale) {
  std::vector<ReferenceLink> links;
  // Every firm appears, in order, also without links.
  for (int firm = 0; firm < 3; ++firm) {
    const std::string sector = "s" + std::to_string(kSectors[sectors][firm]);
    links.push_back({names[firm], names[firm], sector, sector, 1, 0});
  }
  for (const Pair& pair : kPairs) {
    const LinkState& state = kStates[number % kStates.size()];
    number /= static_cast<int>(kStates.size());
    if (state.weight == 0) continue;
    links.push_back({names[pair.supplier], names[pair.customer],
                     links[pair.supplier].supplier_sector, links[pair.customer].supplier_sector,
                     state.weight * scale, state.essentiality});
  }
  return links;
}

template <typename Check>
void OnEveryNetworkOfThreeFirms(Check check) {
  for (int sectors = 0; sectors < static_cast<int>(kSectors.size()); ++sectors) {
    for (int number = 0; number < 5 * 5 * 5 * 5 * 5 * 5; ++number) {
      check(number, sectors);
      if (::testing::Test::HasFailure()) {
        FAIL() << "network " << number << " with sectors " << sectors;
      }
    }
  }
}

constexpr Names kNames = {"A", "B", "C"};

TEST(ReferenceOnEveryNetworkOfThreeFirms, LossesLieBetweenTheShockAndEverything) {
  OnEveryNetworkOfThreeFirms([](int number, int sectors) {
    const auto network = Build(NetworkNumber(number, sectors, kNames, 1));
    const double total = network.strength[0] + network.strength[1] + network.strength[2];
    for (size_t firm = 0; firm < 3; ++firm) {
      std::vector<double> psi(3, 1.0);
      psi[firm] = 0.25;
      const auto state = Cascade(network, psi);
      EXPECT_TRUE(state.converged);
      for (size_t other = 0; other < 3; ++other) {
        EXPECT_GE(state.hd[other], 0);
        EXPECT_LE(state.hd[other], psi[other]);
        EXPECT_GE(state.hu[other], 0);
        EXPECT_LE(state.hu[other], psi[other]);
      }
      const double own = total > 0 ? 0.75 * network.strength[firm] / total : 0;
      EXPECT_GE(state.index, own - 1e-15);
      EXPECT_LE(state.index, 1 + 1e-15);
    }
    EXPECT_EQ(Cascade(network, {1, 1, 1}).index, 0);
  });
}

TEST(ReferenceOnEveryNetworkOfThreeFirms, ScalingNamingAndSplittingChangeNothing) {
  OnEveryNetworkOfThreeFirms([](int number, int sectors) {
    const auto links = NetworkNumber(number, sectors, kNames, 1);
    const auto index = Index(links);
    const auto scaled = Index(NetworkNumber(number, sectors, kNames, 1e4 / 3));
    const auto renamed = Index(NetworkNumber(number, sectors, {"Z", "Y", "X"}, 1));
    auto halves = links;
    for (ReferenceLink& link : halves) link.weight /= 2;
    for (const ReferenceLink& link : std::vector(halves)) halves.push_back(link);
    const auto split = Index(halves);
    for (size_t firm = 0; firm < 3; ++firm) {
      EXPECT_NEAR(scaled[firm], index[firm], 1e-12);
      EXPECT_NEAR(renamed[firm], index[firm], 1e-12);
      EXPECT_NEAR(split[firm], index[firm], 1e-12);
    }
  });
}

TEST(ReferenceOnEveryNetworkOfThreeFirms, ALargerShockNeverLosesLess) {
  OnEveryNetworkOfThreeFirms([](int number, int sectors) {
    const auto network = Build(NetworkNumber(number, sectors, kNames, 1));
    const ReferenceOptions converged{.stop_threshold = 1e-13};
    for (size_t firm = 0; firm < 3; ++firm) {
      std::vector<double> psi = {0.9, 0.9, 0.9};
      double index = -1;
      for (const double remaining : {1.0, 0.4, 0.0}) {
        psi[firm] = remaining;
        const double next = Cascade(network, psi, converged).index;
        EXPECT_GE(next, index - 1e-12);
        index = next;
      }
    }
  });
}

}  // namespace
}  // namespace lianmeng::chain
