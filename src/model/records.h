// The records of a region: what the platform knows, owns and shows. Fields are those of docs/formats/region.md.
//
// Every record that a party can own carries an Ownership: its owner and who may see it. The rule is
// stated once, in model/visibility.h, and applied inside the queries of store.
//
// Units: money is integer fen (1/100 CNY); a year's value ends in _fen_year; shares are 0..1; time in days.
// A missing number is std::nullopt, never 0 or -1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/geo.h"
#include "base/ids.h"
#include "base/text_pair.h"
#include "model/terms.h"

namespace lianmeng {

enum class Audience { kPublic, kAlliance, kRegion, kPairing, kPrivate };

struct Ownership {
  OrganisationId owner;  // none: the alliance office
  Audience audience = Audience::kAlliance;

  friend bool operator==(const Ownership&, const Ownership&) = default;
};

enum class RegionLevel { kProvince, kCity, kCounty };

struct Region {
  RegionCode code;  // GB/T 2260: 310000 a province, 310100 a city, 310115 a county
  TextPair name;
  RegionCode parent;               // none for a province
  GeoPoint centroid;               // WGS 84
  std::optional<int> tile_column;  // place on the schematic tile map, from 0; cities only
  std::optional<int> tile_row;
  std::string source;

  [[nodiscard]] RegionLevel level() const {
    if (code.value % 10000 == 0) return RegionLevel::kProvince;
    return code.value % 100 == 0 ? RegionLevel::kCity : RegionLevel::kCounty;
  }
  [[nodiscard]] RegionCode province() const { return RegionCode{code.value / 10000 * 10000}; }
  friend bool operator==(const Region&, const Region&) = default;
};

enum class OrganisationKind {
  kEnterprise,
  kInstitute,
  kUniversity,
  kFinancier,
  kPark,
  kAssociation,
  kGovernment,
};

// Honours by which the region's offices know an enterprise.
enum class Title {
  kChainLeader,     // 链主
  kSingleChampion,  // 制造业单项冠军
  kLittleGiant,     // 专精特新“小巨人”
  kSpecialised,     // 专精特新
  kHighTech,        // 高新技术企业
  kGazelle,         // 瞪羚企业
};

enum class Scale { kLarge, kMedium, kSmall, kMicro };  // by employees and revenue, as recorded

struct Organisation {
  OrganisationId id;
  std::string key;  // the source's own key; unique
  OrganisationKind kind = OrganisationKind::kEnterprise;
  std::string name;        // full registered name
  std::string name_en;     // may be empty
  std::string short_name;  // may be empty
  std::vector<std::string> aliases;
  std::string credit_code;    // GB 32100, 18 characters, may be empty
  RegionCode region;          // a city or county; none if unknown
  std::string industry;       // GB/T 4754 code, may be empty
  std::vector<Title> titles;  // sorted, without repeats
  std::optional<Scale> scale;
  std::optional<int64_t> employees;
  std::optional<int64_t> revenue_fen_year;
  std::string summary;
  std::string verified_by;  // empty: not verified
  bool sample = false;      // made by our generator (样例), not a real firm
  std::string source;
  Ownership ownership;  // owner is the organisation itself unless stated

  friend bool operator==(const Organisation&, const Organisation&) = default;
};

struct Product {
  ProductId id;
  std::string key;
  TextPair name;
  std::vector<std::string> aliases;
  std::string category;  // material, component, module, equipment, software, service, system
  std::string industry;  // GB/T 4754 code, may be empty
  std::string unit;
  std::optional<int64_t> price_fen;     // typical price of one unit
  std::optional<double> outside_share;  // share of the region's use bought from outside it
  std::string summary;
  std::string source;

  friend bool operator==(const Product&, const Product&) = default;
};

enum class Essentiality { kReplaceable, kEssential };

// `product` needs `input`.
struct Input {
  ProductId product;
  ProductId input;
  std::optional<double>
      cost_share;  // of the product's cost; all inputs of one product sum to at most 1
  Essentiality essentiality = Essentiality::kReplaceable;
  std::optional<double> stock_days;    // usual stock cover at the user
  std::optional<double> qualify_days;  // to qualify another supplier
  std::string source;

  friend bool operator==(const Input&, const Input&) = default;
};

struct Chain {
  ChainId id;
  std::string key;
  TextPair name;
  TextPair summary;
  std::string team;
  std::string source;

  friend bool operator==(const Chain&, const Chain&) = default;
};

enum class Segment { kUpstream, kMidstream, kDownstream };

struct ChainProduct {
  ChainId chain;
  ProductId product;
  Segment segment = Segment::kMidstream;
  int stage = 1;       // 1..99, rising from raw material to finished good
  bool final = false;  // a finished good of the chain

  friend bool operator==(const ChainProduct&, const ChainProduct&) = default;
};

// How strongly a city specialises in a chain; used to generate samples and to compare with what is found.
struct Specialisation {
  ChainId chain;
  RegionCode region;
  double weight = 0;  // > 0, relative
  std::string source;

  friend bool operator==(const Specialisation&, const Specialisation&) = default;
};

enum class TradeKind { kGoods, kTechnology, kCapital, kTalent, kComputing, kService };

// What an organisation can give. An offer of goods with a product says that the organisation makes it.
struct Offer {
  OfferId id;
  std::string key;
  OrganisationId organisation;
  TradeKind kind = TradeKind::kGoods;
  ProductId product;  // none: free text only
  std::string text;
  std::optional<double> capacity_year;  // in the product's unit
  std::optional<double>
      revenue_share;  // of the organisation's revenue, where capacity is not known
  std::optional<int64_t> price_min_fen;
  std::optional<int64_t> price_max_fen;
  std::optional<int64_t> lead_time_days;
  std::optional<double> utilisation;       // 0..1 of capacity in use; the rest is spare
  std::vector<RegionCode> regions_served;  // empty: everywhere
  std::optional<Date> valid_until;
  std::optional<CapitalTerms> capital;  // of this kind alone
  std::optional<TalentTerms> talent;
  std::optional<TechnologyTerms> technology;
  bool sample = false;
  std::string source;
  Ownership ownership;

  friend bool operator==(const Offer&, const Offer&) = default;
};

// What an organisation is looking for.
struct Need {
  NeedId id;
  std::string key;
  OrganisationId organisation;
  TradeKind kind = TradeKind::kGoods;
  ProductId product;  // none: free text only
  std::string text;
  std::optional<double> quantity;        // a year, in the product's unit
  std::optional<int64_t> price_max_fen;  // budget for one unit
  std::optional<Date> needed_by;
  std::vector<RegionCode> preferred_regions;
  std::vector<RegionCode> excluded_regions;
  std::vector<Title> wanted_titles;
  std::optional<CapitalTerms> capital;  // of this kind alone
  std::optional<TalentTerms> talent;
  std::optional<TechnologyTerms> technology;
  std::vector<RequiredTerm> required_terms;  // sorted, without repeats
  bool open = true;
  std::optional<CloseReason> close_reason;  // of a need that is not open
  bool sample = false;
  std::string source;
  Ownership ownership;

  friend bool operator==(const Need&, const Need&) = default;
};

enum class LinkStatus { kObserved, kDeclared, kReconstructed };

// `supplier` sells `product` to `customer`.
struct Link {
  LinkId id;
  OrganisationId supplier;
  OrganisationId customer;
  ProductId product;
  int64_t value_fen_year = 0;
  LinkStatus status = LinkStatus::kDeclared;
  double confidence = 1.0;  // 0..1
  std::optional<int> year;
  bool sample = false;
  std::string source;
  Ownership
      ownership;  // owner is the supplier unless stated; the customer always sees its own links

  friend bool operator==(const Link&, const Link&) = default;
};

// ---- Risk points over time, and what is done about them (docs/measures.md)

enum class RiskLevel { kNone, kYellow, kOrange, kRed };  // rising
enum class RiskLossKind { kLargestMaker, kLargestCity, kOutside };

// One risk point as one run found it. Severities are kept to 0.01 %, makers to 0.01, shares to 0.1 %:
// finer differences are no change.
struct RiskRunPoint {
  ChainId chain;
  ProductId product;
  RiskLevel level = RiskLevel::kNone;
  int score = 0;  // 0..5
  double severity_largest_maker = 0;
  double severity_largest_city = 0;
  double severity_outside = 0;
  RiskLossKind gravest = RiskLossKind::kLargestMaker;
  double makers_effective = 0;
  double known_purchases_share = 0;
  double known_capacity_share = 0;

  [[nodiscard]] double severity() const {
    const double of_region = severity_largest_maker < severity_largest_city
                                 ? severity_largest_city
                                 : severity_largest_maker;
    return of_region < severity_outside ? severity_outside : of_region;
  }
  friend bool operator==(const RiskRunPoint&, const RiskRunPoint&) = default;
};

// All risk points as they were computed at one time for the alliance office.
struct RiskRun {
  int64_t id = 0;
  int64_t at_ms = 0;
  int64_t data_version = 0;
  std::string rule;                  // that made the classes, with its numbers
  std::string mode;                  // of the engine, with its tolerance
  std::vector<RiskRunPoint> points;  // by chain, then product
};

enum class MeasureKind { kAdd, kSecure, kStrengthen };  // 补链, 固链, 强链
enum class MeasureState { kProposed, kAdopted, kInProgress, kDone, kDropped };

// A risk point's severity and class before and after something; absent: not known.
struct RiskEffect {
  std::optional<double> severity_before;
  std::optional<double> severity_after;
  std::optional<RiskLevel> level_before;
  std::optional<RiskLevel> level_after;

  friend bool operator==(const RiskEffect&, const RiskEffect&) = default;
};

// What is to be done about a risk point. The effects are for the office and the measure's owner
// alone: they rest on more than others may see.
struct Measure {
  MeasureId id;
  std::string key;
  ChainId chain;
  ProductId product;
  MeasureKind kind = MeasureKind::kAdd;
  MeasureState state = MeasureState::kProposed;
  std::string title;
  std::string note;
  std::string responsible;  // a team or a person
  OrganisationId responsible_organisation;
  std::vector<OrganisationId> organisations;  // that take part
  std::optional<Date> due;
  std::optional<int64_t> cost_fen;
  RiskEffect computed;                // before anything is spent
  std::string computed_by;            // the method, with its numbers
  RiskEffect seen;                    // at the start and at the end of the work, from the risk runs
  std::optional<int64_t> started_ms;  // when `seen` was taken
  std::optional<int64_t> ended_ms;
  std::string effect_note;
  bool sample = false;
  std::string source;
  Ownership ownership;

  friend bool operator==(const Measure&, const Measure&) = default;
};

// ---- What becomes of a candidate (docs/matching.md, "After the list")

enum class MatchState { kSuggested, kSeen, kContacted, kTalking, kAgreed, kDeclined, kClosed };
enum class DeclineReason { kPrice, kCapacity, kTime, kQuality, kDistance, kOtherFound, kOther };

// One step of a pair of need and offer; the newest says where the pair stands. Steps are never changed.
struct MatchStep {
  int64_t id = 0;
  NeedId need;
  OfferId offer;
  MatchState state = MatchState::kSuggested;
  std::optional<DeclineReason> reason;  // of kDeclined, always
  std::string note;
  std::string by;  // who made it
  int64_t at_ms = 0;

  friend bool operator==(const MatchStep&, const MatchStep&) = default;
};

// Two cities that work as a pair (结对合作). Undirected: stored with region_a < region_b.
struct Pairing {
  RegionCode region_a;
  RegionCode region_b;
  std::string source;

  friend bool operator==(const Pairing&, const Pairing&) = default;
};

}  // namespace lianmeng
