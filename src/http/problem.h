// Errors as application/problem+json (RFC 9457): the one place where an ErrorCode becomes a status.
//
//   {"type": "/api?plain=true#problem-not-found", "title": {"zh": ..., "en": ...}, "status": 404,
//    "detail": {"zh": ..., "en": ...}, "code": "not-found",
//    "errors": [{"field": "limit", "value": "9999", "detail": {"zh": ..., "en": ...}}]}
//
// Different from RFC 9457, title and detail are objects that carry both languages. A defect of ours
// (kInternal) shows nothing of its cause to the client; the log has it, under the request's id.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "http/response.h"

namespace lianmeng::http {

struct FieldProblem {
  std::string field;
  std::string value;
  TextPair detail;
};

struct Problem {
  int status = 500;
  std::string code;  // stable name: "not-found", "method-not-allowed", ...
  TextPair detail;
  std::vector<FieldProblem> errors;
};

[[nodiscard]] int StatusOf(ErrorCode code);
[[nodiscard]] TextPair TitleOf(int status);

// The error's file, field and value become one entry of `errors`.
[[nodiscard]] Problem ToProblem(const Error& error);

// A problem of HTTP itself: 405, 413, ...; the code is the status' own name.
[[nodiscard]] Problem StatusProblem(int status, TextPair detail);

[[nodiscard]] std::string ToJson(const Problem& problem);
[[nodiscard]] Response ToResponse(const Problem& problem);

// Every code that a problem of HTTP may have, with its title.
[[nodiscard]] std::vector<std::pair<std::string, TextPair>> ProblemCodes();

// The JSON schema of the above, for the OpenAPI document.
[[nodiscard]] nlohmann::json ProblemSchema();

}  // namespace lianmeng::http
