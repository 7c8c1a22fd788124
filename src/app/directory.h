// The directory of organisations, their pages, and what a search box suggests.
#pragma once

#include "app/platform.h"
#include "app/views.h"
#include "report/table.h"

namespace lianmeng::app {

struct DirectoryQuery {
  std::string text;
  std::vector<std::string> cities, provinces, chains, titles, scales, kinds;  // codes and keys
  std::optional<int64_t> changed_after_ms;                              // new or changed since
  std::string order;  // relevance (with a text), name, revenue; empty: relevance
  int limit = 50;
  std::string cursor;
};

// Errors: kInvalidArgument names the parameter and value; kNotFound for an unknown chain.
[[nodiscard]] Result<OrganisationPage> ListOrganisations(Platform& platform, const Viewer& viewer,
                                                         const DirectoryQuery& query);
// Every row of the filter, without limit, into a table writer (XLSX or CSV).
[[nodiscard]] Status ExportOrganisations(Platform& platform, const Viewer& viewer,
                                         const DirectoryQuery& query, Language language,
                                         report::TableWriter& writer);
[[nodiscard]] Result<OrganisationDetail> GetOrganisation(Platform& platform, const Viewer& viewer,
                                                         OrganisationId id);
[[nodiscard]] Result<SearchResult> Search(Platform& platform, const Viewer& viewer,
                                          const std::string& text, int limit);

}  // namespace lianmeng::app
