// Searches that a viewer keeps, each with how much it finds and how much of that is new or changed since it was
// last looked at.
//
// Example:
//   Must(SaveSearch(*platform, office, {.name = "合肥的电池需求", .list = "needs", .filter = {.q = "电池"}}));
//   ListSavedSearches(*platform, office)->items[0].fresh;   // 3
//
// A viewer has its own; 100 at most. Counting runs each search: some milliseconds apiece.
#pragma once

#include <string>
#include <vector>

#include "app/json_input.h"
#include "app/platform.h"

namespace lianmeng::app {

// The words of all lists; those that a list does not know must be empty.
struct SavedFilter {
  std::string q;
  std::vector<std::string> kind, chain, city, province, title, scale;

  LM_FIELDS(SavedFilter, q, kind, chain, city, province, title, scale)
  static FieldRules Rules();
};

struct SavedSearchInput {
  std::string name;
  // needs (open ones), offers, organisations, or makers: who is found for the text by more than
  // resemblance (app/find_makers.h), new when it or an offer of it is
  std::string list;
  SavedFilter filter;

  LM_FIELDS(SavedSearchInput, name, list, filter)
  static FieldRules Rules();
};

struct SavedSearchRow {
  std::string id;
  std::string name;
  std::string list;
  SavedFilter filter;
  std::string seen_at;
  int64_t total = 0;
  int64_t fresh = 0;  // new or changed since

  LM_FIELDS(SavedSearchRow, id, name, list, filter, seen_at, total, fresh)
};

// GET /api/v1/saved-searches
struct SavedSearchList {
  std::vector<SavedSearchRow> items;
  int64_t fresh = 0;  // of all

  LM_FIELDS(SavedSearchList, items, fresh)
};

[[nodiscard]] Result<SavedSearchList> ListSavedSearches(Platform& platform, const Viewer& viewer);

// Errors: kInvalidArgument: a filter that its list refuses; kResourceExhausted: 100 are kept already.
[[nodiscard]] Result<SavedSearchRow> SaveSearch(Platform& platform, const Viewer& viewer,
                                                const SavedSearchInput& input);

// From now on only what comes later is new. Errors: kNotFound.
[[nodiscard]] Result<SavedSearchRow> SeeSavedSearch(Platform& platform, const Viewer& viewer,
                                                    int64_t id);
[[nodiscard]] Status RemoveSavedSearch(Platform& platform, const Viewer& viewer, int64_t id);

}  // namespace lianmeng::app
