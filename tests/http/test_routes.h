// Routes that the server's tests use, and a gate with which a test decides when a handler goes on.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "http/server.h"

namespace lianmeng::http::testing {

class Gate {
 public:
  void Open() {
    {
      const std::scoped_lock lock(mutex_);
      open_ = true;
    }
    changed_.notify_all();
  }
  void Pass() {  // a handler waits here
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    --waiting_;
  }
  void AwaitWaiting(int count) {  // a test waits until `count` handlers wait
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, count] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

inline Route MakeRoute(Method method, std::string pattern, std::string id, Handler handler) {
  Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.operation_id = std::move(id);
  route.summary = {"测试", "Test"};
  route.handler = std::move(handler);
  return route;
}

inline void Add(Router* router, Route route) {
  const Status status = router->Add(std::move(route));
  ASSERT_TRUE(status.ok()) << status.error().Describe(Language::kEnglish);
}

// What tests can look at and turn while a server runs.
struct Controls {
  Gate gate;
  std::atomic<uint64_t> data_version{1};
  std::atomic<int> cached_calls{0};
  std::shared_ptr<EventHub> hub = std::make_shared<EventHub>(EventHubOptions{.epoch = "t"});
};

inline std::string LongText() {
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) text += "\"" + std::to_string(i) + "\",";
  text.back() = ']';
  return text;
}

// Far more than a socket takes at once, every place of it different from its neighbours.
inline std::string LargeText() {
  std::string text;
  for (int i = 0; i < 600'000; ++i) text += std::to_string(i) + "\n";
  return text;
}

inline void AddBodyRoutes(Router* router) {
  Route large = MakeRoute(Method::kGet, "/api/v1/large", "getLarge",
                          [](const Request&) { return Response::Of("text/csv", LargeText()); });
  large.produces = {"text/csv"};
  Add(router, std::move(large));

  Route echo = MakeRoute(Method::kPost, "/api/v1/echo", "echo",
                         [](const Request& request) { return Response::Json(request.body); });
  echo.request_schema = "Text";
  Add(router, std::move(echo));

  Route pieces = MakeRoute(Method::kGet, "/api/v1/pieces", "getPieces", [](const Request&) {
    return Response::Stream("text/csv", [count = 0]() mutable -> Result<std::string> {
      return ++count <= 300 ? std::string(1000, static_cast<char>('a' + count % 26)) : "";
    });
  });
  pieces.produces = {"text/csv"};
  Add(router, std::move(pieces));

  Route broken = MakeRoute(Method::kGet, "/api/v1/broken", "getBroken", [](const Request&) {
    return Response::Stream("text/csv", [count = 0]() mutable -> Result<std::string> {
      if (++count < 3) return std::string("piece");
      return MakeError(ErrorCode::kIo, {"坏", "broken on purpose"});
    });
  });
  broken.produces = {"text/csv"};
  Add(router, std::move(broken));
}

inline Router TestRouter(const std::shared_ptr<Controls>& controls) {
  Router router;
  Add(&router, MakeRoute(Method::kGet, "/api/v1/plain", "getPlain", [](const Request& request) {
    return Response::Json("{\"viewer\":\"" + request.viewer_text + "\"}");
  }));
  Route item = MakeRoute(Method::kGet, "/api/v1/items/{id}", "getItem", [](const Request& request) {
    return Response::Json("{\"id\":\"" + request.PathParameter("id") + "\"}");
  });
  item.parameters = {PathParameter("id", {"标识", "Id"})};
  item.run_inline = true;
  Add(&router, std::move(item));

  Route cached = MakeRoute(Method::kGet, "/api/v1/cached", "getCached", [controls](const Request&) {
    ++controls->cached_calls;
    return Response::Json(LongText());
  });
  cached.cacheable = true;
  cached.parameters = {QueryParameter("q", {"查询", "Query"})};
  Add(&router, std::move(cached));

  Route cached_slow =
      MakeRoute(Method::kGet, "/api/v1/cached-slow", "getCachedSlow", [controls](const Request&) {
        ++controls->cached_calls;
        controls->gate.Pass();
        return Response::Json(LongText());
      });
  cached_slow.cacheable = true;
  Add(&router, std::move(cached_slow));

  Add(&router, MakeRoute(Method::kGet, "/api/v1/slow", "getSlow", [controls](const Request&) {
    controls->gate.Pass();
    return Response::Json("{}");
  }));
  Add(&router,
      MakeRoute(Method::kGet, "/api/v1/throws", "getThrows",
                [](const Request&) -> Response { throw std::runtime_error("secret cause"); }));
  Route events = MakeRoute(
      Method::kGet, "/api/v1/events", "getEvents",
      [controls](const Request& request) { return Response::Events(controls->hub, request); });
  events.produces = {"text/event-stream"};
  events.run_inline = true;
  Add(&router, std::move(events));
  AddBodyRoutes(&router);
  return router;
}

// A server with the routes above, on a free port.
class ServerTest : public ::testing::Test {
 protected:
  void StartServer(ServerOptions options = {}) {
    options.data_version = [controls = controls_] { return controls->data_version.load(); };
    auto started = Server::Start(TestRouter(controls_), std::move(options));
    ASSERT_TRUE(started.ok()) << started.error().Describe(Language::kEnglish);
    server_ = std::move(started).value();
  }
  [[nodiscard]] uint16_t port() const { return server_->port(); }

  // Last member first: the server goes before what its handlers use.
  std::shared_ptr<Controls> controls_ = std::make_shared<Controls>();
  std::unique_ptr<Server> server_;
};

}  // namespace lianmeng::http::testing
