// Paths through a backbone: the quickest ones, and pairs that no single cut breaks.
//
// A path's length is Σ (delay_ns_max + T) over its links: what its cycles cost at most, but for rounding.
//
// Example:   const PathFinder finder(backbone);
//            PathRanking ranking(finder, source, destination);
//            while (const std::optional<Path> path = ranking.Next()) Use(*path);
// Cost:      the first path or pair of paths: one search or two; each further path a search for each of the last one's
//            hops (Yen), each further pair that and one more.
// Determinism: equal backbone, equal paths, ties to the lower link.
// Source:    Yen, "Finding the k shortest loopless paths in a network", Management Science 1971;
//            Suurballe & Tarjan, "A quick method for finding shortest pairs of disjoint paths", Networks 1984.
// Thread-safety: const, but the backbone must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
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

  // Empty if there is none.
  [[nodiscard]] Path Shortest(SiteIndex from, SiteIndex to) const;
  // The two paths with the least sum of lengths that share no fibre (kLinkDisjoint: no pair of sites that a link joins,
  // in either direction) nor a site but the ends (kNodeDisjoint); the shorter one first. Empty if there are none.
  [[nodiscard]] PathPair ShortestPair(SiteIndex from, SiteIndex to, Protection protection) const;
  // The shortest path that shares nothing with `path`. Empty if there is none.
  [[nodiscard]] Path ShortestBeside(const Path& path, Protection protection) const;

  [[nodiscard]] int64_t LengthOf(const Path& path) const;

 private:
  friend class PathRanking;
  struct Closed;  // what a search may not pass

  [[nodiscard]] Path ShortestPath(SiteIndex from, SiteIndex to, const Closed& closed) const;
  void CloseFibre(LinkIndex link, Closed& closed) const;

  const Backbone& backbone_;
  graph::Graph graph_;
  std::vector<int64_t> length_;  // of each link
  std::vector<bool> is_cut_;
};

// The paths between two sites that pass no site twice, one after the other, the shortest first.
class PathRanking {
 public:
  // Requires: the finder outlives the ranking.
  PathRanking(const PathFinder& finder, SiteIndex from, SiteIndex to)
      : finder_(finder), from_(from), to_(to) {}

  [[nodiscard]] std::optional<Path> Next();

 private:
  // Paths that leave the last one found at each of its sites.
  void AddDeviations();

  const PathFinder& finder_;
  SiteIndex from_, to_;
  std::vector<Path> found_;
  std::set<std::pair<int64_t, Path>> next_;
};

// Pairs of paths that share nothing: the one with the least sum of lengths, then each of the kPathsOfPairs shortest paths
// with the shortest one beside it. The shorter one first; no pair twice. Some backbones have one pair and paths without
// number, so that the paths looked at are counted, not the pairs found.
class PairRanking {
 public:
  PairRanking(const PathFinder& finder, SiteIndex from, SiteIndex to, Protection protection)
      : finder_(finder), from_(from), to_(to), protection_(protection), paths_(finder, from, to) {}

  [[nodiscard]] std::optional<PathPair> Next();

 private:
  static constexpr int kPathsOfPairs = 16;

  const PathFinder& finder_;
  SiteIndex from_, to_;
  Protection protection_;
  int paths_left_ = kPathsOfPairs;
  PathRanking paths_;
  std::vector<PathPair> found_;
};

}  // namespace lianmeng::network
