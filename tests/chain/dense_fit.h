// Iterative proportional fitting as Deming and Stephan wrote it down, on a full table in extended
// precision: what chain/reconstruction.h is checked against. Slow and plain; for tests only.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace lianmeng::chain {

using DenseTable = std::vector<std::vector<long double>>;

// Sweeps until no cell changes by more than 10^-16 of the largest total, at most `sweeps` times.
inline DenseTable DenseFit(DenseTable table, const std::vector<double>& row_totals,
                           const std::vector<double>& column_totals, int sweeps = 200'000) {
  const auto scale = [](long double total, long double sum) { return sum > 0 ? total / sum : 0; };
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    const DenseTable before = table;
    for (size_t j = 0; j < column_totals.size(); ++j) {
      long double sum = 0;
      for (const auto& row : table) sum += row[j];
      for (auto& row : table) row[j] *= scale(column_totals[j], sum);
    }
    for (size_t i = 0; i < table.size(); ++i) {
      long double sum = 0;
      for (const long double cell : table[i]) sum += cell;
      for (long double& cell : table[i]) cell *= scale(row_totals[i], sum);
    }
    long double change = 0;
    long double largest = 0;
    for (size_t i = 0; i < table.size(); ++i) {
      largest = std::max<long double>(largest, row_totals[i]);
      for (size_t j = 0; j < table[i].size(); ++j) {
        change = std::max(change, std::abs(table[i][j] - before[i][j]));
      }
    }
    if (change <= 1e-16L * largest) break;
  }
  return table;
}

}  // namespace lianmeng::chain
