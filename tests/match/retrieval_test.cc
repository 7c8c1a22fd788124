#include "match/retrieval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "match/reference_retrieval.h"
#include "match/retrieval_fit.h"
#include "match/retrieval_fusion.h"

namespace lianmeng::match {
namespace {

RetrievalIndex IndexOf(const RetrievalInput& input) {
  Result<RetrievalIndex> index = RetrievalIndex::Build(input);
  EXPECT_TRUE(index.ok());
  return std::move(*index);
}

// Firms of few words and sectors, so that everything coincides with everything somewhere.
RetrievalInput RandomInput(Random& random) {
  static const char* const kWords[] = {"电", "机",     "伺服",          "泵", "阀", "AC", "220 kV",
                                       "油", "22万伏", "控制器（PLC）", "PLC"};
  const auto phrase = [&](uint64_t most) {
    std::string text;
    for (uint64_t n = 1 + random.Below(most); n > 0; --n) text += kWords[random.Below(11)];
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
  input.organisations = {{.names = {"甲"}, .products = {0, 1}},
                         {.names = {"乙"}, .products = {0}},
                         {.names = {"丙"}, .products = {2, 3}},
                         {.names = {"丁"}, .products = {3}}};
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

TEST(Retrieval, KnowsAQuantityAndASynonymHoweverTheyAreWritten) {
  RetrievalInput input;
  input.products = {{"220kV主变"},
                    {"射频识别（RFID）读写器"},
                    {"射频识别(RFID)标签"},
                    {"RFID天线"},
                    {"射频识别 (RFID)"}};
  for (int32_t p = 0; p < 5; ++p) {
    input.organisations.push_back({.names = {std::to_string(p)}, .products = {p}});
  }
  const RetrievalIndex index = IndexOf(input);
  RetrievalSearcher searcher(index);
  ASSERT_FALSE(searcher.Search("0.22 MV", {}).empty());
  EXPECT_EQ(searcher.Search("0.22 MV", {})[0].organisation, 0);
  const auto hits = searcher.Search("射频识别天线", {});
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].organisation, 3);
  EXPECT_FALSE(hits[0].makes_it);  // which says what is offered by exactly this name
  EXPECT_DOUBLE_EQ(hits[0].likeness, 1);
}

// Also where case tells one quantity from another, and beside a second name.
TEST(Retrieval, AProductIsLikeItsOwnNameByOne) {
  RetrievalInput input;
  for (const char* name : {"5MW风力发电机组", "10μF电容", "2.5mm²电线", "5G模组", "220V继电器",
                           "0.22MV主变", "5G射频识别（RFID）模组"}) {
    input.organisations.push_back(
        {.names = {name}, .products = {static_cast<int32_t>(input.products.size())}});
    input.products.push_back({name});
  }
  const RetrievalIndex index = IndexOf(input);
  RetrievalSearcher searcher(index);
  for (const std::vector<std::string>& names : input.products) {
    const auto hits = searcher.Search(names[0], {});
    ASSERT_FALSE(hits.empty()) << names[0];
    EXPECT_TRUE(hits[0].makes_it) << names[0];
    EXPECT_DOUBLE_EQ(hits[0].likeness, 1) << names[0];
  }
}

// By the sum set by hand (60 firms) and by the networks (300): a need that is part of names finds who
// offers something so called before who only resembles them.
TEST(Retrieval, PartOfANameFindsItsHoldersBeforeThoseWhoResembleThem) {
  for (const int firms : {60, 300}) {
    RetrievalInput input;
    for (int p = 0; p < 10; ++p) {
      input.products.push_back({"伺服电机" + std::to_string(p)});
      input.products.push_back({"驱动器" + std::to_string(p)});
    }
    for (int f = 0; f < firms; ++f) {  // every second one offers motors; all, drives
      RetrievalOrganisation firm{.names = {"厂" + std::to_string(f)},
                                 .products = {2 * (f % 10) + 1}};
      if (f % 2 == 0) firm.products.push_back(2 * (f / 2 % 10));
      firm.sectors = {"C3" + std::to_string(f % 3), "C3", "C"};
      input.organisations.push_back(firm);
    }
    const RetrievalIndex index = IndexOf(input);
    RetrievalSearcher searcher(index);
    const auto hits = searcher.Search("伺服", {.limit = firms});
    ASSERT_GE(static_cast<int>(hits.size()), firms / 2);
    for (int i = 0; i < firms / 2; ++i) {
      const RetrievalHit& hit = hits[static_cast<size_t>(i)];
      EXPECT_EQ(hit.organisation % 2, 0) << firms << " " << i;
      EXPECT_GE(hit.likeness, kLikenessMin);
      EXPECT_FALSE(hit.makes_it);
    }
  }
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

TEST(Retrieval, OfACatalogueThatHardlyAnybodyMakesHasScoresAndTheMaker) {
  // A sample of every tenth product that holds 电机 meets nobody: only number 7 has a maker.
  RetrievalInput input;
  for (int p = 0; p < 100; ++p) input.products.push_back({"电机" + std::to_string(p)});
  input.products.push_back({"面粉"});
  for (int f = 0; f < 200; ++f) {
    RetrievalOrganisation firm{.names = {"厂" + std::to_string(f)}, .products = {100}};
    firm.sectors = {"C3" + std::to_string(f % 3), "C3", "C"};
    input.organisations.push_back(firm);
  }
  input.organisations[150].products.push_back(7);
  const RetrievalIndex index = IndexOf(input);
  RetrievalSearcher searcher(index);
  const RetrievalOptions options{.candidates_max = 10, .walk_max = 10};
  for (const char* need : {"电机", "电机7"}) {
    const CandidateTable& table = searcher.Candidates(need, options);
    for (size_t i = 0; i < table.organisations.size(); ++i) {
      EXPECT_TRUE(std::isfinite(table.Score(i, kFirstPassWeights))) << need;
    }
    const auto hits = searcher.Search(need, options);
    ASSERT_FALSE(hits.empty()) << need;
    EXPECT_EQ(hits[0].organisation, 150) << need;
  }
}

TEST(Retrieval, PutsThoseThatMakeItFirstAndNamesTheProductMostLikeTheNeed) {
  RetrievalInput input;
  input.products = {{"伺服电机"}, {"电机"}, {"面粉"}, {"驱动器"}};
  input.organisations = {{.names = {"甲"}, .products = {1, 3}},
                         {.names = {"乙"}, .products = {2}},
                         {.names = {"丙"}, .products = {2, 0}}};
  const RetrievalIndex index = IndexOf(input);
  RetrievalSearcher searcher(index);
  const auto hits = searcher.Search("伺服电机", {.limit = 10});
  ASSERT_GE(hits.size(), 2U);
  EXPECT_EQ(hits[0].organisation, 2);
  EXPECT_TRUE(hits[0].makes_it);
  EXPECT_EQ(hits[0].product, 0);
  EXPECT_EQ(hits[1].organisation, 0);
  EXPECT_FALSE(hits[1].makes_it);
  EXPECT_EQ(hits[1].product, 1);
}

TEST(Retrieval, MeasuresWhatNamesShareInCharacters) {
  std::vector<int32_t> names;
  for (const char* name : {"交流伺服电机", "伺服"}) {
    for (const int32_t character : CharactersOf(name)) names.push_back(character);
    names.push_back(kNameEnd);
  }
  const SharedCharacters shared = Share(CharactersOf("伺服主轴电机"), names);
  EXPECT_EQ(shared.suffix, 2);  // 电机
  EXPECT_EQ(shared.prefix, 2);  // 伺服, of the second name
  EXPECT_EQ(shared.substring, 2);
  EXPECT_EQ(Share(CharactersOf("流伺服电"), names).substring, 4);
  EXPECT_EQ(Share(CharactersOf("流伺服电"), names).suffix, 0);
}

float Uniform(Random& random) { return static_cast<float>(random.Uniform()); }

std::vector<FitPool> RandomPools(Random& random, int pools, size_t candidates) {
  std::vector<FitPool> made;
  for (int i = 0; i < pools; ++i) {
    FitPool pool;
    pool.pool.features.resize(candidates * kRetrievalFeatures);
    for (float& value : pool.pool.features) value = Uniform(random);
    for (float& value : pool.pool.context) value = Uniform(random);
    pool.wanted = random.Below(candidates);
    made.push_back(pool);
  }
  return made;
}

TEST(RetrievalFit, LearnsTheFeatureThatTellsAndLeavesOutWhatItIsTold) {
  Random random(5);
  std::vector<FitPool> pools = RandomPools(random, 200, 10);
  for (FitPool& pool : pools) {
    pool.pool.features[pool.wanted * kRetrievalFeatures] += 2;  // kBm25Words
  }
  const RetrievalWeights weights = FitRetrieval(pools, {});
  for (size_t k = 1; k < kRetrievalFeatures; ++k) EXPECT_GT(weights[0], 3 * std::abs(weights[k]));
  EXPECT_EQ(FitRetrieval(pools, {.without = {RetrievalFeature::kBm25Words}})[0], 0);
  EXPECT_EQ(FitFusion(pools, {.without = {RetrievalFeature::kBm25Words}, .epochs = 1}).scale[0], 0);
}

// The wanted one is high in the first feature if the pool's second is high, low otherwise: no
// weighted sum can tell, the network can.
TEST(RetrievalFit, TheNetworkLearnsWhatDependsOnThePool) {
  Random random(6);
  const auto make = [&](int count) {
    std::vector<FitPool> pools = RandomPools(random, count, 6);
    for (FitPool& pool : pools) {
      const bool high = random.Chance(0.5);
      pool.pool.context[1] = high ? 1.0F : 0.0F;
      pool.pool.features[pool.wanted * kRetrievalFeatures] = high ? 2.0F : -1.0F;
    }
    return pools;
  };
  const std::vector<FitPool> pools = make(400);
  const RetrievalFusion fusion = FitFusion(pools, {.epochs = 40});
  const RetrievalWeights sum = FitRetrieval(pools, {});
  int by_network = 0;
  int by_sum = 0;
  for (const FitPool& pool : make(100)) {
    const std::vector<float> scores = FusionScores(fusion, pool.pool);
    const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
    by_network += static_cast<size_t>(best) == pool.wanted ? 1 : 0;
    CandidateTable table;
    table.features.assign(pool.pool.features.begin(), pool.pool.features.end());
    size_t first = 0;
    for (size_t c = 1; c < pool.pool.size(); ++c) {
      if (table.Score(c, sum) > table.Score(first, sum)) first = c;
    }
    by_sum += first == pool.wanted ? 1 : 0;
  }
  EXPECT_GE(by_network, 90);
  EXPECT_LE(by_sum, 75);
}

TEST(RetrievalFit, PassesOverOtherRightAnswers) {
  Random random(7);
  std::vector<FitPool> pools = RandomPools(random, 100, 5);
  for (FitPool& pool : pools) {
    const size_t other = (pool.wanted + 1) % 5;
    pool.is_maker.assign(5, false);
    pool.is_maker[other] = true;
    pool.pool.features[pool.wanted * kRetrievalFeatures] += 1;
    pool.pool.features[other * kRetrievalFeatures] += 2;  // must not turn the weight round
  }
  EXPECT_GT(FitRetrieval(pools, {})[0], 0.5);
}

// The formula of the header in double precision, term by term.
TEST(RetrievalFusion, ScoresAsItsFormulaSays) {
  Random random(8);
  const auto draw = [&](auto& values) {
    for (float& value : values) value = Uniform(random) - 0.5F;
  };
  RetrievalFusion fusion;
  draw(fusion.mean);
  draw(fusion.scale);
  for (FusionMember& member : fusion.members) draw(member);
  CandidateTable table;
  for (int32_t c = 0; c < 30; ++c) {
    table.organisations.push_back(c);
    for (size_t f = 0; f < kRetrievalFeatures; ++f) table.features.push_back(random.Uniform());
  }
  std::vector<size_t> candidates;
  for (size_t c = 0; c < 30; c += 2) candidates.push_back(c);
  const std::vector<float> scores = FusionScores(fusion, MakeFusionPool(table, candidates));
  std::array<std::vector<double>, kRetrievalFeatures> columns;
  for (const size_t c : candidates) {
    for (size_t f = 0; f < kRetrievalFeatures; ++f) {
      columns[f].push_back(table.features[c * kRetrievalFeatures + f]);
    }
  }
  for (auto& column : columns) std::sort(column.rbegin(), column.rend());
  for (size_t i = 0; i < candidates.size(); ++i) {
    double expected = 0;
    for (const FusionMember& member : fusion.members) {
      const auto x = [&](size_t f, double value) {
        return (value - fusion.mean[f]) * fusion.scale[f];
      };
      for (size_t f = 0; f < kRetrievalFeatures; ++f) {
        const double value = table.features[candidates[i] * kRetrievalFeatures + f];
        expected += member[FusionLayout::kDirect + f] * x(f, value) / kFusionMembers;
      }
      for (size_t u = 0; u < kFusionUnits; ++u) {
        double unit = member[FusionLayout::kBias + u];
        for (size_t f = 0; f < kRetrievalFeatures; ++f) {
          const double value = table.features[candidates[i] * kRetrievalFeatures + f];
          unit += member[FusionLayout::kOwn + f * kFusionUnits + u] * x(f, value) +
                  member[FusionLayout::kContext + f * kFusionUnits + u] *
                      x(f, columns[f][kFusionContext - 1]);
        }
        expected += member[FusionLayout::kOut + u] * std::max(unit, 0.1 * unit) / kFusionMembers;
      }
    }
    EXPECT_NEAR(scores[i], expected, 1e-4) << i;
  }
}

// What is written is C++: every number a float.
TEST(RetrievalFit, WritesItsWeightsAsASourceFile) {
  RetrievalWeights weights{};
  weights[0] = 2;
  weights[1] = 1e-9;
  const std::string source = RetrievalWeightsSource(weights, RetrievalFusion{}, "the command");
  EXPECT_EQ(source.rfind("// Generated by `the command`; do not edit.\n", 0), 0U);
  EXPECT_NE(source.find("kRetrievalWeights = {\n    2.0F, 1e-09F, 0.0F,"), std::string::npos);
  size_t widest = 0;
  for (size_t at = 0, end = 0; at < source.size(); at = end + 1) {
    end = source.find('\n', at);
    widest = std::max(widest, end - at);
  }
  EXPECT_LE(widest, 100U);
}

}  // namespace
}  // namespace lianmeng::match
