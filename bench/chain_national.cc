// Speed of the systemic index on a synthetic national network, as ratios within one run.
//
//   bench_chain_national [FIRMS LINKS SECTORS SEED]      250000 1200000 88 1 unless given
//
// The baseline recomputes every firm in every step on the same layout, compiled with the same flags
// (CascadeOptions::full_sweeps). It takes a tenth of a second and more a firm, so it runs on a
// sample: firms by degree in three strata, the first thousandth, the rest of the first hundredth, all
// others, kSample of each; the mean of a stratum stands for its part of the population. The engines
// run on the same sample, on one thread, and then on every firm of the economy.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <numeric>

#include "bench/must.h"
#include "bench/national_sample.h"
#include "chain/cascade.h"
#include "chain/certified_cascade.h"
#include "chain/certified_index.h"
#include "chain/published_index.h"
#include "chain/synthetic_network.h"
#include "chain/systemic_index.h"

namespace lianmeng::chain {
namespace {

constexpr size_t kSample = 12;
constexpr double kTolerance = 1e-4;

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Seconds a firm, weighted back to the population; compute(firm) is timed alone.
template <typename Compute>
double SecondsPerFirm(const std::vector<Stratum>& strata, const Compute& compute) {
  double mean = 0;
  for (const Stratum& stratum : strata) {
    const double begin = Now();
    for (const NodeIndex firm : stratum.firms) compute(firm);
    const double seconds = (Now() - begin) / static_cast<double>(stratum.firms.size());
    std::printf(" %10.3f ms", 1e3 * seconds);
    mean += stratum.share * seconds;
  }
  std::printf(" | %10.4f ms", 1e3 * mean);
  return mean;
}

// The published iteration, step by step.
double Cascades(const SupplyNetwork& network, const std::vector<Stratum>& strata,
                double stop_threshold, bool full_sweeps) {
  return SecondsPerFirm(strata, [&](NodeIndex firm) {
    const Shock shock{{{.node = firm}}};
    const Status done =
        RunCascades(network, {&shock, 1},
                    {.stop_threshold = stop_threshold, .threads = 1, .full_sweeps = full_sweeps},
                    [](size_t, const CascadeView&) {});
    if (!done.ok()) std::exit(1);
  });
}

// As app::RunWhatIf asks for it: every step with its wave until nothing moves by more than 1e-7, and
// the interval proven beside it.
void WhatIfs(const std::vector<Stratum>& strata, const SupplyNetwork& network) {
  SecondsPerFirm(strata, [&](NodeIndex firm) {
    const Shock shock{{{.node = firm}}};
    auto proof =
        std::async(std::launch::async, [&] { return Must(CertifyCascade(network, shock)); });
    Must(RunCascade(network, shock, {.stop_threshold = 1e-7}, {.waves = true, .change_min = 1e-4}));
    proof.get();
  });
}

std::vector<NodeIndex> AllOf(const SupplyNetwork& network) {
  std::vector<NodeIndex> firms(network.node_count());
  std::iota(firms.begin(), firms.end(), 0u);
  return firms;
}

void WholeCertified(const SupplyNetwork& network, int threads) {
  const double begin = Now();
  const auto engine =
      Must(CertifiedIndex::Prepare(network, {.tolerance = kTolerance, .threads = threads}));
  const double prepared = Now();
  std::vector<Interval> out(network.node_count());
  if (!engine.Compute(AllOf(network), out).ok()) std::exit(1);
  const double seconds = Now() - prepared;
  double widest = 0;
  for (const Interval& interval : out) widest = std::max(widest, interval.width());
  const auto statistics = engine.statistics();
  const auto bytes = static_cast<double>(statistics.bytes_read);
  std::printf(
      "   certified    %d threads: %7.2f s to prepare, %8.2f s for all firms, widest %.3g\n",
      threads, prepared - begin, seconds, widest);
  std::printf("                %lld firms at once, %lld pushed, %lld hubs in lanes, %lld wider\n",
              static_cast<long long>(statistics.firms_at_once),
              static_cast<long long>(statistics.firms_pushed),
              static_cast<long long>(statistics.firms_followed),
              static_cast<long long>(statistics.firms_wider));
  std::printf("                %.3g links read, %.1f GB, %.2f GB/s\n",
              static_cast<double>(statistics.link_reads), 1e-9 * bytes, 1e-9 * bytes / seconds);
}

void WholePublished(const SupplyNetwork& network, int threads) {
  const double begin = Now();
  const auto engine = Must(PublishedIndex::Prepare(network, {.threads = threads}));
  const double prepared = Now();
  std::vector<double> out(network.node_count());
  if (!engine.Compute(AllOf(network), out).ok()) std::exit(1);
  std::printf(
      "   published    %d threads: %7.2f s to prepare, %8.2f s for all firms, %.3g links read\n",
      threads, prepared - begin, Now() - prepared, static_cast<double>(engine.link_reads()));
}

// What one thread reads from memory at the most: in order, and line by line at random places of as
// much as the state of eight shocks takes up.
void MeasureMemory() {
  std::vector<double> numbers(size_t{1} << 26, 1.0);  // 512 MB
  double begin = Now();
  double sums[8] = {};
  for (size_t i = 0; i < numbers.size(); i += 8) {
    for (size_t lane = 0; lane < 8; ++lane) sums[lane] += numbers[i + lane];
  }
  const double in_order = 8.0 * static_cast<double>(numbers.size()) / (Now() - begin);
  constexpr size_t kLines = 170'000;
  std::vector<uint32_t> places(size_t{1} << 24);
  uint64_t state = 1;
  for (uint32_t& place : places) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    place = static_cast<uint32_t>((state >> 33) % kLines) * 8;
  }
  begin = Now();
  for (const uint32_t place : places) {
    for (size_t lane = 0; lane < 8; ++lane) sums[lane] += numbers[place + lane];
  }
  const double at_random = 64.0 * static_cast<double>(places.size()) / (Now() - begin);
  std::printf("memory, one thread: %.1f GB/s in order, %.1f GB/s in random lines of 11 MB%s\n",
              1e-9 * in_order, 1e-9 * at_random, sums[0] < 0 ? "!" : "");
}

void Run(const SyntheticOptions& options) {
  const SupplyNetwork network = Must(SupplyNetwork::Build(Must(GenerateNetwork(options))));
  std::printf("network of %u firms, %u links, %u sectors\n", network.node_count(),
              network.link_count(), network.sector_count());
  const std::vector<Stratum> strata = SampleByDegree(network, kSample);
  std::printf("   a firm, one thread: first 0.1 %%, to 1 %%, all others | weighted\n");
  std::printf("   %-26s", "full sweeps to 1e-2");
  const double coarse = Cascades(network, strata, 1e-2, true);
  std::printf("\n   %-26s", "published, 1e-2");
  const auto published = Must(PublishedIndex::Prepare(network, {.threads = 1}));
  double index = 0;
  const double fast = SecondsPerFirm(strata, [&](NodeIndex firm) {
    if (!published.Compute({&firm, 1}, {&index, 1}).ok()) std::exit(1);
  });
  std::printf(" %8.1fx\n   %-26s", coarse / fast, "full sweeps to 1e-5");
  const double fine = Cascades(network, strata, 1e-5, true);
  std::printf("\n   %-26s", "certified, width 1e-4");
  const auto certified =
      Must(CertifiedIndex::Prepare(network, {.tolerance = kTolerance, .threads = 1}));
  Interval interval;
  const double proven = SecondsPerFirm(strata, [&](NodeIndex firm) {
    if (!certified.Compute({&firm, 1}, {&interval, 1}).ok()) std::exit(1);
  });
  std::printf(" %8.1fx (without what is made once for all firms)\n", fine / proven);
  std::printf("\n   %-26s", "what-if, all threads");
  WhatIfs(strata, network);
  std::printf("\n");
  MeasureMemory();
  std::printf("the whole economy\n");
  for (const int threads : {1, 2}) WholeCertified(network, threads);
  const double begin = Now();
  const Ranking ranking = Must(RankFirms(network, {.top = 100, .threads = 2}));
  const auto unproven = std::count_if(ranking.firms.begin(), ranking.firms.end(),
                                      [](const RankedFirm& firm) { return !firm.proven; });
  std::printf("   ranking 100  2 threads: %7.2f s, %lld firms refined, %lld not told apart\n",
              Now() - begin, static_cast<long long>(ranking.firms_refined),
              static_cast<long long>(unproven));
  std::fflush(stdout);
  WholePublished(network, 2);
}

}  // namespace
}  // namespace lianmeng::chain

int main(int argc, char** argv) {
  lianmeng::chain::SyntheticOptions options;
  if (argc == 5) {
    options.firms = static_cast<uint32_t>(std::strtoul(argv[1], nullptr, 10));
    options.links = std::strtoull(argv[2], nullptr, 10);
    options.sectors = static_cast<uint32_t>(std::strtoul(argv[3], nullptr, 10));
    options.seed = std::strtoull(argv[4], nullptr, 10);
  }
  lianmeng::chain::Run(options);
}
