// Decisions that two organisations are not one.
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

class ApartStore : public ::testing::Test {
 protected:
  void SetUp() override {
    Organisation hidden = MakeOrganisation(3, "丙公司");
    hidden.ownership.audience = Audience::kPrivate;
    hidden.ownership.owner = {3};
    WriteAll(*store_, MakeOrganisation(1, "甲公司"), MakeOrganisation(2, "甲有限公司"), hidden);
  }

  bool Put(int64_t a, int64_t b) {
    Writer writer = Must(store_->Write({.source = "test"}));
    const bool is_new = Must(
        writer.PutApart({.a = {a}, .b = {b}, .at_ms = 0, .decided_by = "office", .note = "查过"}));
    Must(writer.Commit());
    return is_new;
  }

  std::vector<ApartDecision> List(const Viewer& viewer = Viewer::Office()) {
    return Must(Must(store_->Read(viewer)).ListApart());
  }

  FixedClock clock_{1'793'000'000'000};
  std::unique_ptr<Store> store_ =
      Must(Store::Open("sqlite::memory:", {.clock = &clock_, .seed = 7}));
};

TEST_F(ApartStore, ADecisionComesBackAsItWasPutInEitherOrder) {
  const int64_t version = Must(store_->DataVersion());
  EXPECT_TRUE(Put(2, 1));
  EXPECT_FALSE(Put(1, 2));
  const std::vector<ApartDecision> expected = {
      {.a = {1}, .b = {2}, .at_ms = clock_.NowMs(), .decided_by = "office", .note = "查过"}};
  EXPECT_EQ(List(), expected);
  EXPECT_EQ(Must(store_->DataVersion()), version);  // nothing is computed from decisions
}

TEST_F(ApartStore, ADecisionTakenBackLeavesNothing) {
  Put(1, 2);
  Writer writer = Must(store_->Write({.source = "test"}));
  EXPECT_TRUE(Must(writer.RemoveApart({2}, {1})));
  EXPECT_FALSE(Must(writer.RemoveApart({2}, {1})));
  Must(writer.Commit());
  EXPECT_TRUE(List().empty());
}

TEST_F(ApartStore, AWriteRolledBackLeavesNoDecision) {
  {
    Writer writer = Must(store_->Write({.source = "test"}));
    EXPECT_TRUE(Must(writer.PutApart({.a = {1}, .b = {2}})));
  }
  EXPECT_TRUE(List().empty());
}

TEST_F(ApartStore, TellsNobodyOfAnOrganisationThatHeMayNotSee) {
  Put(1, 3);
  EXPECT_TRUE(List(Viewer::Public()).empty());
  EXPECT_TRUE(List().empty());  // private means private: not even the office
}

TEST_F(ApartStore, RefusesOneRecordAndUnknownOnes) {
  Writer writer = Must(store_->Write({.source = "test"}));
  for (const int64_t other : {1, 99}) {
    const auto refused = writer.PutApart({.a = {1}, .b = {other}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().place.value, std::to_string(other));
  }
}

}  // namespace
}  // namespace lianmeng::store
