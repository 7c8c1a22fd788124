// The SQLite side of sql.h. WAL, synchronous=FULL, foreign keys on, a busy timeout.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "store/sql.h"

namespace lianmeng::store {

// `path` is a file, made if absent, or ":memory:" for a database shared by this object's
// connections.
Result<std::unique_ptr<Database>> OpenSqlite(std::string_view path, const DatabaseOptions& options);

// $1 becomes ?1 (SQLite numbers "$2" by first appearance, not by its digit) outside quotes and
// comments, and "BIGINT PRIMARY KEY" becomes "INTEGER PRIMARY KEY", SQLite's spelling of a 64-bit
// row id.
[[nodiscard]] std::string RewriteForSqlite(std::string_view sql);

}  // namespace lianmeng::store
