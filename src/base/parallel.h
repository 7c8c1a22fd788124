// A loop over independent items on several threads, each with a state of its own.
//
// Example:   LM_TRY(ForEachParallel(n, {.threads = 2}, [] { return Worker(); },
//                                   [&](Worker& worker, size_t i) { out[i] = worker.Compute(i); },
//                                   progress));
// Determinism: which thread computes an item is chance; the item's result must not depend on it.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace lianmeng {

struct ParallelOptions {
  int threads = 0;   // 0: as many as the machine has
  size_t chunk = 1;  // items that a thread takes at once
};

inline int ThreadsOf(int wanted) {
  return wanted > 0 ? wanted : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

// `make_state()` is called once on each thread, `body(state, i)` once for each item. Progress is
// advanced by chunks. Errors: kCancelled, when `progress` is; items already begun are finished.
template <typename MakeState, typename Body>
Status ForEachParallel(size_t count, const ParallelOptions& options, const MakeState& make_state,
                       const Body& body, Progress& progress) {
  std::atomic<size_t> next{0};
  std::atomic<int64_t> done{0};
  std::atomic<bool> cancelled{false};
  const auto work = [&] {
    auto state = make_state();
    while (!cancelled) {
      const size_t begin = next.fetch_add(options.chunk);
      if (begin >= count) return;
      if (progress.Cancelled()) {
        cancelled = true;
        return;
      }
      const size_t end = std::min(count, begin + options.chunk);
      for (size_t i = begin; i < end; ++i) body(state, i);
      progress.Advance(done += static_cast<int64_t>(end - begin));
    }
  };
  const auto wanted = static_cast<size_t>(ThreadsOf(options.threads));
  const size_t threads = std::clamp<size_t>(wanted, 1, std::max<size_t>(1, count / options.chunk));
  std::vector<std::thread> others;
  for (size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
  if (cancelled) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
  return Ok{};
}

}  // namespace lianmeng
