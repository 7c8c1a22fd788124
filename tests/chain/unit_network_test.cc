// How the network of production units comes about: each rule on a case small enough to check by
// hand.
#include "chain/unit_network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "chain/cascade.h"

namespace lianmeng::chain {
namespace {

constexpr uint32_t kSteel = 0, kMotor = 1, kRobot = 2;
constexpr uint32_t kMill = 0, kMotorCo = 1, kRobotCo = 2, kBoth = 3;

// One city. Mill makes steel (1000), MotorCo motors (500), RobotCo robots (2000). A motor is steel
// to 20 %, a robot motor to 30 % (both essential).
Economy SmallEconomy() {
  Economy economy;
  economy.product_count = 3;
  economy.organisation_count = 4;
  economy.cities = {{121.47, 31.23}, {118.80, 32.06}};
  economy.makers = {{.organisation = kMill,
                     .product = kSteel,
                     .city = 0,
                     .capacity_cny_year = 1000,
                     .capacity_known = true,
                     .utilisation = 0.9},
                    {.organisation = kMotorCo,
                     .product = kMotor,
                     .city = 0,
                     .capacity_cny_year = 500,
                     .capacity_known = true},
                    {.organisation = kRobotCo,
                     .product = kRobot,
                     .city = 0,
                     .capacity_cny_year = 2000,
                     .capacity_known = true}};
  economy.inputs = {{.product = kMotor,
                     .input = kSteel,
                     .cost_share = 0.2,
                     .essentiality = Essentiality::kEssential},
                    {.product = kRobot,
                     .input = kMotor,
                     .cost_share = 0.3,
                     .essentiality = Essentiality::kEssential}};
  return economy;
}

UnitNetwork Build(const Economy& economy, const UnitNetworkOptions& options = {}) {
  auto network = BuildUnitNetwork(economy, options);
  if (!network.ok()) ADD_FAILURE() << network.error().Describe(Language::kEnglish);
  return network.ok() ? std::move(*network) : UnitNetwork{};
}

// The only unit of an organisation.
NodeIndex UnitOf(const UnitNetwork& network, uint32_t organisation) {
  EXPECT_EQ(network.UnitsOf(organisation).size(), 1u);
  return network.UnitsOf(organisation)[0];
}

double ValueFrom(const UnitNetwork& network, NodeIndex customer, NodeIndex supplier) {
  double value = 0;
  for (const UnitLink& link : network.PurchasesOf(customer)) {
    value += link.supplier == supplier ? link.value_cny_year : 0;
  }
  return value;
}

TEST(UnitNetwork, BuysEveryInputThatNoLinkCovers) {
  const UnitNetwork network = Build(SmallEconomy());
  const NodeIndex mill = UnitOf(network, kMill);
  const NodeIndex motor = UnitOf(network, kMotorCo);
  const NodeIndex robot = UnitOf(network, kRobotCo);
  EXPECT_EQ(network.maker_count, 3u);
  EXPECT_EQ(network.units.size(), 4u) << "no outside units, one final demand";
  EXPECT_DOUBLE_EQ(ValueFrom(network, motor, mill), 100);   // 500 × 0.2
  EXPECT_DOUBLE_EQ(ValueFrom(network, robot, motor), 600);  // 2000 × 0.3
  EXPECT_EQ(network.report.links_reconstructed, 2);
  EXPECT_EQ(network.report.units_oversold, 1) << "motors: 600 sold, 500 made";
  EXPECT_EQ(network.PurchasesOf(motor)[0].evidence, Evidence::kReconstructed);
}

TEST(UnitNetwork, GivesEveryUnitTheOutputOfItsSalesOrItsCapacityWhicheverIsMore) {
  const UnitNetwork network = Build(SmallEconomy());
  EXPECT_DOUBLE_EQ(network.network.output(UnitOf(network, kMill)), 1000);
  EXPECT_DOUBLE_EQ(network.network.output(UnitOf(network, kMotorCo)), 600);
  EXPECT_DOUBLE_EQ(network.network.output(UnitOf(network, kRobotCo)), 2000);
  const auto final_demand = static_cast<NodeIndex>(network.units.size() - 1);
  EXPECT_EQ(network.units[final_demand].kind, Unit::Kind::kFinalDemand);
  EXPECT_EQ(network.network.index_weight(final_demand), 0);
  EXPECT_DOUBLE_EQ(network.network.index_weight(UnitOf(network, kMill)), 1000.0 / 3600);
}

// The mill sells a tenth of its steel to the motor maker and the rest to final demand: losing the
// motor maker costs it a tenth, and losing the robots' maker costs the motor maker everything.
// Final demand never fails.
TEST(UnitNetwork, LosesNoSaleToFinalDemandForWantOfDemand) {
  const UnitNetwork network = Build(SmallEconomy());
  const auto final_demand = static_cast<NodeIndex>(network.units.size() - 1);
  const auto no_motor = RunCascade(network.network, {{{UnitOf(network, kMotorCo), 0}}}).value();
  EXPECT_NEAR(no_motor.hu[UnitOf(network, kMill)], 0.9, 1e-12);
  EXPECT_EQ(no_motor.hd[UnitOf(network, kRobotCo)], 0);
  EXPECT_EQ(no_motor.hu[UnitOf(network, kRobotCo)], 1);
  EXPECT_EQ(no_motor.Loss(final_demand), 0);
  const auto no_robot = RunCascade(network.network, {{{UnitOf(network, kRobotCo), 0}}}).value();
  EXPECT_EQ(no_robot.hu[UnitOf(network, kMotorCo)], 0);
  EXPECT_NEAR(no_robot.hu[UnitOf(network, kMill)], 0.9, 1e-12);
}

TEST(UnitNetwork, SplitsAKnownLinkOverTheUnitsThatUseTheProduct) {
  Economy economy = SmallEconomy();
  // Both makes motors (300) and robots (200); steel goes to its motors only.
  economy.makers.push_back({.organisation = kBoth,
                            .product = kMotor,
                            .city = 0,
                            .capacity_cny_year = 300,
                            .capacity_known = true});
  economy.makers.push_back({.organisation = kBoth,
                            .product = kRobot,
                            .city = 0,
                            .capacity_cny_year = 200,
                            .capacity_known = true});
  economy.inputs.push_back({.product = kRobot, .input = kSteel, .cost_share = 0.1});
  economy.links = {{.supplier = kMill,
                    .customer = kBoth,
                    .product = kSteel,
                    .value_cny_year = 40,
                    .evidence = Evidence::kObserved,
                    .confidence = 0.9}};
  const UnitNetwork network = Build(economy);
  const auto units = network.UnitsOf(kBoth);
  ASSERT_EQ(units.size(), 2u);
  // Weights: motors 300 × 0.2 = 60, robots 200 × 0.1 = 20.
  EXPECT_DOUBLE_EQ(ValueFrom(network, units[0], UnitOf(network, kMill)), 30);
  EXPECT_DOUBLE_EQ(ValueFrom(network, units[1], UnitOf(network, kMill)), 10);
  const UnitLink& link = network.PurchasesOf(units[0])[0];
  EXPECT_EQ(link.evidence, Evidence::kObserved);
  EXPECT_FLOAT_EQ(link.confidence, 0.9F);
  EXPECT_EQ(link.essentiality, Essentiality::kEssential);
  EXPECT_EQ(network.report.links_attached, 1);
}

TEST(UnitNetwork, MakesAUnitForASupplierThatOnlyALinkNames) {
  Economy economy = SmallEconomy();
  economy.home = {0, 0, 0, 1};
  economy.links = {
      {.supplier = kBoth, .customer = kMotorCo, .product = kSteel, .value_cny_year = 70}};
  const UnitNetwork network = Build(economy);
  const Unit& unit = network.units[UnitOf(network, kBoth)];
  EXPECT_TRUE(unit.from_links);
  EXPECT_FALSE(unit.capacity_known);
  EXPECT_EQ(unit.capacity_cny_year, 70);
  EXPECT_EQ(unit.city, 1u);
  const NodeIndex motor = UnitOf(network, kMotorCo);
  EXPECT_EQ(ValueFrom(network, motor, UnitOf(network, kBoth)), 70);
  EXPECT_EQ(ValueFrom(network, motor, UnitOf(network, kMill)), 0)
      << "an input with a known link is not reconstructed";
}

TEST(UnitNetwork, LeavesOutALinkOfWhichTheCustomerMakesNothing) {
  Economy economy = SmallEconomy();
  economy.links = {
      {.supplier = kMill, .customer = kRobotCo, .product = kSteel, .value_cny_year = 5},
      {.supplier = kMill, .customer = kBoth, .product = kSteel, .value_cny_year = 5}};
  const UnitNetwork network = Build(economy);
  EXPECT_EQ(network.report.links_unused, 2);
  EXPECT_EQ(network.report.links_attached, 0);
  EXPECT_EQ(ValueFrom(network, UnitOf(network, kRobotCo), UnitOf(network, kMill)), 0);
}

TEST(UnitNetwork, EstimatesTheValueOfAKnownLinkWithoutOne) {
  Economy economy = SmallEconomy();
  economy.links = {{.supplier = kMill, .customer = kMotorCo, .product = kSteel}};
  const UnitNetwork network = Build(economy);
  EXPECT_DOUBLE_EQ(ValueFrom(network, UnitOf(network, kMotorCo), UnitOf(network, kMill)), 100);
  EXPECT_EQ(network.PurchasesOf(UnitOf(network, kMotorCo))[0].evidence, Evidence::kDeclared);
  EXPECT_EQ(network.report.links_without_value, 1);
}

TEST(UnitNetwork, BuysTheOutsideShareFromAnOutsideUnit) {
  Economy economy = SmallEconomy();
  economy.outside_share = {0.25, 0.5};
  economy.links = {
      {.supplier = kMotorCo, .customer = kRobotCo, .product = kMotor, .value_cny_year = 300}};
  const UnitNetwork network = Build(economy);
  const NodeIndex motor = UnitOf(network, kMotorCo);
  // Reconstructed: of 100 a quarter comes from outside. Known: 300 stay, half of all comes from
  //                outside.
  EXPECT_DOUBLE_EQ(ValueFrom(network, motor, network.OutsideOf(kSteel)), 25);
  EXPECT_DOUBLE_EQ(ValueFrom(network, motor, UnitOf(network, kMill)), 75);
  const NodeIndex robot = UnitOf(network, kRobotCo);
  EXPECT_DOUBLE_EQ(ValueFrom(network, robot, motor), 300);
  EXPECT_DOUBLE_EQ(ValueFrom(network, robot, network.OutsideOf(kMotor)), 300);
  EXPECT_EQ(network.OutsideOf(kRobot), kNone) << "nobody buys robots";
  const Unit& outside = network.units[network.OutsideOf(kMotor)];
  EXPECT_EQ(outside.kind, Unit::Kind::kOutside);
  EXPECT_DOUBLE_EQ(outside.capacity_cny_year, 300);
  EXPECT_EQ(outside.spare_cny_year(), 0);
  EXPECT_EQ(network.network.index_weight(network.OutsideOf(kMotor)), 0);
}

// Steel: 75 of the motor maker's 100 from the mill (s = 1000), 25 from outside (s = 25).
//   outside lost: σ = 25 / 1000, loss = 0.25 · 0.025 = 0.00625: the mill, with 900 sold elsewhere,
//   replaces it. mill lost:    σ = min(1, 1000 / 25) = 1, loss = 0.75: the outside is no larger
//   than what it sells here.
TEST(UnitNetwork, LetsTheOutsideCompeteForMarketShareWithWhatItSells) {
  Economy economy = SmallEconomy();
  economy.outside_share = {0.25};
  const UnitNetwork network = Build(economy);
  const NodeIndex motor = UnitOf(network, kMotorCo);
  const CascadeOptions fine{.stop_threshold = 1e-9};
  const auto outside =
      RunCascade(network.network, {{{network.OutsideOf(kSteel), 0}}}, fine).value();
  EXPECT_NEAR(outside.hd[motor], 1 - 0.00625, 1e-12);
  const auto mill = RunCascade(network.network, {{{UnitOf(network, kMill), 0}}}, fine).value();
  EXPECT_NEAR(mill.hd[motor], 0.25, 1e-12);
}

TEST(UnitNetwork, BuysAllFromOutsideWhatTheRegionDoesNotMake) {
  Economy economy = SmallEconomy();
  economy.makers.erase(economy.makers.begin());
  economy.outside_share = {0.1};
  const UnitNetwork network = Build(economy);
  const NodeIndex motor = UnitOf(network, kMotorCo);
  ASSERT_NE(network.OutsideOf(kSteel), kNone);
  EXPECT_DOUBLE_EQ(ValueFrom(network, motor, network.OutsideOf(kSteel)), 100);
  const auto lost = RunCascade(network.network, {{{network.OutsideOf(kSteel), 0}}}).value();
  EXPECT_EQ(lost.hd[motor], 0);
  EXPECT_EQ(lost.hd[UnitOf(network, kRobotCo)], 0);
}

TEST(UnitNetwork, DiscountsDistanceAndKeepsTheHeaviestMakers) {
  Economy economy = SmallEconomy();
  economy.organisation_count = 20;
  economy.makers.erase(economy.makers.begin());  // no mill but these
  for (uint32_t organisation = 4; organisation < 20; ++organisation) {
    economy.makers.push_back({.organisation = organisation,
                              .product = kSteel,
                              .city = organisation % 2,
                              .capacity_cny_year = 10.0 * organisation,
                              .capacity_known = true});
  }
  const UnitNetwork network = Build(economy);
  const auto purchases = network.PurchasesOf(UnitOf(network, kMotorCo));
  ASSERT_EQ(purchases.size(), 8u);
  const double far = DistanceKm(economy.cities[0], economy.cities[1]);
  ASSERT_GT(far, 200);
  double total = 0;
  for (const UnitLink& link : purchases) total += link.value_cny_year;
  EXPECT_NEAR(total, 100, 1e-9);
  const auto weight = [&](NodeIndex supplier) {
    const Unit& unit = network.units[supplier];
    return unit.capacity_cny_year * std::exp(-(unit.city == 0 ? 15 : far) / 300);
  };
  double kept = 0;
  double lightest = 1e300;
  for (const UnitLink& link : purchases) {
    kept += weight(link.supplier);
    lightest = std::min(lightest, weight(link.supplier));
  }
  int heavier = 0;
  for (const NodeIndex maker : network.MakersOf(kSteel))
    heavier += weight(maker) >= lightest ? 1 : 0;
  EXPECT_EQ(heavier, 8);
  for (const UnitLink& link : purchases) {
    EXPECT_NEAR(link.value_cny_year, 100 * weight(link.supplier) / kept, 1e-9);
  }
}

TEST(UnitNetwork, SharesWhatIsLeftOfCostsAmongInputsWithoutAShare) {
  Economy economy = SmallEconomy();
  economy.product_count = 5;
  economy.inputs.push_back({.product = kRobot, .input = 3});
  economy.inputs.push_back({.product = kRobot, .input = 4});
  const UnitNetwork network = Build(economy);
  EXPECT_EQ(network.report.inputs_share_default, 2);
  EXPECT_DOUBLE_EQ(*network.inputs[2].cost_share, 0.15);  // (0.60 − 0.30) / 2
  EXPECT_DOUBLE_EQ(*network.inputs[3].cost_share, 0.15);
}

TEST(UnitNetwork, FlagsCapacitiesThatAreNotKnown) {
  Economy economy = SmallEconomy();
  economy.makers[0].capacity_cny_year = 0;
  economy.makers[0].revenue_share = 0.5;
  economy.makers[1].capacity_known = false;
  economy.makers[1].utilisation.reset();
  const UnitNetwork network = Build(economy);
  const Unit& mill = network.units[UnitOf(network, kMill)];
  EXPECT_EQ(mill.capacity_cny_year, 5e7);
  EXPECT_FALSE(mill.capacity_known);
  EXPECT_TRUE(mill.utilisation_known);
  const Unit& motor = network.units[UnitOf(network, kMotorCo)];
  EXPECT_FALSE(motor.capacity_known);
  EXPECT_FALSE(motor.utilisation_known);
  EXPECT_DOUBLE_EQ(motor.spare_cny_year(), 125);  // 500 × (1 − 0.75)
  EXPECT_EQ(network.report.units_capacity_unknown, 2);
  EXPECT_EQ(network.report.units_capacity_default, 1);
}

TEST(UnitNetwork, AddsUpLinesOfOneMakerAndWeighsTheirUtilisation) {
  Economy economy = SmallEconomy();
  economy.makers.push_back({.organisation = kMill,
                            .product = kSteel,
                            .city = 1,
                            .capacity_cny_year = 3000,
                            .capacity_known = true,
                            .utilisation = 0.5});
  const UnitNetwork network = Build(economy);
  const Unit& mill = network.units[UnitOf(network, kMill)];
  EXPECT_EQ(mill.capacity_cny_year, 4000);
  EXPECT_DOUBLE_EQ(mill.utilisation, 0.6);  // (0.9 · 1000 + 0.5 · 3000) / 4000
  EXPECT_EQ(network.report.makers_merged, 1);
}

TEST(UnitNetwork, AProductThatNeedsItselfIsBoughtFromOthers) {
  Economy economy = SmallEconomy();
  economy.inputs.push_back({.product = kSteel, .input = kSteel, .cost_share = 0.1});
  economy.links = {{.supplier = kMill, .customer = kMill, .product = kSteel, .value_cny_year = 9}};
  const UnitNetwork network = Build(economy);
  const NodeIndex mill = UnitOf(network, kMill);
  EXPECT_EQ(ValueFrom(network, mill, mill), 0);
  EXPECT_DOUBLE_EQ(ValueFrom(network, mill, network.OutsideOf(kSteel)), 100);
  EXPECT_EQ(network.report.links_self, 1);
}

TEST(UnitNetwork, NamesTableRowAndValueOfBadInput) {
  const auto place_of = [](auto change) {
    Economy economy = SmallEconomy();
    economy.links = {{.supplier = kMill, .customer = kMotorCo, .product = kSteel}};
    economy.outside_share = {0.1};
    change(economy);
    auto network = BuildUnitNetwork(economy);
    EXPECT_FALSE(network.ok());
    return network.ok() ? Place{} : network.error().place;
  };
  EXPECT_EQ(place_of([](Economy& e) { e.makers[1].product = 9; }),
            (Place{.line = 2, .field = "makers.product", .value = "9"}));
  EXPECT_EQ(place_of([](Economy& e) { e.makers[0].city = 2; }).field, "makers.city");
  EXPECT_EQ(place_of([](Economy& e) { e.makers[0].capacity_cny_year = NAN; }).field,
            "makers.capacity_cny_year");
  EXPECT_EQ(place_of([](Economy& e) { e.makers[0].utilisation = 1.5; }).field,
            "makers.utilisation");
  EXPECT_EQ(place_of([](Economy& e) { e.inputs[1].cost_share = -0.5; }).line, 2);
  EXPECT_EQ(place_of([](Economy& e) { e.inputs[1].stock_days = -1; }).field, "inputs.stock_days");
  EXPECT_EQ(place_of([](Economy& e) { e.inputs.push_back(e.inputs[0]); }).field, "inputs.input");
  EXPECT_EQ(place_of([](Economy& e) { e.links[0].customer = 4; }).field, "links.customer");
  EXPECT_EQ(place_of([](Economy& e) { e.links[0].value_cny_year = INFINITY; }).value, "inf");
  EXPECT_EQ(place_of([](Economy& e) { e.outside_share[0] = 2; }).field, "outside_share.share");
}

TEST(UnitNetwork, OfNothingIsValid) {
  const UnitNetwork network = Build({});
  EXPECT_EQ(network.maker_count, 0u);
  EXPECT_EQ(network.units.size(), 1u);
}

// Whatever the economy, each unit buys of each input what it should: known links keep their value,
// reconstructed purchases add up to capacity × cost share, and the outside has its share.
TEST(UnitNetwork, EveryPurchaseAddsUpOnRandomEconomies) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    Economy economy;
    economy.product_count = 6;
    economy.organisation_count = 15;
    economy.cities = {{121.5, 31.2}, {118.8, 32.1}, {120.2, 30.3}};
    for (uint32_t i = 0; i < 20; ++i) {
      economy.makers.push_back(
          {.organisation = static_cast<uint32_t>(random.Below(15)),
           .product = static_cast<uint32_t>(random.Below(6)),
           .city = random.Chance(0.2) ? kNone : static_cast<uint32_t>(random.Below(3)),
           .capacity_cny_year = random.LogNormal(10, 2)});
    }
    for (uint32_t product = 0; product < 6; ++product) {
      for (uint32_t input = product + 1; input < 6; ++input) {
        if (random.Chance(0.5)) economy.inputs.push_back({product, input, random.Uniform() / 5});
      }
      economy.outside_share.push_back(random.Chance(0.5) ? std::optional(random.Uniform() * 0.9)
                                                         : std::nullopt);
    }
    for (uint32_t i = 0; i < 10; ++i) {
      economy.links.push_back({static_cast<uint32_t>(random.Below(15)),
                               static_cast<uint32_t>(random.Below(15)),
                               static_cast<uint32_t>(random.Below(6)), random.LogNormal(8, 1)});
    }
    const UnitNetwork network = Build(economy);
    for (NodeIndex node = 0; node < network.maker_count; ++node) {
      const Unit& unit = network.units[node];
      for (const ProductInput& input : network.inputs) {
        if (input.product != unit.product) continue;
        double known = 0, reconstructed = 0, outside = 0;
        for (const UnitLink& link : network.PurchasesOf(node)) {
          const Unit& supplier = network.units[link.supplier];
          if (supplier.product != input.input) continue;
          (supplier.kind == Unit::Kind::kOutside       ? outside
           : link.evidence == Evidence::kReconstructed ? reconstructed
                                                       : known) += link.value_cny_year;
        }
        double share = economy.outside_share[input.input].value_or(0);
        if (network.MakersOf(input.input).empty()) share = 1;
        const double total = known + reconstructed + outside;
        EXPECT_NEAR(outside, share * total, 1e-9 * total);
        if (known > 0) {
          EXPECT_EQ(reconstructed, 0);
        } else {
          EXPECT_NEAR(total, unit.capacity_cny_year * *input.cost_share, 1e-9 * total);
        }
      }
    }
  }
}

}  // namespace
}  // namespace lianmeng::chain
