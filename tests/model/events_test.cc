// Which requests of an event are planned, and what makes an event valid.

#include "model/events.h"

#include <gtest/gtest.h>

namespace lianmeng {
namespace {

const Date kToday = *Date::Parse("2026-11-28");

MeetingRequest Between(int64_t id, int64_t a, int64_t b) {
  MeetingRequest request;
  request.id = {id};
  request.a = {a};
  request.b = {b};
  request.state = RequestState::kAccepted;
  return request;
}

Participant Comes(int64_t id, ParticipantState state = ParticipantState::kAccepted) {
  Participant participant;
  participant.id = {id};
  participant.name = "P" + std::to_string(id);
  participant.state = state;
  return participant;
}

MatchmakingEvent Valid() {
  MatchmakingEvent event;
  event.key = "E1";
  event.title = "对接会";
  event.slot_starts = {"09:00", "09:30", "13:00"};
  event.slot_minutes = 30;
  event.morning_slots = 2;
  event.tables = 3;
  return event;
}

TEST(EventRequests, ARequestNobodyAnsweredInTimeExpiresAndBlocksNothing) {
  MeetingRequest request = Between(1, 1, 2);
  request.state = RequestState::kAsked;
  request.valid_until = kToday;
  EXPECT_EQ(EffectiveState(request, kToday), RequestState::kAsked);
  const Date tomorrow{kToday.days + 1};
  EXPECT_EQ(EffectiveState(request, tomorrow), RequestState::kExpired);
  const std::vector<Participant> people = {Comes(1), Comes(2)};
  EXPECT_EQ(HindrancesOf(people, {request}, kToday)[0], Hindrance::kUnanswered);
  EXPECT_EQ(HindrancesOf(people, {request}, tomorrow)[0], Hindrance::kExpired);
  request.state = RequestState::kAccepted;  // an answer in time stays one
  EXPECT_EQ(HindrancesOf(people, {request}, tomorrow)[0], Hindrance::kNone);
}

TEST(EventRequests, ANoThanksOfEitherSideKeepsThePairApartWhoeverAskedFirst) {
  MeetingRequest refusal = Between(2, 2, 1);
  refusal.priority = RequestPriority::kNoThanks;
  const std::vector<Participant> people = {Comes(1), Comes(2), Comes(3)};
  const auto hindrances =
      HindrancesOf(people, {Between(1, 1, 2), refusal, Between(3, 1, 3)}, kToday);
  const std::vector<Hindrance> expected = {Hindrance::kNoThanks, Hindrance::kNoThanks,
                                           Hindrance::kNone};
  EXPECT_EQ(hindrances, expected);
}

TEST(EventRequests, BothMustHaveSaidThatTheyCome) {
  const std::vector<Participant> people = {Comes(1), Comes(2, ParticipantState::kInvited),
                                           Comes(3, ParticipantState::kDeclined)};
  const auto hindrances = HindrancesOf(people, {Between(1, 1, 2), Between(2, 1, 3)}, kToday);
  EXPECT_EQ(hindrances[0], Hindrance::kParticipantUnanswered);
  EXPECT_EQ(hindrances[1], Hindrance::kParticipantDeclined);
}

TEST(EventValidation, NamesTheFieldAndTheValue) {
  EXPECT_TRUE(Validate(Valid()).empty());
  const auto first = [](const MatchmakingEvent& event) { return Validate(event).at(0); };
  MatchmakingEvent event = Valid();
  event.slot_starts[1] = "09:20";
  EXPECT_EQ(first(event).field, "slot_starts/1");
  EXPECT_EQ(first(event).value, "09:20");
  event = Valid();
  event.slot_starts[2] = "23:45";
  EXPECT_EQ(first(event).message.en, "ends on the day after");
  event = Valid();
  event.slot_starts[0] = "9:00";
  EXPECT_EQ(first(event).field, "slot_starts/0");
  event = Valid();
  event.tables = 0;
  EXPECT_EQ(first(event).field, "tables");
  event = Valid();
  event.morning_slots = 4;
  EXPECT_EQ(first(event).field, "morning_slots");
}

TEST(EventValidation, ARequestFitsItsEvent) {
  MeetingRequest request = Between(1, 1, 1);
  EXPECT_EQ(Validate(request, Valid()).at(0).field, "b");
  request = Between(1, 1, 2);
  request.fixed_slot = 3;
  EXPECT_TRUE(Validate(request, Valid()).empty());
  request.session = RequestSession::kMorning;
  EXPECT_EQ(Validate(request, Valid()).at(0).field, "fixed_slot");
  Participant participant = Comes(1);
  participant.unavailable = {1, 4};
  EXPECT_EQ(Validate(participant, Valid()).at(0).field, "unavailable/1");
}

}  // namespace
}  // namespace lianmeng
