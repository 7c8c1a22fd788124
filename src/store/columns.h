// Records as rows: for every record of model/records.h its table, natural key and columns, stated
// once.
//
// Table<R>::Columns(record, visit) calls visit("column", field) for each column in order. From this
// one list come the column names of SQL, binding, reading, the content's hash and the differences
// in the change log, so that a field cannot be written and forgotten in reading. Ids and derived
// columns are not in it.
//
// LaterColumns are those that a migration added to a table with rows in it. They follow the others
// and count for the content's hash only where they hold something: so a row written before them is
// still known to be unchanged.
#pragma once

#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/text.h"
#include "model/events.h"
#include "model/names.h"
#include "model/records.h"
#include "store/rows.h"
#include "store/sql.h"

namespace lianmeng::store {

template <typename R>
struct Table;  // kVersioned where the row counts its changes in a column `version`

// ---- Natural keys: how a record is found again

struct ByKey {
  static constexpr bool kHasId = true;
  static constexpr int kKeyParts = 1;
  static constexpr std::string_view kWhereKey = "key = $1";
  template <typename R>
  static void BindKey(Prepared& statement, const R& record) {
    statement.Bind(1, std::string_view(record.key));
  }
  template <typename R>
  static std::string KeyText(const R& record) {
    return record.key;
  }
};

[[nodiscard]] inline std::string PairText(int64_t a, int64_t b) {
  return std::to_string(a) + ":" + std::to_string(b);
}

template <>
struct Table<Region> {
  static constexpr RecordKind kKind = RecordKind::kRegion;
  static constexpr bool kHasId = false;
  static constexpr int kKeyParts = 1;
  static constexpr std::string_view kWhereKey = "code = $1";
  static constexpr std::string_view kOrder = "code";
  static void BindKey(Prepared& s, const Region& r) { s.Bind(1, r.code.value); }
  static std::string KeyText(const Region& r) { return r.code.ToString(); }
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("code", r.code), v("name_zh", r.name.zh), v("name_en", r.name.en), v("parent", r.parent);
    v("longitude_deg", r.centroid.longitude_deg), v("latitude_deg", r.centroid.latitude_deg);
    v("tile_column", r.tile_column), v("tile_row", r.tile_row), v("source", r.source);
  }
};

template <>
struct Table<Pairing> {
  static constexpr RecordKind kKind = RecordKind::kPairing;
  static constexpr bool kHasId = false;
  static constexpr int kKeyParts = 2;
  static constexpr std::string_view kWhereKey = "region_a = $1 AND region_b = $2";
  static constexpr std::string_view kOrder = "region_a, region_b";
  static void BindKey(Prepared& s, const Pairing& r) {
    s.Bind(1, r.region_a.value).Bind(2, r.region_b.value);
  }
  static std::string KeyText(const Pairing& r) {
    return PairText(r.region_a.value, r.region_b.value);
  }
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("region_a", r.region_a), v("region_b", r.region_b), v("source", r.source);
  }
};

template <>
struct Table<Product> : ByKey {
  static constexpr RecordKind kKind = RecordKind::kProduct;
  static constexpr std::string_view kOrder = "id";
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("key", r.key), v("name_zh", r.name.zh), v("name_en", r.name.en), v("aliases", r.aliases);
    v("category", r.category), v("industry", r.industry), v("unit", r.unit);
    v("price_fen", r.price_fen), v("outside_share", r.outside_share);
    v("summary", r.summary), v("source", r.source);
  }
};

template <>
struct Table<Input> {
  static constexpr RecordKind kKind = RecordKind::kInput;
  static constexpr bool kHasId = false;
  static constexpr int kKeyParts = 2;
  static constexpr std::string_view kWhereKey = "product = $1 AND input = $2";
  static constexpr std::string_view kOrder = "product, input";
  static void BindKey(Prepared& s, const Input& r) {
    s.Bind(1, r.product.value).Bind(2, r.input.value);
  }
  static std::string KeyText(const Input& r) { return PairText(r.product.value, r.input.value); }
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("product", r.product), v("input", r.input), v("cost_share", r.cost_share);
    v("essentiality", r.essentiality), v("stock_days", r.stock_days);
    v("qualify_days", r.qualify_days), v("source", r.source);
  }
};

template <>
struct Table<Chain> : ByKey {
  static constexpr RecordKind kKind = RecordKind::kChain;
  static constexpr std::string_view kOrder = "id";
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("key", r.key), v("name_zh", r.name.zh), v("name_en", r.name.en);
    v("summary_zh", r.summary.zh), v("summary_en", r.summary.en);
    v("team", r.team), v("source", r.source);
  }
};

template <>
struct Table<ChainProduct> {
  static constexpr RecordKind kKind = RecordKind::kChainProduct;
  static constexpr bool kHasId = false;
  static constexpr int kKeyParts = 2;
  static constexpr std::string_view kWhereKey = "chain = $1 AND product = $2";
  static constexpr std::string_view kOrder = "chain, product";
  static void BindKey(Prepared& s, const ChainProduct& r) {
    s.Bind(1, r.chain.value).Bind(2, r.product.value);
  }
  static std::string KeyText(const ChainProduct& r) {
    return PairText(r.chain.value, r.product.value);
  }
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("chain", r.chain), v("product", r.product), v("segment", r.segment);
    v("stage", r.stage), v("final", r.final);
  }
};

template <>
struct Table<Specialisation> {
  static constexpr RecordKind kKind = RecordKind::kSpecialisation;
  static constexpr bool kHasId = false;
  static constexpr int kKeyParts = 2;
  static constexpr std::string_view kWhereKey = "chain = $1 AND region = $2";
  static constexpr std::string_view kOrder = "chain, region";
  static void BindKey(Prepared& s, const Specialisation& r) {
    s.Bind(1, r.chain.value).Bind(2, r.region.value);
  }
  static std::string KeyText(const Specialisation& r) {
    return PairText(r.chain.value, r.region.value);
  }
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("chain", r.chain), v("region", r.region), v("weight", r.weight), v("source", r.source);
  }
};

template <>
struct Table<Organisation> : ByKey {
  static constexpr RecordKind kKind = RecordKind::kOrganisation;
  static constexpr std::string_view kOrder = "id";
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("key", r.key), v("kind", r.kind), v("name", r.name), v("name_en", r.name_en);
    v("short_name", r.short_name), v("aliases", r.aliases), v("credit_code", r.credit_code);
    v("region", r.region), v("industry", r.industry), v("titles", r.titles), v("scale", r.scale);
    v("employees", r.employees), v("revenue_fen_year", r.revenue_fen_year);
    v("summary", r.summary), v("verified_by", r.verified_by), v("sample", r.sample);
    v("source", r.source), v("owner", r.ownership.owner), v("audience", r.ownership.audience);
  }
};

// Terms that a record does not have are empty columns. Reading: whether it has them is known once
// they are read.
template <typename T, typename Columns>
void OfTerms(const std::optional<T>& terms, const Columns& columns) {
  const T none;
  columns(terms ? *terms : none);
}
template <typename T, typename Columns>
void OfTerms(std::optional<T>& terms, const Columns& columns) {
  if (!terms) terms.emplace();
  columns(*terms);
  if (*terms == T{}) terms.reset();
}

// Of a need and of an offer alike.
template <typename R, typename V>
void TermColumns(R& r, V&& v) {
  OfTerms(r.capital, [&](auto& terms) {
    v("amount_min_fen", terms.amount_min_fen), v("amount_max_fen", terms.amount_max_fen);
    v("stages", terms.stages), v("instruments", terms.instruments), v("sectors", terms.sectors);
  });
  OfTerms(r.talent, [&](auto& terms) {
    v("role", terms.role), v("skills", terms.skills), v("talent_level", terms.level);
    v("place", terms.place), v("from_day", terms.from), v("until_day", terms.until);
    v("engagements", terms.engagements);
  });
  OfTerms(r.technology, [&](auto& terms) {
    v("fields", terms.fields), v("maturity", terms.maturity);
    v("cooperation", terms.cooperation);
  });
}

template <>
struct Table<Offer> : ByKey {
  static constexpr bool kVersioned = true;
  static constexpr RecordKind kKind = RecordKind::kOffer;
  static constexpr std::string_view kOrder = "id";
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("key", r.key), v("organisation", r.organisation), v("kind", r.kind), v("product", r.product);
    v("text", r.text), v("capacity_year", r.capacity_year), v("revenue_share", r.revenue_share);
    v("price_min_fen", r.price_min_fen), v("price_max_fen", r.price_max_fen);
    v("lead_time_days", r.lead_time_days), v("utilisation", r.utilisation);
    v("regions_served", r.regions_served), v("valid_until", r.valid_until);
    v("sample", r.sample), v("source", r.source);
    v("owner", r.ownership.owner), v("audience", r.ownership.audience);
  }
  template <typename R, typename V>
  static void LaterColumns(R& r, V&& v) {
    TermColumns(r, v);
  }
};

template <>
struct Table<Need> : ByKey {
  static constexpr bool kVersioned = true;
  static constexpr RecordKind kKind = RecordKind::kNeed;
  static constexpr std::string_view kOrder = "id";
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("key", r.key), v("organisation", r.organisation), v("kind", r.kind), v("product", r.product);
    v("text", r.text), v("quantity", r.quantity), v("price_max_fen", r.price_max_fen);
    v("needed_by", r.needed_by), v("preferred_regions", r.preferred_regions);
    v("excluded_regions", r.excluded_regions), v("wanted_titles", r.wanted_titles);
    v("open", r.open), v("sample", r.sample), v("source", r.source);
    v("owner", r.ownership.owner), v("audience", r.ownership.audience);
  }
  template <typename R, typename V>
  static void LaterColumns(R& r, V&& v) {
    TermColumns(r, v);
    v("required_terms", r.required_terms), v("close_reason", r.close_reason);
  }
};

template <>
struct Table<Link> {
  static constexpr RecordKind kKind = RecordKind::kLink;
  static constexpr bool kHasId = true;
  static constexpr int kKeyParts = 3;
  static constexpr std::string_view kWhereKey =
      "supplier = $1 AND customer = $2 AND COALESCE(product, 0) = $3";
  static constexpr std::string_view kOrder = "id";
  static void BindKey(Prepared& s, const Link& r) {
    s.Bind(1, r.supplier.value).Bind(2, r.customer.value).Bind(3, r.product.value);
  }
  static std::string KeyText(const Link& r) {
    return PairText(r.supplier.value, r.customer.value) + ":" + r.product.ToString();
  }
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("supplier", r.supplier), v("customer", r.customer), v("product", r.product);
    v("value_fen_year", r.value_fen_year), v("status", r.status), v("confidence", r.confidence);
    v("year", r.year), v("sample", r.sample), v("source", r.source);
    v("owner", r.ownership.owner), v("audience", r.ownership.audience);
  }
};

template <>
struct Table<Measure> : ByKey {
  static constexpr bool kVersioned = true;
  static constexpr RecordKind kKind = RecordKind::kMeasure;
  static constexpr std::string_view kOrder = "id";
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("key", r.key), v("chain", r.chain), v("product", r.product), v("kind", r.kind);
    v("state", r.state), v("title", r.title), v("note", r.note), v("responsible", r.responsible);
    v("responsible_organisation", r.responsible_organisation);
    v("organisations", r.organisations), v("due", r.due), v("cost_fen", r.cost_fen);
    v("effect_severity_before", r.computed.severity_before);
    v("effect_severity_after", r.computed.severity_after);
    v("effect_level_before", r.computed.level_before);
    v("effect_level_after", r.computed.level_after), v("effect_computed_by", r.computed_by);
    v("effect_severity_start", r.seen.severity_before);
    v("effect_severity_end", r.seen.severity_after);
    v("effect_level_start", r.seen.level_before), v("effect_level_end", r.seen.level_after);
    v("effect_started_ms", r.started_ms), v("effect_ended_ms", r.ended_ms);
    v("effect_note", r.effect_note), v("sample", r.sample), v("source", r.source);
    v("owner", r.ownership.owner), v("audience", r.ownership.audience);
  }
};

template <>
struct Table<MatchmakingEvent> : ByKey {
  static constexpr bool kVersioned = true;
  static constexpr RecordKind kKind = RecordKind::kEvent;
  static constexpr std::string_view kOrder = "id";
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("key", r.key), v("title", r.title), v("place", r.place), v("date", r.date);
    v("state", r.state), v("slot_starts", r.slot_starts), v("slot_minutes", r.slot_minutes);
    v("morning_slots", r.morning_slots), v("tables", r.tables), v("breaks_max", r.breaks_max);
    v("note", r.note), v("sample", r.sample), v("source", r.source);
    v("owner", r.ownership.owner), v("audience", r.ownership.audience);
  }
};

// Parts of an event: rows by id beside it, whose history is the event's.
template <>
struct Table<Participant> {
  static constexpr bool kHasId = true;
  static constexpr std::string_view kName = "event_participant";
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("event", r.event), v("organisation", r.organisation), v("name", r.name);
    v("contact", r.contact), v("state", r.state), v("unavailable", r.unavailable);
    v("meetings_max", r.meetings_max);
  }
};

template <>
struct Table<MeetingRequest> {
  static constexpr bool kHasId = true;
  static constexpr std::string_view kName = "event_request";
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("event", r.event), v("a", r.a), v("b", r.b), v("asked_by", r.asked_by);
    v("priority", r.priority), v("session", r.session), v("fixed_slot", r.fixed_slot);
    v("state", r.state), v("valid_until", r.valid_until), v("note", r.note);
  }
};

// A run's point is a row beside its run's id; it has no history of its own.
template <>
struct Table<RiskRunPoint> {
  static constexpr bool kHasId = false;
  template <typename R, typename V>
  static void Columns(R& r, V&& v) {
    v("chain", r.chain), v("product", r.product), v("level", r.level), v("score", r.score);
    v("severity_largest_maker", r.severity_largest_maker);
    v("severity_largest_city", r.severity_largest_city);
    v("severity_outside", r.severity_outside), v("gravest", r.gravest);
    v("makers_effective", r.makers_effective);
    v("known_purchases_share", r.known_purchases_share);
    v("known_capacity_share", r.known_capacity_share);
  }
};

// ---- Field types

template <typename T>
struct IsId : std::false_type {};
template <typename Tag>
struct IsId<Id<Tag>> : std::true_type {};
template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};

// Lists as text: every item ends in a line feed; a line feed inside is written \n, a backslash \\.
[[nodiscard]] std::string EncodeList(const std::vector<std::string>& items);
[[nodiscard]] std::vector<std::string> DecodeList(std::string_view text);

// The enumeration's value of a stored code, without the folding of Parse<E>. The store wrote the
// code itself, so an unknown one can only come from a damaged file: the first value then stands in.
template <typename E>
[[nodiscard]] E FromCode(std::string_view code) {
  for (const auto& name : NamesOf<E>()) {
    if (name.code == code) return name.value;
  }
  return NamesOf<E>().front().value;
}

template <typename T>
[[nodiscard]] std::string ItemText(const T& item) {
  if constexpr (IsId<T>::value) return item.ToString();
  if constexpr (std::is_enum_v<T>) return std::string(Code(item));
  if constexpr (std::is_same_v<T, std::string>) return item;
  if constexpr (std::is_integral_v<T>) return std::to_string(item);
}

template <typename T>
[[nodiscard]] T ItemFrom(const std::string& text) {
  if constexpr (IsId<T>::value) return T{ParseIdValue(text).value_or(0)};
  if constexpr (std::is_enum_v<T>) return FromCode<T>(text);
  if constexpr (std::is_same_v<T, std::string>) return text;
  if constexpr (std::is_integral_v<T>) return static_cast<T>(ParseIdValue(text).value_or(0));
}

// A field as one database value: null, integer, real or text.
using Cell = std::variant<std::monostate, int64_t, double, std::string>;

template <typename T>
[[nodiscard]] Cell ToCell(const T& field) {
  if constexpr (IsOptional<T>::value) {
    return field ? ToCell(*field) : Cell{};
  } else if constexpr (IsVector<T>::value) {
    std::vector<std::string> items;
    for (const auto& item : field) items.push_back(ItemText(item));
    return EncodeList(items);
  } else if constexpr (IsId<T>::value) {
    return field ? Cell{field.value} : Cell{};
  } else if constexpr (std::is_same_v<T, Date>) {
    return field.ToString();
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(Code(field));
  } else if constexpr (std::is_same_v<T, double>) {
    return field;
  } else if constexpr (std::is_integral_v<T>) {
    return int64_t{field};
  } else {
    return field;
  }
}

void BindCell(Prepared& statement, int position, const Cell& cell);

template <typename T>
void ReadField(const Prepared& row, int column, T& field) {
  if constexpr (IsOptional<T>::value) {
    field.reset();
    if (!row.IsNull(column)) ReadField(row, column, field.emplace());
  } else if constexpr (IsVector<T>::value) {
    field.clear();
    for (const std::string& item : DecodeList(row.Text(column))) {
      field.push_back(ItemFrom<typename T::value_type>(item));
    }
  } else if constexpr (IsId<T>::value) {
    field.value = row.Int(column);  // null reads as 0: none
  } else if constexpr (std::is_same_v<T, Date>) {
    field = Date::Parse(row.Text(column)).value_or(Date{});
  } else if constexpr (std::is_enum_v<T>) {
    field = FromCode<T>(row.Text(column));
  } else if constexpr (std::is_same_v<T, double>) {
    field = row.Real(column);
  } else if constexpr (std::is_same_v<T, bool>) {
    field = row.Int(column) != 0;
  } else if constexpr (std::is_integral_v<T>) {
    field = static_cast<T>(row.Int(column));
  } else {
    field = row.Text(column);
  }
}

// ---- Whole records

template <typename R, typename V>
void VisitColumns(R& record, V&& visit) {
  using T = Table<std::remove_const_t<R>>;
  T::Columns(record, visit);
  if constexpr (requires { T::LaterColumns(record, visit); }) T::LaterColumns(record, visit);
}

struct NamedCell {
  const char* column;
  Cell cell;
  bool later = false;  // of LaterColumns
};

template <typename R>
[[nodiscard]] std::vector<NamedCell> Cells(const R& record) {
  std::vector<NamedCell> cells;
  cells.reserve(40);
  Table<R>::Columns(record, [&](const char* column, const auto& field) {
    cells.push_back({column, ToCell(field)});
  });
  const auto add_later = [&](const char* column, const auto& field) {
    cells.push_back({column, ToCell(field), /*later=*/true});
  };
  if constexpr (requires { Table<R>::LaterColumns(record, add_later); }) {
    Table<R>::LaterColumns(record, add_later);
  }
  return cells;
}

// Equal for equal cells; differs otherwise but for a chance of 2^-64.
[[nodiscard]] int64_t ContentHash(const std::vector<NamedCell>& cells);

// Text is UTF-8 without NUL, reals are finite.
[[nodiscard]] Status CheckCells(RecordKind kind, const std::vector<NamedCell>& cells);

// {"revenue_fen_year":[1200,1500],...}: columns in which the two differ, before and after.
[[nodiscard]] std::string DifferenceJson(const std::vector<NamedCell>& before,
                                         const std::vector<NamedCell>& after);
[[nodiscard]] std::vector<FieldChange> ParseDifference(std::string_view json);

template <typename R>
[[nodiscard]] std::vector<std::string> ColumnNames() {
  std::vector<std::string> names;
  R record;
  VisitColumns(record, [&](const char* column, auto&) { names.emplace_back(column); });
  return names;
}

// "o.id, o.key, ...": the id first where there is one. `alias` is the table's in the query.
template <typename R>
[[nodiscard]] std::string SelectList(std::string_view alias) {
  std::string list;
  const std::string dot = std::string(alias) + ".";
  if (Table<R>::kHasId) list = dot + "id";
  for (const std::string& name : ColumnNames<R>()) list += (list.empty() ? "" : ", ") + dot + name;
  return list;
}

// Reads what SelectList selected, from column `first` on; returns the column after it.
template <typename R>
int ReadRecord(const Prepared& row, int first, R& record) {
  int column = first;
  if constexpr (Table<R>::kHasId) record.id.value = row.Int(column++);
  VisitColumns(record, [&](const char*, auto& field) { ReadField(row, column++, field); });
  return column;
}

// How names are compared by rank: every normalised name between line feeds, the initials between
// tabs.
[[nodiscard]] std::string NamesForRank(const std::vector<std::string>& names);
[[nodiscard]] std::string InitialsForRank(const std::vector<std::string>& names);

}  // namespace lianmeng::store
