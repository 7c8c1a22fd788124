#include "match/catalogue.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "match/catalogue_index.h"
#include "match/term_parts.h"

namespace lianmeng::match {
namespace {

constexpr size_t kTitlesMax = 32;

// Where a value stands, for the error: offers, row 3, field price_min_fen.
struct Row {
  std::string_view table;
  size_t index = 0;
};

Error Refuse(const Row& row, std::string_view field, std::string value, TextPair why) {
  return MakeError(ErrorCode::kInvalidArgument, std::move(why),
                   lianmeng::Place{.file = std::string(row.table),
                                   .line = static_cast<int64_t>(row.index) + 1,
                                   .field = std::string(field),
                                   .value = std::move(value)});
}

struct Reference {
  std::string_view field;
  int32_t value = -1;
  size_t size = 0;
  bool required = false;
};

Status CheckReference(const Row& row, const Reference& reference) {
  const bool none = reference.value < 0;
  if (none && !reference.required) return Ok{};
  if (none || static_cast<size_t>(reference.value) >= reference.size) {
    return Refuse(row, reference.field, std::to_string(reference.value),
                  {"下标超出范围", "index out of range"});
  }
  return Ok{};
}

Status CheckRegion(const Row& row, std::string_view field, RegionCode region) {
  if (region.value > 0) return Ok{};
  return Refuse(row, field, region.ToString(),
                {"行政区划代码必须为正", "region code must be positive"});
}

Status CheckPlaces(const CatalogueInput& input) {
  for (size_t i = 0; i < input.places.size(); ++i) {
    const Place& place = input.places[i];
    const Row row{"places", i};
    LM_TRY(CheckRegion(row, "region", place.region));
    if (!place.point) continue;
    const GeoPoint& p = *place.point;
    if (!(std::abs(p.longitude_deg) <= 180.0) || !(std::abs(p.latitude_deg) <= 90.0)) {
      return Refuse(row, "point",
                    std::to_string(p.longitude_deg) + " " + std::to_string(p.latitude_deg),
                    {"坐标不在地球上", "not a point on the globe"});
    }
  }
  return Ok{};
}

Status CheckFigure(const Row& row, std::string_view field, const std::optional<double>& figure) {
  if (!figure || (std::isfinite(*figure) && *figure >= 0)) return Ok{};
  return Refuse(row, field, std::to_string(*figure),
                {"必须为非负有限数", "must be finite and not negative"});
}

Status CheckFigure(const Row& row, std::string_view field, const std::optional<int64_t>& figure) {
  if (!figure || *figure >= 0) return Ok{};
  return Refuse(row, field, std::to_string(*figure), {"不能为负", "must not be negative"});
}

size_t TermsOfScheme(const CatalogueInput& input, int kind) {
  switch (input.SchemeOf(kind)) {
    case Scheme::kSupply:
      return 0;
    case Scheme::kCapital:
      return input.capital.size();
    case Scheme::kTalent:
      return input.talent.size();
    case Scheme::kTechnology:
      return input.technology.size();
  }
  return 0;
}

Status CheckOffer(const CatalogueInput& input, size_t i) {
  const Offer& offer = input.offers[i];
  const Row row{"offers", i};
  LM_TRY(CheckReference(row, {.field = "organisation",
                              .value = offer.organisation.value,
                              .size = input.organisations.size(),
                              .required = true}));
  LM_TRY(CheckReference(
      row, {.field = "product", .value = offer.product.value, .size = input.products.size()}));
  LM_TRY(CheckFigure(row, "capacity_year", offer.capacity_year));
  LM_TRY(CheckFigure(row, "utilisation", offer.utilisation));
  if (offer.utilisation && *offer.utilisation > 1.0) {
    return Refuse(row, "utilisation", std::to_string(*offer.utilisation),
                  {"产能利用率应在 0 到 1 之间", "must lie between 0 and 1"});
  }
  LM_TRY(CheckFigure(row, "price_min_fen", offer.price_min_fen));
  LM_TRY(CheckFigure(row, "price_max_fen", offer.price_max_fen));
  if (offer.price_min_fen && offer.price_max_fen && *offer.price_min_fen > *offer.price_max_fen) {
    return Refuse(row, "price_min_fen", std::to_string(*offer.price_min_fen),
                  {"最低价高于最高价", "above price_max_fen"});
  }
  LM_TRY(CheckFigure(row, "lead_time_days", offer.lead_time_days));
  for (const RegionCode region : offer.regions_served) {
    LM_TRY(CheckRegion(row, "regions_served", region));
  }
  return CheckReference(
      row, {.field = "terms", .value = offer.terms, .size = TermsOfScheme(input, offer.kind)});
}

Status CheckTerms(const CatalogueInput& input) {
  const auto refuse = [](const Row& row, const std::optional<WrongTerm>& wrong) -> Status {
    if (!wrong) return Ok{};
    return Refuse(row, wrong->field, wrong->value, wrong->why);
  };
  for (size_t i = 0; i < input.capital.size(); ++i) {
    LM_TRY(refuse({"capital", i}, WrongTerms(input.capital[i])));
  }
  for (size_t i = 0; i < input.talent.size(); ++i) {
    LM_TRY(refuse({"talent", i}, WrongTerms(input.talent[i], input.places.size())));
  }
  return Ok{};
}

Status CheckSizes(const CatalogueInput& input) {
  constexpr size_t kRowsMax = INT32_MAX;
  const std::pair<std::string_view, size_t> sizes[] = {
      {"places", input.places.size()}, {"products", input.products.size()},
      {"inputs", input.inputs.size()}, {"organisations", input.organisations.size()},
      {"offers", input.offers.size()}, {"links", input.links.size()},
  };
  for (const auto& [table, size] : sizes) {
    if (size > kRowsMax) {
      return Refuse({table, kRowsMax}, "", std::to_string(size), {"行数过多", "too many rows"});
    }
  }
  if (input.title_names.size() > kTitlesMax) {
    return Refuse({"title_names", kTitlesMax}, "", std::to_string(input.title_names.size()),
                  {"称号不能超过 32 种", "more than 32 titles"});
  }
  return Ok{};
}

Status Validate(const CatalogueInput& input) {
  LM_TRY(CheckSizes(input));
  LM_TRY(CheckPlaces(input));
  const size_t products = input.products.size();
  const size_t organisations = input.organisations.size();
  for (size_t i = 0; i < input.inputs.size(); ++i) {
    const ProductInput& edge = input.inputs[i];
    LM_TRY(CheckReference({"inputs", i}, {"product", edge.product.value, products, true}));
    LM_TRY(CheckReference({"inputs", i}, {"input", edge.input.value, products, true}));
  }
  for (size_t i = 0; i < organisations; ++i) {
    LM_TRY(CheckReference({"organisations", i}, {.field = "place",
                                                 .value = input.organisations[i].place.value,
                                                 .size = input.places.size()}));
  }
  LM_TRY(CheckTerms(input));
  for (size_t i = 0; i < input.offers.size(); ++i) LM_TRY(CheckOffer(input, i));
  for (size_t i = 0; i < input.links.size(); ++i) {
    const PastLink& link = input.links[i];
    const Row row{"links", i};
    LM_TRY(CheckReference(row, {"supplier", link.supplier.value, organisations, true}));
    LM_TRY(CheckReference(row, {"customer", link.customer.value, organisations, true}));
    LM_TRY(CheckReference(row, {"product", link.product.value, products, false}));
  }
  return Ok{};
}

void Append(const Terms& from, Terms* to) {
  to->unigrams.insert(to->unigrams.end(), from.unigrams.begin(), from.unigrams.end());
  to->bigrams.insert(to->bigrams.end(), from.bigrams.begin(), from.bigrams.end());
}

// The terms of names, each taken by itself so that no bigram spans two of them.
Terms TermsOf(const std::vector<std::string>& names) {
  Terms terms;
  for (const std::string& name : names) Append(SearchTerms(name), &terms);
  return terms;
}

// Words of a product and of an organisation are found once, however many offers share them.
void BuildText(const CatalogueInput& input, CatalogueIndex* index) {
  std::vector<Terms> of_product;
  for (const Product& product : input.products) {
    Terms terms = TermsOf({product.name.zh, product.name.en});
    Append(TermsOf(product.aliases), &terms);
    of_product.push_back(std::move(terms));
  }
  std::vector<Terms> of_organisation;
  for (const Organisation& organisation : input.organisations) {
    Terms terms = SearchTerms(organisation.name);
    Append(TermsOf(organisation.other_names), &terms);
    of_organisation.push_back(std::move(terms));
  }
  TextIndex::Builder bigrams;
  TextIndex::Builder unigrams;
  for (const Offer& offer : input.offers) {
    Terms terms = SearchTerms(offer.text);
    if (offer.product) Append(of_product[static_cast<size_t>(offer.product.value)], &terms);
    Append(of_organisation[static_cast<size_t>(offer.organisation.value)], &terms);
    bigrams.Add(terms.bigrams);
    unigrams.Add(terms.unigrams);
  }
  index->bigrams = std::move(bigrams).Finish();
  index->unigrams = std::move(unigrams).Finish();
}

void SortUnique(std::vector<Sale>* sales) {
  std::sort(sales->begin(), sales->end());
  sales->erase(std::unique(sales->begin(), sales->end()), sales->end());
}

void BuildRelations(const CatalogueInput& input, CatalogueIndex* index) {
  std::vector<std::pair<int32_t, int32_t>> pairs;
  for (size_t i = 0; i < input.offers.size(); ++i) {
    const Offer& offer = input.offers[i];
    index->offers_of_kind[offer.kind].push_back(static_cast<int32_t>(i));
    if (offer.product) pairs.emplace_back(offer.product.value, static_cast<int32_t>(i));
  }
  index->skills.reserve(input.talent.size());
  for (const TalentTerms& terms : input.talent) {
    index->skills.push_back(ComparableSkills(terms.skills));
  }
  const size_t products = input.products.size();
  index->offers_of_product = Lists(products, std::move(pairs));
  pairs.clear();
  std::vector<std::pair<int32_t, int32_t>> reversed;
  for (const ProductInput& edge : input.inputs) {
    pairs.emplace_back(edge.product.value, edge.input.value);
    reversed.emplace_back(edge.input.value, edge.product.value);
  }
  index->inputs_of = Lists(products, std::move(pairs));
  index->users_of = Lists(products, std::move(reversed));
  for (const PastLink& link : input.links) {
    const int32_t product = link.product ? link.product.value : -1;
    index->sales_by_pair.push_back({link.supplier.value, link.customer.value, product});
    index->sales_by_product.push_back({link.supplier.value, product, link.customer.value});
  }
  SortUnique(&index->sales_by_pair);
  SortUnique(&index->sales_by_product);
}

}  // namespace

Lists::Lists(size_t keys, std::vector<std::pair<int32_t, int32_t>> pairs) : first_(keys + 1, 0) {
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  values_.reserve(pairs.size());
  for (const auto& [key, value] : pairs) {
    ++first_[static_cast<size_t>(key) + 1];
    values_.push_back(value);
  }
  for (size_t key = 0; key < keys; ++key) first_[key + 1] += first_[key];
}

std::span<const int32_t> Lists::operator[](int32_t key) const {
  const auto begin = static_cast<size_t>(first_[static_cast<size_t>(key)]);
  const auto end = static_cast<size_t>(first_[static_cast<size_t>(key) + 1]);
  return std::span(values_).subspan(begin, end - begin);
}

Result<Catalogue> Catalogue::Build(CatalogueInput input) {
  LM_TRY(Validate(input));
  auto index = std::make_unique<CatalogueIndex>();
  BuildText(input, index.get());
  BuildRelations(input, index.get());
  return Catalogue(std::make_unique<const CatalogueInput>(std::move(input)), std::move(index));
}

Catalogue::Catalogue(std::unique_ptr<const CatalogueInput> input,
                     std::unique_ptr<const CatalogueIndex> index)
    : input_(std::move(input)), index_(std::move(index)) {}
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;
Catalogue::~Catalogue() = default;

bool Contains(RegionCode region, RegionCode place) {
  if (region.value % 10000 == 0) return region.value / 10000 == place.value / 10000;
  if (region.value % 100 == 0) return region.value / 100 == place.value / 100;
  return region == place;
}

}  // namespace lianmeng::match
