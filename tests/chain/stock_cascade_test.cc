// Shocks over days: against a plain day-by-day reference, against the cascade without stocks, and a case worked out
// by hand.
#include "chain/stock_cascade.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/random.h"

namespace lianmeng::chain {
namespace {

Economy RandomEconomy(Random& random) {
  Economy economy;
  economy.product_count = 2 + static_cast<uint32_t>(random.Below(5));
  economy.organisation_count = 2 + static_cast<uint32_t>(random.Below(9));
  economy.cities = {{121.47, 31.23}, {118.80, 32.06}, {117.23, 31.82}};
  for (uint32_t o = 0; o < economy.organisation_count; ++o) {
    economy.makers.push_back({.organisation = o,
                              .product = static_cast<uint32_t>(random.Below(economy.product_count)),
                              .city = static_cast<uint32_t>(random.Below(3)),
                              .capacity_cny_year = 1.0 + static_cast<double>(random.Below(1000)),
                              .capacity_known = true});
  }
  for (uint32_t p = 0; p < economy.product_count; ++p) {
    for (uint32_t i = 0; i < economy.product_count; ++i) {
      if (p == i || !random.Chance(0.4)) continue;
      ProductInput input{.product = p, .input = i, .cost_share = 0.05 + 0.2 * random.Uniform()};
      input.essentiality =
          random.Chance(0.5) ? Essentiality::kEssential : Essentiality::kReplaceable;
      if (random.Chance(0.8)) input.stock_days = static_cast<double>(random.Below(9));
      economy.inputs.push_back(input);
    }
    economy.outside_share.push_back(random.Chance(0.5) ? std::optional(0.3) : std::nullopt);
  }
  return economy;
}

Shock RandomShock(Random& random, const UnitNetwork& units) {
  Shock shock;
  const uint64_t count = 1 + random.Below(3);
  for (uint64_t i = 0; i < count; ++i) {
    shock.nodes.push_back({static_cast<NodeIndex>(random.Below(units.units.size() - 1)),
                           random.Chance(0.5) ? 0.0 : random.Uniform()});
  }
  return shock;
}

// hd at the fixed point, from cold, where `empty` says which (unit, input product) have no stock;
// also λ of every pair. Full sweeps, nothing clever.
std::vector<double> PlainFixedPoint(const UnitNetwork& units, const std::vector<double>& psi,
                                    const std::map<std::pair<NodeIndex, uint32_t>, double>& stock,
                                    std::map<std::pair<NodeIndex, uint32_t>, double>* missing) {
  std::vector<double> hd = psi;
  for (int sweep = 0; sweep < 100'000; ++sweep) {
    std::vector<double> next = psi;
    double change = 0;
    for (NodeIndex j = 0; j < units.maker_count; ++j) {
      std::map<uint32_t, double> bought, lost;
      std::map<uint32_t, Essentiality> kind;
      double all = 0;
      for (const UnitLink& link : units.PurchasesOf(j)) {
        const uint32_t product = units.units[link.supplier].product;
        double remaining = 0;
        for (NodeIndex l : units.network.SectorNodes(product)) {
          remaining += units.network.output(l) * hd[l];
        }
        const double output = units.network.output(link.supplier);
        const double share = output >= remaining ? 1.0 : output / remaining;
        bought[product] += link.value_cny_year;
        lost[product] += share * link.value_cny_year * (1 - hd[link.supplier]);
        kind[product] = link.essentiality;
        all += link.value_cny_year;
      }
      double essential = 0, replaceable = 0;
      for (const auto& [product, value] : bought) {
        if (!(value > 0)) continue;
        (*missing)[{j, product}] = lost[product] / value;
        if (stock.at({j, product}) > 1e-9) continue;
        if (kind[product] == Essentiality::kEssential) {
          essential = std::max(essential, lost[product] / value);
        } else {
          replaceable += lost[product] / all;
        }
      }
      next[j] = std::max(0.0, std::min(psi[j], 1 - std::max(essential, replaceable)));
      change = std::max(change, std::abs(next[j] - hd[j]));
    }
    for (NodeIndex i = units.maker_count; i < units.units.size(); ++i) next[i] = psi[i];
    hd = next;
    if (change < 1e-13) break;
  }
  return hd;
}

struct Plain {
  std::vector<double> lost_days, loss_end;
};

Plain PlainDays(const UnitNetwork& units, const StockShock& shock) {
  std::vector<double> psi(units.units.size(), 1.0);
  for (const auto& node : shock.shock.nodes)
    psi[node.node] = std::min(psi[node.node], node.remaining);
  std::map<std::pair<NodeIndex, uint32_t>, double> stock, missing;
  for (NodeIndex j = 0; j < units.maker_count; ++j) {
    for (const UnitLink& link : units.PurchasesOf(j)) {
      double& days = stock[{j, units.units[link.supplier].product}];
      for (const ProductInput& input : units.inputs) {
        if (input.product == units.units[j].product &&
            input.input == units.units[link.supplier].product) {
          days = input.stock_days.value_or(0);
        }
      }
    }
  }
  Plain plain{std::vector<double>(psi.size(), 0), std::vector<double>(psi.size(), 0)};
  for (int day = 0; day < shock.days; ++day) {
    const std::vector<double> hd = PlainFixedPoint(units, psi, stock, &missing);
    for (NodeIndex i = 0; i < psi.size(); ++i) {
      plain.loss_end[i] = 1 - std::min(hd[i], shock.hu[i]);
      plain.lost_days[i] += plain.loss_end[i];
    }
    for (auto& [pair, days] : stock) days -= missing[pair];
  }
  return plain;
}

TEST(StockCascade, AgreesWithPlainDayByDayReference) {
  const uint64_t seed = 20'261'125;
  for (uint64_t round = 0; round < 300; ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed + round));
    Random random(seed + round);
    const auto units = BuildUnitNetwork(RandomEconomy(random));
    ASSERT_TRUE(units.ok());
    const Shock shock = RandomShock(random, *units);
    const auto full = RunCascade(units->network, shock, {.stop_threshold = 1e-13});
    ASSERT_TRUE(full.ok());
    const StockShock days{shock, full->hu, 1 + static_cast<int>(random.Below(25))};
    const auto got =
        RunStockCascade(*units, StockedPurchases::Of(*units), days, {.change_min = 1e-13});
    ASSERT_TRUE(got.ok()) << got.error().Describe(Language::kEnglish);
    const Plain plain = PlainDays(*units, days);
    for (NodeIndex i = 0; i < units->units.size(); ++i) {
      EXPECT_NEAR(got->lost_days[i], plain.lost_days[i], 1e-6) << i;
      EXPECT_NEAR(got->loss_end[i], plain.loss_end[i], 1e-7) << i;
      EXPECT_LE(got->loss_end[i], full->Loss(i) + 1e-7) << i;
      EXPECT_EQ(got->onset_day[i] == kNever, got->lost_days[i] < 1e-6) << i;
    }
  }
}

TEST(StockCascade, EndsAtTheCascadeWhenEveryStockIsGone) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    Economy economy = RandomEconomy(random);
    for (ProductInput& input : economy.inputs) input.stock_days = std::nullopt;
    const auto units = BuildUnitNetwork(economy);
    ASSERT_TRUE(units.ok());
    const Shock shock = RandomShock(random, *units);
    const auto full = RunCascade(units->network, shock, {.stop_threshold = 1e-13});
    ASSERT_TRUE(full.ok());
    const auto got = RunStockCascade(*units, StockedPurchases::Of(*units), {shock, full->hu, 7});
    ASSERT_TRUE(got.ok());
    for (NodeIndex i = 0; i < units->units.size(); ++i) {
      EXPECT_NEAR(got->loss_end[i], full->Loss(i), 1e-7);
      EXPECT_NEAR(got->lost_days[i], 7 * full->Loss(i), 1e-6);
    }
  }
}

// Steel (one maker, lost by half) → motor, 10 days of steel → robot, 3 days of motors. Half of the steel is missing,
// so the motor maker's stock lasts 20 days; from day 20 it makes half, the robot maker's stock lasts 6 more.
TEST(StockCascade, KnownAnswerOfAChainOfThree) {
  Economy economy;
  economy.product_count = 3;
  economy.organisation_count = 3;
  economy.cities = {{121.47, 31.23}};
  for (uint32_t i = 0; i < 3; ++i) {
    economy.makers.push_back(
        {.organisation = i, .product = i, .city = 0, .capacity_cny_year = 1000});
  }
  economy.inputs = {{1, 0, 0.2, Essentiality::kEssential, 10.0, {}},
                    {2, 1, 0.3, Essentiality::kEssential, 3.0, {}}};
  const auto units = BuildUnitNetwork(economy);
  ASSERT_TRUE(units.ok());
  const Shock shock{{{.node = 0, .remaining = 0.5}}};
  const std::vector<double> sound(units->units.size(), 1.0);
  std::vector<int> starts;
  const auto days = RunStockCascade(
      *units, StockedPurchases::Of(*units), {shock, sound, 30},
      {.on_phase = [&](const StockPhase& phase) { starts.push_back(phase.first_day); }});
  ASSERT_TRUE(days.ok());
  EXPECT_EQ(starts, (std::vector<int>{0, 20, 26}));
  EXPECT_EQ(days->onset_day[0], 0);
  EXPECT_EQ(days->onset_day[1], 20);
  EXPECT_EQ(days->onset_day[2], 26);
  EXPECT_NEAR(days->lost_days[0], 15, 1e-9);
  EXPECT_NEAR(days->lost_days[1], 5, 1e-9);
  EXPECT_NEAR(days->lost_days[2], 2, 1e-9);
}

TEST(StockCascade, RefusesWhatIsOutOfRange) {
  Random random(3);
  const auto units = BuildUnitNetwork(RandomEconomy(random));
  ASSERT_TRUE(units.ok());
  const StockedPurchases purchases = StockedPurchases::Of(*units);
  const auto field = [&](const StockShock& shock) {
    return RunStockCascade(*units, purchases, shock).error().place.field;
  };
  const std::vector<double> sound(units->units.size(), 1.0);
  const Shock none;
  EXPECT_EQ(field({none, sound, 0}), "days");
  EXPECT_EQ(field({none, {}, 1}), "hu");
  const Shock far{{{.node = 1'000'000}}};
  EXPECT_EQ(field({far, sound, 1}), "shock.node");
  const Shock much{{{.node = 0, .remaining = 1.5}}};
  EXPECT_EQ(field({much, sound, 1}), "shock.remaining");
  EXPECT_EQ(RunStockCascade(*units, {}, {none, sound, 1}).error().place.field, "purchases");
}

}  // namespace
}  // namespace lianmeng::chain
