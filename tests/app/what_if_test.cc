// Scenarios: what they name, what is refused and where, and what their cascade costs.

#include "app/what_if.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;

class WhatIfTest : public lianmeng::testing::TinyRegion {
 protected:
  static Scenario Read(const std::string& text) { return Must(ReadJson<Scenario>(text)); }

  Result<WhatIf> Try(const std::string& shocks, const std::string& viewer = "office") {
    return RunWhatIf(*As(viewer), Read(R"({"days": 40, "shocks": [)" + shocks + "]}"));
  }

  std::vector<std::string> Units(const std::string& shocks) {
    const auto analysis = As("office");
    const auto* network = Must(analysis->Network());
    const ResolvedScenario resolved = Must(Resolve(
        Read(R"({"days": 1, "shocks": [)" + shocks + "]}"), analysis->snapshot(), *network));
    std::vector<std::string> names;
    for (const ResolvedShock& part : resolved.parts) {
      for (const chain::NodeIndex index : part.units) {
        const chain::Unit& unit = network->units[index];
        names.push_back((unit.organisation == chain::kNone
                             ? std::string("outside")
                             : analysis->snapshot().organisations[unit.organisation].key) +
                        ":" + analysis->snapshot().products[unit.product].key);
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }
};

using Names = std::vector<std::string>;

TEST_F(WhatIfTest, EveryKindOfSelectionNamesItsUnits) {
  EXPECT_EQ(Units(R"({"firm": "A1", "lost": 1})"), (Names{"A1:robot"}));
  EXPECT_EQ(Units(R"({"firm": "恒川机器人", "lost": 1})"), (Names{"A1:robot"}));
  EXPECT_EQ(Units(R"({"firm": "上海恒川机器人有限公司（样例）", "lost": 1})"), (Names{"A1:robot"}));
  EXPECT_EQ(Units(R"({"product": "谐波传动减速器", "lost": 1})"),
            (Names{"B1:reducer", "B2:reducer"}));
  EXPECT_EQ(Units(R"({"product": "reducer", "city": "合肥", "lost": 1})"), (Names{"B2:reducer"}));
  EXPECT_EQ(Units(R"({"industry": "C34", "lost": 1})"),
            (Names{"A1:robot", "A2:robot", "B1:reducer", "B2:reducer"}));
  EXPECT_EQ(Units(R"({"industry": "C3491", "city": "320500", "lost": 1})"), (Names{"A2:robot"}));
  EXPECT_EQ(Units(R"({"city": "310100", "lost": 1})"), (Names{"A1:robot", "C1:motor"}));
  EXPECT_EQ(Units(R"({"province": "上海市", "lost": 1})"), (Names{"A1:robot", "C1:motor"}));
  EXPECT_EQ(Units(R"({"province": "Anhui", "lost": 1})"),
            (Names{"B2:reducer", "C2:motor", "D1:magnet"}));
  EXPECT_EQ(Units(R"({"outside": true, "product": "magnet", "lost": 1})"),
            (Names{"outside:magnet"}));
  EXPECT_EQ(Units(R"({"outside": true, "lost": 1})").size(), 4u);  // of all but robots
  EXPECT_EQ(Units(R"({"outside": false, "product": "magnet", "lost": 1})"), (Names{"D1:magnet"}));
}

TEST_F(WhatIfTest, WhatCannotBeMeantIsRefusedWithPlaceAndNearMisses) {
  struct Case {
    const char* shocks;
    const char* field;
    const char* says;
  };
  const Case cases[] = {
      {R"({"lost": 1})", "/shocks/0", "give one of"},
      {R"({"outside": false, "lost": 1})", "/shocks/0", "give one of"},
      {R"({"city": "合肥", "lost": 1}, {"firm": "A9", "lost": 1})", "/shocks/1/firm", "A1"},
      {R"({"firm": "恒川机器", "lost": 1})", "/shocks/0/firm", "恒川机器人"},
      {R"({"product": "reduser", "lost": 1})", "/shocks/0/product", "reducer"},
      {R"({"product": "", "lost": 1})", "/shocks/0/product", "no such product"},
      {R"({"city": "合服", "lost": 1})", "/shocks/0/city", "合肥"},
      {R"({"city": "310000", "lost": 1})", "/shocks/0/city", "no such city"},
      {R"({"province": "合肥", "lost": 1})", "/shocks/0/province", "no such province"},
      {R"({"industry": "Z9", "lost": 1})", "/shocks/0/industry", "GB/T 4754"},
      {R"({"industry": "", "lost": 1})", "/shocks/0/industry", "GB/T 4754"},
      {R"({"firm": "A1", "product": "motor", "lost": 1})", "/shocks/0", "nobody"},
      {R"({"outside": true, "product": "robot", "lost": 1})", "/shocks/0", "from outside"},
      {R"({"outside": true, "city": "合肥", "lost": 1})", "/shocks/0/outside",
       "product or industry"},
  };
  for (const Case& c : cases) {
    const Result<WhatIf> answer = Try(c.shocks);
    ASSERT_FALSE(answer.ok()) << c.shocks;
    EXPECT_EQ(answer.error().code, ErrorCode::kInvalidArgument) << c.shocks;
    EXPECT_EQ(answer.error().place.field, c.field) << c.shocks;
    EXPECT_NE(answer.error().message.en.find(c.says), std::string::npos)
        << c.shocks << ": " << answer.error().message.en;
  }
  for (const char* text :
       {R"({"days": 0, "shocks": [{"city": "合肥", "lost": 1}]})",
        R"({"days": 366, "shocks": [{"city": "合肥", "lost": 1}]})", R"({"days": 1, "shocks": []})",
        R"({"days": 1, "shocks": [{"city": "合肥", "lost": 1.1}]})",
        R"({"days": 1, "shocks": [{"city": "合肥", "lost": -0.1}]})",
        R"({"days": 1, "shocks": [{"city": "合肥"}]})"}) {
    EXPECT_FALSE(ReadJson<Scenario>(text).ok()) << text;
  }
}

// One maker lost for good is the first of the three losses of its risk point.
TEST_F(WhatIfTest, TheRateOfAChainIsTheSeverityOfTheRiskPoint) {
  const auto analysis = As("office");
  const auto* risks = Must(analysis->Risks());
  const WhatIf answer = Must(Try(R"({"firm": "D1", "product": "magnet", "lost": 1})"));
  const uint32_t magnet =
      analysis->snapshot().ProductIndex(ProductId{*ParseIdValue(answer.products[0].product.id)});
  for (const chain::RiskPoint& point : (*risks)[0].points) {
    if (analysis->snapshot().products[point.product].key != "magnet") continue;
    EXPECT_NEAR(answer.chains[0].rate, point.losses[0].severity, 2e-3);
    EXPECT_GT(answer.chains[0].rate, 0.01);
  }
  EXPECT_NE(magnet, kNone);
}

// D1 makes the region's magnets; half come from outside, so half of every purchase is missing. A motor maker has 20
// days of magnets: they last 40 days, and nothing else is lost by supply within 40 days.
TEST_F(WhatIfTest, StocksPutOffTheOnset) {
  const WhatIf answer = Must(Try(R"({"firm": "D1", "lost": 1})"));
  ASSERT_FALSE(answer.phases.empty());
  int64_t days = 0;
  for (const WhatIfPhase& phase : answer.phases) {
    EXPECT_EQ(phase.first_day, days);
    days += phase.days;
  }
  EXPECT_EQ(days, answer.days);
  for (const WhatIfProduct& product : answer.products) {
    if (product.product.name.en == "Servo motor") {
      EXPECT_GT(product.rate, 0);
      EXPECT_TRUE(!product.onset_day || *product.onset_day >= 20);
      EXPECT_LT(product.value_lost_cny,
                product.rate * product.output_cny_year * static_cast<double>(answer.days) / 365);
    }
    if (product.product.name.en == "NdFeB magnet") {
      EXPECT_EQ(product.onset_day, 0);
      EXPECT_NEAR(product.value_lost_cny, product.rate * product.output_cny_year * 40 / 365,
                  1e-4 * product.output_cny_year);
    }
  }
}

TEST_F(WhatIfTest, WavesEndAtTheRateAndNameEveryFirmOnce) {
  const WhatIf answer =
      Must(Try(R"({"product": "steel", "lost": 0.7}, {"city": "合肥", "lost": 1})"));
  ASSERT_GT(answer.waves.size(), 1u);
  EXPECT_NEAR(answer.waves.back().rate, answer.total.rate, 1e-3);
  int64_t organisations = 0;
  double rate = 0;
  for (const WhatIfWave& wave : answer.waves) {
    EXPECT_GE(wave.rate, rate - 1e-9);
    rate = wave.rate;
    organisations += wave.organisations;
  }
  EXPECT_EQ(organisations, answer.total.organisations);
  for (const WhatIfCity& city : answer.cities) {
    ASSERT_EQ(city.waves.size(), answer.waves.size());
    EXPECT_NEAR(city.waves.back(), city.rate, 1e-3);
  }
  for (const WhatIfFirm& firm : answer.firms) {
    EXPECT_TRUE(firm.cause == "shock" || firm.cause == "supply" || firm.cause == "demand");
    EXPECT_EQ(firm.cause == "shock", firm.wave == 0);
  }
  double cities = 0;
  for (const WhatIfCity& city : answer.cities) cities += city.value_lost_cny;
  EXPECT_NEAR(cities, answer.total.value_lost_cny, 1);
}

TEST_F(WhatIfTest, AViewerSeesOnlyWhatIsHisToSee) {
  EXPECT_FALSE(Try(R"({"firm": "X1", "lost": 1})", "office").ok());
  EXPECT_TRUE(Try(R"({"firm": "X1", "lost": 1})", "X1").ok());
  EXPECT_FALSE(Try(R"({"firm": "C2", "lost": 1})", "public").ok());
  EXPECT_EQ(Try(R"({"firm": "X1", "lost": 1})", "office").error().message.en.find("X1"),
            std::string::npos);
}

// The same scenario with more lost, or with one line more, never costs less.
void ExpectMonotone(Analysis& analysis, uint64_t first_seed, int rounds) {
  const Snapshot& snapshot = analysis.snapshot();
  for (int round = 0; round < rounds; ++round) {
    const uint64_t seed = first_seed + static_cast<uint64_t>(round);
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    Scenario small;
    small.days = 1 + static_cast<int64_t>(random.Below(90));
    const uint64_t lines = 1 + random.Below(3);
    while (small.shocks.size() < lines) {
      ScenarioShock shock;
      shock.lost = random.Uniform();
      if (random.Chance(0.4)) {
        shock.product = snapshot.products[random.Below(snapshot.products.size())].key;
        if (random.Chance(0.5)) shock.outside = true;
      } else if (random.Chance(0.5)) {
        const auto city = snapshot.cities[random.Below(snapshot.cities.size())];
        shock.city = snapshot.regions[city].code.ToString();
      } else {
        shock.firm = snapshot.organisations[random.Below(snapshot.organisations.size())].key;
      }
      Scenario alone{{}, 1, {shock}};
      if (RunWhatIf(analysis, alone).ok()) small.shocks.push_back(shock);
    }
    Scenario large = small;
    for (ScenarioShock& shock : large.shocks) shock.lost += (1 - shock.lost) * random.Uniform();
    if (random.Chance(0.5)) large.days += 10;
    const WhatIf less = Must(RunWhatIf(analysis, small));
    const WhatIf more = Must(RunWhatIf(analysis, large));
    EXPECT_GE(more.total.rate, less.total.rate - 2e-6);
    EXPECT_GE(more.total.rate_end, less.total.rate_end - 2e-6);
    EXPECT_GE(more.total.value_lost_cny, less.total.value_lost_cny * (1 - 1e-6) - 1);
    for (size_t c = 0; c < less.chains.size(); ++c) {
      EXPECT_GE(more.chains[c].rate, less.chains[c].rate - 2e-6);
      EXPECT_GE(more.chains[c].value_lost_cny, less.chains[c].value_lost_cny * (1 - 1e-6) - 1);
    }
    for (size_t c = 0; c < less.cities.size(); ++c) {
      EXPECT_GE(more.cities[c].rate, less.cities[c].rate - 2e-6);
    }
  }
}

TEST_F(WhatIfTest, ALargerShockNeverCostsLess) { ExpectMonotone(*As("office"), 7'000, 60); }

TEST(WhatIfDelta, ALargerShockNeverCostsLessAndTheShippedScenariosRun) {
  using lianmeng::testing::SourcePath;
  lianmeng::testing::TemporaryFolder folder;
  const auto platform = Must(Platform::Open("sqlite:" + (folder / "delta.db")));
  const ImportReport report =
      Must(ImportRegion(*platform, {.folder = SourcePath("data/delta")}, Progress::None()));
  ASSERT_TRUE(report.applied);
  const auto analysis = Must(platform->Current(Viewer::Office()));
  ExpectMonotone(*analysis, 9'000, 8);
  int scenarios = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(SourcePath("data/delta/scenarios"))) {
    SCOPED_TRACE(entry.path().filename().string());
    const std::string text = Must(ReadScenarioFile(entry.path().string()));
    const WhatIf answer = Must(RunWhatIf(*analysis, Must(ReadJson<Scenario>(text))));
    EXPECT_GT(answer.total.rate, 0);
    EXPECT_LE(answer.total.rate, 1);
    EXPECT_GT(answer.waves.size(), 1u);
    ++scenarios;
  }
  EXPECT_GE(scenarios, 5);
}

}  // namespace
}  // namespace lianmeng::app
