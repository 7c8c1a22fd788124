// Time to survive and to recover, and the reconstruction of hidden links, on a loaded database, each
// against a baseline in the same run.
//
//   bench_chain_time sqlite:PATH
//
//   1. programs   layered chains from a seed: survival and loss from one solver, from a solver each,
//                 and the loss by the plain simplex that tests use
//   2. chains     time to survive and to recover of every product of each chain of the database, as
//                 `risk time` computes it
//   3. draws      20 draws of the unknown links, of all chains with the organisations' index as
//                 `serve` makes them and of one chain as `risk certainty` does: one and two threads;
//                 a drawn network against the published one
//   4. trial      half of the known links hidden and reconstructed, as `evaluate reconstruction`
//   5. fit        the sparse fit of totals against a full table, the same number of sweeps
// Wall times, the least of some runs.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "app/platform.h"
#include "base/random.h"
#include "bench/must.h"
#include "chain/chain_time.h"
#include "chain/hidden_links.h"
#include "chain/reconstruction.h"
#include "tests/chain/dense_fit.h"
#include "tests/chain/reference_time.h"

namespace lianmeng::chain {
namespace {

constexpr uint64_t kSeed = 1;
constexpr int kRuns = 5;
constexpr uint32_t kDraws = 20;

// The least of some runs.
template <typename Work>
double Milliseconds(int runs, const Work& work) {
  double least = kInfinity;
  for (int run = 0; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    least = std::min(least, took.count());
  }
  return least;
}

// Each good from three of the goods before it; the last tenth is in demand, the first one is lost.
TimeModel LayeredChain(uint32_t products) {
  Random random(kSeed);
  TimeModel model;
  for (uint32_t product = 0; product < products; ++product) {
    TimeGood good;
    if (product >= products - products / 10) {
      good.demand_day = 0.5;
      good.value = 1.0 + static_cast<double>(random.Below(9));
    }
    model.goods.push_back(good);
    // What is in demand is made just as fast, so that a lost input is felt.
    const double capacity = good.demand_day > 0 ? good.demand_day : 1.0;
    TimeProcess process{.capacity_day = product == 0 ? 0.0 : capacity, .outputs = {{product, 1}}};
    for (uint32_t i = 0; product > 0 && i < 3; ++i) {
      const bool essential = random.Chance(0.5);
      process.inputs.push_back(
          {.good = static_cast<uint32_t>(random.Below(product)),
           .amount = 0.1,
           .essentiality = essential ? Essentiality::kEssential : Essentiality::kReplaceable,
           .lost_share = essential ? 0.0 : 0.3,
           .stock = static_cast<double>(5 + random.Below(60))});
    }
    model.processes.push_back(std::move(process));
  }
  return model;
}

void BenchPrograms() {
  constexpr double kDays = 180;
  std::printf("1. programs: survival and loss over %.0f days\n", kDays);
  std::printf("   %8s %6s | %12s %14s %6s | %14s %6s %11s\n", "products", "rows", "one solver",
              "a solver each", "ratio", "plain, loss", "ratio", "difference");
  for (const uint32_t products : {10u, 20u, 40u, 80u}) {
    const TimeModel model = LayeredChain(products);
    const auto solver = [&] { return Must(TimeSolver::Build(model, {})); };
    double loss = 0, plain_loss = 0;
    const double one = Milliseconds(kRuns, [&] {
      TimeSolver both = solver();
      (void)Must(both.Survive());
      loss = Must(both.Lose(kDays)).loss;
    });
    const double each = Milliseconds(kRuns, [&] {
      (void)Must(solver().Survive());
      (void)Must(solver().Lose(kDays));
    });
    const double lose = Milliseconds(kRuns, [&] { (void)Must(solver().Lose(kDays)); });
    const double plain = Milliseconds(1, [&] { plain_loss = ReferenceLoss(model, kDays); });
    std::printf("   %8u %6zu | %9.2f ms %11.2f ms %6.2f | %11.2f ms %6.0f %11.1e of %.4g\n",
                products, solver().row_count(), one, each, each / one, plain, plain / lose,
                std::abs(loss - plain_loss), loss);
    std::fflush(stdout);
  }
}

void BenchChains(app::Analysis& analysis) {
  const UnitNetwork& network = *Must(analysis.Network());
  const std::vector<ChainInput> chains = app::MakeChainInputs(analysis.snapshot());
  std::printf("2. chains of the database: every product's three losses\n");
  double total = 0;
  int64_t programs = 0;
  for (size_t i = 0; i < chains.size(); ++i) {
    ChainTime time;
    const double ms =
        Milliseconds(kRuns, [&] { time = Must(ComputeChainTime(network, chains[i])); });
    std::printf("   %-12s %4zu products %5lld programs, %4lld rows at most: %8.1f ms\n",
                analysis.snapshot().chains[i].key.c_str(), time.points.size(),
                static_cast<long long>(time.programs), static_cast<long long>(time.rows_max), ms);
    total += ms;
    programs += time.programs;
  }
  const double cascades =
      Milliseconds(kRuns, [&] { (void)Must(FindRiskPoints(network, chains, {.threads = 1})); });
  std::printf(
      "   all: %.0f ms, %.2f ms a program; the cascades of the same losses, one thread:"
      " %.0f ms, ratio %.2f\n",
      total, total / static_cast<double>(programs), cascades, total / cascades);
  std::fflush(stdout);
}

double BenchDraws(const char* label, const Economy& economy, std::span<const ChainInput> chains,
                  bool organisations) {
  double one_thread = 0;
  for (const int threads : {1, 2}) {
    const double ms = Milliseconds(3, [&] {
      (void)Must(MeasureCertainty(
          economy, chains,
          {.draws = kDraws, .seed = kSeed, .organisations = organisations, .threads = threads}));
    });
    if (threads == 1) one_thread = ms;
    std::printf("   %-38s %d thread%s %8.0f ms %8.1f ms a draw, ratio %.2f\n", label, threads,
                threads == 1 ? ", " : "s,", ms, ms / kDraws, one_thread / ms);
    std::fflush(stdout);
  }
  return one_thread;
}

void BenchReconstruction(const app::Snapshot& snapshot) {
  const Economy economy = app::MakeEconomy(snapshot);
  const std::vector<ChainInput> chains = app::MakeChainInputs(snapshot);
  std::printf("3. draws of the unknown links: %u\n", kDraws);
  UnitNetwork published;
  const double rule = Milliseconds(kRuns, [&] { published = Must(BuildUnitNetwork(economy)); });
  UnitNetworkOptions drawn;
  drawn.draw = NetworkDraw{.seed = kSeed};
  const double draw = Milliseconds(kRuns, [&] { (void)Must(BuildUnitNetwork(economy, drawn)); });
  std::printf("   network of %u units, %zu links: published %.1f ms, drawn %.1f ms, ratio %.2f\n",
              published.maker_count, published.links.size(), rule, draw, draw / rule);
  (void)BenchDraws("all chains and the organisations", economy, chains, true);
  const double all = BenchDraws("all chains", economy, chains, false);
  (void)BenchDraws(("chain " + snapshot.chains[0].key).c_str(), economy, {&chains[0], 1}, false);
  HiddenLinkOptions options;
  options.certainty = {.draws = kDraws, .seed = kSeed, .threads = 1};
  HiddenLinkTrial trial;
  const double ms =
      Milliseconds(1, [&] { trial = Must(TryHiddenLinks(economy, chains, options)); });
  std::printf(
      "4. trial, %lld of %lld links hidden, one thread: %.0f ms, %.2f times the draws of all"
      " chains\n",
      static_cast<long long>(trial.hidden), static_cast<long long>(trial.links), ms, ms / all);
  std::fflush(stdout);
}

// A tenth of the cells are open; totals are the sums of a table on them.
void BenchFit() {
  std::printf("5. fit of totals, a tenth of the cells open\n");
  for (const size_t size : {100u, 300u, 1000u}) {
    Random random(kSeed);
    SparseTable prior{.column_count = static_cast<uint32_t>(size)};
    DenseTable full(size, std::vector<long double>(size, 0));
    std::vector<double> rows(size, 0), columns(size, 0);
    for (size_t row = 0; row < size; ++row) {
      for (size_t column = 0; column < size; ++column) {
        if (column != row && !random.Chance(0.1)) continue;
        const double weight = random.LogNormal(0, 1), value = random.LogNormal(0, 1);
        prior.columns.push_back(static_cast<uint32_t>(column));
        prior.values.push_back(weight);
        full[row][column] = weight;
        rows[row] += value;
        columns[column] += value;
      }
      prior.row_offsets.push_back(static_cast<uint32_t>(prior.columns.size()));
    }
    SparseTable fitted;
    FitReport report;
    const double sparse = Milliseconds(kRuns, [&] {
      fitted = prior;
      report = Must(FitTotals(fitted, rows, columns));
    });
    DenseTable dense;
    const double plain =
        Milliseconds(1, [&] { dense = DenseFit(full, rows, columns, report.sweeps); });
    long double difference = 0;
    for (size_t row = 0; row < size; ++row) {
      for (uint32_t i = fitted.row_offsets[row]; i < fitted.row_offsets[row + 1]; ++i) {
        difference =
            std::max(difference, std::abs(fitted.values[i] - dense[row][fitted.columns[i]]));
      }
    }
    std::printf(
        "   %4zu x %-4zu %3d sweeps: %8.2f ms; full table %8.1f ms, ratio %5.0f,"
        " difference %.1Le\n",
        size, size, report.sweeps, sparse, plain, plain / sparse, difference);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace lianmeng::chain

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s sqlite:PATH\n", argv[0]);
    return 2;
  }
  using namespace lianmeng;
  const auto platform = Must(app::Platform::Open(argv[1]));
  const auto analysis = Must(platform->Current(Viewer::Office()));
  chain::BenchPrograms();
  chain::BenchChains(*analysis);
  chain::BenchReconstruction(analysis->snapshot());
  chain::BenchFit();
  return 0;
}
