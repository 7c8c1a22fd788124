// Server-sent events: one hub, any number of listening clients.
//
// Example:   auto hub = std::make_shared<EventHub>();
//            route.handler = [hub](const Request& request) { return Response::Events(hub, request);
//            }; hub->Publish("data-changed", R"({"data_version":"7"})");
// Cost:      Publish formats the event once; each client holds a reference to the same bytes. An
// idle
//            client costs a few kB.
// Source:    WHATWG HTML, section 9.2 "Server-sent events" (the text format).
// Thread-safety: Publish may be called from any thread.
//
// Events reach every client of a hub whoever its viewer is: publish only that something changed,
// and let clients fetch what they may see.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lianmeng::http {

struct EventHubOptions {
  size_t history_events_max = 256;  // kept for clients that come back with Last-Event-ID
  size_t history_bytes_max = 256 << 10;
  // Distinguishes this hub's ids from those of an earlier run; empty: random.
  std::string epoch;
};

struct EventFrame {
  uint64_t sequence = 0;
  std::shared_ptr<const std::string> text;  // as it goes over the wire
};

class EventHub;

// Who passes events on to clients: the server. Called under the hub's lock: must only hand over.
class EventListener {
 public:
  virtual ~EventListener() = default;
  virtual void OnEvent(const EventHub* hub, const EventFrame& frame) = 0;
};

class EventHub {
 public:
  explicit EventHub(EventHubOptions options = {});
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  // `event`: the event's name, without line breaks (CHECKed). `data` may have several lines.
  void Publish(std::string_view event, std::string_view data);

  // What a client has missed since `last_event_id`. An empty id has missed nothing. An id that is
  // not of this hub, or older than its history, yields one event "reset": fetch everything anew.
  struct Missed {
    uint64_t sequence = 0;  // of the newest event published
    std::vector<std::shared_ptr<const std::string>> frames;
  };
  [[nodiscard]] Missed Since(std::string_view last_event_id) const;

  void Attach(EventListener* listener);
  void Detach(EventListener* listener);  // no call is made to it afterwards

 private:
  [[nodiscard]] std::string Format(uint64_t sequence, std::string_view event,
                                   std::string_view data) const;

  EventHubOptions options_;
  mutable std::mutex mutex_;
  uint64_t sequence_ = 0;
  size_t history_bytes_ = 0;
  std::deque<EventFrame> history_;
  std::vector<EventListener*> listeners_;
};

}  // namespace lianmeng::http
