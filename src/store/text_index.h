// Full text: which records hold the terms of a query. The terms are made here, in C++, so that both
// databases find the same; each database only stores and looks up terms. Rules:
// docs/formats/store.md, "Search".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lianmeng::store {

class Connection;
class SqlText;

enum class TextKind { kOrganisation, kProduct, kNeed };

// What is indexed of one record: sorted terms without repeats, separated by blanks.
struct TextDocument {
  std::string bigrams;  // pairs of neighbouring Chinese characters, and words of letters and digits
  std::string unigrams;  // single Chinese characters
  std::string initials;  // pinyin initials of each name
};

// `names` also give initials; `texts` do not.
[[nodiscard]] TextDocument MakeDocument(const std::vector<std::string>& names,
                                        const std::vector<std::string>& texts);

// The pinyin initials of a name as indexed and compared; remembers characters already looked up.
[[nodiscard]] std::string Initials(std::string_view name);

struct TextQuery {
  struct Term {
    enum class Column { kBigrams, kUnigrams };
    Column column = Column::kBigrams;
    std::string text;
    bool prefix = false;    // the last word of the query may be unfinished
    bool initials = false;  // may also be the beginning of a name's pinyin initials
  };
  std::string raw;          // trimmed, for comparing with keys
  std::string normalised;   // for comparing with whole names; empty when nothing was asked for
  std::vector<Term> terms;  // without repeats, at most kTermsMax
};
inline constexpr size_t kQueryCharactersMax = 128;
inline constexpr size_t kTermsMax = 48;

// Requires valid UTF-8 without NUL (kInvalidArgument). What exceeds the bounds is left out.
Result<TextQuery> ParseQuery(std::string_view query);

// One database's way to keep and match terms.
class TextIndex {
 public:
  virtual ~TextIndex() = default;
  [[nodiscard]] virtual std::string_view CreateSql() const = 0;
  virtual Status Put(TextKind kind, int64_t id, const TextDocument& document) = 0;
  virtual Status Remove(TextKind kind, int64_t id) = 0;  // nothing if it is not there

  // Both require a term at least, and bind their values in `sql`.
  // A SELECT of (id, matched): every record that holds all of the terms, matched = 1.
  [[nodiscard]] virtual std::string AllSql(TextKind kind, const TextQuery& query,
                                           SqlText& sql) const = 0;
  // A SELECT of (id, matched): every record that holds some of the terms, and how many.
  [[nodiscard]] virtual std::string AnySql(TextKind kind, const TextQuery& query,
                                           SqlText& sql) const = 0;
};

}  // namespace lianmeng::store
