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

TEST_F(AssignPairsTest, AChangeBeginsWithTheEarlierResult) {
  Must(AssignPairs(options_, Progress::None()));
  options_.earlier_pairs = folder_ / "before.csv";
  options_.earlier_certificate = folder_ / "before.json";
  std::filesystem::rename(options_.out, options_.earlier_pairs);
  std::filesystem::rename(options_.certificate, options_.earlier_certificate);
  // n2 is gone, with its price and its pair; o9 is new.
  WriteFile(folder_ / "edges.csv",
            "need,offer,score\nn1,o1,0.9\nn1,o2,0.4\n\"n, 3\",o1,0.6\n\"n, 3\",o9,0.8\n");
  WriteFile(folder_ / "needs.csv", "id,capacity\nn1,2\n\"n, 3\",1\n");
  WriteFile(folder_ / "offers.csv", "id,capacity\no9,1\no1,2\no2,\n");
  const AssignPairsReport report = Must(AssignPairs(options_, Progress::None()));
  EXPECT_EQ(report.earlier, 2);
  EXPECT_EQ(report.kept, 2);
  EXPECT_EQ(report.needs, 2);
  EXPECT_EQ(report.primal, 2'100'000);
  EXPECT_EQ(Told(), "proven");
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

class AssignUnderRulesTest : public AssignPairsTest {
 protected:
  void SetUp() override {
    AssignPairsTest::SetUp();
    WriteFile(folder_ / "edges.csv",
              "need,offer,score,labels\nn1,o1,0.9,\nn1,o2,0.4,far;small\nn2,o1,0.7,far\n"
              "n2,o3,0.5,small\nn3,o1,0.6,\nn3,o4,0.2, far ;\n");
    WriteFile(folder_ / "needs.csv", "id\nn1\nn2\nn3\n");
    WriteFile(folder_ / "offers.csv",
              "id,capacity,organisation\no1,2,甲\no2,1,乙\no3,1,甲\no4,1,\n");
    options_.files.rules = folder_ / "rules.json";
  }
  // What the rules make of it: the pairs chosen, or the error.
  std::string With(const std::string& rules) {
    WriteFile(folder_ / "rules.json", rules);
    const Result<AssignPairsReport> report = AssignPairs(options_, Progress::None());
    if (report) return ReadFile(options_.out);
    std::string told = report.error().Describe(Language::kEnglish);
    const size_t folder = told.find(folder_ / "");
    if (folder == 0) told.erase(0, std::string(folder_ / "").size());
    return told;
  }
};

TEST_F(AssignUnderRulesTest, KeepsThemAndVerifies) {
  EXPECT_EQ(With("{}"), "need,offer,score\nn1,o1,0.9\nn2,o3,0.5\nn3,o1,0.6\n");
  EXPECT_EQ(Told(), "proven");
  EXPECT_EQ(With(R"({"pairs_per_organisation": 1})"),
            "need,offer,score\nn1,o2,0.4\nn2,o1,0.7\nn3,o4,0.2\n");
  EXPECT_EQ(Told(), "proven");
  EXPECT_EQ(
      With(R"({"pairs_per_organisation": 1, "limits": [{"organisation": "甲", "pairs": 2}]})"),
      "need,offer,score\nn1,o1,0.9\nn2,o1,0.7\nn3,o4,0.2\n");
  EXPECT_EQ(Told(), "proven");
  EXPECT_EQ(With(R"({"floors": [{"label": "far", "share": 0.66}]})"),
            "need,offer,score\nn1,o1,0.9\nn2,o1,0.7\nn3,o4,0.2\n");
  EXPECT_EQ(With(R"({"must": [{"need": "n3", "offer": "o4"}],
                     "exclude": [{"need": "n1", "offer": "o1"}, {"need": "n1", "offer": "o4"}]})"),
            "need,offer,score\nn1,o2,0.4\nn2,o1,0.7\nn3,o4,0.2\n");
  EXPECT_EQ(Told(), "proven");
}

TEST_F(AssignUnderRulesTest, WrongRulesAreNamedByLineAndValue) {
  EXPECT_EQ(With(R"({"must": [{"need": "n9", "offer": "o1"}]})"),
            "rules.json:1: /must/0/need: there is no such id [n9]");
  EXPECT_EQ(With("{\n\"must\": [{\"need\": \"n1\", \"offer\": \"o4\"}]}"),
            "rules.json:2: /must/0: is no pair to choose from, so cannot be a must [n1 / o4]");
  EXPECT_EQ(With(R"({"must": [{"need": "n1", "offer": "o1"}],
                     "exclude": [{"need": "n1", "offer": "o1"}]})"),
            "rules.json:2: /exclude/0: this pair must be chosen and must not [n1 / o1]");
  EXPECT_EQ(With(R"({"must": [{"need": "n1", "offer": "o1"}, {"need": "n1", "offer": "o1"}]})"),
            "rules.json:1: /must/1: this pair stands there twice [n1 / o1]");
  EXPECT_EQ(With(R"({"floors": [{"label": "near", "share": 0.5}]})"),
            "rules.json:1: /floors/0/label: no pair has this label [near]");
  EXPECT_EQ(With(R"({"floors": [{"label": "far"}]})"),
            "rules.json:1: /floors/0: give either share or pairs [far]");
  EXPECT_EQ(With(R"({"floors": [{"label": "far", "share": 0.12345}]})"),
            "rules.json:1: /floors/0/share: has more than four decimals [0.12345]");
  EXPECT_EQ(With(R"({"limits": [{"organisation": "丙", "pairs": 1}]})"),
            "rules.json:1: /limits/0/organisation: there is no such organisation [丙]");
  EXPECT_EQ(With(R"({"floors": [{"label": "far", "pairs": 1}, {"label": "far", "pairs": 2}]})"),
            "rules.json:1: /floors/1/label: this floor stands there twice [far]");
  EXPECT_EQ(With(R"({"floors": [{"label": "far", "pairs": 3}], "pairs_per_organisation": 0})"),
            "rules.json: nothing keeps all of: at most 0 pairs of 甲; at most 0 pairs of 乙; "
            "at least 3 pairs of far");
  EXPECT_FALSE(std::filesystem::exists(options_.out));
}

TEST_F(AssignUnderRulesTest, EveryChangeOfTheCertificateIsRefused) {
  With(R"({"pairs_per_organisation": 1, "floors": [{"label": "small", "pairs": 1}]})");
  ASSERT_EQ(Told(), "proven");
  const std::string certificate = ReadFile(options_.certificate);
  EXPECT_NE(certificate.find("\"organisation 甲\": "), std::string::npos) << certificate;
  EXPECT_NE(certificate.find("\"pairs small\": "), std::string::npos) << certificate;
  for (const char* wrong : {"\"primal\"", "\"dual\"", "\"price_unit\"", "\"rule_prices\""}) {
    std::string changed = certificate;
    changed.replace(changed.find(wrong) + 1, 1, "x");
    WriteFile(options_.certificate, changed);
    EXPECT_FALSE(Proven()) << wrong;
  }
  WriteFile(options_.certificate, certificate);
  options_.files.rules = "";
  EXPECT_FALSE(Proven());
}

}  // namespace
}  // namespace lianmeng::app
