// The routes that a flow between two sites may take, with everything about them that no flow changes: found once for
// each pair of sites, then only read.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "network/backbone.h"
#include "network/cycles.h"
#include "network/paths.h"

namespace lianmeng::network {

struct RouteCandidate {
  Path path;
  std::vector<int64_t> shift;  // of each hop: cycles after the first hop's
  std::vector<int64_t>
      spare_buffers;  // of each hop: cycles that a packet may be held longer before it; 0 for the first
  int64_t capacity_bytes = 0;  // of its narrowest cycle, empty
};

struct RouteChoices {
  std::vector<RouteCandidate> single;  // of an unprotected flow, the shortest first
  std::vector<std::pair<RouteCandidate, RouteCandidate>> pairs;  // of a protected one
  // Left out because a port has too few buffers: the least that a route would need there.
  int64_t buffers_wanted = 0;
  LinkIndex buffers_link = 0;
};

class RouteBook {
 public:
  // Requires: a valid backbone that outlives the book. Links in `without` are taken as cut.
  RouteBook(const Backbone& backbone, size_t paths, const std::vector<LinkIndex>& without);

  // Stays where it is. Cost: a look-up; the first time for a pair of sites, that of PathFinder.
  [[nodiscard]] const RouteChoices& Between(SiteIndex from, SiteIndex to, Protection protection);
  // A path from elsewhere, described and kept. nullptr if a port has too few buffers for it.
  // Requires: links of the backbone, each beginning where the one before it ends.
  [[nodiscard]] const RouteCandidate* Adopt(const Path& path);

 private:
  [[nodiscard]] bool Describe(const Path& path, RouteChoices& choices,
                              RouteCandidate& candidate) const;

  const Backbone& backbone_;
  size_t paths_;
  PathFinder finder_;
  std::unordered_map<uint64_t, std::unique_ptr<RouteChoices>> choices_;
  std::map<Path, RouteCandidate> adopted_;
};

}  // namespace lianmeng::network
