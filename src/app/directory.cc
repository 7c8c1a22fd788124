#include "app/directory.h"

#include <algorithm>

#include "app/certainty.h"
#include "app/organisation_filter.h"
#include "app/rows.h"
#include "base/text.h"
#include "model/names.h"
#include "model/validation.h"
#include "report/exports.h"

namespace lianmeng::app {
namespace {

constexpr int kHistoryShown = 20;

Result<store::OrganisationOrder> ParseOrder(const std::string& order) {
  if (order.empty() || order == "relevance") return store::OrganisationOrder::kRelevance;
  if (order == "name") return store::OrganisationOrder::kName;
  if (order == "revenue") return store::OrganisationOrder::kRevenue;
  return BadParameter("order", order);
}

std::vector<PartnerRow> MakePartners(const Snapshot& snapshot, std::span<const uint32_t> links,
                                     const std::vector<uint32_t>& other_end) {
  std::vector<PartnerRow> partners;
  for (uint32_t link : links) {
    const Link& record = snapshot.links[link];
    if (other_end[link] == kNone || snapshot.link_product[link] == kNone) continue;
    partners.push_back({OrganisationRefOf(snapshot, other_end[link]),
                        ProductRefOf(snapshot, snapshot.link_product[link]),
                        static_cast<double>(record.value_fen_year) / 100,
                        std::string(Code(record.status)), record.confidence, record.year});
  }
  std::stable_sort(partners.begin(), partners.end(), [](const PartnerRow& a, const PartnerRow& b) {
    return a.value_cny_year > b.value_cny_year;
  });
  return partners;
}

// The fields that the snapshot holds; what only the store has is added by the caller.
OrganisationDetail DetailOf(const Analysis& analysis, uint32_t index) {
  const Snapshot& snapshot = analysis.snapshot();
  const Organisation& record = snapshot.organisations[index];
  OrganisationDetail detail;
  static_cast<OrganisationRow&>(detail) = OrganisationRowOf(snapshot, index);
  detail.name_en = record.name_en;
  detail.aliases = record.aliases;
  detail.credit_code = record.credit_code;
  if (!record.credit_code.empty()) detail.credit_code_valid = CreditCodeIsValid(record.credit_code);
  detail.industry = record.industry;
  detail.summary = record.summary;
  detail.verified_by = record.verified_by;
  detail.source = record.source;
  if (const auto* indices = analysis.ReadyIndices();
      indices != nullptr && indices->ranks[index] > 0) {
    detail.systemic_index = indices->risks[index].index;
    detail.systemic_rank = indices->ranks[index];
    detail.systemic_spread = SystemicSpreadOf(analysis, index);
  }
  for (uint32_t offer : snapshot.offers_of_organisation[index])
    detail.offers.push_back(OfferRowOf(snapshot, offer));
  for (uint32_t need : snapshot.needs_of_organisation[index])
    detail.needs.push_back(NeedRowOf(analysis, need));
  detail.suppliers =
      MakePartners(snapshot, snapshot.links_of_customer[index], snapshot.link_supplier);
  detail.customers =
      MakePartners(snapshot, snapshot.links_of_supplier[index], snapshot.link_customer);
  for (const uint32_t chain : ChainsOfOrganisation(snapshot, index)) {
    detail.chains.push_back(ChainRefOf(snapshot, chain));
  }
  return detail;
}

report::DirectoryRow ExportRowOf(const Snapshot& snapshot, const Organisation& record) {
  report::DirectoryRow row;
  row.organisation = record;
  const uint32_t index = snapshot.OrganisationIndex(record.id);
  if (index == kNone) return row;
  if (const auto city = CityNameOf(snapshot, index)) row.city = city->name;
  if (const auto province = ProvinceNameOf(snapshot, index)) row.province = province->name;
  for (const uint32_t chain : ChainsOfOrganisation(snapshot, index)) {
    row.chains.push_back(snapshot.chains[chain].name);
  }
  for (uint32_t offer : snapshot.offers_of_organisation[index]) {
    if (snapshot.offer_product[offer] != kNone)
      row.products.push_back(snapshot.products[snapshot.offer_product[offer]].name);
  }
  return row;
}

}  // namespace

Result<OrganisationPage> ListOrganisations(Platform& platform, const Viewer& viewer,
                                           const DirectoryQuery& query) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  LM_ASSIGN(const store::OrganisationFilter filter, OrganisationFilterOf(snapshot, query));
  LM_ASSIGN(const store::OrganisationOrder order, ParseOrder(query.order));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const auto found,
            reader.ListOrganisations(filter, order, {query.limit, query.cursor, false}));
  LM_ASSIGN(const store::Facets facets, reader.CountFacets(filter));
  OrganisationPage page;
  for (const store::OrganisationRow& row : found.rows) {
    const uint32_t index = snapshot.OrganisationIndex(row.record.id);
    if (index != kNone) page.items.push_back(OrganisationRowOf(snapshot, index));
  }
  if (!found.next_cursor.empty()) page.next = found.next_cursor;
  page.total = facets.total;
  page.facets = FacetsOf(snapshot, facets);
  return page;
}

Status ExportOrganisations(Platform& platform, const Viewer& viewer, const DirectoryQuery& query,
                           Language language, report::TableWriter& writer) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  LM_ASSIGN(const store::OrganisationFilter filter, OrganisationFilterOf(snapshot, query));
  LM_ASSIGN(const store::OrganisationOrder order, ParseOrder(query.order));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_TRY(writer.Begin(report::DirectoryTable()));
  LM_TRY(
      reader.ExportOrganisations(filter, order, [&](const store::OrganisationRow& row) -> Status {
        return writer.Row(report::ToCells(ExportRowOf(snapshot, row.record), language));
      }));
  return writer.Finish();
}

Result<OrganisationDetail> GetOrganisation(Platform& platform, const Viewer& viewer,
                                           OrganisationId id) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const uint32_t index = analysis->snapshot().OrganisationIndex(id);
  if (index == kNone) return NotFound("机构", "organisation", id.ToString());
  OrganisationDetail detail = DetailOf(*analysis, index);
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const auto changes, reader.History({store::RecordKind::kOrganisation,
                                                analysis->snapshot().organisations[index].id.value,
                                                {}},
                                               kHistoryShown));
  detail.history = HistoryOf(changes);
  if (!changes.empty()) detail.updated_at = FormatUtc(changes.front().at_ms);
  return detail;
}

Result<SearchResult> Search(Platform& platform, const Viewer& viewer, const std::string& text,
                            int limit) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  SearchResult result;
  const store::PageRequest request{limit, {}, false};
  LM_ASSIGN(
      const auto organisations,
      reader.ListOrganisations({.query = text}, store::OrganisationOrder::kRelevance, request));
  for (const auto& row : organisations.rows) {
    const uint32_t index = snapshot.OrganisationIndex(row.record.id);
    if (index != kNone) result.organisations.push_back(OrganisationRefOf(snapshot, index));
  }
  LM_ASSIGN(const auto products, reader.ListProducts({.query = text}, request));
  for (const auto& row : products.rows)
    result.products.push_back({row.record.id.ToString(), row.record.name});
  LM_ASSIGN(const auto needs, reader.ListNeeds({.query = text}, request));
  for (const auto& row : needs.rows) {
    const uint32_t organisation = snapshot.OrganisationIndex(row.record.organisation);
    if (organisation == kNone) continue;
    result.needs.push_back(
        {row.record.id.ToString(), row.record.text, OrganisationRefOf(snapshot, organisation)});
  }
  const std::string normal = Normalise(text);
  for (uint32_t c = 0; c < snapshot.chains.size(); ++c) {
    const TextPair& name = snapshot.chains[c].name;
    if (Normalise(name.zh).find(normal) != std::string::npos ||
        Normalise(name.en).find(normal) != std::string::npos) {
      result.chains.push_back(ChainRefOf(snapshot, c));
    }
  }
  return result;
}

}  // namespace lianmeng::app
