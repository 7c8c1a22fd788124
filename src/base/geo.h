// Distances on the Earth's surface.
#pragma once

namespace lianmeng {

struct GeoPoint {
  double longitude_deg = 0;  // WGS 84
  double latitude_deg = 0;

  friend bool operator==(const GeoPoint&, const GeoPoint&) = default;
};

// Great-circle distance by the haversine formula on a sphere of radius 6371.0088 km (IUGG mean radius).
// Error against the ellipsoid: at most 0.56 %.
[[nodiscard]] double DistanceKm(const GeoPoint& a, const GeoPoint& b);

}  // namespace lianmeng
