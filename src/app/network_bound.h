// Networks of token buckets and rate-latency servers as files (docs/formats/network-calculus.md), and what network
// calculus says of them.
//
// Example:   LM_ASSIGN(const NetFile net, ReadNetFile("ring.json"));
//            LM_ASSIGN(const network::NetBounds bounds, network::BoundNet(net.net));
//            ToJson(net, bounds)           // every bound as a fraction and as a decimal that is no smaller
// Errors:    of ReadJson and network::Validate, with file, line, JSON pointer and value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/json_input.h"
#include "network/calculus.h"

namespace lianmeng::app {

// A number that is kept as it is written: 0.1 is a tenth. A fraction, or more than 15 digits, is a text: "1/3".
struct ExactNumber {
  network::Rational value = 0;
};

namespace json_input {

template <>
Status Read(const std::string& pointer, const Json& json, const FieldRule* rule, ExactNumber& out);

}  // namespace json_input

struct NetServer {
  std::string id;
  ExactNumber rate;
  std::optional<ExactNumber> latency;
  std::optional<std::string> note, source;

  LM_FIELDS(NetServer, id, rate, latency, note, source)
  static FieldRules Rules() { return {LengthUpTo("id", 200)}; }
};

struct NetFlow {
  std::string id;
  ExactNumber rate, burst;
  std::vector<std::string> path;
  std::optional<int64_t> priority;
  std::optional<ExactNumber> frame, delay_max;
  std::optional<std::string> note, source;

  LM_FIELDS(NetFlow, id, rate, burst, path, priority, frame, delay_max, note, source)
  static FieldRules Rules() {
    return {LengthUpTo("id", 200), Items("path", {1, network::kPathServersMax}),
            Between("priority", 0, network::kPriorityMax)};
  }
};

struct NetText {
  std::optional<std::string> title, data_unit, time_unit, multiplexing;
  std::vector<NetServer> servers;
  std::vector<NetFlow> flows;
  std::optional<std::string> note, source;

  LM_FIELDS(NetText, title, data_unit, time_unit, multiplexing, servers, flows, note, source)
  static FieldRules Rules() {
    return {LengthUpTo("title", 200),
            LengthUpTo("data_unit", 20),
            LengthUpTo("time_unit", 20),
            OneOf("multiplexing", {"fifo", "arbitrary"}),
            Items("servers", {1, network::kServersMax}),
            Items("flows", {1, network::kBucketFlowsMax})};
  }
};

struct NetFile {
  network::ServiceNet net;
  std::string title, data_unit, time_unit;                  // may be empty
  std::vector<std::optional<network::Rational>> delay_max;  // of each flow, where one is asked for
};

[[nodiscard]] Result<NetFile> ReadNetFile(const std::string& path);
[[nodiscard]] Result<NetFile> ParseNet(std::string_view text, const JsonSource& source);

// Whether a flow's best bound keeps what it asks for; empty where it asks for nothing.
[[nodiscard]] std::optional<bool> KeepsDelay(const NetFile& file, const network::NetBounds& bounds,
                                             size_t flow);

inline constexpr int kBoundDecimals = 6;

[[nodiscard]] Json ToJson(const NetFile& file, const network::NetBounds& bounds);

}  // namespace lianmeng::app
