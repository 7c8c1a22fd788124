// Keyset pagination: the ids of one page of a query, and the cursor that leads to the page after
// it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/rows.h"
#include "store/sql.h"

namespace lianmeng::store {

struct SortColumn {
  std::string expression;
  bool text = false;  // otherwise an integer
};

// A list before it is cut into pages. The functions append to a statement and bind their values in
// it; they may be called for several statements.
struct ListPlan {
  std::function<void(SqlText&)> from;  // " FROM ... WHERE ..." with the record as x
  std::function<std::vector<SortColumn>(SqlText&)> order;  // rising; the last one is unique
};

struct IdPage {
  std::vector<int64_t> ids;
  std::string next_cursor;
  int64_t total = 0;
};

// Cost: as much as the database needs to find the page, plus a count when asked for.
Result<IdPage> ListIds(Connection& connection, const ListPlan& plan, const PageRequest& page);

// Every id in order, handed to `take` one by one.
Status EachId(Connection& connection, const ListPlan& plan,
              const std::function<Status(int64_t)>& take);

// A cursor is hexadecimal text: a checksum, then the fingerprint of the query it belongs to, then
// the sort values of the last row seen. It holds nothing that the row itself does not show.
struct Cursor {
  uint64_t fingerprint = 0;
  std::vector<SqlText::Value> values;
};
[[nodiscard]] std::string EncodeCursor(const Cursor& cursor);
// Errors: kInvalidArgument for anything that EncodeCursor did not make.
Result<Cursor> DecodeCursor(std::string_view text);

}  // namespace lianmeng::store
