#include "app/saved_searches.h"

#include <algorithm>

#include "app/directory.h"
#include "app/find_makers.h"
#include "app/needs.h"
#include "app/rows.h"
#include "base/text.h"

namespace lianmeng::app {
namespace {

constexpr std::string_view kNeeds = "needs";
constexpr std::string_view kOffers = "offers";
constexpr std::string_view kOrganisations = "organisations";
constexpr std::string_view kMakers = "makers";
constexpr size_t kListTextMax = 200;  // characters that the lists of records are asked by

// A search, and of what it finds only what has changed after a time if one is given.
struct Counted {
  const SavedFilter& filter;
  std::optional<int64_t> changed_after_ms;
};

DirectoryQuery DirectoryQueryOf(const SavedFilter& filter) {
  DirectoryQuery query;
  query.text = filter.q;
  query.cities = filter.city;
  query.provinces = filter.province;
  query.chains = filter.chain;
  query.titles = filter.title;
  query.scales = filter.scale;
  query.kinds = filter.kind;
  query.limit = 1;
  return query;
}

Result<int64_t> CountNeeds(Platform& platform, const Viewer& viewer, const Counted& counted) {
  NeedQuery query{.text = counted.filter.q,
                  .kinds = counted.filter.kind,
                  .cities = counted.filter.city,
                  .chains = counted.filter.chain,
                  .open = true,
                  .changed_after_ms = counted.changed_after_ms,
                  .limit = 1};
  LM_ASSIGN(const NeedPage page, ListNeeds(platform, viewer, query));
  return page.total;
}

Result<int64_t> CountOffers(Platform& platform, const Viewer& viewer, const Counted& counted) {
  OfferQuery query;
  query.text = counted.filter.q;
  query.kinds = counted.filter.kind;
  query.cities = counted.filter.city;
  query.chains = counted.filter.chain;
  query.changed_after_ms = counted.changed_after_ms;
  query.limit = 1;
  LM_ASSIGN(const OfferPage page, ListOffers(platform, viewer, query));
  return page.total;
}

Result<int64_t> CountListed(Platform& platform, const Viewer& viewer, std::string_view list,
                            const Counted& counted) {
  if (list == kNeeds) return CountNeeds(platform, viewer, counted);
  if (list == kOffers) return CountOffers(platform, viewer, counted);
  DirectoryQuery query = DirectoryQueryOf(counted.filter);
  query.changed_after_ms = counted.changed_after_ms;
  LM_ASSIGN(const OrganisationPage page, ListOrganisations(platform, viewer, query));
  return page.total;
}

struct Figures {
  int64_t total = 0;
  int64_t fresh = 0;  // changed since
};

// Searched once for both.
Result<Figures> CountMakers(Platform& platform, const Viewer& viewer, const SavedFilter& filter,
                            int64_t seen_ms) {
  DirectoryQuery query = DirectoryQueryOf(filter);
  query.order = "evidence";  // those that only resemble come last
  query.limit = kMakersExported;
  LM_ASSIGN(const MakerList list, ListMakers(platform, viewer, query));
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const std::vector<OrganisationId> changed, reader.OrganisationsChangedAfter(seen_ms));
  Figures figures;
  for (const Facet& evidence : list.evidence) {
    if (evidence.code != Code(MakerEvidence::kResembles)) figures.total += evidence.count;
  }
  for (const Maker& maker : list.items) {
    if (maker.evidence == Code(MakerEvidence::kResembles)) break;
    const OrganisationId id{ParseIdValue(maker.organisation.id).value_or(0)};
    figures.fresh += std::binary_search(changed.begin(), changed.end(), id) ? 1 : 0;
  }
  return figures;
}

Result<Figures> Count(Platform& platform, const Viewer& viewer, const SavedSearchRow& search,
                      int64_t seen_ms) {
  if (search.list == kMakers) return CountMakers(platform, viewer, search.filter, seen_ms);
  Figures figures;
  LM_ASSIGN(figures.total, CountListed(platform, viewer, search.list, {search.filter, {}}));
  LM_ASSIGN(figures.fresh, CountListed(platform, viewer, search.list, {search.filter, seen_ms}));
  return figures;
}

Result<SavedSearchRow> RowOf(Platform& platform, const Viewer& viewer,
                             const store::SavedSearch& search) {
  SavedSearchRow row;
  row.id = std::to_string(search.id);
  row.name = search.name;
  row.list = search.list;
  LM_ASSIGN(row.filter, ReadJson<SavedFilter>(search.filter));
  row.seen_at = FormatUtc(search.seen_ms);
  // A chain that is gone since leaves a search that finds nothing, and can be removed.
  const Result<Figures> figures = Count(platform, viewer, row, search.seen_ms);
  if (!figures && figures.error().code == ErrorCode::kInvalidArgument) return row;
  if (!figures) return figures.error();
  row.total = figures->total;
  row.fresh = figures->fresh;
  return row;
}

Status CheckFilter(const SavedSearchInput& input) {
  const SavedFilter& filter = input.filter;
  const size_t characters = ToUtf32(filter.q).size();
  const bool is_wrong = input.list == kMakers ? characters == 0 : characters > kListTextMax;
  if (is_wrong) return BadParameter("/filter/q", filter.q);
  if (input.list == kOrganisations || input.list == kMakers) return Ok{};
  for (const auto& [field, values] :
       {std::pair("/filter/province", &filter.province), std::pair("/filter/title", &filter.title),
        std::pair("/filter/scale", &filter.scale)}) {
    if (!values->empty()) return BadParameter(field, values->front());
  }
  return Ok{};
}

}  // namespace

FieldRules SavedFilter::Rules() {
  constexpr size_t kValues = 50;
  FieldRules rules = {LengthUpTo("q", kMakerTextMax)};
  for (const char* list : {"kind", "chain", "city", "province", "title", "scale"}) {
    rules.push_back(Items(list, {0, kValues}));
  }
  return rules;
}

FieldRules SavedSearchInput::Rules() {
  return {LengthUpTo("name", 100),
          OneOf("list", {std::string(kNeeds), std::string(kOffers), std::string(kOrganisations),
                         std::string(kMakers)})};
}

Result<SavedSearchList> ListSavedSearches(Platform& platform, const Viewer& viewer) {
  std::vector<store::SavedSearch> searches;
  {
    LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
    LM_ASSIGN(searches, reader.ListSavedSearches());
  }
  SavedSearchList list;
  for (const store::SavedSearch& search : searches) {
    LM_ASSIGN(SavedSearchRow row, RowOf(platform, viewer, search));
    list.fresh += row.fresh;
    list.items.push_back(std::move(row));
  }
  return list;
}

Result<SavedSearchRow> SaveSearch(Platform& platform, const Viewer& viewer,
                                  const SavedSearchInput& input) {
  LM_TRY(CheckFilter(input));
  // Its filter is one that the list takes.
  LM_TRY(Count(platform, viewer, {.list = input.list, .filter = input.filter}, INT64_MAX));
  store::SavedSearch search{.viewer = viewer.CacheKey(),
                            .list = input.list,
                            .name = input.name,
                            .filter = ToJson(input.filter).dump()};
  {
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    LM_ASSIGN(search, writer.PutSavedSearch(search));
    LM_TRY(writer.Commit());
  }
  return RowOf(platform, viewer, search);
}

Result<SavedSearchRow> SeeSavedSearch(Platform& platform, const Viewer& viewer, int64_t id) {
  {
    LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
    LM_ASSIGN(const bool is_there, writer.SeeSavedSearch(viewer.CacheKey(), id));
    if (!is_there) return NotFound("保存的检索", "saved search", std::to_string(id));
    LM_TRY(writer.Commit());
  }
  LM_ASSIGN(const SavedSearchList list, ListSavedSearches(platform, viewer));
  const auto found = std::find_if(list.items.begin(), list.items.end(),
                                  [&](const auto& row) { return row.id == std::to_string(id); });
  if (found == list.items.end()) return NotFound("保存的检索", "saved search", std::to_string(id));
  return *found;
}

Status RemoveSavedSearch(Platform& platform, const Viewer& viewer, int64_t id) {
  LM_ASSIGN(store::Writer writer, platform.store().Write({.source = viewer.CacheKey()}));
  LM_ASSIGN(const bool is_there, writer.RemoveSavedSearch(viewer.CacheKey(), id));
  if (!is_there) return NotFound("保存的检索", "saved search", std::to_string(id));
  LM_TRY(writer.Commit());
  return Ok{};
}

}  // namespace lianmeng::app
