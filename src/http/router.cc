#include "http/router.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/ids.h"
#include "base/text.h"

namespace lianmeng::http {
namespace {

constexpr double kStringLengthMax = 200;

bool IsParameterSegment(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string> PatternSegments(std::string_view pattern) {
  if (pattern == "/") return {};
  return Split(pattern.substr(1), '/');
}

std::vector<std::string> ParameterNames(const std::vector<std::string>& segments) {
  std::vector<std::string> names;
  for (const std::string& segment : segments) {
    if (IsParameterSegment(segment)) names.push_back(segment.substr(1, segment.size() - 2));
  }
  return names;
}

Error Invalid(TextPair message, std::string field, std::string value) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.field = std::move(field), .value = std::move(value)});
}

std::string ShortValue(std::string_view value) {
  constexpr size_t kMax = 100;
  if (value.size() <= kMax) return std::string(value);
  size_t end = kMax;  // not in the middle of a character
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return std::string(value.substr(0, end)) + "…";
}

TextPair RangeFault(const Parameter& parameter, TextPair what) {
  const std::string low = parameter.min ? fmt::format("{}", *parameter.min) : "";
  const std::string high = parameter.max ? fmt::format("{}", *parameter.max) : "";
  if (low.empty()) return {what.zh + "不得大于 " + high, what.en + " must be at most " + high};
  if (high.empty()) return {what.zh + "不得小于 " + low, what.en + " must be at least " + low};
  return {what.zh + "须在 " + low + " 与 " + high + " 之间",
          what.en + " must lie between " + low + " and " + high};
}

bool OutOfRange(const Parameter& parameter, double value) {
  return (parameter.min && value < *parameter.min) || (parameter.max && value > *parameter.max);
}

template <typename T>
std::optional<T> ParseWhole(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<TextPair> NumberFault(const Parameter& parameter, std::string_view value) {
  std::optional<double> number;
  if (parameter.type == ParameterType::kInteger) {
    const std::optional<int64_t> integer = ParseWhole<int64_t>(value);
    if (!integer) return TextPair{"不是整数", "not an integer"};
    number = static_cast<double>(*integer);
  } else {
    number = ParseWhole<double>(value);
    if (!number || !std::isfinite(*number)) return TextPair{"不是数字", "not a number"};
  }
  if (OutOfRange(parameter, *number)) return RangeFault(parameter, {"数值", "the value"});
  return std::nullopt;
}

std::optional<TextPair> StringFault(const Parameter& parameter, std::string_view value) {
  Parameter bounds = parameter;
  if (!bounds.max) bounds.max = std::max(kStringLengthMax, bounds.min.value_or(0));
  const auto length = std::count_if(value.begin(), value.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  if (OutOfRange(bounds, static_cast<double>(length))) {
    return RangeFault(bounds, {"字符数", "the number of characters"});
  }
  return std::nullopt;
}

// What is wrong with `value` for `parameter`; nullopt if nothing.
std::optional<TextPair> Fault(const Parameter& parameter, const std::string& value) {
  if (!parameter.values.empty()) {
    if (std::find(parameter.values.begin(), parameter.values.end(), value) !=
        parameter.values.end()) {
      return std::nullopt;
    }
    const std::string all = Join(parameter.values, ", ");
    const std::string nearest = value.size() <= 64 ? Suggest(value, parameter.values) : "";
    if (nearest.empty()) return TextPair{"可取的值：" + all, "allowed values: " + all};
    return TextPair{"是否想写 " + nearest + "？可取的值：" + all,
                    "did you mean " + nearest + "? Allowed values: " + all};
  }
  switch (parameter.type) {
    case ParameterType::kString:
      return StringFault(parameter, value);
    case ParameterType::kInteger:
    case ParameterType::kNumber:
      return NumberFault(parameter, value);
    case ParameterType::kBoolean:
      if (value == "true" || value == "false") return std::nullopt;
      return TextPair{"须为 true 或 false", "must be true or false"};
    case ParameterType::kId: {
      const std::optional<int64_t> id = ParseIdValue(value);
      if (id && *id > 0) return std::nullopt;
      return TextPair{"不是标识（正整数）", "not an id (a positive integer)"};
    }
    case ParameterType::kDate:
      if (Date::Parse(value)) return std::nullopt;
      return TextPair{"不是日期（YYYY-MM-DD）", "not a date (YYYY-MM-DD)"};
  }
  return std::nullopt;
}

Status CheckRoute(const Route& route, const std::vector<std::string>& segments) {
  const auto fault = [&route](TextPair message, std::string field, std::string value) {
    message.zh = route.pattern + "：" + message.zh;
    message.en = route.pattern + ": " + message.en;
    return Invalid(std::move(message), std::move(field), std::move(value));
  };
  if (!route.handler) return fault({"缺少处理函数", "no handler"}, "handler", "");
  if (route.operation_id.empty()) {
    return fault({"缺少操作标识", "no operation id"}, "operation_id", "");
  }
  if (route.method == Method::kHead || route.method == Method::kOptions ||
      route.method == Method::kOther) {
    return fault({"该方法不能登记", "a route cannot have this method"}, "method",
                 std::string(Name(route.method)));
  }
  if (route.produces.empty()) return fault({"缺少内容类型", "no content type"}, "produces", "");
  for (const std::string& segment : segments) {
    if (segment.empty()) return fault({"有空的路径段", "an empty segment"}, "pattern", "");
    if (segment.find_first_of("{}") != std::string::npos && !IsParameterSegment(segment)) {
      return fault({"参数须占整个路径段", "a parameter must be a whole segment"}, "pattern",
                   segment);
    }
  }
  const std::vector<std::string> names = ParameterNames(segments);
  std::set<std::pair<ParameterIn, std::string>> declared;
  for (const Parameter& parameter : route.parameters) {
    if (!declared.emplace(parameter.in, parameter.name).second) {
      return fault({"参数重复", "a parameter is declared twice"}, "parameters", parameter.name);
    }
    if (parameter.in == ParameterIn::kPath &&
        std::find(names.begin(), names.end(), parameter.name) == names.end()) {
      return fault({"路径中没有该参数", "the pattern has no such parameter"}, "parameters",
                   parameter.name);
    }
  }
  for (const std::string& name : names) {
    if (!declared.count({ParameterIn::kPath, name})) {
      return fault({"未声明路径参数", "a path parameter is not declared"}, "parameters", name);
    }
  }
  return Ok{};
}

void CheckPath(const Route& route, const Request& request, std::vector<FieldProblem>* faults) {
  for (const auto& [name, value] : request.path_parameters) {
    for (const Parameter& parameter : route.parameters) {
      if (parameter.in != ParameterIn::kPath || parameter.name != name) continue;
      if (auto fault = Fault(parameter, value)) {
        faults->push_back({name, ShortValue(value), std::move(*fault)});
      }
    }
  }
}

FieldProblem UnknownParameter(const Route& route, const std::string& name,
                              const std::string& value) {
  std::vector<std::string> known;
  for (const Parameter& parameter : route.parameters) {
    if (parameter.in == ParameterIn::kQuery) known.push_back(parameter.name);
  }
  const std::string nearest = name.size() <= 64 ? Suggest(name, known) : "";
  TextPair detail = {"没有该参数", "no such parameter"};
  if (!nearest.empty()) {
    detail = {"没有该参数；是否想写 " + nearest + "？",
              "no such parameter; did you mean " + nearest + "?"};
  } else if (!known.empty()) {
    detail = {"没有该参数；可用：" + Join(known, ", "),
              "no such parameter; known: " + Join(known, ", ")};
  }
  return {ShortValue(name), ShortValue(value), std::move(detail)};
}

void CheckQuery(const Route& route, const Request& request, std::vector<FieldProblem>* faults) {
  std::set<std::string_view> seen;
  for (const NamedText& given : request.query) {
    const std::string& name = given.first;
    const std::string& value = given.second;
    const auto parameter = std::find_if(
        route.parameters.begin(), route.parameters.end(),
        [&](const Parameter& p) { return p.in == ParameterIn::kQuery && p.name == name; });
    if (parameter == route.parameters.end()) {
      faults->push_back(UnknownParameter(route, name, value));
    } else if (!seen.insert(name).second && !parameter->repeatable) {
      faults->push_back({name, ShortValue(value), {"该参数只能给一次", "given more than once"}});
    } else if (auto fault = Fault(*parameter, value)) {
      faults->push_back({name, ShortValue(value), std::move(*fault)});
    }
    if (faults->size() >= 20) return;  // enough to see what is wrong
  }
  for (const Parameter& parameter : route.parameters) {
    if (parameter.in == ParameterIn::kQuery && parameter.required && !seen.count(parameter.name)) {
      faults->push_back({parameter.name, "", {"缺少该参数", "is required"}});
    }
  }
}

}  // namespace

Parameter PathParameter(std::string name, TextPair description, ParameterType type) {
  Parameter parameter;
  parameter.name = std::move(name);
  parameter.in = ParameterIn::kPath;
  parameter.type = type;
  parameter.required = true;
  parameter.description = std::move(description);
  return parameter;
}

Parameter QueryParameter(std::string name, TextPair description, ParameterType type) {
  Parameter parameter;
  parameter.name = std::move(name);
  parameter.type = type;
  parameter.description = std::move(description);
  return parameter;
}

struct Router::Node {
  struct Entry {
    Method method;
    size_t route_index;
    std::vector<std::string> names;  // of the pattern's parameters, in order
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::vector<Entry> entries;

  // The first node with entries that `segments` lead to, literals before parameters; the segments
  // that parameters took are appended to `values`.
  const Node* Walk(const std::vector<std::string>& segments, size_t depth,
                   std::vector<std::string>* values) const {
    if (depth == segments.size()) return entries.empty() ? nullptr : this;
    if (const auto literal = literals.find(segments[depth]); literal != literals.end()) {
      if (const Node* found = literal->second->Walk(segments, depth + 1, values)) return found;
    }
    if (parameter == nullptr || segments[depth].empty()) return nullptr;
    values->push_back(segments[depth]);
    if (const Node* found = parameter->Walk(segments, depth + 1, values)) return found;
    values->pop_back();
    return nullptr;
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

Status Router::Add(Route route) {
  if (route.pattern.empty() || route.pattern.front() != '/') {
    return Invalid({"路径须以 / 开头", "a pattern must begin with /"}, "pattern", route.pattern);
  }
  const std::vector<std::string> segments = PatternSegments(route.pattern);
  LM_TRY(CheckRoute(route, segments));
  for (const auto& other : routes_) {
    if (other->operation_id == route.operation_id) {
      return MakeError(ErrorCode::kConflict, {"操作标识重复", "an operation id is used twice"},
                       {.field = "operation_id", .value = route.operation_id});
    }
  }
  Node* node = root_.get();
  for (const std::string& segment : segments) {
    std::unique_ptr<Node>& next =
        IsParameterSegment(segment) ? node->parameter : node->literals[segment];
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
  }
  for (const Node::Entry& entry : node->entries) {
    if (entry.method == route.method) {
      return MakeError(ErrorCode::kConflict, {"路由重复", "a route is given twice"},
                       {.field = "pattern", .value = route.pattern});
    }
  }
  if (route.success_status != 200) {
    route.handler = [handler = std::move(route.handler),
                     status = route.success_status](const Request& request) -> Response {
      Response response = handler(request);
      if (response.status == 200) response.status = status;
      return response;
    };
  }
  node->entries.push_back({route.method, routes_.size(), ParameterNames(segments)});
  routes_.push_back(std::make_unique<Route>(std::move(route)));
  return Ok{};
}

Router::Match Router::Find(Method method, const std::vector<std::string>& segments) const {
  Match match;
  std::vector<std::string> values;
  const Node* node = root_->Walk(segments, 0, &values);
  if (node == nullptr) return match;
  if (method == Method::kHead) method = Method::kGet;
  for (const Node::Entry& entry : node->entries) {
    match.methods.push_back(entry.method);
    if (entry.method != method) continue;
    match.route = routes_[entry.route_index].get();
    match.route_index = entry.route_index;
    for (size_t i = 0; i < values.size(); ++i) {
      match.path_parameters.emplace_back(entry.names[i], std::move(values[i]));
    }
    break;
  }
  return match;
}

std::optional<Problem> Router::CheckParameters(const Route& route, const Request& request) const {
  std::vector<FieldProblem> faults;
  CheckPath(route, request, &faults);
  CheckQuery(route, request, &faults);
  if (faults.empty()) return std::nullopt;
  const FieldProblem& first = faults.front();
  Problem problem = StatusProblem(400, {"参数 " + first.field + "：" + first.detail.zh,
                                        "parameter " + first.field + ": " + first.detail.en});
  problem.errors = std::move(faults);
  return problem;
}

}  // namespace lianmeng::http
