// The generator: repeatable, marked as samples, and true to the figures it states.

#include "app/generate_region.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "app/region_files.h"
#include "model/validation.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;
using lianmeng::testing::ReadFile;
using lianmeng::testing::SourcePath;
using lianmeng::testing::TemporaryFolder;

const RegionFacts& DeltaFacts() {
  static const RegionFacts facts = Must(ReadFacts(SourcePath("data/delta")));
  return facts;
}

TEST(GenerateRegion, TheShippedSampleIsWhatTheGeneratorPrintsForItsSeed) {
  TemporaryFolder folder;
  const RegionSample sample = Must(GenerateRegion(DeltaFacts(), {}));
  Must(WriteSample(DeltaFacts(), sample, folder.path()));
  for (const char* table : {"organisations.csv", "offers.csv", "needs.csv", "links.csv"}) {
    EXPECT_TRUE(ReadFile(folder / table) ==
                ReadFile(SourcePath(std::string("data/delta/") + table)))
        << table << ": run `lianmeng generate region --out data/delta`";
  }
}

TEST(GenerateRegion, AnotherSeedGivesAnotherRegionOfTheSameSize) {
  GenerateOptions other;
  other.seed = 2;
  const RegionSample first = Must(GenerateRegion(DeltaFacts(), {}));
  const RegionSample second = Must(GenerateRegion(DeltaFacts(), other));
  const auto firms = [](const RegionSample& sample) {
    return std::count_if(
        sample.organisations.begin(), sample.organisations.end(),
        [](const Organisation& record) { return record.kind == OrganisationKind::kEnterprise; });
  };
  EXPECT_EQ(firms(first), 4600);
  EXPECT_EQ(firms(second), 4600);
  EXPECT_EQ(first.organisations.size(), second.organisations.size());
  EXPECT_NE(first.organisations[0].name, second.organisations[0].name);
}

TEST(GenerateRegion, EveryRecordIsValidAndMarkedAsASample) {
  const RegionSample sample = Must(GenerateRegion(DeltaFacts(), {}));
  std::set<std::string> names;
  for (const Organisation& record : sample.organisations) {
    EXPECT_TRUE(record.sample);
    EXPECT_NE(record.name.find("样例"), std::string::npos) << record.name;
    EXPECT_TRUE(names.insert(record.name).second) << record.name << " stands twice";
    EXPECT_FALSE(HasError(Validate(record))) << record.key;
  }
  for (const Offer& record : sample.offers) EXPECT_FALSE(HasError(Validate(record))) << record.key;
  for (const Need& record : sample.needs) EXPECT_FALSE(HasError(Validate(record))) << record.key;
  for (const Link& record : sample.links) EXPECT_FALSE(HasError(Validate(record)));
}

TEST(GenerateRegion, LinksRunFromMakersOfTheirProductToUsersOfIt) {
  const RegionSample sample = Must(GenerateRegion(DeltaFacts(), {}));
  std::set<std::pair<int64_t, int64_t>> makes;
  for (const Offer& offer : sample.offers)
    makes.insert({offer.organisation.value, offer.product.value});
  std::map<int64_t, std::set<int64_t>> uses;  // input -> products
  for (const Input& input : DeltaFacts().inputs)
    uses[input.input.value].insert(input.product.value);
  EXPECT_GT(sample.links.size(), 15'000u);
  for (const Link& link : sample.links) {
    ASSERT_TRUE(makes.count({link.supplier.value, link.product.value}));
    bool used = false;
    for (int64_t product : uses[link.product.value])
      used = used || makes.count({link.customer.value, product});
    ASSERT_TRUE(used);
  }
}

TEST(GenerateRegion, SpecialisedCitiesHoldMoreOfTheirChain) {
  // Hefei has the greatest weight in intelligent voice; the cities without any weight have few of its makers.
  const RegionSample sample = Must(GenerateRegion(DeltaFacts(), {}));
  std::map<int64_t, double> weight;
  int64_t chain_id = 0;
  for (const Chain& chain : DeltaFacts().chains) {
    if (chain.key == "voice") chain_id = chain.id.value;
  }
  for (const Specialisation& item : DeltaFacts().specialisations) {
    if (item.chain.value == chain_id) weight[item.region.value] += item.weight;
  }
  std::map<int64_t, int> firms;
  for (size_t i = 0; i < sample.organisations.size(); ++i) {
    if (sample.organisations[i].kind != OrganisationKind::kEnterprise) continue;
    if (DeltaFacts().chains[i % DeltaFacts().chains.size()].key == "voice")
      ++firms[sample.organisations[i].region.value];
  }
  int specialised = 0;
  int all = 0;
  for (const auto& [city, count] : firms) {
    all += count;
    if (weight.count(city)) specialised += count;
  }
  EXPECT_GT(specialised, all * 0.7);
}

TEST(GenerateRegion, NoCityOfTheDeltaIsWithoutFirms) {
  std::map<int64_t, int> firms;
  for (const Region& region : DeltaFacts().regions) {
    if (region.level() == RegionLevel::kCity) firms[region.code.value] = 0;
  }
  EXPECT_EQ(firms.size(), 41u);
  const RegionSample sample = Must(GenerateRegion(DeltaFacts(), {}));
  for (const Organisation& record : sample.organisations) {
    if (record.kind == OrganisationKind::kEnterprise) ++firms[record.region.value];
  }
  EXPECT_EQ(firms.size(), 41u);
  for (const auto& [city, count] : firms) EXPECT_GT(count, 0) << city;
}

TEST(GenerateRegion, CapitalTalentAndTechnologyAreOfferedAndSoughtWithTerms) {
  const RegionSample sample = Must(GenerateRegion(DeltaFacts(), {}));
  std::map<OrganisationKind, int> partners;
  for (const Organisation& record : sample.organisations) ++partners[record.kind];
  EXPECT_EQ(partners[OrganisationKind::kFinancier], 41);
  EXPECT_EQ(partners[OrganisationKind::kUniversity], 23);
  EXPECT_EQ(partners[OrganisationKind::kInstitute], 28);
  const auto with_terms = [](const auto& records) {
    std::map<TradeKind, int> count;
    for (const auto& record : records) {
      if (record.capital || record.talent || record.technology) ++count[record.kind];
    }
    return count;
  };
  const std::map<TradeKind, int> offers = with_terms(sample.offers);
  const std::map<TradeKind, int> needs = with_terms(sample.needs);
  for (const TradeKind kind : {TradeKind::kCapital, TradeKind::kTalent, TradeKind::kTechnology}) {
    EXPECT_GE(offers.at(kind), 40);
    EXPECT_GE(needs.at(kind), 60);
    EXPECT_LE(needs.at(kind), 160);
  }
  EXPECT_EQ(offers.count(TradeKind::kGoods), 0u);
}

TEST(GenerateRegion, FactsWithoutAFinishedGoodAreRefusedByName) {
  RegionFacts facts = DeltaFacts();
  for (ChainProduct& member : facts.chain_products) member.final = false;
  const auto sample = GenerateRegion(facts, {});
  ASSERT_FALSE(sample.ok());
  EXPECT_NE(sample.error().message.en.find("finished good"), std::string::npos);
  GenerateOptions none;
  none.leads = 0;
  none.suppliers = 0;
  EXPECT_FALSE(GenerateRegion(DeltaFacts(), none).ok());
}

}  // namespace
}  // namespace lianmeng::app
