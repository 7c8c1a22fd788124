#include "match/text_index.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "match/score.h"

namespace lianmeng::match {
namespace {

double Idf(int64_t documents, int64_t holding) {
  const auto n = static_cast<double>(documents);
  const auto df = static_cast<double>(holding);
  return std::log(1.0 + (n - df + 0.5) / (df + 0.5));
}

}  // namespace

void TextIndex::Builder::Add(const std::vector<std::string>& terms) {
  const auto document = static_cast<int32_t>(lengths_.size());
  lengths_.push_back(static_cast<int32_t>(terms.size()));
  scratch_.clear();
  for (const std::string& term : terms) {
    const auto next = static_cast<int32_t>(term_ids_.size());
    scratch_.push_back(term_ids_.try_emplace(term, next).first->second);
  }
  std::sort(scratch_.begin(), scratch_.end());
  for (size_t i = 0; i < scratch_.size();) {
    size_t end = i;
    while (end < scratch_.size() && scratch_[end] == scratch_[i]) ++end;
    occurrences_.push_back({scratch_[i], document, static_cast<int32_t>(end - i)});
    i = end;
  }
}

TextIndex TextIndex::Builder::Finish() && {
  TextIndex index;
  index.term_ids_ = std::move(term_ids_);
  const size_t terms = index.term_ids_.size();
  index.first_.assign(terms + 1, 0);
  for (const Occurrence& o : occurrences_) ++index.first_[static_cast<size_t>(o.term) + 1];
  const auto documents = static_cast<int64_t>(lengths_.size());
  std::vector<double> idf(terms);
  for (size_t t = 0; t < terms; ++t) {
    idf[t] = Idf(documents, index.first_[t + 1]);
    index.idf_.push_back(static_cast<int32_t>(std::llround(1e6 * idf[t])));
    index.first_[t + 1] += index.first_[t];
  }
  const auto total = std::accumulate(lengths_.begin(), lengths_.end(), int64_t{0});
  const double mean = static_cast<double>(total) / static_cast<double>(documents);
  std::vector<int64_t> next(index.first_.begin(), index.first_.end() - 1);
  index.postings_.resize(occurrences_.size());
  for (const Occurrence& o : occurrences_) {  // documents rise, so a term's postings are sorted
    const auto t = static_cast<size_t>(o.term);
    const auto tf = static_cast<double>(o.count);
    const auto length = static_cast<double>(lengths_[static_cast<size_t>(o.document)]);
    const double saturated =
        tf * (kBm25K1 + 1.0) / (tf + kBm25K1 * (1.0 - kBm25B + kBm25B * length / mean));
    index.postings_[static_cast<size_t>(next[t]++)] = {
        o.document, static_cast<int32_t>(std::llround(1e6 * idf[t] * saturated))};
  }
  return index;
}

TermQuery TextIndex::Query(std::vector<std::string> terms) const {
  std::sort(terms.begin(), terms.end());
  terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
  TermQuery query;
  for (std::string& term : terms) {
    const auto found = term_ids_.find(term);
    if (found == term_ids_.end()) {
      query.weight += kUnseenTermWeight;
      query.terms.push_back({std::move(term), {}});
      continue;
    }
    const auto t = static_cast<size_t>(found->second);
    query.weight += idf_[t];
    query.terms.push_back({std::move(term), std::span(postings_).subspan(
                                                static_cast<size_t>(first_[t]),
                                                static_cast<size_t>(first_[t + 1] - first_[t]))});
  }
  return query;
}

int32_t ImpactOn(const QueryTerm& term, int32_t document) {
  const auto found =
      std::lower_bound(term.postings.begin(), term.postings.end(), document,
                       [](const Posting& posting, int32_t d) { return posting.document < d; });
  return found != term.postings.end() && found->document == document ? found->impact : 0;
}

}  // namespace lianmeng::match
