#include "chain/cascade.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>
#include <thread>

#include "chain/cascade_engine.h"

namespace lianmeng::chain {
namespace {

using Engine = CascadeEngine<SupplyNetwork>;

size_t ThreadCount(const CascadeOptions& options, size_t shock_count) {
  size_t threads = options.threads > 0 ? static_cast<size_t>(options.threads)
                                       : std::max(1u, std::thread::hardware_concurrency());
  return std::clamp<size_t>(threads, 1, std::max<size_t>(1, shock_count));
}

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
  std::atomic<size_t> next{0};
  std::atomic<int64_t> done{0};
  std::atomic<bool> cancelled{false};
  const auto work = [&] {
    Engine engine(network);
    for (size_t i = next++; i < shocks.size() && !cancelled; i = next++) {
      if (progress.Cancelled()) {
        cancelled = true;
        return;
      }
      consume(i, engine.Run(shocks[i], options, [](int, const Engine&) {}));
      progress.Advance(++done);
    }
  };
  std::vector<std::thread> others;
  for (size_t i = 1; i < ThreadCount(options, shocks.size()); ++i) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
  if (cancelled) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
  return Ok{};
}

Result<CascadeResult> RunCascade(const SupplyNetwork& network, const Shock& shock,
                                 const CascadeOptions& options, const CascadeRecording& recording) {
  LM_TRY(ValidateShocks(network, {&shock, 1}));
  Engine engine(network);
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
