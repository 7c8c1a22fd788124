// Plans matchmaking events in the background, one after the other: a request starts it and does not
// wait, and asks how far it is.
//
// Example:
//   EventPlanner planner(platform, [&](EventId id) { Tell(id); });
//   LM_ASSIGN(EventJob job, planner.Start(viewer, id, {.mode = "plan", .seconds = 5}));
//   LM_ASSIGN(job, planner.Find(viewer, id));   // waiting, running, done, failed
//
// The last outcome of each event is kept until the program ends; the timetable itself is in the
// store. Thread-safety: all functions may be called from any thread. The destructor stops the work
// and joins.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "app/event_plans.h"

namespace lianmeng::app {

class EventPlanner {
 public:
  // Called from the planning thread when work on an event begins and ends.
  using OnNews = std::function<void(EventId)>;

  // Requires: platform outlives this object.
  EventPlanner(Platform& platform, OnNews on_news);
  ~EventPlanner();
  EventPlanner(const EventPlanner&) = delete;
  EventPlanner& operator=(const EventPlanner&) = delete;

  // Errors: as RunPlan for what is known before; kConflict if the event is being planned already.
  Result<EventJob> Start(const Viewer& viewer, EventId id, const EventPlanInput& input);
  // Errors: kNotFound; kPermissionDenied unless the owner asks.
  Result<EventJob> Find(const Viewer& viewer, EventId id);
  // Ends the work on an event with what has been found. Errors: as Find.
  Result<EventJob> Stop(const Viewer& viewer, EventId id);
  // Until the event is not being planned.
  void Wait(EventId id);

 private:
  struct Job {
    EventJob view;
    Viewer viewer;
    bool stopped = false;
  };

  void Run();
  void Plan(EventId id);
  [[nodiscard]] bool Stopped(EventId id);
  void Tell(EventId id);

  Platform& platform_;
  const OnNews on_news_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<EventId, Job> jobs_;
  std::deque<EventId> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace lianmeng::app
