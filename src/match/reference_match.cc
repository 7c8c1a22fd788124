#include "match/reference_match.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/geo.h"
#include "base/text.h"

namespace lianmeng::match {
namespace {

using Words = std::vector<std::string>;
using Bag = std::map<std::string, int>;

const Organisation& OrganisationOf(const CatalogueInput& input, const Offer& offer) {
  return input.organisations.at(static_cast<size_t>(offer.organisation.value));
}

const Product* ProductOf(const CatalogueInput& input, ProductIndex product) {
  return product ? &input.products.at(static_cast<size_t>(product.value)) : nullptr;
}

// Everything that is written about an offer.
Words Writings(const CatalogueInput& input, const Offer& offer) {
  Words texts = {offer.text};
  if (const Product* product = ProductOf(input, offer.product)) {
    texts.push_back(product->name.zh);
    texts.push_back(product->name.en);
    for (const std::string& alias : product->aliases) texts.push_back(alias);
  }
  const Organisation& organisation = OrganisationOf(input, offer);
  texts.push_back(organisation.name);
  for (const std::string& name : organisation.other_names) texts.push_back(name);
  return texts;
}

Words Asked(const CatalogueInput& input, const Need& need) {
  Words texts = {need.text};
  if (const Product* product = ProductOf(input, need.product)) {
    texts.push_back(product->name.zh.empty() ? product->name.en : product->name.zh);
  }
  return texts;
}

enum class TermKind { kBigrams, kUnigrams };

Words TermsOf(const Words& texts, TermKind kind) {
  Words all;
  for (const std::string& text : texts) {
    const Terms terms = SearchTerms(text);
    for (const std::string& term : kind == TermKind::kBigrams ? terms.bigrams : terms.unigrams) {
      all.push_back(term);
    }
  }
  return all;
}

// The share, in millionths, of the need's words that each offer holds, by BM25 over one kind of
// term. Empty if the need has no such term.
std::vector<int64_t> Bm25Shares(const CatalogueInput& input, const Need& need, TermKind kind) {
  const Words asked = TermsOf(Asked(input, need), kind);
  const std::set<std::string> query(asked.begin(), asked.end());
  if (query.empty()) return {};
  std::vector<Bag> bags;
  std::vector<int> lengths;
  int64_t total = 0;
  for (const Offer& offer : input.offers) {
    const Words terms = TermsOf(Writings(input, offer), kind);
    Bag bag;
    for (const std::string& term : terms) ++bag[term];
    bags.push_back(std::move(bag));
    lengths.push_back(static_cast<int>(terms.size()));
    total += lengths.back();
  }
  const auto n = static_cast<double>(bags.size());
  const double mean = static_cast<double>(total) / n;
  std::vector<int64_t> sums(bags.size(), 0);
  int64_t weight = 0;
  for (const std::string& term : query) {
    const auto df = static_cast<double>(std::count_if(
        bags.begin(), bags.end(), [&term](const Bag& bag) { return bag.contains(term); }));
    if (df == 0) {
      weight += 693147;  // ln 2
      continue;
    }
    const double idf = std::log(1.0 + (n - df + 0.5) / (df + 0.5));
    weight += std::llround(1e6 * idf);
    for (size_t d = 0; d < bags.size(); ++d) {
      if (!bags[d].contains(term)) continue;
      const double tf = bags[d].at(term);
      const double norm = 1.0 - 0.75 + 0.75 * lengths[d] / mean;
      sums[d] += std::llround(1e6 * idf * (tf * (1.2 + 1.0) / (tf + 1.2 * norm)));
    }
  }
  for (int64_t& sum : sums) {
    sum = weight == 0 ? 0 : std::min<int64_t>(1'000'000, sum * 1'000'000 / weight);
  }
  return sums;
}

std::vector<int64_t> TextScores(const CatalogueInput& input, const Need& need) {
  const std::vector<int64_t> bigrams = Bm25Shares(input, need, TermKind::kBigrams);
  const std::vector<int64_t> unigrams = Bm25Shares(input, need, TermKind::kUnigrams);
  std::vector<int64_t> scores(input.offers.size(), 0);
  for (size_t i = 0; i < scores.size(); ++i) {
    if (unigrams.empty()) continue;
    scores[i] = bigrams.empty() ? unigrams[i] : (3 * bigrams[i] + unigrams[i]) / 4;
  }
  return scores;
}

std::set<int32_t> NeighboursOf(const CatalogueInput& input, ProductIndex product, bool upstream) {
  std::set<int32_t> found;
  for (const ProductInput& edge : input.inputs) {
    if (upstream && edge.product == product) found.insert(edge.input.value);
    if (!upstream && edge.input == product) found.insert(edge.product.value);
  }
  return found;
}

double Jaccard(const std::set<int32_t>& a, const std::set<int32_t>& b) {
  std::set<int32_t> both(a);
  both.insert(b.begin(), b.end());
  if (both.empty()) return 0;
  const auto shared = std::count_if(a.begin(), a.end(), [&b](int32_t x) { return b.contains(x); });
  return static_cast<double>(shared) / static_cast<double>(both.size());
}

int32_t SiblingPoints(const CatalogueInput& input, ProductIndex a, ProductIndex b) {
  const std::string& category = ProductOf(input, a)->category;
  if (category.empty() || category != ProductOf(input, b)->category) return 0;
  const double inputs = Jaccard(NeighboursOf(input, a, true), NeighboursOf(input, b, true));
  if (inputs == 0) return 0;
  const double users = Jaccard(NeighboursOf(input, a, false), NeighboursOf(input, b, false));
  return static_cast<int32_t>(std::llround(200'000.0 * ((inputs + users) / 2.0)));
}

int32_t FitPoints(const CatalogueInput& input, const Need& need, const Offer& offer, int64_t text) {
  if (!need.product || !offer.product) return static_cast<int32_t>(320'000 * text / 1'000'000);
  if (need.product == offer.product) return 400'000;
  return std::max(static_cast<int32_t>(160'000 * text / 1'000'000),
                  SiblingPoints(input, need.product, offer.product));
}

bool SameUnit(const CatalogueInput& input, const Need& need, const Offer& offer) {
  const Product* a = ProductOf(input, need.product);
  const Product* b = ProductOf(input, offer.product);
  if (a == nullptr || b == nullptr) return false;
  return a == b || (!a->unit.empty() && a->unit == b->unit);
}

int32_t CapacityPoints(const CatalogueInput& input, const Need& need, const Offer& offer) {
  if (!offer.capacity_year || !need.quantity || !SameUnit(input, need, offer)) return 75'000;
  const double spare = *offer.capacity_year * (1.0 - offer.utilisation.value_or(0.0));
  const auto points =
      static_cast<int32_t>(std::llround(150'000.0 * std::min(1.0, spare / *need.quantity)));
  return offer.utilisation ? points : std::min(points, 75'000);
}

PlaceIndex NeededAt(const CatalogueInput& input, const Need& need) {
  if (need.place || !need.organisation) return need.place;
  return input.organisations.at(static_cast<size_t>(need.organisation.value)).place;
}

// By the digits: two for a province, four for a city.
bool Covers(RegionCode region, RegionCode place) {
  std::string prefix = region.ToString();
  const std::string whole = place.ToString();
  if (prefix.ends_with("0000")) {
    prefix.resize(prefix.size() - 4);
    return prefix + whole.substr(whole.size() - std::min<size_t>(4, whole.size())) == whole;
  }
  if (prefix.ends_with("00")) {
    prefix.resize(prefix.size() - 2);
    return prefix + whole.substr(whole.size() - std::min<size_t>(2, whole.size())) == whole;
  }
  return prefix == whole;
}

bool AnyCovers(const std::vector<RegionCode>& regions, const Place& place) {
  for (const RegionCode region : regions) {
    if (Covers(region, place.region)) return true;
  }
  return false;
}

int32_t DistancePoints(const CatalogueInput& input, const Need& need, const Offer& offer) {
  const PlaceIndex from = NeededAt(input, need);
  const PlaceIndex to = OrganisationOf(input, offer).place;
  if (!to) return 75'000;
  const Place& place = input.places.at(static_cast<size_t>(to.value));
  double nearness = 0.5;
  if (from == to) {
    nearness = 1.0;
  } else if (from && place.point && input.places.at(static_cast<size_t>(from.value)).point) {
    const GeoPoint& origin = *input.places.at(static_cast<size_t>(from.value)).point;
    nearness = std::exp(-DistanceKm(origin, *place.point) / 250.0);
  }
  if (need.preferred_regions.empty()) return static_cast<int32_t>(std::llround(150'000 * nearness));
  const int32_t region = AnyCovers(need.preferred_regions, place) ? 75'000 : 0;
  // An unknown distance gives half of the 75,000, rounded down as every neutral part is.
  if (nearness == 0.5) return region + 37'500;
  return region + static_cast<int32_t>(std::llround(75'000 * nearness));
}

int32_t PricePoints(const CatalogueInput& input, const Need& need, const Offer& offer) {
  const auto low = offer.price_min_fen ? offer.price_min_fen : offer.price_max_fen;
  const auto high = offer.price_max_fen ? offer.price_max_fen : offer.price_min_fen;
  if (!low || !need.price_max_fen || !SameUnit(input, need, offer)) return 50'000;
  const int64_t budget = *need.price_max_fen;
  if (budget >= *high) return 100'000;
  if (budget >= *low) {
    const double share = static_cast<double>(budget - *low) / static_cast<double>(*high - *low);
    return 50'000 + static_cast<int32_t>(std::llround(50'000.0 * share));
  }
  if (budget == 0) return 0;
  const double over = static_cast<double>(*low - budget) / static_cast<double>(budget);
  return over >= 0.2 ? 0 : static_cast<int32_t>(std::llround(50'000.0 * (1.0 - over / 0.2)));
}

int32_t LeadTimePoints(const Need& need, const Offer& offer) {
  if (!need.needed_by_day) return 40'000;
  const int64_t left = static_cast<int64_t>(*need.needed_by_day) - need.today;
  if (left < 0) return 0;
  if (!offer.lead_time_days) return 40'000;
  if (*offer.lead_time_days <= left) return 80'000;
  return static_cast<int32_t>(std::llround(
      80'000.0 * (static_cast<double>(left) / static_cast<double>(*offer.lead_time_days))));
}

int32_t TitlePoints(const CatalogueInput& input, const Need& need, const Offer& offer) {
  int wanted = 0;
  int held = 0;
  for (int bit = 0; bit < 32; ++bit) {
    if ((need.wanted_titles >> bit & 1U) == 0) continue;
    ++wanted;
    if ((OrganisationOf(input, offer).titles >> bit & 1U) != 0) ++held;
  }
  return wanted == 0 ? 60'000 : 60'000 * held / wanted;
}

int32_t PastLinkPoints(const CatalogueInput& input, const Need& need, const Offer& offer) {
  const ProductIndex asked = need.product ? need.product : offer.product;
  int32_t points = 0;
  for (const PastLink& link : input.links) {
    if (link.supplier != offer.organisation) continue;
    const bool same = asked && link.product == asked;
    if (need.organisation && link.customer == need.organisation) {
      points = std::max(points, same ? 60'000 : 40'000);
    } else if (same && link.customer != link.supplier) {
      points = std::max(points, 30'000);
    }
  }
  return points;
}

std::optional<Exclusion> Excludes(const CatalogueInput& input, const Need& need, const Offer& offer,
                                  int32_t fit) {
  if (need.kind != offer.kind) return Exclusion::kOtherKind;
  if (fit < 60'000) return Exclusion::kLowFit;
  if (need.organisation && need.organisation == offer.organisation) {
    return Exclusion::kSameOrganisation;
  }
  if (offer.valid_until_day && need.today > *offer.valid_until_day) return Exclusion::kExpired;
  const PlaceIndex from = NeededAt(input, need);
  if (from && !offer.regions_served.empty() &&
      !AnyCovers(offer.regions_served, input.places.at(static_cast<size_t>(from.value)))) {
    return Exclusion::kNotServed;
  }
  const PlaceIndex to = OrganisationOf(input, offer).place;
  if (to && AnyCovers(need.excluded_regions, input.places.at(static_cast<size_t>(to.value)))) {
    return Exclusion::kExcludedRegion;
  }
  return std::nullopt;
}

}  // namespace

ReferenceResult ReferenceMatch(const CatalogueInput& input, const Need& need,
                               const MatchOptions& options) {
  const std::vector<int64_t> text = TextScores(input, need);
  ReferenceResult result;
  const auto count = [&result](Exclusion rule) { ++result.excluded[static_cast<size_t>(rule)]; };
  std::map<int32_t, ReferenceScore> best;  // of each organisation
  for (size_t i = 0; i < input.offers.size(); ++i) {
    const Offer& offer = input.offers[i];
    const int32_t fit = FitPoints(input, need, offer, text[i]);
    if (const auto rule = Excludes(input, need, offer, fit)) {
      count(*rule);
      continue;
    }
    ReferenceScore scored{
        .offer = OfferIndex{static_cast<int32_t>(i)},
        .points = {fit, CapacityPoints(input, need, offer), DistancePoints(input, need, offer),
                   PricePoints(input, need, offer), LeadTimePoints(need, offer),
                   TitlePoints(input, need, offer), PastLinkPoints(input, need, offer)}};
    for (const int32_t points : scored.points) scored.score += points;
    const auto [at, first] = best.try_emplace(offer.organisation.value, scored);
    if (first) continue;
    count(Exclusion::kBetterOfSameOrganisation);
    if (scored.score > at->second.score) at->second = scored;
  }
  for (const auto& [organisation, scored] : best) result.matches.push_back(scored);
  std::sort(result.matches.begin(), result.matches.end(),
            [](const ReferenceScore& a, const ReferenceScore& b) {
              return std::pair(-a.score, a.offer) < std::pair(-b.score, b.offer);
            });
  while (result.matches.size() > static_cast<size_t>(options.limit)) {
    result.matches.pop_back();
    count(Exclusion::kBeyondLimit);
  }
  return result;
}

}  // namespace lianmeng::match
