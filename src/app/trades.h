// Needs and offers of the platform's own making: adding, changing and closing them one by one.
//
// Example:
//   NeedInput input{.organisation = id, .kind = "capital", .text = "扩产融资"};
//   input.capital = CapitalFacts{.amount_max_cny = 5e7, .stages = {"series_a"}};
//   LM_ASSIGN(const NeedDetail added, AddNeed(*platform, Viewer::Office(), input));
//   LM_ASSIGN(const NeedDetail closed,
//             ChangeNeed(*platform, Viewer::Office(), id,
//                        {.version = added.version, .open = false, .close_reason = "met"}));
//
// Until accounts exist the office alone writes, and it may change what it sees, whoever owns it: as
// an import does. A new record is owned by its organisation.
// Two who change one record at once: the second is told what the first changed (kConflict).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/json_input.h"
#include "app/platform.h"
#include "app/views.h"

namespace lianmeng::app {

// The body of POST /needs.
struct NeedInput {
  std::string organisation;  // id
  std::string kind;
  std::optional<std::string> key;      // made if left out
  std::optional<std::string> product;  // id; this or a text
  std::optional<std::string> text;
  std::optional<double> quantity;
  std::optional<double> price_max_cny;
  std::optional<std::string> needed_by;  // YYYY-MM-DD
  std::vector<std::string> preferred_regions;
  std::vector<std::string> excluded_regions;
  std::vector<std::string> wanted_titles;
  std::optional<CapitalFacts> capital;
  std::optional<TalentFacts> talent;
  std::optional<TechnologyFacts> technology;
  std::vector<std::string> required_terms;
  std::optional<std::string> audience;  // alliance

  LM_FIELDS(NeedInput, organisation, kind, key, product, text, quantity, price_max_cny, needed_by,
            preferred_regions, excluded_regions, wanted_titles, capital, talent, technology,
            required_terms, audience)
  static FieldRules Rules();
};

// What is left out stays; null empties what may be empty. Who needs it and its kind stay as they are.
struct NeedPatch {
  int64_t version = 0;  // as the client last saw it
  std::optional<std::optional<std::string>> product;
  std::optional<std::string> text;
  std::optional<std::optional<double>> quantity;
  std::optional<std::optional<double>> price_max_cny;
  std::optional<std::optional<std::string>> needed_by;
  std::optional<std::vector<std::string>> preferred_regions;
  std::optional<std::vector<std::string>> excluded_regions;
  std::optional<std::vector<std::string>> wanted_titles;
  std::optional<std::optional<CapitalFacts>> capital;
  std::optional<std::optional<TalentFacts>> talent;
  std::optional<std::optional<TechnologyFacts>> technology;
  std::optional<std::vector<std::string>> required_terms;
  std::optional<bool> open;                                // true takes the reason away
  std::optional<std::optional<std::string>> close_reason;  // of a need that is not open
  std::optional<std::string> audience;

  LM_FIELDS(NeedPatch, version, product, text, quantity, price_max_cny, needed_by,
            preferred_regions, excluded_regions, wanted_titles, capital, talent, technology,
            required_terms, open, close_reason, audience)
  static FieldRules Rules();
};

// The body of POST /offers.
struct OfferInput {
  std::string organisation;
  std::string kind;
  std::optional<std::string> key;
  std::optional<std::string> product;
  std::optional<std::string> text;
  std::optional<double> capacity_year;
  std::optional<double> utilisation;
  std::optional<double> price_min_cny;
  std::optional<double> price_max_cny;
  std::optional<int64_t> lead_time_days;
  std::vector<std::string> regions_served;
  std::optional<std::string> valid_until;
  std::optional<CapitalFacts> capital;
  std::optional<TalentFacts> talent;
  std::optional<TechnologyFacts> technology;
  std::optional<std::string> audience;

  LM_FIELDS(OfferInput, organisation, kind, key, product, text, capacity_year, utilisation,
            price_min_cny, price_max_cny, lead_time_days, regions_served, valid_until, capital,
            talent, technology, audience)
  static FieldRules Rules();
};

struct OfferPatch {
  int64_t version = 0;
  std::optional<std::optional<std::string>> product;
  std::optional<std::string> text;
  std::optional<std::optional<double>> capacity_year;
  std::optional<std::optional<double>> utilisation;
  std::optional<std::optional<double>> price_min_cny;
  std::optional<std::optional<double>> price_max_cny;
  std::optional<std::optional<int64_t>> lead_time_days;
  std::optional<std::vector<std::string>> regions_served;
  std::optional<std::optional<std::string>> valid_until;
  std::optional<std::optional<CapitalFacts>> capital;
  std::optional<std::optional<TalentFacts>> talent;
  std::optional<std::optional<TechnologyFacts>> technology;
  std::optional<std::string> audience;

  LM_FIELDS(OfferPatch, version, product, text, capacity_year, utilisation, price_min_cny,
            price_max_cny, lead_time_days, regions_served, valid_until, capital, talent, technology,
            audience)
  static FieldRules Rules();
};

// Errors: kNotFound.
[[nodiscard]] Result<NeedDetail> GetNeed(Platform& platform, const Viewer& viewer, NeedId id);
[[nodiscard]] Result<OfferDetail> GetOffer(Platform& platform, const Viewer& viewer, OfferId id);

// Errors: kPermissionDenied unless the office asks; kInvalidArgument with the place, "/capital/stages",
// and the value; kConflict for a key in use. Nothing is added then.
[[nodiscard]] Result<NeedDetail> AddNeed(Platform& platform, const Viewer& viewer,
                                         const NeedInput& input);
[[nodiscard]] Result<OfferDetail> AddOffer(Platform& platform, const Viewer& viewer,
                                           const OfferInput& input);

// Errors: as above; kNotFound; kConflict if the record has another version: the message names what
// was changed since, `place.value` is the present version.
[[nodiscard]] Result<NeedDetail> ChangeNeed(Platform& platform, const Viewer& viewer, NeedId id,
                                            const NeedPatch& patch);
[[nodiscard]] Result<OfferDetail> ChangeOffer(Platform& platform, const Viewer& viewer, OfferId id,
                                              const OfferPatch& patch);

}  // namespace lianmeng::app
