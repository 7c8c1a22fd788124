// Walks over a Graph: what can be reached and how far away it is, and an order in which nothing
// comes before what it depends on, with a report of the cycles that stand in the way.
//
// All are deterministic: equal graphs give equal answers, ties go to the lower node.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "graph/graph.h"

namespace lianmeng::graph {

enum class Direction {
  kForward,   // along the edges: downstream if edges run from supplier to customer
  kBackward,  // against them: upstream
};

inline constexpr uint32_t kUnlimitedDepth = std::numeric_limits<uint32_t>::max();

struct Reached {
  Node node = 0;
  uint32_t depth = 0;  // edges on a shortest path from the nearest source; 0 for a source

  friend bool operator==(const Reached&, const Reached&) = default;
};

struct ReachOptions {
  Direction direction = Direction::kForward;
  uint32_t depth_max = kUnlimitedDepth;
};

// Every node within `depth_max` edges of a source, sources included, each once, by rising depth
// (breadth first).
//
// Example:   auto upstream = Reach(graph, sources, {.direction = Direction::kBackward});
// Cost:      O(N) to start, then the edges of what is reached.
// Requires:  sources are nodes of the graph (CHECK); repeated sources count once.
[[nodiscard]] std::vector<Reached> Reach(const Graph& graph, std::span<const Node> sources,
                                         const ReachOptions& options = {});

// Strongly connected components: component_of[node], numbered so that every edge between two
// components leads from a lower number to a higher one.
// Cost:      O(N + E), no recursion.   Source: Tarjan, "Depth-first search and linear graph
//            algorithms", 1972.
struct Components {
  std::vector<uint32_t> component_of;
  uint32_t count = 0;
};
[[nodiscard]] Components StrongComponents(const Graph& graph);

struct TopologicalOrder {
  // All nodes; for every edge u -> v that lies on no cycle, u stands before v. Nodes of one cycle
  // stand together.
  std::vector<Node> order;
  // For each component that has a cycle a shortest cycle through its lowest node, starting there:
  // {a, b, c} means a -> b -> c -> a; {a} is a self-loop. Empty: the graph has no cycle.
  std::vector<std::vector<Node>> cycles;
};

// Example:   auto sorted = SortTopologically(graph);  if (!sorted.cycles.empty())
//            Explain(sorted.cycles[0]);
// Cost:      O((N + E) log N); a cycle costs the edges of its component.
// Ties:      among the components that may come next the one with the lowest node.
[[nodiscard]] TopologicalOrder SortTopologically(const Graph& graph);

}  // namespace lianmeng::graph
