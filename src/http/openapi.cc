#include "http/openapi.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "base/check.h"
#include "http/problem.h"

namespace lianmeng::http {
namespace {

using Json = nlohmann::json;

// OpenAPI's texts are single strings: both languages, Chinese first.
std::string Both(const TextPair& text) {
  if (text.zh.empty() || text.zh == text.en) return text.en;
  if (text.en.empty()) return text.zh;
  return text.zh + " · " + text.en;
}

std::string LowerName(Method method) {
  std::string name(Name(method));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

Json Reference(const std::string& schema) { return {{"$ref", "#/components/schemas/" + schema}}; }

// Integers without a fraction: 1, not 1.0.
Json Bound(const Parameter& parameter, double value) {
  if (parameter.type == ParameterType::kNumber) return value;
  return static_cast<int64_t>(value);
}

Json TypeSchema(ParameterType type) {
  switch (type) {
    case ParameterType::kString:
      return {{"type", "string"}};
    case ParameterType::kInteger:
      return {{"type", "integer"}, {"format", "int64"}};
    case ParameterType::kNumber:
      return {{"type", "number"}};
    case ParameterType::kBoolean:
      return {{"type", "boolean"}};
    case ParameterType::kId:
      return {{"type", "string"}, {"pattern", "^[0-9]{1,19}$"}};
    case ParameterType::kDate:
      return {{"type", "string"}, {"format", "date"}};
  }
  return {};
}

Json DefaultValue(const Parameter& parameter) {
  if (parameter.type == ParameterType::kString || parameter.type == ParameterType::kId ||
      parameter.type == ParameterType::kDate) {
    return parameter.default_text;
  }
  Json value = Json::parse(parameter.default_text, nullptr, /*allow_exceptions=*/false);
  CHECK(!value.is_discarded());  // the table gives a default that is not of the parameter's type
  return value;
}

Json ParameterSchema(const Parameter& parameter) {
  Json schema = TypeSchema(parameter.type);
  if (!parameter.values.empty()) schema["enum"] = parameter.values;
  const bool is_string = parameter.type == ParameterType::kString;
  if (parameter.min) schema[is_string ? "minLength" : "minimum"] = Bound(parameter, *parameter.min);
  if (parameter.max) schema[is_string ? "maxLength" : "maximum"] = Bound(parameter, *parameter.max);
  if (is_string && !parameter.max && parameter.values.empty()) schema["maxLength"] = 200;
  if (!parameter.default_text.empty()) schema["default"] = DefaultValue(parameter);
  if (parameter.repeatable) return {{"type", "array"}, {"items", std::move(schema)}};
  return schema;
}

Json ParameterObject(const Parameter& parameter) {
  Json object = {{"name", parameter.name},
                 {"in", parameter.in == ParameterIn::kPath ? "path" : "query"},
                 {"required", parameter.required || parameter.in == ParameterIn::kPath},
                 {"description", Both(parameter.description)},
                 {"schema", ParameterSchema(parameter)}};
  if (parameter.repeatable) {
    object["style"] = "form";
    object["explode"] = true;
  }
  return object;
}

Json Content(const std::vector<std::string>& types, const std::string& schema) {
  Json content = Json::object();
  for (const std::string& type : types) {
    Json& entry = content[type] = Json::object();
    if (!schema.empty() && type.find("json") != std::string::npos) {
      entry["schema"] = Reference(schema);
    }
  }
  return content;
}

Json Responses(const Route& route) {
  Json success = {{"description", Both(route.summary)}};
  if (route.success_status != 204)
    success["content"] = Content(route.produces, route.response_schema);
  return {{std::to_string(route.success_status), std::move(success)},
          {"default",
           {{"description", "问题 · Problem (RFC 9457)"},
            {"content", Content({"application/problem+json"}, "Problem")}}}};
}

Json Operation(const Route& route) {
  Json operation = {{"operationId", route.operation_id},
                    {"summary", Both(route.summary)},
                    {"tags", route.tags},
                    {"responses", Responses(route)}};
  const std::string description = Both(route.description);
  if (!description.empty()) operation["description"] = description;
  Json& parameters = operation["parameters"] = Json::array();
  for (const Parameter& parameter : route.parameters) {
    parameters.push_back(ParameterObject(parameter));
  }
  if (route.pattern.rfind("/api/v", 0) == 0) {
    parameters.push_back({{"$ref", "#/components/parameters/Viewer"}});
  }
  if (!route.request_schema.empty()) {
    operation["requestBody"] = {{"required", true},
                                {"content", Content(route.consumes, route.request_schema)}};
  }
  return operation;
}

Json ViewerParameter() {
  return {
      {"name", "Lianmeng-Viewer"},
      {"in", "header"},
      {"required", false},
      {"description",
       "以谁的身份查看：office（联盟办公室）、public（公众），或机构的键或标识；仅接受本机请求。 · "
       "Whose view to answer with: office, public, or an organisation's key or id; accepted "
       "from loopback only."},
      {"schema", {{"type", "string"}, {"maxLength", 200}}}};
}

void AddCommonSchemas(Json* schemas) {
  if (!schemas->contains("Problem")) (*schemas)["Problem"] = ProblemSchema();
  if (!schemas->contains("Text")) {
    (*schemas)["Text"] = {
        {"type", "object"},
        {"description", "中英文并列的文本 · A text in both languages"},
        {"required", {"zh", "en"}},
        {"properties", {{"zh", {{"type", "string"}}}, {"en", {{"type", "string"}}}}}};
  }
}

void CollectReferences(const Json& json, std::set<std::string>* references) {
  if (json.is_object()) {
    const auto reference = json.find("$ref");
    if (reference != json.end() && reference->is_string()) {
      references->insert(reference->get<std::string>());
    }
  }
  if (json.is_structured()) {
    for (const Json& child : json) CollectReferences(child, references);
  }
}

std::string Escape(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string SchemaName(const Json& content) {
  for (const auto& [type, entry] : content.items()) {
    if (!entry.contains("schema")) continue;
    const std::string reference = entry["schema"].value("$ref", "");
    return reference.substr(reference.rfind('/') + 1);
  }
  return "";
}

std::string TypeText(const Json& schema) {
  if (schema.contains("items")) return TypeText(schema["items"]) + "[]";
  std::string text = schema.value("type", "");
  if (schema.contains("enum")) text += " " + schema["enum"].dump();
  for (const char* bound : {"minimum", "maximum", "minLength", "maxLength", "default"}) {
    if (schema.contains(bound)) text += std::string(", ") + bound + " " + schema[bound].dump();
  }
  return text;
}

std::string ListParameters(const Json& parameters) {
  std::string rows;
  for (const Json& parameter : parameters) {
    if (parameter.contains("$ref")) continue;  // Lianmeng-Viewer: described once, above
    rows += "<tr><td><code>" + Escape(parameter["name"]) + "</code></td><td>" +
            Escape(parameter["in"]) + (parameter["required"] ? " *" : "") + "</td><td>" +
            Escape(TypeText(parameter["schema"])) + "</td><td>" + Escape(parameter["description"]) +
            "</td></tr>\n";
  }
  if (rows.empty()) return "";
  return "<table><thead><tr><th>参数 Parameter</th><th>位置 In</th><th>类型 Type</th>"
         "<th>说明 Description</th></tr></thead><tbody>\n" +
         rows + "</tbody></table>\n";
}

std::string ListOperation(const std::string& path, const std::string& method,
                          const Json& operation) {
  std::string verb = method;
  std::transform(verb.begin(), verb.end(), verb.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  std::string html = "<section id=\"" + Escape(operation["operationId"]) + "\">\n<h3><code>" +
                     verb + " " + Escape(path) + "</code></h3>\n<p>" +
                     Escape(operation["summary"]) + "</p>\n";
  if (operation.contains("description")) {
    html += "<p>" + Escape(operation["description"]) + "</p>\n";
  }
  html += ListParameters(operation["parameters"]);
  for (const auto& [status, response] : operation["responses"].items()) {
    if (status == "default" || !response.contains("content")) continue;
    std::string types;
    for (const auto& [type, entry] : response["content"].items()) {
      types += (types.empty() ? "" : ", ") + type;
    }
    const std::string schema = SchemaName(response["content"]);
    html += "<p>" + status + ": <code>" + Escape(types) + "</code>";
    if (!schema.empty()) {
      html += " <a href=\"#schema-" + Escape(schema) + "\">" + Escape(schema) + "</a>";
    }
    html += "</p>\n";
  }
  return html + "</section>\n";
}

constexpr char kPageHead[] =
    "<!doctype html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<link rel=\"icon\" href=\"data:,\">\n<title>";

constexpr char kListingStyle[] =
    "<style>body{font-family:system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;"
    "line-height:1.6}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2rem "
    ".5rem;text-align:left;vertical-align:top}pre{background:#f4f4f4;padding:.5rem;overflow:auto}"
    "section{border-top:1px solid #ddd}</style>\n";

}  // namespace

Json OpenApiDocument(const Router& router, const OpenApiOptions& options) {
  Json document = {
      {"openapi", "3.1.0"},
      {"info", {{"title", Both(options.title)}, {"version", options.version}}},
      {"servers", {{{"url", "/"}}}},
      {"components",
       {{"schemas", options.schemas}, {"parameters", {{"Viewer", ViewerParameter()}}}}}};
  const std::string description = Both(options.description);
  if (!description.empty()) document["info"]["description"] = description;
  AddCommonSchemas(&document["components"]["schemas"]);
  Json& paths = document["paths"] = Json::object();
  std::set<std::string> tags;
  for (const auto& route : router.routes()) {
    paths[route->pattern][LowerName(route->method)] = Operation(*route);
    tags.insert(route->tags.begin(), route->tags.end());
  }
  Json& tag_list = document["tags"] = Json::array();
  for (const std::string& tag : tags) tag_list.push_back({{"name", tag}});
  return document;
}

Status CheckSchemas(const Json& document) {
  std::set<std::string> references;
  CollectReferences(document, &references);
  for (const std::string& reference : references) {
    const bool local = reference.rfind("#/", 0) == 0;
    if (local && document.contains(Json::json_pointer(reference.substr(1)))) continue;
    return MakeError(ErrorCode::kInvalidArgument,
                     {"接口文档引用了不存在的结构", "the API document refers to a missing schema"},
                     {.field = "$ref", .value = reference});
  }
  return Ok{};
}

std::string ApiListing(const Json& document) {
  const Json& info = document["info"];
  std::string html = kPageHead + Escape(info["title"]) + "</title>\n" + kListingStyle +
                     "</head>\n<body>\n<h1>" + Escape(info["title"]) + " " +
                     Escape(info["version"]) + "</h1>\n<p>" +
                     Escape(info.value("description", "")) +
                     "</p>\n<p><a href=\"/api/openapi.json\">OpenAPI 3.1</a></p>\n"
                     "<p><code>Lianmeng-Viewer</code>: " +
                     Escape(document["components"]["parameters"]["Viewer"]["description"]) +
                     "</p>\n<h2>操作 Operations</h2>\n";
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      html += ListOperation(path, method, operation);
    }
  }
  html +=
      "<h2>问题 Problems</h2>\n<table><thead><tr><th>代码 Code</th><th>含义 Meaning</th>"
      "</tr></thead><tbody>\n";
  for (const auto& [code, title] : ProblemCodes()) {
    html += "<tr id=\"problem-" + code + "\"><td><code>" + code + "</code></td><td>" +
            Escape(Both(title)) + "</td></tr>\n";
  }
  html += "</tbody></table>\n<h2>结构 Schemas</h2>\n";
  for (const auto& [name, schema] : document["components"]["schemas"].items()) {
    html += "<section id=\"schema-" + Escape(name) + "\"><h3>" + Escape(name) + "</h3><pre>" +
            Escape(schema.dump(2)) + "</pre></section>\n";
  }
  return html + "</body>\n</html>\n";
}

std::string RapiDocPage(const TextPair& title, const std::string& script) {
  return kPageHead + Escape(Both(title)) + "</title>\n<script type=\"module\" src=\"" +
         Escape(script) +
         "\"></script>\n</head>\n<body>\n"
         "<noscript><a href=\"/api?plain=true\">接口列表 Plain listing</a></noscript>\n"
         "<rapi-doc spec-url=\"/api/openapi.json\" load-fonts=\"false\" show-header=\"false\" "
         "render-style=\"read\" schema-style=\"table\" allow-authentication=\"false\" "
         "allow-server-selection=\"false\" regular-font=\"system-ui, sans-serif\"></rapi-doc>\n"
         "</body>\n</html>\n";
}

}  // namespace lianmeng::http
