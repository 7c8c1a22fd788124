// Steps of pairs of need and offer: kept in order, never overwritten, told to nobody but those who take part.
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

class MatchSteps : public ::testing::Test {
 protected:
  void SetUp() override {
    Offer hidden = MakeOffer(24, 4, 10);
    hidden.ownership.audience = Audience::kPrivate;
    WriteAll(*store_, MakeOrganisation(1, "需求方"), MakeOrganisation(2, "供给方"),
             MakeOrganisation(3, "旁人"), MakeOrganisation(4, "隐者"), MakeProduct(10, "轴承"),
             MakeOffer(22, 2, 10), MakeOffer(23, 3, 10), hidden, MakeNeed(31, 1, 10));
  }

  Result<MatchStep> Move(int64_t offer, MatchState state, int64_t last) {
    Writer writer = Must(store_->Write({.source = "test"}));
    MatchStep step{.need = {31}, .offer = {offer}, .state = state, .note = "电话", .by = "office"};
    if (state == MatchState::kDeclined) step.reason = DeclineReason::kCapacity;
    Result<MatchStep> put = writer.PutMatchStep(step, last);
    if (put) Must(writer.Commit());
    return put;
  }
  std::vector<MatchStep> List(const Viewer& viewer, const MatchFilter& filter = {}) {
    return Must(Must(store_->Read(viewer)).ListMatches(filter));
  }
  static Viewer As(int64_t organisation) {
    Viewer viewer;
    viewer.kind = Viewer::Kind::kOrganisation;
    viewer.organisation = {organisation};
    return viewer;
  }

  FixedClock clock_{1'793'000'000'000};
  std::unique_ptr<Store> store_ =
      Must(Store::Open("sqlite::memory:", {.clock = &clock_, .seed = 7}));
};

TEST_F(MatchSteps, TheNewestSaysWhereAPairStandsAndNoneIsLost) {
  const int64_t version = Must(store_->DataVersion());
  const MatchStep first = Must(Move(22, MatchState::kContacted, 0));
  EXPECT_EQ(first.at_ms, clock_.NowMs());
  const MatchStep second = Must(Move(22, MatchState::kDeclined, first.id));
  EXPECT_EQ(List(Viewer::Office()), std::vector<MatchStep>{second});
  EXPECT_EQ(Must(Must(store_->Read(Viewer::Office())).MatchHistory({31}, {22})),
            (std::vector<MatchStep>{first, second}));
  EXPECT_EQ(second.reason, DeclineReason::kCapacity);
  EXPECT_EQ(Must(store_->DataVersion()), version);  // no score of records rests on steps
}

TEST_F(MatchSteps, WhoComesSecondIsTold) {
  const MatchStep first = Must(Move(22, MatchState::kSeen, 0));
  const Result<MatchStep> late = Move(22, MatchState::kContacted, 0);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, ErrorCode::kConflict);
  EXPECT_EQ(late.error().place.value, std::to_string(first.id));
  EXPECT_EQ(List(Viewer::Office()), std::vector<MatchStep>{first});
}

TEST_F(MatchSteps, OnlyThoseWhoTakePartAndTheOfficeSeeThem) {
  const MatchStep step = Must(Move(22, MatchState::kTalking, 0));
  for (const Viewer& viewer : {Viewer::Office(), As(1), As(2)}) {
    EXPECT_EQ(List(viewer), std::vector<MatchStep>{step}) << viewer.CacheKey();
  }
  for (const Viewer& viewer : {Viewer::Public(), As(3), As(4)}) {
    EXPECT_TRUE(List(viewer).empty()) << viewer.CacheKey();
    EXPECT_TRUE(Must(Must(store_->Read(viewer)).MatchHistory({31}, {22})).empty());
  }
  // An offer that only its owner sees: not even the office hears of its pair, nor the need's owner.
  Must(Move(24, MatchState::kSeen, 0));
  EXPECT_EQ(List(Viewer::Office()), std::vector<MatchStep>{step});
  EXPECT_EQ(List(As(1)), std::vector<MatchStep>{step});
  EXPECT_EQ(List(As(4)).size(), 1U);
}

TEST_F(MatchSteps, AreFilteredByNeedOfferOrganisationAndState) {
  Must(Move(22, MatchState::kTalking, 0));
  Must(Move(23, MatchState::kAgreed, 0));
  EXPECT_EQ(List(Viewer::Office(), {.need = {31}}).size(), 2U);
  EXPECT_EQ(List(Viewer::Office(), {.offer = {23}}).size(), 1U);
  EXPECT_EQ(List(Viewer::Office(), {.organisation = {1}}).size(), 2U);
  EXPECT_EQ(List(Viewer::Office(), {.organisation = {3}}).size(), 1U);
  EXPECT_EQ(List(Viewer::Office(), {.states = {MatchState::kAgreed}}).size(), 1U);
  EXPECT_TRUE(List(Viewer::Office(), {.states = {MatchState::kSeen}}).empty());
}

TEST_F(MatchSteps, OfWhatIsNotThereAreRefused) {
  EXPECT_FALSE(Move(99, MatchState::kSeen, 0).ok());
  EXPECT_TRUE(List(Viewer::Office()).empty());
}

}  // namespace
}  // namespace lianmeng::store
