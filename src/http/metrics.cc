#include "http/metrics.h"

#include <unistd.h>

#include <cstdio>
#include <sstream>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "base/check.h"

namespace lianmeng::http {
namespace {

const prometheus::Histogram::BucketBoundaries& LatencyBuckets() {
  static const prometheus::Histogram::BucketBoundaries buckets = {
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
  return buckets;
}

// Resident memory from /proc/self/statm; 0 where the system has none.
double ResidentBytes() {
  long total = 0;
  long resident = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  if (std::fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
  std::fclose(file);
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

prometheus::MetricFamily Single(std::string name, std::string help, prometheus::MetricType type,
                                double value) {
  prometheus::MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  prometheus::ClientMetric metric;
  if (type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  family.metric.push_back(metric);
  return family;
}

}  // namespace

Metrics::Metrics(std::vector<std::string> routes, const TransportCounters& counters)
    : routes_([&routes] {
        routes.push_back("other");
        return std::move(routes);
      }()),
      counters_(counters),
      registry_(std::make_shared<prometheus::Registry>()),
      by_route_(routes_.size()) {
  requests_ = &prometheus::BuildCounter()
                   .Name("lianmeng_http_requests_total")
                   .Help("Requests answered, by route and status.")
                   .Register(*registry_);
  auto& seconds = prometheus::BuildHistogram()
                      .Name("lianmeng_http_request_seconds")
                      .Help("Time from the request's last byte to its answer's last byte.")
                      .Register(*registry_);
  for (size_t i = 0; i < routes_.size(); ++i) {
    by_route_[i].seconds = &seconds.Add({{"route", routes_[i]}}, LatencyBuckets());
  }
}

Metrics::~Metrics() = default;

void Metrics::Observe(size_t route, int status, double seconds) {
  CHECK(route < by_route_.size());
  RouteMetrics& metrics = by_route_[route];
  metrics.seconds->Observe(seconds);
  for (const auto& [known, counter] : metrics.by_status) {
    if (known == status) {
      counter->Increment();
      return;
    }
  }
  prometheus::Counter& counter =
      requests_->Add({{"route", routes_[route]}, {"status", std::to_string(status)}});
  counter.Increment();
  metrics.by_status.emplace_back(status, &counter);
}

std::string Metrics::Serialise() const {
  using prometheus::MetricType;
  std::vector<prometheus::MetricFamily> families = registry_->Collect();
  const auto add = [&families](std::string name, std::string help, MetricType type, auto value) {
    families.push_back(Single("lianmeng_http_" + std::move(name), std::move(help), type,
                              static_cast<double>(value)));
  };
  add("in_flight_requests", "Requests being answered.", MetricType::Gauge,
      counters_.in_flight.load());
  add("connections", "Open connections.", MetricType::Gauge, counters_.connections.load());
  add("event_streams", "Open event streams.", MetricType::Gauge, counters_.event_streams.load());
  add("connections_accepted_total", "Connections accepted.", MetricType::Counter,
      counters_.accepted.load());
  add("connections_refused_total", "Connections refused because there were too many.",
      MetricType::Counter, counters_.refused.load());
  add("event_clients_dropped_total", "Event streams closed because the client was too slow.",
      MetricType::Counter, counters_.event_clients_dropped.load());
  add("received_bytes_total", "Bytes received.", MetricType::Counter,
      counters_.bytes_received.load());
  add("sent_bytes_total", "Bytes sent.", MetricType::Counter, counters_.bytes_sent.load());
  families.push_back(Single("process_resident_memory_bytes", "Resident memory.", MetricType::Gauge,
                            ResidentBytes()));
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return text.str();
}

}  // namespace lianmeng::http
