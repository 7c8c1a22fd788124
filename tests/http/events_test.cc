// Matchmaking events over the API; every answer is held to its schema by the fixture.

#include <thread>

#include "tests/http/api_fixture.h"

namespace lianmeng::http {
namespace {

using testing::Json;

class EventsApi : public testing::Api {
 protected:
  Answer Post(const std::string& path, const Json& body, const std::string& viewer = "") {
    return Send({Method::kPost, path, viewer, body.dump()});
  }

  Json Make() {
    const Answer made = Post("/api/v1/events", {{"title", "对接会"},
                                                {"date", "2026-12-10"},
                                                {"slot_starts", {"09:00", "09:30", "13:00"}},
                                                {"slot_minutes", 30},
                                                {"tables", 2}});
    EXPECT_EQ(made.status, 201) << made.text;
    path_ = "/api/v1/events/" + std::string(made.json()["id"]);
    return made.json();
  }

  // Two guests who come, and a must between them.
  Json MakePair() {
    Make();
    const Json people =
        Post(path_ + "/participants",
             {{"participants",
               {{{"name", "甲"}, {"state", "accepted"}}, {{"name", "乙"}, {"state", "accepted"}}}}})
            .json()["participant_list"];
    return Post(path_ + "/requests",
                {{"requests",
                  {{{"a", people[0]["id"]}, {"b", people[1]["id"]}, {"priority", "must"}}}}})
        .json();
  }

  // Planning goes on in the background; each question yields to it.
  Json WaitForPlan() {
    while (true) {
      const Json job = Get(path_ + "/plan").json();
      if (job["state"] != "waiting" && job["state"] != "running") return job;
      std::this_thread::yield();
    }
  }

  std::string path_;
};

TEST_F(EventsApi, FromMakingToExporting) {
  MakePair();
  EXPECT_EQ(Post(path_ + "/plan", {{"mode", "plan"}, {"seconds", 60}}).status, 200);
  EXPECT_EQ(WaitForPlan()["outcome"], "planned");
  const Json event = Get(path_).json();
  EXPECT_EQ(event["plan"]["status"], "optimal");
  EXPECT_EQ(event["plan"]["meetings"].size(), 1U);
  EXPECT_EQ(event["state"], "planned");
  const int64_t number = event["plan"]["number"];
  const Json moves = Get(path_ + "/moves?meeting=0").json();
  EXPECT_EQ(moves["slots"].size(), 3U);
  const Answer moved = Post(path_ + "/moves", {{"number", number}, {"meeting", 0}, {"slot", 3}});
  EXPECT_EQ(moved.json()["applied"], true) << moved.text;
  EXPECT_EQ(Post(path_ + "/moves", {{"number", number}, {"meeting", 0}, {"slot", 1}}).status, 409);
  EXPECT_EQ(Post(path_ + "/told", {{"number", number + 1}}).json()["plan"]["told"], true);
  EXPECT_NE(Get(path_ + "/schedule.csv").text.find("2026-12-10 13:00"), std::string::npos);
  EXPECT_EQ(Get(path_ + "/schedule.xlsx").text.substr(0, 2), "PK");
  EXPECT_NE(Get(path_ + "/schedule.ics").text.find("BEGIN:VEVENT"), std::string::npos);
  EXPECT_NE(Get(path_ + "/schedule.html").text.find("对接会"), std::string::npos);
  EXPECT_NE(Get(path_ + "/name-cards.html").text.find("<h2>甲</h2>"), std::string::npos);
  EXPECT_EQ(Get("/api/v1/events?state=planned").json()["total"], 1);
  EXPECT_EQ(Get("/api/v1/events?state=draft").json()["total"], 0);
}

TEST_F(EventsApi, RefusesWhatIsWrongWithFieldAndValue) {
  const Json event = Make();
  const Answer unknown = Post("/api/v1/events", {{"titel", "x"}});
  EXPECT_EQ(unknown.status, 400);
  const Answer overlapping = Post("/api/v1/events", {{"title", "x"},
                                                     {"date", "2026-12-10"},
                                                     {"slot_starts", {"09:00", "09:10"}},
                                                     {"slot_minutes", 30},
                                                     {"tables", 2}});
  EXPECT_EQ(overlapping.status, 400);
  EXPECT_NE(overlapping.text.find("/slot_starts/1"), std::string::npos) << overlapping.text;
  EXPECT_EQ(Send({Method::kPatch, path_, "", R"({"version": 9, "title": "y"})"}).status, 409);
  EXPECT_EQ(Get("/api/v1/events/12345").status, 404);
  EXPECT_EQ(Get(path_ + "/schedule.csv").status, 404);
  EXPECT_EQ(Post(path_ + "/plan", {{"mode", "guess"}}).status, 400);
  EXPECT_EQ(Post(path_ + "/plan", {{"mode", "replan"}}).status, 404);
}

TEST_F(EventsApi, OnlyTheOfficeChangesAnything) {
  const Json event = MakePair();
  const std::string participant =
      path_ + "/participants/" + std::string(event["participant_list"][0]["id"]);
  const std::string request = path_ + "/requests/" + std::string(event["request_list"][0]["id"]);
  EXPECT_EQ(Post("/api/v1/events", Json::object(), "A1").status, 403);
  EXPECT_EQ(Post(path_ + "/plan", {{"mode", "plan"}}, "public").status, 403);
  EXPECT_EQ(Send({Method::kDelete, participant, "A1", {}}).status, 403);
  EXPECT_EQ(Send({Method::kDelete, request, "A1", {}}).status, 403);
  EXPECT_EQ(Get(path_, "public").status, 404);
  EXPECT_TRUE(Get(path_, "A1").json()["participant_list"].empty());
  EXPECT_EQ(Get(path_ + "/plan", "A1").status, 403);
  EXPECT_EQ(Send({Method::kDelete, request, "", {}}).status, 200);
  const Answer removed = Send({Method::kDelete, participant, "", {}});
  EXPECT_EQ(removed.json()["participant_list"].size(), 1U);
}

}  // namespace
}  // namespace lianmeng::http
