// Small helpers for the ASCII texts of HTTP.
#pragma once

#include <string>
#include <string_view>

namespace lianmeng::http {

// Of ASCII letters only, as HTTP compares header names and tokens.
[[nodiscard]] bool EqualsIgnoringCase(std::string_view a, std::string_view b);

[[nodiscard]] std::string_view TrimBlanks(std::string_view text);  // space and tab

// Calls visit(element) for each element of a comma-separated list of a header, trimmed, empty ones
// left out. Commas within double quotes do not separate. Source: RFC 9110, section 5.6.1.
template <typename Visit>
void ForEachElement(std::string_view list, const Visit& visit) {
  bool quoted = false;
  size_t begin = 0;
  for (size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && list[i] == '"') quoted = !quoted;
    if (i < list.size() && (quoted || list[i] != ',')) continue;
    const std::string_view element = TrimBlanks(list.substr(begin, i - begin));
    if (!element.empty()) visit(element);
    begin = i + 1;
  }
}

}  // namespace lianmeng::http
