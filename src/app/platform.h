// The region as the program holds it: one store, and for each viewer who asks the newest snapshot with its analysis.
//
// Example:
//   LM_ASSIGN(auto platform, Platform::Open("sqlite:region.db", {}));
//   LM_ASSIGN(Viewer viewer, platform->ParseViewer("office"));
//   LM_ASSIGN(auto analysis, platform->Current(viewer));
//
// Thread-safety: may be shared by threads.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "app/analysis.h"
#include "base/clock.h"
#include "store/store.h"

namespace lianmeng::app {

struct PlatformOptions {
  const Clock* clock = &Clock::System();
  size_t viewers_max = 8;  // snapshots kept; the one unused for longest goes first
};

class Platform {
 public:
  static Result<std::unique_ptr<Platform>> Open(std::string_view url,
                                                const PlatformOptions& options = {});

  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] const Clock& clock() const { return *options_.clock; }
  // China Standard Time: the day on which the region's offices are.
  [[nodiscard]] Date Today() const;

  // "office", "public" or an organisation's key or id. kNotFound if there is no such organisation.
  Result<Viewer> ParseViewer(std::string_view text);

  // The analysis of the newest data for this viewer; loads it if the data has changed since. Two callers
  // who ask for the same viewer at once wait for one load.
  Result<std::shared_ptr<Analysis>> Current(const Viewer& viewer);

 private:
  Platform(std::unique_ptr<store::Store> store, const PlatformOptions& options)
      : store_(std::move(store)), options_(options) {}

  struct Entry {
    std::mutex loading;
    std::shared_ptr<Analysis> analysis;
  };

  std::shared_ptr<Entry> EntryOf(const std::string& key);

  std::unique_ptr<store::Store> store_;
  PlatformOptions options_;
  std::mutex mutex_;
  std::list<std::string> recent_;  // viewers' keys, the latest first
  std::unordered_map<std::string, std::shared_ptr<Entry>> entries_;
};

}  // namespace lianmeng::app
