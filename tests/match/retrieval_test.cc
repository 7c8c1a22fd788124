#include "match/retrieval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"
#include "match/reference_retrieval.h"
#include "match/retrieval_fit.h"

namespace lianmeng::match {
namespace {

RetrievalIndex IndexOf(const RetrievalInput& input) {
  Result<RetrievalIndex> index = RetrievalIndex::Build(input);
  EXPECT_TRUE(index.ok());
  return std::move(*index);
}

// Firms of few words and sectors, so that everything coincides with everything somewhere.
RetrievalInput RandomInput(Random& random) {
  static const char* const kWords[] = {"电", "机", "伺服", "泵", "阀", "AC", "220 kV", "油"};
  const auto phrase = [&](uint64_t most) {
    std::string text;
    for (uint64_t n = 1 + random.Below(most); n > 0; --n) text += kWords[random.Below(8)];
    return text;
  };
  RetrievalInput input;
  for (int p = 0; p < 14; ++p) {
    input.products.push_back({phrase(3)});
    if (random.Chance(0.2)) input.products.back().push_back(phrase(2));
  }
  for (int f = 0; f < 12; ++f) {
    RetrievalOrganisation firm{.names = {phrase(3) + "公司"}};
    for (uint64_t n = random.Below(6); n > 0; --n) {
      firm.products.push_back(static_cast<int32_t>(random.Below(14)));
    }
    if (random.Chance(0.8)) {
      const std::string sector = std::to_string(random.Below(3));
      firm.sectors = {sector + "1", sector, "x"};
      firm.industry = {phrase(1), "", ""};
    }
    input.organisations.push_back(firm);
  }
  for (int r = 0; r < 6; ++r) {
    input.relations.emplace_back(random.Below(14), random.Below(14));
  }
  return input;
}

RetrievalInput Without(RetrievalInput input, const LeftOut& link) {
  auto& products = input.organisations[static_cast<size_t>(link.organisation)].products;
  std::erase(products, link.product);
  return input;
}

void ExpectRows(const CandidateTable& table, const std::vector<RetrievalWeights>& expected,
                const std::string& what) {
  ASSERT_EQ(table.organisations.size(), expected.size()) << what;
  for (size_t f = 0; f < expected.size(); ++f) {
    for (size_t k = 0; k < kRetrievalFeatures; ++k) {
      ASSERT_NEAR(table.features[f * kRetrievalFeatures + k], expected[f][k], 1e-8)
          << what << ", organisation " << f << ", feature " << k;
    }
  }
}

TEST(Retrieval, AgreesWithTheReferenceWithAndWithoutALinkOnRandomRegions) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    Random random(seed);
    const RetrievalInput input = RandomInput(random);
    const RetrievalIndex index = IndexOf(input);
    RetrievalSearcher searcher(index);
    for (int query = 0; query < 4; ++query) {
      const size_t p = random.Below(input.products.size());
      const std::string& need = input.products[p].front();
      LeftOut link;
      const size_t f = random.Below(input.organisations.size());
      const auto& made = input.organisations[f].products;
      if (query > 0 && !made.empty()) {
        link = {static_cast<int32_t>(f), made[random.Below(made.size())]};
      }
      ExpectRows(searcher.Candidates(need, {.left_out = link}),
                 ReferenceFeatures(input, need, link), "seed " + std::to_string(seed));
    }
  }
}

// Nothing of a link that is left out remains: the same figures as in a region that never had it.
TEST(Retrieval, LeavesALinkOutAsIfItHadNeverBeenRecorded) {
  for (uint64_t seed = 100; seed <= 140; ++seed) {
    Random random(seed);
    const RetrievalInput input = RandomInput(random);
    const RetrievalIndex index = IndexOf(input);
    RetrievalSearcher searcher(index);
    for (size_t f = 0; f < input.organisations.size(); ++f) {
      if (input.organisations[f].products.empty()) continue;
      const LeftOut link{static_cast<int32_t>(f), input.organisations[f].products.front()};
      const std::string& need = input.products[static_cast<size_t>(link.product)].front();
      const RetrievalIndex never = IndexOf(Without(input, link));
      RetrievalSearcher fresh(never);
      const CandidateTable expected = fresh.Candidates(need, {});
      std::vector<RetrievalWeights> rows(expected.organisations.size());
      for (size_t i = 0; i < expected.features.size(); ++i) {
        rows[i / kRetrievalFeatures][i % kRetrievalFeatures] = expected.features[i];
      }
      ExpectRows(searcher.Candidates(need, {.left_out = link}), rows,
                 "seed " + std::to_string(seed));
    }
  }
}

// 减速机 is never named by the second firm, but firms that make 机器人 make it elsewhere.
TEST(Retrieval, FindsAFirmByWhatOthersOfItsKindMake) {
  RetrievalInput input;
  input.products = {{"机器人本体"}, {"谐波齿轮"}, {"食用油"}, {"面粉"}};
  input.organisations = {{.names = {"甲"}, .products = {0, 1}}, {.names = {"乙"}, .products = {0}},
                         {.names = {"丙"}, .products = {2, 3}}, {.names = {"丁"}, .products = {3}}};
  const RetrievalIndex index = IndexOf(input);
  RetrievalSearcher searcher(index);
  const auto hits = searcher.Search("谐波齿轮", {.limit = 10});
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(hits[0].organisation, 0);
  EXPECT_EQ(hits[1].organisation, 1);
}

TEST(Retrieval, TakesANumberAndItsUnitAsOneWord) {
  const std::vector<Term> apart = RetrievalTerms("220 kV变压器");
  const Term joined{TermKind::kWord, "220kv"};
  EXPECT_NE(std::find(apart.begin(), apart.end(), joined), apart.end());
  const std::vector<Term> together = RetrievalTerms("220kV");
  EXPECT_NE(std::find(together.begin(), together.end(), joined), together.end());
}

TEST(Retrieval, FindsNothingForUnknownWordsAndInAnEmptyRegion) {
  const RetrievalIndex empty = IndexOf({});
  EXPECT_TRUE(RetrievalSearcher(empty).Search("电机", {}).empty());
  RetrievalInput input;
  input.products = {{"电机"}};
  input.organisations = {{.names = {"甲"}, .products = {0}}};
  const RetrievalIndex index = IndexOf(input);
  RetrievalSearcher searcher(index);
  EXPECT_TRUE(searcher.Search("zzz", {}).empty());
  EXPECT_TRUE(searcher.Search("", {}).empty());
  EXPECT_EQ(searcher.Search("电机", {.limit = 1}).size(), 1U);
}

TEST(Retrieval, NamesTheOrganisationWithAnUnknownProduct) {
  RetrievalInput input;
  input.organisations = {{.names = {"甲"}, .products = {3}}};
  const auto index = RetrievalIndex::Build(input);
  ASSERT_FALSE(index.ok());
  EXPECT_EQ(index.error().place.field, "organisations[0].products");
  EXPECT_EQ(index.error().place.value, "3");
}

TEST(Retrieval, BoundsItsCandidatesAndStillFindsTheMakers) {
  RetrievalInput input;
  for (int p = 0; p < 50; ++p) input.products.push_back({"零件" + std::to_string(p)});
  input.products.push_back({"伺服电机"});
  for (int f = 0; f < 200; ++f) {
    input.organisations.push_back({.names = {"厂" + std::to_string(f)}, .products = {f % 50}});
  }
  input.organisations[150].products.push_back(50);
  const RetrievalIndex index = IndexOf(input);
  RetrievalSearcher searcher(index);
  const RetrievalOptions options{.candidates_max = 10, .walk_max = 5};
  EXPECT_LE(searcher.Candidates("伺服电机", options).organisations.size(), 10U);
  const auto hits = searcher.Search("伺服电机", options);
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].organisation, 150);
}

TEST(RetrievalFit, LearnsTheFeatureThatTellsAndLeavesOutWhatItIsTold) {
  Random random(5);
  std::vector<FitPool> pools;
  for (int i = 0; i < 200; ++i) {
    FitPool pool{.features = std::vector<float>(10 * kRetrievalFeatures), .wanted = 0};
    for (float& value : pool.features) value = static_cast<float>(random.Uniform());
    pool.wanted = random.Below(10);
    pool.features[pool.wanted * kRetrievalFeatures] += 2;  // kBm25Words
    pools.push_back(pool);
  }
  const RetrievalWeights weights = FitRetrieval(pools, {});
  for (size_t k = 1; k < kRetrievalFeatures; ++k) EXPECT_GT(weights[0], 3 * std::abs(weights[k]));
  EXPECT_EQ(FitRetrieval(pools, {.without = {RetrievalFeature::kBm25Words}})[0], 0);
}

}  // namespace
}  // namespace lianmeng::match
