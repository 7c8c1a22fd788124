// The filters of rows.h as SQL conditions on a record under the alias x. Each returns " AND ..." or
// nothing.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/names.h"
#include "model/visibility.h"
#include "store/event_rows.h"
#include "store/rows.h"
#include "store/sql.h"

namespace lianmeng::store {

// At most kFilterValuesMax values in one list; text is UTF-8 without NUL.
inline constexpr size_t kFilterValuesMax = 500;
[[nodiscard]] Status CheckFilter(const OrganisationFilter& filter);
[[nodiscard]] Status CheckFilter(const ProductFilter& filter);
[[nodiscard]] Status CheckFilter(const OfferFilter& filter);
[[nodiscard]] Status CheckFilter(const NeedFilter& filter);
[[nodiscard]] Status CheckFilter(const MeasureFilter& filter);
[[nodiscard]] Status CheckFilter(const EventFilter& filter);

[[nodiscard]] std::string ConditionsOf(SqlText& sql, const Viewer& viewer,
                                       const OrganisationFilter& filter);
[[nodiscard]] std::string ConditionsOf(SqlText& sql, const ProductFilter& filter);
[[nodiscard]] std::string ConditionsOf(SqlText& sql, const OfferFilter& filter);
[[nodiscard]] std::string ConditionsOf(SqlText& sql, const NeedFilter& filter);
[[nodiscard]] std::string ConditionsOf(SqlText& sql, const LinkFilter& filter);
[[nodiscard]] std::string ConditionsOf(SqlText& sql, const MeasureFilter& filter);
[[nodiscard]] std::string ConditionsOf(SqlText& sql, const EventFilter& filter);

// A measure under the alias x that is neither done nor dropped.
inline constexpr std::string_view kMeasureOpenSql = "x.state NOT IN ('done', 'dropped')";

}  // namespace lianmeng::store
