// A fixed number of threads that run handlers, with a bounded queue in front.
// Thread-safety: any thread may post; Stop is called once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lianmeng::http {

class WorkerPool {
 public:
  WorkerPool(unsigned threads, size_t queue_max);
  ~WorkerPool() { Stop(); }

  // False if the queue is full or the pool has stopped. Jobs must not throw.
  [[nodiscard]] bool TryPost(std::function<void()> job);

  // For the next piece of an answer that has begun: not subject to the bound.
  void Post(std::function<void()> job);

  // Drops queued jobs, waits for the running ones.
  void Stop();

  [[nodiscard]] size_t queued() const;

 private:
  void Run();

  const size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace lianmeng::http
