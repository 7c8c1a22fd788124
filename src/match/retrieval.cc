#include "match/retrieval.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "match/retrieval_fusion.h"
#include "match/score.h"

namespace lianmeng::match {
namespace {

using enum RetrievalFeature;

constexpr size_t kQueryTermsMax = 96;       // of a paragraph, those with the greatest idf
constexpr size_t kPostingsMax = 20'000;     // products of a term that candidates are looked for in
constexpr int32_t kMakersMax = 20'000;      // makers of the products that candidates come from
constexpr size_t kAssociatedTermsMax = 40;  // terms whose products also give candidates
constexpr size_t kProductsOfTermMax = 60;
constexpr size_t kFoundMax = 60;  // organisations whose profile is followed
constexpr double kFoundSharpness = 0.7;
constexpr double kNeedPerName = 2;     // how much of a need counts beside a name
constexpr size_t kNameMax = 40;        // characters; a longer need has no suffix to compare
constexpr double kChanceShare = 1.0;   // organisations added to observed and to expected
constexpr double kSectorShare = 20.0;  // organisations of the region added to each sector
constexpr double kCharacterWeight = 0.5;
constexpr double kProfileCharacterWeight = 0.3;

size_t At(int32_t i) { return static_cast<size_t>(i); }
double& Of(double* row, RetrievalFeature feature) { return row[static_cast<size_t>(feature)]; }
double Of(const double* row, RetrievalFeature feature) { return row[static_cast<size_t>(feature)]; }

double WeightOf(TermKind kind) { return IsCharacter(kind) ? kCharacterWeight : 1.0; }

constexpr RetrievalWeights Weights(
    std::initializer_list<std::pair<RetrievalFeature, double>> given) {
  RetrievalWeights weights{};
  for (const auto& [feature, weight] : given) weights[static_cast<size_t>(feature)] = weight;
  return weights;
}

}  // namespace

const RetrievalWeights kPlainBm25Weights = Weights({{kBm25Words, 1}, {kBm25Characters, 1}});
const RetrievalWeights kFirstPassWeights = Weights({{kBm25Words, 0.25},
                                                    {kBm25Characters, 0.125},
                                                    {kAssociatedWords, 1},
                                                    {kAssociatedCharacters, 1},
                                                    {kAssociatedProducts, 0.5},
                                                    {kLikeOne, 3}});

double CandidateTable::Score(size_t candidate, const RetrievalWeights& weights) const {
  const double* row = &features[candidate * kRetrievalFeatures];
  double sum = 0;
  for (size_t f = 0; f < kRetrievalFeatures; ++f) sum += weights[f] * row[f];
  return sum;
}

RetrievalSearcher::RetrievalSearcher(const RetrievalIndex& index)
    : index_(index), holders_(index.holders), length_total_(index.length_total) {
  const size_t terms = holders_.size();
  for (const int32_t holders : holders_) idf_.push_back(Idf(holders));
  query_idf_.assign(terms, 0);
  overlap_.assign(At(index.products()), 0);
  association_.assign(At(index.products()), -1);
  word_lift_.assign(terms, 0);
  character_lift_.assign(terms, 0);
  count_.assign(terms, 0);
  term_products_.assign(terms, 0);
  profile_.assign(terms, 0);
  name_lift_.assign(index.name_holders.size(), 0);
  name_count_.assign(index.name_holders.size(), 0);
  for (size_t level = 0; level < kSectorLevels; ++level) {
    sector_count_[level].assign(index.sector_members[level].size(), 0);
  }
  stamp_.assign(At(index.organisations()), 0);
}

double RetrievalSearcher::Idf(int32_t holders) const {
  const double n = index_.organisations();
  return std::log(1.0 + (n - holders + 0.5) / (holders + 0.5));
}

template <typename Visit>
void RetrievalSearcher::ForMakers(int32_t product, const Visit& visit) const {
  for (const int32_t organisation : index_.makers_of[product]) {
    if (product == left_out_.product && organisation == left_out_.organisation) continue;
    visit(organisation);
  }
}

template <typename Visit>
void RetrievalSearcher::ForProducts(int32_t organisation, const Visit& visit) const {
  for (const int32_t product : index_.products_of[organisation]) {
    if (product == left_out_.product && organisation == left_out_.organisation) continue;
    visit(product);
  }
}

// ---- The counts without one link

void RetrievalSearcher::LeaveOut(const LeftOut& left_out) {
  left_out_ = left_out;
  if (left_out.organisation < 0) return;
  CountTerms(left_out.organisation);  // without the link already
  for (const Counted& counted : bag_) term_products_[At(counted.term)] = counted.products;
  for (const int32_t term : index_.terms_of[left_out.product]) {
    length_left_out_ += IsHead(index_.kinds[At(term)]) ? 0 : 1;
    if (term_products_[At(term)] > 0) continue;
    --holders_[At(term)];
    idf_[At(term)] = Idf(holders_[At(term)]);
    changed_.push_back(term);
  }
  for (const Counted& counted : bag_) term_products_[At(counted.term)] = 0;
  length_total_ -= length_left_out_;
}

void RetrievalSearcher::PutBack() {
  for (const int32_t term : changed_) {
    ++holders_[At(term)];
    idf_[At(term)] = Idf(holders_[At(term)]);
  }
  changed_.clear();
  length_total_ += length_left_out_;
  length_left_out_ = 0;
  left_out_ = {};
}

// ---- The need

void RetrievalSearcher::Parse(std::string_view need) {
  for (const QueryTerm& term : query_) query_idf_[At(term.id)] = 0;
  query_.clear();
  query_name_terms_.clear();
  for (const Term& term : RetrievalTerms(need)) {
    if (term.kind == TermKind::kBigram || term.kind == TermKind::kWord) {
      const int32_t name = index_.FindNameTerm(term.text);
      if (name >= 0) query_name_terms_.push_back(name);
    }
    const int32_t id = index_.FindTerm(term);
    if (id < 0 || holders_[At(id)] == 0) continue;
    query_.push_back({id, term.kind, idf_[At(id)]});
  }
  if (query_.size() > kQueryTermsMax) {
    std::stable_sort(query_.begin(), query_.end(),
                     [](const QueryTerm& a, const QueryTerm& b) { return a.idf > b.idf; });
    query_.resize(kQueryTermsMax);
  }
  query_weight_ = query_text_weight_ = 0;
  for (const QueryTerm& term : query_) {
    query_idf_[At(term.id)] = term.idf;
    query_weight_ += term.idf;
    if (!IsHead(term.kind)) query_text_weight_ += term.idf;
  }
  query_characters_ = CharactersOf(need);
  if (query_characters_.size() > kNameMax) query_characters_.clear();
  query_product_ = index_.FindProduct(need);
}

// Products that hold a term of the need. Terms that most products hold tell little and are passed
// over, unless there are no others.
void RetrievalSearcher::FindOverlaps() {
  for (const int32_t product : overlapping_) overlap_[At(product)] = 0;
  overlapping_.clear();
  const auto is_common = [&](const QueryTerm& term) {
    return index_.products_with[term.id].size() > kPostingsMax;
  };
  const bool all = std::all_of(query_.begin(), query_.end(), is_common);
  for (const QueryTerm& term : query_) {
    if (!all && is_common(term)) continue;
    for (const int32_t product : index_.products_with[term.id]) {
      if (overlap_[At(product)] == 0) overlapping_.push_back(product);
      overlap_[At(product)] += term.idf;
    }
  }
}

RetrievalSearcher::Weights RetrievalSearcher::WeightsOf(int32_t product) const {
  Weights weights;
  for (const int32_t term : index_.terms_of[product]) {
    weights.own += idf_[At(term)];
    weights.shared += query_idf_[At(term)];
  }
  return weights;
}

// ---- The walk

// Organisations that make a product with the term: all, or evenly spaced ones. `walk_max` products
// are looked at, and twice as many links to their makers, also evenly spaced.
void RetrievalSearcher::SampleHolders(int32_t term, int walk_max) {
  sample_.clear();
  ++now_;
  const auto products = index_.products_with[term];
  const auto keep = static_cast<size_t>(walk_max);
  const bool all = walk_max >= index_.organisations();
  const size_t step = all ? 1 : std::max<size_t>(1, products.size() / keep);
  size_t links = 0;
  for (size_t i = 0; i < products.size(); i += step) links += index_.makers_of[products[i]].size();
  const size_t stride = all ? 1 : std::max<size_t>(1, links / (2 * keep));
  size_t skip = 0;  // links before the next one that is looked at
  for (size_t i = 0; i < products.size(); i += step) {
    const auto makers = index_.makers_of[products[i]];
    size_t m = skip;
    for (; m < makers.size(); m += stride) {
      const int32_t organisation = makers[m];
      if (products[i] == left_out_.product && organisation == left_out_.organisation) continue;
      if (stamp_[At(organisation)] == now_) continue;
      stamp_[At(organisation)] = now_;
      sample_.push_back(organisation);
    }
    skip = m - makers.size();
  }
  if (sample_.size() <= keep) return;
  for (size_t i = 0; i < keep; ++i) sample_[i] = sample_[i * sample_.size() / keep];
  sample_.resize(keep);
}

void RetrievalSearcher::CountAround(int32_t organisation) {
  const auto count = [&](int32_t term) {
    if (count_[At(term)]++ == 0) counted_.push_back(term);
  };
  if (organisation == left_out_.organisation) {
    CountTerms(organisation);
    for (const Counted& counted : bag_) count(counted.term);
  } else {
    for (const int32_t term : index_.bag_of[organisation]) count(term);
  }
  for (const int32_t name : index_.name_terms_of[organisation]) {
    if (name_count_[At(name)]++ == 0) counted_names_.push_back(name);
  }
  for (size_t level = 0; level < kSectorLevels; ++level) {
    const int32_t sector = index_.sector_of[level][At(organisation)];
    if (sector >= 0) ++sector_count_[level][At(sector)];
  }
}

void RetrievalSearcher::Associate(const QueryTerm& term, double sampled) {
  const double n = index_.organisations();
  const auto lift = [&](int32_t observed, int32_t holders) {
    const double expected = sampled * holders / n;
    if (observed <= expected) return 0.0;
    return std::log((observed + kChanceShare) / (expected + kChanceShare));
  };
  std::vector<double>& lifts = IsCharacter(term.kind) ? character_lift_ : word_lift_;
  // What a sample meets once is chance more often than not.
  const int32_t least = sampled < holders_[At(term.id)] ? 2 : 1;
  for (const int32_t other : counted_) {
    const int32_t observed = std::exchange(count_[At(other)], 0);
    if (observed < least) continue;
    const double l = lift(observed, holders_[At(other)]);
    if (l <= 0 || other == term.id) continue;
    if (word_lift_[At(other)] == 0 && character_lift_[At(other)] == 0) lifted_.push_back(other);
    lifts[At(other)] += term.idf * l;
  }
  const double share = term.idf * WeightOf(term.kind);
  for (const int32_t name : counted_names_) {
    const double l = lift(name_count_[At(name)], index_.name_holders[At(name)]);
    name_count_[At(name)] = 0;
    if (l <= 0) continue;
    if (name_lift_[At(name)] == 0) lifted_names_.push_back(name);
    name_lift_[At(name)] += share * l;
  }
  double in_sectors = 0;
  for (const int32_t count : sector_count_[0]) in_sectors += count;
  const double usual = (in_sectors + 0.5) / n;
  // The sample stands for all holders of the term.
  const double scale = sampled > 0 ? holders_[At(term.id)] / sampled : 0;
  for (size_t s = 0; s < sector_log_.size() && !IsHead(term.kind); ++s) {
    const double share_here = (scale * sector_count_[0][s] + kSectorShare * usual * scale) /
                              (index_.sector_members[0][s] + kSectorShare);
    const double weight = IsCharacter(term.kind) ? kProfileCharacterWeight : 1.0;
    sector_log_[s] += weight * std::log(share_here / (usual * scale));
  }
  for (size_t level = 0; level < kSectorLevels; ++level) {
    for (size_t s = 0; s < sector_lift_[level].size(); ++s) {
      const double l = lift(sector_count_[level][s], index_.sector_members[level][s]);
      if (l > 0) sector_lift_[level][s] += share * l;
      sector_count_[level][s] = 0;
    }
  }
}

void RetrievalSearcher::WalkTerm(const QueryTerm& term, int walk_max) {
  counted_.clear();
  counted_names_.clear();
  // A character tells less than a word and is held by more.
  const bool all = walk_max >= index_.organisations();
  SampleHolders(term.id, all || !IsCharacter(term.kind) ? walk_max : (walk_max + 1) / 2);
  if (sample_.empty()) return;  // of the products looked at nobody makes one
  for (const int32_t organisation : sample_) CountAround(organisation);
  Associate(term, static_cast<double>(sample_.size()));
}

void RetrievalSearcher::Walk(int walk_max) {
  for (const int32_t term : lifted_) word_lift_[At(term)] = character_lift_[At(term)] = 0;
  for (const int32_t name : lifted_names_) name_lift_[At(name)] = 0;
  for (const int32_t product : associated_products_) association_[At(product)] = -1;
  lifted_.clear();
  lifted_names_.clear();
  associated_products_.clear();
  for (size_t level = 0; level < kSectorLevels; ++level) {
    sector_lift_[level].assign(index_.sector_members[level].size(), 0);
  }
  sector_log_.assign(index_.sector_members[0].size(), 0);
  for (const QueryTerm& term : query_) WalkTerm(term, walk_max);
  sector_log_sum_ = 0;
  sector_log_max_ =
      sector_log_.empty() ? 0 : *std::max_element(sector_log_.begin(), sector_log_.end());
  for (const double log : sector_log_) sector_log_sum_ += std::exp(log - sector_log_max_);
}

// Mean association of a product's terms with the need, weighted by idf.
double RetrievalSearcher::Association(int32_t product) {
  double& known = association_[At(product)];
  if (known >= 0) return known;
  associated_products_.push_back(product);
  double sum = 0;
  double weights = 4.0;  // keeps names of few terms from standing out
  for (const int32_t term : index_.terms_of[product]) {
    const size_t t = At(term);
    const double weight = idf_[t] * WeightOf(index_.kinds[t]);
    weights += weight;
    sum += weight * (word_lift_[t] + kCharacterWeight * character_lift_[t]);
  }
  known = sum / weights / (query_weight_ + 1.0);
  return known;
}

// ---- Candidates

void RetrievalSearcher::AddAssociatedProducts(std::vector<Weighted>& products) {
  std::vector<Weighted> terms;
  for (const int32_t term : lifted_) {
    const size_t t = At(term);
    if (index_.kinds[t] != TermKind::kBigram && index_.kinds[t] != TermKind::kWord) continue;
    terms.push_back({term, idf_[t] * (word_lift_[t] + kCharacterWeight * character_lift_[t])});
  }
  const size_t keep = std::min(terms.size(), kAssociatedTermsMax);
  std::partial_sort(terms.begin(), terms.begin() + static_cast<std::ptrdiff_t>(keep), terms.end(),
                    [](const Weighted& a, const Weighted& b) {
                      return a.weight != b.weight ? a.weight > b.weight : a.id < b.id;
                    });
  for (size_t i = 0; i < keep; ++i) {
    const auto held = index_.products_with[terms[i].id];
    const size_t step = std::max<size_t>(1, held.size() / kProductsOfTermMax);
    for (size_t k = 0; k < held.size(); k += step) {
      if (association_[At(held[k])] < 0) products.push_back({held[k], Association(held[k])});
    }
  }
}

// All organisations, or the makers of the products nearest to the need by words or association.
void RetrievalSearcher::ChooseCandidates(int candidates_max) {
  std::vector<int32_t>& chosen = table_.organisations;
  chosen.clear();
  if (index_.organisations() <= candidates_max) {
    for (int32_t i = 0; i < index_.organisations(); ++i) chosen.push_back(i);
    return;
  }
  FindOverlaps();
  std::vector<Weighted> products;
  // Makers of exactly the product asked for come before all others.
  if (query_product_ >= 0) products.push_back({query_product_, HUGE_VAL});
  for (const int32_t product : overlapping_) {
    products.push_back({product, overlap_[At(product)] / (query_weight_ + 1.0)});
  }
  AddAssociatedProducts(products);
  const auto before = [](const Weighted& a, const Weighted& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.id < b.id;
  };
  // Nearly every product has a maker.
  const auto enough = 2 * static_cast<size_t>(candidates_max) + 100;
  const size_t keep = std::min(products.size(), enough);
  std::nth_element(products.begin(), products.begin() + static_cast<std::ptrdiff_t>(keep),
                   products.end(), before);
  products.resize(keep);
  std::sort(products.begin(), products.end(), before);
  ++now_;
  int32_t makers = 0;
  for (const Weighted& product : products) {
    ForMakers(product.id, [&](int32_t organisation) {
      ++makers;
      if (stamp_[At(organisation)] == now_) return;
      if (chosen.size() >= static_cast<size_t>(candidates_max)) return;
      stamp_[At(organisation)] = now_;
      chosen.push_back(organisation);
    });
    if (makers >= kMakersMax || chosen.size() >= static_cast<size_t>(candidates_max)) break;
  }
  std::sort(chosen.begin(), chosen.end());
}

// ---- Features

void RetrievalSearcher::CountTerms(int32_t organisation) {
  bag_.clear();
  if (organisation != left_out_.organisation) {
    const auto terms = index_.bag_of[organisation];
    const auto first = static_cast<size_t>(index_.bag_of.first[At(organisation)]);
    for (size_t i = 0; i < terms.size(); ++i) {
      bag_.push_back({terms[i], index_.bag_counts[first + i]});
    }
    return;
  }
  ForProducts(organisation, [&](int32_t product) {
    for (const int32_t term : index_.terms_of[product]) {
      if (term_products_[At(term)]++ == 0) bag_.push_back({term, 0});
    }
  });
  for (Counted& counted : bag_) {
    counted.products = term_products_[At(counted.term)];
    term_products_[At(counted.term)] = 0;
  }
}

void RetrievalSearcher::TextFeatures(int32_t organisation, double* row) {
  const int32_t left = organisation == left_out_.organisation ? length_left_out_ : 0;
  const double length = index_.lengths[At(organisation)] - left;
  const double mean = static_cast<double>(length_total_) / index_.organisations();
  const double norm = kBm25K1 * (1.0 - kBm25B + kBm25B * length / std::max(mean, 1.0));
  for (const Counted& counted : bag_) term_products_[At(counted.term)] = counted.products;
  for (const QueryTerm& term : query_) {
    const double tf = term_products_[At(term.id)];
    if (tf == 0 || IsHead(term.kind)) continue;
    Of(row, IsCharacter(term.kind) ? kBm25Characters : kBm25Words) +=
        term.idf * tf * (kBm25K1 + 1.0) / (tf + norm);
    Of(row, kCovered) += term.idf / query_text_weight_;
  }
  for (const QueryTerm& term : query_) {
    if (IsHead(term.kind)) Of(row, kHead) += term.idf * term_products_[At(term.id)];
  }
  Of(row, kHead) = std::log1p(Of(row, kHead));
  for (const Counted& counted : bag_) term_products_[At(counted.term)] = 0;
  const auto rare = [&](int32_t holders) {
    return std::log(1.0 + index_.organisations() / (1.0 + holders));
  };
  for (const int32_t name : query_name_terms_) {
    const auto& own = index_.name_terms_of[organisation];
    if (std::binary_search(own.begin(), own.end(), name)) {
      Of(row, kName) += rare(index_.name_holders[At(name)]);
    }
    const auto& industry = index_.industry_terms_of[organisation];
    if (std::binary_search(industry.begin(), industry.end(), name)) {
      Of(row, kIndustry) += rare(index_.industry_holders[At(name)]);
    }
  }
}

void RetrievalSearcher::AssociationFeatures(int32_t organisation, double* row) {
  double words = 0;
  double characters = 0;
  double best = 0;
  double length = 0;
  for (const Counted& counted : bag_) {
    const size_t t = At(counted.term);
    length += counted.products;
    if (word_lift_[t] == 0 && character_lift_[t] == 0) continue;
    const double weight = WeightOf(index_.kinds[t]) * idf_[t] / 6.0;
    const double often = counted.products / (counted.products + 1.0);
    words += often * weight * word_lift_[t];
    characters += often * weight * character_lift_[t];
    best = std::max(best, weight * (word_lift_[t] + 0.3 * character_lift_[t]));
  }
  const double divisor = query_weight_ + 1.0;
  const double size = std::sqrt(50.0 + length) * divisor;
  Of(row, kAssociatedWords) = std::log(words / size + 0.002);
  Of(row, kAssociatedCharacters) = std::log(characters / size + 0.002);
  Of(row, kAssociatedBest) = std::sqrt(best / divisor);
  Of(row, kLength) = std::log(20.0 + length);
  const auto names = index_.name_terms_of[organisation];
  double in_name = 0;
  for (const int32_t name : names) {
    in_name += name_lift_[At(name)] *
               std::log(1.0 + index_.organisations() / (1.0 + index_.name_holders[At(name)]));
  }
  Of(row, kAssociatedName) =
      std::log(0.05 + in_name / 8.0 / divisor / std::sqrt(1.0 + static_cast<double>(names.size())));
  const RetrievalFeature levels[] = {kAssociatedSector, kAssociatedSectorMid,
                                     kAssociatedSectorCoarse};
  for (size_t level = 0; level < kSectorLevels; ++level) {
    const int32_t sector = index_.sector_of[level][At(organisation)];
    if (sector >= 0) Of(row, levels[level]) = sector_lift_[level][At(sector)] / divisor;
  }
  const int32_t sector = index_.sector_of[0][At(organisation)];
  const double posterior =
      sector < 0 ? 0 : std::exp(sector_log_[At(sector)] - sector_log_max_) / sector_log_sum_;
  Of(row, kSectorPosterior) = std::log(posterior + 0.001);
}

void RetrievalSearcher::ProductFeatures(int32_t organisation, double* row) {
  std::array<double, 3> best{};
  double products = 0;
  double like = 0;
  double covered = 0;
  ForProducts(organisation, [&](int32_t product) {
    ++products;
    const double association = Association(product);
    if (association > best[2]) best[2] = association;
    if (best[2] > best[1]) std::swap(best[1], best[2]);
    if (best[1] > best[0]) std::swap(best[0], best[1]);
    const auto [own, overlap] = WeightsOf(product);
    if (overlap == 0) return;
    const double share = overlap / query_weight_;
    const double dice = 2.0 * overlap / (query_weight_ + own);
    Of(row, kCoveredByOne) = std::max(Of(row, kCoveredByOne), share);
    Of(row, kLikeOne) = std::max(Of(row, kLikeOne), dice);
    Of(row, kInsideOne) = std::max(Of(row, kInsideOne), overlap / own);
    like += dice * dice;
    covered += share * share;
    if (query_characters_.empty()) return;
    const SharedCharacters shared = Share(query_characters_, index_.characters_of[product]);
    const auto most = [&](RetrievalFeature feature, int32_t length, double unit) {
      Of(row, feature) = std::max(Of(row, feature), length / unit);
    };
    const auto length = static_cast<double>(query_characters_.size());
    most(kSuffix, shared.suffix, length);
    most(kSuffixLength, shared.suffix, 1);
    most(kPrefix, shared.prefix, length);
    most(kSubstring, shared.substring, length);
    most(kSubstringLength, shared.substring, 1);
    Of(row, kSuffixMany) += shared.suffix >= 2 ? 1 : 0;
    Of(row, kSubstringMany) += shared.substring >= 2 ? shared.substring * shared.substring : 0;
  });
  Of(row, kSuffixMany) = std::log1p(Of(row, kSuffixMany));
  Of(row, kSubstringMany) = std::log1p(Of(row, kSubstringMany));
  const double size = std::sqrt(3.0 + products);
  Of(row, kAssociatedProduct) = std::log(0.02 + best[0]);
  Of(row, kAssociatedProducts) = std::log(0.02 + best[0] + best[1] + best[2]);
  Of(row, kLikeMany) = std::log1p(like);
  Of(row, kLikeManyForSize) = std::sqrt(like / size);
  Of(row, kCoveredMany) = std::log(0.05 + covered / size);
  Of(row, kProducts) = std::log(3.0 + products);
}

// ---- The second walk: what those found first have in common

void RetrievalSearcher::FollowFound() {
  const size_t candidates = table_.organisations.size();
  std::vector<Weighted> found;
  for (size_t c = 0; c < candidates; ++c) {
    found.push_back({static_cast<int32_t>(c), table_.Score(c, kFirstPassWeights)});
  }
  const size_t keep = std::min(candidates, kFoundMax);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(keep), found.end(),
                    [](const Weighted& a, const Weighted& b) {
                      return a.weight != b.weight ? a.weight > b.weight : a.id < b.id;
                    });
  found.resize(keep);
  double total = 0;
  const double top = found.empty() ? 0 : found[0].weight;
  for (Weighted& one : found) total += one.weight = std::exp(kFoundSharpness * (one.weight - top));
  const auto weight_of = [&](const Counted& counted) {
    const size_t t = At(counted.term);
    const double kind = IsCharacter(index_.kinds[t]) ? kProfileCharacterWeight : 1.0;
    return kind * idf_[t] * counted.products * (kBm25K1 + 1.0) / (counted.products + kBm25K1);
  };
  const auto for_bag = [&](size_t c, const auto& visit) {
    for (int64_t i = bag_first_[c]; i < bag_first_[c + 1]; ++i)
      visit(bags_[static_cast<size_t>(i)]);
  };
  norms_.assign(candidates, 0);
  for (size_t c = 0; c < candidates; ++c) {
    for_bag(c,
            [&](const Counted& counted) { norms_[c] += weight_of(counted) * weight_of(counted); });
    norms_[c] = std::sqrt(norms_[c]) + 1e-9;
  }
  std::vector<double> sectors(index_.sector_members[0].size(), 0);
  for (const Weighted& one : found) {
    const double share = one.weight / total;
    const auto c = static_cast<size_t>(one.id);
    const int32_t sector = index_.sector_of[0][At(table_.organisations[c])];
    if (sector >= 0) sectors[At(sector)] += share;
    for_bag(c, [&](const Counted& counted) {
      profile_[At(counted.term)] += share * weight_of(counted) / norms_[c];
    });
  }
  for (size_t c = 0; c < candidates; ++c) {
    double like = 0;
    for_bag(c, [&](const Counted& counted) {
      like += profile_[At(counted.term)] * weight_of(counted) / norms_[c];
    });
    double* row = &table_.features[c * kRetrievalFeatures];
    const int32_t sector = index_.sector_of[0][At(table_.organisations[c])];
    Of(row, kLikeFound) = std::log(0.01 + like);
    Of(row, kSectorOfFound) = std::log(0.003 + (sector < 0 ? 0 : sectors[At(sector)]));
  }
  for (const Weighted& one : found) {
    for_bag(static_cast<size_t>(one.id),
            [&](const Counted& counted) { profile_[At(counted.term)] = 0; });
  }
}

void RetrievalSearcher::ProfileFeatures(int32_t organisation, double* row) {
  CountTerms(organisation);
  bags_.insert(bags_.end(), bag_.begin(), bag_.end());
  bag_first_.push_back(static_cast<int64_t>(bags_.size()));
  TextFeatures(organisation, row);
  AssociationFeatures(organisation, row);
  ProductFeatures(organisation, row);
}

const CandidateTable& RetrievalSearcher::Candidates(std::string_view need,
                                                    const RetrievalOptions& options) {
  LeaveOut(options.left_out);
  Parse(need);
  table_.organisations.clear();
  table_.features.clear();
  if (!query_.empty()) {
    const bool is_small = index_.organisations() <= kSmallRegion;
    const auto most = [&](int given, int large) {
      return given > 0 ? given : is_small ? index_.organisations() : large;
    };
    Walk(most(options.walk_max, kWalkLarge));
    ChooseCandidates(most(options.candidates_max, kCandidatesLarge));
  }
  const size_t candidates = table_.organisations.size();
  table_.features.assign(candidates * kRetrievalFeatures, 0);
  bags_.clear();
  bag_first_.assign(1, 0);
  for (size_t c = 0; c < candidates; ++c) {
    ProfileFeatures(table_.organisations[c], &table_.features[c * kRetrievalFeatures]);
  }
  if (query_product_ >= 0 && candidates > 0) {
    ++now_;
    for (const int32_t product : index_.related[query_product_]) {
      ForMakers(product, [&](int32_t organisation) { stamp_[At(organisation)] = now_; });
    }
    for (size_t c = 0; c < candidates; ++c) {
      Of(&table_.features[c * kRetrievalFeatures], kRelated) =
          stamp_[At(table_.organisations[c])] == now_ ? 1 : 0;
    }
  }
  if (candidates > 0) FollowFound();
  PutBack();
  return table_;
}

int32_t RetrievalSearcher::LikestProduct(int32_t organisation, const LeftOut& left_out) const {
  int32_t likest = -1;
  double most = 0;
  for (const int32_t product : index_.products_of[organisation]) {
    if (organisation == left_out.organisation && product == left_out.product) continue;
    const Weights weights = WeightsOf(product);
    const double dice = 2.0 * weights.shared / (query_weight_ + weights.own);
    if (dice > most) {
      most = dice;
      likest = product;
    }
  }
  return likest;
}

// Dice, but the need counts at most kNeedPerName times the name: a paragraph that holds a name is
// like it, however much else it says. Head nouns are left out: a paragraph has one at its end alone.
double RetrievalSearcher::LikenessOfName(int32_t name) const {
  double own = 0, shared = 0;
  for (const int32_t term : index_.terms_of_name[name]) {
    if (IsHead(index_.kinds[At(term)])) continue;
    own += idf_[At(term)];
    shared += query_idf_[At(term)];
  }
  if (own == 0) return 0;
  return 2 * shared / (own + std::min(query_text_weight_, kNeedPerName * own));
}

double RetrievalSearcher::Likeness(int32_t product) const {
  double most = 0;
  for (const int32_t name : index_.names_of[product]) most = std::max(most, LikenessOfName(name));
  return std::min(most, 1.0);
}

// Candidates of which something is known, with their score of stage one, or of the sum set by hand
// where they are a handful.
std::vector<RetrievalSearcher::Placed> RetrievalSearcher::Place(const LeftOut& left_out) {
  ++now_;
  if (query_product_ >= 0) {
    for (const int32_t organisation : index_.makers_of[query_product_]) {
      if (query_product_ == left_out.product && organisation == left_out.organisation) continue;
      stamp_[At(organisation)] = now_;
    }
  }
  const bool is_handful = table_.organisations.size() < kLearnedPoolMin;
  const RetrievalWeights& weights = is_handful ? kFirstPassWeights : kRetrievalWeights;
  std::vector<Placed> placed;
  for (size_t c = 0; c < table_.organisations.size(); ++c) {
    const double* row = &table_.features[c * kRetrievalFeatures];
    if (Of(row, kCovered) == 0 && Of(row, kAssociatedBest) == 0) continue;
    Placed one{.candidate = c, .hit = {}};
    one.hit.organisation = table_.organisations[c];
    one.hit.score = table_.Score(c, weights);
    one.hit.makes_it = stamp_[At(one.hit.organisation)] == now_;
    placed.push_back(one);
  }
  return placed;
}

// Sorts. The first kFusionPool get the score of the network, the others go on below it. Of a handful
// the order stays.
void RetrievalSearcher::Fuse(std::vector<Placed>& placed) const {
  const auto before = [](const Placed& a, const Placed& b) {
    if (a.hit.makes_it != b.hit.makes_it) return a.hit.makes_it;
    return a.hit.score != b.hit.score ? a.hit.score > b.hit.score
                                      : a.hit.organisation < b.hit.organisation;
  };
  std::sort(placed.begin(), placed.end(), before);
  if (table_.organisations.size() < kLearnedPoolMin) return;
  const size_t pool = std::min(placed.size(), kFusionPool);
  std::vector<size_t> candidates;
  for (size_t i = 0; i < pool; ++i) candidates.push_back(placed[i].candidate);
  const std::vector<float> scores =
      FusionScores(kRetrievalFusion, MakeFusionPool(table_, candidates));
  double below = 0;
  for (size_t i = 0; i < pool; ++i) {
    placed[i].hit.score = static_cast<double>(scores[i]);
    below = i == 0 ? placed[i].hit.score : std::min(below, placed[i].hit.score);
  }
  for (size_t i = pool; i < placed.size(); ++i) {
    placed[i].hit.score = below - static_cast<double>(i - pool + 1);
  }
  std::sort(placed.begin(), placed.begin() + static_cast<std::ptrdiff_t>(pool), before);
}

void RetrievalSearcher::NameLikest(const LeftOut& left_out, RetrievalHit& hit,
                                   std::unordered_map<int32_t, double>& known) const {
  hit.product = LikestProduct(hit.organisation, left_out);
  if (hit.product < 0) return;
  const auto [likeness, is_new] = known.try_emplace(hit.product, 0);
  if (is_new) likeness->second = Likeness(hit.product);
  hit.likeness = likeness->second;
}

std::vector<RetrievalHit> RetrievalSearcher::Search(std::string_view need,
                                                    const RetrievalOptions& options) {
  (void)Candidates(need, options);
  std::vector<Placed> placed = Place(options.left_out);
  Fuse(placed);
  const auto limit = static_cast<size_t>(std::max(0, options.limit));
  std::unordered_map<int32_t, double> known;
  // What was learned is the order for names of products. 220千伏 is words of some: who offers one of
  // these comes before who resembles them.
  const bool is_name = query_product_ >= 0;
  const size_t looked_at = is_name ? std::min(limit, placed.size()) : placed.size();
  for (size_t i = 0; i < looked_at; ++i) NameLikest(options.left_out, placed[i].hit, known);
  if (!is_name) {
    std::stable_partition(placed.begin(), placed.end(),
                          [](const Placed& one) { return one.hit.likeness >= kLikenessMin; });
  }
  std::vector<RetrievalHit> hits;
  for (size_t i = 0; i < std::min(limit, placed.size()); ++i) hits.push_back(placed[i].hit);
  return hits;
}

}  // namespace lianmeng::match
