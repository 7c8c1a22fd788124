#include "app/retrieval_trial.h"

#include <algorithm>

#include "base/parallel.h"
#include "base/random.h"
#include "match/retrieval.h"
#include "match/retrieval_fit.h"
#include "match/retrieval_fusion.h"

namespace lianmeng::app {
namespace {

using match::CandidateTable;
using match::FitPool;
using match::RetrievalFeature;
using match::RetrievalIndex;
using match::RetrievalWeights;
using enum match::RetrievalFeature;

constexpr size_t kFeatures = match::kRetrievalFeatures;
constexpr size_t kProductsPerFirm = 3;    // of a tuning firm, to learn from; the first is measured
constexpr size_t kFirstStageFirms = 500;  // tuning firms that stage one is learned from
constexpr size_t kNone = static_cast<size_t>(-1);

constexpr const char* kFeatureNames[kFeatures] = {"bm25_words",
                                                  "bm25_characters",
                                                  "associated_words",
                                                  "associated_characters",
                                                  "associated_best",
                                                  "associated_name",
                                                  "associated_sector",
                                                  "associated_sector_mid",
                                                  "associated_sector_coarse",
                                                  "associated_product",
                                                  "associated_products",
                                                  "covered",
                                                  "covered_by_one",
                                                  "like_one",
                                                  "inside_one",
                                                  "like_many",
                                                  "covered_many",
                                                  "like_many_for_size",
                                                  "head",
                                                  "name",
                                                  "industry",
                                                  "sector_posterior",
                                                  "products",
                                                  "length",
                                                  "related",
                                                  "like_found",
                                                  "sector_of_found",
                                                  "suffix",
                                                  "suffix_length",
                                                  "prefix",
                                                  "substring",
                                                  "substring_length",
                                                  "suffix_many",
                                                  "substring_many"};

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
      {"without_shared_characters",
       {kSuffix, kSuffixLength, kPrefix, kSubstring, kSubstringLength, kSuffixMany,
        kSubstringMany}},
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
  bool measured = false;     // the others are to learn from
  bool first_stage = false;  // stage one is learned from it
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

// Where the wanted firm stands, from 0.
struct Place {
  int64_t found = 0;     // among all firms
  int64_t filtered = 0;  // ... with the other makers of the product left out
};

// What a question is answered from.
struct Answers {
  FitPool pool;           // as stage one hands it to stage two, best first
  size_t wanted = kNone;  // place of the firm in the pool
  Place bm25;             // among all candidates
};

// The candidates in the order of a weighted sum; ties go to the lower firm.
std::vector<size_t> OrderOf(const CandidateTable& table, const RetrievalWeights& weights,
                            size_t keep) {
  std::vector<std::pair<double, size_t>> order;
  for (size_t c = 0; c < table.organisations.size(); ++c) {
    order.emplace_back(-table.Score(c, weights), c);
  }
  keep = std::min(keep, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(keep), order.end());
  std::vector<size_t> best;
  for (size_t i = 0; i < keep; ++i) best.push_back(order[i].second);
  return best;
}

class Trial {
 public:
  Trial(const match::RetrievalInput& input, RetrievalIndex index,
        const RetrievalTrialOptions& options, Progress& progress)
      : input_(input), index_(std::move(index)), options_(options), progress_(progress) {}

  Result<RetrievalTrial> Run() {
    questions_ = Ask(index_, options_);
    answers_.resize(questions_.size());
    places_.resize(questions_.size());
    LM_TRY(LearnStageOne());
    LM_TRY(Each(
        {"从调参企业取样", "Sampling the tuning firms"}, everywhere_,
        [](const Question& question) { return question.tuning; },
        [this](size_t i, const CandidateTable& table) { Take(i, table); }));
    LM_TRY(LearnStageTwo());
    LM_TRY(Each(
        {"逐家检索", "Asking for every firm"}, everywhere_,
        [](const Question& question) { return !question.tuning; },
        [this](size_t i, const CandidateTable& table) {
          Take(i, table);
          Rank(i);
          answers_[i].pool = {};
        }));
    bounded_.resize(questions_.size());
    const Bounds large{match::kCandidatesLarge, match::kWalkLarge};
    LM_TRY(Each(
        {"如在大区域中检索", "As in a large region"}, large,
        [](const Question& question) { return question.measured; },
        [this](size_t i, const CandidateTable& table) {
          const Answers answers = AnswersTo(questions_[i], table, stage_one_);
          bounded_[i] = PlaceIn(answers, fusions_[0]).found;
        }));
    return Report();
  }

 private:
  // How many candidates a question has and how far it walks.
  struct Bounds {
    int candidates_max = 0;
    int walk_max = 0;
  };

  // Calls take(question, candidates) for the chosen questions, by several threads.
  template <typename Chosen, typename Take>
  Status Each(const TextPair& phase, const Bounds& bounds, const Chosen& chosen, const Take& take) {
    std::vector<size_t> asked;
    for (size_t i = 0; i < questions_.size(); ++i) {
      if (chosen(questions_[i])) asked.push_back(i);
    }
    progress_.Begin(phase, static_cast<int64_t>(asked.size()));
    return ForEachParallel(
        asked.size(), {.threads = options_.threads},
        [this] { return match::RetrievalSearcher(index_); },
        [&](match::RetrievalSearcher& searcher, size_t i) {
          const Question& question = questions_[asked[i]];
          const std::string& need = input_.products[static_cast<size_t>(question.product)].front();
          take(asked[i],
               searcher.Candidates(need, {.candidates_max = bounds.candidates_max,
                                          .walk_max = bounds.walk_max,
                                          .left_out = {question.firm, question.product}}));
        },
        progress_);
  }

  [[nodiscard]] bool IsOtherMaker(const Question& question, int32_t firm) const {
    const auto makers = index_.makers_of[question.product];
    return firm != question.firm && std::binary_search(makers.begin(), makers.end(), firm);
  }

  [[nodiscard]] Answers AnswersTo(const Question& question, const CandidateTable& table,
                                  const RetrievalWeights& stage_one) const {
    const std::vector<size_t> order = OrderOf(table, stage_one, match::kFusionPool);
    Answers answers;
    answers.pool.pool = match::MakeFusionPool(table, order);
    for (size_t i = 0; i < order.size(); ++i) {
      const int32_t firm = table.organisations[order[i]];
      if (firm == question.firm) answers.wanted = i;
      answers.pool.is_maker.push_back(IsOtherMaker(question, firm));
    }
    if (answers.wanted != kNone) answers.pool.wanted = answers.wanted;
    answers.bm25 = {index_.organisations(), index_.organisations()};
    const auto at =
        std::find(table.organisations.begin(), table.organisations.end(), question.firm);
    if (at == table.organisations.end()) return answers;
    const auto own = static_cast<size_t>(at - table.organisations.begin());
    const double score = table.Score(own, match::kPlainBm25Weights);
    answers.bm25 = {};
    for (size_t c = 0; c < table.organisations.size(); ++c) {
      const double other = table.Score(c, match::kPlainBm25Weights);
      if (!(other > score || (other == score && c < own))) continue;
      ++answers.bm25.found;
      answers.bm25.filtered += IsOtherMaker(question, table.organisations[c]) ? 0 : 1;
    }
    return answers;
  }

  void Take(size_t question, const CandidateTable& table) {
    answers_[question] = AnswersTo(questions_[question], table, stage_one_);
  }

  // From pools that the order set by hand picks.
  Status LearnStageOne() {
    size_t asked = 0;
    for (size_t i = 0; i < questions_.size() && asked < kFirstStageFirms; ++i) {
      if (!questions_[i].tuning || !questions_[i].measured) continue;
      questions_[i].first_stage = true;
      ++asked;
    }
    LM_TRY(Each(
        {"学习第一级", "Learning stage one"}, everywhere_,
        [](const Question& question) { return question.first_stage; },
        [this](size_t i, const CandidateTable& table) {
          answers_[i] = AnswersTo(questions_[i], table, match::kFirstPassWeights);
        }));
    stage_one_ = match::FitRetrieval(Pools(), {});
    return Ok{};
  }

  // Questions whose firm is not in the pool teach nothing.
  [[nodiscard]] std::vector<FitPool> Pools() {
    std::vector<FitPool> pools;
    for (Answers& answers : answers_) {
      if (answers.wanted != kNone) pools.push_back(std::move(answers.pool));
    }
    return pools;
  }

  Status LearnStageTwo() {
    std::vector<std::pair<std::string, std::vector<RetrievalFeature>>> sets = {{"all", {}}};
    for (const Ablation& ablation : Ablations()) sets.emplace_back(ablation.name, ablation.without);
    const std::vector<FitPool> pools = Pools();
    progress_.Begin({"学习第二级", "Learning stage two"}, static_cast<int64_t>(sets.size()));
    fusions_.resize(sets.size());
    LM_TRY(ForEachParallel(
        sets.size(), {.threads = options_.threads}, [] { return 0; },
        [&](int, size_t s) { fusions_[s] = match::FitFusion(pools, {.without = sets[s].second}); },
        progress_));
    for (const auto& [name, without] : sets) names_.push_back(name);
    auto pool = pools.begin();
    for (size_t i = 0; i < questions_.size(); ++i) {
      if (answers_[i].wanted != kNone) answers_[i].pool = *pool++;
      if (questions_[i].tuning && questions_[i].measured) Rank(i);
      answers_[i].pool = {};
    }
    return Ok{};
  }

  // Ties go to what stage one puts first.
  [[nodiscard]] Place PlaceIn(const Answers& answers, const match::RetrievalFusion& fusion) const {
    if (answers.wanted == kNone) return {index_.organisations(), index_.organisations()};
    const std::vector<float> scores = match::FusionScores(fusion, answers.pool.pool);
    Place place;
    for (size_t c = 0; c < scores.size(); ++c) {
      const bool above = scores[c] > scores[answers.wanted] ||
                         (scores[c] == scores[answers.wanted] && c < answers.wanted);
      if (!above) continue;
      ++place.found;
      place.filtered += answers.pool.is_maker[c] ? 0 : 1;
    }
    return place;
  }

  // The place of the wanted firm under each set of features.
  void Rank(size_t question) {
    for (const match::RetrievalFusion& fusion : fusions_) {
      places_[question].push_back(PlaceIn(answers_[question], fusion));
    }
  }

  // `place_of(question)` from 0.
  template <typename PlaceOf>
  [[nodiscard]] RetrievalRecall RecallOf(const std::string& name, const PlaceOf& place_of) const {
    RetrievalRecall recall{.features = name};
    double tuning = 0;
    double test = 0;
    for (size_t i = 0; i < questions_.size(); ++i) {
      if (!questions_[i].measured) continue;
      const bool is_tuning = questions_[i].tuning;
      const int64_t place = place_of(i);
      ++(is_tuning ? tuning : test);
      if (place < 10) ++(is_tuning ? recall.tuning_at_10 : recall.test_at_10);
      if (place < 50) ++(is_tuning ? recall.tuning_at_50 : recall.test_at_50);
    }
    recall.tuning_at_10 /= std::max(1.0, tuning);
    recall.tuning_at_50 /= std::max(1.0, tuning);
    recall.test_at_10 /= std::max(1.0, test);
    recall.test_at_50 /= std::max(1.0, test);
    return recall;
  }

  void ReportRecall(RetrievalTrial& trial) const {
    const auto add = [&](const std::string& name, const auto& place_of) {
      trial.recall.push_back(RecallOf(name, place_of));
    };
    add("all", [&](size_t i) { return places_[i][0].found; });
    add("bm25", [&](size_t i) { return answers_[i].bm25.found; });
    add("all_listed", [&](size_t i) {
      const auto makers = index_.makers_of[questions_[i].product].size();
      return places_[i][0].filtered + static_cast<int64_t>(makers) - 1;
    });
    add("all_filtered", [&](size_t i) { return places_[i][0].filtered; });
    add("bm25_filtered", [&](size_t i) { return answers_[i].bm25.filtered; });
    add("all_bounded", [&](size_t i) { return bounded_[i]; });
    for (size_t s = 1; s < fusions_.size(); ++s) {
      add(names_[s], [&](size_t i) { return places_[i][s].found; });
    }
  }

  [[nodiscard]] RetrievalTrial Report() const {
    RetrievalTrial trial;
    trial.firms = index_.organisations();
    trial.products = index_.products();
    trial.links = static_cast<int64_t>(index_.products_of.values.size());
    trial.seed = static_cast<int64_t>(options_.seed);
    trial.pool = static_cast<int64_t>(match::kFusionPool);
    for (size_t i = 0; i < questions_.size(); ++i) {
      if (!questions_[i].measured) continue;
      const bool tuning = questions_[i].tuning;
      ++(tuning ? trial.tuning : trial.test);
      if (answers_[i].wanted != kNone) ++(tuning ? trial.tuning_in_pool : trial.test_in_pool);
    }
    trial.tuning_in_pool /= std::max<double>(1, static_cast<double>(trial.tuning));
    trial.test_in_pool /= std::max<double>(1, static_cast<double>(trial.test));
    ReportRecall(trial);
    for (size_t f = 0; f < kFeatures; ++f) {
      trial.weights.push_back({kFeatureNames[f], stage_one_[f]});
    }
    std::string command =
        "lianmeng evaluate retrieval --data DIR --seed " + std::to_string(options_.seed);
    if (options_.firms_max > 0) command += " --firms " + std::to_string(options_.firms_max);
    trial.source = match::RetrievalWeightsSource(stage_one_, fusions_[0], command + " --save FILE");
    return trial;
  }

  const match::RetrievalInput& input_;
  const RetrievalIndex index_;
  const RetrievalTrialOptions& options_;
  Progress& progress_;
  const Bounds everywhere_{index_.organisations(), index_.organisations()};
  std::vector<Question> questions_;
  std::vector<Answers> answers_;  // of each question; pools only as long as they are needed
  RetrievalWeights stage_one_{};
  std::vector<std::string> names_;
  std::vector<match::RetrievalFusion> fusions_;
  std::vector<std::vector<Place>> places_;  // of measured questions, by set of features
  std::vector<int64_t> bounded_;            // of measured questions, within the bounds
};

}  // namespace

Result<RetrievalTrial> EvaluateRetrieval(const std::filesystem::path& folder,
                                         const RetrievalTrialOptions& options, Progress& progress) {
  LM_ASSIGN(const match::RetrievalInput input, ReadRetrievalData(folder));
  LM_ASSIGN(RetrievalIndex index, RetrievalIndex::Build(input));
  return Trial(input, std::move(index), options, progress).Run();
}

}  // namespace lianmeng::app
