// The score of a name against a name: whole points, a millionth of certainty each, in parts that
// add up exactly. docs/names.md states every rule; the numbers are these.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/text_pair.h"

namespace lianmeng::match {

inline constexpr int32_t kNameScoreMax = 1'000'000;
inline constexpr int32_t kNameOffered = 500'000;  // from here on a candidate is worth a look
inline constexpr int32_t kNameCertain = 800'000;  // from here on it is nearly certain

enum class NamePartKind {
  kCode,       // the same credit code: everything
  kText,       // characters found in order, by rarity
  kNeighbour,  // of these, neighbours that are neighbours there too (n-grams)
  kStart,      // begins where the other's name begins
  kRest,       // little of the other's name is left over
  kPlace,
  kForm,       // legal form
  kInitials,   // first characters of the other's pieces
  kTrade,      // a short name of the other would keep its trade: deducted
  kKind,       // another kind of organisation: deducted
  kOtherFirm,  // two registered names that differ: deducted
  kOtherCode,  // two valid credit codes that differ: deducted
  kRivals,     // another record fits as well: deducted
};
inline constexpr size_t kNamePartCount = 13;

struct NameScale {
  int32_t text = 400'000;
  int32_t neighbour = 150'000;
  int32_t start = 100'000;
  int32_t rest = 150'000;
  int32_t place = 100'000;
  int32_t form = 100'000;
  int32_t initials = 100'000;  // less `neighbour`
  int32_t trade = 50'000;
  int32_t other_kind = 300'000;      // at most what there is
  int32_t other_firm = 800'000;      // at most, times the share left over
  int32_t other_firm_max = 790'000;  // what remains at most unless all is the same
  int32_t other_place = 150'000;     // two registered names in different places
  int32_t other_code_max = 490'000;  // what remains at most
  int32_t rival_margin = 50'000;     // a record this near is a rival
  int32_t rival_max = 790'000;       // what remains at most beside a rival
};
inline constexpr NameScale kNameScale;

using NamePoints = std::array<int32_t, kNamePartCount>;

[[nodiscard]] constexpr int32_t Total(const NamePoints& points) {
  int32_t total = 0;
  for (const int32_t part : points) total += part;
  return total;
}

// Which parts a score is made of, for measuring what each is worth; docs/benchmarks.md.
struct NameFeatures {
  bool subsequence = true;  // false: only characters that stand together count
  bool neighbour = true;
  bool start = true;
  bool rest = true;
  bool place = true;
  bool form = true;
  bool kind = true;
};

// One name as numbers: equal numbers are equal characters. `weight` is that of each.
struct NameText {
  std::span<const uint32_t> characters;
  std::span<const int32_t> weights;
  size_t last_place = 0, core = 0;  // where these begin
};

// Whether the query is made of first characters of pieces of the record, beginning with its first:
// 南化 of 南宁|化工, 交建 of 交通|建设. Pieces are each place, and the core in twos from its end, the
// first of two or three. False for queries of other lengths than two or three.
[[nodiscard]] bool AreInitials(const NameText& query, const NameText& record);

// The best way to find characters of `query`, in order, in `record`: the greatest matched +
// adjacent + start; of these the one with most matched, then adjacent. matched: weights of the
// characters found. adjacent: for each two neighbours of the query found side by side, half their
// weights, rounded down. start: weight of the first character, if first meets first.
struct Alignment {
  int64_t matched = 0;
  int64_t adjacent = 0;
  int64_t start = 0;
  [[nodiscard]] int64_t total() const { return matched + adjacent + start; }
};
// Cost: O(product of the lengths). Memory: `scratch` is reused.
[[nodiscard]] Alignment Align(const NameText& query, const NameText& record,
                              const NameFeatures& features, std::vector<Alignment>& scratch);

// Text, neighbour, start and rest; the other parts are 0. Requires: both hold a character.
[[nodiscard]] NamePoints TextPoints(const NameText& query, const NameText& record,
                                    const NameFeatures& features, std::vector<Alignment>& scratch);

// ln(1 + (N - n + 0.5) / (n + 0.5)) in millionths, at least 1.
[[nodiscard]] int32_t CharacterWeight(int64_t names, int64_t holding);

// Words for a trade that a short name keeps after the first two characters of a core: 万马科技, 科大智能.
// Those that at least 70 % of five or more firms of a tuning half of the listed firms kept;
// docs/names.md.
[[nodiscard]] bool IsTradeWord(char32_t first, char32_t second);

// "text", "other_code": stable names for JSON; and labels for people.
[[nodiscard]] std::string_view Code(NamePartKind kind);
[[nodiscard]] TextPair Label(NamePartKind kind);
[[nodiscard]] int32_t PartMax(NamePartKind kind);  // 0 for what is only deducted

}  // namespace lianmeng::match
