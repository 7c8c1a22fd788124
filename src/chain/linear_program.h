// Linear programs, solved with COIN-OR CLP, and the certificate that each optimum carries.
//
//   minimise  c x   subject to   row_lower <= A x <= row_upper,   lower <= x <= upper
//
// Example:   LpSolver solver(program);
//            LM_ASSIGN(const LpSolution first, solver.Solve());
//            solver.SetColumn(0, {.lower = 0, .upper = 5, .cost = 1});
//            LM_ASSIGN(const LpSolution next, solver.Solve());      // starts from the last basis
// Cost:      simplex; a program of some hundred rows in about a millisecond.
// Determinism: equal program and equal history of changes, equal solution.
// Thread-safety: a solver is used by one thread at a time; different solvers are independent.
//
// Every solution is checked before it is given out, by chain/lp_certificate.h, which knows nothing
// of CLP: the point is feasible, and the prices prove that no point is better.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "base/result.h"

namespace lianmeng::chain {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct LpColumn {
  double lower = 0;
  double upper = kInfinity;
  double cost = 0;
};

struct LpRow {
  double lower = -kInfinity;
  double upper = kInfinity;
};

struct LpEntry {
  uint32_t row = 0;
  uint32_t column = 0;
  double value = 0;
};

struct LinearProgram {
  std::vector<LpColumn> columns;
  std::vector<LpRow> rows;
  std::vector<LpEntry> entries;  // any order; a place named twice is an error

  uint32_t AddColumn(const LpColumn& column) {
    columns.push_back(column);
    return static_cast<uint32_t>(columns.size() - 1);
  }
  uint32_t AddRow(const LpRow& row) {
    rows.push_back(row);
    return static_cast<uint32_t>(rows.size() - 1);
  }
  void Add(uint32_t row, uint32_t column, double value) { entries.push_back({row, column, value}); }
};

struct LpSolution {
  double objective = 0;
  std::vector<double> values;  // of the columns
  // Dual prices of the rows: what the least cost changes by when the row's binding bound rises by
  // one. At most zero for an upper bound, at least zero for a lower one.
  std::vector<double> prices;
};

class LpSolver {
 public:
  explicit LpSolver(LinearProgram program);
  ~LpSolver();
  LpSolver(LpSolver&&) noexcept;
  LpSolver& operator=(LpSolver&&) noexcept;

  // Changes that keep the basis for the next Solve.
  void SetColumn(uint32_t column, const LpColumn& value);
  void SetRow(uint32_t row, const LpRow& value);

  [[nodiscard]] const LinearProgram& program() const { return program_; }

  // Errors:  kInvalidArgument: an entry out of range or not finite, a place named twice, a lower
  //          bound above an upper one; no point satisfies the rows, or the cost has no least value.
  //          kInternal: CLP gave no optimum, or the certificate does not hold.
  [[nodiscard]] Result<LpSolution> Solve();

 private:
  struct Clp;
  Status Load();
  [[nodiscard]] Result<LpSolution> ReadAnswer() const;

  LinearProgram program_;
  std::unique_ptr<Clp> clp_;
};

}  // namespace lianmeng::chain
