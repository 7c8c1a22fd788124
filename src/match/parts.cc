#include "match/parts.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "base/geo.h"
#include "base/text.h"
#include "match/catalogue_index.h"
#include "match/term_parts.h"

namespace lianmeng::match {
namespace {

constexpr int32_t Half(PartKind kind) { return PartMax(kind) / 2; }

int32_t Share(int32_t points_max, double share) {
  return static_cast<int32_t>(std::llround(static_cast<double>(points_max) * share));
}

const Organisation& Supplier(const NeedContext& context, const Offer& offer) {
  return context.catalogue.input().organisations[static_cast<size_t>(offer.organisation.value)];
}

const Place* PlaceOf(const CatalogueInput& input, PlaceIndex place) {
  return place ? &input.places[static_cast<size_t>(place.value)] : nullptr;
}

bool AnyContains(const std::vector<RegionCode>& regions, RegionCode place) {
  return std::any_of(regions.begin(), regions.end(),
                     [place](RegionCode region) { return Contains(region, place); });
}

// Figures of an offer can be set against the need's only in the same unit.
bool UnitsAgree(const NeedContext& context, const Offer& offer) {
  if (!context.need.product || !offer.product) return false;
  if (context.need.product == offer.product) return true;
  const auto& products = context.catalogue.input().products;
  const std::string& wanted = products[static_cast<size_t>(context.need.product.value)].unit;
  return !wanted.empty() && wanted == products[static_cast<size_t>(offer.product.value)].unit;
}

int32_t CountShared(std::span<const int32_t> a, std::span<const int32_t> b) {
  int32_t shared = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) {
      ++shared, ++i, ++j;
    } else if (a[i] < b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  return shared;
}

double Quotient(int32_t shared, int32_t total) {
  return total == 0 ? 0.0 : static_cast<double>(shared) / static_cast<double>(total);
}

Sibling Compare(const CatalogueIndex& index, int32_t product, int32_t other) {
  const auto inputs_a = index.inputs_of[product];
  const auto inputs_b = index.inputs_of[other];
  const auto users_a = index.users_of[product];
  const auto users_b = index.users_of[other];
  Sibling sibling{.product = other};
  sibling.inputs_shared = CountShared(inputs_a, inputs_b);
  sibling.inputs_total =
      static_cast<int32_t>(inputs_a.size() + inputs_b.size()) - sibling.inputs_shared;
  sibling.users_shared = CountShared(users_a, users_b);
  sibling.users_total =
      static_cast<int32_t>(users_a.size() + users_b.size()) - sibling.users_shared;
  sibling.similarity = (Quotient(sibling.inputs_shared, sibling.inputs_total) +
                        Quotient(sibling.users_shared, sibling.users_total)) /
                       2.0;
  return sibling;
}

// Every product of the same category that is made from at least one of the same inputs.
std::vector<Sibling> FindSiblings(const Catalogue& catalogue, ProductIndex product) {
  std::vector<Sibling> siblings;
  const auto& products = catalogue.input().products;
  if (!product || products[static_cast<size_t>(product.value)].category.empty()) return siblings;
  const std::string& category = products[static_cast<size_t>(product.value)].category;
  const CatalogueIndex& index = catalogue.index();
  std::vector<int32_t> others;
  for (const int32_t input : index.inputs_of[product.value]) {
    for (const int32_t other : index.users_of[input]) {
      if (other != product.value && products[static_cast<size_t>(other)].category == category) {
        others.push_back(other);
      }
    }
  }
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  siblings.reserve(others.size());
  for (const int32_t other : others) siblings.push_back(Compare(index, product.value, other));
  return siblings;
}

std::optional<double> KmBetween(const CatalogueInput& input, PlaceIndex from, PlaceIndex to) {
  const Place* a = PlaceOf(input, from);
  const Place* b = PlaceOf(input, to);
  if (a == nullptr || b == nullptr) return std::nullopt;
  if (from == to) return 0.0;
  if (!a->point || !b->point) return std::nullopt;
  return DistanceKm(*a->point, *b->point);
}

int64_t Capped(int64_t sum, int64_t weight) {
  return weight <= 0 ? 0 : std::min<int64_t>(kTextMax, sum * kTextMax / weight);
}

int64_t ImpactSum(const TermQuery& query, OfferIndex offer) {
  return std::accumulate(
      query.terms.begin(), query.terms.end(), int64_t{0},
      [offer](int64_t sum, const QueryTerm& term) { return sum + ImpactOn(term, offer.value); });
}

// Sales whose first two members are given.
std::span<const Sale> SalesFrom(const std::vector<Sale>& sales, int32_t supplier, int32_t second) {
  const auto less = [](const Sale& a, const Sale& b) {
    return std::pair(a.supplier, a.second) < std::pair(b.supplier, b.second);
  };
  const auto [begin, end] =
      std::equal_range(sales.begin(), sales.end(), Sale{supplier, second, 0}, less);
  return std::span(sales).subspan(static_cast<size_t>(begin - sales.begin()),
                                  static_cast<size_t>(end - begin));
}

}  // namespace

NeedContext PrepareNeed(const Catalogue& catalogue, const Need& need) {
  const CatalogueInput& input = catalogue.input();
  NeedContext context{.catalogue = catalogue,
                      .need = need,
                      .place = need.place,
                      .scheme = input.SchemeOf(need.kind)};
  if (context.scheme == Scheme::kTalent) context.skills = ComparableSkills(need.talent.skills);
  if (!context.place && need.organisation) {
    context.place = input.organisations[static_cast<size_t>(need.organisation.value)].place;
  }
  for (size_t i = 0; i < input.places.size(); ++i) {
    context.km_to_place.push_back(
        KmBetween(input, context.place, PlaceIndex{static_cast<int32_t>(i)}));
  }
  Terms terms = SearchTerms(need.text);
  if (need.product) {
    const TextPair& name = input.products[static_cast<size_t>(need.product.value)].name;
    Terms of_name = SearchTerms(name.zh.empty() ? name.en : name.zh);
    std::move(of_name.bigrams.begin(), of_name.bigrams.end(), std::back_inserter(terms.bigrams));
    std::move(of_name.unigrams.begin(), of_name.unigrams.end(), std::back_inserter(terms.unigrams));
  }
  context.bigrams = catalogue.index().bigrams.Query(std::move(terms.bigrams));
  context.unigrams = catalogue.index().unigrams.Query(std::move(terms.unigrams));
  context.siblings = FindSiblings(catalogue, need.product);
  return context;
}

int32_t TextScore(const NeedContext& context, int64_t bigram_sum, int64_t unigram_sum) {
  const int64_t unigrams = Capped(unigram_sum, context.unigrams.weight);
  if (context.bigrams.terms.empty()) return static_cast<int32_t>(unigrams);
  const int64_t bigrams = Capped(bigram_sum, context.bigrams.weight);
  return static_cast<int32_t>((3 * bigrams + unigrams) / 4);
}

int32_t TextScoreOf(const NeedContext& context, OfferIndex offer) {
  return TextScore(context, ImpactSum(context.bigrams, offer), ImpactSum(context.unigrams, offer));
}

FitFigures Fit(const NeedContext& context, OfferIndex offer_index, int32_t text) {
  using Source = FitFigures::Source;
  const Offer& offer = context.catalogue.input().offers[static_cast<size_t>(offer_index.value)];
  const Need& need = context.need;
  if (need.product && need.product == offer.product) {
    return {.source = Source::kSameProduct, .points = kFit.same_product, .text = text};
  }
  FitFigures fit{.text = text};
  const bool both_named = need.product && offer.product;
  const int64_t scale = both_named ? kFit.text_other : kFit.text;
  const auto text_points = static_cast<int32_t>(scale * text / kTextMax);
  if (text_points > 0) {
    fit.source = Source::kText;
    fit.points = text_points;
  }
  if (!both_named) return fit;
  const auto found = std::lower_bound(
      context.siblings.begin(), context.siblings.end(), offer.product.value,
      [](const Sibling& sibling, int32_t product) { return sibling.product < product; });
  if (found == context.siblings.end() || found->product != offer.product.value) return fit;
  const int32_t points = Share(kFit.sibling, found->similarity);
  if (points > fit.points) {
    fit.source = Source::kSibling;
    fit.points = points;
    fit.sibling = &*found;
  }
  return fit;
}

CapacityFigures Capacity(const NeedContext& context, const Offer& offer) {
  using Case = CapacityFigures::Case;
  constexpr int32_t kNeutral = Half(PartKind::kCapacity);
  if (!offer.capacity_year) return {.which = Case::kCapacityUnknown, .points = kNeutral};
  const double available = *offer.capacity_year * (1.0 - offer.utilisation.value_or(0.0));
  if (!context.need.quantity) {
    return {.which = Case::kQuantityUnknown, .available = available, .points = kNeutral};
  }
  if (!UnitsAgree(context, offer)) {
    return {.which = Case::kUnitsDiffer, .available = available, .points = kNeutral};
  }
  const double ratio = available / *context.need.quantity;
  const int32_t points = Share(PartMax(PartKind::kCapacity), std::min(1.0, ratio));
  if (!offer.utilisation) {
    return {.which = Case::kUtilisationUnknown,
            .available = available,
            .ratio = ratio,
            .points = std::min(kNeutral, points)};
  }
  return {.which = Case::kKnown, .available = available, .ratio = ratio, .points = points};
}

PlaceIndex PlaceOfOffer(const NeedContext& context, const Offer& offer) {
  if (context.scheme == Scheme::kTalent && offer.terms >= 0) {
    const int32_t place = context.catalogue.input().talent[static_cast<size_t>(offer.terms)].place;
    if (place >= 0) return PlaceIndex{place};
  }
  return Supplier(context, offer).place;
}

DistanceFigures Distance(const NeedContext& context, const Offer& offer, int32_t points_max) {
  const CatalogueInput& input = context.catalogue.input();
  const PlaceIndex at = PlaceOfOffer(context, offer);
  DistanceFigures figures;
  figures.wants_region = !context.need.preferred_regions.empty();
  const Place* place = PlaceOf(input, at);
  if (place == nullptr) {
    figures.points = points_max / 2;
    return figures;
  }
  figures.place_known = true;
  figures.km = context.km_to_place[static_cast<size_t>(at.value)];
  const int32_t for_region = figures.wants_region ? points_max / 2 : 0;
  const int32_t for_nearness = points_max - for_region;
  figures.points = figures.km ? Share(for_nearness, std::exp(-*figures.km / kDistanceDecayKm))
                              : for_nearness / 2;
  figures.in_preferred =
      figures.wants_region && AnyContains(context.need.preferred_regions, place->region);
  if (figures.in_preferred) figures.points += for_region;
  return figures;
}

PriceFigures Price(const NeedContext& context, const Offer& offer) {
  using Case = PriceFigures::Case;
  constexpr int32_t kMax = PartMax(PartKind::kPrice);
  PriceFigures figures{.points = kMax / 2};
  if (!offer.price_min_fen && !offer.price_max_fen) {
    figures.which = Case::kPriceUnknown;
    return figures;
  }
  figures.low_fen = offer.price_min_fen ? *offer.price_min_fen : *offer.price_max_fen;
  figures.high_fen = offer.price_max_fen ? *offer.price_max_fen : *offer.price_min_fen;
  if (!context.need.price_max_fen) {
    figures.which = Case::kBudgetUnknown;
    return figures;
  }
  if (!UnitsAgree(context, offer)) {
    figures.which = Case::kUnitsDiffer;
    return figures;
  }
  const int64_t budget_fen = *context.need.price_max_fen;
  if (figures.high_fen <= budget_fen) {
    figures.points = kMax;
    return figures;
  }
  if (figures.low_fen <= budget_fen) {
    figures.which = Case::kPartlyWithin;
    figures.points += Share(kMax / 2, static_cast<double>(budget_fen - figures.low_fen) /
                                          static_cast<double>(figures.high_fen - figures.low_fen));
    return figures;
  }
  figures.which = Case::kAbove;
  figures.points = 0;
  if (budget_fen > 0) {
    const double over =
        static_cast<double>(figures.low_fen - budget_fen) / static_cast<double>(budget_fen);
    figures.points = Share(kMax / 2, std::max(0.0, 1.0 - over / kOverBudgetShareMax));
  }
  return figures;
}

LeadTimeFigures LeadTime(const NeedContext& context, const Offer& offer, int32_t points_max) {
  using Case = LeadTimeFigures::Case;
  if (!context.need.needed_by_day) return {.which = Case::kDateUnknown, .points = points_max / 2};
  const int64_t left = int64_t{*context.need.needed_by_day} - context.need.today;
  if (left < 0) return {.which = Case::kPassed, .days_left = left};
  if (!offer.lead_time_days) {
    return {.which = Case::kLeadUnknown, .days_left = left, .points = points_max / 2};
  }
  if (*offer.lead_time_days <= left) {
    return {.which = Case::kInTime, .days_left = left, .points = points_max};
  }
  const double share = static_cast<double>(left) / static_cast<double>(*offer.lead_time_days);
  return {.which = Case::kLate, .days_left = left, .points = Share(points_max, share)};
}

TitleFigures Titles(const NeedContext& context, const Offer& offer) {
  constexpr int32_t kMax = PartMax(PartKind::kTitles);
  const uint32_t wanted = context.need.wanted_titles;
  if (wanted == 0) return {.points = kMax};
  const uint32_t held = wanted & Supplier(context, offer).titles;
  return {.held = held, .points = kMax * std::popcount(held) / std::popcount(wanted)};
}

PastLinkFigures PastLinks(const NeedContext& context, const Offer& offer) {
  using Case = PastLinkFigures::Case;
  const CatalogueIndex& index = context.catalogue.index();
  const int32_t supplier = offer.organisation.value;
  const int32_t customer = context.need.organisation ? context.need.organisation.value : -1;
  PastLinkFigures figures;
  figures.product = context.need.product ? context.need.product : offer.product;
  const auto pair = SalesFrom(index.sales_by_pair, supplier, customer);
  const auto is_asked = [&figures](const Sale& sale) {
    return figures.product && sale.third == figures.product.value;
  };
  if (std::any_of(pair.begin(), pair.end(), is_asked)) {
    figures.which = Case::kPairSameProduct;
    figures.points = kPastLink.pair_same_product;
    return figures;
  }
  if (!pair.empty()) {
    figures.which = Case::kPairOtherProduct;
    figures.count = static_cast<int64_t>(pair.size());
    figures.points = kPastLink.pair_other_product;
    return figures;
  }
  if (!figures.product) return figures;
  const auto sales = SalesFrom(index.sales_by_product, supplier, figures.product.value);
  figures.count = std::count_if(sales.begin(), sales.end(),
                                [supplier](const Sale& sale) { return sale.third != supplier; });
  if (figures.count > 0) {
    figures.which = Case::kSellsToOthers;
    figures.points = kPastLink.sells_to_others;
  }
  return figures;
}

bool HaveDealt(const NeedContext& context, const Offer& offer) {
  if (!context.need.organisation) return false;
  const std::vector<Sale>& sales = context.catalogue.index().sales_by_pair;
  const int32_t here = context.need.organisation.value;
  const int32_t there = offer.organisation.value;
  return !SalesFrom(sales, there, here).empty() || !SalesFrom(sales, here, there).empty();
}

std::array<int32_t, kPartCount> PairFigures::Points() const {
  return {fit.points,       capacity.points, distance.points,  price.points,
          lead_time.points, titles.points,   past_links.points};
}

PairFigures Measure(const NeedContext& context, OfferIndex offer_index, const FitFigures& fit) {
  const Offer& offer = context.catalogue.input().offers[static_cast<size_t>(offer_index.value)];
  return {.fit = fit,
          .capacity = Capacity(context, offer),
          .distance = Distance(context, offer),
          .price = Price(context, offer),
          .lead_time = LeadTime(context, offer),
          .titles = Titles(context, offer),
          .past_links = PastLinks(context, offer)};
}

std::optional<Exclusion> PairExclusion(const NeedContext& context, OfferIndex offer_index,
                                       int32_t fit_points) {
  const CatalogueInput& input = context.catalogue.input();
  const Offer& offer = input.offers[static_cast<size_t>(offer_index.value)];
  const Need& need = context.need;
  if (offer.kind != need.kind) return Exclusion::kOtherKind;
  if (fit_points < FitFloor(context.scheme)) return Exclusion::kLowFit;
  if (need.organisation && offer.organisation == need.organisation) {
    return Exclusion::kSameOrganisation;
  }
  if (offer.valid_until_day && *offer.valid_until_day < need.today) return Exclusion::kExpired;
  const Place* needed_at = PlaceOf(input, context.place);
  if (!offer.regions_served.empty() && needed_at != nullptr &&
      !AnyContains(offer.regions_served, needed_at->region)) {
    return Exclusion::kNotServed;
  }
  const Place* made_at = PlaceOf(input, PlaceOfOffer(context, offer));
  if (made_at != nullptr && AnyContains(need.excluded_regions, made_at->region)) {
    return Exclusion::kExcludedRegion;
  }
  return std::nullopt;
}

}  // namespace lianmeng::match
