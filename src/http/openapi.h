// The OpenAPI 3.1 document and the readable page, both made from the route table.
//
// Deterministic: the same table gives the same bytes. Cost: linear in the table; made once at
// start. Source: OpenAPI Specification 3.1.0.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "base/text_pair.h"
#include "http/router.h"

namespace lianmeng::http {

struct OpenApiOptions {
  TextPair title = {"链盟接口", "Lianmeng API"};
  std::string version = "1";
  TextPair description;
  // Component schemas by name, JSON Schema 2020-12; Problem and Text are added if missing.
  nlohmann::json schemas = nlohmann::json::object();
};

[[nodiscard]] nlohmann::json OpenApiDocument(const Router& router, const OpenApiOptions& options);

// Errors: kInvalidArgument for a schema that a route or another schema names but that does not
// exist.
Status CheckSchemas(const nlohmann::json& document);

// A plain HTML page that lists the document's operations: works without any script.
[[nodiscard]] std::string ApiListing(const nlohmann::json& document);

// A page that shows the document with RapiDoc, served from `script` ("/rapidoc/rapidoc-min.js").
[[nodiscard]] std::string RapiDocPage(const TextPair& title, const std::string& script);

}  // namespace lianmeng::http
