#include "ingest/sink.h"

#include <algorithm>

#include "base/text.h"

namespace lianmeng::ingest {

void MemoryKeyResolver::Add(KeyKind kind, std::string key, int64_t id) {
  ids_[static_cast<size_t>(kind)].emplace(std::move(key), id);
}

Result<int64_t> MemoryKeyResolver::Define(KeyKind kind, const std::string& key) {
  const auto [entry, is_new] = ids_[static_cast<size_t>(kind)].try_emplace(key, 0);
  if (is_new) entry->second = make_id_();
  return entry->second;
}

Result<int64_t> MemoryKeyResolver::Find(KeyKind kind, const std::string& key) {
  const auto& ids = ids_[static_cast<size_t>(kind)];
  const auto entry = ids.find(key);
  return entry == ids.end() ? 0 : entry->second;
}

std::string MemoryKeyResolver::Suggest(KeyKind kind, const std::string& key) {
  // Only keys of about the same length can be near: within a third of it, a character taking four
  // bytes at most.
  std::vector<std::string> candidates;
  const size_t room = std::max<size_t>(4, key.size());
  for (const auto& [known, id] : ids_[static_cast<size_t>(kind)]) {
    const size_t longer = std::max(known.size(), key.size());
    const size_t shorter = std::min(known.size(), key.size());
    if (longer - shorter <= room / 3 + 4) candidates.push_back(known);
  }
  std::sort(candidates.begin(), candidates.end());  // ties must not depend on the hash table
  return lianmeng::Suggest(key, candidates);
}

}  // namespace lianmeng::ingest
