// Time to survive and to recover from the network of production units: the worked example of
// docs/time.md, closed forms, an independent reference on random economies, and degenerate cases.
#include "chain/chain_time.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>

#include "base/random.h"
#include "chain/time_text.h"
#include "tests/chain/random_economy.h"
#include "tests/chain/reference_simplex.h"

namespace lianmeng::chain {
namespace {

// docs/time.md goes on with the economy of docs/risk-points.md, section 8.
const ChainInput kRobotChain = {{{kReducer, false}, {kRobot, true}}};

ChainTime TimeOf(const Economy& economy, const ChainInput& chain) {
  const UnitNetwork network = BuildUnitNetwork(economy).value();
  auto time = ComputeChainTime(network, chain);
  if (!time.ok()) ADD_FAILURE() << time.error().Describe(Language::kEnglish);
  return time.ok() ? std::move(*time) : ChainTime{};
}

const LossTime& LossOf(const ChainTime& time, size_t point, LossKind kind) {
  return time.points[point].losses[static_cast<size_t>(kind)];
}

TEST(ChainTime, GivesTheNumbersOfTheWorkedExample) {
  const ChainTime time = TimeOf(WorkedExample(), kRobotChain);
  const double output = 800.0 / 365;
  EXPECT_NEAR(time.final_output_cny_day, output, 1e-12);
  ASSERT_EQ(time.points.size(), 2u);
  EXPECT_EQ(time.points[0].recover_days, 180);
  EXPECT_EQ(time.points[0].recover_user, kRobot);

  // Normally 135 + 40 from the region and 40 from outside: 215.
  const LossTime& maker = LossOf(time, 0, LossKind::kLargestMaker);
  EXPECT_NEAR(maker.supply_share, 90.0 / 215, 1e-12);
  EXPECT_NEAR(maker.survive_days, 30 / (1 - 90.0 / 215), 1e-7);
  EXPECT_EQ(maker.exposed, true);
  EXPECT_NEAR(*maker.loss_cny, (180 * (1 - 90.0 / 215) - 30) * output, 1e-5);
  EXPECT_NEAR(maker.loss_cny_day, (1 - 90.0 / 215) * output, 1e-7);
  ASSERT_EQ(maker.limits.size(), 1u);
  EXPECT_NEAR(maker.limits[0].days_per_day, 215.0 / 125, 1e-7);
  EXPECT_NEAR(maker.limits[0].cny_per_day, output, 1e-7);
  ASSERT_EQ(maker.finals.size(), 1u);
  EXPECT_TRUE(maker.finals[0].limits);

  const LossTime& city = LossOf(time, 0, LossKind::kLargestCity);
  EXPECT_NEAR(city.survive_days, 30 / (175.0 / 215), 1e-7);
  EXPECT_EQ(city.exposed, true);
  EXPECT_EQ(city.risk_exposure, 1);
  const LossTime& outside = LossOf(time, 0, LossKind::kOutside);
  EXPECT_NEAR(outside.survive_days, 430, 1e-6);
  EXPECT_EQ(outside.exposed, false);
  EXPECT_EQ(*outside.loss_cny, 0);

  // The robot itself: no stock of finished goods, no time to recover on record.
  const LossTime& robot = LossOf(time, 1, LossKind::kLargestMaker);
  EXPECT_NEAR(robot.survive_days, 0, 1e-9);
  EXPECT_FALSE(robot.exposed.has_value());
  EXPECT_FALSE(robot.loss_cny.has_value());
  EXPECT_NEAR(robot.loss_cny_day, 400.0 / 365, 1e-9);
  EXPECT_FALSE(LossOf(time, 1, LossKind::kOutside).applies);
}

TEST(ChainTime, SaysWhatTheDocumentSaysWordForWord) {
  std::ifstream file(LIANMENG_SOURCE_DIR "/docs/time.md");
  std::stringstream document;
  document << file.rdbuf();
  const ChainTime time = TimeOf(WorkedExample(), kRobotChain);
  for (const PointTime& point : time.points) {
    for (const LossTime& loss : point.losses) {
      if (!loss.applies) continue;
      const TextPair sentence = TimeSentence(time, point, loss);
      for (const std::string& line : {sentence.zh, sentence.en}) {
        EXPECT_NE(document.str().find("- " + line + "\n"), std::string::npos) << line;
      }
    }
  }
}

// Products 0 … n − 1 in a line, each made by one firm at full use, each an essential input of the
// next.
Economy Line(const std::vector<std::optional<double>>& stocks) {
  Economy economy;
  const auto products = static_cast<uint32_t>(stocks.size()) + 1;
  economy.product_count = products;
  economy.organisation_count = products;
  economy.cities = {{121.47, 31.23}};
  for (uint32_t p = 0; p < products; ++p) {
    economy.makers.push_back(MakerOf(p, p, 0, 365, 1));
    if (p == 0) continue;
    economy.inputs.push_back({.product = p,
                              .input = p - 1,
                              .cost_share = 0.5,
                              .essentiality = Essentiality::kEssential,
                              .stock_days = stocks[p - 1],
                              .qualify_days = 100.0 + p});
  }
  return economy;
}

TEST(ChainTime, AddsUpTheStocksFromTheLostProductToTheFinishedGood) {
  const ChainInput chain = {{{0, false}, {1, false}, {2, false}, {3, true}}};
  const ChainTime time = TimeOf(Line({10, 20, 30}), chain);
  EXPECT_NEAR(LossOf(time, 0, LossKind::kLargestMaker).survive_days, 60, 1e-7);
  EXPECT_NEAR(LossOf(time, 1, LossKind::kLargestMaker).survive_days, 50, 1e-7);
  EXPECT_NEAR(LossOf(time, 2, LossKind::kLargestMaker).survive_days, 30, 1e-7);
  EXPECT_EQ(time.points[0].recover_days, 101);
  // One CNY a day each: the loss is the gap.
  EXPECT_NEAR(*LossOf(time, 0, LossKind::kLargestMaker).loss_cny, 101 - 60, 1e-6);
  EXPECT_EQ(LossOf(time, 0, LossKind::kLargestMaker).limits.size(), 3u);
}

TEST(ChainTime, LetsAnEssentialInputThatCostsNothingStopItsUser) {
  Economy economy = Line({10, 20});
  for (ProductInput& input : economy.inputs) input.cost_share = 0;
  const ChainTime time = TimeOf(economy, {{{0, false}, {1, false}, {2, true}}});
  EXPECT_NEAR(LossOf(time, 0, LossKind::kLargestMaker).survive_days, 30, 1e-6);
}

TEST(ChainTime, CountsAnUnknownStockAsNoneAndSaysSo) {
  const ChainInput chain = {{{0, false}, {1, false}, {2, true}}};
  const ChainTime time = TimeOf(Line({10, std::nullopt}), chain);
  const LossTime& loss = LossOf(time, 0, LossKind::kLargestMaker);
  EXPECT_NEAR(loss.survive_days, 10, 1e-7);
  EXPECT_TRUE(loss.at_least);
  EXPECT_FALSE(loss.exposed.has_value());
  EXPECT_TRUE(loss.loss_at_most);
}

TEST(ChainTime, IsUnlimitedWhereNothingDependsOnTheProduct) {
  Economy economy = Line({10, 20});
  // Nobody makes the finished good from product 1: product 0 and 1 lead nowhere.
  economy.inputs.pop_back();
  const ChainTime time = TimeOf(economy, {{{0, false}, {1, false}, {2, true}}});
  for (const size_t point : {size_t{0}, size_t{1}}) {
    const LossTime& loss = LossOf(time, point, LossKind::kLargestMaker);
    EXPECT_TRUE(loss.applies);
    EXPECT_TRUE(loss.unlimited);
    EXPECT_EQ(loss.exposed, false);
    EXPECT_EQ(loss.loss_cny_day, 0);
  }
  // A chain without a finished good has no output to lose.
  const ChainTime none = TimeOf(economy, {{{0, false}}});
  EXPECT_EQ(none.final_output_cny_day, 0);
  EXPECT_TRUE(LossOf(none, 0, LossKind::kLargestMaker).unlimited);
  EXPECT_TRUE(TimeOf(economy, {}).points.empty());
}

TEST(ChainTime, BearsACycle) {
  Economy economy = Line({10, 20});
  economy.inputs.push_back({.product = 0,
                            .input = 1,
                            .cost_share = 0.1,
                            .essentiality = Essentiality::kEssential,
                            .stock_days = 5});
  economy.inputs.push_back({.product = 1, .input = 1, .cost_share = 0.1, .stock_days = 5});
  const ChainTime time = TimeOf(economy, {{{0, false}, {1, false}, {2, true}}});
  const LossTime& loss = LossOf(time, 0, LossKind::kLargestMaker);
  EXPECT_GE(loss.survive_days, 20);
  EXPECT_FALSE(loss.unlimited);
  EXPECT_GT(*loss.loss_cny, 0);
}

// The allocation of a scarce good among its users is where the program is needed: two finished
// goods hold 10 and 40 days of a part whose supply halves.
TEST(ChainTime, SharesWhatIsScarceSoThatAllLastLongest) {
  Economy economy;
  economy.product_count = 3;
  economy.organisation_count = 4;
  economy.cities = {{121.47, 31.23}};
  economy.makers = {MakerOf(0, 0, 0, 365, 1), MakerOf(1, 0, 0, 365, 1), MakerOf(2, 1, 0, 1000, 1),
                    MakerOf(3, 2, 0, 3000, 1)};
  for (const uint32_t user : {1u, 2u}) {
    economy.inputs.push_back({.product = user,
                              .input = 0,
                              .cost_share = 0.2,
                              .essentiality = Essentiality::kEssential,
                              .stock_days = user == 1 ? 10 : 40,
                              .qualify_days = 50});
  }
  const ChainTime time = TimeOf(economy, {{{0, false}, {1, true}, {2, true}}});
  // The users draw 1/4 and 3/4: t (1/4 + 3/4) = t / 2 + 10/4 + 40 · 3/4.
  EXPECT_NEAR(LossOf(time, 0, LossKind::kLargestMaker).survive_days, 65, 1e-6);
}

// --------------------------------------------------------------------- reference

Economy EconomyWithCycles(Random& random) {
  Economy economy;
  economy.product_count = static_cast<uint32_t>(2 + random.Below(5));
  economy.organisation_count = 8;
  economy.cities = {{121.47, 31.23}, {120.16, 30.29}};
  for (uint32_t p = 0; p < economy.product_count; ++p) {
    const uint64_t makers = random.Below(4);
    for (uint64_t i = 0; i < makers; ++i) {
      economy.makers.push_back(MakerOf(static_cast<uint32_t>(random.Below(8)), p,
                                       static_cast<uint32_t>(random.Below(2)),
                                       static_cast<double>(1 + random.Below(9)) * 100,
                                       0.4 + 0.2 * static_cast<double>(random.Below(4))));
    }
    economy.outside_share.push_back(0.25 * static_cast<double>(random.Below(4)));
    for (uint32_t input = 0; input < economy.product_count; ++input) {
      if (!random.Chance(0.4)) continue;  // cycles and inputs of itself included
      ProductInput record;
      record.product = p;
      record.input = input;
      record.cost_share = 0.05 * static_cast<double>(1 + random.Below(3));
      record.essentiality = static_cast<Essentiality>(1 + random.Below(2));
      if (random.Chance(0.8)) record.stock_days = static_cast<double>(random.Below(40));
      if (random.Chance(0.8)) record.qualify_days = static_cast<double>(10 + random.Below(200));
      economy.inputs.push_back(record);
    }
  }
  return economy;
}

// docs/time.md, section 2, on the whole chain: every product, not only those that depend on the
// lost one; the loss in CNY over `days`, or after all stocks are gone if `stocks` is false.
double ReferenceLoss(const UnitNetwork& network, const ChainInput& chain, uint32_t lost,
                     LossKind kind, double days, bool stocks = true) {
  const uint32_t products = network.product_count;
  std::vector<double> normal(products, 0), left(products, 0), outside(products, 0),
      outside_left(products, 0);
  const Shock shock = MakeShock(network, lost, kind);
  std::vector<bool> gone(network.units.size(), false);
  for (const ShockedNode& node : shock.nodes) gone[node.node] = true;
  for (size_t u = 0; u < network.units.size(); ++u) {
    const Unit& unit = network.units[u];
    if (unit.kind == Unit::Kind::kMaker) {
      normal[unit.product] += unit.capacity_cny_year * unit.utilisation / 365;
      if (!gone[u]) left[unit.product] += unit.capacity_cny_year / 365;
    } else if (unit.kind == Unit::Kind::kOutside) {
      outside[unit.product] += unit.capacity_cny_year / 365;
      if (!gone[u]) outside_left[unit.product] += unit.capacity_cny_year / 365;
    }
  }
  std::vector<bool> final(products, false), needed(products, false);
  for (const ChainMember& member : chain.members) final[member.product] = member.final;
  for (uint32_t p = 0; p < products; ++p) needed[p] = final[p] && normal[p] > 0;
  for (uint32_t round = 0; round < products; ++round) {
    for (const ProductInput& input : network.inputs) {
      if (needed[input.product] && normal[input.product] > 0) needed[input.input] = true;
    }
  }
  // What depends on the lost product; all else comes as it always does.
  std::vector<bool> touched(products, false);
  touched[lost] = true;
  for (uint32_t round = 0; round < products; ++round) {
    for (const ProductInput& input : network.inputs) {
      if (!touched[input.input] || normal[input.product] <= 0) continue;
      if (needed[input.product]) touched[input.product] = true;
    }
  }
  const auto cost = [](const ProductInput& input) {
    return std::max(1e-4, input.cost_share.value_or(0));
  };
  std::vector<double> spent(products, 0), drawn(products, 0);
  for (const ProductInput& input : network.inputs) {
    spent[input.product] += cost(input);
    if (needed[input.product]) drawn[input.input] += cost(input) * normal[input.product];
  }
  ReferenceSimplex program;
  double whole = 0;
  std::vector<std::vector<std::pair<size_t, double>>> balance(products);
  for (uint32_t p = 0; p < products; ++p) {
    if (!needed[p]) continue;
    const double total = normal[p] + outside[p];
    if (outside[p] > 0) {
      const size_t bought = program.AddVariable(0);
      program.AddRow({{bought, 1}}, outside_left[p] / outside[p] * days);
      balance[p].push_back({bought, -outside[p] / total});
    }
    if (normal[p] <= 0) continue;
    const size_t plan = program.AddVariable(0);
    const size_t made = program.AddVariable(0);
    program.AddRow({{plan, 1}}, (p == lost ? left[p] / normal[p] : 1) * days);
    balance[p].push_back({made, -normal[p] / total});
    if (final[p]) {
      const size_t sold = program.AddVariable(normal[p]);
      program.AddRow({{sold, 1}}, days);
      program.AddRow({{sold, 1}, {made, -1}}, 0);
      whole += normal[p] * days;
    }
    std::vector<std::pair<size_t, double>> yield = {{made, 1}, {plan, -1}};
    for (const ProductInput& input : network.inputs) {
      if (input.product != p || !touched[input.input]) continue;
      const double stock = stocks ? input.stock_days.value_or(0) : 0;
      const size_t bought = program.AddVariable(0);
      balance[input.input].push_back({bought, cost(input) * normal[p] / drawn[input.input]});
      if (input.essentiality == Essentiality::kEssential) {
        program.AddRow({{made, 1}, {bought, -1}}, stock);
      } else {
        const size_t missing = program.AddVariable(0);
        program.AddRow({{plan, 1}, {bought, -1}, {missing, -1}}, stock);
        yield.push_back({missing, cost(input) / spent[p]});
      }
    }
    program.AddRow(yield, 0);
  }
  for (uint32_t p = 0; p < products; ++p) program.AddRow(balance[p], 0);
  return whole - program.Maximise();
}

TEST(ChainTime, AgreesWithTheWholeChainOnRandomEconomies) {
  constexpr uint64_t kSeed = 451;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Random random(kSeed);
  int compared = 0;
  int finite = 0;
  for (int round = 0; round < 120; ++round) {
    const Economy economy = EconomyWithCycles(random);
    const UnitNetwork network = BuildUnitNetwork(economy).value();
    ChainInput chain;
    for (uint32_t p = 0; p < economy.product_count; ++p) {
      chain.members.push_back({p, random.Chance(0.3)});
    }
    const ChainTime time = ComputeChainTime(network, chain).value();
    for (const PointTime& point : time.points) {
      for (const LossTime& loss : point.losses) {
        if (!loss.applies) continue;
        const auto reference = [&](double days) {
          return ReferenceLoss(network, chain, point.product, loss.kind, days);
        };
        if (loss.loss_cny) {
          ++compared;
          ASSERT_NEAR(*loss.loss_cny, reference(*point.recover_days), 1e-5)
              << round << ", " << point.product << ", " << Code(loss.kind);
        }
        ASSERT_NEAR(loss.loss_cny_day,
                    ReferenceLoss(network, chain, point.product, loss.kind, 1, false), 1e-6);
        if (loss.unlimited) {
          ASSERT_NEAR(reference(3000), 0, 1e-4) << round;
          continue;
        }
        ++finite;
        double low = 0, high = 3650;
        for (int step = 0; step < 50; ++step) {
          const double middle = (low + high) / 2;
          (reference(middle) <= 1e-7 ? low : high) = middle;
        }
        ASSERT_NEAR(loss.survive_days, low, 1e-3) << round << ", " << point.product;
      }
    }
  }
  EXPECT_GT(compared, 400);
  EXPECT_GT(finite, 300);
}

// Shares near nothing make programs badly scaled; their certificates hold all the same.
TEST(ChainTime, ProvesEveryOptimumWhereSharesAreTiny) {
  constexpr uint64_t kSeed = 452;
  Random random(kSeed);
  for (int round = 0; round < 500; ++round) {
    Economy economy = EconomyWithCycles(random);
    for (ProductInput& input : economy.inputs) {
      if (random.Chance(0.5)) input.cost_share = 1e-6 * static_cast<double>(random.Below(3));
    }
    const UnitNetwork network = BuildUnitNetwork(economy).value();
    ChainInput chain;
    for (uint32_t p = 0; p < economy.product_count; ++p) chain.members.push_back({p, p < 2});
    const auto time = ComputeChainTime(network, chain);
    ASSERT_TRUE(time.ok()) << "seed " << kSeed << ", round " << round << ": "
                           << time.error().Describe(Language::kEnglish);
  }
}

// --------------------------------------------------------------------- bad input

TEST(ChainTime, NamesWhatItRefuses) {
  const UnitNetwork good = BuildUnitNetwork(WorkedExample()).value();
  EXPECT_EQ(ComputeChainTime(good, {{{7, true}}}).error().place.value, "7");
  EXPECT_EQ(ComputeChainTime(good, {{{1, true}, {1, false}}}).error().place.field, "chain.product");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {-1.0, nan, std::numeric_limits<double>::infinity()}) {
    UnitNetwork network = good;
    network.inputs[0].stock_days = bad;
    EXPECT_EQ(ComputeChainTime(network, kRobotChain).error().place.field, "inputs.stock_days");
    network = good;
    network.inputs[0].qualify_days = bad;
    const Error error = ComputeChainTime(network, kRobotChain).error();
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(error.place.field, "inputs.qualify_days");
    EXPECT_EQ(error.place.line, 1);
  }
}

}  // namespace
}  // namespace lianmeng::chain
