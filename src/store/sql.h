// A thin SQL layer: connections, prepared statements, transactions. Everything else in store speaks
// through it, so that a second database needs only another implementation of Database, Connection
// and Statement.
//
// Example:
//   LM_ASSIGN(Prepared find, connection.Prepare("SELECT id FROM product WHERE key = $1"));
//   LM_ASSIGN(bool found, find.Bind(1, key).Step());
//   if (found) return ProductId{find.Int(0)};
//
// SQL is written as PostgreSQL writes it, with $1, $2, ... and only with what both databases share:
// ON CONFLICT, RETURNING, CTE, windows, FILTER, row values. What differs (text index, pragmas, page
// checks) is behind the virtual functions below. The database's text order must be byte order
// (SQLite's default, "C" in PostgreSQL). Thread-safety: Database may be shared; a Connection and
// its statements belong to one thread at a time. Errors: kCorrupt (damaged, cut off, not a
// database), kUnavailable (locked), kResourceExhausted (disk
//   full, memory), kIo (cannot open, read-only, input/output), kConflict (unique key),
//   kInvalidArgument (reference to nothing).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/result.h"

namespace lianmeng::store {

class TextIndex;

// A compiled statement of one backend. Positions count from 1, columns from 0.
class Statement {
 public:
  virtual ~Statement() = default;
  virtual void BindNull(int position) = 0;
  virtual void BindInt(int position, int64_t value) = 0;
  virtual void BindReal(int position, double value) = 0;
  virtual void BindText(int position, std::string_view value) = 0;
  virtual Result<bool> Step() = 0;  // true: a row is there; false: done
  virtual void Reset() = 0;         // ready to be bound and run again; all values null
  [[nodiscard]] virtual bool IsNull(int column) const = 0;
  [[nodiscard]] virtual int64_t Int(int column) const = 0;
  [[nodiscard]] virtual double Real(int column) const = 0;
  [[nodiscard]] virtual std::string_view Text(
      int column) const = 0;  // until the next Step or Reset
};

class Connection;

// A statement lent by its connection's cache; goes back there, reset, when this ends. Movable.
class Prepared {
 public:
  Prepared(Connection* connection, std::string sql, std::unique_ptr<Statement> statement);
  Prepared(Prepared&&) noexcept = default;
  Prepared& operator=(Prepared&& other) noexcept;
  ~Prepared();

  Prepared& Bind(int position, int64_t value) {
    return statement_->BindInt(position, value), *this;
  }
  Prepared& Bind(int position, int value) { return Bind(position, int64_t{value}); }
  Prepared& Bind(int position, double value) {
    return statement_->BindReal(position, value), *this;
  }
  Prepared& Bind(int position, std::string_view value) {
    return statement_->BindText(position, value), *this;
  }
  Prepared& BindNull(int position) { return statement_->BindNull(position), *this; }

  Result<bool> Step() { return statement_->Step(); }
  // For a statement without rows: runs it and makes it ready for the next values.
  Status Run();
  void Reset() { statement_->Reset(); }

  [[nodiscard]] bool IsNull(int column) const { return statement_->IsNull(column); }
  [[nodiscard]] int64_t Int(int column) const { return statement_->Int(column); }
  [[nodiscard]] double Real(int column) const { return statement_->Real(column); }
  [[nodiscard]] std::string_view Text(int column) const { return statement_->Text(column); }

 private:
  void Return();

  Connection* connection_;
  std::string sql_;
  std::unique_ptr<Statement> statement_;
};

enum class Access { kRead, kWrite };

class Connection {
 public:
  virtual ~Connection() = default;

  // From the cache, or compiled. Cost: one hash of the text when it is cached.
  Result<Prepared> Prepare(std::string_view sql);
  // One or several statements without values, separated by ';'.
  virtual Status Execute(std::string_view sql) = 0;

  // kRead: one consistent snapshot from the first statement on. kWrite: takes the write lock now.
  virtual Status Begin(Access access) = 0;
  virtual Status Commit() = 0;
  virtual void Rollback() = 0;

  virtual Result<std::vector<std::string>> Tables() = 0;
  virtual Status CheckIntegrity() = 0;
  [[nodiscard]] virtual TextIndex& text_index() = 0;

 protected:
  virtual Result<std::unique_ptr<Statement>> Compile(std::string_view sql) = 0;
  void ClearCache() { idle_.clear(); }  // for destructors: statements end before their connection

 private:
  friend class Prepared;
  static constexpr size_t kIdleMax = 256;
  void Return(std::string sql, std::unique_ptr<Statement> statement);

  std::unordered_map<std::string, std::unique_ptr<Statement>> idle_;
};

// Rolls back when it ends without Commit.
class Transaction {
 public:
  static Result<Transaction> Begin(Connection& connection, Access access);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Status Commit();

 private:
  explicit Transaction(Connection* connection) : connection_(connection) {}
  Connection* connection_;
};

struct DatabaseOptions {
  int busy_timeout_ms = 10'000;
};

class Database {
 public:
  // The scheme before ':' chooses the implementation; an unknown one is kInvalidArgument.
  static Result<std::unique_ptr<Database>> Open(std::string_view url,
                                                const DatabaseOptions& options);
  virtual ~Database() = default;
  virtual Result<std::unique_ptr<Connection>> Connect(Access access) = 0;
};

// A statement's text together with its values, for queries put together from parts.
//   SqlText sql;
//   sql << "SELECT id FROM need WHERE kind = " << sql.Bind("goods") << " LIMIT " << sql.Bind(10);
class SqlText {
 public:
  using Value = std::variant<int64_t, std::string>;

  SqlText& operator<<(std::string_view text) {
    text_ += text;
    return *this;
  }
  [[nodiscard]] std::string Bind(int64_t value) { return Add(value); }
  [[nodiscard]] std::string Bind(std::string_view value) { return Add(std::string(value)); }
  // "($4,$5,$6)"; requires a value at least.
  template <typename T>
  [[nodiscard]] std::string BindList(const std::vector<T>& values) {
    std::string list = "(";
    for (const T& value : values) list += (list.size() > 1 ? "," : "") + Bind(value);
    return list + ")";
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  // A fingerprint of the text and the values.
  [[nodiscard]] uint64_t Fingerprint() const;
  Result<Prepared> Prepare(Connection& connection) const;

 private:
  std::string Add(Value value);

  std::string text_;
  std::vector<Value> values_;
};

// kCorrupt: two tables or an index contradict each other, which only a damaged file can do.
[[nodiscard]] Error Contradiction(std::string_view where);

// FNV-1a, 64 bits. Source: Fowler, Noll, Vo.
[[nodiscard]] uint64_t Fnv1a(std::string_view bytes, uint64_t state = 0xcbf29ce484222325ULL);

}  // namespace lianmeng::store
