#include "network/path_program.h"

#include <algorithm>
#include <cmath>
#include <set>

// COIN-OR's headers do not pass our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <ClpSimplex.hpp>
#pragma GCC diagnostic pop

namespace lianmeng::network {
namespace {

__extension__ typedef __int128 Wide;

// Prices of a byte are whole billionths of a carried byte.
constexpr int64_t kPriceUnit = 1'000'000'000;
// The solver counts in megabytes, so that its tolerances mean something.
constexpr double kBytesUnit = 1e6;
// Rounds without end are a defect; some dozen are usual.
constexpr int64_t kRoundsMax = 200;
// Volumes below this are rounding.
constexpr double kBytesLeast = 1.0;

class Solver {
 public:
  explicit Solver(const PathProgram& program) : program_(program) {
    model_.setLogLevel(0);
    const size_t links = program.backbone.links.size();
    model_.resize(static_cast<int>(links + program.commodities.size()), 0);
    for (size_t l = 0; l < links; ++l) SetRow(l, program.capacity_bytes[l]);
    for (size_t c = 0; c < program.commodities.size(); ++c) {
      SetRow(links + c, program.commodities[c].asked_bytes);
    }
  }

  Result<PathProgramAnswer> Solve(Progress& progress) {
    std::vector<Column> fresh = program_.first_columns;
    while (true) {
      for (const Column& column : fresh) Add(column);
      fresh.clear();
      if (answer_.rounds == kRoundsMax || columns_.empty()) break;
      ++answer_.rounds;
      LM_TRY(Optimise());
      fresh = Price();
      if (progress.Cancelled()) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
      if (fresh.empty()) break;
    }
    answer_.columns_tried = static_cast<int64_t>(columns_.size());
    if (columns_.empty())
      return answer_;  // nothing is asked, or nothing has a path: nothing can be carried
    const double* taken = model_.getColSolution();
    for (size_t i = 0; i < columns_.size(); ++i) {
      columns_[i].bytes = taken[i] * kBytesUnit;
      if (columns_[i].bytes >= kBytesLeast) answer_.columns.push_back(columns_[i]);
    }
    std::ranges::stable_sort(answer_.columns, {}, &Column::commodity);
    return std::move(answer_);
  }

 private:
  void SetRow(size_t row, int64_t bytes) {
    model_.setRowBounds(static_cast<int>(row), -COIN_DBL_MAX,
                        static_cast<double>(bytes) / kBytesUnit);
  }

  // A route once; it takes what it carries from each of its links and from what is asked.
  void Add(const Column& column) {
    if (!known_.insert({column.commodity, column.paths}).second) return;
    std::vector<int> rows;
    for (const Path* path : {&column.paths.first, &column.paths.second}) {
      for (const LinkIndex link : *path) rows.push_back(static_cast<int>(link));
    }
    rows.push_back(static_cast<int>(program_.backbone.links.size() + column.commodity));
    const std::vector<double> ones(rows.size(), 1.0);
    model_.addColumn(static_cast<int>(rows.size()), rows.data(), ones.data(), 0.0, COIN_DBL_MAX,
                     -1.0);
    columns_.push_back(column);
  }

  Status Optimise() {
    model_.primal();
    if (!model_.isProvenOptimal()) model_.dual();
    if (model_.isProvenOptimal()) return Ok{};
    return MakeError(
        ErrorCode::kInternal,
        {"线性规划未求得最优解", "no optimum of the linear program was found"},
        {.file = {}, .line = 0, .field = "clp.status", .value = std::to_string(model_.status())});
  }

  // Routes that are worth more than they cost at the prices found; and the bound that these prices prove. A price is at
  // least 1, so that no path is free to go in circles: any prices prove a bound.
  std::vector<Column> Price() {
    const size_t links = program_.backbone.links.size();
    const double* dual = model_.getRowPrice();
    std::vector<int64_t> price(links);
    Wide bound = 0;
    for (size_t l = 0; l < links; ++l) {
      const double exact = std::clamp(-dual[l], 0.0, 1.0) * static_cast<double>(kPriceUnit);
      price[l] = std::max<int64_t>(1, std::llround(exact));
      bound += Wide{price[l]} * program_.capacity_bytes[l];
    }
    const PathFinder finder(program_.backbone, program_.cut, price);
    std::vector<Column> better;
    for (uint32_t c = 0; c < program_.commodities.size(); ++c) {
      const Commodity& commodity = program_.commodities[c];
      PathPair cheapest;
      if (commodity.protection == Protection::kNone) {
        const std::vector<Path> paths = finder.Shortest(commodity.from, commodity.to, 1);
        if (!paths.empty()) cheapest.first = paths.front();
      } else {
        const std::vector<PathPair> pairs =
            finder.Disjoint(commodity.from, commodity.to, commodity.protection, 0);
        if (!pairs.empty()) cheapest = pairs.front();
      }
      if (cheapest.first.empty()) continue;  // carries nothing in any plan
      const int64_t cost = finder.LengthOf(cheapest.first) + finder.LengthOf(cheapest.second);
      const int64_t gain = kPriceUnit - cost;
      if (gain <= 0) continue;
      bound += Wide{gain} * commodity.asked_bytes;
      // What the solver already pays for this commodity's volume.
      const double paid = std::max(0.0, -dual[links + c]) * static_cast<double>(kPriceUnit);
      constexpr double kWorthwhile = 1e-6 * static_cast<double>(kPriceUnit);
      if (static_cast<double>(gain) > paid + kWorthwhile)
        better.push_back({c, std::move(cheapest), 0});
    }
    const auto bytes = static_cast<int64_t>(bound / kPriceUnit);
    if (answer_.rounds == 1 || bytes < answer_.bound_bytes) answer_.bound_bytes = bytes;
    return better;
  }

  const PathProgram& program_;
  ClpSimplex model_;
  std::vector<Column> columns_;
  std::set<std::pair<uint32_t, PathPair>> known_;
  PathProgramAnswer answer_;
};

}  // namespace

Result<PathProgramAnswer> SolvePathProgram(const PathProgram& program, Progress& progress) {
  progress.Begin({"求解路径线性规划", "solving the linear program over paths"}, 0);
  return Solver(program).Solve(progress);
}

}  // namespace lianmeng::network
