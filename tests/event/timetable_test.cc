// Timetables against every placement there is, and against their independent checker.

#include "event/timetable.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/random.h"
#include "event/reference_timetable.h"
#include "event/replan.h"
#include "event/synthetic_event.h"
#include "event/table_plan.h"
#include "event/timetable_checker.h"
#include "event/timetable_search.h"

namespace lianmeng::event {
namespace {

Meeting Between(ParticipantIndex a, ParticipantIndex b) {
  Meeting meeting;
  meeting.a = a;
  meeting.b = b;
  return meeting;
}

Event Plain(int32_t participants, int32_t slots, int32_t tables) {
  Event event;
  event.slots = slots;
  event.morning_slots = slots / 2;
  event.tables = tables;
  event.participants.resize(static_cast<size_t>(participants));
  return event;
}

// A tiny event with every kind of request, often too many.
Event RandomEvent(Random& random) {
  Event event =
      Plain(2 + static_cast<int32_t>(random.Below(4)), 1 + static_cast<int32_t>(random.Below(5)),
            1 + static_cast<int32_t>(random.Below(3)));
  event.morning_slots = static_cast<int32_t>(random.Below(static_cast<uint64_t>(event.slots) + 1));
  const size_t people = event.participants.size();
  const size_t meetings = random.Below(6);
  for (size_t m = 0; m < meetings; ++m) {
    const size_t a = random.Below(people);
    Meeting meeting = Between(static_cast<int32_t>(a),
                              static_cast<int32_t>((a + 1 + random.Below(people - 1)) % people));
    if (random.Chance(0.3)) meeting.priority = Priority::kWish;
    if (random.Chance(0.2)) meeting.session = Session::kMorning;
    if (random.Chance(0.2)) meeting.session = Session::kAfternoon;
    if (random.Chance(0.1)) {
      meeting.fixed_slot = static_cast<SlotIndex>(random.Below(static_cast<uint64_t>(event.slots)));
      meeting.session = Session::kAny;
    }
    if (m > 0 && random.Chance(0.25)) {
      meeting.after.push_back(static_cast<MeetingIndex>(random.Below(m)));
    }
    event.meetings.push_back(meeting);
  }
  for (Participant& participant : event.participants) {
    if (random.Chance(0.2)) {
      participant.unavailable.push_back(
          static_cast<SlotIndex>(random.Below(static_cast<uint64_t>(event.slots))));
    }
    if (random.Chance(0.1)) participant.meetings_max = static_cast<int32_t>(random.Below(4));
  }
  if (random.Chance(0.2)) event.breaks_max = static_cast<int32_t>(random.Below(2));
  return event;
}

void ExpectChecked(const Event& event, const Timetable& timetable) {
  const Status checked = CheckTimetable(
      event, timetable.seating,
      {.breaks = timetable.quality.breaks, .wishes_lost = timetable.quality.wishes_lost});
  EXPECT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
}

// No placement without the conflict's requests satisfied; one as soon as any is dropped.
void ExpectMinimal(const Event& event, const Conflict& conflict) {
  ASSERT_TRUE(conflict.minimal);
  EXPECT_FALSE(ReferenceTimetable(Only(event, conflict.requests)));
  for (size_t i = 0; i < conflict.requests.size(); ++i) {
    std::vector<Request> fewer = conflict.requests;
    fewer.erase(fewer.begin() + static_cast<long>(i));
    EXPECT_TRUE(ReferenceTimetable(Only(event, fewer))) << "request " << i << " is not needed";
  }
}

TEST(Timetable, IsTheBestOfAllPlacementsOfRandomTinyEvents) {
  int infeasible = 0, lost = 0, breaks = 0;
  for (uint64_t seed = 1; seed <= 700; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    const Event event = RandomEvent(random);
    ASSERT_TRUE(Validate(event).ok());
    const std::optional<Quality> best = ReferenceTimetable(event);
    const Timetable timetable = PlanTimetable(event, {});
    if (!best) {
      ++infeasible;
      ASSERT_EQ(timetable.status, TimetableStatus::kInfeasible);
      ASSERT_TRUE(timetable.conflict);
      ExpectMinimal(event, *timetable.conflict);
      continue;
    }
    ASSERT_EQ(timetable.status, TimetableStatus::kOptimal);
    EXPECT_EQ(timetable.quality.wishes_lost, best->wishes_lost);
    EXPECT_EQ(timetable.quality.breaks, best->breaks);
    EXPECT_EQ(timetable.wishes_lost_bound, best->wishes_lost);
    EXPECT_EQ(timetable.breaks_bound, best->breaks);
    EXPECT_EQ(timetable.quality.overburdened, best->overburdened);
    // With wishes lost, which ones decides who could have breaks at all; then nothing is claimed.
    EXPECT_TRUE(timetable.even_proven || best->wishes_lost > 0);
    if (timetable.even_proven) {
      EXPECT_EQ(timetable.quality.spread, best->spread);
    }
    ExpectChecked(event, timetable);
    lost += best->wishes_lost > 0;
    breaks += best->breaks > 0;
  }
  // The events are worth the test only if all kinds of answer are among them.
  EXPECT_GT(infeasible, 50);
  EXPECT_GT(lost, 20);
  EXPECT_GT(breaks, 20);
}

TEST(Timetable, OfAPublishedSizeIsProven) {
  SyntheticEvent options{
      .participants = 42, .meetings = 125, .slots = 8, .morning_slots = 4, .tables = 21};
  const Result<Event> event = MakeSyntheticEvent(options);
  ASSERT_TRUE(event.ok());
  const Timetable timetable = PlanTimetable(*event, {});
  EXPECT_EQ(timetable.status, TimetableStatus::kOptimal);
  EXPECT_EQ(timetable.breaks_bound, timetable.quality.breaks);
  ExpectChecked(*event, timetable);
  const Timetable again = PlanTimetable(*event, {});
  EXPECT_EQ(again.seating, timetable.seating) << "equal input, equal output";
}

TEST(Timetable, StoppedKeepsTheBestSoFarAndItsBound) {
  SyntheticEvent options{
      .participants = 60, .meetings = 302, .slots = 12, .morning_slots = 6, .tables = 26};
  const Result<Event> event = MakeSyntheticEvent(options);
  ASSERT_TRUE(event.ok());
  std::atomic<int> news = 0;
  const Timetable timetable = PlanTimetable(
      *event, {.stop = [&] { return news > 0; }, .on_news = [&](const TimetableNews&) { ++news; }});
  ASSERT_EQ(timetable.status, TimetableStatus::kFeasible);
  EXPECT_LE(timetable.breaks_bound, timetable.quality.breaks);
  ExpectChecked(*event, timetable);
}

TEST(Timetable, WithoutMeetingsOrWithoutTablesHasAnAnswer) {
  EXPECT_EQ(PlanTimetable(Plain(0, 1, 0), {}).status, TimetableStatus::kOptimal);
  Event event = Plain(2, 3, 0);
  event.meetings.push_back(Between(0, 1));
  const Timetable none = PlanTimetable(event, {});
  ASSERT_EQ(none.status, TimetableStatus::kInfeasible);
  EXPECT_EQ(none.conflict->requests.size(), 1u);
  event.meetings[0].priority = Priority::kWish;
  const Timetable lost = PlanTimetable(event, {});
  EXPECT_EQ(lost.status, TimetableStatus::kOptimal);
  EXPECT_EQ(lost.quality.wishes_lost, 1);
}

TEST(Timetable, LunchAloneIsNoBreakAndIdleSlotsAroundItAreOne) {
  Event event = Plain(3, 4, 1);
  event.meetings = {Between(0, 1), Between(0, 2)};
  event.meetings[0].fixed_slot = 1;
  event.meetings[1].fixed_slot = 2;
  EXPECT_EQ(PlanTimetable(event, {}).quality.breaks, 0);
  event.meetings[0].fixed_slot = 0;
  event.meetings[1].fixed_slot = 3;
  EXPECT_EQ(PlanTimetable(event, {}).quality.breaks, 1);
}

TEST(Timetable, MorePeopleThanPlacesAreNamedAtOnce) {
  // 31 musts in 30 places: proving it by trying would never end.
  Event event = Plain(62, 10, 3);
  for (int32_t m = 0; m < 31; ++m) event.meetings.push_back(Between(2 * m, 2 * m + 1));
  const Timetable timetable = PlanTimetable(event, {});
  ASSERT_EQ(timetable.status, TimetableStatus::kInfeasible);
  EXPECT_EQ(timetable.conflict->requests.size(), 31u);
  EXPECT_TRUE(timetable.conflict->minimal);
}

TEST(Timetable, AWishThatWouldFillABreakButCannotBelongsToTheConflict) {
  Event event = Plain(4, 3, 1);
  event.meetings = {Between(0, 1), Between(0, 2), Between(0, 3)};
  event.meetings[0].fixed_slot = 0;
  event.meetings[1].fixed_slot = 2;
  event.meetings[2].priority = Priority::kWish;
  event.participants[3].unavailable = {1};
  event.breaks_max = 0;
  const Timetable timetable = PlanTimetable(event, {});
  ASSERT_EQ(timetable.status, TimetableStatus::kInfeasible);
  ASSERT_TRUE(timetable.conflict);
  ExpectMinimal(event, *timetable.conflict);
}

TEST(Timetable, TooLargeToProveIsSearchedAndSaysSo) {
  SyntheticEvent options{
      .participants = 2'000, .meetings = 4'000, .slots = 30, .morning_slots = 15, .tables = 300};
  const Result<Event> event = MakeSyntheticEvent(options);
  ASSERT_TRUE(event.ok());
  std::atomic<int> asked = 0;
  // The question comes once in a thousand moves: enough of them to place every meeting.
  const Timetable timetable = PlanTimetable(*event, {.stop = [&] { return ++asked > 1'000; }});
  ASSERT_EQ(timetable.status, TimetableStatus::kFeasible);
  EXPECT_EQ(timetable.breaks_bound, 0);
  ExpectChecked(*event, timetable);
}

TEST(Checker, RefusesEveryChangeThatBreaksARule) {
  SyntheticEvent options{.participants = 12,
                         .meetings = 30,
                         .slots = 6,
                         .morning_slots = 3,
                         .tables = 6,
                         .session_share = 0.5,
                         .unavailable_share = 0.5,
                         .fixed_share = 0.2,
                         .after_share = 0.3};
  const Result<Event> event = MakeSyntheticEvent(options);
  ASSERT_TRUE(event.ok());
  const Timetable timetable = PlanTimetable(*event, {});
  ExpectChecked(*event, timetable);
  const Claim claim{.breaks = timetable.quality.breaks};
  EXPECT_FALSE(CheckTimetable(*event, timetable.seating, {.breaks = *claim.breaks + 1}).ok());
  EXPECT_FALSE(
      CheckTimetable(*event, timetable.seating, {.breaks = claim.breaks, .wishes_lost = 1}).ok());
  int refused = 0, kept = 0;
  for (size_t m = 0; m < timetable.seating.size(); ++m) {
    for (SlotIndex slot = -1; slot <= event->slots; ++slot) {
      for (TableIndex table = -1; table <= event->tables; ++table) {
        Seating changed = timetable.seating;
        if (changed[m] == Seat{slot, table}) continue;
        changed[m] = {slot, table};
        Placement placement;
        for (const Seat& seat : changed) placement.push_back(seat.slot);
        const Status checked = CheckTimetable(*event, changed, claim);
        refused += !checked.ok();
        kept += checked.ok();
        // What passes is a timetable: no worse by the planner's proof, and of the same breaks.
        if (checked.ok()) {
          EXPECT_EQ(Judge(*event, placement).breaks, claim.breaks);
        }
      }
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_GT(kept, 0) << "another free table is as good";
}

TEST(Validate, NamesWhatIsWrong) {
  Event event = Plain(2, 3, 1);
  event.meetings = {Between(0, 1), Between(1, 0)};
  EXPECT_TRUE(Validate(event).ok());
  event.meetings[0].after = {1};
  event.meetings[1].after = {0};
  const Status circle = Validate(event);
  ASSERT_FALSE(circle.ok());
  EXPECT_EQ(circle.error().place.field, "/meetings/0/after");
  EXPECT_EQ(circle.error().place.value, "0 > 1 > 0");
  event.meetings[1].after = {};
  event.meetings[1].b = 1;
  EXPECT_EQ(Validate(event).error().place.field, "/meetings/1/b");
  event.meetings[1].b = 7;
  EXPECT_EQ(Validate(event).error().place.field, "/meetings/1/b");
  event.meetings[1].b = 0;
  event.meetings[0].session = Session::kMorning;
  event.meetings[0].fixed_slot = 2;
  EXPECT_EQ(Validate(event).error().place.field, "/meetings/0/fixed_slot");
}

TEST(Search, KeepsEveryRuleAtNinetyEightHundredthsOfAllPlaces) {
  SyntheticEvent options{
      .participants = 78, .meetings = 302, .slots = 22, .morning_slots = 12, .tables = 14};
  const Result<Event> event = MakeSyntheticEvent(options);
  ASSERT_TRUE(event.ok());
  const Found found = SearchPlacement(*event, {.moves = 1'000'000});
  ASSERT_TRUE(found.Valid());
  const Seating seating = AssignTables(*event, found.placement);
  const Status checked = CheckTimetable(*event, seating, {.breaks = found.quality.breaks});
  EXPECT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
}

TEST(Replan, MovesTheFewestMeetingsOfAllPlacements) {
  int moved = 0;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed * 7919);
    const Event event = RandomEvent(random);
    const Timetable before = PlanTimetable(event, {});
    if (before.seating.empty()) continue;
    // Somebody cannot come in one more slot, and a new meeting is asked for.
    Event changed = event;
    const size_t who = random.Below(changed.participants.size());
    changed.participants[who].unavailable.push_back(
        static_cast<SlotIndex>(random.Below(static_cast<uint64_t>(changed.slots))));
    changed.meetings.push_back(Between(0, 1));
    Seating seats = before.seating;
    seats.emplace_back();
    Placement slots;
    for (const Seat& seat : seats) slots.push_back(seat.slot);
    const std::optional<int32_t> least = ReferenceMoves(changed, slots);
    const Replanned after = Replan(changed, seats, {});
    if (!least) {
      EXPECT_EQ(after.status, TimetableStatus::kInfeasible);
      continue;
    }
    ASSERT_EQ(after.status, TimetableStatus::kOptimal);
    EXPECT_EQ(after.moved, *least);
    EXPECT_EQ(after.moved_bound, *least);
    moved += *least > 0;
    const Status checked =
        CheckTimetable(changed, after.seating,
                       {.breaks = after.quality.breaks, .wishes_lost = after.quality.wishes_lost});
    EXPECT_TRUE(checked.ok()) << checked.error().Describe(Language::kEnglish);
  }
  EXPECT_GT(moved, 30);
}

}  // namespace
}  // namespace lianmeng::event
