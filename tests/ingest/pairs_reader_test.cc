#include "ingest/pairs_reader.h"

#include <gtest/gtest.h>

#include "ingest/certificate_reader.h"
#include "ingest/csv_reader.h"
#include "tests/ingest/support.h"

namespace lianmeng::ingest {
namespace {

struct Outcome {
  std::vector<std::string> rows;
  std::vector<std::string> issues;
  Result<PairsCounts> counts = PairsCounts{};
};

std::string Told(const RowIssue& issue) {
  return std::to_string(issue.place.line) + " " + issue.place.field + " [" + issue.place.value +
         "] " + issue.message.en;
}

template <typename Reader>
Outcome Pairs(const std::string& text, Reader read) {
  CsvReader reader(std::make_unique<MemorySource>(text), {.file = "edges.csv"});
  Outcome outcome;
  const PairsHandlers handlers{
      .on_pair = [&](const PlainPair& pair) -> Status {
        outcome.rows.push_back(std::string(pair.need) + ">" + std::string(pair.offer) + " " +
                               (pair.score ? std::to_string(*pair.score) : "-"));
        return Ok{};
      },
      .on_issue = [&](const RowIssue& issue) -> Status {
        outcome.issues.push_back(Told(issue));
        return Ok{};
      }};
  outcome.counts = read(reader, handlers, Progress::None());
  return outcome;
}

Outcome Capacities(const std::string& text) {
  CsvReader reader(std::make_unique<MemorySource>(text), {.file = "needs.csv"});
  Outcome outcome;
  const CapacitiesHandlers handlers{
      .on_capacity = [&](const PlainCapacity& row) -> Status {
        outcome.rows.push_back(std::string(row.id) + " " + std::to_string(row.capacity));
        return Ok{};
      },
      .on_issue = [&](const RowIssue& issue) -> Status {
        outcome.issues.push_back(Told(issue));
        return Ok{};
      }};
  outcome.counts = ReadCapacities(reader, handlers, Progress::None());
  return outcome;
}

TEST(PairsReader, TakesColumnsInAnyOrder) {
  const Outcome outcome =
      Pairs("Score,offer,need\r\n0.25, 乙 ,甲\r\n-1,\"b, c\",a\r\n", ReadScoredPairs);
  ASSERT_TRUE(outcome.counts.ok());
  EXPECT_EQ(outcome.rows, (std::vector<std::string>{"甲>乙 250000", "a>b, c -1000000"}));
  EXPECT_TRUE(outcome.issues.empty());
  const Outcome chosen = Pairs("need,offer\na,b\n", ReadChosenPairs);
  EXPECT_EQ(chosen.rows, std::vector<std::string>{"a>b -"});
}

TEST(BadInput, PairsCollectEveryFaultInOnePassWithLineAndColumn) {
  const Outcome outcome = Pairs(
      "need,offer,score,note\n"
      "a,b,nan,\na,b,,\na,b,0.1234567,\na,b,1000000.000001,\na,b,-1e9,\n,b,1,\na,,x,\na,b,1\n"
      "a,b,1,fine\n",
      ReadScoredPairs);
  EXPECT_EQ(outcome.issues,
            (std::vector<std::string>{
                "1 note [] unknown column, passed over", "2 score [nan] is not a number",
                "3 score [] must not be empty", "4 score [0.1234567] has more than six decimals",
                "5 score [1000000.000001] must lie within ±1000000",
                "6 score [-1e9] must lie within ±1000000", "7 need [] must not be empty",
                "8 offer [] must not be empty", "8 score [x] is not a number",
                "9  [] has 3 cells where the heading has 4"}));
  EXPECT_EQ(outcome.rows, std::vector<std::string>{"a>b 1000000"});
  EXPECT_EQ(outcome.counts->read, 9);
  EXPECT_EQ(outcome.counts->rejected, 8);
}

TEST(BadInput, PairsWithoutAHeadingOrAColumnAreRefused) {
  const auto told = [](const Outcome& outcome) {
    return outcome.counts.ok() ? "" : outcome.counts.error().Describe(Language::kEnglish);
  };
  EXPECT_EQ(told(Pairs("", ReadScoredPairs)), "edges.csv: there is no heading row");
  EXPECT_EQ(told(Pairs("need,offer\n", ReadScoredPairs)),
            "edges.csv:1: score: a required column is missing [need, offer]");
  EXPECT_EQ(told(Pairs("need,offer,score,need\n", ReadScoredPairs)),
            "edges.csv:1: need: this column stands there twice");
  EXPECT_EQ(told(Capacities("capacity\n")),
            "needs.csv:1: id: a required column is missing [capacity]");
}

TEST(PairsReader, CapacityIsOneWhereItIsNotGiven) {
  EXPECT_EQ(Capacities("id\na\n").rows, std::vector<std::string>{"a 1"});
  EXPECT_EQ(Capacities("quantity,id\n3,a\n,b\n0,c\n4294967295,d\n").rows,
            (std::vector<std::string>{"a 3", "b 1", "c 0", "d 4294967295"}));
}

TEST(BadInput, CapacitiesSayWhatIsWrong) {
  EXPECT_EQ(
      Capacities("id,capacity\na,-1\na,1.5\na,x\na,4294967296\na,99999999999999999999\n,1\n")
          .issues,
      (std::vector<std::string>{
          "2 capacity [-1] must be 0 to 4294967295", "3 capacity [1.5] is not a whole number",
          "4 capacity [x] is not a whole number", "5 capacity [4294967296] must be 0 to 4294967295",
          "6 capacity [99999999999999999999] must be 0 to 4294967295",
          "7 id [] must not be empty"}));
}

std::string Certificate(const std::string& text) {
  std::string prices;
  const Result<CertificateTotals> totals =
      ParseCertificate(text, "c.json",
                       {.on_need_price = [&](std::string_view id, int64_t price) -> Status {
                          prices += " n:" + std::string(id) + "=" + std::to_string(price);
                          return Ok{};
                        },
                        .on_offer_price = [&](std::string_view id, int64_t price) -> Status {
                          prices += " o:" + std::string(id) + "=" + std::to_string(price);
                          return Ok{};
                        }});
  if (!totals) return totals.error().Describe(Language::kEnglish);
  return std::to_string(totals->primal) + "/" + std::to_string(totals->dual) + prices;
}

const std::string kGood =
    R"({"unit": "0.000001", "primal": 5, "dual": 5, "need_prices": {"甲\n": 2, "b": -1}, )"
    R"("offer_prices": {}})";

TEST(CertificateReader, ReadsTotalsAndPrices) {
  EXPECT_EQ(Certificate(kGood), "5/5 n:甲\n=2 n:b=-1");
  EXPECT_EQ(Certificate(kGood + "\n"), "5/5 n:甲\n=2 n:b=-1");
}

TEST(BadInput, CertificatesSayWhatIsWrong) {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = kGood;
    text.replace(text.find(from), from.size(), to);
    return Certificate(text);
  };
  EXPECT_EQ(with("\"primal\": 5, ", ""), "c.json: primal: is missing");
  EXPECT_EQ(with("\"dual\"", "\"primal\""), "c.json: primal: stands there twice");
  EXPECT_EQ(with("\"dual\"", "\"duel\""), "c.json: duel: is not a known field");
  EXPECT_EQ(with("5,", "5.5,"), "c.json: primal: must be a whole number of 64 bits [5.5]");
  EXPECT_EQ(with("5,", "99999999999999999999,"),
            "c.json: primal: must be a whole number of 64 bits [99999999999999999999]");
  EXPECT_EQ(with("-1", "\"x\""),
            "c.json: need_prices/b: must be a whole number of 64 bits [\"x\"]");
  EXPECT_EQ(with("{}", "[]"), "c.json: offer_prices: must be an object");
  EXPECT_EQ(with("0.000001", "1"), "c.json: unit: must be 0.000001 [1]");
  for (const std::string bad : {"", "[]", "{", "{}x", "nonsense", "\xff"}) {
    EXPECT_EQ(Certificate(bad).substr(0, 6), "c.json") << bad;
  }
  EXPECT_NE(Certificate(kGood + "{}").find("is not the whole JSON"), std::string::npos);
  for (size_t size = 0; size < kGood.size(); ++size) {
    EXPECT_EQ(Certificate(kGood.substr(0, size)).substr(0, 6), "c.json") << size;
  }
}

}  // namespace
}  // namespace lianmeng::ingest
