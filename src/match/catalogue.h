// What a viewer may see of a region's offers, arranged so that a need finds its offers quickly.
//
// The catalogue is built once per snapshot and viewer from plain structs, and is immutable
// afterwards. Everything that a score depends on comes from what is given here, corpus statistics
// included: an offer left out because the viewer may not see it moves no score and no rank.
//
// Example:   match::CatalogueInput input;
//            input.places = {{.region = RegionCode{310100}, .point = GeoPoint{121.47, 31.23}}};
//            input.organisations = {{.name = "上海某电池有限公司", .place = PlaceIndex{0}}};
//            input.offers = {{.organisation = OrganisationIndex{0}, .text = "动力电池"}};
//            LM_ASSIGN(match::Catalogue catalogue, match::Catalogue::Build(std::move(input)));
//
// Indexes are positions in the vectors of CatalogueInput; a negative index means "none". Give
// offers in the order of their ids: equal scores are ordered by offer index.
// Thread-safety: a built Catalogue may be read by any number of threads.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/geo.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/text_pair.h"
#include "match/score.h"
#include "match/terms.h"

namespace lianmeng::match {

// A position in one of the vectors of CatalogueInput; a type for each, so that none stands for
// another by mistake.
template <typename Tag>
struct Index {
  int32_t value = -1;

  [[nodiscard]] explicit operator bool() const { return value >= 0; }
  friend auto operator<=>(const Index&, const Index&) = default;
};
using PlaceIndex = Index<struct PlaceTag>;
using ProductIndex = Index<struct ProductTag>;
using OrganisationIndex = Index<struct OrganisationTag>;
using OfferIndex = Index<struct OfferTag>;

// A city or county in which organisations lie.
struct Place {
  RegionCode region;              // GB/T 2260
  std::optional<GeoPoint> point;  // centroid; without it distances from here are unknown
  TextPair name;                  // for the reasons; may be empty
};

struct Product {
  TextPair name;
  std::vector<std::string> aliases;
  std::string category;  // only products of one category can be siblings; empty: of none
  std::string unit;      // figures of two products are compared only if their units are equal
};

// `product` is made from `input`.
struct ProductInput {
  ProductIndex product;
  ProductIndex input;
};

struct Organisation {
  std::string name;
  std::vector<std::string> other_names;  // short name, English name, aliases: searched as well
  PlaceIndex place;                      // none if unknown
  uint32_t titles = 0;                   // bit i: holds CatalogueInput::title_names[i]
};

struct Offer {
  OrganisationIndex organisation;  // required
  int kind = 0;                    // goods, technology, ...: any numbering that needs share
  ProductIndex product;            // none: free text only
  std::string text;
  std::optional<double> capacity_year;   // >= 0, in the product's unit
  std::optional<double> utilisation;     // 0..1 of capacity in use
  std::optional<int64_t> price_min_fen;  // >= 0, of one unit
  std::optional<int64_t> price_max_fen;
  std::optional<int64_t> lead_time_days;   // >= 0
  std::vector<RegionCode> regions_served;  // empty: everywhere
  std::optional<int32_t> valid_until_day;  // days since 1970-01-01; valid on that day still
  int32_t terms = -1;  // in CatalogueInput::capital, talent or technology, as its kind's scheme is
};

// `supplier` has sold `product` to `customer`.
struct PastLink {
  OrganisationIndex supplier;
  OrganisationIndex customer;
  ProductIndex product;  // none if not known
};

struct CatalogueInput {
  std::vector<Place> places;
  std::vector<Product> products;
  std::vector<ProductInput> inputs;
  std::vector<Organisation> organisations;
  std::vector<Offer> offers;
  std::vector<PastLink> links;
  std::vector<TextPair> title_names;  // at most 32
  std::vector<Scheme> schemes;        // by kind; kinds beyond have that of supply
  std::vector<CapitalTerms> capital;  // of offers
  std::vector<TalentTerms> talent;
  std::vector<TechnologyTerms> technology;
  TermNames term_names;

  [[nodiscard]] Scheme SchemeOf(int kind) const {
    const bool stated = kind >= 0 && static_cast<size_t>(kind) < schemes.size();
    return stated ? schemes[static_cast<size_t>(kind)] : Scheme::kSupply;
  }
};

// Index structures behind a Catalogue (match/catalogue_index.h); of no concern to callers.
struct CatalogueIndex;

class Catalogue {
 public:
  // Cost:   linear in the text, plus sorting the links. docs/benchmarks.md has time and memory.
  // Errors: kInvalidArgument names the vector and row (Place::file, Place::line from 1), the field
  //         and the value: an index out of range, a region that is not positive, a point outside
  //         the globe, a figure that is negative or not finite, utilisation outside 0..1,
  //         price_min above price_max, more than 32 titles, terms out of range or of bounds.
  [[nodiscard]] static Result<Catalogue> Build(CatalogueInput input);

  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;
  ~Catalogue();

  [[nodiscard]] const CatalogueInput& input() const { return *input_; }
  [[nodiscard]] const CatalogueIndex& index() const { return *index_; }

 private:
  Catalogue(std::unique_ptr<const CatalogueInput> input,
            std::unique_ptr<const CatalogueIndex> index);

  std::unique_ptr<const CatalogueInput> input_;
  std::unique_ptr<const CatalogueIndex> index_;
};

// True if `region` is `place` or contains it by its GB/T 2260 code: 310000 contains 310115, 320500
// contains 320583. A county does not contain its city.
[[nodiscard]] bool Contains(RegionCode region, RegionCode place);

}  // namespace lianmeng::match
