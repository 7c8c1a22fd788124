#include "store/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>

#include "base/check.h"
#include "store/sqlite_text.h"

namespace lianmeng::store {
namespace {

ErrorCode CodeOf(int result) {
  switch (result & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::kCorrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return ErrorCode::kUnavailable;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return ErrorCode::kResourceExhausted;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOLFS:
      return ErrorCode::kIo;
    case SQLITE_INTERRUPT:
      return ErrorCode::kCancelled;
    case SQLITE_CONSTRAINT:
      if (result == SQLITE_CONSTRAINT_FOREIGNKEY) return ErrorCode::kInvalidArgument;
      if (result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY ||
          result == SQLITE_CONSTRAINT_ROWID) {
        return ErrorCode::kConflict;
      }
      return ErrorCode::kInternal;
    default:
      return ErrorCode::kInternal;
  }
}

TextPair MessageOf(int result) {
  switch (result & 0xff) {
    case SQLITE_NOTADB:
      return {"该文件不是数据库", "the file is not a database"};
    case SQLITE_CORRUPT:
      return {"数据库文件已损坏或不完整", "the database file is damaged or cut off"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {"数据库正被占用，请稍后再试", "the database is in use; try again later"};
    case SQLITE_FULL:
      return {"磁盘已满", "the disk is full"};
    case SQLITE_NOMEM:
      return {"内存不足", "out of memory"};
    case SQLITE_TOOBIG:
      return {"内容过长", "a value is too long"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {"数据库或其目录只读", "the database or its folder is read-only"};
    case SQLITE_CANTOPEN:
      return {"无法打开数据库文件，请检查路径与权限",
              "cannot open the database file; check the path and its permissions"};
    case SQLITE_IOERR:
      return {"读写数据库文件失败", "reading or writing the database file failed"};
    case SQLITE_INTERRUPT:
      return {"操作已取消", "cancelled"};
    case SQLITE_CONSTRAINT:
      if (result == SQLITE_CONSTRAINT_FOREIGNKEY) {
        return {"引用的记录不存在", "refers to a record that does not exist"};
      }
      return {"与已有记录冲突", "conflicts with a record that exists"};
    default:
      return {"数据库操作失败", "the database refused an operation"};
  }
}

Error SqliteError(int result, const std::string& detail, const std::string& path) {
  TextPair message = MessageOf(result);
  const std::string reason = detail + ", " + std::to_string(result);
  message.zh += "（SQLite：" + reason + "）";
  message.en += " (SQLite: " + reason + ")";
  return MakeError(CodeOf(result), std::move(message), {.file = path});
}

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(sqlite3* handle, sqlite3_stmt* statement, const std::string* path)
      : handle_(handle), statement_(statement), path_(path) {}
  ~SqliteStatement() override { sqlite3_finalize(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void BindNull(int position) override { Note(sqlite3_bind_null(statement_, position)); }
  void BindInt(int position, int64_t value) override {
    Note(sqlite3_bind_int64(statement_, position, value));
  }
  void BindReal(int position, double value) override {
    Note(sqlite3_bind_double(statement_, position, value));
  }
  void BindText(int position, std::string_view value) override {
    const char* bytes =
        value.data() == nullptr ? "" : value.data();  // a null pointer would mean NULL
    Note(sqlite3_bind_text64(statement_, position, bytes, value.size(), SQLITE_TRANSIENT,
                             SQLITE_UTF8));
  }

  Result<bool> Step() override {
    CHECK(bind_result_ != SQLITE_RANGE);  // a position that the text does not have
    if (bind_result_ != SQLITE_OK)
      return SqliteError(bind_result_, sqlite3_errmsg(handle_), *path_);
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    Error error = SqliteError(result, sqlite3_errmsg(handle_), *path_);
    sqlite3_reset(statement_);
    return error;
  }
  void Reset() override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    bind_result_ = SQLITE_OK;
  }

  [[nodiscard]] bool IsNull(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  [[nodiscard]] int64_t Int(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  [[nodiscard]] double Real(int column) const override {
    return sqlite3_column_double(statement_, column);
  }
  [[nodiscard]] std::string_view Text(int column) const override {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  void Note(int result) {
    if (bind_result_ == SQLITE_OK) bind_result_ = result;
  }

  sqlite3* handle_;
  sqlite3_stmt* statement_;
  const std::string* path_;
  int bind_result_ = SQLITE_OK;
};

// Which database files this process has connections to. Beside those nobody may open a file: closing any descriptor of it
// drops every lock that the process holds on it (POSIX, fcntl), those of SQLite's connections too, and the next process that
// leaves would take the write-ahead log for its own and delete it.
// Source: SQLite, "How To Corrupt An SQLite Database File", 2.2.
class OpenFiles {
 public:
  using Use = std::shared_ptr<const void>;  // while it lives there may be a connection

  // `look` is called before the first connection, and while there is none. Empty for a file that is not there.
  Result<Use> Enter(const std::string& path, Status (*look)(const std::string& path)) {
    const std::lock_guard lock(mutex_);
    struct stat file = {};
    if (stat(path.c_str(), &file) != 0) return Use();
    std::weak_ptr<const void>& known = uses_[{file.st_dev, file.st_ino}];
    if (Use use = known.lock()) return use;
    LM_TRY(look(path));
    Use use = std::make_shared<const char>('\0');
    known = use;
    return use;
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<uint64_t, uint64_t>, std::weak_ptr<const void>> uses_;  // by device and number
};

OpenFiles& FilesInUse() {
  static OpenFiles files;
  return files;
}

// An empty file is an empty database. Made before anybody connects, so that it is known from the first connection on.
void MakeFile(const std::string& path) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file >= 0) close(file);  // otherwise it is there, or SQLite will say why it cannot be
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(sqlite3* handle, std::string path, OpenFiles::Use use)
      : use_(std::move(use)),
        handle_(handle),
        path_(std::move(path)),
        text_index_(MakeSqliteTextIndex(this)) {}
  ~SqliteConnection() override {
    text_index_.reset();
    ClearCache();
    CHECK(sqlite3_close(handle_) == SQLITE_OK);  // busy: a statement outlives its connection
  }
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Status Execute(std::string_view sql) override {
    const std::string text = RewriteForSqlite(sql);
    const int result = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) return Fail(result);
    return Ok{};
  }

  Status Begin(Access access) override {
    return Execute(access == Access::kWrite ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED");
  }
  Status Commit() override { return Execute("COMMIT"); }
  void Rollback() override {
    // Some errors (a full disk) have rolled back already; otherwise ROLLBACK itself cannot fail.
    if (sqlite3_get_autocommit(handle_) == 0) (void)Execute("ROLLBACK");
  }

  Result<std::vector<std::string>> Tables() override {
    LM_ASSIGN(Prepared list, Prepare("SELECT name FROM sqlite_master WHERE type = 'table'"));
    std::vector<std::string> names;
    while (true) {
      LM_ASSIGN(const bool row, list.Step());
      if (!row) return names;
      names.emplace_back(list.Text(0));
    }
  }

  Status CheckIntegrity() override {
    LM_ASSIGN(Prepared check, Prepare("PRAGMA integrity_check(1)"));
    LM_ASSIGN(const bool row, check.Step());
    const std::string found(row ? check.Text(0) : std::string_view());
    if (found != "ok") {
      return MakeError(ErrorCode::kCorrupt,
                       {"数据库文件已损坏：" + found, "the database file is damaged: " + found},
                       {.file = path_});
    }
    LM_ASSIGN(Prepared references, Prepare("PRAGMA foreign_key_check"));
    LM_ASSIGN(const bool broken, references.Step());
    if (!broken) return Ok{};
    const std::string table(references.Text(0));
    return MakeError(
        ErrorCode::kCorrupt,
        {"表中有引用指向不存在的记录", "a table refers to a record that does not exist"},
        {.file = path_, .field = table, .value = std::to_string(references.Int(1))});
  }

  [[nodiscard]] TextIndex& text_index() override { return *text_index_; }

  Status Configure(Access access, bool in_memory) {
    // The first statement that reads the file: a file that is no database fails here.
    if (access == Access::kWrite && !in_memory) LM_TRY(UseWal());
    LM_TRY(Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"));
    if (access == Access::kRead) {
      return Execute("PRAGMA query_only = ON; PRAGMA cache_size = -16384;");
    }
    // 64 MiB hold the pages that a bulk import touches over and over; after it, the log shrinks
    // again.
    return Execute("PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864;");
  }

 protected:
  Result<std::unique_ptr<Statement>> Compile(std::string_view sql) override {
    const std::string text = RewriteForSqlite(sql);
    sqlite3_stmt* statement = nullptr;
    const int result = sqlite3_prepare_v3(handle_, text.c_str(), static_cast<int>(text.size()) + 1,
                                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (result != SQLITE_OK) return Fail(result);
    CHECK(statement != nullptr);
    return std::unique_ptr<Statement>(
        std::make_unique<SqliteStatement>(handle_, statement, &path_));
  }

 private:
  Error Fail(int result) const { return SqliteError(result, sqlite3_errmsg(handle_), path_); }

  Status UseWal() {
    LM_ASSIGN(Prepared wal, Prepare("PRAGMA journal_mode = WAL"));
    LM_ASSIGN(const bool row, wal.Step());
    if (row && wal.Text(0) == "wal") return Ok{};
    return MakeError(ErrorCode::kIo,
                     {"此文件系统不支持预写日志", "this file system cannot hold a write-ahead log"},
                     {.file = path_});
  }

  const OpenFiles::Use use_;
  sqlite3* handle_;
  std::string path_;
  std::unique_ptr<TextIndex> text_index_;
};

// SQLite takes a file shorter than its smallest page for an empty database and writes over it.
constexpr uintmax_t kSmallestPage = 512;

// The page size that the file's header names; 0 if it is no header of SQLite's.
// Source: SQLite, "Database File Format", 1.3: two bytes at 16, big endian, 1 for 65,536.
uintmax_t PageSize(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char header[18] = {};
  if (!file.read(header, sizeof header)) return 0;
  if (!std::string_view(header, sizeof header).starts_with("SQLite format 3")) return 0;
  const uintmax_t size = static_cast<unsigned char>(header[16]) * uintmax_t{256} +
                         static_cast<unsigned char>(header[17]);
  return size == 1 ? 65'536 : size;
}

// SQLite itself sees that whole pages are missing, but takes a last page cut off for whole. Beside a log,
// whose pages will be written back, a page that is not whole means nothing.
Status RefuseFragment(const std::string& path) {
  std::error_code failed;
  const uintmax_t size = std::filesystem::file_size(path, failed);
  if (failed || size == 0) return Ok{};
  if (size < kSmallestPage) {
    return SqliteError(SQLITE_NOTADB, sqlite3_errstr(SQLITE_NOTADB), path);
  }
  const uintmax_t page = PageSize(path);
  const bool is_whole = page < kSmallestPage || size % page == 0;
  const uintmax_t log = std::filesystem::file_size(path + "-wal", failed);
  if (is_whole || (!failed && log > 0)) return Ok{};
  return SqliteError(SQLITE_CORRUPT, sqlite3_errstr(SQLITE_CORRUPT), path);
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, std::string uri, const DatabaseOptions& options)
      : path_(std::move(path)), uri_(std::move(uri)), options_(options) {}

  Result<std::unique_ptr<Connection>> Connect(Access access) override {
    const bool in_memory = !uri_.empty();
    OpenFiles::Use use;
    if (!in_memory) {
      if (access == Access::kWrite) MakeFile(path_);
      LM_ASSIGN(use, FilesInUse().Enter(path_, RefuseFragment));
    }
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (access == Access::kWrite || in_memory) flags |= SQLITE_OPEN_CREATE;
    if (in_memory) flags |= SQLITE_OPEN_URI;
    sqlite3* handle = nullptr;
    const std::string& name = in_memory ? uri_ : path_;
    const int result = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
    if (result != SQLITE_OK) {
      Error error = SqliteError(
          result, handle == nullptr ? sqlite3_errstr(result) : sqlite3_errmsg(handle), path_);
      sqlite3_close(handle);
      return error;
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, options_.busy_timeout_ms);
    auto connection = std::make_unique<SqliteConnection>(handle, path_, std::move(use));
    LM_TRY(connection->Configure(access, in_memory));
    return std::unique_ptr<Connection>(std::move(connection));
  }

  // Holds an in-memory database alive between its connections.
  Status Keep() {
    LM_ASSIGN(keeper_, Connect(Access::kWrite));
    return Ok{};
  }

 private:
  std::string path_;
  std::string uri_;  // of an in-memory database
  DatabaseOptions options_;
  std::unique_ptr<Connection> keeper_;
};

}  // namespace

Result<std::unique_ptr<Database>> OpenSqlite(std::string_view path,
                                             const DatabaseOptions& options) {
  if (path.empty() || path.find('\0') != std::string_view::npos) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"缺少数据库文件路径，应为 sqlite:路径",
                      "the path of the database file is missing; write sqlite:PATH"},
                     {.field = "db", .value = "sqlite:"});
  }
  static std::atomic<int64_t> count{0};
  std::string uri;
  if (path == ":memory:") {
    uri =
        "file:/lianmeng-" + std::to_string(getpid()) + "-" + std::to_string(++count) + "?vfs=memdb";
  }
  auto database = std::make_unique<SqliteDatabase>(std::string(path), uri, options);
  if (!uri.empty()) LM_TRY(database->Keep());
  return std::unique_ptr<Database>(std::move(database));
}

std::string RewriteForSqlite(std::string_view sql) {
  constexpr std::string_view kKey = "BIGINT PRIMARY KEY";
  std::string out;
  out.reserve(sql.size());
  char quote = 0;
  for (size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (sql.substr(i, 2) == "--") {
      const size_t end = std::min(sql.find('\n', i), sql.size());
      out += sql.substr(i, end - i);
      i = end - 1;
      continue;
    } else if (c == '$' && i + 1 < sql.size() &&
               std::isdigit(static_cast<unsigned char>(sql[i + 1]))) {
      out += '?';
      continue;
    } else if (sql.substr(i, kKey.size()) == kKey) {
      out += "INTEGER PRIMARY KEY";
      i += kKey.size() - 1;
      continue;
    }
    out += c;
  }
  return out;
}

}  // namespace lianmeng::store
