// All open needs of the tiny region at once: what is told of the plan is so, and what was decided of pairs is kept.
#include "app/assign_region.h"

#include <gtest/gtest.h>

#include "app/match_progress.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using testing::Must;

class AssignRegionTest : public testing::TinyRegion {
 protected:
  RegionAssignment Plan(const AssignRegionQuery& query = {}, const std::string& viewer = "office") {
    const Viewer who = Must(platform_->ParseViewer(viewer));
    const std::vector<MatchStep> steps = Must(CurrentMatches(*platform_, who));
    return Must(AssignRegion(*As(viewer), query, {platform_->Today(), steps}));
  }
  MatchStepView Move(const AssignedPair& pair, const std::string& state,
                     const std::optional<std::string>& reason = std::nullopt,
                     const std::optional<std::string>& last = std::nullopt) {
    return Must(MoveMatch(*platform_, Viewer::Office(),
                          {.need = pair.need.id,
                           .offer = pair.offer,
                           .state = state,
                           .reason = reason,
                           .note = std::nullopt,
                           .last = last}));
  }
  static const AssignedPair* Find(const RegionAssignment& plan, const std::string& need,
                                  const std::string& offer) {
    for (const AssignedPair& pair : plan.pairs) {
      if (pair.need.id == need && pair.offer == offer) return &pair;
    }
    return nullptr;
  }
};

TEST_F(AssignRegionTest, EveryNeedGetsItsBestWhereNoneCollide) {
  const RegionAssignment plan = Plan();
  EXPECT_EQ(plan.outcome, "optimal");
  EXPECT_EQ(plan.needs, 2);  // the third is private, not for the office
  EXPECT_EQ(plan.served, 2);
  EXPECT_DOUBLE_EQ(plan.total, plan.bound);
  EXPECT_DOUBLE_EQ(plan.total, plan.free_total);
  double sum = 0;
  for (const AssignedPair& pair : plan.pairs) {
    sum += pair.score;
    EXPECT_EQ(pair.place, 1);
    EXPECT_FALSE(pair.preferred);
  }
  EXPECT_NEAR(sum, plan.total, 1e-9);
  EXPECT_TRUE(plan.unserved.empty());
}

TEST_F(AssignRegionTest, WhatTheViewerMayNotSeeMovesNothing) {
  const RegionAssignment office = Plan(), owner = Plan({}, "X1");
  EXPECT_EQ(owner.needs, office.needs + 1 - 0) << "X1 sees its own private need";
  for (const AssignedPair& pair : office.pairs) {
    EXPECT_EQ(pair.what.zh.find("未公开"), std::string::npos);
  }
}

TEST_F(AssignRegionTest, ADeclinedPairIsNotPlannedAgain) {
  const AssignedPair first = Plan().pairs.front();
  const MatchStepView seen = Move(first, "seen");
  ASSERT_NE(Find(Plan(), first.need.id, first.offer), nullptr);
  Move(first, "declined", "price", seen.id);
  const RegionAssignment after = Plan();
  EXPECT_EQ(Find(after, first.need.id, first.offer), nullptr);
  EXPECT_EQ(after.outcome, "optimal");
}

TEST_F(AssignRegionTest, AnAgreedPairStaysWhateverIsAsked) {
  const RegionAssignment before = Plan({.pairs_per_need = 3});
  ASSERT_GE(before.pairs.size(), 3U);
  const AssignedPair worst = before.pairs.back();
  Move(worst, "agreed");
  const RegionAssignment after = Plan();
  const AssignedPair* kept = Find(after, worst.need.id, worst.offer);
  ASSERT_NE(kept, nullptr);
  EXPECT_TRUE(kept->agreed);
  EXPECT_EQ(after.outcome, "optimal");
}

// Magnets are no candidate for the need of a reducer.
TEST_F(AssignRegionTest, AnAgreedPairThatWouldNotBeSuggestedStaysToo) {
  const std::shared_ptr<Analysis> analysis = As("office");
  const Snapshot& snapshot = analysis->snapshot();
  const std::string need = snapshot.needs[0].id.ToString();
  std::string offer;
  for (const Offer& one : snapshot.offers) {
    if (one.key == "D1-1") offer = one.id.ToString();
  }
  ASSERT_EQ(Find(Plan({.pairs_per_need = 20, .pairs_per_offer = 20}), need, offer), nullptr);
  Must(MoveMatch(*platform_, Viewer::Office(), {.need = need, .offer = offer, .state = "agreed"}));
  const RegionAssignment plan = Plan();
  const AssignedPair* kept = Find(plan, need, offer);
  ASSERT_NE(kept, nullptr);
  EXPECT_TRUE(kept->agreed);
  ASSERT_TRUE(kept->preferred);
  EXPECT_NE(kept->preferred->reason.en.find("the need has what was agreed"), std::string::npos);
}

TEST_F(AssignRegionTest, WhatWasSaidOfAnOfferMovesItsOtherPairs) {
  const RegionAssignment before =
      Plan({.kind = "goods", .pairs_per_need = 5, .pairs_per_offer = 5});
  // An offer that is a candidate of two needs.
  const AssignedPair* one = nullptr;
  const AssignedPair* other = nullptr;
  for (const AssignedPair& a : before.pairs) {
    for (const AssignedPair& b : before.pairs) {
      if (a.offer == b.offer && a.need.id != b.need.id) one = &a, other = &b;
    }
  }
  if (one == nullptr) GTEST_SKIP() << "no offer is a candidate of two needs";
  Move(*one, "declined", "quality");
  const RegionAssignment after = Plan({.kind = "goods", .pairs_per_need = 5, .pairs_per_offer = 5});
  const AssignedPair* moved = Find(after, other->need.id, other->offer);
  ASSERT_NE(moved, nullptr);
  EXPECT_NEAR(moved->score, other->score - 1, 1e-9);
}

TEST_F(AssignRegionTest, FloorsThatCannotBeKeptLeaveNothing) {
  const RegionAssignment plan = Plan({.floor_paired = 1.0});
  for (const AssignedPair& pair : plan.pairs) EXPECT_TRUE(pair.paired);
  const RegionAssignment far = Plan({.floor_cross_province = 1.0});
  EXPECT_EQ(far.outcome, "optimal");
  for (const AssignedPair& pair : far.pairs) EXPECT_TRUE(pair.cross_province);
  EXPECT_LE(far.total, Plan().total);
}

TEST_F(AssignRegionTest, BadQuestionsAreRefusedByFieldAndValue) {
  const auto field = [&](const AssignRegionQuery& query) {
    const Result<RegionAssignment> plan =
        AssignRegion(*As("office"), query, {platform_->Today(), {}});
    return plan ? std::string("accepted") : plan.error().place.field;
  };
  EXPECT_EQ(field({.kind = "nonsense"}), "kind");
  EXPECT_EQ(field({.chain = "nowhere"}), "chain");
  EXPECT_EQ(field({.pairs_per_need = 0}), "pairs_per_need");
  EXPECT_EQ(field({.floor_sme = 1.5}), "sme");
}

TEST_F(AssignRegionTest, MovesAreRefusedWithTheirReason) {
  const AssignedPair pair = Plan().pairs.front();
  const auto told = [&](MatchMoveInput input) {
    input.need = pair.need.id;
    if (input.offer.empty()) input.offer = pair.offer;
    const Result<MatchStepView> moved = MoveMatch(*platform_, Viewer::Office(), input);
    return moved ? std::string("moved") : moved.error().Describe(Language::kEnglish);
  };
  EXPECT_EQ(told({.state = "declined"}),
            "/reason: a declined match needs a reason, any other state has none");
  EXPECT_EQ(told({.state = "seen", .reason = "price"}),
            "/reason: a declined match needs a reason, any other state has none [price]");
  EXPECT_EQ(told({.state = "suggested"}), "/state: the match has this state already [suggested]");
  EXPECT_NE(told({.offer = "77", .state = "seen"}).find("77"), std::string::npos);
  EXPECT_EQ(told({.state = "seen"}), "moved");
  EXPECT_NE(told({.state = "contacted"}).find("somebody else has moved this match on"),
            std::string::npos);
  const MatchMoveInput input{.need = pair.need.id, .offer = pair.offer, .state = "seen"};
  EXPECT_EQ(MoveMatch(*platform_, Viewer::Public(), input).error().code,
            ErrorCode::kPermissionDenied);
}

TEST_F(AssignRegionTest, AnOrganisationIsToldOfNeedsThatItCouldMeet) {
  const RegionAssignment plan = Plan();
  const AssignedPair& pair = plan.pairs.front();
  const OpportunityList list = Must(OpportunitiesOf(
      *As("office"), OrganisationId{*ParseIdValue(pair.organisation.id)}, platform_->Today()));
  ASSERT_FALSE(list.items.empty());
  const auto found =
      std::find_if(list.items.begin(), list.items.end(),
                   [&](const Opportunity& one) { return one.need.id == pair.need.id; });
  ASSERT_NE(found, list.items.end());
  EXPECT_EQ(found->offer, pair.offer);
  EXPECT_DOUBLE_EQ(found->score, pair.score);
  EXPECT_EQ(found->place, 1);
  for (size_t i = 1; i < list.items.size(); ++i) {
    EXPECT_GE(list.items[i - 1].score, list.items[i].score);
  }
}

}  // namespace
}  // namespace lianmeng::app
