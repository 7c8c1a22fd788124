// The only file that includes CLP: its headers warn under C++20.
#include "chain/linear_program.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "chain/lp_certificate.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <ClpSimplex.hpp>
#pragma GCC diagnostic pop

namespace lianmeng::chain {
namespace {

// How CLP is asked, one after the other until an answer passes its check: badly scaled programs can
// mislead the first, which starts from the last basis, and are no reason to go without an answer.
struct Attempt {
  bool afresh = true;       // without the last basis
  double tolerance = 1e-9;  // CLP's, of primal and dual feasibility
  int scaling = 3;          // 0: none, 3: CLP's choice
  bool dual = false;        // the dual simplex
};
constexpr Attempt kAttempts[] = {
    {.afresh = false},   {},
    {.scaling = 0},      {.dual = true},
    {.tolerance = 1e-7}, {.tolerance = 1e-7, .scaling = 0, .dual = true}};

double ToClp(double bound) {
  if (std::isfinite(bound)) return bound;
  return bound > 0 ? COIN_DBL_MAX : -COIN_DBL_MAX;
}

Error Refused(const char* zh, const char* en, const char* field, size_t index) {
  return MakeError(
      ErrorCode::kInvalidArgument, {zh, en},
      {.file = {}, .line = static_cast<int64_t>(index) + 1, .field = field, .value = {}});
}

bool BoundsFit(double lower, double upper) {
  return lower <= upper && lower < kInfinity && upper > -kInfinity;  // false for NaN
}

Status Validate(const LinearProgram& program) {
  for (size_t j = 0; j < program.columns.size(); ++j) {
    const LpColumn& column = program.columns[j];
    if (!BoundsFit(column.lower, column.upper) || !std::isfinite(column.cost)) {
      return Refused("变量的上下界或费用有误", "a column's bounds or cost are wrong", "column", j);
    }
  }
  for (size_t i = 0; i < program.rows.size(); ++i) {
    if (!BoundsFit(program.rows[i].lower, program.rows[i].upper)) {
      return Refused("约束的上下界有误", "a row's bounds are wrong", "row", i);
    }
  }
  for (size_t k = 0; k < program.entries.size(); ++k) {
    const LpEntry& entry = program.entries[k];
    if (entry.row >= program.rows.size() || entry.column >= program.columns.size() ||
        !std::isfinite(entry.value)) {
      return Refused("系数的位置或数值有误", "an entry's place or value is wrong", "entry", k);
    }
    if (k == 0) continue;
    const LpEntry& last = program.entries[k - 1];
    if (last.column == entry.column && last.row == entry.row) {
      return Refused("系数重复", "an entry is given twice", "entry", k);
    }
  }
  return Ok{};
}

}  // namespace

struct LpSolver::Clp {
  ClpSimplex simplex;
};

LpSolver::LpSolver(LinearProgram program) : program_(std::move(program)) {
  std::sort(program_.entries.begin(), program_.entries.end(),
            [](const LpEntry& a, const LpEntry& b) {
              return a.column != b.column ? a.column < b.column : a.row < b.row;
            });
}
LpSolver::~LpSolver() = default;
LpSolver::LpSolver(LpSolver&&) noexcept = default;
LpSolver& LpSolver::operator=(LpSolver&&) noexcept = default;

Status LpSolver::Load() {
  LM_TRY(Validate(program_));
  const int columns = static_cast<int>(program_.columns.size());
  const int rows = static_cast<int>(program_.rows.size());
  std::vector<CoinBigIndex> starts(static_cast<size_t>(columns) + 1, 0);
  std::vector<int> indices;
  std::vector<double> values;
  for (const LpEntry& entry : program_.entries) {
    ++starts[entry.column + 1];
    indices.push_back(static_cast<int>(entry.row));
    values.push_back(entry.value);
  }
  for (size_t j = 0; j < program_.columns.size(); ++j) starts[j + 1] += starts[j];
  std::vector<double> lower, upper, cost, row_lower, row_upper;
  for (const LpColumn& column : program_.columns) {
    lower.push_back(ToClp(column.lower));
    upper.push_back(ToClp(column.upper));
    cost.push_back(column.cost);
  }
  for (const LpRow& row : program_.rows) {
    row_lower.push_back(ToClp(row.lower));
    row_upper.push_back(ToClp(row.upper));
  }
  clp_ = std::make_unique<Clp>();
  clp_->simplex.setLogLevel(0);
  clp_->simplex.loadProblem(columns, rows, starts.data(), indices.data(), values.data(),
                            lower.data(), upper.data(), cost.data(), row_lower.data(),
                            row_upper.data());
  return Ok{};
}

void LpSolver::SetColumn(uint32_t column, const LpColumn& value) {
  program_.columns[column] = value;
  if (!clp_) return;
  clp_->simplex.setColumnBounds(static_cast<int>(column), ToClp(value.lower), ToClp(value.upper));
  clp_->simplex.setObjectiveCoefficient(static_cast<int>(column), value.cost);
}

void LpSolver::SetRow(uint32_t row, const LpRow& value) {
  program_.rows[row] = value;
  if (clp_)
    clp_->simplex.setRowBounds(static_cast<int>(row), ToClp(value.lower), ToClp(value.upper));
}

Result<LpSolution> LpSolver::Solve() {
  if (clp_) {
    LM_TRY(Validate(program_));
  } else {
    LM_TRY(Load());
  }
  Result<LpSolution> answer = LpSolution{};
  for (const Attempt& attempt : kAttempts) {
    if (attempt.afresh) LM_TRY(Load());
    clp_->simplex.setPrimalTolerance(attempt.tolerance);
    clp_->simplex.setDualTolerance(attempt.tolerance);
    clp_->simplex.scaling(attempt.scaling);
    if (attempt.dual) {
      clp_->simplex.dual();
    } else {
      clp_->simplex.primal();
    }
    answer = ReadAnswer();
    if (answer) return answer;
  }
  return answer;
}

Result<LpSolution> LpSolver::ReadAnswer() const {
  const ClpSimplex& simplex = clp_->simplex;
  if (simplex.isProvenPrimalInfeasible()) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"线性规划无可行解：数据自相矛盾",
                      "the linear program has no feasible point: its data contradict each other"});
  }
  if (simplex.isProvenDualInfeasible()) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"线性规划无界", "the linear program's cost has no least value"});
  }
  if (!simplex.isProvenOptimal()) {
    return MakeError(
        ErrorCode::kInternal,
        {"线性规划未求得最优解", "no optimum of the linear program was found"},
        {.file = {}, .line = 0, .field = "clp.status", .value = std::to_string(simplex.status())});
  }
  LpSolution solution;
  solution.objective = simplex.objectiveValue();
  const double* values = simplex.getColSolution();
  const double* prices = simplex.getRowPrice();
  solution.values.assign(values, values + program_.columns.size());
  solution.prices.assign(prices, prices + program_.rows.size());
  LM_TRY(CheckOptimum(program_, solution));
  return solution;
}

}  // namespace lianmeng::chain
