#include "match/reference_match.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.h"
#include "match/catalogue.h"
#include "match/match.h"

namespace lianmeng::match {
namespace {

constexpr int kCatalogues = 8'000;
constexpr int kNeedsPerCatalogue = 3;

// Small alphabets, so that products, places, words and scores coincide often.
class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  // Half of all catalogues trade goods, the others capital, talent or technology; some offers of
  // services stand among them.
  CatalogueInput Catalogue() {
    CatalogueInput input;
    kind_ = Below(2) == 0 ? 0 : 2 + Below(3);
    input.schemes = {Scheme::kSupply, Scheme::kSupply, Scheme::kCapital, Scheme::kTalent,
                     Scheme::kTechnology};
    for (int i = Below(4); i >= 0; --i) input.places.push_back(OnePlace());
    for (int i = Below(7); i > 0; --i) input.products.push_back(OneProduct());
    places_ = static_cast<int>(input.places.size());
    products_ = static_cast<int>(input.products.size());
    for (int i = Below(12); i > 0 && products_ > 0; --i) {
      input.inputs.push_back({ProductIndex{Below(products_)}, ProductIndex{Below(products_)}});
    }
    for (int i = 1 + Below(6); i > 0; --i) {
      input.organisations.push_back({.name = Text(6),
                                     .place = MaybeIndex<PlaceIndex>(places_),
                                     .titles = static_cast<uint32_t>(Below(8))});
      if (Below(3) == 0) input.organisations.back().other_names.push_back(Text(4));
    }
    organisations_ = static_cast<int>(input.organisations.size());
    for (int i = Below(16); i > 0; --i) {
      input.offers.push_back(OneOffer());
      AddTerms(input);
    }
    for (int i = Below(8); i > 0; --i) {
      input.links.push_back({OrganisationIndex{Below(organisations_)},
                             OrganisationIndex{Below(organisations_)},
                             MaybeIndex<ProductIndex>(products_)});
    }
    return input;
  }

  Need OneNeed() {
    Need need{.organisation = MaybeIndex<OrganisationIndex>(organisations_),
              .kind = Below(8) == 0 ? 1 : kind_,
              .product = MaybeIndex<ProductIndex>(products_),
              .text = Text(5),
              .today = 100};
    if (Below(4) == 0) need.place = MaybeIndex<PlaceIndex>(places_);
    if (Below(3) > 0) need.quantity = 1 + Below(50);
    if (Below(3) > 0) need.price_max_fen = Below(40);
    if (Below(3) > 0) need.needed_by_day = 95 + Below(40);
    if (Below(2) == 0) need.preferred_regions = Regions();
    if (Below(4) == 0) need.excluded_regions = Regions();
    if (Below(2) == 0) need.wanted_titles = static_cast<uint32_t>(Below(8));
    need.capital = Capital();
    need.talent = Talent();
    need.technology = Technology();
    if (Below(3) == 0) {
      const auto part = static_cast<uint32_t>(PartKind::kTextFit) + 1 + Below(12);
      if (part != static_cast<uint32_t>(PartKind::kRole)) need.required = 1U << part;
    }
    return need;
  }

  int Below(int bound) { return static_cast<int>(random_.Below(static_cast<uint64_t>(bound))); }

 private:
  template <typename IndexType>
  IndexType MaybeIndex(int size) {
    return size == 0 || Below(4) == 0 ? IndexType{} : IndexType{Below(size)};
  }

  // Terms of the last offer: most have some.
  void AddTerms(CatalogueInput& input) {
    Offer& offer = input.offers.back();
    if (Below(5) == 0) return;
    const auto add = [&offer](auto terms, auto& all) {
      offer.terms = static_cast<int32_t>(all.size());
      all.push_back(std::move(terms));
    };
    const Scheme scheme = input.SchemeOf(offer.kind);
    if (scheme == Scheme::kCapital) add(Capital(), input.capital);
    if (scheme == Scheme::kTalent) add(Talent(), input.talent);
    if (scheme == Scheme::kTechnology) add(Technology(), input.technology);
  }

  CapitalTerms Capital() {
    static const std::string kCodes[] = {"38", "3841", "384", "3973", "39", "nev"};
    CapitalTerms terms{.stages = Bits(4), .instruments = Bits(3)};
    if (Below(3) > 0) terms.amount_min_fen = Below(30);
    if (Below(3) > 0) terms.amount_max_fen = terms.amount_min_fen.value_or(0) + Below(20);
    for (int i = Below(3); i > 0; --i) {
      const std::string& code = kCodes[Below(6)];
      terms.sectors.push_back({.code = code, .alone = code == "nev"});
    }
    return terms;
  }

  TalentTerms Talent() {
    static const std::string kSkills[] = {
        "焊接", "C++", "c++", "铸造", " ", "PLC", "嵌入式开发", "嵌入式软件开发", "铝焊接"};
    TalentTerms terms{.place = MaybeIndex<PlaceIndex>(places_).value, .engagements = Bits(3)};
    for (int i = Below(4); i > 0; --i) terms.skills.push_back(kSkills[Below(9)]);
    if (Below(3) > 0) terms.level = Below(4);
    if (Below(3) > 0) terms.from_day = 80 + Below(60);
    if (Below(3) > 0) terms.until_day = terms.from_day.value_or(80) + Below(60);
    return terms;
  }

  TechnologyTerms Technology() {
    static const std::string kCodes[] = {"H", "H01", "H01M", "H01M1", "H01M10/05", "B25J", "nev"};
    TechnologyTerms terms{.cooperation = Bits(3)};
    for (int i = Below(3); i > 0; --i) {
      const std::string& code = kCodes[Below(7)];
      terms.fields.push_back({.code = code, .alone = code == "nev"});
    }
    if (Below(3) > 0) terms.maturity = 1 + Below(9);
    return terms;
  }

  uint32_t Bits(int names) { return static_cast<uint32_t>(Below(1 << names)); }

  std::string Text(int length_max) {
    static const std::string kWords[] = {"电", "池", "机", "器", "人", "铝", "A1", " ", "motor"};
    std::string text;
    for (int i = Below(length_max + 1); i > 0; --i) text += kWords[Below(9)];
    return text;
  }

  RegionCode Region() {
    static constexpr int64_t kRegions[] = {310000, 310115, 320500, 320583, 320000, 330100};
    return RegionCode{kRegions[Below(6)]};
  }

  std::vector<RegionCode> Regions() {
    std::vector<RegionCode> regions;
    for (int i = Below(3); i > 0; --i) regions.push_back(Region());
    return regions;
  }

  Place OnePlace() {
    Place place{.region = Region()};
    if (Below(4) > 0) {
      place.point = GeoPoint{115.0 + Below(8), 28.0 + Below(6)};
    }
    return place;
  }

  Product OneProduct() {
    static const std::string kCategories[] = {"", "module", "component"};
    static const std::string kUnits[] = {"", "台", "只"};
    Product product{
        .name = {Text(3), Text(1)}, .category = kCategories[Below(3)], .unit = kUnits[Below(3)]};
    if (Below(3) == 0) product.aliases.push_back(Text(3));
    return product;
  }

  Offer OneOffer() {
    Offer offer{.organisation = OrganisationIndex{Below(organisations_)},
                .kind = Below(8) == 0 ? 1 : kind_,
                .product = MaybeIndex<ProductIndex>(products_),
                .text = Text(6)};
    if (Below(3) > 0) offer.capacity_year = Below(100);
    if (Below(3) > 0) offer.utilisation = Below(11) / 10.0;
    if (Below(3) > 0) offer.price_min_fen = Below(30);
    if (Below(3) > 0) offer.price_max_fen = offer.price_min_fen.value_or(0) + Below(20);
    if (Below(3) > 0) offer.lead_time_days = Below(60);
    if (Below(5) == 0) offer.regions_served = Regions();
    if (Below(4) == 0) offer.valid_until_day = 98 + Below(5);
    return offer;
  }

  Random random_;
  int kind_ = 0;
  int places_ = 0;
  int products_ = 0;
  int organisations_ = 0;
};

void ExpectEqual(const MatchResult& fast, const ReferenceResult& slow) {
  EXPECT_EQ(fast.excluded, slow.excluded);
  ASSERT_EQ(fast.matches.size(), slow.matches.size());
  for (size_t i = 0; i < fast.matches.size(); ++i) {
    const MatchedOffer& match = fast.matches[i];
    ReferenceScore found{.offer = match.offer, .score = match.score};
    int32_t sum = 0;
    int32_t most = 0;
    for (size_t part = 0; part < match.parts.size(); ++part) {
      found.points[part] = match.parts[part].points;
      sum += found.points[part];
      EXPECT_GE(found.points[part], 0);
      EXPECT_LE(found.points[part], match.parts[part].points_max);
      most += match.parts[part].points_max;
      EXPECT_FALSE(match.parts[part].reason.zh.empty());
      EXPECT_FALSE(match.parts[part].reason.en.empty());
    }
    EXPECT_EQ(sum, match.score);
    EXPECT_EQ(most, kScoreMax);
    EXPECT_EQ(found, slow.matches[i]) << "rank " << i << ", offer " << match.offer.value;
  }
}

// LIANMENG_SEED=n replays one catalogue.
uint64_t FirstSeed(int* count) {
  const char* given = std::getenv("LIANMENG_SEED");
  if (given == nullptr) return 1;
  *count = 1;
  return std::strtoull(given, nullptr, 10);
}

TEST(Match, AgreesWithReferenceOnRandomCatalogues) {
  int count = kCatalogues;
  const uint64_t first = FirstSeed(&count);
  std::array<int64_t, kSchemes> matches{};
  std::array<int64_t, kExclusionCount> excluded{};
  for (uint64_t seed = first; seed < first + static_cast<uint64_t>(count); ++seed) {
    SCOPED_TRACE("LIANMENG_SEED=" + std::to_string(seed));
    Generator generator(seed);
    const CatalogueInput input = generator.Catalogue();
    const auto catalogue = Catalogue::Build(input);
    ASSERT_TRUE(catalogue.ok());
    for (int i = 0; i < kNeedsPerCatalogue; ++i) {
      const Need need = generator.OneNeed();
      const MatchOptions options{.limit = generator.Below(10)};
      const auto fast = Match(*catalogue, need, options);
      ASSERT_TRUE(fast.ok());
      ExpectEqual(*fast, ReferenceMatch(input, need, options));
      if (HasFailure()) return;
      matches[static_cast<size_t>(input.SchemeOf(need.kind))] +=
          static_cast<int64_t>(fast->matches.size());
      for (size_t rule = 0; rule < excluded.size(); ++rule) excluded[rule] += fast->excluded[rule];
    }
  }
  if (count == 1) return;
  for (size_t scheme = 0; scheme < matches.size(); ++scheme) {
    EXPECT_GT(matches[scheme], 1'000) << "the generator must reach the scoring of " << scheme;
  }
  for (size_t rule = 0; rule < excluded.size(); ++rule) {
    EXPECT_GT(excluded[rule], 50) << Code(static_cast<Exclusion>(rule));
  }
}

TEST(ExplainPair, GivesThePartsOfMatchAndTheRuleOfEveryOtherOffer) {
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Generator generator(seed);
    const CatalogueInput input = generator.Catalogue();
    const auto catalogue = Catalogue::Build(input);
    ASSERT_TRUE(catalogue.ok());
    const Need need = generator.OneNeed();
    const auto all = Match(*catalogue, need, {.limit = 1'000});
    ASSERT_TRUE(all.ok());
    std::array<int64_t, kExclusionCount> excluded{};
    int64_t admitted = 0;
    for (int32_t i = 0; i < static_cast<int32_t>(input.offers.size()); ++i) {
      const auto pair = ExplainPair(*catalogue, need, OfferIndex{i});
      ASSERT_TRUE(pair.ok());
      if (pair->exclusion) {
        ++excluded[static_cast<size_t>(*pair->exclusion)];
        continue;
      }
      ++admitted;
      for (const MatchedOffer& match : all->matches) {
        if (match.offer.value != i) continue;
        EXPECT_EQ(pair->score, match.score);
        for (size_t part = 0; part < match.parts.size(); ++part) {
          EXPECT_EQ(pair->parts[part].reason, match.parts[part].reason);
        }
      }
    }
    EXPECT_EQ(admitted, static_cast<int64_t>(all->matches.size()) +
                            all->Excluded(Exclusion::kBetterOfSameOrganisation));
    for (size_t rule = 0; rule <= static_cast<size_t>(Exclusion::kRequiredTerm); ++rule) {
      EXPECT_EQ(excluded[rule], all->excluded[rule]);
    }
  }
}

}  // namespace
}  // namespace lianmeng::match
