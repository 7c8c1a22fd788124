#include "match/reference_match.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
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

// A talent's own place goes before its organisation's.
PlaceIndex OfferedAt(const CatalogueInput& input, const Offer& offer) {
  if (input.SchemeOf(offer.kind) == Scheme::kTalent && offer.terms >= 0) {
    const int32_t place = input.talent.at(static_cast<size_t>(offer.terms)).place;
    if (place >= 0) return PlaceIndex{place};
  }
  return OrganisationOf(input, offer).place;
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

int32_t DistancePoints(const CatalogueInput& input, const Need& need, const Offer& offer,
                       int32_t most) {
  const PlaceIndex from = NeededAt(input, need);
  const PlaceIndex to = OfferedAt(input, offer);
  if (!to) return most / 2;
  const Place& place = input.places.at(static_cast<size_t>(to.value));
  double nearness = 0.5;
  if (from == to) {
    nearness = 1.0;
  } else if (from && place.point && input.places.at(static_cast<size_t>(from.value)).point) {
    const GeoPoint& origin = *input.places.at(static_cast<size_t>(from.value)).point;
    nearness = std::exp(-DistanceKm(origin, *place.point) / 250.0);
  }
  if (need.preferred_regions.empty()) return static_cast<int32_t>(std::llround(most * nearness));
  const int32_t region = AnyCovers(need.preferred_regions, place) ? most / 2 : 0;
  // An unknown distance gives half of its half, rounded down as every neutral part is.
  if (nearness == 0.5) return region + most / 4;
  return region + static_cast<int32_t>(std::llround(most / 2 * nearness));
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

int32_t LeadTimePoints(const Need& need, const Offer& offer, int32_t most) {
  if (!need.needed_by_day) return most / 2;
  const int64_t left = static_cast<int64_t>(*need.needed_by_day) - need.today;
  if (left < 0) return 0;
  if (!offer.lead_time_days) return most / 2;
  if (*offer.lead_time_days <= left) return most;
  return static_cast<int32_t>(std::llround(
      most * (static_cast<double>(left) / static_cast<double>(*offer.lead_time_days))));
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

// ---- Capital, talent, technology

struct TermPoints {
  int32_t points = 0;
  bool known = true;
};

TermPoints Half(int32_t most) { return {.points = most / 2, .known = false}; }

TermPoints Part(int32_t most, double share) {
  return {.points = static_cast<int32_t>(std::llround(most * share))};
}

std::set<uint32_t> Members(uint32_t bits) {
  std::set<uint32_t> members;
  for (uint32_t bit = 0; bit < 32; ++bit) {
    if ((bits >> bit & 1U) != 0) members.insert(bit);
  }
  return members;
}

// 1 for the same or one within the other, 0.5 for one class, else 0.
double CodesAgree(const FieldCode& a, const FieldCode& b, bool patents) {
  if (a.alone != b.alone) return 0;
  if (a.alone) return a.code == b.code ? 1 : 0;
  const std::string& shorter = a.code.size() <= b.code.size() ? a.code : b.code;
  const std::string& longer = a.code.size() <= b.code.size() ? b.code : a.code;
  if (longer.substr(0, shorter.size()) == shorter) {
    // H01M1 does not hold H01M10: behind the subclass come whole numbers.
    const bool cut = patents && shorter.size() > 4 && longer.size() > shorter.size() &&
                     longer[shorter.size()] >= '0' && longer[shorter.size()] <= '9';
    if (!cut) return 1;
  }
  const size_t width = patents ? 3 : 2;
  if (shorter.size() < width) return 0;
  return shorter.substr(0, width) == longer.substr(0, width) ? 0.5 : 0;
}

TermPoints FieldPoints(const std::vector<FieldCode>& wanted, const std::vector<FieldCode>& given,
                       bool patents, int32_t most) {
  if (wanted.empty() || given.empty()) return Half(most);
  double best = 0;
  for (const FieldCode& a : wanted) {
    for (const FieldCode& b : given) best = std::max(best, CodesAgree(a, b, patents));
  }
  return Part(most, best);
}

TermPoints AnyInCommon(uint32_t wanted, uint32_t given, int32_t most) {
  if (wanted == 0 || given == 0) return Half(most);
  for (const uint32_t bit : Members(wanted)) {
    if (Members(given).contains(bit)) return {.points = most};
  }
  return {.points = 0};
}

TermPoints StagePoints(uint32_t wanted, uint32_t given, int32_t most) {
  if (wanted == 0 || given == 0) return Half(most);
  int nearest = 32;
  for (const uint32_t a : Members(wanted)) {
    for (const uint32_t b : Members(given)) {
      nearest = std::min(nearest, std::abs(static_cast<int>(a) - static_cast<int>(b)));
    }
  }
  return Part(most, nearest == 0 ? 1.0 : nearest == 1 ? 0.5 : 0.0);
}

TermPoints AmountPoints(const CapitalTerms& need, const CapitalTerms& offer, int32_t most) {
  if (!need.amount_min_fen && !need.amount_max_fen) return Half(most);
  if (!offer.amount_min_fen && !offer.amount_max_fen) return Half(most);
  const auto low = static_cast<double>(need.amount_min_fen.value_or(
      *(need.amount_max_fen ? need.amount_max_fen : need.amount_min_fen)));
  const auto high = static_cast<double>(need.amount_max_fen.value_or(
      *(need.amount_min_fen ? need.amount_min_fen : need.amount_max_fen)));
  const double least = offer.amount_min_fen ? static_cast<double>(*offer.amount_min_fen) : 0.0;
  const double greatest = offer.amount_max_fen ? static_cast<double>(*offer.amount_max_fen) : 1e300;
  if (greatest < low) return Part(most, 0.5 * (greatest / low));
  if (least > high) return Part(most, 0.5 * (high / least));
  if (low == high) return {.points = most};
  const double covered = std::min(high, greatest) - std::max(low, least);
  return Part(most, 0.5 + 0.5 * (covered / (high - low)));
}

TermPoints SkillPoints(const TalentTerms& need, const TalentTerms& offer, int32_t most) {
  std::set<std::string> wanted;
  std::set<std::string> held;
  for (const std::string& skill : need.skills) wanted.insert(Normalise(skill));
  for (const std::string& skill : offer.skills) held.insert(Normalise(skill));
  wanted.erase("");
  if (wanted.empty() || offer.skills.empty()) return Half(most);
  // Takes the first word of both, or leaves out one of the longer.
  const std::function<bool(std::vector<std::string>, std::vector<std::string>)> stands =
      [&](std::vector<std::string> some, std::vector<std::string> all) {
        if (some.empty()) return true;
        if (some.size() > all.size()) return false;
        const bool same = some[0] == all[0];
        all.erase(all.begin());
        if (!same) return stands(some, all);
        return stands({some.begin() + 1, some.end()}, all) || stands(some, all);
      };
  const auto near = [&](const std::string& x, const std::string& y) {
    const std::vector<std::string> a = SearchTerms(x).unigrams, b = SearchTerms(y).unigrams;
    return std::min(a.size(), b.size()) >= 2 && (stands(a, b) || stands(b, a));
  };
  double both = 0;
  for (const std::string& skill : wanted) {
    const bool is_near = std::any_of(held.begin(), held.end(),
                                     [&](const std::string& other) { return near(skill, other); });
    both += held.contains(skill) ? 1 : is_near ? 0.5 : 0;
  }
  return Part(most, both / static_cast<double>(wanted.size()));
}

// Day by day.
TermPoints PeriodPoints(const TalentTerms& need, int32_t today, const TalentTerms& offer,
                        int32_t most) {
  if (!need.from_day && !need.until_day) return Half(most);
  if (!offer.from_day && !offer.until_day) return Half(most);
  const int32_t first = std::max(today, need.from_day ? *need.from_day : today);
  const int32_t last = need.until_day ? *need.until_day : first + 364;
  double wanted = 0;
  double available = 0;
  for (int32_t day = first; day <= last; ++day) {
    ++wanted;
    if (offer.from_day && day < *offer.from_day) continue;
    if (offer.until_day && day > *offer.until_day) continue;
    ++available;
  }
  return wanted == 0 ? TermPoints{} : Part(most, available / wanted);
}

// One level below the wanted loses the share `step`, two twice as much.
TermPoints LevelPoints(const std::optional<int>& wanted, const std::optional<int>& held,
                       double step, int32_t most) {
  if (!wanted || !held) return Half(most);
  int steps = 0;
  for (int level = *held; level < *wanted; ++level) ++steps;
  return Part(most, std::max(0.0, 1.0 - steps * step));
}

TermPoints DealingPoints(const CatalogueInput& input, const Need& need, const Offer& offer,
                         int32_t most) {
  for (const PastLink& link : input.links) {
    if (!need.organisation) continue;
    const bool bought = link.supplier == offer.organisation && link.customer == need.organisation;
    const bool sold = link.supplier == need.organisation && link.customer == offer.organisation;
    if (bought || sold) return {.points = most};
  }
  return {.points = 0};
}

TermPoints TextPoints(int64_t text, int32_t most) {
  return {.points = static_cast<int32_t>(most * text / 1'000'000)};
}

template <typename Terms>
Terms TermsOf(const std::vector<Terms>& all, const Offer& offer) {
  return offer.terms < 0 ? Terms{} : all.at(static_cast<size_t>(offer.terms));
}

// In the order in which docs/matching.md lists the parts.
std::vector<std::pair<PartKind, TermPoints>> TermParts(const CatalogueInput& input,
                                                       const Need& need, const Offer& offer,
                                                       int64_t text) {
  const Scheme scheme = input.SchemeOf(need.kind);
  if (scheme == Scheme::kCapital) {
    const CapitalTerms given = TermsOf(input.capital, offer);
    const CapitalTerms& asked = need.capital;
    return {{PartKind::kTextFit, TextPoints(text, 200'000)},
            {PartKind::kSector, FieldPoints(asked.sectors, given.sectors, false, 150'000)},
            {PartKind::kAmount, AmountPoints(asked, given, 200'000)},
            {PartKind::kStage, StagePoints(asked.stages, given.stages, 150'000)},
            {PartKind::kInstrument, AnyInCommon(asked.instruments, given.instruments, 150'000)},
            {PartKind::kDistance, {.points = DistancePoints(input, need, offer, 90'000)}},
            {PartKind::kDealings, DealingPoints(input, need, offer, 60'000)}};
  }
  if (scheme == Scheme::kTalent) {
    const TalentTerms given = TermsOf(input.talent, offer);
    const TalentTerms& asked = need.talent;
    return {{PartKind::kRole, TextPoints(text, 250'000)},
            {PartKind::kSkills, SkillPoints(asked, given, 250'000)},
            {PartKind::kLevel, LevelPoints(asked.level, given.level, 0.5, 130'000)},
            {PartKind::kPeriod, PeriodPoints(asked, need.today, given, 120'000)},
            {PartKind::kEngagement, AnyInCommon(asked.engagements, given.engagements, 120'000)},
            {PartKind::kDistance, {.points = DistancePoints(input, need, offer, 130'000)}}};
  }
  const TechnologyTerms given = TermsOf(input.technology, offer);
  const TechnologyTerms& asked = need.technology;
  return {{PartKind::kTextFit, TextPoints(text, 350'000)},
          {PartKind::kField, FieldPoints(asked.fields, given.fields, true, 150'000)},
          {PartKind::kMaturity, LevelPoints(asked.maturity, given.maturity, 1.0 / 3, 150'000)},
          {PartKind::kCooperation, AnyInCommon(asked.cooperation, given.cooperation, 130'000)},
          {PartKind::kLeadTime, {.points = LeadTimePoints(need, offer, 60'000)}},
          {PartKind::kDistance, {.points = DistancePoints(input, need, offer, 80'000)}},
          {PartKind::kDealings, DealingPoints(input, need, offer, 80'000)}};
}

struct Scored {
  ReferenceScore score;
  int32_t fit = 0;
  bool unmet = false;  // a term on which the need insists
};

Scored ScoreOf(const CatalogueInput& input, const Need& need, const Offer& offer, int64_t text) {
  Scored scored;
  if (input.SchemeOf(need.kind) == Scheme::kSupply) {
    scored.fit = FitPoints(input, need, offer, text);
    scored.score.points = {scored.fit,
                           CapacityPoints(input, need, offer),
                           DistancePoints(input, need, offer, 150'000),
                           PricePoints(input, need, offer),
                           LeadTimePoints(need, offer, 80'000),
                           TitlePoints(input, need, offer),
                           PastLinkPoints(input, need, offer)};
  } else {
    size_t place = 0;
    for (const auto& [kind, part] : TermParts(input, need, offer, text)) {
      scored.score.points[place++] = part.points;
      if (place <= 2) scored.fit += part.points;
      const bool insisted = (need.required >> static_cast<uint32_t>(kind) & 1U) != 0;
      int32_t most = 0;
      for (const PartShare& share : PartsOf(input.SchemeOf(need.kind))) {
        if (share.kind == kind) most = share.points_max;
      }
      if (insisted && part.known && part.points != most) scored.unmet = true;
    }
  }
  for (const int32_t points : scored.score.points) scored.score.score += points;
  return scored;
}

std::optional<Exclusion> Excludes(const CatalogueInput& input, const Need& need, const Offer& offer,
                                  int32_t fit) {
  if (need.kind != offer.kind) return Exclusion::kOtherKind;
  const bool technology = input.SchemeOf(need.kind) == Scheme::kTechnology;
  if (fit < (technology ? 120'000 : 60'000)) return Exclusion::kLowFit;
  if (need.organisation && need.organisation == offer.organisation) {
    return Exclusion::kSameOrganisation;
  }
  if (offer.valid_until_day && need.today > *offer.valid_until_day) return Exclusion::kExpired;
  const PlaceIndex from = NeededAt(input, need);
  if (from && !offer.regions_served.empty() &&
      !AnyCovers(offer.regions_served, input.places.at(static_cast<size_t>(from.value)))) {
    return Exclusion::kNotServed;
  }
  const PlaceIndex to = OfferedAt(input, offer);
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
    const Scored found = ScoreOf(input, need, offer, text[i]);
    auto rule = Excludes(input, need, offer, found.fit);
    if (!rule && found.unmet) rule = Exclusion::kRequiredTerm;
    if (rule) {
      count(*rule);
      continue;
    }
    ReferenceScore scored = found.score;
    scored.offer = OfferIndex{static_cast<int32_t>(i)};
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
