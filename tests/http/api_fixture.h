// The API on the tiny region, called without a socket: every answer that succeeds is held to its schema.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "http/api.h"
#include "http/openapi.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::http::testing {

using lianmeng::testing::Must;
using Json = nlohmann::json;

// Faults of `value` against an OpenAPI 3.1 schema of the kinds that the API uses.
inline void Check(const Json& schemas, const Json& schema, const Json& value,
                  const std::string& path, std::vector<std::string>* faults) {
  if (schema.contains("$ref")) {
    const std::string ref = schema["$ref"];
    return Check(schemas, schemas.at(ref.substr(ref.rfind('/') + 1)), value, path, faults);
  }
  if (schema.contains("anyOf")) {
    if (value.is_null()) return;
    return Check(schemas, schema["anyOf"][0], value, path, faults);
  }
  const std::string type = schema.value("type", "");
  const bool fits =
      (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
      (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
      (type == "integer" && value.is_number_integer()) || (type == "number" && value.is_number());
  if (!fits) {
    faults->push_back(path + ": not of type " + type + ": " + value.dump().substr(0, 80));
    return;
  }
  if (type == "array") {
    for (const Json& item : value) Check(schemas, schema["items"], item, path + "[]", faults);
  }
  if (type != "object") return;
  for (const Json& name : schema.value("required", Json::array())) {
    const std::string field = name;
    if (!value.contains(field)) {
      faults->push_back(path + "." + field + ": missing");
    } else {
      Check(schemas, schema["properties"][field], value[field], path + "." + field, faults);
    }
  }
}

class Api : public lianmeng::testing::TinyRegion {
 protected:
  void SetUp() override {
    TinyRegion::SetUp();
    Must(AddApiRoutes(router_, *platform_, std::make_shared<EventHub>(),
                      {Viewer::Office(), "test"}));
  }

  struct Answer {
    int status = 0;
    std::string text;
    [[nodiscard]] Json json() const { return Json::parse(text); }
  };

  Answer Get(const std::string& target, const std::string& viewer = "") {
    return Send({Method::kGet, target, viewer, {}});
  }

  struct Call {
    Method method = Method::kGet;
    std::string target;
    std::string viewer;
    std::string body;
  };

  Answer Send(const Call& call) {
    const std::string& target = call.target;
    const Target parsed = Must(ParseTarget(target));
    const Router::Match match = router_.Find(call.method, parsed.segments);
    if (match.route == nullptr) return {404, {}};
    Request request;
    request.method = call.method;
    request.body = call.body;
    request.path = parsed.path;
    request.query = parsed.query;
    request.path_parameters = match.path_parameters;
    request.viewer_text = call.viewer;
    if (const auto problem = router_.CheckParameters(*match.route, request))
      return {problem->status, ToJson(*problem)};
    const Response response = match.route->handler(request);
    const Bytes* bytes = std::get_if<Bytes>(&response.body);
    const Answer answer{response.status, bytes != nullptr && *bytes ? **bytes : std::string()};
    if (answer.status == match.route->success_status && !match.route->response_schema.empty()) {
      std::vector<std::string> faults;
      Check(schemas_, schemas_.at(match.route->response_schema), answer.json(),
            match.route->response_schema, &faults);
      EXPECT_TRUE(faults.empty()) << target << ": " << (faults.empty() ? "" : faults[0]);
    }
    return answer;
  }

  std::string IdOf(const std::string& list, const std::string& field, const std::string& value) {
    const Json page = Get(list).json();
    for (const Json& item : page["items"]) {
      if (item[field] == value) return item["id"];
    }
    ADD_FAILURE() << value << " is not in " << list;
    return {};
  }

  Router router_;
  const Json schemas_ = ApiSchemas();
};

}  // namespace lianmeng::http::testing
