// What retrieval knows of a region: which terms name which products, and who makes them.
//
// Example:   const RetrievalIndex index = RetrievalIndex::Build(input).value();
// Cost:      linear in the terms of all products and in the terms of all organisations' products; 6
//            bytes for each of the latter (0.6 GB for a million organisations of 11 products each).
// Errors:    kInvalidArgument: an organisation or relation names a product that is not there.
// Thread-safety: a built index is immutable. Deterministic: equal input, equal index.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "match/synonyms.h"

namespace lianmeng::match {

inline constexpr int kSectorLevels = 3;

struct RetrievalOrganisation {
  std::vector<std::string> names;
  std::vector<int32_t> products;                    // into RetrievalInput::products
  std::array<std::string, kSectorLevels> sectors;   // finest first; empty: not known
  std::array<std::string, kSectorLevels> industry;  // the sectors in words
};

struct RetrievalInput {
  std::vector<std::vector<std::string>> products;  // names of each in any language
  std::vector<RetrievalOrganisation> organisations;
  std::vector<std::pair<int32_t, int32_t>> relations;  // product and input, or kind and sub-kind
};

// What a term is. The last character and the last two of a Chinese name stand for its head noun:
// a 减速机 is a kind of 机, whatever stands before.
enum class TermKind : uint8_t { kBigram, kWord, kCharacter, kLastCharacter, kLastBigram };

struct Term {
  TermKind kind = TermKind::kBigram;
  std::string text;

  friend auto operator<=>(const Term&, const Term&) = default;
};

// What the names of all products say of each other (match/synonyms.h).
[[nodiscard]] Synonyms SynonymsOf(const RetrievalInput& input);

// Distinct terms of a text. A number and the unit behind it also make one word as written ("220 kV":
// 220kv), and one of the quantity (match/quantities.h).
[[nodiscard]] std::vector<Term> RetrievalTerms(std::string_view text);

// Whether a term is a quantity (match/quantities.h), the only words with a blank.
[[nodiscard]] bool IsQuantity(const Term& term);

// Code points of a text after Normalise.
[[nodiscard]] std::vector<int32_t> CharactersOf(std::string_view text);
inline constexpr int32_t kNameEnd = -1;

// What a text shares with the nearest of several names, in characters.
struct SharedCharacters {
  int32_t suffix = 0, prefix = 0;
  int32_t substring = 0;  // the longest run that both hold
};
// `names`: each followed by kNameEnd. Cost: product of the lengths.
[[nodiscard]] SharedCharacters Share(std::span<const int32_t> text, std::span<const int32_t> names);

// A list for each of n keys, flat.
struct Rows {
  std::vector<int64_t> first{0};
  std::vector<int32_t> values;

  [[nodiscard]] std::span<const int32_t> operator[](int32_t key) const {
    const auto k = static_cast<size_t>(key);
    return std::span(values).subspan(static_cast<size_t>(first[k]),
                                     static_cast<size_t>(first[k + 1] - first[k]));
  }
  [[nodiscard]] int32_t size() const { return static_cast<int32_t>(first.size()) - 1; }
  void Add(std::span<const int32_t> row);
  // For each value below `keys` the keys that hold it, ascending.
  [[nodiscard]] Rows Turned(size_t keys) const;
};

class RetrievalIndex {
 public:
  [[nodiscard]] static Result<RetrievalIndex> Build(const RetrievalInput& input);

  [[nodiscard]] int32_t organisations() const { return products_of.size(); }
  [[nodiscard]] int32_t products() const { return terms_of.size(); }
  // -1 if no product holds it.
  [[nodiscard]] int32_t FindTerm(const Term& term) const;
  [[nodiscard]] int32_t FindNameTerm(const std::string& term) const;
  // The first product of exactly this name after Normalise; -1 if there is none.
  [[nodiscard]] int32_t FindProduct(std::string_view name) const;

  Rows terms_of;           // product -> its distinct terms, ascending
  Rows characters_of;      // product -> characters of its names after Normalise, each followed by
                           // kNameEnd; those beside the names (match/synonyms.h) too
  Rows names_of;           // product -> its names, those beside too, numbered over all products
  Rows terms_of_name;      // name -> its distinct terms, ascending
  Rows products_with;      // term -> products
  Rows products_of;        // organisation -> products, distinct
  Rows makers_of;          // product -> organisations
  Rows related;            // product -> products next to it in the product graph, both ways
  Rows name_terms_of;      // organisation -> distinct terms of its names
  Rows industry_terms_of;  // organisation -> distinct terms of its industry, numbered as names
  // organisation -> distinct terms of its products, and how many of these hold each (65,535 at most)
  Rows bag_of;
  std::vector<uint16_t> bag_counts;  // along bag_of.values
  std::vector<TermKind> kinds;
  std::vector<int32_t> holders;  // term -> organisations that make a product with it
  std::vector<int32_t> lengths;  // organisation -> terms of its products, heads left out
  int64_t length_total = 0;
  std::vector<int32_t> name_holders;      // name term -> organisations with it in a name
  std::vector<int32_t> industry_holders;  // name term -> organisations with it in an industry
  std::array<std::vector<int32_t>, kSectorLevels> sector_of;       // organisation -> sector, or -1
  std::array<std::vector<int32_t>, kSectorLevels> sector_members;  // sector -> organisations

 private:
  void AddProducts(const RetrievalInput& input);
  void AddNames(const RetrievalInput& input);
  void AddSectors(const RetrievalInput& input);
  void CountHolders();

  std::unordered_map<std::string, int32_t> term_ids_, name_ids_, product_ids_;
};

[[nodiscard]] inline bool IsHead(TermKind kind) {
  return kind == TermKind::kLastCharacter || kind == TermKind::kLastBigram;
}
[[nodiscard]] inline bool IsCharacter(TermKind kind) {
  return kind == TermKind::kCharacter || kind == TermKind::kLastCharacter;
}

}  // namespace lianmeng::match
