#include "match/reference_retrieval.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "base/text.h"

namespace lianmeng::match {
namespace {

using enum RetrievalFeature;
using Lifts = std::map<Term, std::pair<double, double>>;  // by words, by characters

struct Firm {
  std::vector<std::set<Term>> products;
  std::vector<const std::vector<std::string>*> names_of_products;
  std::set<int32_t> product_ids;
  std::map<Term, int> bag;  // term -> products
  double length = 0;        // heads left out
  double length_all = 0;
  std::set<std::string> names, industry;
};

std::set<std::string> WordsOf(const auto& texts) {
  std::set<std::string> words;
  for (const std::string& text : texts) {
    for (const Term& term : RetrievalTerms(text)) {
      if (term.kind == TermKind::kBigram || term.kind == TermKind::kWord) words.insert(term.text);
    }
  }
  return words;
}

double WeightOf(const Term& term, double character) {
  return IsCharacter(term.kind) ? character : 1.0;
}

class Reference {
 public:
  Reference(const RetrievalInput& input, std::string_view need, const LeftOut& left_out)
      : input_(input), names_(input.products), need_(need) {
    const Synonyms synonyms = SynonymsOf(input);
    for (std::vector<std::string>& names : names_) {
      for (size_t given = names.size(), i = 0; i < given; ++i) {
        for (const std::string& other : synonyms.NamesBeside(names[i])) names.push_back(other);
      }
    }
    for (size_t f = 0; f < input.organisations.size(); ++f) {
      const RetrievalOrganisation& record = input.organisations[f];
      Firm firm{.names = WordsOf(record.names), .industry = WordsOf(record.industry)};
      for (const int32_t product : record.products) {
        if (static_cast<int32_t>(f) == left_out.organisation && product == left_out.product)
          continue;
        if (!firm.product_ids.insert(product).second) continue;
        std::set<Term> terms;
        const size_t given = input.products[static_cast<size_t>(product)].size();
        const std::vector<std::string>& names = names_[static_cast<size_t>(product)];
        for (size_t i = 0; i < names.size(); ++i) {
          for (const Term& term : RetrievalTerms(names[i])) {
            if (i < given || !IsQuantity(term)) terms.insert(term);
          }
        }
        for (const Term& term : terms) {
          ++firm.bag[term];
          ++firm.length_all;
          if (!IsHead(term.kind)) ++firm.length;
        }
        firm.products.push_back(terms);
        firm.names_of_products.push_back(&names_[static_cast<size_t>(product)]);
      }
      for (const auto& [term, count] : firm.bag) ++holders_[term];
      mean_ += firm.length / static_cast<double>(input.organisations.size());
      firms_.push_back(std::move(firm));
    }
    for (const Term& term : RetrievalTerms(need)) {
      if (holders_.contains(term)) query_.push_back(term);
    }
    for (const Term& term : query_) {
      weight_ += Idf(term);
      if (!IsHead(term.kind)) text_weight_ += Idf(term);
    }
  }

  std::vector<RetrievalWeights> Run() {
    if (query_.empty()) return {};
    rows_.assign(firms_.size(), RetrievalWeights{});
    for (const Term& term : query_) Walk(term);
    for (size_t f = 0; f < firms_.size(); ++f) {
      Text(f);
      Associations(f);
      Products(f);
      SharedCharacters(f);
    }
    Related();
    SecondWalk();
    return rows_;
  }

 private:
  double N() const { return static_cast<double>(firms_.size()); }
  double& At(size_t firm, RetrievalFeature feature) {
    return rows_[firm][static_cast<size_t>(feature)];
  }
  double Idf(const Term& term) const {
    const double n = holders_.contains(term) ? holders_.at(term) : 0;
    return std::log(1 + (N() - n + 0.5) / (n + 0.5));
  }
  const std::string& Sector(size_t firm, size_t level) const {
    return input_.organisations[firm].sectors[level];
  }
  double Members(const std::string& sector, size_t level) const {
    double members = 0;
    for (size_t f = 0; f < firms_.size(); ++f) members += Sector(f, level) == sector ? 1 : 0;
    return members;
  }
  double Named(const std::string& word, std::set<std::string> Firm::*field) const {
    double named = 0;
    for (const Firm& firm : firms_) named += (firm.*field).contains(word) ? 1 : 0;
    return named;
  }

  void Walk(const Term& term) {
    std::map<Term, double> seen;
    std::map<std::string, double> names;
    std::array<std::map<std::string, double>, kSectorLevels> sectors;
    double walked = 0;
    double in_sectors = 0;
    for (size_t f = 0; f < firms_.size(); ++f) {
      if (!firms_[f].bag.contains(term)) continue;
      ++walked;
      for (const auto& [other, count] : firms_[f].bag) ++seen[other];
      for (const std::string& word : firms_[f].names) ++names[word];
      in_sectors += Sector(f, 0).empty() ? 0 : 1;
      for (size_t level = 0; level < kSectorLevels; ++level) {
        if (!Sector(f, level).empty()) ++sectors[level][Sector(f, level)];
      }
    }
    const auto lift = [&](double observed, double all) {
      return std::max(0.0, std::log((observed + 1) / (walked * all / N() + 1)));
    };
    for (const auto& [other, count] : seen) {
      if (other == term) continue;
      auto& [words, characters] = lifts_[other];
      (IsCharacter(term.kind) ? characters : words) += Idf(term) * lift(count, holders_[other]);
    }
    const double share = Idf(term) * WeightOf(term, 0.5);
    for (const auto& [word, count] : names) {
      name_lifts_[word] += share * lift(count, Named(word, &Firm::names));
    }
    for (size_t level = 0; level < kSectorLevels; ++level) {
      for (const auto& [sector, count] : sectors[level]) {
        sector_lifts_[level][sector] += share * lift(count, Members(sector, level));
      }
    }
    if (IsHead(term.kind)) return;
    const double usual = (in_sectors + 0.5) / N();
    for (size_t f = 0; f < firms_.size(); ++f) {
      if (Sector(f, 0).empty() || done_.contains({term, Sector(f, 0)})) continue;
      done_.insert({term, Sector(f, 0)});
      const double here = (sectors[0][Sector(f, 0)] + 20 * usual) / (Members(Sector(f, 0), 0) + 20);
      sector_logs_[Sector(f, 0)] += WeightOf(term, 0.3) * std::log(here / usual);
    }
  }

  void Text(size_t f) {
    const Firm& firm = firms_[f];
    for (const Term& term : query_) {
      const auto held = firm.bag.find(term);
      if (held == firm.bag.end()) continue;
      if (IsHead(term.kind)) {
        At(f, kHead) += Idf(term) * held->second;
        continue;
      }
      const double tf = held->second;
      const double norm = 1.2 * (0.25 + 0.75 * firm.length / std::max(1.0, mean_));
      At(f, IsCharacter(term.kind) ? kBm25Characters : kBm25Words) +=
          Idf(term) * tf * 2.2 / (tf + norm);
      At(f, kCovered) += Idf(term) / text_weight_;
    }
    At(f, kHead) = std::log1p(At(f, kHead));
    for (const std::string& word : WordsOf(std::vector<std::string>{std::string(need_)})) {
      if (firm.names.contains(word)) {
        At(f, kName) += std::log(1 + N() / (1 + Named(word, &Firm::names)));
      }
      if (firm.industry.contains(word)) {
        At(f, kIndustry) += std::log(1 + N() / (1 + Named(word, &Firm::industry)));
      }
    }
  }

  void Associations(size_t f) {
    const Firm& firm = firms_[f];
    double words = 0;
    double characters = 0;
    double best = 0;
    for (const auto& [term, count] : firm.bag) {
      const auto& [by_words, by_characters] = lifts_[term];
      const double weight = WeightOf(term, 0.5) * Idf(term) / 6;
      words += count / (count + 1.0) * weight * by_words;
      characters += count / (count + 1.0) * weight * by_characters;
      best = std::max(best, weight * (by_words + 0.3 * by_characters));
    }
    const double divisor = weight_ + 1;
    const double size = std::sqrt(50 + firm.length_all) * divisor;
    At(f, kAssociatedWords) = std::log(words / size + 0.002);
    At(f, kAssociatedCharacters) = std::log(characters / size + 0.002);
    At(f, kAssociatedBest) = std::sqrt(best / divisor);
    At(f, kLength) = std::log(20 + firm.length_all);
    double in_name = 0;
    for (const std::string& word : firm.names) {
      in_name += name_lifts_[word] * std::log(1 + N() / (1 + Named(word, &Firm::names)));
    }
    At(f, kAssociatedName) = std::log(
        0.05 + in_name / 8 / divisor / std::sqrt(1 + static_cast<double>(firm.names.size())));
    const RetrievalFeature levels[] = {kAssociatedSector, kAssociatedSectorMid,
                                       kAssociatedSectorCoarse};
    for (size_t level = 0; level < kSectorLevels; ++level) {
      if (Sector(f, level).empty()) continue;
      At(f, levels[level]) = sector_lifts_[level][Sector(f, level)] / divisor;
    }
    double total = 0;
    for (const auto& [sector, log] : sector_logs_) total += std::exp(log);
    const double own = Sector(f, 0).empty() ? 0 : std::exp(sector_logs_[Sector(f, 0)]) / total;
    At(f, kSectorPosterior) = std::log(own + 0.001);
  }

  void Products(size_t f) {
    std::vector<double> associations(3, 0.0);
    double like = 0;
    double covered = 0;
    for (const std::set<Term>& product : firms_[f].products) {
      double sum = 0;
      double weights = 4;
      double overlap = 0;
      double own = 0;
      for (const Term& term : product) {
        const double weight = Idf(term) * WeightOf(term, 0.5);
        weights += weight;
        sum += weight * (lifts_[term].first + 0.5 * lifts_[term].second);
        own += Idf(term);
        if (std::count(query_.begin(), query_.end(), term) > 0) overlap += Idf(term);
      }
      associations.push_back(sum / weights / (weight_ + 1));
      if (overlap == 0) continue;
      const double dice = 2 * overlap / (weight_ + own);
      At(f, kCoveredByOne) = std::max(At(f, kCoveredByOne), overlap / weight_);
      At(f, kLikeOne) = std::max(At(f, kLikeOne), dice);
      At(f, kInsideOne) = std::max(At(f, kInsideOne), overlap / own);
      like += dice * dice;
      covered += overlap / weight_ * overlap / weight_;
    }
    std::sort(associations.rbegin(), associations.rend());
    const double size = std::sqrt(3 + static_cast<double>(firms_[f].products.size()));
    At(f, kAssociatedProduct) = std::log(0.02 + associations[0]);
    At(f, kAssociatedProducts) =
        std::log(0.02 + associations[0] + associations[1] + associations[2]);
    At(f, kLikeMany) = std::log1p(like);
    At(f, kLikeManyForSize) = std::sqrt(like / size);
    At(f, kCoveredMany) = std::log(0.05 + covered / size);
    At(f, kProducts) = std::log(3 + static_cast<double>(firms_[f].products.size()));
  }

  // Every run of the need against every name, by comparing texts. Products that share a term count.
  void SharedCharacters(size_t f) {
    const std::u32string need = ToUtf32(Normalise(need_));
    if (need.size() > 40) return;
    double suffixes = 0;
    double runs = 0;
    for (size_t p = 0; p < firms_[f].products.size(); ++p) {
      const bool shares = std::any_of(query_.begin(), query_.end(), [&](const Term& term) {
        return firms_[f].products[p].contains(term);
      });
      if (!shares) continue;
      size_t suffix = 0;
      size_t prefix = 0;
      size_t run = 0;
      for (const std::string& text : *firms_[f].names_of_products[p]) {
        const std::u32string name = ToUtf32(Normalise(text));
        for (size_t from = 0; from < need.size(); ++from) {
          for (size_t length = 1; from + length <= need.size(); ++length) {
            const std::u32string part = need.substr(from, length);
            if (name.find(part) != std::u32string::npos) run = std::max(run, length);
            if (from == 0 && name.starts_with(part)) prefix = std::max(prefix, length);
            if (from + length == need.size() && name.ends_with(part)) {
              suffix = std::max(suffix, length);
            }
          }
        }
      }
      suffixes += suffix >= 2 ? 1 : 0;
      runs += run >= 2 ? static_cast<double>(run * run) : 0;
      const auto most = [&](RetrievalFeature share, size_t length) {
        const double part = static_cast<double>(length) / static_cast<double>(need.size());
        At(f, share) = std::max(At(f, share), part);
      };
      most(kSuffix, suffix);
      most(kPrefix, prefix);
      most(kSubstring, run);
    }
    At(f, kSuffixLength) = At(f, kSuffix) * static_cast<double>(need.size());
    At(f, kSubstringLength) = At(f, kSubstring) * static_cast<double>(need.size());
    At(f, kSuffixMany) = std::log1p(suffixes);
    At(f, kSubstringMany) = std::log1p(runs);
  }

  void Related() {
    int32_t asked = -1;
    for (size_t p = 0; p < input_.products.size() && asked < 0; ++p) {
      for (const std::string& name : input_.products[p]) {
        if (Normalise(name) == Normalise(need_)) asked = static_cast<int32_t>(p);
      }
    }
    for (const auto& [a, b] : input_.relations) {
      if (a == b || (a != asked && b != asked)) continue;
      for (size_t f = 0; f < firms_.size(); ++f) {
        if (firms_[f].product_ids.contains(a == asked ? b : a)) At(f, kRelated) = 1;
      }
    }
  }

  void SecondWalk() {
    std::vector<std::pair<double, size_t>> found;
    std::vector<std::map<Term, double>> profiles(firms_.size());
    for (size_t f = 0; f < firms_.size(); ++f) {
      found.emplace_back(-0.25 * (At(f, kBm25Words) + 0.5 * At(f, kBm25Characters)) -
                             At(f, kAssociatedWords) - At(f, kAssociatedCharacters) -
                             0.5 * At(f, kAssociatedProducts) - 3 * At(f, kLikeOne),
                         f);
      double norm = 0;
      for (const auto& [term, count] : firms_[f].bag) {
        const double weight = WeightOf(term, 0.3) * Idf(term) * count * 2.2 / (count + 1.2);
        profiles[f][term] = weight;
        norm += weight * weight;
      }
      for (auto& [term, weight] : profiles[f]) weight /= std::sqrt(norm) + 1e-9;
    }
    std::sort(found.begin(), found.end());
    if (found.size() > 60) found.resize(60);
    double total = 0;
    for (const auto& [score, f] : found) total += std::exp(0.7 * (found[0].first - score));
    std::map<Term, double> profile;
    std::map<std::string, double> sectors;
    for (const auto& [score, f] : found) {
      const double share = std::exp(0.7 * (found[0].first - score)) / total;
      for (const auto& [term, weight] : profiles[f]) profile[term] += share * weight;
      if (!Sector(f, 0).empty()) sectors[Sector(f, 0)] += share;
    }
    for (size_t f = 0; f < firms_.size(); ++f) {
      double like = 0;
      for (const auto& [term, weight] : profiles[f]) like += profile[term] * weight;
      At(f, kLikeFound) = std::log(0.01 + like);
      At(f, kSectorOfFound) = std::log(0.003 + sectors[Sector(f, 0)]);
    }
  }

  const RetrievalInput& input_;
  std::vector<std::vector<std::string>> names_;  // of products, with those beside
  std::string_view need_;
  std::vector<Firm> firms_;
  std::map<Term, int> holders_;
  double mean_ = 0;
  std::vector<Term> query_;
  double weight_ = 0;
  double text_weight_ = 0;
  Lifts lifts_;
  std::map<std::string, double> name_lifts_, sector_logs_;
  std::array<std::map<std::string, double>, kSectorLevels> sector_lifts_;
  std::set<std::pair<Term, std::string>> done_;
  std::vector<RetrievalWeights> rows_;
};

}  // namespace

std::vector<RetrievalWeights> ReferenceFeatures(const RetrievalInput& input, std::string_view need,
                                                const LeftOut& left_out) {
  return Reference(input, need, left_out).Run();
}

}  // namespace lianmeng::match
