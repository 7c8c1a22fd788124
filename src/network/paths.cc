#include "network/paths.h"

#include <algorithm>
#include <limits>
#include <queue>

namespace lianmeng::network {
namespace {

constexpr int64_t kUnreached = std::numeric_limits<int64_t>::max();
constexpr LinkIndex kNoLink = std::numeric_limits<LinkIndex>::max();

// A flow of two units from one site to another at least cost: each site is split into the half where paths arrive and
// the half where they leave. Only the quickest of parallel links counts, for they lie in one duct.
class PairSearch {
 public:
  PairSearch(size_t sites, bool may_share_sites) : arcs_of_(2 * sites) {
    for (size_t site = 0; site < sites; ++site) {
      AddArc(Arriving(site), Leaving(site), 0, kNoLink);
      if (may_share_sites) AddArc(Arriving(site), Leaving(site), 0, kNoLink);
    }
  }

  static size_t Arriving(size_t site) { return 2 * site; }
  static size_t Leaving(size_t site) { return 2 * site + 1; }

  void AddLink(const Link& link, LinkIndex index, int64_t length_ns) {
    AddArc(Leaving(link.from), Arriving(link.to), length_ns, index);
  }

  // Sends one unit more along the cheapest way. Bellman and Ford's search, for reversed arcs cost less than nothing.
  bool Augment(SiteIndex from, SiteIndex to) {
    std::vector<int64_t> distance(arcs_of_.size(), kUnreached);
    std::vector<size_t> arc_to(arcs_of_.size(), 0);
    std::vector<bool> is_queued(arcs_of_.size(), false);
    std::queue<size_t> queue;
    distance[Leaving(from)] = 0;
    queue.push(Leaving(from));
    while (!queue.empty()) {
      const size_t node = queue.front();
      queue.pop();
      is_queued[node] = false;
      for (const size_t a : arcs_of_[node]) {
        const Arc& arc = arcs_[a];
        if (!arc.is_open || distance[node] + arc.cost_ns >= distance[arc.to]) continue;
        distance[arc.to] = distance[node] + arc.cost_ns;
        arc_to[arc.to] = a;
        if (!is_queued[arc.to]) queue.push(arc.to);
        is_queued[arc.to] = true;
      }
    }
    if (distance[Arriving(to)] == kUnreached) return false;
    for (size_t node = Arriving(to); node != Leaving(from); node = arcs_[arc_to[node] ^ 1].to) {
      arcs_[arc_to[node]].is_open = false;
      arcs_[arc_to[node] ^ 1].is_open = true;
    }
    return true;
  }

  // One of the units' ways, which is then taken out.
  Path TakePath(SiteIndex from, SiteIndex to) {
    Path path;
    size_t node = Leaving(from);
    while (node != Arriving(to)) {
      const auto used = std::find_if(arcs_of_[node].begin(), arcs_of_[node].end(),
                                     [&](size_t a) { return a % 2 == 0 && !arcs_[a].is_open; });
      CHECK(used != arcs_of_[node].end());
      arcs_[*used].is_open = true;
      if (arcs_[*used].link != kNoLink) path.push_back(arcs_[*used].link);
      node = arcs_[*used].to;
    }
    return path;
  }

 private:
  struct Arc {
    size_t to = 0;
    int64_t cost_ns = 0;
    LinkIndex link = kNoLink;
    bool is_open = true;  // an arc with an odd number is the reverse of the one before it
  };

  void AddArc(size_t from, size_t to, int64_t cost_ns, LinkIndex link) {
    arcs_of_[from].push_back(arcs_.size());
    arcs_.push_back({to, cost_ns, link, true});
    arcs_of_[to].push_back(arcs_.size());
    arcs_.push_back({from, -cost_ns, link, false});
  }

  std::vector<Arc> arcs_;
  std::vector<std::vector<size_t>> arcs_of_;
};

}  // namespace

struct PathFinder::Closed {
  std::vector<bool> links, sites;
};

namespace {

std::vector<int64_t> LengthsInTime(const Backbone& backbone) {
  std::vector<int64_t> lengths;
  for (const Link& link : backbone.links) {
    lengths.push_back(link.delay_ns_max + backbone.system.cycle_ns);
  }
  return lengths;
}

}  // namespace

PathFinder::PathFinder(const Backbone& backbone, const std::vector<LinkIndex>& without)
    : PathFinder(backbone, without, LengthsInTime(backbone)) {}

PathFinder::PathFinder(const Backbone& backbone, const std::vector<LinkIndex>& without,
                       std::vector<int64_t> lengths)
    : backbone_(backbone), length_(std::move(lengths)), is_cut_(backbone.links.size(), false) {
  CHECK(length_.size() == backbone.links.size());
  std::vector<graph::Edge> edges;
  for (const Link& link : backbone.links) edges.push_back({link.from, link.to});
  Result<graph::Graph> graph =
      graph::Graph::Build(static_cast<uint32_t>(backbone.sites.size()), edges);
  CHECK(graph.ok());
  graph_ = *std::move(graph);
  for (const LinkIndex link : without) is_cut_[link] = true;
}

int64_t PathFinder::LengthOf(const Path& path) const {
  int64_t length_ns = 0;
  for (const LinkIndex link : path) length_ns += length_[link];
  return length_ns;
}

Path PathFinder::ShortestPath(SiteIndex from, SiteIndex to, const Closed& closed) const {
  std::vector<int64_t> distance(graph_.node_count(), kUnreached);
  std::vector<LinkIndex> link_to(graph_.node_count(), kNoLink);
  using Entry = std::pair<int64_t, SiteIndex>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  distance[from] = 0;
  queue.push({0, from});
  while (!queue.empty()) {
    const auto [reached_ns, site] = queue.top();
    queue.pop();
    if (site == to) break;
    if (reached_ns > distance[site]) continue;
    for (const LinkIndex link : graph_.OutEdges(site)) {
      const SiteIndex next = backbone_.links[link].to;
      if (closed.links[link] || closed.sites[next]) continue;
      const int64_t through_ns = reached_ns + length_[link];
      if (through_ns >= distance[next]) continue;
      distance[next] = through_ns;
      link_to[next] = link;
      queue.push({through_ns, next});
    }
  }
  Path path;
  if (distance[to] == kUnreached) return path;
  for (SiteIndex site = to; site != from; site = backbone_.links[link_to[site]].from) {
    path.push_back(link_to[site]);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Path PathFinder::Shortest(SiteIndex from, SiteIndex to) const {
  return ShortestPath(from, to, {is_cut_, std::vector<bool>(graph_.node_count(), false)});
}

void PathRanking::AddDeviations() {
  const std::vector<Link>& links = finder_.backbone_.links;
  const Path& last = found_.back();
  PathFinder::Closed closed{finder_.is_cut_, std::vector<bool>(finder_.graph_.node_count(), false)};
  for (size_t i = 0; i < last.size(); ++i) {
    // Leaves the last path at its i-th site by a link that no path found with the same beginning takes there.
    const SiteIndex spur = links[last[i]].from;
    const Path root(last.begin(), last.begin() + static_cast<std::ptrdiff_t>(i));
    PathFinder::Closed without = closed;
    for (const Path& path : found_) {
      if (path.size() > i && std::equal(root.begin(), root.end(), path.begin())) {
        without.links[path[i]] = true;
      }
    }
    const Path rest = finder_.ShortestPath(spur, to_, without);
    if (!rest.empty()) {
      Path path = root;
      path.insert(path.end(), rest.begin(), rest.end());
      const int64_t length = finder_.LengthOf(path);
      next_.insert({length, std::move(path)});
    }
    closed.sites[spur] = true;
  }
}

std::optional<Path> PathRanking::Next() {
  if (found_.empty()) {
    if (Path first = finder_.Shortest(from_, to_); !first.empty()) {
      next_.insert({finder_.LengthOf(first), std::move(first)});
    }
  } else {
    AddDeviations();
  }
  if (next_.empty()) return std::nullopt;
  found_.push_back(std::move(next_.extract(next_.begin()).value().second));
  return found_.back();
}

void PathFinder::CloseFibre(LinkIndex link, Closed& closed) const {
  const auto [from, to] = std::pair(backbone_.links[link].from, backbone_.links[link].to);
  for (const SiteIndex site : {from, to}) {
    for (const LinkIndex other : graph_.OutEdges(site)) {
      if (backbone_.links[other].to == (site == from ? to : from)) closed.links[other] = true;
    }
  }
}

PathPair PathFinder::ShortestPair(SiteIndex from, SiteIndex to, Protection protection) const {
  PairSearch search(graph_.node_count(), protection == Protection::kLinkDisjoint);
  for (SiteIndex site = 0; site < graph_.node_count(); ++site) {
    for (const LinkIndex link : graph_.OutEdges(site)) {
      if (is_cut_[link]) continue;
      const SiteIndex next = backbone_.links[link].to;
      const bool is_quickest = std::ranges::none_of(graph_.OutEdges(site), [&](LinkIndex other) {
        return !is_cut_[other] && backbone_.links[other].to == next &&
               std::pair(length_[other], other) < std::pair(length_[link], link);
      });
      if (is_quickest) search.AddLink(backbone_.links[link], link, length_[link]);
    }
  }
  if (!search.Augment(from, to) || !search.Augment(from, to)) return {};
  // The two never run against each other on a fibre: leaving both directions out would be cheaper.
  PathPair pair{search.TakePath(from, to), search.TakePath(from, to)};
  if (LengthOf(pair.second) < LengthOf(pair.first)) std::swap(pair.first, pair.second);
  return pair;
}

Path PathFinder::ShortestBeside(const Path& path, Protection protection) const {
  Closed closed{is_cut_, std::vector<bool>(graph_.node_count(), false)};
  const SiteIndex to = backbone_.links[path.back()].to;
  for (const LinkIndex link : path) {
    CloseFibre(link, closed);
    const SiteIndex site = backbone_.links[link].to;
    if (protection == Protection::kNodeDisjoint && site != to) closed.sites[site] = true;
  }
  return ShortestPath(backbone_.links[path.front()].from, to, closed);
}

std::optional<PathPair> PairRanking::Next() {
  if (found_.empty()) {
    PathPair first = finder_.ShortestPair(from_, to_, protection_);
    if (first.first.empty()) return std::nullopt;
    found_.push_back(std::move(first));
    return found_.back();
  }
  while (paths_left_-- > 0) {
    const std::optional<Path> path = paths_.Next();
    if (!path) break;
    PathPair pair{*path, finder_.ShortestBeside(*path, protection_)};
    if (pair.second.empty()) continue;
    if (finder_.LengthOf(pair.second) < finder_.LengthOf(pair.first))
      std::swap(pair.first, pair.second);
    if (std::ranges::find(found_, pair) != found_.end()) continue;
    found_.push_back(std::move(pair));
    return found_.back();
  }
  return std::nullopt;
}

}  // namespace lianmeng::network
