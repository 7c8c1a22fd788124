// The server as a client on a socket sees it: framing, conditional requests, errors.

#include "http/server.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/http/socket_client.h"
#include "tests/http/test_routes.h"

namespace lianmeng::http {
namespace {

using Json = nlohmann::json;
using testing::LongText;
using testing::Reply;
using testing::SocketClient;

using HttpServer = testing::ServerTest;

std::string Gunzip(const std::string& bytes) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

// The value of a metric's line that begins with `name`; -1 if there is none.
double Metric(const std::string& text, const std::string& name) {
  const size_t found = text.find("\n" + name + " ");
  if (found == std::string::npos) return -1;
  return std::stod(text.substr(found + name.size() + 2));
}

TEST_F(HttpServer, AnswersManyRequestsOnOneConnection) {
  StartServer();
  SocketClient client(port());
  for (int i = 0; i < 50; ++i) {
    const Reply reply = client.Get("/api/v1/items/" + std::to_string(i));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "{\"id\":\"" + std::to_string(i) + "\"}");
  }
  EXPECT_EQ(client.Get("/api/v1/plain", "Connection: close\r\n").Header("connection"), "close");
  EXPECT_EQ(client.UntilClosed(), "");
}

TEST_F(HttpServer, AnswersPipelinedRequestsInTheirOrder) {
  StartServer();
  SocketClient client(port());
  std::string requests;
  for (int i = 0; i < 200; ++i) {
    // Inline, worker, body and error take different ways through the server.
    const std::string id = std::to_string(i);
    switch (i % 4) {
      case 0:
        requests += "GET /api/v1/items/" + id + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        break;
      case 1:
        requests +=
            "GET /api/v1/plain HTTP/1.1\r\nHost: localhost\r\nLianmeng-Viewer: " + id + "\r\n\r\n";
        break;
      case 2:
        requests +=
            "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Content-Length: " +
            std::to_string(id.size()) + "\r\n\r\n" + id;
        break;
      default:
        requests += "GET /api/v1/none" + id + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
  }
  ASSERT_TRUE(client.Send(requests));
  for (int i = 0; i < 200; ++i) {
    const std::string id = std::to_string(i);
    const std::optional<Reply> reply = client.Read();
    ASSERT_TRUE(reply.has_value()) << i;
    const std::string expected[] = {"{\"id\":\"" + id + "\"}", "{\"viewer\":\"" + id + "\"}", id,
                                    "/api/v1/none" + id};
    EXPECT_NE(reply->body.find(expected[i % 4]), std::string::npos) << reply->body;
  }
}

TEST_F(HttpServer, TakesARequestByteByByte) {
  StartServer();
  SocketClient client(port());
  const std::string request =
      "POST /api/v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n5;x=y\r\n\":1} \r\n0\r\nTrailer: t\r\n\r\n"
      "GET /api/v1/items/7 HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (const char c : request) ASSERT_TRUE(client.Send(std::string_view(&c, 1)));
  EXPECT_EQ(client.Read()->body, "{\"a\":1} ");
  EXPECT_EQ(client.Read()->body, "{\"id\":\"7\"}");
}

TEST_F(HttpServer, AnswersAClientThatHasEndedItsSide) {
  StartServer();
  SocketClient client(port());
  client.Send("GET /api/v1/plain HTTP/1.1\r\nHost: localhost\r\n\r\n");
  client.EndSending();
  EXPECT_EQ(client.Read()->status, 200);
  EXPECT_EQ(client.UntilClosed(), "");
}

TEST_F(HttpServer, Http10GetsAnAnswerAndAClosedConnection) {
  StartServer();
  SocketClient client(port());
  client.Send("GET /api/v1/pieces HTTP/1.0\r\nHost: localhost\r\n\r\n");
  const std::optional<Reply> reply = client.Read();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->Header("transfer-encoding"), "");
  EXPECT_EQ(reply->body.size(), 300'000U);
}

TEST_F(HttpServer, SendsABodyWholeThatNoSocketTakesAtOnce) {
  StartServer();
  SocketClient client(port());
  const std::string expected = testing::LargeText();
  for (int round = 0; round < 2; ++round) {
    const Reply reply = client.Get("/api/v1/large");
    EXPECT_TRUE(reply.body == expected) << reply.body.size();
  }
}

TEST_F(HttpServer, StreamsABodyOfAnyLengthInChunks) {
  StartServer();
  SocketClient client(port());
  for (int round = 0; round < 2; ++round) {
    const Reply reply = client.Get("/api/v1/pieces");
    EXPECT_EQ(reply.Header("transfer-encoding"), "chunked");
    EXPECT_EQ(reply.Header("content-length"), "");
    EXPECT_EQ(reply.body.size(), 300'000U);
    for (size_t i = 0; i < reply.body.size(); ++i) {
      ASSERT_EQ(reply.body[i], static_cast<char>('a' + (i / 1000 + 1) % 26)) << i;
    }
  }
}

TEST_F(HttpServer, AStreamThatFailsIsVisiblyCutOff) {
  StartServer();
  SocketClient client(port());
  client.Send("GET /api/v1/broken HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string all = client.UntilClosed();
  EXPECT_NE(all.find("5\r\npiece\r\n5\r\npiece\r\n"), std::string::npos);
  EXPECT_EQ(all.find("0\r\n\r\n"), std::string::npos);
}

TEST_F(HttpServer, HeadHasTheHeadersOfGetAndNoBody) {
  StartServer();
  SocketClient client(port());
  for (const char* path : {"/api/v1/plain", "/api/v1/cached", "/api", "/", "/api/v1/missing"}) {
    const Reply get = client.Get(path);
    const Reply head = client.Ask("HEAD", path);
    EXPECT_EQ(head.status, get.status) << path;
    EXPECT_EQ(head.Header("content-length"), std::to_string(get.body.size())) << path;
    EXPECT_EQ(head.Header("etag"), get.Header("etag")) << path;
  }
  EXPECT_EQ(client.Ask("HEAD", "/api/v1/pieces").status, 200);
  EXPECT_EQ(client.Get("/api/v1/plain").status, 200) << "the connection is still in step";
}

TEST_F(HttpServer, OptionsAndMethodNotAllowedNameTheMethods) {
  StartServer();
  SocketClient client(port());
  const Reply options = client.Ask("OPTIONS", "/api/v1/plain");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.Header("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(client.Ask("OPTIONS", "*").status, 204);
  for (const char* method : {"POST", "DELETE", "PATCH", "PROPFIND", "CONNECT", "x"}) {
    const Reply reply = client.Ask(method, "/api/v1/plain");
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_EQ(reply.Header("allow"), "GET, HEAD, OPTIONS") << method;
  }
  EXPECT_EQ(client.Ask("GET", "/api/v1/echo").Header("allow"), "POST, OPTIONS");
  EXPECT_EQ(client.Ask("OPTIONS", "/api/v1/none").status, 404);
}

TEST_F(HttpServer, ProblemsSayWhatIsWrongInBothLanguages) {
  StartServer();
  SocketClient client(port());
  const std::tuple<Reply, int, std::string> cases[] = {
      {client.Get("/api/v1/none"), 404, "not-found"},
      {client.Get("/api/v1/plain", "Accept: text/html\r\n"), 406, "not-acceptable"},
      {client.Get("/api/v1/cached?x=1"), 400, "invalid-argument"},
      {client.Get("/api/v1/throws"), 500, "internal"},
      {client.Ask("POST", "/api/v1/echo", "Content-Type: text/plain\r\n", "x"), 415,
       "unsupported-media-type"},
      {client.Ask("POST", "/api/v1/echo", "", "x"), 0, ""},  // closed by the 415 before
  };
  for (const auto& [reply, status, code] : cases) {
    if (status == 0) continue;
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.Header("content-type"), "application/problem+json");
    const Json json = Json::parse(reply.body);
    EXPECT_EQ(json["status"], status);
    EXPECT_EQ(json["code"], code);
    EXPECT_FALSE(json["title"]["zh"].get<std::string>().empty());
    EXPECT_FALSE(json["detail"]["en"].get<std::string>().empty());
    EXPECT_EQ(reply.body.find("secret"), std::string::npos);
    EXPECT_FALSE(reply.Header("x-request-id").empty());
  }
}

TEST_F(HttpServer, ConditionalRequestsGet304) {
  StartServer();
  SocketClient client(port());
  const Reply first = client.Get("/api/v1/plain");
  const std::string tag = first.Header("etag");
  ASSERT_GT(tag.size(), 2U);
  for (const std::string& header :
       {tag, "W/" + tag, std::string("*"), "\"other\", " + tag, "\"a,b\",W/" + tag}) {
    const Reply reply = client.Get("/api/v1/plain", "If-None-Match: " + header + "\r\n");
    EXPECT_EQ(reply.status, 304) << header;
    EXPECT_EQ(reply.Header("etag"), tag);
    EXPECT_EQ(reply.Header("content-type"), "");
    EXPECT_EQ(reply.Header("content-length"), "");
    EXPECT_EQ(reply.Header("cache-control"), "private, no-cache");
  }
  EXPECT_EQ(client.Get("/api/v1/plain", "If-None-Match: \"other\"\r\n").status, 200);
  EXPECT_EQ(
      client.Get("/api/v1/plain", "If-None-Match: " + tag + "\r\nLianmeng-Viewer: b\r\n").status,
      200)
      << "another viewer, other bytes";
  EXPECT_EQ(client.Ask("HEAD", "/api/v1/plain", "If-None-Match: *\r\n").status, 304);
  EXPECT_EQ(client.Get("/api/v1/none", "If-None-Match: *\r\n").status, 404);
}

TEST_F(HttpServer, CachesByViewerQueryAndDataVersion) {
  StartServer();
  SocketClient client(port());
  const auto calls = [&](const std::string& target, const std::string& more = "") {
    const int before = controls_->cached_calls;
    EXPECT_EQ(client.Get(target, more).body, LongText());
    return controls_->cached_calls - before;
  };
  EXPECT_EQ(calls("/api/v1/cached"), 1);
  EXPECT_EQ(calls("/api/v1/cached"), 0);
  EXPECT_EQ(calls("/api/v1/cached?q=1"), 1);
  EXPECT_EQ(calls("/api/v1/cached", "Lianmeng-Viewer: public\r\n"), 1);
  EXPECT_EQ(calls("/api/v1/cached", "Lianmeng-Viewer: public\r\n"), 0);
  EXPECT_EQ(calls("/api/v1/cached"), 0);
  controls_->data_version = 2;
  EXPECT_EQ(calls("/api/v1/cached"), 1);
  EXPECT_EQ(client.Ask("HEAD", "/api/v1/cached").status, 200);
  EXPECT_EQ(calls("/api/v1/cached"), 0);
}

TEST_F(HttpServer, CompressesCacheableJsonForThoseWhoTakeIt) {
  StartServer();
  SocketClient client(port());
  for (int round = 0; round < 2; ++round) {
    const Reply zipped = client.Get("/api/v1/cached", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(zipped.Header("content-encoding"), "gzip");
    EXPECT_EQ(Gunzip(zipped.body), LongText());
    const Reply plain = client.Get("/api/v1/cached");
    EXPECT_EQ(plain.Header("content-encoding"), "");
    EXPECT_EQ(plain.body, LongText());
    EXPECT_NE(plain.Header("etag"), zipped.Header("etag"));
    EXPECT_EQ(plain.Header("vary"), "Accept-Encoding, Lianmeng-Viewer");
    EXPECT_EQ(
        client.Get("/api/v1/cached", "If-None-Match: " + zipped.Header("etag") + "\r\n").status,
        304);
  }
}

TEST_F(HttpServer, OnlyItsOwnNamesAreAnswered) {
  StartServer();
  const auto status = [this](const std::string& headers) {
    SocketClient client(port());
    client.Send("GET /api/v1/plain HTTP/1.1\r\n" + headers + "\r\n");
    return client.Read().value_or(Reply{}).status;
  };
  for (const char* host : {"localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:1", "[::1]:80"}) {
    EXPECT_EQ(status("Host: " + std::string(host) + "\r\n"), 200) << host;
  }
  for (const char* host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "",
                           "[::2]", "127.0.0.2", "evil.example:80", "[::1", "localhost@evil"}) {
    EXPECT_EQ(status("Host: " + std::string(host) + "\r\n"), 421) << host;
  }
  EXPECT_EQ(status(""), 400);
  EXPECT_EQ(status("Host: localhost\r\nHost: evil.example\r\n"), 400);
}

TEST_F(HttpServer, ChangesFromOtherSitesAreRefused) {
  StartServer();
  const auto status = [this](const std::string& headers) {
    SocketClient client(port());
    client.Send(
        "POST /api/v1/echo HTTP/1.1\r\nHost: localhost:80\r\nContent-Length: 2\r\n"
        "Content-Type: application/json\r\n" +
        headers + "\r\n{}");
    return client.Read().value_or(Reply{}).status;
  };
  EXPECT_EQ(status(""), 200);
  EXPECT_EQ(status("Origin: http://localhost:80\r\n"), 200);
  EXPECT_EQ(status("Sec-Fetch-Site: same-origin\r\n"), 200);
  EXPECT_EQ(status("Origin: http://evil.example\r\n"), 403);
  EXPECT_EQ(status("Origin: http://localhost:81\r\n"), 403);
  EXPECT_EQ(status("Origin: null\r\n"), 403);
  EXPECT_EQ(status("Sec-Fetch-Site: cross-site\r\n"), 403);
  EXPECT_EQ(status("Sec-Fetch-Site: same-site\r\n"), 403);
}

TEST_F(HttpServer, ChangesNeedTheContentTypeThatNoFormHasEvenWithoutABody) {
  StartServer();
  const auto status = [this](const std::string& headers) {
    SocketClient client(port());
    client.Send("POST /api/v1/echo HTTP/1.1\r\nHost: localhost:80\r\n" + headers + "\r\n");
    return client.Read().value_or(Reply{}).status;
  };
  EXPECT_EQ(status("Content-Type: application/json\r\n"), 200);
  EXPECT_EQ(status("Content-Type: application/json; charset=utf-8\r\n"), 200);
  EXPECT_EQ(status(""), 415);
  EXPECT_EQ(status("Content-Type: text/plain\r\n"), 415);
  EXPECT_EQ(status("Content-Type: application/x-www-form-urlencoded\r\n"), 415);
}

TEST_F(HttpServer, ReportsItsHealthAndMetrics) {
  std::atomic<bool> ready{false};
  ServerOptions options;
  options.ready = [&ready]() -> Status {
    if (ready) return Ok{};
    return MakeError(ErrorCode::kUnavailable, {"正在载入", "loading"});
  };
  StartServer(options);
  SocketClient client(port());
  EXPECT_EQ(client.Get("/livez").status, 200);
  EXPECT_EQ(client.Get("/readyz").status, 503);
  ready = true;
  EXPECT_EQ(client.Get("/readyz").status, 200);
  client.Get("/api/v1/items/1");
  client.Get("/api/v1/items/2");
  client.Get("/nothing");
  const Reply reply = client.Get("/metrics");
  EXPECT_EQ(reply.Header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const std::string& text = reply.body;
  EXPECT_EQ(
      Metric(text, "lianmeng_http_requests_total{route=\"GET /api/v1/items/{id}\",status=\"200\"}"),
      2);
  EXPECT_EQ(Metric(text, "lianmeng_http_requests_total{route=\"other\",status=\"404\"}"), 1);
  EXPECT_EQ(Metric(text, "lianmeng_http_requests_total{route=\"GET /readyz\",status=\"503\"}"), 1);
  EXPECT_EQ(Metric(text, "lianmeng_http_request_seconds_count{route=\"GET /api/v1/items/{id}\"}"),
            2);
  EXPECT_EQ(Metric(text, "lianmeng_http_connections"), 1);
  EXPECT_EQ(Metric(text, "lianmeng_http_in_flight_requests"), 1);
  EXPECT_GT(Metric(text, "lianmeng_http_sent_bytes_total"), 1000);
  EXPECT_GT(Metric(text, "process_resident_memory_bytes"), 1e6);
}

TEST_F(HttpServer, WritesOneJsonLinePerRequestToTheAccessLog) {
  const std::string path = ::testing::TempDir() + "access_" + std::to_string(::getpid()) + ".log";
  ServerOptions options;
  options.access_log = path;
  StartServer(options);
  std::string id;
  {
    SocketClient client(port());
    id = client.Get("/api/v1/items/%22x", "Lianmeng-Viewer: public\r\n").Header("x-request-id");
    client.Send("nonsense\r\n\r\n");
    client.UntilClosed();
  }
  server_->Stop();
  std::ifstream file(path);
  std::string line;
  ASSERT_TRUE(std::getline(file, line));
  const Json entry = Json::parse(line);
  EXPECT_EQ(entry["id"], id);
  EXPECT_EQ(entry["method"], "GET");
  EXPECT_EQ(entry["target"], "/api/v1/items/%22x");
  EXPECT_EQ(entry["status"], 200);
  EXPECT_EQ(entry["viewer"], "public");
  EXPECT_EQ(entry["remote"], "127.0.0.1");
  EXPECT_EQ(entry["complete"], true);
  EXPECT_GT(entry["bytes"], 100);
  EXPECT_EQ(entry["time"].get<std::string>().size(), 24U);
  ASSERT_TRUE(std::getline(file, line));
  EXPECT_EQ(Json::parse(line)["status"], 400);
  std::remove(path.c_str());
}

TEST_F(HttpServer, RefusesToListenWhereItMustNot) {
  StartServer();
  ServerOptions taken;
  taken.port = port();
  auto second = Server::Start(Router(), taken);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  EXPECT_NE(second.error().message.zh.find("占用"), std::string::npos);
  EXPECT_NE(second.error().place.value.find(std::to_string(port())), std::string::npos);

  for (const char* address : {"0.0.0.0", "::", "192.0.2.1", "example.org", "", "127.0.0.1:80"}) {
    ServerOptions options;
    options.address = address;
    const auto started = Server::Start(Router(), options);
    ASSERT_FALSE(started.ok()) << address;
    EXPECT_EQ(started.error().code, ErrorCode::kInvalidArgument) << address;
  }
  ServerOptions no_time;
  no_time.limits.header_time = std::chrono::milliseconds(0);
  EXPECT_FALSE(Server::Start(Router(), no_time).ok());
}

}  // namespace
}  // namespace lianmeng::http
