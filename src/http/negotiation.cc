#include "http/negotiation.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

#include "base/random.h"
#include "http/text.h"

namespace lianmeng::http {
namespace {

struct Weighted {
  std::string_view value;
  double quality = 1;
};

// "text/html;level=1;q=0.4" -> text/html, 0.4. A quality that cannot be read counts as 0.
Weighted SplitQuality(std::string_view element) {
  Weighted result;
  const size_t first = std::min(element.find(';'), element.size());
  result.value = TrimBlanks(element.substr(0, first));
  for (size_t begin = first; begin < element.size();) {
    const size_t end = std::min(element.find(';', begin + 1), element.size());
    const std::string_view parameter = TrimBlanks(element.substr(begin + 1, end - begin - 1));
    begin = end;
    if (!EqualsIgnoringCase(parameter.substr(0, 2), "q=")) continue;
    const std::string_view digits = parameter.substr(2);
    double quality = 0;
    const auto [rest, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), quality);
    const bool whole = error == std::errc() && rest == digits.data() + digits.size();
    result.quality = whole && quality >= 0 && quality <= 1 ? quality : 0;
  }
  return result;
}

// How exactly a range covers a type: 3 the type itself, 2 "text/*", 1 "*/*", 0 not.
int Covers(std::string_view range, std::string_view type) {
  if (EqualsIgnoringCase(range, type)) return 3;
  if (range == "*/*") return 1;
  const size_t slash = std::min(type.find('/'), type.size());
  if (range.size() > 2 && range.substr(range.size() - 2) == "/*" &&
      EqualsIgnoringCase(range.substr(0, range.size() - 2), type.substr(0, slash))) {
    return 2;
  }
  return 0;
}

double QualityOf(std::string_view type, std::string_view accept) {
  int best = 0;
  double quality = 0;
  ForEachElement(accept, [&](std::string_view element) {
    const Weighted range = SplitQuality(element);
    const int exactness = Covers(range.value, type);
    if (exactness > best) {
      best = exactness;
      quality = range.quality;
    }
  });
  return quality;
}

std::string_view WithoutWeakPrefix(std::string_view tag) {
  return tag.substr(0, 2) == "W/" ? tag.substr(2) : tag;
}

}  // namespace

std::string MediaType(std::string_view content_type) {
  std::string type(TrimBlanks(content_type.substr(0, content_type.find(';'))));
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return type;
}

std::string ChooseType(std::string_view accept, const std::vector<std::string>& offered) {
  if (TrimBlanks(accept).empty()) return offered.front();
  std::string chosen;
  double best = 0;
  for (const std::string& type : offered) {
    const double quality = QualityOf(MediaType(type), accept);
    if (quality > best) {
      best = quality;
      chosen = type;
    }
  }
  return chosen;
}

bool AcceptsGzip(std::string_view accept_encoding) {
  double named = -1;
  double any = -1;
  ForEachElement(accept_encoding, [&](std::string_view element) {
    const Weighted coding = SplitQuality(element);
    if (EqualsIgnoringCase(coding.value, "gzip")) named = coding.quality;
    if (coding.value == "*") any = coding.quality;
  });
  return named >= 0 ? named > 0 : any > 0;
}

bool EtagMatches(std::string_view if_none_match, std::string_view etag) {
  if (TrimBlanks(if_none_match) == "*") return true;
  bool matches = false;
  ForEachElement(if_none_match, [&](std::string_view tag) {
    matches = matches || WithoutWeakPrefix(tag) == WithoutWeakPrefix(etag);
  });
  return matches;
}

std::string StrongEtag(std::string_view bytes) {
  uint64_t a = bytes.size();
  uint64_t b = ~a;
  for (size_t i = 0; i < bytes.size(); i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min<size_t>(8, bytes.size() - i));
    a = SplitMixOutput(a ^ word);
    b = SplitMixOutput(b + word * kSplitMixStep);
  }
  return fmt::format("\"{:016x}{:016x}\"", a, b);
}

std::string GzipEtag(std::string_view etag) {
  std::string result(etag);
  if (!result.empty() && result.back() == '"') result.pop_back();
  return result + "-gz\"";
}

}  // namespace lianmeng::http
