// Lists: organisations with their facets and export, products, offers, needs, links.
#include <algorithm>

#include "store/conditions.h"
#include "store/reader.h"
#include "store/reader_rows.h"
#include "store/search.h"
#include "store/store_impl.h"
#include "store/visible.h"

namespace lianmeng::store {
namespace {

// The rows of a page of ids, in its order.
template <typename R>
Result<Page<typename RowOf<R>::Type>> FetchPage(Connection& connection, const Viewer& viewer,
                                                IdPage&& ids) {
  Page<typename RowOf<R>::Type> page;
  page.next_cursor = std::move(ids.next_cursor);
  page.total = ids.total;
  page.rows.reserve(ids.ids.size());
  for (const int64_t id : ids.ids) {
    LM_ASSIGN(auto row, FetchRow<R>(connection, viewer, id));
    // The same snapshot and condition selected it.
    if (!row) return Contradiction(Name(Table<R>::kKind));
    page.rows.push_back(std::move(*row));
  }
  return page;
}

// A list that can be searched, as its parts differ from kind to kind.
struct SearchedList {
  RecordKind kind;
  std::function<std::string(SqlText&)> conditions;  // " AND ..."
  std::vector<SortColumn> order;                    // after relevance; the last is unique
  bool by_relevance = true;                         // when there is a query
};

ListPlan PlanOf(Connection& connection, const Viewer& viewer, const Search& search,
                const SearchedList& list) {
  ListPlan plan;
  plan.from = [&](SqlText& sql) {
    const std::string hits = HitsSql(connection.text_index(), search, sql);
    sql << VisibleFrom(sql, viewer, list.kind, hits) << list.conditions(sql);
  };
  plan.order = [&](SqlText& sql) {
    std::vector<SortColumn> columns;
    if (search.active() && list.by_relevance) columns = RankColumns(search, sql);
    columns.insert(columns.end(), list.order.begin(), list.order.end());
    return columns;
  };
  return plan;
}

SearchRun RunOf(Connection& connection, const Viewer& viewer, const Search& search,
                RecordKind kind) {
  SearchRun run;
  run.visible = [&connection, &viewer, &search, kind](SqlText& sql) {
    const std::string hits = HitsSql(connection.text_index(), search, sql);
    sql << VisibleFrom(sql, viewer, kind, hits);
  };
  return run;
}

// The ids of one page; search.partial tells afterwards in which way they were found.
Result<IdPage> SearchIds(Connection& connection, const Viewer& viewer, Search& search,
                         const SearchedList& list, const PageRequest& page) {
  const ListPlan plan = PlanOf(connection, viewer, search, list);
  if (!search.active()) return ListIds(connection, plan, page);
  if (!page.cursor.empty()) {
    // The cursor knows in which way its first page was found: it fits no other query.
    Result<IdPage> next = ListIds(connection, plan, page);
    if (next || next.error().place.field != "cursor" || search.query.terms.empty()) return next;
    search.partial = true;
    return ListIds(connection, plan, page);
  }
  IdPage found;
  SearchRun run = RunOf(connection, viewer, search, list.kind);
  run.list = [&]() -> Result<bool> {
    LM_ASSIGN(found, ListIds(connection, plan, page));
    return !found.ids.empty();
  };
  LM_TRY(RunSearch(connection, search, run));
  return found;
}

SearchedList OrganisationsOf(const Viewer& viewer, const OrganisationFilter& filter,
                             OrganisationOrder order) {
  SearchedList list{.kind = RecordKind::kOrganisation};
  list.conditions = [&viewer, &filter](SqlText& sql) { return ConditionsOf(sql, viewer, filter); };
  list.order = {{"x.sort_key", /*text=*/true}, {"x.id"}};
  if (order == OrganisationOrder::kRevenue) {
    list.order = {{"-COALESCE(x.revenue_fen_year, -1)"}, {"x.id"}};
  }
  list.by_relevance = order == OrganisationOrder::kRelevance;
  return list;
}

// One statement for all facets, so that the organisations are found once.
void AppendFacets(SqlText& sql, const Viewer& viewer, const ListPlan& plan) {
  sql << "WITH f AS MATERIALIZED (SELECT x.id AS id, x.region / 100 * 100 AS city, x.scale AS "
         "scale";
  plan.from(sql);
  sql << ") SELECT 0 AS facet, 0 AS number, '' AS code, COUNT(*) AS count FROM f"
         " UNION ALL SELECT 1, COALESCE(f.city, 0), '', COUNT(*) FROM f GROUP BY f.city"
         " UNION ALL SELECT 2, c.chain, '', COUNT(*) FROM (SELECT DISTINCT f.id AS id, m.chain AS "
         "chain"
         " FROM f JOIN offer x ON x.organisation = f.id JOIN chain_product m ON m.product = "
         "x.product"
         " WHERE "
      << MaySeeSql(sql, viewer, "x.owner", "x.audience")
      << ") AS c GROUP BY c.chain"
         " UNION ALL SELECT 3, 0, t.title, COUNT(*) FROM f JOIN organisation_title t"
         " ON t.organisation = f.id GROUP BY t.title"
         " UNION ALL SELECT 4, 0, COALESCE(f.scale, ''), COUNT(*) FROM f GROUP BY f.scale"
         " ORDER BY 1, 2, 3";
}

Result<Facets> ReadFacets(Prepared& rows) {
  Facets facets;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) break;
    const int64_t number = rows.Int(1);
    const int64_t count = rows.Int(3);
    switch (rows.Int(0)) {
      case 0:
        facets.total = count;
        break;
      case 1:
        facets.cities.push_back({RegionCode{number}, count});
        break;
      case 2:
        facets.chains.push_back({ChainId{number}, count});
        break;
      case 3:
        facets.titles.push_back({FromCode<Title>(rows.Text(2)), count});
        break;
      default: {
        std::optional<Scale> scale;
        if (!rows.Text(2).empty()) scale = FromCode<Scale>(rows.Text(2));
        facets.scales.push_back({scale, count});
      }
    }
  }
  std::sort(facets.titles.begin(), facets.titles.end(),
            [](const auto& a, const auto& b) { return a.title < b.title; });
  std::sort(facets.scales.begin(), facets.scales.end(), [](const auto& a, const auto& b) {
    if (a.scale.has_value() != b.scale.has_value()) return a.scale.has_value();
    return a.scale < b.scale;
  });
  return facets;
}

}  // namespace

Result<Page<OrganisationRow>> Reader::ListOrganisations(const OrganisationFilter& filter,
                                                        OrganisationOrder order,
                                                        const PageRequest& page) {
  LM_TRY(CheckFilter(filter));
  LM_ASSIGN(Search search, ParseSearch(TextKind::kOrganisation, filter.query));
  Connection& connection = lease_->connection();
  const SearchedList list = OrganisationsOf(viewer_, filter, order);
  LM_ASSIGN(IdPage ids, SearchIds(connection, viewer_, search, list, page));
  LM_ASSIGN(Page<OrganisationRow> rows,
            FetchPage<Organisation>(connection, viewer_, std::move(ids)));
  rows.partial = search.partial;
  return rows;
}

Result<Facets> Reader::CountFacets(const OrganisationFilter& filter) {
  LM_TRY(CheckFilter(filter));
  LM_ASSIGN(Search search, ParseSearch(TextKind::kOrganisation, filter.query));
  Connection& connection = lease_->connection();
  const SearchedList list = OrganisationsOf(viewer_, filter, OrganisationOrder::kName);
  const ListPlan plan = PlanOf(connection, viewer_, search, list);
  Facets facets;
  SearchRun run = RunOf(connection, viewer_, search, list.kind);
  run.list = [&]() -> Result<bool> {
    SqlText sql;
    AppendFacets(sql, viewer_, plan);
    LM_ASSIGN(Prepared rows, sql.Prepare(connection));
    LM_ASSIGN(facets, ReadFacets(rows));
    return facets.total > 0;
  };
  LM_TRY(RunSearch(connection, search, run));
  return facets;
}

Status Reader::ExportOrganisations(const OrganisationFilter& filter, OrganisationOrder order,
                                   const TakeOrganisation& take) {
  LM_TRY(CheckFilter(filter));
  LM_ASSIGN(Search search, ParseSearch(TextKind::kOrganisation, filter.query));
  Connection& connection = lease_->connection();
  const SearchedList list = OrganisationsOf(viewer_, filter, order);
  const ListPlan plan = PlanOf(connection, viewer_, search, list);
  SearchRun run = RunOf(connection, viewer_, search, list.kind);
  run.list = [&]() -> Result<bool> {
    bool found = false;
    LM_TRY(EachId(connection, plan, [&](int64_t id) -> Status {
      found = true;
      LM_ASSIGN(const auto row, FetchRow<Organisation>(connection, viewer_, id));
      if (!row) return Contradiction(Name(RecordKind::kOrganisation));
      return take(*row);
    }));
    return found;
  };
  return RunSearch(connection, search, run);
}

Result<Page<ProductRow>> Reader::ListProducts(const ProductFilter& filter,
                                              const PageRequest& page) {
  LM_TRY(CheckFilter(filter));
  LM_ASSIGN(Search search, ParseSearch(TextKind::kProduct, filter.query));
  SearchedList list{.kind = RecordKind::kProduct};
  list.conditions = [&](SqlText& sql) { return ConditionsOf(sql, filter); };
  list.order = {{"x.sort_key", /*text=*/true}, {"x.id"}};
  Connection& connection = lease_->connection();
  LM_ASSIGN(IdPage ids, SearchIds(connection, viewer_, search, list, page));
  LM_ASSIGN(Page<ProductRow> rows, FetchPage<Product>(connection, viewer_, std::move(ids)));
  rows.partial = search.partial;
  return rows;
}

Result<Page<NeedRow>> Reader::ListNeeds(const NeedFilter& filter, const PageRequest& page) {
  LM_TRY(CheckFilter(filter));
  LM_ASSIGN(Search search, ParseSearch(TextKind::kNeed, filter.query));
  SearchedList list{.kind = RecordKind::kNeed};
  list.conditions = [&](SqlText& sql) { return ConditionsOf(sql, filter); };
  list.order = {{"-x.open"}, {"-x.id"}};
  Connection& connection = lease_->connection();
  LM_ASSIGN(IdPage ids, SearchIds(connection, viewer_, search, list, page));
  LM_ASSIGN(Page<NeedRow> rows, FetchPage<Need>(connection, viewer_, std::move(ids)));
  rows.partial = search.partial;
  return rows;
}

Result<Page<OfferRow>> Reader::ListOffers(const OfferFilter& filter, const PageRequest& page) {
  LM_TRY(CheckFilter(filter));
  LM_ASSIGN(const TextQuery text, ParseQuery(filter.query));
  const TextIndex& index = lease_->connection().text_index();
  ListPlan plan;
  plan.from = [&](SqlText& sql) {
    sql << VisibleFrom(sql, viewer_, RecordKind::kOffer) << ConditionsOf(sql, filter)
        << OfferTextSql(index, text, sql);
  };
  plan.order = [](SqlText&) {
    return std::vector<SortColumn>{{"o.sort_key", /*text=*/true}, {"x.id"}};
  };
  LM_ASSIGN(IdPage ids, ListIds(lease_->connection(), plan, page));
  return FetchPage<Offer>(lease_->connection(), viewer_, std::move(ids));
}

Result<Page<LinkRow>> Reader::ListLinks(const LinkFilter& filter, const PageRequest& page) {
  ListPlan plan;
  plan.from = [&](SqlText& sql) {
    sql << VisibleFrom(sql, viewer_, RecordKind::kLink) << ConditionsOf(sql, filter);
  };
  plan.order = [](SqlText&) { return std::vector<SortColumn>{{"-x.value_fen_year"}, {"x.id"}}; };
  LM_ASSIGN(IdPage ids, ListIds(lease_->connection(), plan, page));
  return FetchPage<Link>(lease_->connection(), viewer_, std::move(ids));
}

Result<Page<MeasureRow>> Reader::ListMeasures(const MeasureFilter& filter,
                                              const PageRequest& page) {
  LM_TRY(CheckFilter(filter));
  ListPlan plan;
  plan.from = [&](SqlText& sql) {
    sql << VisibleFrom(sql, viewer_, RecordKind::kMeasure) << ConditionsOf(sql, filter);
  };
  plan.order = [](SqlText&) {
    return std::vector<SortColumn>{
        {"CASE WHEN " + std::string(kMeasureOpenSql) + " THEN 0 ELSE 1 END"},
        {"COALESCE(x.due, '9999-12-31')", /*text=*/true},
        {"x.id"}};
  };
  LM_ASSIGN(IdPage ids, ListIds(lease_->connection(), plan, page));
  return FetchPage<Measure>(lease_->connection(), viewer_, std::move(ids));
}

Result<MeasureCounts> Reader::CountMeasures(const MeasureFilter& filter, Date today) {
  LM_TRY(CheckFilter(filter));
  SqlText sql;
  sql << "SELECT x.state, COUNT(*), SUM(CASE WHEN " << kMeasureOpenSql << " AND x.due < "
      << sql.Bind(today.ToString()) << " THEN 1 ELSE 0 END)"
      << VisibleFrom(sql, viewer_, RecordKind::kMeasure) << ConditionsOf(sql, filter)
      << " GROUP BY x.state";
  LM_ASSIGN(Prepared rows, sql.Prepare(lease_->connection()));
  MeasureCounts counts;
  while (true) {
    LM_ASSIGN(const bool row, rows.Step());
    if (!row) return counts;
    counts.by_state[static_cast<size_t>(FromCode<MeasureState>(rows.Text(0)))] += rows.Int(1);
    counts.overdue += rows.Int(2);
  }
}

}  // namespace lianmeng::store
