// The same assignment by LEMON's solvers, for comparison. Compiled as C++17, which LEMON needs.
#pragma once

#include <cstdint>
#include <vector>

namespace lianmeng::lemon_flow {

struct Arc {
  uint32_t need;
  uint32_t offer;
  int64_t score;
};

struct Problem {
  std::vector<int64_t> need_quantity;
  std::vector<int64_t> offer_capacity;
  std::vector<Arc> arcs;
};

struct Answer {
  int64_t total = 0;
  double seconds =
      0;  // of run() alone: neither the graph nor the solver's own copy of it is counted
};

enum class Solver { kNetworkSimplex, kCostScaling };

// Requires: need_quantity and offer_capacity >= 0. Ends the program if LEMON finds no optimum.
Answer Solve(const Problem& problem, Solver solver);

}  // namespace lianmeng::lemon_flow
