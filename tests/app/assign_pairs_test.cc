// Assignment of files: what is written is proven by what is read back, and nothing else is.
#include "app/assign_pairs.h"

#include <gtest/gtest.h>

#include "app/generate_pairs.h"
#include "app/verify_pairs.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using testing::Must;
using testing::ReadFile;
using testing::TemporaryFolder;
using testing::WriteFile;

class AssignPairsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteFile(folder_ / "edges.csv",
              "need,offer,score\nn1,o1,0.9\nn1,o2,0.4\nn2,o1,0.7\n\"n, 3\",o1,0.6\n"
              "\"n, 3\",o2,0.1\nn2,o3,-0.5\n");
    WriteFile(folder_ / "needs.csv", "id,capacity\nn1,2\nn2,1\n\"n, 3\",1\n空,1\n");
    WriteFile(folder_ / "offers.csv", "id,capacity\no1,2\no2,\no3,4\n");
    options_.files = {folder_ / "edges.csv", folder_ / "needs.csv", folder_ / "offers.csv"};
    options_.out = folder_ / "pairs.csv";
    options_.certificate = folder_ / "certificate.json";
    options_.explain = folder_ / "rejected.csv";
  }

  Result<VerifyPairsReport> Verify() const {
    return VerifyPairs({options_.files, options_.out, options_.certificate}, Progress::None());
  }
  bool Proven() const {
    const Result<VerifyPairsReport> report = Verify();
    return report.ok() && report->errors.count == 0;
  }
  // The first error of a verification, or "proven".
  std::string Told() const {
    const Result<VerifyPairsReport> report = Verify();
    if (!report) return report.error().Describe(Language::kEnglish);
    if (report->errors.count == 0) return "proven";
    const ingest::RowIssue& issue = report->errors.first.front();
    return MakeError(ErrorCode::kInvalidArgument, issue.message, issue.place)
        .Describe(Language::kEnglish);
  }
  // `told` with the test's folder left out.
  std::string ToldWithoutFolder() const {
    std::string told = Told();
    const std::string folder = folder_ / "";
    if (told.starts_with(folder)) told.erase(0, folder.size());
    return told;
  }

  TemporaryFolder folder_;
  AssignPairsOptions options_;
};

TEST_F(AssignPairsTest, WritesWhatVerifies) {
  const AssignPairsReport report = Must(AssignPairs(options_, Progress::None()));
  EXPECT_EQ(report.primal, 2'000'000);
  EXPECT_EQ(report.dual, 2'000'000);
  EXPECT_EQ(report.needs, 4);
  EXPECT_EQ(report.needs_served, 2);
  EXPECT_EQ(ReadFile(options_.out), "need,offer,score\nn1,o1,0.9\nn1,o2,0.4\nn2,o1,0.7\n");
  EXPECT_EQ(Told(), "proven");
  const std::string rejected = ReadFile(options_.explain);
  EXPECT_NE(rejected.find("\"n, 3\",o1,0.6,"), std::string::npos) << rejected;
  EXPECT_EQ(std::count(rejected.begin(), rejected.end(), '\n'), 4);
}

TEST_F(AssignPairsTest, CapacitiesAreOneWithoutTheirTables) {
  options_.files.needs = options_.files.offers = "";
  const AssignPairsReport report = Must(AssignPairs(options_, Progress::None()));
  EXPECT_EQ(report.primal, 1'100'000);  // n2 with o1, n1 with o2
  EXPECT_EQ(Told(), "proven");
}

TEST_F(AssignPairsTest, EveryChangeOfTheResultIsRefused) {
  Must(AssignPairs(options_, Progress::None()));
  const std::string pairs = ReadFile(options_.out), certificate = ReadFile(options_.certificate);
  int refused = 0;
  // Each line of the pairs left out, doubled; each number of the certificate raised by one.
  for (size_t at = pairs.find('\n') + 1; at < pairs.size(); at = pairs.find('\n', at) + 1) {
    const size_t size = pairs.find('\n', at) + 1 - at;
    WriteFile(options_.out, std::string(pairs).erase(at, size));
    EXPECT_FALSE(Proven());
    WriteFile(options_.out, pairs + pairs.substr(at, size));
    EXPECT_FALSE(Proven());
    refused += 2;
  }
  WriteFile(options_.out, pairs);
  ASSERT_TRUE(Proven());
  const size_t first = certificate.find("\"primal\"");
  for (size_t at = first; at < certificate.size(); ++at) {
    if (certificate[at] != ':' || certificate[at + 2] == '{') continue;
    const size_t begin = at + 2;
    const size_t end = certificate.find_first_of(",\n", begin);
    const int64_t number = std::stoll(certificate.substr(begin, end - begin));
    std::string changed = certificate;
    WriteFile(options_.certificate,
              changed.replace(begin, end - begin, std::to_string(number + 1)));
    EXPECT_FALSE(Proven()) << certificate.substr(begin - 20, 25);
    ++refused;
  }
  EXPECT_EQ(refused, 6 + 2 + 7);
}

TEST_F(AssignPairsTest, AFalseResultIsNamedByFileLineAndField) {
  Must(AssignPairs(options_, Progress::None()));
  const std::string pairs = ReadFile(options_.out), certificate = ReadFile(options_.certificate);
  const auto with_pairs = [&](const std::string& text) {
    WriteFile(options_.out, text);
    const std::string told = ToldWithoutFolder();
    WriteFile(options_.out, pairs);
    return told;
  };
  EXPECT_EQ(with_pairs("need,offer\nn1,o3\n"),
            "pairs.csv:2: offer: is no candidate of this need in the table of pairs [o3]");
  EXPECT_EQ(with_pairs("need,offer\nx,o3\n"),
            "pairs.csv:2: offer: is no candidate of this need in the table of pairs [o3]");
  EXPECT_EQ(with_pairs("need,offer,score\nn1,o1,0.8\n"),
            "pairs.csv:2: score: differs from the score in the table of pairs [0.8]");
  EXPECT_EQ(with_pairs("need,offer\nn1,o1\nn1,o1\n"),
            "pairs.csv:3: chosen: a pair is chosen twice [0]");
  EXPECT_EQ(with_pairs("need,offer\nn1,o1\nn2,o1\n\"n, 3\",o1\n"),
            "pairs.csv:4: chosen: an offer has more pairs than its capacity [2]");
  EXPECT_EQ(with_pairs("need,offer\nn1,o1\nn2,o1\n"),
            "certificate.json: primal: the chosen scores add up to another total [1600000]");
  EXPECT_EQ(with_pairs(pairs), "proven");
  const auto with_certificate = [&](const std::string& from, const std::string& to) {
    std::string text = certificate;
    WriteFile(options_.certificate, text.replace(text.find(from), from.size(), to));
    return ToldWithoutFolder();
  };
  EXPECT_EQ(with_certificate("\"空\": 0", "\"空\": -1"),
            "certificate.json: need_prices/空: a price is negative [-1]");
  EXPECT_EQ(with_certificate("\"空\": 0", "\"海\": 0"),
            "certificate.json: need_prices/海: there is no such id");
  EXPECT_EQ(with_certificate("\"空\": 0", "\"n1\": 0"),
            "certificate.json: need_prices/n1: has two prices");
  EXPECT_EQ(with_certificate(",\n    \"o3\": 0", ""),
            "certificate.json: offer_prices/o3: has no price");
}

TEST_F(AssignPairsTest, BadTablesAreReportedAndNothingIsWritten) {
  WriteFile(folder_ / "needs.csv", "id,capacity\nn1,-2\nn2,1\nn2,1\n");
  WriteFile(folder_ / "edges.csv", "need,offer,score\nn9,o9,0.9\nn2,o1,many\n");
  const AssignPairsReport report = Must(AssignPairs(options_, Progress::None()));
  std::vector<std::string> told;
  for (const ingest::RowIssue& issue : report.errors.first) {
    told.push_back(std::to_string(issue.place.line) + " " + issue.place.field + " [" +
                   issue.place.value + "] " + issue.message.en);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"2 capacity [-2] must be 0 to 4294967295",
                                            "4 id [n2] this id stands there twice",
                                            "2 need [n9] the table of needs has no such id",
                                            "2 offer [o9] the table of offers has no such id",
                                            "3 score [many] is not a number"}));
  EXPECT_EQ(report.errors.count, 5);
  WriteFile(folder_ / "edges.csv", "need,offer,score\nn2,o1,1\nn2,o2,1\nn2,o1,2\n");
  WriteFile(folder_ / "needs.csv", "id\nn2\n");
  const AssignPairsReport twice = Must(AssignPairs(options_, Progress::None()));
  ASSERT_EQ(twice.errors.count, 1);
  EXPECT_EQ(twice.errors.first[0].message.en, "is the pair of line 2 again");
  EXPECT_EQ(twice.errors.first[0].place.line, 4);
  for (const std::string& file : {options_.out, options_.certificate, options_.explain}) {
    EXPECT_FALSE(std::filesystem::exists(file));
  }
}

TEST_F(AssignPairsTest, AWriteThatFailsLeavesNoResult) {
  options_.explain = folder_ / "no/such/folder.csv";
  EXPECT_FALSE(AssignPairs(options_, Progress::None()).ok());
  EXPECT_FALSE(std::filesystem::exists(options_.out));
  EXPECT_FALSE(std::filesystem::exists(options_.certificate));
}

TEST_F(AssignPairsTest, TablesWithoutRowsGiveAnEmptyPlan) {
  WriteFile(folder_ / "edges.csv", "need,offer,score\n");
  options_.files.needs = options_.files.offers = "";
  const AssignPairsReport report = Must(AssignPairs(options_, Progress::None()));
  EXPECT_EQ(report.primal, 0);
  EXPECT_EQ(ReadFile(options_.out), "need,offer,score\n");
  EXPECT_EQ(Told(), "proven");
}

TEST_F(AssignPairsTest, GeneratedPairsAreAssignedAndVerified) {
  const int64_t count = Must(GeneratePairs(
      {.pairs = {.needs = 60, .offers = 40, .candidates = 9, .seed = 4, .common = 0.3},
       .out = folder_ / "edges.csv"},
      Progress::None()));
  EXPECT_EQ(count, 540);
  options_.files.needs = options_.files.offers = "";
  const AssignPairsReport report = Must(AssignPairs(options_, Progress::None()));
  EXPECT_EQ(report.pairs, 540);
  EXPECT_LE(report.chosen, 40);
  EXPECT_EQ(Told(), "proven");
}

}  // namespace
}  // namespace lianmeng::app
