#include "chain/lp_certificate.h"

#include <cmath>
#include <string>
#include <vector>

namespace lianmeng::chain {
namespace {

Error Broken(const char* what, size_t index, double value) {
  const TextPair message = {"线性规划的最优性证明不成立",
                            "a linear program's optimum is not proven"};
  return MakeError(ErrorCode::kInternal, message,
                   {.file = {},
                    .line = static_cast<int64_t>(index) + 1,
                    .field = what,
                    .value = std::to_string(value)});
}

// By how much `value` lies outside [lower, upper], relative to the bound it breaks.
double Excess(double value, double lower, double upper) {
  if (!std::isfinite(value)) return kInfinity;
  double excess = 0;
  if (value < lower) excess = (lower - value) / (1 + std::abs(lower));
  if (value > upper) excess = (value - upper) / (1 + std::abs(upper));
  return excess;
}

// The bound that a multiplier of this sign prices.
double PricedBound(double multiplier, double lower, double upper) {
  return multiplier > 0 ? lower : upper;
}

}  // namespace

Status CheckOptimum(const LinearProgram& program, const LpSolution& solution,
                    const CertificateTolerance& tolerance) {
  const size_t columns = program.columns.size();
  const size_t rows = program.rows.size();
  if (solution.values.size() != columns) return Broken("values", 0, 0);
  if (solution.prices.size() != rows) return Broken("prices", 0, 0);

  std::vector<double> activity(rows, 0.0);
  std::vector<double> reduced(columns);
  for (size_t j = 0; j < columns; ++j) reduced[j] = program.columns[j].cost;
  for (const LpEntry& entry : program.entries) {
    activity[entry.row] += entry.value * solution.values[entry.column];
    reduced[entry.column] -= entry.value * solution.prices[entry.row];
  }

  double primal = 0;
  double dual = 0;
  for (size_t j = 0; j < columns; ++j) {
    const LpColumn& column = program.columns[j];
    const double excess = Excess(solution.values[j], column.lower, column.upper);
    if (!(excess <= tolerance.relative)) return Broken("column", j, excess);
    primal += column.cost * solution.values[j];
    const double bound = PricedBound(reduced[j], column.lower, column.upper);
    if (std::isfinite(bound)) {
      dual += reduced[j] * bound;
    } else if (!(std::abs(reduced[j]) <= tolerance.relative * (1 + std::abs(column.cost)))) {
      return Broken("reduced cost", j, reduced[j]);
    }
  }
  for (size_t i = 0; i < rows; ++i) {
    const LpRow& row = program.rows[i];
    const double excess = Excess(activity[i], row.lower, row.upper);
    if (!(excess <= tolerance.relative)) return Broken("row", i, excess);
    const double bound = PricedBound(solution.prices[i], row.lower, row.upper);
    if (std::isfinite(bound)) {
      dual += solution.prices[i] * bound;
    } else if (!(std::abs(solution.prices[i]) <= tolerance.relative)) {
      return Broken("price", i, solution.prices[i]);
    }
  }
  const double gap = std::abs(primal - dual) / (1 + std::abs(primal));
  if (!(gap <= tolerance.relative)) return Broken("duality gap", 0, gap);
  const double stated = std::abs(primal - solution.objective) / (1 + std::abs(primal));
  if (!(stated <= tolerance.relative)) return Broken("objective", 0, stated);
  return Ok{};
}

}  // namespace lianmeng::chain
