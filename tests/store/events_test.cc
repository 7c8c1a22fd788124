// Matchmaking events in the store: what comes back, what a version counts, and who sees which part.
#include "tests/store/fixture.h"

namespace lianmeng::store {
namespace {

class EventStore : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteAll(*store_, MakeOrganisation(1, "甲公司"), MakeOrganisation(2, "乙公司"),
             MakeOrganisation(3, "丙公司"));
    event_.id = {100};
    event_.key = "E1";
    event_.title = "机器人对接会";
    event_.date = *Date::Parse("2027-02-01");
    event_.slot_starts = {"09:00", "09:30"};
    event_.slot_minutes = 30;
    event_.morning_slots = 2;
    event_.tables = 2;
    event_.source = "test";
  }

  static Participant Takes(int64_t id, int64_t organisation, const char* name) {
    Participant participant;
    participant.id = {id};
    participant.event = {100};
    participant.organisation = {organisation};
    participant.name = name;
    participant.state = ParticipantState::kAccepted;
    participant.unavailable = {2};
    return participant;
  }

  static MeetingRequest Wants(int64_t id, int64_t a, int64_t b) {
    MeetingRequest request;
    request.id = {id};
    request.event = {100};
    request.a = {a};
    request.b = {b};
    request.asked_by = RequestAsker::kA;
    request.valid_until = Date::Parse("2027-01-20");
    return request;
  }

  // 甲 asks 乙; 丙 does not want to meet 甲.
  void PutAll() {
    Writer writer = Must(store_->Write({.source = "office"}));
    Must(writer.Put(event_));
    MustOk(writer.PutPart(Takes(11, 1, "甲公司")));
    MustOk(writer.PutPart(Takes(12, 2, "乙公司")));
    MustOk(writer.PutPart(Takes(13, 3, "丙公司")));
    MustOk(writer.PutPart(Wants(21, 11, 12)));
    MeetingRequest refusal = Wants(22, 13, 11);
    refusal.priority = RequestPriority::kNoThanks;
    MustOk(writer.PutPart(refusal));
    MustOk(writer.PutTimetable({100}, TimetableRole::kCurrent,
                               {.number = 1, .version = 6, .event = "{}", .timetable = "{}"}));
    Must(writer.Commit());
  }

  EventFolder See(const Viewer& viewer) { return Must(Must(store_->Read(viewer)).GetEvent({100})); }
  Viewer As(int64_t organisation) { return Must(store_->ViewerFor(OrganisationId{organisation})); }

  static std::vector<int64_t> Ids(const EventFolder& folder) {
    std::vector<int64_t> ids;
    for (const Participant& participant : folder.participants) ids.push_back(participant.id.value);
    for (const MeetingRequest& request : folder.requests) ids.push_back(request.id.value);
    return ids;
  }

  FixedClock clock_{1'793'000'000'000};
  std::unique_ptr<Store> store_ =
      Must(Store::Open("sqlite::memory:", {.clock = &clock_, .seed = 7}));
  MatchmakingEvent event_;
};

TEST_F(EventStore, AnEventComesBackAsItWasPutWithItsParts) {
  const int64_t data_version = Must(store_->DataVersion());
  PutAll();
  const EventFolder folder = See(Viewer::Office());
  EXPECT_EQ(folder.row.record, event_);
  EXPECT_TRUE(folder.row.managed);
  EXPECT_EQ(folder.row.version, 6);  // 1, and one for each of five parts
  EXPECT_EQ(folder.participants.at(0), Takes(11, 1, "甲公司"));
  EXPECT_EQ(folder.requests.at(0), Wants(21, 11, 12));
  ASSERT_TRUE(folder.current);
  EXPECT_EQ(folder.current->made_ms, clock_.NowMs());
  EXPECT_FALSE(folder.told);
  EXPECT_EQ(Must(store_->DataVersion()), data_version);  // nothing is computed from events
}

// A participant is shown as the organisation that it is now, and whoever it became sees its parts; the owner of an
// event is settled too. A merge undone leaves nothing behind.
TEST_F(EventStore, AMergedParticipantIsTheOneThatStaysUntilTheMergeIsUndone) {
  event_.ownership.owner = {2};
  PutAll();
  int64_t merge = 0;
  {
    Writer writer = Must(store_->Write({.source = "office"}));
    merge = Must(writer.Merge({.stays = {3}, .goes = {2}, .decided_by = "office", .note = ""}));
    Must(writer.Commit());
  }
  const EventFolder merged = See(As(3));
  EXPECT_TRUE(merged.row.managed);
  EXPECT_EQ(merged.row.record.ownership.owner, OrganisationId{3});
  EXPECT_EQ(merged.participants.at(1).organisation, OrganisationId{3});
  {
    Writer writer = Must(store_->Write({.source = "office"}));
    MustOk(writer.UndoMerge({.merge = merge, .decided_by = "office", .note = ""}));
    Must(writer.Commit());
  }
  const EventFolder again = See(As(2));
  EXPECT_EQ(again.row.record, event_);
  EXPECT_EQ(again.participants.at(1), Takes(12, 2, "乙公司"));
}

TEST_F(EventStore, WhoSeesWhichPart) {
  PutAll();
  EXPECT_EQ(Ids(See(Viewer::Office())), (std::vector<int64_t>{11, 12, 13, 21, 22}));
  // 甲 does not learn that 丙 will not meet it, nor that 丙 is there.
  const EventFolder first = See(As(1));
  EXPECT_EQ(Ids(first), (std::vector<int64_t>{11, 12, 21}));
  EXPECT_EQ(first.row.participants, 2);
  EXPECT_EQ(first.row.requests, 1);
  EXPECT_TRUE(first.current);
  EXPECT_EQ(Ids(See(As(2))), (std::vector<int64_t>{11, 12, 21}));
  EXPECT_EQ(Ids(See(As(3))), (std::vector<int64_t>{11, 13, 22}));
  // The public does not see an event of the alliance; of a public one it sees no part.
  EXPECT_EQ(Must(store_->Read(Viewer::Public())).GetEvent({100}).error().code,
            ErrorCode::kNotFound);
  event_.ownership.audience = Audience::kPublic;
  WriteAll(*store_, event_);
  const EventFolder open = See(Viewer::Public());
  EXPECT_TRUE(Ids(open).empty());
  EXPECT_EQ(open.row.participants + open.row.accepted + open.row.requests, 0);
  EXPECT_FALSE(open.current);
}

TEST_F(EventStore, TheOfficeManagesNoEventOfAnOrganisation) {
  event_.ownership.owner = {2};
  PutAll();
  const EventFolder office = See(Viewer::Office());
  EXPECT_FALSE(office.row.managed);
  EXPECT_TRUE(Ids(office).empty());
  EXPECT_TRUE(See(As(2)).row.managed);
  {
    Writer writer = Must(store_->Write({.source = "office"}));
    EXPECT_FALSE(Must(writer.FindEvent({100})));
  }
  // Nor do its history's parts show.
  const auto changes =
      Must(Must(store_->Read(Viewer::Office())).History({RecordKind::kEvent, 100, {}}));
  for (const Change& change : changes) EXPECT_TRUE(change.fields.empty());
}

TEST_F(EventStore, HistoryTellsWhatHappenedToAPart) {
  PutAll();
  {
    Writer writer = Must(store_->Write({.source = "office"}));
    Participant late = Takes(12, 2, "乙公司");
    late.state = ParticipantState::kDeclined;
    MustOk(writer.PutPart(late));
    MustOk(writer.PutPart(late));  // changes nothing
    MustOk(writer.RemovePart(Wants(21, 11, 12)));
    Must(writer.Commit());
  }
  const EventFolder folder = See(Viewer::Office());
  EXPECT_EQ(folder.row.version, 8);
  EXPECT_EQ(folder.row.accepted, 2);
  const auto changes =
      Must(Must(store_->Read(Viewer::Office())).History({RecordKind::kEvent, 100, {}}));
  ASSERT_GE(changes.size(), 2U);
  EXPECT_EQ(changes[0].fields.at(0).field, "requests");
  EXPECT_EQ(changes[0].fields.at(0).after, "null");
  EXPECT_EQ(changes[1].fields.at(0).before, "\"乙公司 (accepted)\"");
  EXPECT_EQ(changes[1].fields.at(0).after, "\"乙公司 (declined)\"");
}

TEST_F(EventStore, RefusesReferencesToNothingAndUndoesTheWrite) {
  PutAll();
  {
    Writer writer = Must(store_->Write({.source = "office"}));
    EXPECT_EQ(writer.PutPart(Wants(23, 11, 99)).error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(writer.Commit().error().code, ErrorCode::kConflict);
  }
  {
    Writer writer = Must(store_->Write({.source = "office"}));
    EXPECT_EQ(writer.PutPart(Takes(14, 2, "乙公司")).error().code, ErrorCode::kConflict);
  }
  Writer writer = Must(store_->Write({.source = "office"}));
  EXPECT_EQ(writer.RemovePart(Takes(11, 1, "甲公司")).error().code, ErrorCode::kConflict);
  writer.Rollback();
  EXPECT_EQ(See(Viewer::Office()).row.version, 6);
}

TEST_F(EventStore, ListsThoseToComeFirstThenThoseThatAreOverTheLastFirst) {
  const auto add = [&](int64_t id, const char* date, EventState state) {
    event_.id = {id};
    event_.key = "E" + std::to_string(id);
    event_.date = *Date::Parse(date);
    event_.state = state;
    WriteAll(*store_, event_);
  };
  add(1, "2026-12-20", EventState::kPlanned);
  add(2, "2026-12-10", EventState::kDraft);
  add(3, "2026-10-01", EventState::kClosed);
  add(4, "2026-11-01", EventState::kClosed);
  Reader reader = Must(store_->Read(Viewer::Office()));
  const Date today = *Date::Parse("2026-11-28");
  std::vector<int64_t> ids;
  std::string cursor;
  do {
    const auto page = Must(reader.ListEvents({}, today, {.limit = 3, .cursor = cursor}));
    EXPECT_EQ(page.total, 4);
    for (const EventRow& row : page.rows) ids.push_back(row.record.id.value);
    cursor = page.next_cursor;
  } while (!cursor.empty());
  EXPECT_EQ(ids, (std::vector<int64_t>{2, 1, 4, 3}));
  const auto drafts = Must(reader.ListEvents({.states = {EventState::kDraft}}, today, {}));
  EXPECT_EQ(drafts.total, 1);
}

}  // namespace
}  // namespace lianmeng::store
