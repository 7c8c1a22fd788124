// Inside of the store: connections lent to readers and to the one writer.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "store/sql.h"
#include "store/store.h"

namespace lianmeng::store {

// A connection lent from `connections`, inside a transaction that sees one snapshot.
class ReadLease;

// Lends each connection to one borrower at a time. Thread-safe.
class ConnectionPool {
 public:
  ConnectionPool(Database* database, const StoreOptions& options)
      : database_(database), options_(options) {}

  // Waits while all are lent; kUnavailable after busy_timeout_ms.
  Result<std::unique_ptr<Connection>> Borrow(Access access);
  void Return(Access access, std::unique_ptr<Connection> connection);

 private:
  struct Side {
    std::vector<std::unique_ptr<Connection>> idle;
    int lent = 0;
  };

  Side& SideOf(Access access) { return access == Access::kRead ? readers_ : writers_; }

  Database* database_;
  StoreOptions options_;
  std::mutex mutex_;
  std::condition_variable returned_;
  Side readers_;
  Side writers_;  // at most one
};

class ReadLease {
 public:
  static Result<std::unique_ptr<ReadLease>> Take(ConnectionPool& pool);
  ~ReadLease();
  ReadLease(const ReadLease&) = delete;
  ReadLease& operator=(const ReadLease&) = delete;

  [[nodiscard]] Connection& connection() { return *connection_; }

 private:
  ReadLease(ConnectionPool* pool, std::unique_ptr<Connection> connection)
      : pool_(pool), connection_(std::move(connection)) {}

  ConnectionPool* pool_;
  std::unique_ptr<Connection> connection_;
};

class Store::Impl {
 public:
  Impl(std::unique_ptr<Database> database, const StoreOptions& options)
      : database_(std::move(database)),
        options_(options),
        pool_(database_.get(), options),
        ids_(*options.clock, options.seed) {}

  std::unique_ptr<Database> database_;
  StoreOptions options_;
  ConnectionPool pool_;
  IdGenerator ids_;
};

// What a Writer needs of its store.
struct WriterContext {
  ConnectionPool* pool = nullptr;
  IdGenerator* ids = nullptr;
  const Clock* clock = nullptr;
  std::string source;
};
Result<Writer> OpenWriter(const WriterContext& context);

// The committed data version, as seen from this connection.
Result<int64_t> ReadDataVersion(Connection& connection);

}  // namespace lianmeng::store
