// The numbered steps that made the schema what it is. A step is never changed after it has been
// released: a new step is added. Schema as it stands: docs/formats/store.md.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "store/sql.h"

namespace lianmeng::store {

struct Migration {
  int number = 0;  // 1, 2, 3, ... without gaps
  std::string_view name;
  std::string_view sql;
  bool text_index = false;  // also runs the text index's own CreateSql
};

[[nodiscard]] std::span<const Migration> Migrations();

// Applies the steps that the database lacks, all in one transaction. Does nothing when none is
// missing. Errors: kInvalidArgument when the database is newer than `migrations`, when a step that
// was applied reads
//   otherwise now, or when the file holds tables of another program.
Status Migrate(Connection& connection, std::span<const Migration> migrations, int64_t now_ms);

}  // namespace lianmeng::store
