// Who can meet a need: for a product name, a specification or a paragraph the organisations that
// make it, or that most resemble those who do. docs/retrieval.md states every feature.
//
// Example:
//   RetrievalSearcher searcher(index);
//   for (const RetrievalHit& hit : searcher.Search("伺服电机", {.limit = 50})) ...
//
// How: words of the need are compared with each organisation's products (BM25, coverage by single
// products), and a walk need -> organisations -> their other products, names and sectors tells
// which words go together more often than chance (log of observed over expected organisations).
// No association is trained beforehand: the walk reads the index at query time, so a link that is
// left out is out of everything. A weighted sum of the features picks the best candidates, a small
// network puts these in order (match/retrieval_fusion.h).
// Cost:      the walk looks at `walk_max` organisations for each term, features at
//            `candidates_max` organisations; both bound the time on a large region.
// Source:    Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009;
//            Church & Hanks, "Word association norms, mutual information", 1990 (observed over
//            expected); Lavrenko & Croft, "Relevance-based language models", 2001 (second walk).
// Deterministic: equal index and query, equal list; ties to the lower organisation.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "match/retrieval_index.h"

namespace lianmeng::match {

enum class RetrievalFeature {
  kBm25Words,  // bigrams and words
  kBm25Characters,
  kAssociatedWords,       // by the words of the need
  kAssociatedCharacters,  // by its characters
  kAssociatedBest,        // the strongest single association
  kAssociatedName,        // with words of the organisation's name
  kAssociatedSector,      // with its sector, fine
  kAssociatedSectorMid,
  kAssociatedSectorCoarse,
  kAssociatedProduct,   // the product best associated
  kAssociatedProducts,  // the best three
  kCovered,             // share of the need's terms that some product holds
  kCoveredByOne,        // ... that a single product holds
  kLikeOne,             // Dice of need and one product
  kInsideOne,           // share of one product's terms that the need holds
  kLikeMany,            // sum of squared Dice
  kCoveredMany,         // sum of squared coverage
  kLikeManyForSize,     // sum of squared Dice, for the number of products
  kHead,                // products with the need's head noun
  kName,                // the need's words in the organisation's name
  kIndustry,            // ... in the words of its sector
  kSectorPosterior,     // naive Bayes of the sector given the need's terms
  kProducts,            // number of products
  kLength,              // number of terms
  kRelated,             // makes a product next to the need's in the product graph
  kLikeFound,           // like those that the first walk finds
  kSectorOfFound,       // in their sector
  kSuffix,           // longest common suffix with a product's name, share of the need's characters
  kSuffixLength,     // ... in characters
  kPrefix,           // longest common prefix, share of the need's characters
  kSubstring,        // longest common run of characters, share of the need's
  kSubstringLength,  // ... in characters
  kSuffixMany,       // products with a common suffix of two characters at least
  kSubstringMany,    // sum of squared lengths of common runs of two at least
};
inline constexpr int kRetrievalFeatures = 34;
using RetrievalWeights = std::array<double, kRetrievalFeatures>;

// Stage one, the weighted sum that picks the candidates which match/retrieval_fusion.h puts in
// order. As written by `lianmeng evaluate retrieval --data DIR --seed 1 --save FILE`.
extern const RetrievalWeights kRetrievalWeights;
// Set by hand: whose head the second walk follows, from which stage one is learned, and the order of a
// handful of candidates (kLearnedPoolMin).
extern const RetrievalWeights kFirstPassWeights;
// BM25 of words and characters alone, the yardstick.
extern const RetrievalWeights kPlainBm25Weights;

// A link that is to be left out of everything, as if it had never been recorded.
struct LeftOut {
  int32_t organisation = -1;
  int32_t product = -1;
};

// Likeness from which a product is like the need; below, both share a character or two, which says
// little.
inline constexpr double kLikenessMin = 0.4;

inline constexpr int32_t kSmallRegion = 5'000;
inline constexpr int kCandidatesLarge = 600;  // in a region that is not small
inline constexpr int kWalkLarge = 100;

struct RetrievalOptions {
  int limit = 50;
  // Organisations whose features are computed, and those of one term that the walk looks at. 0: all
  // in a region of kSmallRegion organisations at most, otherwise the two bounds above.
  int candidates_max = 0;
  int walk_max = 0;
  LeftOut left_out;
};

struct RetrievalHit {
  int32_t organisation = 0;
  double score = 0;       // falls within those that make it, those like it and the rest
  bool makes_it = false;  // a product of exactly the name that was asked for
  int32_t product = -1;   // of its own the one most like the need (Dice); -1: none shares a term
  double likeness = 0;    // of the need and that product's name most like it: 1 for the very name
};

struct CandidateTable {
  std::vector<int32_t> organisations;  // ascending
  std::vector<double> features;        // kRetrievalFeatures for each, in the order of the enum

  [[nodiscard]] double Score(size_t candidate, const RetrievalWeights& weights) const;
};

// Keeps working memory between queries: one searcher for each thread. The index must outlive it.
class RetrievalSearcher {
 public:
  explicit RetrievalSearcher(const RetrievalIndex& index);

  // Those that make a product of exactly this name, then the others, each best first; of a need that
  // is no product's name those whose product is like it before the rest. Behind the
  // kFusionPool best in the order of stage one. Only organisations of which a feature of the need's
  // terms is above its floor, so a text of unknown terms finds nothing.
  [[nodiscard]] std::vector<RetrievalHit> Search(std::string_view need,
                                                 const RetrievalOptions& options);
  [[nodiscard]] const CandidateTable& Candidates(std::string_view need,
                                                 const RetrievalOptions& options);

 private:
  struct QueryTerm {
    int32_t id = 0;
    TermKind kind = TermKind::kBigram;
    double idf = 0;
  };
  struct Counted {
    int32_t term = 0;
    int32_t products = 0;
  };
  struct Weighted {
    int32_t id = 0;
    double weight = 0;
  };

  void LeaveOut(const LeftOut& left_out);
  void PutBack();
  void Parse(std::string_view need);
  void FindOverlaps();
  void Walk(int walk_max);
  void WalkTerm(const QueryTerm& term, int walk_max);
  void CountAround(int32_t organisation);
  void Associate(const QueryTerm& term, double sampled);
  void SampleHolders(int32_t term, int walk_max);
  void ChooseCandidates(int candidates_max);
  void AddAssociatedProducts(std::vector<Weighted>& products);
  void CountTerms(int32_t organisation);
  void TextFeatures(int32_t organisation, double* row);
  void AssociationFeatures(int32_t organisation, double* row);
  void ProductFeatures(int32_t organisation, double* row);
  void ProfileFeatures(int32_t organisation, double* row);
  void FollowFound();
  struct Placed {
    size_t candidate = 0;
    RetrievalHit hit;
  };
  [[nodiscard]] std::vector<Placed> Place(const LeftOut& left_out);
  void Fuse(std::vector<Placed>& placed) const;
  // Names the product most like the need and says how like it is; `known`: likeness by product.
  void NameLikest(const LeftOut& left_out, RetrievalHit& hit,
                  std::unordered_map<int32_t, double>& known) const;
  [[nodiscard]] int32_t LikestProduct(int32_t organisation, const LeftOut& left_out) const;
  [[nodiscard]] double Likeness(int32_t product) const;
  [[nodiscard]] double LikenessOfName(int32_t name) const;

  [[nodiscard]] double Idf(int32_t holders) const;
  [[nodiscard]] double Association(int32_t product);
  // Sums of idf of a product's terms, and of those that the need holds.
  struct Weights {
    double own = 0;
    double shared = 0;
  };
  [[nodiscard]] Weights WeightsOf(int32_t product) const;
  template <typename Visit>
  void ForMakers(int32_t product, const Visit& visit) const;
  template <typename Visit>
  void ForProducts(int32_t organisation, const Visit& visit) const;

  const RetrievalIndex& index_;
  LeftOut left_out_;
  // The index's counts, less the link that is left out.
  std::vector<int32_t> holders_;
  std::vector<double> idf_;
  std::vector<int32_t> changed_;  // terms to be put back
  int64_t length_total_ = 0;
  int32_t length_left_out_ = 0;

  std::vector<QueryTerm> query_;
  double query_weight_ = 0;       // sum of idf
  double query_text_weight_ = 0;  // ... of terms that are no heads
  std::vector<int32_t> query_name_terms_;
  std::vector<int32_t> query_characters_;  // none if the need is too long to be a name
  int32_t query_product_ = -1;
  std::vector<double> query_idf_;  // by term, 0 if the need does not hold it
  // By product: sum of idf of the need's terms that are not too common, touched ones listed.
  std::vector<double> overlap_;
  std::vector<int32_t> overlapping_;
  std::vector<double> association_;  // by product; negative: not computed
  std::vector<int32_t> associated_products_;
  // By term: association with the words and with the characters of the need.
  std::vector<double> word_lift_, character_lift_;
  std::vector<int32_t> lifted_;
  std::vector<double> name_lift_;
  std::vector<int32_t> lifted_names_;
  std::array<std::vector<double>, kSectorLevels> sector_lift_;
  std::vector<double> sector_log_;  // log posterior of the finest sectors, not normalised
  double sector_log_sum_ = 0;
  double sector_log_max_ = 0;
  // Of one term's walk.
  std::vector<int32_t> sample_;
  std::vector<int32_t> count_, counted_, name_count_, counted_names_;
  std::array<std::vector<int32_t>, kSectorLevels> sector_count_;
  std::vector<int32_t> stamp_;  // by organisation
  int32_t now_ = 0;

  CandidateTable table_;
  std::vector<Counted> bag_;            // terms of one organisation
  std::vector<int32_t> term_products_;  // by term, zero outside CountTerms
  std::vector<int64_t> bag_first_;      // of candidates
  std::vector<Counted> bags_;
  std::vector<double> norms_;
  std::vector<double> profile_;  // by term
};

}  // namespace lianmeng::match
