#include "app/live_data.h"

#include <chrono>

#include "app/risk_history.h"

namespace lianmeng::app {

// Lets long work end when the server stops.
class LiveData::StopAware final : public Progress {
 public:
  explicit StopAware(const std::atomic<bool>& stopping) : stopping_(stopping) {}
  void Begin(const TextPair&, int64_t) override {}
  void Advance(int64_t) override {}
  [[nodiscard]] bool Cancelled() const override { return stopping_; }

 private:
  const std::atomic<bool>& stopping_;
};

LiveData::LiveData(Platform& platform, Viewer viewer, OnChange on_change)
    : platform_(platform),
      viewer_(std::move(viewer)),
      on_change_(std::move(on_change)),
      thread_([this] { Run(); }) {}

LiveData::~LiveData() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void LiveData::Run() {
  constexpr auto kPollInterval = std::chrono::seconds(1);
  while (!stopping_) {
    Refresh();
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, kPollInterval, [&] { return stopping_.load(); });
  }
}

void LiveData::Refresh() {
  // Lead times and expiry count from today: answers of yesterday are no longer right.
  if (platform_.Today() != warmed_day_) {
    warmed_day_ = platform_.Today();
    ++version_;
  }
  const Result<int64_t> newest = platform_.store().DataVersion();
  if (!newest || *newest == warmed_version_)
    return;  // an unreadable store is asked again a second later
  const Result<std::shared_ptr<Analysis>> analysis = platform_.Current(viewer_);
  if (!analysis) return;
  StopAware progress(stopping_);
  if (!(*analysis)->Risks(progress)) return;
  // A run that cannot be recorded now (another process writes) is recorded with the next change.
  if (viewer_.kind == Viewer::Kind::kOffice) {
    [[maybe_unused]] const auto recorded = RecordRiskRun(platform_, **analysis, progress);
  }
  const bool first = warmed_version_ < 0;
  warmed_version_ = (*analysis)->snapshot().data_version;
  ready_ = true;
  ++version_;
  if (!first && on_change_) on_change_(warmed_version_);
  if ((*analysis)->ComputeNeeds(platform_.Today(), progress)) ++version_;
  if ((*analysis)->ComputeIndices(progress)) ++version_;
  if ((*analysis)->ComputeCertainty(progress)) ++version_;
}

}  // namespace lianmeng::app
