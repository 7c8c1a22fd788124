#include "match/match.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include "match/catalogue_index.h"
#include "match/parts.h"
#include "match/reasons.h"
#include "match/term_parts.h"
#include "match/term_reasons.h"

namespace lianmeng::match {
namespace {

Error Refuse(std::string_view field, std::string value, TextPair why) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(why),
                   lianmeng::Place{.field = std::string(field), .value = std::move(value)});
}

Status CheckIndex(std::string_view field, int32_t index, size_t size) {
  if (index < 0 || static_cast<size_t>(index) < size) return Ok{};
  return Refuse(field, std::to_string(index), {"下标超出范围", "index out of range"});
}

Status Validate(const CatalogueInput& input, const Need& need) {
  LM_TRY(CheckIndex("organisation", need.organisation.value, input.organisations.size()));
  LM_TRY(CheckIndex("place", need.place.value, input.places.size()));
  LM_TRY(CheckIndex("product", need.product.value, input.products.size()));
  if (need.quantity && !(std::isfinite(*need.quantity) && *need.quantity > 0)) {
    return Refuse("quantity", std::to_string(*need.quantity),
                  {"需求数量必须为正", "quantity must be positive and finite"});
  }
  if (need.price_max_fen && *need.price_max_fen < 0) {
    return Refuse("price_max_fen", std::to_string(*need.price_max_fen),
                  {"预算不能为负", "budget must not be negative"});
  }
  if (const auto wrong = WrongTerms(need.capital)) {
    return Refuse(wrong->field, wrong->value, wrong->why);
  }
  if (const auto wrong = WrongTerms(need.talent, input.places.size())) {
    return Refuse(wrong->field, wrong->value, wrong->why);
  }
  return Ok{};
}

struct Candidate {
  OfferIndex offer;
  FitFigures fit;  // of the other schemes only the text score and the points
  int32_t score = 0;
};

const Offer& OfferAt(const NeedContext& context, OfferIndex offer) {
  return context.catalogue.input().offers[static_cast<size_t>(offer.value)];
}

// Offers that share words, product or a sibling product with the need, each with the sums of the
// impacts of the need's words.
class Retrieval {
 public:
  explicit Retrieval(const NeedContext& context)
      : context_(context),
        bigram_sums_(context.catalogue.input().offers.size(), 0),
        unigram_sums_(bigram_sums_.size(), 0),
        found_(bigram_sums_.size(), 0) {}

  // Those of the need's kind whose fit reaches the floor.
  std::vector<Candidate> Candidates() {
    AddText(context_.bigrams, &bigram_sums_);
    AddText(context_.unigrams, &unigram_sums_);
    if (context_.scheme != Scheme::kSupply) return OfTerms();
    if (context_.need.product) AddOffersOf(context_.need.product.value);
    for (const Sibling& sibling : context_.siblings) AddOffersOf(sibling.product);
    std::vector<Candidate> candidates;
    for (const int32_t offer : touched_) {
      const auto i = static_cast<size_t>(offer);
      if (context_.catalogue.input().offers[i].kind != context_.need.kind) continue;
      const int32_t text = TextScore(context_, bigram_sums_[i], unigram_sums_[i]);
      const FitFigures fit = Fit(context_, OfferIndex{offer}, text);
      if (fit.points >= kFit.floor) candidates.push_back({OfferIndex{offer}, fit});
    }
    return candidates;
  }

 private:
  // Where terms decide, an offer may suit that shares no word with the need: all of the kind are
  // looked at.
  std::vector<Candidate> OfTerms() {
    std::vector<Candidate> candidates;
    const auto& of_kind = context_.catalogue.index().offers_of_kind;
    const auto found = of_kind.find(context_.need.kind);
    if (found == of_kind.end()) return candidates;
    for (const int32_t offer : found->second) {
      const auto i = static_cast<size_t>(offer);
      const int32_t text = TextScore(context_, bigram_sums_[i], unigram_sums_[i]);
      const TermFigures figures =
          MeasureTerms(context_, context_.catalogue.input().offers[i], text);
      const int32_t fit = FitOf(figures);
      if (fit < FitFloor(context_.scheme)) continue;
      candidates.push_back({.offer = OfferIndex{offer},
                            .fit = {.points = fit, .text = text},
                            .score = Total(figures)});
    }
    return candidates;
  }

  void Touch(int32_t offer) {
    if (found_[static_cast<size_t>(offer)] != 0) return;
    found_[static_cast<size_t>(offer)] = 1;
    touched_.push_back(offer);
  }

  void AddText(const TermQuery& query, std::vector<int64_t>* sums) {
    for (const QueryTerm& term : query.terms) {
      for (const Posting& posting : term.postings) {
        (*sums)[static_cast<size_t>(posting.document)] += posting.impact;
        Touch(posting.document);
      }
    }
  }

  void AddOffersOf(int32_t product) {
    for (const int32_t offer : context_.catalogue.index().offers_of_product[product]) Touch(offer);
  }

  const NeedContext& context_;
  std::vector<int64_t> bigram_sums_;
  std::vector<int64_t> unigram_sums_;
  std::vector<uint8_t> found_;
  std::vector<int32_t> touched_;
};

int32_t Total(const std::array<int32_t, kPartCount>& points) {
  return std::accumulate(points.begin(), points.end(), 0);
}

bool Better(const Candidate& a, const Candidate& b) {
  return a.score != b.score ? a.score > b.score : a.offer < b.offer;
}

// Keeps the best candidate of each organisation, in order; returns how many went.
int64_t KeepBestOfEach(const CatalogueInput& input, std::vector<Candidate>* candidates) {
  std::sort(candidates->begin(), candidates->end(), Better);
  std::vector<uint8_t> seen(input.organisations.size(), 0);
  return static_cast<int64_t>(std::erase_if(*candidates, [&](const Candidate& candidate) {
    const Offer& offer = input.offers[static_cast<size_t>(candidate.offer.value)];
    return std::exchange(seen[static_cast<size_t>(offer.organisation.value)], uint8_t{1}) != 0;
  }));
}

Parts PartsFor(const NeedContext& context, const Candidate& candidate) {
  if (context.scheme == Scheme::kSupply) {
    return Explain(context, candidate.offer, Measure(context, candidate.offer, candidate.fit));
  }
  const Offer& offer = OfferAt(context, candidate.offer);
  return ExplainTerms(context, candidate.offer, MeasureTerms(context, offer, candidate.fit.text));
}

MatchedOffer Describe(const NeedContext& context, const Candidate& candidate, bool reasons) {
  return {.offer = candidate.offer,
          .organisation = OfferAt(context, candidate.offer).organisation,
          .score = candidate.score,
          .parts = reasons ? PartsFor(context, candidate) : Parts{}};
}

// As PairExclusion, with the terms on which the need insists.
std::optional<Exclusion> ExclusionOf(const NeedContext& context, const Candidate& candidate) {
  const auto rule = PairExclusion(context, candidate.offer, candidate.fit.points);
  if (rule || context.need.required == 0 || context.scheme == Scheme::kSupply) return rule;
  const Offer& offer = OfferAt(context, candidate.offer);
  const uint32_t unmet = Unmet(context, MeasureTerms(context, offer, candidate.fit.text));
  if (unmet == 0) return std::nullopt;
  return Exclusion::kRequiredTerm;
}

// One pair scored, whether or not it is a candidate.
Candidate Scored(const NeedContext& context, OfferIndex offer) {
  const int32_t text = TextScoreOf(context, offer);
  if (context.scheme == Scheme::kSupply) {
    const FitFigures fit = Fit(context, offer, text);
    return {.offer = offer, .fit = fit, .score = Total(Measure(context, offer, fit).Points())};
  }
  const TermFigures figures = MeasureTerms(context, OfferAt(context, offer), text);
  return {.offer = offer, .fit = {.points = FitOf(figures), .text = text}, .score = Total(figures)};
}

}  // namespace

Result<MatchResult> Match(const Catalogue& catalogue, const Need& need,
                          const MatchOptions& options) {
  LM_TRY(Validate(catalogue.input(), need));
  if (options.limit < 0) {
    return Refuse("limit", std::to_string(options.limit),
                  {"条数不能为负", "limit must not be negative"});
  }
  const NeedContext context = PrepareNeed(catalogue, need);
  std::vector<Candidate> candidates = Retrieval(context).Candidates();

  MatchResult result;
  const auto excluded = [&result](Exclusion rule) -> int64_t& {
    return result.excluded[static_cast<size_t>(rule)];
  };
  const auto& of_kind = catalogue.index().offers_of_kind;
  const auto same_kind = of_kind.find(need.kind);
  const int64_t comparable =
      same_kind == of_kind.end() ? 0 : static_cast<int64_t>(same_kind->second.size());
  result.offers = static_cast<int64_t>(catalogue.input().offers.size());
  result.candidates = static_cast<int64_t>(candidates.size());
  excluded(Exclusion::kOtherKind) = result.offers - comparable;
  excluded(Exclusion::kLowFit) = comparable - result.candidates;

  std::erase_if(candidates, [&](const Candidate& candidate) {
    const auto rule = ExclusionOf(context, candidate);
    if (rule) ++excluded(*rule);
    return rule.has_value();
  });
  if (context.scheme == Scheme::kSupply) {
    for (Candidate& candidate : candidates) {
      candidate.score = Total(Measure(context, candidate.offer, candidate.fit).Points());
    }
  }
  excluded(Exclusion::kBetterOfSameOrganisation) = KeepBestOfEach(catalogue.input(), &candidates);
  const auto limit = static_cast<size_t>(options.limit);
  if (candidates.size() > limit) {
    excluded(Exclusion::kBeyondLimit) = static_cast<int64_t>(candidates.size() - limit);
    candidates.resize(limit);
  }
  for (const Candidate& candidate : candidates) {
    result.matches.push_back(Describe(context, candidate, options.reasons));
  }
  return result;
}

Result<PairExplanation> ExplainPair(const Catalogue& catalogue, const Need& need,
                                    OfferIndex offer) {
  LM_TRY(Validate(catalogue.input(), need));
  if (!offer || static_cast<size_t>(offer.value) >= catalogue.input().offers.size()) {
    return Refuse("offer", std::to_string(offer.value), {"下标超出范围", "index out of range"});
  }
  const NeedContext context = PrepareNeed(catalogue, need);
  const Candidate candidate = Scored(context, offer);
  PairExplanation explanation;
  explanation.score = candidate.score;
  explanation.parts = PartsFor(context, candidate);
  explanation.exclusion = ExclusionOf(context, candidate);
  if (explanation.exclusion == Exclusion::kRequiredTerm) {
    explanation.exclusion_reason = ExplainRequired(context, explanation.parts);
  } else if (explanation.exclusion) {
    explanation.exclusion_reason =
        ExplainExclusion(context, offer, *explanation.exclusion, candidate.fit.points);
  }
  return explanation;
}

}  // namespace lianmeng::match
