// Limits of size and time, and bytes that are meant to do harm. Time limits are small here, and a
// test waits for what the server does about them, never for the clock.

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "base/random.h"
#include "tests/http/socket_client.h"
#include "tests/http/test_routes.h"

namespace lianmeng::http {
namespace {

using namespace std::string_literals;  // ""s keeps a NUL within
using std::chrono::milliseconds;
using testing::Reply;
using testing::SocketClient;

class HttpLimits : public testing::ServerTest {
 protected:
  // The answer to `bytes`, and whether the server closed the connection after it.
  Reply Exchange(const std::string& bytes, bool* closed = nullptr) {
    SocketClient client(port());
    client.Send(bytes);
    const Reply reply = client.Read().value_or(Reply{});
    if (closed != nullptr) {
      *closed = reply.Header("connection") == "close";
      if (*closed) client.UntilClosed();
    }
    return reply;
  }
};

std::string Get(const std::string& target, const std::string& headers = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

std::string Post(const std::string& headers, const std::string& body = "") {
  return "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
         headers + "\r\n" + body;
}

TEST_F(HttpLimits, SizesBeyondTheLimitsAreRefusedByTheirOwnStatus) {
  ServerOptions options;
  options.limits.body_bytes = 1000;
  StartServer(options);
  const std::string long_text(9000, 'a');
  const std::string longer_text(20'000, 'a');
  const std::string many_headers = [] {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "x-" + std::to_string(i) + ": v\r\n";
    return text;
  }();
  struct Case {
    const char* what;
    std::string bytes;
    int status;
  };
  const Case cases[] = {
      {"target", Get("/" + long_text), 414},
      {"longer target", Get("/" + longer_text), 414},
      {"target without end", "GET /" + longer_text, 414},
      {"one long header", Get("/livez", "x: " + longer_text + "\r\n"), 431},
      {"header without end", "GET / HTTP/1.1\r\nx: " + longer_text + longer_text, 431},
      {"many headers", Get("/livez", many_headers), 431},
      {"announced body", Post("Content-Length: 1001\r\n"), 413},
      {"absurd body", Post("Content-Length: 18446744073709551615\r\n"), 413},
      {"chunked body", Post("Transfer-Encoding: chunked\r\n", "3e9\r\n" + long_text), 413},
      {"body in small chunks",
       Post("Transfer-Encoding: chunked\r\n",
            [] {
              std::string text;
              for (int i = 0; i < 300; ++i) text += "4\r\nabcd\r\n";
              return text;
            }()),
       413},
      {"body where none belongs", Get("/livez", "Content-Length: 5\r\n") + "hello", 413},
      {"chunk extension without end",
       Post("Transfer-Encoding: chunked\r\n", "1;" + longer_text + longer_text), 400},
      {"trailer without end",
       Post("Transfer-Encoding: chunked\r\n", "0\r\nx: " + longer_text + longer_text), 400},
  };
  for (const Case& c : cases) {
    bool closed = false;
    const Reply reply = Exchange(c.bytes, &closed);
    EXPECT_EQ(reply.status, c.status) << c.what;
    EXPECT_EQ(reply.Header("content-type"), "application/problem+json") << c.what;
    EXPECT_TRUE(closed) << c.what;
  }
  EXPECT_EQ(Exchange(Post("Content-Length: 1000\r\n", std::string(1000, 'b'))).status, 200);
  EXPECT_EQ(Exchange(Get("/livez", "x: " + long_text + "\r\n")).status, 200);
}

TEST_F(HttpLimits, AnAmbiguousRequestIsRefusedAndEndsTheConnection) {
  StartServer();
  const std::string smuggled = "GET /api/v1/items/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
  struct Case {
    const char* what;
    std::string bytes;
    int status;
  };
  const Case cases[] = {
      {"both lengths", Post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
       400},
      {"both, other order",
       Post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n"), 400},
      {"two lengths", Post("Content-Length: 4\r\nContent-Length: 5\r\n", "abcde"), 400},
      {"length list", Post("Content-Length: 4, 5\r\n", "abcde"), 400},
      {"negative length", Post("Content-Length: -1\r\n"), 400},
      {"length with sign", Post("Content-Length: +1\r\n", "a"), 400},
      {"unknown coding", Post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
      {"chunked not last", Post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 501},
      {"chunked twice",
       Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"bad chunk size", Post("Transfer-Encoding: chunked\r\n", "zz\r\n"), 400},
      {"huge chunk size", Post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n"), 400},
      {"chunk without end of line", Post("Transfer-Encoding: chunked\r\n", "1\r\nabc"), 400},
      {"space before colon", "GET /livez HTTP/1.1\r\nHost : localhost\r\n\r\n", 400},
      {"no name", "GET /livez HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n", 400},
      {"NUL", "GET /livez HTTP/1.1\r\nHost: localhost\r\nx: a\0b\r\n\r\n"s, 400},
      {"bare line feed", "GET /livez HTTP/1.1\nHost: localhost\n\n", 505},
      {"old version", "GET /livez\r\n\r\n", 400},
      {"new version", "GET /livez HTTP/2.0\r\nHost: localhost\r\n\r\n", 505},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
  };
  for (const Case& c : cases) {
    SocketClient client(port());
    client.Send(c.bytes + smuggled);
    const std::string all = client.UntilClosed();
    EXPECT_EQ(all.substr(0, 12), "HTTP/1.1 " + std::to_string(c.status)) << c.what << "\n" << all;
    EXPECT_EQ(all.find("smuggled"), std::string::npos) << c.what;
  }
}

TEST_F(HttpLimits, AnExpectedContinueIsGivenOrRefusedAtOnce) {
  StartServer();
  SocketClient client(port());
  client.Send(Post("Content-Length: 2\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.Read()->status, 100);
  client.Send("{}");
  EXPECT_EQ(client.Read()->body, "{}");
  client.Send(Post("Content-Length: 99999999\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.Read()->status, 413);
  client.UntilClosed();
}

TEST_F(HttpLimits, ALateHeaderGets408AndSilenceIsClosed) {
  ServerOptions options;
  options.limits.header_time = milliseconds(40);
  StartServer(options);
  SocketClient silent(port());
  EXPECT_EQ(silent.UntilClosed(), "");
  SocketClient late(port());
  late.Send("GET /livez HTTP/1.1\r\nHost: loc");
  EXPECT_EQ(late.Read()->status, 408);
  EXPECT_EQ(late.UntilClosed(), "");
}

// Slowloris: each client sends a byte whenever it can; none of them may outlive the time for
// headers, and others are served meanwhile.
TEST_F(HttpLimits, DribblingClientsAreCutOffWhileOthersAreServed) {
  ServerOptions options;
  options.limits.header_time = milliseconds(100);
  StartServer(options);
  std::vector<std::unique_ptr<SocketClient>> dribblers;
  for (int i = 0; i < 200; ++i) {
    dribblers.push_back(std::make_unique<SocketClient>(port()));
    dribblers.back()->Send("GET /livez HTTP/1.1\r\nx: ");
  }
  size_t alive = dribblers.size();
  while (alive > 0) {
    SocketClient other(port());
    ASSERT_EQ(other.Get("/livez").status, 200);
    for (auto& client : dribblers) {
      if (client == nullptr) continue;
      if (client->HasInput() || !client->Send("y")) {
        client.reset();
        --alive;
      }
    }
  }
}

TEST_F(HttpLimits, ALateBodyGets408) {
  ServerOptions options;
  options.limits.body_time = milliseconds(40);
  StartServer(options);
  SocketClient client(port());
  client.Send(Post("Content-Length: 100\r\n", "half"));
  EXPECT_EQ(client.Read()->status, 408);
  client.UntilClosed();
  SocketClient chunked(port());
  chunked.Send(Post("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(chunked.Read()->status, 100);
  EXPECT_EQ(chunked.Read()->status, 408);
}

TEST_F(HttpLimits, AnIdleConnectionIsClosedWithoutAWord) {
  ServerOptions options;
  options.limits.idle_time = milliseconds(40);
  StartServer(options);
  SocketClient client(port());
  EXPECT_EQ(client.Get("/livez").status, 200);
  EXPECT_EQ(client.UntilClosed(), "");
}

TEST_F(HttpLimits, AClientThatTakesNothingIsCutOff) {
  ServerOptions options;
  options.limits.write_stall_time = milliseconds(100);
  StartServer(options);
  SocketClient client(port());
  client.SetReceiveBuffer(4096);
  // Far more than the buffers of both sides hold.
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += Get("/api/v1/pieces");
  client.Send(requests);
  // Nothing is read until the server has given the connection up.
  SocketClient observer(port());
  while (observer.Get("/metrics").body.find("\nlianmeng_http_connections 1\n") ==
         std::string::npos) {
  }
}

TEST_F(HttpLimits, ConnectionsBeyondTheLimitGet503AndPlacesBecomeFree) {
  ServerOptions options;
  options.limits.connections = 3;
  StartServer(options);
  auto first = std::make_unique<SocketClient>(port());
  SocketClient second(port());
  SocketClient third(port());
  EXPECT_EQ(first->Get("/livez").status, 200);
  EXPECT_EQ(second.Get("/livez").status, 200);
  EXPECT_EQ(third.Get("/livez").status, 200);
  SocketClient fourth(port());
  EXPECT_EQ(fourth.UntilClosed().substr(0, 12), "HTTP/1.1 503");
  first.reset();
  // The server sees the end of the first connection in its own time.
  while (second.Get("/metrics").body.find("\nlianmeng_http_connections 2\n") == std::string::npos) {
  }
  SocketClient fifth(port());
  EXPECT_EQ(fifth.Get("/livez").status, 200);
}

TEST_F(HttpLimits, AFullQueueGets503WithRetryAfterWhileInlineRoutesGoOn) {
  ServerOptions options;
  options.worker_threads = 2;
  options.limits.queued_requests = 3;
  StartServer(options);
  std::vector<std::unique_ptr<SocketClient>> clients;
  const auto send_slow = [&] {
    clients.push_back(std::make_unique<SocketClient>(port()));
    clients.back()->Send(Get("/api/v1/slow"));
  };
  send_slow();
  send_slow();
  controls_->gate.AwaitWaiting(2);  // both workers are taken
  for (int i = 0; i < 10; ++i) send_slow();
  // Three of the ten wait in the queue; the other seven have their answer.
  size_t refused = 0;
  while (refused < 7) {
    refused = 0;
    for (auto& client : clients) refused += client->HasInput();
  }
  SocketClient inline_client(port());
  EXPECT_EQ(inline_client.Get("/api/v1/items/1").status, 200);
  controls_->gate.Open();
  int served = 0;
  for (auto& client : clients) {
    const Reply reply = client->Read().value_or(Reply{});
    if (reply.status == 200) ++served;
    if (reply.status != 200) {
      EXPECT_EQ(reply.status, 503);
      EXPECT_EQ(reply.Header("retry-after"), "1");
      EXPECT_EQ(client->Get("/api/v1/slow").status, 200) << "the connection is still good";
    }
  }
  EXPECT_EQ(served, 5);
}

// What happens when the data change and every open console asks for the same page.
TEST_F(HttpLimits, ManyRequestsForOneAnswerComputeItOnce) {
  ServerOptions options;
  options.worker_threads = 2;
  options.limits.queued_requests = 2;
  StartServer(options);
  std::vector<std::unique_ptr<SocketClient>> clients;
  for (int i = 0; i < 100; ++i) {
    clients.push_back(std::make_unique<SocketClient>(port()));
    clients.back()->Send(Get("/api/v1/cached-slow", i % 2 ? "Accept-Encoding: gzip\r\n" : ""));
  }
  SocketClient observer(port());
  while (observer.Get("/metrics").body.find("\nlianmeng_http_in_flight_requests 101\n") ==
         std::string::npos) {
  }
  controls_->gate.Open();
  for (size_t i = 0; i < clients.size(); ++i) {
    const Reply reply = clients[i]->Read().value_or(Reply{});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.Header("content-encoding"), i % 2 ? "gzip" : "");
  }
  EXPECT_EQ(controls_->cached_calls, 1);
  EXPECT_EQ(observer.Get("/api/v1/cached-slow").body, testing::LongText());
  EXPECT_EQ(controls_->cached_calls, 1);
}

// A valid exchange that mutations start from.
std::string Seed(Random* random) {
  const std::string seeds[] = {
      Get("/api/v1/items/1?x=1&y=%20"),
      Get("/api/v1/cached",
          "Accept: a/b;q=0.1, */*\r\nAccept-Encoding: gzip;q=0\r\n"
          "If-None-Match: \"a\", W/\"b\"\r\nLianmeng-Viewer: office\r\n"),
      Post("Content-Length: 9\r\nOrigin: http://localhost\r\n", "{\"a\": 12}"),
      Post("Transfer-Encoding: chunked\r\n", "4;a=b\r\nabcd\r\n0\r\nx: y\r\n\r\n"),
      Post("Content-Length: 3\r\nExpect: 100-continue\r\n", "abc"),
      "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
      Get("/api/v1/events", "Last-Event-ID: t-0\r\n"),
      "HEAD http://localhost/api/v1/pieces HTTP/1.0\r\nHost: [::1]:1\r\nConnection: "
      "keep-alive\r\n\r\n",
  };
  std::string text;
  for (uint64_t i = 1 + random->Below(2); i > 0; --i)
    text += seeds[random->Below(std::size(seeds))];
  return text;
}

void Mutate(Random* random, std::string* bytes) {
  const std::string pieces[] = {"\r\n",
                                "\r\n\r\n",
                                "\n",
                                ":",
                                "%",
                                "%00",
                                "..",
                                ",",
                                ";",
                                "\"",
                                " ",
                                "Content-Length: 5\r\n",
                                "Transfer-Encoding: chunked\r\n",
                                "Host: localhost\r\n",
                                "HTTP/1.1",
                                std::string(300, 'A'),
                                std::string(3, '\0'),
                                "\xff\xfe",
                                "0\r\n\r\n",
                                "ffffffffffffffff"};
  for (uint64_t i = random->Below(4); i > 0; --i) {
    const size_t at = random->Below(bytes->size() + 1);
    switch (random->Below(4)) {
      case 0:
        if (at < bytes->size()) (*bytes)[at] = static_cast<char>(random->Below(256));
        break;
      case 1:
        bytes->erase(at, random->Below(10));
        break;
      case 2:
        bytes->insert(at, pieces[random->Below(std::size(pieces))]);
        break;
      default:
        bytes->resize(at);
    }
  }
}

TEST_F(HttpLimits, HostileBytesNeverHurtTheServer) {
  constexpr uint64_t kSeed = 42;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Random random(kSeed);
  ServerOptions options;
  options.limits.header_time = milliseconds(500);
  options.limits.body_time = milliseconds(500);
  options.limits.idle_time = milliseconds(500);
  StartServer(options);
  std::vector<std::unique_ptr<SocketClient>> open;
  for (int round = 0; round < 10'000; ++round) {
    std::string bytes;
    if (random.Chance(0.2)) {
      for (uint64_t i = random.Below(200); i > 0; --i) {
        bytes += static_cast<char>(random.Below(256));
      }
    } else {
      bytes = Seed(&random);
      Mutate(&random, &bytes);
    }
    auto client = std::make_unique<SocketClient>(port());
    ASSERT_TRUE(client->connected());
    // In two parts, so that the cut falls anywhere.
    const size_t cut = random.Below(bytes.size() + 1);
    client->Send(std::string_view(bytes).substr(0, cut));
    client->Send(std::string_view(bytes).substr(cut));
    if (random.Chance(0.3)) client->EndSending();
    open.push_back(std::move(client));
    if (open.size() > 50) open.erase(open.begin() + static_cast<long>(random.Below(open.size())));
    if (round % 500 == 0) {
      SocketClient good(port());
      ASSERT_EQ(good.Get("/api/v1/items/" + std::to_string(round)).status, 200) << round;
    }
  }
  open.clear();
  SocketClient good(port());
  EXPECT_EQ(good.Ask("POST", "/api/v1/echo", "Content-Type: application/json\r\n", "{}").body,
            "{}");
  // Every connection comes to its end, whatever was sent on it.
  while (good.Get("/metrics").body.find("\nlianmeng_http_connections 1\n") == std::string::npos) {
  }
}

}  // namespace
}  // namespace lianmeng::http
