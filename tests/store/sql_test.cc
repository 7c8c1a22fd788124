#include "store/sql.h"

#include <algorithm>
#include <fstream>

#include "store/columns.h"
#include "store/migrations.h"
#include "store/sqlite.h"
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

std::unique_ptr<Connection> Connect(Database& database) {
  return Must(database.Connect(Access::kWrite));
}
std::unique_ptr<Database> InMemory() { return Must(Database::Open("sqlite::memory:", {})); }

int64_t One(Connection& connection, const std::string& sql) {
  Prepared prepared = Must(connection.Prepare(sql));
  EXPECT_TRUE(Must(prepared.Step()));
  return prepared.Int(0);
}

TEST(Sql, ParametersAreNumberedByTheirDigitsNotByTheirOrder) {
  EXPECT_EQ(RewriteForSqlite("a = $2 AND b = $11"), "a = ?2 AND b = ?11");
  EXPECT_EQ(RewriteForSqlite("'$1' \"$2\" $x -- $3\n$4"), "'$1' \"$2\" $x -- $3\n?4");
  EXPECT_EQ(RewriteForSqlite("'it''s $1' || $1"), "'it''s $1' || ?1");
  EXPECT_EQ(RewriteForSqlite("id BIGINT PRIMARY KEY, n BIGINT"),
            "id INTEGER PRIMARY KEY, n BIGINT");
  EXPECT_EQ(RewriteForSqlite("SELECT 1 -- end"), "SELECT 1 -- end");
  const auto database = InMemory();
  const auto connection = Connect(*database);
  Prepared swapped = Must(connection->Prepare("SELECT $2, $1"));
  swapped.Bind(1, 10).Bind(2, std::string_view("zwei"));
  ASSERT_TRUE(Must(swapped.Step()));
  EXPECT_EQ(swapped.Text(0), "zwei");
  EXPECT_EQ(swapped.Int(1), 10);
}

TEST(Sql, OneTextMayBeInUseTwiceAtOnce) {
  const auto database = InMemory();
  const auto connection = Connect(*database);
  Prepared outer = Must(connection->Prepare("SELECT $1"));
  ASSERT_TRUE(Must(outer.Bind(1, 1).Step()));
  {
    Prepared inner = Must(connection->Prepare("SELECT $1"));
    ASSERT_TRUE(Must(inner.Bind(1, 2).Step()));
    EXPECT_EQ(inner.Int(0), 2);
  }
  EXPECT_EQ(outer.Int(0), 1);
  Prepared again = Must(connection->Prepare("SELECT $1"));  // from the cache: nothing is left bound
  ASSERT_TRUE(Must(again.Step()));
  EXPECT_TRUE(again.IsNull(0));
}

TEST(Sql, ATransactionWithoutCommitIsRolledBack) {
  const auto database = InMemory();
  const auto connection = Connect(*database);
  MustOk(connection->Execute("CREATE TABLE t (n BIGINT PRIMARY KEY)"));
  {
    Transaction transaction = Must(Transaction::Begin(*connection, Access::kWrite));
    MustOk(connection->Execute("INSERT INTO t VALUES (1)"));
  }
  EXPECT_EQ(One(*connection, "SELECT COUNT(*) FROM t"), 0);
  Transaction transaction = Must(Transaction::Begin(*connection, Access::kWrite));
  MustOk(connection->Execute("INSERT INTO t VALUES (1)"));
  MustOk(transaction.Commit());
  EXPECT_EQ(One(*connection, "SELECT COUNT(*) FROM t"), 1);
}

TEST(Sql, ErrorsCarryACodeAndBothLanguages) {
  const auto database = InMemory();
  const auto connection = Connect(*database);
  MustOk(
      connection->Execute("CREATE TABLE t (n BIGINT PRIMARY KEY, o BIGINT REFERENCES t(n)); INSERT "
                          "INTO t VALUES (1, NULL)"));
  const auto code = [&](const std::string& sql) {
    const Status status = connection->Execute(sql);
    EXPECT_FALSE(status.ok());
    EXPECT_FALSE(status.error().message.zh.empty());
    EXPECT_FALSE(status.error().message.en.empty());
    return status.error().code;
  };
  EXPECT_EQ(code("INSERT INTO t VALUES (1, NULL)"), ErrorCode::kConflict);
  EXPECT_EQ(code("INSERT INTO t VALUES (2, 3)"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code("SELECT nonsense"), ErrorCode::kInternal);
}

TEST(Sql, AReadingConnectionCannotWrite) {
  TempFolder folder;
  const auto database = Must(Database::Open(folder.Url("a.db"), {}));
  const auto writer = Connect(*database);
  MustOk(writer->Execute("CREATE TABLE t (n BIGINT)"));
  const auto reader = Must(database->Connect(Access::kRead));
  EXPECT_FALSE(reader->Execute("INSERT INTO t VALUES (1)").ok());
}

TEST(Sql, AddressesOfOtherKindsAreRefusedClearly) {
  for (const char* url : {"postgresql://localhost/x", "postgres:x", "mysql:x", "region.db", "",
                          ":memory:", "sqlite:"}) {
    const auto refused = Store::Open(url);
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument) << url;
    EXPECT_NE(refused.error().message.en.find("sqlite:PATH"), std::string::npos) << url;
    EXPECT_FALSE(refused.error().message.zh.empty());
  }
}

// ---- Migrations

constexpr Migration kFirst{
    .number = 1, .name = "first", .sql = "CREATE TABLE a (n BIGINT PRIMARY KEY)"};
constexpr Migration kSecond{
    .number = 2, .name = "second", .sql = "CREATE TABLE b (n BIGINT); INSERT INTO b VALUES (7)"};
constexpr Migration kBroken{
    .number = 2, .name = "broken", .sql = "CREATE TABLE b (n BIGINT); nonsense"};
constexpr Migration kOtherFirst{.number = 1, .name = "first", .sql = "CREATE TABLE a (n BIGINT)"};

TEST(Migrations, EmptyDatabasesAreFilledAndSecondTimesDoNothing) {
  TempFolder folder;
  for (int round = 0; round < 2; ++round) {
    const auto store = Must(Store::Open(folder.Url("a.db"), TestOptions()));
    MustOk(store->CheckIntegrity());
    EXPECT_EQ(Must(store->DataVersion()), round);
    WriteAll(*store, MakeProduct(round + 1, "电池"));
  }
}

TEST(Migrations, MissingStepsAreAddedToAnOlderDatabase) {
  const auto database = InMemory();
  const auto connection = Connect(*database);
  const Migration both[] = {kFirst, kSecond};
  MustOk(Migrate(*connection, std::span(both, 1), 1));
  MustOk(connection->Execute("INSERT INTO a VALUES (5)"));
  MustOk(Migrate(*connection, both, 2));
  EXPECT_EQ(One(*connection, "SELECT n FROM a"), 5);
  EXPECT_EQ(One(*connection, "SELECT n FROM b"), 7);
  EXPECT_EQ(One(*connection, "SELECT applied_ms FROM migration WHERE number = 2"), 2);
  MustOk(Migrate(*connection, both, 3));
  EXPECT_EQ(One(*connection, "SELECT COUNT(*) FROM migration"), 2);
}

TEST(Migrations, PairsHeldApartSurviveTheStepThatAddsMerges) {
  const auto database = InMemory();
  const auto connection = Connect(*database);
  const std::span<const Migration> all = Migrations();
  const auto merges = std::find_if(all.begin(), all.end(),
                                   [](const Migration& step) { return step.name == "merges"; });
  ASSERT_NE(merges, all.end());
  MustOk(Migrate(*connection, all.first(static_cast<size_t>(merges - all.begin())), 1));
  for (const char* id : {"1", "2"}) {
    MustOk(connection->Execute(
        "INSERT INTO organisation (id, key, audience, kind, industry, sample, credit_code, name, "
        "names, initials, sort_key, content, updated_ms, name_en, short_name, aliases, titles, "
        "verified_by, source, summary) VALUES (" +
        std::string(id) + ", 'k" + id +
        "', 'public', 'enterprise', '', 0, '', '甲', '', '', '', 0, 0, '', '', '', '', '', '', "
        "'')"));
  }
  MustOk(connection->Execute("INSERT INTO organisation_apart VALUES (1, 2, 77, 'office', '')"));
  MustOk(Migrate(*connection, all, 2));
  EXPECT_EQ(One(*connection, "SELECT at_ms FROM organisation_apart WHERE a = 1 AND b = 2"), 77);
  MustOk(connection->CheckIntegrity());
}

TEST(Migrations, ADatabaseMadeBeforeTermsOfTradeKeepsItsRows) {
  const auto database = InMemory();
  const auto connection = Connect(*database);
  const std::span<const Migration> all = Migrations();
  MustOk(Migrate(*connection, all.first(3), 1));
  MustOk(connection->Execute(
      "INSERT INTO organisation (id, key, audience, kind, name, sample, content, updated_ms, "
      "name_en, short_name, aliases, credit_code, industry, titles, summary, verified_by, source, "
      "names, initials, sort_key) VALUES (1, 'firm', 'public', 'enterprise', '甲', 0, 0, 0, '', "
      "'', "
      "'', '', '', '', '', '', '', '', '', '')"));
  MustOk(connection->Execute(
      "INSERT INTO need (id, key, audience, organisation, kind, open, sample, content, updated_ms, "
      "preferred_regions, excluded_regions, wanted_titles, source, text, names) VALUES (7, 'old', "
      "'public', 1, 'capital', 1, 0, 0, 0, '', '', '', '', '融资', '')"));
  MustOk(Migrate(*connection, all, 2));
  Prepared read =
      Must(connection->Prepare("SELECT " + SelectList<Need>("n") + ", n.version FROM need n"));
  ASSERT_TRUE(Must(read.Step()));
  Need need;
  const int version = ReadRecord(read, 0, need);
  EXPECT_EQ(need.key, "old");
  EXPECT_FALSE(need.capital);
  EXPECT_TRUE(need.required_terms.empty());
  EXPECT_EQ(read.Int(version), 1);
}

TEST(Migrations, AStepThatFailsLeavesTheDatabaseAsItWas) {
  const auto database = InMemory();
  const auto connection = Connect(*database);
  const Migration broken[] = {kFirst, kBroken};
  EXPECT_FALSE(Migrate(*connection, broken, 1).ok());
  EXPECT_TRUE(Must(connection->Tables()).empty());
}

TEST(Migrations, NewerAlteredAndForeignDatabasesAreRefused) {
  const Migration both[] = {kFirst, kSecond};
  const Migration altered[] = {kOtherFirst, kSecond};
  {
    const auto database = InMemory();
    const auto connection = Connect(*database);
    MustOk(Migrate(*connection, both, 1));
    const Status newer = Migrate(*connection, std::span(both, 1), 2);
    EXPECT_EQ(newer.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(newer.error().message.en.find("newer version"), std::string::npos);
    const Status changed = Migrate(*connection, altered, 2);
    EXPECT_EQ(changed.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(changed.error().place.value, "first");
  }
  const auto database = InMemory();
  const auto connection = Connect(*database);
  MustOk(connection->Execute("CREATE TABLE addresses (name TEXT)"));
  const Status foreign = Migrate(*connection, both, 1);
  EXPECT_EQ(foreign.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Must(connection->Tables()), std::vector<std::string>{"addresses"});
}

}  // namespace
}  // namespace lianmeng::store
