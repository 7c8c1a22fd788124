// Files that are damaged, cut off, read-only or no database, processes that are killed, readers
// beside a writer.
#include <signal.h>
#include <sys/wait.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/random.h"
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

namespace fs = std::filesystem;

constexpr int kProducts = 150;

// A state in which every record says which round wrote it, and every round adds an organisation.
void PutRound(Writer& writer, int round, const std::function<void()>& step) {
  const std::string mark = "第" + std::to_string(round) + "轮";
  for (int64_t id = 1; id <= kProducts; ++id) {
    Product product = MakeProduct(id, "电池" + std::to_string(id) + mark);
    product.unit = mark;
    Must(writer.Put(product));
    step();
  }
  Must(writer.Put(MakeOrganisation(1000 + round, "机构" + mark)));
  step();
  Must(writer.Put(MakeOffer(1000 + round, 1000 + round, 1)));
  step();
}

void WriteRound(Store& store, int round) {
  Writer writer = Must(store.Write({.source = "round"}));
  PutRound(writer, round, [] {});
  Must(writer.Commit());
}

// The round that the store holds, after making sure that it holds all of that round and nothing of
// another.
int RoundOf(Store& store) {
  const Everything all = Load(store, Viewer::Public());
  if (all.products.empty()) {
    EXPECT_TRUE(all.organisations.empty());
    return -1;
  }
  EXPECT_EQ(all.products.size(), static_cast<size_t>(kProducts));
  for (const Product& product : all.products) EXPECT_EQ(product.unit, all.products[0].unit);
  EXPECT_EQ(all.organisations.size(), all.offers.size());
  EXPECT_FALSE(all.organisations.empty());
  const int round = static_cast<int>(all.organisations.back().id.value) - 1000;
  EXPECT_EQ(all.products[0].unit, "第" + std::to_string(round) + "轮");
  // The text index belongs to the same state.
  Reader reader = Must(store.Read(Viewer::Public()));
  const auto found =
      Must(reader.ListProducts({.query = "第" + std::to_string(round) + "轮"}, {.limit = 1}));
  EXPECT_EQ(found.total, kProducts);
  EXPECT_FALSE(found.partial);
  return round;
}

// In a child process: writes one round and reports each step through the pipe. Never returns.
[[noreturn]] void WriteInChild(const std::string& url, int round, int report) {
  const char byte = '.';
  const auto step = [&] {
    if (write(report, &byte, 1) != 1) _exit(3);
  };
  auto store = Store::Open(url, TestOptions());
  if (!store) _exit(4);
  auto writer = (*store)->Write({.source = "killed"});
  if (!writer) _exit(5);
  PutRound(*writer, round, step);
  step();
  if (!writer->Commit()) _exit(6);
  step();
  store->reset();  // writes the log back into the file
  step();
  _exit(0);
}

void KillAtStep(pid_t child, int report, int steps, Random& random) {
  char byte = 0;
  for (int i = 0; i < steps; ++i) {
    if (read(report, &byte, 1) != 1) break;
  }
  // A moment inside of what comes next: commit, log, checkpoint.
  volatile uint64_t spin = random.Below(400'000);
  while (spin > 0) spin = spin - 1;
  kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  if (WIFEXITED(status)) EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(StoreFaults, KilledAtAnyMomentItHoldsTheOldStateOrTheNew) {
  TempFolder folder;
  const std::string url = folder.Url("a.db");
  WriteRound(*Must(Store::Open(url, TestOptions())), 0);
  const uint64_t seed = 20261123;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  constexpr int kSteps = kProducts + 5;
  int held = 0;
  int old_states = 0;
  int new_states = 0;
  for (int round = 1; round <= 120; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(ends[0]);
      WriteInChild(url, round, ends[1]);
    }
    close(ends[1]);
    // Half of the moments lie around the commit, which is short beside the rest.
    const int steps = random.Chance(0.5) ? kSteps - static_cast<int>(random.Below(5))
                                         : static_cast<int>(random.Below(kSteps + 1));
    KillAtStep(child, ends[0], steps, random);
    close(ends[0]);
    const auto store = Must(Store::Open(url, TestOptions()));
    MustOk(store->CheckIntegrity());
    const int found = RoundOf(*store);
    ASSERT_TRUE(found == held || found == round) << "round " << round << " found " << found;
    // Told that the commit was done, the round must be there.
    if (steps >= kProducts + 4) EXPECT_EQ(found, round);
    (found == round ? new_states : old_states) += 1;
    held = found;
  }
  EXPECT_GT(old_states, 10);
  EXPECT_GT(new_states, 10);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void WriteFile(const std::string& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << content;
}

TEST(StoreFaults, ALogCutOffAnywhereLeavesTheOldStateOrTheNew) {
  TempFolder folder;
  WriteRound(*Must(Store::Open(folder.Url("a.db"), TestOptions())), 1);
  const auto store = Must(Store::Open(folder.Url("a.db"), TestOptions()));
  WriteRound(*store, 2);
  const std::string file = ReadFile(folder.File("a.db"));
  const std::string log = ReadFile(folder.File("a.db-wal"));
  ASSERT_GT(log.size(), 100'000u);
  const uint64_t seed = 4;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  int old_states = 0;
  for (int i = 0; i < 40; ++i) {
    const size_t cut = i == 0 ? log.size() : random.Below(log.size());
    const std::string name = "cut" + std::to_string(i) + ".db";
    WriteFile(folder.File(name), file);
    WriteFile(folder.File(name + "-wal"), log.substr(0, cut));
    const auto copy = Must(Store::Open(folder.Url(name), TestOptions()));
    MustOk(copy->CheckIntegrity());
    const int round = RoundOf(*copy);
    EXPECT_EQ(round, i == 0 ? 2 : 1) << cut;
    old_states += round == 1 ? 1 : 0;
  }
  EXPECT_EQ(old_states, 39);
}

// ---- Files

void ExpectOpenFails(const std::string& url, ErrorCode code) {
  const auto refused = Store::Open(url, TestOptions());
  ASSERT_FALSE(refused) << url;
  EXPECT_EQ(refused.error().code, code) << refused.error().Describe(Language::kEnglish);
  EXPECT_FALSE(refused.error().message.zh.empty());
  EXPECT_FALSE(refused.error().message.en.empty());
}

TEST(StoreFaults, ATextFileIsNoDatabaseAndStaysAsItIs) {
  TempFolder folder;
  for (const std::string& text :
       {std::string("key,name\norg-1,甲公司\n"), std::string(20'000, 'x'), std::string("\n")}) {
    WriteFile(folder.File("table.csv"), text);
    ExpectOpenFails(folder.Url("table.csv"), ErrorCode::kCorrupt);
    EXPECT_EQ(ReadFile(folder.File("table.csv")), text);
  }
}

TEST(StoreFaults, AFileCutOffInTheMiddleIsRefused) {
  TempFolder folder;
  WriteRound(*Must(Store::Open(folder.Url("a.db"), TestOptions())), 1);
  const std::string whole = ReadFile(folder.File("a.db"));
  Random random(5);
  for (int i = 0; i < 40; ++i) {
    const size_t cut = 1 + random.Below(whole.size() - 1);
    WriteFile(folder.File("cut.db"), whole.substr(0, cut));
    ExpectOpenFails(folder.Url("cut.db"), ErrorCode::kCorrupt);
  }
  WriteFile(folder.File("cut.db"), whole.substr(0, whole.size() - 1));  // within the last page
  ExpectOpenFails(folder.Url("cut.db"), ErrorCode::kCorrupt);
}

// Reads and writes a store of any condition; every failure must come back as an error.
void UseStore(const std::string& url, int* failures) {
  const auto count = [&](const auto& result) {
    if (result.ok()) return true;
    ++*failures;
    EXPECT_FALSE(result.error().message.zh.empty());
    return false;
  };
  auto opened = Store::Open(url, TestOptions());
  if (!count(opened)) return;
  Store& store = **opened;
  count(store.CheckIntegrity());
  if (auto reader = store.Read(Viewer::Office()); count(reader)) {
    Everything all;
    count(reader->LoadAll(all));
    count(reader->ListOrganisations({.query = "机构"}, OrganisationOrder::kRelevance, {}));
    count(reader->ListProducts({.query = "电池"}, {.limit = 500}));
    count(reader->ListProducts({}, {.limit = 500}));
    count(reader->CountFacets({}));
    count(reader->GetOrganisation({1001}));
    count(reader->History({.kind = RecordKind::kProduct, .id = 1}));
  }
  auto writer = store.Write({.source = "after damage"});
  if (!count(writer)) return;
  bool good = true;
  for (int64_t id = 1; id <= 30 && good; ++id)
    good = count(writer->Put(MakeProduct(id, "新名" + std::to_string(id))));
  if (good) count(writer->Commit());
}

TEST(StoreFaults, DamagedBytesAnywhereGiveErrorsNotCrashes) {
  TempFolder folder;
  WriteRound(*Must(Store::Open(folder.Url("a.db"), TestOptions())), 1);
  const std::string whole = ReadFile(folder.File("a.db"));
  const uint64_t seed = 6;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  int failures = 0;
  for (int i = 0; i < 150; ++i) {
    std::string damaged = whole;
    const size_t begin = random.Below(damaged.size());
    const size_t length = 1 + random.Below(random.Chance(0.5) ? 16 : 8192);
    for (size_t at = begin; at < std::min(begin + length, damaged.size()); ++at) {
      damaged[at] = static_cast<char>(random.Next());
    }
    const std::string name = "damaged" + std::to_string(i) + ".db";
    WriteFile(folder.File(name), damaged);
    UseStore(folder.Url(name), &failures);
    fs::remove(folder.File(name));
  }
  EXPECT_GT(failures, 50);
}

TEST(StoreFaults, FoldersAndMissingPathsCannotBeOpened) {
  TempFolder folder;
  ExpectOpenFails("sqlite:" + folder.path(), ErrorCode::kIo);
  ExpectOpenFails(folder.Url("missing/a.db"), ErrorCode::kIo);
  ExpectOpenFails("sqlite:/proc/lianmeng.db", ErrorCode::kIo);
}

// Runs `body` as a user without rights of root, in a child; true if it returned true.
bool AsOrdinaryUser(const std::function<bool()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(2);
    _exit(body() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(StoreFaults, AReadOnlyFolderGivesAClearError) {
  TempFolder folder;
  WriteRound(*Must(Store::Open(folder.Url("a.db"), TestOptions())), 1);
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec |
                                     fs::perms::others_read | fs::perms::others_exec);
  const auto refused = [](const std::string& url) {
    const auto opened = Store::Open(url, TestOptions());
    return !opened && opened.error().code == ErrorCode::kIo && !opened.error().message.zh.empty() &&
           !opened.error().place.file.empty();
  };
  EXPECT_TRUE(AsOrdinaryUser([&] { return refused(folder.Url("new.db")); }));
  EXPECT_TRUE(AsOrdinaryUser([&] { return refused(folder.Url("a.db")); }));
  fs::permissions(folder.path(), fs::perms::owner_all);
  EXPECT_EQ(RoundOf(*Must(Store::Open(folder.Url("a.db"), TestOptions()))), 1);
}

// ---- Threads

TEST(StoreFaults, ReadersBesideAWriterSeeWholeStatesThatOnlyGrow) {
  TempFolder folder;
  const auto store = Must(Store::Open(folder.Url("a.db"), TestOptions()));
  WriteRound(*store, 1);
  std::atomic<bool> done{false};
  std::atomic<int> reads{0};
  const auto watch = [&] {
    int64_t version = 0;
    int round = 0;
    while (!done) {
      Reader reader = Must(store->Read(Viewer::Public()));
      Everything all;
      const int64_t loaded = Must(reader.LoadAll(all));
      const int64_t seen = Must(reader.DataVersion());
      ASSERT_EQ(loaded, seen);
      ASSERT_GE(seen, version);
      version = seen;
      for (const Product& product : all.products) ASSERT_EQ(product.unit, all.products[0].unit);
      ASSERT_EQ(all.organisations.size(), static_cast<size_t>(version));
      const int now = static_cast<int>(all.organisations.back().id.value) - 1000;
      ASSERT_GE(now, round);
      round = now;
      const auto hits = Must(reader.ListProducts({.query = all.products[0].unit}, {.limit = 1}));
      ASSERT_EQ(hits.total, kProducts);
      ++reads;
    }
  };
  std::thread first(watch);
  std::thread second(watch);
  for (int round = 2; round <= 40; ++round) WriteRound(*store, round);
  while (reads < 4) std::this_thread::yield();
  done = true;
  first.join();
  second.join();
  EXPECT_EQ(RoundOf(*store), 40);
  MustOk(store->CheckIntegrity());
}

// As a server beside which data are imported: the other process leaves and is not the last, however many connections this one
// has opened meanwhile.
TEST(StoreFaults, AnotherProcessThatLeavesTakesNoLogWithIt) {
  const TempFolder folder;
  const std::string url = folder.Url("shared.db");
  const std::unique_ptr<Store> store = Must(Store::Open(url, TestOptions()));
  WriteRound(*store, 0);
  for (int round = 1; round <= 6; round += 2) {
    // More connections than before, each looked at when it is made.
    Reader first = Must(store->Read(Viewer::Office())),
           second = Must(store->Read(Viewer::Office()));
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      {
        const std::unique_ptr<Store> other = Must(Store::Open(url, TestOptions()));
        WriteRound(*other, round);
      }
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
    EXPECT_TRUE(fs::exists(folder.File("shared.db-wal"))) << round;
    WriteRound(*store, round + 1);
    const std::unique_ptr<Store> again = Must(Store::Open(url, TestOptions()));
    EXPECT_EQ(
        Must(Must(again->Read(Viewer::Office())).CountRecords()).of(RecordKind::kOrganisation),
        round + 2);
  }
}

TEST(StoreFaults, MoreReadersThanConnectionsWaitTheirTurn) {
  TempFolder folder;
  StoreOptions options = TestOptions();
  options.readers = 2;
  const auto store = Must(Store::Open(folder.Url("a.db"), options));
  WriteRound(*store, 1);
  std::vector<std::thread> threads;
  std::atomic<int> served{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        if (Must(Must(store->Read(Viewer::Public())).CountRecords()).of(RecordKind::kProduct) ==
            kProducts)
          ++served;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(served, 160);
}

}  // namespace
}  // namespace lianmeng::store
