// Counters and histograms of the server, in Prometheus' text format.
// Thread-safety: Observe from the I/O thread only; Serialise from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
template <typename T>
class Family;
}  // namespace prometheus

namespace lianmeng::http {

// What the connections count; read when the metrics are asked for.
struct TransportCounters {
  std::atomic<int64_t> connections{0};
  std::atomic<int64_t> event_streams{0};
  std::atomic<int64_t> in_flight{0};
  std::atomic<uint64_t> accepted{0};
  std::atomic<uint64_t> refused{0};  // beyond the limit of connections
  std::atomic<uint64_t> event_clients_dropped{0};
  std::atomic<uint64_t> bytes_received{0};
  std::atomic<uint64_t> bytes_sent{0};
};

class Metrics {
 public:
  // `routes`: the label of each route, by its index; one more, "other", is added for what has none.
  Metrics(std::vector<std::string> routes, const TransportCounters& counters);
  ~Metrics();

  // `route`: an index, or routes.size() for what has none.
  void Observe(size_t route, int status, double seconds);

  [[nodiscard]] std::string Serialise() const;

 private:
  struct RouteMetrics {
    std::vector<std::pair<int, prometheus::Counter*>> by_status;  // few: searched from the front
    prometheus::Histogram* seconds = nullptr;
  };

  const std::vector<std::string> routes_;
  const TransportCounters& counters_;
  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>* requests_ = nullptr;
  std::vector<RouteMetrics> by_route_;
};

}  // namespace lianmeng::http
