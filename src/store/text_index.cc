#include "store/text_index.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"

namespace lianmeng::store {
namespace {

std::string JoinSorted(std::vector<std::string>& terms) {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  return Join(terms, " ");
}

bool IsAsciiWord(std::string_view term) {
  return !term.empty() && std::all_of(term.begin(), term.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

void AddTerm(TextQuery& query, TextQuery::Term term) {
  const bool known = std::any_of(query.terms.begin(), query.terms.end(), [&](const auto& other) {
    return other.text == term.text && other.column == term.column;
  });
  if (!known && query.terms.size() < kTermsMax) query.terms.push_back(std::move(term));
}

bool InAnyBigram(const std::string& character, const std::vector<std::string>& bigrams) {
  return std::any_of(bigrams.begin(), bigrams.end(), [&](const std::string& bigram) {
    return bigram.find(character) != std::string::npos;
  });
}

}  // namespace

std::string Initials(std::string_view name) {
  // PinyinInitials goes through ICU's transliterator for each character; names use few thousand
  // different ones.
  thread_local std::unordered_map<char32_t, std::string> known;
  std::string out;
  for (const char32_t c : ToUtf32(Normalise(name))) {
    if (c < 0x80) {
      if (IsAsciiWord(std::string(1, static_cast<char>(c)))) out.push_back(static_cast<char>(c));
      continue;
    }
    auto found = known.find(c);
    if (found == known.end()) {
      found = known.emplace(c, PinyinInitials(ToUtf8(std::u32string_view(&c, 1)))).first;
    }
    out += found->second;
  }
  return out;
}

TextDocument MakeDocument(const std::vector<std::string>& names,
                          const std::vector<std::string>& texts) {
  std::vector<std::string> bigrams;
  std::vector<std::string> unigrams;
  std::vector<std::string> initials;
  const auto add = [&](const std::string& text) {
    Terms terms = SearchTerms(text);
    // Words stand in both lists; one copy is enough, since queries look for words among the
    // bigrams.
    std::sort(terms.bigrams.begin(), terms.bigrams.end());
    for (std::string& unigram : terms.unigrams) {
      if (!std::binary_search(terms.bigrams.begin(), terms.bigrams.end(), unigram)) {
        unigrams.push_back(std::move(unigram));
      }
    }
    for (std::string& bigram : terms.bigrams) bigrams.push_back(std::move(bigram));
  };
  for (const std::string& name : names) {
    add(name);
    std::string letters = Initials(name);
    if (!letters.empty()) initials.push_back(std::move(letters));
  }
  for (const std::string& text : texts) add(text);
  return {JoinSorted(bigrams), JoinSorted(unigrams), JoinSorted(initials)};
}

Result<TextQuery> ParseQuery(std::string_view query) {
  // Characters of four bytes at most: what lies beyond is not even looked at.
  std::string_view head = query.substr(0, kQueryCharactersMax * 4);
  if (head.size() < query.size()) {
    while (!head.empty() && (static_cast<unsigned char>(query[head.size()]) & 0xC0) == 0x80) {
      head.remove_suffix(1);
    }
  }
  if (!IsValidUtf8(head) || head.find('\0') != std::string_view::npos) {
    return MakeError(ErrorCode::kInvalidArgument,
                     {"查询不是有效的文字", "the query is not valid text"}, {.field = "query"});
  }
  TextQuery parsed;
  parsed.raw = Trim(head);
  const std::u32string wide = ToUtf32(Normalise(head));
  parsed.normalised = Normalise(ToUtf8(std::u32string_view(wide).substr(0, kQueryCharactersMax)));
  const Terms terms = SearchTerms(parsed.normalised);
  using Column = TextQuery::Term::Column;
  for (const std::string& bigram : terms.bigrams) AddTerm(parsed, {Column::kBigrams, bigram});
  for (const std::string& unigram : terms.unigrams) {
    // A character that stands alone (between words, or as the whole query) is in no bigram.
    if (!InAnyBigram(unigram, terms.bigrams)) AddTerm(parsed, {Column::kUnigrams, unigram});
  }
  // The last word may still be in the typing, unless it was followed by something else.
  // Of all terms, words alone stand in both lists.
  if (!terms.bigrams.empty() && terms.bigrams.back() == terms.unigrams.back() &&
      parsed.normalised.ends_with(terms.bigrams.back())) {
    for (TextQuery::Term& term : parsed.terms) {
      if (term.text != terms.bigrams.back()) continue;
      term.prefix = true;
      term.initials = parsed.terms.size() == 1 && IsAsciiWord(term.text);
    }
  }
  return parsed;
}

}  // namespace lianmeng::store
