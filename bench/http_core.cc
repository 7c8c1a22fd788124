// The HTTP server by itself: one cached record of about 1.5 kB, one that is computed each time on a
// worker, and an event stream, without any region behind them. Shows what the core costs, so that
// what bench/http_load.sh measures on the program can be told apart from it.
//
//   bench_http_core [PORT]     serves until standard input ends; prints its URL
//   wrk -t1 -c64 -d5 http://127.0.0.1:PORT/api/v1/cached

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "http/server.h"

namespace {

using namespace lianmeng;
using namespace lianmeng::http;

std::string Record() {
  std::string json = R"({"id":"1234567890","name":"样例机器人有限公司","products":[)";
  for (int i = 0; i < 24; ++i) {
    json += R"({"id":")" + std::to_string(1000 + i) +
            R"(","name":{"zh":"谐波减速器","en":"Harmonic drive"}},)";
  }
  json.back() = ']';
  return json + "}";
}

Route Get(std::string pattern, std::string id, Handler handler) {
  Route route;
  route.pattern = std::move(pattern);
  route.operation_id = std::move(id);
  route.handler = std::move(handler);
  return route;
}

Status AddRoutes(Router* router, const std::shared_ptr<EventHub>& hub) {
  const auto record = [](const Request&) { return Response::Json(Record()); };
  Route cached = Get("/api/v1/cached", "getCached", record);
  cached.cacheable = true;
  LM_TRY(router->Add(std::move(cached)));
  LM_TRY(router->Add(Get("/api/v1/computed", "getComputed", record)));
  Route events = Get("/api/v1/events", "getEvents",
                     [hub](const Request& request) { return Response::Events(hub, request); });
  events.produces = {"text/event-stream"};
  events.run_inline = true;
  return router->Add(std::move(events));
}

}  // namespace

int main(int argc, char** argv) {
  Router router;
  const auto hub = std::make_shared<EventHub>();
  if (const Status added = AddRoutes(&router, hub); !added) {
    std::fprintf(stderr, "%s\n", added.error().Describe(Language::kEnglish).c_str());
    return 1;
  }
  ServerOptions options;
  options.port = argc > 1 ? static_cast<uint16_t>(std::atoi(argv[1])) : 0;
  options.data_version = [] { return uint64_t{1}; };
  auto server = Server::Start(std::move(router), options);
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().Describe(Language::kEnglish).c_str());
    return 1;
  }
  std::printf("%s\n", (*server)->url().c_str());
  std::fflush(stdout);
  for (int c = std::getchar(); c != EOF; c = std::getchar()) {
    if (c == 'e') hub->Publish("data-changed", "{}");
  }
  (*server)->Stop();
  return 0;
}
