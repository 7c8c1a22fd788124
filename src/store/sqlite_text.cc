#include "store/sqlite_text.h"

namespace lianmeng::store {
namespace {

// The `ascii` tokenizer splits at blanks and keeps every byte above 127, so the terms stay as they
// were made. `unicode61` knows Unicode 6.1 only and drops newer ideographs without a word. No
// phrases and no bm25 are asked for, hence detail=column and columnsize=0, which halve the index.
constexpr std::string_view kCreate = R"sql(
CREATE VIRTUAL TABLE organisation_text USING fts5(
  bigrams, unigrams, initials, tokenize = 'ascii', detail = column, columnsize = 0);
CREATE VIRTUAL TABLE product_text USING fts5(
  bigrams, unigrams, initials, tokenize = 'ascii', detail = column, columnsize = 0);
CREATE VIRTUAL TABLE need_text USING fts5(
  bigrams, unigrams, initials, tokenize = 'ascii', detail = column, columnsize = 0);
)sql";

std::string_view TableOf(TextKind kind) {
  switch (kind) {
    case TextKind::kOrganisation:
      return "organisation_text";
    case TextKind::kProduct:
      return "product_text";
    case TextKind::kNeed:
      return "need_text";
  }
  return {};
}

// Terms hold letters and digits only; they are quoted all the same, so that AND, OR and NOT are
// words.
std::string Quote(std::string_view term) {
  std::string quoted = "\"";
  for (const char c : term) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string MatchOf(const TextQuery::Term& term) {
  const std::string quoted = Quote(term.text) + (term.prefix ? " *" : "");
  if (term.column == TextQuery::Term::Column::kUnigrams) return "(unigrams : " + quoted + ")";
  if (!term.initials) return "(bigrams : " + quoted + ")";
  return "((bigrams : " + quoted + ") OR (initials : " + quoted + "))";
}

class SqliteTextIndex final : public TextIndex {
 public:
  explicit SqliteTextIndex(Connection* connection) : connection_(connection) {}

  [[nodiscard]] std::string_view CreateSql() const override { return kCreate; }

  Status Put(TextKind kind, int64_t id, const TextDocument& document) override {
    std::string sql = "INSERT OR REPLACE INTO ";
    sql += TableOf(kind);
    sql += "(rowid, bigrams, unigrams, initials) VALUES ($1, $2, $3, $4)";
    LM_ASSIGN(Prepared put, connection_->Prepare(sql));
    put.Bind(1, id);
    put.Bind(2, document.bigrams).Bind(3, document.unigrams).Bind(4, document.initials);
    return put.Run();
  }

  Status Remove(TextKind kind, int64_t id) override {
    LM_ASSIGN(Prepared remove, connection_->Prepare("DELETE FROM " + std::string(TableOf(kind)) +
                                                    " WHERE rowid = $1"));
    return remove.Bind(1, id).Run();
  }

  [[nodiscard]] std::string AllSql(TextKind kind, const TextQuery& query,
                                   SqlText& sql) const override {
    std::string match;
    for (const TextQuery::Term& term : query.terms) {
      if (!match.empty()) match += " AND ";
      match += MatchOf(term);
    }
    return Select(kind, ", 1 AS matched", sql.Bind(match));
  }

  [[nodiscard]] std::string AnySql(TextKind kind, const TextQuery& query,
                                   SqlText& sql) const override {
    std::string each;
    for (const TextQuery::Term& term : query.terms) {
      if (!each.empty()) each += " UNION ALL ";
      each += Select(kind, "", sql.Bind(MatchOf(term)));
    }
    return "SELECT id, COUNT(*) AS matched FROM (" + each + ") AS one GROUP BY id";
  }

 private:
  static std::string Select(TextKind kind, const std::string& more, const std::string& match) {
    const std::string table(TableOf(kind));
    return "SELECT rowid AS id" + more + " FROM " + table + " WHERE " + table + " MATCH " + match;
  }

  Connection* connection_;
};

}  // namespace

std::unique_ptr<TextIndex> MakeSqliteTextIndex(Connection* connection) {
  return std::make_unique<SqliteTextIndex>(connection);
}

}  // namespace lianmeng::store
