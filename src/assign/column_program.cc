#include "assign/column_program.h"

// COIN-OR's headers do not pass our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <CbcEventHandler.hpp>
#include <CbcHeuristic.hpp>
#include <CbcHeuristicFPump.hpp>
#include <CbcHeuristicRINS.hpp>
#include <CbcModel.hpp>
#include <CglGomory.hpp>
#include <CglMixedIntegerRounding2.hpp>
#include <CglZeroHalf.hpp>
#include <ClpSimplex.hpp>
#include <OsiClpSolverInterface.hpp>
#pragma GCC diagnostic pop

#include <algorithm>
#include <string>

namespace lianmeng::assign {
namespace {

// CBC asks at every node whether to go on.
class StopWhenCancelled : public CbcEventHandler {
 public:
  explicit StopWhenCancelled(Progress& progress) : progress_(&progress) {}
  CbcAction event(CbcEvent) override { return progress_->Cancelled() ? stop : noAction; }
  [[nodiscard]] CbcEventHandler* clone() const override { return new StopWhenCancelled(*this); }

 private:
  Progress* progress_;
};

}  // namespace

// CLP minimises: gains are negated costs.
struct ColumnProgram::Model {
  ClpSimplex simplex;
};

ColumnProgram::ColumnProgram(const std::vector<double>& at_most)
    : model_(std::make_unique<Model>()) {
  ClpSimplex& simplex = model_->simplex;
  simplex.setLogLevel(0);
  simplex.resize(static_cast<int>(at_most.size()), 0);
  for (size_t row = 0; row < at_most.size(); ++row) {
    simplex.setRowBounds(static_cast<int>(row), -COIN_DBL_MAX, at_most[row]);
  }
}

ColumnProgram::~ColumnProgram() = default;

void ColumnProgram::Add(const std::vector<Column>& columns) {
  if (columns.empty()) return;
  std::vector<double> lower, upper, cost, weights;
  std::vector<int> rows;
  std::vector<CoinBigIndex> starts = {0};
  for (const Column& column : columns) {
    lower.push_back(column.lower);
    upper.push_back(column.upper);
    cost.push_back(-column.gain);
    for (const ColumnEntry& entry : column.entries) {
      rows.push_back(static_cast<int>(entry.row));
      weights.push_back(entry.weight);
    }
    starts.push_back(static_cast<CoinBigIndex>(rows.size()));
  }
  model_->simplex.addColumns(static_cast<int>(columns.size()), lower.data(), upper.data(),
                             cost.data(), starts.data(), rows.data(), weights.data());
}

void ColumnProgram::SetGain(uint32_t column, double gain) {
  model_->simplex.setObjectiveCoefficient(static_cast<int>(column), -gain);
}

void ColumnProgram::SetUpper(uint32_t column, double upper) {
  model_->simplex.setColumnUpper(static_cast<int>(column), upper);
}

uint32_t ColumnProgram::columns() const {
  return static_cast<uint32_t>(model_->simplex.numberColumns());
}

Result<ColumnPoint> ColumnProgram::Solve() {
  ClpSimplex& simplex = model_->simplex;
  if (simplex.numberColumns() == 0) {  // CLP does not bear it
    return ColumnPoint{.prices = std::vector<double>(static_cast<size_t>(simplex.numberRows()))};
  }
  simplex.primal();
  if (!simplex.isProvenOptimal()) simplex.dual();
  if (!simplex.isProvenOptimal()) {
    return MakeError(
        ErrorCode::kInternal,
        {"线性规划未求得最优解", "no optimum of the linear program was found"},
        {.file = {}, .line = 0, .field = "clp.status", .value = std::to_string(simplex.status())});
  }
  ColumnPoint point;
  point.gain = -simplex.objectiveValue();
  const double* taken = simplex.getColSolution();
  point.taken.assign(taken, taken + simplex.numberColumns());
  const double* prices = simplex.getRowPrice();
  for (int row = 0; row < simplex.numberRows(); ++row) {
    point.prices.push_back(std::max(0.0, -prices[row]));
  }
  return point;
}

Result<WholePoint> ColumnProgram::SolveWhole(const WholeOptions& options, Progress& progress) {
  OsiClpSolverInterface solver(&model_->simplex, false);
  for (int column = 0; column < model_->simplex.numberColumns(); ++column) {
    solver.setInteger(column);
  }
  solver.setHintParam(OsiDoReducePrint, true, OsiHintTry);
  CbcModel search(solver);
  search.setLogLevel(0);
  search.solver()->messageHandler()->setLogLevel(0);
  search.setUseElapsedTime(true);
  search.setMaximumSeconds(options.seconds);
  search.setCutoff(-options.gain_above);
  StopWhenCancelled handler(progress);
  search.passInEventHandler(&handler);
  CglGomory gomory;
  CglMixedIntegerRounding2 rounding_cuts;
  CglZeroHalf zero_half;
  search.addCutGenerator(&gomory, -5, "Gomory");
  search.addCutGenerator(&rounding_cuts, -5, "MixedIntegerRounding2");
  search.addCutGenerator(&zero_half, -5, "ZeroHalf");
  CbcRounding rounding(search);
  CbcHeuristicFPump pump(search);
  CbcHeuristicRINS neighbourhood(search);
  search.addHeuristic(&rounding);
  search.addHeuristic(&pump);
  search.addHeuristic(&neighbourhood);
  search.initialSolve();
  search.branchAndBound();
  if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
  WholePoint whole;
  whole.finished = search.isProvenOptimal() || search.isProvenInfeasible();
  if (const double* best = search.bestSolution()) {
    whole.found = true;
    whole.point.taken.assign(best, best + model_->simplex.numberColumns());
    whole.point.gain = -search.getObjValue();
  }
  return whole;
}

}  // namespace lianmeng::assign
