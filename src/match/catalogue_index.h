// The index structures behind a Catalogue, built once and never changed.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "match/catalogue.h"
#include "match/text_index.h"

namespace lianmeng::match {

// For each of n keys a sorted list without repeats, in two flat vectors.
class Lists {
 public:
  Lists() = default;
  // Pairs (key, value) in any order, repeats dropped; 0 <= key < keys.
  Lists(size_t keys, std::vector<std::pair<int32_t, int32_t>> pairs);

  [[nodiscard]] std::span<const int32_t> operator[](int32_t key) const;

 private:
  std::vector<int64_t> first_;
  std::vector<int32_t> values_;
};

// A sale that is known, as two orders of the same triples need it.
struct Sale {
  int32_t supplier = -1;
  int32_t second = -1;  // customer in sales_by_pair, product in sales_by_product
  int32_t third = -1;   // product in sales_by_pair, customer in sales_by_product

  friend auto operator<=>(const Sale&, const Sale&) = default;
};

struct CatalogueIndex {
  TextIndex bigrams;
  TextIndex unigrams;
  Lists offers_of_product;  // product -> offers
  Lists inputs_of;          // product -> products it is made from
  Lists users_of;           // product -> products made from it
  std::unordered_map<int, std::vector<int32_t>> offers_of_kind;  // rising
  std::vector<std::vector<Skill>> skills;  // of CatalogueInput::talent: ComparableSkills
  std::vector<Sale> sales_by_pair;         // sorted, without repeats
  std::vector<Sale> sales_by_product;      // likewise
};

}  // namespace lianmeng::match
