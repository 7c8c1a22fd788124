#include "model/terms.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace lianmeng {
namespace {

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool Within(char c, char first, char last) { return c >= first && c <= last; }

}  // namespace

bool IsIndustryCode(const std::string& text) {
  std::string_view rest = text;
  if (!rest.empty() && Within(rest.front(), 'A', 'T')) rest.remove_prefix(1);
  return rest.size() >= 2 && rest.size() <= 4 && AllDigits(rest);
}

bool IsPatentClass(const std::string& text) {
  std::string_view rest = text;
  if (rest.empty() || !Within(rest.front(), 'A', 'H')) return false;
  rest.remove_prefix(1);
  if (rest.empty()) return true;
  if (rest.size() < 2 || !AllDigits(rest.substr(0, 2))) return false;
  rest.remove_prefix(2);
  if (rest.empty()) return true;
  if (!Within(rest.front(), 'A', 'Z')) return false;
  rest.remove_prefix(1);
  const size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return rest.size() <= 4 && AllDigits(rest);
  const std::string_view group = rest.substr(0, slash);
  const std::string_view subgroup = rest.substr(slash + 1);
  return !group.empty() && group.size() <= 4 && AllDigits(group) && !subgroup.empty() &&
         subgroup.size() <= 6 && AllDigits(subgroup);
}

}  // namespace lianmeng
