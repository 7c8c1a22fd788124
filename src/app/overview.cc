#include "app/overview.h"

#include <algorithm>
#include <map>

#include "app/risk_board.h"
#include "app/rows.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

constexpr size_t kFlowsShown = 60;
constexpr size_t kGravestShown = 10;

template <typename E>
std::vector<Coded> CodedOf() {
  std::vector<Coded> list;
  for (const auto& name : NamesOf<E>()) {
    list.push_back({std::string(name.code), {std::string(name.zh), std::string(name.en)}});
  }
  return list;
}

// Capacity and organisations by city and chain, from the makers' units.
struct CityChains {
  std::vector<std::vector<double>> capacity;        // [city][chain]
  std::vector<std::vector<int64_t>> organisations;  // [city][chain]
  std::vector<double> city_capacity;
  std::vector<double> chain_capacity;
  std::vector<int64_t> chain_organisations;
};

CityChains SumByCity(const Snapshot& snapshot) {
  const size_t cities = snapshot.cities.size();
  const size_t chains = snapshot.chains.size();
  CityChains sums{std::vector(cities, std::vector<double>(chains, 0)),
                  std::vector(cities, std::vector<int64_t>(chains, 0)),
                  std::vector<double>(cities, 0), std::vector<double>(chains, 0),
                  std::vector<int64_t>(chains, 0)};
  std::vector<uint32_t> counted_for(chains, kNone);  // the organisation that was counted last
  for (uint32_t organisation = 0; organisation < snapshot.organisations.size(); ++organisation) {
    const uint32_t city = snapshot.city_of[organisation];
    for (uint32_t offer : snapshot.offers_of_organisation[organisation]) {
      if (!snapshot.IsMaker(offer)) continue;
      const double value = CapacityOf(snapshot, offer).cny_year;
      if (city != kNone) sums.city_capacity[city] += value;
      for (uint32_t member : snapshot.memberships_of_product[snapshot.offer_product[offer]]) {
        const uint32_t chain = snapshot.member_chain[member];
        sums.chain_capacity[chain] += value;
        if (city != kNone) sums.capacity[city][chain] += value;
        if (counted_for[chain] == organisation) continue;
        counted_for[chain] = organisation;
        ++sums.chain_organisations[chain];
        if (city != kNone) ++sums.organisations[city][chain];
      }
    }
  }
  return sums;
}

// Points whose largest maker or largest city lies in each city.
std::vector<RiskCounts> CountRisksByCity(const Snapshot& snapshot,
                                         const chain::UnitNetwork& network,
                                         const std::vector<chain::ChainRisk>& risks) {
  std::vector<RiskCounts> counts(snapshot.cities.size());
  for (const chain::ChainRisk& risk : risks) {
    for (const chain::RiskPoint& point : risk.points) {
      const auto& maker = point.losses[static_cast<size_t>(chain::LossKind::kLargestMaker)];
      const auto& city = point.losses[static_cast<size_t>(chain::LossKind::kLargestCity)];
      uint32_t places[2] = {maker.shocked.empty() ? kNone : network.units[maker.shocked[0]].city,
                            city.city};
      if (places[0] == places[1]) places[1] = kNone;
      for (uint32_t place : places) {
        if (place == kNone) continue;
        if (point.risk_class == chain::RiskClass::kRed) ++counts[place].red;
        if (point.risk_class == chain::RiskClass::kOrange) ++counts[place].orange;
        if (point.risk_class == chain::RiskClass::kYellow) ++counts[place].yellow;
      }
    }
  }
  return counts;
}

std::vector<CitySummary> MakeCities(const Snapshot& snapshot, const CityChains& sums,
                                    const std::vector<RiskCounts>& risks) {
  std::vector<int64_t> organisations(snapshot.cities.size(), 0);
  for (uint32_t city : snapshot.city_of) {
    if (city != kNone) ++organisations[city];
  }
  std::vector<CitySummary> cities;
  for (size_t c = 0; c < snapshot.cities.size(); ++c) {
    const Region& region = snapshot.regions[snapshot.cities[c]];
    const Region* province = snapshot.FindRegion(region.province());
    CitySummary summary;
    summary.code = region.code.ToString();
    summary.name = region.name;
    if (province != nullptr) summary.province = RegionNameOf(*province);
    summary.longitude = region.centroid.longitude_deg;
    summary.latitude = region.centroid.latitude_deg;
    summary.tile_column = region.tile_column;
    summary.tile_row = region.tile_row;
    summary.organisations = organisations[c];
    summary.capacity_cny_year = sums.city_capacity[c];
    for (size_t k = 0; k < snapshot.chains.size(); ++k) {
      if (sums.organisations[c][k] == 0) continue;
      const double total = sums.chain_capacity[k];
      summary.chains.push_back({snapshot.chains[k].key, sums.organisations[c][k],
                                sums.capacity[c][k], total > 0 ? sums.capacity[c][k] / total : 0});
    }
    summary.risk = risks[c];
    cities.push_back(std::move(summary));
  }
  return cities;
}

// Sales between units in different cities, known and reconstructed.
void SumFlows(const Snapshot& snapshot, const chain::UnitNetwork& network, Overview* overview) {
  struct Sum {
    double value = 0;
    double reconstructed = 0;
    int64_t links = 0;
  };
  std::map<std::pair<uint32_t, uint32_t>, Sum> pairs;
  LinkTotals& totals = overview->links;
  double within = 0;
  double cross_city = 0;
  double cross_province = 0;
  for (const chain::UnitLink& link : network.links) {
    const double value = link.value_cny_year;
    const chain::Unit& supplier = network.units[link.supplier];
    const chain::Unit& customer = network.units[link.customer];
    const bool reconstructed = link.evidence == chain::Evidence::kReconstructed;
    if (supplier.kind != chain::Unit::Kind::kMaker || customer.kind != chain::Unit::Kind::kMaker)
      continue;
    (reconstructed                                 ? totals.reconstructed_value_cny
     : link.evidence == chain::Evidence::kObserved ? totals.observed_value_cny
                                                   : totals.declared_value_cny) += value;
    if (supplier.city == kNone || customer.city == kNone) continue;
    within += value;
    if (supplier.city == customer.city) continue;
    cross_city += value;
    if (snapshot.regions[snapshot.cities[supplier.city]].province() !=
        snapshot.regions[snapshot.cities[customer.city]].province()) {
      cross_province += value;
    }
    Sum& sum = pairs[{supplier.city, customer.city}];
    sum.value += value;
    sum.reconstructed += reconstructed ? value : 0;
    ++sum.links;
  }
  totals.cross_city_share = within > 0 ? cross_city / within : 0;
  totals.cross_province_share = within > 0 ? cross_province / within : 0;
  for (const auto& [pair, sum] : pairs) {
    overview->flows.push_back({snapshot.regions[snapshot.cities[pair.first]].code.ToString(),
                               snapshot.regions[snapshot.cities[pair.second]].code.ToString(),
                               sum.value, sum.links,
                               sum.value > 0 ? sum.reconstructed / sum.value : 0});
  }
  std::stable_sort(
      overview->flows.begin(), overview->flows.end(),
      [](const CityFlow& a, const CityFlow& b) { return a.value_cny_year > b.value_cny_year; });
  if (overview->flows.size() > kFlowsShown) overview->flows.resize(kFlowsShown);
}

std::vector<ChainSummary> MakeChains(const Snapshot& snapshot, const CityChains& sums,
                                     const std::vector<chain::ChainRisk>& risks) {
  std::vector<ChainSummary> chains;
  for (uint32_t c = 0; c < snapshot.chains.size(); ++c) {
    const Chain& record = snapshot.chains[c];
    ChainSummary summary;
    summary.key = record.key;
    summary.name = record.name;
    summary.summary = record.summary;
    summary.team = record.team;
    summary.products = static_cast<int64_t>(snapshot.members_of_chain[c].size());
    summary.organisations = sums.chain_organisations[c];
    summary.capacity_cny_year = sums.chain_capacity[c];
    for (const chain::RiskPoint& point : risks[c].points) {
      ++(point.risk_class == chain::RiskClass::kRed      ? summary.red
         : point.risk_class == chain::RiskClass::kOrange ? summary.orange
         : point.risk_class == chain::RiskClass::kYellow ? summary.yellow
                                                         : summary.none);
    }
    for (uint32_t member : snapshot.members_of_chain[c]) {
      if (MakersOf(snapshot, snapshot.member_product[member]).empty()) ++summary.unmade;
    }
    chains.push_back(std::move(summary));
  }
  return chains;
}

ViewerView DescribeViewer(const Snapshot& snapshot) {
  switch (snapshot.viewer.kind) {
    case Viewer::Kind::kPublic:
      return {"public", {"公众", "Public"}, std::nullopt};
    case Viewer::Kind::kOffice:
      return {"office", {"联盟办公室", "Alliance office"}, std::nullopt};
    case Viewer::Kind::kOrganisation:
      break;
  }
  const uint32_t index = snapshot.OrganisationIndex(snapshot.viewer.organisation);
  const std::string name = index == kNone ? "" : snapshot.organisations[index].name;
  return {"organisation", {name, name}, snapshot.viewer.organisation.ToString()};
}

}  // namespace

Result<Overview> MakeOverview(Analysis& analysis) {
  const Snapshot& snapshot = analysis.snapshot();
  LM_ASSIGN(const chain::UnitNetwork* network, analysis.Network());
  LM_ASSIGN(const auto* risks, analysis.Risks());
  const CityChains sums = SumByCity(snapshot);
  Overview overview;
  overview.counts = CountsOf(snapshot);
  overview.cities = MakeCities(snapshot, sums, CountRisksByCity(snapshot, *network, *risks));
  SumFlows(snapshot, *network, &overview);
  overview.chains = MakeChains(snapshot, sums, *risks);
  LM_ASSIGN(overview.gravest, GravestRiskPoints(analysis, kGravestShown));
  return overview;
}

Meta MakeMeta(const Analysis& analysis, std::string_view program_version) {
  const Snapshot& snapshot = analysis.snapshot();
  Meta meta;
  meta.version = program_version;
  meta.data_version = std::to_string(snapshot.data_version);
  meta.sample = snapshot.HasSamples();
  meta.viewer = DescribeViewer(snapshot);
  meta.counts = CountsOf(snapshot);
  meta.titles = CodedOf<Title>();
  meta.scales = CodedOf<Scale>();
  meta.kinds = CodedOf<OrganisationKind>();
  meta.trade_kinds = CodedOf<TradeKind>();
  meta.match_states = CodedOf<MatchState>();
  meta.decline_reasons = CodedOf<DeclineReason>();
  meta.funding_stages = CodedOf<FundingStage>();
  meta.instruments = CodedOf<Instrument>();
  meta.talent_levels = CodedOf<TalentLevel>();
  meta.engagements = CodedOf<Engagement>();
  meta.cooperation = CodedOf<Cooperation>();
  meta.required_terms = CodedOf<RequiredTerm>();
  meta.close_reasons = CodedOf<CloseReason>();
  for (RegionLevel level : {RegionLevel::kProvince, RegionLevel::kCity}) {
    for (const Region& region : snapshot.regions) {
      if (region.level() != level) continue;
      RegionRef ref{region.code.ToString(),
                    region.name,
                    std::string(Code(level)),
                    std::nullopt,
                    region.centroid.longitude_deg,
                    region.centroid.latitude_deg,
                    region.tile_column,
                    region.tile_row};
      if (region.parent) ref.parent = region.parent.ToString();
      meta.regions.push_back(std::move(ref));
    }
  }
  for (uint32_t c = 0; c < snapshot.chains.size(); ++c)
    meta.chains.push_back(ChainRefOf(snapshot, c));
  return meta;
}

}  // namespace lianmeng::app
