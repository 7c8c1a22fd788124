// The time models: a published case with its published answers, a plain simplex that knows nothing
// of CLP, closed forms, and what must be refused.
#include "chain/time_to_survive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "base/random.h"
#include "chain/lp_certificate.h"
#include "tests/chain/reference_simplex.h"
#include "tests/chain/reference_time.h"

namespace lianmeng::chain {
namespace {

TimeSolver SolverOf(const TimeModel& model) {
  auto solver = TimeSolver::Build(model, {});
  if (!solver.ok()) ADD_FAILURE() << solver.error().Describe(Language::kEnglish);
  return std::move(solver).value();
}

// Three suppliers that each make either of two vehicles, one of them lost (`lost`; 3: none). Data
// and answers: HEC Montréal, Supply Chain Analytics cases, "Case 3: Disruption Analytics - Ford
// Motor", problem 1 (github.com/acedesci/scanalytics_cases, Case3_1_Disruption_Risk_Analytics), a
// teaching case of the TTR and TTS models of Simchi-Levi et al., Interfaces 45(5), 2015. The paper
// itself prints no numbers that could be recomputed: Ford's are confidential.
TimeModel FordCase(uint32_t lost) {
  constexpr double kCapacity[] = {30, 45, 60};
  TimeModel model;
  model.goods = {{.demand_day = 75, .value = 5000, .stock = 20},
                 {.demand_day = 50, .value = 6500, .stock = 25}};
  for (uint32_t supplier = 0; supplier < 3; ++supplier) {
    model.site_capacity_day.push_back(supplier == lost ? 0 : kCapacity[supplier]);
    for (uint32_t vehicle = 0; vehicle < 2; ++vehicle) {
      model.processes.push_back(
          {.capacity_day = 1000, .site = supplier, .outputs = {{vehicle, 1}}, .inputs = {}});
    }
  }
  return model;
}

TEST(TimeToSurvive, GivesTheAnswersOfThePublishedCase) {
  constexpr double kDays[] = {2.250, 1.286, 0.900};
  constexpr double kCost[] = {0, 125000, 275000};
  std::vector<double> costs;
  for (uint32_t lost = 0; lost < 3; ++lost) {
    TimeSolver solver = SolverOf(FordCase(lost));
    EXPECT_NEAR(solver.Survive().value().days, kDays[lost], 0.0005) << lost;
    costs.push_back(solver.Lose(2).value().loss);
    EXPECT_NEAR(costs.back(), kCost[lost], 1e-3) << lost;
  }
  const std::vector<double> exposure = RiskExposure(costs);
  EXPECT_EQ(exposure[0], 0);
  EXPECT_NEAR(exposure[1], 0.455, 0.0005);
  EXPECT_EQ(exposure[2], 1);

  TimeSolver whole = SolverOf(FordCase(3));
  EXPECT_TRUE(whole.Survive().value().unlimited);
  EXPECT_EQ(whole.Lose(2).value().loss, 0);
}

// n plants and n products, each plant makes K neighbouring products, all capacities and demands 1,
// `stock` of each product: with one plant lost, dedicated plants (K = 1) survive for `stock` days
// and a 2-chain for n · stock, as long as full flexibility does. (Wang, "Increasing supply chain
// robustness through process flexibility and strategic inventory", MIT 2013: by Hall's condition,
// m neighbouring products have m + K − 2 plants left, so that only all n products together are
// short, by 1 a day.)
TEST(TimeToSurvive, MakesATwoChainAsRobustAsFullFlexibility) {
  constexpr double kStock = 3;
  for (uint32_t n = 3; n <= 7; ++n) {
    for (uint32_t k = 1; k <= n; ++k) {
      TimeModel model;
      model.goods.assign(n, {.demand_day = 1, .value = 1, .stock = kStock});
      for (uint32_t plant = 0; plant < n; ++plant) {
        model.site_capacity_day.push_back(plant == 0 ? 0 : 1);
        for (uint32_t i = 0; i < k; ++i) {
          model.processes.push_back(
              {.capacity_day = 1, .site = plant, .outputs = {{(plant + i) % n, 1}}, .inputs = {}});
        }
      }
      EXPECT_NEAR(SolverOf(model).Survive().value().days, k == 1 ? kStock : n * kStock, 1e-7)
          << "n " << n << ", K " << k;
    }
  }
}

// A line: lost part 0 → 1 → 2, demand for 2; essential, stocks of 10 and 20 days.
TimeModel Line() {
  TimeModel model;
  model.goods = {{}, {}, {.demand_day = 1, .value = 100}};
  model.processes = {
      {.capacity_day = 0, .outputs = {{0, 1}}, .inputs = {}},
      {.capacity_day = 1, .outputs = {{1, 1}}, .inputs = {{.good = 0, .stock = 10}}},
      {.capacity_day = 1, .outputs = {{2, 1}}, .inputs = {{.good = 1, .stock = 20}}}};
  return model;
}

TEST(TimeToSurvive, AddsUpTheStocksAlongALine) {
  TimeSolver solver = SolverOf(Line());
  const Survival survival = solver.Survive().value();
  EXPECT_NEAR(survival.days, 30, 1e-9);
  EXPECT_FALSE(survival.at_least);
  ASSERT_EQ(survival.stocks.size(), 2u);
  EXPECT_NEAR(survival.stocks[0].price, 1, 1e-9);
  EXPECT_NEAR(survival.stocks[1].price, 1, 1e-9);
  EXPECT_EQ(survival.limiting_goods, std::vector<uint32_t>{2});
  const Impact impact = solver.Lose(180).value();
  EXPECT_NEAR(impact.loss, 150 * 100, 1e-6);
  EXPECT_NEAR(impact.lost[2], 150, 1e-9);
  ASSERT_EQ(impact.stocks.size(), 2u);
  EXPECT_NEAR(impact.stocks[0].price, 100, 1e-9);
  EXPECT_NEAR(solver.LoseDailyWithoutStock().value(), 100, 1e-9);
  // The answers do not depend on what was asked before.
  EXPECT_NEAR(solver.Survive().value().days, 30, 1e-9);
}

TEST(TimeToSurvive, SurvivesForEverWhenNothingDependsOnTheLostNode) {
  TimeModel model = Line();
  model.processes[1].inputs.clear();
  const Survival survival = SolverOf(model).Survive().value();
  EXPECT_TRUE(survival.unlimited);
  EXPECT_TRUE(survival.stocks.empty());
  EXPECT_TRUE(SolverOf({}).Survive().value().unlimited);
}

TEST(TimeToSurvive, IsZeroWithoutStock) {
  TimeModel model = Line();
  for (TimeProcess& process : model.processes) {
    for (TimeInput& input : process.inputs) input.stock = 0;
  }
  TimeSolver solver = SolverOf(model);
  EXPECT_NEAR(solver.Survive().value().days, 0, 1e-9);
  EXPECT_NEAR(solver.Lose(7).value().loss, 700, 1e-6);
  EXPECT_EQ(solver.Lose(0).value().loss, 0);
}

TEST(TimeToSurvive, SaysWhetherAnUnknownStockMatters) {
  TimeModel model = Line();
  model.processes[2].inputs[0].stock.reset();
  TimeSolver solver = SolverOf(model);
  EXPECT_NEAR(solver.Survive().value().days, 10, 1e-9);
  EXPECT_TRUE(solver.Survive().value().at_least);
  EXPECT_TRUE(solver.Lose(180).value().at_most);
  // Known stocks of 5 days end it earlier on a way of its own: the unknown one does not matter.
  model.goods.push_back({.demand_day = 1, .value = 1});
  model.processes.push_back(
      {.capacity_day = 1, .outputs = {{3, 1}}, .inputs = {{.good = 0, .stock = 5}}});
  const Survival bounded = SolverOf(model).Survive().value();
  EXPECT_NEAR(bounded.days, 5, 1e-9);
  EXPECT_FALSE(bounded.at_least);
}

TEST(TimeToSurvive, BearsACycleInTheBillOfMaterials) {
  TimeModel model = Line();
  // Good 1 also needs good 2, of which it holds 4 days; good 0 needs good 1.
  model.processes[1].inputs.push_back({.good = 2, .amount = 0.1, .stock = 4});
  model.processes[1].outputs[0].amount = 1.1;
  model.processes[2].outputs[0].amount = 1.1;
  model.processes[0].inputs.push_back({.good = 1, .amount = 0.1, .stock = 0});
  TimeSolver solver = SolverOf(model);
  const double days = solver.Survive().value().days;
  EXPECT_GT(days, 20);
  EXPECT_LT(days, 40);
  EXPECT_NEAR(solver.Lose(days).value().loss, 0, 1e-4);
  EXPECT_GT(solver.Lose(days + 1).value().loss, 1);
}

TEST(TimeToSurvive, LosesItsShareForAMissingReplaceableInput) {
  TimeModel model = Line();
  model.processes[1].inputs[0].essentiality = Essentiality::kReplaceable;
  model.processes[1].inputs[0].lost_share = 0.25;
  TimeSolver solver = SolverOf(model);
  // 1 makes 0.75 a day after 10 days; 2 adds its 20 days of stock: 0.25 · (t − 10) = 20.
  EXPECT_NEAR(solver.Survive().value().days, 90, 1e-7);
  EXPECT_NEAR(solver.LoseDailyWithoutStock().value(), 25, 1e-7);
}

// ------------------------------------------------------------- against the reference

TimeModel RandomModel(Random& random) {
  TimeModel model;
  const auto goods = static_cast<uint32_t>(2 + random.Below(4));
  for (uint32_t i = 0; i < goods; ++i) {
    TimeGood good;
    if (random.Chance(0.5)) good.demand_day = static_cast<double>(1 + random.Below(4));
    good.value = static_cast<double>(random.Below(5));
    if (random.Chance(0.3)) good.stock = static_cast<double>(random.Below(9));
    model.goods.push_back(good);
  }
  if (random.Chance(0.4)) model.site_capacity_day = {static_cast<double>(random.Below(6))};
  const uint64_t processes = 1 + random.Below(5);
  for (uint64_t p = 0; p < processes; ++p) {
    TimeProcess process;
    process.capacity_day = static_cast<double>(random.Below(7));
    if (!model.site_capacity_day.empty() && random.Chance(0.5)) process.site = 0;
    const auto output = static_cast<uint32_t>(random.Below(goods));
    process.outputs.push_back({output, 0.5 + 0.5 * static_cast<double>(random.Below(3))});
    const uint64_t inputs = random.Below(3);
    for (uint64_t i = 0; i < inputs; ++i) {
      TimeInput input;
      input.good = static_cast<uint32_t>(random.Below(goods));
      input.amount = 0.25 * static_cast<double>(1 + random.Below(4));
      input.essentiality = static_cast<Essentiality>(random.Below(3));
      input.lost_share = 0.25 * static_cast<double>(random.Below(3));
      if (random.Chance(0.8)) input.stock = static_cast<double>(random.Below(12));
      process.inputs.push_back(input);
    }
    model.processes.push_back(process);
  }
  return model;
}

TEST(TimeToSurvive, AgreesWithTheReferenceOnRandomModels) {
  constexpr uint64_t kSeed = 20260711;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Random random(kSeed);
  int finite = 0;
  for (int round = 0; round < 1500; ++round) {
    TimeModel model = RandomModel(random);
    for (TimeGood& good : model.goods) good.value += 1;  // so that each unit of demand counts
    TimeSolver solver = SolverOf(model);
    for (const double days : {0.5, 3.0, 40.0}) {
      ASSERT_NEAR(solver.Lose(days).value().loss, ReferenceLoss(model, days), 1e-6) << round;
    }
    // The loss is 0 up to TTS and above it afterwards: bisection on the reference finds TTS.
    const Survival survival = solver.Survive().value();
    if (survival.unlimited) {
      ASSERT_NEAR(ReferenceLoss(model, 3000), 0, 1e-5) << round;
      continue;
    }
    ++finite;
    double low = 0;
    double high = 3650;
    for (int step = 0; step < 60; ++step) {
      const double middle = (low + high) / 2;
      (ReferenceLoss(model, middle) <= 1e-8 ? low : high) = middle;
    }
    ASSERT_NEAR(survival.days, low, 1e-5) << round;
    for (const StockPrice& price : survival.stocks) {
      TimeModel more = model;
      auto& stock = more.processes[price.process].inputs[price.input].stock;
      stock = stock.value_or(0) + 0.5;
      const double gained = SolverOf(more).Survive().value().days - survival.days;
      ASSERT_LE(gained, 0.5 * price.price + 1e-6) << round;
    }
  }
  EXPECT_GT(finite, 500);
}

// ------------------------------------------------------------------------ certificates

TEST(LpCertificate, HoldsForOptimaAndForNothingElse) {
  constexpr uint64_t kSeed = 77;
  Random random(kSeed);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    // maximise c x, A x <= b: as a minimum, with x at most 100.
    const size_t columns = 1 + random.Below(5);
    const size_t rows = 1 + random.Below(5);
    LinearProgram program;
    ReferenceSimplex reference;
    for (size_t j = 0; j < columns; ++j) {
      const double cost = static_cast<double>(random.Below(9)) - 4;
      program.AddColumn({.upper = 100, .cost = -cost});
      reference.AddVariable(cost);
      reference.AddRow({{j, 1}}, 100);
    }
    for (size_t i = 0; i < rows; ++i) {
      const auto bound = static_cast<double>(random.Below(20));
      program.AddRow({.upper = bound});
      std::vector<std::pair<size_t, double>> terms;
      for (size_t j = 0; j < columns; ++j) {
        const double value = static_cast<double>(random.Below(7)) - 2;
        if (value == 0) continue;
        program.Add(static_cast<uint32_t>(i), static_cast<uint32_t>(j), value);
        terms.push_back({j, value});
      }
      reference.AddRow(terms, bound);
    }
    const LpSolution best = LpSolver(program).Solve().value();
    ASSERT_NEAR(-best.objective, reference.Maximise(), 1e-7) << "seed " << kSeed << ", " << round;
    ASSERT_TRUE(CheckOptimum(program, best));
    LpSolution worse = best;
    const size_t at = random.Below(columns);
    worse.values[at] += random.Chance(0.5) ? 0.01 : -0.01;
    worse.objective += program.columns[at].cost * (worse.values[at] - best.values[at]);
    const bool same_value = program.columns[at].cost == 0;
    if (!same_value) {
      ASSERT_FALSE(CheckOptimum(program, worse)) << round;
      ++refused;
    }
    LpSolution lying = best;
    lying.objective -= 0.01;
    ASSERT_FALSE(CheckOptimum(program, lying));
  }
  EXPECT_GT(refused, 100);
}

TEST(LpSolver, RefusesWhatHasNoOptimum) {
  LinearProgram contradictory;
  contradictory.AddColumn({.upper = 1});
  contradictory.AddRow({.lower = 2});
  contradictory.Add(0, 0, 1);
  EXPECT_EQ(LpSolver(contradictory).Solve().error().code, ErrorCode::kInvalidArgument);

  LinearProgram unbounded;
  unbounded.AddColumn({.cost = -1});
  unbounded.AddColumn({});
  unbounded.AddRow({.upper = 1});
  unbounded.Add(0, 1, 1);
  EXPECT_EQ(LpSolver(unbounded).Solve().error().code, ErrorCode::kInvalidArgument);

  LinearProgram twice = contradictory;
  twice.Add(0, 0, 3);
  EXPECT_EQ(LpSolver(twice).Solve().error().place.field, "entry");
  LinearProgram outside = contradictory;
  outside.Add(1, 0, 3);
  EXPECT_EQ(LpSolver(outside).Solve().error().place.field, "entry");
  LinearProgram crossed = contradictory;
  crossed.columns[0] = {.lower = 2, .upper = 1};
  EXPECT_EQ(LpSolver(crossed).Solve().error().place.field, "column");
}

// --------------------------------------------------------------------------- bad input

TEST(TimeToSurvive, NamesWhatItRefuses) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  struct Case {
    const char* field;
    std::function<void(TimeModel&)> spoil;
  };
  const std::vector<Case> cases = {
      {"processes.inputs.stock", [](TimeModel& m) { m.processes[1].inputs[0].stock = -1; }},
      {"processes.inputs.stock", [&](TimeModel& m) { m.processes[1].inputs[0].stock = nan; }},
      {"processes.inputs.amount", [&](TimeModel& m) { m.processes[1].inputs[0].amount = nan; }},
      {"processes.inputs.good", [](TimeModel& m) { m.processes[1].inputs[0].good = 9; }},
      {"processes.outputs.good", [](TimeModel& m) { m.processes[1].outputs[0].good = 3; }},
      {"processes.outputs.amount", [](TimeModel& m) { m.processes[1].outputs[0].amount = -1; }},
      {"processes.capacity_day", [](TimeModel& m) { m.processes[1].capacity_day = kInfinity; }},
      {"processes.site", [](TimeModel& m) { m.processes[1].site = 0; }},
      {"processes.inputs.lost_share",
       [](TimeModel& m) {
         m.processes[1].inputs[0].essentiality = Essentiality::kReplaceable;
         m.processes[1].inputs[0].lost_share = 1.5;
       }},
      {"goods.demand_day", [](TimeModel& m) { m.goods[1].demand_day = -2; }},
      {"goods.value", [&](TimeModel& m) { m.goods[1].value = nan; }},
      {"goods.stock", [](TimeModel& m) { m.goods[1].stock = -0.5; }},
      {"sites.capacity_day",
       [](TimeModel& m) {
         m.site_capacity_day = {1, -1};
       }},
  };
  for (const Case& bad : cases) {
    TimeModel model = Line();
    bad.spoil(model);
    const auto solver = TimeSolver::Build(model, {});
    ASSERT_FALSE(solver.ok()) << bad.field;
    EXPECT_EQ(solver.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(solver.error().place.field, bad.field);
    EXPECT_GT(solver.error().place.line, 0);
    EXPECT_FALSE(solver.error().place.value.empty());
  }
  TimeSolver solver = SolverOf(Line());
  EXPECT_EQ(solver.Lose(-1).error().place.field, "disruption.duration_days");
  EXPECT_FALSE(solver.Lose(nan).ok());
  EXPECT_FALSE(TimeSolver::Build(Line(), {.horizon_days = -1}).ok());
}

}  // namespace
}  // namespace lianmeng::chain
