#include "app/saved_searches.h"

#include <algorithm>

#include "app/directory.h"
#include "app/needs.h"
#include "app/rows.h"

namespace lianmeng::app {
namespace {

constexpr std::string_view kNeeds = "needs";

// How many records a search finds, of those changed after a time if one is given.
Result<int64_t> Count(Platform& platform, const Viewer& viewer, const SavedSearchRow& search,
                      std::optional<int64_t> changed_after_ms) {
  const SavedFilter& filter = search.filter;
  if (search.list == kNeeds) {
    NeedQuery query{.text = filter.q,
                    .kinds = filter.kind,
                    .cities = filter.city,
                    .chains = filter.chain,
                    .open = true,
                    .changed_after_ms = changed_after_ms,
                    .limit = 1};
    LM_ASSIGN(const NeedPage page, ListNeeds(platform, viewer, query));
    return page.total;
  }
  DirectoryQuery query;
  query.text = filter.q;
  query.cities = filter.city;
  query.provinces = filter.province;
  query.chains = filter.chain;
  query.titles = filter.title;
  query.scales = filter.scale;
  query.kinds = filter.kind;
  query.changed_after_ms = changed_after_ms;
  query.limit = 1;
  LM_ASSIGN(const OrganisationPage page, ListOrganisations(platform, viewer, query));
  return page.total;
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
  const Result<int64_t> total = Count(platform, viewer, row, std::nullopt);
  if (!total && total.error().code == ErrorCode::kInvalidArgument) return row;
  if (!total) return total.error();
  row.total = *total;
  LM_ASSIGN(row.fresh, Count(platform, viewer, row, search.seen_ms));
  return row;
}

Status CheckFilter(const SavedSearchInput& input) {
  const SavedFilter& filter = input.filter;
  if (input.list != kNeeds) return Ok{};
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
  FieldRules rules = {LengthUpTo("q", 200)};
  for (const char* list : {"kind", "chain", "city", "province", "title", "scale"}) {
    rules.push_back(Items(list, {0, kValues}));
  }
  return rules;
}

FieldRules SavedSearchInput::Rules() {
  return {LengthUpTo("name", 100), OneOf("list", {std::string(kNeeds), "organisations"})};
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
  SavedSearchRow tried{.list = input.list, .filter = input.filter};
  LM_TRY(Count(platform, viewer, tried, std::nullopt));  // its filter is one that the list takes
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
