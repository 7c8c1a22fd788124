// The HTTP server: one I/O thread for all connections, a pool of workers for handlers.
//
// Example:
//   ServerOptions options;
//   options.port = 8080;
//   options.openapi.schemas = Schemas();
//   LM_ASSIGN(std::unique_ptr<Server> server, Server::Start(std::move(router), options));
//   std::puts(server->url().c_str());   // "http://127.0.0.1:8080"
//   ... wait for a signal ...
//   server->Stop();
//
// Besides the given routes it serves /livez, /readyz, /metrics, /api (page), /api/openapi.json and
// the console's files. Design and limits: docs/decisions/0005-http-server.md. Thread-safety:
// port(), url() and Stop() may be called from any thread, not from a signal handler.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/openapi.h"
#include "http/router.h"

namespace lianmeng::http {

struct Limits {
  size_t target_bytes = 8 << 10;                  // 414 beyond
  size_t header_bytes = 16 << 10;                 // 431 beyond; request line included
  size_t body_bytes = 1 << 20;                    // 413 beyond; a route may set its own
  std::chrono::milliseconds header_time{10'000};  // from a request's first byte to its last header
  std::chrono::milliseconds body_time{30'000};    // for the whole body
  std::chrono::milliseconds idle_time{60'000};    // between requests
  std::chrono::milliseconds write_stall_time{30'000};  // without the client taking a byte
  std::chrono::milliseconds stop_time{10'000};         // for running requests when stopping
  size_t connections = 20'000;    // or what the limit of descriptors bears; beyond: 503 and closed
  size_t queued_requests = 512;   // waiting for a worker; beyond: 503 with Retry-After
  size_t cache_bytes = 64 << 20;  // of the response cache
  size_t event_backlog_bytes = 64 << 10;  // a client of an event stream further behind is dropped
  std::chrono::milliseconds event_heartbeat{15'000};
};

struct ServerOptions {
  std::string address = "127.0.0.1";  // IPv4 or IPv6 address to bind, or "localhost"
  uint16_t port = 0;                  // 0: any free one
  // Refuses to bind anything but loopback. Until accounts exist there is no other safe way.
  bool local_only = true;
  Limits limits;
  unsigned worker_threads = 0;  // 0: as many as cores, at least 2

  std::string console_folder;  // built console; empty or missing: a page that says so
  OpenApiOptions openapi;

  // A number that changes whenever data changes; part of the response cache's key. Cheap, called on
  // the I/O thread. It must never be ahead of what handlers see: replace the snapshot first, then
  // the number. Null: nothing is cached.
  std::function<uint64_t()> data_version;
  // Whether requests can be served; null: always. Called on the I/O thread. The text says why not.
  std::function<Status()> ready;

  // One JSON object a line: time, request id, method, target, status, bytes, microseconds, viewer,
  // remote address. Empty: off. "-": standard error.
  std::string access_log;
};

class Server {
 public:
  // Errors: kInvalidArgument for an address that cannot be parsed or, with local_only, is not
  // loopback; kConflict when the port is taken; kIo when the system refuses otherwise.
  static Result<std::unique_ptr<Server>> Start(Router router, ServerOptions options);

  ~Server();  // as Stop
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] uint16_t port() const;
  [[nodiscard]] std::string url() const;

  // Stops accepting, closes idle connections and event streams, lets running requests end within
  // limits.stop_time (then asks them to stop through Request::stop and drops their clients), and
  // returns when every thread has ended. A second call waits for the first.
  void Stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lianmeng::http
