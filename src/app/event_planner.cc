#include "app/event_planner.h"

#include <chrono>

#include "app/event_edit.h"

namespace lianmeng::app {
namespace {

using Steady = std::chrono::steady_clock;

constexpr double kSecondsDefault = 5;

bool IsOn(const EventJob& job) { return job.state == "waiting" || job.state == "running"; }

Status CheckOwner(Platform& platform, const Viewer& viewer, EventId id) {
  LM_ASSIGN(store::Reader reader, platform.store().Read(viewer));
  LM_ASSIGN(const store::EventFolder folder, reader.GetEvent(id));
  if (folder.row.managed) return Ok{};
  return MakeError(ErrorCode::kPermissionDenied,
                   {"只有主办方可以查看排期", "only the owner of the event may see its planning"},
                   {.file = {}, .line = 0, .field = "id", .value = id.ToString()});
}

}  // namespace

EventPlanner::EventPlanner(Platform& platform, OnNews on_news)
    : platform_(platform), on_news_(std::move(on_news)), thread_([this] { Run(); }) {}

EventPlanner::~EventPlanner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Result<EventJob> EventPlanner::Start(const Viewer& viewer, EventId id,
                                     const EventPlanInput& input) {
  {
    LM_ASSIGN(const EventEdit edit, BeginEventEdit(platform_, viewer, id));
    if (input.mode == "replan" && !edit.folder.current) {
      return MakeError(ErrorCode::kNotFound, {"还没有时间表", "there is no timetable yet"},
                       {.file = {}, .line = 0, .field = "timetable", .value = {}});
    }
  }
  EventJob view;
  {
    const std::lock_guard lock(mutex_);
    Job& job = jobs_[id];
    if (IsOn(job.view)) {
      return MakeError(ErrorCode::kConflict, {"正在排期", "the event is being planned"},
                       {.file = {}, .line = 0, .field = "id", .value = id.ToString()});
    }
    job = {};
    job.viewer = viewer;
    job.view.state = "waiting";
    job.view.mode = input.mode;
    job.view.seconds_max = input.seconds.value_or(kSecondsDefault);
    waiting_.push_back(id);
    view = job.view;
  }
  changed_.notify_all();
  return view;
}

Result<EventJob> EventPlanner::Find(const Viewer& viewer, EventId id) {
  LM_TRY(CheckOwner(platform_, viewer, id));
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? EventJob{} : found->second.view;
}

Result<EventJob> EventPlanner::Stop(const Viewer& viewer, EventId id) {
  LM_TRY(CheckEventWriter(viewer));
  LM_TRY(CheckOwner(platform_, viewer, id));
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return EventJob{};
  found->second.stopped = true;
  return found->second.view;
}

void EventPlanner::Wait(EventId id) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !IsOn(jobs_[id].view); });
}

bool EventPlanner::Stopped(EventId id) {
  const std::lock_guard lock(mutex_);
  return stopping_ || jobs_[id].stopped;
}

void EventPlanner::Tell(EventId id) {
  changed_.notify_all();
  if (on_news_) on_news_(id);
}

void EventPlanner::Run() {
  while (true) {
    EventId id;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      id = waiting_.front();
      waiting_.pop_front();
      jobs_[id].view.state = "running";
    }
    Tell(id);
    Plan(id);
    Tell(id);
  }
}

void EventPlanner::Plan(EventId id) {
  Viewer viewer;
  PlanRun run;
  Steady::time_point end;
  {
    const std::lock_guard lock(mutex_);
    const Job& job = jobs_[id];
    viewer = job.viewer;
    run.mode = job.view.mode == "replan" ? PlanMode::kReplan : PlanMode::kPlan;
    end = Steady::now() + std::chrono::duration_cast<Steady::duration>(
                              std::chrono::duration<double>(job.view.seconds_max));
  }
  run.stop = [&] { return Steady::now() >= end || Stopped(id); };
  run.on_news = [&](const event::TimetableNews& news) {
    const std::lock_guard lock(mutex_);
    EventJob& view = jobs_[id].view;
    view.wishes_lost = news.best.wishes_lost;
    view.breaks = news.best.breaks;
    view.bound = news.breaks_bound;
  };
  const Result<PlanOutcome> outcome = RunPlan(platform_, viewer, id, run);
  const std::lock_guard lock(mutex_);
  EventJob& view = jobs_[id].view;
  view.state = outcome ? "done" : "failed";
  if (!outcome) {
    view.error = outcome.error().message;
    return;
  }
  view.outcome = outcome->word;
  view.conflict = outcome->conflict;
}

}  // namespace lianmeng::app
