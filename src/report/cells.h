// Values as cells of a table: what is missing is an empty cell, words stand in the language asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/text_pair.h"
#include "report/table.h"

namespace lianmeng::report {

template <typename T>
[[nodiscard]] Cell OptionalCell(const std::optional<T>& value) {
  return value ? Cell(*value) : Cell{};
}

[[nodiscard]] inline Cell TextCell(std::string text) {
  return text.empty() ? Cell{} : Cell(std::move(text));
}

// In the language asked for, or in the other if that is empty.
[[nodiscard]] inline std::string In(const TextPair& text, Language language) {
  const std::string& wanted = text.In(language);
  return wanted.empty() ? (language == Language::kChinese ? text.en : text.zh) : wanted;
}

[[nodiscard]] inline std::string_view ListSeparator(Language language) {
  return language == Language::kChinese ? "；" : "; ";
}

[[nodiscard]] inline Cell ListCell(const std::vector<TextPair>& texts, Language language) {
  std::vector<std::string> parts;
  parts.reserve(texts.size());
  for (const TextPair& text : texts) parts.push_back(In(text, language));
  return TextCell(Join(parts, ListSeparator(language)));
}

}  // namespace lianmeng::report
