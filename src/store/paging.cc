#include "store/paging.h"

#include <charconv>
#include <cstdio>

#include "base/text.h"

namespace lianmeng::store {
namespace {

constexpr char kSeparator = '.';
constexpr size_t kCursorMax = 8192;

std::string Hex64(uint64_t value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

Error BadCursor(std::string_view text) {
  return MakeError(ErrorCode::kInvalidArgument,
                   {"翻页标记无效，请从第一页重新开始",
                    "the page cursor is not valid for this list; begin again with the first page"},
                   {.field = "cursor", .value = std::string(text.substr(0, 64))});
}

// " AS k WHERE (c0, c1) > ($5, $6)"
void AppendAfter(SqlText& sql, const Cursor& cursor) {
  std::string columns;
  std::string values;
  for (size_t i = 0; i < cursor.values.size(); ++i) {
    const std::string comma = i == 0 ? "" : ", ";
    columns += comma + "c" + std::to_string(i);
    const auto* number = std::get_if<int64_t>(&cursor.values[i]);
    values += comma + (number != nullptr ? sql.Bind(*number)
                                         : sql.Bind(std::get<std::string>(cursor.values[i])));
  }
  sql << " WHERE (" << columns << ") > (" << values << ")";
}

// SELECT of the id and the sort columns c0, c1, ... of every row of the plan; returns the columns.
std::vector<SortColumn> AppendRows(SqlText& sql, const ListPlan& plan) {
  std::vector<SortColumn> order = plan.order(sql);
  sql << "SELECT x.id AS id";
  for (size_t i = 0; i < order.size(); ++i) {
    sql << ", " << order[i].expression << " AS c" << std::to_string(i);
  }
  plan.from(sql);
  return order;
}

void AppendOrder(SqlText& sql, size_t columns) {
  sql << " ORDER BY ";
  for (size_t i = 0; i < columns; ++i) sql << (i == 0 ? "c" : ", c") << std::to_string(i);
}

bool Fits(const Cursor& cursor, const std::vector<SortColumn>& order) {
  if (cursor.values.size() != order.size()) return false;
  for (size_t i = 0; i < order.size(); ++i) {
    if (std::holds_alternative<std::string>(cursor.values[i]) != order[i].text) return false;
  }
  return true;
}

Cursor CursorAt(const Prepared& row, const std::vector<SortColumn>& order, uint64_t fingerprint) {
  Cursor cursor{.fingerprint = fingerprint};
  for (size_t i = 0; i < order.size(); ++i) {
    const int column = static_cast<int>(i) + 1;
    if (order[i].text) {
      cursor.values.emplace_back(std::string(row.Text(column)));
    } else {
      cursor.values.emplace_back(row.Int(column));
    }
  }
  return cursor;
}

Result<int64_t> CountRows(Connection& connection, const ListPlan& plan) {
  SqlText sql;
  sql << "SELECT COUNT(*)";
  plan.from(sql);
  LM_ASSIGN(Prepared count, sql.Prepare(connection));
  LM_ASSIGN(const bool row, count.Step());
  return row ? count.Int(0) : 0;
}

}  // namespace

Result<IdPage> ListIds(Connection& connection, const ListPlan& plan, const PageRequest& page) {
  if (page.limit < 1 || page.limit > kPageLimit) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"每页条数须在 1 至 500 之间", "a page holds 1 to 500 rows"},
                     {.field = "limit", .value = std::to_string(page.limit)});
  }
  SqlText sql;
  sql << "SELECT * FROM (";
  const std::vector<SortColumn> order = AppendRows(sql, plan);
  sql << ") AS k";
  const uint64_t fingerprint = sql.Fingerprint();
  if (!page.cursor.empty()) {
    LM_ASSIGN(const Cursor cursor, DecodeCursor(page.cursor));
    if (cursor.fingerprint != fingerprint || !Fits(cursor, order)) return BadCursor(page.cursor);
    AppendAfter(sql, cursor);
  }
  AppendOrder(sql, order.size());
  sql << " LIMIT " << sql.Bind(int64_t{page.limit} + 1);
  IdPage result;
  LM_ASSIGN(Prepared rows, sql.Prepare(connection));
  Cursor last;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) break;
    if (static_cast<int>(result.ids.size()) ==
        page.limit) {  // one more than asked for: not the last page
      result.next_cursor = EncodeCursor(last);
      break;
    }
    result.ids.push_back(rows.Int(0));
    if (static_cast<int>(result.ids.size()) == page.limit)
      last = CursorAt(rows, order, fingerprint);
  }
  if (page.with_total) {
    LM_ASSIGN(result.total, CountRows(connection, plan));
  }
  return result;
}

Status EachId(Connection& connection, const ListPlan& plan,
              const std::function<Status(int64_t)>& take) {
  SqlText sql;
  sql << "SELECT * FROM (";
  const std::vector<SortColumn> order = AppendRows(sql, plan);
  sql << ") AS k";
  AppendOrder(sql, order.size());
  LM_ASSIGN(Prepared rows, sql.Prepare(connection));
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return Ok{};
    LM_TRY(take(rows.Int(0)));
  }
}

std::string EncodeCursor(const Cursor& cursor) {
  std::string body = Hex64(cursor.fingerprint);
  for (const SqlText::Value& value : cursor.values) {
    body += kSeparator;
    const auto* number = std::get_if<int64_t>(&value);
    // Text values are pinyin sort keys: hexadecimal, so the separator cannot occur in them.
    body += number != nullptr ? "i" + std::to_string(*number) : "t" + std::get<std::string>(value);
  }
  return Hex64(Fnv1a(body)) + kSeparator + body;
}

Result<Cursor> DecodeCursor(std::string_view text) {
  if (text.size() > kCursorMax) return BadCursor(text);
  const std::vector<std::string> parts = Split(text, kSeparator);
  if (parts.size() < 3 || parts[0].size() != 16 || parts[0] != Hex64(Fnv1a(text.substr(17)))) {
    return BadCursor(text);
  }
  Cursor cursor;
  const std::string& mark = parts[1];
  const auto [end, failed] =
      std::from_chars(mark.data(), mark.data() + mark.size(), cursor.fingerprint, 16);
  if (failed != std::errc() || end != mark.data() + mark.size()) return BadCursor(text);
  for (size_t i = 2; i < parts.size(); ++i) {
    const std::string_view part = parts[i];
    if (part.starts_with('t')) {
      cursor.values.emplace_back(std::string(part.substr(1)));
      continue;
    }
    if (!part.starts_with('i')) return BadCursor(text);
    int64_t number = 0;
    const auto [tail, bad] = std::from_chars(part.data() + 1, part.data() + part.size(), number);
    if (bad != std::errc() || tail != part.data() + part.size()) return BadCursor(text);
    cursor.values.emplace_back(number);
  }
  return cursor;
}

}  // namespace lianmeng::store
