#include "chain/cascade.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/parallel.h"
#include "chain/cascade_engine.h"

namespace lianmeng::chain {
namespace {

using Engine = CascadeEngine<SupplyNetwork>;

// Collects the nodes whose values moved since the last step by change_min or more.
class WaveRecorder {
 public:
  WaveRecorder(uint32_t node_count, double change_min)
      : hd_(node_count, 1.0), hu_(node_count, 1.0), change_min_(change_min) {}

  void operator()(int step, const Engine& engine) {
    Wave wave{.step = step};
    for (const NodeIndex node : engine.touched()) {
      const double hd = engine.hd(node);
      const double hu = engine.hu(node);
      if (std::max(std::abs(hd - hd_[node]), std::abs(hu - hu_[node])) < change_min_) continue;
      wave.changed.push_back({node, hd, hu});
      hd_[node] = hd;
      hu_[node] = hu;
    }
    if (wave.changed.empty()) return;
    std::sort(wave.changed.begin(), wave.changed.end(),
              [](const NodeState& a, const NodeState& b) { return a.node < b.node; });
    waves_.push_back(std::move(wave));
  }

  std::vector<Wave> Take() { return std::move(waves_); }

 private:
  std::vector<double> hd_, hu_;  // as last reported
  double change_min_;
  std::vector<Wave> waves_;
};

}  // namespace

Status ValidateShocks(const SupplyNetwork& network, std::span<const Shock> shocks) {
  for (size_t i = 0; i < shocks.size(); ++i) {
    for (const ShockedNode& shocked : shocks[i].nodes) {
      if (shocked.node >= network.node_count()) {
        return MakeError(ErrorCode::kInvalidArgument, {"没有这个节点", "there is no such node"},
                         {.line = static_cast<int64_t>(i) + 1,
                          .field = "shock.node",
                          .value = std::to_string(shocked.node)});
      }
      if (!(shocked.remaining >= 0 && shocked.remaining <= 1)) {
        return MakeError(ErrorCode::kInvalidArgument,
                         {"剩余能力须在 0 与 1 之间",
                          "the remaining share of capacity must lie between 0 and 1"},
                         {.line = static_cast<int64_t>(i) + 1,
                          .field = "shock.remaining",
                          .value = std::to_string(shocked.remaining)});
      }
    }
  }
  return Ok{};
}

Status RunCascades(const SupplyNetwork& network, std::span<const Shock> shocks,
                   const CascadeOptions& options, const CascadeConsumer& consume,
                   Progress& progress) {
  LM_TRY(ValidateShocks(network, shocks));
  progress.Begin({"推演冲击传导", "Following shocks through the network"},
                 static_cast<int64_t>(shocks.size()));
  return ForEachParallel(
      shocks.size(), {.threads = options.threads}, [&] { return Engine(network); },
      [&](Engine& engine, size_t i) {
        consume(i, engine.Run(shocks[i], options, [](int, const Engine&) {}));
      },
      progress);
}

Result<CascadeResult> RunCascade(const SupplyNetwork& network, const Shock& shock,
                                 const CascadeOptions& options, const CascadeRecording& recording) {
  LM_TRY(ValidateShocks(network, {&shock, 1}));
  Engine engine(network, ThreadsOf(options.threads));
  CascadeResult result;
  CascadeView view;
  if (recording.waves) {
    WaveRecorder recorder(network.node_count(), recording.change_min);
    view = engine.Run(shock, options, [&](int step, const Engine& at) { recorder(step, at); });
    result.waves = recorder.Take();
  } else {
    view = engine.Run(shock, options, [](int, const Engine&) {});
  }
  result.hd.assign(view.hd.begin(), view.hd.end());
  result.hu.assign(view.hu.begin(), view.hu.end());
  result.steps = view.steps;
  result.converged = view.converged;
  result.index = view.index;
  return result;
}

}  // namespace lianmeng::chain
