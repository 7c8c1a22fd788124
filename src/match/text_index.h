// An inverted index with BM25 impacts, for one kind of term (bigrams or unigrams).
//
// The impact of a term on a document, idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length /
// mean)), is rounded once to an integer in 1e-6 units when the index is built. Sums of impacts are
// then exact: they do not depend on the order in which postings are read.
//   idf = ln(1 + (N - df + 0.5) / (df + 0.5)), never negative; a document's length counts its
//   terms.
// Thread-safety: a built index is immutable.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace lianmeng::match {

struct Posting {
  int32_t document = 0;
  int32_t impact = 0;  // 1e-6
};

struct QueryTerm {
  std::string term;
  std::span<const Posting> postings;  // by document; empty for a term that no document holds
};

struct TermQuery {
  std::vector<QueryTerm> terms;  // distinct, in byte order
  int64_t weight = 0;            // sum of idf in 1e-6; kUnseenTermWeight for a term in no document
};

class TextIndex {
 public:
  // Takes documents one by one and keeps numbers only, not their terms.
  class Builder {
   public:
    // The next document's terms, with repeats.
    void Add(const std::vector<std::string>& terms);
    [[nodiscard]] TextIndex Finish() &&;

   private:
    struct Occurrence {
      int32_t term = 0;
      int32_t document = 0;
      int32_t count = 0;
    };

    std::unordered_map<std::string, int32_t> term_ids_;
    std::vector<Occurrence> occurrences_;
    std::vector<int32_t> lengths_;
    std::vector<int32_t> scratch_;
  };

  // The query refers to the index and must not outlive it.
  [[nodiscard]] TermQuery Query(std::vector<std::string> terms) const;

 private:
  std::unordered_map<std::string, int32_t> term_ids_;
  std::vector<int64_t> first_;  // of a term's postings; one more than there are terms
  std::vector<int32_t> idf_;    // 1e-6
  std::vector<Posting> postings_;
};

// The impact of `term` on `document`; 0 if the document does not hold it. O(log postings).
[[nodiscard]] int32_t ImpactOn(const QueryTerm& term, int32_t document);

}  // namespace lianmeng::match
