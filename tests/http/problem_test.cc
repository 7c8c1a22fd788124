#include "http/problem.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lianmeng::http {
namespace {

using Json = nlohmann::json;

TEST(Problem, CarriesCodeFieldAndBothLanguages) {
  const Error error = MakeError(ErrorCode::kConflict, {"键已存在", "the key exists"},
                                {.field = "key", .value = "robots"});
  const Response response = Response::FromError(error);
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(*response.Header("content-type"), "application/problem+json");
  EXPECT_EQ(*response.Header("Cache-Control"), "no-store");
  const Json json = Json::parse(*std::get<Bytes>(response.body));
  EXPECT_EQ(json, Json::parse(R"({
    "type": "/api?plain=true#problem-conflict", "title": {"zh": "冲突", "en": "Conflict"},
    "status": 409, "detail": {"zh": "键已存在", "en": "the key exists"}, "code": "conflict",
    "errors": [{"field": "key", "value": "robots",
                "detail": {"zh": "键已存在", "en": "the key exists"}}]})"));
}

TEST(Problem, EveryCodeHasAStatus) {
  const std::pair<ErrorCode, int> table[] = {
      {ErrorCode::kInvalidArgument, 400},
      {ErrorCode::kNotFound, 404},
      {ErrorCode::kConflict, 409},
      {ErrorCode::kPermissionDenied, 403},
      {ErrorCode::kIo, 500},
      {ErrorCode::kCorrupt, 500},
      {ErrorCode::kResourceExhausted, 422},
      {ErrorCode::kCancelled, 503},
      {ErrorCode::kUnavailable, 503},
      {ErrorCode::kInternal, 500},
  };
  for (const auto& [code, status] : table) {
    EXPECT_EQ(StatusOf(code), status);
    EXPECT_FALSE(TitleOf(status).zh.empty());
    EXPECT_FALSE(TitleOf(status).en.empty());
  }
}

TEST(Problem, ShowsNothingOfADefectButLogsIt) {
  for (const ErrorCode code : {ErrorCode::kInternal, ErrorCode::kIo, ErrorCode::kCorrupt}) {
    const Response response = Response::FromError(MakeError(
        code, {"秘密", "secret"}, {.file = "secret.db", .field = "secret", .value = "secret"}));
    EXPECT_EQ(std::get<Bytes>(response.body)->find("secret"), std::string::npos);
    EXPECT_NE(response.fault.find("secret.db"), std::string::npos);
  }
}

TEST(Problem, BytesOfAClientThatAreNotUtf8DoNoHarm) {
  const Response response = Response::FromError(MakeError(
      ErrorCode::kInvalidArgument, {"坏", "bad"}, {.field = "q", .value = "\xff\xfe<script>"}));
  EXPECT_TRUE(Json::accept(*std::get<Bytes>(response.body)));
}

TEST(Problem, ADownloadsNameMayBeChinese) {
  Response response;
  response.Attachment("机构 1.xlsx");
  EXPECT_EQ(*response.Header("Content-Disposition"),
            "attachment; filename=\"_______1.xlsx\"; filename*=UTF-8''%E6%9C%BA%E6%9E%84%201.xlsx");
}

}  // namespace
}  // namespace lianmeng::http
