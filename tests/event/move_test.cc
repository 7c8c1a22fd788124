// A move by hand against the checker of timetables: it is allowed exactly if what comes of it is.

#include "event/move.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "event/synthetic_event.h"
#include "event/timetable.h"
#include "event/timetable_checker.h"

namespace lianmeng::event {
namespace {

Event Synthetic(uint64_t seed) {
  SyntheticEvent options{.participants = 10, .meetings = 18, .slots = 6, .tables = 4, .seed = seed};
  options.session_share = 0.3;
  options.unavailable_share = 0.4;
  options.fixed_share = 0.15;
  options.after_share = 0.3;
  Result<Event> event = MakeSyntheticEvent(options);
  EXPECT_TRUE(event.ok());
  return *std::move(event);
}

TEST(JudgeMove, AllowsExactlyWhatTheCheckerAccepts) {
  int64_t allowed = 0, refused = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    Event event = Synthetic(seed);
    if (seed % 3 == 0) event.breaks_max = 2;
    const Timetable plan = PlanTimetable(event, {});
    if (plan.status != TimetableStatus::kOptimal) continue;
    for (MeetingIndex m = 0; Index(m) < event.meetings.size(); ++m) {
      for (SlotIndex slot = -1; slot <= event.slots; ++slot) {
        for (TableIndex table = 0; table <= event.tables; ++table) {
          const Move move = JudgeMove(event, plan.seating, m, {slot, table});
          Seating moved = plan.seating;
          moved[Index(m)] = {slot, table};
          const Claim claim{.breaks = move.breaks_after, .wishes_lost = std::nullopt};
          const bool accepted = slot >= 0 && CheckTimetable(event, moved, claim).ok();
          EXPECT_EQ(move.obstacles.empty(), accepted)
              << "seed " << seed << " meeting " << m << " to " << slot << "/" << table;
          ++(accepted ? allowed : refused);
        }
      }
    }
  }
  EXPECT_GT(allowed, 100);
  EXPECT_GT(refused, 1000);
}

TEST(JudgeMove, NamesEveryRuleThatStandsAgainstIt) {
  Event event;
  event.slots = 3;
  event.morning_slots = 2;
  event.tables = 2;
  event.participants.resize(4);
  event.participants[1].unavailable = {1};
  event.meetings = {{.a = 0, .b = 1}, {.a = 0, .b = 2}, {.a = 2, .b = 3}};
  event.meetings[0].session = Session::kMorning;
  const Seating seating = {{0, 0}, {1, 0}, {2, 1}};
  const Move clash = JudgeMove(event, seating, 0, {1, 0});
  const std::vector<Obstacle> expected = {{Obstacle::Kind::kBusy, 0, 1},
                                          {Obstacle::Kind::kUnavailable, 1, kNowhere},
                                          {Obstacle::Kind::kTableTaken, kNowhere, 1}};
  EXPECT_EQ(clash.obstacles, expected);
  const Move late = JudgeMove(event, seating, 0, {2, 0});
  EXPECT_EQ(late.obstacles, (std::vector<Obstacle>{{Obstacle::Kind::kSession}}));
  EXPECT_EQ(JudgeMove(event, seating, 0, {7, 0}).obstacles[0].kind, Obstacle::Kind::kNoSuchSlot);
  EXPECT_EQ(FreeTables(event, seating, 1, 0), (std::vector<TableIndex>{1}));
}

TEST(JudgeMove, CountsTheBreaksThatComeOfIt) {
  Event event;
  event.slots = 4;
  event.morning_slots = 4;
  event.tables = 1;
  event.participants.resize(3);
  event.meetings = {{.a = 0, .b = 1}, {.a = 0, .b = 2}};
  const Seating seating = {{0, 0}, {1, 0}};
  const Move apart = JudgeMove(event, seating, 1, {3, kNowhere});
  EXPECT_TRUE(apart.obstacles.empty());
  EXPECT_EQ(apart.breaks_before, 0);
  EXPECT_EQ(apart.breaks_after, 1);
}

}  // namespace
}  // namespace lianmeng::event
