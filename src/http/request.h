// One HTTP request as a handler sees it: decoded, and validated against the route table, so that a
// handler reads parameters without checking them again.
//
// Example:   const std::string& id = request.PathParameter("id");
//            const int64_t limit = request.Integer("limit").value_or(50);
//            for (const std::string& city : request.QueryAll("city")) ...
// Thread-safety: a request belongs to one handler call and is not changed during it.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lianmeng::http {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };

[[nodiscard]] std::string_view Name(Method method);  // "GET"; "OTHER" for kOther
[[nodiscard]] Method ParseMethod(std::string_view text);

struct HeaderField {
  std::string name;
  std::string value;
};

using NamedText = std::pair<std::string, std::string>;

struct Request {
  Method method = Method::kGet;            // kHead reaches a GET handler as kHead
  std::string target;                      // as sent: "/api/v1/chains/robots?limit=5"
  std::string path;                        // decoded, without the query
  std::vector<NamedText> path_parameters;  // decoded
  std::vector<NamedText> query;            // decoded, in the order sent
  std::vector<HeaderField> headers;
  std::string body;
  std::string remote_address;  // "127.0.0.1"
  bool remote_is_loopback = false;
  // Whom to answer as, from the header Lianmeng-Viewer: "office", "public", an organisation's key
  // or id; empty: the server's default viewer. Only loopback peers can set it.
  std::string viewer_text;
  std::string produces;  // which of the route's content types the client wants
  std::string id;        // also sent back as X-Request-Id and written to the access log
  // Requested when a stopping server has waited long enough: long handlers should then return.
  std::stop_token stop;

  // The value of a header, by name in any case; nullptr if absent.
  [[nodiscard]] const std::string* Header(std::string_view name) const;

  // Requires: the matched pattern has this parameter.
  [[nodiscard]] const std::string& PathParameter(std::string_view name) const;

  // The first value of a query parameter; nullopt if not given.
  [[nodiscard]] std::optional<std::string> Query(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> QueryAll(std::string_view name) const;

  // nullopt if not given. The router has checked the text against the declared type, which must be
  // the one asked for here: otherwise a text of another type also yields nullopt.
  [[nodiscard]] std::optional<int64_t> Integer(std::string_view name) const;
  [[nodiscard]] std::optional<double> Number(std::string_view name) const;
  [[nodiscard]] std::optional<bool> Boolean(std::string_view name) const;
};

}  // namespace lianmeng::http
