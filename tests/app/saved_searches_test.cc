// Searches that are kept: what each list finds, and what of it is new.

#include "app/saved_searches.h"

#include <gtest/gtest.h>

#include "app/find_makers.h"
#include "app/needs.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;

constexpr const char* kReducer = "谐波减速器";

class SavedSearchesTest : public lianmeng::testing::TinyRegion {
 protected:
  SavedSearchRow Save(const std::string& list, const std::string& text) {
    return Must(SaveSearch(*platform_, Viewer::Office(),
                           {.name = list, .list = list, .filter = {.q = text}}));
  }
  SavedSearchRow Now(const SavedSearchRow& search) {
    for (const SavedSearchRow& row : Must(ListSavedSearches(*platform_, Viewer::Office())).items) {
      if (row.id == search.id) return row;
    }
    ADD_FAILURE() << search.name;
    return {};
  }
  // An hour later `organisation` offers the text.
  void Offer(const std::string& organisation, const std::string& text,
             Audience audience = Audience::kPublic) {
    clock_.Set(clock_.NowMs() + 3'600'000);
    const Viewer owner = Must(platform_->ParseViewer(organisation));
    lianmeng::Offer offer;
    offer.key = "new-" + text;
    offer.organisation = owner.organisation;
    offer.text = text;
    offer.ownership = {.owner = owner.organisation, .audience = audience};
    store::Writer writer = Must(platform_->store().Write({.source = "test"}));
    Must(writer.Put(offer));
    Must(writer.Commit());
  }
};

TEST_F(SavedSearchesTest, CountsWhatItsListFinds) {
  EXPECT_EQ(Save("offers", kReducer).total,
            Must(ListOffers(*platform_, Viewer::Office(), {.text = kReducer})).total);
  const MakerList makers =
      Must(ListMakers(*platform_, Viewer::Office(), {.text = kReducer, .order = "evidence"}));
  int64_t found = 0;
  for (const Maker& maker : makers.items) found += maker.evidence == "resembles" ? 0 : 1;
  ASSERT_GE(found, 2);
  EXPECT_EQ(Save("makers", kReducer).total, found);
}

TEST_F(SavedSearchesTest, ANewOfferIsNewToOffersAndToMakersUntilItWasSeen) {
  const SavedSearchRow offers = Save("offers", "减速器");
  const SavedSearchRow makers = Save("makers", kReducer);
  const SavedSearchRow others = Save("makers", "伺服电机");
  EXPECT_EQ(Now(offers).fresh, 0);
  EXPECT_EQ(Now(makers).fresh, 0);
  Offer("A1", "谐波减速器定制");
  EXPECT_EQ(Now(offers).fresh, 1);
  EXPECT_EQ(Now(offers).total, offers.total + 1);
  EXPECT_EQ(Now(makers).fresh, 1);
  EXPECT_EQ(Now(others).fresh, 0);
  Must(SeeSavedSearch(*platform_, Viewer::Office(), *ParseIdValue(makers.id)));
  EXPECT_EQ(Now(makers).fresh, 0);
  EXPECT_EQ(Now(offers).fresh, 1);
}

TEST_F(SavedSearchesTest, APrivateOfferIsNewToItsOwnerAlone) {
  const SavedSearchInput input{.name = "x", .list = "makers", .filter = {.q = kReducer}};
  const Viewer owner = Must(platform_->ParseViewer("A1"));
  const Viewer other = Must(platform_->ParseViewer("C1"));
  Must(SaveSearch(*platform_, owner, input));
  Must(SaveSearch(*platform_, other, input));
  Offer("A1", "谐波减速器定制", Audience::kPrivate);
  EXPECT_EQ(Must(ListSavedSearches(*platform_, owner)).fresh, 1);
  EXPECT_EQ(Must(ListSavedSearches(*platform_, other)).fresh, 0);
  EXPECT_EQ(Must(ListSavedSearches(*platform_, Viewer::Office())).items.size(), 0U);
}

TEST_F(SavedSearchesTest, RefusesWhatItsListDoesNotKnow) {
  const auto refused = [&](const SavedSearchInput& input) {
    const auto saved = SaveSearch(*platform_, Viewer::Office(), input);
    return saved.ok() ? std::string() : saved.error().place.field;
  };
  EXPECT_EQ(refused({.name = "x", .list = "makers", .filter = {}}), "/filter/q");
  EXPECT_EQ(refused({.name = "x", .list = "needs", .filter = {.q = std::string(201, 'a')}}),
            "/filter/q");
  EXPECT_EQ(refused({.name = "x", .list = "offers", .filter = {.title = {"little_giant"}}}),
            "/filter/title");
  EXPECT_EQ(refused({.name = "x", .list = "makers", .filter = {.q = "轴承", .kind = {"goods"}}}),
            "kind");
}

}  // namespace
}  // namespace lianmeng::app
