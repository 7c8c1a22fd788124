// From one list of fields per view: its JSON, its JSON Schema and, for what clients send, its reader
// (app/json_input.h), so that the API and its OpenAPI document cannot drift apart.
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
//
// What clients send says in Rules() which values a field may take; the empty list will do:
//   struct CityShock {
//     std::string city;
//     double lost = 0;
//     std::optional<std::string> note;
//     LM_FIELDS(CityShock, city, lost, note)
//     static FieldRules Rules() { return {Between("lost", 0, 1), LengthUpTo("note", 200)}; }
//   };
#pragma once

#include <algorithm>
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

// What one field of an input may hold, beyond its type.
struct FieldRule {
  std::string_view field;
  std::optional<double> min, max;              // of a number
  std::vector<std::string> words;              // the only texts allowed; empty: any
  std::optional<size_t> length_max;            // characters of a text; else kTextLengthMax
  std::optional<size_t> items_min, items_max;  // of a list; else 0 and kItemsMax
};
using FieldRules = std::vector<FieldRule>;

inline constexpr size_t kTextLengthMax = 2'000;
inline constexpr size_t kItemsMax = 1'000;

[[nodiscard]] inline FieldRule Between(std::string_view field, double min, double max) {
  FieldRule rule{field};
  rule.min = min;
  rule.max = max;
  return rule;
}
[[nodiscard]] inline FieldRule OneOf(std::string_view field, std::vector<std::string> words) {
  FieldRule rule{field};
  rule.words = std::move(words);
  return rule;
}
[[nodiscard]] inline FieldRule LengthUpTo(std::string_view field, size_t characters) {
  FieldRule rule{field};
  rule.length_max = characters;
  return rule;
}
struct ItemCount {
  size_t min = 0;
  size_t max = kItemsMax;
};
[[nodiscard]] inline FieldRule Items(std::string_view field, ItemCount count) {
  FieldRule rule{field};
  rule.items_min = count.min;
  rule.items_max = count.max;
  return rule;
}

// Whether T is something that clients send.
template <typename T>
concept FromClient = requires {
  T::kName;
  { T::Rules() } -> std::same_as<FieldRules>;
};

// The rule for a field; nullptr if there is none.
[[nodiscard]] inline const FieldRule* FindRule(const FieldRules& rules, std::string_view field) {
  for (const FieldRule& rule : rules) {
    if (rule.field == field) return &rule;
  }
  return nullptr;
}

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

// In an input: an optional, and a list that may be empty.
template <typename T>
[[nodiscard]] bool MayBeLeftOut(const FieldRule* rule) {
  if (IsOptional<T>::value) return true;
  return IsVector<T>::value && (rule == nullptr || rule->items_min.value_or(0) == 0);
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
      Json& schema = properties[std::string(field)] = SchemaOf<Member>();
      if constexpr (FromClient<T>) {
        const FieldRules rules = T::Rules();
        const FieldRule* rule = FindRule(rules, field);
        if (rule != nullptr) AddRule(*rule, schema);
        if (MayBeLeftOut<Member>(rule)) return;
      }
      required.push_back(field);
    });
    schemas_[name] = {{"type", "object"}, {"properties", properties}, {"required", required}};
    if constexpr (FromClient<T>) schemas_[name]["additionalProperties"] = false;
  }

  [[nodiscard]] const Json& schemas() const { return schemas_; }

 private:
  static void AddRule(const FieldRule& rule, Json& schema) {
    Json& target = schema.contains("anyOf") ? schema["anyOf"][0] : schema;
    if (rule.min) target["minimum"] = *rule.min;
    if (rule.max) target["maximum"] = *rule.max;
    if (!rule.words.empty()) target["enum"] = rule.words;
    if (rule.length_max) target["maxLength"] = *rule.length_max;
    if (rule.items_min) target["minItems"] = *rule.items_min;
    if (rule.items_max) target["maxItems"] = *rule.items_max;
  }

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
