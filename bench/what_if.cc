// Time of what-if as the console asks for it, on a loaded database.
//
//   bench_what_if sqlite:PATH SCENARIO.json...
//
// The snapshot and its network are made first and timed apart: `serve` makes them once. Each scenario
// is then answered kRuns times: waves, proven interval, days with stocks, rows by chain, city,
// product and firm (app::RunWhatIf), on as many threads as the machine has. Prints milliseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "app/platform.h"
#include "app/what_if.h"
#include "bench/must.h"

namespace {

using namespace lianmeng;

constexpr int kRuns = 5;

double Now() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void MeasureScenario(app::Analysis& analysis, const char* path) {
  const std::string text = Must(app::ReadScenarioFile(path));
  const auto scenario = Must(app::ReadJson<app::Scenario>(text, {.file = path}));
  std::vector<double> ms;
  app::WhatIf answer;
  for (int run = 0; run < kRuns; ++run) {
    const double begin = Now();
    answer = Must(app::RunWhatIf(analysis, scenario));
    ms.push_back(Now() - begin);
  }
  std::sort(ms.begin(), ms.end());
  std::printf("%8.1f ms median, %8.1f greatest; %lld steps, %lld units hit; %s\n",
              ms[ms.size() / 2], ms.back(), static_cast<long long>(answer.total.steps),
              static_cast<long long>(answer.total.units), path);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s sqlite:PATH SCENARIO.json...\n", argv[0]);
    return 2;
  }
  double begin = Now();
  const auto platform = Must(app::Platform::Open(argv[1]));
  const auto analysis = Must(platform->Current(Viewer::Office()));
  const double opened = Now() - begin;
  begin = Now();
  const chain::UnitNetwork& network = *Must(analysis->Network());
  Must(analysis->Purchases());
  std::printf("%zu organisations, %zu production units, %u links; %.0f ms to open, %.0f to build\n",
              analysis->snapshot().organisations.size(), network.units.size(),
              network.network.link_count(), opened, Now() - begin);
  for (int i = 2; i < argc; ++i) MeasureScenario(*analysis, argv[i]);
}
