#include "store/store.h"

#include <algorithm>

#include "store/migrations.h"
#include "store/store_impl.h"

namespace lianmeng::store {

// ---- Connections

Result<std::unique_ptr<Connection>> ConnectionPool::Borrow(Access access) {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    Side& side = SideOf(access);
    const int most = access == Access::kRead ? std::max(1, options_.readers) : 1;
    const bool free = returned_.wait_for(lock, std::chrono::milliseconds(options_.busy_timeout_ms),
                                         [&] { return side.lent < most; });
    if (!free) {
      return MakeError(ErrorCode::kUnavailable,
                       {"数据库正被占用，请稍后再试", "the database is in use; try again later"});
    }
    ++side.lent;
    if (!side.idle.empty()) {
      std::unique_ptr<Connection> connection = std::move(side.idle.back());
      side.idle.pop_back();
      return connection;
    }
  }
  Result<std::unique_ptr<Connection>> made = database_->Connect(access);
  if (!made) Return(access, nullptr);
  return made;
}

void ConnectionPool::Return(Access access, std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    Side& side = SideOf(access);
    --side.lent;
    if (connection != nullptr) side.idle.push_back(std::move(connection));
  }
  returned_.notify_all();
}

Result<std::unique_ptr<ReadLease>> ReadLease::Take(ConnectionPool& pool) {
  LM_ASSIGN(std::unique_ptr<Connection> connection, pool.Borrow(Access::kRead));
  std::unique_ptr<ReadLease> lease(new ReadLease(&pool, std::move(connection)));
  LM_TRY(lease->connection().Begin(Access::kRead));
  // The snapshot begins with the first statement that reads.
  LM_TRY(ReadDataVersion(lease->connection()));
  return lease;
}

ReadLease::~ReadLease() {
  connection_->Rollback();
  pool_->Return(Access::kRead, std::move(connection_));
}

Result<int64_t> ReadDataVersion(Connection& connection) {
  LM_ASSIGN(Prepared read, connection.Prepare("SELECT value FROM meta WHERE key = 'data_version'"));
  LM_ASSIGN(const bool row, read.Step());
  if (!row) {
    return MakeError(ErrorCode::kCorrupt,
                     {"数据库缺少版本号", "the database lacks its data version"});
  }
  return read.Int(0);
}

// ---- Store

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::Open(std::string_view url, const StoreOptions& options) {
  LM_ASSIGN(std::unique_ptr<Database> database,
            Database::Open(url, {.busy_timeout_ms = options.busy_timeout_ms}));
  auto impl = std::make_unique<Impl>(std::move(database), options);
  LM_ASSIGN(std::unique_ptr<Connection> connection, impl->pool_.Borrow(Access::kWrite));
  LM_TRY(Migrate(*connection, Migrations(), options.clock->NowMs()));
  impl->pool_.Return(Access::kWrite, std::move(connection));
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Result<Writer> Store::Write(const WriteOptions& options) {
  return OpenWriter({.pool = &impl_->pool_,
                     .ids = &impl_->ids_,
                     .clock = impl_->options_.clock,
                     .source = options.source});
}

Result<Reader> Store::Read(const Viewer& viewer) {
  LM_ASSIGN(std::unique_ptr<ReadLease> lease, ReadLease::Take(impl_->pool_));
  return Reader(std::move(lease), viewer);
}

Result<Viewer> Store::ViewerFor(std::string_view key_or_id) {
  OrganisationId id;
  {
    LM_ASSIGN(std::unique_ptr<ReadLease> lease, ReadLease::Take(impl_->pool_));
    LM_ASSIGN(Prepared find,
              lease->connection().Prepare(
                  "SELECT id FROM organisation WHERE key = $1 UNION ALL SELECT organisation FROM "
                  "organisation_source WHERE key = $1"));
    LM_ASSIGN(const bool row, find.Bind(1, key_or_id).Step());
    id.value = row ? find.Int(0) : ParseIdValue(key_or_id).value_or(0);
  }
  Result<Viewer> viewer = ViewerFor(id);
  if (!viewer && viewer.error().code == ErrorCode::kNotFound) {
    Error error = viewer.error();
    error.place.value = std::string(key_or_id);
    return error;
  }
  return viewer;
}

Result<Viewer> Store::ViewerFor(OrganisationId id) {
  LM_ASSIGN(std::unique_ptr<ReadLease> lease, ReadLease::Take(impl_->pool_));
  Connection& connection = lease->connection();
  // One that was merged acts for what it is now.
  LM_ASSIGN(Prepared find,
            connection.Prepare("SELECT id, region FROM organisation WHERE id = COALESCE((SELECT "
                               "organisation FROM organisation_source WHERE id = $1), $1)"));
  LM_ASSIGN(const bool row, find.Bind(1, id.value).Step());
  if (!row) {
    return MakeError(ErrorCode::kNotFound, {"没有这个机构", "no such organisation"},
                     {.field = "viewer", .value = id.ToString()});
  }
  Viewer viewer{.kind = Viewer::Kind::kOrganisation, .organisation = {find.Int(0)}};
  viewer.city.value = find.Int(1) / 100 * 100;
  if (!viewer.city) return viewer;
  viewer.paired_cities.push_back(viewer.city);
  LM_ASSIGN(Prepared paired,
            connection.Prepare("SELECT region_b FROM pairing WHERE region_a = $1 UNION "
                               "SELECT region_a FROM pairing WHERE region_b = $1 ORDER BY 1"));
  paired.Bind(1, viewer.city.value);
  while (true) {
    LM_ASSIGN(const bool more, paired.Step());
    if (!more) return viewer;
    viewer.paired_cities.push_back(RegionCode{paired.Int(0)});
  }
}

Result<int64_t> Store::DataVersion() {
  LM_ASSIGN(std::unique_ptr<ReadLease> lease, ReadLease::Take(impl_->pool_));
  return ReadDataVersion(lease->connection());
}

Status Store::CheckIntegrity() {
  LM_ASSIGN(std::unique_ptr<ReadLease> lease, ReadLease::Take(impl_->pool_));
  return lease->connection().CheckIntegrity();
}

}  // namespace lianmeng::store
