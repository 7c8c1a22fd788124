#include "http/problem.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace lianmeng::http {
namespace {

using Json = nlohmann::ordered_json;

struct StatusText {
  int status;
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

// The statuses that this server gives, with the code used where no ErrorCode stands behind them.
constexpr std::array kStatusTexts = {
    StatusText{400, "invalid-argument", "请求有误", "Bad request"},
    StatusText{403, "permission-denied", "没有权限", "Forbidden"},
    StatusText{404, "not-found", "未找到", "Not found"},
    StatusText{405, "method-not-allowed", "不支持该方法", "Method not allowed"},
    StatusText{406, "not-acceptable", "无法提供所要求的格式", "Not acceptable"},
    StatusText{408, "request-timeout", "请求超时", "Request timeout"},
    StatusText{409, "conflict", "冲突", "Conflict"},
    StatusText{413, "content-too-large", "请求内容过大", "Content too large"},
    StatusText{414, "target-too-long", "请求地址过长", "Target too long"},
    StatusText{415, "unsupported-media-type", "不支持该内容类型", "Unsupported media type"},
    StatusText{421, "misdirected-request", "请求发错了主机", "Misdirected request"},
    StatusText{422, "resource-exhausted", "超出限额", "Limit exceeded"},
    StatusText{431, "headers-too-large", "请求头过大", "Header fields too large"},
    StatusText{500, "internal", "服务器内部错误", "Internal server error"},
    StatusText{501, "not-implemented", "未实现", "Not implemented"},
    StatusText{503, "unavailable", "暂时不可用", "Unavailable"},
    StatusText{505, "version-not-supported", "不支持该协议版本", "HTTP version not supported"},
};

const StatusText& Find(int status) {
  for (const StatusText& text : kStatusTexts) {
    if (text.status == status) return text;
  }
  CHECK(status != 500);
  return Find(500);
}

Json ToJson(const TextPair& text) { return {{"zh", text.zh}, {"en", text.en}}; }

// Whether the cause concerns only the operator, and may name files of the server.
bool IsOurs(ErrorCode code) {
  return code == ErrorCode::kInternal || code == ErrorCode::kIo || code == ErrorCode::kCorrupt;
}

}  // namespace

int StatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return 400;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
      return 409;
    case ErrorCode::kPermissionDenied:
      return 403;
    case ErrorCode::kResourceExhausted:
      return 422;
    case ErrorCode::kCancelled:
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kIo:
    case ErrorCode::kCorrupt:
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

TextPair TitleOf(int status) {
  const StatusText& text = Find(status);
  return {std::string(text.zh), std::string(text.en)};
}

Problem ToProblem(const Error& error) {
  Problem problem{.status = StatusOf(error.code), .code = std::string(Name(error.code))};
  if (IsOurs(error.code)) {
    problem.detail = {"服务器未能完成请求；原因见服务器日志，请提供请求编号（X-Request-Id）。",
                      "The server could not complete the request; its log has the reason under the "
                      "request's id (X-Request-Id)."};
    return problem;
  }
  problem.detail = error.message;
  if (!error.place.field.empty() || !error.place.value.empty()) {
    problem.errors.push_back({error.place.field, error.place.value, error.message});
  }
  return problem;
}

Problem StatusProblem(int status, TextPair detail) {
  return {.status = status, .code = std::string(Find(status).code), .detail = std::move(detail)};
}

std::string ToJson(const Problem& problem) {
  Json json = {{"type", "/api?plain=true#problem-" + problem.code},
               {"title", ToJson(TitleOf(problem.status))},
               {"status", problem.status},
               {"detail", ToJson(problem.detail)},
               {"code", problem.code}};
  if (!problem.errors.empty()) {
    Json& errors = json["errors"] = Json::array();
    for (const FieldProblem& error : problem.errors) {
      errors.push_back(
          {{"field", error.field}, {"value", error.value}, {"detail", ToJson(error.detail)}});
    }
  }
  // Values come from clients: bytes that are not UTF-8 become U+FFFD instead of an exception.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Response ToResponse(const Problem& problem) {
  Response response = Response::Of("application/problem+json", ToJson(problem));
  response.status = problem.status;
  response.Set("Cache-Control", "no-store");
  if (problem.status == 503) response.Set("Retry-After", "1");
  return response;
}

std::vector<std::pair<std::string, TextPair>> ProblemCodes() {
  std::vector<std::pair<std::string, TextPair>> codes;
  for (const StatusText& text : kStatusTexts) {
    codes.emplace_back(text.code, TextPair{std::string(text.zh), std::string(text.en)});
  }
  return codes;
}

nlohmann::json ProblemSchema() {
  const nlohmann::json text = {{"$ref", "#/components/schemas/Text"}};
  const nlohmann::json string = {{"type", "string"}};
  const nlohmann::json field = {
      {"type", "object"},
      {"required", {"field", "value", "detail"}},
      {"properties", {{"field", string}, {"value", string}, {"detail", text}}}};
  return {{"type", "object"},
          {"description", "RFC 9457"},
          {"required", {"type", "title", "status", "detail", "code"}},
          {"properties",
           {{"type", {{"type", "string"}, {"format", "uri-reference"}}},
            {"title", text},
            {"status", {{"type", "integer"}}},
            {"detail", text},
            {"code", string},
            {"errors", {{"type", "array"}, {"items", field}}}}}};
}

}  // namespace lianmeng::http
