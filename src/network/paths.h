// Paths through a backbone: the quickest ones, and pairs that no single cut breaks.
//
// A path's length is Σ (delay_ns_max + T) over its links: what its cycles cost at most, but for rounding.
//
// Example:   const PathFinder finder(backbone);
//            for (const Path& path : finder.Shortest(source, destination, 4)) Use(path);
// Cost:      Shortest: O(k · hops) Dijkstra searches (Yen); Disjoint: two of them, and one for each of the k paths.
// Determinism: equal backbone, equal paths, ties to the lower link.
// Source:    Yen, "Finding the k shortest loopless paths in a network", Management Science 1971;
//            Suurballe & Tarjan, "A quick method for finding shortest pairs of disjoint paths", Networks 1984.
// Thread-safety: const, but the backbone must outlive it.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "graph/graph.h"
#include "network/backbone.h"

namespace lianmeng::network {

using Path = std::vector<LinkIndex>;  // each begins where the one before it ends
using PathPair = std::pair<Path, Path>;

class PathFinder {
 public:
  // Requires: a valid backbone. Links in `without` are taken as cut.
  explicit PathFinder(const Backbone& backbone, const std::vector<LinkIndex>& without = {});
  // With other lengths than those of time, one for each link. Requires: all of them positive.
  PathFinder(const Backbone& backbone, const std::vector<LinkIndex>& without,
             std::vector<int64_t> lengths);

  // At most `count` paths that pass no site twice, the shortest first.
  [[nodiscard]] std::vector<Path> Shortest(SiteIndex from, SiteIndex to, size_t count) const;

  // Pairs of paths that share no fibre (kLinkDisjoint: no pair of sites that a link joins, in either direction) or no
  // site but the ends (kNodeDisjoint), the one with the least sum of lengths first; then each of the `count` shortest
  // paths with the shortest one that is disjoint from it. In a pair the shorter path comes first. Empty if there is none.
  [[nodiscard]] std::vector<PathPair> Disjoint(SiteIndex from, SiteIndex to, Protection protection,
                                               size_t count) const;

  [[nodiscard]] int64_t LengthOf(const Path& path) const;

 private:
  struct Closed;  // what a search may not pass

  [[nodiscard]] Path ShortestPath(SiteIndex from, SiteIndex to, const Closed& closed) const;
  [[nodiscard]] PathPair ShortestPair(SiteIndex from, SiteIndex to, Protection protection) const;
  void CloseFibre(LinkIndex link, Closed& closed) const;

  const Backbone& backbone_;
  graph::Graph graph_;
  std::vector<int64_t> length_;  // of each link
  std::vector<bool> is_cut_;
};

}  // namespace lianmeng::network
