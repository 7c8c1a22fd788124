#include "app/rows.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/trade_terms.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

constexpr size_t kProductsShown = 5;

std::vector<RegionName> RegionNamesOf(const Snapshot& snapshot,
                                      const std::vector<RegionCode>& codes) {
  std::vector<RegionName> names;
  for (RegionCode code : codes) {
    const Region* region = snapshot.FindRegion(code);
    names.push_back(region ? RegionNameOf(*region)
                           : RegionName{code.ToString(), {code.ToString(), code.ToString()}});
  }
  return names;
}

std::string UnitOf(const Snapshot& snapshot, uint32_t product) {
  return product == kNone ? std::string() : snapshot.products[product].unit;
}

TextPair ProductOrText(const Snapshot& snapshot, uint32_t product, const std::string& text) {
  return product != kNone ? snapshot.products[product].name : TextPair{text, text};
}

}  // namespace

RegionName RegionNameOf(const Region& region) { return {region.code.ToString(), region.name}; }

std::optional<RegionName> CityNameOf(const Snapshot& snapshot, uint32_t organisation) {
  const uint32_t city = snapshot.city_of[organisation];
  if (city == kNone) return std::nullopt;
  return RegionNameOf(snapshot.regions[snapshot.cities[city]]);
}

std::optional<RegionName> ProvinceNameOf(const Snapshot& snapshot, uint32_t organisation) {
  const RegionCode code = snapshot.organisations[organisation].region;
  const Region* province = snapshot.FindRegion(RegionCode{code.value / 10000 * 10000});
  if (province == nullptr) return std::nullopt;
  return RegionNameOf(*province);
}

ChainRef ChainRefOf(const Snapshot& snapshot, uint32_t chain) {
  return {snapshot.chains[chain].key, snapshot.chains[chain].name};
}

ProductRef ProductRefOf(const Snapshot& snapshot, uint32_t product) {
  return {snapshot.products[product].id.ToString(), snapshot.products[product].name};
}

OrganisationRef OrganisationRefOf(const Snapshot& snapshot, uint32_t organisation) {
  const Organisation& record = snapshot.organisations[organisation];
  return {record.id.ToString(), record.name, record.short_name, CityNameOf(snapshot, organisation),
          record.sample};
}

std::vector<std::string> CodesOf(const std::vector<Title>& titles) {
  std::vector<std::string> codes;
  for (Title title : titles) codes.emplace_back(Code(title));
  return codes;
}

OrganisationRow OrganisationRowOf(const Snapshot& snapshot, uint32_t organisation) {
  const Organisation& record = snapshot.organisations[organisation];
  OrganisationRow row;
  row.id = record.id.ToString();
  row.key = record.key;
  row.name = record.name;
  row.short_name = record.short_name;
  row.kind = Code(record.kind);
  row.city = CityNameOf(snapshot, organisation);
  row.province = ProvinceNameOf(snapshot, organisation);
  row.titles = CodesOf(record.titles);
  if (record.scale) row.scale = std::string(Code(*record.scale));
  row.employees = record.employees;
  row.revenue_cny_year = Cny(record.revenue_fen_year);
  std::vector<uint32_t> seen;
  for (uint32_t offer : snapshot.offers_of_organisation[organisation]) {
    const uint32_t product = snapshot.offer_product[offer];
    if (product == kNone || std::find(seen.begin(), seen.end(), product) != seen.end()) continue;
    seen.push_back(product);
    if (row.products.size() < kProductsShown)
      row.products.push_back(ProductRefOf(snapshot, product));
  }
  row.product_count = static_cast<int64_t>(seen.size());
  row.sample = record.sample;
  row.audience = Code(record.ownership.audience);
  return row;
}

TextPair WantedOf(const Snapshot& snapshot, uint32_t need) {
  return ProductOrText(snapshot, snapshot.need_product[need], snapshot.needs[need].text);
}

TextPair OfferedOf(const Snapshot& snapshot, uint32_t offer) {
  return ProductOrText(snapshot, snapshot.offer_product[offer], snapshot.offers[offer].text);
}

OfferRow OfferRowOf(const Snapshot& snapshot, uint32_t offer) {
  const Offer& record = snapshot.offers[offer];
  OfferRow row;
  row.id = record.id.ToString();
  row.kind = Code(record.kind);
  if (snapshot.offer_product[offer] != kNone)
    row.product = ProductRefOf(snapshot, snapshot.offer_product[offer]);
  row.text = record.text;
  row.capacity_year = record.capacity_year;
  row.unit = UnitOf(snapshot, snapshot.offer_product[offer]);
  row.utilisation = record.utilisation;
  row.price_min_cny = Cny(record.price_min_fen);
  row.price_max_cny = Cny(record.price_max_fen);
  row.lead_time_days = record.lead_time_days;
  row.regions_served = RegionNamesOf(snapshot, record.regions_served);
  if (record.valid_until) row.valid_until = record.valid_until->ToString();
  row.capital = FactsOf(record.capital);
  row.talent = FactsOf(record.talent);
  row.technology = FactsOf(record.technology);
  row.audience = Code(record.ownership.audience);
  row.sample = record.sample;
  return row;
}

OfferListRow OfferListRowOf(const Snapshot& snapshot, uint32_t offer) {
  OfferListRow row;
  static_cast<OfferRow&>(row) = OfferRowOf(snapshot, offer);
  if (snapshot.offer_organisation[offer] != kNone) {
    row.organisation = OrganisationRefOf(snapshot, snapshot.offer_organisation[offer]);
  }
  return row;
}

NeedRow NeedRowOf(const Analysis& analysis, uint32_t need) {
  const Snapshot& snapshot = analysis.snapshot();
  const Need& record = snapshot.needs[need];
  NeedRow row;
  row.id = record.id.ToString();
  if (snapshot.need_organisation[need] != kNone) {
    row.organisation = OrganisationRefOf(snapshot, snapshot.need_organisation[need]);
  }
  row.kind = Code(record.kind);
  if (snapshot.need_product[need] != kNone)
    row.product = ProductRefOf(snapshot, snapshot.need_product[need]);
  row.text = record.text;
  row.quantity = record.quantity;
  row.unit = UnitOf(snapshot, snapshot.need_product[need]);
  row.price_max_cny = Cny(record.price_max_fen);
  if (record.needed_by) row.needed_by = record.needed_by->ToString();
  row.preferred_regions = RegionNamesOf(snapshot, record.preferred_regions);
  row.excluded_regions = RegionNamesOf(snapshot, record.excluded_regions);
  row.wanted_titles = CodesOf(record.wanted_titles);
  row.capital = FactsOf(record.capital);
  row.talent = FactsOf(record.talent);
  row.technology = FactsOf(record.technology);
  for (const RequiredTerm term : record.required_terms) {
    row.required_terms.emplace_back(Code(term));
  }
  row.open = record.open;
  if (record.close_reason) row.close_reason = std::string(Code(*record.close_reason));
  row.audience = Code(record.ownership.audience);
  row.sample = record.sample;
  if (const auto* summaries = analysis.ReadyNeeds()) {
    row.candidates = (*summaries)[need].candidates;
    row.best_score = (*summaries)[need].best_score / 10'000.0;
  }
  return row;
}

std::vector<ChainRef> ChainsOf(const Snapshot& snapshot, uint32_t product) {
  std::vector<uint32_t> chains;
  for (uint32_t member : snapshot.memberships_of_product[product])
    chains.push_back(snapshot.member_chain[member]);
  std::sort(chains.begin(), chains.end());
  std::vector<ChainRef> refs;
  for (uint32_t chain : chains) refs.push_back(ChainRefOf(snapshot, chain));
  return refs;
}

std::vector<uint32_t> MakersOf(const Snapshot& snapshot, uint32_t product) {
  std::vector<uint32_t> makers;
  for (uint32_t offer : snapshot.offers_of_product[product]) {
    if (snapshot.IsMaker(offer) && snapshot.offer_organisation[offer] != kNone) {
      makers.push_back(snapshot.offer_organisation[offer]);
    }
  }
  std::sort(makers.begin(), makers.end());
  makers.erase(std::unique(makers.begin(), makers.end()), makers.end());
  return makers;
}

Counts CountsOf(const Snapshot& snapshot) {
  Counts counts;
  counts.organisations = static_cast<int64_t>(snapshot.organisations.size());
  counts.products = static_cast<int64_t>(snapshot.products.size());
  counts.inputs = static_cast<int64_t>(snapshot.inputs.size());
  counts.chains = static_cast<int64_t>(snapshot.chains.size());
  counts.offers = static_cast<int64_t>(snapshot.offers.size());
  counts.needs = static_cast<int64_t>(snapshot.needs.size());
  counts.open_needs = std::count_if(snapshot.needs.begin(), snapshot.needs.end(),
                                    [](const Need& n) { return n.open; });
  counts.links = static_cast<int64_t>(snapshot.links.size());
  return counts;
}

std::optional<double> Cny(const std::optional<int64_t>& fen) {
  if (!fen) return std::nullopt;
  return static_cast<double>(*fen) / 100;
}

Error NotFound(std::string_view kind_zh, std::string_view kind_en, std::string_view value) {
  return MakeError(ErrorCode::kNotFound,
                   {"没有这个" + std::string(kind_zh), "there is no such " + std::string(kind_en)},
                   {.file = {}, .line = 0, .field = {}, .value = std::string(value)});
}

std::string Percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f%%", share * 100);
  return text;
}

std::string Percent(const CertifiedFigure& share) {
  char text[64];
  std::snprintf(text, sizeof text, "%.2f%%–%.2f%%", std::floor(share.lower * 1e4) / 1e2,
                std::min(100.0, std::ceil(share.upper * 1e4) / 1e2));
  return text;
}

Error BadParameter(std::string field, std::string value) {
  return MakeError(ErrorCode::kInvalidArgument, {"不认识的取值", "not a known value"},
                   {.file = {}, .line = 0, .field = std::move(field), .value = std::move(value)});
}

std::vector<HistoryEntry> HistoryOf(const std::vector<store::Change>& changes) {
  std::vector<HistoryEntry> history;
  for (const store::Change& change : changes) {
    HistoryEntry entry;
    entry.at = FormatUtc(change.at_ms);
    entry.action = change.action == store::Change::Action::kInserted  ? "inserted"
                   : change.action == store::Change::Action::kRemoved ? "removed"
                                                                      : "updated";
    entry.source = change.source;
    for (const store::FieldChange& field : change.fields)
      entry.fields.push_back({field.field, field.before, field.after});
    history.push_back(std::move(entry));
  }
  return history;
}

}  // namespace lianmeng::app
