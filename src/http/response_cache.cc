#include "http/response_cache.h"

#include "base/check.h"

namespace lianmeng::http {
namespace {

constexpr size_t kEntryOverhead = 512;  // list node, map node, header strings: a round estimate

size_t SizeOf(const std::string& key, const Response& response) {
  size_t bytes = kEntryOverhead + key.size();
  if (const Bytes& body = std::get<Bytes>(response.body)) bytes += body->size();
  if (response.gzip_body != nullptr) bytes += response.gzip_body->size();
  return bytes;
}

}  // namespace

std::optional<Response> ResponseCache::Find(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->response;
}

void ResponseCache::Insert(const std::string& key, const Response& response) {
  CHECK(std::holds_alternative<Bytes>(response.body));
  const size_t bytes = SizeOf(key, response);
  if (bytes > bytes_max_ / 8) return;
  const std::scoped_lock lock(mutex_);
  if (by_key_.count(key)) return;  // another request for the same was faster
  while (bytes_ + bytes > bytes_max_) {
    bytes_ -= entries_.back().bytes;
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({key, response, bytes});
  by_key_.emplace(entries_.front().key, entries_.begin());
  bytes_ += bytes;
}

size_t ResponseCache::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

}  // namespace lianmeng::http
