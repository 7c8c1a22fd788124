// The parsing of request targets declared in http/router.h.
// Source: RFC 9112, section 3.2 (forms of the target); RFC 3986, section 2.1 (percent-encoding);
// WHATWG URL, section 5 (application/x-www-form-urlencoded) for the query.

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "http/router.h"
#include "http/text.h"

namespace lianmeng::http {
namespace {

Error Malformed(TextPair message, std::string_view text) {
  // The text is from the client and may be anything: shown only where it is readable.
  std::string value(text.substr(0, 100));
  if (!IsValidUtf8(value)) value.clear();
  return MakeError(ErrorCode::kInvalidArgument, std::move(message),
                   {.field = "target", .value = std::move(value)});
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

Status CheckSegment(const std::string& segment) {
  if (segment == "." || segment == "..") {
    return Malformed({"路径中不得有 . 或 .. 段", "the path must not have segments . or .."},
                     segment);
  }
  if (std::any_of(segment.begin(), segment.end(), IsControl)) {
    return Malformed({"路径中有控制字符", "the path has a control character"}, "");
  }
  return Ok{};
}

Status ParseQuery(std::string_view query, std::vector<NamedText>* out) {
  for (size_t begin = 0; begin <= query.size();) {
    const size_t end = std::min(query.find('&', begin), query.size());
    std::string pair(query.substr(begin, end - begin));
    begin = end + 1;
    if (pair.empty()) continue;
    std::replace(pair.begin(), pair.end(), '+', ' ');
    const size_t equals = std::min(pair.find('='), pair.size());
    const size_t value_begin = std::min(equals + 1, pair.size());
    LM_ASSIGN(std::string name, DecodePercent(std::string_view(pair).substr(0, equals)));
    LM_ASSIGN(std::string value, DecodePercent(std::string_view(pair).substr(value_begin)));
    out->emplace_back(std::move(name), std::move(value));
  }
  return Ok{};
}

// Sets path and segments. An empty path is "/".
Status ParsePath(std::string_view path, Target* out) {
  if (!path.empty() && path.front() != '/') {
    return Malformed({"请求地址须以 / 开头", "a target must begin with /"}, path);
  }
  for (size_t begin = 1; path.size() > 1 && begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    Result<std::string> segment = DecodePercent(path.substr(begin, end - begin));
    if (!segment) return std::move(segment).error();
    LM_TRY(CheckSegment(*segment));
    out->path.append("/").append(*segment);
    out->segments.push_back(*std::move(segment));
    begin = end + 1;
  }
  if (out->path.empty()) out->path.push_back('/');
  return Ok{};
}

// The path of an absolute form, "/" if it has none; the input itself in origin form.
std::string_view WithoutAuthority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!EqualsIgnoringCase(target.substr(0, scheme.size()), scheme)) continue;
    const size_t slash = target.find_first_of("/?", scheme.size());
    return slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return target;
}

}  // namespace

Result<std::string> DecodePercent(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return Malformed({"百分号编码有误", "a malformed percent-encoding"}, text);
    }
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  if (out.find('\0') != std::string::npos) {
    return Malformed({"含有空字符", "a NUL character"}, "");
  }
  if (!IsValidUtf8(out)) return Malformed({"不是 UTF-8", "not UTF-8"}, "");
  return out;
}

Result<Target> ParseTarget(std::string_view target) {
  target = WithoutAuthority(target);
  if (target.find('#') != std::string_view::npos) {
    return Malformed({"请求地址中不得有 #", "a target must not have a #"}, target);
  }
  Target result;
  const size_t question = std::min(target.find('?'), target.size());
  LM_TRY(ParsePath(target.substr(0, question), &result));
  if (question < target.size()) LM_TRY(ParseQuery(target.substr(question + 1), &result.query));
  return result;
}

}  // namespace lianmeng::http
