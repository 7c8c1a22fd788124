// Admission where flows have limits that bind in the cycles by which they leave: how long admission and release take,
// and what memory that wants.
//
//   bench_network_limits
//
// A star of five sites with links of 100 Gb/s that other traffic never delays, cycles of 10 µs. Two cases, each in a
// process of its own for its memory to be told apart:
//   one link          as many flows as one link carries, small frames every cycle of H = 4,000, all leaving by it
//   long hypercycle   2,000 flows every five cycles of H = 200,000, between sites drawn evenly
// The best of three runs; fifty flows are released.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "base/random.h"
#include "network/admission.h"

namespace {

using namespace lianmeng;
using Clock = std::chrono::steady_clock;

constexpr network::SiteIndex kHub = 0, kLeaves = 4;
constexpr size_t kReleased = 50;

network::Backbone Star() {
  network::Backbone star;
  star.sites.emplace_back("hub");
  for (network::SiteIndex leaf = 1; leaf <= kLeaves; ++leaf) {
    star.sites.push_back("leaf" + std::to_string(leaf));
    for (const auto& [from, to] : {std::pair(kHub, leaf), std::pair(leaf, kHub)}) {
      network::Link& link = star.links.emplace_back();
      link.from = from;
      link.to = to;
      link.fibre_m = 20'000;
      link.rate_bps = 100'000'000'000;
      link.delay_ns_min = 102'000;
      link.delay_ns_max = 102'400;
    }
  }
  return star;
}

struct Case {
  const char* name;
  int64_t hypercycle, interval_cycles;
  size_t flows;
  bool by_one_link;
};

std::vector<network::FlowRequest> Flows(const network::Backbone& star, const Case& each) {
  Random random(1);
  std::vector<network::FlowRequest> flows(each.flows);
  for (network::FlowRequest& flow : flows) {
    const auto leaf = [&] { return static_cast<network::SiteIndex>(1 + random.Below(kLeaves)); };
    flow.source = each.by_one_link ? kHub : leaf();
    flow.destination = each.by_one_link ? 1 : flow.source % kLeaves + 1;
    flow.frame_bytes = each.by_one_link ? 64 : 64 + static_cast<int64_t>(random.Below(200));
    flow.interval_ns = each.interval_cycles * star.system.cycle_ns;
    flow.latency_ns_max = 10'000'000;
    // Above what all flows of a cycle take and below what would fit it: kept as limits, and all different.
    flow.jitter_ns_max = 4'900 + static_cast<int64_t>(random.Below(1'000));
  }
  return flows;
}

void Run(const Case& each) {
  const network::Backbone star = Star();
  const std::vector<network::FlowRequest> flows = Flows(star, each);
  double admit_us = 1e9, release_us = 1e9;
  size_t carried = 0;
  for (int run = 0; run < 3; ++run) {
    network::Admission admission(star, each.hypercycle, {.paths = 1, .extra_cycles = 0});
    const auto begun = Clock::now();
    for (network::FlowIndex f = 0; f < flows.size(); ++f) (void)admission.Admit(f, flows[f]);
    const auto admitted = Clock::now();
    carried = admission.carried_count();
    // Some of all over, so that what goes is not what came last.
    size_t released = 0;
    for (network::FlowIndex f = 0; f < flows.size(); f += flows.size() / kReleased) {
      if (!admission.Carries(f)) continue;
      admission.Release(f);
      ++released;
    }
    const auto us = [](Clock::duration time) {
      return std::chrono::duration<double, std::micro>(time).count();
    };
    admit_us = std::min(admit_us, us(admitted - begun) / static_cast<double>(flows.size()));
    release_us = std::min(release_us, us(Clock::now() - admitted) / static_cast<double>(released));
  }
  std::printf("%-16s H %7ld, %5zu flows, %5zu carried: admission %7.1f us, release %7.1f us each",
              each.name, each.hypercycle, each.flows, carried, admit_us, release_us);
}

}  // namespace

int main() {
  const Case cases[] = {{"one link", 4'000, 1, 600, true},
                        {"long hypercycle", 200'000, 5, 2'000, false}};
  for (const Case& each : cases) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      Run(each);
      std::fflush(stdout);
      _exit(0);
    }
    rusage usage{};
    int status = 0;
    if (wait4(child, &status, 0, &usage) < 0 || status != 0) return 1;
    std::printf(", %5.0f MB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  }
}
