#include "base/geo.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lianmeng {

double DistanceKm(const GeoPoint& a, const GeoPoint& b) {
  constexpr double kRadiusKm = 6371.0088;
  constexpr double kRadians = std::numbers::pi / 180.0;
  const double half_lat = std::sin((b.latitude_deg - a.latitude_deg) * kRadians / 2);
  const double half_lon = std::sin((b.longitude_deg - a.longitude_deg) * kRadians / 2);
  const double h = half_lat * half_lat + std::cos(a.latitude_deg * kRadians) *
                                             std::cos(b.latitude_deg * kRadians) * half_lon *
                                             half_lon;
  return 2 * kRadiusKm * std::asin(std::min(1.0, std::sqrt(h)));
}

}  // namespace lianmeng
