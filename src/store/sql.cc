#include "store/sql.h"

#include "base/check.h"
#include "store/sqlite.h"

namespace lianmeng::store {

Prepared::Prepared(Connection* connection, std::string sql, std::unique_ptr<Statement> statement)
    : connection_(connection), sql_(std::move(sql)), statement_(std::move(statement)) {}

Prepared& Prepared::operator=(Prepared&& other) noexcept {
  if (this != &other) {
    Return();
    connection_ = other.connection_;
    sql_ = std::move(other.sql_);
    statement_ = std::move(other.statement_);
  }
  return *this;
}

Prepared::~Prepared() { Return(); }

void Prepared::Return() {
  if (statement_ != nullptr) connection_->Return(std::move(sql_), std::move(statement_));
}

Status Prepared::Run() {
  LM_ASSIGN(const bool row, Step());
  CHECK(!row);
  Reset();
  return Ok{};
}

Result<Prepared> Connection::Prepare(std::string_view sql) {
  std::string text(sql);
  const auto found = idle_.find(text);
  if (found != idle_.end()) {
    std::unique_ptr<Statement> statement = std::move(found->second);
    idle_.erase(found);
    return Prepared(this, std::move(text), std::move(statement));
  }
  LM_ASSIGN(std::unique_ptr<Statement> statement, Compile(sql));
  return Prepared(this, std::move(text), std::move(statement));
}

void Connection::Return(std::string sql, std::unique_ptr<Statement> statement) {
  statement->Reset();
  // Texts vary with the lengths of lists; starting over now and then is cheaper than an order of
  // use.
  if (idle_.size() >= kIdleMax) idle_.clear();
  idle_.try_emplace(std::move(sql), std::move(statement));
}

Result<Transaction> Transaction::Begin(Connection& connection, Access access) {
  LM_TRY(connection.Begin(access));
  return Transaction(&connection);
}

Transaction::Transaction(Transaction&& other) noexcept : connection_(other.connection_) {
  other.connection_ = nullptr;
}

Transaction::~Transaction() {
  if (connection_ != nullptr) connection_->Rollback();
}

Status Transaction::Commit() {
  CHECK(connection_ != nullptr);
  LM_TRY(connection_->Commit());  // when refused, the destructor rolls back
  connection_ = nullptr;
  return Ok{};
}

Result<std::unique_ptr<Database>> Database::Open(std::string_view url,
                                                 const DatabaseOptions& options) {
  const size_t colon = url.find(':');
  const std::string_view scheme = url.substr(0, colon);
  if (colon != std::string_view::npos && scheme == "sqlite") {
    return OpenSqlite(url.substr(colon + 1), options);
  }
  if (scheme == "postgresql" || scheme == "postgres") {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"本版本尚不支持 PostgreSQL，请使用 sqlite:路径",
                      "this version does not speak to PostgreSQL yet; use sqlite:PATH"},
                     {.field = "db", .value = std::string(scheme)});
  }
  return MakeError(
      ErrorCode::kInvalidArgument,
      {"无法识别的数据库地址，应为 sqlite:路径", "unknown kind of database; write sqlite:PATH"},
      {.field = "db", .value = std::string(url)});
}

std::string SqlText::Add(Value value) {
  values_.push_back(std::move(value));
  return "$" + std::to_string(values_.size());
}

uint64_t SqlText::Fingerprint() const {
  uint64_t state = Fnv1a(text_);
  for (const Value& value : values_) {
    const auto* number = std::get_if<int64_t>(&value);
    const std::string text =
        number != nullptr ? std::to_string(*number) : std::get<std::string>(value);
    state = Fnv1a(text, Fnv1a(number != nullptr ? "i" : "t", state));
    state = Fnv1a(std::to_string(text.size()), state);
  }
  return state;
}

Result<Prepared> SqlText::Prepare(Connection& connection) const {
  LM_ASSIGN(Prepared prepared, connection.Prepare(text_));
  for (size_t i = 0; i < values_.size(); ++i) {
    const int position = static_cast<int>(i) + 1;
    if (const auto* number = std::get_if<int64_t>(&values_[i])) {
      prepared.Bind(position, *number);
    } else {
      prepared.Bind(position, std::string_view(std::get<std::string>(values_[i])));
    }
  }
  return prepared;
}

Error Contradiction(std::string_view where) {
  return MakeError(ErrorCode::kCorrupt,
                   {"数据库文件已损坏：索引与数据不一致",
                    "the database file is damaged: an index contradicts its table"},
                   {.field = std::string(where)});
}

uint64_t Fnv1a(std::string_view bytes, uint64_t state) {
  for (const char byte : bytes) {
    state ^= static_cast<unsigned char>(byte);
    state *= 0x100000001b3ULL;
  }
  return state;
}

}  // namespace lianmeng::store
