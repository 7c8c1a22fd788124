// Event streams over the wire, and how a server with work under way comes to its end.

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/http/socket_client.h"
#include "tests/http/test_routes.h"

namespace lianmeng::http {
namespace {

using std::chrono::milliseconds;
using testing::Reply;
using testing::SocketClient;

class HttpEvents : public testing::ServerTest {
 protected:
  // Without heartbeats, which come at random moments.
  void StartQuiet(ServerOptions options = {}) {
    options.limits.event_heartbeat = std::chrono::hours(1);
    StartServer(std::move(options));
  }

  // A client that has had the head of its stream.
  std::unique_ptr<SocketClient> Listen(const std::string& last_event_id = "") {
    auto client = std::make_unique<SocketClient>(port());
    client->Send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n" +
                 (last_event_id.empty() ? "" : "Last-Event-ID: " + last_event_id + "\r\n") +
                 "\r\n");
    const std::optional<Reply> reply = client->Read();
    EXPECT_TRUE(reply.has_value());
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->Header("content-type"), "text/event-stream");
    EXPECT_EQ(reply->Header("cache-control"), "no-store");
    EXPECT_EQ(client->Until("\n\n"), "retry: 3000\n\n");
    return client;
  }
  void AwaitMetric(const std::string& line) {
    SocketClient observer(port());
    while (observer.Get("/metrics").body.find("\nlianmeng_http_" + line + "\n") ==
           std::string::npos) {
    }
  }
};

TEST_F(HttpEvents, ReachEveryClientInOrder) {
  StartQuiet();
  std::vector<std::unique_ptr<SocketClient>> clients;
  for (int i = 0; i < 300; ++i) clients.push_back(Listen());  // more than one batch
  for (int i = 1; i <= 5; ++i) controls_->hub->Publish("n", std::to_string(i));
  for (auto& client : clients) {
    for (int i = 1; i <= 5; ++i) {
      const std::string n = std::to_string(i);
      ASSERT_EQ(client->Until("\n\n"), "id: t-" + n + "\nevent: n\ndata: " + n + "\n\n");
    }
  }
}

TEST_F(HttpEvents, AClientThatComesBackGetsWhatItMissedAndNothingTwice) {
  StartQuiet();
  controls_->hub->Publish("n", "1");
  controls_->hub->Publish("n", "2");
  auto client = Listen("t-1");
  controls_->hub->Publish("n", "3");
  EXPECT_EQ(client->Until("\n\n"), "id: t-2\nevent: n\ndata: 2\n\n");
  EXPECT_EQ(client->Until("\n\n"), "id: t-3\nevent: n\ndata: 3\n\n");
  auto stranger = Listen("other-7");
  EXPECT_EQ(stranger->Until("\n\n"), "id: t-3\nevent: reset\ndata: {}\n\n");
}

// A client leaves and comes back again and again, each time while events are being published: what it
// sees in all must be an unbroken run.
TEST_F(HttpEvents, NoneIsLostOrRepeatedAcrossReconnections) {
  constexpr int kRounds = 200;
  constexpr int kEventsEach = 100;
  StartQuiet();
  std::atomic<int> allowed{0};
  std::thread publisher([&] {
    for (int i = 1; i <= kRounds * kEventsEach; ++i) {
      while (i > allowed) std::this_thread::yield();
      controls_->hub->Publish("n", std::to_string(i));
    }
  });
  int seen = 0;
  for (int round = 1; round <= kRounds && !HasFailure(); ++round) {
    allowed = round * kEventsEach;  // the publisher begins while the client connects
    auto client = Listen("t-" + std::to_string(seen));
    while (seen < allowed && !HasFailure()) {
      const std::string text = client->Until("\n\n").value_or("data: 0");
      const int number = std::stoi(text.substr(text.find("data: ") + 6));
      EXPECT_EQ(number, seen + 1) << text;
      seen = number;
    }
  }
  allowed = kRounds * kEventsEach;
  publisher.join();
}

// More than a client may lag behind, but what it missed is not its own fault.
TEST_F(HttpEvents, AClientThatMissedMuchGetsItAll) {
  ServerOptions options;
  options.limits.event_backlog_bytes = 2000;
  StartQuiet(options);
  for (int i = 1; i <= 200; ++i) controls_->hub->Publish("n", std::string(1000, 'x'));
  auto client = Listen("t-0");
  controls_->hub->Publish("n", "last");
  for (int i = 1; i <= 201; ++i) {
    ASSERT_EQ(client->Until("\n").value_or(""), "id: t-" + std::to_string(i) + "\n");
    ASSERT_TRUE(client->Until("\n\n").has_value());
  }
}

TEST_F(HttpEvents, IdleStreamsGetHeartbeats) {
  ServerOptions options;
  options.limits.event_heartbeat = milliseconds(20);
  options.limits.idle_time = milliseconds(20);  // does not concern streams
  StartServer(options);
  auto client = Listen();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client->Until("\n\n"), ":\n\n");
}

TEST_F(HttpEvents, AClientThatLeavesIsForgotten) {
  StartQuiet();
  auto first = Listen();
  auto second = Listen();
  AwaitMetric("event_streams 2");
  first.reset();
  AwaitMetric("event_streams 1");
  second->Send("x");  // a stream's client has nothing to say
  AwaitMetric("event_streams 0");
}

TEST_F(HttpEvents, ASlowClientIsDroppedAndTheOthersAreNot) {
  StartQuiet();
  auto slow = Listen();
  auto quick = Listen();
  const std::string data(30'000, 'x');
  SocketClient observer(port());
  int published = 0;
  // The slow one reads nothing; sooner or later the buffers between are full.
  while (observer.Get("/metrics").body.find("\nlianmeng_http_event_streams 1\n") ==
         std::string::npos) {
    controls_->hub->Publish("n", data);
    ++published;
    ASSERT_TRUE(quick->Until("\n\n").has_value());
    ASSERT_LT(published, 10'000);
  }
  AwaitMetric("event_clients_dropped_total 1");
  controls_->hub->Publish("n", "last");
  EXPECT_NE(quick->Until("\n\n")->find("data: last"), std::string::npos);
}

TEST_F(HttpEvents, HeadOfAStreamEnds) {
  StartQuiet();
  SocketClient client(port());
  EXPECT_EQ(client.Ask("HEAD", "/api/v1/events").Header("content-type"), "text/event-stream");
  EXPECT_EQ(client.Get("/livez").status, 200);
}

using HttpStop = HttpEvents;

TEST_F(HttpStop, LetsARunningRequestEndAndRefusesNewOnes) {
  ServerOptions options;
  options.limits.stop_time = std::chrono::minutes(1);
  StartQuiet(options);
  SocketClient running(port());
  running.Send("GET /api/v1/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  controls_->gate.AwaitWaiting(1);
  SocketClient idle(port());
  EXPECT_EQ(idle.Get("/livez").status, 200);
  auto events = Listen();
  const uint16_t old_port = port();

  std::thread stopper([this] { server_->Stop(); });
  EXPECT_EQ(idle.UntilClosed(), "");
  EXPECT_EQ(events->UntilClosed(), "");
  EXPECT_FALSE(SocketClient(old_port).connected());
  controls_->gate.Open();
  const std::optional<Reply> reply = running.Read();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->Header("connection"), "close");
  stopper.join();
}

TEST_F(HttpStop, DropsAClientWhoseRequestDoesNotEndInTime) {
  ServerOptions options;
  options.limits.stop_time = milliseconds(40);
  StartServer(options);
  SocketClient running(port());
  running.Send("GET /api/v1/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  controls_->gate.AwaitWaiting(1);
  std::thread stopper([this] { server_->Stop(); });
  EXPECT_EQ(running.UntilClosed(), "");
  controls_->gate.Open();  // Stop returns only when the handler has
  stopper.join();
}

TEST_F(HttpStop, TellsLongHandlersToStop) {
  ServerOptions options;
  options.limits.stop_time = milliseconds(40);
  Router router;
  std::promise<void> begun;
  testing::Add(&router,
               testing::MakeRoute(Method::kGet, "/wait", "wait", [&begun](const Request& request) {
                 std::promise<void> stopped;
                 const std::stop_callback callback(request.stop, [&] { stopped.set_value(); });
                 begun.set_value();
                 stopped.get_future().wait();
                 return Response::Empty(204);
               }));
  auto server = Server::Start(std::move(router), options);
  ASSERT_TRUE(server.ok());
  SocketClient client((*server)->port());
  client.Send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
  begun.get_future().wait();
  (*server)->Stop();
  EXPECT_EQ(client.UntilClosed(), "");
}

TEST_F(HttpStop, MayBeCalledTwiceAndFromSeveralThreads) {
  StartQuiet();
  auto events = Listen();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([this] { server_->Stop(); });
  for (std::thread& thread : threads) thread.join();
  server_->Stop();
  controls_->hub->Publish("n", "after the end");  // a hub may live longer than its server
  server_.reset();
  controls_->hub->Publish("n", "and longer still");
}

TEST_F(HttpStop, StartsAgainOnTheSamePort) {
  StartQuiet();
  SocketClient client(port());
  EXPECT_EQ(client.Get("/livez").status, 200);
  ServerOptions options;
  options.port = port();
  server_.reset();
  StartServer(options);
  EXPECT_EQ(SocketClient(options.port).Get("/livez").status, 200);
}

}  // namespace
}  // namespace lianmeng::http
