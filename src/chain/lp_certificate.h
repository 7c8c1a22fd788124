// The proof that a point of a linear program is optimal, checked in plain doubles without a solver.
//
// Two facts are checked, each by one pass over the entries:
//  - the point keeps every bound of columns and rows;
//  - weak duality: for any prices p, and d = c − Aᵀp, no feasible point costs less than
//      Σ_rows (p > 0 ? p · row_lower : p · row_upper) + Σ_columns (d > 0 ? d · lower : d · upper),
//    and that sum equals what the point costs.
// Together they prove the optimum, however it was found.
//
// Cost:      O(rows + columns + entries).
// Source:    Chvátal, Linear Programming (1983), chapters 5 and 9.
#pragma once

#include "base/result.h"
#include "chain/linear_program.h"

namespace lianmeng::chain {

struct CertificateTolerance {
  // Of a bound, relative to 1 + |bound|; of a reduced cost at an infinite bound, relative to 1 +
  // |cost|; of the two objectives, relative to 1 + |objective|.
  double relative = 1e-6;
};

// Errors:  kInternal: which bound is broken and by how much, or how far the objectives are apart.
[[nodiscard]] Status CheckOptimum(const LinearProgram& program, const LpSolution& solution,
                                  const CertificateTolerance& tolerance = {});

}  // namespace lianmeng::chain
