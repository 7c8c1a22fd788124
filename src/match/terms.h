// Terms of needs and offers beyond those of supply: of capital, of talent and of technology. One
// design for both sides: what a need asks for, what an offer gives. A term that is left open is empty.
//
// Sets are bits: bit i is the i-th name of TermNames. Which parts a pair's score has follows from its
// scheme (match/score.h); docs/matching.md states how each term is compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/text_pair.h"

namespace lianmeng::match {

// A node of a classification by its code, or something that is related to itself alone.
struct FieldCode {
  std::string code;
  bool alone = false;  // no classification: a chain
  TextPair label;      // for the reasons; empty: the code

  friend bool operator==(const FieldCode&, const FieldCode&) = default;
};

struct CapitalTerms {
  std::optional<int64_t> amount_min_fen;  // >= 0
  std::optional<int64_t> amount_max_fen;  // >= amount_min_fen
  uint32_t stages = 0;                    // neighbouring bits are neighbouring stages
  uint32_t instruments = 0;
  std::vector<FieldCode> sectors;  // GB/T 4754 in digits alone (38, 3841), and chains
};

// A skill as it is compared.
struct Skill {
  std::string text;                // normalised
  std::vector<std::string> words;  // in order; a Chinese character is a word
};

struct TalentTerms {
  std::vector<std::string> skills;
  std::optional<int> level;  // rising, from 0
  int32_t place = -1;        // in CatalogueInput::places; none: the organisation's
  std::optional<int32_t> from_day;
  std::optional<int32_t> until_day;  // >= from_day; the last day
  uint32_t engagements = 0;
};

struct TechnologyTerms {
  std::vector<FieldCode> fields;  // of the IPC (H, H01, H01M, H01M10/052), and chains
  std::optional<int> maturity;    // 1..9, GB/T 22900
  uint32_t cooperation = 0;
};

// What the bits and levels are called, for the reasons; at most 32 of each.
struct TermNames {
  std::vector<TextPair> stages;
  std::vector<TextPair> instruments;
  std::vector<TextPair> levels;
  std::vector<TextPair> engagements;
  std::vector<TextPair> cooperation;
};

// What is wrong with terms: a figure out of its range, or a range that ends before it begins.
struct WrongTerm {
  std::string field;
  std::string value;
  TextPair why;
};
[[nodiscard]] std::optional<WrongTerm> WrongTerms(const CapitalTerms& terms);
[[nodiscard]] std::optional<WrongTerm> WrongTerms(const TalentTerms& terms, size_t places);

enum class Kinship { kNone, kClass, kSame };  // rising

// Of two codes of one classification: the same, or one within the other; of one class (the first two
// digits of GB/T 4754, H01 of the IPC); or neither.
enum class Classification { kIndustry, kPatent };
[[nodiscard]] Kinship KinshipOf(const FieldCode& a, const FieldCode& b, Classification system);
// The nearest of all pairs. Requires: neither list is empty.
[[nodiscard]] Kinship KinshipOf(const std::vector<FieldCode>& a, const std::vector<FieldCode>& b,
                                Classification system);

}  // namespace lianmeng::match
