// The systemic index from a file of links: what is read, what is written, what a killed run leaves.
#include "app/risk_index.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
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

TEST_F(RiskIndexFile, DefinesWhatEmptyNetworksGiveInTheOtherModesToo) {
  RiskIndexOptions certified, ranking;
  certified.mode = RiskIndexMode::kCertified;
  ranking.mode = RiskIndexMode::kRanking;
  const std::string rows = kHeading;
  EXPECT_EQ(Compute(rows, certified), "firm,lower,upper\n");
  EXPECT_EQ(Compute(rows, ranking), "rank,firm,lower,upper,proven\n");
  EXPECT_EQ(Compute(rows + "a,a,1,1,5,2\n", certified), "firm,lower,upper\na,0,0\n");
  EXPECT_EQ(Compute(rows + "a,a,1,1,5,2\n", ranking), "rank,firm,lower,upper,proven\n1,a,0,0,1\n");
  EXPECT_EQ(Compute(rows + "a,b,1,1,0,2\n", certified), "firm,lower,upper\na,0,0\nb,0,0\n");
  // All in one sector: an ordinary network. b loses with a, and a all its sales with b.
  certified.rows_in_report = true;
  Compute(rows + "a,b,1,1,5,2\n", certified);
  ASSERT_EQ(report_.rows.size(), 2U);
  for (const RiskIndexRow& row : report_.rows) {
    EXPECT_NEAR(row.index.lower, 1.0, 1e-9);
    EXPECT_NEAR(row.index.upper, 1.0, 1e-9);
  }
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
  options.threads = 1;
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
  options.threads = 1;
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
  Compute(std::string(kHeading) + "a,b,1,2,1,-1\na,b,1,2,1,1.5\na,b,1,2,1,\na,b,1,2,1,two\n");
  EXPECT_EQ(report_.errors, 4);
  ASSERT_EQ(report_.first_issues.size(), 4U);
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(report_.first_issues[i].place.field, "essentiality");
    EXPECT_EQ(report_.first_issues[i].place.line, static_cast<int64_t>(i) + 2);
  }
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
    if (expected > 0) {
      EXPECT_EQ(journal.finished()[0].intervals, first);
    }
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

// Starts a program and gives its process.
pid_t Start(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execvp(argv[0], argv.data());
    _exit(127);
  }
  return child;
}

bool Succeeds(pid_t child) {
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct IndexCommand {
  std::string links, out, mode = "published";
  int threads = 1;

  [[nodiscard]] std::vector<std::string> Arguments() const {
    return {
        LIANMENG_PROGRAM,        "risk",        "index", links,   "--mode", mode,    "--threads",
        std::to_string(threads), "--tolerance", "1e-4",  "--top", "50",     "--out", out};
  }
  // Bounded, on this machine alone, and ended with all its processes if it takes too long.
  [[nodiscard]] std::vector<std::string> ArgumentsOnRanks(int ranks) const {
    std::vector<std::string> arguments = {"timeout",
                                          "-k",
                                          "5",
                                          "200",
                                          "mpirun",
                                          "-q",
                                          "--allow-run-as-root",
                                          "--oversubscribe",
                                          "--mca",
                                          "btl",
                                          "self,vader",
                                          "--mca",
                                          "plm",
                                          "isolated",
                                          "-n",
                                          std::to_string(ranks)};
    for (const std::string& argument : Arguments()) arguments.push_back(argument);
    return arguments;
  }
  [[nodiscard]] RiskIndexOptions Options() const {
    RiskIndexOptions options;
    options.links = links;
    options.out = out;
    options.threads = threads;
    options.tolerance = 1e-4;
    options.top = 50;
    options.mode = mode == "published"   ? RiskIndexMode::kPublished
                   : mode == "certified" ? RiskIndexMode::kCertified
                                         : RiskIndexMode::kRanking;
    return options;
  }
};

bool HasMpi() {
  return std::system("command -v mpirun >/dev/null 2>&1") == 0 &&
         std::filesystem::exists(std::filesystem::path(LIANMENG_PROGRAM).parent_path() /
                                 "lianmeng_mpi.so");
}

// The process that mpirun started as this rank of the run that writes `out`; 0 if there is none.
pid_t ProcessOfRank(int rank, const std::string& out) {
  const std::string wanted =
      std::string(1, '\0') + "OMPI_COMM_WORLD_RANK=" + std::to_string(rank) + std::string(1, '\0');
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (ReadFile(entry.path() / "cmdline").find(out) == std::string::npos) continue;
    if (ReadFile(entry.path() / "environ").find(wanted) != std::string::npos)
      return static_cast<pid_t>(std::stol(name));
  }
  return 0;
}

// Waits until the journal is longer than `size`, which it then sets. False if `child` ended first.
bool JournalGrows(pid_t child, const std::string& journal, uintmax_t& size) {
  constexpr uintmax_t kChunkBytes = 30'000;  // no chunk but the last is shorter
  while (waitpid(child, nullptr, WNOHANG) == 0) {
    std::error_code absent;
    const uintmax_t now = std::filesystem::file_size(journal, absent);
    if (!absent && now > size + kChunkBytes) {
      size = now;
      return true;
    }
    std::this_thread::yield();
  }
  return false;
}

class RiskIndexRuns : public RiskIndexFile {
 protected:
  void Generate(uint32_t firms, uint64_t seed) {
    GenerateLinksOptions generate;
    generate.network = {.firms = firms, .links = firms * 24 / 5, .sectors = 40, .seed = seed};
    generate.out = folder_ / "links.csv";
    Must(GenerateLinks(generate, Progress::None()));
  }
  IndexCommand CommandOf(const std::string& mode, const std::string& out) {
    return {.links = folder_ / "links.csv", .out = folder_ / out, .mode = mode};
  }
  // Computed here, once, without a journal of earlier runs.
  const std::string& Whole(const std::string& mode) {
    std::string& whole = whole_[mode];
    if (!whole.empty()) return whole;
    IndexCommand command = CommandOf(mode, "whole-" + mode + ".csv");
    command.threads = 2;
    Must(ComputeRiskIndex(command.Options(), Progress::None()));
    return whole = ReadFile(command.out);
  }
  // After a kill: nothing under the result's name; then the same command goes on from the journal.
  void ExpectGoesOn(const IndexCommand& command, int64_t firms_resumed_min) {
    EXPECT_FALSE(std::filesystem::exists(command.out));
    const RiskIndexReport report = Must(ComputeRiskIndex(command.Options(), Progress::None()));
    EXPECT_GE(report.firms_resumed, firms_resumed_min);
    EXPECT_EQ(ReadFile(command.out), Whole(command.mode));
    EXPECT_FALSE(std::filesystem::exists(command.out + ".journal"));
  }

  std::map<std::string, std::string> whole_;  // by mode
};

TEST_F(RiskIndexRuns, AreTheSameBytesForAnyRanksAndThreads) {
  if (!HasMpi()) GTEST_SKIP() << "built without MPI";
  Generate(4'200, 4);
  for (const std::string mode : {"published", "certified", "ranking"}) {
    const std::string& whole = Whole(mode);
    for (const int ranks : {1, 2, 3}) {
      for (const int threads : {1, 2}) {
        IndexCommand command = CommandOf(mode, "ranks.csv");
        command.threads = threads;
        ASSERT_TRUE(Succeeds(Start(command.ArgumentsOnRanks(ranks)))) << mode << ' ' << ranks;
        EXPECT_EQ(ReadFile(command.out), whole) << mode << ' ' << ranks << ' ' << threads;
        EXPECT_FALSE(std::filesystem::exists(command.out + ".journal"));
        std::filesystem::remove(command.out);
      }
    }
  }
  // What goes wrong on rank 0 before there is a network ends all.
  WriteFile(folder_ / "links.csv", "supplier\n");
  const IndexCommand command = CommandOf("published", "none.csv");
  EXPECT_FALSE(Succeeds(Start(command.ArgumentsOnRanks(3))));
  EXPECT_FALSE(std::filesystem::exists(command.out));
}

TEST_F(RiskIndexRuns, EndWhenARankIsKilledAndGoOnFromTheJournal) {
  if (!HasMpi()) GTEST_SKIP() << "built without MPI";
  Generate(9'000, 5);
  for (const std::string mode : {"published", "certified"}) {
    for (const int killed : {0, 2}) {
      const IndexCommand command =
          CommandOf(mode, "killed-" + mode + std::to_string(killed) + ".csv");
      const pid_t run = Start(command.ArgumentsOnRanks(3));
      uintmax_t size = 0;
      ASSERT_TRUE(JournalGrows(run, command.out + ".journal", size)) << mode;
      const pid_t rank = ProcessOfRank(killed, command.out);
      ASSERT_GT(rank, 0) << mode << ' ' << killed;
      kill(rank, SIGKILL);
      EXPECT_FALSE(Succeeds(run)) << mode << ' ' << killed;
      ExpectGoesOn(command, 2048);
    }
  }
}

TEST_F(RiskIndexRuns, KilledAgainAndAgainEndWithTheSameBytes) {
  Generate(9'000, 3);
  for (const std::string mode : {"published", "certified"}) {
    const IndexCommand command = CommandOf(mode, "killed-" + mode + ".csv");
    uintmax_t size = 0;
    for (int kills = 0; kills < 2; ++kills) {  // as soon as one chunk more stands in the journal
      const pid_t run = Start(command.Arguments());
      ASSERT_TRUE(JournalGrows(run, command.out + ".journal", size))
          << mode << " ended before it was killed";
      kill(run, SIGKILL);
      waitpid(run, nullptr, 0);
      EXPECT_FALSE(std::filesystem::exists(command.out));
    }
    ExpectGoesOn(command, 2 * 2048);
  }
}

// The memory that is stated beforehand against the largest resident size of the program.
TEST_F(RiskIndexRuns, TakeNoMoreMemoryThanStatedNorLessThanAThirdOfIt) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take memory of their own";
#endif
  Generate(20'000, 8);
  for (const std::string mode : {"certified", "ranking"}) {
    for (const int threads : {1, 4}) {
      IndexCommand command = CommandOf(mode, "memory.csv");
      command.threads = threads;
      uint64_t stated = 0;
      RiskIndexOptions options = command.Options();
      options.memory_max_bytes = 1;  // told, and refused at once
      options.on_forecast = [&](const LinksForecast& told) { stated = told.memory_bytes; };
      EXPECT_EQ(ComputeRiskIndex(options, Progress::None()).error().code,
                ErrorCode::kResourceExhausted);
      int status = 0;
      rusage usage = {};
      const pid_t run = Start(command.Arguments());
      ASSERT_EQ(wait4(run, &status, 0, &usage), run);
      ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
      const auto taken = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
      EXPECT_LE(taken, stated) << mode << ' ' << threads;
      EXPECT_GE(taken * 3, stated) << mode << ' ' << threads;
    }
  }
}

// A ranking has no journal. It is killed while it waits for the rest of its links.
TEST_F(RiskIndexRuns, OfRankingsLeaveNothingWhenKilled) {
  Generate(2'000, 7);
  IndexCommand command = CommandOf("ranking", "killed.csv");
  const std::string links = ReadFile(command.links);
  const std::string pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  IndexCommand waiting = command;
  waiting.links = pipe;
  const pid_t run = Start(waiting.Arguments());
  {
    std::ofstream writer(pipe, std::ios::binary);  // opens when the run has
    writer << links.substr(0, links.size() / 2) << std::flush;
    kill(run, SIGKILL);
    waitpid(run, nullptr, 0);
  }
  for (const char* left : {"", ".journal"})
    EXPECT_FALSE(std::filesystem::exists(command.out + left)) << left;
  ASSERT_TRUE(Succeeds(Start(command.Arguments())));
  EXPECT_EQ(ReadFile(command.out), Whole("ranking"));
  EXPECT_FALSE(std::filesystem::exists(command.out + ".journal"));
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
