// The SQLite side of text_index.h: FTS5.
#pragma once

#include <memory>

#include "store/sql.h"
#include "store/text_index.h"

namespace lianmeng::store {

// The connection must outlive it.
std::unique_ptr<TextIndex> MakeSqliteTextIndex(Connection* connection);

}  // namespace lianmeng::store
