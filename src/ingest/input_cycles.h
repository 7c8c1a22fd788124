// Cycles among "product needs input" relations: real data has them (steel needs machines, machines
// need steel), and whoever walks the relation must know. Internal to ingest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lianmeng::ingest {

struct InputEdge {
  int64_t product = 0;
  int64_t input = 0;
};

// For every strongly connected component of more than one product a shortest cycle through its
// first edge, as indexes of edges: product → input → its input → … → product. Components in the
// order of their first edge. Cost: O(V + E). Source: Tarjan, "Depth-first search and linear graph
// algorithms", 1972.
[[nodiscard]] std::vector<std::vector<size_t>> FindInputCycles(const std::vector<InputEdge>& edges);

}  // namespace lianmeng::ingest
