#include "chain/reconstruction.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace lianmeng::chain {
namespace {

constexpr uint32_t kNoCell = 0xffffffff;
// Of what is offered: less than this is what rounding left over.
constexpr double kLeftOver = 1e-12;
// Of what a buyer wants: lacking less than this is rounding, and no reason to buy outside.
constexpr double kRounding = 1e-10;

Status CheckAmount(const char* field, size_t row, double value) {
  if (std::isfinite(value) && value >= 0) return Ok{};
  return MakeError(
      ErrorCode::kInvalidArgument, {"须为有限的非负数", "must be finite and not negative"},
      {.line = static_cast<int64_t>(row) + 1, .field = field, .value = std::to_string(value)});
}

Status CheckIndex(const char* field, size_t row, uint32_t value, size_t count) {
  if (value < count) return Ok{};
  return MakeError(
      ErrorCode::kInvalidArgument, {"编号超出范围", "no such index"},
      {.line = static_cast<int64_t>(row) + 1, .field = field, .value = std::to_string(value)});
}

double Sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

Status CheckFit(const SparseTable& table, std::span<const double> row_totals,
                std::span<const double> column_totals) {
  CHECK(row_totals.size() == table.row_count() && column_totals.size() == table.column_count);
  for (size_t row = 0; row < row_totals.size(); ++row) {
    LM_TRY(CheckAmount("row_totals", row, row_totals[row]));
  }
  for (size_t column = 0; column < column_totals.size(); ++column) {
    LM_TRY(CheckAmount("column_totals", column, column_totals[column]));
  }
  for (size_t cell = 0; cell < table.values.size(); ++cell) {
    LM_TRY(CheckAmount("values", cell, table.values[cell]));
    LM_TRY(CheckIndex("columns", cell, table.columns[cell], table.column_count));
  }
  const double rows = Sum(row_totals);
  const double columns = Sum(column_totals);
  if (std::abs(rows - columns) <= 1e-9 * std::max(rows, columns)) return Ok{};
  return MakeError(
      ErrorCode::kInvalidArgument,
      {"各行合计与各列合计不等，先使其一致",
       "the totals of rows and of columns do not add up to the same sum"},
      {.field = "totals", .value = std::to_string(rows) + " / " + std::to_string(columns)});
}

// The scaling factors of rows and columns; the table itself is left alone until the end, so that
// errors of rounding do not pile up from sweep to sweep.
class Scaling {
 public:
  Scaling(const SparseTable& table, std::span<const double> row_totals,
          std::span<const double> column_totals)
      : table_(table),
        row_totals_(row_totals),
        column_totals_(column_totals),
        rows_(table.row_count(), 0.0),
        columns_(table.column_count, 1.0),
        sums_(table.column_count, 0.0) {
    for (size_t column = 0; column < columns_.size(); ++column) {
      if (column_totals[column] <= 0) columns_[column] = 0;
    }
  }

  // Makes the rows fit and returns the greatest relative error of a column then. Infinite: a total
  // has no cell to stand in, or the factors have left the range of doubles.
  double FitRows() {
    std::fill(sums_.begin(), sums_.end(), 0.0);
    bool sound = true;
    for (size_t row = 0; row < rows_.size(); ++row) {
      double sum = 0;
      ForEachCell(row, [&](uint32_t cell) { sum += At(cell) * columns_[table_.columns[cell]]; });
      rows_[row] = row_totals_[row] > 0 ? row_totals_[row] / sum : 0.0;
      sound = sound && std::isfinite(rows_[row]);
      ForEachCell(row,
                  [&](uint32_t cell) { sums_[table_.columns[cell]] += At(cell) * rows_[row]; });
    }
    double error = sound ? 0 : HUGE_VAL;
    for (size_t column = 0; column < columns_.size(); ++column) {
      error = std::max(error, ErrorOf(column));
    }
    return error;
  }

  // Makes the columns fit; false if that is not possible.
  bool FitColumns() {
    bool sound = true;
    for (size_t column = 0; column < columns_.size(); ++column) {
      columns_[column] = column_totals_[column] > 0 ? column_totals_[column] / sums_[column] : 0.0;
      sound = sound && std::isfinite(columns_[column]);
    }
    return sound;
  }

  void WriteTo(std::vector<double>& values) const {
    for (size_t row = 0; row < rows_.size(); ++row) {
      ForEachCell(
          row, [&](uint32_t cell) { values[cell] *= rows_[row] * columns_[table_.columns[cell]]; });
    }
  }

 private:
  template <typename Body>
  void ForEachCell(size_t row, Body body) const {
    for (uint32_t cell = table_.row_offsets[row]; cell < table_.row_offsets[row + 1]; ++cell) {
      body(cell);
    }
  }
  [[nodiscard]] double At(uint32_t cell) const { return table_.values[cell]; }

  [[nodiscard]] double ErrorOf(size_t column) const {
    const double sum = sums_[column] * columns_[column];
    if (column_totals_[column] > 0) {
      const double error = std::abs(sum / column_totals_[column] - 1.0);
      return std::isfinite(error) ? error : HUGE_VAL;
    }
    return sum > 0 ? HUGE_VAL : 0.0;
  }

  const SparseTable& table_;
  std::span<const double> row_totals_, column_totals_;
  std::vector<double> rows_, columns_;
  std::vector<double> sums_;  // of each column by the rows' factors alone
};

Status CheckMarket(const Market& market) {
  for (size_t row = 0; row < market.sellers.size(); ++row) {
    LM_TRY(CheckAmount("sellers.capacity_cny_year", row, market.sellers[row].capacity_cny_year));
    LM_TRY(CheckAmount("sellers.available_cny_year", row, market.sellers[row].available_cny_year));
  }
  for (size_t row = 0; row < market.buyers.size(); ++row) {
    const Buyer& buyer = market.buyers[row];
    LM_TRY(CheckAmount("buyers.value_cny_year", row, buyer.value_cny_year));
    LM_TRY(CheckAmount("buyers.suppliers", row, buyer.suppliers));
    for (const double nearness : buyer.nearness) {
      LM_TRY(CheckAmount("buyers.nearness", row, nearness));
    }
    for (const uint32_t seller : buyer.closed) {
      LM_TRY(CheckIndex("buyers.closed", row, seller, market.sellers.size()));
    }
    for (const Seller& seller : market.sellers) {
      LM_TRY(CheckIndex("sellers.place", row, seller.place, buyer.nearness.size()));
    }
  }
  return Ok{};
}

class MarketDrawer {
 public:
  MarketDrawer(const Market& market, const Random& random, const FitOptions& options)
      : market_(market), random_(random), options_(options) {}

  Result<MarketDraw> Draw() {
    Balance();
    DrawSupport();
    LM_TRY(Fit());
    return std::move(out_);
  }

 private:
  // A seller with its arrival on a buyer's exponential clock: rate = prior, the first come first.
  struct Arrival {
    double time;
    uint32_t seller;
    double prior;
  };

  void Balance() {
    for (const Seller& seller : market_.sellers) left_.push_back(seller.available_cny_year);
    offered_ = Sum(left_);
    double wanted = 0;
    for (const Buyer& buyer : market_.buyers) wanted += buyer.value_cny_year;
    const double scale = wanted > offered_ ? offered_ / wanted : 1.0;
    for (const Buyer& buyer : market_.buyers) {
      totals_.push_back(buyer.value_cny_year * scale);
      out_.outside.push_back(buyer.value_cny_year - totals_.back());
    }
  }

  // Largest buyers first: small ones find room among what large ones leave, not the other way round.
  void DrawSupport() {
    std::vector<uint32_t> order(market_.buyers.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return totals_[a] > totals_[b]; });
    cells_.resize(order.size());
    for (const uint32_t buyer : order) DrawSellers(buyer);
  }

  std::vector<Arrival> Arrivals(uint32_t index) const {
    const Buyer& buyer = market_.buyers[index];
    Random random = random_.Fork(buyer.stream);
    std::vector<Arrival> arrivals;
    arrivals.reserve(left_.size());
    for (uint32_t seller = 0; seller < left_.size(); ++seller) {
      // Drawn for every seller, so that one that is sold out moves no other's clock.
      const double clock = -std::log1p(-random.Uniform());
      const Seller& record = market_.sellers[seller];
      const double prior = record.capacity_cny_year * buyer.nearness[record.place];
      if (left_[seller] <= kLeftOver * record.available_cny_year || prior <= 0) continue;
      if (std::binary_search(buyer.closed.begin(), buyer.closed.end(), seller)) continue;
      arrivals.push_back({clock / prior, seller, prior});
    }
    std::sort(arrivals.begin(), arrivals.end(), [](const Arrival& a, const Arrival& b) {
      return a.time != b.time ? a.time < b.time : a.seller < b.seller;
    });
    return arrivals;
  }

  void DrawSellers(uint32_t index) {
    if (totals_[index] <= 0) return;
    std::vector<Arrival> arrivals = Arrivals(index);
    const auto wanted = static_cast<size_t>(
        std::max(1.0, std::round(std::min(market_.buyers[index].suppliers,
                                          static_cast<double>(market_.sellers.size())))));
    size_t count = 0;
    double within_reach = 0;
    while (count < arrivals.size() && (count < wanted || within_reach < totals_[index])) {
      within_reach += left_[arrivals[count++].seller];
    }
    if (within_reach < totals_[index]) {  // all that is open to it does not suffice
      const double lacking = totals_[index] - within_reach;
      if (lacking > kRounding * totals_[index]) out_.outside[index] += lacking;
      totals_[index] = within_reach;
    }
    arrivals.resize(count);
    for (const Arrival& arrival : arrivals) {
      const double share = left_[arrival.seller] / within_reach;
      const double aside = std::min(left_[arrival.seller], totals_[index] * share);
      left_[arrival.seller] -= aside;
      cells_[index].push_back({arrival.seller, arrival.prior, aside});
    }
    std::sort(cells_[index].begin(), cells_[index].end(),
              [](const Cell& a, const Cell& b) { return a.seller < b.seller; });
  }

  // The last row is final demand, which may buy from all who have something left when everything is
  // set aside. That is everybody unless buyers want all there is; then it keeps to what no buyer
  // could take, so that a table with these totals and no empty cell exists, and the fit ends soon.
  SparseTable MakeTable(double to_final_demand) const {
    SparseTable table;
    table.column_count = static_cast<uint32_t>(column_seller_.size());
    for (const auto& cells : cells_) {
      for (const Cell& cell : cells) {
        table.columns.push_back(column_of_[cell.seller]);
        table.values.push_back(cell.prior);
      }
      table.row_offsets.push_back(static_cast<uint32_t>(table.columns.size()));
    }
    for (uint32_t column = 0; column < table.column_count && to_final_demand > 0; ++column) {
      const double available = market_.sellers[column_seller_[column]].available_cny_year;
      if (left_[column_seller_[column]] <= kLeftOver * available) continue;
      table.columns.push_back(column);
      table.values.push_back(available);
    }
    table.row_offsets.push_back(static_cast<uint32_t>(table.columns.size()));
    return table;
  }

  Status Fit() {
    column_of_.assign(market_.sellers.size(), kNoCell);
    std::vector<double> column_totals;
    for (uint32_t seller = 0; seller < market_.sellers.size(); ++seller) {
      if (market_.sellers[seller].available_cny_year <= 0) continue;
      column_of_[seller] = static_cast<uint32_t>(column_totals.size());
      column_seller_.push_back(seller);
      column_totals.push_back(market_.sellers[seller].available_cny_year);
    }
    const double rest = offered_ - Sum(totals_);
    const double to_final_demand = rest > kLeftOver * offered_ ? rest : 0.0;
    SparseTable table = MakeTable(to_final_demand);
    std::vector<double> row_totals = totals_;
    row_totals.push_back(to_final_demand);
    LM_ASSIGN(const FitReport report, FitTotals(table, row_totals, column_totals, options_));
    out_.sweeps = report.sweeps;
    out_.fitted = report.converged;
    Write(table);
    return Ok{};
  }

  void Write(const SparseTable& table) {
    uint32_t at = 0;
    for (uint32_t buyer = 0; buyer < cells_.size(); ++buyer) {
      for (const Cell& cell : cells_[buyer]) {
        const double value = out_.fitted ? table.values[at] : cell.aside;
        ++at;
        if (value > 0) out_.trades.push_back({buyer, cell.seller, value});
      }
    }
    out_.final_demand.assign(market_.sellers.size(), 0.0);
    if (!out_.fitted) {
      out_.final_demand = left_;
      return;
    }
    for (; at < table.values.size(); ++at) {
      out_.final_demand[column_seller_[table.columns[at]]] = table.values[at];
    }
  }

  struct Cell {
    uint32_t seller;
    double prior;
    double aside;  // of the buyer's total, set aside with this seller when it was drawn
  };

  const Market& market_;
  const Random& random_;
  const FitOptions& options_;
  MarketDraw out_;
  double offered_ = 0;
  std::vector<double> totals_;            // of the buyers, after balancing
  std::vector<double> left_;              // of the sellers, after what is set aside
  std::vector<std::vector<Cell>> cells_;  // of each buyer, by seller
  std::vector<uint32_t> column_of_;       // of each seller; kNoCell: it has nothing to sell
  std::vector<uint32_t> column_seller_;
};

}  // namespace

Result<FitReport> FitTotals(SparseTable& table, std::span<const double> row_totals,
                            std::span<const double> column_totals, const FitOptions& options) {
  LM_TRY(CheckFit(table, row_totals, column_totals));
  Scaling scaling(table, row_totals, column_totals);
  FitReport report;
  while (report.sweeps < options.sweeps_max) {
    report.error = scaling.FitRows();
    ++report.sweeps;
    if (!std::isfinite(report.error)) return report;
    report.converged = report.error <= options.tolerance;
    if (report.converged || report.sweeps == options.sweeps_max) break;
    if (!scaling.FitColumns()) return report;
  }
  scaling.WriteTo(table.values);
  return report;
}

Result<MarketDraw> DrawMarket(const Market& market, const Random& random,
                              const FitOptions& options) {
  LM_TRY(CheckMarket(market));
  return MarketDrawer(market, random, options).Draw();
}

}  // namespace lianmeng::chain
