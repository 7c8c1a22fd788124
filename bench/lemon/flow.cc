#include "flow.h"

#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace lianmeng::lemon_flow {
namespace {

using Graph = lemon::StaticDigraph;

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Needs send all of their quantity and offers take all of their capacity: what is not paired goes, at
// no cost, through one node between them. Supplies add up to 0, so that LEMON holds all exactly.
struct Network {
  Graph graph;
  Graph::ArcMap<int64_t> capacity{graph}, cost{graph};
  Graph::NodeMap<int64_t> supply{graph};
};

void Build(const Problem& problem, Network& network) {
  const int needs = static_cast<int>(problem.need_quantity.size());
  const int offers = static_cast<int>(problem.offer_capacity.size());
  const int middle = needs + offers;
  std::vector<std::pair<int, int>> ends;
  std::vector<int64_t> capacity, cost;
  const auto add = [&](int from, int to, int64_t most, int64_t score) {
    ends.emplace_back(from, to);
    capacity.push_back(most);
    cost.push_back(-score);
  };
  size_t next = 0;  // arcs rise by need
  for (int need = 0; need < needs; ++need) {
    for (; next < problem.arcs.size() && static_cast<int>(problem.arcs[next].need) == need;
         ++next) {
      add(need, needs + static_cast<int>(problem.arcs[next].offer), 1, problem.arcs[next].score);
    }
    add(need, middle, problem.need_quantity[need], 0);
  }
  for (int offer = 0; offer < offers; ++offer) {
    add(middle, needs + offer, problem.offer_capacity[offer], 0);
  }
  // StaticDigraph wants arcs by source: offers have none, the middle comes last.
  network.graph.build(middle + 1, ends.begin(), ends.end());
  for (size_t a = 0; a < ends.size(); ++a) {
    network.capacity[Graph::arc(static_cast<int>(a))] = capacity[a];
    network.cost[Graph::arc(static_cast<int>(a))] = cost[a];
  }
  int64_t left = 0;
  for (int need = 0; need < needs; ++need) {
    network.supply[Graph::node(need)] = problem.need_quantity[need];
    left += problem.need_quantity[need];
  }
  for (int offer = 0; offer < offers; ++offer) {
    network.supply[Graph::node(needs + offer)] = -problem.offer_capacity[offer];
    left -= problem.offer_capacity[offer];
  }
  network.supply[Graph::node(middle)] = -left;
}

template <typename Algorithm, typename... Extra>
Answer Run(Network& network, Extra... extra) {
  Algorithm algorithm(network.graph);
  algorithm.upperMap(network.capacity).costMap(network.cost).supplyMap(network.supply);
  const double begin = Now();
  const bool optimal = algorithm.run(extra...) == Algorithm::OPTIMAL;
  const double seconds = Now() - begin;
  if (!optimal) {
    std::fprintf(stderr, "LEMON found no optimum\n");
    std::exit(1);
  }
  return {-algorithm.template totalCost<int64_t>(), seconds};
}

}  // namespace

Answer Solve(const Problem& problem, Solver solver) {
  Network network;
  Build(problem, network);
  if (solver == Solver::kNetworkSimplex) {
    return Run<lemon::NetworkSimplex<Graph, int64_t, int64_t>>(network);
  }
  return Run<lemon::CostScaling<Graph, int64_t, int64_t>>(network);
}

}  // namespace lianmeng::lemon_flow
