// The routes of the backbone: answers by their schemas, reservations that last, and nobody told what is not his.

#include <algorithm>
#include <thread>

#include "app/backbone_pages.h"
#include "tests/http/api_fixture.h"

namespace lianmeng::http {
namespace {

using testing::Api;
using testing::Json;
using testing::Must;

class Backbone : public Api {
 protected:
  void SetUp() override {
    Api::SetUp();
    store::Writer writer = Must(platform_->store().Write({.source = "test"}));
    const auto site = [&](const char* id, const char* name) {
      BackboneSite record;
      record.id = id;
      record.name = name;
      record.name_en = id;
      Must(writer.Put(record));
    };
    site("Nanjing", "南京");
    site("Hefei", "合肥");
    site("Hangzhou", "杭州");
    const auto link = [&](const char* from, const char* to) {
      FibreLink record;
      record.from = from;
      record.to = to;
      record.fibre_m = 200'000;
      record.rate_bps = 1'000'000'000;
      record.best_effort_bytes = 0;
      Must(writer.Put(record));
    };
    link("Nanjing", "Hefei");
    link("Hefei", "Hangzhou");
    link("Hangzhou", "Nanjing");
    owner_ = Must(Must(platform_->store().Read(Viewer::Office())).FindOrganisation("B1"));
    Must(writer.Put(MakeFlow("open", {{}, Audience::kPublic})));
    Must(writer.Put(MakeFlow("secret", {owner_, Audience::kPrivate})));
    Must(writer.Commit());
  }

  static BackboneFlow MakeFlow(const std::string& id, const Ownership& ownership) {
    BackboneFlow flow;
    flow.id = id;
    flow.from = "Nanjing";
    flow.to = "Hangzhou";
    flow.frame_bytes = 300;
    flow.packets = 1;
    flow.interval_ns = 100'000;
    flow.latency_ns_max = 10'000'000;
    flow.jitter_ns_max = 50'000;
    flow.ownership = ownership;
    return flow;
  }

  static std::string Question(const std::string& id, int frame_bytes = 300) {
    Json json = {{"from", "Nanjing"},      {"to", "杭州"},           {"frame_bytes", frame_bytes},
                 {"packets", 1},           {"interval_ns", 100'000}, {"latency_ns_max", 10'000'000},
                 {"jitter_ns_max", 50'000}};
    if (!id.empty()) json["id"] = id;
    return json.dump();
  }

  Answer Post(const std::string& target, const std::string& body, const std::string& viewer = "") {
    return Send({Method::kPost, target, viewer, body});
  }

  Json FlowsSeenBy(const std::string& viewer) {
    Json ids = Json::array();
    const Json page = Get("/api/v1/backbone/flows", viewer).json();
    for (const Json& item : page["items"]) ids.push_back(item["id"]);
    return ids;
  }

  OrganisationId owner_;
};

TEST_F(Backbone, EveryRouteAnswersByItsSchema) {
  for (const char* target :
       {"/api/v1/backbone", "/api/v1/backbone/links/Nanjing%3EHefei", "/api/v1/backbone/flows",
        "/api/v1/backbone/flows/open", "/api/v1/backbone/cut?a=Nanjing&b=Hefei",
        "/api/v1/backbone/cut?site=%E5%90%88%E8%82%A5", "/api/v1/backbone/cuts",
        "/api/v1/backbone/simulation", "/api/v1/backbone/presets"}) {
    const Answer answer = Get(target);
    EXPECT_EQ(answer.status, 200) << target << " " << answer.text;
  }
  const Json board = Get("/api/v1/backbone").json();
  EXPECT_TRUE(board["loaded"].get<bool>());
  EXPECT_TRUE(board["may_reserve"].get<bool>());
  EXPECT_EQ(board["counts"]["carried"], 2);
  EXPECT_EQ(board["links"].size(), 6U);
  EXPECT_EQ(Get("/api/v1/backbone/links/Nanjing%3EWuhan").status, 404);
  EXPECT_EQ(Get("/api/v1/backbone/flows/none").status, 404);
  EXPECT_EQ(Get("/api/v1/backbone/flows?state=lost").status, 400);
  EXPECT_EQ(Get("/api/v1/backbone/cut").status, 400);
  EXPECT_EQ(Get("/api/v1/backbone/cut?a=Nanjing&b=Wuhan").status, 404);
  EXPECT_EQ(Get("/api/v1/backbone/flows.csv").status, 200);
  EXPECT_EQ(Get("/api/v1/backbone/flows.xlsx?lang=en").status, 200);
}

TEST_F(Backbone, AnyoneMayAskAndNothingChanges) {
  for (const char* viewer : {"", "public", "B1"}) {
    const Answer answer = Post("/api/v1/backbone/answer", Question(""), viewer);
    ASSERT_EQ(answer.status, 200) << answer.text;
    EXPECT_TRUE(answer.json()["flow"]["carried"].get<bool>());
    EXPECT_FALSE(answer.json()["routes"][0]["hops"].empty());
    EXPECT_FALSE(answer.json()["proof"]["zh"].get<std::string>().empty());
  }
  EXPECT_EQ(Get("/api/v1/backbone").json()["counts"]["flows"], 2);
  const Answer wrong = Post("/api/v1/backbone/answer", Question("", 99'999));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_NE(wrong.text.find("/frame_bytes"), std::string::npos) << wrong.text;
}

TEST_F(Backbone, AReservationLastsAndReleasingItGivesTheRoomBack) {
  const Answer reserved = Post("/api/v1/backbone/flows", Question("ours"));
  ASSERT_EQ(reserved.status, 201) << reserved.text;
  EXPECT_TRUE(reserved.json()["flow"]["promised"].get<bool>());
  EXPECT_TRUE(reserved.json()["may_release"].get<bool>());
  // Everybody else's place is kept from now on, too.
  EXPECT_TRUE(Get("/api/v1/backbone/flows/open").json()["flow"]["promised"].get<bool>());
  const Json hops = reserved.json()["routes"][0]["hops"];

  // Another server on the same store has the same.
  app::BackboneBoards others(*platform_, nullptr);
  const auto board = Must(others.Current());
  const app::BackboneFlowDetail theirs =
      Must(app::ShowBackboneFlow(*board, {Viewer::Office(), true}, "ours"));
  EXPECT_TRUE(theirs.flow.promised);
  EXPECT_EQ(Json::parse(app::ToJson(theirs.routes[0]).dump())["hops"], hops);

  EXPECT_EQ(Post("/api/v1/backbone/flows", Question("ours")).status, 409);
  EXPECT_EQ(Post("/api/v1/backbone/flows", Question("")).status, 400);
  const Answer released = Send({Method::kDelete, "/api/v1/backbone/flows/ours", "", {}});
  ASSERT_EQ(released.status, 200) << released.text;
  EXPECT_EQ(released.json()["counts"]["flows"], 2);
  EXPECT_EQ(Get("/api/v1/backbone/flows/ours").status, 404);
  EXPECT_EQ(Send({Method::kDelete, "/api/v1/backbone/flows/ours", "", {}}).status, 404);
  EXPECT_TRUE(Get("/api/v1/backbone/flows/open").json()["flow"]["promised"].get<bool>());
}

TEST_F(Backbone, WhatCannotBeCarriedIsNotReserved) {
  int reserved = 0;
  Answer last;
  for (int i = 0; i < 80; ++i) {
    last = Post("/api/v1/backbone/flows", Question("f" + std::to_string(i), 550));
    if (last.status != 201) break;
    ++reserved;
  }
  EXPECT_GT(reserved, 3);
  ASSERT_EQ(last.status, 409) << last.text;
  EXPECT_NE(last.text.find("cannot be carried"), std::string::npos) << last.text;
  const Json counts = Get("/api/v1/backbone").json()["counts"];
  EXPECT_EQ(counts["flows"], reserved + 2);
  EXPECT_EQ(counts["carried"], reserved + 2);
  EXPECT_EQ(counts["moved"], 0);
}

TEST_F(Backbone, TwoWhoReserveAtOnceNeverGetTheSameRoom) {
  constexpr int kEach = 20;
  const auto reserve = [&](const std::string& name) {
    for (int i = 0; i < kEach; ++i) {
      const Answer answer = Post("/api/v1/backbone/flows", Question(name + std::to_string(i), 500));
      EXPECT_TRUE(answer.status == 201 || answer.status == 409) << answer.text;
    }
  };
  std::thread other([&] { reserve("a"); });
  reserve("b");
  other.join();
  const Json board = Get("/api/v1/backbone").json();
  EXPECT_EQ(board["counts"]["moved"], 0);
  EXPECT_EQ(board["counts"]["refused"], 0);
  EXPECT_EQ(board["verdict"]["en"],
            "every bound was recomputed by the independent checker, and agrees");
}

TEST_F(Backbone, NobodyIsToldOfAFlowThatIsNotHis) {
  EXPECT_EQ(FlowsSeenBy("B1"), Json({"open", "secret"}));
  EXPECT_EQ(FlowsSeenBy("public"), Json({"open"}));
  // Private means private: not even the alliance office.
  EXPECT_EQ(FlowsSeenBy("office"), Json({"open"}));
  EXPECT_EQ(Get("/api/v1/backbone/flows/secret", "public").status, 404);
  EXPECT_EQ(Get("/api/v1/backbone/plan.json", "public").status, 403);
  EXPECT_EQ(Get("/api/v1/backbone/flows.csv", "public").text.find("secret"), std::string::npos);
  EXPECT_EQ(Get("/api/v1/backbone", "public").json()["counts"]["flows"], 2);
  EXPECT_EQ(Get("/api/v1/backbone", "public").json()["counts"]["visible"], 1);
  EXPECT_FALSE(Get("/api/v1/backbone", "public").json()["may_reserve"].get<bool>());
  EXPECT_EQ(Post("/api/v1/backbone/flows", Question("mine"), "public").status, 403);
  EXPECT_EQ(Send({Method::kDelete, "/api/v1/backbone/flows/open", "public", {}}).status, 403);
  // Whoever may not see a flow cannot release it, nor learn by its id that it is there.
  EXPECT_EQ(Send({Method::kDelete, "/api/v1/backbone/flows/secret", "", {}}).status, 404);
}

}  // namespace
}  // namespace lianmeng::http
