// Proof on everything small: the engines of the systemic index on every network of up to four firms
// of the sets that are listed below (tests/chain/every_small_network.h says what "every" means and
// how it is counted).
#include "tests/chain/every_small_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "chain/certified_cascade.h"
#include "chain/certified_index.h"
#include "chain/published_index.h"
#include "chain/reference_index.h"
#include "chain/systemic_index.h"
#include "tests/chain/extended_fixed_point.h"
#include "tests/chain/random_networks.h"
#include "tests/chain/ranking_truth.h"

namespace lianmeng::chain {
namespace {

// Up to three firms everything is free: absent or one of two weights, any essentiality for each pair
// of sectors. Four firms have 7^12 such networks with each firm in a sector of its own, so there it
// is, for each of the five ways to put them into sectors:
//                published                certified, to 1e-4       certified otherwise, ranking
//   one weight   any, by pair             any, by supplier         any, by supplier
//   two weights  2 or 1, by supplier      2 or 1, all links alike  none
// "Any" is 2 essential, 1 replaceable, 0 irrelevant; "by supplier": a sector's goods are as essential
// for one customer as for another. With two weights all 3^12 weightings are there. Of these published
// has irrelevant links too where all four firms are in one sector; certified has two of the five
// ways, all firms in one sector and each in its own.
const SmallSet kTwoWeights = {.weights = {1, 3}};
const SmallSet kOneWeight = {.weights = {1}};
const SmallSet kBySupplier = {.weights = {1}, .essentiality_of = EssentialityOf::kSupplier};
const SmallSet kTwoWeightsBySupplier = {
    .weights = {1, 3}, .essentiality_of = EssentialityOf::kSupplier, .essentialities = {1, 2}};
const SmallSet kTwoWeightsAlike = {
    .weights = {1, 3}, .essentiality_of = EssentialityOf::kAll, .essentialities = {1, 2}};

std::vector<NodeIndex> AllOf(const SupplyNetwork& network) {
  std::vector<NodeIndex> firms(network.node_count());
  std::iota(firms.begin(), firms.end(), 0u);
  return firms;
}

// A part of a set, so that several processes can share it.
struct Part {
  std::vector<uint32_t> sector;
  SmallSet set;
  uint64_t part = 0, parts = 1;

  friend void PrintTo(const Part& part, std::ostream* out) {
    *out << "sectors ";
    for (const uint32_t sector : part.sector) *out << sector;
    *out << " part " << part.part + 1 << " of " << part.parts;
  }
};

// check(networks, kinds) for each representative of the part; stops at the first failure. All parts
// together are complete: each counts the whole set, in two ways.
template <typename Check>
void ForEachOf(const Part& part, const Check& check) {
  SmallNetworks networks(part.set, part.sector);
  uint64_t number = 0, labelled = 0;
  networks.ForEach([&](const SmallNetworks::Kinds& kinds, uint32_t orbit) {
    labelled += orbit;
    if (number++ % part.parts != part.part || ::testing::Test::HasFailure()) return;
    check(networks, kinds);
  });
  EXPECT_EQ(labelled, networks.LabelledCount());
  EXPECT_EQ(number, BurnsideCount(part.set, part.sector));
}

// All sector patterns of four firms.
std::vector<Part> PartsOfFour(const SmallSet& four, const std::vector<uint64_t>& parts_of_four) {
  std::vector<Part> all;
  const auto patterns = SectorPatterns(4);
  for (size_t i = 0; i < patterns.size(); ++i) {
    for (uint64_t part = 0; part < parts_of_four[i]; ++part) {
      all.push_back({patterns[i], four, part, parts_of_four[i]});
    }
  }
  return all;
}

// And those of up to three.
std::vector<Part> Parts(const SmallSet& up_to_three, const SmallSet& four,
                        const std::vector<uint64_t>& parts_of_four) {
  std::vector<Part> all;
  for (const size_t firms : {1, 2, 3}) {
    for (const auto& sector : SectorPatterns(firms)) all.push_back({sector, up_to_three});
  }
  for (Part& part : PartsOfFour(four, parts_of_four)) all.push_back(std::move(part));
  return all;
}

// The least code of a network of three firms over all renamings, sectors by first appearance.
std::vector<uint8_t> LeastCode(const std::vector<uint32_t>& sector,
                               const SmallNetworks::Kinds& kinds) {
  std::vector<uint8_t> least;
  std::vector<uint32_t> to = {0, 1, 2};
  do {
    std::vector<uint8_t> code;
    std::vector<uint32_t> seen;
    for (uint32_t firm = 0; firm < 3; ++firm) {
      const uint32_t one = sector[to[firm]];
      auto at = std::find(seen.begin(), seen.end(), one);
      code.push_back(static_cast<uint8_t>(at - seen.begin()));
      if (at == seen.end()) seen.push_back(one);
    }
    for (uint32_t supplier = 0; supplier < 3; ++supplier) {
      for (uint32_t customer = 0; customer < 3; ++customer) {
        if (supplier == customer) continue;
        const uint32_t from = to[supplier], into = to[customer];
        code.push_back(kinds[from * 2 + into - (into > from ? 1 : 0)]);
      }
    }
    if (least.empty() || code < least) least = code;
  } while (std::next_permutation(to.begin(), to.end()));
  return least;
}

TEST(SmallNetworks, AreAllOfThreeFirmsOnceEach) {
  for (const SmallSet& set :
       {kTwoWeights, kOneWeight, kBySupplier, kTwoWeightsBySupplier, kTwoWeightsAlike}) {
    std::set<std::vector<uint8_t>> different;
    for (const std::vector<uint32_t>& sector :
         {std::vector<uint32_t>{0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 1, 1}, {0, 1, 2}}) {
      uint64_t labelled = 0;
      SmallNetworks networks(set, sector);
      networks.ForEachLabelled([&](const SmallNetworks::Kinds& kinds) {
        ++labelled;
        different.insert(LeastCode(sector, kinds));
      });
      EXPECT_EQ(labelled, networks.LabelledCount());
    }
    std::set<std::vector<uint8_t>> kept;
    for (const auto& sector : SectorPatterns(3)) {
      SmallNetworks(set, sector).ForEach([&](const SmallNetworks::Kinds& kinds, uint32_t) {
        EXPECT_TRUE(kept.insert(LeastCode(sector, kinds)).second);
      });
    }
    EXPECT_EQ(kept, different);
  }
}

// The count by hand of what BurnsideCount finds by going along cycles.
TEST(SmallNetworks, AreAsManyAsBurnsideCounts) {
  // Renamings of cycle types 1111, 211, 22, 31, 4 and the cycles that they make of the 12 links.
  const uint64_t class_size[] = {1, 6, 3, 8, 6}, link_cycles[] = {12, 7, 6, 4, 3};
  const auto four = [&](uint64_t kinds) {
    uint64_t sum = 0;
    for (int i = 0; i < 5; ++i) {
      uint64_t ways = class_size[i];
      for (uint64_t cycle = 0; cycle < link_cycles[i]; ++cycle) ways *= kinds;
      sum += ways;
    }
    return sum / 24;
  };
  EXPECT_EQ(four(2), 218u);  // digraphs of four nodes, as is well known
  // All links of one of three essentialities; each link of any, in a sector of its own.
  EXPECT_EQ(BurnsideCount(kOneWeight, {0, 0, 0, 0}), 1 + 3 * (four(2) - 1));
  EXPECT_EQ(BurnsideCount(kOneWeight, {0, 1, 2, 3}), four(4));
  EXPECT_EQ(BurnsideCount(kTwoWeights, {0, 1, 2, 3}), four(7));
  EXPECT_EQ(four(3), 22'815u);
  for (const std::vector<uint32_t>& sector : {std::vector<uint32_t>{0, 0, 0, 0}, {0, 1, 2, 3}}) {
    EXPECT_EQ(BurnsideCount(kTwoWeightsAlike, sector), 1 + 2 * (four(3) - 1));
  }
  uint64_t kept = 0;
  SmallNetworks(kOneWeight, {0, 1, 2, 3}).ForEach([&](const auto&, uint32_t) { ++kept; });
  EXPECT_EQ(kept, four(4));
}

class EverySmallPublished : public ::testing::TestWithParam<Part> {};

TEST_P(EverySmallPublished, AgreesWithTheReference) {
  ForEachOf(GetParam(), [](const SmallNetworks& networks, const SmallNetworks::Kinds& kinds) {
    const auto reference = BuildReferenceNetwork(networks.ReferenceLinks(kinds)).value();
    const auto network = SupplyNetwork::Build(InputOf(reference)).value();
    const auto want = ReferenceIndex(reference).value();
    std::vector<double> got(want.size());
    const auto engine = PublishedIndex::Prepare(network, {.threads = 1}).value();
    ASSERT_TRUE(engine.Compute(AllOf(network), got).ok());
    for (size_t firm = 0; firm < want.size(); ++firm) {
      ASSERT_NEAR(got[firm], want[firm], 1e-9) << networks.Describe(kinds) << ", firm " << firm;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(UpToFour, EverySmallPublished,
                         ::testing::ValuesIn(Parts(kTwoWeights, kOneWeight, {1, 1, 1, 2, 3})));
INSTANTIATE_TEST_SUITE_P(FourOfTwoWeights, EverySmallPublished,
                         ::testing::ValuesIn(PartsOfFour(kTwoWeightsBySupplier, {1, 2, 1, 4, 2})));
// And where market shares matter most, with irrelevant links.
INSTANTIATE_TEST_SUITE_P(FourOfOneSector, EverySmallPublished,
                         ::testing::Values(Part{{0, 0, 0, 0}, kTwoWeights}));

constexpr long double kSlack = 1e-15L;  // extended precision errs too
// Losses that all but stand still are not followed further: from below they bound the truth still.
constexpr int kStepsMax = 20'000;
constexpr int kFewStepsMax = 500;

class EverySmallCertified : public ::testing::TestWithParam<Part> {
 protected:
  static constexpr double kTolerances[] = {1e-2, 1e-4, 1e-8};

  void FindTruth(const SupplyInput& input, int steps_max) {
    ExtendedNetwork extended(input);
    truth_.clear();
    for (NodeIndex firm = 0; firm < input.sector.size(); ++firm) {
      truth_.push_back(extended.Losing(firm, steps_max));
      if (!truth_.back().settled) ++unsettled_;
    }
    firms_ += static_cast<int64_t>(input.sector.size());
  }

  // Holds the truth, and is as narrow as wanted at least where the truth is known.
  void ExpectHolds(const Interval& interval, NodeIndex firm, double tolerance) {
    ASSERT_LE(interval.lower, interval.upper);
    ASSERT_GE(interval.upper, truth_[firm].index - kSlack);
    if (!truth_[firm].settled) return;
    ASSERT_LE(interval.lower, truth_[firm].index + kSlack);
    ASSERT_LE(interval.width(), tolerance);
  }

  void CheckCascades(const SupplyNetwork& network, double tolerance) {
    for (NodeIndex firm = 0; firm < network.node_count(); ++firm) {
      const auto proof =
          CertifyCascade(network, {{{.node = firm}}}, {.tolerance = tolerance}).value();
      ExpectHolds(proof.index, firm, tolerance);
      ASSERT_EQ(proof.reached_tolerance, proof.index.width() <= tolerance);
      for (NodeIndex node = 0; node < network.node_count(); ++node) {
        ASSERT_GE(proof.loss[node].upper, truth_[firm].loss[node] - kSlack) << node;
        if (truth_[firm].settled) {
          ASSERT_LE(proof.loss[node].lower, truth_[firm].loss[node] + kSlack) << node;
        }
      }
    }
  }

  // Returns how many are wider, which the engine must have said.
  void CheckIndex(const SupplyNetwork& network, double tolerance) {
    const auto engine =
        CertifiedIndex::Prepare(network, {.tolerance = tolerance, .threads = 1}).value();
    std::vector<Interval> got(network.node_count());
    ASSERT_TRUE(engine.Compute(AllOf(network), got).ok());
    int64_t wider = 0;
    for (NodeIndex firm = 0; firm < got.size(); ++firm) {
      ExpectHolds(got[firm], firm, tolerance);
      if (!(got[firm].width() <= tolerance)) ++wider;
    }
    ASSERT_EQ(engine.statistics().firms_wider, wider);
    certified_ += static_cast<int64_t>(got.size());
    wider_ += wider;
  }

  void PrintCounts(int steps_max) const {
    std::printf(
        "%lld firms, %lld not settled after %d steps; %lld intervals of the index, %lld of them "
        "wider\n",
        static_cast<long long>(firms_), static_cast<long long>(unsettled_), steps_max,
        static_cast<long long>(certified_), static_cast<long long>(wider_));
  }

  std::vector<ExtendedLoss> truth_;  // of each firm lost
  int64_t firms_ = 0, unsettled_ = 0, certified_ = 0, wider_ = 0;
};

TEST_P(EverySmallCertified, HoldsTheFixedPointAndCountsWhatIsWider) {
  ForEachOf(GetParam(), [&](const SmallNetworks& networks, const SmallNetworks::Kinds& kinds) {
    const SupplyInput input = networks.Input(kinds);
    const auto network = SupplyNetwork::Build(input).value();
    FindTruth(input, kStepsMax);
    for (const double tolerance : kTolerances) {
      SCOPED_TRACE(tolerance);
      CheckCascades(network, tolerance);
      CheckIndex(network, tolerance);
    }
    if (HasFailure()) ADD_FAILURE() << networks.Describe(kinds);
  });
  EXPECT_LE(unsettled_, 1 + firms_ / 40);
  EXPECT_GT(certified_, 0);
  PrintCounts(kStepsMax);
}

INSTANTIATE_TEST_SUITE_P(UpToFour, EverySmallCertified,
                         ::testing::ValuesIn(Parts(kTwoWeights, kBySupplier, {1, 1, 1, 1, 1})));

// To the tolerance that commands use, what else certifies left out.
class EverySmallCertifiedIndex : public EverySmallCertified {};

TEST_P(EverySmallCertifiedIndex, HoldsTheFixedPoint) {
  ForEachOf(GetParam(), [&](const SmallNetworks& networks, const SmallNetworks::Kinds& kinds) {
    const SupplyInput input = networks.Input(kinds);
    FindTruth(input, kFewStepsMax);
    CheckIndex(SupplyNetwork::Build(input).value(), 1e-4);
    if (HasFailure()) ADD_FAILURE() << networks.Describe(kinds);
  });
  EXPECT_LE(unsettled_, 1 + firms_ / 10);
  PrintCounts(kFewStepsMax);
}

INSTANTIATE_TEST_SUITE_P(FourOfTwoWeights, EverySmallCertifiedIndex,
                         ::testing::Values(Part{{0, 0, 0, 0}, kTwoWeightsAlike},
                                           Part{{0, 1, 2, 3}, kTwoWeightsAlike}));

// The order that a ranking finds: of all firms, and of the first two.
class EverySmallRanked : public EverySmallCertified {};

TEST_P(EverySmallRanked, IsInOrderOfTheFixedPoints) {
  RankingTally tally;
  ForEachOf(GetParam(), [&](const SmallNetworks& networks, const SmallNetworks::Kinds& kinds) {
    const SupplyInput input = networks.Input(kinds);
    const auto network = SupplyNetwork::Build(input).value();
    FindTruth(input, kFewStepsMax);
    for (const uint32_t top : {network.node_count(), 2u}) {
      const auto ranking = RankFirms(network, {.top = top, .threads = 1}).value();
      ASSERT_EQ(ranking.firms.size(), std::min(top, network.node_count()));
      ExpectTrueRanking(ranking, truth_, tally);
    }
    if (HasFailure()) ADD_FAILURE() << networks.Describe(kinds);
  });
  EXPECT_LE(unsettled_, 1 + firms_ / 10);
  std::printf("%lld firms, %lld comparisons, %lld ties\n", static_cast<long long>(firms_),
              static_cast<long long>(tally.comparisons), static_cast<long long>(tally.ties));
}

INSTANTIATE_TEST_SUITE_P(UpToFour, EverySmallRanked,
                         ::testing::ValuesIn(Parts(kTwoWeights, kBySupplier, {1, 1, 1, 1, 1})));

}  // namespace
}  // namespace lianmeng::chain
