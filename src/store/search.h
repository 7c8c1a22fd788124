// A free-text query as part of a list: which rows it finds, and in which order.
//
// Order of what is found: whole name (or key, or credit code), beginning of a name, whole pinyin
// initials, inside of a name, the rest; then how many terms matched, the shorter name, pinyin. All
// of it is computed from the query and the row alone. Weights that depend on other rows (bm25's
// idf) would let a hidden record move a visible one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/paging.h"
#include "store/text_index.h"

namespace lianmeng::store {

struct Search {
  TextKind kind = TextKind::kOrganisation;
  TextQuery query;
  bool partial = false;  // rows that hold some of the terms, not all

  [[nodiscard]] bool active() const { return !query.normalised.empty(); }
};

Result<Search> ParseSearch(TextKind kind, std::string_view query);

// " JOIN (SELECT ...) AS h ON h.id = x.id": the rows that the query finds, with how many terms they
// matched; empty when nothing was asked for.
[[nodiscard]] std::string HitsSql(const TextIndex& index, const Search& search, SqlText& sql);

// " AND (...)" for offers x: those of a product or of an organisation that holds all terms of the
// text, and those whose own text contains it; empty when nothing was asked for.
[[nodiscard]] std::string OfferTextSql(const TextIndex& index, const TextQuery& query,
                                       SqlText& sql);

// The sort columns of relevance for a table under the alias x, before those that break ties.
[[nodiscard]] std::vector<SortColumn> RankColumns(const Search& search, SqlText& sql);

// Runs `list` for all of the terms and, where no visible row holds them all, for some of them.
// `list` returns whether it found something; `visible` appends " FROM ... WHERE ..." without the
// list's other filters, so that the choice rests on what the viewer may see and is the same for a
// list, its pages and its facets.
struct SearchRun {
  std::function<void(SqlText&)> visible;
  std::function<Result<bool>()> list;
};
Status RunSearch(Connection& connection, Search& search, const SearchRun& run);

}  // namespace lianmeng::store
