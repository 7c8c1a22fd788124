#include "match/synonyms.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "match/quantities.h"

namespace lianmeng::match {
namespace {

constexpr size_t kChineseMin = 3;  // characters of a full name
constexpr size_t kShortMin = 2;    // ... of a name marked as short
constexpr size_t kLatinMin = 2;    // letters of an abbreviation
constexpr size_t kLatinMax = 10;
constexpr size_t kChineseMax = 20;
constexpr size_t kNameMax = 60;     // characters; a longer text is no name
constexpr size_t kBracketsMax = 3;  // of one name
constexpr int kTextsMin = 3;        // that must say the same
constexpr std::u32string_view kMarks[] = {U"简称", U"又称", U"又名",    U"俗称",
                                          U"也称", U"亦称", U"英文缩写"};

bool IsChinese(char32_t c) { return c >= U'\u3400' && c <= U'\u9FFF'; }
bool IsLatin(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || c == U'-';
}

bool AllOf(std::u32string_view text, bool (*is)(char32_t)) {
  return std::all_of(text.begin(), text.end(), is);
}

bool IsName(std::u32string_view text, size_t least) {
  return text.size() >= least && text.size() <= kChineseMax && AllOf(text, IsChinese);
}
// Case is folded: mw may have been MW.
bool MayBeUnit(std::u32string_view text) {
  std::u32string upper(text);
  for (char32_t& c : upper) c -= c >= U'a' && c <= U'z' ? U'a' - U'A' : 0;
  const std::u32string first = upper.substr(0, 1) + std::u32string(text.substr(1));
  return IsUnit(ToUtf8(text)) || IsUnit(ToUtf8(upper)) || IsUnit(ToUtf8(first));
}
// A unit in brackets says how much is counted, not what: 硫酸(kg).
bool IsAbbreviation(std::u32string_view text) {
  const auto letters =
      std::count_if(text.begin(), text.end(), [](char32_t c) { return c >= U'a' && c <= U'z'; });
  return text.size() <= kLatinMax && static_cast<size_t>(letters) >= kLatinMin &&
         AllOf(text, IsLatin) && !MayBeUnit(text);
}
// For the whole region letters alone will do: a digit makes a model of it (YJV22).
bool SpeaksForAll(std::u32string_view word) {
  return IsChinese(word[0]) ||
         std::none_of(word.begin(), word.end(), [](char32_t c) { return c >= U'0' && c <= U'9'; });
}

// "X(Y)" in a text after Normalise.
struct Bracket {
  size_t begin = 0, open = 0, close = 0;  // of X; of the brackets
  std::u32string x, y;
};

std::optional<Bracket> Read(const std::u32string& text, size_t open) {
  Bracket bracket{.open = open, .close = text.find(U')', open), .x = {}, .y = {}};
  size_t end = open;  // of X, before a blank
  if (end > 0 && text[end - 1] == U' ') --end;
  if (end == 0 || bracket.close == std::u32string::npos) return std::nullopt;
  bool (*const kind)(char32_t) = IsChinese(text[end - 1]) ? IsChinese : IsLatin;
  bracket.begin = end;
  while (bracket.begin > 0 && kind(text[bracket.begin - 1])) --bracket.begin;
  bracket.x = text.substr(bracket.begin, end - bracket.begin);
  bracket.y = text.substr(open + 1, bracket.close - open - 1);
  bool is_marked = false;
  for (const std::u32string_view mark : kMarks) {
    if (is_marked || !bracket.y.starts_with(mark)) continue;
    is_marked = true;
    bracket.y.erase(0, mark.size());
    while (!bracket.y.empty() && (bracket.y[0] == U':' || bracket.y[0] == U' ')) {
      bracket.y.erase(0, 1);
    }
  }
  const bool are_one =
      (IsName(bracket.x, kChineseMin) && IsAbbreviation(bracket.y)) ||
      (IsAbbreviation(bracket.x) && IsName(bracket.y, kChineseMin)) ||
      (is_marked && IsName(bracket.x, kChineseMin) && IsName(bracket.y, kShortMin));
  if (!are_one || bracket.x == bracket.y) return std::nullopt;
  return bracket;
}

std::vector<Bracket> BracketsOf(const std::u32string& text) {
  std::vector<Bracket> brackets;
  if (text.size() > kNameMax) return brackets;
  for (size_t at = text.find(U'('); at != std::u32string::npos && brackets.size() < kBracketsMax;
       at = text.find(U'(', at + 1)) {
    if (std::optional<Bracket> bracket = Read(text, at)) brackets.push_back(std::move(*bracket));
  }
  return brackets;
}

}  // namespace

Synonyms Synonyms::Mine(const std::vector<std::string_view>& texts) {
  std::map<std::pair<std::u32string, std::u32string>, int> said;  // the lesser first
  for (const std::string_view text : texts) {
    const bool is_long = text.size() > 4 * kNameMax;
    if (is_long || (text.find('(') == text.npos && text.find("（") == text.npos)) {
      continue;
    }
    std::set<std::pair<std::u32string, std::u32string>> pairs;
    for (const Bracket& bracket : BracketsOf(ToUtf32(Normalise(text)))) {
      pairs.insert(std::minmax(bracket.x, bracket.y));
    }
    for (const auto& pair : pairs) ++said[pair];
  }
  std::map<std::u32string, int> partners;  // of a word
  for (const auto& [pair, count] : said) {
    ++partners[pair.first];
    ++partners[pair.second];
  }
  Synonyms synonyms;
  std::set<size_t> lengths;
  for (const auto& [pair, count] : said) {
    const auto& [a, b] = pair;
    if (count < kTextsMin || partners[a] > 1 || partners[b] > 1) continue;
    if (!SpeaksForAll(a) || !SpeaksForAll(b)) continue;
    synonyms.other_of_.emplace(a, b);
    synonyms.other_of_.emplace(b, a);
    for (const std::u32string& word : {a, b}) {
      if (IsChinese(word[0])) lengths.insert(word.size());
    }
  }
  synonyms.lengths_.assign(lengths.rbegin(), lengths.rend());
  return synonyms;
}

// The first synonym in the name, the longest there, exchanged for its other.
void Synonyms::Exchange(const std::u32string& name, std::vector<std::u32string>& names) const {
  for (size_t i = 0; i < name.size(); ++i) {
    const auto put = [&](size_t length) {
      const auto found = other_of_.find(name.substr(i, length));
      if (found == other_of_.end()) return false;
      names.push_back(name.substr(0, i) + found->second + name.substr(i + length));
      return true;
    };
    if (IsChinese(name[i])) {
      for (const size_t length : lengths_) {
        if (i + length <= name.size() && put(length)) return;
      }
    } else if (IsLatin(name[i]) && (i == 0 || !IsLatin(name[i - 1]))) {
      size_t end = i;
      while (end < name.size() && IsLatin(name[end])) ++end;
      if (put(end - i)) return;
    }
  }
}

std::vector<std::string> Synonyms::NamesBeside(std::string_view name) const {
  const std::u32string own = ToUtf32(Normalise(name));
  std::vector<std::u32string> names;
  if (own.size() > kNameMax) return {};
  for (const Bracket& bracket : BracketsOf(own)) {
    const std::u32string before = own.substr(0, bracket.begin);
    const std::u32string after = own.substr(bracket.close + 1);
    names.push_back(before + bracket.x + after);
    names.push_back(before + bracket.y + after);
  }
  if (names.empty()) Exchange(own, names);
  std::vector<std::string> texts;
  for (const std::u32string& one : names) {
    if (one != own) texts.push_back(ToUtf8(one));
  }
  return texts;
}

}  // namespace lianmeng::match
