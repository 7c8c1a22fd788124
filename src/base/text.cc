#include "base/text.h"

#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/check.h"

namespace lianmeng {
namespace {

// ICU's transliterators are not safe to share between threads: each thread has its own.
const icu::Transliterator& ThreadTransliterator(const char* id) {
  UErrorCode status = U_ZERO_ERROR;
  auto* made =
      icu::Transliterator::createInstance(icu::UnicodeString::fromUTF8(id), UTRANS_FORWARD, status);
  CHECK(U_SUCCESS(status) && made != nullptr);
  return *made;
}

const icu::Transliterator& TraditionalToSimplified() {
  thread_local const std::unique_ptr<const icu::Transliterator> instance(
      &ThreadTransliterator("Traditional-Simplified"));
  return *instance;
}

bool Folds(const icu::UnicodeString& text) {
  icu::UnicodeString folded(text);
  TraditionalToSimplified().transliterate(folded);
  return folded != text;
}

// A text without any of these characters is left alone by the folding: those that change by themselves, and one of every
// phrase that changes though none of its characters does (浮沈). Most texts hold none, and ICU's 4,000 rules
// cost more than all the rest of Normalise. tests/base/text_fold_test.cc holds this against every rule.
const icu::UnicodeSet& FoldedCharacters() {
  static const std::unique_ptr<const icu::UnicodeSet> instance = [] {
    icu::UnicodeSet candidates;
    TraditionalToSimplified().getSourceSet(candidates);
    auto found = std::make_unique<icu::UnicodeSet>();
    for (int32_t i = 0; i < candidates.size(); ++i) {
      if (Folds(icu::UnicodeString(candidates.charAt(i)))) found->add(candidates.charAt(i));
    }
    icu::UnicodeString rules;  // one a line: "甚麼 > 什么;"
    TraditionalToSimplified().toRules(rules, /*escapeUnprintable=*/false);
    for (int32_t begin = 0, end = 0; begin < rules.length(); begin = end + 1) {
      end = rules.indexOf(u'\n', begin);
      if (end < 0) end = rules.length();
      const int32_t arrow = rules.indexOf(u" > ", begin);
      if (arrow < 0 || arrow > end) continue;
      const icu::UnicodeString phrase(rules, begin, arrow - begin);
      if (found->containsNone(phrase) && Folds(phrase)) found->add(phrase.char32At(0));
    }
    found->freeze();
    return found;
  }();
  return *instance;
}

const icu::Transliterator& HanToLatin() {
  thread_local const std::unique_ptr<const icu::Transliterator> instance(
      &ThreadTransliterator("Han-Latin/Names; Latin-ASCII; Lower"));
  return *instance;
}

bool IsBlank(char32_t c) {
  return u_isUWhiteSpace(static_cast<UChar32>(c)) || c == 0xFEFF || c == 0x200B;
}

bool IsCjk(char32_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC) ||
         (c >= 0x3040 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3);
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string CollapseBlanks(std::u32string_view text) {
  std::u32string out;
  bool pending = false;
  for (char32_t c : text) {
    if (IsBlank(c)) {
      pending = !out.empty();
      continue;
    }
    if (pending) out.push_back(U' ');
    pending = false;
    out.push_back(c);
  }
  return ToUtf8(out);
}

std::string NormaliseAscii(std::string_view text) {
  std::string out;
  bool pending = false;
  for (char c : text) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      pending = !out.empty();
      continue;
    }
    if (pending) out.push_back(' ');
    pending = false;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) return false;
  }
  return true;
}

std::u32string ToUtf32(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    out.push_back(c < 0 ? U'\uFFFD' : static_cast<char32_t>(c));
  }
  return out;
}

std::string ToUtf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 3);
  for (char32_t c : text) {
    uint8_t buffer[4];
    int32_t length = 0;
    UBool failed = false;
    U8_APPEND(buffer, length, 4, static_cast<UChar32>(c), failed);
    if (!failed) out.append(reinterpret_cast<const char*>(buffer), static_cast<size_t>(length));
  }
  return out;
}

std::string Trim(std::string_view text) {
  if (IsAscii(text)) {
    const auto first = text.find_first_not_of(" \t\r\n\v\f");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n\v\f") - first + 1));
  }
  const std::u32string wide = ToUtf32(text);
  size_t begin = 0;
  size_t end = wide.size();
  while (begin < end && IsBlank(wide[begin])) ++begin;
  while (end > begin && IsBlank(wide[end - 1])) --end;
  return ToUtf8(std::u32string_view(wide).substr(begin, end - begin));
}

std::string Normalise(std::string_view text) {
  if (IsAscii(text)) return NormaliseAscii(text);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCCasefoldInstance(status);
  CHECK(U_SUCCESS(status));
  icu::UnicodeString folded = nfkc->normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size()))),
      status);
  CHECK(U_SUCCESS(status));
  if (FoldedCharacters().containsSome(folded)) TraditionalToSimplified().transliterate(folded);
  std::string utf8;
  folded.toUTF8String(utf8);
  return CollapseBlanks(ToUtf32(utf8));
}

Terms SearchTerms(std::string_view text) {
  Terms terms;
  const std::u32string wide = ToUtf32(Normalise(text));
  for (size_t i = 0; i < wide.size();) {
    if (IsCjk(wide[i])) {
      terms.unigrams.push_back(ToUtf8(wide.substr(i, 1)));
      if (i + 1 < wide.size() && IsCjk(wide[i + 1])) {
        terms.bigrams.push_back(ToUtf8(wide.substr(i, 2)));
      }
      ++i;
      continue;
    }
    if (!u_isalnum(static_cast<UChar32>(wide[i]))) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < wide.size() && u_isalnum(static_cast<UChar32>(wide[end])) && !IsCjk(wide[end])) {
      ++end;
    }
    std::string word = ToUtf8(wide.substr(i, end - i));
    terms.unigrams.push_back(word);
    terms.bigrams.push_back(std::move(word));
    i = end;
  }
  return terms;
}

std::string PinyinSortKey(std::string_view text) {
  thread_local const std::unique_ptr<icu::Collator> collator = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Collator> made(
        icu::Collator::createInstance(icu::Locale("zh@collation=pinyin"), status));
    CHECK(U_SUCCESS(status));
    return made;
  }();
  const auto wide =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  uint8_t stack[256];
  int32_t length = collator->getSortKey(wide, stack, sizeof stack);
  std::vector<uint8_t> heap;
  const uint8_t* key = stack;
  if (length > static_cast<int32_t>(sizeof stack)) {
    heap.resize(static_cast<size_t>(length));
    length = collator->getSortKey(wide, heap.data(), length);
    key = heap.data();
  }
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (int32_t i = 0; i + 1 < length; ++i) {  // without ICU's terminating zero
    out.push_back(kHex[key[i] >> 4]);
    out.push_back(kHex[key[i] & 15]);
  }
  return out;
}

std::string PinyinInitials(std::string_view text) {
  std::string out;
  for (char32_t c : ToUtf32(Normalise(text))) {
    if (c < 0x80) {
      if (u_isalnum(static_cast<UChar32>(c))) out.push_back(static_cast<char>(c));
      continue;
    }
    if (!IsCjk(c)) continue;
    icu::UnicodeString one(static_cast<UChar32>(c));
    HanToLatin().transliterate(one);
    const UChar initial = one.length() > 0 ? one.charAt(0) : 0;
    if (initial >= 'a' && initial <= 'z') out.push_back(static_cast<char>(initial));
  }
  return out;
}

int EditDistance(std::string_view a, std::string_view b) {
  const std::u32string left = ToUtf32(a);
  const std::u32string right = ToUtf32(b);
  std::vector<int> before(right.size() + 1);  // the row before the last one
  std::vector<int> last(right.size() + 1);
  std::vector<int> row(right.size() + 1);
  for (size_t j = 0; j <= right.size(); ++j) row[j] = static_cast<int>(j);
  for (size_t i = 1; i <= left.size(); ++i) {
    std::swap(before, last);
    std::swap(last, row);
    row[0] = static_cast<int>(i);
    for (size_t j = 1; j <= right.size(); ++j) {
      const bool equal = left[i - 1] == right[j - 1];
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (equal ? 0 : 1)});
      const bool swapped =
          i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

std::string Suggest(std::string_view word, const std::vector<std::string>& candidates) {
  const int limit = std::max(1, static_cast<int>(ToUtf32(word).size()) / 3);
  int best = limit + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    const int distance = EditDistance(word, candidate);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (true) {
    const size_t end = text.find(separator, begin);
    parts.emplace_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

}  // namespace lianmeng
