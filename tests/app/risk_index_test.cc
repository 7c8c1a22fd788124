// The systemic index from a file of links: what is read, what is written, what a killed run leaves.
#include "app/risk_index.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <thread>

#include "app/generate_links.h"
#include "app/index_journal.h"
#include "base/random.h"
#include "chain/reference_index.h"
#include "tests/chain/random_networks.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using testing::Must;
using testing::ReadFile;
using testing::TemporaryFolder;
using testing::WriteFile;

constexpr const char* kHeading =
    "supplier,customer,supplier_sector,customer_sector,weight,essentiality\n";

std::string CsvOf(const std::vector<chain::ReferenceLink>& links) {
  std::ostringstream text;
  text.precision(17);
  text << kHeading;
  for (const chain::ReferenceLink& link : links) {
    text << link.supplier << ',' << link.customer << ',' << link.supplier_sector << ','
         << link.customer_sector << ',' << link.weight << ',' << link.essentiality << '\n';
  }
  return text.str();
}

class RiskIndexFile : public ::testing::Test {
 protected:
  // The rows of the result, and the report in `report_`.
  std::string Compute(const std::string& csv, RiskIndexOptions options = {}) {
    WriteFile(folder_ / "links.csv", csv);
    options.links = folder_ / "links.csv";
    options.out = folder_ / "index.csv";
    report_ = Must(ComputeRiskIndex(options, Progress::None()));
    return report_.errors > 0 ? "" : ReadFile(options.out);
  }
  Error Refused(const std::string& csv, RiskIndexOptions options = {}) {
    WriteFile(folder_ / "links.csv", csv);
    options.links = folder_ / "links.csv";
    options.out = folder_ / "index.csv";
    const Result<RiskIndexReport> report = ComputeRiskIndex(options, Progress::None());
    EXPECT_FALSE(report.ok());
    EXPECT_FALSE(std::filesystem::exists(options.out));
    return report.ok() ? Error{} : report.error();
  }

  TemporaryFolder folder_;
  RiskIndexReport report_;
};

std::vector<std::pair<std::string, double>> Rows(const std::string& csv) {
  std::vector<std::pair<std::string, double>> rows;
  std::istringstream text(csv);
  std::string line;
  std::getline(text, line);
  while (std::getline(text, line)) {
    const size_t comma = line.find(',');
    rows.emplace_back(line.substr(0, comma), std::stod(line.substr(comma + 1)));
  }
  return rows;
}

TEST_F(RiskIndexFile, EqualsTheReferenceAndCountsAsItDoes) {
  const uint64_t seed = SystemEntropy();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  for (int round = 0; round < 60; ++round) {
    const auto firms = static_cast<uint32_t>(2 + random.Below(12));
    const auto links =
        chain::RandomLinks(random, firms, static_cast<uint32_t>(1 + random.Below(40)));
    const chain::ReferenceNetwork reference = Must(chain::BuildReferenceNetwork(links));
    const std::vector<double> expected = Must(chain::ReferenceIndex(reference));
    const auto rows = Rows(Compute(CsvOf(links)));
    ASSERT_EQ(rows.size(), expected.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(rows[i].first, reference.firms[i]);
      ASSERT_NEAR(rows[i].second, expected[i], 1e-9) << rows[i].first;
    }
    EXPECT_EQ(report_.self_links, reference.self_links);
    EXPECT_EQ(report_.parallel_links, reference.parallel_links);
    EXPECT_EQ(report_.essentiality_conflicts, reference.essentiality_conflicts);
  }
}

TEST_F(RiskIndexFile, HasTheSameBitsWhateverTheOrderOfTheLines) {
  Random random(5);
  auto links = chain::RandomLinks(random, 40, 200);
  auto rows = Rows(Compute(CsvOf(links)));
  std::sort(rows.begin(), rows.end());
  for (int round = 0; round < 5; ++round) {
    for (size_t i = links.size(); i > 1; --i) std::swap(links[i - 1], links[random.Below(i)]);
    auto shuffled = Rows(Compute(CsvOf(links)));
    std::sort(shuffled.begin(), shuffled.end());
    ASSERT_EQ(shuffled, rows);
  }
}

TEST_F(RiskIndexFile, DefinesWhatEmptyNetworksGive) {
  const std::string rows = kHeading;
  EXPECT_EQ(Compute(rows), "firm,index\n");
  EXPECT_EQ(Compute(rows + "a,a,1,1,5,2\n"), "firm,index\na,0\n");  // one firm, a self-link
  EXPECT_EQ(report_.self_links, 1);
  EXPECT_EQ(Compute(rows + "a,b,1,1,0,2\n"), "firm,index\na,0\nb,0\n");  // no value
  // One sector: a sells to b, who depends on nobody else.
  EXPECT_EQ(Compute(rows + "a,b,1,1,5,2\n"), "firm,index\na,1\nb,1\n");
}

TEST_F(RiskIndexFile, NamesWithSeparatorsAreQuoted) {
  EXPECT_EQ(Compute(std::string(kHeading) + "\"a, \"\"x\"\"\",b,1,1,5,2\n"),
            "firm,index\n\"a, \"\"x\"\"\",1\nb,1\n");
}

TEST_F(RiskIndexFile, CertifiedIntervalsHoldTheTruthAndAreNarrow) {
  if (!chain::SystemicIndex::Prepare({}, {.mode = chain::IndexMode::kCertified}).ok())
    GTEST_SKIP() << "the certified engine is not built in";
  Random random(11);
  const auto links = chain::RandomLinks(random, 30, 120);
  const chain::ReferenceNetwork reference = Must(chain::BuildReferenceNetwork(links));
  const std::vector<double> fixed_point =
      Must(chain::ReferenceIndex(reference, {.stop_threshold = 0, .steps_max = 1'000'000}));
  RiskIndexOptions options;
  options.mode = RiskIndexMode::kCertified;
  options.tolerance = 1e-6;
  options.rows_in_report = true;
  EXPECT_EQ(Compute(CsvOf(links), options).substr(0, 17), "firm,lower,upper\n");
  ASSERT_EQ(report_.rows.size(), fixed_point.size());
  for (size_t i = 0; i < fixed_point.size(); ++i) {
    EXPECT_LE(report_.rows[i].index.lower, fixed_point[i] + 1e-10);
    EXPECT_GE(report_.rows[i].index.upper, fixed_point[i] - 1e-10);
    EXPECT_LE(report_.rows[i].index.width(), 1e-6);
  }
  EXPECT_GT(report_.firms_checked, 0);
}

TEST_F(RiskIndexFile, RefusesWhatWillNotFitIntoMemory) {
  std::string rows = kHeading;
  for (int i = 0; i < 1'000; ++i) rows += "a" + std::to_string(i) + ",b,1,2,5,2\n";
  LinksForecast told;
  RiskIndexOptions options;
  options.on_forecast = [&](const LinksForecast& forecast) { told = forecast; };
  options.memory_max_bytes = 20'000'000;
  const Error error = Refused(rows, options);
  EXPECT_EQ(error.code, ErrorCode::kResourceExhausted);
  EXPECT_NE(error.message.en.find("there are 20 MB"), std::string::npos) << error.message.en;
  EXPECT_EQ(told.file_bytes, rows.size());
  EXPECT_NEAR(static_cast<double>(told.links), 1'000, 60);
  options.memory_max_bytes = 40'000'000;
  Compute(rows, options);
  EXPECT_EQ(report_.links, 1'000);
}

TEST_F(RiskIndexFile, RefusesLateIfTheFirstRowsPromisedTooLittle) {
  std::string rows = kHeading;
  // A few very long rows at the start, then far more short ones than they let expect.
  for (int i = 0; i < 20; ++i) rows += std::string(60'000, 'a') + ",b,1,2,5,2\n";
  for (int i = 0; i < 140'000; ++i) rows += "a" + std::to_string(i) + ",b,1,2,5,2\n";
  RiskIndexOptions options;
  options.memory_max_bytes = 45'000'000;
  const Error error = Refused(rows, options);
  EXPECT_EQ(error.code, ErrorCode::kResourceExhausted);
  EXPECT_NE(error.message.en.find("+ links"), std::string::npos) << error.message.en;
}

TEST_F(RiskIndexFile, NamesWhatIsWrongWithItsInput) {
  EXPECT_EQ(Refused("").message.en, "there is no heading row");
  EXPECT_EQ(Refused(std::string(kHeading) + "a,b,1,2,1e308,1\nb,a,2,1,1e308,1\n").place.field,
            "weight");
  Compute(std::string(kHeading) +
          "a,b,1,2,-1,1\na,b,1,2,inf,1\na,b,1,2,,1\na,b,1,2,1,3\na,b,2,2,1,1\n");
  EXPECT_EQ(report_.errors, 5);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "index.csv"));
  ASSERT_EQ(report_.first_issues.size(), 5U);
  EXPECT_EQ(report_.first_issues[0].place.field, "weight");
  EXPECT_EQ(report_.first_issues[0].place.line, 2);
  EXPECT_EQ(report_.first_issues[3].place.field, "essentiality");
  EXPECT_EQ(report_.first_issues[4].place.field, "supplier_sector");
}

JournalKey SmallKey() { return {.network = 1, .firms = 5, .chunk_firms = 2}; }

TEST(IndexJournal, GivesBackWhatWasWrittenUpToTheFirstDamage) {
  TemporaryFolder folder;
  const std::string path = folder / "j";
  const std::vector<chain::Interval> first = {{1, 2}, {3, 4}};
  const std::vector<chain::Interval> last = {{5, 6}};
  {
    IndexJournal journal = Must(IndexJournal::Open(path, SmallKey()));
    EXPECT_EQ(journal.found(), IndexJournal::Found::kNothing);
    ASSERT_TRUE(journal.Append(0, first).ok());
    ASSERT_TRUE(journal.Append(2, last).ok());
  }
  const std::string whole = ReadFile(path);
  const size_t record_last = 8 + 16 + 8;
  const size_t record_first = 8 + 32 + 8;
  const size_t header = whole.size() - record_last - record_first;
  for (size_t size = 0; size <= whole.size(); ++size) {  // torn at every byte
    WriteFile(path, whole.substr(0, size));
    IndexJournal journal = Must(IndexJournal::Open(path, SmallKey()));
    const size_t expected = size == whole.size() ? 2 : size >= header + record_first ? 1 : 0;
    ASSERT_EQ(journal.finished().size(), expected) << size;
    if (expected > 0) EXPECT_EQ(journal.finished()[0].intervals, first);
    ASSERT_TRUE(journal.Append(2, last).ok());  // the rest is written where the damage began
  }
  for (size_t at = header; at < whole.size(); ++at) {  // damaged at every byte
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    WriteFile(path, damaged);
    IndexJournal journal = Must(IndexJournal::Open(path, SmallKey()));
    ASSERT_EQ(journal.finished().size(), at < header + record_first ? 0U : 1U) << at;
  }
}

TEST(IndexJournal, IsNotUsedForAnotherKeyAndHeldByOneRun) {
  TemporaryFolder folder;
  const std::string path = folder / "j";
  ASSERT_TRUE(Must(IndexJournal::Open(path, SmallKey()))
                  .Append(0, std::vector<chain::Interval>{{1, 2}, {3, 4}})
                  .ok());
  JournalKey other = SmallKey();
  other.tolerance = 1e-5;
  IndexJournal journal = Must(IndexJournal::Open(path, other));
  EXPECT_EQ(journal.found(), IndexJournal::Found::kOther);
  EXPECT_TRUE(journal.finished().empty());
  EXPECT_EQ(IndexJournal::Open(path, other).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(journal.Remove().ok());
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(RiskIndexFile, IsTheSameBytesForAnyNumberOfRanks) {
  if (std::system("command -v mpirun >/dev/null 2>&1") != 0 ||
      !std::filesystem::exists(std::filesystem::path(LIANMENG_PROGRAM).parent_path() /
                               "lianmeng_mpi.so")) {
    GTEST_SKIP() << "built without MPI";
  }
  GenerateLinksOptions generate;
  generate.network = {.firms = 9'000, .links = 43'200, .sectors = 40, .seed = 4};
  generate.out = folder_ / "links.csv";
  Must(GenerateLinks(generate, Progress::None()));
  const auto run = [&](int ranks, const std::string& links, const std::string& out) {
    // Bounded, on this machine alone, and ended with all its processes if it takes too long.
    const std::string command =
        "timeout -k 5 120 mpirun --allow-run-as-root --oversubscribe --mca btl self,vader "
        "--mca plm isolated -n " +
        std::to_string(ranks) + " " + LIANMENG_PROGRAM + " risk index " + links +
        " --threads 1 --out " + out + " >/dev/null 2>&1 </dev/null";
    return std::system(command.c_str());
  };
  RiskIndexOptions options;
  options.links = generate.out;
  options.out = folder_ / "alone.csv";
  options.threads = 2;
  Must(ComputeRiskIndex(options, Progress::None()));
  for (const int ranks : {1, 2, 3}) {
    const std::string out = folder_ / ("ranks" + std::to_string(ranks) + ".csv");
    ASSERT_EQ(run(ranks, generate.out, out), 0) << ranks;
    EXPECT_EQ(ReadFile(out), ReadFile(options.out)) << ranks;
    EXPECT_FALSE(std::filesystem::exists(out + ".journal"));
  }
  // What goes wrong on rank 0 before there is a network ends all.
  WriteFile(folder_ / "bad.csv", "supplier\n");
  EXPECT_NE(run(3, folder_ / "bad.csv", folder_ / "none.csv"), 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "none.csv"));
}

// Starts the program and gives its process.
pid_t Start(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  static std::string program = LIANMENG_PROGRAM;
  argv.push_back(program.data());
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.data()));
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execv(program.c_str(), argv.data());
    _exit(127);
  }
  return child;
}

TEST_F(RiskIndexFile, AKilledRunGoesOnAndEndsWithTheSameBytes) {
  GenerateLinksOptions generate;
  generate.network = {.firms = 9'000, .links = 43'200, .sectors = 40, .seed = 3};
  generate.out = folder_ / "links.csv";
  Must(GenerateLinks(generate, Progress::None()));
  const auto arguments = [&](const std::string& out) {
    return std::vector<std::string>{"risk",  "index", folder_ / "links.csv", "--threshold", "1e-2",
                                    "--out", out};
  };
  int status = 0;
  const auto run = [&](const std::string& out) {
    waitpid(Start(arguments(out)), &status, 0);
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  };
  const std::string whole = folder_ / "whole.csv";
  run(whole);
  EXPECT_FALSE(std::filesystem::exists(whole + ".journal"));
  // Killed as soon as one chunk more than before stands in the journal, again and again.
  const std::string out = folder_ / "killed.csv";
  uintmax_t journal_size = 0;
  int kills = 0;
  for (; kills < 2; ++kills) {
    const pid_t child = Start(arguments(out));
    bool ended = false;
    while (!ended) {
      ended = waitpid(child, &status, WNOHANG) == child;
      std::error_code absent;
      const uintmax_t size = std::filesystem::file_size(out + ".journal", absent);
      if (!ended && !absent && size > journal_size + 30'000) {
        journal_size = size;
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        break;
      }
      std::this_thread::yield();
    }
    ASSERT_FALSE(ended) << "the run ended before it was killed";
    EXPECT_FALSE(std::filesystem::exists(out));
  }
  RiskIndexOptions options;
  options.links = folder_ / "links.csv";
  options.out = out;
  const RiskIndexReport report = Must(ComputeRiskIndex(options, Progress::None()));
  EXPECT_GE(report.firms_resumed, 2 * 2048);
  EXPECT_EQ(ReadFile(out), ReadFile(whole));
  EXPECT_FALSE(std::filesystem::exists(out + ".journal"));
}

TEST_F(RiskIndexFile, AJournalOfOtherOptionsIsNotUsed) {
  const std::string csv = std::string(kHeading) + "a,b,1,2,5,2\nb,c,2,3,5,2\n";
  WriteFile(folder_ / "index.csv.journal",
            "something else, longer than any header of a journal could be: it is a "
            "text that somebody left here under this name");
  Compute(csv);
  EXPECT_TRUE(report_.journal_of_another_run);
  EXPECT_EQ(report_.firms_resumed, 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "index.csv.journal"));
}

}  // namespace
}  // namespace lianmeng::app
