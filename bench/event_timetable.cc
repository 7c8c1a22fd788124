// Timetables of events of the sizes that the literature publishes: what is there at once, after
// two seconds, and when it is proven; how that changes as tables run out; and new plans after a
// change.
//
// bench_event_timetable [--limit SECONDS] [--seeds N] 60 seconds and 3 seeds unless given
//
// Instances are those of `lianmeng generate event` with the options printed, without wishes. Every
// timetable is checked. Two threads, wall clock.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "bench/must.h"
#include "event/replan.h"
#include "event/synthetic_event.h"
#include "event/timetable.h"
#include "event/timetable_checker.h"

namespace lianmeng::event {
namespace {

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Effort {
  double limit = 60;
  uint64_t seeds = 3;
};

struct Planned {
  Event event;
  Timetable timetable;
};

void Check(const Event& event, const Seating& seating, const Quality& quality) {
  Must(CheckTimetable(event, seating,
                      {.breaks = quality.breaks, .wishes_lost = quality.wishes_lost}));
}

// One row: first timetable, the one after two seconds, the last with its bound.
Planned Plan(const SyntheticEvent& options, double limit) {
  Planned planned{.event = Must(MakeSyntheticEvent(options)), .timetable = {}};
  const double start = Now();
  double first = -1;
  int32_t first_breaks = -1, early_breaks = -1;
  planned.timetable = PlanTimetable(planned.event, {.stop = [&] { return Now() - start > limit; },
                                                    .on_news =
                                                        [&](const TimetableNews& news) {
                                                          const double at = Now() - start;
                                                          if (first < 0) {
                                                            first = at;
                                                            first_breaks = news.best.breaks;
                                                          }
                                                          if (at <= 2)
                                                            early_breaks = news.best.breaks;
                                                        },
                                                    .seed = 1});
  const double seconds = Now() - start;
  const Timetable& timetable = planned.timetable;
  if (!timetable.seating.empty()) Check(planned.event, timetable.seating, timetable.quality);
  const double taken = 100.0 * options.meetings / (options.slots * options.tables);
  std::printf(
      "%3d people %3d meetings %2d slots %2d tables %3.0f %% seed %d: first %.2f s %3d; 2 s %3d; "
      "%s %3d, at least %3d, wishes lost %d of at least %d, %.1f s\n",
      options.participants, options.meetings, options.slots, options.tables, taken,
      static_cast<int>(options.seed), first, first_breaks, early_breaks,
      timetable.status == TimetableStatus::kOptimal ? "proven" : "best  ", timetable.quality.breaks,
      timetable.breaks_bound, timetable.quality.wishes_lost, timetable.wishes_lost_bound, seconds);
  std::fflush(stdout);
  return planned;
}

SyntheticEvent Sized(int32_t participants, int32_t meetings, int32_t slots, int32_t tables) {
  SyntheticEvent options;
  options.participants = participants;
  options.meetings = meetings;
  options.slots = slots;
  options.tables = tables;
  return options;
}

// Somebody does not come; a meeting is cancelled; somebody comes late and asks for three
// meetings.
void ReplanAfterChanges(const Planned& planned, uint64_t seed) {
  const size_t people = planned.event.participants.size();
  const auto time = [&](const char* what, const Event& event, const Seating& before) {
    const double start = Now();
    const Replanned after = Replan(event, before, {});
    const double seconds = Now() - start;
    if (!after.seating.empty()) Check(event, after.seating, after.quality);
    std::printf("  %-28s %6.1f ms, %d moved, at least %d%s\n", what, 1e3 * seconds, after.moved,
                after.moved_bound,
                after.status == TimetableStatus::kInfeasible ? " (cannot be met)" : "");
  };
  Event gone = planned.event;
  for (SlotIndex t = 0; t < gone.slots; ++t) gone.participants[seed].unavailable.push_back(t);
  for (Meeting& meeting : gone.meetings) {
    const bool touched =
        meeting.a == static_cast<int32_t>(seed) || meeting.b == static_cast<int32_t>(seed);
    if (touched) meeting.priority = Priority::kWish;
  }
  time("does not come", gone, planned.timetable.seating);
  Event busy = planned.event;
  const Seat& seat = planned.timetable.seating[seed];
  busy.participants[static_cast<size_t>(busy.meetings[seed].a)].unavailable.push_back(seat.slot);
  time("cannot come in one slot", busy, planned.timetable.seating);
  Event late = planned.event;
  late.participants.emplace_back();
  for (SlotIndex t = 0; t < late.slots / 2; ++t) late.participants.back().unavailable.push_back(t);
  Seating before = planned.timetable.seating;
  for (size_t i = 0; i < 3; ++i) {
    Meeting meeting;
    meeting.a = static_cast<int32_t>(people);
    meeting.b = static_cast<int32_t>((seed * 7 + i * 11) % people);
    late.meetings.push_back(meeting);
    before.emplace_back();
  }
  time("comes late, three meetings", late, before);
}

int Run(const Effort& effort) {
  const SyntheticEvent published[] = {Sized(42, 125, 8, 21),  Sized(47, 180, 10, 21),
                                      Sized(60, 184, 8, 27),  Sized(70, 154, 21, 14),
                                      Sized(76, 195, 21, 14), Sized(78, 302, 22, 22)};
  int all = 0, proven = 0;
  std::printf("## events of published sizes\n");
  for (SyntheticEvent options : published) {
    for (options.seed = 1; options.seed <= effort.seeds; ++options.seed) {
      const Planned planned = Plan(options, effort.limit);
      ++all;
      proven += planned.timetable.status == TimetableStatus::kOptimal;
      if (!planned.timetable.seating.empty()) ReplanAfterChanges(planned, options.seed);
    }
  }
  std::printf("%d of %d proven within %.0f s\n", proven, all, effort.limit);
  std::printf("## as tables run out\n");
  for (const int32_t tables : {24, 20, 18, 16, 15}) {
    SyntheticEvent options = Sized(60, 200, 14, tables);
    for (options.seed = 1; options.seed <= effort.seeds; ++options.seed) {
      (void)Plan(options, effort.limit);
    }
  }
  SyntheticEvent full = Sized(60, 206, 14, 15);
  for (full.seed = 1; full.seed <= effort.seeds; ++full.seed) (void)Plan(full, effort.limit);
  return 0;
}

}  // namespace
}  // namespace lianmeng::event

int main(int argc, char** argv) {
  lianmeng::event::Effort effort;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--limit") == 0) effort.limit = std::atof(argv[i + 1]);
    if (std::strcmp(argv[i], "--seeds") == 0)
      effort.seeds = std::strtoull(argv[i + 1], nullptr, 10);
  }
  return lianmeng::event::Run(effort);
}
