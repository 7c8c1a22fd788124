// The plain records of an assignment, shared by the engine (assign/assignment.h), its checker
// (assign/assignment_checker.h) and the slow reference: data, no algorithm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lianmeng::assign {

// Scores, prices and sums are whole millionths: 0.25 is 250,000.
inline constexpr int64_t kScoreUnit = 1'000'000;
// A score lies within ±1,000,000, and all positive scores of a problem add up to at most 2^62: every
// sum that engine and checker form then fits 64 bits.
inline constexpr int64_t kPairScoreMax = 1'000'000 * kScoreUnit;
inline constexpr int64_t kScoreSumMax = int64_t{1} << 62;
inline constexpr int64_t kCapacityMax = UINT32_MAX;
inline constexpr size_t kEdgesMax = size_t{1} << 31;

// A pair that may be chosen, once.
struct AssignmentEdge {
  uint32_t need = 0;
  uint32_t offer = 0;
  int64_t score = 0;

  friend bool operator==(const AssignmentEdge&, const AssignmentEdge&) = default;
};

struct AssignmentProblem {
  std::vector<int64_t> need_quantity;   // offers wanted by each need
  std::vector<int64_t> offer_capacity;  // needs that each offer can serve
  std::vector<AssignmentEdge> edges;    // any order; a solver is quicker if they rise by need
};

struct Assignment {
  std::vector<uint32_t> chosen;  // indices of edges, rising
  int64_t primal = 0;            // sum of the scores chosen
  // The certificate: prices of a unit of each need's quantity and of each offer's capacity. They are
  // at least 0, and by weak duality no assignment scores more than
  //   dual = Σ quantity · need price + Σ capacity · offer price
  //        + Σ over pairs of max(0, score − need price − offer price).
  // The last sum is 0 wherever a need or an offer of the pair takes part once only.
  int64_t dual = 0;
  std::vector<int64_t> need_price;
  std::vector<int64_t> offer_price;
};

}  // namespace lianmeng::assign
