#include "app/retrieval_trial.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/random.h"
#include "match/retrieval.h"
#include "match/retrieval_fit.h"

namespace lianmeng::app {
namespace {

using match::CandidateTable;
using match::FitPool;
using match::RetrievalFeature;
using match::RetrievalIndex;
using match::RetrievalWeights;
using enum match::RetrievalFeature;

constexpr size_t kFeatures = match::kRetrievalFeatures;
constexpr size_t kPoolMax = 700;  // candidates of a query that weights are learned from
constexpr int kProductsPerFirm = 2;  // of a tuning firm, to learn from; the first is measured

constexpr const char* kFeatureNames[kFeatures] = {
    "bm25_words",        "bm25_characters",     "associated_words",      "associated_characters",
    "associated_best",   "associated_name",     "associated_sector",     "associated_sector_mid",
    "associated_sector_coarse", "associated_product", "associated_products", "covered",
    "covered_by_one",    "like_one",            "inside_one",            "like_many",
    "covered_many",      "like_many_for_size",  "head",                  "name",
    "industry",          "sector_posterior",    "products",              "length",
    "related",           "like_found",          "sector_of_found"};

struct Ablation {
  const char* name;
  std::vector<RetrievalFeature> without;
};

const std::vector<Ablation>& Ablations() {
  static const std::vector<Ablation> ablations = {
      {"without_associations",
       {kAssociatedWords, kAssociatedCharacters, kAssociatedBest, kAssociatedName,
        kAssociatedSector, kAssociatedSectorMid, kAssociatedSectorCoarse, kAssociatedProduct,
        kAssociatedProducts}},
      {"without_second_walk", {kLikeFound, kSectorOfFound}},
      {"without_single_products",
       {kCoveredByOne, kLikeOne, kInsideOne, kLikeMany, kCoveredMany, kLikeManyForSize}},
      {"without_head_noun", {kHead}},
      {"without_sectors",
       {kAssociatedSector, kAssociatedSectorMid, kAssociatedSectorCoarse, kIndustry,
        kSectorPosterior, kSectorOfFound}},
      {"without_names", {kName, kAssociatedName}},
      {"without_product_graph", {kRelated}},
      {"without_sizes", {kProducts, kLength}},
      {"without_bm25", {kBm25Words, kBm25Characters, kCovered}}};
  return ablations;
}

struct Question {
  int32_t firm = 0;
  int32_t product = 0;
  bool tuning = false;
  bool measured = false;  // the others are to learn from
};

// Firms with two products at least, shuffled; the first half is for tuning.
std::vector<Question> Ask(const RetrievalIndex& index, const RetrievalTrialOptions& options) {
  std::vector<int32_t> firms;
  for (int32_t f = 0; f < index.organisations(); ++f) {
    if (index.products_of[f].size() >= 2) firms.push_back(f);
  }
  Random random(options.seed);
  for (size_t i = firms.size(); i > 1; --i) std::swap(firms[i - 1], firms[random.Below(i)]);
  const size_t half = firms.size() / 2;
  std::vector<Question> questions;
  for (size_t i = 0; i < firms.size(); ++i) {
    const bool tuning = i < half;
    const size_t place = tuning ? i : i - half;
    if (options.firms_max > 0 && place >= static_cast<size_t>(options.firms_max)) continue;
    const auto made = index.products_of[firms[i]];
    std::vector<int32_t> products(made.begin(), made.end());
    Random own = random.Fork(static_cast<uint64_t>(firms[i]));
    for (size_t k = products.size(); k > 1; --k) std::swap(products[k - 1], products[own.Below(k)]);
    questions.push_back({firms[i], products[0], tuning, true});
    for (size_t k = 1; tuning && k < kProductsPerFirm && k < products.size(); ++k) {
      questions.push_back({firms[i], products[k], true, false});
    }
  }
  return questions;
}

class Trial {
 public:
  Trial(const match::RetrievalInput& input, RetrievalIndex index,
        const RetrievalTrialOptions& options, Progress& progress)
      : input_(input), index_(std::move(index)), options_(options), progress_(progress) {}

  Result<RetrievalTrial> Run() {
    questions_ = Ask(index_, options_);
    pools_.resize(questions_.size());
    LM_TRY(Each({"从调参企业取样", "Sampling the tuning firms"},
                [](const Question& question) { return question.tuning; },
                [this](size_t i, const CandidateTable& table) { TakePool(i, table); }));
    Learn();
    ranks_.resize(questions_.size());
    LM_TRY(Each({"逐家检索", "Asking for every firm"},
                [](const Question& question) { return question.measured; },
                [this](size_t i, const CandidateTable& table) { TakeRanks(i, table); }));
    return Report();
  }

 private:
  // Calls take(question, candidates) for the chosen questions, by several threads.
  template <typename Chosen, typename Take>
  Status Each(const TextPair& phase, const Chosen& chosen, const Take& take) {
    progress_.Begin(phase, static_cast<int64_t>(questions_.size()));
    std::atomic<size_t> next{0};
    std::atomic<bool> cancelled{false};
    const auto work = [&] {
      match::RetrievalSearcher searcher(index_);
      for (size_t i = next++; i < questions_.size() && !cancelled; i = next++) {
        if (progress_.Cancelled()) cancelled = true;
        progress_.Advance(static_cast<int64_t>(i));
        const Question& question = questions_[i];
        if (!chosen(question)) continue;
        take(i, searcher.Candidates(
                    input_.products[static_cast<size_t>(question.product)].front(),
                    {.candidates_max = index_.organisations(),
                     .walk_max = index_.organisations(),
                     .left_out = {question.firm, question.product}}));
      }
    };
    std::vector<std::thread> others;
    for (int t = 1; t < options_.threads; ++t) others.emplace_back(work);
    work();
    for (std::thread& other : others) other.join();
    if (cancelled) return MakeError(ErrorCode::kCancelled, {"已取消", "cancelled"});
    return Ok{};
  }

  // The candidates that the shipped weights put first. Other makers of the product are right answers
  // too and teach nothing. A question whose firm is not among them is passed over: there the firm
  // is below all others in everything, and the weights would turn round.
  void TakePool(size_t question, const CandidateTable& table) {
    const Question& asked = questions_[question];
    const auto makers = index_.makers_of[asked.product];
    std::vector<std::pair<double, size_t>> order;
    for (size_t c = 0; c < table.organisations.size(); ++c) {
      const int32_t firm = table.organisations[c];
      if (firm != asked.firm && std::binary_search(makers.begin(), makers.end(), firm)) continue;
      order.emplace_back(-table.Score(c, match::kRetrievalWeights), c);
    }
    const size_t keep = std::min(order.size(), kPoolMax);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(keep),
                      order.end());
    order.resize(keep);
    const auto wanted = std::find_if(order.begin(), order.end(), [&](const auto& entry) {
      return table.organisations[entry.second] == asked.firm;
    });
    if (wanted == order.end()) return;
    FitPool& pool = pools_[question];
    pool.wanted = static_cast<size_t>(wanted - order.begin());
    for (const auto& [score, c] : order) {
      const double* row = &table.features[c * kFeatures];
      for (size_t f = 0; f < kFeatures; ++f) pool.features.push_back(static_cast<float>(row[f]));
    }
  }

  void Learn() {
    std::vector<FitPool> pools;
    for (FitPool& pool : pools_) {
      if (!pool.features.empty()) pools.push_back(std::move(pool));
    }
    names_ = {"all", "bm25"};
    weights_ = {match::FitRetrieval(pools, {}), match::kPlainBm25Weights};
    for (const Ablation& ablation : Ablations()) {
      names_.emplace_back(ablation.name);
      weights_.push_back(match::FitRetrieval(pools, {.without = ablation.without}));
    }
  }

  // The place from 0 of the wanted firm under each set of weights; ties go to the lower firm.
  void TakeRanks(size_t question, const CandidateTable& table) {
    const int32_t wanted = questions_[question].firm;
    const auto at = std::lower_bound(table.organisations.begin(), table.organisations.end(), wanted);
    std::vector<int64_t>& ranks = ranks_[question];
    if (at == table.organisations.end() || *at != wanted) {
      ranks.assign(weights_.size(), index_.organisations());
      return;
    }
    const auto own = static_cast<size_t>(at - table.organisations.begin());
    for (const RetrievalWeights& weights : weights_) {
      const double score = table.Score(own, weights);
      int64_t rank = 0;
      for (size_t c = 0; c < table.organisations.size(); ++c) {
        const double other = table.Score(c, weights);
        rank += other > score || (other == score && c < own) ? 1 : 0;
      }
      ranks.push_back(rank);
    }
  }

  [[nodiscard]] RetrievalTrial Report() const {
    RetrievalTrial trial;
    trial.firms = index_.organisations();
    trial.products = index_.products();
    trial.links = static_cast<int64_t>(index_.products_of.values.size());
    trial.seed = static_cast<int64_t>(options_.seed);
    for (const Question& question : questions_) {
      if (question.measured) ++(question.tuning ? trial.tuning : trial.test);
    }
    for (size_t w = 0; w < weights_.size(); ++w) {
      RetrievalRecall recall{.features = names_[w]};
      for (size_t i = 0; i < questions_.size(); ++i) {
        if (!questions_[i].measured) continue;
        const bool tuning = questions_[i].tuning;
        if (ranks_[i][w] < 10) ++(tuning ? recall.tuning_at_10 : recall.test_at_10);
        if (ranks_[i][w] < 50) ++(tuning ? recall.tuning_at_50 : recall.test_at_50);
      }
      const auto share = [](double& count, int64_t of) {
        count = of > 0 ? count / static_cast<double>(of) : 0;
      };
      share(recall.tuning_at_10, trial.tuning);
      share(recall.tuning_at_50, trial.tuning);
      share(recall.test_at_10, trial.test);
      share(recall.test_at_50, trial.test);
      trial.recall.push_back(recall);
    }
    for (size_t f = 0; f < kFeatures; ++f) {
      trial.weights.push_back({kFeatureNames[f], weights_[0][f]});
    }
    return trial;
  }

  const match::RetrievalInput& input_;
  const RetrievalIndex index_;
  const RetrievalTrialOptions& options_;
  Progress& progress_;
  std::vector<Question> questions_;
  std::vector<FitPool> pools_;  // of tuning questions
  std::vector<std::string> names_;
  std::vector<RetrievalWeights> weights_;
  std::vector<std::vector<int64_t>> ranks_;  // of measured questions, by set of weights
};

}  // namespace

Result<RetrievalTrial> EvaluateRetrieval(const std::filesystem::path& folder,
                                         const RetrievalTrialOptions& options,
                                         Progress& progress) {
  LM_ASSIGN(const match::RetrievalInput input, ReadRetrievalData(folder));
  LM_ASSIGN(RetrievalIndex index, RetrievalIndex::Build(input));
  return Trial(input, std::move(index), options, progress).Run();
}

}  // namespace lianmeng::app
