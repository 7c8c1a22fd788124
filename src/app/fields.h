// From one list of fields per view: its JSON and its JSON Schema, so that the API and its OpenAPI
// document cannot drift apart.
//
// Example:
//   struct CityFlow {
//     std::string from, to;
//     LM_FIELDS(CityFlow, from, to)
//   };
//   Json json = ToJson(flow);                     // {"from": …, "to": …}
//   SchemaBook book;  book.Add<CityFlow>();       // components/schemas of OpenAPI 3.1
//
// std::optional is null when empty; TextPair is {"zh", "en"}; vectors are arrays.
#pragma once

#include <concepts>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/text_pair.h"

namespace lianmeng::app {

// A field's name in JSON: the member's, without the trailing underscore that C++ keywords need
// (class_).
[[nodiscard]] constexpr std::string_view FieldName(std::string_view member) {
  return member.ends_with('_') ? member.substr(0, member.size() - 1) : member;
}

#define LM_FIELD(member) visit(::lianmeng::app::FieldName(#member), &Self::member);
#define LM_FIELD_LIST(...) NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(LM_FIELD, __VA_ARGS__))

// Inside a view: its name and its fields in order. At most 63 of them.
#define LM_FIELDS(Name, ...)                       \
  using Self = Name;                               \
  static constexpr std::string_view kName = #Name; \
  template <typename Visit>                        \
  static void Fields(Visit&& visit) {              \
    LM_FIELD_LIST(__VA_ARGS__)                     \
  }

// The same for a view that adds fields to those of Base.
#define LM_FIELDS_OF(Name, Base, ...)              \
  using Self = Name;                               \
  static constexpr std::string_view kName = #Name; \
  template <typename Visit>                        \
  static void Fields(Visit&& visit) {              \
    Base::Fields(visit);                           \
    LM_FIELD_LIST(__VA_ARGS__)                     \
  }

using Json = nlohmann::ordered_json;

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};

template <typename T>
[[nodiscard]] Json ToJson(const T& value) {
  if constexpr (IsOptional<T>::value) {
    return value ? ToJson(*value) : Json(nullptr);
  } else if constexpr (IsVector<T>::value) {
    Json array = Json::array();
    for (const auto& item : value) array.push_back(ToJson(item));
    return array;
  } else if constexpr (std::is_same_v<T, TextPair>) {
    return Json{{"zh", value.zh}, {"en", value.en}};
  } else if constexpr (requires { T::kName; }) {
    Json object = Json::object();
    T::Fields([&](std::string_view name, auto member) {
      object[std::string(name)] = ToJson(value.*member);
    });
    return object;
  } else {
    return Json(value);
  }
}

// Collects the schemas of views and of everything they refer to.
class SchemaBook {
 public:
  template <typename T>
  void Add() {
    const std::string name(T::kName);
    if (schemas_.contains(name)) return;
    schemas_[name] = nullptr;  // reserved: a view may refer to itself
    Json properties = Json::object();
    Json required = Json::array();
    T::Fields([&](std::string_view field, auto member) {
      using Member = std::remove_cvref_t<decltype(std::declval<T>().*member)>;
      properties[std::string(field)] = SchemaOf<Member>();
      required.push_back(field);
    });
    schemas_[name] = {{"type", "object"}, {"properties", properties}, {"required", required}};
  }

  [[nodiscard]] const Json& schemas() const { return schemas_; }

 private:
  template <typename T>
  Json SchemaOf() {
    if constexpr (IsOptional<T>::value) {
      return {{"anyOf", Json::array({SchemaOf<typename T::value_type>(), {{"type", "null"}}})}};
    } else if constexpr (IsVector<T>::value) {
      return {{"type", "array"}, {"items", SchemaOf<typename T::value_type>()}};
    } else if constexpr (std::is_same_v<T, TextPair>) {
      return {{"type", "object"},
              {"properties", {{"zh", {{"type", "string"}}}, {"en", {{"type", "string"}}}}},
              {"required", {"zh", "en"}}};
    } else if constexpr (std::is_same_v<T, bool>) {
      return {{"type", "boolean"}};
    } else if constexpr (std::integral<T>) {
      return {{"type", "integer"}};
    } else if constexpr (std::floating_point<T>) {
      return {{"type", "number"}};
    } else if constexpr (std::is_same_v<T, std::string>) {
      return {{"type", "string"}};
    } else {
      Add<T>();
      return {{"$ref", "#/components/schemas/" + std::string(T::kName)}};
    }
  }

  Json schemas_ = Json::object();
};

}  // namespace lianmeng::app
