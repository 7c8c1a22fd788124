// Text as the platform compares and searches it. All strings are UTF-8; invalid bytes are never accepted
// silently (IsValidUtf8 first, at the reader).
// Source: Unicode normalisation and transliteration by ICU; Unicode Standard Annex 15 (NFKC).
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lianmeng {

[[nodiscard]] bool IsValidUtf8(std::string_view text);

// Unicode scalar values of valid UTF-8; an invalid byte becomes U+FFFD. And back.
[[nodiscard]] std::u32string ToUtf32(std::string_view text);
[[nodiscard]] std::string ToUtf8(std::u32string_view text);

// White space of any kind removed at both ends (also U+3000 and the byte order mark).
[[nodiscard]] std::string Trim(std::string_view text);

// The form for comparing and searching: NFKC (full width to half width), case folded, traditional
// characters folded to simplified where ICU knows them, runs of white space to one blank, trimmed.
//   Normalise("ＡＢＣ　電池") == "abc 电池"
[[nodiscard]] std::string Normalise(std::string_view text);

// Search terms of a text, after Normalise: every CJK character (unigrams) and every pair of neighbouring
// CJK characters (bigrams); a run of letters and digits is one term in both lists. Duplicates kept.
//   SearchTerms("动力电池A1") -> unigrams {动,力,电,池,a1}, bigrams {动力,力电,电池,a1}
struct Terms {
  std::vector<std::string> unigrams;
  std::vector<std::string> bigrams;
};
[[nodiscard]] Terms SearchTerms(std::string_view text);

// A byte string whose plain byte order is pinyin order (ICU collation zh-u-co-pinyin); for ORDER BY.
// Lower-case hexadecimal, so that it can be stored as text.
[[nodiscard]] std::string PinyinSortKey(std::string_view text);

// Initials of the pinyin of each Chinese character, other letters and digits kept, lower case:
//   PinyinInitials("科大讯飞") == "kdxf". For search as you type on a Latin keyboard.
[[nodiscard]] std::string PinyinInitials(std::string_view text);

// Edit distance in Unicode scalar values: insert, delete, replace, or swap two neighbours (optimal string
// alignment). Cost: product of the lengths.
[[nodiscard]] int EditDistance(std::string_view a, std::string_view b);

// The candidate nearest to `word` by edit distance, empty if none is within a third of its length (at least 1).
[[nodiscard]] std::string Suggest(std::string_view word,
                                  const std::vector<std::string>& candidates);

[[nodiscard]] std::vector<std::string> Split(std::string_view text, char separator);
[[nodiscard]] std::string Join(const std::vector<std::string>& parts, std::string_view separator);

}  // namespace lianmeng
