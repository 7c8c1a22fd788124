// Matchmaking events from the first invitation to the last notice, on the tiny region.

#include "app/events.h"

#include <gtest/gtest.h>

#include "app/event_edit.h"
#include "app/event_planner.h"
#include "app/event_sample.h"
#include "app/event_suggestions.h"
#include "app/merge_organisations.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::app {
namespace {

using lianmeng::testing::Must;

constexpr int64_t kDayMs = 24LL * 3600 * 1000;

class EventsTest : public lianmeng::testing::TinyRegion {
 protected:
  // Four half-hour slots, two before noon, and two tables.
  EventId Make(int64_t tables = 2) {
    EventInput input{.title = "机器人对接会", .date = "2026-12-10"};
    input.slot_starts = {"09:00", "09:30", "13:00", "13:30"};
    input.slot_minutes = 30;
    input.tables = tables;
    detail_ = Must(AddEvent(*platform_, Viewer::Office(), input));
    id_.value = *ParseIdValue(detail_.id);
    return id_;
  }

  static EventParticipantInput Comes(const std::string& name) {
    EventParticipantInput input;
    input.name = name;
    input.state = "accepted";
    return input;
  }

  void Invite(const std::vector<std::string>& guests) {
    EventParticipantsInput input;
    for (const std::string& name : guests) input.participants.push_back(Comes(name));
    detail_ = Must(AddParticipants(*platform_, Viewer::Office(), id_, input));
  }

  ParticipantId Who(const std::string& name) const {
    for (const EventParticipantRow& row : detail_.participant_list) {
      if (row.name == name) return {*ParseIdValue(row.id)};
    }
    ADD_FAILURE() << name;
    return {};
  }

  EventRequestInput Asks(const std::string& a, const std::string& b) const {
    EventRequestInput input;
    input.a = Who(a).ToString();
    input.b = Who(b).ToString();
    return input;
  }

  void Add(const EventRequestInput& input) {
    detail_ = Must(AddRequests(*platform_, Viewer::Office(), id_, {{input}}));
  }

  Error Refused(const EventRequestInput& input) {
    return AddRequests(*platform_, Viewer::Office(), id_, {{input}}).error();
  }

  void Reload() { detail_ = Must(GetEvent(*platform_, Viewer::Office(), id_)); }

  PlanOutcome Plan(PlanMode mode = PlanMode::kPlan) {
    const PlanOutcome outcome =
        Must(RunPlan(*platform_, Viewer::Office(), id_, {.mode = mode, .stop = {}, .on_news = {}}));
    Reload();
    return outcome;
  }

  // A triangle of 甲, 乙 and 丙, planned and told.
  void PlanTriangle() {
    Make();
    Invite({"甲", "乙", "丙"});
    for (const auto& [a, b] : {std::pair("甲", "乙"), {"甲", "丙"}, {"乙", "丙"}}) {
      EventRequestInput input = Asks(a, b);
      input.priority = "must";
      Add(input);
    }
    EXPECT_EQ(Plan().word, "planned");
  }

  void Tell() {
    EXPECT_TRUE(MarkTold(*platform_, Viewer::Office(), id_, detail_.plan->number).ok());
    Reload();
  }

  EventId id_;
  EventDetail detail_;
};

// B takes part and becomes one with A: A is there already.
TEST_F(EventsTest, AnOrganisationTakesPartOnceThoughItWasMergedSince) {
  Make();
  const std::shared_ptr<Analysis> before = As("office");
  const auto add = [&](const std::string& key) {
    EventParticipantInput input;
    for (const Organisation& one : before->snapshot().organisations) {
      if (one.key == key) input.organisation = one.id.ToString();
    }
    return AddParticipants(*platform_, Viewer::Office(), id_, {{input}});
  };
  Must(add("C2"));
  EXPECT_EQ(add("C2").error().code, ErrorCode::kConflict);
  Must(MergeOrganisations(*platform_, Viewer::Office(), {.stays = "C1", .goes = "C2"}));
  EXPECT_EQ(add("C1").error().code, ErrorCode::kConflict);
  Reload();
  EXPECT_EQ(detail_.participant_list.size(), 1U);
}

TEST_F(EventsTest, AnEventIsMadeListedAndChanged) {
  Make();
  EXPECT_EQ(detail_.state, "draft");
  EXPECT_EQ(detail_.morning_slots, 2);
  EXPECT_TRUE(detail_.may_change);
  const EventPage page = Must(ListEvents(*platform_, Viewer::Office(), {}));
  ASSERT_EQ(page.total, 1);
  EXPECT_EQ(page.items[0].title, "机器人对接会");
  EventPatch patch{.version = detail_.version};
  patch.place = "合肥";
  patch.state = "inviting";
  detail_ = Must(ChangeEvent(*platform_, Viewer::Office(), id_, patch));
  EXPECT_EQ(detail_.place, "合肥");
  EXPECT_EQ(detail_.version, 2);
  EXPECT_EQ(detail_.history.at(0).fields.size(), 2U);
}

TEST_F(EventsTest, TwoWhoChangeOneEventAtOnceTheSecondIsToldWhatTheFirstChanged) {
  Make();
  Invite({"甲"});
  EventPatch patch{.version = 1};
  patch.title = "新名";
  const Error error = ChangeEvent(*platform_, Viewer::Office(), id_, patch).error();
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_NE(error.message.zh.find("参加者"), std::string::npos) << error.message.zh;
  EXPECT_EQ(error.place.value, "2");
  Reload();
  EXPECT_EQ(detail_.title, "机器人对接会");
}

TEST_F(EventsTest, RefusesBadInputByFieldAndValueAndChangesNothing) {
  Make();
  Invite({"甲", "乙"});
  const int64_t version = detail_.version;
  const auto invite = [&](EventParticipantInput input) {
    return AddParticipants(*platform_, Viewer::Office(), id_, {{Comes("丙"), std::move(input)}})
        .error();
  };
  EXPECT_EQ(invite(Comes("甲")).place.field, "/participants/1");
  EventParticipantInput stranger;
  stranger.organisation = "77";
  EXPECT_EQ(invite(stranger).place.field, "/participants/1/organisation");
  EventParticipantInput away = Comes("丁");
  away.unavailable = {9};
  EXPECT_EQ(invite(away).place.field, "/participants/1/unavailable/0");
  EXPECT_EQ(Refused(Asks("甲", "甲")).place.field, "/requests/0/b");
  EventRequestInput nobody = Asks("甲", "乙");
  nobody.b = "5";
  EXPECT_EQ(Refused(nobody).place.field, "/requests/0/b");
  EventRequestInput late = Asks("甲", "乙");
  late.valid_until = "2026-01-01";
  EXPECT_EQ(Refused(late).place.value, "2026-01-01");
  Reload();
  EXPECT_EQ(detail_.version, version);
  EXPECT_EQ(detail_.participant_list.size(), 2U);
  EXPECT_EQ(RunPlan(*platform_, Viewer::Office(), id_, {}).error().code, ErrorCode::kConflict);
}

TEST_F(EventsTest, WhoIsAskedAndAsksBackAcceptsAndThereIsOneRequestBetweenTwo) {
  Make();
  Invite({"甲", "乙"});
  EventRequestInput asks = Asks("甲", "乙");
  asks.asked_by = "a";
  Add(asks);
  EXPECT_EQ(detail_.request_list.at(0).state, "asked");
  EXPECT_EQ(detail_.request_list[0].hindrance, "unanswered");
  EXPECT_EQ(Refused(asks).code, ErrorCode::kConflict);
  EventRequestInput back = Asks("乙", "甲");
  back.asked_by = "a";
  Add(back);
  ASSERT_EQ(detail_.request_list.size(), 1U);
  EXPECT_EQ(detail_.request_list[0].state, "accepted");
  EXPECT_EQ(detail_.request_list[0].hindrance, "none");
}

TEST_F(EventsTest, AnUnansweredRequestExpiresAndCannotBeAcceptedUntilItHasMoreTime) {
  Make();
  Invite({"甲", "乙"});
  EventRequestInput asks = Asks("甲", "乙");
  asks.asked_by = "a";
  asks.valid_until = "2026-10-27";
  Add(asks);
  clock_.Set(clock_.NowMs() + 3 * kDayMs);
  Reload();
  EXPECT_EQ(detail_.request_list.at(0).state, "expired");
  EXPECT_EQ(detail_.request_list[0].hindrance, "expired");
  const MeetingRequestId request{*ParseIdValue(detail_.request_list[0].id)};
  EventRequestPatch accept;
  accept.state = "accepted";
  EXPECT_EQ(ChangeRequest(*platform_, Viewer::Office(), id_, request, accept).error().code,
            ErrorCode::kConflict);
  accept.valid_until.emplace("2026-11-05");
  detail_ = Must(ChangeRequest(*platform_, Viewer::Office(), id_, request, accept));
  EXPECT_EQ(detail_.request_list[0].state, "accepted");
}

TEST_F(EventsTest, ANoThanksKeepsAPairOutOfTheTimetable) {
  PlanTriangle();
  EXPECT_EQ(detail_.plan->meetings.size(), 3U);
  EventRequestInput refusal = Asks("丙", "甲");
  refusal.asked_by = "a";
  refusal.priority = "no_thanks";
  Add(refusal);
  EXPECT_TRUE(detail_.plan->outdated);
  EXPECT_EQ(Plan().word, "planned");
  ASSERT_EQ(detail_.plan->meetings.size(), 2U);
  for (const EventMeetingRow& meeting : detail_.plan->meetings) {
    EXPECT_TRUE(meeting.a == Who("乙").ToString() || meeting.b == Who("乙").ToString());
  }
}

TEST_F(EventsTest, APlanIsProvenAndAskedAgainItIsKept) {
  PlanTriangle();
  EXPECT_EQ(detail_.state, "planned");
  EXPECT_EQ(detail_.plan->status, "optimal");
  EXPECT_EQ(detail_.plan->breaks, detail_.plan->bound);
  EXPECT_FALSE(detail_.plan->outdated);
  EXPECT_FALSE(detail_.plan->told_at);
  const int64_t number = detail_.plan->number;
  EXPECT_EQ(Plan().word, "kept");
  EXPECT_EQ(detail_.plan->number, number);
  EventPatch patch{.version = detail_.version};
  patch.title = "改了名";  // changes no rule of the timetable
  detail_ = Must(ChangeEvent(*platform_, Viewer::Office(), id_, patch));
  EXPECT_FALSE(detail_.plan->outdated);
  patch = {.version = detail_.version};
  patch.tables = 1;
  detail_ = Must(ChangeEvent(*platform_, Viewer::Office(), id_, patch));
  EXPECT_TRUE(detail_.plan->outdated);
}

TEST_F(EventsTest, RequestsThatContradictEachOtherAreNamedAndNothingIsPlanned) {
  Make(1);
  Invite({"甲", "乙", "丙", "丁"});
  for (const auto& [a, b] : {std::pair("甲", "乙"), {"丙", "丁"}}) {
    EventRequestInput input = Asks(a, b);
    input.priority = "must";
    input.fixed_slot = 2;
    Add(input);
  }
  const PlanOutcome outcome = Plan();
  EXPECT_EQ(outcome.word, "infeasible");
  ASSERT_TRUE(outcome.conflict);
  EXPECT_EQ(outcome.conflict->requests.size(), 2U);
  EXPECT_TRUE(outcome.conflict->minimal);
  EXPECT_EQ(outcome.conflict->reasons.at(0).zh, "甲 与 乙 的会谈必须举行");
  EXPECT_FALSE(detail_.plan);
}

TEST_F(EventsTest, AReplanMovesTheFewestMeetingsAndSaysWhoMustBeToldWhat) {
  PlanTriangle();
  Tell();
  EXPECT_TRUE(detail_.plan->told);
  EXPECT_TRUE(detail_.plan->notices.empty());
  const auto before = detail_.plan->meetings;
  Invite({"丁"});  // late
  EventRequestInput input = Asks("甲", "丁");
  input.priority = "must";
  Add(input);
  EXPECT_TRUE(detail_.plan->outdated);
  EXPECT_EQ(Plan(PlanMode::kReplan).word, "planned");
  EXPECT_EQ(detail_.plan->moved, 0);  // four slots have room for it
  EXPECT_FALSE(detail_.plan->told);
  ASSERT_EQ(detail_.plan->meetings.size(), 4U);
  for (size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(detail_.plan->meetings[i].slot, before[i].slot);
  }
  ASSERT_EQ(detail_.plan->notices.size(), 2U);
  EXPECT_EQ(detail_.plan->notices[0].name, "甲");
  EXPECT_NE(detail_.plan->notices[0].words.zh.find("新增：与 丁 会谈"), std::string::npos);
}

TEST_F(EventsTest, NobodysMeetingDisappearsWithoutANotice) {
  PlanTriangle();
  Tell();
  const ParticipantId third = Who("丙");
  EXPECT_EQ(RemoveParticipant(*platform_, Viewer::Office(), id_, third).error().code,
            ErrorCode::kConflict);
  EventParticipantPatch declines;
  declines.state = "declined";
  detail_ = Must(ChangeParticipant(*platform_, Viewer::Office(), id_, third, declines));
  EXPECT_EQ(Plan(PlanMode::kReplan).word, "planned");
  EXPECT_EQ(detail_.plan->meetings.size(), 1U);
  ASSERT_EQ(detail_.plan->notices.size(), 4U);  // two meetings, two sides each
  for (const EventNotice& notice : detail_.plan->notices) {
    EXPECT_EQ(notice.words.zh.rfind("取消", 0), 0U) << notice.words.zh;
  }
  EXPECT_EQ(RemoveParticipant(*platform_, Viewer::Office(), id_, third).error().code,
            ErrorCode::kConflict);  // nobody has been told yet
  Tell();
  detail_ = Must(RemoveParticipant(*platform_, Viewer::Office(), id_, third));
  EXPECT_EQ(detail_.participant_list.size(), 2U);
  EXPECT_EQ(detail_.request_list.size(), 1U);
}

TEST_F(EventsTest, AMoveSaysWhatStandsAgainstItAndIsCheckedAgainstTheTimetableSeen) {
  PlanTriangle();
  const EventMeetingRow meeting = detail_.plan->meetings.at(0), other = detail_.plan->meetings[1];
  const EventMoves moves = Must(GetMoves(*platform_, Viewer::Office(), id_, meeting.meeting));
  ASSERT_EQ(moves.slots.size(), 4U);
  int64_t free = 0;
  for (const EventSlotMove& slot : moves.slots) {
    if (slot.obstacles.empty() && slot.slot != meeting.slot) free = slot.slot;
  }
  ASSERT_GT(free, 0);
  EventMoveInput input{.number = detail_.plan->number, .meeting = meeting.meeting};
  input.slot = other.slot;  // 甲 is in both
  input.dry_run = true;
  const EventMove refused = Must(MoveMeeting(*platform_, Viewer::Office(), id_, input));
  ASSERT_FALSE(refused.obstacles.empty());
  EXPECT_NE(refused.obstacles[0].zh.find("该时段已有安排"), std::string::npos);
  input.dry_run = false;
  EXPECT_EQ(MoveMeeting(*platform_, Viewer::Office(), id_, input).error().code,
            ErrorCode::kConflict);
  input.slot = free;
  const EventMove done = Must(MoveMeeting(*platform_, Viewer::Office(), id_, input));
  EXPECT_TRUE(done.applied);
  EXPECT_EQ(MoveMeeting(*platform_, Viewer::Office(), id_, input).error().place.field, "number");
  Reload();
  EXPECT_EQ(detail_.plan->number, done.number);
  EXPECT_EQ(detail_.plan->meetings.at(0).slot, free);
  EXPECT_EQ(detail_.plan->breaks, done.breaks_after);
  EXPECT_EQ(detail_.plan->status == "optimal", done.breaks_after == *detail_.plan->bound);
}

TEST_F(EventsTest, AnOutdatedTimetableIsNotMovedByHand) {
  PlanTriangle();
  Invite({"丁"});
  EXPECT_EQ(GetMoves(*platform_, Viewer::Office(), id_, 0).error().code, ErrorCode::kConflict);
}

TEST_F(EventsTest, SuggestsWhoNeedsWhatAnotherOffers) {
  Make();
  const auto analysis = As("office");
  const auto id_of = [&](const char* key) {
    for (const Organisation& organisation : analysis->snapshot().organisations) {
      if (organisation.key == key) return organisation.id.ToString();
    }
    return std::string();
  };
  EventParticipantsInput input;
  for (const char* key : {"A1", "B2", "E1"}) {
    EventParticipantInput one;
    one.organisation = id_of(key);
    input.participants.push_back(one);
  }
  detail_ = Must(AddParticipants(*platform_, Viewer::Office(), id_, input));
  const EventSuggestions suggestions = Must(SuggestMeetings(*platform_, Viewer::Office(), id_, 10));
  ASSERT_FALSE(suggestions.items.empty());
  EXPECT_EQ(suggestions.items[0].a_name, "上海恒川机器人有限公司（样例）");
  EXPECT_EQ(suggestions.items[0].b_name, "合肥明驰精工有限公司（样例）");
  EXPECT_EQ(suggestions.items[0].need, "寻找谐波减速器第二供应源");
  double sum = 0;
  for (const MatchPart& part : suggestions.items[0].parts) sum += part.points;
  EXPECT_NEAR(sum, suggestions.items[0].score, 1e-6);
  // A pair that has a request is suggested no more.
  EventRequestInput request;
  request.a = suggestions.items[0].a;
  request.b = suggestions.items[0].b;
  Add(request);
  for (const EventSuggestion& item :
       Must(SuggestMeetings(*platform_, Viewer::Office(), id_, 10)).items) {
    EXPECT_FALSE(item.a == request.a && item.b == request.b);
  }
}

TEST_F(EventsTest, AParticipantSeesItsOwnMeetingsAndNobodyElseDoes) {
  Make();
  const auto analysis = As("office");
  EventParticipantsInput input;
  for (const Organisation& organisation : analysis->snapshot().organisations) {
    if (organisation.key != "A1" && organisation.key != "B1" && organisation.key != "C1") continue;
    EventParticipantInput one;
    one.organisation = organisation.id.ToString();
    one.state = "accepted";
    input.participants.push_back(one);
  }
  detail_ = Must(AddParticipants(*platform_, Viewer::Office(), id_, input));
  const auto id_at = [&](size_t i) { return detail_.participant_list.at(i).id; };
  EventRequestsInput requests;
  for (const auto& [a, b] : {std::pair(0, 1), {1, 2}}) {
    requests.requests.push_back(
        {.a = id_at(static_cast<size_t>(a)), .b = id_at(static_cast<size_t>(b))});
  }
  detail_ = Must(AddRequests(*platform_, Viewer::Office(), id_, requests));
  Plan();
  const Viewer first = Must(platform_->ParseViewer("A1"));
  const EventDetail seen = Must(GetEvent(*platform_, first, id_));
  EXPECT_FALSE(seen.may_change);
  EXPECT_EQ(seen.participant_list.size(), 2U);
  ASSERT_TRUE(seen.plan);
  EXPECT_EQ(seen.plan->meetings.size(), 1U);
  EXPECT_FALSE(seen.plan->breaks);
  EXPECT_EQ(RunPlan(*platform_, first, id_, {}).error().code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(ExportPlan(*platform_, first, id_, {}).error().code, ErrorCode::kPermissionDenied);
  EventDownload own{.format = ScheduleFormat::kCsv, .participant = id_at(0)};
  EXPECT_TRUE(ExportPlan(*platform_, first, id_, own).ok());
  const EventDetail other = Must(GetEvent(*platform_, Must(platform_->ParseViewer("E1")), id_));
  EXPECT_TRUE(other.participant_list.empty());
  EXPECT_FALSE(other.plan);
  EXPECT_EQ(GetEvent(*platform_, Viewer::Public(), id_).error().code, ErrorCode::kNotFound);
}

TEST_F(EventsTest, ExportsSayWhatThingsAreCalledToday) {
  PlanTriangle();
  EventPatch patch{.version = detail_.version};
  patch.title = "改名后的对接会";
  patch.slot_starts = {"10:00", "10:30", "14:00", "14:30"};
  detail_ = Must(ChangeEvent(*platform_, Viewer::Office(), id_, patch));
  const std::string page =
      Must(ExportPlan(*platform_, Viewer::Office(), id_, {.format = ScheduleFormat::kHtml}));
  EXPECT_NE(page.find("改名后的对接会"), std::string::npos);
  EXPECT_NE(page.find("10:00"), std::string::npos);
  EXPECT_EQ(page.find("09:00"), std::string::npos);
  const std::string cards = Must(NameCardPage(*platform_, Viewer::Office(), id_));
  EXPECT_NE(cards.find("<h2>丙</h2>"), std::string::npos);
}

TEST_F(EventsTest, AClosedEventIsChangedNoMoreUntilItIsReopened) {
  PlanTriangle();
  EventPatch patch{.version = detail_.version};
  patch.state = "closed";
  detail_ = Must(ChangeEvent(*platform_, Viewer::Office(), id_, patch));
  EXPECT_EQ(Refused(Asks("甲", "乙")).place.field, "state");
  patch = {.version = detail_.version};
  patch.state = "inviting";
  EXPECT_TRUE(ChangeEvent(*platform_, Viewer::Office(), id_, patch).ok());
}

TEST_F(EventsTest, TheSampleIsMadeOnceAmongSamplesAndPlanned) {
  const EventRow made = Must(MakeSampleEvent(*platform_, {.chain = "robot", .seconds_max = 60}));
  EXPECT_TRUE(made.sample);
  EXPECT_EQ(made.state, "planned");
  EXPECT_EQ(Must(MakeSampleEvent(*platform_, {})).id, made.id);
  EXPECT_EQ(Must(ListEvents(*platform_, Viewer::Office(), {})).total, 1);
  id_.value = *ParseIdValue(made.id);
  Reload();
  for (const EventParticipantRow& row : detail_.participant_list) {
    ASSERT_TRUE(row.organisation);
    EXPECT_TRUE(row.organisation->sample);
  }
  EXPECT_EQ(detail_.plan->status, "optimal");
}

TEST_F(EventsTest, TheSampleNeedsAChain) {
  EXPECT_EQ(MakeSampleEvent(*platform_, {.chain = "nope"}).error().code, ErrorCode::kNotFound);
}

TEST_F(EventsTest, ThePlannerWorksInTheBackgroundAndOnceForEachEvent) {
  PlanTriangle();
  EventPlanner planner(*platform_, {});
  EXPECT_EQ(Must(planner.Find(Viewer::Office(), id_)).state, "idle");
  const EventPlanInput input{.mode = "plan", .seconds = 60};
  EXPECT_EQ(Must(planner.Start(Viewer::Office(), id_, input)).state, "waiting");
  planner.Wait(id_);
  const EventJob job = Must(planner.Find(Viewer::Office(), id_));
  EXPECT_EQ(job.state, "done");
  EXPECT_EQ(job.outcome, "kept");
  EXPECT_EQ(planner.Start(Viewer::Public(), id_, input).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace lianmeng::app
