// Programs of few rows over many columns, each column taken from 0 to 1, solved with COIN-OR CLP (as a
// linear program) and CBC (in whole numbers). Internal to assign: nothing that it answers is believed
// before assign/ruled_checker.h has checked it in whole numbers.
//
//   maximise  Σ gain · x   subject to   Σ over the entries of a row of weight · x <= at_most
//
// Example:   ColumnProgram program(at_most);
//            program.Add(columns);
//            LM_ASSIGN(const ColumnPoint point, program.Solve());   // later from the last basis
// Determinism: equal program and equal history, equal answer, unless CBC runs out of time.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace lianmeng::assign {

struct ColumnEntry {
  uint32_t row = 0;
  double weight = 0;
};

struct Column {
  double gain = 0;
  double lower = 0;  // 1: always taken
  double upper = 1;
  std::vector<ColumnEntry> entries;  // rows rising
};

struct ColumnPoint {
  double gain = 0;
  std::vector<double> taken;   // of each column
  std::vector<double> prices;  // of each row, at least 0; of whole points: none
};

struct WholeOptions {
  double seconds = 10;
  double gain_above = -1e300;  // points that gain no more are not looked for
};

struct WholePoint {
  bool found = false;
  bool finished = false;  // nothing that gains more remains
  ColumnPoint point;
};

class ColumnProgram {
 public:
  explicit ColumnProgram(const std::vector<double>& at_most);
  ~ColumnProgram();
  ColumnProgram(const ColumnProgram&) = delete;
  ColumnProgram& operator=(const ColumnProgram&) = delete;

  void Add(const std::vector<Column>& columns);
  void SetGain(uint32_t column, double gain);
  void SetUpper(uint32_t column, double upper);
  [[nodiscard]] uint32_t columns() const;

  // The linear program. Errors: kInternal: CLP gives no optimum (columns at their lower bounds must
  // keep all rows, or others be able to mend it).
  [[nodiscard]] Result<ColumnPoint> Solve();

  // Every column 0 or 1. Errors: kCancelled.
  [[nodiscard]] Result<WholePoint> SolveWhole(const WholeOptions& options, Progress& progress);

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace lianmeng::assign
