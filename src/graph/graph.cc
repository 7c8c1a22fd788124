#include "graph/graph.h"

#include <limits>
#include <string>

namespace lianmeng::graph {
namespace {

// Counting sort of edges by `key`: offsets of each node's row, the far ends and the edges' indices.
template <typename Key, typename Far>
void GroupEdges(uint32_t node_count, std::span<const Edge> edges, Key key, Far far,
                std::vector<uint32_t>& offsets, std::vector<uint32_t>& ends,
                std::vector<uint32_t>& indices) {
  offsets.assign(size_t{node_count} + 1, 0);
  for (const Edge& edge : edges) ++offsets[size_t{key(edge)} + 1];
  for (size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
  std::vector<uint32_t> next(offsets.begin(), offsets.end() - 1);
  ends.resize(edges.size());
  indices.resize(edges.size());
  for (size_t i = 0; i < edges.size(); ++i) {
    const uint32_t at = next[key(edges[i])]++;
    ends[at] = far(edges[i]);
    indices[at] = static_cast<uint32_t>(i);
  }
}

}  // namespace

Result<Graph> Graph::Build(uint32_t node_count, std::span<const Edge> edges) {
  if (edges.size() >= std::numeric_limits<uint32_t>::max() ||
      node_count == std::numeric_limits<uint32_t>::max()) {
    return MakeError(ErrorCode::kResourceExhausted,
                     {"图过大：节点和边各不得超过 2^32 - 1",
                      "the graph is too large: at most 2^32 - 1 nodes and edges"});
  }
  for (size_t i = 0; i < edges.size(); ++i) {
    const Node worst = edges[i].from > edges[i].to ? edges[i].from : edges[i].to;
    if (worst >= node_count) {
      return MakeError(ErrorCode::kInvalidArgument,
                       {"边的端点不是图的节点", "an end of the edge is not a node of the graph"},
                       {.line = static_cast<int64_t>(i) + 1,
                        .field = edges[i].from == worst ? "from" : "to",
                        .value = std::to_string(worst)});
    }
  }
  Graph graph;
  graph.node_count_ = node_count;
  const auto from = [](const Edge& edge) { return edge.from; };
  const auto to = [](const Edge& edge) { return edge.to; };
  GroupEdges(node_count, edges, from, to, graph.out_offsets_, graph.heads_, graph.out_edges_);
  GroupEdges(node_count, edges, to, from, graph.in_offsets_, graph.tails_, graph.in_edges_);
  return graph;
}

}  // namespace lianmeng::graph
