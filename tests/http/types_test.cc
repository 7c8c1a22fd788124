// The console's idea of the API (web/src/api/types.ts) and the server's (src/app/views.h) are one.

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

#include "http/api.h"
#include "tests/support/tiny_region.h"

namespace lianmeng::http {
namespace {

using Fields = std::set<std::string>;

// Fields of the interfaces of types.ts at the first level, those of the extended interface included.
std::map<std::string, Fields> ReadInterfaces() {
  const std::string text =
      lianmeng::testing::ReadFile(lianmeng::testing::SourcePath("web/src/api/types.ts"));
  static const std::regex head(R"(export interface (\w+)(<\w+>)?( extends (\w+)(<\w+>)?)? \{)");
  std::map<std::string, Fields> interfaces;
  for (std::sregex_iterator at(text.begin(), text.end(), head), end; at != end; ++at) {
    Fields fields;
    if ((*at)[4].matched) fields = interfaces[(*at)[4].str()];
    size_t position = static_cast<size_t>(at->position() + at->length());
    std::string body;  // the text of the first level, nested braces left out
    for (int depth = 1; depth > 0; ++position) {
      const char c = text[position];
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 1 && c != '}') body += c;
    }
    static const std::regex comment(R"(//[^\n]*)");
    body = std::regex_replace(body, comment, "");
    static const std::regex field(R"((^|[;\n])\s*(\w+)\??:)");
    for (std::sregex_iterator f(body.begin(), body.end(), field); f != end; ++f)
      fields.insert((*f)[2].str());
    interfaces[(*at)[1].str()] = fields;
  }
  return interfaces;
}

TEST(Types, EveryViewHasTheFieldsThatTheConsoleReads) {
  const std::map<std::string, Fields> interfaces = ReadInterfaces();
  const nlohmann::json schemas = ApiSchemas();
  int compared = 0;
  for (const auto& [name, schema] : schemas.items()) {
    const auto found = interfaces.find(name);
    if (found == interfaces.end()) continue;
    ++compared;
    Fields fields;
    for (const auto& [field, unused] : schema["properties"].items()) fields.insert(field);
    EXPECT_EQ(fields, found->second) << name;
  }
  EXPECT_GT(compared, 25);
}

}  // namespace
}  // namespace lianmeng::http
