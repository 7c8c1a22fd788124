// The filters of the directory on organisations that a snapshot holds, and the counts beside them:
// for lists that the store's SQL does not make. Agrees with the store's on every filter.
#pragma once

#include <vector>

#include "app/directory.h"
#include "app/snapshot.h"

namespace lianmeng::app {

// Errors: kInvalidArgument names the parameter and the value.
[[nodiscard]] Result<store::OrganisationFilter> OrganisationFilterOf(const Snapshot& snapshot,
                                                                     const DirectoryQuery& query);

// Whether the organisation is of the cities, provinces, chains, titles, scales and kinds asked for;
// the filter's other fields are not looked at.
[[nodiscard]] bool Fits(const Snapshot& snapshot, const store::OrganisationFilter& filter,
                        uint32_t organisation);

// The chains in which it offers a product, in the chains' order, by their index.
[[nodiscard]] std::vector<uint32_t> ChainsOfOrganisation(const Snapshot& snapshot,
                                                         uint32_t organisation);

[[nodiscard]] OrganisationFacets FacetsOf(const Snapshot& snapshot, const store::Facets& counted);
[[nodiscard]] OrganisationFacets FacetsOf(const Snapshot& snapshot,
                                          const std::vector<uint32_t>& organisations);

}  // namespace lianmeng::app
