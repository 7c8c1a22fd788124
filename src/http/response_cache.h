// Finished answers by key, the least recently used thrown out first when a byte limit is reached.
// Cost: find and insert are constant time. Thread-safety: any thread.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "http/response.h"

namespace lianmeng::http {

class ResponseCache {
 public:
  explicit ResponseCache(size_t bytes_max) : bytes_max_(bytes_max) {}

  [[nodiscard]] std::optional<Response> Find(const std::string& key);

  // Only for responses whose body is Bytes. One larger than an eighth of the limit is not kept.
  void Insert(const std::string& key, const Response& response);

  [[nodiscard]] size_t bytes() const;

 private:
  struct Entry {
    std::string key;
    Response response;
    size_t bytes;
  };
  const size_t bytes_max_;
  mutable std::mutex mutex_;
  size_t bytes_ = 0;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;  // keys of entries_
};

}  // namespace lianmeng::http
