// Who trades with whom where only totals are known: one random draw of the unknown trade in one
// product, which keeps the total of every buyer and of every seller.
//
// The trade is a table: a row for each buyer (what it still has to buy), a column for each seller
// (what it can still sell), in CNY a year. A draw is made in three steps:
//  1. Balance. What sellers offer beyond what buyers want goes to *final demand*, one more row that
//     may buy from everybody. What buyers want beyond what sellers offer comes from *outside*: every
//     buyer's row is scaled by offered / wanted, and the rest of it is bought outside.
//  2. Support. Each buyer takes a few sellers, one after another, with probability in proportion to
//     the prior  capacity × nearness (exp(−distance / 300 km), chain/unit_network.h): the wanted
//     number, and more until what they have left suffices. The buyer's total is set aside with them
//     at once, largest buyers first, so that the support always admits a table with these totals.
//  3. Fit. Iterative proportional fitting (RAS, Sinkhorn scaling) of the prior on the support: the
//     table nearest to the prior, by Kullback-Leibler divergence, among those with these totals.
// If sellers have something left but none of them is open to a buyer (its own unit, or a supplier
// whose trade with it is known and thus not to be changed), the buyer takes it from outside.
//
// Example:   LM_ASSIGN(MarketDraw draw, DrawMarket(market, Random(seed).Fork(7)));
// Cost:      O(buyers × sellers) to draw, O(links) for each sweep; some tens of sweeps, more where
//            hardly anything is left over. Memory O(buyers + sellers + links).
// Determinism: equal input and seed give equal output. A buyer's order of sellers depends on the seed,
//            its `stream` and the prior alone, not on the other buyers.
// Source:    Deming, Stephan, "On a least squares adjustment of a sampled frequency table when the
//            expected marginal totals are known", Ann. Math. Statist. 11, 1940; Sinkhorn, "Diagonal
//            equivalence to matrices with prescribed row and column sums", Amer. Math. Monthly 74,
//            1967. Sampling without replacement by exponential clocks: Efraimidis, Spirakis,
//            "Weighted random sampling with a reservoir", Inf. Process. Lett. 97, 2006. Totals kept
//            product by product: Ialongo et al., Sci. Rep. 12, 2022. Overview: Squartini et al.,
//            Phys. Rep. 757, 2018.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "base/result.h"

namespace lianmeng::chain {

// A non-negative table in which most cells are 0: row r holds cells [row_offsets[r],
// row_offsets[r + 1]).
struct SparseTable {
  uint32_t column_count = 0;
  std::vector<uint32_t> row_offsets = {0};
  std::vector<uint32_t> columns;
  std::vector<double> values;

  [[nodiscard]] size_t row_count() const { return row_offsets.size() - 1; }
};

struct FitOptions {
  double tolerance = 1e-10;  // greatest |sum − total| / total of a column that ends the fit
  int sweeps_max = 5'000;
};

struct FitReport {
  int sweeps = 0;
  // False: sweeps_max came first (rows fit, columns not quite), or no table on these cells has these
  // totals: a row or column with a total has no cell (the table is left as it was), or a group of rows
  // reaches too little (the factors grow until sweeps_max or the range of doubles ends them).
  bool converged = false;
  double error = 0;  // of the columns, relative, as FitOptions::tolerance
};

// Scales the table's rows and columns by turns until the sums are the totals. Rows come out exact but
// for rounding, columns within the tolerance. Zero cells stay zero.
// Requires:  row_totals.size() == row_count(), column_totals.size() == column_count (checked).
// Errors:    kInvalidArgument: a total or cell that is negative or not finite, a column out of range,
//            or totals of rows and columns that differ by more than 10^-9 of their sum.
[[nodiscard]] Result<FitReport> FitTotals(SparseTable& table, std::span<const double> row_totals,
                                          std::span<const double> column_totals,
                                          const FitOptions& options = {});

struct Buyer {
  double value_cny_year = 0;         // to be bought, >= 0
  double suppliers = 1;              // wanted number, at least 1; rounded
  std::span<const double> nearness;  // by Seller::place, 0..1; must outlive the draw
  std::vector<uint32_t> closed;      // sellers it cannot take, rising
  uint64_t stream = 0;               // names its random numbers
};

struct Seller {
  double capacity_cny_year = 0;   // mass of the prior, >= 0
  double available_cny_year = 0;  // to be sold, >= 0
  uint32_t place = 0;
};

// The unknown trade in one product.
struct Market {
  std::vector<Buyer> buyers;
  std::vector<Seller> sellers;
};

struct Trade {
  uint32_t buyer = 0;
  uint32_t seller = 0;
  double value_cny_year = 0;  // > 0

  friend bool operator==(const Trade&, const Trade&) = default;
};

// For every buyer Σ trades + outside = value, for every seller Σ trades + final demand = available,
// within 10^-9 of each.
struct MarketDraw {
  std::vector<Trade> trades;         // by buyer, then seller
  std::vector<double> outside;       // of each buyer: what no seller could deliver, CNY a year
  std::vector<double> final_demand;  // of each seller: what is left for others, CNY a year
  int sweeps = 0;
  // False: the fit did not converge; the trades are those set aside in step 2, which keep the totals
  // too but follow the prior less closely.
  bool fitted = true;
};

// Errors:  kInvalidArgument: a value, capacity or nearness that is negative or not finite, a place
//          without nearness, a closed seller out of range (Place.field, Place.line from 1).
[[nodiscard]] Result<MarketDraw> DrawMarket(const Market& market, const Random& random,
                                            const FitOptions& options = {});

}  // namespace lianmeng::chain
