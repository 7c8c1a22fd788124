// Import is atomic and repeatable; what cannot be taken is reported with its place; kill -9 loses nothing.

#include "app/import_region.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>

#include "app/directory.h"
#include "base/random.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;
using lianmeng::testing::ReadFile;
using lianmeng::testing::SourcePath;
using lianmeng::testing::TemporaryFolder;
using lianmeng::testing::WriteFile;

void CopyTiny(const std::string& folder) {
  std::filesystem::copy(SourcePath("tests/data/tiny"), folder,
                        std::filesystem::copy_options::recursive);
}

void Replace(const std::string& path, const std::string& from, const std::string& to) {
  std::string text = ReadFile(path);
  const size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  WriteFile(path, text);
}

int64_t Sum(const ImportReport& report, int64_t ImportReport::TableLine::*member) {
  int64_t sum = 0;
  for (const auto& line : report.tables) sum += line.*member;
  return sum;
}

class ImportTiny : public lianmeng::testing::TinyRegion {};

TEST_F(ImportTiny, TheSameFilesTwiceChangeNothing) {
  const int64_t before = Must(platform_->store().DataVersion());
  const ImportReport again =
      Must(ImportRegion(*platform_, {.folder = SourcePath("tests/data/tiny")}, Progress::None()));
  EXPECT_TRUE(again.applied);
  EXPECT_EQ(Sum(again, &ImportReport::TableLine::inserted), 0);
  EXPECT_EQ(Sum(again, &ImportReport::TableLine::updated), 0);
  EXPECT_GT(Sum(again, &ImportReport::TableLine::unchanged), 30);
  EXPECT_EQ(Must(platform_->store().DataVersion()), before);
}

TEST_F(ImportTiny, AChangedRowIsAnUpdateWithSourceAndTime) {
  TemporaryFolder changed;
  CopyTiny(changed / "t");
  Replace(changed / "t/organisations.csv", "科锋精密,,320500,little_giant,medium,300",
          "科锋精密,,320500,little_giant,large,1300");
  clock_.Set(1'794'000'000'000);
  const ImportReport report =
      Must(ImportRegion(*platform_, {.folder = changed / "t"}, Progress::None()));
  EXPECT_EQ(Sum(report, &ImportReport::TableLine::updated), 1);
  EXPECT_EQ(Sum(report, &ImportReport::TableLine::inserted), 0);
  const auto page = Must(Search(*platform_, Viewer::Office(), "科锋精密", 1));
  const OrganisationDetail detail = Must(GetOrganisation(
      *platform_, Viewer::Office(), OrganisationId{*ParseIdValue(page.organisations.at(0).id)}));
  ASSERT_GE(detail.history.size(), 2u);
  EXPECT_EQ(detail.history[0].action, "updated");
  EXPECT_EQ(detail.history[0].source, changed / "t");
  EXPECT_EQ(detail.history[0].at, FormatUtc(1'794'000'000'000));
  EXPECT_EQ(detail.scale, "large");
}

TEST_F(ImportTiny, OneBadRowAppliesNothingAndIsNamed) {
  TemporaryFolder bad;
  CopyTiny(bad / "t");
  Replace(bad / "t/offers.csv", "A2-1,A2,goods,robot,,4000", "A2-1,A2,goods,robt,,4000台");
  Replace(bad / "t/organisations.csv", "恒川机器人,,310100", "改了名字,,310100");
  const int64_t before = Must(platform_->store().DataVersion());
  const ImportReport report = Must(ImportRegion(
      *platform_, {.folder = bad / "t", .rejects_file = bad / "rejects.csv"}, Progress::None()));
  EXPECT_FALSE(report.applied);
  EXPECT_EQ(report.errors, 2);  // the unknown product and the number with a unit, in one pass
  EXPECT_EQ(Must(platform_->store().DataVersion()), before);
  EXPECT_EQ(Must(Search(*platform_, Viewer::Office(), "改了名字", 5)).organisations.size(), 0u);
  const std::string rejects = ReadFile(bad / "rejects.csv");
  EXPECT_NE(rejects.find("offers.csv,3,product,robt"), std::string::npos) << rejects;
  EXPECT_NE(rejects.find("offers.csv,3,capacity_year,4000台"), std::string::npos) << rejects;
}

TEST_F(ImportTiny, AcceptValidTakesTheOthers) {
  TemporaryFolder bad;
  CopyTiny(bad / "t");
  Replace(bad / "t/organisations.csv", "D1,enterprise", ",enterprise");  // its key is gone
  Replace(bad / "t/organisations.csv", "恒川机器人,,310100", "改了名字,,310100");
  const ImportReport report =
      Must(ImportRegion(*platform_, {.folder = bad / "t", .accept_valid = true}, Progress::None()));
  EXPECT_TRUE(report.applied);
  EXPECT_EQ(report.errors, 1);
  EXPECT_EQ(Must(Search(*platform_, Viewer::Office(), "改了名字", 5)).organisations.size(), 1u);
}

// Starts `lianmeng import region` and kills it after `delay_us`.
void ImportAndKill(const std::string& folder, const std::string& db, int delay_us) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const int null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    const std::string rejects = db + ".rejects";
    execl(LIANMENG_PROGRAM, "lianmeng", "import", "region", folder.c_str(), "--db",
          ("sqlite:" + db).c_str(), "--rejects", rejects.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  usleep(static_cast<useconds_t>(delay_us));  // the moment of the kill, not a wait for a result
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == 127)
      << "the program is not there: " << LIANMENG_PROGRAM;
}

TEST(Import, KilledAtAnyMomentHoldsTheOldStateOrTheNew) {
  const uint64_t seed = SystemEntropy();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  TemporaryFolder folder;
  CopyTiny(folder / "old");
  CopyTiny(folder / "new");
  Replace(folder / "new/organisations.csv", "恒川机器人,,310100", "改了名字,,310100");
  Replace(folder / "new/organisations.csv", "宏盛特钢,,320500", "也改名字,,320500");
  const std::string db = folder / "killed.db";
  {
    const auto platform = Must(Platform::Open("sqlite:" + db));
    ASSERT_TRUE(
        Must(ImportRegion(*platform, {.folder = folder / "old"}, Progress::None())).applied);
  }
  bool new_state = false;
  for (int round = 0; round < 40; ++round) {
    ImportAndKill(folder / (new_state ? "old" : "new"), db, static_cast<int>(random.Below(60'000)));
    const auto platform = Must(Platform::Open("sqlite:" + db));
    Must(platform->store().CheckIntegrity());
    const size_t first =
        Must(Search(*platform, Viewer::Office(), "改了名字", 5)).organisations.size();
    const size_t second =
        Must(Search(*platform, Viewer::Office(), "也改名字", 5)).organisations.size();
    ASSERT_EQ(first, second) << "half of an import is there";
    new_state = first == 1;
  }
}

TEST_F(ImportTiny, RejectsNeverReplaceATableOrADatabase) {
  TemporaryFolder bad;
  CopyTiny(bad / "t");
  Replace(bad / "t/offers.csv", "A2-1,A2,goods,robot", "A2-1,A2,goods,robt");
  const std::string table = ReadFile(bad / "t/organisations.csv");
  for (const std::string& target : {bad / "t/organisations.csv", folder_ / "tiny.db"}) {
    const auto report =
        ImportRegion(*platform_, {.folder = bad / "t", .rejects_file = target}, Progress::None());
    ASSERT_FALSE(report.ok()) << target;
    EXPECT_EQ(report.error().code, ErrorCode::kConflict);
  }
  EXPECT_EQ(ReadFile(bad / "t/organisations.csv"), table);
  Must(platform_->store().CheckIntegrity());
}

TEST_F(ImportTiny, RejectsFileIsMadeOnlyForIssuesAndIsNoTable) {
  TemporaryFolder folder;
  CopyTiny(folder / "t");
  const std::string rejects = folder / "t/rejects.csv";
  const ImportOptions options{.folder = folder / "t", .rejects_file = rejects};
  EXPECT_TRUE(Must(ImportRegion(*platform_, options, Progress::None())).applied);
  EXPECT_FALSE(std::filesystem::exists(rejects));
  Replace(folder / "t/offers.csv", "A2-1,A2,goods,robot", "A2-1,A2,goods,robt");
  EXPECT_FALSE(Must(ImportRegion(*platform_, options, Progress::None())).applied);
  EXPECT_TRUE(std::filesystem::exists(rejects));
  Replace(folder / "t/offers.csv", "A2-1,A2,goods,robt", "A2-1,A2,goods,robot");
  EXPECT_TRUE(Must(ImportRegion(*platform_, options, Progress::None())).applied);
  EXPECT_FALSE(std::filesystem::exists(rejects)) << "issues of an earlier import";
}

TEST_F(ImportTiny, AQuantityBeyondAllMeasureIsRefusedByName) {
  TemporaryFolder bad;
  CopyTiny(bad / "t");
  Replace(bad / "t/offers.csv", "A2-1,A2,goods,robot,,4000", "A2-1,A2,goods,robot,,1e308");
  const ImportReport report =
      Must(ImportRegion(*platform_, {.folder = bad / "t"}, Progress::None()));
  EXPECT_FALSE(report.applied);
  ASSERT_EQ(report.first_issues.size(), 1u);
  EXPECT_EQ(report.first_issues[0].place.field, "capacity_year");
}

TEST(Import, FromAFolderThatIsNotThereSaysSo) {
  TemporaryFolder folder;
  const auto platform = Must(Platform::Open("sqlite:" + (folder / "a.db")));
  const auto report = ImportRegion(*platform, {.folder = folder / "nowhere"}, Progress::None());
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace lianmeng::app
