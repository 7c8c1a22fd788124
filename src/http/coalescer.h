// Requests for an answer that is being computed wait for it instead of computing it again. When the
// data change, every open console asks for the same pages at the same moment: the first of them
// works, the others get what it got.
//
// Thread-safety: any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "http/connection.h"

namespace lianmeng::http {

class Coalescer {
 public:
  // True: nobody computes the answer to `key`, the caller has to, and must call Take afterwards.
  // False: the exchange will be among what the one who computes it takes.
  [[nodiscard]] bool Lead(const std::string& key, const std::shared_ptr<Exchange>& exchange) {
    const std::scoped_lock lock(mutex_);
    const auto [entry, is_first] = waiting_.try_emplace(key);
    if (!is_first) entry->second.push_back(exchange);
    return is_first;
  }

  // Those who have waited. From now on a new request for `key` leads again.
  [[nodiscard]] std::vector<std::shared_ptr<Exchange>> Take(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto entry = waiting_.find(key);
    if (entry == waiting_.end()) return {};
    std::vector<std::shared_ptr<Exchange>> exchanges = std::move(entry->second);
    waiting_.erase(entry);
    return exchanges;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<std::shared_ptr<Exchange>>> waiting_;
};

}  // namespace lianmeng::http
