#include "store/conditions.h"

#include <string_view>

#include "base/text.h"
#include "store/columns.h"
#include "store/visible.h"

namespace lianmeng::store {
namespace {

template <typename IdType>
std::string IdList(SqlText& sql, const std::vector<IdType>& ids) {
  std::vector<int64_t> values;
  for (const IdType id : ids) values.push_back(id.value);
  return sql.BindList(values);
}

template <typename E>
std::string CodeList(SqlText& sql, const std::vector<E>& values) {
  std::vector<std::string> codes;
  for (const E value : values) codes.emplace_back(Code(value));
  return sql.BindList(codes);
}

// The codes inside a province, a city, or a county alone.
std::string InsideSql(SqlText& sql, const std::string& column, RegionCode region) {
  const int64_t width = region.value % 10000 == 0 ? 10000 : region.value % 100 == 0 ? 100 : 1;
  return column + " BETWEEN " + sql.Bind(region.value) + " AND " +
         sql.Bind(region.value + width - 1);
}

std::string RegionsSql(SqlText& sql, const std::string& column, std::vector<RegionCode> regions,
                       const std::vector<RegionCode>& more) {
  regions.insert(regions.end(), more.begin(), more.end());
  if (regions.empty()) return "";
  std::string any;
  for (const RegionCode region : regions) {
    any += (any.empty() ? "" : " OR ") + InsideSql(sql, column, region);
  }
  return " AND (" + any + ")";
}

std::string ProductOfChains(SqlText& sql, const std::string& column,
                            const std::vector<ChainId>& chains) {
  if (chains.empty()) return "";
  return " AND " + column + " IN (SELECT product FROM chain_product WHERE chain IN " +
         IdList(sql, chains) + ")";
}

Error TooMany(const char* field, size_t count) {
  return MakeError(ErrorCode::kInvalidArgument, {"筛选条件过多", "too many values in one filter"},
                   {.field = field, .value = std::to_string(count)});
}

Status CheckText(const char* field, std::string_view text) {
  if (IsValidUtf8(text) && text.find('\0') == std::string_view::npos) return Ok{};
  return MakeError(ErrorCode::kInvalidArgument, {"不是有效的文字", "is not valid text"},
                   {.field = field});
}

struct ListSize {
  const char* field;
  size_t size;
};

Status CheckSizes(std::initializer_list<ListSize> lists) {
  for (const ListSize& list : lists) {
    if (list.size > kFilterValuesMax) return TooMany(list.field, list.size);
  }
  return Ok{};
}

Status CheckTerms(const TermFilter& filter) {
  LM_TRY(CheckText("sector", filter.sector));
  return CheckSizes({{"stage", filter.stages.size()},
                     {"instrument", filter.instruments.size()},
                     {"level", filter.levels.size()},
                     {"engagement", filter.engagements.size()},
                     {"cooperation", filter.cooperation.size()}});
}

// A list column, whose items end in a line feed each, that holds one of the items.
std::string HoldsOneOf(SqlText& sql, const std::string& column,
                       const std::vector<std::string>& items) {
  std::string any;
  for (const std::string& item : items) {
    std::string pattern = "%\n";
    for (const char c : EncodeList({item})) {
      if (c == '%' || c == '_' || c == '!') pattern += '!';
      pattern += c;
    }
    any += (any.empty() ? "" : " OR ") + std::string("(") + sql.Bind(std::string("\n")) + " || " +
           column + ") LIKE " + sql.Bind(pattern + "%") + " ESCAPE '!'";
  }
  return any;
}

template <typename E>
std::string HoldsCode(SqlText& sql, const std::string& column, const std::vector<E>& values) {
  if (values.empty()) return "";
  std::vector<std::string> codes;
  for (const E value : values) codes.emplace_back(Code(value));
  return " AND (" + HoldsOneOf(sql, column, codes) + ")";
}

std::string TermsSql(SqlText& sql, const TermFilter& filter) {
  std::string where = HoldsCode(sql, "x.stages", filter.stages) +
                      HoldsCode(sql, "x.instruments", filter.instruments) +
                      HoldsCode(sql, "x.engagements", filter.engagements) +
                      HoldsCode(sql, "x.cooperation", filter.cooperation);
  if (!filter.levels.empty()) where += " AND x.talent_level IN " + CodeList(sql, filter.levels);
  if (!filter.sector.empty()) {
    where += " AND (" + HoldsOneOf(sql, "x.sectors", {filter.sector}) + " OR " +
             HoldsOneOf(sql, "x.fields", {filter.sector}) + ")";
  }
  if (filter.maturity_min) where += " AND x.maturity >= " + sql.Bind(int64_t{*filter.maturity_min});
  if (filter.amount_fen) {
    const std::string amount = sql.Bind(*filter.amount_fen);
    where += " AND COALESCE(x.amount_min_fen, x.amount_max_fen) IS NOT NULL AND " +
             std::string("COALESCE(x.amount_min_fen, ") + amount + ") <= " + amount +
             " AND COALESCE(x.amount_max_fen, " + amount + ") >= " + amount;
  }
  return where;
}

}  // namespace

Status CheckFilter(const OrganisationFilter& filter) {
  LM_TRY(CheckText("industry", filter.industry_prefix));
  return CheckSizes({{"city", filter.cities.size()},
                     {"province", filter.provinces.size()},
                     {"chain", filter.chains.size()},
                     {"product", filter.products.size()},
                     {"title", filter.titles.size()},
                     {"scale", filter.scales.size()},
                     {"kind", filter.kinds.size()}});
}

Status CheckFilter(const ProductFilter& filter) {
  LM_TRY(CheckText("category", filter.category));
  return CheckSizes({{"chain", filter.chains.size()}});
}

Status CheckFilter(const OfferFilter& filter) {
  LM_TRY(CheckTerms(filter.terms));
  return CheckSizes({{"kind", filter.kinds.size()},
                     {"chain", filter.chains.size()},
                     {"city", filter.cities.size()}});
}

Status CheckFilter(const NeedFilter& filter) {
  LM_TRY(CheckTerms(filter.terms));
  return CheckSizes({{"kind", filter.kinds.size()},
                     {"chain", filter.chains.size()},
                     {"city", filter.cities.size()}});
}

Status CheckFilter(const MeasureFilter& filter) {
  return CheckSizes({{"chain", filter.chains.size()},
                     {"kind", filter.kinds.size()},
                     {"state", filter.states.size()}});
}

Status CheckFilter(const EventFilter& filter) {
  return CheckSizes({{"state", filter.states.size()}});
}

std::string ConditionsOf(SqlText& sql, const Viewer& viewer, const OrganisationFilter& filter) {
  std::string where = RegionsSql(sql, "x.region", filter.cities, filter.provinces);
  const std::string offered = " AND x.id IN (SELECT f.organisation FROM offer f WHERE ";
  if (!filter.chains.empty()) {
    where += offered + MaySeeSql(sql, viewer, "f.owner", "f.audience") +
             ProductOfChains(sql, "f.product", filter.chains) + ")";
  }
  if (!filter.products.empty()) {
    where += offered + MaySeeSql(sql, viewer, "f.owner", "f.audience") + " AND f.product IN " +
             IdList(sql, filter.products) + ")";
  }
  if (!filter.titles.empty()) {
    where += " AND x.id IN (SELECT organisation FROM organisation_title WHERE title IN " +
             CodeList(sql, filter.titles) + ")";
  }
  if (!filter.scales.empty()) where += " AND x.scale IN " + CodeList(sql, filter.scales);
  if (!filter.kinds.empty()) where += " AND x.kind IN " + CodeList(sql, filter.kinds);
  if (!filter.industry_prefix.empty()) {
    const std::string prefix = sql.Bind(filter.industry_prefix);
    where += " AND SUBSTR(x.industry, 1, LENGTH(" + prefix + ")) = " + prefix;
  }
  if (filter.changed_after_ms) where += " AND x.updated_ms > " + sql.Bind(*filter.changed_after_ms);
  if (filter.has_open_needs) {
    where += std::string(" AND ") + (*filter.has_open_needs ? "" : "NOT ") +
             "EXISTS (SELECT 1 FROM need n WHERE n.organisation = x.id AND n.open = 1 AND " +
             MaySeeSql(sql, viewer, "n.owner", "n.audience") + ")";
  }
  return where;
}

std::string ConditionsOf(SqlText& sql, const ProductFilter& filter) {
  std::string where = ProductOfChains(sql, "x.id", filter.chains);
  if (!filter.category.empty()) where += " AND x.category = " + sql.Bind(filter.category);
  return where;
}

std::string ConditionsOf(SqlText& sql, const OfferFilter& filter) {
  std::string where = RegionsSql(sql, "o.region", filter.cities, {}) + TermsSql(sql, filter.terms);
  where += ProductOfChains(sql, "x.product", filter.chains);
  if (filter.organisation) where += " AND x.organisation = " + sql.Bind(filter.organisation.value);
  if (filter.product) where += " AND x.product = " + sql.Bind(filter.product.value);
  if (!filter.kinds.empty()) where += " AND x.kind IN " + CodeList(sql, filter.kinds);
  if (filter.changed_after_ms) where += " AND x.updated_ms > " + sql.Bind(*filter.changed_after_ms);
  return where;
}

std::string ConditionsOf(SqlText& sql, const NeedFilter& filter) {
  std::string where = RegionsSql(sql, "o.region", filter.cities, {});
  where += ProductOfChains(sql, "x.product", filter.chains);
  if (filter.organisation) where += " AND x.organisation = " + sql.Bind(filter.organisation.value);
  if (filter.product) where += " AND x.product = " + sql.Bind(filter.product.value);
  if (!filter.kinds.empty()) where += " AND x.kind IN " + CodeList(sql, filter.kinds);
  if (filter.open) where += " AND x.open = " + sql.Bind(int64_t{*filter.open});
  if (filter.changed_after_ms) where += " AND x.updated_ms > " + sql.Bind(*filter.changed_after_ms);
  return where + TermsSql(sql, filter.terms);
}

std::string ConditionsOf(SqlText& sql, const LinkFilter& filter) {
  std::string where;
  if (filter.organisation) {
    const std::string id = sql.Bind(filter.organisation.value);
    switch (filter.role) {
      case LinkFilter::Role::kSupplier:
        where += " AND x.supplier = " + id;
        break;
      case LinkFilter::Role::kCustomer:
        where += " AND x.customer = " + id;
        break;
      case LinkFilter::Role::kEither:
        where += " AND (x.supplier = " + id + " OR x.customer = " + id + ")";
        break;
    }
  }
  if (filter.product) where += " AND x.product = " + sql.Bind(filter.product.value);
  return where;
}

std::string ConditionsOf(SqlText& sql, const MeasureFilter& filter) {
  std::string where;
  if (!filter.chains.empty()) where += " AND x.chain IN " + IdList(sql, filter.chains);
  if (filter.product) where += " AND x.product = " + sql.Bind(filter.product.value);
  if (!filter.kinds.empty()) where += " AND x.kind IN " + CodeList(sql, filter.kinds);
  if (!filter.states.empty()) where += " AND x.state IN " + CodeList(sql, filter.states);
  if (filter.overdue_on) {
    where += " AND " + std::string(kMeasureOpenSql) + " AND x.due < " +
             sql.Bind(filter.overdue_on->ToString());
  }
  return where;
}

std::string ConditionsOf(SqlText& sql, const EventFilter& filter) {
  return filter.states.empty() ? "" : " AND x.state IN " + CodeList(sql, filter.states);
}

}  // namespace lianmeng::store
