// Fitting against published tables and the dense reference; draws of a market and of a whole network
// against the totals that they promise to keep.
#include "chain/reconstruction.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "chain/unit_network.h"
#include "tests/chain/dense_fit.h"

namespace lianmeng::chain {
namespace {

constexpr double kKept = 1e-9;  // relative: what «totals are kept» means

SparseTable Sparse(const DenseTable& dense) {
  SparseTable table;
  table.column_count = dense.empty() ? 0 : static_cast<uint32_t>(dense[0].size());
  for (const auto& row : dense) {
    for (uint32_t j = 0; j < row.size(); ++j) {
      if (row[j] == 0) continue;
      table.columns.push_back(j);
      table.values.push_back(static_cast<double>(row[j]));
    }
    table.row_offsets.push_back(static_cast<uint32_t>(table.columns.size()));
  }
  return table;
}

DenseTable Dense(const SparseTable& table) {
  DenseTable dense(table.row_count(), std::vector<long double>(table.column_count, 0.0L));
  for (size_t row = 0; row < table.row_count(); ++row) {
    for (uint32_t cell = table.row_offsets[row]; cell < table.row_offsets[row + 1]; ++cell) {
      dense[row][table.columns[cell]] += table.values[cell];
    }
  }
  return dense;
}

DenseTable Fit(const DenseTable& table, const std::vector<double>& rows,
               const std::vector<double>& columns) {
  SparseTable sparse = Sparse(table);
  const auto report = FitTotals(sparse, rows, columns);
  EXPECT_TRUE(report.ok() && report->converged);
  return Dense(sparse);
}

// By hand. A 2 × 2 table keeps its odds ratio: prior (1 2; 3 4) has 1·4 / (2·3) = 2/3; with totals
// rows (1, 1) and columns (1, 1) it is (x 1−x; 1−x x) with x² / (1−x)² = 2/3.
TEST(FitTotals, KeepsTheOddsRatioOfATwoByTwoTable) {
  const DenseTable fitted = Fit({{1, 2}, {3, 4}}, {1, 1}, {1, 1});
  const double root = std::sqrt(2.0 / 3.0);
  EXPECT_NEAR(fitted[0][0], root / (1 + root), 1e-10);
  EXPECT_NEAR(fitted[0][1], 1 / (1 + root), 1e-10);
  EXPECT_NEAR(fitted[1][1], root / (1 + root), 1e-10);
}

// Population by age and marital status, last year's table fitted to this year's totals: Bishop,
// Fienberg, Holland, "Discrete Multivariate Analysis", 1975, in the SAS/IML User's Guide, example 9.14.
// The answer is known without printing it: it has the totals, and each cell is the prior's times a
// factor of its row and one of its column. There is only one such table.
TEST(FitTotals, FitsTheCensusOfBishopFienbergAndHolland) {
  const DenseTable prior = {{1306, 83, 0},   {619, 765, 3},   {263, 1194, 9},   {173, 1372, 28},
                            {171, 1393, 51}, {159, 1372, 81}, {208, 1350, 108}, {1116, 4100, 2329}};
  const std::vector<double> rows = {1412, 1402, 1450, 1541, 1681, 1532, 1662, 7644};
  const std::vector<double> columns = {3988, 11702, 2634};
  const DenseTable fitted = Fit(prior, rows, columns);
  std::vector<long double> column_sums(3, 0);
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_NEAR(fitted[i][0] + fitted[i][1] + fitted[i][2], rows[i], 1e-6 * rows[i]);
    for (size_t j = 0; j < 3; ++j) column_sums[j] += fitted[i][j];
  }
  for (size_t j = 0; j < 3; ++j) EXPECT_NEAR(column_sums[j], columns[j], 1e-6 * columns[j]);
  EXPECT_EQ(fitted[0][2], 0);
  const auto factor = [&](size_t i, size_t j) { return fitted[i][j] / prior[i][j]; };
  for (size_t i = 0; i + 1 < rows.size(); ++i) {  // against the last row, which has no empty cell
    EXPECT_NEAR(factor(i, 0) * factor(7, 1), factor(i, 1) * factor(7, 0), 1e-10);
    if (i == 0) continue;
    EXPECT_NEAR(factor(i, 0) * factor(7, 2), factor(i, 2) * factor(7, 0), 1e-10);
  }
}

TEST(FitTotals, AgreesWithTheDenseReferenceOnEveryTableOfTwoByThree) {
  // Every pattern of cells with priors 0, 1, 5, and totals that a table on the pattern itself has, so
  // that there is a solution.
  const double priors[] = {0, 1, 5};
  int solved = 0;
  for (int pattern = 0; pattern < 729; ++pattern) {
    DenseTable prior(2, std::vector<long double>(3));
    std::vector<double> rows(2, 0.0);
    std::vector<double> columns(3, 0.0);
    for (int cell = 0, rest = pattern; cell < 6; ++cell, rest /= 3) {
      prior[cell / 3][cell % 3] = priors[rest % 3];
      const double value = rest % 3 == 0 ? 0 : 1.0 + 2.0 * cell;
      rows[cell / 3] += value;
      columns[cell % 3] += value;
    }
    SparseTable sparse = Sparse(prior);
    const FitReport report = FitTotals(sparse, rows, columns).value();
    ASSERT_TRUE(report.converged) << pattern;
    const DenseTable fitted = Dense(sparse);
    const DenseTable expected = DenseFit(prior, rows, columns);
    for (int cell = 0; cell < 6; ++cell) {
      ASSERT_NEAR(fitted[cell / 3][cell % 3], expected[cell / 3][cell % 3], 1e-7) << pattern;
    }
    ++solved;
  }
  EXPECT_EQ(solved, 729);
}

TEST(FitTotals, AgreesWithTheDenseReferenceOnRandomTables) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const size_t row_count = 1 + random.Below(8);
    const size_t column_count = 1 + random.Below(8);
    DenseTable prior(row_count, std::vector<long double>(column_count, 0.0L));
    std::vector<double> rows(row_count, 0.0);
    std::vector<double> columns(column_count, 0.0);
    for (size_t i = 0; i < row_count; ++i) {
      for (size_t j = 0; j < column_count; ++j) {
        if (random.Chance(0.4)) continue;
        prior[i][j] = random.LogNormal(0, 2);
        const double value = random.LogNormal(5, 1);
        rows[i] += value;
        columns[j] += value;
      }
    }
    const DenseTable fitted = Fit(prior, rows, columns);
    const DenseTable expected = DenseFit(prior, rows, columns);
    for (size_t i = 0; i < row_count; ++i) {
      double sum = 0;
      for (size_t j = 0; j < column_count; ++j) {
        EXPECT_NEAR(fitted[i][j], expected[i][j], 1e-6 * rows[i]) << i << " " << j;
        sum += static_cast<double>(fitted[i][j]);
      }
      EXPECT_NEAR(sum, rows[i], 1e-12 * rows[i]);
    }
  }
}

TEST(FitTotals, SaysWhenNoTableHasTheTotals) {
  // Rows 0 and 1 reach column 0 alone, which is smaller than they are together.
  SparseTable reach = Sparse({{1, 0}, {1, 0}, {1, 1}});
  const FitReport too_little =
      FitTotals(reach, std::vector<double>{2, 2, 1}, std::vector<double>{3, 2}).value();
  EXPECT_FALSE(too_little.converged);
  EXPECT_GT(too_little.error, 0.1);
  for (const double value : reach.values) EXPECT_TRUE(std::isfinite(value));

  const DenseTable no_cell = {{1, 1}, {0, 0}};
  SparseTable untouched = Sparse(no_cell);
  EXPECT_FALSE(
      FitTotals(untouched, std::vector<double>{1, 1}, std::vector<double>{1, 1}).value().converged);
  EXPECT_EQ(Dense(untouched), no_cell);

  SparseTable zero = Sparse({{1, 1}, {1, 1}});
  EXPECT_TRUE(
      FitTotals(zero, std::vector<double>{0, 4}, std::vector<double>{4, 0}).value().converged);
  EXPECT_EQ(Dense(zero), (DenseTable{{0, 0}, {4, 0}}));
  SparseTable empty;
  EXPECT_TRUE(FitTotals(empty, {}, {}).value().converged);
}

TEST(FitTotals, RefusesWhatIsNotATable) {
  const auto refused = [](SparseTable table, std::vector<double> rows,
                          std::vector<double> columns) {
    const auto report = FitTotals(table, rows, columns);
    EXPECT_FALSE(report.ok());
    return report.ok() ? std::string() : report.error().place.field;
  };
  const SparseTable good = Sparse({{1, 2}});
  EXPECT_EQ(refused(good, {3}, {1, 1}), "totals");
  EXPECT_EQ(refused(good, {-1}, {0, -1}), "row_totals");
  EXPECT_EQ(refused(good, {1}, {0, NAN}), "column_totals");
  SparseTable negative = good;
  negative.values[1] = -2;
  EXPECT_EQ(refused(negative, {2}, {1, 1}), "values");
  SparseTable outside = good;
  outside.columns[1] = 2;
  EXPECT_EQ(refused(outside, {2}, {1, 1}), "columns");
}

// ---- one market

const std::vector<double> kNear = {1.0, 0.5, 0.1};

Market RandomMarket(Random& random) {
  Market market;
  for (uint64_t n = random.Below(12); n > 0; --n) {
    const double capacity = random.Chance(0.1) ? 0 : random.LogNormal(3, 1.5);
    market.sellers.push_back({capacity, random.Chance(0.2) ? 0 : capacity * random.Uniform(),
                              static_cast<uint32_t>(random.Below(3))});
  }
  const double size = random.Chance(0.3) ? 4.5 : 2;
  for (uint64_t n = random.Below(15); n > 0; --n) {
    Buyer buyer;
    buyer.value_cny_year = random.Chance(0.1) ? 0 : random.LogNormal(size, 1.5);
    buyer.suppliers = 1 + static_cast<double>(random.Below(4));
    buyer.nearness = kNear;
    buyer.stream = 100 + n;
    for (uint32_t seller = 0; seller < market.sellers.size(); ++seller) {
      if (random.Chance(0.1)) buyer.closed.push_back(seller);
    }
    market.buyers.push_back(std::move(buyer));
  }
  return market;
}

void ExpectTotalsKept(const Market& market, const MarketDraw& draw) {
  std::vector<double> bought = draw.outside;
  std::vector<double> sold = draw.final_demand;
  for (const Trade& trade : draw.trades) {
    EXPECT_GT(trade.value_cny_year, 0);
    bought[trade.buyer] += trade.value_cny_year;
    sold[trade.seller] += trade.value_cny_year;
    const auto& closed = market.buyers[trade.buyer].closed;
    EXPECT_FALSE(std::binary_search(closed.begin(), closed.end(), trade.seller));
  }
  for (size_t i = 0; i < market.buyers.size(); ++i) {
    const double value = market.buyers[i].value_cny_year;
    EXPECT_NEAR(bought[i], value, kKept * value) << "buyer " << i;
    EXPECT_GE(draw.outside[i], 0);
  }
  for (size_t j = 0; j < market.sellers.size(); ++j) {
    const double available = market.sellers[j].available_cny_year;
    // A seller with no capacity has no place in the prior, but final demand buys of it all the same.
    EXPECT_NEAR(sold[j], available, kKept * available) << "seller " << j;
    EXPECT_GE(draw.final_demand[j], 0);
  }
}

TEST(DrawMarket, KeepsTheTotalsOfEveryBuyerAndSellerInEveryDraw) {
  int unfitted = 0;
  for (uint64_t seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Market market = RandomMarket(random);
    const MarketDraw draw = DrawMarket(market, Random(seed)).value();
    ExpectTotalsKept(market, draw);
    const MarketDraw again = DrawMarket(market, Random(seed)).value();
    EXPECT_EQ(draw.trades, again.trades);
    unfitted += draw.fitted ? 0 : 1;
  }
  EXPECT_LT(unfitted, 10) << "of 2000";
}

// The same draw, its support filled by the dense reference: final demand is the last row.
TEST(DrawMarket, IsTheFitOfThePriorOnItsSupport) {
  int compared = 0;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Market market = RandomMarket(random);
    const MarketDraw draw = DrawMarket(market, Random(seed)).value();
    if (!draw.fitted || draw.trades.empty()) continue;
    const size_t rows = market.buyers.size() + 1;
    DenseTable prior(rows, std::vector<long double>(market.sellers.size(), 0.0L));
    std::vector<double> row_totals;
    std::vector<double> column_totals;
    double rest = 0;
    for (size_t j = 0; j < market.sellers.size(); ++j) {
      column_totals.push_back(market.sellers[j].available_cny_year);
      rest += draw.final_demand[j];
    }
    for (size_t i = 0; i < market.buyers.size(); ++i) {
      row_totals.push_back(market.buyers[i].value_cny_year - draw.outside[i]);
    }
    row_totals.push_back(rest);
    for (const Trade& trade : draw.trades) {
      const Seller& seller = market.sellers[trade.seller];
      prior[trade.buyer][trade.seller] = seller.capacity_cny_year * kNear[seller.place];
    }
    if (rest > 0) {
      for (size_t j = 0; j < column_totals.size(); ++j) {
        if (draw.final_demand[j] > 0) prior[rows - 1][j] = column_totals[j];
      }
    }
    const DenseTable expected = DenseFit(prior, row_totals, column_totals);
    for (const Trade& trade : draw.trades) {
      const double value = static_cast<double>(expected[trade.buyer][trade.seller]);
      EXPECT_NEAR(trade.value_cny_year, value, 1e-6 * row_totals[trade.buyer]);
      ++compared;
    }
  }
  EXPECT_GT(compared, 2'000);
}

Buyer BuyerOf(double value, double suppliers, uint64_t stream) {
  Buyer buyer;
  buyer.value_cny_year = value;
  buyer.suppliers = suppliers;
  buyer.nearness = kNear;
  buyer.stream = stream;
  return buyer;
}

TEST(DrawMarket, TakesSellersInProportionToCapacityTimesNearness) {
  // Priors 4 × 1, 4 × 0.5, 20 × 0.1: 1/2, 1/4, 1/4.
  Market market;
  market.sellers = {{4, 1000, 0}, {4, 1000, 1}, {20, 1000, 2}};
  market.buyers = {BuyerOf(1, 1, 7)};
  std::vector<double> taken(3, 0);
  constexpr int kDraws = 20'000;
  for (int k = 0; k < kDraws; ++k) {
    const MarketDraw draw = DrawMarket(market, Random(5).Fork(k)).value();
    ASSERT_EQ(draw.trades.size(), 1u);
    taken[draw.trades[0].seller] += 1.0 / kDraws;
  }
  EXPECT_NEAR(taken[0], 0.50, 0.015);
  EXPECT_NEAR(taken[1], 0.25, 0.015);
  EXPECT_NEAR(taken[2], 0.25, 0.015);
}

TEST(DrawMarket, TakesTheWantedNumberOfSellersAndMoreWhereTheyHaveTooLittle) {
  Market market;
  for (int i = 0; i < 10; ++i) market.sellers.push_back({10, 10, 0});
  market.buyers = {BuyerOf(5, 3, 1)};
  EXPECT_EQ(DrawMarket(market, Random(1)).value().trades.size(), 3u);
  market.buyers = {BuyerOf(75, 3, 1)};
  EXPECT_EQ(DrawMarket(market, Random(1)).value().trades.size(), 8u);
  market.buyers = {BuyerOf(5, 1e9, 1)};
  EXPECT_EQ(DrawMarket(market, Random(1)).value().trades.size(), 10u);
}

TEST(DrawMarket, BuysOutsideWhatTheSellersCannotDeliver) {
  Market market;
  market.buyers = {BuyerOf(30, 2, 1), BuyerOf(10, 1, 2)};
  // No seller at all; sellers that have nothing; sellers of no capacity, which no draw can choose.
  EXPECT_EQ(DrawMarket(market, Random(1)).value().outside, (std::vector<double>{30, 10}));
  market.sellers = {{50, 0, 0}, {50, 0, 1}};
  EXPECT_EQ(DrawMarket(market, Random(1)).value().outside, (std::vector<double>{30, 10}));
  market.sellers = {{0, 50, 0}};
  const MarketDraw no_capacity = DrawMarket(market, Random(1)).value();
  EXPECT_EQ(no_capacity.outside, (std::vector<double>{30, 10}));
  EXPECT_EQ(no_capacity.final_demand, (std::vector<double>{50}));
  // One seller with half of what is wanted: each buyer gets half.
  market.sellers = {{50, 20, 0}};
  const MarketDraw half = DrawMarket(market, Random(1)).value();
  EXPECT_TRUE(half.fitted);
  EXPECT_EQ(half.trades, (std::vector<Trade>{{0, 0, 15}, {1, 0, 5}}));
  EXPECT_EQ(half.outside, (std::vector<double>{15, 5}));
  // Closed to the first: the second takes its half, the rest goes to final demand.
  market.buyers[0].closed = {0};
  const MarketDraw closed = DrawMarket(market, Random(1)).value();
  EXPECT_EQ(closed.trades, (std::vector<Trade>{{1, 0, 5}}));
  EXPECT_EQ(closed.outside, (std::vector<double>{30, 5}));
  EXPECT_EQ(closed.final_demand, (std::vector<double>{15}));
  EXPECT_TRUE(DrawMarket({}, Random(1)).value().trades.empty());
}

TEST(DrawMarket, RefusesAmountsAndPlacesThatAreNone) {
  const auto refused = [](const Market& market) {
    const auto draw = DrawMarket(market, Random(1));
    EXPECT_FALSE(draw.ok());
    return draw.ok() ? std::string() : draw.error().place.field;
  };
  EXPECT_EQ(refused({{BuyerOf(-1, 1, 1)}, {}}), "buyers.value_cny_year");
  EXPECT_EQ(refused({{BuyerOf(1, NAN, 1)}, {}}), "buyers.suppliers");
  EXPECT_EQ(refused({{}, {{-1, 1, 0}}}), "sellers.capacity_cny_year");
  EXPECT_EQ(refused({{}, {{1, INFINITY, 0}}}), "sellers.available_cny_year");
  EXPECT_EQ(refused({{BuyerOf(1, 1, 1)}, {{1, 1, 3}}}), "sellers.place");
  Market market{{BuyerOf(1, 1, 1)}, {{1, 1, 0}}};
  market.buyers[0].closed = {1};
  EXPECT_EQ(refused(market), "buyers.closed");
}

// ---- a whole network

constexpr uint32_t kProducts = 6;
constexpr uint32_t kOrganisations = 60;

Economy RandomEconomy(uint64_t seed) {
  Random random(seed);
  Economy economy;
  economy.product_count = kProducts;
  economy.organisation_count = kOrganisations;
  economy.cities = {{121.47, 31.23}, {118.80, 32.06}, {120.16, 30.29}};
  for (uint32_t organisation = 0; organisation < kOrganisations; ++organisation) {
    for (uint64_t n = 1 + random.Below(2); n > 0; --n) {
      Maker maker;
      maker.organisation = organisation;
      maker.product = static_cast<uint32_t>(random.Below(kProducts - 1));  // nobody makes the last
      maker.city = random.Chance(0.2) ? kNone : static_cast<uint32_t>(random.Below(3));
      maker.capacity_cny_year = random.Chance(0.1) ? 0 : random.LogNormal(16, 1);
      if (random.Chance(0.7)) maker.utilisation = random.Uniform();
      economy.makers.push_back(maker);
    }
  }
  for (uint32_t product = 0; product < kProducts; ++product) {
    for (uint32_t input = 0; input < kProducts; ++input) {
      if (!random.Chance(0.5)) continue;
      economy.inputs.push_back(
          {product, input, random.Uniform() * 0.3,
           random.Chance(0.5) ? Essentiality::kEssential : Essentiality::kReplaceable});
    }
    economy.outside_share.push_back(random.Chance(0.5) ? std::optional(random.Uniform() * 0.6)
                                                       : std::nullopt);
  }
  for (int n = 0; n < 60; ++n) {
    const Maker& maker = economy.makers[random.Below(economy.makers.size())];
    economy.links.push_back({maker.organisation,
                             static_cast<uint32_t>(random.Below(kOrganisations)), maker.product,
                             random.Chance(0.1) ? 0 : random.LogNormal(13, 1)});
  }
  return economy;
}

UnitNetwork Draw(const Economy& economy, uint64_t seed, uint32_t number) {
  UnitNetworkOptions options;
  options.draw = NetworkDraw{.seed = seed, .number = number};
  auto network = BuildUnitNetwork(economy, options);
  if (!network.ok()) ADD_FAILURE() << network.error().Describe(Language::kEnglish);
  return network.ok() ? std::move(*network) : UnitNetwork{};
}

using Key = std::pair<NodeIndex, uint32_t>;  // customer unit, product

// What a customer unit buys of a product in all, and by known links.
struct Bought {
  double total = 0;
  double known = 0;
};

std::map<Key, Bought> PurchasesOf(const UnitNetwork& network) {
  std::map<Key, Bought> bought;
  for (const UnitLink& link : network.links) {
    Bought& sum = bought[{link.customer, network.units[link.supplier].product}];
    sum.total += link.value_cny_year;
    if (link.evidence != Evidence::kReconstructed) sum.known += link.value_cny_year;
  }
  return bought;
}

TEST(NetworkDraws, KeepEveryPurchaseAndNoMakerSellsMoreThanItCan) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Economy economy = RandomEconomy(seed);
    const UnitNetwork published = BuildUnitNetwork(economy).value();
    const auto before = PurchasesOf(published);
    for (uint32_t number = 0; number < 3; ++number) {
      const UnitNetwork drawn = Draw(economy, seed, number);
      ASSERT_EQ(drawn.maker_count, published.maker_count);
      std::vector<double> known(drawn.maker_count, 0.0);
      std::vector<double> sold(drawn.maker_count, 0.0);
      for (const UnitLink& link : drawn.links) {
        if (link.supplier >= drawn.maker_count) continue;
        sold[link.supplier] += link.value_cny_year;
        if (link.evidence == Evidence::kReconstructed) continue;
        known[link.supplier] += link.value_cny_year;
      }
      for (NodeIndex unit = 0; unit < drawn.maker_count; ++unit) {
        const Unit& maker = drawn.units[unit];
        const double able = std::max(known[unit], maker.capacity_cny_year * maker.utilisation);
        EXPECT_LE(sold[unit], able * (1 + kKept)) << unit;
      }
      for (const auto& [key, purchase] : PurchasesOf(drawn)) {
        const auto inputs = std::find_if(
            drawn.inputs.begin(), drawn.inputs.end(), [&, at = key](const ProductInput& input) {
              return input.product == drawn.units[at.first].product && input.input == at.second;
            });
        ASSERT_NE(inputs, drawn.inputs.end());
        const double expected = drawn.units[key.first].capacity_cny_year * *inputs->cost_share;
        const double known_before = before.at(key).known;
        EXPECT_DOUBLE_EQ(purchase.known, known_before);
        // What known links and the outside beside them leave open is bought too, if it is more than
        // the estimate can tell.
        if (known_before == 0) {
          EXPECT_NEAR(purchase.total, expected, kKept * expected);
        } else if (before.at(key).total < expected) {
          EXPECT_LE(purchase.total, expected * (1 + kKept));
          EXPECT_GE(purchase.total, expected * (0.95 - kKept));
        } else {
          EXPECT_NEAR(purchase.total, before.at(key).total, kKept * expected);
        }
      }
    }
  }
}

TEST(NetworkDraws, NeverChangeAKnownLinkNorAddOneBesideIt) {
  const Economy economy = RandomEconomy(3);
  const auto known_links = [](const UnitNetwork& network) {
    std::map<std::pair<NodeIndex, NodeIndex>, std::vector<double>> links;
    for (const UnitLink& link : network.links) {
      if (link.evidence == Evidence::kReconstructed) continue;
      links[{link.supplier, link.customer}].push_back(link.value_cny_year);
    }
    return links;
  };
  const auto known = known_links(BuildUnitNetwork(economy).value());
  EXPECT_GT(known.size(), 20u);
  for (uint32_t number = 0; number < 10; ++number) {
    const UnitNetwork drawn = Draw(economy, 9, number);
    EXPECT_EQ(known_links(drawn), known);
    NodeIndex last_supplier = kNone;
    NodeIndex last_customer = kNone;
    for (const UnitLink& link : drawn.links) {
      EXPECT_NE(link.supplier, link.customer);
      if (link.evidence == Evidence::kReconstructed) {
        EXPECT_EQ(link.confidence, 0);
        EXPECT_FALSE(link.supplier == last_supplier && link.customer == last_customer);
        EXPECT_FALSE(known.contains({link.supplier, link.customer}));
      }
      last_supplier = link.supplier;
      last_customer = link.customer;
    }
  }
}

TEST(NetworkDraws, AreEqualForEqualSeedAndNumberAndDifferOtherwise) {
  const Economy economy = RandomEconomy(4);
  const auto values = [](const UnitNetwork& network) {
    std::vector<std::tuple<NodeIndex, NodeIndex, double>> values;
    for (const UnitLink& link : network.links) {
      values.emplace_back(link.supplier, link.customer, link.value_cny_year);
    }
    return values;
  };
  EXPECT_EQ(values(Draw(economy, 1, 0)), values(Draw(economy, 1, 0)));
  EXPECT_NE(values(Draw(economy, 1, 0)), values(Draw(economy, 1, 1)));
  EXPECT_NE(values(Draw(economy, 1, 0)), values(Draw(economy, 2, 0)));
}

TEST(NetworkDraws, BuyOutsideWhatNobodyInTheRegionCanDeliver) {
  Economy economy;
  economy.product_count = 2;
  economy.organisation_count = 3;
  economy.makers = {
      {.organisation = 0, .product = 1, .capacity_cny_year = 1000, .capacity_known = true},
      {.organisation = 1, .product = 0, .capacity_cny_year = 80, .utilisation = 0.5}};
  economy.inputs = {{.product = 1, .input = 0, .cost_share = 0.1}};
  UnitNetwork drawn = Draw(economy, 1, 0);  // places unknown: 40 of the 100 wanted
  EXPECT_EQ(drawn.report.products_short, 1);
  EXPECT_NEAR(drawn.report.value_short_cny_year, 60, 1e-7);
  EXPECT_NEAR(drawn.units[drawn.OutsideOf(0)].capacity_cny_year, 60, 1e-7);
  economy.makers[1].utilisation = 0;
  drawn = Draw(economy, 1, 0);
  EXPECT_NEAR(drawn.units[drawn.OutsideOf(0)].capacity_cny_year, 100, 1e-7);
  EXPECT_EQ(drawn.report.links_reconstructed, 0);
  economy.makers.pop_back();
  drawn = Draw(economy, 1, 0);
  EXPECT_NEAR(drawn.units[drawn.OutsideOf(0)].capacity_cny_year, 100, 1e-7);
  EXPECT_EQ(drawn.report.products_short, 0) << "no maker: all of it is outside by rule 3";
  // The only maker needs its own product: no unit supplies itself.
  economy.inputs = {{.product = 1, .input = 1, .cost_share = 0.1}};
  drawn = Draw(economy, 1, 0);
  EXPECT_NEAR(drawn.units[drawn.OutsideOf(1)].capacity_cny_year, 100, 1e-7);
}

TEST(NetworkDraws, RefuseOptionsOutOfRange) {
  UnitNetworkOptions options;
  options.draw = NetworkDraw{.gap_share_min = -1};
  EXPECT_FALSE(BuildUnitNetwork(RandomEconomy(1), options).ok());
  options.draw = NetworkDraw{.suppliers_default = 0.5};
  EXPECT_FALSE(BuildUnitNetwork(RandomEconomy(1), options).ok());
}

}  // namespace
}  // namespace lianmeng::chain
