#include "chain/synthetic_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "chain/network_shape.h"

namespace lianmeng::chain {
namespace {

SupplyInput Generate(const SyntheticOptions& options) {
  Result<SupplyInput> input = GenerateNetwork(options);
  EXPECT_TRUE(input.ok()) << input.error().Describe(Language::kEnglish);
  return std::move(input).value();
}

TEST(SyntheticNetwork, HasExactlyTheFirmsAndDistinctLinksAskedFor) {
  const SyntheticOptions sizes[] = {{100, 200, 1, 1},       {100, 200, 100, 2},
                                    {101, 204, 7, 3},       {1'000, 20'000, 10, 4},
                                    {3'000, 14'400, 88, 5}, {20'000, 96'000, 88, 6}};
  for (const SyntheticOptions& options : sizes) {
    for (uint64_t seed = options.seed; seed < options.seed + 20; seed += 4) {
      SCOPED_TRACE(std::to_string(options.firms) + " firms, seed " + std::to_string(seed));
      const SupplyInput input = Generate({options.firms, options.links, options.sectors, seed});
      ASSERT_EQ(input.sector.size(), options.firms);
      ASSERT_EQ(input.links.size(), options.links);
      std::set<std::pair<NodeIndex, NodeIndex>> pairs;
      std::set<NodeIndex> firms;
      for (const SupplyLink& link : input.links) {
        ASSERT_NE(link.supplier, link.customer);
        ASSERT_TRUE(pairs.emplace(link.supplier, link.customer).second);
        firms.insert({link.supplier, link.customer});
        ASSERT_GE(link.value, 1);
        ASSERT_EQ(link.value, std::floor(link.value));
      }
      EXPECT_EQ(firms.size(), options.firms);
      const std::set<uint32_t> sectors(input.sector.begin(), input.sector.end());
      EXPECT_EQ(sectors.size(), options.sectors);
    }
  }
}

TEST(SyntheticNetwork, IsTheSameForTheSameSeedAlone) {
  const SyntheticOptions options{.firms = 2'000, .links = 9'600, .sectors = 20, .seed = 9};
  const auto same = [](const SupplyInput& a, const SupplyInput& b) {
    return a.sector == b.sector &&
           std::equal(a.links.begin(), a.links.end(), b.links.begin(), b.links.end(),
                      [](const SupplyLink& x, const SupplyLink& y) {
                        return x.supplier == y.supplier && x.customer == y.customer &&
                               x.value == y.value && x.essentiality == y.essentiality;
                      });
  };
  const SupplyInput first = Generate(options);
  EXPECT_TRUE(same(first, Generate(options)));
  SyntheticOptions other = options;
  other.seed = 10;
  EXPECT_FALSE(same(first, Generate(other)));
}

TEST(SyntheticNetwork, HasTheShapeOfMeasuredNetworks) {
  const SupplyInput input = Generate({.firms = 50'000, .links = 240'000, .sectors = 88, .seed = 1});
  const Result<NetworkShape> measured = MeasureShape(input);
  ASSERT_TRUE(measured.ok());
  const NetworkShape& shape = *measured;
  EXPECT_EQ(shape.isolated, 0U);
  EXPECT_NEAR(shape.core_share, 0.26, 0.01);
  EXPECT_NEAR(shape.feeding_share, 0.26, 0.01);
  EXPECT_NEAR(shape.fed_share, 0.38, 0.01);
  EXPECT_NEAR(shape.customers.tail_exponent, 1.1, 0.15);
  EXPECT_NEAR(shape.suppliers.tail_exponent, 1.6, 0.2);
  EXPECT_GT(shape.customers.max, 5'000U);
  EXPECT_GT(shape.suppliers.max, 1'000U);
  EXPECT_GT(shape.degree_correlation, 0.3);
  EXPECT_LT(shape.assortativity, -0.05);
  EXPECT_GT(shape.customers.value_correlation, 0.5);
  EXPECT_NEAR(shape.suppliers.value_correlation, 0.75, 0.1);
  EXPECT_NEAR(shape.essential_share, 0.2, 0.05);
  EXPECT_NEAR(shape.replaceable_share, 0.5, 0.05);
}

TEST(SyntheticNetwork, HalfOfAllLossesStaySmallAndATenthReachMostFirms) {
  const Result<SupplyNetwork> network =
      SupplyNetwork::Build(Generate({.firms = 50'000, .links = 240'000, .sectors = 88, .seed = 1}));
  ASSERT_TRUE(network.ok());
  const Result<ReachShape> reach = MeasureReach(*network, {.shocks = 200});
  ASSERT_TRUE(reach.ok());
  EXPECT_GT(reach->under_1_percent, 0.5);
  EXPECT_LT(reach->under_1_percent, 0.8);
  EXPECT_GT(reach->over_half, 0.07);
  EXPECT_LT(reach->over_half, 0.2);
}

TEST(BadInput, SyntheticNetworkNamesTheOptionOutOfRange) {
  const auto field = [](const SyntheticOptions& options) {
    const Result<SupplyInput> input = GenerateNetwork(options);
    return input.ok() ? "" : input.error().place.field;
  };
  EXPECT_EQ(field({99, 300, 2, 1}), "firms");
  EXPECT_EQ(field({50'000'001, 200'000'000, 2, 1}), "firms");
  EXPECT_EQ(field({1'000, 1'999, 2, 1}), "links");
  EXPECT_EQ(field({1'000, 20'001, 2, 1}), "links");
  EXPECT_EQ(field({1'000, 5'000, 0, 1}), "sectors");
  EXPECT_EQ(field({1'000, 5'000, 1'001, 1}), "sectors");
}

// Four firms whose figures are worked out by hand: a -> b -> c -> b, c -> d.
TEST(NetworkShape, MeasuresAKnownNetwork) {
  SupplyInput input;
  input.sector = {0, 0, 0, 0, 0};
  input.sector_count = 1;
  input.links = {{0, 1, 1, Essentiality::kEssential},
                 {1, 2, 1, Essentiality::kReplaceable},
                 {2, 1, 1, Essentiality::kReplaceable},
                 {2, 3, 1, Essentiality::kIrrelevant}};
  const Result<NetworkShape> shape = MeasureShape(input);
  ASSERT_TRUE(shape.ok());
  EXPECT_EQ(shape->isolated, 1U);
  EXPECT_DOUBLE_EQ(shape->core_share, 0.4);
  EXPECT_DOUBLE_EQ(shape->feeding_share, 0.2);
  EXPECT_DOUBLE_EQ(shape->fed_share, 0.2);
  EXPECT_EQ(shape->customers.max, 2U);
  EXPECT_EQ(shape->suppliers.max, 2U);
  EXPECT_DOUBLE_EQ(shape->essential_share, 0.25);
  EXPECT_DOUBLE_EQ(shape->replaceable_share, 0.5);
  EXPECT_DOUBLE_EQ(shape->value_log_spread, 0);
  // b has 1 customer and 2 suppliers, c the reverse.
  EXPECT_DOUBLE_EQ(shape->degree_correlation, -1);
}

}  // namespace
}  // namespace lianmeng::chain
