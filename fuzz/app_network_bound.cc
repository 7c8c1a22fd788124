// Any bytes as a network for network calculus: no crash; what is accepted has a bound for every flow, and no bound is
// negative or below its path's latency; what is refused says why in both languages.
#include <cstdint>
#include <string>

#include "app/network_bound.h"
#include "base/check.h"

using namespace lianmeng;       // NOLINT(google-build-using-namespace)
using namespace lianmeng::app;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Result<NetFile> file = ParseNet(text, {.file = "f"});
  if (!file) {
    CHECK(!file.error().message.zh.empty() && !file.error().message.en.empty());
    return 0;
  }
  const Result<network::NetBounds> bounds = network::BoundNet(file->net);
  if (!bounds) {
    CHECK(bounds.error().code == ErrorCode::kResourceExhausted);
    return 0;
  }
  for (size_t f = 0; f < bounds->flows.size(); ++f) {
    network::Rational latency = 0;
    for (const network::ServerIndex s : file->net.flows[f].path) {
      latency += file->net.servers[s].latency;
    }
    const network::FlowBounds& of = bounds->flows[f];
    CHECK(of.bounds[of.best].delay.has_value());
    for (const network::Bound& bound : of.bounds) CHECK(!bound.delay || *bound.delay >= latency);
  }
  CHECK(!ToJson(*file, *bounds).dump().empty());
  return 0;
}
