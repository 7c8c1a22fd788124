// What a ranking says against the true index of each firm.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "chain/systemic_index.h"
#include "tests/chain/extended_fixed_point.h"

namespace lianmeng::chain {

struct RankingTally {
  int64_t comparisons = 0;  // of a ranked firm with one behind it
  int64_t ties = 0;
};

class RankingTruth {
 public:
  static constexpr long double kSlack = 1e-15L;  // extended precision errs too
  // Nearer than this the finest intervals overlap.
  static constexpr long double kFinest = 1e-8L;

  // `truth` of each firm lost.
  RankingTruth(const Ranking& ranking, const std::vector<ExtendedLoss>& truth)
      : ranking_(ranking), truth_(truth), ranked_(truth.size(), 0) {}

  void Check(RankingTally& tally) {
    for (size_t i = 0; i < ranking_.firms.size(); ++i) {
      const RankedFirm& one = ranking_.firms[i];
      ASSERT_LT(one.firm, truth_.size());
      ASSERT_EQ(ranked_[one.firm]++, 0) << "twice";
      const ExtendedLoss& truth = truth_[one.firm];
      EXPECT_GE(one.index.upper, truth.index - kSlack);
      if (truth.settled) {
        EXPECT_LE(one.index.lower, truth.index + kSlack);
      }
      if (one.proven) {
        ExpectAboveTheRest(i, tally);
      } else {
        ExpectTied(i, tally);
      }
    }
  }

 private:
  // Each of the first i + 1 lies above each firm that is not among them, ranked or not.
  void ExpectAboveTheRest(size_t i, RankingTally& tally) const {
    for (size_t other = 0; other < ranked_.size(); ++other) {
      if (ranked_[other] != 0) continue;
      for (size_t before = 0; before <= i; ++before) {
        const ExtendedLoss& truth = truth_[ranking_.firms[before].firm];
        // The truth from below is no upper bound as long as it has not settled.
        if (truth.settled) {
          EXPECT_GT(truth.index, truth_[other].index - kSlack);
        }
        ++tally.comparisons;
      }
    }
  }

  // Some firm behind is as near as the finest intervals are wide.
  void ExpectTied(size_t i, RankingTally& tally) const {
    ++tally.ties;
    bool near = false;
    for (size_t other = 0; other < ranked_.size(); ++other) {
      if (ranked_[other] != 0) continue;
      for (size_t before = 0; before <= i; ++before) {
        const ExtendedLoss& truth = truth_[ranking_.firms[before].firm];
        near |=
            !truth.settled || !truth_[other].settled || truth.index - truth_[other].index < kFinest;
      }
    }
    EXPECT_TRUE(near) << "position " << i;
  }

  const Ranking& ranking_;
  const std::vector<ExtendedLoss>& truth_;
  std::vector<uint8_t> ranked_;
};

inline void ExpectTrueRanking(const Ranking& ranking, const std::vector<ExtendedLoss>& truth,
                              RankingTally& tally) {
  RankingTruth(ranking, truth).Check(tally);
}

}  // namespace lianmeng::chain
