// The network side of the server: sockets, HTTP/1.1 framing, time limits, event streams. Internal
// to http; the only file that sees Beast and Asio is connection.cc.
//
// Division of labour: Transport reads whole requests and writes whole answers; Application
// (server.cc) decides what they mean. All calls to Application come from the I/O thread, one at a
// time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "http/metrics.h"
#include "http/request.h"
#include "http/response.h"
#include "http/server.h"

namespace lianmeng::http {

// One request and its one answer.
class Exchange {
 public:
  virtual ~Exchange() = default;

  Request request;
  std::optional<uint64_t> content_length;
  bool chunked = false;
  [[nodiscard]] bool HasBody() const { return chunked || content_length.value_or(0) > 0; }

  // The application's notes about this request.
  const Route* route = nullptr;
  size_t route_index = 0;
  std::string cache_key;
  std::chrono::steady_clock::time_point begin;  // when the whole request had arrived

  // Sends the answer; exactly once, from any thread. The response is complete but for framing: the
  // transport adds Content-Length or Transfer-Encoding, Connection and Date, and leaves out the
  // body for HEAD, 204 and 304.
  virtual void Answer(Response response) = 0;
};

struct Outcome {
  int status = 0;
  uint64_t bytes_sent = 0;  // with headers
  bool complete = true;     // false: the connection ended first
};

class Application {
 public:
  virtual ~Application() = default;

  // The header section has arrived. Either the answer, which is then sent without reading the body,
  // or the greatest body to read.
  struct Admission {
    std::optional<Response> answer;
    size_t body_bytes_max = 0;
  };
  virtual Admission Admit(Exchange& exchange) = 0;

  // The whole request has arrived. Must not block, and must lead to one Answer.
  virtual void Handle(const std::shared_ptr<Exchange>& exchange) = 0;

  // The answer to bytes that are no request, or come too slowly; `exchange` knows what was
  // understood.
  virtual Response Refuse(Exchange& exchange, int status, TextPair detail) = 0;

  // The answer was sent, or could not be. For an event stream: it has begun.
  virtual void Finished(const Exchange& exchange, const Outcome& outcome) = 0;

  // A streamed answer broke off: its producer gave an error.
  virtual void Failed(const Exchange& exchange, const Error& error) = 0;

  // Runs a job that may block, outside the I/O thread. May drop it when stopping.
  virtual void RunOnWorker(std::function<void()> job) = 0;

  // Called a few times a second.
  virtual void Tick() = 0;
};

struct TransportOptions {
  std::string address;
  uint16_t port = 0;
  bool local_only = true;
  Limits limits;
};

class Transport {
 public:
  // Binds and listens; serves from Start on.
  // Errors: as Server::Start.
  static Result<std::unique_ptr<Transport>> Listen(const TransportOptions& options,
                                                   Application& application,
                                                   TransportCounters& counters);
  virtual ~Transport() = default;  // requires Stop before

  virtual void Start() = 0;  // starts the I/O thread

  // Stops accepting, waits for running requests as limits.stop_time allows, closes everything and
  // joins the I/O thread. From any other thread, once.
  virtual void Stop() = 0;

  [[nodiscard]] virtual uint16_t port() const = 0;
  [[nodiscard]] virtual std::string address() const = 0;  // as bound: "127.0.0.1", "::1"
  [[nodiscard]] virtual bool on_loopback() const = 0;
};

}  // namespace lianmeng::http
