// The plainest simplex: maximise c x, A x <= b, x >= 0 with b >= 0, on a full tableau with Bland's
// rule, which cannot cycle. For tests on small programs; knows nothing of CLP.
// Source: Chvátal, Linear Programming (1983), chapters 2 and 3.
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/check.h"

namespace lianmeng::chain {

class ReferenceSimplex {
  // Wide, so that what should be 0 is far below kZero and never a pivot.
  using Number = long double;

 public:
  size_t AddVariable(double profit) {
    profit_.push_back(profit);
    return profit_.size() - 1;
  }
  // Σ coefficient · variable <= bound; requires bound >= 0.
  void AddRow(const std::vector<std::pair<size_t, double>>& terms, double bound) {
    CHECK(bound >= 0);
    rows_.push_back({terms, bound});
  }

  // Requires: the optimum is finite (checked).
  [[nodiscard]] double Maximise() const {
    const size_t m = rows_.size();
    const size_t n = profit_.size();
    std::vector<std::vector<Number>> tableau(m + 1, std::vector<Number>(n + m + 1, 0));
    std::vector<size_t> basis(m);
    for (size_t i = 0; i < m; ++i) {
      for (const auto& [variable, value] : rows_[i].terms) tableau[i][variable] += value;
      tableau[i][n + i] = 1;
      tableau[i][n + m] = rows_[i].bound;
      basis[i] = n + i;
    }
    for (size_t j = 0; j < n; ++j) tableau[m][j] = -profit_[j];
    for (;;) {
      size_t enter = n + m;
      for (size_t j = 0; j < n + m && enter == n + m; ++j) {
        if (tableau[m][j] < -kZero) enter = j;
      }
      if (enter == n + m) return static_cast<double>(tableau[m][n + m]);
      size_t leave = m;
      for (size_t i = 0; i < m; ++i) {
        if (tableau[i][enter] <= kZero) continue;
        if (leave == m) {
          leave = i;
          continue;
        }
        const Number ratio = tableau[i][n + m] / tableau[i][enter];
        const Number best = tableau[leave][n + m] / tableau[leave][enter];
        // Of equal ratios the lower variable, so that no basis comes twice.
        if (ratio < best || (ratio == best && basis[i] < basis[leave])) leave = i;
      }
      CHECK(leave < m && "the program is bounded");
      Pivot(tableau, leave, enter);
      basis[leave] = enter;
    }
  }

 private:
  static constexpr Number kZero = 1e-13L;

  struct Row {
    std::vector<std::pair<size_t, double>> terms;
    double bound;
  };

  static void Pivot(std::vector<std::vector<Number>>& tableau, size_t leave, size_t enter) {
    const Number pivot = tableau[leave][enter];
    for (Number& value : tableau[leave]) value /= pivot;
    for (size_t i = 0; i < tableau.size(); ++i) {
      const Number factor = tableau[i][enter];
      if (i == leave || std::abs(factor) < 1e-17L) continue;
      for (size_t j = 0; j < tableau[i].size(); ++j) tableau[i][j] -= factor * tableau[leave][j];
    }
  }

  std::vector<double> profit_;
  std::vector<Row> rows_;
};

}  // namespace lianmeng::chain
