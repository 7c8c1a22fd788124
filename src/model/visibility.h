// Who may see a record. This is the one statement of the rule; store writes the same rule as a condition
// inside its queries, and tests/store holds both to agree on every combination.
//
//   public     everyone
//   alliance   every member organisation, every office
//   region     organisations in the owner's province, and the alliance office
//   pairing    organisations in the owner's city or in a city paired with it, and the alliance office
//   private    the owner alone: not even the alliance office
// The owner always sees its own records. A link is also seen by its customer, and only where both its
// supplier and its customer are seen. An offer or need is seen only where its organisation is seen.
// Regions, products, inputs, chains and pairings are common knowledge and have no owner.
#pragma once

#include <string>
#include <vector>

#include "model/records.h"

namespace lianmeng {

struct Viewer {
  enum class Kind { kPublic, kOrganisation, kOffice };

  Kind kind = Kind::kPublic;
  OrganisationId organisation;  // of kOrganisation
  RegionCode city;              // of kOrganisation; none if unknown
  std::vector<RegionCode>
      paired_cities;  // of kOrganisation: the city itself and the cities paired with it

  static Viewer Public() { return {}; }
  static Viewer Office() {
    Viewer viewer;
    viewer.kind = Kind::kOffice;
    return viewer;
  }

  // Equal viewers see the same; usable as a cache key.
  [[nodiscard]] std::string CacheKey() const;
};

// `owner_city`: the city (or county) in which the record's owner lies; none if unknown.
[[nodiscard]] bool MaySee(const Viewer& viewer, const Ownership& ownership, RegionCode owner_city);

// True if everyone who may see a record of `outer` may also see one of `inner`: then what `inner`
// says may be found by way of `outer`. Sufficient, not necessary: owners in one city count as
// different.
[[nodiscard]] bool SeenByAllWhoSee(const Ownership& inner, const Ownership& outer);

}  // namespace lianmeng
