// A question to the backbone of a running server, against planning everything anew, which is what a plan from files does.
//
//   bench_backbone_board DATABASE

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "app/backbone_pages.h"
#include "base/random.h"
#include "bench/must.h"

namespace {

using namespace lianmeng;

double MsSince(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
      .count();
}

void Print(const char* what, std::vector<double> each_ms, double anew_ms) {
  if (each_ms.empty()) return;
  std::ranges::sort(each_ms);
  const double median = each_ms[each_ms.size() / 2];
  std::printf("  %zu %s: %.3f ms (median), %.3f ms (99 of 100), 1/%.0f of planning anew\n",
              each_ms.size(), what, median, each_ms[each_ms.size() * 99 / 100], anew_ms / median);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_backbone_board DATABASE\n");
    return 2;
  }
  const auto platform = Must(app::Platform::Open(argv[1]));
  const store::StoredBackbone stored =
      Must(Must(platform->store().Read(Viewer::Office())).LoadBackbone());
  auto begun = std::chrono::steady_clock::now();
  const app::BackboneBoard board(app::PlanBackbone(stored));
  const double anew_ms = MsSince(begun);
  std::printf("%zu flows on %zu links: planned, checked and laid out in %.1f ms\n",
              board.plan().flows.size(), board.plan().backbone.links.size(), anew_ms);
  const std::vector<app::BackbonePreset> presets = app::BackbonePresets().items;
  const std::vector<std::string>& sites = board.plan().backbone.sites;
  constexpr int kQuestions = 2'000;
  constexpr size_t kTightEach =
      4;  // every fourth allows a hundredth of the latency, and may be refused
  Random random(1);
  std::vector<double> carried_ms, refused_ms;
  for (int i = 0; i < kQuestions; ++i) {
    const app::BackbonePreset& preset = presets[random.Below(presets.size())];
    const size_t from = random.Below(sites.size());
    const size_t to = (from + 1 + random.Below(sites.size() - 1)) % sites.size();
    app::BackboneFlowInput input;
    input.from = sites[from];
    input.to = sites[to];
    input.frame_bytes = preset.frame_bytes;
    input.packets = preset.packets;
    input.interval_ns = preset.interval_ns;
    input.latency_ns_max = preset.latency_ns_max / (random.Below(kTightEach) == 0 ? 100 : 1);
    input.jitter_ns_max = preset.jitter_ns_max;
    input.protection = preset.protection;
    begun = std::chrono::steady_clock::now();
    const app::BackboneFlowDetail answer = Must(app::AnswerBackboneFlow(board, input));
    if (i > 0) (answer.flow.carried ? carried_ms : refused_ms).push_back(MsSince(begun));
  }
  Print("questions answered yes", carried_ms, anew_ms);
  Print("answered no, with what would do", refused_ms, anew_ms);
  return 0;
}
