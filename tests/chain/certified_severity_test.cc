// Severities with proof: the interval holds the severity at the true fixed point, followed to its end in
// extended precision; the worked example of docs/risk-points.md has its exact values in it.
#include "chain/certified_severity.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "base/random.h"
#include "tests/chain/extended_fixed_point.h"
#include "tests/chain/random_economy.h"

namespace lianmeng::chain {
namespace {

constexpr long double kSlack = 1e-15L;

long double TrueSeverity(const UnitNetwork& network, const ChainInput& chain,
                         const ExtendedLoss& truth) {
  long double lost = 0, capacity = 0;
  for (const ChainMember& member : chain.members) {
    if (!member.final) continue;
    for (const NodeIndex unit : network.MakersOf(member.product)) {
      lost += static_cast<long double>(network.units[unit].capacity_cny_year) * truth.loss[unit];
      capacity += network.units[unit].capacity_cny_year;
    }
  }
  return capacity > 0 ? lost / capacity : 0;
}

TEST(CertifiedSeverity, HoldsTheFixedPointAndIsNotBelowThePublishedFigure) {
  int checked = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const UnitNetwork network = BuildUnitNetwork(RandomEconomy(random)).value();
    const SupplyInput input = SupplyInputOf(network);
    for (const ChainInput& chain : kTwoChains) {
      const ChainRisk risk = FindRiskPoints(network, std::vector{chain}, {.threads = 1}).value()[0];
      for (const RiskPoint& point : risk.points) {
        const auto proof = CertifySeverity(network, chain, point.product).value();
        EXPECT_LE(proof.severity.width(), 1e-4);
        EXPECT_LE(point.severity, proof.severity.upper + 1e-12);
        for (size_t kind = 0; kind < kLossKinds; ++kind) {
          const auto loss = static_cast<LossKind>(kind);
          EXPECT_EQ(proof.losses[kind].has_value(), point.losses[kind].applies);
          if (!proof.losses[kind]) continue;
          std::vector<long double> floor(network.units.size(), 0);
          for (const ShockedNode& node : MakeShock(network, point.product, loss).nodes) {
            floor[node.node] = 1;
          }
          const ExtendedLoss truth = ExtendedFixedPoint(input, floor, 3000);
          if (!truth.settled) continue;
          ++checked;
          const long double severity = TrueSeverity(network, chain, truth);
          EXPECT_LE(proof.losses[kind]->lower, severity + kSlack);
          EXPECT_GE(proof.losses[kind]->upper, severity - kSlack);
        }
      }
    }
  }
  EXPECT_GT(checked, 500);
}

TEST(CertifiedSeverity, SaysWhatTheDocumentSaysWordForWord) {
  std::ifstream file(LIANMENG_SOURCE_DIR "/docs/risk-points.md");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  const UnitNetwork network = BuildUnitNetwork(WorkedExample()).value();
  const ChainInput chain{{{kReducer, false}, {kRobot, true}}};
  for (const uint32_t product : {kReducer, kRobot}) {
    const auto proof = CertifySeverity(network, chain, product, {.tolerance = 1e-9}).value();
    std::string line = product == kReducer ? "- reducer:" : "- robot:";
    for (const auto& loss : proof.losses) {
      char text[48];
      std::snprintf(text, sizeof text, " %.6f–%.6f", loss ? loss->lower : 0,
                    loss ? loss->upper : 0);
      line += loss ? text : " –";
    }
    EXPECT_NE(document.find(line + "\n"), std::string::npos) << line;
  }
}

TEST(CertifiedSeverity, RefusesAnUnknownProductAndAToleranceThatIsNone) {
  const UnitNetwork network = BuildUnitNetwork(WorkedExample()).value();
  const ChainInput chain{{{kReducer, false}, {kRobot, true}}};
  EXPECT_FALSE(CertifySeverity(network, chain, 2).ok());
  EXPECT_FALSE(CertifySeverity(network, chain, kReducer, {.tolerance = 0}).ok());
}

}  // namespace
}  // namespace lianmeng::chain
