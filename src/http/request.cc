#include "http/request.h"

#include <array>
#include <charconv>

#include "base/check.h"
#include "http/text.h"

namespace lianmeng::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods = {{
    {Method::kGet, "GET"},
    {Method::kHead, "HEAD"},
    {Method::kPost, "POST"},
    {Method::kPut, "PUT"},
    {Method::kPatch, "PATCH"},
    {Method::kDelete, "DELETE"},
    {Method::kOptions, "OPTIONS"},
}};

// The number that `text` is as a whole; nullopt if it is none.
template <typename T>
std::optional<T> Parse(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  T value{};
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return value;
}

}  // namespace

std::string_view Name(Method method) {
  for (const auto& [value, name] : kMethods) {
    if (value == method) return name;
  }
  return "OTHER";
}

Method ParseMethod(std::string_view text) {
  for (const auto& [value, name] : kMethods) {
    if (name == text) return value;
  }
  return Method::kOther;
}

const std::string* Request::Header(std::string_view name) const {
  for (const HeaderField& field : headers) {
    if (EqualsIgnoringCase(field.name, name)) return &field.value;
  }
  return nullptr;
}

const std::string& Request::PathParameter(std::string_view name) const {
  for (const auto& [key, value] : path_parameters) {
    if (key == name) return value;
  }
  CHECK(false);
  std::abort();
}

std::optional<std::string> Request::Query(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Request::QueryAll(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : query) {
    if (key == name) values.push_back(value);
  }
  return values;
}

std::optional<int64_t> Request::Integer(std::string_view name) const {
  return Parse<int64_t>(Query(name));
}

std::optional<double> Request::Number(std::string_view name) const {
  return Parse<double>(Query(name));
}

std::optional<bool> Request::Boolean(std::string_view name) const {
  const std::optional<std::string> text = Query(name);
  if (!text) return std::nullopt;
  return *text == "true";
}

}  // namespace lianmeng::http
