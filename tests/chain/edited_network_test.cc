// Edits laid over a network: on thousands of random ones, and on every second-source edit of small
// ones, each cascade equals that of the edited network built anew, whether it was recomputed or kept.
#include "chain/edited_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "chain/cascade_engine.h"
#include "tests/chain/random_networks.h"

namespace lianmeng::chain {
namespace {

SupplyInput RandomInput(Random& random, uint32_t firms, uint32_t links) {
  SupplyInput input = InputOf(BuildReferenceNetwork(RandomLinks(random, firms, links)).value());
  if (random.Chance(0.3)) {
    for (size_t i = 0; i < input.sector.size(); ++i) {
      input.counts_in_index.push_back(random.Chance(0.8) ? 1 : 0);
    }
  }
  return input;
}

// Some links changed, some taken away, some added, now and then between new nodes.
NetworkEdit RandomEdit(Random& random, const EditableNetwork& base) {
  NetworkEdit edit;
  const SupplyNetwork& network = base.network();
  for (uint64_t count = random.Below(3); count > 0; --count) {
    edit.nodes.push_back(
        {static_cast<uint32_t>(random.Below(network.sector_count())), random.Chance(0.8)});
  }
  const uint32_t nodes = network.node_count() + static_cast<uint32_t>(edit.nodes.size());
  for (uint64_t count = 1 + random.Below(4); count > 0; --count) {
    LinkEdit link{static_cast<NodeIndex>(random.Below(nodes)),
                  static_cast<NodeIndex>(random.Below(nodes)),
                  random.Chance(0.3) ? 0.0 : random.LogNormal(0, 2),
                  static_cast<Essentiality>(random.Below(3))};
    if (link.customer < network.node_count() && random.Chance(0.6)) {
      const auto row = base.PurchasesOf(link.customer);
      if (!row.empty()) {
        const auto& purchase = row[random.Below(row.size())];
        link.supplier = purchase.supplier;
        if (random.Chance(0.7)) link.essentiality = purchase.essentiality;
      }
    }
    const bool twice = std::any_of(edit.links.begin(), edit.links.end(), [&](const LinkEdit& one) {
      return one.supplier == link.supplier && one.customer == link.customer;
    });
    if (!twice && link.supplier != link.customer) edit.links.push_back(link);
  }
  return edit;
}

SupplyNetwork BuiltAnew(const EditableNetwork& base, const NetworkEdit& edit) {
  SupplyInput input = base.ToInput();
  for (const AddedNode& node : edit.nodes) {
    if (!input.counts_in_index.empty() || !node.counts_in_index) {
      input.counts_in_index.resize(input.sector.size(), 1);
      input.counts_in_index.push_back(node.counts_in_index ? 1 : 0);
    }
    input.sector.push_back(node.sector);
  }
  if (!input.counts_in_index.empty()) input.counts_in_index.resize(input.sector.size(), 1);
  for (const LinkEdit& link : edit.links) {
    std::erase_if(input.links, [&](const SupplyLink& old) {
      return old.supplier == link.supplier && old.customer == link.customer;
    });
    input.links.push_back({link.supplier, link.customer, link.value, link.essentiality});
  }
  return SupplyNetwork::Build(input).value();
}

struct Tally {
  int64_t kept = 0;
  int64_t recomputed = 0;
};

// Every node lost alone: the edited figures, kept where the cascade does not meet the edit.
void ExpectEqualToBuiltAnew(const EditableNetwork& base, const NetworkEdit& edit,
                            double stop_threshold, Tally& tally) {
  const EditedNetwork edited(base, edit);
  const SupplyNetwork anew = BuiltAnew(base, edit);
  ASSERT_EQ(edited.node_count(), anew.node_count());
  for (NodeIndex node = 0; node < anew.node_count(); ++node) {
    ASSERT_NEAR(edited.output(node), anew.output(node), 1e-9 * (1 + anew.output(node)));
    ASSERT_NEAR(edited.index_weight(node), anew.index_weight(node), 1e-12);
  }
  const CascadeOptions options{.stop_threshold = stop_threshold, .threads = 1};
  CascadeEngine<SupplyNetwork> before(base.network());
  CascadeEngine<EditedNetwork> after(edited);
  const auto ignore = [](int, const auto&) {};
  for (NodeIndex lost = 0; lost < base.network().node_count(); ++lost) {
    const Shock shock{{{lost, 0.0}}};
    const CascadeView original = before.Run(shock, options, ignore);
    const CascadeTrace trace(base.network(), before.supply_hit(), before.demand_hit());
    const CascadeResult truth = RunCascade(anew, shock, options).value();
    const CascadeView rerun = after.Run(shock, options, ignore);
    ASSERT_NEAR(rerun.index, truth.index, 1e-9);
    ASSERT_EQ(rerun.steps, truth.steps);
    if (edited.Meets(trace)) {
      ++tally.recomputed;
      continue;
    }
    ++tally.kept;
    ASSERT_NEAR(original.index * edited.IndexScale(), truth.index, 1e-9);
    for (NodeIndex node = 0; node < base.network().node_count(); ++node) {
      ASSERT_NEAR(original.hd[node], truth.hd[node], 1e-9);
      ASSERT_NEAR(original.hu[node], truth.hu[node], 1e-9);
    }
  }
}

TEST(EditedNetwork, EqualsTheNetworkBuiltAnewOnThousandsOfRandomEdits) {
  Tally tally;
  for (uint64_t seed = 1; seed <= 4000 && !HasFatalFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const auto firms = static_cast<uint32_t>(2 + random.Below(16));
    const auto links = static_cast<uint32_t>(1 + random.Below(3 * firms));
    const auto base = EditableNetwork::Build(RandomInput(random, firms, links)).value();
    if (base.network().node_count() == 0) continue;
    ExpectEqualToBuiltAnew(base, RandomEdit(random, base), random.Chance(0.5) ? 1e-2 : 1e-4, tally);
  }
  // The claim means something only if both ways are taken often.
  EXPECT_GT(tally.kept, 5000);
  EXPECT_GT(tally.recomputed, 5000);
}

// Part of what one supplier sells a customer given to another of its sector: every such edit of
// every network of four firms in two sectors with links of 0, 1 or 3.
TEST(EditedNetwork, EqualsTheNetworkBuiltAnewForEverySecondSourceOfSmallNetworks) {
  Tally tally;
  const double values[] = {0, 1, 3};
  for (int code = 0; code < 729 && !HasFatalFailure(); ++code) {  // 3^6: suppliers 0, 1 to others
    SCOPED_TRACE("network " + std::to_string(code));
    SupplyInput input{.sector = {0, 0, 1, 1}, .sector_count = 2};
    int rest = code;
    for (const auto& [supplier, customer] :
         {std::pair<NodeIndex, NodeIndex>{0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}, {3, 0}}) {
      const auto kind = supplier < 2 ? Essentiality::kEssential : Essentiality::kReplaceable;
      input.links.push_back({supplier, customer, values[rest % 3], kind});
      rest /= 3;
    }
    const auto base = EditableNetwork::Build(input).value();
    for (const NodeIndex customer : {2u, 3u}) {
      for (const NodeIndex from : {0u, 1u}) {
        const double value = base.ValueOf(from, customer);
        if (value <= 0) continue;
        for (const double moved : {0.5 * value, value}) {
          const NetworkEdit edit{
              .links = {{from, customer, value - moved, Essentiality::kEssential},
                        {1 - from, customer, base.ValueOf(1 - from, customer) + moved,
                         Essentiality::kEssential}}};
          ExpectEqualToBuiltAnew(base, edit, 1e-4, tally);
        }
      }
    }
  }
  EXPECT_GT(tally.kept, 100);
  EXPECT_GT(tally.recomputed, 1000);
}

TEST(EditedNetwork, KeepsEveryCascadeThatAnEditElsewhereCannotReach) {
  // Two economies side by side: an edit of the first never recomputes a loss in the second.
  SupplyInput input{.sector = {0, 0, 1, 2, 3}, .sector_count = 4};
  input.links = {{0, 2, 5, Essentiality::kEssential},
                 {1, 2, 1, Essentiality::kEssential},
                 {3, 4, 7, Essentiality::kEssential}};
  const auto base = EditableNetwork::Build(input).value();
  const EditedNetwork edited(
      base, {.links = {{0, 2, 3, Essentiality::kEssential}, {1, 2, 3, Essentiality::kEssential}}});
  CascadeEngine<SupplyNetwork> engine(base.network());
  const auto meets = [&](NodeIndex lost) {
    engine.Run({{{lost, 0.0}}}, {}, [](int, const auto&) {});
    return edited.Meets({base.network(), engine.supply_hit(), engine.demand_hit()});
  };
  EXPECT_TRUE(meets(0));
  EXPECT_TRUE(meets(1));
  EXPECT_TRUE(meets(2));
  EXPECT_FALSE(meets(3));
  EXPECT_FALSE(meets(4));
}

}  // namespace
}  // namespace lianmeng::chain
