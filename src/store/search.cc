#include "store/search.h"

namespace lianmeng::store {
namespace {

// The text of a LIKE pattern that stands for itself.
std::string Literal(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

std::string LikeSql(SqlText& sql, const std::string& column, const std::string& pattern) {
  return column + " LIKE " + sql.Bind(pattern) + " ESCAPE '\\'";
}

std::string AsciiUpper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

std::string_view TableOf(TextKind kind) {
  switch (kind) {
    case TextKind::kOrganisation:
      return Name(RecordKind::kOrganisation);
    case TextKind::kProduct:
      return Name(RecordKind::kProduct);
    case TextKind::kNeed:
      return Name(RecordKind::kNeed);
  }
  return {};
}

}  // namespace

Result<Search> ParseSearch(TextKind kind, std::string_view query) {
  Search search{.kind = kind};
  LM_ASSIGN(search.query, ParseQuery(query));
  return search;
}

std::string HitsSql(const TextIndex& index, const Search& search, SqlText& sql) {
  if (!search.active()) return "";
  std::string hits;
  if (search.partial) {
    hits = index.AnySql(search.kind, search.query, sql);
  } else {
    const std::string select = "SELECT id, 1 AS matched FROM " + std::string(TableOf(search.kind));
    hits = select + " WHERE key = " + sql.Bind(search.query.raw);
    if (search.kind == TextKind::kOrganisation) {
      hits += " UNION " + select +
              " WHERE credit_code = " + sql.Bind(AsciiUpper(search.query.normalised));
      // Whoever sees a merged organisation sees all that its sources say.
      hits +=
          " UNION SELECT organisation AS id, 1 AS matched FROM organisation_source WHERE key = " +
          sql.Bind(search.query.raw) +
          " OR credit_code = " + sql.Bind(AsciiUpper(search.query.normalised));
    }
    if (!search.query.terms.empty()) {
      hits += " UNION " + index.AllSql(search.kind, search.query, sql);
    }
  }
  return " JOIN (" + hits + ") AS h ON h.id = x.id";
}

std::string OfferTextSql(const TextIndex& index, const TextQuery& query, SqlText& sql) {
  if (query.normalised.empty()) return "";
  std::string where = " AND (" + LikeSql(sql, "x.text", "%" + Literal(query.raw) + "%");
  if (!query.terms.empty()) {
    const auto ids = [&](TextKind kind) {
      return " IN (SELECT id FROM (" + index.AllSql(kind, query, sql) + "))";
    };
    where += " OR x.product" + ids(TextKind::kProduct);
    where += " OR x.organisation" + ids(TextKind::kOrganisation);
  }
  return where + ")";
}

std::vector<SortColumn> RankColumns(const Search& search, SqlText& sql) {
  const std::string literal = Literal(search.query.normalised);
  std::string exact = "x.key = " + sql.Bind(search.query.raw) + " OR " +
                      LikeSql(sql, "x.names", "%\n" + literal + "\n%");
  if (search.kind == TextKind::kOrganisation) {
    exact += " OR x.credit_code = " + sql.Bind(AsciiUpper(search.query.normalised));
  }
  std::string rank = "CASE WHEN " + exact + " THEN 0 WHEN " +
                     LikeSql(sql, "x.names", "%\n" + literal + "%") + " THEN 1";
  if (search.kind != TextKind::kNeed) {
    rank += " WHEN " + LikeSql(sql, "x.initials", "%\t" + literal + "\t%") + " THEN 2";
  }
  rank += " WHEN " + LikeSql(sql, "x.names", "%" + literal + "%") + " THEN 3 ELSE 4 END";
  std::string length = "LENGTH(x.name)";
  if (search.kind == TextKind::kProduct) length = "LENGTH(x.name_zh)";
  if (search.kind == TextKind::kNeed) length = "LENGTH(x.text)";
  return {{rank}, {"-h.matched"}, {length}};
}

Status RunSearch(Connection& connection, Search& search, const SearchRun& run) {
  LM_ASSIGN(const bool found, run.list());
  if (found || search.query.terms.empty()) return Ok{};
  {
    SqlText sql;
    sql << "SELECT 1";
    run.visible(sql);
    sql << " LIMIT 1";
    LM_ASSIGN(Prepared any, sql.Prepare(connection));
    LM_ASSIGN(const bool row, any.Step());
    if (row) return Ok{};
  }
  search.partial = true;
  LM_TRY(run.list());
  return Ok{};
}

}  // namespace lianmeng::store
