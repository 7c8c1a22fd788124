// Keeps a running server's picture fresh: watches the store for new data, loads it, warms the analysis up in
// the background, and says by a number when an answer may have changed.
//
// Thread-safety: Version may be called from any thread. The destructor ends the work and joins.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "app/platform.h"

namespace lianmeng::app {

class LiveData {
 public:
  // Called on the watching thread after new data was loaded, not for the first load.
  using OnChange = std::function<void(int64_t data_version)>;

  // Requires: platform outlives this object. `viewer`: whose snapshot is kept warm.
  LiveData(Platform& platform, Viewer viewer, OnChange on_change);
  ~LiveData();
  LiveData(const LiveData&) = delete;
  LiveData& operator=(const LiveData&) = delete;

  // Grows with every change of the data and with every stage of its analysis that became ready.
  [[nodiscard]] uint64_t Version() const { return version_; }
  // True once the first snapshot and its risk points are there.
  [[nodiscard]] bool Ready() const { return ready_; }

 private:
  class StopAware;
  void Run();
  void Refresh();

  Platform& platform_;
  const Viewer viewer_;
  const OnChange on_change_;
  std::atomic<uint64_t> version_{1};
  std::atomic<bool> ready_{false};
  std::atomic<bool> stopping_{false};
  int64_t warmed_version_ = -1;
  Date warmed_day_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
};

}  // namespace lianmeng::app
