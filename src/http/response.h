// What a handler answers: a status, headers, and one of three kinds of body.
//
// Example:   return Response::Json(view.dump());
//            return Response::Of("text/csv; charset=utf-8", csv);
//            return Response::Stream("text/csv; charset=utf-8", [rows] { return Next(*rows); });
//            return Response::FromError(error);  // problem+json, status by the error's code
//            return Response::Events(hub, request);
//
// The server adds Content-Length or chunks, Date, ETag (strong, from the bytes, unless a handler
// set one), security headers and X-Request-Id, answers 304 to a matching If-None-Match, and leaves
// the body out for HEAD.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "http/event_stream.h"
#include "http/request.h"

namespace lianmeng::http {

// Immutable and shared, so that a cached body is sent without a copy.
using Bytes = std::shared_ptr<const std::string>;

[[nodiscard]] inline Bytes ToBytes(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

// Yields the next piece of a long body, empty at its end. Called on a worker thread, one call at a
// time, and only when the client has taken the piece before. Pieces of about 64 KiB are good. An
// error cuts the connection, so that the client sees that the body is not complete.
using Producer = std::function<Result<std::string>()>;

struct EventSource {
  std::shared_ptr<EventHub> hub;
  std::string last_event_id;  // the client's; what it missed is sent first
};

struct Response {
  int status = 200;
  std::vector<HeaderField> headers;
  std::variant<Bytes, Producer, EventSource> body;  // a null Bytes is an empty body
  Bytes gzip_body;    // the same body compressed, if there is one; sent to clients that accept it
  std::string fault;  // never sent: written to the log with the request's id

  Response& Set(std::string name, std::string value);  // replaces a header of that name
  [[nodiscard]] const std::string* Header(std::string_view name) const;

  static Response Of(std::string content_type, std::string body);
  static Response Shared(std::string content_type, Bytes body);
  static Response Json(std::string json) { return Of("application/json", std::move(json)); }
  static Response Empty(int status);  // 204 and the like
  static Response Stream(std::string content_type, Producer producer);
  static Response Events(std::shared_ptr<EventHub> hub, const Request& request);
  static Response Redirect(std::string location);  // 303
  static Response FromError(const Error& error);   // see http/problem.h

  // Content-Disposition for downloads; the name may be Chinese (RFC 6266 with RFC 5987).
  Response& Attachment(std::string_view file_name);
};

}  // namespace lianmeng::http
