// Risk points: the worked example of docs/risk-points.md, and on random economies every number
// recomputed from what the result itself shows, with the cascade replayed by the reference.
#include "chain/risk_points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "base/random.h"
#include "chain/reference_index.h"
#include "tests/chain/random_economy.h"

namespace lianmeng::chain {
namespace {

std::vector<ChainRisk> Find(const UnitNetwork& network, const std::vector<ChainInput>& chains,
                            const RiskOptions& options = {}) {
  auto risks = FindRiskPoints(network, chains, options);
  if (!risks.ok()) ADD_FAILURE() << risks.error().Describe(Language::kEnglish);
  return risks.ok() ? std::move(*risks) : std::vector<ChainRisk>{};
}

const LossEvidence& LossOf(const RiskPoint& point, LossKind kind) {
  return point.losses[static_cast<size_t>(kind)];
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(RiskPoints, GiveTheNumbersOfTheWorkedExample) {
  const UnitNetwork network = BuildUnitNetwork(WorkedExample()).value();
  const auto risks = Find(network, {{{{kReducer, false}, {kRobot, true}}}});
  ASSERT_EQ(risks.size(), 1u);
  EXPECT_EQ(risks[0].final_capacity_cny_year, 1000);
  ASSERT_EQ(risks[0].points.size(), 2u);

  const RiskPoint& reducer = risks[0].points[0];
  EXPECT_EQ(reducer.product, kReducer);
  EXPECT_EQ(reducer.risk_class, RiskClass::kRed);
  EXPECT_NEAR(LossOf(reducer, LossKind::kLargestMaker).severity, 0.60, 1e-12);
  EXPECT_NEAR(LossOf(reducer, LossKind::kLargestCity).severity, 0.80, 1e-12);
  EXPECT_NEAR(LossOf(reducer, LossKind::kOutside).severity, 0.04, 1e-12);
  EXPECT_EQ(reducer.gravest, LossKind::kLargestCity);
  EXPECT_EQ(LossOf(reducer, LossKind::kLargestCity).city, kSuzhou);
  EXPECT_NEAR(reducer.makers_effective, 57600.0 / 26600, 1e-12);
  EXPECT_NEAR(LossOf(reducer, LossKind::kLargestMaker).spare_ratio, 10.0 / 150, 1e-12);
  EXPECT_EQ(reducer.stock_days, 30);
  EXPECT_EQ(reducer.qualify_days, 180);
  EXPECT_NEAR(reducer.known_purchases_share, 160.0 / 200, 1e-12);
  const auto& firms = LossOf(reducer, LossKind::kLargestMaker).firms;
  ASSERT_EQ(firms.size(), 2u);
  EXPECT_EQ(firms[0].organisation, kR1);
  EXPECT_NEAR(firms[0].lost_cny_year, 480, 1e-9);
  EXPECT_NEAR(firms[1].lost_share, 0.3, 1e-12);

  const RiskPoint& robot = risks[0].points[1];
  EXPECT_EQ(robot.risk_class, RiskClass::kOrange);
  EXPECT_NEAR(robot.severity, 0.6, 1e-12);
  EXPECT_FALSE(LossOf(robot, LossKind::kOutside).applies);
}

TEST(RiskPoints, SayWhatTheDocumentSaysWordForWord) {
  const std::string document = ReadFile(LIANMENG_SOURCE_DIR "/docs/risk-points.md");
  const UnitNetwork network = BuildUnitNetwork(WorkedExample()).value();
  const auto risks = Find(network, {{{{kReducer, false}, {kRobot, true}}}});
  const auto expect_line = [&](const std::string& line) {
    EXPECT_NE(document.find("- " + line + "\n"), std::string::npos) << line;
  };
  for (const RiskPoint& point : risks[0].points) {
    expect_line(point.rule.zh);
    expect_line(point.rule.en);
    for (const Condition& condition : point.conditions) {
      if (!condition.fired) continue;
      expect_line(condition.text.zh);
      expect_line(condition.text.en);
    }
  }
}

// One robot maker takes `severity` of its inputs as reducers, replaceable, from a single maker, and
// the rest from another firm with ample capacity. Controllers, which are in the chain too, need
// reducers as an essential input worth nothing: they carry the times.
Economy EconomyWithSeverity(double severity, double stock_days) {
  constexpr uint32_t kController = 2, kRest = 3;
  Economy economy;
  economy.product_count = 4;
  economy.organisation_count = 4;
  economy.cities = WorkedExample().cities;
  economy.makers = {
      MakerOf(kR1, kRobot, kShanghai, 1000, 0.8), MakerOf(kA, kReducer, kSuzhou, 100, 1.0),
      MakerOf(kB, kController, kSuzhou, 1, 0.5), MakerOf(kR2, kRest, kShanghai, 5000, 0.1)};
  economy.inputs = {{.product = kRobot, .input = kReducer, .cost_share = severity},
                    {.product = kRobot, .input = kRest, .cost_share = 1 - severity},
                    {.product = kController,
                     .input = kReducer,
                     .cost_share = 0.0,
                     .essentiality = Essentiality::kEssential,
                     .stock_days = stock_days,
                     .qualify_days = 180}};
  return economy;
}

TEST(RiskPoints, ScoreByTheRuleOnEitherSideOfEachThreshold) {
  struct Case {
    double severity;
    double stock_days;
    RiskClass want;  // hard to substitute in all cases: there is one maker
  };
  const std::vector<Case> cases = {
      {0.1, 30, RiskClass::kRed},      {0.1, 179, RiskClass::kRed},
      {0.1, 180, RiskClass::kOrange},  {0.099, 30, RiskClass::kOrange},
      {0.0996, 30, RiskClass::kRed},   {0.03, 30, RiskClass::kOrange},
      {0.03, 200, RiskClass::kYellow}, {0.029, 30, RiskClass::kYellow},
      {0.029, 200, RiskClass::kNone},  {0.01, 30, RiskClass::kYellow},
      {0.009, 30, RiskClass::kNone},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(std::to_string(one.severity) + ", stock " + std::to_string(one.stock_days));
    const auto economy = EconomyWithSeverity(one.severity, one.stock_days);
    const UnitNetwork network = BuildUnitNetwork(economy).value();
    const auto risks = Find(network, {{{{kReducer, false}, {kRobot, true}, {2, false}}}});
    const auto& points = risks[0].points;
    const auto at = std::find_if(points.begin(), points.end(),
                                 [](const RiskPoint& point) { return point.product == kReducer; });
    EXPECT_NEAR(at->severity, one.severity, 1e-9);
    EXPECT_EQ(at->risk_class, one.want) << at->rule.en;
  }
}

std::string NameOf(NodeIndex node) { return "u" + std::to_string(node); }

// The unit network as links of the reference, with final demand stated by hand: what capacity
// exceeds sales.
ReferenceNetwork ReferenceOf(const UnitNetwork& network) {
  std::vector<ReferenceLink> links;
  std::vector<double> sales(network.units.size(), 0.0);
  const auto sector = [&](NodeIndex node) {
    return "p" + std::to_string(network.units[node].product);
  };
  for (const UnitLink& link : network.links) {
    sales[link.supplier] += link.value_cny_year;
    links.push_back({NameOf(link.supplier), NameOf(link.customer), sector(link.supplier),
                     sector(link.customer), link.value_cny_year,
                     static_cast<int>(link.essentiality)});
  }
  for (NodeIndex node = 0; node < network.maker_count; ++node) {
    const double rest = std::max(0.0, network.units[node].capacity_cny_year - sales[node]);
    links.push_back({NameOf(node), "final demand", sector(node), "final demand", rest, 0});
  }
  return BuildReferenceNetwork(links).value();
}

// Loss of every unit by the reference.
std::vector<double> ReferenceLosses(const UnitNetwork& network, const ReferenceNetwork& reference,
                                    const std::vector<NodeIndex>& shocked, double stop_threshold) {
  std::map<std::string, size_t> number;
  for (size_t i = 0; i < reference.firms.size(); ++i) number[reference.firms[i]] = i;
  std::vector<double> psi(reference.firms.size(), 1.0);
  for (const NodeIndex node : shocked) psi[number.at(NameOf(node))] = 0;
  const auto state = ReferenceCascade(reference, psi, {.stop_threshold = stop_threshold}).value();
  std::vector<double> losses(network.units.size(), 0.0);
  for (NodeIndex node = 0; node < network.units.size(); ++node) {
    const auto at = number.find(NameOf(node));
    if (at == number.end()) continue;
    losses[node] = 1 - std::min(state.hd[at->second], state.hu[at->second]);
  }
  return losses;
}

void ExpectSeverityByReference(const UnitNetwork& network, const ReferenceNetwork& reference,
                               const ChainInput& chain, const LossEvidence& loss) {
  const auto losses = ReferenceLosses(network, reference, loss.shocked, 1e-4);
  double lost = 0, total = 0;
  for (const ChainMember& member : chain.members) {
    if (!member.final) continue;
    for (const NodeIndex unit : network.MakersOf(member.product)) {
      lost += network.units[unit].capacity_cny_year * losses[unit];
      total += network.units[unit].capacity_cny_year;
    }
  }
  EXPECT_NEAR(loss.severity, total > 0 ? lost / total : 0, 1e-9);
  for (const FirmLoss& firm : loss.firms) {
    double firm_lost = 0;
    for (const NodeIndex unit : network.UnitsOf(firm.organisation)) {
      const bool shocked =
          std::find(loss.shocked.begin(), loss.shocked.end(), unit) != loss.shocked.end();
      if (!shocked) firm_lost += network.network.output(unit) * losses[unit];
    }
    EXPECT_NEAR(firm.lost_cny_year, firm_lost, 1e-9 * (1 + firm_lost));
  }
}

// Everything that a reader can recompute from the page: from the evidence alone.
void ExpectRecomputable(const UnitNetwork& network, const ChainRisk& risk, const RiskPoint& point) {
  const RiskRule& rule = risk.rule;
  double severity = 0;
  for (const LossEvidence& loss : point.losses) {
    if (!loss.applies) continue;
    double lost = 0;
    for (const UnitLoss& unit : loss.final_losses) lost += unit.capacity_cny_year * unit.lost_share;
    if (risk.final_capacity_cny_year > 0) {
      EXPECT_NEAR(loss.severity, lost / risk.final_capacity_cny_year, 1e-12);
    }
    severity = std::max(severity, loss.severity);
    double capacity = 0;
    for (const NodeIndex node : loss.shocked) capacity += network.units[node].capacity_cny_year;
    EXPECT_DOUBLE_EQ(loss.capacity_lost_cny_year, capacity);
    EXPECT_DOUBLE_EQ(loss.spare_ratio, loss.spare_cny_year / loss.capacity_lost_cny_year);
  }
  EXPECT_EQ(point.severity, severity);
  double sum = 0, squares = 0;
  for (const MakerShare& maker : point.makers) {
    sum += maker.capacity_cny_year;
    squares += maker.capacity_cny_year * maker.capacity_cny_year;
  }
  EXPECT_DOUBLE_EQ(point.makers_effective, squares > 0 ? sum * sum / squares : 0);
  const LossEvidence& gravest = LossOf(point, point.gravest);
  // Compared as shown: severity to 0.1 %, makers and spare ratio to 0.01.
  const auto reaches = [](double value, double unit, double threshold) {
    return std::round(value / unit) * unit >= threshold - 1e-9;
  };
  const int level = reaches(severity, 0.001, rule.severity_high)     ? 3
                    : reaches(severity, 0.001, rule.severity_medium) ? 2
                    : reaches(severity, 0.001, rule.severity_low)    ? 1
                                                                     : 0;
  const bool hard = !reaches(point.makers_effective, 0.01, rule.makers_few) ||
                    (gravest.applies && !reaches(gravest.spare_ratio, 0.01, rule.spare_enough));
  const bool late =
      point.stock_days && point.qualify_days && *point.stock_days < *point.qualify_days;
  EXPECT_EQ(point.score, level + (hard ? 1 : 0) + (late ? 1 : 0));
  const RiskClass by_score[] = {RiskClass::kNone,   RiskClass::kNone,   RiskClass::kNone,
                                RiskClass::kYellow, RiskClass::kOrange, RiskClass::kRed};
  EXPECT_EQ(point.risk_class, by_score[point.score]);
}

TEST(RiskPoints, CanBeRecomputedFromTheirEvidenceAndByTheReference) {
  std::map<RiskClass, int> seen;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const UnitNetwork network = BuildUnitNetwork(RandomEconomy(random)).value();
    const ReferenceNetwork reference = ReferenceOf(network);
    const auto risks = Find(network, kTwoChains);
    for (size_t chain = 0; chain < kTwoChains.size(); ++chain) {
      ASSERT_EQ(risks[chain].points.size(), kTwoChains[chain].members.size());
      for (const RiskPoint& point : risks[chain].points) {
        ++seen[point.risk_class];
        ExpectRecomputable(network, risks[chain], point);
        for (const LossEvidence& loss : point.losses) {
          if (loss.applies) {
            ExpectSeverityByReference(network, reference, kTwoChains[chain], loss);
          }
        }
      }
    }
  }
  EXPECT_EQ(seen.size(), 4u) << "not every class came up: this test would prove little";
}

TEST(RiskPoints, AreTheSameForAnyNumberOfThreads) {
  Random random(5);
  const UnitNetwork network = BuildUnitNetwork(RandomEconomy(random)).value();
  const auto one = Find(network, kTwoChains, {.threads = 1});
  const auto three = Find(network, kTwoChains, {.threads = 3});
  for (size_t chain = 0; chain < one.size(); ++chain) {
    for (size_t i = 0; i < one[chain].points.size(); ++i) {
      const RiskPoint& a = one[chain].points[i];
      const RiskPoint& b = three[chain].points[i];
      EXPECT_EQ(a.product, b.product);
      EXPECT_EQ(a.severity, b.severity);
      for (size_t kind = 0; kind < kLossKinds; ++kind) {
        EXPECT_EQ(a.losses[kind].firms, b.losses[kind].firms);
        EXPECT_EQ(a.losses[kind].final_losses, b.losses[kind].final_losses);
      }
    }
  }
}

TEST(RiskPoints, OfAChainWhoseFinishedGoodsNobodyMakesHaveNoSeverity) {
  Economy economy = WorkedExample();
  economy.product_count = 3;
  economy.outside_share.clear();
  const UnitNetwork network = BuildUnitNetwork(economy).value();
  const auto risks = Find(network, {{{{kReducer, false}, {2, true}}}, {}});
  EXPECT_EQ(risks[0].final_capacity_cny_year, 0);
  for (const RiskPoint& point : risks[0].points) {
    EXPECT_EQ(point.severity, 0);
    EXPECT_EQ(point.risk_class, RiskClass::kNone);
  }
  EXPECT_TRUE(risks[1].points.empty());
}

TEST(RiskPoints, RefuseUnknownAndRepeatedProducts) {
  const UnitNetwork network = BuildUnitNetwork(WorkedExample()).value();
  const std::vector<ChainInput> unknown = {{{{7, false}}}};
  EXPECT_EQ(FindRiskPoints(network, unknown).error().place.value, "7");
  const std::vector<ChainInput> twice = {{{{0, false}, {0, true}}}};
  EXPECT_FALSE(FindRiskPoints(network, twice).ok());
}

TEST(IndexOrganisations, IsTheReferenceWithAllUnitsOfTheOrganisationLost) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const UnitNetwork network = BuildUnitNetwork(RandomEconomy(random)).value();
    const ReferenceNetwork reference = ReferenceOf(network);
    const auto risks = IndexOrganisations(network).value();
    double total = 0;
    for (NodeIndex node = 0; node < network.maker_count; ++node)
      total += network.network.output(node);
    for (uint32_t organisation = 0; organisation < 30; ++organisation) {
      const auto units = network.UnitsOf(organisation);
      const auto losses = ReferenceLosses(network, reference,
                                          std::vector<NodeIndex>(units.begin(), units.end()), 1e-2);
      double index = 0, own = 0;
      for (NodeIndex node = 0; node < network.maker_count; ++node) {
        index += network.network.output(node) / total * losses[node];
      }
      for (const NodeIndex unit : units) own += network.network.output(unit) / total;
      EXPECT_NEAR(risks[organisation].index, index, 1e-9);
      EXPECT_NEAR(risks[organisation].own_share, own, 1e-12);
    }
  }
}

}  // namespace
}  // namespace lianmeng::chain
