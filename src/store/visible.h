// The rule of model/visibility.h as SQL conditions, put inside every query.
// tests/store/visibility_test.cc holds the two to agree on every combination.
#pragma once

#include <string>
#include <string_view>

#include "model/visibility.h"
#include "store/rows.h"
#include "store/sql.h"

namespace lianmeng::store {

// MaySee for a row whose owner and audience are the two columns given.
[[nodiscard]] std::string MaySeeSql(SqlText& sql, const Viewer& viewer,
                                    std::string_view owner_column,
                                    std::string_view audience_column);

// Aliases of the tables in the query.
[[nodiscard]] std::string OrganisationVisibleSql(SqlText& sql, const Viewer& viewer,
                                                 std::string_view organisation);
// Of an offer or a need whose organisation stands under `organisation`.
[[nodiscard]] std::string TradeVisibleSql(SqlText& sql, const Viewer& viewer,
                                          std::string_view trade, std::string_view organisation);

struct LinkAliases {
  std::string_view link;
  std::string_view supplier;
  std::string_view customer;
};
[[nodiscard]] std::string LinkVisibleSql(SqlText& sql, const Viewer& viewer,
                                         const LinkAliases& aliases);

// " FROM offer x JOIN organisation o ON ... WHERE ...": the records of a kind that the viewer may
// see, under the alias x; an offer's or need's organisation under o, a link's parties under s and
// c. More conditions may follow. `join` stands right after x.
[[nodiscard]] std::string VisibleFrom(SqlText& sql, const Viewer& viewer, RecordKind kind,
                                      const std::string& join = "");

// The effects of a measure rest on all that its owner may see: only the owner and the office see
// them.
[[nodiscard]] bool MaySeeEffects(const Viewer& viewer, OrganisationId owner);

// Empties the fields of a visible record that its viewer may not see.
template <typename R>
void HideParts(const Viewer&, R&) {}
void HideParts(const Viewer& viewer, Measure& record);

}  // namespace lianmeng::store
