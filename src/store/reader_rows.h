// Inside of Reader: rows by id, with the names of what they refer to. The caller's condition says
// what is visible.
#pragma once

#include <optional>
#include <string>

#include "store/columns.h"
#include "store/rows.h"
#include "store/sql.h"
#include "store/visible.h"

namespace lianmeng::store {

// What a row of R is called in rows.h, and how it is selected: columns, and joins after the record
// x.
template <typename R>
struct RowOf;

// Columns for the names of an organisation under an alias and of a product under p.
[[nodiscard]] inline std::string OrganisationNameColumns(const std::string& alias) {
  return ", " + alias + ".key, " + alias + ".name, " + alias + ".region";
}
inline constexpr std::string_view kProductNameColumns = ", p.key, p.name_zh, p.name_en";
inline constexpr std::string_view kProductJoin = " LEFT JOIN product p ON p.id = x.product";

int ReadOrganisationName(const Prepared& row, int column, OrganisationName& name);
int ReadProductName(const Prepared& row, int column, ProductName& name);

template <>
struct RowOf<Organisation> {
  using Type = OrganisationRow;
  static std::string More() { return ""; }
  static std::string_view Join() { return ""; }
  static int Read(const Prepared&, int column, Type&) { return column; }
};

template <>
struct RowOf<Product> {
  using Type = ProductRow;
  static std::string More() { return ""; }
  static std::string_view Join() { return ""; }
  static int Read(const Prepared&, int column, Type&) { return column; }
};

template <>
struct RowOf<Offer> {
  using Type = OfferRow;
  static std::string More() {
    return ", x.version" + OrganisationNameColumns("o") + std::string(kProductNameColumns);
  }
  static std::string_view Join() { return kProductJoin; }
  static int Read(const Prepared& row, int column, Type& out) {
    out.version = row.Int(column);
    return ReadProductName(row, ReadOrganisationName(row, column + 1, out.organisation),
                           out.product);
  }
};

template <>
struct RowOf<Need> {
  using Type = NeedRow;
  static std::string More() {
    return ", x.version" + OrganisationNameColumns("o") + std::string(kProductNameColumns);
  }
  static std::string_view Join() { return kProductJoin; }
  static int Read(const Prepared& row, int column, Type& out) {
    out.version = row.Int(column);
    return ReadProductName(row, ReadOrganisationName(row, column + 1, out.organisation),
                           out.product);
  }
};

template <>
struct RowOf<Link> {
  using Type = LinkRow;
  static std::string More() {
    return OrganisationNameColumns("s") + OrganisationNameColumns("c") +
           std::string(kProductNameColumns);
  }
  static std::string_view Join() { return kProductJoin; }
  static int Read(const Prepared& row, int column, Type& out) {
    column = ReadOrganisationName(row, column, out.supplier);
    return ReadProductName(row, ReadOrganisationName(row, column, out.customer), out.product);
  }
};

template <>
struct RowOf<Measure> {
  using Type = MeasureRow;
  static std::string More() {
    return ", x.version, k.key, k.name_zh, k.name_en" + std::string(kProductNameColumns);
  }
  static std::string_view Join() {
    return " JOIN chain k ON k.id = x.chain LEFT JOIN product p ON p.id = x.product";
  }
  static int Read(const Prepared& row, int column, Type& out) {
    out.version = row.Int(column);
    out.chain_key = row.Text(column + 1);
    out.chain_name = {std::string(row.Text(column + 2)), std::string(row.Text(column + 3))};
    return ReadProductName(row, column + 4, out.product);
  }
};

// The visible record of an id with its names; nothing if absent or hidden.
template <typename R>
Result<std::optional<typename RowOf<R>::Type>> FetchRow(Connection& connection,
                                                        const Viewer& viewer, int64_t id) {
  SqlText sql;
  sql << "SELECT " << SelectList<R>("x") << ", x.updated_ms" << RowOf<R>::More()
      << VisibleFrom(sql, viewer, Table<R>::kKind, std::string(RowOf<R>::Join()))
      << " AND x.id = " << sql.Bind(id);
  LM_ASSIGN(Prepared found, sql.Prepare(connection));
  LM_ASSIGN(const bool row, found.Step());
  std::optional<typename RowOf<R>::Type> result;
  if (!row) return result;
  result.emplace();
  const int column = ReadRecord(found, 0, result->record);
  HideParts(viewer, result->record);
  result->updated_at_ms = found.Int(column);
  RowOf<R>::Read(found, column + 1, *result);
  return result;
}

}  // namespace lianmeng::store
