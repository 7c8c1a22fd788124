#include "match/text_index.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "match/score.h"

namespace lianmeng::match {
namespace {

TextIndex IndexOf(const std::vector<std::vector<std::string>>& documents) {
  TextIndex::Builder builder;
  for (const auto& document : documents) builder.Add(document);
  return std::move(builder).Finish();
}

TEST(TextIndex, GivesTheImpactsOfBm25WorkedOutByHand) {
  // Robertson & Zaragoza 2009, equation 3.15, k1 = 1.2, b = 0.75. Three documents of 2, 1 and 3
  // terms: mean length 2. "a" is in two of them: idf = ln(1 + 1.5 / 2.5) = ln 1.6 = 0.4700036.
  //   document 0: tf 1, length 2: 1 * 2.2 / (1 + 1.2) = 1             -> 0.4700036
  //   document 2: tf 2, length 3: 4.4 / (2 + 1.2 * 1.375) = 1.2054795 -> 0.5665797
  // "b" is in one: idf = ln(1 + 2.5 / 1.5) = ln 2.6666667 = 0.9808293.
  const TextIndex index = IndexOf({{"a", "b"}, {"c"}, {"a", "a", "c"}});
  const TermQuery query = index.Query({"b", "a", "a"});
  ASSERT_EQ(query.terms.size(), 2U);
  EXPECT_EQ(query.terms[0].term, "a");
  EXPECT_EQ(ImpactOn(query.terms[0], 0), 470'004);
  EXPECT_EQ(ImpactOn(query.terms[0], 1), 0);
  EXPECT_EQ(ImpactOn(query.terms[0], 2), 566'580);
  EXPECT_EQ(ImpactOn(query.terms[1], 0), 980'829);
  EXPECT_EQ(query.weight, 470'004 + 980'829);
}

TEST(TextIndex, CountsAnUnseenTermAsIfHalfOfAllDocumentsHeldIt) {
  const TermQuery query = IndexOf({{"a"}}).Query({"z"});
  ASSERT_EQ(query.terms.size(), 1U);
  EXPECT_TRUE(query.terms[0].postings.empty());
  EXPECT_EQ(query.weight, kUnseenTermWeight);
}

TEST(TextIndex, TakesEmptyDocumentsAndNoDocuments) {
  EXPECT_EQ(IndexOf({}).Query({"a"}).weight, kUnseenTermWeight);
  const TextIndex index = IndexOf({{}, {"a"}, {}});
  const TermQuery query = index.Query({"a"});
  ASSERT_EQ(query.terms[0].postings.size(), 1U);
  EXPECT_EQ(query.terms[0].postings[0].document, 1);
}

}  // namespace
}  // namespace lianmeng::match
