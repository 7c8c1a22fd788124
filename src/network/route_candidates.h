// The routes that a flow between two sites may take, with everything about them that no flow changes: found once for
// each pair of sites, then only read.
#pragma once

#include <cstdint>
#include <deque>
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

using RoutePair = std::pair<RouteCandidate, RouteCandidate>;

// Of routes left out because a port has too few buffers: the least that one would need there; 0 if none was.
struct BuffersWanted {
  int64_t buffers = 0;
  LinkIndex link = 0;
};

class RouteBook;

// What RouteBook knows of two sites so far.
class RouteChoices {
 public:
  BuffersWanted buffers_wanted;

 private:
  friend class RouteBook;
  RouteChoices(PathRanking paths, PairRanking pairs)
      : paths_(std::move(paths)), pairs_(std::move(pairs)) {}

  PathRanking paths_;
  PairRanking pairs_;
  size_t tried_ = 0;
  std::deque<RouteCandidate> single_;
  std::deque<RoutePair> double_;
};

class RouteBook {
 public:
  // Requires: a valid backbone that outlives the book. Links in `without` are taken as cut.
  RouteBook(const Backbone& backbone, size_t paths, const std::vector<LinkIndex>& without);

  // Stays where it is. Cost: a look-up.
  [[nodiscard]] RouteChoices& Between(SiteIndex from, SiteIndex to, Protection protection);
  // The i-th route of an unprotected flow, the shortest first; the i-th pair of a protected one. nullptr if there are
  // not so many among the paths that the book tries. Cost: nothing but for the first time (network/paths.h).
  [[nodiscard]] const RouteCandidate* Single(RouteChoices& choices, size_t i);
  [[nodiscard]] const RoutePair* Pair(RouteChoices& choices, size_t i);

  // A path from elsewhere, described and kept. nullptr if a port has too few buffers for it.
  // Requires: links of the backbone, each beginning where the one before it ends.
  [[nodiscard]] const RouteCandidate* Adopt(const Path& path);

 private:
  [[nodiscard]] bool Describe(const Path& path, BuffersWanted& wanted,
                              RouteCandidate& candidate) const;

  const Backbone& backbone_;
  size_t paths_;
  PathFinder finder_;
  std::unordered_map<uint64_t, std::unique_ptr<RouteChoices>> choices_;
  std::map<Path, RouteCandidate> adopted_;
};

}  // namespace lianmeng::network
