// Re-scoring by difference: for every firm of random networks and of synthetic economies, and for
// edits small and large, equal to the cascade on the edited network built anew.
#include "chain/network_rescore.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "chain/synthetic_network.h"
#include "tests/chain/random_networks.h"

namespace lianmeng::chain {
namespace {

SupplyNetwork BuiltAnew(const EditableNetwork& base, const NetworkEdit& edit) {
  SupplyInput input = base.ToInput();
  for (const LinkEdit& link : edit.links) {
    std::erase_if(input.links, [&](const SupplyLink& old) {
      return old.supplier == link.supplier && old.customer == link.customer;
    });
    input.links.push_back({link.supplier, link.customer, link.value, link.essentiality});
  }
  return SupplyNetwork::Build(input).value();
}

std::vector<NodeIndex> AllFirms(const EditableNetwork& base) {
  std::vector<NodeIndex> firms(base.network().node_count());
  std::iota(firms.begin(), firms.end(), 0U);
  return firms;
}

struct Tally {
  int64_t kept = 0, followed = 0, rerun = 0, changed = 0;
};

void ExpectEqualToBuiltAnew(const EditableNetwork& base, const NetworkRescorer& rescorer,
                            const NetworkEdit& edit, double stop_threshold, Tally& tally) {
  const SupplyNetwork anew = BuiltAnew(base, edit);
  const RescoredIndex after = rescorer.Evaluate(edit);
  tally.kept += after.firms_kept;
  tally.followed += after.firms_followed;
  tally.rerun += after.firms_rerun;
  double sum = 0;
  for (NodeIndex firm = 0; firm < anew.node_count(); ++firm) {
    const CascadeOptions options{.stop_threshold = stop_threshold, .threads = 1};
    const double truth = RunCascade(anew, {{{firm, 0.0}}}, options).value().index;
    ASSERT_NEAR(after.index[firm], truth, 1e-9) << "firm " << firm;
    tally.changed += std::abs(truth - rescorer.index()[firm]) > 1e-9 ? 1 : 0;
    sum += truth;
  }
  EXPECT_NEAR(after.mean, sum / anew.node_count(), 1e-9);
}

// A customer moves `part` of what it buys from a supplier to another of the same sector, if there is
// one.
NetworkEdit SecondSource(const EditableNetwork& base, NodeIndex customer, double part,
                         Random& random) {
  const auto purchases = base.PurchasesOf(customer);
  if (purchases.empty()) return {};
  const auto& from = purchases[random.Below(purchases.size())];
  const auto sector = base.network().SectorNodes(base.network().sector(from.supplier));
  const NodeIndex to = sector[random.Below(sector.size())];
  if (to == from.supplier || to == customer) return {};
  const auto* already = base.Find(to, customer);
  const double moved = from.value * part;
  return {.links = {{from.supplier, customer, from.value - moved, from.essentiality},
                    {to, customer, moved + (already == nullptr ? 0 : already->value),
                     already == nullptr ? from.essentiality : already->essentiality}}};
}

// Links changed, taken away and added anywhere, also across sectors.
NetworkEdit AnyEdit(const EditableNetwork& base, Random& random) {
  NetworkEdit edit;
  const uint32_t count = base.network().node_count();
  for (uint64_t left = 1 + random.Below(4); left > 0; --left) {
    LinkEdit link{static_cast<NodeIndex>(random.Below(count)),
                  static_cast<NodeIndex>(random.Below(count)),
                  random.Chance(0.3) ? 0.0 : random.LogNormal(0, 2),
                  static_cast<Essentiality>(random.Below(3))};
    const auto row = base.PurchasesOf(link.customer);
    if (!row.empty() && random.Chance(0.6)) link.supplier = row[random.Below(row.size())].supplier;
    const bool twice = std::any_of(edit.links.begin(), edit.links.end(), [&](const LinkEdit& one) {
      return one.supplier == link.supplier && one.customer == link.customer;
    });
    if (!twice && link.supplier != link.customer) edit.links.push_back(link);
  }
  return edit;
}

TEST(NetworkRescorer, EqualsTheNetworkBuiltAnewOnRandomNetworks) {
  Tally tally;
  for (uint64_t seed = 1; seed <= 150 && !HasFatalFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const auto firms = static_cast<uint32_t>(3 + random.Below(40));
    SupplyInput input =
        InputOf(BuildReferenceNetwork(RandomLinks(random, firms, 3 * firms)).value());
    if (random.Chance(0.3)) {
      for (size_t i = 0; i < input.sector.size(); ++i) {
        input.counts_in_index.push_back(random.Chance(0.8) ? 1 : 0);
      }
    }
    const EditableNetwork base = EditableNetwork::Build(input).value();
    const double threshold = random.Chance(0.5) ? 1e-2 : 1e-4;
    const NetworkRescorer rescorer =
        NetworkRescorer::Prepare(base, AllFirms(base), {threshold, 1}).value();
    for (int i = 0; i < 3; ++i) {
      ExpectEqualToBuiltAnew(base, rescorer, AnyEdit(base, random), threshold, tally);
    }
  }
  EXPECT_GT(tally.followed, 2000);
  EXPECT_GT(tally.changed, 2000);
}

TEST(NetworkRescorer, EqualsTheNetworkBuiltAnewOnASyntheticEconomy) {
  const SupplyInput input =
      GenerateNetwork({.firms = 400, .links = 2000, .sectors = 15, .seed = 2}).value();
  const EditableNetwork base = EditableNetwork::Build(input).value();
  const NetworkRescorer rescorer =
      NetworkRescorer::Prepare(base, AllFirms(base), {.threads = 1}).value();
  Random random(1);
  Tally tally;
  for (int i = 0; i < 40 && !HasFatalFailure(); ++i) {
    SCOPED_TRACE("edit " + std::to_string(i));
    const auto customer = static_cast<NodeIndex>(random.Below(input.sector.size()));
    const double part = random.Chance(0.5) ? 0.5 : 1.0;
    ExpectEqualToBuiltAnew(base, rescorer, SecondSource(base, customer, part, random), 1e-2, tally);
  }
  EXPECT_GT(tally.kept, tally.rerun);
  EXPECT_GT(tally.followed, 1000);
  EXPECT_GT(tally.changed, 100);
}

TEST(NetworkRescorer, AnEmptyEditChangesNothingAndThreadsNeither) {
  const SupplyInput input =
      GenerateNetwork({.firms = 300, .links = 1200, .sectors = 9, .seed = 5}).value();
  const EditableNetwork base = EditableNetwork::Build(input).value();
  const std::vector<NodeIndex> firms = {7, 3, 250, 3};
  const NetworkRescorer one = NetworkRescorer::Prepare(base, firms, {.threads = 1}).value();
  const NetworkRescorer three = NetworkRescorer::Prepare(base, firms, {.threads = 3}).value();
  for (size_t i = 0; i < firms.size(); ++i) {
    EXPECT_NEAR(one.index()[i], RunCascade(base.network(), {{{firms[i], 0.0}}}).value().index,
                1e-12);
    EXPECT_NEAR(one.Evaluate({}).index[i], one.index()[i], 1e-12);
  }
  Random random(4);
  for (NodeIndex customer = 0; customer < 40; ++customer) {
    const NetworkEdit edit = SecondSource(base, customer, 0.5, random);
    EXPECT_EQ(one.Evaluate(edit).index, three.Evaluate(edit).index);
  }
  EXPECT_GT(one.memory_bytes(), 1000U);
}

TEST(NetworkRescorer, RefusesAFirmThatIsNotThere) {
  const EditableNetwork base =
      EditableNetwork::Build({.sector = {0, 0}, .sector_count = 1, .links = {{0, 1, 1}}}).value();
  const std::vector<NodeIndex> firms = {1, 2};
  const auto refused = NetworkRescorer::Prepare(base, firms, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().place.value, "2");
  EXPECT_EQ(refused.error().place.line, 2);
}

}  // namespace
}  // namespace lianmeng::chain
