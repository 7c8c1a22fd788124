#include "app/analysis.h"

#include <algorithm>
#include <numeric>

#include "app/find_makers.h"
#include "app/trade_terms.h"
#include "model/names.h"

namespace lianmeng::app {
namespace {

chain::Evidence EvidenceOf(LinkStatus status) {
  switch (status) {
    case LinkStatus::kObserved:
      return chain::Evidence::kObserved;
    case LinkStatus::kDeclared:
      return chain::Evidence::kDeclared;
    case LinkStatus::kReconstructed:
      return chain::Evidence::kReconstructed;
  }
  return chain::Evidence::kReconstructed;
}

std::vector<chain::Maker> MakersOf(const Snapshot& snapshot) {
  std::vector<chain::Maker> makers;
  for (uint32_t i = 0; i < snapshot.offers.size(); ++i) {
    if (!snapshot.IsMaker(i) || snapshot.offer_organisation[i] == kNone) continue;
    const CapacityValue capacity = CapacityOf(snapshot, i);
    chain::Maker maker;
    maker.organisation = snapshot.offer_organisation[i];
    maker.product = snapshot.offer_product[i];
    maker.city = snapshot.city_of[maker.organisation];
    maker.capacity_cny_year = capacity.cny_year;
    maker.capacity_known = capacity.known;
    maker.revenue_share = std::clamp(snapshot.offers[i].revenue_share.value_or(1.0), 0.0, 1.0);
    maker.utilisation = snapshot.offers[i].utilisation;
    makers.push_back(maker);
  }
  return makers;
}

uint32_t TitleBits(const std::vector<Title>& titles) {
  uint32_t bits = 0;
  for (Title title : titles) bits |= 1u << static_cast<uint32_t>(title);
  return bits;
}

// Of a place on the list of regions, -1 if unknown.
match::PlaceIndex PlaceOf(const Snapshot& snapshot, RegionCode code) {
  const Region* region = snapshot.FindRegion(code);
  if (region == nullptr) return {};
  return match::PlaceIndex{static_cast<int32_t>(region - snapshot.regions.data())};
}

template <typename IndexType>
IndexType ToIndex(uint32_t index) {
  return index == kNone ? IndexType{} : IndexType{static_cast<int32_t>(index)};
}

match::Offer MakeOffer(const Snapshot& snapshot, uint32_t i) {
  const Offer& record = snapshot.offers[i];
  match::Offer offer;
  offer.organisation = ToIndex<match::OrganisationIndex>(snapshot.offer_organisation[i]);
  offer.kind = static_cast<int>(record.kind);
  offer.product = ToIndex<match::ProductIndex>(snapshot.offer_product[i]);
  offer.text = record.text;
  offer.capacity_year = record.capacity_year;
  offer.utilisation = record.utilisation;
  offer.price_min_fen = record.price_min_fen;
  offer.price_max_fen = record.price_max_fen;
  offer.lead_time_days = record.lead_time_days;
  offer.regions_served = record.regions_served;
  if (record.valid_until) offer.valid_until_day = record.valid_until->days;
  return offer;
}

}  // namespace

CapacityValue CapacityOf(const Snapshot& snapshot, uint32_t offer) {
  const Offer& record = snapshot.offers[offer];
  const uint32_t product = snapshot.offer_product[offer];
  std::optional<double> price_fen;
  if (record.price_min_fen && record.price_max_fen) {
    price_fen =
        (static_cast<double>(*record.price_min_fen) + static_cast<double>(*record.price_max_fen)) /
        2;
  } else if (product != kNone && snapshot.products[product].price_fen) {
    price_fen = static_cast<double>(*snapshot.products[product].price_fen);
  }
  if (record.capacity_year && price_fen && *price_fen > 0) {
    return {*record.capacity_year * *price_fen / 100, true};
  }
  const uint32_t organisation = snapshot.offer_organisation[offer];
  if (organisation != kNone && snapshot.organisations[organisation].revenue_fen_year) {
    const auto revenue =
        static_cast<double>(*snapshot.organisations[organisation].revenue_fen_year);
    return {revenue / 100 * std::clamp(record.revenue_share.value_or(1.0), 0.0, 1.0), false};
  }
  return {};
}

chain::Economy MakeEconomy(const Snapshot& snapshot) {
  chain::Economy economy;
  economy.product_count = static_cast<uint32_t>(snapshot.products.size());
  economy.organisation_count = static_cast<uint32_t>(snapshot.organisations.size());
  for (uint32_t city : snapshot.cities) economy.cities.push_back(snapshot.regions[city].centroid);
  economy.home = snapshot.city_of;
  economy.makers = MakersOf(snapshot);
  for (size_t i = 0; i < snapshot.inputs.size(); ++i) {
    const Input& input = snapshot.inputs[i];
    economy.inputs.push_back({snapshot.input_product[i], snapshot.input_input[i], input.cost_share,
                              input.essentiality == Essentiality::kEssential
                                  ? chain::Essentiality::kEssential
                                  : chain::Essentiality::kReplaceable,
                              input.stock_days, input.qualify_days});
  }
  for (size_t i = 0; i < snapshot.links.size(); ++i) {
    if (snapshot.link_supplier[i] == kNone || snapshot.link_customer[i] == kNone) continue;
    economy.links.push_back({snapshot.link_supplier[i], snapshot.link_customer[i],
                             snapshot.link_product[i],
                             static_cast<double>(snapshot.links[i].value_fen_year) / 100,
                             EvidenceOf(snapshot.links[i].status), snapshot.links[i].confidence});
  }
  for (const Product& product : snapshot.products)
    economy.outside_share.push_back(product.outside_share);
  return economy;
}

std::vector<chain::ChainInput> MakeChainInputs(const Snapshot& snapshot) {
  std::vector<chain::ChainInput> chains(snapshot.chains.size());
  for (size_t c = 0; c < chains.size(); ++c) {
    for (uint32_t member : snapshot.members_of_chain[c]) {
      chains[c].members.push_back(
          {snapshot.member_product[member], snapshot.chain_products[member].final});
    }
  }
  return chains;
}

match::CatalogueInput MakeCatalogueInput(const Snapshot& snapshot) {
  match::CatalogueInput input;
  for (const Region& region : snapshot.regions)
    input.places.push_back({region.code, region.centroid, region.name});
  for (const Product& product : snapshot.products) {
    input.products.push_back({product.name, product.aliases, product.category, product.unit});
  }
  for (size_t i = 0; i < snapshot.inputs.size(); ++i) {
    input.inputs.push_back({ToIndex<match::ProductIndex>(snapshot.input_product[i]),
                            ToIndex<match::ProductIndex>(snapshot.input_input[i])});
  }
  for (const Organisation& organisation : snapshot.organisations) {
    std::vector<std::string> names = organisation.aliases;
    names.push_back(organisation.short_name);
    names.push_back(organisation.name_en);
    input.organisations.push_back({organisation.name, std::move(names),
                                   PlaceOf(snapshot, organisation.region),
                                   TitleBits(organisation.titles)});
  }
  input.schemes = MatchSchemes();
  input.term_names = MatchTermNames();
  for (uint32_t i = 0; i < snapshot.offers.size(); ++i) {
    match::Offer offer = MakeOffer(snapshot, i);
    AddMatchTerms(snapshot, snapshot.offers[i], input, offer);
    input.offers.push_back(std::move(offer));
  }
  for (size_t i = 0; i < snapshot.links.size(); ++i) {
    input.links.push_back({ToIndex<match::OrganisationIndex>(snapshot.link_supplier[i]),
                           ToIndex<match::OrganisationIndex>(snapshot.link_customer[i]),
                           ToIndex<match::ProductIndex>(snapshot.link_product[i])});
  }
  for (const auto& title : NamesOf<Title>()) {
    input.title_names.push_back({std::string(title.zh), std::string(title.en)});
  }
  return input;
}

match::Need MakeNeed(const Snapshot& snapshot, uint32_t index, Date today) {
  const Need& record = snapshot.needs[index];
  match::Need need;
  need.organisation = ToIndex<match::OrganisationIndex>(snapshot.need_organisation[index]);
  need.kind = static_cast<int>(record.kind);
  need.product = ToIndex<match::ProductIndex>(snapshot.need_product[index]);
  need.text = record.text;
  if (record.quantity && *record.quantity > 0) need.quantity = record.quantity;
  need.price_max_fen = record.price_max_fen;
  if (record.needed_by) need.needed_by_day = record.needed_by->days;
  need.today = today.days;
  need.preferred_regions = record.preferred_regions;
  need.excluded_regions = record.excluded_regions;
  need.wanted_titles = TitleBits(record.wanted_titles);
  AddMatchTerms(snapshot, record, need);
  return need;
}

Result<const chain::UnitNetwork*> Analysis::Network() {
  std::lock_guard lock(network_mutex_);
  if (!network_) {
    LM_ASSIGN(network_, chain::BuildUnitNetwork(MakeEconomy(*snapshot_)));
  }
  return &*network_;
}

Result<const chain::StockedPurchases*> Analysis::Purchases() {
  LM_ASSIGN(const chain::UnitNetwork* network, Network());
  std::lock_guard lock(purchases_mutex_);
  if (!purchases_) purchases_ = chain::StockedPurchases::Of(*network);
  return &*purchases_;
}

Result<const std::vector<chain::ChainRisk>*> Analysis::Risks(Progress& progress) {
  LM_ASSIGN(const chain::UnitNetwork* network, Network());
  std::lock_guard lock(risks_mutex_);
  if (!risks_) {
    const std::vector<chain::ChainInput> chains = MakeChainInputs(*snapshot_);
    LM_ASSIGN(risks_, chain::FindRiskPoints(*network, chains, {}, progress));
  }
  return &*risks_;
}

Result<const chain::ChainTime*> Analysis::Time(uint32_t chain, Progress& progress) {
  LM_ASSIGN(const chain::UnitNetwork* network, Network());
  std::lock_guard lock(time_mutex_);
  const auto found = times_.find(chain);
  if (found != times_.end()) return &found->second;
  const std::vector<chain::ChainInput> chains = MakeChainInputs(*snapshot_);
  LM_ASSIGN(chain::ChainTime time, chain::ComputeChainTime(*network, chains[chain], {}, progress));
  return &times_.emplace(chain, std::move(time)).first->second;
}

Result<const match::Catalogue*> Analysis::Catalogue() {
  std::lock_guard lock(catalogue_mutex_);
  if (!catalogue_) {
    LM_ASSIGN(catalogue_, match::Catalogue::Build(MakeCatalogueInput(*snapshot_)));
  }
  return &*catalogue_;
}

Result<const match::RetrievalIndex*> Analysis::Retrieval() {
  std::lock_guard lock(retrieval_mutex_);
  if (!retrieval_) {
    LM_ASSIGN(retrieval_, match::RetrievalIndex::Build(MakeRetrievalInput(*snapshot_)));
  }
  return &*retrieval_;
}

Status Analysis::ComputeCertainty(Progress& progress) {
  std::lock_guard lock(warm_mutex_);
  if (certainty_ready_) return Ok{};
  chain::CertaintyOptions options;
  options.organisations = true;
  LM_ASSIGN(certainty_, chain::MeasureCertainty(MakeEconomy(*snapshot_),
                                                MakeChainInputs(*snapshot_), options, progress));
  certainty_ready_ = true;
  return Ok{};
}

Status Analysis::ComputeIndices(Progress& progress) {
  LM_ASSIGN(const chain::UnitNetwork* network, Network());
  std::lock_guard lock(warm_mutex_);
  if (indices_ready_) return Ok{};
  LM_ASSIGN(indices_.risks, chain::IndexOrganisations(*network, {}, progress));
  std::vector<uint32_t> order(indices_.risks.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return indices_.risks[a].index > indices_.risks[b].index;
  });
  indices_.ranks.assign(order.size(), 0);
  for (uint32_t place = 0; place < order.size(); ++place) {
    if (indices_.risks[order[place]].index > 0) indices_.ranks[order[place]] = place + 1;
  }
  indices_ready_ = true;
  return Ok{};
}

Status Analysis::ComputeNeeds(Date today, Progress& progress) {
  LM_ASSIGN(const match::Catalogue* catalogue, Catalogue());
  std::lock_guard lock(warm_mutex_);
  if (needs_ready_) return Ok{};
  progress.Begin({"匹配需求", "Matching needs"}, static_cast<int64_t>(snapshot_->needs.size()));
  std::vector<NeedSummary> summaries(snapshot_->needs.size());
  for (uint32_t i = 0; i < summaries.size(); ++i) {
    if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    LM_ASSIGN(match::MatchResult result, match::Match(*catalogue, MakeNeed(*snapshot_, i, today),
                                                      {.limit = 1, .reasons = false}));
    // One offer of each organisation counts: those listed and those cut off by the limit.
    summaries[i].candidates = static_cast<int64_t>(result.matches.size()) +
                              result.Excluded(match::Exclusion::kBeyondLimit);
    summaries[i].best_score = result.matches.empty() ? 0 : result.matches[0].score;
    progress.Advance(i + 1);
  }
  need_summaries_ = std::move(summaries);
  needs_ready_ = true;
  return Ok{};
}

Status Analysis::WarmUp(Date today, Progress& progress) {
  LM_TRY(Risks(progress));
  LM_TRY(ComputeNeeds(today, progress));
  LM_TRY(ComputeIndices(progress));
  return ComputeCertainty(progress);
}

}  // namespace lianmeng::app
