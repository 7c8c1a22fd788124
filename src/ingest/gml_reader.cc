// A topology in GML: keys and values, where a value is a number, a quoted text or a list of keys and values in
// brackets. Only the lists `graph`, and in it `node` and `edge`, are looked into.
#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/text.h"
#include "ingest/excerpt.h"
#include "ingest/graph_records.h"
#include "ingest/topology_reader.h"

namespace lianmeng::ingest {
namespace {

constexpr size_t kDepthMax = 32;

enum class TokenKind { kEnd, kWord, kText, kOpen, kClose };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;  // of a word or number as it stands, of a text without quotes and entities
  int64_t line = 0;
};

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// "&#38;" and the five names of XML; anything else stays as it is.
std::string WithoutEntities(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t end = text[i] == '&' ? text.find(';', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      plain += text[i];
      continue;
    }
    const std::string_view name = text.substr(i + 1, end - i - 1);
    uint32_t code = 0;
    if (name == "amp") code = '&';
    if (name == "lt") code = '<';
    if (name == "gt") code = '>';
    if (name == "quot") code = '"';
    if (name == "apos") code = '\'';
    if (name.starts_with('#')) {
      const auto [rest, failure] =
          std::from_chars(name.data() + 1, name.data() + name.size(), code);
      const bool is_scalar = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
      if (failure != std::errc() || rest != name.data() + name.size() || !is_scalar) code = 0;
    }
    if (code == 0) {
      plain += text[i];
      continue;
    }
    plain += ToUtf8(std::u32string(1, static_cast<char32_t>(code)));
    i = end;
  }
  return plain;
}

class GmlParser {
 public:
  GmlParser(std::string_view text, const std::string& file, const OnIssue& on_issue)
      : text_(text), file_(file), records_(file, on_issue) {}

  Result<BackboneTopology> Parse() {
    if (!IsValidUtf8(text_)) {
      return MakeError(ErrorCode::kInvalidArgument, {"不是 UTF-8 编码", "is not UTF-8"},
                       {.file = file_});
    }
    bool has_graph = false;
    while (true) {
      LM_ASSIGN(const Token key, Next());
      if (key.kind == TokenKind::kEnd) break;
      LM_ASSIGN(const Token value, ValueOf(key));
      if (value.kind != TokenKind::kOpen) continue;
      if (key.text != "graph") {
        LM_TRY(SkipList());
        continue;
      }
      if (has_graph) return Wrong(key, {"有两个 graph", "there are two graphs"});
      has_graph = true;
      LM_TRY(ReadGraph());
    }
    if (!has_graph) {
      return MakeError(ErrorCode::kInvalidArgument, {"没有 graph [ … ]", "there is no graph [ … ]"},
                       {.file = file_});
    }
    return records_.Finish();
  }

 private:
  // After "graph [".
  Status ReadGraph() {
    bool has_edges = false;
    while (true) {
      LM_ASSIGN(const Token key, NextInList());
      if (key.kind == TokenKind::kClose) return Ok{};
      LM_ASSIGN(const Token value, ValueOf(key));
      if (value.kind != TokenKind::kOpen) {
        if (key.text != "directed") continue;
        if (has_edges) return Wrong(key, {"应写在边之前", "must stand before the edges"});
        records_.set_directed(value.text == "1");
      } else if (key.text == "node") {
        LM_TRY(ReadAttributes());
        LM_TRY(records_.TakeNode(attributes_, key.line));
      } else if (key.text == "edge") {
        has_edges = true;
        LM_TRY(ReadAttributes());
        LM_TRY(records_.TakeEdge(attributes_, key.line));
      } else {
        LM_TRY(SkipList());
      }
    }
  }

  // After "node [" or "edge [".
  Status ReadAttributes() {
    attributes_.clear();
    while (true) {
      LM_ASSIGN(const Token key, NextInList());
      if (key.kind == TokenKind::kClose) return Ok{};
      LM_ASSIGN(Token value, ValueOf(key));
      if (value.kind == TokenKind::kOpen) {
        LM_TRY(SkipList());
      } else {
        attributes_.push_back({key.text, std::move(value.text), value.line});
      }
    }
  }

  // After a '[' that says nothing to us.
  Status SkipList() {
    for (size_t depth = 1; depth > 0;) {
      LM_ASSIGN(const Token token, Next());
      if (token.kind == TokenKind::kEnd) return CutOff();
      if (token.kind == TokenKind::kClose) --depth;
      if (token.kind == TokenKind::kOpen && ++depth > kDepthMax) {
        return Wrong(token, {"嵌套过深", "is nested too deeply"});
      }
    }
    return Ok{};
  }

  Result<Token> NextInList() {
    LM_ASSIGN(Token key, Next());
    if (key.kind == TokenKind::kEnd) return CutOff();
    return key;
  }

  Result<Token> ValueOf(const Token& key) {
    if (key.kind != TokenKind::kWord) return Wrong(key, {"此处应为键", "a key is expected here"});
    LM_ASSIGN(Token value, Next());
    if (value.kind == TokenKind::kEnd) return CutOff();
    if (value.kind == TokenKind::kClose) {
      return Wrong(key, {"没有值", "has no value"});
    }
    return value;
  }

  Result<Token> Next() {
    SkipBlanks();
    Token token{.line = line_};
    if (at_ == text_.size()) return token;
    const char c = text_[at_];
    if (c == '[' || c == ']') {
      ++at_;
      token.kind = c == '[' ? TokenKind::kOpen : TokenKind::kClose;
      return token;
    }
    if (c == '"') return NextText(std::move(token));
    const size_t begin = at_;
    while (at_ < text_.size() && !IsBlank(text_[at_]) &&
           std::string_view("[]\"").find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    token.kind = TokenKind::kWord;
    token.text = text_.substr(begin, at_ - begin);
    return token;
  }

  Result<Token> NextText(Token token) {
    const size_t end = text_.find('"', at_ + 1);
    if (end == std::string_view::npos) return CutOff();
    const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
    line_ += std::count(inside.begin(), inside.end(), '\n');
    at_ = end + 1;
    token.kind = TokenKind::kText;
    token.text = WithoutEntities(inside);
    return token;
  }

  // Blanks, and comments: lines that begin with '#'.
  void SkipBlanks() {
    while (at_ < text_.size()) {
      if (text_[at_] == '\n') ++line_;
      if (IsBlank(text_[at_])) {
        ++at_;
      } else if (text_[at_] == '#' && (at_ == 0 || text_[at_ - 1] == '\n')) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        return;
      }
    }
  }

  [[nodiscard]] Error Wrong(const Token& token, TextPair message) const {
    return MakeError(
        ErrorCode::kInvalidArgument, std::move(message),
        {.file = file_, .line = token.line, .field = "", .value = Excerpt(token.text)});
  }
  [[nodiscard]] Error CutOff() const {
    return MakeError(
        ErrorCode::kInvalidArgument,
        {"文件不完整：引号或方括号没有闭合", "is not whole: a quote or a bracket is not closed"},
        {.file = file_, .line = line_, .field = "", .value = ""});
  }

  std::string_view text_;
  const std::string& file_;
  GraphRecords records_;
  std::vector<GraphAttribute> attributes_;
  size_t at_ = 0;
  int64_t line_ = 1;
};

}  // namespace

Result<BackboneTopology> ParseGml(std::string_view text, const std::string& file,
                                  const OnIssue& on_issue) {
  return GmlParser(text, file, on_issue).Parse();
}

}  // namespace lianmeng::ingest
