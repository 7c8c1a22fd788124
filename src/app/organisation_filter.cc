#include "app/organisation_filter.h"

#include <algorithm>
#include <map>

#include "app/filter_values.h"

namespace lianmeng::app {
namespace {

constexpr int64_t kProvinceUnit = 10'000;
constexpr int64_t kCityUnit = 100;

// A region's code lies in a province, in a city, or is the county itself.
bool LiesIn(RegionCode region, RegionCode wide) {
  if (wide.value % kProvinceUnit == 0)
    return region.value / kProvinceUnit == wide.value / kProvinceUnit;
  if (wide.value % kCityUnit == 0) return region.value / kCityUnit == wide.value / kCityUnit;
  return region == wide;
}

template <typename T>
bool Holds(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool LiesInOneOf(RegionCode region, const store::OrganisationFilter& filter) {
  if (filter.cities.empty() && filter.provinces.empty()) return true;
  const auto inside = [region](RegionCode wide) { return LiesIn(region, wide); };
  return std::any_of(filter.cities.begin(), filter.cities.end(), inside) ||
         std::any_of(filter.provinces.begin(), filter.provinces.end(), inside);
}

}  // namespace

Result<store::OrganisationFilter> OrganisationFilterOf(const Snapshot& snapshot,
                                                       const DirectoryQuery& query) {
  store::OrganisationFilter filter;
  filter.query = query.text;
  filter.changed_after_ms = query.changed_after_ms;
  LM_ASSIGN(filter.cities, ReadRegions("city", query.cities));
  LM_ASSIGN(filter.provinces, ReadRegions("province", query.provinces));
  LM_ASSIGN(filter.titles, ReadWords<Title>("title", query.titles));
  LM_ASSIGN(filter.scales, ReadWords<Scale>("scale", query.scales));
  LM_ASSIGN(filter.kinds, ReadWords<OrganisationKind>("kind", query.kinds));
  LM_ASSIGN(filter.chains, ReadChains(snapshot, query.chains));
  return filter;
}

bool Fits(const Snapshot& snapshot, const store::OrganisationFilter& filter,
          uint32_t organisation) {
  const Organisation& record = snapshot.organisations[organisation];
  if (!LiesInOneOf(record.region, filter)) return false;
  if (!filter.scales.empty() && (!record.scale || !Holds(filter.scales, *record.scale)))
    return false;
  if (!filter.kinds.empty() && !Holds(filter.kinds, record.kind)) return false;
  if (!filter.titles.empty() &&
      std::none_of(record.titles.begin(), record.titles.end(),
                   [&](Title title) { return Holds(filter.titles, title); })) {
    return false;
  }
  if (filter.chains.empty()) return true;
  const std::vector<uint32_t> chains = ChainsOfOrganisation(snapshot, organisation);
  return std::any_of(chains.begin(), chains.end(), [&](uint32_t chain) {
    return Holds(filter.chains, snapshot.chains[chain].id);
  });
}

std::vector<uint32_t> ChainsOfOrganisation(const Snapshot& snapshot, uint32_t organisation) {
  std::vector<bool> in(snapshot.chains.size(), false);
  for (uint32_t offer : snapshot.offers_of_organisation[organisation]) {
    if (snapshot.offer_product[offer] == kNone) continue;
    for (uint32_t member : snapshot.memberships_of_product[snapshot.offer_product[offer]]) {
      in[snapshot.member_chain[member]] = true;
    }
  }
  std::vector<uint32_t> chains;
  for (uint32_t c = 0; c < in.size(); ++c) {
    if (in[c]) chains.push_back(c);
  }
  return chains;
}

OrganisationFacets FacetsOf(const Snapshot& snapshot, const store::Facets& counted) {
  OrganisationFacets facets;
  std::map<int64_t, int64_t> provinces;
  for (const auto& city : counted.cities) {
    const Region* region = snapshot.FindRegion(city.city);
    if (region == nullptr) continue;
    provinces[region->province().value] += city.count;
    facets.city.push_back({region->code.ToString(), region->name, city.count});
  }
  for (const auto& [code, count] : provinces) {
    const Region* region = snapshot.FindRegion(RegionCode{code});
    if (region != nullptr)
      facets.province.push_back({region->code.ToString(), region->name, count});
  }
  for (const auto& item : counted.chains) {
    for (uint32_t c = 0; c < snapshot.chains.size(); ++c) {
      if (snapshot.chains[c].id != item.chain) continue;
      facets.chain.push_back({snapshot.chains[c].key, snapshot.chains[c].name, item.count});
    }
  }
  for (const auto& item : counted.titles) {
    facets.title.push_back({std::string(Code(item.title)), Label(item.title), item.count});
  }
  for (const auto& item : counted.scales) {
    if (!item.scale) continue;
    facets.scale.push_back({std::string(Code(*item.scale)), Label(*item.scale), item.count});
  }
  return facets;
}

OrganisationFacets FacetsOf(const Snapshot& snapshot, const std::vector<uint32_t>& organisations) {
  std::map<int64_t, int64_t> cities, chains;
  std::map<Title, int64_t> titles;
  std::map<Scale, int64_t> scales;
  for (const uint32_t organisation : organisations) {
    const Organisation& record = snapshot.organisations[organisation];
    if (record.region) ++cities[record.region.value / kCityUnit * kCityUnit];
    for (const uint32_t chain : ChainsOfOrganisation(snapshot, organisation)) {
      ++chains[snapshot.chains[chain].id.value];
    }
    for (const Title title : record.titles) ++titles[title];
    if (record.scale) ++scales[*record.scale];
  }
  store::Facets counted;
  counted.total = static_cast<int64_t>(organisations.size());
  for (const auto& [code, count] : cities) counted.cities.push_back({RegionCode{code}, count});
  for (const auto& [id, count] : chains) counted.chains.push_back({ChainId{id}, count});
  for (const auto& [title, count] : titles) counted.titles.push_back({title, count});
  for (const auto& [scale, count] : scales) counted.scales.push_back({scale, count});
  return FacetsOf(snapshot, counted);
}

}  // namespace lianmeng::app
