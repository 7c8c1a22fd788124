#include "store/visible.h"

namespace lianmeng::store {
namespace {

constexpr int64_t kProvinceUnit = 10000;

// The owner's region lies in the viewer's province.
std::string SameProvinceSql(SqlText& sql, const Viewer& viewer, const std::string& owner) {
  return "EXISTS (SELECT 1 FROM organisation w WHERE w.id = " + owner +
         " AND w.region / 10000 = " + sql.Bind(viewer.city.value / kProvinceUnit) + ")";
}

// The owner's city is one of the viewer's own and paired cities.
std::string PairedSql(SqlText& sql, const Viewer& viewer, const std::string& owner) {
  std::vector<int64_t> cities;
  for (const RegionCode city : viewer.paired_cities) cities.push_back(city.value);
  return "EXISTS (SELECT 1 FROM organisation w WHERE w.id = " + owner +
         " AND w.region / 100 * 100 IN " + sql.BindList(cities) + ")";
}

}  // namespace

std::string MaySeeSql(SqlText& sql, const Viewer& viewer, std::string_view owner_column,
                      std::string_view audience_column) {
  const std::string owner(owner_column);
  const std::string audience(audience_column);
  switch (viewer.kind) {
    case Viewer::Kind::kPublic:
      return "(" + audience + " = 'public')";
    case Viewer::Kind::kOffice:
      return "(" + audience + " <> 'private' OR " + owner + " IS NULL)";
    case Viewer::Kind::kOrganisation:
      break;
  }
  std::string condition = "(" + audience + " IN ('public', 'alliance') OR ";
  condition += viewer.organisation ? owner + " = " + sql.Bind(viewer.organisation.value)
                                   : owner + " IS NULL";
  if (viewer.city) {
    condition +=
        " OR (" + audience + " = 'region' AND " + SameProvinceSql(sql, viewer, owner) + ")";
  }
  if (!viewer.paired_cities.empty()) {
    condition += " OR (" + audience + " = 'pairing' AND " + PairedSql(sql, viewer, owner) + ")";
  }
  return condition + ")";
}

std::string OrganisationVisibleSql(SqlText& sql, const Viewer& viewer,
                                   std::string_view organisation) {
  const std::string alias(organisation);
  return MaySeeSql(sql, viewer, alias + ".owner", alias + ".audience");
}

std::string TradeVisibleSql(SqlText& sql, const Viewer& viewer, std::string_view trade,
                            std::string_view organisation) {
  const std::string alias(trade);
  return MaySeeSql(sql, viewer, alias + ".owner", alias + ".audience") + " AND " +
         OrganisationVisibleSql(sql, viewer, organisation);
}

std::string LinkVisibleSql(SqlText& sql, const Viewer& viewer, const LinkAliases& aliases) {
  const std::string link(aliases.link);
  std::string condition = MaySeeSql(sql, viewer, link + ".owner", link + ".audience");
  if (viewer.kind == Viewer::Kind::kOrganisation) {
    condition = "(" + condition + " OR " + link +
                ".customer = " + sql.Bind(viewer.organisation.value) + ")";
  }
  return condition + " AND " + OrganisationVisibleSql(sql, viewer, aliases.supplier) + " AND " +
         OrganisationVisibleSql(sql, viewer, aliases.customer);
}

std::string VisibleFrom(SqlText& sql, const Viewer& viewer, RecordKind kind,
                        const std::string& join) {
  const std::string from = " FROM " + std::string(Name(kind)) + " x" + join;
  switch (kind) {
    case RecordKind::kOrganisation:
      return from + " WHERE " + OrganisationVisibleSql(sql, viewer, "x");
    case RecordKind::kOffer:
    case RecordKind::kNeed:
      return from + " JOIN organisation o ON o.id = x.organisation WHERE " +
             TradeVisibleSql(sql, viewer, "x", "o");
    case RecordKind::kLink:
      return from +
             " JOIN organisation s ON s.id = x.supplier JOIN organisation c ON c.id = x.customer "
             "WHERE " +
             LinkVisibleSql(sql, viewer, {.link = "x", .supplier = "s", .customer = "c"});
    case RecordKind::kMeasure:
    case RecordKind::kEvent:
    case RecordKind::kBackboneFlow:
      return from + " WHERE " + MaySeeSql(sql, viewer, "x.owner", "x.audience");
    default:
      return from + " WHERE 1 = 1";  // common knowledge
  }
}

bool MaySeeEffects(const Viewer& viewer, OrganisationId owner) {
  if (viewer.kind == Viewer::Kind::kOffice) return true;
  return viewer.kind == Viewer::Kind::kOrganisation && owner && owner == viewer.organisation;
}

void HideParts(const Viewer& viewer, Measure& record) {
  if (MaySeeEffects(viewer, record.ownership.owner)) return;
  record.computed = {};
  record.computed_by.clear();
  record.seen = {};
  record.started_ms.reset();
  record.ended_ms.reset();
  record.effect_note.clear();
}

}  // namespace lianmeng::store
