// The graph against plain adjacency lists and a matrix of reachability.
#include "graph/graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <queue>

#include "base/random.h"
#include "graph/traverse.h"

namespace lianmeng::graph {
namespace {

std::vector<Edge> RandomEdges(Random& random, uint32_t node_count, size_t edge_count) {
  std::vector<Edge> edges(edge_count);
  for (Edge& edge : edges) {
    edge = {static_cast<Node>(random.Below(node_count)),
            static_cast<Node>(random.Below(node_count))};
  }
  return edges;
}

// reach[u][v]: a path of one edge or more (Warshall).
std::vector<std::vector<char>> ClosureMatrix(uint32_t node_count, const std::vector<Edge>& edges) {
  std::vector<std::vector<char>> reach(node_count, std::vector<char>(node_count, 0));
  for (const Edge& edge : edges) reach[edge.from][edge.to] = 1;
  for (uint32_t k = 0; k < node_count; ++k) {
    for (uint32_t i = 0; i < node_count; ++i) {
      for (uint32_t j = 0; reach[i][k] != 0 && j < node_count; ++j) reach[i][j] |= reach[k][j];
    }
  }
  return reach;
}

template <typename Check>
void OnRandomGraphs(Check check) {
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const uint32_t node_count = 1 + static_cast<uint32_t>(random.Below(14));
    const auto edges = RandomEdges(random, node_count, random.Below(2 * node_count + 1));
    auto graph = Graph::Build(node_count, edges);
    ASSERT_TRUE(graph.ok());
    check(*graph, edges, random);
  }
}

TEST(Graph, HoldsEveryEdgeBothWaysInInputOrder) {
  OnRandomGraphs([](const Graph& graph, const std::vector<Edge>& edges, Random&) {
    std::vector<std::vector<Node>> out(graph.node_count()), in(graph.node_count());
    std::vector<std::vector<EdgeIndex>> out_edges(graph.node_count()), in_edges(graph.node_count());
    for (uint32_t i = 0; i < edges.size(); ++i) {
      out[edges[i].from].push_back(edges[i].to);
      out_edges[edges[i].from].push_back(i);
      in[edges[i].to].push_back(edges[i].from);
      in_edges[edges[i].to].push_back(i);
    }
    EXPECT_EQ(graph.edge_count(), edges.size());
    const auto same = [](const auto& want, std::span<const uint32_t> got) {
      return std::equal(want.begin(), want.end(), got.begin(), got.end());
    };
    for (Node node = 0; node < graph.node_count(); ++node) {
      EXPECT_TRUE(same(out[node], graph.Successors(node)));
      EXPECT_TRUE(same(out_edges[node], graph.OutEdges(node)));
      EXPECT_TRUE(same(in[node], graph.Predecessors(node)));
      EXPECT_TRUE(same(in_edges[node], graph.InEdges(node)));
    }
  });
}

TEST(Graph, RefusesAnEdgeToNoNodeAndSaysWhich) {
  const std::vector<Edge> edges = {{0, 1}, {1, 2}};
  auto graph = Graph::Build(2, edges);
  ASSERT_FALSE(graph.ok());
  EXPECT_EQ(graph.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(graph.error().place, (Place{.line = 2, .field = "to", .value = "2"}));
}

TEST(Graph, OfNoNodesIsValid) {
  auto graph = Graph::Build(0, {});
  ASSERT_TRUE(graph.ok());
  EXPECT_EQ(graph->edge_count(), 0u);
  EXPECT_TRUE(SortTopologically(*graph).order.empty());
  EXPECT_EQ(StrongComponents(*graph).count, 0u);
}

TEST(Reach, AgreesWithDistancesByRelaxation) {
  OnRandomGraphs([](const Graph& graph, const std::vector<Edge>& edges, Random& random) {
    std::vector<Node> sources;
    for (uint64_t i = 0; i <= random.Below(3); ++i) {
      sources.push_back(static_cast<Node>(random.Below(graph.node_count())));
    }
    const bool forward = random.Chance(0.5);
    const uint32_t depth_max = random.Chance(0.3) ? 2 : kUnlimitedDepth;
    std::vector<uint32_t> distance(graph.node_count(), kUnlimitedDepth);
    for (const Node source : sources) distance[source] = 0;
    for (uint32_t round = 0; round < graph.node_count(); ++round) {
      for (const Edge& edge : edges) {
        const auto [from, to] =
            forward ? std::pair(edge.from, edge.to) : std::pair(edge.to, edge.from);
        if (distance[from] != kUnlimitedDepth)
          distance[to] = std::min(distance[to], distance[from] + 1);
      }
    }
    std::vector<Reached> want;
    for (Node node = 0; node < graph.node_count(); ++node) {
      if (distance[node] != kUnlimitedDepth && distance[node] <= depth_max) {
        want.push_back({node, distance[node]});
      }
    }
    std::sort(want.begin(), want.end(), [](const Reached& a, const Reached& b) {
      return std::pair(a.depth, a.node) < std::pair(b.depth, b.node);
    });
    EXPECT_EQ(Reach(graph, sources,
                    {.direction = forward ? Direction::kForward : Direction::kBackward,
                     .depth_max = depth_max}),
              want);
  });
}

TEST(StrongComponents, AreThePairsThatReachEachOther) {
  OnRandomGraphs([](const Graph& graph, const std::vector<Edge>& edges, Random&) {
    const auto reach = ClosureMatrix(graph.node_count(), edges);
    const Components components = StrongComponents(graph);
    for (Node a = 0; a < graph.node_count(); ++a) {
      EXPECT_LT(components.component_of[a], components.count);
      for (Node b = 0; b < graph.node_count(); ++b) {
        const bool together = a == b || (reach[a][b] != 0 && reach[b][a] != 0);
        EXPECT_EQ(components.component_of[a] == components.component_of[b], together);
      }
    }
    for (const Edge& edge : edges) {
      EXPECT_LE(components.component_of[edge.from], components.component_of[edge.to]);
    }
  });
}

TEST(SortTopologically, PutsEveryNodeAfterWhatLeadsToItUnlessTheyLieOnACycle) {
  OnRandomGraphs([](const Graph& graph, const std::vector<Edge>& edges, Random&) {
    const auto reach = ClosureMatrix(graph.node_count(), edges);
    const TopologicalOrder sorted = SortTopologically(graph);
    std::vector<int> place(graph.node_count(), -1);
    for (size_t i = 0; i < sorted.order.size(); ++i) place[sorted.order[i]] = static_cast<int>(i);
    EXPECT_EQ(std::count(place.begin(), place.end(), -1), 0);
    for (const Edge& edge : edges) {
      const bool on_a_cycle = reach[edge.to][edge.from] != 0;
      EXPECT_TRUE(on_a_cycle || place[edge.from] < place[edge.to]);
    }
  });
}

TEST(SortTopologically, ReportsOneTrueCycleForEachComponentThatHasOne) {
  OnRandomGraphs([](const Graph& graph, const std::vector<Edge>& edges, Random&) {
    const auto reach = ClosureMatrix(graph.node_count(), edges);
    const Components components = StrongComponents(graph);
    std::vector<char> cyclic(components.count, 0);
    for (Node node = 0; node < graph.node_count(); ++node) {
      if (reach[node][node] != 0) cyclic[components.component_of[node]] = 1;
    }
    const TopologicalOrder sorted = SortTopologically(graph);
    for (const auto& cycle : sorted.cycles) {
      ASSERT_FALSE(cycle.empty());
      EXPECT_EQ(cycle[0], *std::min_element(cycle.begin(), cycle.end()));
      char& expected = cyclic[components.component_of[cycle[0]]];
      EXPECT_EQ(expected, 1) << "a cycle reported twice, or where there is none";
      expected = 0;
      for (size_t i = 0; i < cycle.size(); ++i) {
        const Edge step = {cycle[i], cycle[(i + 1) % cycle.size()]};
        EXPECT_NE(std::find(edges.begin(), edges.end(), step), edges.end());
      }
    }
    EXPECT_EQ(std::count(cyclic.begin(), cyclic.end(), 1), 0) << "a cycle was not reported";
  });
}

TEST(SortTopologically, TakesTheLowestNodeFirstOnTies) {
  const std::vector<Edge> edges = {{3, 0}, {2, 1}};
  auto graph = Graph::Build(4, edges);
  ASSERT_TRUE(graph.ok());
  EXPECT_EQ(SortTopologically(*graph).order, (std::vector<Node>{2, 1, 3, 0}));
}

TEST(SortTopologically, WalksAPathOfAMillionNodesWithoutRecursion) {
  constexpr uint32_t kNodes = 1'000'000;
  std::vector<Edge> edges;
  for (Node node = 0; node + 1 < kNodes; ++node) edges.push_back({node + 1, node});
  auto graph = Graph::Build(kNodes, edges);
  ASSERT_TRUE(graph.ok());
  const TopologicalOrder sorted = SortTopologically(*graph);
  EXPECT_TRUE(sorted.cycles.empty());
  EXPECT_EQ(sorted.order.front(), kNodes - 1);
  EXPECT_EQ(sorted.order.back(), 0u);
}

}  // namespace
}  // namespace lianmeng::graph
