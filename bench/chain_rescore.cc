// Re-scoring edits of a synthetic national network against recomputing the economy, in one run.
//
//   bench_chain_rescore [--sample] [FIRMS LINKS SECTORS SEED]    250000 1200000 88 1 unless given
//
// The baseline is the published index of every firm of the economy; with --sample only of some firms
// by degree in three strata, weighted back to the population. Then two sets of firms are kept
// (chain/network_rescore.h): kSet drawn evenly, and the kSet / 10 with the most links. Edits are
// second sources: a customer moves half of what it buys from one supplier to another of the same
// sector; customers drawn evenly, purchases drawn evenly (so that the supplier is often a hub), and
// the customers with the most suppliers. Ratios are those of the median wall time and of the mean
// processor time. Every figure of the first edit of a kind, and of some firms of every other one, is
// compared with the published index on the edited network built anew.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <numeric>

#include "base/random.h"
#include "bench/must.h"
#include "bench/national_sample.h"
#include "chain/network_rescore.h"
#include "chain/published_index.h"
#include "chain/synthetic_network.h"

namespace lianmeng::chain {
namespace {

constexpr int kThreads = 2;
constexpr size_t kSet = 600;
constexpr size_t kEditsOfAKind = 10;
constexpr size_t kChecked = 12;  // firms, of each edit
constexpr size_t kSample = 12;   // firms, of each stratum

// Wall and processor time; beside other work the second is the one to compare.
struct Seconds {
  double wall = 0, processor = 0;
};

Seconds Now() {
  return {
      std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(),
      static_cast<double>(std::clock()) / CLOCKS_PER_SEC};
}

Seconds Since(const Seconds& begin) {
  const Seconds now = Now();
  return {now.wall - begin.wall, now.processor - begin.processor};
}

std::vector<double> Published(const SupplyNetwork& network, std::span<const NodeIndex> firms) {
  const auto engine = Must(PublishedIndex::Prepare(network, {.threads = kThreads}));
  std::vector<double> index(firms.size());
  if (!engine.Compute(firms, index).ok()) std::exit(1);
  return index;
}

Seconds WholeEconomy(const SupplyNetwork& network) {
  std::vector<NodeIndex> firms(network.node_count());
  std::iota(firms.begin(), firms.end(), 0U);
  const Seconds begin = Now();
  Published(network, firms);
  return Since(begin);
}

// As if the threads shared the firms evenly.
Seconds SampledEconomy(const SupplyNetwork& network) {
  const Seconds begin = Now();
  const auto engine = Must(PublishedIndex::Prepare(network, {.threads = kThreads}));
  Seconds seconds = Since(begin);
  for (const Stratum& stratum : SampleByDegree(network, kSample)) {
    const Seconds start = Now();
    for (const NodeIndex firm : stratum.firms) {
      double index = 0;
      if (!engine.Compute({&firm, 1}, {&index, 1}).ok()) std::exit(1);
    }
    const Seconds took = Since(start);
    const double firms_each =
        stratum.share * network.node_count() / static_cast<double>(stratum.firms.size());
    seconds.wall += took.wall * firms_each / kThreads;
    seconds.processor += took.processor * firms_each;
  }
  return seconds;
}

// Half of a purchase, to another firm of the supplier's sector; empty if there is none.
NetworkEdit SecondSource(const EditableNetwork& base, NodeIndex customer, size_t purchase,
                         Random& random) {
  const auto& from = base.PurchasesOf(customer)[purchase];
  const auto sector = base.network().SectorNodes(base.network().sector(from.supplier));
  for (int attempt = 0; attempt < 100; ++attempt) {
    const NodeIndex to = sector[random.Below(sector.size())];
    if (to == customer || base.Find(to, customer) != nullptr) continue;
    return {.links = {{from.supplier, customer, 0.5 * from.value, from.essentiality},
                      {to, customer, 0.5 * from.value, from.essentiality}}};
  }
  return {};
}

struct EditKind {
  const char* name;
  std::vector<NetworkEdit> edits;
};

std::vector<EditKind> MakeEdits(const EditableNetwork& base) {
  const SupplyNetwork& network = base.network();
  Random random(1);
  std::vector<NodeIndex> customers, purchases;
  for (NodeIndex node = 0; node < network.node_count(); ++node) {
    if (!base.PurchasesOf(node).empty()) customers.push_back(node);
    purchases.insert(purchases.end(), base.PurchasesOf(node).size(), node);
  }
  std::vector<NodeIndex> largest = customers;
  std::stable_sort(largest.begin(), largest.end(), [&](NodeIndex a, NodeIndex b) {
    return base.PurchasesOf(a).size() > base.PurchasesOf(b).size();
  });
  std::vector<EditKind> kinds = {{"customer drawn evenly", {}},
                                 {"purchase drawn evenly", {}},
                                 {"customer with most suppliers", {}}};
  for (size_t i = 0; i < kEditsOfAKind; ++i) {
    const NodeIndex drawn[] = {customers[random.Below(customers.size())],
                               purchases[random.Below(purchases.size())], largest[i]};
    for (size_t kind = 0; kind < kinds.size(); ++kind) {
      const size_t purchase = random.Below(base.PurchasesOf(drawn[kind]).size());
      kinds[kind].edits.push_back(SecondSource(base, drawn[kind], purchase, random));
    }
  }
  return kinds;
}

double GreatestDifference(const EditableNetwork& base, const NetworkEdit& edit,
                          std::span<const NodeIndex> firms, std::span<const double> index,
                          bool all) {
  SupplyInput input = base.ToInput();
  for (const LinkEdit& link : edit.links) {
    const auto old = std::find_if(input.links.begin(), input.links.end(), [&](const auto& one) {
      return one.supplier == link.supplier && one.customer == link.customer;
    });
    if (old != input.links.end()) {
      old->value = link.value;
    } else {
      input.links.push_back({link.supplier, link.customer, link.value, link.essentiality});
    }
  }
  std::vector<NodeIndex> checked;
  std::vector<double> expected;
  const size_t stride = all ? 1 : std::max<size_t>(1, firms.size() / kChecked);
  for (size_t i = 0; i < firms.size(); i += stride) {
    checked.push_back(firms[i]);
    expected.push_back(index[i]);
  }
  const std::vector<double> truth = Published(Must(SupplyNetwork::Build(input)), checked);
  double greatest = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    greatest = std::max(greatest, std::abs(truth[i] - expected[i]));
  }
  return greatest;
}

void Rescore(const EditableNetwork& base, std::span<const NodeIndex> firms, const char* name,
             std::span<const EditKind> kinds, const Seconds& economy) {
  const Seconds begin = Now();
  const auto rescorer = Must(NetworkRescorer::Prepare(base, firms, {.threads = kThreads}));
  std::printf("%s: %zu firms kept in %.1f s, %.0f MB\n", name, firms.size(), Since(begin).wall,
              static_cast<double>(rescorer.memory_bytes()) / 1e6);
  std::printf("   %-29s %9s %9s %9s | %9s %9s | %6s %8s %6s | %s\n", "edits, ms", "median",
              "slowest", "processor", "ratio", "processor", "kept", "followed", "anew",
              "difference");
  for (const EditKind& kind : kinds) {
    Seconds total;
    std::vector<double> walls;
    double greatest = 0;
    int64_t kept = 0, followed = 0, rerun = 0;
    for (size_t i = 0; i < kind.edits.size(); ++i) {
      const Seconds start = Now();
      const RescoredIndex after = rescorer.Evaluate(kind.edits[i]);
      const Seconds took = Since(start);
      total.wall += took.wall;
      total.processor += took.processor;
      walls.push_back(took.wall);
      kept += after.firms_kept;
      followed += after.firms_followed;
      rerun += after.firms_rerun;
      greatest =
          std::max(greatest, GreatestDifference(base, kind.edits[i], firms, after.index, i == 0));
    }
    const auto edits = static_cast<double>(kind.edits.size());
    std::sort(walls.begin(), walls.end());
    const double median = walls[walls.size() / 2];
    std::printf("   %-29s %9.2f %9.2f %9.2f | %9.0f %9.0f | %6lld %8lld %6lld | %.1e\n", kind.name,
                1e3 * median, 1e3 * walls.back(), 1e3 * total.processor / edits,
                economy.wall / median, economy.processor * edits / total.processor,
                static_cast<long long>(kept), static_cast<long long>(followed),
                static_cast<long long>(rerun), greatest);
    std::fflush(stdout);
  }
}

void Run(const SyntheticOptions& options, bool sample) {
  const EditableNetwork base = Must(EditableNetwork::Build(Must(GenerateNetwork(options))));
  const SupplyNetwork& network = base.network();
  std::printf("network of %u firms, %u links, %u sectors\n", network.node_count(),
              network.link_count(), network.sector_count());
  const Seconds economy = sample ? SampledEconomy(network) : WholeEconomy(network);
  std::printf("published index of every firm, %d threads%s: %.1f s, processor %.1f s\n", kThreads,
              sample ? ", from a sample" : "", economy.wall, economy.processor);
  std::fflush(stdout);
  const std::vector<EditKind> kinds = MakeEdits(base);
  Random random(2);
  std::vector<NodeIndex> drawn;
  while (drawn.size() < kSet) {
    drawn.push_back(static_cast<NodeIndex>(random.Below(network.node_count())));
  }
  Rescore(base, drawn, "firms drawn evenly", kinds, economy);
  std::vector<NodeIndex> hubs = ByDegree(network);
  hubs.resize(kSet / 10);
  Rescore(base, hubs, "firms with most links", kinds, economy);
}

}  // namespace
}  // namespace lianmeng::chain

int main(int argc, char** argv) {
  const bool sample = argc > 1 && std::strcmp(argv[1], "--sample") == 0;
  if (sample) {
    ++argv;
    --argc;
  }
  lianmeng::chain::SyntheticOptions options;
  if (argc == 5) {
    options.firms = static_cast<uint32_t>(std::strtoul(argv[1], nullptr, 10));
    options.links = std::strtoull(argv[2], nullptr, 10);
    options.sectors = static_cast<uint32_t>(std::strtoul(argv[3], nullptr, 10));
    options.seed = std::strtoull(argv[4], nullptr, 10);
  }
  lianmeng::chain::Run(options, sample);
}
