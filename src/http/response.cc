#include "http/response.h"

#include <utility>

#include "base/check.h"
#include "http/problem.h"
#include "http/text.h"

namespace lianmeng::http {
namespace {

bool IsPlainNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

}  // namespace

Response& Response::Set(std::string name, std::string value) {
  // A line break would let a value add headers of its own.
  CHECK(name.find_first_of("\r\n") == std::string::npos);
  CHECK(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  for (HeaderField& field : headers) {
    if (EqualsIgnoringCase(field.name, name)) {
      field.value = std::move(value);
      return *this;
    }
  }
  headers.push_back({std::move(name), std::move(value)});
  return *this;
}

const std::string* Response::Header(std::string_view name) const {
  for (const HeaderField& field : headers) {
    if (EqualsIgnoringCase(field.name, name)) return &field.value;
  }
  return nullptr;
}

Response Response::Of(std::string content_type, std::string body) {
  return Shared(std::move(content_type), ToBytes(std::move(body)));
}

Response Response::Shared(std::string content_type, Bytes body) {
  Response response;
  response.body = std::move(body);
  response.Set("Content-Type", std::move(content_type));
  return response;
}

Response Response::Empty(int status) {
  Response response;
  response.status = status;
  return response;
}

Response Response::Stream(std::string content_type, Producer producer) {
  Response response;
  response.body = std::move(producer);
  response.Set("Content-Type", std::move(content_type));
  return response;
}

Response Response::Events(std::shared_ptr<EventHub> hub, const Request& request) {
  CHECK(hub != nullptr);
  EventSource source{.hub = std::move(hub)};
  if (const std::string* id = request.Header("Last-Event-ID")) source.last_event_id = *id;
  Response response;
  response.body = std::move(source);
  response.Set("Content-Type", "text/event-stream");
  response.Set("Cache-Control", "no-store");
  return response;
}

Response Response::Redirect(std::string location) {
  Response response;
  response.status = 303;
  response.Set("Location", std::move(location));
  return response;
}

Response Response::FromError(const Error& error) {
  Response response = ToResponse(ToProblem(error));
  if (response.status >= 500) response.fault = error.Describe(Language::kEnglish);
  return response;
}

Response& Response::Attachment(std::string_view file_name) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string plain;
  std::string encoded;
  for (const char c : file_name) {
    plain += IsPlainNameByte(c) ? c : '_';
    if (IsPlainNameByte(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return Set("Content-Disposition",
             "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded);
}

}  // namespace lianmeng::http
