#include "app/network_bound.h"

#include <map>

namespace lianmeng::app {
namespace {

using network::Bound;
using network::Rational;

constexpr uintmax_t kNetBytesMax = 8 << 20;
constexpr JsonLimits kNetLimits{.depth_max = 6, .values_max = 200'000, .fields_max = 100};
// A JSON number is read as a double, which keeps so many digits of any.
constexpr int kExactDigits = 15;

Error At(const std::string& pointer, const std::string& value, TextPair message) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.file = {}, .line = 0, .field = pointer, .value = value});
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The first number outside of strings that has more digits than a double keeps: it would be read as another one.
// Requires: well-formed JSON.
std::optional<Error> FindLongNumber(std::string_view text) {
  int64_t line = 1;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') ++line;
    if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\';
      continue;
    }
    if (!IsDigit(text[i])) continue;
    const size_t begin = i;
    int digits = 0;
    for (; i < text.size() && (IsDigit(text[i]) || text[i] == '.'); ++i) {
      if (IsDigit(text[i]) && (digits > 0 || text[i] != '0')) ++digits;
    }
    while (i < text.size() && std::string_view("0123456789eE+-").find(text[i]) != std::string::npos)
      ++i;
    const std::string number(text.substr(begin, i - begin));
    --i;
    if (digits <= kExactDigits) continue;
    Error error = At({}, number,
                     {"数字超过 15 位，请写成文本，例如 \"1/3\"",
                      "more than 15 digits: write it as a text, such as \"1/3\""});
    error.place.line = line;
    return error;
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(const NetText& text) : text_(text) {}

  Result<NetFile> Read() {
    file_.title = text_.title.value_or("");
    file_.data_unit = text_.data_unit.value_or("");
    file_.time_unit = text_.time_unit.value_or("");
    if (text_.multiplexing == "arbitrary") {
      file_.net.multiplexing = network::Multiplexing::kArbitrary;
    }
    for (const NetServer& server : text_.servers) {
      const auto index = static_cast<network::ServerIndex>(file_.net.servers.size());
      if (!server_of_.emplace(server.id, index).second) {
        return At("/servers/" + std::to_string(index) + "/id", server.id,
                  {"重名", "two have this name"});
      }
      file_.net.servers.push_back(
          {server.id, server.rate.value, server.latency ? server.latency->value : Rational(0)});
    }
    for (size_t f = 0; f < text_.flows.size(); ++f) LM_TRY(AddFlow(f));
    const Status valid = network::Validate(file_.net);
    if (valid) return std::move(file_);
    Error error = valid.error();
    error.place.field.insert(0, "/");
    return error;
  }

 private:
  Status AddFlow(size_t index) {
    const NetFlow& from = text_.flows[index];
    const std::string place = "/flows/" + std::to_string(index);
    network::BucketFlow flow{from.id, from.rate.value, from.burst.value};
    flow.priority = from.priority.value_or(0);
    if (from.frame) flow.frame = from.frame->value;
    for (size_t k = 0; k < from.path.size(); ++k) {
      const auto server = server_of_.find(from.path[k]);
      if (server == server_of_.end()) {
        return At(place + "/path/" + std::to_string(k), from.path[k],
                  {"没有这个服务器", "there is no such server"});
      }
      flow.path.push_back(server->second);
    }
    if (from.delay_max && from.delay_max->value < 0) {
      return At(place + "/delay_max", network::FractionText(from.delay_max->value),
                {"不能小于 0", "must not be less than 0"});
    }
    file_.delay_max.push_back(from.delay_max ? std::optional(from.delay_max->value) : std::nullopt);
    file_.net.flows.push_back(std::move(flow));
    return Ok{};
  }

  const NetText& text_;
  NetFile file_;
  std::map<std::string, network::ServerIndex> server_of_;
};

// {"exact": "100/3", "decimal": 33.333334}, or null.
Json NumberJson(const std::optional<Rational>& value) {
  if (!value) return nullptr;
  return {{"exact", network::FractionText(*value)},
          {"decimal", network::DecimalUpText(*value, kBoundDecimals)}};
}

Json ToJson(const network::ServiceNet& net, const Bound& bound) {
  const bool is_total =
      bound.method == network::Method::kTfaFifo || bound.method == network::Method::kTfaArbitrary;
  Json steps = Json::array();
  for (const network::ServerStep& step : bound.steps) {
    Json entry = {{"server", net.servers[step.server].id},
                  {"rate_left", NumberJson(step.rate_left)},
                  {"latency_left", NumberJson(step.latency_left)},
                  {"burst_others", NumberJson(step.burst_others)},
                  {"burst_leaving", NumberJson(step.burst_leaving)},
                  {"backlog", NumberJson(step.backlog)}};
    if (is_total) entry["delay"] = NumberJson(step.delay);
    steps.push_back(std::move(entry));
  }
  Json json = {{"method", network::Name(bound.method)},
               {"delay", NumberJson(bound.delay)},
               {"backlog", NumberJson(bound.backlog)}};
  if (!is_total) {
    json["rate_left"] = NumberJson(bound.rate_left);
    json["latency_left"] = NumberJson(bound.latency_left);
  }
  json["servers"] = std::move(steps);
  return json;
}

}  // namespace

template <>
Status json_input::Read(const std::string& pointer, const Json& json, const FieldRule* /*rule*/,
                        ExactNumber& out) {
  if (!json.is_string() && !json.is_number()) {
    return WrongType(pointer, json, {"数字或分数文本", "a number or a fraction as text"});
  }
  const Result<network::Rational> number =
      network::ParseRational(json.is_string() ? json.get<std::string>() : json.dump());
  if (!number) return Fault(pointer, json, number.error().message);
  out.value = *number;
  return Ok{};
}

Result<NetFile> ParseNet(std::string_view text, const JsonSource& source) {
  LM_ASSIGN(const NetText net, ReadJson<NetText>(text, source));
  if (std::optional<Error> error = FindLongNumber(text)) {
    error->place.file = source.file;
    return *std::move(error);
  }
  Result<NetFile> file = Reader(net).Read();
  if (!file) return WithLine(text, source, file.error());
  return file;
}

Result<NetFile> ReadNetFile(const std::string& path) {
  LM_ASSIGN(const std::string text, ReadJsonFile(path, kNetBytesMax));
  return ParseNet(text, {.file = path, .limits = kNetLimits});
}

std::optional<bool> KeepsDelay(const NetFile& file, const network::NetBounds& bounds, size_t flow) {
  if (!file.delay_max[flow]) return std::nullopt;
  const network::FlowBounds& of = bounds.flows[flow];
  return *of.bounds[of.best].delay <= *file.delay_max[flow];
}

Json ToJson(const NetFile& file, const network::NetBounds& bounds) {
  Json flows = Json::array(), servers = Json::array();
  for (size_t f = 0; f < bounds.flows.size(); ++f) {
    const network::FlowBounds& of = bounds.flows[f];
    Json methods = Json::array();
    for (const Bound& bound : of.bounds) methods.push_back(ToJson(file.net, bound));
    const std::optional<bool> keeps = KeepsDelay(file, bounds, f);
    flows.push_back({{"id", file.net.flows[f].id},
                     {"delay", NumberJson(of.bounds[of.best].delay)},
                     {"method", network::Name(of.bounds[of.best].method)},
                     {"delay_max", NumberJson(file.delay_max[f])},
                     {"kept", keeps ? Json(*keeps) : Json(nullptr)},
                     {"bounds", std::move(methods)}});
  }
  for (size_t s = 0; s < bounds.servers.size(); ++s) {
    const network::ServerBounds& of = bounds.servers[s];
    servers.push_back({{"id", file.net.servers[s].id},
                       {"rate_taken", NumberJson(of.rate_taken)},
                       {"burst", NumberJson(of.burst)},
                       {"backlog", NumberJson(of.backlog)}});
  }
  return {{"data_unit", file.data_unit},
          {"time_unit", file.time_unit},
          {"flow_by_flow", bounds.is_flow_by_flow},
          {"flows", std::move(flows)},
          {"servers", std::move(servers)}};
}

}  // namespace lianmeng::app
