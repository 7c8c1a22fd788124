#include "app/needs.h"

#include <algorithm>

#include "app/filter_values.h"
#include "app/rows.h"

namespace lianmeng::app {
namespace {

constexpr double kPointsPerScore = match::kScoreMax / 100.0;  // people read scores of 0..100

Result<store::NeedFilter> MakeFilter(const Snapshot& snapshot, const NeedQuery& query) {
  store::NeedFilter filter;
  filter.query = query.text;
  filter.open = query.open;
  filter.changed_after_ms = query.changed_after_ms;
  LM_ASSIGN(filter.kinds, ReadWords<TradeKind>("kind", query.kinds));
  LM_ASSIGN(filter.cities, ReadRegions("city", query.cities));
  LM_ASSIGN(filter.chains, ReadChains(snapshot, query.chains));
  LM_ASSIGN(filter.terms, FilterOf(query.terms));
  return filter;
}

Result<store::OfferFilter> MakeFilter(const Snapshot& snapshot, const OfferQuery& query) {
  store::OfferFilter filter;
  filter.query = query.text;
  LM_ASSIGN(filter.kinds, ReadWords<TradeKind>("kind", query.kinds));
  LM_ASSIGN(filter.cities, ReadRegions("city", query.cities));
  LM_ASSIGN(filter.chains, ReadChains(snapshot, query.chains));
  LM_ASSIGN(filter.terms, FilterOf(query.terms));
  filter.changed_after_ms = query.changed_after_ms;
  if (!query.organisation.empty()) {
    filter.organisation.value = ParseIdValue(query.organisation).value_or(0);
    if (!filter.organisation) return BadParameter("organisation", query.organisation);
  }
  return filter;
}

MatchRow RowOf(const Snapshot& snapshot, const match::MatchedOffer& matched) {
  MatchRow row;
  const auto organisation = static_cast<uint32_t>(matched.organisation.value);
  row.organisation = OrganisationRefOf(snapshot, organisation);
  row.titles = CodesOf(snapshot.organisations[organisation].titles);
  row.offer = OfferRowOf(snapshot, static_cast<uint32_t>(matched.offer.value));
  row.score = matched.score / kPointsPerScore;
  for (const match::Part& part : matched.parts) {
    row.parts.push_back({std::string(match::Code(part.kind)), match::Label(part.kind),
                         part.points / kPointsPerScore, part.points_max / kPointsPerScore,
                         part.reason});
  }
  return row;
}

}  // namespace

Result<NeedPage> ListNeeds(Platform& platform, const Viewer& viewer, const NeedQuery& query) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  LM_ASSIGN(const store::NeedFilter filter, MakeFilter(snapshot, query));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const auto found, reader.ListNeeds(filter, {query.limit, query.cursor, true}));
  NeedPage page;
  page.total = found.total;
  if (!found.next_cursor.empty()) page.next = found.next_cursor;
  for (const store::NeedRow& row : found.rows) {
    const uint32_t index = snapshot.NeedIndex(row.record.id);
    if (index != kNone) page.items.push_back(NeedRowOf(*analysis, index));
  }
  return page;
}

Result<OfferPage> ListOffers(Platform& platform, const Viewer& viewer, const OfferQuery& query) {
  LM_ASSIGN(const std::shared_ptr<Analysis> analysis, platform.Current(viewer));
  const Snapshot& snapshot = analysis->snapshot();
  LM_ASSIGN(const store::OfferFilter filter, MakeFilter(snapshot, query));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const auto found, reader.ListOffers(filter, {query.limit, query.cursor, true}));
  OfferPage page;
  page.total = found.total;
  if (!found.next_cursor.empty()) page.next = found.next_cursor;
  for (const store::OfferRow& row : found.rows) {
    const uint32_t index = snapshot.OfferIndex(row.record.id);
    if (index != kNone) page.items.push_back(OfferListRowOf(snapshot, index));
  }
  return page;
}

Result<NeedMatches> MatchNeed(Analysis& analysis, NeedId id, Date today, int limit) {
  const Snapshot& snapshot = analysis.snapshot();
  const uint32_t need = snapshot.NeedIndex(id);
  if (need == kNone) return NotFound("需求", "need", id.ToString());
  LM_ASSIGN(const match::Catalogue* catalogue, analysis.Catalogue());
  LM_ASSIGN(const match::MatchResult result,
            match::Match(*catalogue, MakeNeed(snapshot, need, today), {.limit = limit}));
  NeedMatches matches;
  matches.need = NeedRowOf(analysis, need);
  for (const match::MatchedOffer& matched : result.matches)
    matches.matches.push_back(RowOf(snapshot, matched));
  matches.considered = result.offers;
  for (int rule = 0; rule < match::kExclusionCount; ++rule) {
    const auto exclusion = static_cast<match::Exclusion>(rule);
    if (result.Excluded(exclusion) == 0) continue;
    matches.excluded.push_back(
        {std::string(match::Code(exclusion)), match::Label(exclusion), result.Excluded(exclusion)});
  }
  const match::Scheme scheme =
      catalogue->input().SchemeOf(static_cast<int>(snapshot.needs[need].kind));
  for (const match::PartShare& part : match::PartsOf(scheme)) {
    matches.weights.push_back({std::string(match::Code(part.kind)), match::Label(part.kind),
                               part.points_max / kPointsPerScore});
  }
  return matches;
}

Result<std::vector<BestMatch>> BestMatches(Analysis& analysis, Date today, size_t count) {
  LM_TRY(analysis.ComputeNeeds(today));
  const Snapshot& snapshot = analysis.snapshot();
  const auto& summaries = *analysis.ReadyNeeds();
  std::vector<std::pair<int32_t, uint32_t>> order;
  for (uint32_t i = 0; i < summaries.size(); ++i) {
    if (snapshot.needs[i].open && summaries[i].best_score > 0)
      order.push_back({-summaries[i].best_score, i});
  }
  std::sort(order.begin(), order.end());
  if (order.size() > count) order.resize(count);
  LM_ASSIGN(const match::Catalogue* catalogue, analysis.Catalogue());
  std::vector<BestMatch> best;
  for (const auto& [score, need] : order) {
    LM_ASSIGN(const match::MatchResult result,
              match::Match(*catalogue, MakeNeed(snapshot, need, today), {.limit = 1}));
    best.push_back({NeedRowOf(analysis, need), RowOf(snapshot, result.matches.at(0))});
  }
  return best;
}

}  // namespace lianmeng::app
