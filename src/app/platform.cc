#include "app/platform.h"

namespace lianmeng::app {

Result<std::unique_ptr<Platform>> Platform::Open(std::string_view url,
                                                 const PlatformOptions& options) {
  store::StoreOptions store_options;
  store_options.clock = options.clock;
  LM_ASSIGN(std::unique_ptr<store::Store> store, store::Store::Open(url, store_options));
  return std::unique_ptr<Platform>(new Platform(std::move(store), options));
}

Date Platform::Today() const {
  constexpr int64_t kEightHoursMs = 8 * 3600 * 1000;
  constexpr int64_t kDayMs = 24 * 3600 * 1000;
  return Date{static_cast<int32_t>((clock().NowMs() + kEightHoursMs) / kDayMs)};
}

Result<Viewer> Platform::ParseViewer(std::string_view text) {
  if (text == "office") return Viewer::Office();
  if (text == "public") return Viewer::Public();
  return store_->ViewerFor(text);
}

std::shared_ptr<Platform::Entry> Platform::EntryOf(const std::string& key) {
  std::lock_guard lock(mutex_);
  recent_.remove(key);
  recent_.push_front(key);
  if (recent_.size() > options_.viewers_max) {
    entries_.erase(recent_.back());
    recent_.pop_back();
  }
  std::shared_ptr<Entry>& entry = entries_[key];
  if (!entry) entry = std::make_shared<Entry>();
  return entry;
}

Result<std::shared_ptr<Analysis>> Platform::Current(const Viewer& viewer) {
  const std::shared_ptr<Entry> entry = EntryOf(viewer.CacheKey());
  std::lock_guard loading(entry->loading);
  LM_ASSIGN(const int64_t version, store_->DataVersion());
  if (entry->analysis && entry->analysis->snapshot().data_version == version)
    return entry->analysis;
  LM_ASSIGN(std::shared_ptr<const Snapshot> snapshot, Snapshot::Load(*store_, viewer));
  entry->analysis = std::make_shared<Analysis>(std::move(snapshot));
  return entry->analysis;
}

}  // namespace lianmeng::app
