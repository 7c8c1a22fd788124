// Who is meant by a name: records that may be it, scored; and records that may be one firm.
// The rules are docs/names.md; match/reference_names.h computes the same slowly.
//
// Example:   LM_ASSIGN(const NameIndex index, NameIndex::Build(normaliser, records));
//            for (const NameCandidate& c : index.Resolve({.name = "讯飞"})) ...
// Cost:      docs/benchmarks.md: milliseconds for a name among a million records; some 300 bytes for
//            each beside its names.
// Determinism: equal input, equal output. Higher score first; then the shorter name, then its bytes,
//            then the earlier record.
// Thread-safety: an index is immutable.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "match/names_kinds.h"
#include "match/names_normaliser.h"
#include "match/names_score.h"

namespace lianmeng::match {

struct NameRecord {
  std::string name;
  std::vector<std::string> also;  // short names, aliases, English names; empty ones are passed over
  std::string credit_code;        // empty: not known
  std::string region;             // GB/T 2260; empty: not known
  NameKinds kinds = 0;            // counts for names that say none; 0: not known
};

struct NameQuery {
  std::string name;
  std::string credit_code = {};
  std::string region = {};
};

struct NameCandidate {
  uint32_t record = 0;  // place in the list that the index was built from
  std::string name;     // which of the record's names fits best
  int32_t score = 0;    // 0 to kNameScoreMax, the sum of points
  NamePoints points{};

  friend bool operator==(const NameCandidate&, const NameCandidate&) = default;
};

// What a candidate is worth where a whole list competes for the records (docs/names.md): the square
// of its score before `rivals`, 0 to kNameScoreMax.
[[nodiscard]] int32_t WorthTogether(const NameCandidate& candidate);
// So many candidates of a name compete there, at most, and none below kNameOffered.
inline constexpr size_t kConsideredTogether = 50;

struct ResolveOptions {
  size_t limit = 5;
  int32_t score_min = 1;
  NameFeatures features = {};
};

struct NamePair {
  uint32_t a = 0, b = 0;  // records, a < b
  std::string name_a, name_b;
  int32_t score = 0;
  NamePoints points{};
};

// How candidates are found: by characters that follow each other in this order within a name.
struct NameBlocking {
  uint32_t reach = 6;            // at most this far apart
  uint32_t length_max = 16;      // among the first characters of a name
  uint32_t read_max = 20'000;    // entries looked at for a query, the rarest pairs first
  uint32_t scored_max = 200;     // of these the best are scored
  uint32_t pair_keys = 4;        // of a name, its rarest, for duplicates
  uint32_t pair_names_max = 20;  // a pair of characters in more names than this says nothing there
};

class NameIndex {
 public:
  // Errors: kResourceExhausted: more than 16 million names or a million distinct characters.
  // kCancelled.
  [[nodiscard]] static Result<NameIndex> Build(NameNormaliser normaliser,
                                               std::vector<NameRecord> records, Progress& progress,
                                               const NameBlocking& blocking = {});

  [[nodiscard]] std::vector<NameCandidate> Resolve(const NameQuery& query,
                                                   const ResolveOptions& options = {}) const;

  // Pairs that score `score_min` or more, best first, then by record.
  // Cost: docs/benchmarks.md. Errors: kCancelled.
  [[nodiscard]] Result<std::vector<NamePair>> Duplicates(int32_t score_min,
                                                         Progress& progress) const;

  [[nodiscard]] size_t memory_bytes() const;

 private:
  // One name of one record: characters that may stand for its place, its place, its core.
  struct Entry {
    uint64_t begin = 0;  // in characters_
    uint32_t record = 0;
    uint32_t which = 0;  // 0: the name, k: also[k - 1]
    uint32_t form = 0;
    uint32_t city = 0;  // 0: none
    uint8_t standing = 0, place = 0, place_last = 0, core = 0;
    int8_t province = 0;
    bool is_full = false;
    NameKinds kinds = 0;
  };
  // The same with its characters at hand.
  struct Text {
    std::span<const uint32_t> characters;
    std::span<const int32_t> weights;
    Entry entry;

    [[nodiscard]] NameText Standing() const { return From(0, entry.standing); }
    [[nodiscard]] NameText Core() const { return From(size_t{entry.standing} + entry.place); }
    [[nodiscard]] NameText Whole() const {
      NameText whole = From(entry.standing);
      whole.core = entry.place;
      whole.last_place = size_t{entry.place} - entry.place_last;
      return whole;
    }
    [[nodiscard]] NameText LastPlace() const {
      NameText text = From(size_t{entry.standing} + entry.place - entry.place_last);
      text.core = entry.place_last;
      return text;
    }
    [[nodiscard]] NameText From(size_t begin, size_t count = std::dynamic_extent) const {
      return {characters.subspan(begin, count), weights.subspan(begin, count)};
    }
  };
  struct QueryText {  // not in the index
    std::vector<uint32_t> characters;
    std::vector<int32_t> weights;
    Text text;
    std::u32string form;
  };
  struct Scratch;

  NameIndex() = default;
  Status AddEntries(Progress& progress);
  Status AddEntry(uint32_t record, uint32_t which);
  void Weigh();
  Status BuildKeys(Progress& progress);
  void AppendKeys(const Text& text, std::vector<uint64_t>& keys) const;
  [[nodiscard]] std::span<const uint32_t> ListOf(uint64_t key) const;
  // By number of entries, then by key; those that no name or too many hold are left out.
  void SortByRarity(std::vector<uint64_t>& keys, size_t entries_max) const;
  [[nodiscard]] const std::string& NameOf(const Entry& entry) const;
  [[nodiscard]] Text TextOf(uint32_t entry) const;
  [[nodiscard]] QueryText TextOf(const NameQuery& query) const;
  [[nodiscard]] std::vector<uint32_t> Candidates(const Text& query) const;
  void AppendSame(const Text& text, std::vector<uint32_t>& entries) const;
  [[nodiscard]] bool IsTrade(const NameText& text) const;
  void JudgeForm(const Text& query, std::u32string_view form, const Text& entry,
                 NamePoints& points) const;
  [[nodiscard]] NamePoints Score(const Text& query, std::u32string_view form, const Text& entry,
                                 const NameFeatures& features, Scratch& scratch) const;
  [[nodiscard]] NamePoints BestTextPoints(const Text& query, const Text& entry,
                                          const NameFeatures& features, Scratch& scratch) const;
  [[nodiscard]] bool MayPair(const Entry& a, const Entry& b) const;
  [[nodiscard]] NamePair ScorePair(uint64_t pair, Scratch& scratch) const;
  [[nodiscard]] Result<std::vector<uint64_t>> PairsToScore(Progress& progress) const;

  NameNormaliser normaliser_{{}};
  NameBlocking blocking_;
  std::vector<NameRecord> records_;
  std::vector<Entry> entries_;
  std::vector<bool> is_registered_;  // of a record: one of its names is
  std::vector<NameKinds> kinds_;     // of a record: what its name says, or what was given
  std::vector<uint32_t> characters_;
  std::vector<int32_t> weights_;  // of characters_
  std::unordered_map<char32_t, uint32_t> character_numbers_;
  std::vector<int32_t> character_weights_;
  std::vector<char32_t> character_codes_;
  std::unordered_map<std::u32string, uint32_t> form_numbers_, city_numbers_;
  std::vector<std::u32string> forms_;
  std::unordered_map<std::string, std::vector<uint32_t>> codes_;  // entries of the name itself
  std::vector<uint64_t> keys_;
  std::vector<uint64_t> first_;  // of a key's entries; one more than there are keys
  std::vector<uint32_t> lists_;
  std::vector<std::pair<uint64_t, uint32_t>> cores_;  // hash of the core, entry; sorted
};

// One line for each part that is not 0, with its figures.
struct NamePart {
  NamePartKind kind = NamePartKind::kText;
  int32_t points = 0;
  int32_t points_max = 0;
  TextPair reason;
};
[[nodiscard]] std::vector<NamePart> Explain(const NamePoints& points);

}  // namespace lianmeng::match
