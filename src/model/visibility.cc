#include "model/visibility.h"

#include <algorithm>

namespace lianmeng {
namespace {

RegionCode ProvinceOf(RegionCode region) { return RegionCode{region.value / 10000 * 10000}; }
RegionCode CityOf(RegionCode region) { return RegionCode{region.value / 100 * 100}; }

}  // namespace

std::string Viewer::CacheKey() const {
  switch (kind) {
    case Kind::kPublic:
      return "public";
    case Kind::kOffice:
      return "office";
    case Kind::kOrganisation:
      return "organisation:" + organisation.ToString();
  }
  return {};
}

bool MaySee(const Viewer& viewer, const Ownership& ownership, RegionCode owner_city) {
  const bool office = viewer.kind == Viewer::Kind::kOffice;
  const bool member = viewer.kind == Viewer::Kind::kOrganisation;
  if (ownership.audience == Audience::kPublic) return true;
  if (member && ownership.owner == viewer.organisation) return true;
  // A record without an owner belongs to the office itself.
  if (office && !ownership.owner) return true;
  switch (ownership.audience) {
    case Audience::kPublic:
      return true;
    case Audience::kAlliance:
      return office || member;
    case Audience::kRegion:
      return office || (member && owner_city && viewer.city &&
                        ProvinceOf(owner_city) == ProvinceOf(viewer.city));
    case Audience::kPairing:
      return office || (member && owner_city &&
                        std::find(viewer.paired_cities.begin(), viewer.paired_cities.end(),
                                  CityOf(owner_city)) != viewer.paired_cities.end());
    case Audience::kPrivate:
      return false;
  }
  return false;
}

bool SeenByAllWhoSee(const Ownership& inner, const Ownership& outer) {
  if (inner.audience == Audience::kPublic) return true;
  if (outer.audience == Audience::kPublic) return false;
  // What remains outside the public are offices and members, and those see everything of the
  // alliance.
  if (inner.audience == Audience::kAlliance) return true;
  if (inner.owner != outer.owner) return false;
  return inner.audience == outer.audience || outer.audience == Audience::kPrivate;
}

}  // namespace lianmeng
