// The route table: dispatch, the check of parameters and the OpenAPI document all come from it.
//
// Example:
//   Router router;
//   LM_TRY(router.Add({.method = Method::kGet,
//                      .pattern = "/api/v1/organisations/{id}",
//                      .operation_id = "getOrganisation",
//                      .summary = {"一家机构", "One organisation"},
//                      .tags = {"organisations"},
//                      .parameters = {PathParameter("id", {"标识", "Its id"}, ParameterType::kId)},
//                      .response_schema = "Organisation",
//                      .cacheable = true,
//                      .handler = [&app](const Request& request) { ... }}));
//
// Cost: a match takes time linear in the path's segments. A literal segment beats a parameter.
// Thread-safety: Add before the server starts; Match may then be called from any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/text_pair.h"
#include "http/problem.h"
#include "http/request.h"
#include "http/response.h"

namespace lianmeng::http {

enum class ParameterIn { kPath, kQuery };

enum class ParameterType {
  kString,   // min and max count characters; 200 at most unless `max` says otherwise
  kInteger,  // 64 bits; min and max are values
  kNumber,   // finite; min and max are values
  kBoolean,  // "true" or "false"
  kId,       // a record's id: a positive decimal of 63 bits (base/ids.h)
  kDate,     // YYYY-MM-DD, a day that exists
};

struct Parameter {
  std::string name;
  ParameterIn in = ParameterIn::kQuery;
  ParameterType type = ParameterType::kString;
  bool required = false;    // path parameters always are
  bool repeatable = false;  // ?city=310000&city=320500
  TextPair description;
  std::vector<std::string> values;  // the only ones allowed; empty: any
  std::optional<double> min;
  std::optional<double> max;
  std::string default_text;  // what an absent parameter means, for the document only
};

[[nodiscard]] Parameter PathParameter(std::string name, TextPair description,
                                      ParameterType type = ParameterType::kString);
[[nodiscard]] Parameter QueryParameter(std::string name, TextPair description,
                                       ParameterType type = ParameterType::kString);

using Handler = std::function<Response(const Request&)>;

struct Route {
  Method method = Method::kGet;  // HEAD follows GET, OPTIONS is answered from the table
  std::string pattern;           // segments are literal or a whole {name}
  std::string operation_id;      // unique
  TextPair summary;
  TextPair description;  // may be empty
  std::vector<std::string> tags;
  std::vector<Parameter> parameters;
  std::string response_schema;  // a component's name; empty: no schema, as for files
  std::vector<std::string> produces = {"application/json"};  // the first is the default
  int success_status = 200;  // a handler's 200 is answered with it
  std::string request_schema;                                // of the body; empty: takes no body
  std::vector<std::string> consumes = {"application/json"};  // where there is a body
  std::optional<size_t> body_bytes_max;                      // instead of the server's limit
  // On the I/O thread, without a queue: only for handlers that compute next to nothing.
  bool run_inline = false;
  // A 200 answer is kept for (viewer, path, query, data version) and compressed once.
  bool cacheable = false;
  // Revalidate with the ETag; private, because the answer depends on the viewer.
  std::string cache_control = "private, no-cache";
  Handler handler;
};

struct Target {
  std::string path;                   // decoded
  std::vector<std::string> segments;  // decoded one by one: %2F does not split
  std::vector<NamedText> query;       // decoded, '+' is a blank
};

// The path and query of a request line. Accepts origin form (/path?query) and absolute form
// (http://host/path).
// Errors: kInvalidArgument for malformed percent signs, NUL and control characters, bytes that are
// not UTF-8, and segments "." and ".." (whichever way they are written).
[[nodiscard]] Result<Target> ParseTarget(std::string_view target);

// Decodes %XX; '+' stays. kInvalidArgument as above.
[[nodiscard]] Result<std::string> DecodePercent(std::string_view text);

class Router {
 public:
  Router();
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  // Errors: kInvalidArgument for a malformed pattern, a path parameter that is declared but not in
  // the pattern or the reverse, a missing handler or operation id; kConflict for a second route
  // with the same method and pattern, or the same operation id.
  Status Add(Route route);

  struct Match {
    const Route* route = nullptr;  // null: `methods` says which the path would allow, if any
    size_t route_index = 0;        // position in routes()
    std::vector<NamedText> path_parameters;
    std::vector<Method> methods;
  };
  [[nodiscard]] Match Find(Method method, const std::vector<std::string>& segments) const;

  // Checks path and query parameters against the table; all faults in one Problem.
  [[nodiscard]] std::optional<Problem> CheckParameters(const Route& route,
                                                       const Request& request) const;

  [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  struct Node;
  std::vector<std::unique_ptr<Route>> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace lianmeng::http
