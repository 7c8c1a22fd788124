// An immutable directed graph in compressed sparse rows: 32-bit nodes, edges grouped both ways.
//
// Nodes are 0 .. node_count - 1 and edges keep the index that they had in the input, so that
// callers hold names, weights and kinds in plain arrays beside the graph. Parallel edges and
// self-loops are kept.
//
// Example:   LM_ASSIGN(Graph needs, Graph::Build(3, edges));     // edges: std::vector<Edge>
//            for (Node input : needs.Successors(product)) ...
// Cost:      Build O(N + E); 16 bytes an edge, 8 a node. Deterministic: neighbours in order of
//            their edges.
// Thread-safety: const after Build, may be read by any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace lianmeng::graph {

using Node = uint32_t;
using EdgeIndex = uint32_t;

struct Edge {
  Node from = 0;
  Node to = 0;

  friend bool operator==(const Edge&, const Edge&) = default;
};

class Graph {
 public:
  Graph() = default;

  // Errors:  kInvalidArgument names the first edge with an end outside 0 .. node_count - 1
  //          (Place.line is the edge's number from 1); kResourceExhausted if there are 2^32 edges
  //          or more.
  [[nodiscard]] static Result<Graph> Build(uint32_t node_count, std::span<const Edge> edges);

  [[nodiscard]] uint32_t node_count() const { return node_count_; }
  [[nodiscard]] uint32_t edge_count() const { return static_cast<uint32_t>(heads_.size()); }

  // Nodes that an edge leads to from `node`, once for each edge; and the nodes that edges come
  // from.
  [[nodiscard]] std::span<const Node> Successors(Node node) const {
    return Row(out_offsets_, heads_, node);
  }
  [[nodiscard]] std::span<const Node> Predecessors(Node node) const {
    return Row(in_offsets_, tails_, node);
  }
  // The same edges as indices into the input, in the same order.
  [[nodiscard]] std::span<const EdgeIndex> OutEdges(Node node) const {
    return Row(out_offsets_, out_edges_, node);
  }
  [[nodiscard]] std::span<const EdgeIndex> InEdges(Node node) const {
    return Row(in_offsets_, in_edges_, node);
  }

 private:
  static std::span<const uint32_t> Row(const std::vector<uint32_t>& offsets,
                                       const std::vector<uint32_t>& values, Node node) {
    CHECK(node + size_t{1} < offsets.size());
    return {values.data() + offsets[node], values.data() + offsets[node + 1]};
  }

  uint32_t node_count_ = 0;
  std::vector<uint32_t> out_offsets_ = {0}, in_offsets_ = {0};  // node_count + 1 each
  std::vector<uint32_t> heads_, out_edges_;                     // grouped by `from`
  std::vector<uint32_t> tails_, in_edges_;                      // grouped by `to`
};

}  // namespace lianmeng::graph
