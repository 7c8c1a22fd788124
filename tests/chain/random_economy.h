// The economy of docs/risk-points.md, and small economies from a seed.
#pragma once

#include <vector>

#include "base/random.h"
#include "chain/risk_points.h"
#include "chain/unit_network.h"

namespace lianmeng::chain {

inline constexpr uint32_t kReducer = 0, kRobot = 1;
inline constexpr uint32_t kShanghai = 0, kHangzhou = 1, kSuzhou = 2;
inline constexpr uint32_t kR1 = 0, kR2 = 1, kA = 2, kB = 3;

inline Maker MakerOf(uint32_t organisation, uint32_t product, uint32_t city, double capacity,
                     double utilisation) {
  return {.organisation = organisation,
          .product = product,
          .city = city,
          .capacity_cny_year = capacity,
          .capacity_known = true,
          .utilisation = utilisation};
}

// The economy of docs/risk-points.md, section 8.
inline Economy WorkedExample() {
  Economy economy;
  economy.product_count = 2;
  economy.organisation_count = 4;
  economy.cities = {{121.47, 31.23}, {120.16, 30.29}, {120.62, 31.32}};
  economy.makers = {
      MakerOf(kR1, kRobot, kShanghai, 600, 0.8), MakerOf(kR2, kRobot, kHangzhou, 400, 0.8),
      MakerOf(kA, kReducer, kSuzhou, 150, 0.9), MakerOf(kB, kReducer, kSuzhou, 50, 0.8)};
  economy.inputs = {{.product = kRobot,
                     .input = kReducer,
                     .cost_share = 0.2,
                     .essentiality = Essentiality::kEssential,
                     .stock_days = 30,
                     .qualify_days = 180}};
  economy.links = {{kA, kR1, kReducer, 96}, {kA, kR2, kReducer, 24}, {kB, kR2, kReducer, 40}};
  economy.outside_share = {0.2, std::nullopt};
  return economy;
}

// Thirty firms, ten products, two chains that share some.
inline Economy RandomEconomy(Random& random) {
  Economy economy;
  economy.product_count = 10;
  economy.organisation_count = 30;
  economy.cities = {{121.5, 31.2}, {118.8, 32.1}, {120.2, 30.3}, {117.3, 31.9}};
  for (uint32_t i = 0; i < 60; ++i) {
    economy.makers.push_back(
        MakerOf(static_cast<uint32_t>(random.Below(30)), static_cast<uint32_t>(random.Below(10)),
                random.Chance(0.1) ? kNone : static_cast<uint32_t>(random.Below(4)),
                random.LogNormal(10, 1.5), random.Uniform()));
  }
  for (uint32_t product = 0; product < 10; ++product) {
    for (uint32_t input = product + 1; input < 10; ++input) {
      if (!random.Chance(0.4)) continue;
      ProductInput row{.product = product, .input = input, .cost_share = random.Uniform() / 4};
      row.essentiality = random.Chance(0.6) ? Essentiality::kEssential : Essentiality::kReplaceable;
      if (random.Chance(0.8)) row.stock_days = random.Below(90);
      if (random.Chance(0.8)) row.qualify_days = random.Below(180);
      economy.inputs.push_back(row);
    }
    economy.outside_share.push_back(random.Uniform() * 0.5);
  }
  for (uint32_t i = 0; i < 25; ++i) {
    economy.links.push_back({static_cast<uint32_t>(random.Below(30)),
                             static_cast<uint32_t>(random.Below(30)),
                             static_cast<uint32_t>(random.Below(10)), random.LogNormal(8, 1)});
  }
  return economy;
}

inline const std::vector<ChainInput> kTwoChains = {
    {{{0, true}, {2, false}, {3, false}, {5, false}, {9, false}}},
    {{{1, true}, {0, true}, {9, false}, {4, false}}}};

}  // namespace lianmeng::chain
