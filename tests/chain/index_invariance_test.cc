// What must not matter: the unit of the weights, the names of firms, the order of lines, one link
// written as several, threads. Certified intervals and rankings on synthetic economies.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "chain/certified_index.h"
#include "chain/synthetic_network.h"
#include "chain/systemic_index.h"

namespace lianmeng::chain {
namespace {

constexpr double kTolerance = 1e-5;

// A network after a change, and what its intervals and its ranking say.
struct Computed {
  std::vector<Interval> intervals;
  Ranking ranking;
};

class IndexInvariance : public ::testing::TestWithParam<uint64_t> {
 protected:
  IndexInvariance()
      : random_(GetParam()),
        input_(GenerateNetwork({.firms = 600, .links = 2700, .sectors = 12, .seed = GetParam()})
                   .value()),
        before_(Compute(input_, 1)) {}

  static Computed Compute(const SupplyInput& input, int threads) {
    const auto network = SupplyNetwork::Build(input).value();
    const auto engine =
        CertifiedIndex::Prepare(network, {.tolerance = kTolerance, .threads = threads}).value();
    std::vector<NodeIndex> firms(network.node_count());
    std::iota(firms.begin(), firms.end(), 0u);
    Computed computed;
    computed.intervals.resize(firms.size());
    EXPECT_TRUE(engine.Compute(firms, computed.intervals).ok());
    computed.ranking = RankFirms(network, {.top = 60, .threads = threads}).value();
    return computed;
  }

  // Bit by bit.
  void ExpectEqual(const Computed& after) const {
    EXPECT_EQ(after.intervals, before_.intervals);
    EXPECT_EQ(after.ranking.firms_refined, before_.ranking.firms_refined);
    ASSERT_EQ(after.ranking.firms.size(), before_.ranking.firms.size());
    for (size_t i = 0; i < after.ranking.firms.size(); ++i) {
      EXPECT_EQ(after.ranking.firms[i].firm, before_.ranking.firms[i].firm) << i;
      EXPECT_EQ(after.ranking.firms[i].index, before_.ranking.firms[i].index) << i;
      EXPECT_EQ(after.ranking.firms[i].proven, before_.ranking.firms[i].proven) << i;
    }
  }

  // Where a change moves the last digits: intervals that hold one truth, and the same proven order.
  // `name` of each firm after the change.
  void ExpectSameTruth(const Computed& after, const std::vector<NodeIndex>& name) const {
    for (NodeIndex firm = 0; firm < name.size(); ++firm) {
      const Interval &one = before_.intervals[firm], &other = after.intervals[name[firm]];
      EXPECT_LE(one.lower, other.upper) << firm;
      EXPECT_GE(one.upper, other.lower) << firm;
      EXPECT_LE(other.width(), kTolerance) << firm;
    }
    int proven = 0;
    for (size_t i = 0; i < before_.ranking.firms.size(); ++i) {
      const RankedFirm &one = before_.ranking.firms[i], &other = after.ranking.firms[i];
      if (!one.proven || (i > 0 && !before_.ranking.firms[i - 1].proven)) continue;
      EXPECT_EQ(other.firm, name[one.firm]) << i;
      ++proven;
    }
    EXPECT_GT(proven, 30);
  }
  void ExpectSameTruth(const Computed& after) const {
    std::vector<NodeIndex> same(before_.intervals.size());
    std::iota(same.begin(), same.end(), 0u);
    ExpectSameTruth(after, same);
  }

  template <typename T>
  void Shuffle(std::vector<T>& values) {
    for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random_.Below(i)]);
  }

  Random random_;
  SupplyInput input_;
  Computed before_;
};

TEST_P(IndexInvariance, UnderThreads) {
  ExpectEqual(Compute(input_, 2));
  ExpectEqual(Compute(input_, 5));
}

TEST_P(IndexInvariance, UnderTheOrderOfLines) {
  SupplyInput shuffled = input_;
  Shuffle(shuffled.links);
  ExpectEqual(Compute(shuffled, 2));
}

TEST_P(IndexInvariance, UnderTheUnitOfTheWeights) {
  SupplyInput scaled = input_;
  for (SupplyLink& link : scaled.links) link.value *= 0x1.0p-40;  // exact: bit by bit
  ExpectEqual(Compute(scaled, 1));
  for (SupplyLink& link : scaled.links) link.value *= 7e11 / 3;
  ExpectSameTruth(Compute(scaled, 1));
}

TEST_P(IndexInvariance, UnderOneLinkWrittenAsSeveral) {
  SupplyInput split = input_;
  split.links.clear();
  for (SupplyLink link : input_.links) {  // in halves: exact
    link.value /= 2;
    split.links.push_back(link);
    split.links.push_back(link);
  }
  Shuffle(split.links);
  ExpectEqual(Compute(split, 1));
  split.links.clear();
  for (const SupplyLink& link : input_.links) {
    const double part = random_.Uniform();
    split.links.push_back(link);
    split.links.back().value *= part;
    split.links.push_back(link);
    split.links.back().value *= 1 - part;
  }
  ExpectSameTruth(Compute(split, 1));
}

TEST_P(IndexInvariance, UnderTheNamesOfFirmsAndSectors) {
  std::vector<NodeIndex> name(input_.sector.size());
  std::vector<uint32_t> sector(input_.sector_count);
  std::iota(name.begin(), name.end(), 0u);
  std::iota(sector.begin(), sector.end(), 0u);
  Shuffle(name);
  Shuffle(sector);
  SupplyInput renamed = input_;
  for (NodeIndex firm = 0; firm < name.size(); ++firm) {
    renamed.sector[name[firm]] = sector[input_.sector[firm]];
  }
  for (SupplyLink& link : renamed.links) {
    link.supplier = name[link.supplier];
    link.customer = name[link.customer];
  }
  ExpectSameTruth(Compute(renamed, 1), name);
}

INSTANTIATE_TEST_SUITE_P(Seeds, IndexInvariance, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace lianmeng::chain
