// One record with everything that is shown beside it.
#include "store/reader.h"
#include "store/reader_rows.h"
#include "store/store_impl.h"
#include "store/visible.h"

namespace lianmeng::store {

int ReadOrganisationName(const Prepared& row, int column, OrganisationName& name) {
  name.key = row.Text(column);
  name.name = row.Text(column + 1);
  name.region.value = row.Int(column + 2);
  return column + 3;
}

int ReadProductName(const Prepared& row, int column, ProductName& name) {
  name.key = row.Text(column);
  name.name.zh = row.Text(column + 1);
  name.name.en = row.Text(column + 2);
  return column + 3;
}

namespace {

Error NotFound(std::string value) {
  return MakeError(ErrorCode::kNotFound, {"没有这条记录", "no such record"},
                   {.field = "id", .value = std::move(value)});
}

const PageRequest kFirstPage{.limit = kPageLimit};

// All rows of a statement, each read by `read`.
template <typename Row, typename Read>
Result<std::vector<Row>> ReadAll(Connection& connection, const SqlText& sql, const Read& read) {
  LM_ASSIGN(Prepared rows, sql.Prepare(connection));
  std::vector<Row> all;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return all;
    read(rows, all.emplace_back());
  }
}

template <typename R>
Result<std::vector<R>> ReadRecords(Connection& connection, const SqlText& sql) {
  return ReadAll<R>(connection, sql,
                    [](const Prepared& row, R& record) { ReadRecord(row, 0, record); });
}

Result<std::optional<Region>> FindRegion(Connection& connection, RegionCode code) {
  std::optional<Region> found;
  if (!code) return found;
  SqlText sql;
  sql << "SELECT " << SelectList<Region>("x")
      << " FROM region x WHERE x.code = " << sql.Bind(code.value);
  LM_ASSIGN(std::vector<Region> regions, ReadRecords<Region>(connection, sql));
  if (!regions.empty()) found = std::move(regions.front());
  return found;
}

// Chains of the products that the organisation offers.
Result<std::vector<Chain>> ChainsOfOrganisation(Connection& connection, const Viewer& viewer,
                                                OrganisationId id) {
  SqlText sql;
  sql << "SELECT " << SelectList<Chain>("x")
      << " FROM chain x WHERE x.id IN (SELECT m.chain FROM offer f JOIN chain_product m ON "
         "m.product = f.product"
         " WHERE f.organisation = "
      << sql.Bind(id.value) << " AND " << MaySeeSql(sql, viewer, "f.owner", "f.audience")
      << ") ORDER BY x.key";
  return ReadRecords<Chain>(connection, sql);
}

// What a product is made from, or what is made from it.
struct InputSide {
  std::string_view own;    // the column that holds the product asked about
  std::string_view other;  // the column whose product is named
};

Result<std::vector<InputRow>> InputsOf(Connection& connection, ProductId id,
                                       const InputSide& side) {
  SqlText sql;
  sql << "SELECT " << SelectList<Input>("x") << kProductNameColumns
      << " FROM input x JOIN product p ON p.id = x." << side.other << " WHERE x." << side.own
      << " = " << sql.Bind(id.value) << " ORDER BY p.key LIMIT " << sql.Bind(int64_t{kPageLimit});
  return ReadAll<InputRow>(connection, sql, [](const Prepared& row, InputRow& out) {
    ReadProductName(row, ReadRecord(row, 0, out.record), out.other);
  });
}

Result<int64_t> CountOf(Connection& connection, const SqlText& sql) {
  LM_ASSIGN(Prepared count, sql.Prepare(connection));
  LM_ASSIGN(const bool row, count.Step());
  return row ? count.Int(0) : 0;
}

Result<std::vector<ChainMembership>> ChainsOfProduct(Connection& connection, ProductId id) {
  SqlText sql;
  sql << "SELECT " << SelectList<ChainProduct>("x") << ", " << SelectList<Chain>("c")
      << " FROM chain_product x JOIN chain c ON c.id = x.chain WHERE x.product = "
      << sql.Bind(id.value) << " ORDER BY c.key";
  return ReadAll<ChainMembership>(connection, sql, [](const Prepared& row, ChainMembership& out) {
    ReadRecord(row, ReadRecord(row, 0, out.record), out.chain);
  });
}

Result<std::vector<ChainProductRow>> ProductsOfChain(Connection& connection, const Viewer& viewer,
                                                     ChainId id) {
  SqlText sql;
  sql << "SELECT " << SelectList<ChainProduct>("m") << ", " << SelectList<Product>("p")
      << ", (SELECT COUNT(DISTINCT x.organisation)" << VisibleFrom(sql, viewer, RecordKind::kOffer)
      << " AND x.product = p.id AND x.kind = 'goods')"
         " FROM chain_product m JOIN product p ON p.id = m.product WHERE m.chain = "
      << sql.Bind(id.value) << " ORDER BY m.stage, p.key";
  return ReadAll<ChainProductRow>(connection, sql, [](const Prepared& row, ChainProductRow& out) {
    out.makers = row.Int(ReadRecord(row, ReadRecord(row, 0, out.record), out.product));
  });
}

Status FillChain(Connection& connection, const Viewer& viewer, ChainPage& page) {
  const ChainId id = page.record.id;
  LM_ASSIGN(page.products, ProductsOfChain(connection, viewer, id));
  const std::string inside = " IN (SELECT product FROM chain_product WHERE chain = ";
  SqlText inputs;
  inputs << "SELECT " << SelectList<Input>("x") << " FROM input x WHERE x.product" << inside
         << inputs.Bind(id.value) << ") AND x.input" << inside << inputs.Bind(id.value)
         << ") ORDER BY x.product, x.input";
  LM_ASSIGN(page.inputs, ReadRecords<Input>(connection, inputs));
  SqlText specialisations;
  specialisations << "SELECT " << SelectList<Specialisation>("x")
                  << " FROM specialisation x WHERE x.chain = " << specialisations.Bind(id.value)
                  << " ORDER BY x.region";
  LM_ASSIGN(page.specialisations, ReadRecords<Specialisation>(connection, specialisations));
  SqlText count;
  count << "SELECT COUNT(DISTINCT x.organisation)" << VisibleFrom(count, viewer, RecordKind::kOffer)
        << " AND x.product" << inside << count.Bind(id.value) << ")";
  LM_ASSIGN(page.organisations, CountOf(connection, count));
  return Ok{};
}

}  // namespace

Result<OrganisationPage> Reader::GetOrganisation(OrganisationId named) {
  Connection& connection = lease_->connection();
  OrganisationId id = named;
  {
    LM_ASSIGN(Prepared now, connection.Prepare(
                                "SELECT organisation FROM organisation_source WHERE id = $1"));
    LM_ASSIGN(const bool merged, now.Bind(1, named.value).Step());
    if (merged) id.value = now.Int(0);
  }
  LM_ASSIGN(auto row, FetchRow<Organisation>(connection, viewer_, id.value));
  if (!row) return NotFound(id.ToString());
  OrganisationPage page{.record = std::move(row->record), .updated_at_ms = row->updated_at_ms};
  const int64_t code = page.record.region.value;
  LM_ASSIGN(page.region, FindRegion(connection, page.record.region));
  LM_ASSIGN(page.city, FindRegion(connection, RegionCode{code / 100 * 100}));
  LM_ASSIGN(page.province, FindRegion(connection, RegionCode{code / 10000 * 10000}));
  LM_ASSIGN(page.chains, ChainsOfOrganisation(connection, viewer_, id));
  LM_ASSIGN(page.offers, ListOffers({.organisation = id}, kFirstPage));
  LM_ASSIGN(page.needs, ListNeeds({.organisation = id}, kFirstPage));
  LM_ASSIGN(page.links, ListLinks({.organisation = id}, kFirstPage));
  return page;
}

Result<ProductPage> Reader::GetProduct(ProductId id) {
  Connection& connection = lease_->connection();
  LM_ASSIGN(auto row, FetchRow<Product>(connection, viewer_, id.value));
  if (!row) return NotFound(id.ToString());
  ProductPage page{.record = std::move(row->record), .updated_at_ms = row->updated_at_ms};
  LM_ASSIGN(page.inputs, InputsOf(connection, id, {.own = "product", .other = "input"}));
  LM_ASSIGN(page.uses, InputsOf(connection, id, {.own = "input", .other = "product"}));
  SqlText uses;
  uses << "SELECT COUNT(*) FROM input WHERE input = " << uses.Bind(id.value);
  LM_ASSIGN(page.uses_total, CountOf(connection, uses));
  LM_ASSIGN(page.chains, ChainsOfProduct(connection, id));
  LM_ASSIGN(page.makers, ListOffers({.product = id, .kinds = {TradeKind::kGoods}}, kFirstPage));
  LM_ASSIGN(page.needs, ListNeeds({.product = id, .open = true}, kFirstPage));
  return page;
}

Result<ChainPage> Reader::GetChain(std::string_view key) {
  Connection& connection = lease_->connection();
  SqlText sql;
  sql << "SELECT " << SelectList<Chain>("x")
      << ", x.updated_ms FROM chain x WHERE x.key = " << sql.Bind(key);
  LM_ASSIGN(std::vector<ChainPage> found,
            ReadAll<ChainPage>(connection, sql, [](const Prepared& row, ChainPage& page) {
              page.updated_at_ms = row.Int(ReadRecord(row, 0, page.record));
            }));
  if (found.empty()) return NotFound(std::string(key));
  LM_TRY(FillChain(connection, viewer_, found.front()));
  return std::move(found.front());
}

Result<OfferPage> Reader::GetOffer(OfferId id) {
  Connection& connection = lease_->connection();
  LM_ASSIGN(auto offer, FetchRow<Offer>(connection, viewer_, id.value));
  if (!offer) return NotFound(id.ToString());
  LM_ASSIGN(auto organisation,
            FetchRow<Organisation>(connection, viewer_, offer->record.organisation.value));
  if (!organisation) return Contradiction("offer");  // seen only where its organisation is
  return OfferPage{std::move(*offer), std::move(organisation->record)};
}

Result<NeedPage> Reader::GetNeed(NeedId id) {
  Connection& connection = lease_->connection();
  LM_ASSIGN(auto need, FetchRow<Need>(connection, viewer_, id.value));
  if (!need) return NotFound(id.ToString());
  LM_ASSIGN(auto organisation,
            FetchRow<Organisation>(connection, viewer_, need->record.organisation.value));
  if (!organisation) return Contradiction("need");  // seen only where its organisation is
  return NeedPage{std::move(*need), std::move(organisation->record)};
}

Result<MeasureRow> Reader::GetMeasure(MeasureId id) {
  LM_ASSIGN(auto measure, FetchRow<Measure>(lease_->connection(), viewer_, id.value));
  if (!measure) return NotFound(id.ToString());
  return *std::move(measure);
}

}  // namespace lianmeng::store
