// What clients and files send as JSON, read into the plain structs that app/fields.h describes.
//
// Example:
//   LM_ASSIGN(const Scenario scenario, ReadJson<Scenario>(text, {.file = "typhoon.json"}));
//   // typhoon.json:7: /shocks/0/lost: must lie between 0 and 1 [1.5]
//
// Refused, with the place as line and JSON pointer (RFC 6901) and the offending value: malformed
// JSON, bytes that are not UTF-8, a field given twice, unknown fields (the nearest known one is
// suggested), missing ones, wrong types, whole numbers that are none, numbers, words, lengths and
// counts outside the struct's Rules(), control characters in texts. Nothing is converted silently.
// A field may be left out or null if it is std::optional; a list may be left out if it may be
// empty. std::optional<std::optional<T>> tells the two apart: left out is empty, null is a value
// that is empty (PATCH).
// Cost: linear in the text; depth, number of values and fields of one object are bounded.
// Determinism: the first fault in the order of the struct's fields is reported.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "app/fields.h"
#include "base/result.h"

namespace lianmeng::app {

struct JsonLimits {
  size_t depth_max = 32;
  size_t values_max = 100'000;
  size_t fields_max = 1'000;  // of one object
};

struct JsonSource {
  std::string file;  // for messages; empty: the body of a request
  JsonLimits limits;
};

// The text of a file to be read as JSON. Errors: kNotFound, kIo; kResourceExhausted beyond `bytes_max`.
[[nodiscard]] Result<std::string> ReadJsonFile(const std::string& path, uintmax_t bytes_max);

// Errors: kInvalidArgument with the line; kResourceExhausted beyond a limit.
[[nodiscard]] Result<Json> ParseJson(std::string_view text, const JsonSource& source = {});

// The line, from 1, on which the value at a JSON pointer begins; the nearest enclosing value's if
// there is none. Requires: ParseJson accepts the text.
[[nodiscard]] int64_t LineOf(std::string_view text, std::string_view pointer);

namespace json_input {

[[nodiscard]] std::string Child(const std::string& pointer, std::string_view name);
[[nodiscard]] Error Fault(const std::string& pointer, const Json& value, TextPair message);
[[nodiscard]] Error Missing(const std::string& pointer);
[[nodiscard]] Error Unknown(const std::string& pointer, const Json& value, std::string_view field,
                            const std::vector<std::string>& known);
[[nodiscard]] Status CheckNumber(const std::string& pointer, const Json& json,
                                 const FieldRule* rule);
[[nodiscard]] Status CheckText(const std::string& pointer, const Json& json, const FieldRule* rule);
[[nodiscard]] Status CheckItems(const std::string& pointer, const Json& json,
                                const FieldRule* rule);
[[nodiscard]] Status CheckInteger(const std::string& pointer, const Json& json);
[[nodiscard]] Error WrongType(const std::string& pointer, const Json& json, const TextPair& type);

template <typename T>
Status Read(const std::string& pointer, const Json& json, const FieldRule* rule, T& out);

template <FromClient T>
Status ReadObject(const std::string& pointer, const Json& json, T& out) {
  if (!json.is_object()) return WrongType(pointer, json, {"对象", "an object"});
  const FieldRules rules = T::Rules();
  std::vector<std::string> known;
  T::Fields([&](std::string_view field, auto) { known.emplace_back(field); });
  for (const auto& [field, value] : json.items()) {
    if (std::find(known.begin(), known.end(), field) == known.end()) {
      return Unknown(pointer, value, field, known);
    }
  }
  Status status = Ok{};
  T::Fields([&](std::string_view field, auto member) {
    using Member = std::remove_cvref_t<decltype(out.*member)>;
    if (!status) return;
    const FieldRule* rule = FindRule(rules, field);
    const std::string place = Child(pointer, field);
    const auto found = json.find(std::string(field));
    if (found != json.end()) {
      status = Read(place, *found, rule, out.*member);
    } else if (!MayBeLeftOut<Member>(rule)) {
      status = Missing(place);
    }
  });
  return status;
}

template <typename T>
Status ReadList(const std::string& pointer, const Json& json, const FieldRule* rule, T& out) {
  if (!json.is_array()) return WrongType(pointer, json, {"数组", "an array"});
  LM_TRY(CheckItems(pointer, json, rule));
  for (size_t i = 0; i < json.size(); ++i) {
    LM_TRY(Read(Child(pointer, std::to_string(i)), json[i], rule, out.emplace_back()));
  }
  return Ok{};
}

template <typename T>
Status Read(const std::string& pointer, const Json& json, const FieldRule* rule, T& out) {
  if constexpr (IsOptional<T>::value) {
    using Inner = typename T::value_type;
    if (!IsOptional<Inner>::value && json.is_null()) return Ok{};
    return Read(pointer, json, rule, out.emplace());
  } else if constexpr (IsVector<T>::value) {
    return ReadList(pointer, json, rule, out);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!json.is_boolean()) return WrongType(pointer, json, {"真假值", "true or false"});
    out = json.get<bool>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    LM_TRY(CheckText(pointer, json, rule));
    out = json.get<std::string>();
  } else if constexpr (std::integral<T>) {
    static_assert(std::is_same_v<T, int64_t>, "whole numbers of inputs are int64_t");
    LM_TRY(CheckInteger(pointer, json));
    LM_TRY(CheckNumber(pointer, json, rule));
    out = json.get<int64_t>();
  } else if constexpr (std::floating_point<T>) {
    LM_TRY(CheckNumber(pointer, json, rule));
    out = json.get<T>();
  } else {
    return ReadObject(pointer, json, out);
  }
  return Ok{};
}

}  // namespace json_input

// An error about a value of `text` (its field is a JSON pointer) with its file and line.
[[nodiscard]] Error WithLine(std::string_view text, const JsonSource& source, Error error);

template <FromClient T>
[[nodiscard]] Result<T> ReadJson(std::string_view text, const JsonSource& source = {}) {
  LM_ASSIGN(const Json json, ParseJson(text, source));
  T value;
  const Status status = json_input::ReadObject("", json, value);
  if (!status) return WithLine(text, source, status.error());
  return value;
}

}  // namespace lianmeng::app
